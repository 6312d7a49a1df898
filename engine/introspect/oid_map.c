#include "introspect/oid_map.h"

#include <stdint.h>
#include <stdlib.h>

typedef struct slot {
    uint64_t key;
    void *value; /* NULL: free */
} slot;

struct pgp_oid_map {
    pgp_arena *arena;
    slot *slots;            /* of malloc(): the arena would keep those that became too small */
    size_t count, capacity; /* capacity is a power of two */
};

static slot *new_slots(pgp_arena *arena, size_t capacity) {
    slot *slots = calloc(capacity, sizeof *slots);
    if (!slots)
        pgp_out_of_memory(arena);
    return slots;
}

static void free_slots(void *map) {
    free(((pgp_oid_map *)map)->slots);
}

pgp_oid_map *pgp_oid_map_new(pgp_arena *arena) {
    pgp_oid_map *map = PGP_NEW(arena, pgp_oid_map);
    map->arena = arena;
    pgp_defer(arena, free_slots, map);
    map->capacity = 1024;
    map->slots = new_slots(arena, map->capacity);
    return map;
}

static uint64_t key_of(unsigned class_, Oid oid, int sub) {
    return (uint64_t)class_ << 48 | (uint64_t)(uint16_t)sub << 32 | oid;
}

/* The slot of the key, or the free one where it belongs. Fibonacci hashing spreads the consecutive OIDs. */
static slot *find(slot *slots, size_t capacity, uint64_t key) {
    size_t mask = capacity - 1;
    size_t i = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & mask;
    while (slots[i].value && slots[i].key != key)
        i = (i + 1) & mask;
    return &slots[i];
}

static void grow(pgp_oid_map *map) {
    size_t capacity = map->capacity * 2;
    slot *slots = new_slots(map->arena, capacity);
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].value)
            *find(slots, capacity, map->slots[i].key) = map->slots[i];
    }
    free(map->slots);
    map->slots = slots;
    map->capacity = capacity;
}

void pgp_oid_map_put(pgp_oid_map *map, unsigned class_, Oid oid, int sub, void *value) {
    uint64_t key = key_of(class_, oid, sub);
    slot *s = find(map->slots, map->capacity, key);
    if (!s->value && map->count * 4 >= map->capacity * 3) {
        grow(map);
        s = find(map->slots, map->capacity, key);
    }
    map->count += !s->value;
    *s = (slot){key, value};
}

void *pgp_oid_map_get(const pgp_oid_map *map, unsigned class_, Oid oid, int sub) {
    return find(map->slots, map->capacity, key_of(class_, oid, sub))->value;
}

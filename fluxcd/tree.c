#include "tree.h"

#include <string.h>

static flux_node *new_node(pgp_arena *arena, flux_type type, const char *text) {
    flux_node *node = PGP_NEW(arena, flux_node);
    node->type = type;
    node->text = text;
    return node;
}

flux_node *flux_text(pgp_arena *arena, const char *text) {
    return new_node(arena, FLUX_TEXT, pgp_strdup(arena, text));
}

flux_node *flux_number(pgp_arena *arena, long long number) {
    return new_node(arena, FLUX_PLAIN, pgp_printf(arena, "%lld", number));
}

flux_node *flux_list(pgp_arena *arena) {
    return new_node(arena, FLUX_LIST, NULL);
}

flux_node *flux_map(pgp_arena *arena) {
    return new_node(arena, FLUX_MAP, NULL);
}

void flux_add(pgp_arena *arena, flux_node *list, flux_node *item) {
    PGP_PUSH(arena, list->items, list->count, list->capacity, item);
}

void flux_set(pgp_arena *arena, flux_node *map, const char *key, flux_node *value) {
    size_t keys = map->count;
    PGP_PUSH(arena, map->keys, keys, map->key_capacity, flux_text(arena, key));
    flux_add(arena, map, value);
}

void flux_set_text(pgp_arena *arena, flux_node *map, const char *key, const char *text) {
    flux_set(arena, map, key, flux_text(arena, text));
}

static flux_node *get_sized(const flux_node *node, const char *key, size_t size) {
    if (!node || node->type != FLUX_MAP)
        return NULL;
    for (size_t i = 0; i < node->count; i++) {
        const char *text = node->keys[i]->text;
        if (text && strlen(text) == size && strncmp(text, key, size) == 0)
            return node->items[i];
    }
    return NULL;
}

flux_node *flux_get(const flux_node *node, const char *key) {
    return get_sized(node, key, strlen(key));
}

flux_node *flux_find(const flux_node *node, const char *path) {
    flux_node *at = NULL;
    for (const flux_node *from = node; from; from = at) {
        size_t size = strcspn(path, ".");
        at = get_sized(from, path, size);
        if (!path[size])
            break;
        path += size + 1;
    }
    return at;
}

const char *flux_string(const flux_node *node) {
    return node && (node->type == FLUX_TEXT || node->type == FLUX_PLAIN) ? node->text : NULL;
}

const char *flux_find_string(const flux_node *node, const char *path) {
    return flux_string(flux_find(node, path));
}

size_t flux_count(const flux_node *list) {
    return list && list->type == FLUX_LIST ? list->count : 0;
}

/*
 * Arrays of names: the small set operations that kinds need.
 */
#include "kinds/reading.h"

#include <stdlib.h>
#include <string.h>

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

pgp_names pgp_names_sorted(pgp_arena *arena, pgp_names names) {
    pgp_names sorted = {.count = 0};
    if (names.count == 0)
        return sorted;
    sorted.items = pgp_alloc(arena, names.count * sizeof *sorted.items);
    memcpy(sorted.items, names.items, names.count * sizeof *sorted.items);
    qsort(sorted.items, names.count, sizeof *sorted.items, by_bytes);
    for (size_t i = 0; i < names.count; i++)
        if (sorted.count == 0 || strcmp(sorted.items[sorted.count - 1], sorted.items[i]) != 0)
            sorted.items[sorted.count++] = sorted.items[i];
    return sorted;
}

/* Copies: objects share arrays of names (LIKE, partitions), and the lists are short. */
void pgp_names_add(pgp_arena *arena, pgp_names *names, const char *name) {
    size_t size = sizeof *names->items;
    names->items = pgp_grow(arena, names->items, names->count * size, (names->count + 1) * size);
    names->items[names->count++] = name;
}

bool pgp_names_has(const pgp_names *names, const char *name) {
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

/* "a"."b".c to a, b, c */
pgp_names pgp_label_names(pgp_arena *arena, const char *label) {
    pgp_names names = {.count = 0};
    pgp_text name = pgp_text_new(arena);
    bool quoted = false;
    for (const char *c = label;; c++) {
        if (*c == '"' && quoted && c[1] == '"') {
            pgp_text_addn(&name, c++, 1);
        } else if (*c == '"') {
            quoted = !quoted;
        } else if (*c == '\0' || (*c == '.' && !quoted)) {
            pgp_names_add(arena, &names, name.data);
            name = pgp_text_new(arena);
        } else {
            pgp_text_addn(&name, c, 1);
        }
        if (*c == '\0')
            return names;
    }
}

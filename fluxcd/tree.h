/*
 * YAML as a tree: what libyaml reads, and the only way in which this room writes YAML.
 *
 * A value is put into the tree as text and quoted by the emitter, so nothing that comes from a plan, a flag or a database
 * can become structure.
 */
#ifndef FLUX_TREE_H
#define FLUX_TREE_H

#include "base/context.h"
#include "base/text.h"

typedef enum flux_type {
    FLUX_TEXT,  /* a string */
    FLUX_PLAIN, /* what YAML resolves to something else: numbers, true, false, null */
    FLUX_LIST,
    FLUX_MAP,
} flux_type;

typedef struct flux_node {
    flux_type type;
    const char *text;                 /* of scalars; never NULL for them */
    struct flux_node **keys, **items; /* keys: of maps */
    size_t count, key_capacity, capacity;
    bool folded;         /* lists and maps: written on one line */
    size_t line, column; /* where it was read, from 1; 0: it was made */
    const char *anchor;  /* while reading */
} flux_node;

flux_node *flux_text(pgp_arena *arena, const char *text);
flux_node *flux_number(pgp_arena *arena, long long number);
flux_node *flux_list(pgp_arena *arena);
flux_node *flux_map(pgp_arena *arena);
void flux_add(pgp_arena *arena, flux_node *list, flux_node *item);
void flux_set(pgp_arena *arena, flux_node *map, const char *key, flux_node *value);
void flux_set_text(pgp_arena *arena, flux_node *map, const char *key, const char *text);

/* NULL when `node` is NULL, no map, or has no such key: calls can be nested. */
flux_node *flux_get(const flux_node *node, const char *key);
/* "spec.template.spec": the same for a path of keys. */
flux_node *flux_find(const flux_node *node, const char *path);
/* The text of a scalar; NULL for everything else. */
const char *flux_string(const flux_node *node);
/* The same at a path. */
const char *flux_find_string(const flux_node *node, const char *path);
size_t flux_count(const flux_node *list); /* 0 for everything else */

typedef struct flux_documents {
    flux_node **items;
    size_t count, capacity;
} flux_documents;

/* Every document of the text. PGP_INPUT with file, line and column when it is no YAML. Aliases become the node they name. */
pgp_status flux_read(pgp_context *context, const char *file, const char *text, size_t size,
                     flux_documents *out);
/* Adds one document. */
pgp_status flux_write(pgp_context *context, const flux_node *document, pgp_text *out);

#endif

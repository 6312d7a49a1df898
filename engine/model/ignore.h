/*
 * Objects of other tools: they resolve names, but are neither compared nor changed.
 */
#ifndef PGP_MODEL_IGNORE_H
#define PGP_MODEL_IGNORE_H

#include "model/model.h"

/* Every member that is not NULL has to fit; `schema`, `name` and `owner` are patterns as a shell has them for files. */
typedef struct pgp_pattern {
    const char *kind, *schema, *name, *owner;
} pgp_pattern;

typedef struct pgp_patterns {
    pgp_pattern *items;
    size_t count, capacity;
} pgp_patterns;

/* Marks what fits one of the patterns, and its parts, as if it belonged to an extension. Returns how many objects that are no
 * parts of others. */
size_t pgp_ignore(pgp_model *model, const pgp_patterns *patterns);

#endif

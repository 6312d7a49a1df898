/*
 * When two objects are the same (docs/ARCHITECTURE.md, "Two spellings of one schema").
 *
 * Layer 1 compares texts and canonical ASTs; pairs it leaves unequal are put to the server (layer 2,
 * judge.c) all at once. Without a server they count as different and the result says "possibly equal".
 */
#ifndef PGP_EQUAL_COMPARE_H
#define PGP_EQUAL_COMPARE_H

#include "introspect/catalog.h"

struct pgp_comparison {
    pgp_context *context;
    pgp_arena *arena;
    pgp_model *live, *desired;
    pgp_catalog *catalog;              /* of the live side; NULL: no server to ask */
    struct pgp_rename *const *renames; /* of the plan, which the live model has been through already */
    size_t rename_count;
    bool undecided;     /* some pair was left "possibly equal" */
    pgp_arena *scratch; /* for one pair of trees at a time; made on demand */
    struct pgp_function_list *live_functions, *desired_functions; /* filled on demand */
};

/* Layer 1 (equal/canonical.h). `owner`: the object whose expression it is. */
bool pgp_same_sql(pgp_comparison *comparison, const pgp_object *owner_live, const pgp_sql *live,
                  const pgp_object *owner_desired, const pgp_sql *desired, bool is_query);
bool pgp_same_names(const pgp_names *a, const pgp_names *b);
bool pgp_same_operator(const char *live, const char *desired);
bool pgp_same_keys(pgp_comparison *comparison, const pgp_object *owner_live, const pgp_keys *live,
                   const pgp_object *owner_desired, const pgp_keys *desired);
bool pgp_same_arguments(pgp_comparison *comparison, const pgp_object *owner_live, const pgp_arguments *live,
                        const pgp_object *owner_desired, const pgp_arguments *desired);

/* The generic rule for one property: what a kind's `same` falls back to. */
bool pgp_same_property(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                       const pgp_object *desired);
/* Bit i: property i of the kind differs. */
uint64_t pgp_compare_objects(pgp_comparison *comparison, const pgp_object *live, const pgp_object *desired);

/* Layer 2: rewrites sql->text of desired objects in `changes` whose expressions differ to what the server
 * would print for them, in a transaction that is rolled back, wherever that can be asked; then compares
 * again. */
pgp_status pgp_judge(pgp_comparison *comparison, pgp_change **changes, size_t count);

#endif

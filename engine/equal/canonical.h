/*
 * Layer 1 of comparing: one canonical text per meaning (docs/ARCHITECTURE.md, "Two spellings of one schema").
 */
#ifndef PGP_EQUAL_CANONICAL_H
#define PGP_EQUAL_CANONICAL_H

#include "equal/compare.h"

/* Functions by name: overloads cannot be told apart here. */
typedef struct pgp_function_list {
    const pgp_object **items; /* sorted by name */
    size_t count, capacity;
} pgp_function_list;

pgp_function_list *pgp_list_functions(pgp_arena *arena, const pgp_model *model);

/* Where an expression stands. */
typedef struct pgp_canonical_about {
    const pgp_model *model;   /* names resolve here */
    const pgp_model *members; /* … and among the extension members of this one; NULL: none */
    const pgp_function_list *functions, *member_functions; /* of both; NULL: none */
    const pgp_object *relation;                            /* whose columns it may name; NULL: none */
    const char *result_type; /* what it is assigned to: a literal without a type takes it; NULL: unknown */
} pgp_canonical_about;

/* The canonical text; NULL when the text does not parse or is too large to say. Equal texts: the server would
 * print the same. Different texts: nobody knows yet. Needs a large stack (pgp_with_stack). */
const char *pgp_canonical_text(pgp_arena *arena, const pgp_canonical_about *about, const pgp_sql *sql,
                               bool is_query);

#endif

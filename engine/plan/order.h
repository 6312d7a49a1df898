/*
 * The order of execution.
 */
#ifndef PGP_PLAN_ORDER_H
#define PGP_PLAN_ORDER_H

#include "plan/plan.h"

typedef enum pgp_operation_type {
    PGP_DROP_EARLY, /* before anything is made */
    PGP_ANNOUNCE,   /* a name for those that what comes next needs */
    PGP_MAKE,       /* create, alter, create again */
    PGP_REFILL,     /* rows of a table that was made again */
    PGP_FINISH,     /* what needs everything made */
    PGP_DROP_LATE,  /* once nothing uses it any more */
    PGP_RETIRE,     /* among those: what was replaced under another name */
} pgp_operation_type;

typedef struct pgp_operation {
    pgp_operation_type type;
    pgp_change *change;
} pgp_operation;

typedef struct pgp_operations {
    pgp_operation *items;
    size_t count, capacity;
} pgp_operations;

/* Drops go dependents first, makes go needs first; otherwise by kind and name, so that the same differences give the
 * same plan whatever order they were found in. */
pgp_operations pgp_order(pgp_plan *plan, pgp_arena *arena);

/* Something it is a part of goes away, and takes it along. */
bool pgp_goes_with_parent(const pgp_object *live);

#endif

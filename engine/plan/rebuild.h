/*
 * What has to go because something else changes.
 */
#ifndef PGP_PLAN_REBUILD_H
#define PGP_PLAN_REBUILD_H

#include "plan/emit.h"

/* Needs turned around: who needs object number i. */
typedef struct pgp_dependents {
    pgp_object **items; /* of all objects, one run each */
    size_t *start;      /* object i: items[start[i]] up to items[start[i + 1]] */
    pgp_object **objects;
    size_t count;
} pgp_dependents;

/* Numbers all objects of the model. */
pgp_dependents pgp_dependents_of(pgp_arena *arena, const pgp_model *model);

/* Decides which drops come early, and replaces what stands in the way of a change: views on a column whose type changes,
 * triggers of a function that is replaced … */
void pgp_propagate(pgp_emitter *emitter);

#endif

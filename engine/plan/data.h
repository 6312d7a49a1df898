/*
 * Data steps: statements of the files that a directive binds to a change (docs/PHASES.md).
 *
 * They run when the plan at hand makes that change, in its place, in a transaction of their own.
 */
#ifndef PGP_PLAN_DATA_H
#define PGP_PLAN_DATA_H

#include "plan/emit.h"

/* A new column that wants a value is made without NOT NULL where the files say how to fill it. Before steps are made. */
void pgp_split_filled(pgp_emitter *emitter);
/* Puts the data steps between the others; PGP_INPUT: one is bound to what neither side has. */
pgp_status pgp_add_data_steps(pgp_emitter *emitter);

#endif

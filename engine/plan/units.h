/*
 * Where a plan commits before it goes on, so that no transaction holds a strong lock on one large table while it waits for
 * another, or while it reads or writes a table in full.
 */
#ifndef PGP_PLAN_UNITS_H
#define PGP_PLAN_UNITS_H

#include "plan/plan.h"

/* Sets commit_before. After the steps know their effects (plan/hazards.h). */
void pgp_commit_units(pgp_plan *plan, pgp_arena *arena, const pgp_options *options);

#endif

/*
 * Where a plan has to commit before it goes on.
 */
#ifndef PGP_PLAN_LABELS_H
#define PGP_PLAN_LABELS_H

#include "plan/plan.h"

/* Sets commit_before on the first step that uses a label which an earlier one adds to an enum. */
void pgp_commit_labels(pgp_plan *plan, pgp_arena *arena);

#endif

/*
 * Expand and contract: what is safe while the old application version runs, and what waits until it is gone (docs/PHASES.md).
 *
 * A change takes something away from the old version (a column, a value, a function) or makes demands that it does not know of
 * (a constraint, a column that wants a value): then it belongs to contract. Everything else is expand. No change of expand
 * depends on one of contract: where the order of things would force that, it waits, too.
 */
#ifndef PGP_PLAN_PHASE_H
#define PGP_PLAN_PHASE_H

#include "plan/rebuild.h"

/* Sets change->contract of all changes; of one phase, takes the others out of the plan and counts them in plan->waiting.
 * Before what stands in the way of changes is looked for. */
pgp_status pgp_phase_changes(pgp_context *context, pgp_plan *plan, const pgp_options *options);
/* What is made again because something else is goes with that. After pgp_propagate. */
void pgp_phase_consequences(pgp_plan *plan);

/* Fills plan->between: a sentence for everything that waits. (plan/between.c) */
void pgp_describe_between(pgp_plan *plan, pgp_arena *arena);

/* -- rules (plan/phase_rule.c) ----------------------------------------------------------------------------- */
/* Properties whose change has to wait: bit i is property i. For PGP_ALTER. */
uint64_t pgp_contract_bits(const pgp_plan *plan, const pgp_change *change);
/* The change as a whole has to wait. For the other actions. */
bool pgp_is_contract(const pgp_plan *plan, const pgp_change *change);
/* A new column of a table that is there already, which wants a value and has no default: expand makes it without NOT NULL. */
bool pgp_is_required(const pgp_change *change);

/* -- what follows from what (plan/phase_order.c) --------------------------------------------------------------- */
/* The change cannot be made before one that waits. */
bool pgp_has_to_wait(const pgp_plan *plan, const pgp_dependents *dependents, const pgp_change *change);

#endif

/*
 * Renames in two phases: between them both names live (docs/PHASES.md).
 *
 * A relation, function or type gets its new name in expand and leaves the old one to a helper: a view, a copy, a domain. A column
 * keeps its old name until contract and gets a helper beside it, a copy that triggers keep in step. Contract removes the
 * helpers. Whatever cannot have two names waits for contract.
 */
#ifndef PGP_PLAN_TWO_NAMES_H
#define PGP_PLAN_TWO_NAMES_H

#include "diff/rename.h"
#include "plan/emit.h"

/* Decides how each rename goes (two_names, waits), and says so. */
void pgp_settle_two_names(pgp_context *context, pgp_plan *plan, pgp_phase phase);
/* Renames of which the expand phase is still to be done. */
size_t pgp_unexpanded_renames(const pgp_plan *plan);

/* Renames and helpers of the phase, before everything else. */
void pgp_emit_renames(pgp_emitter *emitter);

/* The copy of a column that is to be renamed, its triggers and its values. (plan/mirror.c) */
void pgp_emit_mirror(pgp_emitter *emitter, const pgp_rename *rename);
/* Triggers can keep a copy of this column in step. */
bool pgp_can_mirror(const pgp_plan *plan, const pgp_rename *rename);
/* "pgplumb helper: …" on what `target` names, as COMMENT ON takes it. */
void pgp_emit_helper_comment(pgp_emitter *emitter, const pgp_object *object, const char *target,
                             const char *what);

#endif

/*
 * Helpers: what the expand phase of a rename leaves in the database so that both names live (docs/PHASES.md).
 *
 * Their comment says what they are, so that nobody takes them for somebody's own: "pgplumb helper: …". The diff takes them out
 * of the live model before anything is compared; the contract phase drops them.
 */
#ifndef PGP_DIFF_HELPER_H
#define PGP_DIFF_HELPER_H

#include "plan/plan.h"

#define PGP_HELPER_COMMENT "pgplumb helper: "

struct pgp_helper {
    pgp_object *object; /* no longer in the model; its parent may be */
    const char *label;  /* as it was read */
    const char *on;     /* what it is a part of, as SQL; NULL: of nothing */
    const char *comment;
};

/* Moves helpers from the live model to plan->helpers. Before the diff. */
void pgp_take_helpers(pgp_plan *plan, pgp_arena *arena);
/* The helper of this kind with these names; NULL: there is none. `parent` NULL: of any or none. */
const pgp_helper *pgp_helper_named(const pgp_plan *plan, const pgp_kind *kind, const pgp_object *parent,
                                   const char *name);

#endif

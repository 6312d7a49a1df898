/*
 * Renames that the desired files ask for (docs/RENAMES.md).
 *
 * They come first in a plan. So before anything is compared, the live model is given the names that it will have then; what
 * comes after sees a database in which the renames have happened. The server rewrites its own texts; ours stay as they
 * are, and the comparison knows what their names mean now (pgp_model_former).
 */
#ifndef PGP_DIFF_RENAME_H
#define PGP_DIFF_RENAME_H

#include "plan/plan.h"

/* One object that gets another name, another schema, or both. */
struct pgp_rename {
    pgp_object *live;          /* under its new names */
    pgp_object *desired;       /* of a label: its enum */
    const char *schema, *name; /* what it was called */
    const char *label;         /* an enum's label that becomes another; else NULL */
    const char *new_label;
    const char *from; /* the old names as people read them */
    const char *const *statements;
    size_t statement_count;
    bool derived;   /* goes without saying: the server would have derived the name */
    bool two_names; /* the old name can live on beside the new one until contract (plan/two_names.h) */
    bool waits;     /* of the contract phase: until then it has the old name */
};

/* Gives the live model its new names; fills plan->renames in the order in which they are to run. */
pgp_status pgp_rename_live(pgp_context *context, pgp_plan *plan);
/* Constraints, indexes and sequences whose names the server derives from renamed ones. (diff/derived.c) */
void pgp_rename_derived(pgp_plan *plan, pgp_arena *arena);
/* One rename, in the model and as statements. */
pgp_rename *pgp_rename_add(pgp_plan *plan, pgp_arena *arena, pgp_object *live, pgp_object *desired);

/* Points out what looks like a rename and is planned as a drop and a creation. (diff/likely.c) */
void pgp_note_likely_renames(pgp_context *context, const pgp_plan *plan);

#endif

/*
 * Giving an object of the live model another name: in the model, and as the statements that do it in the database.
 */
#ifndef PGP_DIFF_MOVE_H
#define PGP_DIFF_MOVE_H

#include "diff/rename.h"

/* The server has a statement that renames objects of this kind. */
bool pgp_can_move(const pgp_object *object);
/* A label of an enum. */
void pgp_rename_label(pgp_plan *plan, pgp_arena *arena, pgp_object *desired, const char *old,
                      const char *new_);

#endif

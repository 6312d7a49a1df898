/*
 * What names a part of a table by its name, and how that follows when the part gets another one.
 *
 * Shared by a file's RENAME statements (parse/rename.c) and by the renames of a plan (diff/rename.c). Those keep the
 * server's texts as they are and let the comparison translate them (model->formers).
 */
#ifndef PGP_PARSE_FOLLOW_H
#define PGP_PARSE_FOLLOW_H

#include "kinds/kinds.h"

/* Keys, events, foreign keys and owned sequences that name the relation's column `old`; with `texts`, its parts' expressions
 * too. The column itself keeps its name. */
void pgp_follow_column(pgp_model *model, pgp_object *relation, const char *old, const char *new_, bool texts);
/* REPLICA IDENTITY USING INDEX, and the parts that are attached to the index or to the constraint with one. */
void pgp_follow_index(pgp_model *model, const pgp_object *part, const char *new_);

#endif

/*
 * What the files of constraints share.
 */
#ifndef PGP_KINDS_CONSTRAINT_H
#define PGP_KINDS_CONSTRAINT_H

#include "kinds/index.h"

/* -- reading ---------------------------------------------------------------------------------------------------- */
/* A list of String nodes, interned. (constraint_read.c) */
pgp_names pgp_string_names(pgp_parser *parser, size_t n, PgQuery__Node *const *list);

/* REFERENCES …: what it refers to may come later in the files. (foreign_key.c) */
pgp_status pgp_read_foreign_key(pgp_parser *parser, pgp_constraint *constraint,
                                const PgQuery__Constraint *node);

/* -- while the table is in use (constraint_online.c) ---------------------------------------------------------------------- */
/* Added without looking at the rows that are there, which are looked at in a transaction of its own. */
bool pgp_constraint_is_validated_later(const pgp_emitter *emitter, const pgp_constraint *constraint);
/* A foreign key of a partitioned table, where the server knows no NOT VALID for it: made on each partition first. */
bool pgp_constraint_goes_by_partition(const pgp_emitter *emitter, const pgp_constraint *constraint);
void pgp_constraint_make_by_partition(pgp_emitter *emitter, const pgp_constraint *constraint);

#endif

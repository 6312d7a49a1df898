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

#endif

/*
 * What the files of sequences share.
 */
#ifndef PGP_KINDS_SEQUENCE_H
#define PGP_KINDS_SEQUENCE_H

#include "kinds/ddl.h"
#include "kinds/reading.h"

/* Limits of "smallint", "integer" and "bigint". */
typedef struct pgp_sequence_limits {
    int64_t minimum, maximum;
} pgp_sequence_limits;

pgp_sequence_limits pgp_sequence_limits_of(const char *data_type);
/* NULL: the column has none. */
const pgp_sequence *pgp_sequence_of_identity(const pgp_model *model, const pgp_object *column);

/* A sequence as CREATE SEQUENCE without options makes it, and where that is by itself: 1 to the largest value. */
void pgp_sequence_set_defaults(pgp_sequence *sequence, const char *data_type);

/* -- catalogs (sequence_catalog.c) -------------------------------------------------------------------------------- */
const char *pgp_sequence_query(int server_version);
pgp_status pgp_sequence_row(pgp_catalog *catalog, const pgp_row *row);

#endif

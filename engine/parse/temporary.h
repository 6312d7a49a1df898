/*
 * What a file makes for its session alone, and what a transaction takes back: neither is left behind.
 */
#ifndef PGP_PARSE_TEMPORARY_H
#define PGP_PARSE_TEMPORARY_H

#include "parse/parse.h"

/* The statement makes something temporary, or is about something that the file made so: it says nothing about the schema. */
bool pgp_is_temporary(pgp_parser *parser, const PgQuery__Node *statement);

/* BEGIN, COMMIT, ROLLBACK: refused where something is taken back that the statements before it made. */
pgp_status pgp_read_transaction(pgp_parser *parser, const PgQuery__Node *statement);

#endif

/*
 * Where a statement of a file ends, as psql sees it.
 */
#ifndef PGP_PARSE_SPLIT_H
#define PGP_PARSE_SPLIT_H

#include "parse/lexer.h"
#include "parse/parse.h"

/* The end (before the semicolon) of the statement that starts with `token`; the scan goes on at *after. */
size_t pgp_statement_end(const pgp_input *input, pgp_token token, size_t *after, bool *unterminated);
/* Goes over psql's own command at `start`, to the end of its line; false: it may say something about the schema, and *name is
 * what it is called. */
bool pgp_skip_command(const pgp_input *input, size_t start, size_t *after, pgp_token *name);
/* It is one that reads another file. */
bool pgp_includes(const pgp_input *input, const pgp_token *name);
/* COPY … FROM stdin: the lines that follow are rows … */
bool pgp_rows_follow(const PgQuery__CopyStmt *copy);
/* … from the end of the statement's line to the line "\.". */
size_t pgp_rows_end(const pgp_input *input, size_t at);

#endif

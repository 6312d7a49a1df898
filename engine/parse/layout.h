/*
 * One layout for expressions and queries, whoever wrote them: a plan must not depend on white space, line breaks and comments.
 */
#ifndef PGP_PARSE_LAYOUT_H
#define PGP_PARSE_LAYOUT_H

#include "base/arena.h"

#include <stddef.h>

/* The tokens of text[start, end) without comments: on one line when they are few, otherwise with the clauses of queries on lines of
 * their own. Tokens stay as they are written. */
const char *pgp_lay_out_sql(pgp_arena *arena, const char *text, size_t start, size_t end);

#endif

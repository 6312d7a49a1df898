/*
 * Text that grows in an arena, and the only place where names and literals become SQL.
 */
#ifndef PGP_BASE_TEXT_H
#define PGP_BASE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>

typedef struct pgp_text {
    pgp_arena *arena;
    char *data; /* ends in NUL; never NULL after pgp_text_new */
    size_t size, capacity;
} pgp_text;

pgp_text pgp_text_new(pgp_arena *arena);
void pgp_text_add(pgp_text *text, const char *more);
void pgp_text_addn(pgp_text *text, const char *more, size_t size);
void pgp_text_addf(pgp_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds `separator` unless the text is empty: for lists. */
void pgp_text_next(pgp_text *text, const char *separator);

/* SQL. An identifier is quoted whenever the server's quote_identifier() would quote it for any of
 * the versions 14 to 18 (src/backend/utils/adt/ruleutils.c); a literal uses E'' only for backslashes
 * and carriage returns, which a script loses on its way through git or an editor. */
void pgp_sql_name(pgp_text *text, const char *name);
void pgp_sql_qualified(pgp_text *text, const char *schema /* may be NULL */, const char *name);
void pgp_sql_literal(pgp_text *text, const char *value);
/* "a, b, c" */
void pgp_sql_names(pgp_text *text, const char *const *names, size_t count);
/* PUBLIC and CURRENT_USER are the server's words, everything else is an identifier. */
void pgp_sql_role(pgp_text *text, const char *role);

/* The same as fresh strings. */
char *pgp_quoted(pgp_arena *arena, const char *name);
char *pgp_quoted2(pgp_arena *arena, const char *schema, const char *name);
char *pgp_literal(pgp_arena *arena, const char *value);

bool pgp_same(const char *a, const char *b); /* equal, or both NULL */

#endif

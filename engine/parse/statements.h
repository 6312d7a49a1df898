/*
 * Which statement is whose: the one table from AST node to reader.
 */
#ifndef PGP_PARSE_STATEMENTS_H
#define PGP_PARSE_STATEMENTS_H

#include "parse/parse.h"

/* Reads one statement into the model; PGP_LATER when it has to wait for others. */
pgp_status pgp_read_statement(pgp_parser *parser, const PgQuery__Node *statement);

/* It says nothing about a database's schema: roles, databases, the session. */
bool pgp_is_outside(const PgQuery__Node *statement);
/* Nor do rows, and SELECT. */
bool pgp_is_no_schema(const PgQuery__Node *statement);

/* DO (parse/do_block.c). */
pgp_status pgp_read_do(pgp_parser *parser, const PgQuery__Node *statement);

/* The oldest grammar that could read the statement with a syntax error at `offset`; 0: no newer one is known to. */
int pgp_newer_grammar(const char *statement, int offset, const char **feature);

/* SET, RESET and SELECT set_config (parse/session.c). */
pgp_status pgp_read_set(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_select(pgp_parser *parser, const PgQuery__Node *statement);
void pgp_session_start(pgp_parser *parser);
/* The schemas of a search_path's text, "$user" left out. */
pgp_names pgp_path_schemas(pgp_parser *parser, const char *path);

/* Resolves every object's references (parse/references.c). */
pgp_status pgp_resolve_references(pgp_parser *parser);

#endif

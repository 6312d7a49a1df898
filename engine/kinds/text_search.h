/*
 * What the four kinds of text search objects share.
 */
#ifndef PGP_KINDS_TEXT_SEARCH_H
#define PGP_KINDS_TEXT_SEARCH_H

#include "kinds/definition.h"

pgp_status pgp_read_create_text_search_dictionary(pgp_parser *parser, const PgQuery__DefineStmt *define);
pgp_status pgp_read_create_text_search_configuration(pgp_parser *parser, const PgQuery__DefineStmt *define);

/* A language that initdb makes a configuration and a dictionary for; "simple" is one of them. */
bool pgp_is_text_search_language(const char *name, size_t size);
/* A dictionary or template by name: like pgp_definition_label(), and contrib's are known. */
pgp_status pgp_text_search_label(pgp_parser *parser, const pgp_kind *kind, size_t n,
                                 PgQuery__Node *const *names, pgp_object *user, const char **out);

#endif

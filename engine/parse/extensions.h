/*
 * What extensions provide: told by the live database, or known of PostgreSQL's own contrib modules.
 */
#ifndef PGP_PARSE_EXTENSIONS_H
#define PGP_PARSE_EXTENSIONS_H

#include "parse/parse.h"

/* The schema in which an extension provides the type or relation `name` (`schema` NULL: along the path); NULL: none does. */
const char *pgp_extension_provides(pgp_parser *parser, bool is_type, const char *schema, const char *name);
/* An extension of the file whose members are neither known here nor told by the live database. */
bool pgp_extension_is_opaque(const pgp_parser *parser);

#endif

/*
 * What extensions provide: told by the live database, or known of PostgreSQL's own contrib modules.
 */
#ifndef PGP_PARSE_EXTENSIONS_H
#define PGP_PARSE_EXTENSIONS_H

#include "parse/parse.h"

/* The schema in which an extension provides what is called `name` (`schema` NULL: along the path); NULL: none does. Without a live
 * database only types, relations and trigger functions of contrib modules are known. */
const char *pgp_extension_provides(pgp_parser *parser, pgp_member_type type, const char *schema,
                                   const char *name);
/* What a contrib module requires. */
pgp_names pgp_contrib_requires(pgp_parser *parser, const char *extension);
/* An extension of the file whose members are neither known here nor told by the live database. */
bool pgp_extension_is_opaque(const pgp_parser *parser);

#endif

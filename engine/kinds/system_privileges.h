/*
 * Rights on objects that every database has: those of pg_catalog and information_schema, these schemas, and initdb's languages.
 *
 * pg_init_privs keeps what initdb granted; the model holds only what is otherwise. What a file's statements come to is known
 * once a database has told that. Reading all takes a server as long as a sixth of everything else: where privileges are managed
 * that no file mentions, and where there is no file; otherwise it is asked for those that one mentions.
 */
#ifndef PGP_KINDS_SYSTEM_PRIVILEGES_H
#define PGP_KINDS_SYSTEM_PRIVILEGES_H

#include "kinds/acl.h"
#include "kinds/reading.h"

/* "TABLE pg_catalog.pg_proc" and the column, or NULL; made when it is not there. */
pgp_system_privileges *pgp_system_privileges_of(pgp_model *model, const char *target, const char *column);
/* The one of a column's table; NULL: nothing is said of that. */
pgp_system_privileges *pgp_system_table(const pgp_model *model, const pgp_object *column);
/* acldefault()'s type; 'c': a column. */
char pgp_system_acl_type(const pgp_object *privileges);

/* -- files (kinds/system_target.c) --------------------------------------------------------------------------- */
/* What a GRANT names, when it is an object of the system: a new one that is not in the model, to be collected. NULL: it is not.
 * A function without a schema that has the name of one only at the last chance. */
pgp_status pgp_find_system_target(pgp_parser *parser, PgQuery__ObjectType type, const PgQuery__Node *name,
                                  pgp_system_privileges **out);
bool pgp_is_system_schema(const char *name);
bool pgp_is_system_language(const char *name); /* initdb makes it, plpgsql as an extension's */

/* -- databases (kinds/system_catalog.c) ------------------------------------------------------------------------ */
/* Asks for what `desired` mentions and the batch left out; in the same snapshot. What the server does not have is an error. */
pgp_status pgp_catalog_system_privileges(pgp_catalog *catalog, const pgp_model *desired);

/* -- planning ---------------------------------------------------------------------------------------------------- */
/* From file to file nobody knows whom a REVOKE that is gone took something from: PGP_UNKNOWN. */
pgp_status pgp_check_system_privileges(pgp_context *context, const pgp_model *live, const pgp_model *desired);

#endif

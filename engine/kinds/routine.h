/*
 * What functions, procedures and aggregates share; they are one name space (pg_proc).
 */
#ifndef PGP_KINDS_ROUTINE_H
#define PGP_KINDS_ROUTINE_H

#include "introspect/catalog.h"
#include "kinds/reading.h"

/* -- catalogs ------------------------------------------------------------------------------------------- */
/* Column expressions over pg_proc p for pgp_row_arguments: types, modes, names, defaults. */
#define PGP_ARGUMENT_COLUMNS                                                                               \
    "ARRAY(SELECT format_type(a.type, NULL) FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]))" \
    " WITH ORDINALITY AS a (type, position) ORDER BY a.position), p.proargmodes::text[], p.proargnames,"   \
    " CASE WHEN p.pronargdefaults > 0 THEN ARRAY(SELECT pg_get_function_arg_default(p.oid, a) FROM"        \
    " generate_series(1, coalesce(cardinality(p.proallargtypes), p.pronargs)) AS a ORDER BY a) END"
/* What the server makes for another object (a range's constructors) is not listed. */
#define PGP_ROUTINE_IS_OWN                                                                           \
    PGP_USER_SCHEMA " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass" \
                    " AND d.objid = p.oid AND d.deptype = 'i')"

pgp_arguments pgp_row_arguments(const pgp_row *row, int first_column);
/* A regproc column: qualified unless it is in pg_catalog. */
const char *pgp_row_function(const pgp_row *row, int column);

/* -- statements of a file ------------------------------------------------------------------------------------ */
/* FunctionParameter nodes. Types of arguments have no modifiers; %TYPE is the column's type. */
pgp_status pgp_read_parameters(pgp_parser *parser, size_t n, PgQuery__Node *const *parameters,
                               pgp_object *routine, pgp_arguments *out);
pgp_status pgp_read_argument_type(pgp_parser *parser, const PgQuery__TypeName *type, pgp_object *user,
                                  const char **out);
/* The function that an option names, as pgp_row_function says it; its arguments follow from what it is for. */
pgp_status pgp_read_function_name(pgp_parser *parser, size_t n, PgQuery__Node *const *names, int location,
                                  pgp_object *user, const char **out);
/* "integer, text" of what DROP and the like name; NONE is an operator's missing left argument. */
pgp_status pgp_identity_of(pgp_parser *parser, const PgQuery__ObjectWithArgs *name, const char **out);
/* The name list of a definition's value, which the grammar reads as a type's name; 0: it is no name. */
size_t pgp_definition_names(const PgQuery__Node *value, PgQuery__Node *const **names);
/* Adds the routine, or puts it in the place of the one it replaces. */
pgp_status pgp_add_routine(pgp_parser *parser, pgp_object *routine, bool replace);
pgp_status pgp_read_create_aggregate(pgp_parser *parser,
                                     const PgQuery__Node *statement); /* kinds/aggregate.c */

/* -- names and steps ------------------------------------------------------------------------------------------ */
/* "integer, text": what makes overloaded routines different. */
const char *pgp_identity_arguments(pgp_model *model, const pgp_arguments *arguments);
void pgp_sql_argument(pgp_text *sql, const pgp_argument *argument);
/* '…' or, when that is easier to read, $$…$$ */
void pgp_sql_body(pgp_text *sql, const char *body);

#endif

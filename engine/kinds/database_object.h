/*
 * What the kinds share whose objects live in no schema: they are known by their name alone.
 */
#ifndef PGP_KINDS_DATABASE_OBJECT_H
#define PGP_KINDS_DATABASE_OBJECT_H

#include "kinds/reading.h"
#include "plan/emit.h"

/* -- statements of a file ---------------------------------------------------------------------------------- */
/* A new object with its place, not yet in the model; PGP_INPUT when there is one of that name. */
pgp_status pgp_database_object_new(pgp_parser *parser, const pgp_kind *kind, const char *name, void *out);
/* The object, or "try again later". */
pgp_status pgp_database_object_find(pgp_parser *parser, const pgp_kind *kind, const char *name, void *out);
/* A function that something names without its arguments, which the server knows (HANDLER f): its label, and the reference to it. */
pgp_status pgp_read_handler(pgp_parser *parser, pgp_object *user, size_t n, PgQuery__Node *const *names,
                            const char *args, const char **out);

/* -- catalogs ---------------------------------------------------------------------------------------------- */
/* A new object of a row, in the model and registered. */
void *pgp_database_object_row(pgp_catalog *catalog, const pgp_kind *kind, pgp_class class_, Oid oid,
                              const char *name);
/* SQL: the array of schema and name of the function with this OID, for pgp_row_label(); NULL for 0. */
#define PGP_FUNCTION_NAME(oid)                                                           \
    "(SELECT ARRAY[fn.nspname, f.proname] FROM pg_proc f JOIN pg_namespace fn ON fn.oid" \
    " = f.pronamespace WHERE f.oid = " oid ")"
/* SQL: it belongs to no extension. */
#define PGP_NO_MEMBER(catalog, oid)                                                              \
    "NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '" catalog "'::regclass AND d.objid " \
    "= " oid " AND d.deptype = 'e')"

/* -- statements -------------------------------------------------------------------------------------------- */
/* "event trigger" */
const char *pgp_kind_words(pgp_arena *arena, const pgp_kind *kind);
/* "event trigger audit" */
const char *pgp_database_object_summary(pgp_emitter *emitter, const pgp_object *object);
/* ALTER KIND name ACTION */
pgp_step *pgp_database_object_alter(pgp_emitter *emitter, const pgp_object *object, const char *action);
/* DROP KIND name */
void pgp_database_object_drop(pgp_emitter *emitter, const pgp_object *object);

#endif

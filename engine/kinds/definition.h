/*
 * What kinds share that are made by CREATE … (name = value, …), and the other small kinds that have a name in a schema.
 */
#ifndef PGP_KINDS_DEFINITION_H
#define PGP_KINDS_DEFINITION_H

#include "introspect/catalog.h"
#include "kinds/reading.h"
#include "kinds/routine.h"
#include "plan/emit.h"

/* -- catalogs: every query begins with oid, namespace, name, owner (0: the kind has none) ----------------------- */
enum { PGP_DEFINITION_COLUMNS = 4 };

/* A new object with its owner, registered; NULL for a member of an extension and for what is in no schema of users. */
void *pgp_definition_row(pgp_catalog *catalog, const pgp_row *row, const pgp_kind *kind, pgp_class class_,
                         const char *args);

/* SQL for a name of a column's object: bare when it is built in. */
#define PGP_BARE_NAME(namespace_, name)                                       \
    "CASE WHEN " namespace_ " <> 'pg_catalog'::regnamespace THEN " namespace_ \
    "::regnamespace::text || '.' ELSE '' END || " name

/* -- statements of a file ---------------------------------------------------------------------------------------- */
typedef enum pgp_option_type {
    PGP_OPTION_FUNCTION, /* const char *: its name */
    PGP_OPTION_TEXT,     /* const char * */
    PGP_OPTION_WORD,     /* const char *, in lower case */
    PGP_OPTION_FLAG,     /* bool */
    PGP_OPTION_OTHER,    /* the kind's own reader */
} pgp_option_type;

typedef struct pgp_definition_option {
    const char *name, *alias; /* as in CREATE; an older name or NULL */
    pgp_option_type type;
    size_t offset; /* in the object */
} pgp_definition_option;

/* A new object in the schema it goes to, not yet in the model. */
void *pgp_definition_new(pgp_parser *parser, const pgp_kind *kind, size_t n, PgQuery__Node *const *names);
/* Puts it into the model; fails when its identity is taken. */
pgp_status pgp_definition_add(pgp_parser *parser, pgp_object *object, bool if_not_exists);
/* One option of the table into the object; PGP_UNKNOWN when it is not there. */
pgp_status pgp_definition_read(pgp_parser *parser, pgp_object *object, const pgp_definition_option *table,
                               size_t count, const PgQuery__DefElem *option);
/* A word, number or literal: defGetString() of src/backend/commands/define.c. */
const char *pgp_definition_text(pgp_parser *parser, const PgQuery__Node *value);
/* The name list of an option's value, also when that stands in quotes. */
pgp_status pgp_definition_name(pgp_parser *parser, const PgQuery__DefElem *option, size_t *n,
                               PgQuery__Node *const **names);
/* The function that an option names, as pgp_row_function() says it. */
pgp_status pgp_definition_function(pgp_parser *parser, const PgQuery__DefElem *option, pgp_object *user,
                                   const char **out);
/* "public.f(integer, text)", bare when it is built in: a function by ObjectWithArgs. *args: its arguments alone. */
pgp_status pgp_function_signature(pgp_parser *parser, const PgQuery__ObjectWithArgs *name, pgp_object *user,
                                  const char **out, const char **args);
/* The label of another object by name, whose kind has no arguments; bare when it is built in. Deferred while it is not
 * there, then taken to be an extension's or built in. */
pgp_status pgp_definition_label(pgp_parser *parser, const pgp_kind *kind, size_t n,
                                PgQuery__Node *const *names, pgp_object *user, const char **out);

/* -- steps --------------------------------------------------------------------------------------------------------- */
/* "text search parser public.p" */
const char *pgp_definition_summary(const pgp_emitter *emitter, const pgp_object *object);
pgp_step *pgp_definition_emit(pgp_emitter *emitter, char sign, const pgp_object *object, const char *sql);
/* "CREATE KIND name (a = b, …)" of the table's options that are set; PGP_OPTION_OTHER are left to the caller. */
pgp_text pgp_definition_sql(const pgp_emitter *emitter, const pgp_object *object);
void pgp_definition_options_sql(pgp_text *list, const pgp_object *object, const pgp_definition_option *table,
                                size_t count);
/* DROP KIND name */
void pgp_definition_drop(pgp_emitter *emitter, const pgp_object *object);

/* -- what DROP, COMMENT and the like name --------------------------------------------------------------------- */
pgp_status pgp_cast_types(pgp_parser *parser, const PgQuery__TypeName *source,
                          const PgQuery__TypeName *target, pgp_object *user,
                          const char **out); /* "integer AS text" (kinds/cast.c) */
pgp_status pgp_find_operator(pgp_parser *parser, const PgQuery__ObjectWithArgs *name,
                             pgp_object **out); /* (kinds/operator_read.c) */

/* -- DefineStmt, by kind ------------------------------------------------------------------------------------------- */
pgp_status pgp_read_create_base_type(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_collation(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_operator(pgp_parser *parser, const PgQuery__Node *statement);
pgp_status pgp_read_create_text_search(pgp_parser *parser, const PgQuery__Node *statement);

#endif

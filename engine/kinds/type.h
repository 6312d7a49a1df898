/*
 * What the files of all kinds of types share.
 */
#ifndef PGP_KINDS_TYPE_H
#define PGP_KINDS_TYPE_H

#include "kinds/reading.h"
#include "plan/emit.h"

/* -- catalogs: every type's query begins with these columns; its own follow from PGP_TYPE_COLUMNS on ------- */
#define PGP_TYPE_SELECT "SELECT t.oid, t.typarray, n.nspname, t.typname, t.typowner, t.typacl"
#define PGP_TYPE_FROM   " FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace"
enum { PGP_TYPE_COLUMNS = 6 };

/* A new object with its owner and privileges, registered; NULL for a member of an extension, which kind base_type reads. */
void *pgp_type_row(pgp_catalog *catalog, const pgp_row *row, const pgp_kind *kind);
/* "public.name" of two columns, schema and name; NULL when they are. */
const char *pgp_row_qualified(const pgp_row *row, int column);

/* -- statements of a file ------------------------------------------------------------------------------------ */
/* A new type, not yet in the model; fails when its name is taken. */
pgp_status pgp_type_new(pgp_parser *parser, const pgp_kind *kind, const char *schema, const char *name,
                        void *out);
/* The type that ALTER names, of this kind. */
pgp_status pgp_type_find(pgp_parser *parser, const pgp_kind *kind, size_t n, PgQuery__Node *const *names,
                         void *out);
/* The server keeps DEFAULT NULL of such a column or domain, to be looked at by a length or a domain. */
bool pgp_keeps_null(const pgp_model *model, const char *type);
/* Names copied into the model. */
const char *pgp_read_name(pgp_parser *parser, const char *name); /* "" gives NULL */

/* -- steps -------------------------------------------------------------------------------------------------------- */
/* "type public.status" */
const char *pgp_type_summary(pgp_emitter *emitter, const pgp_object *type);
/* DROP TYPE or DROP DOMAIN; when the type is replaced while columns have it, it gives up its name instead. */
void pgp_type_drop(pgp_emitter *emitter, const pgp_object *type);
/* The live type that has the name of this one, which is of another kind; NULL: none that could give it up. (type_replace.c) */
pgp_object *pgp_type_before(const pgp_model *live, const pgp_object *desired);
/* Columns have it that stay. */
bool pgp_type_in_use(const pgp_emitter *emitter, const pgp_object *type);
/* After CREATE TYPE: gives the columns that have the replaced type the new one. */
void pgp_type_adopt(pgp_emitter *emitter, const pgp_object *type);
/* After everything: drops the old one, which nothing has any more. */
void pgp_type_retire(pgp_emitter *emitter, pgp_change *change);

#endif

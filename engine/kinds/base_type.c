/*
 * Types known by name only: those of extensions, and the multirange types that come with range types. Base types that a
 * file or a database defines itself are a later issue.
 */
#include "kinds/definition.h"

#include <string.h>

/* Members of any typtype; their arrays are found through them. */
static const char *base_type_query(int server_version) {
    (void)server_version;
    return "SELECT t.oid, t.typarray, n.nspname, t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = "
           "t.typnamespace"
           " WHERE t.typcategory <> 'A' AND t.oid IN (SELECT d.objid FROM pg_depend d"
           " WHERE d.classid = 'pg_type'::regclass AND d.deptype = 'e')";
}

static pgp_status base_type_row(pgp_catalog *catalog, const pgp_row *row) {
    const char *schema = pgp_row_text(row, 2), *name = pgp_row_text(row, 3);
    pgp_object *type = pgp_object_new(catalog->model, &pgp_kind_base_type, schema, name);
    type->flags |= PGP_OBJECT_MEMBER;
    pgp_model_add(catalog->model, type);
    pgp_catalog_register(catalog, PGP_CLASS_TYPE, pgp_row_oid(row, 0), 0, type);
    Oid array = pgp_row_oid(row, 1);
    if (array)
        pgp_catalog_register(catalog, PGP_CLASS_TYPE, array, 0, type);
    return PGP_OK;
}

/* DefineStmt is one node for many kinds. */
pgp_status pgp_read_define(pgp_parser *parser, const PgQuery__Node *statement) {
    switch (statement->define_stmt->kind) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE: return pgp_read_create_aggregate(parser, statement);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
        return pgp_parse_unknown(parser, 0, "CREATE TYPE of a base type");
    case PG_QUERY__OBJECT_TYPE__OBJECT_OPERATOR: return pgp_read_create_operator(parser, statement);
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLLATION: return pgp_read_create_collation(parser, statement);
    default: return pgp_read_create_text_search(parser, statement);
    }
}

/* Comes and goes with its range type or extension. */
static void no_step(pgp_emitter *emitter, const pgp_object *object) {
    (void)emitter;
    (void)object;
}

static void create_nothing(pgp_emitter *emitter, pgp_object *object) {
    no_step(emitter, object);
}

const pgp_kind pgp_kind_base_type = {
    .name = "base_type",
    .title = "base types",
    .sql = "TYPE",
    .space = PGP_SPACE_TYPE,
    .size = sizeof(pgp_base_type),
    .order = 25,
    .query = base_type_query,
    .presence = "pg_type WHERE typtype = 'b' AND typcategory <> 'A' AND oid >= 16384",
    .row = base_type_row,
    .create = create_nothing,
    .drop = no_step,
};

/*
 * Columns of tables and attributes of composite types from pg_attribute.
 */
#include "kinds/table.h"

#include <string.h>

enum {
    RELATION,
    COMPOSITE,
    NUMBER,
    NAME,
    TYPE,
    NOT_NULL,
    DEFAULT,
    DEFAULT_OID,
    IDENTITY,
    GENERATED,
    COLLATION,
    STORAGE,
    TYPE_STORAGE,
    COMPRESSION,
    STATISTICS,
    OPTIONS,
    LOCAL,
    INHERITED,
    OWNER,
    ACL,
    FOREIGN_OPTIONS,
    NOT_NULL_NAME,
    NOT_NULL_NO_INHERIT,
    NOT_NULL_VALID,
    NOT_NULL_LOCAL
};

/* A default names no column. Without the relation pg_get_expr() need not open it: that is half of the time, and no wait for
 * who has it locked. */
#define DEFAULT_TEXT "pg_get_expr(d.adbin, CASE a.attgenerated WHEN '' THEN 0 ELSE d.adrelid END)"

#define COLUMNS                                                                                           \
    "SELECT a.attrelid, CASE c.relkind WHEN 'c' THEN c.reltype END, a.attnum, a.attname,"                 \
    " format_type(a.atttypid, a.atttypmod), a.attnotnull,"                                                \
    " CASE WHEN a.atthasdef THEN " DEFAULT_TEXT " END, d.oid, a.attidentity, a.attgenerated,"             \
    " CASE WHEN a.attcollation <> t.typcollation THEN (SELECT ARRAY[cn.nspname, co.collname]"             \
    " FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace"                             \
    " WHERE co.oid = a.attcollation) END, a.attstorage, t.typstorage, a.attcompression,"                  \
    " nullif(a.attstattarget, -1), a.attoptions, a.attislocal, a.attinhcount > 0, c.relowner, a.attacl, " \
    "a.attfdwoptions"
#define TABLES                                                                                   \
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = " \
    "c.relnamespace"                                                                             \
    " JOIN pg_type t ON t.oid = a.atttypid"                                                      \
    " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
#define WANTED                                                                                              \
    " WHERE c.relkind IN ('r', 'p', 'c', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND " PGP_USER_SCHEMA \
    " ORDER BY a.attrelid, a.attnum"

const char *pgp_column_query(int server_version) {
    if (server_version < 180000)
        return COLUMNS TABLES WANTED;
    return COLUMNS ", nn.conname, nn.connoinherit, nn.convalidated, nn.conislocal" TABLES
                   " LEFT JOIN pg_constraint nn ON nn.conrelid = a.attrelid AND nn.contype = 'n'"
                   " AND nn.conkey[1] = a.attnum" WANTED;
}

const char *pgp_storage_of(char storage) {
    switch (storage) {
    case 'p': return "plain";
    case 'e': return "external";
    case 'm': return "main";
    case 'x': return "extended";
    default: return NULL;
    }
}

static const char *compression_name(char compression) {
    switch (compression) {
    case 'p': return "pglz";
    case 'l': return "lz4";
    default: return NULL;
    }
}

static const char *identity_name(char identity) {
    switch (identity) {
    case 'a': return "always";
    case 'd': return "by default";
    default: return NULL;
    }
}

static const char *generated_name(char generated) {
    switch (generated) {
    case 's': return "stored";
    case 'v': return "virtual";
    default: return NULL;
    }
}

static void set_not_null(pgp_catalog *catalog, const pgp_row *row, pgp_column *column) {
    column->not_null = pgp_row_bool(row, NOT_NULL);
    if (catalog->server_version < 180000 || pgp_row_null(row, NOT_NULL_NAME))
        return;
    /* A NOT NULL that is not valid leaves attnotnull set and says so in its constraint. */
    column->not_null = true;
    const char *name = pgp_row_text(row, NOT_NULL_NAME);
    const char *derived = pgp_object_name(catalog->context->arena, column->object.parent->name,
                                          column->object.name, "not_null");
    column->not_null_name = strcmp(name, derived) == 0 ? NULL : name;
    column->not_null_no_inherit = pgp_row_bool(row, NOT_NULL_NO_INHERIT);
    column->not_null_unvalidated = !pgp_row_bool(row, NOT_NULL_VALID);
    column->not_null_then = pgp_row_bool(row, NOT_NULL_LOCAL) ? PGP_STAYS : PGP_GOES;
}

static void set_storage(const pgp_row *row, pgp_column *column) {
    column->type_storage = pgp_storage_of(pgp_row_char(row, TYPE_STORAGE));
    const char *storage = pgp_storage_of(pgp_row_char(row, STORAGE));
    column->storage = storage == column->type_storage ? NULL : storage;
    column->compression = compression_name(pgp_row_char(row, COMPRESSION));
}

static void set_properties(pgp_catalog *catalog, const pgp_row *row, pgp_column *column) {
    pgp_model *model = catalog->model;
    column->position = pgp_row_int(row, NUMBER);
    column->type = pgp_row_text(row, TYPE);
    column->default_value = pgp_row_sql(row, DEFAULT);
    column->identity = identity_name(pgp_row_char(row, IDENTITY));
    column->generated = generated_name(pgp_row_char(row, GENERATED));
    pgp_names collation = pgp_row_names(row, COLLATION);
    if (collation.count == 2)
        column->collation =
            pgp_intern(model, pgp_quoted2(model->arena, collation.items[0], collation.items[1]));
    set_storage(row, column);
    column->statistics = pgp_row_null(row, STATISTICS) ? -1 : pgp_row_int(row, STATISTICS);
    column->options = pgp_names_sorted(model->arena, pgp_row_names(row, OPTIONS));
    column->foreign_options = pgp_row_names(row, FOREIGN_OPTIONS);
    column->local = pgp_row_bool(row, LOCAL);
    column->inherited = pgp_row_bool(row, INHERITED);
    set_not_null(catalog, row, column);
}

static pgp_object *owner_of(pgp_catalog *catalog, const pgp_row *row) {
    if (pgp_row_null(row, COMPOSITE))
        return pgp_catalog_object(catalog, PGP_CLASS_RELATION, pgp_row_oid(row, RELATION), 0);
    return pgp_catalog_object(catalog, PGP_CLASS_TYPE, pgp_row_oid(row, COMPOSITE), 0);
}

pgp_status pgp_column_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_object *parent = owner_of(catalog, row);
    if (!parent || parent->flags & PGP_OBJECT_MEMBER)
        return PGP_OK;
    pgp_column *column = pgp_object_new(catalog->model, &pgp_kind_column, NULL, pgp_row_text(row, NAME));
    column->object.parent = parent;
    set_properties(catalog, row, column);
    pgp_model_add(catalog->model, &column->object);
    pgp_catalog_register(catalog, PGP_CLASS_RELATION, pgp_row_oid(row, RELATION), (int)column->position,
                         &column->object);
    if (!pgp_row_null(row, DEFAULT_OID))
        pgp_catalog_register(catalog, PGP_CLASS_ATTRDEF, pgp_row_oid(row, DEFAULT_OID), 0, &column->object);
    if (!pgp_row_null(row, ACL))
        pgp_catalog_acl(catalog, &column->object, 'c', pgp_row_oid(row, OWNER), pgp_row_string(row, ACL));
    return PGP_OK;
}

/*
 * What a publication publishes: tables, each with its columns and rows, and whole schemas.
 */
#include "kinds/publication.h"
#include "kinds/table.h"

#include <string.h>

/* -- catalogs -------------------------------------------------------------------------------------------- */

#define TABLE_QUERY(columns, condition)                                                              \
    "SELECT r.oid, r.prpubid, ARRAY[n.nspname, c.relname], " columns ", " condition                  \
    " FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid =" \
    " c.relnamespace"

static const char *table_query(int server_version) {
    return server_version >= 150000
               ? TABLE_QUERY("ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = r.prrelid"
                             " AND a.attnum = ANY (r.prattrs))",
                             "pg_get_expr(r.prqual, r.prrelid)")
               : TABLE_QUERY("NULL", "NULL");
}

enum { OID, PUBLICATION, NAME, COLUMNS, CONDITION };

static void *add_member(pgp_catalog *catalog, const pgp_row *row, const pgp_kind *kind, pgp_class class_,
                        const char *name) {
    pgp_object *publication =
        pgp_catalog_object(catalog, PGP_CLASS_PUBLICATION, pgp_row_oid(row, PUBLICATION), 0);
    if (!publication)
        return NULL;
    pgp_object *member = pgp_object_new(catalog->model, kind, NULL, name);
    member->parent = publication;
    pgp_model_add(catalog->model, member);
    pgp_catalog_register(catalog, class_, pgp_row_oid(row, OID), 0, member);
    return member;
}

static pgp_status table_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_publication_table *table = add_member(catalog, row, &pgp_kind_publication_table,
                                              PGP_CLASS_PUBLICATION_TABLE, pgp_row_label(row, NAME));
    if (!table)
        return PGP_OK;
    table->columns = pgp_names_sorted(catalog->model->arena, pgp_row_names(row, COLUMNS));
    table->condition = pgp_row_sql(row, CONDITION);
    return PGP_OK;
}

/* Before 15 there were none. */
static const char *schema_query(int server_version) {
    return server_version >= 150000 ? "SELECT s.oid, s.pnpubid, n.nspname FROM pg_publication_namespace s"
                                      " JOIN pg_namespace n ON n.oid = s.pnnspid"
                                    : NULL;
}

static pgp_status schema_row(pgp_catalog *catalog, const pgp_row *row) {
    add_member(catalog, row, &pgp_kind_publication_schema, PGP_CLASS_PUBLICATION_SCHEMA,
               pgp_row_text(row, NAME));
    return PGP_OK;
}

/* -- steps ----------------------------------------------------------------------------------------------- */

pgp_step *pgp_publication_emit(pgp_emitter *emitter, char sign, const pgp_object *member,
                               const char *action) {
    const char *publication = pgp_quoted(emitter->arena, member->parent->name);
    const char *what = member->kind == &pgp_kind_publication_table ? "table" : "tables in schema";
    const char *name =
        member->kind == &pgp_kind_publication_table ? member->name : pgp_quoted(emitter->arena, member->name);
    return pgp_emit(emitter, sign, member,
                    pgp_printf(emitter->arena, "publication %s: %s %s", publication, what, name),
                    pgp_printf(emitter->arena, "ALTER PUBLICATION %s %s", publication, action));
}

static void create_table(pgp_emitter *emitter, pgp_object *object) {
    const pgp_publication_table *table = (const pgp_publication_table *)object;
    pgp_text action = pgp_text_new(emitter->arena);
    pgp_text_addf(&action, "ADD TABLE ONLY %s", object->name);
    if (table->columns.count) {
        pgp_text_add(&action, " (");
        pgp_sql_names(&action, table->columns.items, table->columns.count);
        pgp_text_add(&action, ")");
    }
    if (table->condition.text) {
        pgp_text_add(&action, " WHERE ");
        pgp_bracketed_sql(&action, table->condition.text);
    }
    pgp_emit_path(pgp_publication_emit(emitter, '+', object, action.data), &table->condition);
}

static void drop_table(pgp_emitter *emitter, const pgp_object *object) {
    pgp_publication_emit(emitter, '-', object,
                         pgp_printf(emitter->arena, "DROP TABLE ONLY %s", object->name));
}

static void create_schema(pgp_emitter *emitter, pgp_object *object) {
    pgp_publication_emit(
        emitter, '+', object,
        pgp_printf(emitter->arena, "ADD TABLES IN SCHEMA %s", pgp_quoted(emitter->arena, object->name)));
}

static void drop_schema(pgp_emitter *emitter, const pgp_object *object) {
    pgp_publication_emit(
        emitter, '-', object,
        pgp_printf(emitter->arena, "DROP TABLES IN SCHEMA %s", pgp_quoted(emitter->arena, object->name)));
}

static bool has_schemas(const pgp_object *publication) {
    for (const pgp_object *member = publication->children; member; member = member->sibling)
        if (member->kind == &pgp_kind_publication_schema)
            return true;
    return false;
}

static bool has_columns(const pgp_object *publication) {
    for (const pgp_object *member = publication->children; member; member = member->sibling)
        if (member->kind == &pgp_kind_publication_table &&
            ((const pgp_publication_table *)member)->columns.count)
            return true;
    return false;
}

bool pgp_publication_excludes(const pgp_object *publication, const pgp_object *member) {
    if (member->kind == &pgp_kind_publication_schema)
        return has_columns(publication);
    const pgp_publication_table *table = (const pgp_publication_table *)member;
    if (member->kind != &pgp_kind_publication_table || (!table->columns.count && !table->condition.text))
        return false;
    return !((const pgp_publication *)publication)->via_partition_root ||
           (table->columns.count && has_schemas(publication));
}

static const pgp_property table_properties[] = {
    PGP_PROPERTY(pgp_publication_table, columns, PGP_VALUE_SET, 0),
    PGP_PROPERTY(pgp_publication_table, condition, PGP_VALUE_EXPRESSION, 0),
};

const pgp_kind pgp_kind_publication_table = {
    .name = "publication_table",
    .title = "tables of publications",
    .sql = "TABLE",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_publication_table),
    .order = 91,
    .properties = table_properties,
    .property_count = sizeof table_properties / sizeof *table_properties,
    .query = table_query,
    .presence = "pg_publication",
    .row = table_row,
    .create = create_table,
    .drop = drop_table,
};

const pgp_kind pgp_kind_publication_schema = {
    .name = "publication_schema",
    .title = "schemas of publications",
    .sql = "SCHEMA",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_publication_schema),
    .order = 92,
    .query = schema_query,
    .presence = "pg_publication",
    .row = schema_row,
    .create = create_schema,
    .drop = drop_schema,
};

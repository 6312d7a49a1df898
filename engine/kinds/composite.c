/*
 * Composite types, CREATE TYPE … AS (…). Attributes are children of kind column, which hands their steps back to here.
 */
#include "kinds/composite.h"
#include "kinds/type.h"
#include "parse/star.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_composite, attributes, PGP_VALUE_NAMES, 0),
};

/* ALTER TYPE takes attributes away and adds them at the end; any other order needs a new type. */
static bool composite_same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                           const pgp_object *desired) {
    const pgp_names *old = &((const pgp_composite *)live)->attributes;
    const pgp_names *new = &((const pgp_composite *)desired)->attributes;
    size_t next = 0;
    (void)comparison;
    (void)property;
    for (size_t i = 0; i < old->count; i++)
        if (pgp_names_has(new, old->items[i]) && strcmp(old->items[i], new->items[next++]) != 0)
            return false;
    return true;
}

/* -- catalogs --------------------------------------------------------------------------------------------- */

static const char *composite_query(int server_version) {
    (void)server_version;
    return PGP_TYPE_SELECT
        ", t.typrelid, ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = t.typrelid"
        " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)" PGP_TYPE_FROM
        " JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'"
        " WHERE t.typtype = 'c' AND " PGP_USER_SCHEMA;
}

static pgp_status composite_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_composite *type = pgp_type_row(catalog, row, &pgp_kind_composite);
    if (!type)
        return PGP_OK;
    type->attributes = pgp_row_names(row, PGP_TYPE_COLUMNS + 1);
    pgp_catalog_register(catalog, PGP_CLASS_RELATION, pgp_row_oid(row, PGP_TYPE_COLUMNS), 0, &type->object);
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

static pgp_status read_type(pgp_parser *parser, const PgQuery__ColumnDef *def, pgp_column *attribute) {
    const PgQuery__CollateClause *collate = def->coll_clause;
    PGP_TRY(pgp_parse_type(parser, def->type_name, &attribute->object, &attribute->type));
    attribute->collation = NULL;
    return collate ? pgp_parse_collation(parser, collate->n_collname, collate->collname, &attribute->object,
                                         &attribute->collation)
                   : PGP_OK;
}

void pgp_composite_settle(pgp_arena *arena, pgp_object *type) {
    pgp_names *attributes = &((pgp_composite *)type)->attributes;
    attributes->count = 0;
    for (const pgp_object *child = type->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column)
            pgp_names_add(arena, attributes, child->name);
}

static int64_t last_position(const pgp_object *type) {
    int64_t last = 0;
    for (const pgp_object *child = type->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column && ((const pgp_column *)child)->position > last)
            last = ((const pgp_column *)child)->position;
    return last;
}

static pgp_status add_attribute(pgp_parser *parser, pgp_object *type, const PgQuery__ColumnDef *def) {
    const pgp_object *existing = pgp_child(type, &pgp_kind_column, def->colname);
    if (existing)
        return pgp_parse_exists(parser, existing, def->location);
    pgp_column *attribute = pgp_object_new(parser->model, &pgp_kind_column, NULL, def->colname);
    attribute->object.parent = type;
    attribute->object.where = pgp_parse_where(parser, def->location);
    attribute->position = last_position(type) + 1;
    attribute->statistics = -1;
    attribute->local = true;
    PGP_TRY(read_type(parser, def, attribute));
    pgp_model_add(parser->model, &attribute->object);
    pgp_composite_settle(parser->arena, type);
    return PGP_OK;
}

pgp_status pgp_read_create_composite(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CompositeTypeStmt *create = statement->composite_type_stmt;
    pgp_object *type;
    PGP_TRY(pgp_type_new(parser, &pgp_kind_composite, pgp_read_name(parser, create->typevar->schemaname),
                         create->typevar->relname, &type));
    for (size_t i = 0; i < create->n_coldeflist; i++)
        PGP_TRY(add_attribute(parser, type, create->coldeflist[i]->column_def));
    pgp_model_add(parser->model, type);
    return PGP_OK;
}

static pgp_status find_attribute(pgp_parser *parser, const pgp_object *type,
                                 const PgQuery__AlterTableCmd *command, pgp_column **out) {
    *out = (pgp_column *)pgp_child(type, &pgp_kind_column, command->name);
    return *out || command->missing_ok ? PGP_OK
                                       : pgp_parse_later(parser, 0, "attribute", NULL, command->name);
}

pgp_status pgp_alter_composite_command(pgp_parser *parser, pgp_object *type,
                                       const PgQuery__AlterTableCmd *command) {
    pgp_column *attribute;
    switch (command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn:
        PGP_TRY(pgp_settle_stars(parser, type, command->def->column_def->colname));
        return add_attribute(parser, type, command->def->column_def);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn:
        PGP_TRY(find_attribute(parser, type, command, &attribute));
        if (attribute)
            pgp_model_remove(parser->model, &attribute->object);
        pgp_composite_settle(parser->arena, type);
        return PGP_OK;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType:
        PGP_TRY(find_attribute(parser, type, command, &attribute));
        return read_type(parser, command->def->column_def, attribute);
    default: return pgp_parse_unknown(parser, 0, "this form of ALTER TYPE");
    }
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void add_definition(pgp_text *sql, const pgp_column *attribute) {
    pgp_sql_name(sql, attribute->object.name);
    pgp_text_addf(sql, " %s", attribute->type);
    if (attribute->collation)
        pgp_text_addf(sql, " COLLATE %s", attribute->collation);
}

static void create_composite(pgp_emitter *emitter, pgp_object *object) {
    pgp_text sql = pgp_text_new(emitter->arena);
    const char *separator = "\n    ";
    pgp_text_addf(&sql, "CREATE TYPE %s AS (", pgp_sql_object(emitter->arena, object));
    for (pgp_object *child = object->children; child; child = child->sibling) {
        if (child->kind != &pgp_kind_column)
            continue;
        pgp_text_add(&sql, separator);
        separator = ",\n    ";
        add_definition(&sql, (const pgp_column *)child);
        pgp_emit_included(child);
    }
    pgp_text_add(&sql, *separator == ',' ? "\n)" : ")");
    pgp_emit(emitter, '+', object, pgp_type_summary(emitter, object), sql.data);
    pgp_type_adopt(emitter, object);
}

/* CASCADE reaches the typed tables (CREATE TABLE … OF), whose columns follow the type. */
static pgp_step *alter_type(pgp_emitter *emitter, char sign, const pgp_object *attribute,
                            const char *action) {
    return pgp_emit(emitter, sign, attribute,
                    pgp_printf(emitter->arena, "attribute %s", pgp_object_label(emitter->arena, attribute)),
                    pgp_printf(emitter->arena, "ALTER TYPE %s %s CASCADE",
                               pgp_sql_object(emitter->arena, attribute->parent), action));
}

void pgp_attribute_create(pgp_emitter *emitter, const pgp_object *attribute) {
    pgp_text action = pgp_text_new(emitter->arena);
    pgp_text_add(&action, "ADD ATTRIBUTE ");
    add_definition(&action, (const pgp_column *)attribute);
    alter_type(emitter, '+', attribute, action.data);
}

void pgp_attribute_alter(pgp_emitter *emitter, const pgp_change *change) {
    const pgp_column *live = (const pgp_column *)change->live,
                     *attribute = (const pgp_column *)change->desired;
    if (pgp_same(live->type, attribute->type) && pgp_same(live->collation, attribute->collation))
        return;
    pgp_text action = pgp_text_new(emitter->arena);
    pgp_text_addf(&action, "ALTER ATTRIBUTE %s TYPE %s", pgp_quoted(emitter->arena, attribute->object.name),
                  attribute->type);
    if (attribute->collation)
        pgp_text_addf(&action, " COLLATE %s", attribute->collation);
    alter_type(emitter, '~', &attribute->object, action.data);
}

void pgp_attribute_drop(pgp_emitter *emitter, const pgp_object *attribute) {
    const char *action =
        pgp_printf(emitter->arena, "DROP ATTRIBUTE %s", pgp_quoted(emitter->arena, attribute->name));
    pgp_step *step = alter_type(emitter, '-', attribute, action);
    pgp_emit_destroys(emitter, step, pgp_printf(emitter->arena, "data of %s", step->summary));
}

const pgp_kind pgp_kind_composite = {
    .name = "composite",
    .title = "composite types",
    .sql = "TYPE",
    .space = PGP_SPACE_RELATION,
    .size = sizeof(pgp_composite),
    .order = 32,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = composite_query,
    .presence = "pg_class WHERE relkind = 'c' AND oid >= 16384",
    .row = composite_row,
    .same = composite_same,
    .create = create_composite,
    .drop = pgp_type_drop,
    .retire = pgp_type_retire,
};

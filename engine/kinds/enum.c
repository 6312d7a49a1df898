/*
 * Enum types. New labels come in place; taking labels away or moving them needs a new type (kinds/type_replace.c).
 */
#include "kinds/type.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_enum, labels, PGP_VALUE_NAMES, 0),
};

/* -- catalogs --------------------------------------------------------------------------------------------- */

static const char *enum_query(int server_version) {
    (void)server_version;
    return PGP_TYPE_SELECT ", ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY "
                           "e.enumsortorder)" PGP_TYPE_FROM " WHERE t.typtype = 'e' AND " PGP_USER_SCHEMA;
}

static pgp_status enum_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_enum *type = pgp_type_row(catalog, row, &pgp_kind_enum);
    if (type)
        type->labels = pgp_row_names(row, PGP_TYPE_COLUMNS);
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

static pgp_status add_label(pgp_parser *parser, pgp_enum *type, const char *label) {
    if (pgp_names_has(&type->labels, label))
        return pgp_parse_fail(parser, PGP_INPUT, 0, "enum label \"%s\" is there twice", label);
    pgp_names_add(parser->arena, &type->labels, pgp_intern(parser->model, label));
    return PGP_OK;
}

pgp_status pgp_read_create_enum(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateEnumStmt *create = statement->create_enum_stmt;
    const char *schema, *name;
    pgp_enum *type;
    pgp_name_of_list(create->n_type_name, create->type_name, &schema, &name);
    PGP_TRY(pgp_type_new(parser, &pgp_kind_enum, schema, name, &type));
    for (size_t i = 0; i < create->n_vals; i++)
        PGP_TRY(add_label(parser, type, pgp_string_of(create->vals[i])));
    pgp_model_add(parser->model, &type->object);
    return PGP_OK;
}

/* The label's place, or the count. */
static size_t label_index(const pgp_names *labels, const char *label) {
    size_t i = 0;
    while (i < labels->count && strcmp(labels->items[i], label) != 0)
        i++;
    return i;
}

static pgp_status no_label(pgp_parser *parser, const char *label) {
    return pgp_parse_fail(parser, PGP_INPUT, 0, "\"%s\" is no label of the enum", label);
}

static pgp_status rename_label(pgp_parser *parser, pgp_enum *type, const PgQuery__AlterEnumStmt *alter) {
    size_t at = label_index(&type->labels, alter->old_val);
    if (at == type->labels.count)
        return no_label(parser, alter->old_val);
    type->labels.items[at] = pgp_intern(parser->model, alter->new_val);
    return PGP_OK;
}

static pgp_status insert_label(pgp_parser *parser, pgp_enum *type, const PgQuery__AlterEnumStmt *alter) {
    pgp_names *labels = &type->labels;
    if (pgp_names_has(labels, alter->new_val) && alter->skip_if_new_val_exists)
        return PGP_OK;
    size_t at = labels->count;
    if (*alter->new_val_neighbor) {
        at = label_index(labels, alter->new_val_neighbor);
        if (at == labels->count)
            return no_label(parser, alter->new_val_neighbor);
        at += alter->new_val_is_after ? 1 : 0;
    }
    PGP_TRY(add_label(parser, type, alter->new_val));
    const char *added = labels->items[labels->count - 1];
    memmove(labels->items + at + 1, labels->items + at, (labels->count - 1 - at) * sizeof *labels->items);
    labels->items[at] = added;
    return PGP_OK;
}

pgp_status pgp_read_alter_enum(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterEnumStmt *alter = statement->alter_enum_stmt;
    pgp_enum *type;
    PGP_TRY(pgp_type_find(parser, &pgp_kind_enum, alter->n_type_name, alter->type_name, &type));
    return *alter->old_val ? rename_label(parser, type, alter) : insert_label(parser, type, alter);
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void create_enum(pgp_emitter *emitter, pgp_object *object) {
    const pgp_names *labels = &((const pgp_enum *)object)->labels;
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE TYPE %s AS ENUM (", pgp_sql_object(emitter->arena, object));
    for (size_t i = 0; i < labels->count; i++) {
        pgp_text_add(&sql, i ? ",\n    " : "\n    ");
        pgp_sql_literal(&sql, labels->items[i]);
    }
    pgp_text_add(&sql, labels->count ? "\n)" : ")");
    pgp_emit(emitter, '+', object, pgp_type_summary(emitter, object), sql.data);
    pgp_type_adopt(emitter, object);
}

/* The live labels are among the desired ones in the same order. */
static bool only_adds(const pgp_names *live, const pgp_names *desired) {
    size_t next = 0;
    for (size_t i = 0; i < desired->count && next < live->count; i++)
        if (strcmp(live->items[next], desired->items[i]) == 0)
            next++;
    return next == live->count;
}

static pgp_way enum_way(const pgp_change *change) {
    const pgp_enum *live = (const pgp_enum *)change->live, *desired = (const pgp_enum *)change->desired;
    return only_adds(&live->labels, &desired->labels) ? PGP_IN_PLACE : PGP_REBUILD;
}

/* Labels before the first live one go BEFORE it, all others AFTER the one that precedes them. */
static void alter_enum(pgp_emitter *emitter, pgp_change *change) {
    const pgp_names *live = &((const pgp_enum *)change->live)->labels;
    const pgp_names *desired = &((const pgp_enum *)change->desired)->labels;
    for (size_t i = 0; i < desired->count; i++) {
        if (pgp_names_has(live, desired->items[i]))
            continue;
        const char *label = pgp_literal(emitter->arena, desired->items[i]);
        pgp_text sql = pgp_text_new(emitter->arena);
        pgp_text_addf(&sql, "ALTER TYPE %s ADD VALUE %s", pgp_sql_object(emitter->arena, change->desired),
                      label);
        if (i > 0 && live->count)
            pgp_text_addf(&sql, " AFTER %s", pgp_literal(emitter->arena, desired->items[i - 1]));
        else if (i == 0 && live->count)
            pgp_text_addf(&sql, " BEFORE %s", pgp_literal(emitter->arena, live->items[0]));
        const char *summary =
            pgp_printf(emitter->arena, "%s: label %s", pgp_type_summary(emitter, change->desired), label);
        pgp_emit(emitter, '~', change->desired, summary, sql.data)->new_label = label;
    }
}

const pgp_kind pgp_kind_enum = {
    .name = "enum",
    .title = "enum types",
    .sql = "TYPE",
    .space = PGP_SPACE_TYPE,
    .size = sizeof(pgp_enum),
    .order = 30,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = enum_query,
    .presence = "pg_type WHERE typtype = 'e' AND oid >= 16384",
    .row = enum_row,
    .way = enum_way,
    .create = create_enum,
    .alter = alter_enum,
    .drop = pgp_type_drop,
    .retire = pgp_type_retire,
};

/*
 * Range types. The server has no ALTER for what defines one: a change is a new type.
 */
#include "kinds/routine.h"
#include "kinds/type.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_range, subtype, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_range, subtype_opclass, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_range, collation, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_range, canonical, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_range, subtype_diff, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_range, multirange_type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_range, subtype_opclass_name, PGP_VALUE_TEXT, PGP_PROPERTY_HIDDEN),
};

/* A file may name the default operator class. */
static bool range_same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                       const pgp_object *desired) {
    const pgp_range *a = (const pgp_range *)live, *b = (const pgp_range *)desired;
    if (property->offset == offsetof(pgp_range, subtype_opclass) && b->subtype_opclass &&
        a->subtype_opclass_name)
        return pgp_same(a->subtype_opclass_name, b->subtype_opclass);
    return pgp_same_property(comparison, property, live, desired);
}

/* The multirange type is an object of its own only so that names find it. */
static pgp_object *add_multirange(pgp_model *model, const pgp_range *range) {
    pgp_object *type =
        pgp_object_new(model, &pgp_kind_base_type, range->object.schema, range->multirange_type);
    type->flags |= PGP_OBJECT_IMPLIED;
    type->origin = &range->object;
    type->where = range->object.where;
    pgp_model_add(model, type);
    return type;
}

/* -- catalogs --------------------------------------------------------------------------------------------- */

static const char *range_query(int server_version) {
    (void)server_version;
    return PGP_TYPE_SELECT
        ", format_type(r.rngsubtype, NULL), o.opcdefault, onn.nspname, o.opcname, cn.nspname, c.collname,"
        " CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::regproc END,"
        " CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::regproc END, m.oid, m.typarray, "
        "m.typname" PGP_TYPE_FROM
        " JOIN pg_range r ON r.rngtypid = t.oid JOIN pg_type s ON s.oid = r.rngsubtype"
        " JOIN pg_type m ON m.oid = r.rngmultitypid JOIN pg_opclass o ON o.oid = r.rngsubopc"
        " JOIN pg_namespace onn ON onn.oid = o.opcnamespace"
        " LEFT JOIN pg_collation c ON c.oid = r.rngcollation AND r.rngcollation <> s.typcollation"
        " LEFT JOIN pg_namespace cn ON cn.oid = c.collnamespace"
        " WHERE t.typtype = 'r' AND " PGP_USER_SCHEMA;
}

static pgp_status range_row(pgp_catalog *catalog, const pgp_row *row) {
    enum {
        SUBTYPE = PGP_TYPE_COLUMNS,
        OPCLASS_IS_DEFAULT,
        OPCLASS_SCHEMA,
        OPCLASS,
        COLLATION,
        CANONICAL = COLLATION + 2,
        SUBTYPE_DIFF,
        MULTIRANGE_OID,
        MULTIRANGE_ARRAY,
        MULTIRANGE
    };
    pgp_range *range = pgp_type_row(catalog, row, &pgp_kind_range);
    if (!range)
        return PGP_OK;
    range->subtype = pgp_row_text(row, SUBTYPE);
    range->subtype_opclass_name = strcmp(pgp_row_text(row, OPCLASS_SCHEMA), "pg_catalog") == 0
                                      ? pgp_quoted(catalog->model->arena, pgp_row_text(row, OPCLASS))
                                      : pgp_row_qualified(row, OPCLASS_SCHEMA);
    range->subtype_opclass = pgp_row_bool(row, OPCLASS_IS_DEFAULT) ? NULL : range->subtype_opclass_name;
    range->collation = pgp_row_qualified(row, COLLATION);
    range->canonical = pgp_row_function(row, CANONICAL);
    range->subtype_diff = pgp_row_function(row, SUBTYPE_DIFF);
    range->multirange_type = pgp_row_text(row, MULTIRANGE);
    pgp_object *multirange = add_multirange(catalog->model, range);
    pgp_catalog_register(catalog, PGP_CLASS_TYPE, pgp_row_oid(row, MULTIRANGE_OID), 0, multirange);
    pgp_catalog_register(catalog, PGP_CLASS_TYPE, pgp_row_oid(row, MULTIRANGE_ARRAY), 0, multirange);
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

/* makeMultirangeTypeName() of src/backend/catalog/pg_type.c. */
static const char *multirange_name(pgp_arena *arena, const char *range) {
    const char *found = strstr(range, "range");
    const char *name = found ? pgp_printf(arena, "%.*smulti%s", (int)(found - range), range, found)
                             : pgp_printf(arena, "%.52s_multirange", range);
    return pgp_object_name(arena, name, NULL, NULL);
}

static pgp_status read_parameter(pgp_parser *parser, pgp_range *range, const PgQuery__DefElem *parameter) {
    const char *what = parameter->defname, *ignored;
    PgQuery__Node *const *names;
    size_t n = pgp_definition_names(parameter->arg, &names);
    if (n == 0)
        return pgp_parse_fail(parser, PGP_INPUT, parameter->location, "parameter %s needs a name", what);
    if (strcmp(what, "subtype") == 0)
        return pgp_read_argument_type(parser, parameter->arg->type_name, &range->object, &range->subtype);
    if (strcmp(what, "subtype_diff") == 0)
        return pgp_read_function_name(parser, n, names, parameter->location, &range->object,
                                      &range->subtype_diff);
    if (strcmp(what, "canonical") == 0)
        return pgp_read_function_name(parser, n, names, parameter->location, &range->object,
                                      &range->canonical);
    if (strcmp(what, "subtype_opclass") == 0)
        range->subtype_opclass = pgp_read_opclass(parser, n, names, &range->object);
    else if (strcmp(what, "collation") == 0)
        return pgp_parse_collation(parser, n, names, &range->object, &range->collation);
    else if (strcmp(what, "multirange_type_name") == 0) {
        pgp_name_of_list(n, names, &ignored, &range->multirange_type);
        range->multirange_type = pgp_intern(parser->model, range->multirange_type);
    } else
        return pgp_parse_unknown(parser, parameter->location, what);
    return PGP_OK;
}

pgp_status pgp_read_create_range(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateRangeStmt *create = statement->create_range_stmt;
    const char *schema, *name;
    pgp_range *range;
    pgp_name_of_list(create->n_type_name, create->type_name, &schema, &name);
    PGP_TRY(pgp_type_new(parser, &pgp_kind_range, schema, name, &range));
    for (size_t i = 0; i < create->n_params; i++)
        PGP_TRY(read_parameter(parser, range, create->params[i]->def_elem));
    if (!range->multirange_type)
        range->multirange_type = pgp_intern(parser->model, multirange_name(parser->arena, name));
    pgp_model_add(parser->model, &range->object);
    add_multirange(parser->model, range);
    return PGP_OK;
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void add_parameter(pgp_text *sql, const char *name, const char *value) {
    if (value)
        pgp_text_addf(sql, ",\n    %s = %s", name, value);
}

static void create_range(pgp_emitter *emitter, pgp_object *object) {
    const pgp_range *range = (const pgp_range *)object;
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE TYPE %s AS RANGE (\n    subtype = %s", pgp_sql_object(emitter->arena, object),
                  range->subtype);
    add_parameter(&sql, "subtype_opclass", range->subtype_opclass);
    add_parameter(&sql, "collation", range->collation);
    add_parameter(&sql, "canonical", range->canonical);
    add_parameter(&sql, "subtype_diff", range->subtype_diff);
    if (strcmp(range->multirange_type, multirange_name(emitter->arena, object->name)) != 0)
        add_parameter(&sql, "multirange_type_name",
                      pgp_quoted2(emitter->arena, object->schema, range->multirange_type));
    pgp_text_add(&sql, "\n)");
    pgp_emit(emitter, '+', object, pgp_type_summary(emitter, object), sql.data);
    pgp_type_adopt(emitter, object);
}

const pgp_kind pgp_kind_range = {
    .name = "range",
    .title = "range types",
    .sql = "TYPE",
    .space = PGP_SPACE_TYPE,
    .size = sizeof(pgp_range),
    .order = 33,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = range_query,
    .presence = "pg_range WHERE rngtypid >= 16384",
    .row = range_row,
    .same = range_same,
    .create = create_range,
    .drop = pgp_type_drop,
    .retire = pgp_type_retire,
};

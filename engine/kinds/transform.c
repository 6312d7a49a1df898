/*
 * Transforms: how a language takes values of a type, and gives them back.
 */
#include "kinds/database_object.h"

/* Bits of pgp_change.changed do not matter: CREATE OR REPLACE says all of it. */
static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_transform, from_sql, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_transform, to_sql, PGP_VALUE_TEXT, 0),
};

/* -- catalogs -------------------------------------------------------------------------------------------- */

/* FROM SQL functions take internal; what TO SQL functions take is internal, too (CreateTransform). */
static const char *transform_query(int server_version) {
    (void)server_version;
    return "SELECT t.oid, format_type(t.trftype, NULL), l.lanname, " PGP_FUNCTION_NAME(
        "t.trffromsql") ", " PGP_FUNCTION_NAME("t.trftosql") //
        " FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang WHERE " PGP_NO_MEMBER("pg_transform",
                                                                                            "t.oid");
}

enum { OID, TYPE, LANGUAGE, FROM_SQL, TO_SQL };

static pgp_status transform_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_transform *transform =
        pgp_object_new(catalog->model, &pgp_kind_transform, NULL, pgp_row_text(row, TYPE));
    transform->object.args = pgp_row_text(row, LANGUAGE);
    transform->from_sql = pgp_row_label(row, FROM_SQL);
    transform->to_sql = pgp_row_label(row, TO_SQL);
    pgp_model_add(catalog->model, &transform->object);
    pgp_catalog_register(catalog, PGP_CLASS_TRANSFORM, pgp_row_oid(row, OID), 0, &transform->object);
    return PGP_OK;
}

/* -- statements of a file -------------------------------------------------------------------------------- */

pgp_status pgp_find_transform(pgp_parser *parser, const PgQuery__TypeName *type, const char *language,
                              pgp_object **out) {
    const char *name;
    PGP_TRY(pgp_parse_type(parser, type, NULL, &name));
    *out = pgp_model_find_kind(parser->model, &pgp_kind_transform, NULL, pgp_type_bare(parser->arena, name),
                               language);
    return *out ? PGP_OK : pgp_parse_later(parser, 0, "transform for type", NULL, name);
}

static pgp_status read_function(pgp_parser *parser, pgp_object *transform,
                                const PgQuery__ObjectWithArgs *function, const char **out) {
    if (!function)
        return PGP_OK;
    return pgp_read_handler(parser, transform, function->n_objname, function->objname, "internal", out);
}

static pgp_status read_identity(pgp_parser *parser, const PgQuery__CreateTransformStmt *create,
                                pgp_transform **out) {
    pgp_object *transform = pgp_object_new(parser->model, &pgp_kind_transform, NULL, "");
    const char *type;
    PGP_TRY(pgp_parse_type(parser, create->type_name, transform, &type));
    transform->name = pgp_intern(parser->model, pgp_type_bare(parser->arena, type));
    transform->args = pgp_intern(parser->model, create->lang);
    transform->where = pgp_parse_where(parser, 0);
    *out = (pgp_transform *)transform;
    return PGP_OK;
}

pgp_status pgp_read_create_transform(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateTransformStmt *create = statement->create_transform_stmt;
    pgp_transform *transform;
    PGP_TRY(read_identity(parser, create, &transform));
    pgp_object *object = &transform->object;
    pgp_object *before = pgp_model_namesake(parser->model, object);
    if (before && !create->replace)
        return pgp_parse_exists(parser, before, 0);
    PGP_TRY(read_function(parser, object, create->fromsql, &transform->from_sql));
    PGP_TRY(read_function(parser, object, create->tosql, &transform->to_sql));
    pgp_refer_kind(parser, object, &pgp_kind_language, create->lang, false, 0);
    pgp_refer_kind(parser, object, &pgp_kind_extension, create->lang, false, 0);
    if (before)
        pgp_model_remove(parser->model, before);
    pgp_model_add(parser->model, object);
    return PGP_OK;
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static void emit_definition(pgp_emitter *emitter, const pgp_transform *transform, char sign,
                            const char *verb) {
    pgp_text functions = pgp_text_new(emitter->arena);
    if (transform->from_sql)
        pgp_text_addf(&functions, "FROM SQL WITH FUNCTION %s(internal)", transform->from_sql);
    pgp_text_next(&functions, transform->to_sql ? ", " : "");
    if (transform->to_sql)
        pgp_text_addf(&functions, "TO SQL WITH FUNCTION %s(internal)", transform->to_sql);
    const pgp_object *object = &transform->object;
    pgp_emit(emitter, sign, object, pgp_database_object_summary(emitter, object),
             pgp_printf(emitter->arena, "%s TRANSFORM FOR %s LANGUAGE %s (%s)", verb, object->name,
                        pgp_quoted(emitter->arena, object->args), functions.data));
}

static void create_transform(pgp_emitter *emitter, pgp_object *object) {
    emit_definition(emitter, (const pgp_transform *)object, '+', "CREATE");
}

static void alter_transform(pgp_emitter *emitter, pgp_change *change) {
    emit_definition(emitter, (const pgp_transform *)change->desired, '~', "CREATE OR REPLACE");
}

static pgp_way way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

const pgp_kind pgp_kind_transform = {
    .name = "transform",
    .title = "transforms",
    .sql = "TRANSFORM",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_transform),
    .order = 38,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = transform_query,
    .presence = "pg_transform",
    .row = transform_row,
    .way = way,
    .create = create_transform,
    .alter = alter_transform,
    .drop = pgp_database_object_drop,
};

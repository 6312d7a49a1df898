/*
 * Casts.
 */
#include "kinds/definition.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_cast, method, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_cast, function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_cast, context, PGP_VALUE_TEXT, 0),
};

/* -- catalogs --------------------------------------------------------------------------------------------- */

/* Not those that come with a range type. */
static const char *cast_query(int server_version) {
    (void)server_version;
    return "SELECT c.oid, format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL),"
           " c.castmethod, CASE WHEN c.castfunc <> 0 THEN c.castfunc::regprocedure END, c.castcontext"
           " FROM pg_cast c WHERE c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d"
           " WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'i')";
}

static pgp_status cast_row(pgp_catalog *catalog, const pgp_row *row) {
    enum { OID, TYPES, METHOD, FUNCTION, CONTEXT };
    Oid oid = pgp_row_oid(row, OID);
    if (pgp_catalog_is_member(catalog, PGP_CLASS_CAST, oid))
        return PGP_OK;
    pgp_cast *cast = pgp_object_new(catalog->model, &pgp_kind_cast, NULL, "");
    char method = pgp_row_char(row, METHOD), context = pgp_row_char(row, CONTEXT);
    cast->object.args = pgp_row_text(row, TYPES);
    cast->method = method == 'f' ? "function" : method == 'i' ? "inout" : "binary";
    cast->function = pgp_row_function(row, FUNCTION);
    cast->context = context == 'e' ? "explicit" : context == 'a' ? "assignment" : "implicit";
    pgp_model_add(catalog->model, &cast->object);
    pgp_catalog_register(catalog, PGP_CLASS_CAST, oid, 0, &cast->object);
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

pgp_status pgp_cast_types(pgp_parser *parser, const PgQuery__TypeName *source,
                          const PgQuery__TypeName *target, pgp_object *user, const char **out) {
    const char *from, *to;
    PGP_TRY(pgp_read_argument_type(parser, source, user, &from));
    PGP_TRY(pgp_read_argument_type(parser, target, user, &to));
    *out = pgp_intern(parser->model, pgp_printf(parser->arena, "%s AS %s", from, to));
    return PGP_OK;
}

static const char *context_of(PgQuery__CoercionContext context) {
    switch (context) {
    case PG_QUERY__COERCION_CONTEXT__COERCION_IMPLICIT: return "implicit";
    case PG_QUERY__COERCION_CONTEXT__COERCION_ASSIGNMENT: return "assignment";
    default: return "explicit";
    }
}

pgp_status pgp_read_create_cast(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateCastStmt *create = statement->create_cast_stmt;
    pgp_cast *cast = pgp_object_new(parser->model, &pgp_kind_cast, NULL, "");
    const char *args;
    cast->object.where = pgp_parse_where(parser, 0);
    cast->method = create->func ? "function" : create->inout ? "inout" : "binary";
    cast->context = context_of(create->context);
    PGP_TRY(
        pgp_cast_types(parser, create->sourcetype, create->targettype, &cast->object, &cast->object.args));
    if (create->func)
        PGP_TRY(pgp_function_signature(parser, create->func, &cast->object, &cast->function, &args));
    return pgp_definition_add(parser, &cast->object, false);
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void create_cast(pgp_emitter *emitter, pgp_object *object) {
    const pgp_cast *cast = (const pgp_cast *)object;
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE CAST %s ", pgp_sql_object(emitter->arena, object));
    if (cast->function)
        pgp_text_addf(&sql, "WITH FUNCTION %s", cast->function);
    else
        pgp_text_add(&sql, strcmp(cast->method, "inout") == 0 ? "WITH INOUT" : "WITHOUT FUNCTION");
    if (strcmp(cast->context, "explicit") != 0)
        pgp_text_add(&sql, strcmp(cast->context, "implicit") == 0 ? " AS IMPLICIT" : " AS ASSIGNMENT");
    pgp_definition_emit(emitter, '+', object, sql.data);
}

const pgp_kind pgp_kind_cast = {
    .name = "cast",
    .title = "casts",
    .sql = "CAST",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_cast),
    .order = 35,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = cast_query,
    .presence = "pg_cast WHERE oid >= 16384",
    .row = cast_row,
    .create = create_cast,
    .drop = pgp_definition_drop,
};

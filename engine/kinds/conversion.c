/*
 * Conversions between encodings.
 */
#include "kinds/definition.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_conversion, source, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_conversion, target, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_conversion, function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_conversion, is_default, PGP_VALUE_BOOL, 0),
};

/* -- catalogs --------------------------------------------------------------------------------------------- */

static const char *conversion_query(int server_version) {
    (void)server_version;
    return "SELECT c.oid, c.connamespace, c.conname, c.conowner, pg_encoding_to_char(c.conforencoding),"
           " pg_encoding_to_char(c.contoencoding), c.conproc, c.condefault"
           " FROM pg_conversion c WHERE c.oid >= 16384";
}

static pgp_status conversion_row(pgp_catalog *catalog, const pgp_row *row) {
    enum { SOURCE = PGP_DEFINITION_COLUMNS, TARGET, FUNCTION, DEFAULT };
    pgp_conversion *conversion =
        pgp_definition_row(catalog, row, &pgp_kind_conversion, PGP_CLASS_CONVERSION, NULL);
    if (!conversion)
        return PGP_OK;
    conversion->source = pgp_row_text(row, SOURCE);
    conversion->target = pgp_row_text(row, TARGET);
    conversion->function = pgp_row_function(row, FUNCTION);
    conversion->is_default = pgp_row_bool(row, DEFAULT);
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

/* libpq knows the encodings by all their names. */
static pgp_status read_encoding(pgp_parser *parser, const char *name, const char **out) {
    int encoding = pg_char_to_encoding(name);
    if (encoding < 0)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "encoding \"%s\" does not exist", name);
    *out = pgp_intern(parser->model, pg_encoding_to_char(encoding));
    return PGP_OK;
}

pgp_status pgp_read_create_conversion(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateConversionStmt *create = statement->create_conversion_stmt;
    pgp_conversion *conversion =
        pgp_definition_new(parser, &pgp_kind_conversion, create->n_conversion_name, create->conversion_name);
    PGP_TRY(read_encoding(parser, create->for_encoding_name, &conversion->source));
    PGP_TRY(read_encoding(parser, create->to_encoding_name, &conversion->target));
    PGP_TRY(pgp_read_function_name(parser, create->n_func_name, create->func_name, 0, &conversion->object,
                                   &conversion->function));
    conversion->is_default = create->def;
    return pgp_definition_add(parser, &conversion->object, false);
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void create_conversion(pgp_emitter *emitter, pgp_object *object) {
    const pgp_conversion *conversion = (const pgp_conversion *)object;
    pgp_definition_emit(emitter, '+', object,
                        pgp_printf(emitter->arena, "CREATE %sCONVERSION %s FOR %s TO %s FROM %s",
                                   conversion->is_default ? "DEFAULT " : "",
                                   pgp_sql_object(emitter->arena, object),
                                   pgp_literal(emitter->arena, conversion->source),
                                   pgp_literal(emitter->arena, conversion->target), conversion->function));
}

const pgp_kind pgp_kind_conversion = {
    .name = "conversion",
    .title = "conversions",
    .sql = "CONVERSION",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_conversion),
    .order = 38,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = conversion_query,
    .presence = "pg_conversion WHERE oid >= 16384",
    .row = conversion_row,
    .create = create_conversion,
    .drop = pgp_definition_drop,
};

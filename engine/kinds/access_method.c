/*
 * Access methods of indexes and tables. Nothing of them can be altered.
 */
#include "kinds/database_object.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_access_method, type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_access_method, handler, PGP_VALUE_TEXT, 0),
};

static const char *type_text(char type) {
    return type == 't' ? "table" : "index";
}

/* -- catalogs -------------------------------------------------------------------------------------------- */

static const char *access_method_query(int server_version) {
    (void)server_version;
    return "SELECT a.oid, a.amname, a.amtype, " PGP_FUNCTION_NAME("a.amhandler") //
        " FROM pg_am a WHERE a.oid >= 16384 AND " PGP_NO_MEMBER("pg_am", "a.oid");
}

enum { OID, NAME, TYPE, HANDLER };

static pgp_status access_method_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_access_method *method =
        pgp_database_object_row(catalog, &pgp_kind_access_method, PGP_CLASS_ACCESS_METHOD,
                                pgp_row_oid(row, OID), pgp_row_text(row, NAME));
    method->type = type_text(pgp_row_char(row, TYPE));
    method->handler = pgp_row_label(row, HANDLER);
    return PGP_OK;
}

/* -- statements of a file -------------------------------------------------------------------------------- */

pgp_status pgp_read_create_access_method(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateAmStmt *create = statement->create_am_stmt;
    pgp_access_method *method;
    PGP_TRY(pgp_database_object_new(parser, &pgp_kind_access_method, create->amname, &method));
    PGP_TRY(pgp_read_handler(parser, &method->object, create->n_handler_name, create->handler_name,
                             "internal", &method->handler));
    method->type = type_text(*create->amtype);
    pgp_model_add(parser->model, &method->object);
    return PGP_OK;
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static void create_access_method(pgp_emitter *emitter, pgp_object *object) {
    const pgp_access_method *method = (const pgp_access_method *)object;
    pgp_emit(emitter, '+', object, pgp_database_object_summary(emitter, object),
             pgp_printf(emitter->arena, "CREATE ACCESS METHOD %s TYPE %s HANDLER %s",
                        pgp_quoted(emitter->arena, object->name),
                        strcmp(method->type, "table") == 0 ? "TABLE" : "INDEX", method->handler));
}

const pgp_kind pgp_kind_access_method = {
    .name = "access_method",
    .title = "access methods",
    .sql = "ACCESS METHOD",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_access_method),
    .order = 22,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = access_method_query,
    .presence = "pg_am WHERE oid >= 16384",
    .row = access_method_row,
    .create = create_access_method,
    .drop = pgp_database_object_drop,
};

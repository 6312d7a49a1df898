/*
 * Procedural languages that are no extension's. CREATE LANGUAGE without a handler is CREATE EXTENSION.
 */
#include "kinds/database_object.h"
#include "kinds/ddl.h"

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_language, trusted, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_language, handler, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_language, inline_handler, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_language, validator, PGP_VALUE_TEXT, 0),
};

/* -- catalogs -------------------------------------------------------------------------------------------- */

static const char *language_query(int server_version) {
    (void)server_version;
    return "SELECT l.oid, l.lanname, l.lanowner, l.lanacl, l.lanpltrusted, " PGP_FUNCTION_NAME(
        "l.lanplcallfoid") ", " PGP_FUNCTION_NAME("l.laninline") ", " PGP_FUNCTION_NAME("l.lanvalidator") //
        " FROM pg_language l WHERE l.lanispl AND " PGP_NO_MEMBER("pg_language", "l.oid");
}

enum { OID, NAME, OWNER, ACL, TRUSTED, HANDLER, INLINE_HANDLER, VALIDATOR };

static pgp_status language_row(pgp_catalog *catalog, const pgp_row *row) {
    Oid owner = pgp_row_oid(row, OWNER);
    pgp_language *language = pgp_database_object_row(catalog, &pgp_kind_language, PGP_CLASS_LANGUAGE,
                                                     pgp_row_oid(row, OID), pgp_row_text(row, NAME));
    language->trusted = pgp_row_bool(row, TRUSTED);
    language->handler = pgp_row_label(row, HANDLER);
    language->inline_handler = pgp_row_label(row, INLINE_HANDLER);
    language->validator = pgp_row_label(row, VALIDATOR);
    pgp_catalog_owner(catalog, &language->object, owner);
    pgp_catalog_acl(catalog, &language->object, 'l', owner, pgp_row_string(row, ACL));
    return PGP_OK;
}

/* -- statements of a file -------------------------------------------------------------------------------- */

static pgp_status create_extension(pgp_parser *parser, const PgQuery__CreatePLangStmt *create) {
    PgQuery__CreateExtensionStmt extension;
    pg_query__create_extension_stmt__init(&extension);
    extension.extname = create->plname;
    extension.if_not_exists = create->replace;
    PgQuery__Node node;
    pg_query__node__init(&node);
    node.node_case = PG_QUERY__NODE__NODE_CREATE_EXTENSION_STMT;
    node.create_extension_stmt = &extension;
    return pgp_read_create_extension(parser, &node);
}

static pgp_status read_functions(pgp_parser *parser, const PgQuery__CreatePLangStmt *create,
                                 pgp_language *language) {
    pgp_object *object = &language->object;
    PGP_TRY(pgp_read_handler(parser, object, create->n_plhandler, create->plhandler, "", &language->handler));
    if (create->n_plinline)
        PGP_TRY(pgp_read_handler(parser, object, create->n_plinline, create->plinline, "internal",
                                 &language->inline_handler));
    if (create->n_plvalidator)
        PGP_TRY(pgp_read_handler(parser, object, create->n_plvalidator, create->plvalidator, "oid",
                                 &language->validator));
    return PGP_OK;
}

pgp_status pgp_read_create_language(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreatePLangStmt *create = statement->create_plang_stmt;
    if (!create->n_plhandler)
        return create_extension(parser, create);
    pgp_object *before = pgp_model_find_kind(parser->model, &pgp_kind_language, NULL, create->plname, NULL);
    if (before && !create->replace)
        return pgp_parse_exists(parser, before, 0);
    pgp_language *language = before ? (pgp_language *)before
                                    : pgp_object_new(parser->model, &pgp_kind_language, NULL, create->plname);
    language->trusted = create->pltrusted;
    language->inline_handler = language->validator = NULL;
    PGP_TRY(read_functions(parser, create, language));
    language->object.where = pgp_parse_where(parser, 0);
    if (!before)
        pgp_model_add(parser->model, &language->object);
    return PGP_OK;
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static void emit_definition(pgp_emitter *emitter, const pgp_language *language, char sign, const char *verb,
                            bool trusted) {
    const pgp_object *object = &language->object;
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "%s %sLANGUAGE %s HANDLER %s", verb, trusted ? "TRUSTED " : "",
                  pgp_quoted(emitter->arena, object->name), language->handler);
    if (language->inline_handler)
        pgp_text_addf(&sql, " INLINE %s", language->inline_handler);
    if (language->validator)
        pgp_text_addf(&sql, " VALIDATOR %s", language->validator);
    pgp_emit(emitter, sign, object, pgp_database_object_summary(emitter, object), sql.data);
}

void pgp_language_trust(pgp_emitter *emitter, const pgp_language *language, bool trusted) {
    emit_definition(emitter, language, '~', "CREATE OR REPLACE", trusted);
}

static void create_language(pgp_emitter *emitter, pgp_object *object) {
    const pgp_language *language = (const pgp_language *)object;
    emit_definition(emitter, language, '+', "CREATE", language->trusted);
}

static void alter_language(pgp_emitter *emitter, pgp_change *change) {
    const pgp_language *language = (const pgp_language *)change->desired;
    pgp_language_trust(emitter, language, language->trusted);
}

static pgp_way way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

const pgp_kind pgp_kind_language = {
    .name = "language",
    .title = "languages",
    .sql = "LANGUAGE",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_language),
    .order = 21,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = language_query,
    .presence = "pg_language WHERE oid >= 16384",
    .row = language_row,
    .way = way,
    .create = create_language,
    .alter = alter_language,
    .drop = pgp_database_object_drop,
};

/*
 * Foreign servers. Their user mappings are their children, though the server does not drop them along.
 */
#include "kinds/database_object.h"
#include "kinds/foreign_options.h"

#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum { SERVER_WRAPPER, SERVER_TYPE, SERVER_VERSION, SERVER_OPTIONS };

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_server, wrapper, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_server, type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_server, version, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_server, options, PGP_VALUE_NAMES, PGP_PROPERTY_SECRET),
};

static bool server_same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                        const pgp_object *desired) {
    if (property - properties == SERVER_OPTIONS)
        return pgp_same_foreign_options(&((const pgp_server *)live)->options,
                                        &((const pgp_server *)desired)->options);
    return pgp_same_property(comparison, property, live, desired);
}

/* -- catalogs -------------------------------------------------------------------------------------------- */

/* A member is known by its name: foreign tables and user mappings may be anybody's. */
static const char *server_query(int server_version) {
    (void)server_version;
    return "SELECT s.oid, s.srvname, s.srvowner, s.srvacl, w.fdwname, s.srvtype, s.srvversion, s.srvoptions"
           " FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw";
}

enum { OID, NAME, OWNER, ACL, WRAPPER, TYPE, VERSION, OPTIONS };

static pgp_status server_row(pgp_catalog *catalog, const pgp_row *row) {
    Oid oid = pgp_row_oid(row, OID), owner = pgp_row_oid(row, OWNER);
    pgp_server *server =
        pgp_database_object_row(catalog, &pgp_kind_server, PGP_CLASS_SERVER, oid, pgp_row_text(row, NAME));
    if (pgp_catalog_is_member(catalog, PGP_CLASS_SERVER, oid)) {
        server->object.flags |= PGP_OBJECT_MEMBER;
        return PGP_OK;
    }
    server->wrapper = pgp_row_text(row, WRAPPER);
    server->type = pgp_row_text(row, TYPE);
    server->version = pgp_row_text(row, VERSION);
    server->options = pgp_row_names(row, OPTIONS);
    pgp_catalog_owner(catalog, &server->object, owner);
    pgp_catalog_acl(catalog, &server->object, 'S', owner, pgp_row_string(row, ACL));
    return PGP_OK;
}

/* -- statements of a file -------------------------------------------------------------------------------- */

static const char *given(pgp_parser *parser, const char *text) {
    return text && *text ? pgp_intern(parser->model, text) : NULL;
}

/* Any extension may have brought it; one that brings none does not hide that the name is wrong, the server will say so. */
static bool comes_with_extension(const pgp_model *model) {
    for (const pgp_object *o = model->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_extension && !(o->flags & PGP_OBJECT_BUILTIN))
            return true;
    return false;
}

static pgp_status find(pgp_parser *parser, const pgp_kind *kind, const char *what, const char *name) {
    bool there = pgp_model_find_kind(parser->model, kind, NULL, name, NULL);
    return there || (parser->last_chance && comes_with_extension(parser->model))
               ? PGP_OK
               : pgp_parse_later(parser, 0, what, NULL, name);
}

pgp_status pgp_find_server(pgp_parser *parser, const char *name) {
    return find(parser, &pgp_kind_server, "server", name);
}

/* An extension's wrapper mostly has its name. Others may still come, and what follows would wait for them. */
static pgp_status read_wrapper(pgp_parser *parser, pgp_server *server, const char *name) {
    if (!pgp_model_find_kind(parser->model, &pgp_kind_extension, NULL, name, NULL))
        PGP_TRY(find(parser, &pgp_kind_wrapper, "foreign-data wrapper", name));
    server->wrapper = pgp_intern(parser->model, name);
    pgp_refer_kind(parser, &server->object, &pgp_kind_wrapper, name, false, 0);
    pgp_refer_kind(parser, &server->object, &pgp_kind_extension, name, false, 0);
    return PGP_OK;
}

pgp_status pgp_read_create_server(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateForeignServerStmt *create = statement->create_foreign_server_stmt;
    pgp_server *server;
    if (create->if_not_exists &&
        pgp_model_find_kind(parser->model, &pgp_kind_server, NULL, create->servername, NULL))
        return PGP_OK;
    PGP_TRY(pgp_database_object_new(parser, &pgp_kind_server, create->servername, &server));
    PGP_TRY(read_wrapper(parser, server, create->fdwname));
    server->type = given(parser, create->servertype);
    server->version = given(parser, create->version);
    PGP_TRY(pgp_read_foreign_options(parser, create->n_options, create->options, &server->options));
    pgp_model_add(parser->model, &server->object);
    return PGP_OK;
}

pgp_status pgp_read_alter_server(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterForeignServerStmt *alter = statement->alter_foreign_server_stmt;
    pgp_server *server;
    PGP_TRY(pgp_database_object_find(parser, &pgp_kind_server, alter->servername, &server));
    if (alter->has_version)
        server->version = given(parser, alter->version);
    return pgp_read_foreign_options(parser, alter->n_options, alter->options, &server->options);
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static const char *create_sql(pgp_emitter *emitter, const pgp_server *server, bool shown) {
    const pgp_object *live = pgp_model_counterpart(emitter->plan->live, &server->object);
    pgp_names options =
        live ? pgp_known_options(emitter->arena, &((const pgp_server *)live)->options, &server->options)
             : server->options;
    pgp_option_text how = {emitter, &server->object, shown};
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE SERVER %s", pgp_quoted(emitter->arena, server->object.name));
    if (server->type)
        pgp_text_addf(&sql, " TYPE %s", pgp_literal(emitter->arena, server->type));
    if (server->version)
        pgp_text_addf(&sql, " VERSION %s", pgp_literal(emitter->arena, server->version));
    pgp_text_addf(&sql, " FOREIGN DATA WRAPPER %s", pgp_quoted(emitter->arena, server->wrapper));
    pgp_foreign_options_sql(&sql, &how, &options);
    return sql.data;
}

static void create_server(pgp_emitter *emitter, pgp_object *object) {
    const pgp_server *server = (const pgp_server *)object;
    pgp_emit_secret(emitter, '+', object, create_sql(emitter, server, true),
                    create_sql(emitter, server, false));
}

static const char *alter_sql(pgp_emitter *emitter, const pgp_change *change, bool shown) {
    const pgp_server *live = (const pgp_server *)change->live, *desired = (const pgp_server *)change->desired;
    pgp_option_text how = {emitter, &desired->object, shown};
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "ALTER SERVER %s", pgp_quoted(emitter->arena, desired->object.name));
    if (PGP_CHANGED(change, SERVER_VERSION))
        pgp_text_addf(&sql, " VERSION %s",
                      desired->version ? pgp_literal(emitter->arena, desired->version) : "NULL");
    if (PGP_CHANGED(change, SERVER_OPTIONS))
        pgp_foreign_options_change(&sql, &how, &live->options, &desired->options);
    return sql.data;
}

static void alter_server(pgp_emitter *emitter, pgp_change *change) {
    pgp_emit_secret(emitter, '~', change->desired, alter_sql(emitter, change, true),
                    alter_sql(emitter, change, false));
}

static pgp_way way(const pgp_change *change) {
    return PGP_CHANGED(change, SERVER_WRAPPER) || PGP_CHANGED(change, SERVER_TYPE) ? PGP_REBUILD
                                                                                   : PGP_IN_PLACE;
}

static void drop_server(pgp_emitter *emitter, const pgp_object *object) {
    for (const pgp_object *child = object->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_user_mapping)
            child->kind->drop(emitter, child);
    pgp_database_object_drop(emitter, object);
}

const pgp_kind pgp_kind_server = {
    .name = "server",
    .title = "servers",
    .sql = "SERVER",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_server),
    .order = 24,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = server_query,
    .presence = "pg_foreign_server",
    .row = server_row,
    .same = server_same,
    .way = way,
    .create = create_server,
    .alter = alter_server,
    .drop = drop_server,
};

/*
 * User mappings: children of their server, named by their role. Their options hold passwords.
 */
#include "kinds/acl.h"
#include "kinds/foreign_options.h"
#include "model/secret.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_user_mapping, options, PGP_VALUE_NAMES, PGP_PROPERTY_SECRET),
    PGP_PROPERTY(pgp_user_mapping, unreadable, PGP_VALUE_BOOL, PGP_PROPERTY_HIDDEN),
};

static bool user_mapping_same(pgp_comparison *comparison, const pgp_property *property,
                              const pgp_object *live, const pgp_object *desired) {
    (void)comparison, (void)property;
    const pgp_user_mapping *there = (const pgp_user_mapping *)live;
    return there->unreadable ||
           pgp_same_foreign_options(&there->options, &((const pgp_user_mapping *)desired)->options);
}

/* -- catalogs -------------------------------------------------------------------------------------------- */

/* pg_user_mapping is for superusers only; the view shows options to those whom they concern, by the same condition. */
static const char *user_mapping_query(int server_version) {
    (void)server_version;
    return "SELECT m.umid, m.srvid, m.umuser, m.umoptions,"
           " NOT (m.umuser <> 0 AND m.usename = current_user"
           "   AND (pg_has_role(s.srvowner, 'USAGE') OR has_server_privilege(s.oid, 'USAGE'))"
           "  OR m.umuser = 0 AND pg_has_role(s.srvowner, 'USAGE')"
           "  OR (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user))"
           " FROM pg_user_mappings m JOIN pg_foreign_server s ON s.oid = m.srvid";
}

enum { OID, SERVER, ROLE, OPTIONS, UNREADABLE };

static pgp_status user_mapping_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_object *server = pgp_catalog_object(catalog, PGP_CLASS_SERVER, pgp_row_oid(row, SERVER), 0);
    if (!server || server->flags & PGP_OBJECT_MEMBER)
        return PGP_OK;
    pgp_user_mapping *mapping = pgp_object_new(catalog->model, &pgp_kind_user_mapping, NULL,
                                               pgp_catalog_role(catalog, pgp_row_oid(row, ROLE)));
    mapping->object.parent = server;
    mapping->options = pgp_row_names(row, OPTIONS);
    mapping->unreadable = pgp_row_bool(row, UNREADABLE);
    pgp_model_add(catalog->model, &mapping->object);
    pgp_catalog_register(catalog, PGP_CLASS_USER_MAPPING, pgp_row_oid(row, OID), 0, &mapping->object);
    return PGP_OK;
}

/* -- statements of a file -------------------------------------------------------------------------------- */

static pgp_status find_server(pgp_parser *parser, const char *name, pgp_object **out) {
    *out = pgp_model_find_kind(parser->model, &pgp_kind_server, NULL, name, NULL);
    return *out ? PGP_OK : pgp_parse_later(parser, 0, "server", NULL, name);
}

static pgp_status missing(pgp_parser *parser, const char *role) {
    return pgp_parse_later(parser, 0, "user mapping for", NULL, role);
}

pgp_status pgp_read_create_user_mapping(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateUserMappingStmt *create = statement->create_user_mapping_stmt;
    const char *role = pgp_role_name(parser, create->user);
    pgp_object *server;
    PGP_TRY(find_server(parser, create->servername, &server));
    const pgp_object *existing = pgp_child(server, &pgp_kind_user_mapping, role);
    if (existing)
        return create->if_not_exists ? PGP_OK : pgp_parse_exists(parser, existing, 0);
    pgp_user_mapping *mapping = pgp_object_new(parser->model, &pgp_kind_user_mapping, NULL, role);
    mapping->object.parent = server;
    mapping->object.where = pgp_parse_where(parser, 0);
    PGP_TRY(pgp_read_foreign_options(parser, create->n_options, create->options, &mapping->options));
    pgp_model_add(parser->model, &mapping->object);
    return PGP_OK;
}

pgp_status pgp_read_alter_user_mapping(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterUserMappingStmt *alter = statement->alter_user_mapping_stmt;
    const char *role = pgp_role_name(parser, alter->user);
    pgp_object *server;
    PGP_TRY(find_server(parser, alter->servername, &server));
    pgp_user_mapping *mapping = (pgp_user_mapping *)pgp_child(server, &pgp_kind_user_mapping, role);
    return mapping ? pgp_read_foreign_options(parser, alter->n_options, alter->options, &mapping->options)
                   : missing(parser, role);
}

pgp_status pgp_read_drop_user_mapping(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__DropUserMappingStmt *drop = statement->drop_user_mapping_stmt;
    const char *role = pgp_role_name(parser, drop->user);
    pgp_object *server = pgp_model_find_kind(parser->model, &pgp_kind_server, NULL, drop->servername, NULL);
    pgp_object *mapping = server ? pgp_child(server, &pgp_kind_user_mapping, role) : NULL;
    if (!mapping)
        return drop->missing_ok && parser->last_chance ? PGP_OK : missing(parser, role);
    pgp_location where = pgp_parse_where(parser, 0);
    if (!pgp_comes_before(&where, &mapping->where))
        pgp_model_remove(parser->model, mapping);
    return PGP_OK;
}

/* -- steps ----------------------------------------------------------------------------------------------- */

/* "CREATE USER MAPPING FOR alice SERVER files" */
static pgp_text start_statement(pgp_emitter *emitter, const char *verb, const pgp_object *mapping) {
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "%s USER MAPPING FOR ", verb);
    pgp_sql_role(&sql, mapping->name);
    pgp_text_addf(&sql, " SERVER %s", pgp_quoted(emitter->arena, mapping->parent->name));
    return sql;
}

static const char *create_sql(pgp_emitter *emitter, const pgp_object *object, bool shown) {
    const pgp_user_mapping *mapping = (const pgp_user_mapping *)object;
    const pgp_object *live = pgp_model_counterpart(emitter->plan->live, object);
    pgp_names options = live ? pgp_known_options(emitter->arena, &((const pgp_user_mapping *)live)->options,
                                                 &mapping->options)
                             : mapping->options;
    pgp_option_text how = {emitter, object, shown};
    pgp_text sql = start_statement(emitter, "CREATE", object);
    pgp_foreign_options_sql(&sql, &how, &options);
    return sql.data;
}

static void create_user_mapping(pgp_emitter *emitter, pgp_object *object) {
    pgp_emit_secret(emitter, '+', object, create_sql(emitter, object, true),
                    create_sql(emitter, object, false));
}

static const char *alter_sql(pgp_emitter *emitter, const pgp_change *change, bool shown) {
    pgp_option_text how = {emitter, change->desired, shown};
    pgp_text sql = start_statement(emitter, "ALTER", change->desired);
    pgp_foreign_options_change(&sql, &how, &((const pgp_user_mapping *)change->live)->options,
                               &((const pgp_user_mapping *)change->desired)->options);
    return sql.data;
}

static void alter_user_mapping(pgp_emitter *emitter, pgp_change *change) {
    pgp_emit_secret(emitter, '~', change->desired, alter_sql(emitter, change, true),
                    alter_sql(emitter, change, false));
}

static bool holds_secrets(const pgp_user_mapping *mapping) {
    for (size_t i = 0; i < mapping->options.count; i++)
        if (pgp_is_secret(mapping->options.items[i], strcspn(mapping->options.items[i], "=")))
            return true;
    return mapping->unreadable;
}

/* Nobody else may know the password. */
static void drop_user_mapping(pgp_emitter *emitter, const pgp_object *object) {
    pgp_step *step = pgp_emit_secret(emitter, '-', object, start_statement(emitter, "DROP", object).data,
                                     start_statement(emitter, "DROP", object).data);
    bool made_again = emitter->change->action == PGP_REPLACE;
    if (holds_secrets((const pgp_user_mapping *)object) && !made_again)
        pgp_emit_destroys(emitter, step, pgp_printf(emitter->arena, "secrets of %s", step->summary));
}

static pgp_way way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

const pgp_kind pgp_kind_user_mapping = {
    .name = "user_mapping",
    .title = "user mappings",
    .sql = "USER MAPPING",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_user_mapping),
    .order = 25,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = user_mapping_query,
    .presence = "pg_user_mappings",
    .row = user_mapping_row,
    .same = user_mapping_same,
    .way = way,
    .create = create_user_mapping,
    .alter = alter_user_mapping,
    .drop = drop_user_mapping,
};

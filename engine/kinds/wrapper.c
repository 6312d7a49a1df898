/*
 * Foreign-data wrappers that are no extension's.
 */
#include "kinds/database_object.h"
#include "kinds/foreign_options.h"

#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum { WRAPPER_HANDLER, WRAPPER_VALIDATOR, WRAPPER_OPTIONS };

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_wrapper, handler, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_wrapper, validator, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_wrapper, options, PGP_VALUE_NAMES, PGP_PROPERTY_SECRET),
};

static bool wrapper_same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                         const pgp_object *desired) {
    if (property - properties == WRAPPER_OPTIONS)
        return pgp_same_foreign_options(&((const pgp_wrapper *)live)->options,
                                        &((const pgp_wrapper *)desired)->options);
    return pgp_same_property(comparison, property, live, desired);
}

/* -- catalogs -------------------------------------------------------------------------------------------- */

static const char *wrapper_query(int server_version) {
    (void)server_version;
    return "SELECT w.oid, w.fdwname, w.fdwowner, w.fdwacl, " PGP_FUNCTION_NAME(
        "w.fdwhandler") ", " PGP_FUNCTION_NAME("w.fdwvalidator") ", w.fdwoptions FROM "
                                                                 "pg_foreign_data_wrapper w"
                                                                 " WHERE " PGP_NO_MEMBER(
                                                                     "pg_foreign_data_wrapper", "w.oid");
}

enum { OID, NAME, OWNER, ACL, HANDLER, VALIDATOR, OPTIONS };

static pgp_status wrapper_row(pgp_catalog *catalog, const pgp_row *row) {
    Oid owner = pgp_row_oid(row, OWNER);
    pgp_wrapper *wrapper = pgp_database_object_row(catalog, &pgp_kind_wrapper, PGP_CLASS_WRAPPER,
                                                   pgp_row_oid(row, OID), pgp_row_text(row, NAME));
    wrapper->handler = pgp_row_label(row, HANDLER);
    wrapper->validator = pgp_row_label(row, VALIDATOR);
    wrapper->options = pgp_row_names(row, OPTIONS);
    pgp_catalog_owner(catalog, &wrapper->object, owner);
    pgp_catalog_acl(catalog, &wrapper->object, 'F', owner, pgp_row_string(row, ACL));
    return PGP_OK;
}

/* -- statements of a file -------------------------------------------------------------------------------- */

/* HANDLER f, NO HANDLER, VALIDATOR f, NO VALIDATOR */
static pgp_status read_function(pgp_parser *parser, pgp_wrapper *wrapper, const PgQuery__DefElem *said) {
    bool handler = strcmp(said->defname, "handler") == 0;
    const char **function = handler ? &wrapper->handler : &wrapper->validator;
    *function = NULL;
    if (!said->arg)
        return PGP_OK;
    const PgQuery__List *name = said->arg->list;
    return pgp_read_handler(parser, &wrapper->object, name->n_items, name->items,
                            handler ? "" : "text[], oid", function);
}

static pgp_status read_clauses(pgp_parser *parser, pgp_wrapper *wrapper, size_t n_functions,
                               PgQuery__Node *const *functions, size_t n_options,
                               PgQuery__Node *const *options) {
    for (size_t i = 0; i < n_functions; i++)
        PGP_TRY(read_function(parser, wrapper, functions[i]->def_elem));
    return pgp_read_foreign_options(parser, n_options, options, &wrapper->options);
}

pgp_status pgp_read_create_wrapper(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateFdwStmt *create = statement->create_fdw_stmt;
    pgp_wrapper *wrapper;
    PGP_TRY(pgp_database_object_new(parser, &pgp_kind_wrapper, create->fdwname, &wrapper));
    PGP_TRY(read_clauses(parser, wrapper, create->n_func_options, create->func_options, create->n_options,
                         create->options));
    pgp_model_add(parser->model, &wrapper->object);
    return PGP_OK;
}

pgp_status pgp_read_alter_wrapper(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterFdwStmt *alter = statement->alter_fdw_stmt;
    pgp_wrapper *wrapper;
    PGP_TRY(pgp_database_object_find(parser, &pgp_kind_wrapper, alter->fdwname, &wrapper));
    return read_clauses(parser, wrapper, alter->n_func_options, alter->func_options, alter->n_options,
                        alter->options);
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static const char *create_sql(pgp_emitter *emitter, const pgp_wrapper *wrapper, bool shown) {
    pgp_option_text how = {emitter, &wrapper->object, shown};
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE FOREIGN DATA WRAPPER %s", pgp_quoted(emitter->arena, wrapper->object.name));
    if (wrapper->handler)
        pgp_text_addf(&sql, " HANDLER %s", wrapper->handler);
    if (wrapper->validator)
        pgp_text_addf(&sql, " VALIDATOR %s", wrapper->validator);
    pgp_foreign_options_sql(&sql, &how, &wrapper->options);
    return sql.data;
}

static void create_wrapper(pgp_emitter *emitter, pgp_object *object) {
    const pgp_wrapper *wrapper = (const pgp_wrapper *)object;
    pgp_emit_secret(emitter, '+', object, create_sql(emitter, wrapper, true),
                    create_sql(emitter, wrapper, false));
}

static void add_function(pgp_text *sql, const char *word, const char *function) {
    if (function)
        pgp_text_addf(sql, " %s %s", word, function);
    else
        pgp_text_addf(sql, " NO %s", word);
}

static const char *alter_sql(pgp_emitter *emitter, const pgp_change *change, bool shown) {
    const pgp_wrapper *live = (const pgp_wrapper *)change->live,
                      *desired = (const pgp_wrapper *)change->desired;
    pgp_option_text how = {emitter, &desired->object, shown};
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "ALTER FOREIGN DATA WRAPPER %s", pgp_quoted(emitter->arena, desired->object.name));
    if (PGP_CHANGED(change, WRAPPER_HANDLER))
        add_function(&sql, "HANDLER", desired->handler);
    if (PGP_CHANGED(change, WRAPPER_VALIDATOR))
        add_function(&sql, "VALIDATOR", desired->validator);
    if (PGP_CHANGED(change, WRAPPER_OPTIONS))
        pgp_foreign_options_change(&sql, &how, &live->options, &desired->options);
    return sql.data;
}

static void alter_wrapper(pgp_emitter *emitter, pgp_change *change) {
    pgp_emit_secret(emitter, '~', change->desired, alter_sql(emitter, change, true),
                    alter_sql(emitter, change, false));
}

static pgp_way way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

const pgp_kind pgp_kind_wrapper = {
    .name = "foreign_data_wrapper",
    .title = "foreign-data wrappers",
    .sql = "FOREIGN DATA WRAPPER",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_wrapper),
    .order = 23,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = wrapper_query,
    .presence = "pg_foreign_data_wrapper",
    .row = wrapper_row,
    .same = wrapper_same,
    .way = way,
    .create = create_wrapper,
    .alter = alter_wrapper,
    .drop = pgp_database_object_drop,
};

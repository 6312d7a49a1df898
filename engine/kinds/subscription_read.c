/*
 * CREATE, ALTER and DROP SUBSCRIPTION of a file.
 */
#include "kinds/acl.h"
#include "kinds/subscription.h"

#include <string.h>

/* -- options --------------------------------------------------------------------------------------------- */

static const char *value_of(pgp_parser *parser, const pgp_subscription_option *known,
                            const PgQuery__DefElem *said) {
    if (known->boolean)
        return pgp_truthy(said->arg) ? "true" : "false";
    const char *text = pgp_option_value(parser->arena, said->arg);
    bool streams = strcmp(known->name, "streaming") == 0;
    if (!streams || pgp_same(text, "parallel"))
        return text ? pgp_intern(parser->model, text) : known->usual;
    return pgp_truthy(said->arg) ? "on" : "off";
}

static void set_option(pgp_parser *parser, pgp_names *options, const char *name, const char *value) {
    pgp_names kept = {0};
    size_t size = strlen(name);
    for (size_t i = 0; i < options->count; i++)
        if (strncmp(options->items[i], name, size) != 0 || options->items[i][size] != '=')
            pgp_names_add(parser->arena, &kept, options->items[i]);
    pgp_names_add(parser->arena, &kept,
                  pgp_intern(parser->model, pgp_printf(parser->arena, "%s=%s", name, value)));
    *options = pgp_names_sorted(parser->arena, kept);
}

/* Options that only say what the statement itself does. */
static bool is_about_statement(const char *name) {
    static const char *const names[] = {"create_slot", "copy_data", "refresh", "lsn"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static pgp_status read_option(pgp_parser *parser, pgp_subscription *subscription,
                              const PgQuery__DefElem *said) {
    const pgp_subscription_option *known = pgp_subscription_option_named(said->defname);
    const char *text = pgp_option_value(parser->arena, said->arg);
    if (known) {
        set_option(parser, &subscription->options, known->name, value_of(parser, known, said));
    } else if (strcmp(said->defname, "slot_name") == 0) {
        bool none = !text || strcmp(text, "none") == 0;
        subscription->slot_name = none ? NULL : pgp_intern(parser->model, text);
    } else if (strcmp(said->defname, "enabled") == 0) {
        subscription->enabled = pgp_truthy(said->arg) ? "true" : "false";
    } else if (strcmp(said->defname, "connect") == 0) {
        if (!pgp_truthy(said->arg) && !subscription->enabled)
            subscription->enabled = "false";
    } else if (!is_about_statement(said->defname)) {
        return pgp_parse_unknown(parser, said->location,
                                 pgp_printf(parser->arena, "the option \"%s\"", said->defname));
    }
    return PGP_OK;
}

static pgp_status read_options(pgp_parser *parser, pgp_subscription *subscription, size_t n,
                               PgQuery__Node *const *options) {
    for (size_t i = 0; i < n; i++)
        PGP_TRY(read_option(parser, subscription, options[i]->def_elem));
    return PGP_OK;
}

/* -- publications and the connection --------------------------------------------------------------------- */

static void add_publications(pgp_parser *parser, pgp_subscription *subscription, size_t n,
                             PgQuery__Node *const *names) {
    for (size_t i = 0; i < n; i++)
        pgp_names_add(parser->arena, &subscription->publications,
                      pgp_intern(parser->model, pgp_string_of(names[i])));
}

static void drop_publications(pgp_parser *parser, pgp_subscription *subscription, size_t n,
                              PgQuery__Node *const *names) {
    pgp_names kept = {0}, dropped = {0};
    for (size_t i = 0; i < n; i++)
        pgp_names_add(parser->arena, &dropped, pgp_string_of(names[i]));
    for (size_t i = 0; i < subscription->publications.count; i++)
        if (!pgp_names_has(&dropped, subscription->publications.items[i]))
            pgp_names_add(parser->arena, &kept, subscription->publications.items[i]);
    subscription->publications = kept;
}

static void set_connection(pgp_parser *parser, pgp_subscription *subscription, const char *connection) {
    bool masked = strcmp(connection, PGP_MASKED_CONNECTION) == 0;
    subscription->connection = masked ? NULL : pgp_intern(parser->model, connection);
}

/* -- statements ------------------------------------------------------------------------------------------ */

pgp_status pgp_read_create_subscription(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateSubscriptionStmt *create = statement->create_subscription_stmt;
    pgp_subscription *subscription;
    PGP_TRY(pgp_database_object_new(parser, &pgp_kind_subscription, create->subname, &subscription));
    subscription->slot_name = subscription->object.name;
    set_connection(parser, subscription, create->conninfo);
    add_publications(parser, subscription, create->n_publication, create->publication);
    PGP_TRY(read_options(parser, subscription, create->n_options, create->options));
    pgp_model_add(parser->model, &subscription->object);
    return PGP_OK;
}

/* What happens to the data, not to the definition. */
static pgp_status leave_out(pgp_parser *parser, const char *what) {
    pgp_location where = pgp_parse_where(parser, 0);
    pgp_note_add(parser->context, &where, "ALTER SUBSCRIPTION … %s is not schema: left out", what);
    return PGP_OK;
}

#define KIND(name) PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_##name

static pgp_status alter(pgp_parser *parser, pgp_subscription *subscription,
                        const PgQuery__AlterSubscriptionStmt *alter) {
    switch (alter->kind) {
    case KIND(CONNECTION): set_connection(parser, subscription, alter->conninfo); return PGP_OK;
    case KIND(SET_PUBLICATION):
        subscription->publications = (pgp_names){0};
        add_publications(parser, subscription, alter->n_publication, alter->publication);
        return read_options(parser, subscription, alter->n_options, alter->options);
    case KIND(ADD_PUBLICATION):
        add_publications(parser, subscription, alter->n_publication, alter->publication);
        return read_options(parser, subscription, alter->n_options, alter->options);
    case KIND(DROP_PUBLICATION):
        drop_publications(parser, subscription, alter->n_publication, alter->publication);
        return read_options(parser, subscription, alter->n_options, alter->options);
    case KIND(OPTIONS):
    case KIND(ENABLED): return read_options(parser, subscription, alter->n_options, alter->options);
    case KIND(REFRESH): return leave_out(parser, "REFRESH");
    case KIND(SKIP): return leave_out(parser, "SKIP");
    default: return pgp_parse_unknown(parser, 0, "this form of ALTER SUBSCRIPTION");
    }
}

pgp_status pgp_read_alter_subscription(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterSubscriptionStmt *said = statement->alter_subscription_stmt;
    pgp_subscription *subscription;
    PGP_TRY(pgp_database_object_find(parser, &pgp_kind_subscription, said->subname, &subscription));
    return alter(parser, subscription, said);
}

pgp_status pgp_read_drop_subscription(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__DropSubscriptionStmt *drop = statement->drop_subscription_stmt;
    pgp_object *found = pgp_model_find_kind(parser->model, &pgp_kind_subscription, NULL, drop->subname, NULL);
    if (!found && drop->missing_ok && parser->last_chance)
        return PGP_OK;
    PGP_TRY(pgp_database_object_find(parser, &pgp_kind_subscription, drop->subname, &found));
    pgp_location where = pgp_parse_where(parser, 0);
    if (!pgp_comes_before(&where, &found->where))
        pgp_model_remove(parser->model, found);
    return PGP_OK;
}

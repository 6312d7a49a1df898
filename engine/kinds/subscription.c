/*
 * Subscriptions: how they compare, and the statements that make, change and drop them.
 */
#include "kinds/subscription.h"

#include "kinds/foreign_options.h"
#include "model/secret.h"

#include <libpq-fe.h>
#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum {
    SUBSCRIPTION_CONNECTION,
    SUBSCRIPTION_PUBLICATIONS,
    SUBSCRIPTION_ENABLED,
    SUBSCRIPTION_SLOT_NAME,
    SUBSCRIPTION_OPTIONS
};

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_subscription, connection, PGP_VALUE_TEXT, PGP_PROPERTY_SECRET),
    PGP_PROPERTY(pgp_subscription, publications, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_subscription, enabled, PGP_VALUE_TEXT, PGP_PROPERTY_OPTIONAL),
    PGP_PROPERTY(pgp_subscription, slot_name, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_subscription, options, PGP_VALUE_SET, 0),
};

const pgp_subscription_option pgp_subscription_options[] = {
    {"binary", "false", true},           {"disable_on_error", "false", true},
    {"failover", "false", true},         {"origin", "any", false},
    {"password_required", "true", true}, {"run_as_owner", "false", true},
    {"streaming", "parallel", false},    {"synchronous_commit", "off", false},
    {"two_phase", "false", true},        {0},
};

const pgp_subscription_option *pgp_subscription_option_named(const char *name) {
    for (const pgp_subscription_option *option = pgp_subscription_options; option->name; option++)
        if (strcmp(option->name, name) == 0)
            return option;
    return NULL;
}

const char *pgp_subscription_usual(const pgp_subscription_option *option, int server_version) {
    bool streams = strcmp(option->name, "streaming") == 0;
    return streams && server_version && server_version < 180000 ? "off" : option->usual;
}

const char *pgp_subscription_value(const pgp_names *options, const pgp_subscription_option *option,
                                   int server_version) {
    size_t size = strlen(option->name);
    for (size_t i = 0; i < options->count; i++)
        if (strncmp(options->items[i], option->name, size) == 0 && options->items[i][size] == '=')
            return options->items[i] + size + 1;
    return pgp_subscription_usual(option, server_version);
}

/* -- comparing ------------------------------------------------------------------------------------------- */

static bool same_options(const pgp_names *live, const pgp_names *desired, int server_version) {
    for (const pgp_subscription_option *option = pgp_subscription_options; option->name; option++)
        if (strcmp(pgp_subscription_value(live, option, server_version),
                   pgp_subscription_value(desired, option, server_version)) != 0)
            return false;
    return true;
}

static bool subscription_same(pgp_comparison *comparison, const pgp_property *property,
                              const pgp_object *live, const pgp_object *desired) {
    const pgp_subscription *a = (const pgp_subscription *)live, *b = (const pgp_subscription *)desired;
    pgp_names publications[2];
    switch (property - properties) {
    case SUBSCRIPTION_CONNECTION: return true; /* nobody may look at it */
    case SUBSCRIPTION_PUBLICATIONS:
        publications[0] = pgp_names_sorted(comparison->arena, a->publications);
        publications[1] = pgp_names_sorted(comparison->arena, b->publications);
        return pgp_same_names(&publications[0], &publications[1]);
    case SUBSCRIPTION_OPTIONS:
        return same_options(&a->options, &b->options, comparison->live->server_version);
    default: return pgp_same_property(comparison, property, live, desired);
    }
}

/* -- CREATE ---------------------------------------------------------------------------------------------- */

/* What libpq cannot read may be anything. */
static bool holds_secret(const char *connection) {
    PQconninfoOption *options = PQconninfoParse(connection, NULL);
    bool secret = !options;
    for (const PQconninfoOption *option = options; option && option->keyword; option++)
        secret |= option->val && pgp_is_secret(option->keyword, strlen(option->keyword));
    PQconninfoFree(options);
    return secret;
}

static void add_connection(pgp_text *sql, const pgp_option_text *how, const char *connection) {
    if (!connection || (how->shown && how->emitter->rendering))
        pgp_sql_literal(sql, PGP_MASKED_CONNECTION);
    else if (holds_secret(connection))
        pgp_secret_sql(sql, how, "connection", connection);
    else
        pgp_sql_literal(sql, connection);
}

static void add_slot(pgp_text *options, const char *slot) {
    pgp_text_next(options, ", ");
    pgp_text_addf(options, "slot_name = %s", slot ? pgp_literal(options->arena, slot) : "NONE");
}

static void add_options(pgp_text *sql, const pgp_names *from, const pgp_names *to, int server_version) {
    for (const pgp_subscription_option *option = pgp_subscription_options; option->name; option++) {
        const char *value = pgp_subscription_value(to, option, server_version);
        if (strcmp(pgp_subscription_value(from, option, server_version), value) == 0)
            continue;
        pgp_text_next(sql, ", ");
        pgp_text_addf(sql, "%s = %s", option->name, option->boolean ? value : pgp_literal(sql->arena, value));
    }
}

static const char *create_sql(pgp_emitter *emitter, const pgp_subscription *subscription, bool shown) {
    static const pgp_names usual = {0};
    pgp_option_text how = {emitter, &subscription->object, shown};
    pgp_text sql = pgp_text_new(emitter->arena), options = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE SUBSCRIPTION %s CONNECTION ",
                  pgp_quoted(emitter->arena, subscription->object.name));
    add_connection(&sql, &how, subscription->connection);
    pgp_text_add(&sql, " PUBLICATION ");
    pgp_sql_names(&sql, subscription->publications.items, subscription->publications.count);
    pgp_text_add(&options, "connect = false");
    if (!pgp_same(subscription->slot_name, subscription->object.name))
        add_slot(&options, subscription->slot_name);
    add_options(&options, &usual, &subscription->options, emitter->server_version);
    pgp_text_addf(&sql, " WITH (%s)", options.data);
    return sql.data;
}

static void create_subscription(pgp_emitter *emitter, pgp_object *object) {
    const pgp_subscription *subscription = (const pgp_subscription *)object;
    pgp_emit_secret(emitter, '+', object, create_sql(emitter, subscription, true),
                    create_sql(emitter, subscription, false));
    if (pgp_same(subscription->enabled, "true"))
        pgp_database_object_alter(emitter, object, "ENABLE");
}

/* -- ALTER ----------------------------------------------------------------------------------------------- */

static void set_publications(pgp_emitter *emitter, const pgp_subscription *desired) {
    pgp_text action = pgp_text_new(emitter->arena);
    pgp_text_add(&action, "SET PUBLICATION ");
    pgp_sql_names(&action, desired->publications.items, desired->publications.count);
    pgp_text_add(&action, " WITH (refresh = false)");
    pgp_database_object_alter(emitter, &desired->object, action.data);
}

static bool changes_option(const pgp_change *change, const char *name) {
    const pgp_subscription_option *option = pgp_subscription_option_named(name);
    const pgp_subscription *live = (const pgp_subscription *)change->live,
                           *desired = (const pgp_subscription *)change->desired;
    return PGP_CHANGED(change, SUBSCRIPTION_OPTIONS) &&
           strcmp(pgp_subscription_value(&live->options, option, change->server_version),
                  pgp_subscription_value(&desired->options, option, change->server_version)) != 0;
}

/* Where there is a slot the server asks the publisher to change it, and that cannot be taken back. */
static bool reaches_publisher(const pgp_change *change) {
    return changes_option(change, "failover") || changes_option(change, "two_phase");
}

static void set_options(pgp_emitter *emitter, const pgp_change *change) {
    const pgp_subscription *live = (const pgp_subscription *)change->live,
                           *desired = (const pgp_subscription *)change->desired;
    pgp_text options = pgp_text_new(emitter->arena);
    if (PGP_CHANGED(change, SUBSCRIPTION_SLOT_NAME))
        add_slot(&options, desired->slot_name);
    if (PGP_CHANGED(change, SUBSCRIPTION_OPTIONS))
        add_options(&options, &live->options, &desired->options, emitter->server_version);
    if (options.size)
        pgp_database_object_alter(emitter, &desired->object,
                                  pgp_printf(emitter->arena, "SET (%s)", options.data))
            ->no_transaction = reaches_publisher(change);
}

static void alter_subscription(pgp_emitter *emitter, pgp_change *change) {
    const pgp_subscription *desired = (const pgp_subscription *)change->desired;
    bool enabling = PGP_CHANGED(change, SUBSCRIPTION_ENABLED);
    if (enabling && strcmp(desired->enabled, "false") == 0)
        pgp_database_object_alter(emitter, &desired->object, "DISABLE");
    if (PGP_CHANGED(change, SUBSCRIPTION_PUBLICATIONS))
        set_publications(emitter, desired);
    set_options(emitter, change);
    if (enabling && strcmp(desired->enabled, "true") == 0)
        pgp_database_object_alter(emitter, &desired->object, "ENABLE");
}

/* What the slot has to know cannot change where there is none; two_phase never can before 18. */
static pgp_way way(const pgp_change *change) {
    bool old = change->server_version && change->server_version < 180000;
    bool fixed =
        !((const pgp_subscription *)change->live)->slot_name || (old && changes_option(change, "two_phase"));
    return fixed && reaches_publisher(change) ? PGP_REBUILD : PGP_IN_PLACE;
}

/* -- DROP ------------------------------------------------------------------------------------------------ */

static void destroy(pgp_emitter *emitter, const pgp_object *object, pgp_step *step) {
    const char *slot = ((const pgp_subscription *)object)->slot_name;
    const char *kept = slot ? pgp_printf(emitter->arena, "; its slot %s stays at the publisher",
                                         pgp_quoted(emitter->arena, slot))
                            : "";
    pgp_emit_destroys(emitter, step,
                      pgp_printf(emitter->arena, "how far %s has come%s",
                                 pgp_database_object_summary(emitter, object), kept));
}

static void drop_subscription(pgp_emitter *emitter, const pgp_object *object) {
    const pgp_subscription *subscription = (const pgp_subscription *)object;
    if (pgp_same(subscription->enabled, "true"))
        destroy(emitter, object, pgp_database_object_alter(emitter, object, "DISABLE"));
    if (subscription->slot_name)
        destroy(emitter, object, pgp_database_object_alter(emitter, object, "SET (slot_name = NONE)"));
    pgp_step *step = pgp_emit(
        emitter, '-', object, pgp_database_object_summary(emitter, object),
        pgp_printf(emitter->arena, "DROP SUBSCRIPTION %s", pgp_quoted(emitter->arena, object->name)));
    destroy(emitter, object, step);
}

const pgp_kind pgp_kind_subscription = {
    .name = "subscription",
    .title = "subscriptions",
    .sql = "SUBSCRIPTION",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_subscription),
    .order = 93,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = pgp_subscription_query,
    .presence = "pg_subscription WHERE subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname ="
                " pg_catalog.current_database())",
    .row = pgp_subscription_row,
    .same = subscription_same,
    .way = way,
    .create = create_subscription,
    .alter = alter_subscription,
    .drop = drop_subscription,
};

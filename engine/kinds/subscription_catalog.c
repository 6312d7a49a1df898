/*
 * Subscriptions of a live database: the columns of pg_subscription that everybody may read.
 */
#include "kinds/subscription.h"

#include <string.h>

#define HEAD "SELECT s.oid, s.subname, s.subowner, s.subenabled, s.subslotname, s.subpublications,"
#define OPTIONS_14                                                                              \
    " 'synchronous_commit=' || s.subsynccommit, 'binary=' || CASE WHEN s.subbinary THEN 'true'" \
    " ELSE 'false' END, 'streaming=' || CASE s.substream::text WHEN 'p' THEN 'parallel'"        \
    " WHEN 't' THEN 'on' WHEN 'true' THEN 'on' ELSE 'off' END"
#define BOOLEAN(name, condition) ", '" name "=' || CASE WHEN " condition " THEN 'true' ELSE 'false' END"
#define OPTIONS_15 \
    BOOLEAN("two_phase", "s.subtwophasestate <> 'd'") BOOLEAN("disable_on_error", "s.subdisableonerr")
#define OPTIONS_16                                        \
    BOOLEAN("password_required", "s.subpasswordrequired") \
    BOOLEAN("run_as_owner", "s.subrunasowner") ", 'origin=' || s.suborigin"
#define OPTIONS_17 BOOLEAN("failover", "s.subfailover")
#define QUERY(options)                                                                     \
    HEAD " ARRAY[" options "] FROM pg_subscription s WHERE s.subdbid = (SELECT d.oid FROM" \
         " pg_database d WHERE d.datname = current_database())"

enum { OID, NAME, OWNER, ENABLED, SLOT_NAME, PUBLICATIONS, OPTIONS };

const char *pgp_subscription_query(int server_version) {
    if (server_version >= 170000)
        return QUERY(OPTIONS_14 OPTIONS_15 OPTIONS_16 OPTIONS_17);
    if (server_version >= 160000)
        return QUERY(OPTIONS_14 OPTIONS_15 OPTIONS_16);
    return server_version >= 150000 ? QUERY(OPTIONS_14 OPTIONS_15) : QUERY(OPTIONS_14);
}

/* Those that are not as usual. */
static pgp_names unusual(const pgp_catalog *catalog, pgp_names all) {
    pgp_names options = {0};
    for (size_t i = 0; i < all.count; i++) {
        size_t size = strcspn(all.items[i], "=");
        const pgp_subscription_option *option =
            pgp_subscription_option_named(pgp_strndup(catalog->context->arena, all.items[i], size));
        const char *usual = pgp_subscription_usual(option, catalog->server_version);
        if (strcmp(all.items[i] + size + 1, usual) != 0)
            pgp_names_add(catalog->model->arena, &options, all.items[i]);
    }
    return pgp_names_sorted(catalog->model->arena, options);
}

pgp_status pgp_subscription_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_subscription *subscription =
        pgp_database_object_row(catalog, &pgp_kind_subscription, PGP_CLASS_SUBSCRIPTION,
                                pgp_row_oid(row, OID), pgp_row_text(row, NAME));
    subscription->enabled = pgp_row_bool(row, ENABLED) ? "true" : "false";
    subscription->slot_name = pgp_row_text(row, SLOT_NAME);
    subscription->publications = pgp_row_names(row, PUBLICATIONS);
    subscription->options = unusual(catalog, pgp_row_names(row, OPTIONS));
    pgp_catalog_owner(catalog, &subscription->object, pgp_row_oid(row, OWNER));
    return PGP_OK;
}

/*
 * What the files of subscriptions share.
 *
 * Of a subscription the connection is a secret: it is never read from a database and never compared. Planning never makes the
 * server talk to the publisher: a subscription is made with connect = false, which leaves it disabled and its slot to be made
 * by hand, and one that is dropped leaves its slot behind.
 */
#ifndef PGP_KINDS_SUBSCRIPTION_H
#define PGP_KINDS_SUBSCRIPTION_H

#include "kinds/database_object.h"

/* A connection that is there but not known: what inspect prints. The server takes it. */
#define PGP_MASKED_CONNECTION "password=********"

typedef struct pgp_subscription_option {
    const char *name;
    const char *usual; /* what it is when nobody says anything */
    bool boolean;
} pgp_subscription_option;

/* Ends in one without a name. */
extern const pgp_subscription_option pgp_subscription_options[];

const pgp_subscription_option *pgp_subscription_option_named(const char *name);
/* The default on this version (0: the newest). */
const char *pgp_subscription_usual(const pgp_subscription_option *option, int server_version);
/* What the options ("name=value") say, or the default. */
const char *pgp_subscription_value(const pgp_names *options, const pgp_subscription_option *option,
                                   int server_version);

const char *pgp_subscription_query(int server_version); /* kinds/subscription_catalog.c */
pgp_status pgp_subscription_row(pgp_catalog *catalog, const pgp_row *row);

#endif

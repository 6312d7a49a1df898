#include "execute/execute.h"

#include <time.h>

/* "pgplumb" in ASCII; pg_locks shows it as two halves. */
#define LOCK_KEY "31638929945226594"

static const char take_sql[] = "SELECT pg_catalog.pg_try_advisory_lock(" LOCK_KEY ")";
static const char holder_sql[] =
    "SELECT pg_catalog.format('pid %s, application \"%s\"', l.pid, a.application_name)"
    " FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
    " AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
    " AND (l.classid::int8 << 32 | l.objid::int8) = " LOCK_KEY;

static pgp_status first_value(pgp_context *context, PGconn *connection, const char *sql, const char **out) {
    PGresult *result = NULL;
    PGP_TRY(pgp_query(context, connection, sql, &result));
    *out = PQntuples(result) ? pgp_strdup(context->arena, PQgetvalue(result, 0, 0)) : NULL;
    PQclear(result);
    return PGP_OK;
}

static bool is_stopped(const pgp_observer *observer) {
    return observer->stop && *observer->stop;
}

enum { TRIES_PER_SECOND = 4 };

static void pause_a_little(void) {
    const struct timespec pause = {.tv_nsec = 1000000000L / TRIES_PER_SECOND};
    nanosleep(&pause, NULL);
}

static pgp_status still_taken(pgp_context *context, const char *holder) {
    pgp_fail(context, PGP_RETRY, NULL, "another pgplumb is at work on this database: %s", holder);
    return pgp_hint(context, "Nothing was changed. Try again once it is done.");
}

pgp_status pgp_take_lock(pgp_context *context, PGconn *connection, const pgp_observer *observer) {
    const char *taken = NULL, *holder = NULL;
    for (int i = 0; i < PGP_LOCK_WAIT_SECONDS * TRIES_PER_SECOND && !is_stopped(observer); i++) {
        PGP_TRY(first_value(context, connection, take_sql, &taken));
        if (taken[0] == 't')
            return PGP_OK;
        PGP_TRY(first_value(context, connection, holder_sql, &holder));
        if (i == 0 && holder && observer->waits)
            observer->waits(observer->argument, holder);
        pause_a_little();
    }
    if (is_stopped(observer))
        return pgp_fail(context, PGP_RETRY, NULL, "stopped by a signal: nothing was changed");
    return still_taken(context, holder ? holder : "it has just ended");
}

#include "execute/session.h"

#include "introspect/catalog.h"

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

pgp_status pgp_lock_holder(pgp_context *context, PGconn *connection, const char **out) {
    return first_value(context, connection, holder_sql, out);
}

enum { TRIES_PER_SECOND = 4 };

static void pause_a_little(void) {
    const struct timespec pause = {.tv_nsec = 1000000000L / TRIES_PER_SECOND};
    nanosleep(&pause, NULL);
}

static pgp_status still_taken(pgp_context *context, const char *holder) {
    pgp_fail(context, PGP_RETRY, NULL, "another pgplumb is at work on this database: %s", holder);
    return pgp_hint(context,
                    "Nothing was changed. Try again once it is done, or wait longer with --wait-lock.");
}

pgp_status pgp_take_lock(pgp_session *session) {
    const pgp_observer *observer = session->observer;
    const char *taken = NULL, *holder = NULL;
    for (int left = session->how->wait_lock * TRIES_PER_SECOND; !pgp_session_stops(session); left--) {
        PGP_TRY(first_value(session->context, session->connection, take_sql, &taken));
        if (taken[0] == 't')
            return PGP_OK;
        const char *before = holder;
        PGP_TRY(pgp_lock_holder(session->context, session->connection, &holder));
        if (!before && holder && observer->waits)
            observer->waits(observer->argument, holder);
        if (left <= 0)
            return still_taken(session->context, holder ? holder : "it has just ended");
        pause_a_little();
    }
    return pgp_fail(session->context, PGP_RETRY, NULL, "stopped by a signal: nothing was changed");
}

/*
 * The second connection, which looks at the first one: how far a long statement is, and who keeps it waiting. It is a help only:
 * when it cannot be had, or breaks, the work goes on without it.
 */
#include "execute/session.h"

#include "introspect/answer.h"
#include "introspect/catalog.h"

#include <stdlib.h>

static void go_blind(pgp_session *session) {
    PQfinish(session->monitor);
    session->monitor = NULL;
    session->is_blind = true;
}

static void open_monitor(pgp_session *session) {
    pgp_error before = session->context->error;
    if (pgp_connect(session->context, session->conninfo, &session->monitor) != PGP_OK) {
        session->monitor = NULL;
        session->is_blind = true;
    }
    session->context->error = before;
}

enum { PATIENCE = 1 }; /* seconds; a pooler may have no second session for us */

static PGresult *ask(pgp_session *session, const char *sql) {
    PGresult *result = pgp_ask(session->monitor, sql, PATIENCE);
    if (!result)
        go_blind(session);
    return result;
}

/* -- who blocks ---------------------------------------------------------------------------------------------- */

static const char blockers_format[] =
    "SELECT a.pid, coalesce(nullif(a.application_name, ''), a.backend_type, '?'),"
    " pg_catalog.regexp_replace(pg_catalog.left(coalesce(a.query, ''), 200), '\\s+', ' ', 'g'),"
    " coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start), 0)::int8"
    " FROM pg_catalog.pg_stat_activity a WHERE a.pid = ANY (pg_catalog.pg_blocking_pids(%d)) ORDER BY "
    "a.xact_start, a.pid";

static bool look_for_blockers(pgp_session *session) {
    pgp_arena *arena = session->context->arena;
    PGresult *result = ask(session, pgp_printf(arena, blockers_format, session->backend));
    if (!result)
        return false;
    pgp_blockers found = {.count = (size_t)PQntuples(result)};
    found.items = pgp_alloc(arena, (found.count + 1) * sizeof *found.items);
    for (int i = 0; i < (int)found.count; i++)
        found.items[i] = (pgp_blocker){.pid = atoi(PQgetvalue(result, i, 0)),
                                       .application = pgp_strdup(arena, PQgetvalue(result, i, 1)),
                                       .query = pgp_strdup(arena, PQgetvalue(result, i, 2)),
                                       .seconds = strtoll(PQgetvalue(result, i, 3), NULL, 10)};
    PQclear(result);
    if (found.count)
        session->blockers = found;
    return found.count > 0;
}

/* -- how far ---------------------------------------------------------------------------------------------------- */

static const char progress_format[] = "SELECT phase, CASE WHEN blocks_total > 0 THEN blocks_done WHEN "
                                      "tuples_total > 0 THEN tuples_done ELSE lockers_done END,"
                                      " CASE WHEN blocks_total > 0 THEN blocks_total WHEN tuples_total > 0 "
                                      "THEN tuples_total ELSE lockers_total END"
                                      " FROM pg_catalog.pg_stat_progress_create_index WHERE pid = %d"
                                      " UNION ALL SELECT phase, heap_blks_scanned, heap_blks_total FROM "
                                      "pg_catalog.pg_stat_progress_cluster WHERE pid = %d"
                                      " LIMIT 1";

static void look_at_progress(pgp_session *session, double seconds) {
    pgp_arena *arena = session->context->arena;
    PGresult *result = ask(session, pgp_printf(arena, progress_format, session->backend, session->backend));
    pgp_progress progress = {.phase = "", .seconds = seconds};
    if (!result)
        return;
    if (PQntuples(result)) {
        progress.phase = pgp_strdup(arena, PQgetvalue(result, 0, 0));
        progress.done = strtoll(PQgetvalue(result, 0, 1), NULL, 10);
        progress.total = strtoll(PQgetvalue(result, 0, 2), NULL, 10);
    }
    PQclear(result);
    session->observer->progresses(session->observer->argument, &session->place, &progress);
}

void pgp_monitor_look(pgp_session *session, double seconds) {
    const pgp_observer *observer = session->observer;
    if (!session->place.step || session->is_blind)
        return;
    if (!session->monitor)
        open_monitor(session);
    if (session->is_blind)
        return;
    if (look_for_blockers(session) && observer->is_blocked)
        observer->is_blocked(observer->argument, &session->place, &session->blockers);
    if (!session->is_blind && observer->progresses)
        look_at_progress(session, seconds);
}

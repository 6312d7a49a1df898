#include "execute/session.h"

#include "base/clock.h"
#include "introspect/catalog.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

const pgp_execution pgp_execution_defaults = {
    .wait_lock = 30, .lock_timeout = 1000, .lock_tries = 10, .statement_budget = 0};

bool pgp_session_is_lost(const pgp_session *session) {
    return PQstatus(session->connection) != CONNECTION_OK;
}

int pgp_session_stops(const pgp_session *session) {
    return session->observer->stop ? (int)*session->observer->stop : 0;
}

pgp_status pgp_session_check_stop(const pgp_session *session) {
    if (!pgp_session_stops(session))
        return PGP_OK;
    return pgp_fail(session->context, PGP_RETRY, NULL, "stopped by a signal");
}

/* -- statements ------------------------------------------------------------------------------------------- */

enum { TICK = 200 }; /* milliseconds */

static void cancel(PGconn *connection) {
    char message[256];
    PGcancel *request = PQgetCancel(connection);
    if (request)
        PQcancel(request, message, sizeof message);
    PQfreeCancel(request);
}

/* Waits for the answer, with an eye on what keeps it. */
static void wait_for_answer(pgp_session *session) {
    double start = pgp_seconds(), next_look = start + TICK / 1e3;
    bool cancelled = false;
    while (PQisBusy(session->connection)) {
        struct pollfd socket = {.fd = PQsocket(session->connection), .events = POLLIN};
        poll(&socket, 1, TICK);
        if (!PQconsumeInput(session->connection))
            return;
        if (pgp_session_stops(session) > 1 && !cancelled) {
            cancel(session->connection);
            cancelled = true;
        }
        if (pgp_seconds() >= next_look && PQisBusy(session->connection)) {
            pgp_monitor_look(session, pgp_seconds() - start);
            next_look = pgp_seconds() + (pgp_seconds() - start < 2 ? TICK / 1e3 : 1);
        }
    }
}

/* The first result that is an error, else the last one. */
static PGresult *take_answer(PGconn *connection) {
    PGresult *kept = NULL, *next;
    while ((next = PQgetResult(connection))) {
        if (kept && PQresultStatus(kept) == PGRES_FATAL_ERROR) {
            PQclear(next);
            continue;
        }
        PQclear(kept);
        kept = next;
        if (PQresultStatus(kept) == PGRES_COPY_IN || PQresultStatus(kept) == PGRES_COPY_OUT)
            break; /* no step copies: the caller takes it for a failure */
    }
    return kept;
}

pgp_status pgp_session_query(pgp_session *session, const char *sql, const char *doing, PGresult **out) {
    PGconn *connection = session->connection;
    session->blockers.count = 0;
    /* The extended protocol takes one statement, whatever a plan from outside says. */
    if (!PQsendQueryParams(connection, sql, 0, NULL, NULL, NULL, NULL, 0))
        return pgp_server_error(session->context, connection, NULL, doing);
    wait_for_answer(session);
    PGresult *result = take_answer(connection);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        pgp_server_error(session->context, connection, result, doing);
        PQclear(result);
        return session->context->error.status;
    }
    *out = result;
    return PGP_OK;
}

pgp_status pgp_session_run(pgp_session *session, const char *sql, const char *doing) {
    PGresult *result = NULL;
    PGP_TRY(pgp_session_query(session, sql, doing, &result));
    PQclear(result);
    return PGP_OK;
}

/* -- opening ------------------------------------------------------------------------------------------------- */

/*
 * For steps outside transactions lock_timeout stays off: it would break a concurrent index build off half-way, which waits for
 * others' old snapshots and leaves an invalid index behind. When pgplumb is gone the server shall notice: nobody sees a statement
 * through that nobody waits for, and the next pgplumb waits for its lock.
 */
static const char *const settings[] = {
    "SET check_function_bodies = off", "SET client_min_messages = warning",           "SET lock_timeout = 0",
    "SET statement_timeout = 0",       "SET idle_in_transaction_session_timeout = 0",
};

static pgp_status set_up(pgp_session *session) {
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        PGP_TRY(pgp_session_run(session, settings[i], "setting up the session"));
    /* Not every platform can. */
    PQclear(PQexec(session->connection, "SET client_connection_check_interval = '2s'"));
    if (pgp_session_is_lost(session))
        return pgp_server_error(session->context, session->connection, NULL, "setting up the session");
    if (!session->how->role)
        return PGP_OK;
    const char *sql = pgp_printf(session->context->arena, "SET ROLE %s",
                                 pgp_quoted(session->context->arena, session->how->role));
    pgp_status status = pgp_session_run(session, sql, "taking the role");
    if (status != PGP_REFUSED)
        return status;
    return session->context->error.status = PGP_INPUT; /* no such role, or not ours to take */
}

void pgp_session_close(pgp_session *session) {
    PQfinish(session->monitor);
    PQfinish(session->connection);
    session->monitor = session->connection = NULL;
}

static void close_deferred(void *session) {
    pgp_session_close(session);
}

pgp_status pgp_session_open(pgp_context *context, const char *conninfo, const pgp_execution *how,
                            const pgp_observer *observer, pgp_session *out) {
    *out = (pgp_session){.context = context, .conninfo = conninfo, .how = how, .observer = observer};
    pgp_defer(context->arena, close_deferred, out);
    PGP_TRY(pgp_connect(context, conninfo, &out->connection));
    PGP_TRY(pgp_check_pooler(out));
    PGP_TRY(pgp_take_lock(out));
    return set_up(out);
}

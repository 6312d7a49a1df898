/*
 * A pooler may give each transaction another server process. Then the lock, the role and the timeouts are those of nobody in
 * particular, and two pgplumbs may share one lock. PgBouncer in session mode is as good as the server.
 */
#include "execute/session.h"

#include "introspect/answer.h"
#include "introspect/catalog.h"

#include <stdlib.h>

static const char pid_sql[] = "SELECT pg_catalog.pg_backend_pid()";

static pgp_status backend_pid(pgp_session *session, int *out) {
    PGresult *result = NULL;
    PGP_TRY(pgp_query(session->context, session->connection, pid_sql, &result));
    *out = atoi(PQgetvalue(result, 0, 0));
    PQclear(result);
    return PGP_OK;
}

enum { PATIENCE = 2 }; /* seconds; a pool of one session has no second one to answer */

/* The server process that a second connection gets; 0: it gets none in time. */
static int other_pid(PGconn *other) {
    PGresult *result = pgp_ask(other, pid_sql, PATIENCE);
    int pid = result ? atoi(PQgetvalue(result, 0, 0)) : 0;
    PQclear(result);
    return pid;
}

static pgp_status refuse(pgp_session *session) {
    pgp_fail(session->context, PGP_INPUT, NULL,
             "a pooler hands this session around between transactions: pgplumb cannot hold its lock there");
    return pgp_hint(
        session->context,
        "Nothing was changed. Connect to the server itself, or to PgBouncer with pool_mode = session.");
}

/* Each connection to a pooler in transaction mode, while idle, leaves its server process to the others. */
pgp_status pgp_check_pooler(pgp_session *session) {
    PGconn *other = NULL;
    int again = 0;
    PGP_TRY(backend_pid(session, &session->backend));
    if (session->backend == PQbackendPID(session->connection))
        return PGP_OK; /* nobody in between */
    PGP_TRY(pgp_connect(session->context, session->conninfo, &other));
    int others = other_pid(other);
    PQfinish(other);
    PGP_TRY(backend_pid(session, &again));
    return others == session->backend || again != session->backend ? refuse(session) : PGP_OK;
}

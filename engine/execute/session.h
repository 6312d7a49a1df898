/*
 * The connection that a plan runs on: one for as long as it takes, in nobody else's hands.
 */
#ifndef PGP_EXECUTE_SESSION_H
#define PGP_EXECUTE_SESSION_H

#include "execute/observer.h"

#include <libpq-fe.h>

/* How to run; the defaults are pgp_execution_defaults. */
typedef struct pgp_execution {
    const char *journal_schema; /* NULL: the one there is, else PGP_JOURNAL_SCHEMA */
    const char *role;           /* SET ROLE; NULL: as connected */
    int wait_lock;              /* seconds that another pgplumb may take */
    int lock_timeout; /* milliseconds that a step may wait for a strong lock, and keep others waiting behind it */
    int lock_tries;       /* how often */
    int statement_budget; /* milliseconds for a step that keeps nobody waiting; 0: no limit */
} pgp_execution;

extern const pgp_execution pgp_execution_defaults;

typedef struct pgp_session {
    pgp_context *context;
    const char *conninfo;
    const pgp_execution *how;
    const pgp_observer *observer;
    PGconn *connection;
    int backend; /* the server process behind it */
    /* The second connection, which looks at what the first one waits for: opened when something takes long. */
    PGconn *monitor;
    bool is_blind;         /* it cannot be had */
    pgp_blockers blockers; /* as last seen during the statement */
    pgp_place place;       /* of the step that runs; step NULL: none */
} pgp_session;

/* Connects, takes the role and pgplumb's lock. Closed with the arena, or before. PGP_INPUT behind a pooler that hands the session
 * around; PGP_RETRY when the lock stays taken. */
pgp_status pgp_session_open(pgp_context *context, const char *conninfo, const pgp_execution *how,
                            const pgp_observer *observer, pgp_session *out);
void pgp_session_close(pgp_session *session);

/* Runs one statement, watching it; `doing` is for messages. */
pgp_status pgp_session_run(pgp_session *session, const char *sql, const char *doing);
/* The same for a query; *out is to be cleared. */
pgp_status pgp_session_query(pgp_session *session, const char *sql, const char *doing, PGresult **out);

bool pgp_session_is_lost(const pgp_session *session);
/* How often it was asked to stop. */
int pgp_session_stops(const pgp_session *session);
/* PGP_RETRY when it was asked to stop. */
pgp_status pgp_session_check_stop(const pgp_session *session);

/* Who is at work on the database; NULL in *out: nobody. (lock.c) */
pgp_status pgp_lock_holder(pgp_context *context, PGconn *connection, const char **out);

/* -- for session.c alone ------------------------------------------------------------------------------------------------ */

/* One pgplumb at a time per database: an advisory lock of the session. It is polled: waiting for it in the server would
 * deadlock with CREATE INDEX CONCURRENTLY, which waits for everybody. (lock.c) */
pgp_status pgp_take_lock(pgp_session *session);
/* Is the session handed around between transactions? (pooler.c) */
pgp_status pgp_check_pooler(pgp_session *session);
/* Looks at what the running statement does or waits for, and tells the observer. (monitor.c) */
void pgp_monitor_look(pgp_session *session, double seconds);

#endif

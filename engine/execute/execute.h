/*
 * Running a plan: groups of steps, each in a transaction where the server can, and the truth about what became of each.
 */
#ifndef PGP_EXECUTE_EXECUTE_H
#define PGP_EXECUTE_EXECUTE_H

#include "execute/group.h"

#include <signal.h>

typedef enum pgp_outcome {
    PGP_NOT_RUN,
    PGP_APPLIED,
    PGP_ROLLED_BACK,
    PGP_STEP_FAILED, /* alone, outside a transaction */
    PGP_UNCERTAIN,   /* the connection was lost when only the server knew */
} pgp_outcome;

/* What an execution tells while it runs; members may be NULL. */
typedef struct pgp_observer {
    void (*starts)(void *argument, const pgp_step *step, size_t number, size_t count);
    /* Somebody else holds the lock: "pid 4711, application \"pgplumb\"". */
    void (*waits)(void *argument, const char *holder);
    void *argument;
    const volatile sig_atomic_t
        *stop; /* becomes not 0: no further step starts, the open transaction is rolled back */
} pgp_observer;

enum { PGP_LOCK_WAIT_SECONDS = 30, PGP_LOCK_TIMEOUT_SECONDS = 5 };

/* One pgplumb at a time per database: an advisory lock of the session. It is polled: waiting for it in the server would
 * deadlock with CREATE INDEX CONCURRENTLY, which waits for everybody. PGP_RETRY when it stays taken. */
pgp_status pgp_take_lock(pgp_context *context, PGconn *connection, const pgp_observer *observer);

/* Runs every step that is not blocked; `outcomes` has one entry per step. After a failure the error says which step, and the
 * rest did not run. */
pgp_status pgp_execute(pgp_context *context, PGconn *connection, const pgp_step *steps, size_t count,
                       const pgp_observer *observer, pgp_outcome *outcomes);

#endif

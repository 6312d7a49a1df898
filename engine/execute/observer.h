/*
 * What an execution tells while it runs, and how it is asked to stop.
 */
#ifndef PGP_EXECUTE_OBSERVER_H
#define PGP_EXECUTE_OBSERVER_H

#include "plan/plan.h"

#include <signal.h>

typedef enum pgp_outcome {
    PGP_NOT_RUN,
    PGP_APPLIED,
    PGP_APPLIED_BEFORE, /* by an earlier try, the journal says */
    PGP_ROLLED_BACK,
    PGP_STEP_FAILED, /* alone, outside a transaction */
    PGP_UNCERTAIN,   /* the connection was lost when only the server knew */
} pgp_outcome;

/* Where a step stands among the `count` of its plan; number counts from 1. */
typedef struct pgp_place {
    const pgp_step *step;
    size_t number, count;
} pgp_place;

/* A session that keeps a statement waiting. */
typedef struct pgp_blocker {
    int pid;
    const char *application, *query;
    int64_t seconds; /* how long its transaction is open */
} pgp_blocker;

typedef struct pgp_blockers {
    pgp_blocker *items;
    size_t count;
} pgp_blockers;

/* What the server says about a long statement (pg_stat_progress_*); total 0: not known. */
typedef struct pgp_progress {
    const char *phase; /* "building index: scanning table" */
    int64_t done, total;
    double seconds; /* since the statement began */
} pgp_progress;

/* A failed try that is followed by another: of how many, after which pause. */
typedef struct pgp_retry {
    int try, tries;
    double pause;        /* seconds */
    const char *because; /* the server's message */
    pgp_blockers blockers;
} pgp_retry;

/* Members may be NULL. */
typedef struct pgp_observer {
    void (*starts)(void *argument, const pgp_place *place);
    void (*ends)(void *argument, const pgp_place *place, pgp_outcome outcome, double seconds);
    void (*progresses)(void *argument, const pgp_place *place, const pgp_progress *progress);
    void (*is_blocked)(void *argument, const pgp_place *place, const pgp_blockers *blockers);
    void (*retries)(void *argument, const pgp_place *place, const pgp_retry *retry);
    /* Somebody else holds pgplumb's lock: "pid 4711, application \"pgplumb\"". */
    void (*waits)(void *argument, const char *holder);
    void *argument;
    /* Counts requests to stop. 1: no further statement starts, the open transaction is rolled back; 2: the statement that runs is
     * cancelled, too. */
    const volatile sig_atomic_t *stop;
} pgp_observer;

#endif

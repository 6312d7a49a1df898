#include "execute/execute.h"

#include <string.h>

typedef struct executor {
    pgp_context *context;
    PGconn *connection;
    const pgp_step *steps;
    size_t count;
    const pgp_observer *observer;
    pgp_outcome *outcomes;
    const char *path; /* search_path that was set; NULL: none yet */
} executor;

/* -- statements ------------------------------------------------------------------------------------------------------- */

static pgp_status run(executor *e, const char *sql, const char *doing) {
    PGresult *result = PQexec(e->connection, sql);
    ExecStatusType status = PQresultStatus(result);
    pgp_status outcome = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
                             ? PGP_OK
                             : pgp_server_error(e->context, e->connection, result, doing);
    PQclear(result);
    return outcome;
}

static bool is_lost(const executor *e) {
    return PQstatus(e->connection) != CONNECTION_OK;
}

static pgp_status check_stop(executor *e) {
    if (!e->observer->stop || !*e->observer->stop)
        return PGP_OK;
    return pgp_fail(e->context, PGP_RETRY, NULL, "stopped by a signal");
}

static pgp_status run_step(executor *e, size_t i) {
    const pgp_step *step = &e->steps[i];
    const char *doing = pgp_printf(e->context->arena, "step %zu (%c %s)", i + 1, step->sign, step->summary);
    const char *set = pgp_step_set_path(e->context->arena, step, &e->path);
    PGP_TRY(check_stop(e));
    e->outcomes[i] = PGP_ROLLED_BACK; /* until it is committed */
    if (e->observer->starts)
        e->observer->starts(e->observer->argument, step, i + 1, e->count);
    if (set)
        PGP_TRY(run(e, set, doing));
    return run(e, step->secret ? step->secret_sql : step->sql, doing);
}

/* -- groups ------------------------------------------------------------------------------------------------------------ */

/* Of every step of the group that was started. */
static void mark(executor *e, const pgp_group *group, pgp_outcome outcome) {
    for (size_t i = group->first; i < group->first + group->count; i++)
        if (e->outcomes[i] != PGP_NOT_RUN)
            e->outcomes[i] = outcome;
}

static pgp_status run_steps(executor *e, const pgp_group *group) {
    for (size_t i = group->first; i < group->first + group->count; i++)
        if (!pgp_step_is_blocked(&e->steps[i]))
            PGP_TRY(run_step(e, i));
    return PGP_OK;
}

/* The error of the statement that failed counts, not one of the ROLLBACK after it. */
static void roll_back(executor *e) {
    if (!is_lost(e))
        PQclear(PQexec(e->connection, "ROLLBACK"));
}

static pgp_status commit(executor *e, const pgp_group *group) {
    pgp_status status = run(e, "COMMIT", "committing");
    mark(e, group, status == PGP_OK ? PGP_APPLIED : is_lost(e) ? PGP_UNCERTAIN : PGP_ROLLED_BACK);
    return status;
}

/* A strong lock is waited for only so long: whoever comes after the waiter waits as well. */
static const char *timeout_sql(pgp_arena *arena) {
    return pgp_printf(arena, "SET LOCAL lock_timeout = '%ds'", PGP_LOCK_TIMEOUT_SECONDS);
}

static pgp_status run_transaction(executor *e, const pgp_group *group) {
    PGP_TRY(run(e, "BEGIN", "beginning a transaction"));
    pgp_status status = run(e, timeout_sql(e->context->arena), "setting lock_timeout");
    if (status == PGP_OK)
        status = run_steps(e, group);
    if (status == PGP_OK)
        return commit(e, group);
    roll_back(e);
    return status;
}

static pgp_status run_alone(executor *e, const pgp_group *group) {
    pgp_status status = run_steps(e, group);
    mark(e, group, status == PGP_OK ? PGP_APPLIED : is_lost(e) ? PGP_UNCERTAIN : PGP_STEP_FAILED);
    return status;
}

/* For steps outside transactions lock_timeout stays off: it would break a concurrent index build off half-way, which waits for
 * others' old snapshots and leaves an invalid index behind. */
static const char *const session_sql[] = {
    "SET check_function_bodies = off", "SET client_min_messages = warning",           "SET lock_timeout = 0",
    "SET statement_timeout = 0",       "SET idle_in_transaction_session_timeout = 0",
};

pgp_status pgp_execute(pgp_context *context, PGconn *connection, const pgp_step *steps, size_t count,
                       const pgp_observer *observer, pgp_outcome *outcomes) {
    executor e = {.context = context,
                  .connection = connection,
                  .steps = steps,
                  .count = count,
                  .observer = observer,
                  .outcomes = outcomes};
    pgp_groups groups = pgp_group_steps(context->arena, steps, count);
    memset(outcomes, 0, count * sizeof *outcomes);
    for (size_t i = 0; i < sizeof session_sql / sizeof *session_sql; i++)
        PGP_TRY(run(&e, session_sql[i], "setting up the session"));
    for (size_t i = 0; i < groups.count; i++)
        if (groups.items[i].runs)
            PGP_TRY(groups.items[i].transaction ? run_transaction(&e, &groups.items[i])
                                                : run_alone(&e, &groups.items[i]));
    return PGP_OK;
}

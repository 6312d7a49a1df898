#include "execute/execute.h"

#include "base/clock.h"
#include "execute/journal_write.h"
#include "execute/retry.h"
#include "introspect/catalog.h"

#include <string.h>

typedef struct executor {
    pgp_context *context;
    pgp_session *session;
    const char *journal; /* NULL: nothing is recorded */
    pgp_run *run;
    const pgp_execution_plan *plan;
    pgp_outcome *outcomes;
    pgp_record *records; /* what the journal said at the start */
    const char *path;    /* search_path that was set; NULL: none yet */
} executor;

/* -- one step ---------------------------------------------------------------------------------------------- */

static bool is_to_run(const executor *e, size_t i) {
    const pgp_step *step = &e->plan->steps[i];
    bool other_phase = e->plan->phase && strcmp(e->plan->phase, step->phase) != 0;
    return !pgp_step_is_blocked(step) && !other_phase && e->outcomes[i] != PGP_APPLIED_BEFORE;
}

static const char *doing(const executor *e, size_t i) {
    const pgp_step *step = &e->plan->steps[i];
    return pgp_printf(e->context->arena, "step %zu (%c %s)", i + 1, step->sign, step->summary);
}

static void tell_end(const executor *e, size_t i, pgp_outcome outcome, double seconds) {
    const pgp_observer *observer = e->session->observer;
    const pgp_place place = {&e->plan->steps[i], i + 1, e->plan->count};
    if (observer->ends)
        observer->ends(observer->argument, &place, outcome, seconds);
}

static pgp_status run_step(executor *e, size_t i) {
    const pgp_step *step = &e->plan->steps[i];
    const pgp_observer *observer = e->session->observer;
    const char *set = pgp_step_set_path(e->context->arena, step, &e->path);
    PGP_TRY(pgp_session_check_stop(e->session));
    if (step->secret && !step->secret_sql)
        return pgp_fail(e->context, PGP_INPUT, NULL, "%s: the plan does not hold its secret", doing(e, i));
    e->outcomes[i] = PGP_ROLLED_BACK; /* until it is committed */
    e->session->place = (pgp_place){step, i + 1, e->plan->count};
    if (observer->starts)
        observer->starts(observer->argument, &e->session->place);
    if (set)
        PGP_TRY(pgp_session_run(e->session, set, doing(e, i)));
    return pgp_session_run(e->session, step->secret ? step->secret_sql : step->sql, doing(e, i));
}

/* -- groups in a transaction ---------------------------------------------------------------------------------- */

typedef struct work {
    const size_t *steps; /* indexes of those that are to run */
    size_t count;
    bool transaction;
    int timeout, budget; /* milliseconds; 0: none */
} work;

static void mark(executor *e, const work *unit, pgp_outcome outcome) {
    for (size_t i = 0; i < unit->count; i++)
        if (e->outcomes[unit->steps[i]] != PGP_NOT_RUN)
            e->outcomes[unit->steps[i]] = outcome;
}

/* Sets the timeouts, and makes sure of the server process: a pooler would have given us another one. */
static pgp_status begin(executor *e, const work *unit) {
    PGresult *result = NULL;
    const char *sql = pgp_printf(
        e->context->arena,
        "SELECT pg_catalog.set_config('lock_timeout', '%d', true),"
        " pg_catalog.set_config('statement_timeout', '%d', true), pg_catalog.pg_backend_pid() = %d",
        unit->timeout, unit->budget, e->session->backend);
    PGP_TRY(pgp_session_run(e->session, "BEGIN", "beginning a transaction"));
    PGP_TRY(pgp_session_query(e->session, sql, "setting timeouts", &result));
    bool ours = PQgetvalue(result, 0, 2)[0] == 't';
    PQclear(result);
    if (ours)
        return PGP_OK;
    return pgp_fail(e->context, PGP_INPUT, NULL, "a pooler has given this session another server process");
}

/* Recorded first: the row is only there when all of it is, and no lock of the steps is held meanwhile. */
static pgp_status record_done(executor *e, const size_t *steps, size_t count) {
    if (!e->journal)
        return PGP_OK;
    size_t *numbers = pgp_alloc(e->context->arena, count * sizeof *numbers);
    for (size_t i = 0; i < count; i++)
        numbers[i] = steps[i] + 1;
    const char *sql = pgp_journal_done_sql(e->context->arena, e->journal, e->run->id, numbers, count);
    return pgp_session_run(e->session, sql, "recording the steps");
}

static pgp_status run_steps(executor *e, const work *unit) {
    PGP_TRY(record_done(e, unit->steps, unit->count));
    for (size_t i = 0; i < unit->count; i++)
        PGP_TRY(run_step(e, unit->steps[i]));
    return PGP_OK;
}

/* The error of the statement that failed counts, not one of the ROLLBACK after it. */
static void roll_back(executor *e) {
    e->path = NULL;
    if (!pgp_session_is_lost(e->session))
        PQclear(PQexec(e->session->connection, "ROLLBACK"));
}

static pgp_status try_transaction(executor *e, const work *unit) {
    pgp_status status = begin(e, unit);
    double start = pgp_seconds();
    if (status == PGP_OK)
        status = run_steps(e, unit);
    e->session->place.step = NULL;
    if (status != PGP_OK) {
        roll_back(e);
        return status;
    }
    status = pgp_session_run(e->session, "COMMIT", "committing");
    mark(e, unit,
         status == PGP_OK                  ? PGP_APPLIED
         : pgp_session_is_lost(e->session) ? PGP_UNCERTAIN
                                           : PGP_ROLLED_BACK);
    for (size_t i = 0; status == PGP_OK && i < unit->count; i++)
        tell_end(e, unit->steps[i], PGP_APPLIED, pgp_seconds() - start);
    return status;
}

/* -- steps outside of any ------------------------------------------------------------------------------------------ */

static pgp_status ask_check(executor *e, size_t i, bool *took_effect) {
    const pgp_step *step = &e->plan->steps[i];
    PGresult *result = NULL;
    *took_effect = false;
    if (!step->check)
        return PGP_OK;
    PGP_TRY(pgp_session_query(e->session, step->check, doing(e, i), &result));
    *took_effect = PQntuples(result) == 1 && PQgetvalue(result, 0, 0)[0] == 't';
    PQclear(result);
    return PGP_OK;
}

/* Settles what a broken-off try of the step left: it took effect after all, or its remains go, or are brought to their end. */
static pgp_status settle(executor *e, size_t i, bool *took_effect) {
    const pgp_step *step = &e->plan->steps[i];
    PGP_TRY(ask_check(e, i, took_effect));
    if (*took_effect || !step->cleanup)
        return PGP_OK;
    PGP_TRY(pgp_session_run(e->session, step->cleanup, doing(e, i)));
    return ask_check(e, i, took_effect);
}

/* What the failed statement said counts; remains that cannot be removed now are removed by the next try. */
static void settle_after_failure(executor *e, size_t i) {
    pgp_error error = e->context->error;
    bool took_effect;
    if (!pgp_session_is_lost(e->session))
        settle(e, i, &took_effect);
    e->context->error = error;
}

static pgp_status set_timeouts(executor *e, const work *unit) {
    return pgp_session_run(e->session,
                           pgp_printf(e->context->arena,
                                      "SELECT pg_catalog.set_config('statement_timeout', '%d', false)",
                                      unit->budget),
                           "setting timeouts");
}

static pgp_status finish_alone(executor *e, const work *unit, double start) {
    size_t i = unit->steps[0];
    e->outcomes[i] = PGP_APPLIED;
    tell_end(e, i, PGP_APPLIED, pgp_seconds() - start);
    return record_done(e, unit->steps, 1);
}

static pgp_status try_alone(executor *e, const work *unit) {
    size_t i = unit->steps[0];
    bool took_effect = false;
    double start = pgp_seconds();
    PGP_TRY(set_timeouts(e, unit));
    if (e->records[i] == PGP_BEGUN)
        PGP_TRY(settle(e, i, &took_effect));
    if (took_effect)
        return finish_alone(e, unit, start);
    if (e->journal)
        PGP_TRY(pgp_session_run(e->session,
                                pgp_journal_begun_sql(e->context->arena, e->journal, e->run->id, i + 1),
                                "recording the step"));
    e->records[i] = PGP_BEGUN;
    pgp_status status = run_step(e, i);
    e->session->place.step = NULL;
    if (status == PGP_OK)
        return finish_alone(e, unit, start);
    if (e->outcomes[i] != PGP_NOT_RUN)
        e->outcomes[i] = pgp_session_is_lost(e->session) ? PGP_UNCERTAIN : PGP_STEP_FAILED;
    settle_after_failure(e, i);
    return status;
}

/* -- all of them ----------------------------------------------------------------------------------------------------- */

static pgp_status try_unit(void *argument, const void *what) {
    executor *e = argument;
    const work *unit = what;
    return unit->transaction ? try_transaction(e, unit) : try_alone(e, unit);
}

static work unit_of(executor *e, const pgp_group *group) {
    const pgp_execution *how = e->session->how;
    size_t *steps = pgp_alloc(e->context->arena, (group->count + 1) * sizeof *steps), count = 0;
    for (size_t i = group->first; i < group->first + group->count; i++)
        if (is_to_run(e, i))
            steps[count++] = i;
    bool patient = pgp_group_is_patient(e->plan->steps, group);
    return (work){.steps = steps,
                  .count = count,
                  .transaction = group->transaction,
                  .timeout = patient ? 0 : how->lock_timeout,
                  .budget = patient ? how->statement_budget : 0};
}

static pgp_status run_group(executor *e, const pgp_group *group) {
    work unit = unit_of(e, group);
    if (!unit.count)
        return PGP_OK;
    const pgp_place place = {&e->plan->steps[unit.steps[0]], unit.steps[0] + 1, e->plan->count};
    return pgp_retry_locks(e->session, &place, try_unit, e, &unit);
}

static pgp_status read_records(executor *e) {
    size_t count = e->plan->count;
    e->records = pgp_alloc(e->context->arena, (count + 1) * sizeof *e->records);
    memset(e->outcomes, 0, count * sizeof *e->outcomes);
    if (!e->journal)
        return PGP_OK;
    PGP_TRY(pgp_journal_steps(e->context, e->session->connection, e->journal, e->run->id, e->records, count));
    for (size_t i = 0; i < count; i++)
        if (e->records[i] == PGP_DONE)
            e->outcomes[i] = PGP_APPLIED_BEFORE;
    return PGP_OK;
}

static bool is_complete(const executor *e) {
    for (size_t i = 0; i < e->plan->count; i++)
        if (e->outcomes[i] != PGP_APPLIED && e->outcomes[i] != PGP_APPLIED_BEFORE)
            return false;
    return true;
}

/* What the run has come to; a failure to say so does not hide the one before. */
static pgp_status record_end(executor *e, pgp_status status) {
    pgp_error error = e->context->error;
    if (!e->journal || (status != PGP_OK && pgp_session_is_lost(e->session)))
        return status;
    e->run->state = status != PGP_OK ? PGP_RUN_UNFINISHED
                    : is_complete(e) ? PGP_RUN_APPLIED
                                     : PGP_RUN_EXPANDED;
    pgp_status recorded =
        pgp_journal_set_state(e->context, e->session->connection, e->journal, e->run->id, e->run->state,
                              e->plan->phase, status != PGP_OK ? error.message : NULL);
    if (status == PGP_OK)
        return recorded;
    e->context->error = error;
    return status;
}

pgp_status pgp_execute(pgp_session *session, const char *journal, pgp_run *run,
                       const pgp_execution_plan *plan, pgp_outcome *outcomes) {
    executor e = {.context = session->context,
                  .session = session,
                  .journal = run ? journal : NULL,
                  .run = run,
                  .plan = plan,
                  .outcomes = outcomes};
    pgp_groups groups = pgp_group_steps(session->context->arena, plan->steps, plan->count);
    pgp_status status = read_records(&e);
    for (size_t i = 0; status == PGP_OK && i < groups.count; i++)
        status = run_group(&e, &groups.items[i]);
    return record_end(&e, status);
}

pgp_status pgp_abandon(pgp_session *session, const char *journal, const pgp_run *run, const pgp_step *steps,
                       size_t count) {
    pgp_context *context = session->context;
    const pgp_execution_plan plan = {.steps = steps, .count = count};
    pgp_outcome *outcomes = pgp_alloc(context->arena, (count + 1) * sizeof *outcomes);
    pgp_run copy = *run;
    executor e = {.context = context,
                  .session = session,
                  .journal = journal,
                  .run = &copy,
                  .plan = &plan,
                  .outcomes = outcomes};
    bool took_effect;
    PGP_TRY(read_records(&e));
    for (size_t i = 0; i < count; i++)
        if (e.records[i] == PGP_BEGUN) {
            PGP_TRY(settle(&e, i, &took_effect));
            PGP_TRY(took_effect ? record_done(&e, &i, 1) : PGP_OK);
        }
    return pgp_journal_set_state(context, session->connection, journal, run->id, PGP_RUN_ABANDONED,
                                 run->phase, "given up for another plan");
}

/*
 * pgplumb wait: until a database records that a migration ran, or a Job of a cluster has ended. Changes nothing.
 */
#include "wait.h"
#include "execute/journal.h"
#include "execute/session.h"
#include "fluxcd/names.h"
#include "introspect/catalog.h"
#include "load.h"
#include "plan_file.h"
#include "talk.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* -- what is waited for -------------------------------------------------------------------------------------------- */

typedef struct wanted {
    const char *digest, *fingerprint, *commit; /* one of them */
    bool expanded_will_do;
    const char *what; /* for messages */
} wanted;

static pgp_status read_digest(pgp_context *context, const char *plan, const char **out) {
    struct stat found;
    cli_report report = {0};
    if (stat(plan, &found) != 0) {
        *out = plan;
        return PGP_OK;
    }
    PGP_TRY(cli_read_plan(context, plan, &report));
    *out = report.digest;
    return PGP_OK;
}

static pgp_status read_wanted(pgp_context *context, const cli_arguments *arguments, wanted *out) {
    const cli_waiting *waiting = &arguments->waiting;
    *out = (wanted){.fingerprint = waiting->fingerprint, .commit = waiting->commit};
    if (waiting->plan)
        PGP_TRY(read_digest(context, waiting->plan, &out->digest));
    if (out->digest && (strlen(out->digest) != 71 || strncmp(out->digest, "sha256:", 7) != 0))
        return cli_usage_error(context, "wait", "--plan takes a saved plan or its digest, not \"%s\"",
                               waiting->plan);
    out->expanded_will_do = waiting->phase && strcmp(waiting->phase, "expand") == 0;
    out->what = out->digest        ? pgp_printf(context->arena, "plan %s", out->digest)
                : out->fingerprint ? pgp_printf(context->arena, "schema %s", out->fingerprint)
                                   : pgp_printf(context->arena, "commit %s", out->commit);
    return PGP_OK;
}

static bool is_wanted(const wanted *w, const pgp_run *run) {
    if (w->digest)
        return pgp_same(w->digest, run->digest);
    if (w->fingerprint)
        return pgp_same(w->fingerprint, run->target_fingerprint);
    return run->git_commit && strncmp(run->git_commit, w->commit, strlen(w->commit)) == 0;
}

/* -- asking the database --------------------------------------------------------------------------------------------- */

typedef enum answer { NOT_YET, THERE, FAILED } answer;

typedef struct asker {
    pgp_context *context;
    const char *conninfo, *journal;
    wanted wanted;
    long patience;      /* seconds that a failure may stand before it counts */
    const char *holder; /* who is at work on the database; NULL: nobody */
    const char *reason; /* why it is not there yet */
    const char *error;  /* that of the run, since `since` */
    time_t since;
} asker;

/* A Job tries again what a retry may cure, so a failure counts once it has stood for a while and nobody is at work. */
static answer judge_failure(asker *a, const pgp_run *run) {
    if (a->holder || !pgp_same(a->error, run->error)) {
        a->error = pgp_strdup(a->context->arena, run->error);
        a->since = time(NULL);
    }
    a->reason = pgp_printf(a->context->arena, "the migration failed: %s", run->error);
    return time(NULL) - a->since >= a->patience ? FAILED : NOT_YET;
}

static answer judge_run(asker *a, const pgp_run *run) {
    switch (run->state) {
    case PGP_RUN_APPLIED: return THERE;
    case PGP_RUN_EXPANDED:
        a->reason = "its contract phase has not run";
        return a->wanted.expanded_will_do ? THERE : run->error ? judge_failure(a, run) : NOT_YET;
    case PGP_RUN_ABANDONED: a->reason = "the migration was given up"; return FAILED;
    case PGP_RUN_ROLLED_BACK: a->reason = "the migration was rolled back"; return FAILED;
    case PGP_RUN_UNFINISHED: break;
    }
    if (a->wanted.expanded_will_do && pgp_same(run->phase, "contract"))
        return THERE;
    a->reason = "the migration is at work";
    return run->error ? judge_failure(a, run) : NOT_YET;
}

/* The newest run of it decides. */
static answer judge_runs(asker *a, const pgp_runs *runs) {
    for (size_t i = 0; i < runs->count; i++)
        if (is_wanted(&a->wanted, &runs->items[i]))
            return judge_run(a, &runs->items[i]);
    a->reason = "the database does not know of it yet";
    return NOT_YET;
}

static pgp_status read_runs(asker *a, PGconn *connection, pgp_runs *out) {
    enum { LOOKED_AT = 1000 };
    const char *schema;
    PGP_TRY(pgp_journal_find(a->context, connection, a->journal, &schema));
    if (!schema)
        return PGP_OK;
    PGP_TRY(pgp_lock_holder(a->context, connection, &a->holder));
    return pgp_journal_runs(a->context, connection, schema, LOOKED_AT, false, out);
}

/* A database that cannot be reached is one that may be there in a moment. */
static answer ask(asker *a) {
    PGconn *connection;
    pgp_runs runs = {0};
    pgp_status status = pgp_connect(a->context, a->conninfo, &connection);
    if (status == PGP_OK) {
        status = read_runs(a, connection, &runs);
        PQfinish(connection);
    }
    if (status == PGP_OK)
        return judge_runs(a, &runs);
    a->reason = a->context->error.message;
    a->context->error = (pgp_error){.status = PGP_OK};
    return NOT_YET;
}

/* -- waiting ------------------------------------------------------------------------------------------------------------ */

static void say_reason(const asker *a, const char **said) {
    if (pgp_same(*said, a->reason))
        return;
    cli_say("waiting for %s: %s", a->wanted.what, a->reason);
    *said = a->reason;
}

static pgp_status wait_for_database(asker *a, long timeout) {
    const char *said = NULL;
    for (time_t end = time(NULL) + timeout;;) {
        answer heard = ask(a);
        if (heard == THERE) {
            cli_say_last(a->context->arena,
                         pgp_printf(a->context->arena, "the database has %s", a->wanted.what));
            return PGP_OK;
        }
        if (heard == FAILED)
            return pgp_fail(a->context, PGP_REFUSED, NULL, "%s", a->reason);
        if (time(NULL) >= end)
            return pgp_fail(a->context, PGP_RETRY, NULL, "not there after %ld s: %s", timeout, a->reason);
        say_reason(a, &said);
        cli_pause();
    }
}

static pgp_status check_usage(pgp_context *context, const cli_waiting *waiting) {
    int aims = !!waiting->plan + !!waiting->fingerprint + !!waiting->commit + !!waiting->job;
    if (aims != 1)
        return cli_usage_error(context, "wait",
                               "wait needs one of --plan, --fingerprint, --commit and --job");
    if (waiting->phase && strcmp(waiting->phase, "expand") != 0 && strcmp(waiting->phase, "contract") != 0 &&
        strcmp(waiting->phase, "all") != 0)
        return cli_usage_error(context, "wait", "--phase is one of expand, contract, all, not \"%s\"",
                               waiting->phase);
    return PGP_OK;
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    const cli_waiting *waiting = &arguments->waiting;
    asker a = {.context = context};
    cli_side database = {0};
    long timeout;
    PGP_TRY(check_usage(context, waiting));
    PGP_TRY(flux_seconds(context, "--timeout", waiting->timeout ? waiting->timeout : "10m", &timeout));
    PGP_TRY(flux_seconds(context, "--patience", waiting->patience ? waiting->patience : "60s", &a.patience));
    if (waiting->job)
        return cli_wait_for_job(context, waiting, timeout);
    PGP_TRY(read_wanted(context, arguments, &a.wanted));
    PGP_TRY(cli_open_database(context, arguments, "wait", "--database", arguments->database, &database));
    a.conninfo = database.source->conninfo;
    a.journal = arguments->journal_schema;
    return wait_for_database(&a, timeout);
}

static const cli_option options[] = {
    CLI_OPTION("plan", '\0', CLI_VALUE_TEXT, waiting.plan, "PLAN", "a saved plan, or its digest (sha256:…)"),
    CLI_OPTION("fingerprint", '\0', CLI_VALUE_TEXT, waiting.fingerprint, "HEX",
               "that of the schema a plan arrives at"),
    CLI_OPTION("commit", '\0', CLI_VALUE_TEXT, waiting.commit, "SHA",
               "the commit of the schema, or its first digits"),
    CLI_OPTION("phase", '\0', CLI_VALUE_TEXT, waiting.phase, "expand|contract|all",
               "expand: what the application needs is there, the rest may wait (default: all)"),
    CLI_OPTION_DATABASE,
    CLI_OPTION_JOURNAL,
    CLI_OPTION("job", '\0', CLI_VALUE_TEXT, waiting.job, "NAME", "wait for a Job instead, through kubectl"),
    CLI_OPTION("namespace", 'n', CLI_VALUE_TEXT, waiting.namespace, "NAME", "the Job's (default: kubectl's)"),
    CLI_OPTION("timeout", '\0', CLI_VALUE_TEXT, waiting.timeout, "TIME", "give up after TIME (default: 10m)"),
    CLI_OPTION(
        "patience", '\0', CLI_VALUE_TEXT, waiting.patience, "TIME",
        "how long a failure may stand before it counts: the Job may be about to try again (default: 60s)"),
    CLI_OPTIONS_COMMON,
};

const cli_command cli_wait = {
    .name = "wait",
    .synopsis = "{--plan PLAN | --fingerprint HEX | --commit SHA | --job NAME} [option]...",
    .summary = "wait until a migration has run",
    .about = "For init containers: asks the database itself whether the plan was applied, so no rights in "
             "the cluster are\n"
             "needed and the Job may be gone. Ends with 0 when it was, with 6 when the migration has failed "
             "or was taken\n"
             "back, with 5 at the time limit. --job is for scripts: ends with the Job, at once and with its "
             "log when it\n"
             "fails. The last line also goes to /dev/termination-log where there is one.",
    .options = options,
    .run = run,
};

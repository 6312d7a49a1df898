/*
 * pgplumb apply: shows a plan, asks, runs it, says what became of it. All of that is talk: stdout stays empty.
 */
#include "execute/execute.h"
#include "plan_file.h"
#include "planning.h"
#include "style.h"
#include "talk.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stop_requested;

static void request_stop(int number) {
    stop_requested = number;
}

/* Without SA_RESTART, so that the question to a person ends, too. */
static void catch_signals(void) {
    struct sigaction action = {.sa_handler = request_stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* -- progress ------------------------------------------------------------------------------------------------------------ */

static void say_step(void *argument, const pgp_step *step, size_t number, size_t count) {
    cli_say("[%zu/%zu] %c %s", number, count, step->sign, cli_plain(argument, step->summary));
}

static void say_waiting(void *argument, const char *holder) {
    cli_say("waiting for another pgplumb that is at work on this database: %s", cli_plain(argument, holder));
}

/* What the server thinks worth a warning. */
static void say_warning(void *context, const PGresult *result) {
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (message)
        cli_say("the server says: %s", cli_plain(((pgp_context *)context)->arena, message));
}

static const char *const outcome_words[] = {
    [PGP_NOT_RUN] = "did not run",
    [PGP_APPLIED] = "applied",
    [PGP_ROLLED_BACK] = "rolled back",
    [PGP_STEP_FAILED] = "failed outside a transaction: what it did before may still be there",
    [PGP_UNCERTAIN] = "uncertain: the connection was lost while the server was finishing; plan again to see",
};

/* "steps 1 to 4: applied" for every run of the same outcome. */
static void say_outcomes(const pgp_outcome *outcomes, size_t count) {
    bool changed = false;
    for (size_t i = 0; i < count; i++)
        changed |= outcomes[i] != PGP_NOT_RUN && outcomes[i] != PGP_ROLLED_BACK;
    if (!changed)
        cli_say("nothing was changed");
    for (size_t first = 0, last; first < count; first = last + 1) {
        for (last = first; last + 1 < count && outcomes[last + 1] == outcomes[first];)
            last++;
        if (first == last)
            cli_say("  step %zu: %s", first + 1, outcome_words[outcomes[first]]);
        else
            cli_say("  steps %zu to %zu: %s", first + 1, last + 1, outcome_words[outcomes[first]]);
    }
}

static double elapsed_since(const struct timespec *start) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static pgp_status run_steps(pgp_context *context, PGconn *connection, const cli_report *report) {
    pgp_observer observer = {.starts = say_step, .argument = context->arena, .stop = &stop_requested};
    pgp_outcome *outcomes = pgp_alloc(context->arena, report->step_count * sizeof *outcomes);
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pgp_status status =
        pgp_execute(context, connection, report->steps, report->step_count, &observer, outcomes);
    if (status == PGP_OK)
        cli_say("applied %zu step%s in %.1f s", report->step_count, report->step_count == 1 ? "" : "s",
                elapsed_since(&start));
    else
        say_outcomes(outcomes, report->step_count);
    return status;
}

/* -- asking ---------------------------------------------------------------------------------------------------------------- */

static void show(pgp_context *context, const cli_report *report) {
    pgp_text text = pgp_text_new(context->arena);
    cli_render_text(&text, report, cli_is_colourful(stderr));
    fputs(text.data, stderr);
}

static bool is_terminal(void) {
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

static pgp_status ask(pgp_context *context, const cli_report *report) {
    char answer[16] = "";
    fprintf(stderr, "\nApply %zu step%s to %s? [y/N] ", report->step_count,
            report->step_count == 1 ? "" : "s", cli_plain(context->arena, report->source));
    if (fgets(answer, sizeof answer, stdin) && tolower((unsigned char)answer[0]) == 'y')
        return PGP_OK;
    return pgp_fail(context, PGP_INPUT, NULL, "not confirmed: nothing was changed");
}

static pgp_status confirm(pgp_context *context, const cli_arguments *arguments, const cli_report *report) {
    cli_summary summary = cli_summarise(report);
    if (summary.blocked)
        return pgp_fail(context, PGP_BLOCKED, NULL, "%zu step%s blocked: nothing was changed",
                        summary.blocked, summary.blocked == 1 ? " is" : "s are");
    if (arguments->yes)
        return PGP_OK;
    if (is_terminal())
        return ask(context, report);
    pgp_fail(context, PGP_INPUT, NULL, "nobody can be asked to confirm: nothing was changed");
    return pgp_hint(context, "Use --yes to apply without a terminal.");
}

/* -- where the plan comes from ----------------------------------------------------------------------------------------------- */

static void close_catalogs(cli_side *sides, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (sides[i].catalog)
            pgp_catalog_close(sides[i].catalog);
}

/* Reads the database (again) and refuses when it is not what the report was made for. */
static pgp_status check_unchanged(pgp_context *context, const cli_side *live, const cli_report *report) {
    cli_side again = {.source = live->source};
    cli_report now = {0};
    PGP_TRY(cli_load(context, &again, 1));
    close_catalogs(&again, 1);
    PGP_TRY(cli_take_fingerprints(context, again.model, NULL, &now));
    return cli_check_plan(context, report, &now);
}

static pgp_status make_report(pgp_context *context, const cli_arguments *arguments, const cli_side *live,
                              cli_report *report) {
    cli_side sides[2] = {*live};
    pgp_options options;
    pgp_plan *plan;
    PGP_TRY(cli_plan_options(context, arguments, &options));
    PGP_TRY(cli_open(context, arguments, arguments->to, &sides[1]));
    PGP_TRY(cli_load(context, sides, 2));
    if (!arguments->yes)
        PGP_TRY(cli_take_fingerprints(context, sides[0].model, NULL, report));
    PGP_TRY(cli_make_plan(context, &sides[0], &sides[1], &options, &plan, report));
    /* An open snapshot would hold up concurrent index builds. */
    close_catalogs(sides, 2);
    return PGP_OK;
}

static pgp_status read_report(pgp_context *context, const cli_arguments *arguments, const cli_side *live,
                              cli_report *report) {
    PGP_TRY(cli_read_plan(context, arguments->operands.items[0], report));
    return check_unchanged(context, live, report);
}

/* -- the command --------------------------------------------------------------------------------------------------------------- */

static pgp_status check_usage(pgp_context *context, const cli_arguments *arguments) {
    bool from_file = arguments->operands.count > 0;
    if (from_file == (arguments->to.count > 0))
        return cli_usage_error(context, "apply",
                               from_file ? "--to and a saved plan exclude each other"
                                         : "apply needs --to SOURCE, or a saved plan");
    if (from_file && (arguments->allow.count || arguments->allow_destructive || arguments->manage ||
                      arguments->online_above))
        return cli_usage_error(context, "apply",
                               "a saved plan says itself what is allowed: plan again with these flags");
    return PGP_OK;
}

static void close_connection(void *connection) {
    PQfinish(connection);
}

static pgp_status apply(pgp_context *context, const cli_arguments *arguments, const cli_side *live,
                        PGconn *connection) {
    cli_report report = {0};
    bool from_file = arguments->operands.count > 0;
    PGP_TRY(from_file ? read_report(context, arguments, live, &report)
                      : make_report(context, arguments, live, &report));
    cli_say_notes(context);
    show(context, &report);
    if (!report.step_count)
        return PGP_OK;
    PGP_TRY(confirm(context, arguments, &report));
    if (!arguments->yes) /* thinking takes time */
        PGP_TRY(check_unchanged(context, live, &report));
    return run_steps(context, connection, &report);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    pgp_observer observer = {.waits = say_waiting, .argument = context->arena, .stop = &stop_requested};
    cli_side live = {0};
    PGconn *connection;
    PGP_TRY(check_usage(context, arguments));
    PGP_TRY(cli_open_database(context, arguments, "apply", "--database", arguments->database, &live));
    catch_signals();
    PGP_TRY(pgp_connect(context, live.source->conninfo, &connection));
    pgp_defer(context->arena, close_connection, connection);
    PQsetNoticeReceiver(connection, say_warning, context);
    PGP_TRY(pgp_take_lock(context, connection, &observer));
    return apply(context, arguments, &live, connection);
}

static const cli_option options[] = {
    CLI_OPTION_TO("what the database shall become"),
    CLI_OPTION_DATABASE,
    CLI_OPTION("yes", 'y', CLI_VALUE_NONE, yes, NULL, "do not ask"),
    CLI_OPTIONS_ALLOW,
    CLI_OPTION_MANAGE,
    CLI_OPTION_ONLINE,
    CLI_OPTIONS_COMMON,
};

const cli_command cli_apply = {
    .name = "apply",
    .synopsis = "{--to SOURCE... | PLAN.json} [--database URL] [option]...",
    .summary = "make a database what the files say",
    .about = "Plans and shows the steps, or takes those of a plan that plan --format json wrote for exactly "
             "this state of the\n"
             "database; asks on a terminal; runs them in a transaction where the server can. What it does is "
             "told on stderr.\n"
             "Blocked steps stop all of it. One pgplumb works on a database at a time.",
    .options = options,
    .most_operands = 1,
    .run = run,
};

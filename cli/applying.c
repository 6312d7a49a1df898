#include "applying.h"

#include "base/clock.h"
#include "execute/journal_write.h"
#include "plan_file.h"
#include "planning.h"
#include "style.h"
#include "talk.h"

#include <ctype.h>
#include <jansson.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* -- starting ------------------------------------------------------------------------------------------------------ */

/* What the server thinks worth a warning. */
static void say_warning(void *context, const PGresult *result) {
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (message)
        cli_say("the server says: %s", pgp_plain(((pgp_context *)context)->arena, message));
}

pgp_status cli_read_runs(cli_applying *a) {
    PGconn *connection = a->session.connection;
    PGP_TRY(pgp_journal_find(a->context, connection, a->how.journal_schema, &a->journal));
    return a->journal ? pgp_journal_runs(a->context, connection, a->journal, INT_MAX, false, &a->runs)
                      : PGP_OK;
}

pgp_status cli_start_log(pgp_context *context, const cli_arguments *arguments, const char *command) {
    if (arguments->log_format == CLI_JSON)
        cli_talk_json();
    else if (arguments->log_file)
        return cli_usage_error(context, command, "--log-file needs --log-format json");
    return arguments->log_file ? cli_talk_to_file(context, arguments->log_file) : PGP_OK;
}

pgp_status cli_start_applying(pgp_context *context, const cli_arguments *arguments, const char *command,
                              cli_applying *out) {
    *out = (cli_applying){.context = context, .arguments = arguments};
    PGP_TRY(cli_execution_options(context, command, arguments, &out->how));
    PGP_TRY(
        cli_open_database(context, arguments, command, "--database", arguments->database, &out->database));
    out->observer = cli_observe(context->arena, &out->progress);
    PGP_TRY(
        pgp_session_open(context, out->database.source->conninfo, &out->how, &out->observer, &out->session));
    PQsetNoticeReceiver(out->session.connection, say_warning, context);
    return cli_read_runs(out);
}

pgp_status cli_unfinished_run(cli_applying *a, pgp_run **out) {
    pgp_runs newest;
    *out = NULL;
    if (!a->runs.count || a->runs.items[0].state != PGP_RUN_UNFINISHED)
        return PGP_OK;
    PGP_TRY(pgp_journal_runs(a->context, a->session.connection, a->journal, 1, true, &newest));
    *out = &newest.items[0];
    return PGP_OK;
}

pgp_status cli_report_of_run(cli_applying *a, const pgp_run *run, cli_report *out) {
    pgp_text text = pgp_text_new(a->context->arena);
    pgp_text_add(&text, run->plan);
    *out = (cli_report){.document = NULL};
    return cli_parse_plan(
        a->context, pgp_printf(a->context->arena, "the plan of run %lld", (long long)run->id), &text, out);
}

pgp_status cli_run_has_begun(cli_applying *a, const pgp_run *run, const cli_report *report, bool *out) {
    pgp_record *records = pgp_alloc(a->context->arena, (report->step_count + 1) * sizeof *records);
    PGP_TRY(pgp_journal_steps(a->context, a->session.connection, a->journal, run->id, records,
                              report->step_count));
    *out = false;
    for (size_t i = 0; i < report->step_count; i++)
        *out |= records[i] != PGP_NOT_RECORDED;
    return PGP_OK;
}

/* An open snapshot would hold up concurrent index builds. */
pgp_status cli_read_now(cli_applying *a, cli_report *now) {
    cli_side side = {.source = a->database.source};
    PGP_TRY(cli_load(a->context, &side, 1));
    pgp_catalog_close(side.catalog);
    return cli_take_fingerprints(a->context, side.model, NULL, now);
}

/* -- asking ---------------------------------------------------------------------------------------------------------- */

static void show(const cli_applying *a, const cli_report *report) {
    pgp_summary summary = cli_summarise(report);
    pgp_text text = pgp_text_new(a->context->arena);
    cli_event("plan", "{s:s, s:s, s:s?, s:i, s:i}", "source", pgp_plain(a->context->arena, report->source),
              "target", pgp_plain(a->context->arena, report->target), "digest", report->digest, "steps",
              (int)report->step_count, "blocked", (int)summary.blocked);
    if (cli_talks_json() || a->arguments->fleet.document) /* a fleet's plan was shown for its groups */
        return;
    cli_render_text(&text, report, cli_is_colourful(stderr));
    fputs(text.data, stderr);
}

pgp_status cli_ask(pgp_context *context, const char *question) {
    char answer[16] = "";
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
        pgp_fail(context, PGP_INPUT, NULL, "nobody can be asked to confirm: nothing was changed");
        return pgp_hint(context, "Use --yes to apply without a terminal.");
    }
    fprintf(stderr, "\n%s [y/N] ", question);
    if (fgets(answer, sizeof answer, stdin) && tolower((unsigned char)answer[0]) == 'y')
        return PGP_OK;
    return pgp_fail(context, PGP_INPUT, NULL, "not confirmed: nothing was changed");
}

pgp_status cli_confirm(const cli_applying *a, const cli_report *report, const char *verb) {
    pgp_summary summary = cli_summarise(report);
    show(a, report);
    if (summary.blocked)
        return pgp_fail(a->context, PGP_BLOCKED, NULL, "%zu step%s blocked: nothing was changed",
                        summary.blocked, summary.blocked == 1 ? " is" : "s are");
    if (a->arguments->yes || !report->step_count)
        return PGP_OK;
    return cli_ask(a->context, pgp_printf(a->context->arena, "%s %zu step%s to %s?", verb, report->step_count,
                                          report->step_count == 1 ? "" : "s",
                                          pgp_plain(a->context->arena, report->source)));
}

/* -- the last word ----------------------------------------------------------------------------------------------------- */

static const char *const outcome_words[] = {
    [PGP_NOT_RUN] = "did not run",
    [PGP_APPLIED] = "applied",
    [PGP_APPLIED_BEFORE] = "applied before",
    [PGP_ROLLED_BACK] = "rolled back",
    [PGP_STEP_FAILED] = "failed outside a transaction",
    [PGP_UNCERTAIN] = "uncertain: the connection was lost while the server was finishing",
};

/* "steps 1 to 4: applied" for every run of the same outcome. */
static void say_outcomes(const pgp_outcome *outcomes, size_t count) {
    bool changed = false;
    for (size_t i = 0; i < count; i++)
        changed |=
            outcomes[i] == PGP_APPLIED || outcomes[i] == PGP_STEP_FAILED || outcomes[i] == PGP_UNCERTAIN;
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
    if (changed)
        cli_say("the same command goes on from here");
}

static void say_done(const cli_applying *a, const pgp_run *run, const pgp_outcome *outcomes, size_t count,
                     double seconds) {
    size_t applied = 0, before = 0;
    for (size_t i = 0; i < count; i++) {
        applied += outcomes[i] == PGP_APPLIED;
        before += outcomes[i] == PGP_APPLIED_BEFORE;
    }
    pgp_text text = pgp_text_new(a->context->arena);
    pgp_text_addf(&text, "applied %zu step%s in %s", applied, applied == 1 ? "" : "s",
                  cli_duration(text.arena, seconds));
    if (before)
        pgp_text_addf(&text, ", %zu before", before);
    if (applied + before < count)
        pgp_text_addf(&text, " · %zu left", count - applied - before);
    pgp_text_addf(&text, " · recorded as run %lld (pgplumb status)", (long long)run->id);
    cli_event("done", "{s:I, s:s, s:i, s:i, s:f}", "run", (json_int_t)run->id, "state",
              pgp_run_state_word(run->state), "applied", (int)applied, "before", (int)before, "seconds",
              seconds);
    cli_say_last(text.arena, text.data);
}

/* -- running ----------------------------------------------------------------------------------------------------------- */

/* "alice@laptop": for whoever reads the journal. */
static const char *client(pgp_arena *arena) {
    char host[HOST_NAME_MAX + 1] = "";
    const char *user = getenv("USER");
    gethostname(host, sizeof host - 1);
    return user && *user ? pgp_printf(arena, "%s@%s", user, host)
                         : pgp_printf(arena, "uid %u@%s", (unsigned)getuid(), host);
}

static pgp_status begin_run(cli_applying *a, const cli_report *report, int64_t rolls_back, pgp_run *run) {
    *run = (pgp_run){.digest = report->digest,
                     .source_fingerprint = report->source_fingerprint,
                     .target_fingerprint = report->target_fingerprint,
                     .git_commit = report->commit,
                     .client = client(a->context->arena),
                     .tool = cli_tool(a->context->arena),
                     .steps = (int64_t)report->step_count,
                     .rolls_back = rolls_back,
                     .plan = report->document};
    if (!a->journal) {
        const char *schema = a->how.journal_schema ? a->how.journal_schema : PGP_JOURNAL_SCHEMA;
        PGP_TRY(pgp_journal_make(a->context, a->session.connection, schema));
        a->journal = schema;
    }
    return pgp_journal_begin(a->context, a->session.connection, a->journal, run);
}

/* Of a saved plan; one made here has the steps of its phase only. */
static const char *phase_of(const cli_applying *a) {
    const char *phase = a->arguments->operands.count ? a->arguments->phase : NULL;
    return phase && strcmp(phase, "all") != 0 ? phase : NULL;
}

pgp_status cli_run_report(cli_applying *a, const cli_report *report, pgp_run *run, int64_t rolls_back) {
    const pgp_execution_plan plan = {
        .steps = report->steps, .count = report->step_count, .phase = phase_of(a)};
    pgp_outcome *outcomes = pgp_alloc(a->context->arena, (plan.count + 1) * sizeof *outcomes);
    pgp_run fresh;
    double start = pgp_seconds();
    if (!run) {
        run = &fresh;
        PGP_TRY(begin_run(a, report, rolls_back, run));
    }
    pgp_status status = pgp_execute(&a->session, a->journal, run, &plan, outcomes);
    if (status != PGP_OK)
        say_outcomes(outcomes, plan.count);
    else
        say_done(a, run, outcomes, plan.count, pgp_seconds() - start);
    return status;
}

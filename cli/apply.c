/*
 * pgplumb apply: shows a plan, asks, runs it, says what became of it; or goes on where an earlier one was broken off. All of that
 * is talk: stdout stays empty.
 */
#include "applying.h"
#include "execute/journal_write.h"
#include "fleet_apply.h"
#include "flux_event.h"
#include "plan_file.h"
#include "planning.h"
#include "style.h"
#include "talk.h"

#include <string.h>

static pgp_status resume(cli_applying *a, pgp_run *run, const cli_report *report) {
    cli_say("going on with run %lld of %s: %lld of %lld steps are done", (long long)run->id, run->started,
            (long long)run->done, (long long)run->steps);
    PGP_TRY(cli_confirm(a, report, "Finish applying"));
    return cli_run_report(a, report, run, 0);
}

/* Runs a plan that has not begun: as the run that failed before its first step, or as a new one. An older unfinished run of another
 * plan is over: this plan was made from what it left. */
static pgp_status run_fresh(cli_applying *a, const cli_report *report) {
    pgp_run *newest = a->runs.count ? a->runs.items : NULL;
    if (!newest || newest->state != PGP_RUN_UNFINISHED)
        return cli_run_report(a, report, NULL, 0);
    if (strcmp(newest->digest, report->digest) == 0)
        return cli_run_report(a, report, newest, 0);
    PGP_TRY(pgp_journal_set_state(a->context, a->session.connection, a->journal, newest->id,
                                  PGP_RUN_ABANDONED, newest->phase, newest->error));
    return cli_run_report(a, report, NULL, 0);
}

/* -- a saved plan -------------------------------------------------------------------------------------------------------- */

/* The newest run of this very plan; NULL: it never ran. */
static pgp_run *run_of_plan(const cli_applying *a, const cli_report *plan) {
    for (size_t i = 0; i < a->runs.count; i++)
        if (strcmp(a->runs.items[i].digest, plan->digest) == 0)
            return &a->runs.items[i];
    return NULL;
}

static pgp_status say_applied_before(const cli_applying *a, const pgp_run *run) {
    const char *part = run->state == PGP_RUN_EXPANDED ? "what this plan expands" : "this plan";
    cli_say_last(a->context->arena,
                 pgp_printf(a->context->arena, "%s was applied before, as run %lld (%s): nothing to do%s",
                            part, (long long)run->id, run->finished ? run->finished : run->started,
                            run == a->runs.items ? "" : "; other plans came after it"));
    return PGP_OK;
}

static bool is_asked_for(const cli_applying *a, const char *phase) {
    return pgp_same(a->arguments->phase, phase);
}

static bool has_phase(const cli_report *plan, const char *phase) {
    for (size_t i = 0; i < plan->step_count; i++)
        if (strcmp(plan->steps[i].phase, phase) == 0)
            return true;
    return false;
}

/* What contracts needs what expands: run by the newest run, or not there. */
static pgp_status check_expanded(const cli_applying *a, const cli_report *plan, const pgp_run *newest) {
    bool expanded = newest && (newest->state == PGP_RUN_EXPANDED || pgp_same(newest->phase, "contract"));
    if (!is_asked_for(a, "contract") || expanded || !has_phase(plan, "expand"))
        return PGP_OK;
    pgp_fail(a->context, PGP_STALE, NULL, "the expand phase of this plan has not run on this database");
    return pgp_hint(a->context, "Nothing was changed. Apply it with --phase expand first.");
}

static pgp_status check_now(cli_applying *a, const cli_report *plan) {
    cli_report now = {0};
    PGP_TRY(cli_read_now(a, &now));
    return cli_check_plan(a->context, plan, &now);
}

static pgp_status apply_fresh(cli_applying *a, const cli_report *plan, pgp_run *run) {
    pgp_status status = check_now(a, plan);
    if (status == PGP_STALE && run && run->state == PGP_RUN_APPLIED)
        return say_applied_before(a, run);
    if (status != PGP_OK)
        return status;
    cli_say_notes(a->context);
    PGP_TRY(cli_confirm(a, plan, "Apply"));
    if (!a->arguments->yes) /* thinking takes time */
        PGP_TRY(check_now(a, plan));
    return run_fresh(a, plan);
}

static pgp_status read_saved(cli_applying *a, cli_report *plan) {
    const char *path = a->arguments->operands.items[0], *document = a->arguments->fleet.document;
    pgp_text text = pgp_text_new(a->context->arena);
    if (!document)
        return cli_read_plan(a->context, path, plan);
    pgp_text_add(&text, document);
    return cli_parse_plan(a->context, path, &text, plan);
}

static pgp_status apply_file(cli_applying *a) {
    cli_report plan = {0};
    bool has_begun = false;
    PGP_TRY(read_saved(a, &plan));
    PGP_TRY(cli_check_secrets(a->context, &plan));
    pgp_run *run = run_of_plan(a, &plan);
    bool is_newest = run && run == a->runs.items;
    bool is_expanded = is_newest && run->state == PGP_RUN_EXPANDED && is_asked_for(a, "expand");
    if (is_expanded || (is_newest && run->state == PGP_RUN_APPLIED))
        return say_applied_before(a, run);
    PGP_TRY(check_expanded(a, &plan, is_newest ? run : NULL));
    if (is_newest && (run->state == PGP_RUN_UNFINISHED || run->state == PGP_RUN_EXPANDED))
        PGP_TRY(cli_run_has_begun(a, run, &plan, &has_begun));
    return has_begun ? resume(a, run, &plan) : apply_fresh(a, &plan, run);
}

/* -- the files ------------------------------------------------------------------------------------------------------------ */

static void close_catalogs(cli_side *sides, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (sides[i].catalog)
            pgp_catalog_close(sides[i].catalog);
}

typedef struct planned {
    cli_side sides[2];
    cli_report report;
} planned;

static pgp_status load_sides(cli_applying *a, planned *p) {
    *p = (planned){.sides = {a->database}};
    PGP_TRY(cli_open(a->context, a->arguments, a->arguments->to, &p->sides[1]));
    PGP_TRY(cli_load(a->context, p->sides, 2));
    return cli_take_fingerprints(a->context, p->sides[0].model, p->sides[1].model, &p->report);
}

static pgp_status make_plan(cli_applying *a, planned *p) {
    pgp_options options;
    pgp_plan *plan;
    PGP_TRY(cli_plan_options(a->context, a->arguments, &options));
    PGP_TRY(cli_make_plan(a->context, &p->sides[0], &p->sides[1], &options, &plan, &p->report));
    close_catalogs(p->sides, 2); /* an open snapshot would hold up concurrent index builds */
    return cli_write_document(a->context, &p->report);
}

/* The journal says last what the database is; nothing to do is worth a line there when it says something else. */
static bool is_recorded(const cli_applying *a, const cli_report *report) {
    return a->runs.count && a->runs.items[0].state == PGP_RUN_APPLIED &&
           strcmp(a->runs.items[0].target_fingerprint, report->target_fingerprint) == 0;
}

static pgp_status run_plan(cli_applying *a, planned *p) {
    cli_say_notes(a->context);
    PGP_TRY(cli_confirm(a, &p->report, "Apply"));
    if (!p->report.step_count && is_recorded(a, &p->report))
        return PGP_OK;
    if (!a->arguments->yes && p->report.step_count) /* thinking takes time */
        PGP_TRY(check_now(a, &p->report));
    return run_fresh(a, &p->report);
}

static bool holds_secrets(const cli_report *report) {
    for (size_t i = 0; i < report->step_count; i++)
        if (report->steps[i].secret)
            return true;
    return false;
}

/* What an earlier apply left unfinished is finished when it was for the same schema, else cleaned up. The journal does not hold
 * secrets: where there are any, the rest is planned anew. */
static pgp_status settle_unfinished(cli_applying *a, pgp_run *run, const cli_report *report, planned *p) {
    close_catalogs(p->sides, 2);
    if (!run->rolls_back && !holds_secrets(report) &&
        strcmp(run->target_fingerprint, p->report.target_fingerprint) == 0) {
        PGP_TRY(resume(a, run, report));
    } else {
        cli_say("run %lld of %s is given up, and what is left planned anew", (long long)run->id,
                run->started);
        PGP_TRY(pgp_abandon(&a->session, a->journal, run, report->steps, report->step_count));
    }
    PGP_TRY(cli_read_runs(a));
    return load_sides(a, p);
}

static pgp_status apply_source(cli_applying *a) {
    planned p;
    pgp_run *unfinished;
    cli_report report;
    bool has_begun = false;
    PGP_TRY(load_sides(a, &p));
    PGP_TRY(cli_unfinished_run(a, &unfinished));
    if (unfinished) {
        PGP_TRY(cli_report_of_run(a, unfinished, &report));
        PGP_TRY(cli_run_has_begun(a, unfinished, &report, &has_begun));
    }
    if (has_begun)
        PGP_TRY(settle_unfinished(a, unfinished, &report, &p));
    PGP_TRY(make_plan(a, &p));
    return run_plan(a, &p);
}

/* -- the command --------------------------------------------------------------------------------------------------------------- */

/* What pgplumb.yaml says about plans is for those that are made: one that is saved was made with it. */
static bool asks_to_plan(const cli_arguments *arguments) {
    static const char *const flags[] = {"allow", "allow-destructive", "manage", "online-above",
                                        "rewrite-online"};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (cli_is_typed(&cli_apply, flags[i], arguments))
            return true;
    return false;
}

static pgp_status check_usage(pgp_context *context, const cli_arguments *arguments) {
    bool from_file = arguments->operands.count > 0;
    if (from_file == (arguments->to.count > 0))
        return cli_usage_error(context, "apply",
                               from_file ? "--to and a saved plan exclude each other"
                                         : "apply needs --to SOURCE, or a saved plan");
    if (from_file && asks_to_plan(arguments))
        return cli_usage_error(context, "apply",
                               "a saved plan says itself what is allowed: plan again with these flags");
    PGP_TRY(cli_check_flux_event(context, &arguments->event));
    pgp_options unused;
    return cli_plan_options(context, arguments,
                            &unused); /* what a saved plan does not look at is checked, too */
}

static pgp_status apply_one(pgp_context *context, const cli_arguments *arguments) {
    cli_applying *applying = PGP_NEW(context->arena, cli_applying); /* the session outlives this call */
    PGP_TRY(cli_start_applying(context, arguments, "apply", applying));
    return arguments->operands.count ? apply_file(applying) : apply_source(applying);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    PGP_TRY(cli_start_log(context, arguments, "apply"));
    PGP_TRY(check_usage(context, arguments));
    if (arguments->fleet.name)
        return cli_apply_fleet(context, &cli_apply, arguments, apply_one);
    PGP_TRY(cli_check_no_fleet(context, &cli_apply, arguments));
    return apply_one(context, arguments);
}

static const cli_option options[] = {
    CLI_OPTION_TO("what the database shall become"),
    CLI_OPTION_DATABASE,
    CLI_OPTION_YES,
    CLI_OPTIONS_FLEET,
    CLI_OPTION_MAX_FAILURES,
    CLI_OPTION("index", '\0', CLI_VALUE_TEXT, fleet.index, "N",
               "the database of the fleet's plan with this index: what a pod of an Indexed Job runs"),
    CLI_OPTION_PHASE,
    CLI_OPTIONS_ALLOW,
    CLI_OPTION_MANAGE,
    CLI_OPTIONS_ONLINE,
    CLI_OPTIONS_EXECUTION,
    CLI_OPTION("event", '\0', CLI_VALUE_TEXT, event.kustomization, "NAMESPACE/NAME",
               "in a pod: tell how it ended as an Event about this Kustomization of Flux"),
    CLI_OPTION("event-account", '\0', CLI_VALUE_TEXT, event.account, "DIRECTORY",
               "the service account for that: its token and ca.crt (default: " CLI_CLUSTER_ACCOUNT ")"),
    CLI_OPTIONS_COMMON,
};

const cli_command cli_apply = {
    .name = "apply",
    .synopsis = "{--to SOURCE... | PLAN.json} [--database URL | --fleet FLEET] [option]...",
    .summary = "make a database what the files say",
    .about = "Plans and shows the steps, or takes those of a plan that plan --format json wrote for exactly "
             "this state of the\n"
             "database; asks on a terminal; runs them in a transaction where the server can. What it does is "
             "told on stderr, and kept\n"
             "in the database's journal: broken off at any point, the same command goes on. A plan that was "
             "applied before is left\n"
             "alone. Blocked steps stop all of it. One pgplumb works on a database at a time.",
    .options = options,
    .most_operands = 1,
    .run = run,
};

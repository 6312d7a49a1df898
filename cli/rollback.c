/*
 * pgplumb rollback: takes the last plan back, step by step from its end, where nothing is lost by it.
 */
#include "applying.h"
#include "plan/emit.h"
#include "planning.h"
#include "talk.h"

#include <string.h>

/* Newest first; what took back something, or did nothing, is passed over. */
static const pgp_run *run_to_take_back(const cli_applying *a) {
    for (size_t i = 0; i < a->runs.count; i++) {
        const pgp_run *run = &a->runs.items[i];
        bool is_nothing = run->rolls_back || run->state == PGP_RUN_ROLLED_BACK || !run->steps ||
                          (run->state == PGP_RUN_ABANDONED && !run->done);
        if (!is_nothing)
            return run->state == PGP_RUN_ABANDONED ? NULL : run;
    }
    return NULL;
}

/* -- the steps --------------------------------------------------------------------------------------------------------- */

/* What was made may have been filled since. */
static void mark_destruction(const pgp_options *options, const pgp_step *step, pgp_step *undo) {
    const pgp_kind *kind = pgp_kind_named(step->kind);
    if (step->sign != '+' || !kind || !kind->holds_data)
        return;
    undo->destructive = true;
    undo->destroys = "what was written into it since";
    undo->allowed = pgp_is_allowed(options, undo);
}

/* Dropping takes the strongest lock; what it was made with says nothing about that. */
static void set_effect(pgp_arena *arena, pgp_step *undo) {
    pgp_effect *effect = PGP_NEW(arena, pgp_effect);
    *effect = (pgp_effect){.kind = undo->top_kind,
                           .label = undo->top_label,
                           .lock = undo->no_transaction ? PGP_LOCK_SHARE_UPDATE_EXCLUSIVE
                                                        : PGP_LOCK_ACCESS_EXCLUSIVE};
    undo->effects = effect;
    undo->effect_count = 1;
    undo->findings = NULL;
    undo->finding_count = 0;
}

static pgp_step undo_of(pgp_arena *arena, const pgp_options *options, const pgp_step *step) {
    pgp_step undo = *step;
    undo.sql = step->undo;
    undo.search_path = "";
    undo.sign = step->sign == '+' ? '-' : step->sign == '-' ? '+' : '~';
    undo.action = step->sign == '+' ? "drop" : step->sign == '-' ? "create" : "alter";
    undo.summary = pgp_printf(arena, "%s (taken back)", step->summary);
    undo.check = step->check ? pgp_printf(arena, "SELECT NOT coalesce((%s), false)", step->check) : NULL;
    undo.cleanup = undo.undo = undo.destroys = NULL;
    undo.destructive = undo.allowed = false;
    undo.effect_count = undo.finding_count = 0;
    mark_destruction(options, step, &undo);
    set_effect(arena, &undo);
    return undo;
}

static pgp_status cannot(pgp_context *context, const pgp_run *run, const pgp_text *steps) {
    pgp_fail(context, PGP_BLOCKED, NULL, "run %lld cannot be taken back without loss: %s", (long long)run->id,
             steps->data);
    return pgp_hint(
        context, "Nothing was changed. Apply the schema of before instead: the plan shows what that takes.");
}

static pgp_status undo_steps(cli_applying *a, const pgp_run *run, const cli_report *plan, cli_report *out) {
    pgp_arena *arena = a->context->arena;
    pgp_record *records = pgp_alloc(arena, (plan->step_count + 1) * sizeof *records);
    pgp_step *steps = pgp_alloc(arena, (plan->step_count + 1) * sizeof *steps);
    pgp_text lost = pgp_text_new(arena);
    pgp_options options;
    PGP_TRY(cli_plan_options(a->context, a->arguments, &options));
    PGP_TRY(
        pgp_journal_steps(a->context, a->session.connection, a->journal, run->id, records, plan->step_count));
    for (size_t i = plan->step_count; i-- > 0;) {
        if (records[i] != PGP_DONE)
            continue;
        if (plan->steps[i].undo && !*plan->steps[i].undo)
            continue;
        if (plan->steps[i].undo) {
            steps[out->step_count++] = undo_of(arena, &options, &plan->steps[i]);
            continue;
        }
        pgp_text_next(&lost, ", ");
        pgp_text_addf(&lost, "step %zu (%c %s)", i + 1, plan->steps[i].sign, plan->steps[i].summary);
    }
    out->steps = steps;
    return lost.size ? cannot(a->context, run, &lost) : PGP_OK;
}

/* -- the command --------------------------------------------------------------------------------------------------------- */

static pgp_status take_back(cli_applying *a, const pgp_run *run) {
    pgp_runs runs;
    cli_report plan, report = {0};
    PGP_TRY(pgp_journal_runs(a->context, a->session.connection, a->journal, (int)a->runs.count, true, &runs));
    PGP_TRY(cli_report_of_run(a, &runs.items[run - a->runs.items], &plan));
    if (run->state == PGP_RUN_UNFINISHED)
        PGP_TRY(pgp_abandon(&a->session, a->journal, run, plan.steps, plan.step_count));
    PGP_TRY(undo_steps(a, run, &plan, &report));
    report.source = a->database.source->label;
    report.target = pgp_printf(a->context->arena, "the schema before run %lld", (long long)run->id);
    report.source_fingerprint = run->target_fingerprint;
    report.target_fingerprint = run->source_fingerprint;
    PGP_TRY(cli_write_document(a->context, &report));
    PGP_TRY(cli_confirm(a, &report, "Apply"));
    return cli_run_report(a, &report, NULL, run->id);
}

static pgp_status go_on(cli_applying *a, pgp_run *run) {
    cli_report report;
    if (!run->rolls_back)
        return take_back(a, &a->runs.items[0]);
    PGP_TRY(cli_report_of_run(a, run, &report));
    PGP_TRY(cli_confirm(a, &report, "Finish applying"));
    return cli_run_report(a, &report, run, run->rolls_back);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    cli_applying *applying = PGP_NEW(context->arena, cli_applying); /* the session outlives this call */
    pgp_run *unfinished;
    PGP_TRY(cli_start_log(context, arguments, "rollback"));
    PGP_TRY(cli_start_applying(context, arguments, "rollback", applying));
    PGP_TRY(cli_unfinished_run(applying, &unfinished));
    if (unfinished)
        return go_on(applying, unfinished);
    const pgp_run *last = run_to_take_back(applying);
    if (last)
        return take_back(applying, last);
    return pgp_fail(context, PGP_INPUT, NULL, "there is no plan to take back: pgplumb has applied none here");
}

static const cli_option options[] = {
    CLI_OPTION_DATABASE, CLI_OPTION_YES, CLI_OPTIONS_ALLOW, CLI_OPTIONS_EXECUTION, CLI_OPTIONS_COMMON,
};

const cli_command cli_rollback = {
    .name = "rollback",
    .synopsis = "[--database URL] [option]...",
    .summary = "take the last plan back, where nothing is lost",
    .about = "Runs the undo steps of the last plan that apply recorded, last first; shows them and asks, as "
             "apply does.\n"
             "When a step has none, nothing is done. What the plan made and others have filled since is only "
             "dropped "
             "when\n"
             "it is allowed by name.",
    .options = options,
    .run = run,
};

#include "lint_plan.h"

#include "execute/execute.h"
#include "plan_file.h"

#include <string.h>

typedef struct merging {
    pgp_arena *arena;
    const char *path;
    const cli_report *plan;
    const pgp_input *inputs; /* a step's each */
    const pgp_lint_options *options;
    pgp_lint_findings *out;
} merging;

/* What a step runs, under what apply sets before it. */
static pgp_input step_input(pgp_arena *arena, const char *path, const pgp_step *step, size_t number) {
    pgp_text text = pgp_text_new(arena);
    if (!step->no_transaction)
        pgp_text_addf(&text, "SET lock_timeout = %d;", pgp_execution_defaults.lock_timeout);
    if (step->search_path)
        pgp_text_addf(&text, " SET search_path = %s;", step->search_path);
    pgp_text_addf(&text, "\n%s;\n", step->sql);
    return (pgp_input){
        .name = pgp_printf(arena, "%s, step %zu", path, number), .text = text.data, .size = text.size};
}

/* -- places -------------------------------------------------------------------------------------------------------- */

/* Texts in JSON have no plain quotes: this is the member itself. The first line, where the file is laid out in another way. */
static int line_of_step(const merging *m, size_t number) {
    const char *start = m->plan->document;
    const char *at = strstr(start, pgp_printf(m->arena, "\"number\": %zu,", number));
    int line = 1;
    for (const char *c = start; at && c < at; c++)
        line += *c == '\n';
    return line;
}

static pgp_location place_of(const merging *m, size_t number) {
    const pgp_location *declared = &m->plan->steps[number - 1].declared;
    if (declared->file)
        return *declared;
    return (pgp_location){.file = m->path, .line = line_of_step(m, number), .column = 1};
}

static void add(const merging *m, pgp_lint_finding finding, size_t number) {
    const char *what = finding.what;
    finding.what =
        what ? pgp_printf(m->arena, "%s, step %zu", what, number) : pgp_printf(m->arena, "step %zu", number);
    finding.where = finding.from = finding.to = place_of(m, number);
    PGP_PUSH(m->arena, m->out->items, m->out->count, m->out->capacity, finding);
}

/* -- what the plan knows ------------------------------------------------------------------------------------------- */

/* The old version is gone when contract runs. */
static bool is_over(const pgp_step *step, const pgp_finding *finding) {
    return strcmp(step->phase, "contract") == 0 &&
           strcmp(finding->hazard->code, "breaks-old-application") == 0;
}

static void add_planned(const merging *m, size_t number) {
    const pgp_step *step = &m->plan->steps[number - 1];
    for (size_t i = 0; i < step->finding_count; i++) {
        const pgp_finding *finding = &step->findings[i];
        pgp_lint_level level = pgp_lint_level_of(m->options->settings, finding->hazard);
        if (level == PGP_LINT_OFF || is_over(step, finding))
            continue;
        add(m,
            (pgp_lint_finding){.rule = finding->hazard,
                               .level = level,
                               .label = finding->label,
                               .what = finding->what,
                               .reason = finding->reason},
            number);
    }
}

/* Of hazards the plan knows more than the statement tells: which rows there are, and what was there before. */
static void merge(const merging *m, const pgp_lint_findings *read) {
    for (size_t number = 1; number <= m->plan->step_count; number++) {
        add_planned(m, number);
        for (size_t i = 0; i < read->count; i++) {
            const pgp_lint_finding *finding = &read->items[i];
            if (!pgp_hazard_named(finding->rule->code) &&
                pgp_same(finding->where.file, m->inputs[number - 1].name))
                add(m, *finding, number);
        }
    }
}

pgp_status cli_lint_plan(pgp_context *context, const char *path, pgp_model *before,
                         const pgp_lint_options *options, pgp_lint_findings *out) {
    cli_report plan = {0};
    pgp_lint_findings read;
    PGP_TRY(cli_read_plan(context, path, &plan));
    pgp_input *inputs = pgp_alloc(context->arena, (plan.step_count + 1) * sizeof *inputs);
    for (size_t i = 0; i < plan.step_count; i++)
        inputs[i] = step_input(context->arena, path, &plan.steps[i], i + 1);
    PGP_TRY(pgp_lint_migrations(context, before, inputs, plan.step_count, options, &read));
    *out = (pgp_lint_findings){.files = 1, .statements = plan.step_count, .unread = read.unread};
    merging m = {.arena = context->arena,
                 .path = path,
                 .plan = &plan,
                 .inputs = inputs,
                 .options = options,
                 .out = out};
    merge(&m, &read);
    return PGP_OK;
}

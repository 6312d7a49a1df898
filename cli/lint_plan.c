#include "lint_plan.h"

#include "execute/execute.h"
#include "plan_file.h"

#include <stdlib.h>
#include <string.h>

typedef struct place {
    const char *object; /* kind and label */
    pgp_location where;
} place;

typedef struct merging {
    pgp_arena *arena;
    const char *path;
    const cli_report *plan;
    const place *places; /* of the desired schema's objects, by object */
    size_t place_count;
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

static const char *key_of(pgp_arena *arena, const char *kind, const char *label) {
    return pgp_printf(arena, "%s %s", kind, label);
}

static int by_object(const void *a, const void *b) {
    return strcmp(((const place *)a)->object, ((const place *)b)->object);
}

static void find_places(merging *m, const pgp_model *desired) {
    size_t capacity = 0;
    place *places = NULL;
    pgp_walk walk = pgp_walk_start(desired);
    for (const pgp_object *object; (object = pgp_walk_next(&walk));) {
        place found = {.object = key_of(m->arena, object->kind->name, pgp_object_label(m->arena, object)),
                       .where = object->where};
        if (found.where.file && found.where.line)
            PGP_PUSH(m->arena, places, m->place_count, capacity, found);
    }
    if (m->place_count)
        qsort(places, m->place_count, sizeof *places, by_object);
    m->places = places;
}

static const place *place_called(const merging *m, const char *kind, const char *label) {
    place wanted = {.object = key_of(m->arena, kind, label)};
    return m->place_count ? bsearch(&wanted, m->places, m->place_count, sizeof wanted, by_object) : NULL;
}

/* What is dropped was a part of something, perhaps. */
static pgp_location place_of(const merging *m, size_t number) {
    const pgp_step *step = &m->plan->steps[number - 1];
    const place *found = place_called(m, step->kind, step->label);
    if (!found)
        found = place_called(m, step->top_kind, step->top_label);
    return found ? found->where
                 : (pgp_location){.file = m->path, .line = line_of_step(m, number), .column = 1};
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

pgp_status cli_lint_plan(pgp_context *context, const char *path, pgp_model *before, const pgp_model *desired,
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
    if (desired)
        find_places(&m, desired);
    merge(&m, &read);
    return PGP_OK;
}

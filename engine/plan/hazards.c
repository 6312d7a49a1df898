#include "plan/hazards.h"

#include "evidence/evidence.h"
#include "hazard/analyze.h"
#include "introspect/catalog.h"
#include "kinds/kinds.h"
#include "parse/directives.h"
#include "parse/grammar.h"

#include <string.h>

bool pgp_is_large(const pgp_options *options, int64_t bytes) {
    return options->online_above == 0 || bytes < 0 || bytes > options->online_above;
}

bool pgp_step_is_blocked(const pgp_step *step) {
    if (step->destructive && !step->allowed)
        return true;
    for (size_t i = 0; i < step->finding_count; i++)
        if (!step->findings[i].allowed)
            return true;
    return false;
}

/* -- effects ----------------------------------------------------------------------------------------------------- */

typedef struct task {
    pgp_plan *plan;
    const char *zone;       /* of the session that will run it; NULL: not known */
    pgp_analysis *analyses; /* by step */
} task;

static pgp_status analyze(pgp_context *context, void *argument) {
    task *t = argument;
    pgp_analyzer *analyzer = pgp_analyzer_new(context, t->plan->live, t->plan->live->server_version);
    if (t->zone)
        pgp_analyzer_set_zone(analyzer, t->zone);
    for (size_t i = 0; i < t->plan->step_count; i++)
        PGP_TRY(pgp_analyze(analyzer, t->plan->steps[i].sql, t->plan->steps[i].search_path, &t->analyses[i]));
    return PGP_OK;
}

/* In an empty database nobody is held up. */
static bool has_relations(const pgp_model *live) {
    for (const pgp_object *o = live->objects; o; o = o->sibling)
        if (o->kind->space == PGP_SPACE_RELATION)
            return true;
    return false;
}

static int64_t *bytes_of(const pgp_object *relation) {
    if (relation->kind == &pgp_kind_table)
        return &((pgp_table *)(uintptr_t)relation)->bytes;
    if (relation->kind == &pgp_kind_materialized_view)
        return &((pgp_view *)(uintptr_t)relation)->bytes;
    return NULL;
}

typedef struct relations {
    pgp_object **items;
    size_t count, capacity;
} relations;

static void want_sizes(pgp_arena *arena, relations *wanted, const pgp_effects *effects) {
    for (size_t i = 0; i < effects->count; i++) {
        const pgp_object *relation = effects->items[i].relation;
        const int64_t *bytes = bytes_of(relation);
        bool listed = !bytes || *bytes >= 0;
        for (size_t j = 0; j < wanted->count && !listed; j++)
            listed = wanted->items[j] == relation;
        if (!listed)
            PGP_PUSH(arena, wanted->items, wanted->count, wanted->capacity,
                     (pgp_object *)(uintptr_t)relation);
    }
}

static pgp_status read_sizes(pgp_context *context, const task *t, pgp_catalog *catalog) {
    relations wanted = {.count = 0};
    for (size_t i = 0; i < t->plan->step_count; i++)
        want_sizes(context->arena, &wanted, &t->analyses[i].effects);
    return wanted.count ? pgp_catalog_sizes(catalog, wanted.items, wanted.count) : PGP_OK;
}

/* Views and sequences hold nobody up for long. */
static int64_t size_of(const pgp_plan *plan, const pgp_object *relation) {
    const int64_t *bytes = bytes_of(relation);
    if (!bytes)
        return 0;
    return plan->live->server_version ? *bytes : -1;
}

/* -- findings ------------------------------------------------------------------------------------------------------- */

static const pgp_effect *effect_on(const pgp_analysis *analysis, const char *label) {
    for (size_t i = 0; i < analysis->effects.count; i++)
        if (strcmp(analysis->effects.items[i].label, label) == 0)
            return &analysis->effects.items[i];
    return NULL;
}

/* What a kind says of a drop is more exact than what its statement tells. */
static bool applies(const pgp_options *options, const pgp_analysis *analysis, const pgp_finding *finding) {
    if (strcmp(finding->hazard->code, "data-loss") == 0)
        return false;
    const pgp_effect *effect = effect_on(analysis, finding->label);
    return !finding->hazard->by_size || !effect || pgp_is_large(options, effect->bytes);
}

static void add_destruction(pgp_arena *arena, pgp_findings *findings, const pgp_step *step) {
    pgp_finding finding = {.hazard = pgp_hazard_named("data-loss"),
                           .label = step->label,
                           .what = step->destroys,
                           .allowed = step->allowed};
    PGP_PUSH(arena, findings->items, findings->count, findings->capacity, finding);
}

/* Others wait for as long as it takes to put its rows into another table and back. */
static void add_rewrite(pgp_arena *arena, pgp_findings *findings, const pgp_options *options,
                        const pgp_step *step, const pgp_analysis *analysis) {
    const pgp_effect *effect = effect_on(analysis, step->label);
    pgp_finding finding = {.hazard = pgp_hazard_named("table-rewrite"),
                           .label = step->label,
                           .what = "it is made again, and every row written to it"};
    if (effect && pgp_is_large(options, effect->bytes))
        PGP_PUSH(arena, findings->items, findings->count, findings->capacity, finding);
}

static void add_use(pgp_arena *arena, pgp_findings *findings, const pgp_step *step) {
    pgp_finding finding = {.hazard = pgp_hazard_named("still-used"),
                           .label = step->label,
                           .what = pgp_printf(arena, "by %zu statement%s", step->statement_count,
                                              step->statement_count == 1 ? "" : "s"),
                           .allowed = true};
    PGP_PUSH(arena, findings->items, findings->count, findings->capacity, finding);
}

static void take(pgp_arena *arena, const pgp_plan *plan, const pgp_options *options, pgp_step *step,
                 pgp_analysis *analysis) {
    pgp_findings findings = {.count = 0};
    for (size_t i = 0; i < analysis->effects.count; i++)
        analysis->effects.items[i].bytes = size_of(plan, analysis->effects.items[i].relation);
    if (step->destructive)
        add_destruction(arena, &findings, step);
    if (step->rewrites)
        add_rewrite(arena, &findings, options, step, analysis);
    if (step->statement_count && strcmp(step->phase, "contract") == 0)
        add_use(arena, &findings, step);
    for (size_t i = 0; i < analysis->findings.count; i++)
        if (applies(options, analysis, &analysis->findings.items[i]))
            PGP_PUSH(arena, findings.items, findings.count, findings.capacity, analysis->findings.items[i]);
    step->effects = analysis->effects.items;
    step->effect_count = analysis->effects.count;
    step->findings = findings.items;
    step->finding_count = findings.count;
}

/* -- permissions ------------------------------------------------------------------------------------------------------ */

static bool same_label(const char *label, const char *given) {
    return strcmp(label, given) == 0 || (strncmp(label, "public.", 7) == 0 && strcmp(label + 7, given) == 0);
}

bool pgp_allows(const pgp_options *options, const char *word, const char *label, bool bare) {
    size_t size = strlen(word);
    for (size_t i = 0; i < options->allowed_count; i++) {
        const char *allowed = options->allowed[i];
        allowed += strncmp(allowed, "drop-", 5) == 0 ? 5 : 0;
        if (strncmp(allowed, word, size) != 0)
            continue;
        if ((bare && !allowed[size]) || (allowed[size] == ':' && same_label(label, allowed + size + 1)))
            return true;
    }
    return options->allow_destructive;
}

static bool permits(pgp_arena *arena, const pgp_directive *directive, const pgp_step *step,
                    const pgp_finding *finding) {
    if (directive->type != PGP_DIRECTIVE_ALLOW || strcmp(directive->code, finding->hazard->code) != 0)
        return false;
    if (directive->label)
        return same_label(finding->label, directive->label) || same_label(step->label, directive->label);
    const char *label = pgp_object_label(arena, directive->object);
    return strcmp(label, finding->label) == 0 || strcmp(label, step->label) == 0 ||
           strcmp(label, step->top_label) == 0;
}

static void permit(pgp_arena *arena, const pgp_plan *plan, const pgp_options *options, pgp_step *step,
                   pgp_finding *finding) {
    for (pgp_directive *d = plan->desired->directives; d; d = d->next)
        if (permits(arena, d, step, finding)) {
            d->used = finding->allowed = true;
            finding->reason = d->reason;
        }
    if (!finding->allowed)
        finding->allowed = pgp_allows(options, finding->hazard->code, finding->label, true);
}

static void permit_step(pgp_arena *arena, const pgp_plan *plan, const pgp_options *options, pgp_step *step) {
    for (size_t i = 0; i < step->finding_count; i++) {
        permit(arena, plan, options, step, &step->findings[i]);
        if (step->destructive && strcmp(step->findings[i].hazard->code, "data-loss") == 0)
            step->allowed = step->findings[i].allowed;
    }
}

pgp_status pgp_check_permissions(pgp_context *context, const pgp_model *desired) {
    for (const pgp_directive *d = desired->directives; d; d = d->next) {
        if (d->type != PGP_DIRECTIVE_ALLOW || pgp_hazard_named(d->code))
            continue;
        pgp_fail(context, PGP_INPUT, &d->where, "no hazard is called \"%s\"", d->code);
        return pgp_hint(context, "docs/HAZARDS.md lists them.");
    }
    return PGP_OK;
}

static const pgp_step *step_about(pgp_arena *arena, const pgp_plan *plan, const pgp_object *object) {
    const char *label = pgp_object_label(arena, object);
    for (size_t i = 0; i < plan->step_count; i++)
        if (strcmp(plan->steps[i].kind, object->kind->name) == 0 && strcmp(plan->steps[i].label, label) == 0)
            return &plan->steps[i];
    return NULL;
}

/* One that nothing needs is a mistake while its object changes; later it has done its work, and may go. */
static pgp_status check_unused(pgp_context *context, const pgp_plan *plan) {
    for (const pgp_directive *d = plan->desired->directives; d; d = d->next) {
        if (d->type != PGP_DIRECTIVE_ALLOW || d->used)
            continue;
        if (step_about(context->arena, plan, d->object)) {
            pgp_fail(context, PGP_INPUT, &d->where, "nothing here needs the permission for %s", d->code);
            return pgp_hint(context, "Remove it, or name the hazard that the plan shows.");
        }
        pgp_note_add(context, &d->where, "the permission for %s is not needed any more", d->code);
    }
    return PGP_OK;
}

/* -- all of it ------------------------------------------------------------------------------------------------------------ */

pgp_status pgp_plan_hazards(pgp_context *context, pgp_plan *plan, pgp_catalog *catalog,
                            const pgp_options *options) {
    task t = {.plan = plan,
              .zone = catalog ? catalog->timezone : NULL,
              .analyses = pgp_alloc(context->arena, (plan->step_count + 1) * sizeof *t.analyses)};
    if (has_relations(plan->live)) {
        PGP_TRY(pgp_with_stack(context, analyze, &t));
        if (catalog)
            PGP_TRY(read_sizes(context, &t, catalog));
    }
    if (options->evidence)
        pgp_evidence_attach(options->evidence, plan, context->arena);
    plan->blocked = 0;
    for (size_t i = 0; i < plan->step_count; i++) {
        take(context->arena, plan, options, &plan->steps[i], &t.analyses[i]);
        permit_step(context->arena, plan, options, &plan->steps[i]);
        plan->blocked += pgp_step_is_blocked(&plan->steps[i]);
    }
    return check_unused(context, plan);
}

#include "render/report.h"

#include "model/fingerprint.h"

#include <stdlib.h>
#include <string.h>

enum { OBJECT_DIGITS = 16 };

static bool is_own(const pgp_object *object) {
    return pgp_fingerprint_counts(object) && !(object->flags & PGP_OBJECT_IMPLIED);
}

static const char *key_of(pgp_arena *arena, const pgp_object *object) {
    return pgp_printf(arena, "%s %s", object->kind->name, pgp_object_label(arena, object));
}

static int by_object(const void *a, const void *b) {
    return strcmp(((const cli_fingerprint *)a)->object, ((const cli_fingerprint *)b)->object);
}

static pgp_status take_objects(pgp_context *context, const pgp_model *model, cli_report *report) {
    size_t count, own = 0;
    const pgp_object **objects = pgp_objects_sorted(context->arena, model->objects, &count);
    cli_fingerprint *out = pgp_alloc(context->arena, (count + 1) * sizeof *out);
    for (size_t i = 0; i < count; i++) {
        const char *digits;
        if (!is_own(objects[i]))
            continue;
        PGP_TRY(pgp_fingerprint_object(context, objects[i], &digits));
        out[own++] = (cli_fingerprint){.object = key_of(context->arena, objects[i]),
                                       .digits = pgp_strndup(context->arena, digits, OBJECT_DIGITS)};
    }
    qsort(out, own, sizeof *out, by_object);
    report->all = (cli_fingerprints){.items = out, .count = own};
    return PGP_OK;
}

pgp_status cli_take_fingerprints(pgp_context *context, const pgp_model *live, const pgp_model *desired,
                                 cli_report *report) {
    PGP_TRY(pgp_fingerprint_model(context, live, &report->source_fingerprint));
    if (desired)
        PGP_TRY(pgp_fingerprint_model(context, desired, &report->target_fingerprint));
    return take_objects(context, live, report);
}

const char *cli_fingerprint_of(const cli_fingerprints *all, const char *object) {
    const cli_fingerprint key = {.object = object};
    const cli_fingerprint *found =
        all->count ? bsearch(&key, all->items, all->count, sizeof key, by_object) : NULL;
    return found ? found->digits : NULL;
}

/* -- what a plan depends on --------------------------------------------------------------------------------- */

typedef struct selection {
    pgp_arena *arena;
    const cli_fingerprints *all;
    cli_fingerprint *items;
    size_t count, capacity;
} selection;

/* In every database, in whatever state, and the plan leaves it so. */
static bool is_assumed(const pgp_object *top) {
    bool changes = !(top->flags & PGP_OBJECT_BUILTIN) || top->change;
    for (const pgp_object *child = top->children; child && !changes; child = child->sibling)
        changes = child->change;
    return !changes;
}

static void select_top(selection *s, const pgp_object *object) {
    const pgp_object *top = pgp_object_top(object);
    if (!is_own(top) || is_assumed(top))
        return;
    const char *key = key_of(s->arena, top);
    cli_fingerprint found = {.object = key, .digits = cli_fingerprint_of(s->all, key)};
    PGP_PUSH(s->arena, s->items, s->count, s->capacity, found);
}

static void select_object(selection *s, const pgp_object *object) {
    if (!object)
        return;
    select_top(s, object);
    for (uint32_t i = 0; i < object->need_count; i++)
        select_top(s, object->needs[i]);
}

/* The objects that change, live and desired, and those they need: what is missing must still be missing. */
static void take_dependencies(pgp_arena *arena, const pgp_plan *plan, cli_report *report) {
    selection s = {.arena = arena, .all = &report->all};
    size_t kept = 0;
    for (size_t i = 0; i < plan->change_count; i++) {
        select_object(&s, plan->changes[i]->live);
        select_object(&s, plan->changes[i]->desired);
    }
    if (s.count)
        qsort(s.items, s.count, sizeof *s.items, by_object);
    for (size_t i = 0; i < s.count; i++)
        if (i == 0 || strcmp(s.items[i].object, s.items[kept - 1].object) != 0)
            s.items[kept++] = s.items[i];
    report->source_objects = (cli_fingerprints){.items = s.items, .count = kept};
}

pgp_status cli_report_plan(pgp_context *context, const pgp_side *live, const pgp_side *desired,
                           const pgp_options *options, pgp_plan **plan, cli_report *report) {
    /* A file's needs come from its names; a database tells them in a second batch. */
    if (desired->catalog)
        PGP_TRY(pgp_catalog_dependencies(desired->catalog));
    PGP_TRY(pgp_diff(context, live->model, desired->model, live->catalog, options, plan));
    PGP_TRY(pgp_plan_steps(context, *plan, live->catalog, options));
    if (report->source_fingerprint)
        take_dependencies(context->arena, *plan, report);
    report->source = live->model->label;
    report->target = desired->model->label;
    report->commit = desired->source ? desired->source->commit : NULL;
    report->steps = (*plan)->steps;
    report->step_count = (*plan)->step_count;
    report->plan = *plan;
    report->waiting = (*plan)->waiting;
    report->between = (*plan)->between;
    report->undecided = (*plan)->undecided;
    return PGP_OK;
}

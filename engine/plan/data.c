#include "plan/data.h"

#include "kinds/table.h"
#include "parse/directives.h"
#include "plan/phase.h"

#include <string.h>

static bool is_data(const pgp_directive *directive) {
    return directive->kind != NULL;
}

/* As --allow takes it: without a schema it is public. */
static bool names(const pgp_directive *directive, const char *kind, const char *label) {
    bool in_public = strncmp(label, "public.", 7) == 0;
    return strcmp(directive->kind, kind) == 0 &&
           (strcmp(directive->label, label) == 0 || (in_public && strcmp(directive->label, label + 7) == 0));
}

static bool fills(const pgp_model *desired, pgp_arena *arena, const pgp_object *column) {
    const char *label = pgp_object_label(arena, column);
    for (const pgp_directive *d = desired->directives; d; d = d->next)
        if (d->type == PGP_DIRECTIVE_FILL && names(d, column->kind->name, label))
            return true;
    return false;
}

void pgp_split_filled(pgp_emitter *emitter) {
    pgp_plan *plan = emitter->plan;
    for (size_t i = 0; plan->desired->directives && i < plan->change_count; i++) {
        pgp_change *change = plan->changes[i];
        if (!pgp_is_required(change) || !fills(plan->desired, emitter->arena, change->desired))
            continue;
        change->filled = true;
        ((pgp_column *)change->desired)->not_null = false;
    }
}

/* -- where ---------------------------------------------------------------------------------------------------- */

typedef struct placing {
    pgp_emitter *emitter;
    const pgp_step *old;
    size_t old_count;
} placing;

static bool is_of(const placing *p, size_t i, const pgp_directive *d) {
    return names(d, p->old[i].kind, p->old[i].label) && !p->old[i].data;
}

static bool is_first(const placing *p, size_t i, const pgp_directive *d) {
    for (size_t before = 0; before < i; before++)
        if (is_of(p, before, d))
            return false;
    return is_of(p, i, d);
}

static bool is_last(const placing *p, size_t i, const pgp_directive *d) {
    for (size_t after = i + 1; after < p->old_count; after++)
        if (is_of(p, after, d))
            return false;
    return is_of(p, i, d);
}

static bool comes_before(const placing *p, size_t i, const pgp_directive *d) {
    bool made = p->old[i].object->change && p->old[i].object->change->action == PGP_CREATE;
    return is_first(p, i, d) && (d->type == PGP_DIRECTIVE_BEFORE || (d->type == PGP_DIRECTIVE_FILL && !made));
}

static bool comes_after(const placing *p, size_t i, const pgp_directive *d) {
    bool made = p->old[i].object->change && p->old[i].object->change->action == PGP_CREATE;
    return d->type == PGP_DIRECTIVE_FILL ? made && is_first(p, i, d)
                                         : d->type == PGP_DIRECTIVE_AFTER && is_last(p, i, d);
}

/* -- what ----------------------------------------------------------------------------------------------------- */

static void add(const placing *p, const pgp_step *beside, const pgp_directive *d) {
    pgp_step step = *beside;
    step.sql = d->sql;
    step.search_path = d->path;
    step.summary = pgp_printf(p->emitter->arena, "%s: rows", beside->summary);
    step.sign = '~';
    step.action = "alter";
    step.destructive = step.no_transaction = step.commit_before = step.secret = false;
    step.data = true;
    step.destroys = step.new_label = step.check = step.cleanup = step.undo = step.secret_sql = NULL;
    pgp_plan *plan = p->emitter->plan;
    PGP_PUSH(p->emitter->arena, plan->steps, plan->step_count, plan->step_capacity, step);
}

/* What pgp_split_filled left out. */
static void add_not_null(const placing *p, const pgp_step *beside) {
    const pgp_object *column = beside->object;
    pgp_emitter *emitter = p->emitter;
    emitter->change = column->change;
    pgp_emit(emitter, '~', column, pgp_printf(emitter->arena, "%s: not null", beside->summary),
             pgp_printf(emitter->arena, "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL",
                        pgp_sql_object(emitter->arena, column->parent),
                        pgp_quoted(emitter->arena, column->name)));
}

static void place(const placing *p, size_t i) {
    pgp_plan *plan = p->emitter->plan;
    const pgp_directive *all = plan->desired->directives;
    const pgp_change *change = p->old[i].object ? p->old[i].object->change : NULL;
    bool filled = change && change->filled, fill = false;
    for (const pgp_directive *d = all; d; d = d->next)
        if (is_data(d) && comes_before(p, i, d))
            add(p, &p->old[i], d);
    PGP_PUSH(p->emitter->arena, plan->steps, plan->step_count, plan->step_capacity, p->old[i]);
    for (const pgp_directive *d = all; d; d = d->next)
        if (is_data(d) && comes_after(p, i, d)) {
            add(p, &p->old[i], d);
            fill |= d->type == PGP_DIRECTIVE_FILL;
        }
    if (filled && fill)
        add_not_null(p, &p->old[i]);
}

static bool is_known(const pgp_model *model, pgp_arena *arena, const pgp_directive *d) {
    pgp_walk walk = pgp_walk_start(model);
    for (const pgp_object *o; (o = pgp_walk_next(&walk));)
        if (strcmp(d->kind, o->kind->name) == 0 && names(d, o->kind->name, pgp_object_label(arena, o)))
            return true;
    return false;
}

pgp_status pgp_add_data_steps(pgp_emitter *emitter) {
    pgp_plan *plan = emitter->plan;
    placing p = {.emitter = emitter, .old = plan->steps, .old_count = plan->step_count};
    bool any = false;
    for (pgp_directive *d = plan->desired->directives; d; d = d->next) {
        if (!is_data(d))
            continue;
        any = d->used = true;
        if (!is_known(plan->desired, emitter->arena, d) && !is_known(plan->live, emitter->arena, d))
            return pgp_fail(emitter->context, PGP_INPUT, &d->where,
                            "%s %s, to which the statement is bound, is neither declared nor in the database",
                            d->kind, d->label);
    }
    if (!any)
        return PGP_OK;
    plan->steps = NULL;
    plan->step_count = plan->step_capacity = 0;
    for (size_t i = 0; i < p.old_count; i++)
        place(&p, i);
    return PGP_OK;
}

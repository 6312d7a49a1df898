#include "plan/window.h"

#include "kinds/index.h"
#include "kinds/kinds.h"
#include "kinds/view.h"

#include <string.h>

typedef struct window {
    pgp_plan *plan;
    pgp_arena *arena;
    bool by_catalog; /* what live objects need is known from pg_depend: columns, not only tables */
    const pgp_change *change;
    bool as_live; /* the object comes back as it was: `closure` is about live objects */
    char *
        closure; /* by an object's number: it is what the change's object needs, an ancestor of that, or itself */
} window;

static bool is_foreign_key(const pgp_object *object) {
    return object->kind == &pgp_kind_constraint && ((const pgp_constraint *)object)->referenced;
}

/* What readers and writers of others' tables miss at once, or would write wrong rows without, and whose needs pg_depend and the
 * files tell. */
static bool is_missed(const pgp_object *object) {
    static const pgp_kind *const kinds[] = {&pgp_kind_view,     &pgp_kind_materialized_view,
                                            &pgp_kind_function, &pgp_kind_procedure,
                                            &pgp_kind_trigger,  &pgp_kind_rule,
                                            &pgp_kind_policy};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (object->kind == kinds[i])
            return true;
    return is_foreign_key(object);
}

static const pgp_change *change_of(const pgp_step *step) {
    return step->object ? step->object->change : NULL;
}

static bool is_drop(const pgp_step *step) {
    const pgp_change *change = change_of(step);
    return change && change->action == PGP_REPLACE && step->object == change->live && step->sign == '-' &&
           change->desired != change->live && is_missed(step->object);
}

static bool is_make(const pgp_step *step, const pgp_change *change) {
    return step->object == change->desired && step->sign == '+';
}

static bool ends_transaction(const pgp_step *step) {
    return step->no_transaction || step->commit_before;
}

/* -- what belongs together ----------------------------------------------------------------------------------------------- */

/* Helpers are in the database, but in no model, and have no number of their own (diff/helper.h). */
static bool is_numbered(const pgp_object *object) {
    return !(object->flags & PGP_OBJECT_DROPPED);
}

static bool is_marked(const window *w, const pgp_object *object) {
    return is_numbered(object) && w->closure[object->number];
}

static void mark(window *w, const pgp_object *object);

/* A column that is inherited changes with its parents'. */
static void mark_inherited(window *w, const pgp_object *column) {
    if (column->kind != &pgp_kind_column || column->parent->kind != &pgp_kind_table)
        return;
    const pgp_tables *parents = &((const pgp_table *)column->parent)->parents;
    for (size_t i = 0; i < parents->count; i++) {
        const pgp_object *above = pgp_child(&parents->items[i]->object, column->kind, column->name);
        if (above)
            mark(w, above);
    }
}

static void mark(window *w, const pgp_object *object) {
    for (const pgp_object *o = object; o && is_numbered(o) && !w->closure[o->number]; o = o->parent) {
        w->closure[o->number] = 1;
        for (uint32_t i = 0; i < o->need_count; i++)
            mark(w, o->needs[i]);
        mark_inherited(w, o);
    }
}

static void mark_parts(window *w, const pgp_object *object) {
    mark(w, object);
    for (const pgp_object *child = object->children; child; child = child->sibling)
        mark_parts(w, child);
}

static bool has_same_name(const pgp_object *a, const pgp_object *b) {
    return !a->parent && !b->parent && pgp_same(a->name, b->name) && pgp_same(a->schema, b->schema);
}

/* What everything may rest on. */
static bool is_common_ground(const pgp_object *object) {
    return object->kind == &pgp_kind_schema || object->kind == &pgp_kind_extension ||
           object->kind == &pgp_kind_default_privileges || object->kind == &pgp_kind_system_privileges;
}

/* The server writes no table's rows anew while a materialized view has some of them as values, and checks no domain that is in them. */
static bool has_kept_values(const window *w, const pgp_object *object) {
    const pgp_object *top = pgp_object_top(object), *view = w->change->live;
    const pgp_object *domain =
        top->kind == &pgp_kind_domain ? pgp_model_counterpart(w->plan->live, top) : NULL;
    return (top->kind == &pgp_kind_table && pgp_view_keeps_rows_of(w->arena, view, top)) ||
           (domain && pgp_view_keeps_inside(w->plan->live, view, domain));
}

/* A partition loses its NOT NULL with its parent while it has no primary key (plan/rebuild.c). */
static bool loses_not_null(const window *w, const pgp_step *step) {
    const pgp_change *change = change_of(step);
    const pgp_constraint *key = (const pgp_constraint *)w->change->live;
    if (!change || change->action != PGP_ALTER || change->live->kind != &pgp_kind_column ||
        key->object.kind != &pgp_kind_constraint || !pgp_constraint_is(key, "primary key"))
        return false;
    bool drops =
        ((const pgp_column *)change->live)->not_null && !((const pgp_column *)change->desired)->not_null;
    return drops && pgp_names_has(&key->columns, change->live->name);
}

/* -- the drop, as late as may be -------------------------------------------------------------------------------------- */

/* An index beside the one that is in use. */
static bool builds_beside(const pgp_step *step) {
    const pgp_change *change = change_of(step);
    return step->no_transaction && step->sign == '+' && change && change->action == PGP_REPLACE;
}

/* A query may rest on a table's columns and keys, not on its other parts. */
static bool is_ground(const pgp_object *part) {
    return part->kind != &pgp_kind_index && part->kind != &pgp_kind_trigger &&
           part->kind != &pgp_kind_policy && part->kind != &pgp_kind_rule && part->kind != &pgp_kind_comment;
}

/* Files say which tables something refers to, not on which of their columns and keys it rests. */
static bool is_of_marked_table(const window *w, const pgp_object *live) {
    return !w->by_catalog && (is_foreign_key(w->change->live) || is_ground(live)) &&
           is_marked(w, pgp_object_top(live));
}

static bool needs_drop(const window *w, const pgp_step *step) {
    const pgp_change *change = change_of(step);
    const pgp_object *live = change ? change->live : NULL;
    if (!step->object || change == w->change || is_common_ground(step->object) ||
        has_same_name(step->object, w->change->live) || has_kept_values(w, step->object) ||
        loses_not_null(w, step))
        return true;
    return live && !builds_beside(step) && (is_marked(w, live) || is_of_marked_table(w, live));
}

static void move(pgp_step *steps, size_t from, size_t to) {
    pgp_step moved = steps[from];
    if (from < to)
        memmove(&steps[from], &steps[from + 1], (to - from) * sizeof *steps);
    else
        memmove(&steps[to + 1], &steps[to], (from - to) * sizeof *steps);
    steps[to] = moved;
}

/* -- the make, as early as may be -------------------------------------------------------------------------------------- */

/* A key of the table that a foreign key refers to, under whatever name. That of a partitioned table can be referred to once those
 * of all partitions are attached. */
static bool makes_key(const window *w, const pgp_object *part) {
    bool is_index = part->kind == &pgp_kind_index || part->kind == &pgp_kind_constraint;
    if (!is_index || !is_foreign_key(w->change->live))
        return false;
    const char *referenced = ((const pgp_constraint *)w->change->desired)->referenced;
    return pgp_index_storage_of(part).attached_to ||
           pgp_same(referenced, pgp_object_label(w->arena, pgp_object_top(part)));
}

static bool makes_ground(const window *w, const pgp_step *step) {
    const pgp_change *change = change_of(step);
    const pgp_object *object = step->object;
    if (!object || change == w->change || is_common_ground(object) || has_same_name(object, w->change->live))
        return true;
    const pgp_object *desired = change ? change->desired : NULL;
    if (!desired || desired == change->live) /* a drop may free a name, or make way */
        return step->sign == '-';
    if (makes_key(w, desired) || has_kept_values(w, object) || loses_not_null(w, step))
        return true;
    if (w->as_live)
        return change->live && is_ground(change->live) && is_marked(w, change->live);
    return is_ground(desired) && (is_marked(w, desired) || is_marked(w, pgp_object_top(desired)));
}

/* -- both --------------------------------------------------------------------------------------------------------------- */

static size_t find_make(const pgp_plan *plan, const pgp_change *change, size_t from) {
    for (size_t i = from; i < plan->step_count; i++)
        if (is_make(&plan->steps[i], change))
            return i;
    return 0;
}

static bool is_split(const pgp_plan *plan, size_t from, size_t to) {
    for (size_t i = from + 1; i <= to; i++)
        if (ends_transaction(&plan->steps[i]))
            return true;
    return false;
}

static void delay_drop(window *w, size_t drop, size_t count) {
    pgp_step *steps = w->plan->steps;
    const pgp_change *change = change_of(&steps[drop]);
    size_t make = find_make(w->plan, change, drop);
    if (!make || !is_split(w->plan, drop, make))
        return;
    w->change = change;
    w->closure = pgp_alloc(w->arena, count + 1);
    mark(w, change->live);
    size_t last = drop;
    while (last + 1 < make && !needs_drop(w, &steps[last + 1]))
        last++;
    move(steps, drop, last);
}

/* The object with its parts, which stand behind it. */
static size_t parts_end(const pgp_plan *plan, size_t make) {
    const pgp_object *object = plan->steps[make].object;
    size_t end = make + 1;
    while (end < plan->step_count && plan->steps[end].object && plan->steps[end].object != object &&
           pgp_object_top(plan->steps[end].object) == object && !ends_transaction(&plan->steps[end]))
        end++;
    return end;
}

/* What the object rests on when it comes back. */
static void mark_ground(window *w, const size_t counts[2]) {
    w->as_live = w->by_catalog && w->change->because;
    w->closure = pgp_alloc(w->arena, counts[!w->as_live] + 1);
    mark_parts(w, w->as_live ? w->change->live : w->change->desired);
}

static void hasten_make(window *w, size_t drop, const size_t counts[2]) {
    pgp_step *steps = w->plan->steps;
    const pgp_change *change = change_of(&steps[drop]);
    size_t make = find_make(w->plan, change, drop), first = make;
    if (!make || ends_transaction(&steps[make]) || !is_split(w->plan, drop, make))
        return;
    w->change = change;
    mark_ground(w, counts);
    while (first > drop + 1 && !makes_ground(w, &steps[first - 1]))
        first--;
    size_t end = parts_end(w->plan, make);
    for (size_t i = 0; i < end - make && first < make; i++)
        move(steps, make + i, first + i);
}

void pgp_close_windows(pgp_plan *plan, pgp_arena *arena, bool by_catalog) {
    window w = {.plan = plan, .arena = arena, .by_catalog = by_catalog};
    const size_t counts[] = {pgp_number_objects(plan->live), pgp_number_objects(plan->desired)};
    for (size_t i = plan->step_count; i-- > 0;)
        if (is_drop(&plan->steps[i]))
            delay_drop(&w, i, counts[0]);
    for (size_t i = plan->step_count; i-- > 0;) /* what others need is dropped last, and made first */
        if (is_drop(&plan->steps[i]))
            hasten_make(&w, i, counts);
}

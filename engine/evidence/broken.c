/*
 * Which steps break which uses.
 */
#include "diff/helper.h"
#include "diff/rename.h"
#include "evidence/uses.h"
#include "kinds/table.h"
#include "kinds/view.h"
#include "plan/phase.h"

#include <string.h>

enum { MOST_SHOWN = 5 };

/* -- columns ---------------------------------------------------------------------------------------------------------- */

/* `column` is what the statements call it. */
static bool uses_column(const pgp_evidence_use *use, const pgp_object *relation, const char *column) {
    if (use->object != relation)
        return false;
    bool named = use->how == PGP_USED_BY_NAME || use->how == PGP_USED_BY_POSITION;
    return use->how == PGP_USED_BY_STAR || (named && pgp_same(use->part, column));
}

static bool fills_itself(const pgp_column *column) {
    return column->default_value.text || column->identity || column->generated;
}

/* It does not take rows any more that leave it out. */
static bool demands_value(const pgp_change *change) {
    const pgp_column *to = (const pgp_column *)change->desired;
    if (change->action == PGP_CREATE)
        return pgp_is_required(change);
    return change->action == PGP_ALTER && to->not_null && !fills_itself(to) &&
           (PGP_CHANGED(change, PGP_COLUMN_NOT_NULL) || PGP_CHANGED(change, PGP_COLUMN_DEFAULT));
}

static bool column_breaks(const pgp_plan *plan, const pgp_change *change, const pgp_evidence_use *use) {
    const pgp_object *column = change->live ? change->live : change->desired;
    const uint64_t about_rows = PGP_BIT(PGP_COLUMN_NOT_NULL) | PGP_BIT(PGP_COLUMN_DEFAULT);
    /* A new column of a table that is there is a child of the desired one. */
    const pgp_object *table =
        change->live ? column->parent : pgp_model_counterpart(plan->live, column->parent);
    if (use->how == PGP_USED_TO_INSERT)
        return use->object == table && demands_value(change) &&
               !pgp_names_has(&use->filled, pgp_former_name(column));
    bool lost = change->action == PGP_DROP || change->action == PGP_REPLACE ||
                (change->action == PGP_ALTER && (pgp_contract_bits(plan, change) & ~about_rows));
    return lost && uses_column(use, table, pgp_former_name(column));
}

/* -- views ------------------------------------------------------------------------------------------------------------ */

static bool keeps_column(const pgp_view *live, const pgp_view *desired, const char *name) {
    for (size_t i = 0; i < live->columns.count; i++) {
        size_t at = 0;
        if (strcmp(live->columns.items[i], name) != 0)
            continue;
        while (at < desired->columns.count && strcmp(desired->columns.items[at], name) != 0)
            at++;
        bool typed = i < live->column_types.count && at < desired->column_types.count;
        return at < desired->columns.count &&
               (!typed || strcmp(live->column_types.items[i], desired->column_types.items[at]) == 0);
    }
    return false;
}

static bool keeps_all(const pgp_view *live, const pgp_view *desired) {
    for (size_t i = 0; i < live->columns.count; i++)
        if (!keeps_column(live, desired, live->columns.items[i]))
            return false;
    return live->columns.count == desired->columns.count;
}

static bool view_breaks(const pgp_change *change, const pgp_evidence_use *use) {
    const pgp_view *live = (const pgp_view *)change->live, *desired = (const pgp_view *)change->desired;
    if (use->object != change->live || change->because)
        return false;
    if (!live->columns.count || !desired->columns.count) /* not known */
        return change->action == PGP_REPLACE;
    if (use->how == PGP_USED_BY_STAR)
        return !keeps_all(live, desired);
    return use->part && !keeps_column(live, desired, use->part);
}

/* -- unique ------------------------------------------------------------------------------------------------------------- */

pgp_names pgp_unique_columns(pgp_arena *arena, const pgp_object *object) {
    pgp_names columns = {.count = 0};
    if (object->kind == &pgp_kind_constraint) {
        const pgp_constraint *constraint = (const pgp_constraint *)object;
        bool unique = strcmp(constraint->type, "primary key") == 0 || strcmp(constraint->type, "unique") == 0;
        return unique ? constraint->columns : columns;
    }
    const pgp_index *index = object->kind == &pgp_kind_index ? (const pgp_index *)object : NULL;
    for (size_t i = 0; index && index->unique && i < index->keys.count; i++)
        pgp_names_add(arena, &columns, index->keys.items[i].column ? index->keys.items[i].column : "");
    return columns;
}

bool pgp_same_set(const pgp_names *a, const pgp_names *b) {
    for (size_t i = 0; i < a->count; i++)
        if (!pgp_names_has(b, a->items[i]))
            return false;
    return a->count == b->count;
}

/* The table that is to be has another one for the same columns. */
static bool is_served(const pgp_plan *plan, pgp_arena *arena, const pgp_object *lost) {
    const pgp_object *table = pgp_model_counterpart(plan->desired, lost->parent);
    pgp_names columns = pgp_unique_columns(arena, lost);
    for (const pgp_object *child = table ? table->children : NULL; child; child = child->sibling) {
        pgp_names own = pgp_unique_columns(arena, child);
        if (own.count && pgp_same_set(&own, &columns))
            return true;
    }
    return false;
}

/* -- changes -------------------------------------------------------------------------------------------------------------- */

/* What the enum's label in the database will be called. */
static const char *label_after(const pgp_enum *live, const char *label) {
    for (size_t i = 0; i < live->former_labels.count && i < live->labels.count; i++)
        if (strcmp(live->former_labels.items[i], label) == 0)
            return live->labels.items[i];
    return label;
}

static bool enum_breaks(const pgp_change *change, const pgp_evidence_use *use) {
    const pgp_enum *live = (const pgp_enum *)change->live, *desired = (const pgp_enum *)change->desired;
    return use->object == change->live && use->part &&
           !pgp_names_has(&desired->labels, label_after(live, use->part));
}

static bool breaks(const pgp_plan *plan, pgp_arena *arena, const pgp_change *change,
                   const pgp_evidence_use *use) {
    const pgp_object *live = change->live;
    const pgp_object *shown = live ? live : change->desired;
    bool stays = live && change->desired && live->kind == change->desired->kind;
    if (shown->kind == &pgp_kind_column && shown->parent && shown->parent->kind == &pgp_kind_table)
        return column_breaks(plan, change, use);
    if (!live || use->object != live)
        return false;
    if (stays && pgp_is_view(live))
        return view_breaks(change, use);
    if (stays && live->kind == &pgp_kind_enum)
        return enum_breaks(change, use);
    if (use->how == PGP_USED_TO_CONFLICT)
        return change->action != PGP_ALTER && !is_served(plan, arena, live);
    return change->action == PGP_DROP || (change->action == PGP_REPLACE && !change->because);
}

static bool rename_breaks(const pgp_rename *rename, const pgp_evidence_use *use) {
    const pgp_object *live = rename->live;
    if (rename->label)
        return use->object == live && pgp_same(use->part, rename->label);
    if (live->kind == &pgp_kind_column)
        return uses_column(use, live->parent, rename->name);
    if (live->kind == &pgp_kind_schema)
        return pgp_same(pgp_former_schema(pgp_object_top(use->object)), rename->name);
    return use->object == live && use->how != PGP_USED_TO_CONFLICT;
}

/* -- steps ------------------------------------------------------------------------------------------------------------------ */

typedef struct marks {
    const pgp_evidence *evidence;
    pgp_plan *plan;
    pgp_arena *arena;
    bool **broken; /* by step, then by statement; NULL: none yet */
} marks;

static void mark(marks *m, size_t step, size_t statement) {
    if (!m->broken[step])
        m->broken[step] = pgp_alloc(m->arena, HASH_COUNT(m->evidence->statements) * sizeof(bool));
    m->broken[step][statement] = true;
}

static bool is_about(const pgp_step *step, const pgp_object *live, const pgp_object *desired) {
    return step->object && !step->data && (step->object == live || step->object == desired);
}

/* The first step of what is changed; of what goes with its parent, the parent's. Their number: there is none. */
static size_t step_of_change(const pgp_plan *plan, const pgp_change *change) {
    const pgp_object *live = change->live, *desired = change->desired;
    while (live || desired) {
        for (size_t i = 0; i < plan->step_count; i++)
            if (is_about(&plan->steps[i], live, desired))
                return i;
        live = live ? live->parent : NULL;
        desired = desired ? desired->parent : NULL;
    }
    return plan->step_count;
}

static void mark_change(marks *m, const pgp_change *change) {
    size_t step = step_of_change(m->plan, change), at = 0;
    for (const pgp_evidence_statement *s = m->evidence->statements; s && step < m->plan->step_count;
         s = s->hh.next, at++)
        for (size_t i = 0; i < s->use_count; i++)
            if (breaks(m->plan, m->arena, change, &s->uses[i]))
                mark(m, step, at);
}

/* An old name that lives on beside the new one breaks nobody, and the copy of a column only makes room for the column. */
static void mark_step(marks *m, size_t step) {
    const pgp_object *object = m->plan->steps[step].object;
    const pgp_rename *rename = NULL;
    const pgp_helper *helper = NULL;
    size_t at = 0;
    for (size_t i = 0; i < m->plan->rename_count && !rename; i++)
        for (size_t j = 0; j < m->plan->renames[i]->statement_count; j++)
            if (m->plan->renames[i]->statements[j] == m->plan->steps[step].sql)
                rename = m->plan->renames[i]->waits ? m->plan->renames[i] : NULL;
    for (size_t i = 0; i < m->plan->helper_count; i++)
        if (object && m->plan->helpers[i].object == object && !object->parent)
            helper = &m->plan->helpers[i];
    for (const pgp_evidence_statement *s = m->evidence->statements; s && (rename || helper);
         s = s->hh.next, at++)
        for (size_t i = 0; i < s->use_count; i++)
            if (helper ? s->uses[i].object == object : rename_breaks(rename, &s->uses[i]))
                mark(m, step, at);
}

static void fill(const marks *m, size_t step) {
    pgp_step *out = &m->plan->steps[step];
    size_t at = 0;
    for (const pgp_evidence_statement *s = m->evidence->statements; s && m->broken[step];
         s = s->hh.next, at++) {
        if (!m->broken[step][at])
            continue;
        if (out->statement_count++ < MOST_SHOWN)
            pgp_names_add(m->arena, &out->statements, s->shown);
    }
}

void pgp_evidence_attach(const pgp_evidence *evidence, pgp_plan *plan, pgp_arena *arena) {
    marks m = {.evidence = evidence,
               .plan = plan,
               .arena = arena,
               .broken = pgp_alloc(arena, (plan->step_count + 1) * sizeof *m.broken)};
    for (size_t i = 0; i < plan->change_count; i++)
        mark_change(&m, plan->changes[i]);
    for (size_t i = 0; i < plan->step_count; i++)
        mark_step(&m, i);
    for (size_t i = 0; i < plan->step_count; i++)
        fill(&m, i);
}

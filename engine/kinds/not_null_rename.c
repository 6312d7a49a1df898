/*
 * Renaming NOT NULL constraints (18).
 *
 * RENAME CONSTRAINT takes the heirs along, is refused where one of them has the constraint by another name, and for what is inherited
 * (rename_constraint_internal in src/backend/commands/tablecmds.c). What stands in the way steps aside and comes back.
 */
#include "kinds/constraint.h"
#include "kinds/index.h"
#include "kinds/table.h"

#include <string.h>

static bool same_name(pgp_arena *arena, const pgp_column *a, const pgp_column *b) {
    return strcmp(pgp_not_null_name(arena, a), pgp_not_null_name(arena, b)) == 0;
}

bool pgp_not_null_follows(const pgp_emitter *emitter, const pgp_column *live, const pgp_column *live_above) {
    const pgp_object *to = pgp_model_counterpart(emitter->plan->desired, &live->object);
    const pgp_object *above = pgp_model_counterpart(emitter->plan->desired, &live_above->object);
    return same_name(emitter->arena, live, live_above) &&
           (!to || !above || same_name(emitter->arena, (const pgp_column *)to, (const pgp_column *)above));
}

static const pgp_column *above(const pgp_column *column) {
    return column->not_null && column->inherited ? pgp_not_null_above(column) : NULL;
}

static const char *rename_sql(const pgp_emitter *emitter, const pgp_column *live, const pgp_column *to) {
    pgp_arena *arena = emitter->arena;
    return pgp_printf(
        arena, "ALTER TABLE %s RENAME CONSTRAINT %s TO %s", pgp_sql_object(arena, to->object.parent),
        pgp_quoted(arena, pgp_not_null_name(arena, live)), pgp_quoted(arena, pgp_not_null_name(arena, to)));
}

void pgp_not_null_rename(pgp_emitter *emitter, const pgp_column *live, const pgp_column *to) {
    pgp_table_leave(emitter, live->object.parent);
    pgp_emit(emitter, '~', &to->object, pgp_column_summary(emitter, to), rename_sql(emitter, live, to));
}

/* -- what stands in the way -------------------------------------------------------------------------------------------- */

/* The heirs whose constraint has another name, before or after. */
static void find_others(const pgp_emitter *emitter, const pgp_column *column, pgp_tables *others) {
    const pgp_tables *heirs = &((const pgp_table *)column->object.parent)->heirs;
    for (size_t i = 0; i < heirs->count; i++) {
        const pgp_column *same = pgp_table_column(heirs->items[i], column->object.name);
        if (!same || !above(same))
            continue;
        if (pgp_not_null_follows(emitter, same, column))
            find_others(emitter, same, others);
        else
            PGP_PUSH(emitter->arena, others->items, others->count, others->capacity, heirs->items[i]);
    }
}

static void settle(const pgp_emitter *emitter, const pgp_column *column) {
    const pgp_tables *heirs = &((const pgp_table *)column->object.parent)->heirs;
    if (column->object.change)
        column->object.change->changed &= ~PGP_BIT(PGP_COLUMN_NOT_NULL_NAME);
    for (size_t i = 0; i < heirs->count; i++) {
        const pgp_column *same = pgp_table_column(heirs->items[i], column->object.name);
        if (same && above(same) && pgp_not_null_follows(emitter, same, column))
            settle(emitter, same);
    }
}

static void rename_apart(pgp_emitter *emitter, pgp_change *change) {
    const pgp_column *live = (const pgp_column *)change->live, *to = (const pgp_column *)change->desired;
    pgp_tables others = {.count = 0};
    find_others(emitter, live, &others);
    for (size_t i = 0; i < others.count; i++)
        pgp_table_step_aside(emitter, others.items[i]);
    pgp_emit(emitter, '~', &to->object, pgp_column_summary(emitter, to), rename_sql(emitter, live, to));
    for (size_t i = others.count; i > 0; i--)
        pgp_table_step_back(emitter, others.items[i - 1]);
    settle(emitter, live);
}

static bool is_renamed(const pgp_change *change) {
    return change && change->action == PGP_ALTER && change->live->kind == &pgp_kind_column &&
           !change->shadowed && PGP_CHANGED(change, PGP_COLUMN_NOT_NULL_NAME) &&
           ((const pgp_column *)change->live)->not_null && ((const pgp_column *)change->desired)->not_null;
}

/* By itself, while its parents keep theirs. */
static bool leaves_name(const pgp_emitter *emitter, const pgp_change *change) {
    if (!is_renamed(change))
        return false;
    const pgp_column *live = (const pgp_column *)change->live;
    return above(live) && above((const pgp_column *)change->desired) &&
           !pgp_not_null_follows(emitter, live, above(live));
}

/* While the table is on its own, all of them. */
static void rename_inherited(pgp_emitter *emitter, pgp_table *table) {
    pgp_table_step_aside(emitter, table);
    for (const pgp_object *part = table->object.children; part; part = part->sibling)
        if (leaves_name(emitter, part->change))
            rename_apart(emitter, part->change);
    pgp_table_step_back(emitter, table);
}

static bool is_left_by_parents(const pgp_table *table) {
    for (size_t i = 0; i < table->parents.count; i++) {
        const pgp_change *change = table->parents.items[i]->object.change;
        if (change && (change->action == PGP_DROP || change->action == PGP_REPLACE))
            return true;
    }
    return false;
}

void pgp_not_null_prepare(pgp_emitter *emitter, pgp_change *change) {
    if (!is_renamed(change))
        return;
    const pgp_column *live = (const pgp_column *)change->live;
    pgp_table *table = (pgp_table *)live->object.parent;
    size_t first = emitter->plan->step_count;
    pgp_tables others = {.count = 0};
    if (pgp_table_is_let_go(&table->object) || is_left_by_parents(table))
        return;
    emitter->change = change;
    find_others(emitter, live, &others);
    if (leaves_name(emitter, change))
        rename_inherited(emitter, table);
    else if (!above(live) && others.count)
        rename_apart(emitter, change);
    if (emitter->plan->step_count > first)
        pgp_hold_together(emitter, first, change->desired);
}

void pgp_not_null_rename_copies(pgp_emitter *emitter, const pgp_table *table) {
    if (emitter->server_version < 180000)
        return;
    for (const pgp_object *part = table->object.children; part; part = part->sibling) {
        const pgp_column *column = (const pgp_column *)part;
        const pgp_column *copied = part->kind == &pgp_kind_column ? above(column) : NULL;
        if (copied && !same_name(emitter->arena, column, copied))
            pgp_emit(emitter, '~', part, pgp_column_summary(emitter, column),
                     rename_sql(emitter, copied, column));
    }
}

/* -- whether -------------------------------------------------------------------------------------------------------- */

/* DETACH PARTITION checks that nothing refers to the rows that leave. */
static bool is_referenced(const pgp_table *table) {
    for (size_t i = 0; i < table->parents.count; i++)
        if (table->parents.items[i]->is_referenced || is_referenced(table->parents.items[i]))
            return true;
    return false;
}

/* What has only been inherited would be the heir's own for ever. */
static bool has_only_own_parts(const pgp_table *heir) {
    for (const pgp_object *part = heir->object.children; part; part = part->sibling) {
        const pgp_constraint *check = (const pgp_constraint *)part;
        if ((part->kind == &pgp_kind_column && !((const pgp_column *)part)->local) ||
            (part->kind == &pgp_kind_constraint && pgp_constraint_is(check, "check") && !check->local))
            return false;
    }
    return true;
}

/* With two indexes that serve its parent's, the other one could be attached afterwards; a key of another type would not be. */
static bool may_leave(const pgp_model *model, const pgp_table *heir) {
    return heir->partition_of ? !is_referenced(heir) && pgp_indexes_are_found_again(model, &heir->object)
                              : has_only_own_parts(heir);
}

/* Its parent's, as PARTITION OF makes it, or its table's own, as ATTACH and restored dumps leave it. */
static bool is_usual(pgp_arena *arena, const pgp_column *column, const pgp_column *parents) {
    const char *own = pgp_object_name(arena, column->object.parent->name, column->object.name, "not_null");
    return same_name(arena, column, parents) || strcmp(pgp_not_null_name(arena, column), own) == 0;
}

/* Which of the usual ones it is tells how the table came to its parent, and is not worth a lock on both. */
bool pgp_not_null_keeps_name(const pgp_comparison *comparison, const pgp_column *live,
                             const pgp_column *desired) {
    pgp_arena *arena = comparison->arena;
    const pgp_column *from = above(live), *to = above(desired);
    if (!from || !to)
        return false;
    bool stays = !may_leave(comparison->live, (const pgp_table *)live->object.parent);
    if (same_name(arena, live, from) && same_name(arena, desired, to))
        return stays && pgp_not_null_keeps_name(comparison, from, to);
    return stays || (is_usual(arena, live, from) && is_usual(arena, desired, to));
}

/*
 * Indexes of partitions in a plan: much of what happens to them the server does by itself, with the partition or with the
 * index of its parent, and the rest it does not allow one by one.
 */
#include "kinds/index.h"
#include "kinds/table.h"
#include "plan/online.h"

#include <string.h>

static bool is_made(const pgp_object *object) {
    return object->change && (object->change->action == PGP_CREATE || object->change->action == PGP_REPLACE);
}

static bool goes_away(const pgp_object *object) {
    return object->change && (object->change->action == PGP_DROP || object->change->action == PGP_REPLACE);
}

static pgp_object *parent_of(const pgp_model *model, const pgp_object *index) {
    const char *label = pgp_index_storage_of(index).attached_to;
    return label ? pgp_object_named(model, PGP_SPACE_RELATION, label) : NULL;
}

/* The one of another model's same table that is attached to the same index. */
static pgp_object *counterpart(const pgp_model *model, const pgp_object *index) {
    const char *label = pgp_index_storage_of(index).attached_to;
    const pgp_object *table = pgp_model_counterpart(model, index->parent);
    return label && table ? pgp_index_attached(table, label) : NULL;
}

/* -- names -------------------------------------------------------------------------------------------------------- */

/* What cannot be brought about once it is there: the order of its columns, options of a partitioned one, and that nothing is said
 * about it. */
static bool is_renamed(const pgp_plan *plan, const pgp_object *live, const pgp_object *desired) {
    const pgp_index_storage a = pgp_index_storage_of(live), b = pgp_index_storage_of(desired);
    bool same_statistics = !a.statistics || !b.statistics || pgp_same_names(a.statistics, b.statistics);
    return live->kind == desired->kind && live->change && live->change->action == PGP_DROP &&
           desired->change && desired->change->action == PGP_CREATE && same_statistics &&
           (!a.clustered || b.clustered) && (!live->children || desired->children) &&
           pgp_index_same_type(live, desired) && pgp_index_same_timing(live, desired) &&
           pgp_index_same_order(live, desired) &&
           !pgp_index_has_fixed_options(plan->desired->arena, live, desired);
}

/* -- what stays with a partition that is let go ------------------------------------------------------------------- */

static bool keeps_place(const pgp_plan *plan, const pgp_object *live, const pgp_object *desired) {
    const pgp_change *change = live->change;
    if (!change || change->action == PGP_ALTER)
        return !desired->change || desired->change == change;
    return change->action == PGP_REPLACE
               ? change->because && change == desired->change
               : !(desired->flags & PGP_OBJECT_IMPLIED) && is_renamed(plan, live, desired);
}

/* With all that is attached to it. */
static bool can_stay(const pgp_plan *plan, const pgp_object *live) {
    const char *label = pgp_index_label(plan->live->arena, live);
    const pgp_tables *partitions = &((const pgp_table *)live->parent)->heirs;
    for (size_t i = 0; i < partitions->count; i++) {
        const pgp_object *child = pgp_index_attached(&partitions->items[i]->object, label);
        const pgp_object *next = child ? counterpart(plan->desired, child) : NULL;
        if (child && (!next || !keeps_place(plan, child, next) || !can_stay(plan, child)))
            return false;
    }
    return true;
}

/* Its parent's index is made again, but the partition was let go before and has what it had. */
static bool has_stayed(const pgp_plan *plan, const pgp_object *index) {
    const pgp_change *change = index->change;
    if (!change || change->action != PGP_REPLACE || !change->because ||
        pgp_index_comes_late(plan, change->desired))
        return false;
    const pgp_object *parent = parent_of(plan->live, change->live);
    if (pgp_table_is_let_go(change->live->parent))
        return can_stay(plan, change->live);
    return parent && has_stayed(plan, parent);
}

static bool is_made_anew(const pgp_plan *plan, const pgp_object *index) {
    return is_made(index) && !has_stayed(plan, index);
}

/* It is there when the partitions of its own table are made, since that table is made after the index above. */
static bool precedes_partitions(const pgp_plan *plan, const pgp_object *index) {
    const pgp_object *parent = parent_of(plan->desired, index);
    if (!is_made_anew(plan, index))
        return true;
    return parent && is_made(index->parent) && precedes_partitions(plan, parent);
}

/* -- making ----------------------------------------------------------------------------------------------------------- */

static void rename_index(pgp_emitter *emitter, const pgp_object *index, const char *from) {
    pgp_arena *arena = emitter->arena;
    const char *to = pgp_quoted(arena, index->name);
    const char *sql =
        index->kind == &pgp_kind_constraint
            ? pgp_printf(arena, "%s RENAME CONSTRAINT %s TO %s", pgp_alter_parent(emitter, index),
                         pgp_quoted(arena, from), to)
            : pgp_printf(arena, "ALTER INDEX %s RENAME TO %s", pgp_quoted2(arena, index->schema, from), to);
    pgp_emit(emitter, '~', index, pgp_printf(arena, "%s, was %s", pgp_index_summary(emitter, index), from),
             sql);
}

/* The partition has a key where its parent has a plain index: the key takes the index that the server made. */
static void use_index(pgp_emitter *emitter, const pgp_object *index, const char *made) {
    const pgp_constraint *key = (const pgp_constraint *)index;
    pgp_arena *arena = emitter->arena;
    const char *sql =
        pgp_printf(arena, "%s ADD CONSTRAINT %s %s USING INDEX %s", pgp_alter_parent(emitter, index),
                   pgp_quoted(arena, index->name),
                   pgp_constraint_is(key, "primary key") ? "PRIMARY KEY" : "UNIQUE", pgp_quoted(arena, made));
    pgp_emit(emitter, '+', index, pgp_index_summary(emitter, index), sql);
}

/* Of the server's making: as its parent, and under the name that it chose. */
static bool take_usual(pgp_emitter *emitter, const pgp_object *parent, const pgp_object *index) {
    if (index->flags & PGP_OBJECT_IMPLIED)
        return true;
    const char *made = pgp_index_usual_name(emitter->arena, index->parent, parent);
    if (index->kind != parent->kind)
        use_index(emitter, index, made);
    else if (!pgp_index_has_usual_name(emitter->arena, index))
        rename_index(emitter, index, made);
    pgp_index_fit_storage(emitter, parent, index);
    return true;
}

/* Of two under one usual name the server numbers the one whose parent's was made later. */
static bool is_numbered(const pgp_model *model, const pgp_object *parent, const pgp_object *index) {
    const char *usual = pgp_index_usual_name(model->arena, index->parent, parent);
    for (const pgp_object *other = index->parent->children; other; other = other->sibling) {
        const pgp_object *above = other != index && pgp_is_index(other) ? parent_of(model, other) : NULL;
        if (above && strcmp(pgp_index_usual_name(model->arena, other->parent, above), usual) == 0)
            return true;
    }
    return false;
}

bool pgp_index_precedes_attach(const pgp_plan *plan, const pgp_object *index) {
    const pgp_model *model = plan->desired;
    const pgp_object *parent = pgp_is_index(index) ? parent_of(model, index) : NULL;
    if (!parent || !is_made(index->parent) || has_stayed(plan, index) || !precedes_partitions(plan, parent))
        return false;
    return is_numbered(model, parent, index) || pgp_index_has_fixed_options(model->arena, parent, index);
}

/* Of an index that lacks some partition's, or has one that the server does not take for it (a primary key under a unique one, one that
 * itself lacks some, or one that is made after this): a partition that is attached with it there would get its own. */
static bool spares_late_one(const pgp_plan *plan, const pgp_object *index) {
    const char *label = pgp_index_label(plan->desired->arena, index);
    const pgp_tables *partitions = &((const pgp_table *)index->parent)->heirs;
    for (size_t i = 0; pgp_index_storage_of(index).only && i < partitions->count; i++) {
        const pgp_object *partition = &partitions->items[i]->object;
        if (!pgp_table_is_attached_late(plan, partition) || pgp_is_foreign(partition))
            continue;
        const pgp_object *child = pgp_index_attached(partition, label);
        if (!child || !pgp_index_same_type(index, child) || pgp_index_storage_of(child).incomplete ||
            spares_late_one(plan, child))
            return true;
    }
    return false;
}

static bool has_late_partition(const pgp_plan *plan, const pgp_object *table) {
    const pgp_tables *partitions = &((const pgp_table *)table)->heirs;
    for (size_t i = 0; i < partitions->count; i++)
        if (pgp_table_is_attached_late(plan, &partitions->items[i]->object))
            return true;
    return false;
}

static bool is_before(const pgp_object *a, const pgp_object *b) {
    return a->kind == b->kind ? strcmp(a->name, b->name) < 0 : a->kind == &pgp_kind_constraint;
}

/* Since 17 a partition's key is taken for one of its own type only. */
static bool are_taken_for_each_other(const pgp_plan *plan, const pgp_object *a, const pgp_object *b) {
    const int version = plan->live->server_version;
    return (pgp_index_same_type(a, b) || (version && version < 170000)) &&
           (pgp_index_serves(plan->desired, a, b) || pgp_index_serves(plan->desired, b, a));
}

/* Which of a partition's indexes goes with which of two that are equal, the server tells by their age: when the partition is attached
 * one of the two is there. */
static bool is_second(const pgp_plan *plan, const pgp_object *index) {
    if (!has_late_partition(plan, index->parent))
        return false;
    for (const pgp_object *other = index->parent->children; other; other = other->sibling)
        if (pgp_is_index(other) && other != index && is_before(other, index) &&
            are_taken_for_each_other(plan, other, index))
            return true;
    return false;
}

/* What is attached to one that comes late has nothing to be attached to before. */
bool pgp_index_comes_late(const pgp_plan *plan, const pgp_object *desired) {
    if (!pgp_is_index(desired) || desired->parent->kind != &pgp_kind_table)
        return false;
    const pgp_object *parent = parent_of(plan->desired, desired);
    bool stands_alone =
        pgp_table_is_attached_late(plan, desired->parent) && pgp_index_is_double(plan->desired, desired);
    return stands_alone || spares_late_one(plan, desired) || is_second(plan, desired) ||
           (parent && pgp_index_comes_late(plan, parent));
}

/* When its partition is attached, to the index that is there by then. */
static bool is_found_late(const pgp_emitter *emitter, const pgp_object *parent, const pgp_object *index) {
    return pgp_table_is_attached_late(emitter->plan, index->parent) &&
           !pgp_index_comes_late(emitter->plan, parent);
}

bool pgp_index_is_found_late(const pgp_emitter *emitter, const pgp_object *index) {
    const pgp_object *parent = pgp_is_index(index) ? parent_of(emitter->plan->desired, index) : NULL;
    return parent && is_found_late(emitter, parent, index);
}

bool pgp_index_counts_late(const pgp_plan *plan, const pgp_object *index) {
    const char *label = pgp_index_label(plan->desired->arena, index);
    const pgp_tables *partitions = &((const pgp_table *)index->parent)->heirs;
    for (size_t i = 0; pgp_index_storage_of(index).only && i < partitions->count; i++) {
        const pgp_object *partition = &partitions->items[i]->object;
        const pgp_object *child = pgp_index_attached(partition, label);
        if (pgp_table_is_attached_late(plan, partition) || (child && pgp_index_counts_late(plan, child)))
            return true;
    }
    return false;
}

/* Foreign keys may be made before the partition is attached. */
static bool is_referenced(const pgp_model *model, const pgp_object *table) {
    const char *label = pgp_quoted2(model->arena, table->schema, table->name);
    pgp_walk walk = pgp_walk_start(model);
    for (const pgp_object *o; (o = pgp_walk_next(&walk));)
        if (o->kind == &pgp_kind_constraint && pgp_same(((const pgp_constraint *)o)->referenced, label))
            return true;
    return false;
}

/* ATTACH PARTITION builds what is missing while nobody can use the partition: only of small ones it may. */
static bool is_built_by_attach(const pgp_emitter *emitter, const pgp_object *index) {
    return index->flags & PGP_OBJECT_IMPLIED && !is_referenced(emitter->plan->desired, index->parent) &&
           !pgp_is_online(emitter, index);
}

bool pgp_index_comes_with_partition(pgp_emitter *emitter, const pgp_object *index) {
    const pgp_object *parent = parent_of(emitter->plan->desired, index);
    if (!parent)
        return false;
    if (has_stayed(emitter->plan, index)) {
        pgp_index_attach(emitter, index);
        return true;
    }
    if (pgp_index_precedes_attach(emitter->plan, index))
        return true;
    if (is_found_late(emitter, parent, index))
        return is_built_by_attach(emitter, index);
    bool made = !precedes_partitions(emitter->plan, parent);
    const pgp_object *live =
        goes_away(index->parent) || made ? NULL : counterpart(emitter->plan->live, index);
    if (live && is_renamed(emitter->plan, live, index)) {
        rename_index(emitter, index, live->name);
        pgp_index_fit_storage(emitter, live, index);
        return true;
    }
    if (made && (parent->kind == &pgp_kind_index || pgp_index_storage_of(parent).only))
        return false;
    return (made || is_made(index->parent)) && take_usual(emitter, parent, index);
}

/* It finds its partitions' indexes when it is made, unless ONLY; and so does a partition that is attached. */
void pgp_index_attach(pgp_emitter *emitter, const pgp_object *index) {
    const pgp_object *parent = parent_of(emitter->plan->desired, index);
    if (!parent)
        return;
    bool finds = !pgp_index_storage_of(parent).only && is_made_anew(emitter->plan, parent);
    if (finds || is_found_late(emitter, parent, index))
        return;
    pgp_emit(emitter, '~', index, pgp_index_summary(emitter, index),
             pgp_printf(emitter->arena, "ALTER INDEX %s ATTACH PARTITION %s",
                        pgp_index_label(emitter->arena, parent), pgp_index_label(emitter->arena, index)));
}

bool pgp_index_goes_with_parent(pgp_emitter *emitter, const pgp_object *index) {
    const pgp_object *parent = parent_of(emitter->plan->live, index);
    if (!parent)
        return false;
    if (has_stayed(emitter->plan, index))
        return true;
    if (pgp_table_is_let_go(index->parent))
        return false;
    const pgp_object *next = counterpart(emitter->plan->desired, index);
    return (goes_away(parent) && !has_stayed(emitter->plan, parent)) ||
           (next && is_renamed(emitter->plan, index, next));
}

/* -- what the server does not let go ------------------------------------------------------------------------------- */

static pgp_object *root_of(const pgp_model *model, pgp_object *index) {
    for (pgp_object *parent; (parent = parent_of(model, index));)
        index = parent;
    return index;
}

pgp_object *pgp_index_held_by(const pgp_plan *plan, pgp_object *live) {
    return pgp_table_is_let_go(live->parent) ? live : root_of(plan->live, live);
}

static bool stays(const pgp_plan *plan, const pgp_object *live, const pgp_object *desired) {
    bool same = desired->change ? desired->change->live == live : !live->change;
    return same ? !goes_away(live) : is_renamed(plan, live, desired);
}

/* Attached to an index that stays, but not in the way that it is to be: only with its parent's does it go. */
static bool is_held(const pgp_plan *plan, const pgp_object *live) {
    const pgp_object *parent = parent_of(plan->live, live);
    if (!parent || goes_away(parent) || goes_away(live->parent) || pgp_table_is_let_go(live->parent))
        return false;
    const pgp_object *desired = counterpart(plan->desired, live);
    return !desired || !stays(plan, live, desired);
}

/* A new partition gets an index of the type of its parent's, checked when that is, whose columns are sorted as there. */
static bool comes_otherwise(const pgp_plan *plan, const pgp_object *desired) {
    const pgp_object *parent = parent_of(plan->desired, desired);
    bool alike = parent && pgp_index_same_order(parent, desired) && pgp_index_same_type(parent, desired) &&
                 pgp_index_same_timing(parent, desired);
    return parent && !alike && is_made(desired->parent);
}

/* The server looks whether an index is complete when one is attached to it. */
static bool stays_incomplete(const pgp_plan *plan, const pgp_change *change) {
    const pgp_object *index = change->desired;
    if (change->action != PGP_ALTER || !pgp_index_storage_of(change->live).incomplete ||
        pgp_index_storage_of(index).incomplete)
        return false;
    const char *label = pgp_index_label(plan->desired->arena, index);
    const pgp_tables *partitions = &((const pgp_table *)index->parent)->heirs;
    for (size_t i = 0; i < partitions->count; i++) {
        const pgp_object *partition = &partitions->items[i]->object;
        const pgp_object *child = pgp_index_attached(partition, label);
        if (child && child->change && !is_made(partition) && !pgp_table_moves(partition))
            return false;
    }
    return true;
}

pgp_object *pgp_index_in_the_way(const pgp_plan *plan, const pgp_change *change) {
    pgp_object *live = change->live, *desired = change->desired;
    if (live && pgp_is_index(live) && (is_held(plan, live) || stays_incomplete(plan, change)))
        return root_of(plan->live, live);
    if (!desired || !pgp_is_index(desired) || !comes_otherwise(plan, desired))
        return NULL;
    pgp_object *root = root_of(plan->desired, desired);
    return is_made(root) ? NULL : pgp_model_counterpart(plan->live, root);
}

static bool steps_aside(const pgp_table *heir) {
    return heir->partition_of && heir->heirs.count && !goes_away(&heir->object) &&
           !pgp_table_is_let_go(&heir->object);
}

static pgp_object *lost_below(const pgp_plan *plan, const pgp_table *table) {
    pgp_object *lost = NULL;
    for (size_t i = 0; i < table->heirs.count && !lost; i++) {
        const pgp_table *heir = table->heirs.items[i];
        if (!steps_aside(heir))
            continue;
        for (pgp_object *part = heir->object.children; part && !lost; part = part->sibling) {
            pgp_object *held = pgp_is_index(part) && !pgp_index_is_found_again(plan->live, part)
                                   ? pgp_index_held_by(plan, part)
                                   : NULL;
            lost = held && !goes_away(held) ? held : NULL;
        }
        lost = lost ? lost : lost_below(plan, heir);
    }
    return lost;
}

pgp_object *pgp_index_lost_aside(const pgp_plan *plan, const pgp_change *change) {
    const pgp_object *live = change->live;
    bool column = change->action == PGP_ALTER && live->kind == &pgp_kind_column &&
                  live->parent->kind == &pgp_kind_table;
    if (!column || !((const pgp_column *)live)->generated || ((const pgp_column *)change->desired)->generated)
        return NULL;
    return lost_below(plan, (const pgp_table *)live->parent);
}

bool pgp_index_has_keys(const pgp_emitter *emitter, const pgp_object *live) {
    const pgp_table *table = (const pgp_table *)live->parent;
    const char *label = pgp_index_label(emitter->arena, live);
    for (size_t i = 0; table->object.kind == &pgp_kind_table && i < table->heirs.count; i++) {
        const pgp_object *child = pgp_index_attached(&table->heirs.items[i]->object, label);
        if (child && (child->kind == &pgp_kind_constraint || pgp_index_has_keys(emitter, child)))
            return true;
    }
    return false;
}

static void let_heirs_leave(pgp_emitter *emitter, const pgp_table *table) {
    for (size_t i = 0; i < table->heirs.count; i++) {
        pgp_table_leave(emitter, &table->heirs.items[i]->object);
        let_heirs_leave(emitter, table->heirs.items[i]);
    }
}

void pgp_index_let_go(pgp_emitter *emitter, const pgp_object *index) {
    if (index->parent->kind != &pgp_kind_table)
        return;
    if (pgp_index_storage_of(index).attached_to)
        pgp_table_leave(emitter, index->parent);
    let_heirs_leave(emitter, (const pgp_table *)index->parent);
}

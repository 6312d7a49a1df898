/*
 * Typed tables, CREATE TABLE … OF. ALTER TYPE … CASCADE reaches their columns, but converts no values that need USING, and ALTER
 * TABLE changes none of them. So a table whose type or columns change lets go of its type first of all (NOT OF), changes
 * as any other does, and is bound again when everything is made (OF).
 */
#include "kinds/ddl.h"
#include "kinds/table.h"

#include <string.h>

static const pgp_object *next_column(const pgp_object *part) {
    while (part && part->kind != &pgp_kind_column)
        part = part->sibling;
    return part;
}

static bool same_column(const pgp_object *a, const pgp_object *b) {
    const pgp_column *x = (const pgp_column *)a, *y = (const pgp_column *)b;
    return strcmp(a->name, b->name) == 0 && pgp_same(x->type, y->type) &&
           pgp_same(x->collation, y->collation);
}

bool pgp_same_table_type(const pgp_table *live, const pgp_table *desired) {
    if (!live->of_type || !pgp_same(live->of_type, desired->of_type))
        return pgp_same(live->of_type, desired->of_type);
    const pgp_object *a = next_column(live->object.children), *b = next_column(desired->object.children);
    for (; a && b && same_column(a, b); a = next_column(a->sibling))
        b = next_column(b->sibling);
    return !a && !b;
}

/* Columns that stay keep their order, new ones come after them; OF wants the type's order. */
bool pgp_table_can_be_of(const pgp_table *live, const pgp_table *desired) {
    const pgp_object *next = next_column(desired->object.children);
    for (const pgp_object *part = next_column(live->object.children); part;
         part = next_column(part->sibling)) {
        if (!pgp_table_column(desired, part->name))
            continue;
        if (strcmp(part->name, next->name) != 0)
            return false;
        next = next_column(next->sibling);
    }
    return true;
}

static bool is_made_again(const pgp_object *object) {
    return object->change && object->change->action == PGP_REPLACE;
}

/* The type itself, or that of an attribute. */
static bool rests_on_new_type(const pgp_object *type) {
    if (is_made_again(type))
        return true;
    for (const pgp_object *part = next_column(type->children); part; part = next_column(part->sibling))
        for (uint32_t i = 0; i < part->need_count; i++)
            if (is_made_again(part->needs[i]))
                return true;
    return false;
}

void pgp_retype_tables(pgp_plan *plan, pgp_arena *arena) {
    for (pgp_object *live = plan->live->objects; live; live = live->sibling) {
        const pgp_table *table = (const pgp_table *)live;
        if (live->kind != &pgp_kind_table || !table->of_type)
            continue;
        const pgp_object *type = pgp_object_named(plan->live, PGP_SPACE_RELATION, table->of_type);
        pgp_object *desired = pgp_model_counterpart(plan->desired, live);
        if (!type || !desired || !rests_on_new_type(type))
            continue;
        pgp_change *change =
            live->change ? live->change : pgp_change_add(plan, arena, PGP_ALTER, live, desired);
        change->changed |= PGP_BIT(PGP_TABLE_OF_TYPE);
    }
}

static bool changes_type(const pgp_change *change) {
    return change->action == PGP_ALTER && change->live->kind == &pgp_kind_table &&
           PGP_CHANGED(change, PGP_TABLE_OF_TYPE);
}

void pgp_unbind_tables(pgp_emitter *emitter) {
    for (size_t i = 0; i < emitter->plan->change_count; i++) {
        emitter->change = emitter->plan->changes[i];
        if (changes_type(emitter->change) && ((const pgp_table *)emitter->change->live)->of_type)
            pgp_table_emit(emitter, (const pgp_table *)emitter->change->live, "NOT OF");
    }
}

void pgp_bind_tables(pgp_emitter *emitter) {
    for (size_t i = 0; i < emitter->plan->change_count; i++) {
        emitter->change = emitter->plan->changes[i];
        const pgp_table *desired = (const pgp_table *)emitter->change->desired;
        if (changes_type(emitter->change) && desired->of_type)
            pgp_table_emit(emitter, desired, pgp_printf(emitter->arena, "OF %s", desired->of_type));
    }
}

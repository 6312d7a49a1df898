#include "plan/rebuild_types.h"

#include "kinds/table.h"
#include "kinds/type.h"

#include <string.h>

/* Columns have it, or a domain or range over it. */
static bool has_columns(const pgp_dependents *dependents, const pgp_object *type) {
    for (size_t i = dependents->start[type->number]; i < dependents->start[type->number + 1]; i++) {
        const pgp_object *user = dependents->items[i];
        bool column = user->kind == &pgp_kind_column && user->parent != type;
        bool over = user->kind == &pgp_kind_domain || user->kind == &pgp_kind_range;
        if (column || (over && has_columns(dependents, user)))
            return true;
    }
    return false;
}

bool pgp_attribute_is_held(const pgp_dependents *dependents, const pgp_object *column) {
    return column->parent->kind == &pgp_kind_composite && has_columns(dependents, column->parent);
}

static bool stays(const pgp_object *object) {
    for (; object; object = object->parent)
        if (object->change && (object->change->action == PGP_DROP || object->change->action == PGP_REPLACE))
            return false;
    return true;
}

/* It is a table of the type to the end (kinds/table_typed.c). */
static bool stays_bound(const pgp_object *table) {
    const pgp_change *change = table->change;
    bool unbound = change && change->action == PGP_ALTER && PGP_CHANGED(change, PGP_TABLE_OF_TYPE);
    return table->kind == &pgp_kind_table && stays(table) && !unbound;
}

bool pgp_attribute_is_unused(const pgp_dependents *dependents, const pgp_object *column) {
    const pgp_object *type = column->parent;
    if (column->kind != &pgp_kind_column || type->kind != &pgp_kind_composite)
        return false;
    for (size_t i = dependents->start[column->number]; i < dependents->start[column->number + 1]; i++)
        if (stays(dependents->items[i]))
            return false;
    for (size_t i = dependents->start[type->number]; i < dependents->start[type->number + 1]; i++)
        if (stays_bound(dependents->items[i]))
            return false;
    return true;
}

static bool contains(pgp_arena *arena, const pgp_dependents *dependents, const pgp_object *user,
                     const pgp_object *domain) {
    if (user->kind == &pgp_kind_range)
        return has_columns(dependents, user);
    if (user->kind == &pgp_kind_domain)
        return pgp_domain_is_contained(arena, dependents, user);
    if (user->kind != &pgp_kind_column)
        return false;
    if (user->parent->kind == &pgp_kind_composite)
        return pgp_attribute_is_held(dependents, user);
    return !pgp_same(((const pgp_column *)user)->type, pgp_quoted2(arena, domain->schema, domain->name));
}

/* Of the domain, or of one over it, inside of arrays, composite types and ranges. */
bool pgp_domain_is_contained(pgp_arena *arena, const pgp_dependents *dependents, const pgp_object *domain) {
    for (size_t i = dependents->start[domain->number]; i < dependents->start[domain->number + 1]; i++)
        if (contains(arena, dependents, dependents->items[i], domain))
            return true;
    return false;
}

pgp_object *pgp_stricter_domain(const pgp_plan *plan, const pgp_change *change) {
    const pgp_object *desired = change->action == PGP_DROP ? NULL : change->desired;
    if (!desired)
        return NULL;
    bool not_null = desired->kind == &pgp_kind_domain && ((const pgp_domain *)desired)->not_null &&
                    change->action == PGP_ALTER && !((const pgp_domain *)change->live)->not_null;
    bool check = desired->kind == &pgp_kind_constraint && desired->parent->kind == &pgp_kind_domain &&
                 !((const pgp_constraint *)desired)->not_valid;
    return not_null ? change->live : check ? pgp_model_counterpart(plan->live, desired->parent) : NULL;
}

void pgp_pair_types(pgp_plan *plan) {
    size_t kept = 0;
    for (size_t i = 0; i < plan->change_count; i++) {
        pgp_change *change = plan->changes[i];
        pgp_object *live = change->action == PGP_CREATE ? pgp_type_before(plan->live, change->desired) : NULL;
        if (!live || !live->change || live->change->action != PGP_DROP)
            continue;
        change->action = PGP_REPLACE;
        change->live = live;
        live->change = change;
    }
    for (size_t i = 0; i < plan->change_count; i++) {
        pgp_change *change = plan->changes[i];
        if (change->action != PGP_DROP || change->live->change == change)
            plan->changes[kept++] = change;
    }
    plan->change_count = kept;
}

static bool has_columns_that_change(const pgp_dependents *dependents, const pgp_object *type) {
    for (size_t i = dependents->start[type->number]; i < dependents->start[type->number + 1]; i++) {
        const pgp_object *user = dependents->items[i];
        if (user->kind == &pgp_kind_column && user->change && user->change->action == PGP_ALTER)
            return true;
    }
    return false;
}

bool pgp_type_is_dropped_late(const pgp_dependents *dependents, const pgp_object *gone,
                              const pgp_object *dependent) {
    const pgp_object *type = pgp_object_top(dependent);
    bool waits = type->kind == &pgp_kind_composite ||
                 (type->kind == &pgp_kind_domain && has_columns_that_change(dependents, type));
    return waits && type->change && type->change->action == PGP_DROP && gone->change &&
           gone->change->action == PGP_REPLACE;
}

bool pgp_changes_type(const pgp_change *change) {
    const pgp_object *live = change->live;
    if (change->retyped)
        return true;
    if (change->action != PGP_ALTER || live->kind != &pgp_kind_column)
        return false;
    const pgp_column *from = (const pgp_column *)live, *to = (const pgp_column *)change->desired;
    return !pgp_same(from->type, to->type) || !pgp_same(from->collation, to->collation);
}

bool pgp_computes_with_retyped(const pgp_object *part) {
    size_t retyped = 0;
    for (const pgp_object *o = part->parent ? part->parent->children : NULL; o && retyped < 2; o = o->sibling)
        if (o->kind == &pgp_kind_column && o->change && pgp_changes_type(o->change) &&
            pgp_part_computes_with_column(part, o->name))
            retyped++;
    return retyped > 1;
}

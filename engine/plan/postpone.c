#include "plan/postpone.h"

#include "kinds/index.h"
#include "kinds/table.h"
#include "kinds/view.h"

#include <string.h>

static bool loses_columns(const pgp_plan *plan, const pgp_object *table) {
    const pgp_object *live = pgp_model_counterpart(plan->live, table);
    for (const pgp_object *child = live ? live->children : NULL; child; child = child->sibling) {
        if (child->kind == &pgp_kind_column && child->change && child->change->action == PGP_DROP)
            return true;
    }
    return false;
}

/* What the server reads when it is made, and keeps as it was then. */
static const char *query_of(const pgp_object *object) {
    if (pgp_is_view(object))
        return ((const pgp_view *)object)->query.text;
    bool is_routine = object->kind == &pgp_kind_function || object->kind == &pgp_kind_procedure;
    return is_routine ? ((const pgp_function *)object)->sql_body.text : NULL;
}

static bool has_star_over_loss(const pgp_plan *plan, const pgp_object *object) {
    const char *text = query_of(object);
    if (!text || !strchr(text, '*'))
        return false;
    for (uint32_t i = 0; i < object->need_count; i++) {
        if (object->needs[i]->kind == &pgp_kind_table && loses_columns(plan, object->needs[i]))
            return true;
    }
    return false;
}

/* Files tell which relations it reads, not which columns. */
static bool reads(const pgp_plan *plan, const pgp_object *live, const pgp_object *column) {
    for (uint32_t i = 0; i < live->need_count; i++)
        if (live->needs[i] == column || (!plan->live->server_version && live->needs[i] == column->parent &&
                                         pgp_text_mentions(query_of(live), column->name)))
            return true;
    return false;
}

static bool reads_lost_column(const pgp_plan *plan, const pgp_object *live) {
    for (size_t i = 0; i < plan->change_count; i++) {
        const pgp_change *change = plan->changes[i];
        if (change->action == PGP_DROP && change->live->kind == &pgp_kind_column &&
            reads(plan, live, change->live))
            return true;
    }
    return false;
}

bool pgp_stands_on_loss(const pgp_plan *plan, const pgp_change *change) {
    return change->action == PGP_ALTER && query_of(change->live) &&
           has_star_over_loss(plan, change->desired) && reads_lost_column(plan, change->live);
}

/* What only the database mentions is made again as it is, on what is made anew. */
static const pgp_object *made_object(const pgp_object *object) {
    return object->change && object->change->desired ? object->change->desired : object;
}

static bool refers_to_late_key(const pgp_plan *plan, const pgp_object *object) {
    if (object->kind != &pgp_kind_constraint || !((const pgp_constraint *)object)->referenced)
        return false;
    for (uint32_t i = 0; i < object->need_count; i++) {
        const pgp_object *key = made_object(object->needs[i]);
        if (pgp_is_index(key) && key->parent->kind == &pgp_kind_table && pgp_index_counts_late(plan, key))
            return true;
    }
    return false;
}

static bool needs_postponed(const pgp_object *object, const bool *postponed) {
    for (const pgp_object *parent = object->parent; parent; parent = parent->parent) {
        if (postponed[made_object(parent)->number])
            return true;
    }
    for (uint32_t i = 0; i < object->need_count; i++) {
        if (postponed[made_object(object->needs[i])->number])
            return true;
    }
    return false;
}

void pgp_postpone(pgp_plan *plan, pgp_arena *arena, pgp_operations *made, pgp_operations *postponed) {
    size_t most = plan->live->count > plan->desired->count ? plan->live->count : plan->desired->count,
           kept = 0;
    bool *waits = pgp_alloc(arena, (most + 1) * sizeof *waits);
    for (size_t i = 0; i < made->count; i++) {
        pgp_operation operation = made->items[i];
        const pgp_object *object = operation.change->desired;
        bool makes = operation.type == PGP_MAKE || operation.type == PGP_FINISH;
        if (makes && (waits[object->number] || has_star_over_loss(plan, object) ||
                      pgp_index_comes_late(plan, object) || refers_to_late_key(plan, object) ||
                      needs_postponed(object, waits))) {
            waits[object->number] = object->change->desired == object;
            PGP_PUSH(arena, postponed->items, postponed->count, postponed->capacity, operation);
        } else {
            made->items[kept++] = operation;
        }
    }
    made->count = kept;
}

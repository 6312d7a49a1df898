/*
 * What looks like a rename: something goes, and something of the same shape comes in its place. It is planned as it is
 * declared, and pointed out.
 */
#include "diff/rename.h"

#include "kinds/kinds.h"

#include <string.h>

static bool is_whole(const pgp_change *change, pgp_action action) {
    const pgp_object *object = change->live ? change->live : change->desired;
    const pgp_change *parent = object->parent ? object->parent->change : NULL;
    return change->action == action && !(object->flags & PGP_OBJECT_IMPLIED) &&
           !(parent && (parent->action == PGP_CREATE || parent->action == PGP_DROP));
}

/* -- shapes --------------------------------------------------------------------------------------------------- */

static size_t count_columns(const pgp_object *relation) {
    size_t count = 0;
    for (const pgp_object *child = relation->children; child; child = child->sibling)
        count += child->kind == &pgp_kind_column;
    return count;
}

static bool same_columns(const pgp_object *a, const pgp_object *b) {
    for (const pgp_object *child = a->children; child; child = child->sibling) {
        const pgp_object *other =
            child->kind == &pgp_kind_column ? pgp_child(b, child->kind, child->name) : NULL;
        if (child->kind == &pgp_kind_column &&
            !(other && pgp_same(((const pgp_column *)child)->type, ((const pgp_column *)other)->type)))
            return false;
    }
    return count_columns(a) && count_columns(a) == count_columns(b);
}

/* How many columns stay before it: columns that were at one place, and are. */
static size_t place_of(const pgp_object *column, const pgp_model *other) {
    size_t place = 0;
    for (const pgp_object *o = column->parent->children; o != column; o = o->sibling)
        place += o->kind == &pgp_kind_column && pgp_model_counterpart(other, o);
    return place;
}

static bool same_column(const pgp_plan *plan, const pgp_object *live, const pgp_object *desired) {
    const pgp_column *a = (const pgp_column *)live, *b = (const pgp_column *)desired;
    return pgp_same(a->type, b->type) && pgp_same(a->generated, b->generated) &&
           place_of(live, plan->desired) == place_of(desired, plan->live);
}

static bool same_function(const pgp_object *live, const pgp_object *desired) {
    const pgp_function *a = (const pgp_function *)live, *b = (const pgp_function *)desired;
    return a->body && pgp_same(a->body, b->body) && pgp_same(live->args, desired->args) &&
           pgp_same(a->returns, b->returns);
}

static bool same_labels(const pgp_object *live, const pgp_object *desired) {
    const pgp_enum *a = (const pgp_enum *)live, *b = (const pgp_enum *)desired;
    return a->labels.count && pgp_same_names(&a->labels, &b->labels);
}

static bool same_shape(const pgp_plan *plan, const pgp_object *live, const pgp_object *desired) {
    const pgp_kind *kind = live->kind;
    if (kind == &pgp_kind_column)
        return same_column(plan, live, desired);
    if (kind == &pgp_kind_table || kind == &pgp_kind_composite)
        return same_columns(live, desired);
    if (kind == &pgp_kind_function || kind == &pgp_kind_procedure)
        return same_function(live, desired);
    return kind == &pgp_kind_enum && same_labels(live, desired);
}

/* -- pairs ---------------------------------------------------------------------------------------------------- */

static bool same_whole(const pgp_plan *plan, const pgp_object *live, const pgp_object *desired) {
    if (live->kind != desired->kind || !live->parent != !desired->parent)
        return false;
    return !live->parent || pgp_model_counterpart(plan->desired, live->parent) == desired->parent;
}

/* The one that fits; NULL: none, or several. */
static const pgp_object *only_match(const pgp_plan *plan, const pgp_object *live) {
    const pgp_object *match = NULL;
    for (size_t i = 0; i < plan->change_count; i++) {
        const pgp_change *change = plan->changes[i];
        if (!is_whole(change, PGP_CREATE) || !same_whole(plan, live, change->desired) ||
            !same_shape(plan, live, change->desired))
            continue;
        if (match)
            return NULL;
        match = change->desired;
    }
    return match;
}

/* A domain's or enum's quotes, and the schema where it becomes another. */
static const char *old_name(pgp_arena *arena, const pgp_object *live, const pgp_object *desired) {
    bool moved = !live->parent && !pgp_same(live->schema, desired->schema);
    return pgp_quoted2(arena, moved ? live->schema : NULL, live->name);
}

void pgp_note_likely_renames(pgp_context *context, const pgp_plan *plan) {
    pgp_arena *arena = context->arena;
    for (size_t i = 0; i < plan->change_count; i++) {
        const pgp_change *change = plan->changes[i];
        const pgp_object *desired = is_whole(change, PGP_DROP) ? only_match(plan, change->live) : NULL;
        if (desired && desired->where.file)
            pgp_note_add(
                context, &desired->where,
                "%s %s goes and %s comes: if that is a rename, write \"-- pgplumb: renamed from %s\" "
                "beside it",
                desired->kind->name, pgp_object_label(arena, change->live), pgp_object_label(arena, desired),
                old_name(arena, change->live, desired));
    }
}

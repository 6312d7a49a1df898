/*
 * Which index of a partition will do for its parent's: CompareIndexInfo() of src/backend/catalog/index.c, and what its callers
 * ask of constraints.
 */
#include "equal/canonical.h"
#include "kinds/constraint.h"

#include <string.h>

typedef struct matching {
    const pgp_model *model;
    const pgp_object *parent; /* an index, or a constraint with one */
} matching;

/* Both as if they stood in the parent, whose columns the partition has. */
static const char *canonical(const matching *m, const pgp_sql *sql) {
    pgp_arena *arena = m->model->arena;
    pgp_canonical_about about = {
        .model = m->model, .functions = pgp_list_functions(arena, m->model), .relation = m->parent->parent};
    return pgp_canonical_text(arena, &about, sql, false);
}

/* What a server prints has one spelling only. */
static bool same_text(const matching *m, const pgp_sql *a, const pgp_sql *b) {
    if (pgp_same(a->text, b->text))
        return true;
    return a->text && b->text && !m->model->server_version && pgp_same(canonical(m, a), canonical(m, b));
}

/* The order of an index's columns does not matter to it. */
static bool same_keys(const matching *m, const pgp_keys *a, const pgp_keys *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const pgp_key *x = &a->items[i], *y = &b->items[i];
        if (!pgp_same(x->column, y->column) || !same_text(m, &x->expression, &y->expression) ||
            !pgp_same(x->collation, y->collation) || !pgp_same(x->opclass, y->opclass))
            return false;
    }
    return true;
}

static bool same_index(const matching *m, const pgp_index *a, const pgp_index *b) {
    return a->unique == b->unique && strcmp(a->method, b->method) == 0 && same_keys(m, &a->keys, &b->keys) &&
           pgp_same_names(&a->include, &b->include) && a->nulls_not_distinct == b->nulls_not_distinct &&
           same_text(m, &a->predicate, &b->predicate);
}

static bool is_plain_key(const pgp_constraint *constraint) {
    return pgp_has_index(constraint) && !pgp_constraint_is(constraint, "exclude") &&
           !constraint->without_overlaps;
}

/* Indexes with operators for exclusion are never taken for each other; a primary key and a unique one are. */
static bool same_key(const pgp_constraint *a, const pgp_constraint *b) {
    return is_plain_key(a) && is_plain_key(b) && pgp_same_names(&a->columns, &b->columns) &&
           pgp_same_names(&a->include, &b->include) && a->nulls_not_distinct == b->nulls_not_distinct;
}

/* A key of the partition also serves as the plain unique index that its parent has. */
static bool key_serves(const pgp_index *parent, const pgp_constraint *key) {
    bool plain = parent->unique && !parent->predicate.text && strcmp(parent->method, "btree") == 0;
    if (!plain || !pgp_has_index(key) || key->without_overlaps || parent->keys.count != key->columns.count)
        return false;
    for (size_t i = 0; i < parent->keys.count; i++)
        if (!pgp_same(parent->keys.items[i].column, key->columns.items[i]) || parent->keys.items[i].opclass)
            return false;
    return pgp_same_names(&parent->include, &key->include) &&
           parent->nulls_not_distinct == key->nulls_not_distinct;
}

bool pgp_index_serves(const pgp_model *model, const pgp_object *parent, const pgp_object *child) {
    const matching m = {.model = model, .parent = parent};
    if (parent->kind == &pgp_kind_index)
        return child->kind == &pgp_kind_index
                   ? same_index(&m, (const pgp_index *)parent, (const pgp_index *)child)
                   : key_serves((const pgp_index *)parent, (const pgp_constraint *)child);
    return child->kind == parent->kind &&
           same_key((const pgp_constraint *)parent, (const pgp_constraint *)child);
}

bool pgp_index_same_type(const pgp_object *a, const pgp_object *b) {
    if (a->kind != &pgp_kind_constraint || b->kind != &pgp_kind_constraint)
        return true;
    return strcmp(((const pgp_constraint *)a)->type, ((const pgp_constraint *)b)->type) == 0;
}

bool pgp_index_same_timing(const pgp_object *a, const pgp_object *b) {
    const pgp_constraint *x = (const pgp_constraint *)a, *y = (const pgp_constraint *)b;
    return a->kind != &pgp_kind_constraint || b->kind != &pgp_kind_constraint ||
           (x->deferrable == y->deferrable && x->initially_deferred == y->initially_deferred);
}

/* A constraint's are ascending, and without options. */
static pgp_key key_at(const pgp_object *index, size_t i) {
    return index->kind == &pgp_kind_index ? ((const pgp_index *)index)->keys.items[i] : (pgp_key){0};
}

bool pgp_index_same_order(const pgp_object *a, const pgp_object *b) {
    const pgp_object *index = a->kind == &pgp_kind_index ? a : b;
    size_t count = index->kind == &pgp_kind_index ? ((const pgp_index *)index)->keys.count : 0;
    for (size_t i = 0; i < count; i++) {
        const pgp_key x = key_at(a, i), y = key_at(b, i);
        if (x.descending != y.descending || x.nulls_first != y.nulls_first ||
            !pgp_same_names(&x.opclass_options, &y.opclass_options))
            return false;
    }
    return true;
}

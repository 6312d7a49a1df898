/*
 * DROP: what a relation takes with it is locked, too.
 */
#include "hazard/statement.h"

#include <string.h>

#define OBJECT(name) PG_QUERY__OBJECT_TYPE__OBJECT_##name

static void lose(pgp_analyzer *a, const pgp_object *object, const char *what) {
    const char *label = pgp_object_label(a->arena, object);
    if (object->kind->holds_data)
        pgp_find_hazard(a, "data-loss", label, what);
    pgp_find_hazard(a, "breaks-old-application", label, "it is gone");
}

static void lock_child(pgp_analyzer *a, const pgp_table *child, const pgp_constraint *key, void *argument) {
    (void)argument;
    pgp_touch(a, child, PGP_LOCK_ACCESS_EXCLUSIVE);
    pgp_state_remove(a, child, &key->object);
}

/* Its foreign keys' triggers are on the tables that they refer to. */
static void lock_referenced(pgp_analyzer *a, const pgp_table *table) {
    for (const pgp_object *o = pgp_now(a, table)->object.children; o; o = o->sibling)
        if (pgp_is_constraint(o, "foreign key")) {
            const pgp_table *referenced = pgp_state_by_label(a, ((const pgp_constraint *)o)->referenced);
            if (referenced)
                pgp_touch_tree(a, referenced, PGP_LOCK_ACCESS_EXCLUSIVE);
        }
}

static void drop_table(pgp_analyzer *a, const pgp_table *table) {
    const pgp_table *now = pgp_now(a, table);
    const pgp_table *parent = now->partition_of ? pgp_state_by_label(a, now->partition_of) : NULL;
    const pgp_table *default_partition = parent ? pgp_default_partition(a, parent) : NULL;
    pgp_tables tree = pgp_table_tree(a, table, false);
    if (parent)
        pgp_touch(a, parent, PGP_LOCK_ACCESS_EXCLUSIVE);
    if (default_partition)
        pgp_touch(a, default_partition, PGP_LOCK_ACCESS_EXCLUSIVE);
    for (size_t i = 0; i < tree.count; i++) {
        pgp_touch(a, tree.items[i], PGP_LOCK_ACCESS_EXCLUSIVE);
        lock_referenced(a, tree.items[i]);
        pgp_touch_sequences(a, tree.items[i], NULL, PGP_LOCK_ACCESS_EXCLUSIVE);
        pgp_each_referring(a, tree.items[i], lock_child, NULL);
    }
    lose(a, &table->object, "every row of it");
    for (size_t i = 0; i < tree.count; i++)
        pgp_state_drop(a, &tree.items[i]->object);
}

static void drop_relation(pgp_analyzer *a, const pgp_object *relation) {
    if (!relation)
        return;
    if (relation->kind == &pgp_kind_table) {
        drop_table(a, (const pgp_table *)relation);
        return;
    }
    pgp_touch(a, relation, PGP_LOCK_ACCESS_EXCLUSIVE);
    lose(a, relation, "what it holds");
    pgp_state_drop(a, relation);
}

/* Partitions lose those that are attached to it. */
static void drop_index_of(pgp_analyzer *a, const pgp_table *table, const pgp_object *index, pgp_lock lock) {
    bool only = pgp_has_storage(a, table) || ((const pgp_index *)index)->only;
    pgp_tables tree = pgp_table_tree(a, table, only);
    for (size_t i = 0; i < tree.count; i++)
        pgp_touch(a, tree.items[i], lock)->indexes_dropped |= pgp_has_storage(a, tree.items[i]);
}

/* The table's own lock: a query that is planned meanwhile has to see the index or not. */
static void drop_index(pgp_analyzer *a, const pgp_object *index, bool concurrently) {
    if (!index || !index->parent)
        return;
    pgp_lock lock = concurrently ? PGP_LOCK_SHARE_UPDATE_EXCLUSIVE : PGP_LOCK_ACCESS_EXCLUSIVE;
    if (index->parent->kind == &pgp_kind_table)
        drop_index_of(a, (const pgp_table *)index->parent, index, lock);
    else
        pgp_touch(a, index->parent, lock)->indexes_dropped = true;
    pgp_state_drop(a, index);
}

static void drop_part(pgp_analyzer *a, const PgQuery__List *names, const pgp_kind *kind) {
    const char *schema, *name;
    pgp_name_of_list(names->n_items - 1, names->items, &schema, &name);
    const pgp_object *relation = name ? pgp_state_named(a, schema, name) : NULL;
    pgp_touch(a, relation, PGP_LOCK_ACCESS_EXCLUSIVE);
    const char *part = pgp_string_of(names->items[names->n_items - 1]);
    if (!relation || relation->kind != &pgp_kind_table || !part)
        return;
    const pgp_object *child = pgp_now_child(a, (const pgp_table *)relation, kind, part);
    if (child)
        pgp_state_remove(a, (const pgp_table *)relation, child);
}

static const pgp_kind *part_kind(PgQuery__ObjectType type) {
    switch (type) {
    case OBJECT(TRIGGER): return &pgp_kind_trigger;
    case OBJECT(RULE): return &pgp_kind_rule;
    case OBJECT(POLICY): return &pgp_kind_policy;
    default: return NULL;
    }
}

static bool is_relation(PgQuery__ObjectType type) {
    return type == OBJECT(TABLE) || type == OBJECT(VIEW) || type == OBJECT(MATVIEW) ||
           type == OBJECT(SEQUENCE) || type == OBJECT(FOREIGN_TABLE);
}

static void drop_named(pgp_analyzer *a, const PgQuery__DropStmt *stmt, const PgQuery__List *names) {
    const char *schema, *name;
    pgp_name_of_list(names->n_items, names->items, &schema, &name);
    if (part_kind(stmt->remove_type))
        drop_part(a, names, part_kind(stmt->remove_type));
    else if (stmt->remove_type == OBJECT(INDEX))
        drop_index(a, name ? pgp_state_named(a, schema, name) : NULL, stmt->concurrent);
    else if (is_relation(stmt->remove_type))
        drop_relation(a, name ? pgp_state_named(a, schema, name) : NULL);
    else
        a->out->understood = stmt->behavior != PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
}

void pgp_analyze_drop(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__DropStmt *stmt = statement->drop_stmt;
    a->out->no_transaction = stmt->concurrent;
    for (size_t i = 0; i < stmt->n_objects; i++)
        if (stmt->objects[i]->node_case == PG_QUERY__NODE__NODE_LIST)
            drop_named(a, stmt, stmt->objects[i]->list);
}

/*
 * Partitions that come and go, and CREATE TABLE.
 */
#include "hazard/analysis.h"

#include <string.h>

#define NODE(name) PG_QUERY__NODE__NODE_##name

const pgp_table *pgp_default_partition(pgp_analyzer *a, const pgp_table *parent) {
    const pgp_tables *heirs = &pgp_now(a, parent)->heirs;
    for (size_t i = 0; i < heirs->count; i++) {
        const pgp_table *heir = pgp_now(a, heirs->items[i]);
        if (!(heir->object.flags & PGP_OBJECT_DROPPED) && heir->partition_bound.text &&
            strcmp(heir->partition_bound.text, "DEFAULT") == 0)
            return heirs->items[i];
    }
    return NULL;
}

static void scan_tree(pgp_analyzer *a, const pgp_table *table) {
    pgp_tables tree = pgp_table_tree(a, table, false);
    for (size_t i = 0; i < tree.count; i++)
        pgp_touch(a, tree.items[i], PGP_LOCK_ACCESS_EXCLUSIVE)->scanned |= pgp_has_storage(a, tree.items[i]);
}

/* Rows of the default partition may belong to the new one. */
static void check_default(pgp_analyzer *a, const pgp_table *parent,
                          const PgQuery__PartitionBoundSpec *bound) {
    const pgp_table *other = pgp_default_partition(a, parent);
    if (!other)
        return;
    pgp_touch_tree(a, other, PGP_LOCK_ACCESS_EXCLUSIVE);
    if (!pgp_bound_is_excluded(a, other, parent, bound))
        scan_tree(a, other);
}

static void lock_referring(pgp_analyzer *a, const pgp_table *child, const pgp_constraint *key,
                           void *argument) {
    (void)key;
    (void)argument;
    pgp_touch_tree(a, child, PGP_LOCK_SHARE_ROW_EXCLUSIVE);
}

/* The parent's foreign keys become the partition's, and those that refer to the parent refer to it. */
static void take_foreign_keys(pgp_analyzer *a, const pgp_table *parent, const pgp_table *child) {
    if (a->version >= 150000)
        pgp_each_referring(a, parent, lock_referring, NULL);
    for (const pgp_object *o = pgp_now(a, parent)->object.children; o; o = o->sibling) {
        if (!pgp_is_constraint(o, "foreign key"))
            continue;
        const pgp_table *referenced = pgp_state_by_label(a, ((const pgp_constraint *)o)->referenced);
        if (referenced)
            pgp_touch_tree(a, referenced, PGP_LOCK_SHARE_ROW_EXCLUSIVE);
        if (child)
            scan_tree(a, child);
    }
}

/* -- indexes that a partition has to have ------------------------------------------------------------------------------ */

static const pgp_names *constraint_columns(const pgp_object *child) {
    bool indexed = pgp_is_constraint(child, "primary key") || pgp_is_constraint(child, "unique");
    return indexed ? &((const pgp_constraint *)child)->columns : NULL;
}

static const char *index_text(pgp_analyzer *a, const pgp_object *child) {
    pgp_text text = pgp_text_new(a->arena);
    const pgp_names *columns = constraint_columns(child);
    for (size_t i = 0; columns && i < columns->count; i++)
        pgp_text_addf(&text, "%s,", columns->items[i]);
    if (columns)
        return text.data;
    const pgp_index *index = (const pgp_index *)child;
    if (child->kind != &pgp_kind_index)
        return NULL;
    for (size_t i = 0; i < index->keys.count; i++) {
        const pgp_key *key = &index->keys.items[i];
        pgp_text_addf(&text, "%s,", key->column ? key->column : key->expression.text);
    }
    return text.data;
}

static bool has_index_like(pgp_analyzer *a, const pgp_table *table, const char *text) {
    for (const pgp_object *o = pgp_now(a, table)->object.children; o; o = o->sibling)
        if (pgp_same(index_text(a, o), text))
            return true;
    return false;
}

static void take_indexes(pgp_analyzer *a, const pgp_table *parent, const pgp_table *child) {
    for (const pgp_object *o = pgp_now(a, parent)->object.children; o; o = o->sibling) {
        const char *text = index_text(a, o);
        if (text && !has_index_like(a, child, text))
            pgp_touch(a, child, PGP_LOCK_ACCESS_EXCLUSIVE)->indexes_built |= pgp_has_storage(a, child);
    }
}

/* -- ATTACH and DETACH ----------------------------------------------------------------------------------------------------- */

static const pgp_table *partition_of_command(pgp_altering *at) {
    const pgp_object *found = pgp_state_relation(at->a, at->command->def->partition_cmd->name);
    return found && found->kind == &pgp_kind_table ? (const pgp_table *)found : NULL;
}

static void attach_index(pgp_altering *at) {
    pgp_touch(at->a, pgp_state_relation(at->a, at->command->def->partition_cmd->name),
              PGP_LOCK_ACCESS_EXCLUSIVE);
}

static void link_partition(pgp_altering *at, const pgp_table *child) {
    pgp_table *parent = pgp_state_edit(at->a, at->table);
    PGP_PUSH(at->a->arena, parent->heirs.items, parent->heirs.count, parent->heirs.capacity,
             (pgp_table *)(uintptr_t)child);
    pgp_state_edit(at->a, child)->partition_of =
        pgp_quoted2(at->a->arena, at->table->object.schema, at->table->object.name);
}

/* A default partition without others has every row. */
static bool takes_all(const pgp_altering *at, const PgQuery__PartitionBoundSpec *bound) {
    return bound->is_default && at->table && !pgp_now(at->a, at->table)->heirs.count;
}

void pgp_analyze_attach(pgp_altering *at) {
    const PgQuery__PartitionBoundSpec *bound = at->command->def->partition_cmd->bound;
    const pgp_table *child = partition_of_command(at);
    if (!bound) {
        attach_index(at);
        return;
    }
    if (at->table)
        check_default(at->a, at->table, bound);
    if (child) {
        pgp_touch_tree(at->a, child, PGP_LOCK_ACCESS_EXCLUSIVE);
        if (!takes_all(at, bound) && (!at->table || !pgp_bound_is_implied(at->a, child, at->table, bound)))
            scan_tree(at->a, child);
    }
    if (at->table)
        take_foreign_keys(at->a, at->table, child);
    if (at->table && child) {
        take_indexes(at->a, at->table, child);
        link_partition(at, child);
    }
}

/* What it had of its parent's foreign keys becomes its own: with triggers of its own on the referenced table. */
static void leave_foreign_keys(pgp_altering *at) {
    for (const pgp_object *o = pgp_now(at->a, at->table)->object.children; o; o = o->sibling) {
        if (!pgp_is_constraint(o, "foreign key"))
            continue;
        const pgp_table *referenced = pgp_state_by_label(at->a, ((const pgp_constraint *)o)->referenced);
        if (referenced)
            pgp_touch_tree(at->a, referenced, PGP_LOCK_SHARE_ROW_EXCLUSIVE);
    }
}

/* CONCURRENTLY waits for those who use the parent before it locks the partition alone. */
void pgp_analyze_detach(pgp_altering *at) {
    bool concurrent = at->command->def->partition_cmd->concurrent;
    const pgp_table *child = partition_of_command(at);
    const pgp_table *other = at->table && !concurrent ? pgp_default_partition(at->a, at->table) : NULL;
    at->a->out->no_transaction |= concurrent;
    pgp_touch(at->a, child, PGP_LOCK_ACCESS_EXCLUSIVE);
    if (other)
        pgp_touch(at->a, other, PGP_LOCK_ACCESS_EXCLUSIVE);
    if (!child || !at->table)
        return;
    leave_foreign_keys(at);
    pgp_tables *heirs = &pgp_state_edit(at->a, at->table)->heirs;
    size_t kept = 0;
    for (size_t i = 0; i < heirs->count; i++)
        if (heirs->items[i] != child)
            heirs->items[kept++] = heirs->items[i];
    heirs->count = kept;
    pgp_state_edit(at->a, child)->partition_of = NULL;
}

/* -- CREATE TABLE ------------------------------------------------------------------------------------------------------------- */

static void analyze_constraints(pgp_altering *at, size_t n, PgQuery__Node *const *nodes) {
    for (size_t i = 0; i < n; i++)
        if (nodes[i]->node_case == NODE(CONSTRAINT))
            pgp_analyze_constraint(at, nodes[i]->constraint, NULL);
        else if (nodes[i]->node_case == NODE(COLUMN_DEF))
            analyze_constraints(at, nodes[i]->column_def->n_constraints, nodes[i]->column_def->constraints);
}

static void create_partition(pgp_analyzer *a, const pgp_table *parent,
                             const PgQuery__PartitionBoundSpec *bound) {
    pgp_touch(a, parent, PGP_LOCK_ACCESS_EXCLUSIVE);
    check_default(a, parent, bound);
    take_foreign_keys(a, parent, NULL);
}

void pgp_analyze_create_table(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__CreateStmt *stmt = statement->create_stmt;
    pgp_altering at = {.a = a, .lock = PGP_LOCK_ACCESS_EXCLUSIVE};
    for (size_t i = 0; i < stmt->n_inh_relations; i++) {
        const pgp_object *parent = pgp_state_relation(a, stmt->inh_relations[i]->range_var);
        if (parent && parent->kind == &pgp_kind_table && stmt->partbound)
            create_partition(a, (const pgp_table *)parent, stmt->partbound);
        else
            pgp_touch(a, parent, PGP_LOCK_SHARE_UPDATE_EXCLUSIVE);
    }
    analyze_constraints(&at, stmt->n_table_elts, stmt->table_elts);
    analyze_constraints(&at, stmt->n_constraints, stmt->constraints);
}

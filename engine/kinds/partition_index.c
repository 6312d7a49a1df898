/*
 * What the server makes of a partitioned table's indexes for its partitions (src/backend/commands/indexcmds.c: DefineIndex;
 * tablecmds.c: AttachPartitionEnsureIndexes): an index of a partition that will do is attached, else one is made.
 */
#include "kinds/constraint.h"
#include "kinds/table.h"

#include <string.h>

static bool is_derivable(const pgp_object *object) {
    if (object->kind == &pgp_kind_index)
        return !((const pgp_index *)object)->only;
    return object->kind == &pgp_kind_constraint && pgp_has_index((const pgp_constraint *)object) &&
           !((const pgp_constraint *)object)->only;
}

static const char **attached_to(pgp_object *object) {
    if (object->kind == &pgp_kind_index)
        return &((pgp_index *)object)->attached_to;
    bool has_index = object->kind == &pgp_kind_constraint && pgp_has_index((pgp_constraint *)object);
    return has_index ? &((pgp_constraint *)object)->attached_to : NULL;
}

/* -- which will do: CompareIndexInfo() of src/backend/catalog/index.c -------------------------------------------------- */

static bool same_text(const pgp_sql *a, const pgp_sql *b) {
    return pgp_same(a->text, b->text);
}

/* The order of an index's columns does not matter to it. */
static bool same_keys(const pgp_keys *a, const pgp_keys *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const pgp_key *x = &a->items[i], *y = &b->items[i];
        if (!pgp_same(x->column, y->column) || !same_text(&x->expression, &y->expression) ||
            !pgp_same(x->collation, y->collation) || !pgp_same(x->opclass, y->opclass))
            return false;
    }
    return true;
}

static bool same_index(const pgp_index *a, const pgp_index *b) {
    return a->unique == b->unique && strcmp(a->method, b->method) == 0 && same_keys(&a->keys, &b->keys) &&
           pgp_same_names(&a->include, &b->include) && a->nulls_not_distinct == b->nulls_not_distinct &&
           same_text(&a->predicate, &b->predicate);
}

/* Exclusion constraints are never taken for each other. */
static bool same_key(const pgp_constraint *a, const pgp_constraint *b) {
    return strcmp(a->type, b->type) == 0 && !pgp_constraint_is(a, "exclude") &&
           pgp_same_names(&a->columns, &b->columns) && pgp_same_names(&a->include, &b->include) &&
           a->nulls_not_distinct == b->nulls_not_distinct && a->without_overlaps == b->without_overlaps;
}

/* A key of the partition also serves as the plain unique index that its parent has. */
static bool key_serves(const pgp_index *parent, const pgp_object *child) {
    const pgp_constraint *key = (const pgp_constraint *)child;
    bool plain = parent->unique && !parent->predicate.text && strcmp(parent->method, "btree") == 0;
    if (!plain || child->kind != &pgp_kind_constraint || !pgp_has_index(key) ||
        parent->keys.count != key->columns.count)
        return false;
    for (size_t i = 0; i < parent->keys.count; i++)
        if (!pgp_same(parent->keys.items[i].column, key->columns.items[i]) || parent->keys.items[i].opclass)
            return false;
    return pgp_same_names(&parent->include, &key->include) &&
           parent->nulls_not_distinct == key->nulls_not_distinct;
}

static bool serves(const pgp_object *parent, const pgp_object *child) {
    if (parent->kind == &pgp_kind_index)
        return child->kind == &pgp_kind_index
                   ? same_index((const pgp_index *)parent, (const pgp_index *)child)
                   : key_serves((const pgp_index *)parent, child);
    return child->kind == parent->kind &&
           same_key((const pgp_constraint *)parent, (const pgp_constraint *)child);
}

/* -- making one ---------------------------------------------------------------------------------------------------------- */

static void copy_index(pgp_index *copy, const pgp_index *from) {
    pgp_object object = copy->object;
    *copy = *from;
    copy->object = object;
    copy->clustered = copy->only = copy->incomplete = false;
    copy->statistics = (pgp_names){0};
    copy->attached_to = NULL;
}

static void copy_key(pgp_constraint *copy, const pgp_constraint *from) {
    pgp_object object = copy->object;
    *copy = *from;
    copy->object = object;
    copy->clustered = copy->only = copy->incomplete = copy->local = false;
    copy->attached_to = NULL;
}

pgp_object *pgp_index_copy(pgp_parser *parser, pgp_object *table, const pgp_object *index) {
    const char *schema = index->kind == &pgp_kind_index ? table->schema : NULL;
    pgp_object *copy = pgp_object_new(parser->model, index->kind, schema, "");
    if (index->kind == &pgp_kind_index)
        copy_index((pgp_index *)copy, (const pgp_index *)index);
    else
        copy_key((pgp_constraint *)copy, (const pgp_constraint *)index);
    copy->parent = table;
    copy->where = index->where;
    copy->name = pgp_index_name(parser, table, copy);
    pgp_copy_references(parser->arena, copy, index);
    return copy;
}

/* -- partitions ------------------------------------------------------------------------------------------------------------ */

static pgp_object *attached_child(const pgp_table *partition, const char *parent) {
    for (pgp_object *child = partition->object.children; child; child = child->sibling)
        if (attached_to(child) && pgp_same(*attached_to(child), parent))
            return child;
    return NULL;
}

static pgp_object *fitting_child(const pgp_table *partition, const pgp_object *index) {
    for (pgp_object *child = partition->object.children; child; child = child->sibling)
        if (attached_to(child) && !*attached_to(child) && serves(index, child))
            return child;
    return NULL;
}

/* An index is made after those of the partitions, which it then finds, or which are attached to it; a constraint may come
 * with its table, before them. */
static void order(pgp_parser *parser, pgp_object *parent, pgp_object *child) {
    if (parent->kind == &pgp_kind_index && is_derivable(parent))
        pgp_object_need(parser->model, parent, child);
    else
        pgp_object_need(parser->model, child, parent);
}

static void make_child(pgp_parser *parser, pgp_object *index, pgp_table *partition, const char *label) {
    pgp_object *child = pgp_index_copy(parser, &partition->object, index);
    *attached_to(child) = label;
    child->flags |= PGP_OBJECT_IMPLIED;
    child->origin = index;
    if (child->kind == &pgp_kind_constraint && pgp_constraint_is((pgp_constraint *)child, "primary key"))
        pgp_primary_key_not_null(parser, partition, &((pgp_constraint *)child)->columns);
    pgp_model_add(parser->model, child);
}

/* Statements after it was derived may have given it a name or parameters of its own. */
static bool is_still_implied(pgp_parser *parser, const pgp_object *index, pgp_object *child) {
    if (child->flags & PGP_OBJECT_IMPLIED && pgp_index_is_usual(parser->arena, index, child))
        return true;
    child->flags &= ~(uint32_t)PGP_OBJECT_IMPLIED;
    child->origin = NULL;
    return false;
}

/* `always`: though the index was made with ONLY. */
static void derive_child(pgp_parser *parser, pgp_object *index, pgp_table *partition, bool always) {
    const char *label = pgp_intern(parser->model, pgp_index_label(parser->arena, index));
    bool derivable = always || is_derivable(index);
    pgp_object *child = attached_child(partition, label);
    if (!child && derivable && (child = fitting_child(partition, index)))
        *attached_to(child) = label;
    if (!child && derivable)
        make_child(parser, index, partition, label);
    else if (child && !is_still_implied(parser, index, child))
        order(parser, index, child);
}

/* ONLY spares the partitions that there are, not those to come. */
void pgp_partition_take_indexes(pgp_parser *parser, pgp_table *partition, pgp_table *parent) {
    bool takes = partition->partition_of && !partition->server;
    for (pgp_object *part = parent->object.children; part && takes; part = part->sibling)
        if (attached_to(part))
            derive_child(parser, part, partition, true);
}

/* Foreign partitions have no indexes, and are not asked for any. */
static bool is_there(const pgp_table *table) {
    return !(table->object.flags & PGP_OBJECT_DROPPED) && !table->server;
}

static bool is_incomplete(const pgp_object *index) {
    return index->kind == &pgp_kind_index ? ((const pgp_index *)index)->incomplete
                                          : ((const pgp_constraint *)index)->incomplete;
}

static bool lacks_child(pgp_parser *parser, const pgp_object *index, const pgp_tables *partitions) {
    const char *label = pgp_index_label(parser->arena, index);
    for (size_t i = 0; i < partitions->count; i++) {
        const pgp_object *child = attached_child(partitions->items[i], label);
        if (is_there(partitions->items[i]) && (!child || is_incomplete(child)))
            return true;
    }
    return false;
}

/* Dumps say ONLY of every constraint and attach those of the partitions: they might as well have come with it. */
static void set_incomplete(pgp_object *index, bool incomplete) {
    pgp_constraint *constraint = (pgp_constraint *)index;
    if (index->kind == &pgp_kind_index) {
        ((pgp_index *)index)->incomplete = incomplete;
        return;
    }
    constraint->incomplete = incomplete;
    constraint->only = constraint->only && incomplete;
}

static void derive_table(pgp_parser *parser, pgp_table *table) {
    const pgp_tables *partitions = &table->heirs;
    if (!table->partition_key.text)
        return;
    for (pgp_object *part = table->object.children; part; part = part->sibling)
        for (size_t i = 0; attached_to(part) && i < partitions->count; i++)
            if (is_there(partitions->items[i]))
                derive_child(parser, part, partitions->items[i], false);
    for (size_t i = 0; i < partitions->count; i++)
        derive_table(parser, partitions->items[i]);
    for (pgp_object *part = table->object.children; part; part = part->sibling)
        if (attached_to(part))
            set_incomplete(part, lacks_child(parser, part, partitions));
}

pgp_status pgp_derive_partition_indexes(pgp_parser *parser) {
    for (pgp_object *object = parser->model->objects; object; object = object->sibling)
        if (object->kind == &pgp_kind_table && !((pgp_table *)object)->partition_of)
            derive_table(parser, (pgp_table *)object);
    return PGP_OK;
}

/*
 * What the server makes of a partitioned table's indexes for its partitions (src/backend/commands/indexcmds.c: DefineIndex;
 * tablecmds.c: AttachPartitionEnsureIndexes): an index that the partition has at that moment and that will do is attached,
 * else one is made. Statements do it one after the other, so that what comes later stands alone as it does there.
 */
#include "kinds/constraint.h"
#include "kinds/table.h"

#include <string.h>

static const char **attached_to(pgp_object *object) {
    if (object->kind == &pgp_kind_index)
        return &((pgp_index *)object)->attached_to;
    bool has_index = object->kind == &pgp_kind_constraint && pgp_has_index((pgp_constraint *)object);
    return has_index ? &((pgp_constraint *)object)->attached_to : NULL;
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

/* Foreign partitions have no indexes, and are not asked for any. */
static bool takes_indexes(const pgp_table *table) {
    return !(table->object.flags & PGP_OBJECT_DROPPED) && !table->server;
}

/* Since 17 a key of a partition that is attached is taken for one of its own type only; when the parent gets a key, and before,
 * any will do. */
static bool takes_any_type(const pgp_model *model, bool attaching) {
    return !attaching || (model->target_version && model->target_version < 170000);
}

static pgp_object *fitting_child(const pgp_parser *parser, const pgp_table *partition,
                                 const pgp_object *index, bool attaching) {
    for (pgp_object *child = partition->object.children; child; child = child->sibling)
        if (attached_to(child) && !*attached_to(child) && pgp_index_serves(parser->model, index, child) &&
            (takes_any_type(parser->model, attaching) || pgp_index_same_type(index, child)))
            return child;
    return NULL;
}

static pgp_object *make_child(pgp_parser *parser, const pgp_object *index, pgp_table *partition) {
    pgp_object *child = pgp_index_copy(parser, &partition->object, index);
    child->flags |= PGP_OBJECT_IMPLIED;
    if (child->kind == &pgp_kind_constraint && pgp_constraint_is((pgp_constraint *)child, "primary key"))
        pgp_primary_key_not_null(parser, partition, &((pgp_constraint *)child)->columns);
    pgp_model_add(parser->model, child);
    return child;
}

/* One that is attached has had those of its own partitions. */
static void give_index(pgp_parser *parser, const pgp_object *index, pgp_table *partition, bool attaching) {
    const char *label = pgp_intern(parser->model, pgp_index_label(parser->arena, index));
    pgp_object *child = fitting_child(parser, partition, index, attaching);
    if (child) {
        *attached_to(child) = label;
        return;
    }
    child = make_child(parser, index, partition);
    *attached_to(child) = label;
    pgp_partitions_take_index(parser, child);
}

void pgp_partitions_take_index(pgp_parser *parser, const pgp_object *index) {
    const pgp_table *table = (const pgp_table *)index->parent;
    if (index->parent->kind != &pgp_kind_table || pgp_index_storage_of(index).only)
        return;
    for (size_t i = 0; i < table->heirs.count; i++)
        if (table->heirs.items[i]->partition_of && takes_indexes(table->heirs.items[i]))
            give_index(parser, index, table->heirs.items[i], false);
}

/* ONLY spares the partitions that there are, not those to come. */
void pgp_partition_take_indexes(pgp_parser *parser, pgp_table *partition, const pgp_table *parent) {
    bool takes = partition->partition_of && takes_indexes(partition);
    for (pgp_object *part = parent->object.children; part && takes; part = part->sibling)
        if (attached_to(part))
            give_index(parser, part, partition, true);
}

void pgp_partition_keep_indexes(pgp_table *partition) {
    for (pgp_object *child = partition->object.children; child; child = child->sibling)
        if (attached_to(child)) {
            *attached_to(child) = NULL;
            child->flags &= ~(uint32_t)PGP_OBJECT_IMPLIED;
        }
}

static pgp_object *attached_child(const pgp_table *partition, const char *label) {
    for (pgp_object *child = partition->object.children; child; child = child->sibling)
        if (attached_to(child) && pgp_same(*attached_to(child), label))
            return child;
    return NULL;
}

/* In a file that is not in the server's order the partition may have got a copy before. */
void pgp_index_attach_to(pgp_parser *parser, pgp_object *child, const pgp_object *parent) {
    const char *label = pgp_intern(parser->model, pgp_index_label(parser->arena, parent));
    pgp_object *copy = attached_child((const pgp_table *)child->parent, label);
    if (copy && copy != child && copy->flags & PGP_OBJECT_IMPLIED)
        pgp_index_remove(parser, copy);
    *attached_to(child) = label;
}

void pgp_index_remove(pgp_parser *parser, pgp_object *index) {
    const char *label = pgp_index_label(parser->arena, index);
    const pgp_table *table = (const pgp_table *)index->parent;
    bool has_partitions = table->object.kind == &pgp_kind_table && attached_to(index);
    for (size_t i = 0; has_partitions && i < table->heirs.count; i++) {
        pgp_object *child = attached_child(table->heirs.items[i], label);
        if (child)
            pgp_index_remove(parser, child);
    }
    pgp_model_remove(parser->model, index);
}

/* -- when everything is read --------------------------------------------------------------------------------------------- */

/* Of one that is made ON ONLY its table a foreign partition counts, too (validatePartitionedIndex). */
static bool lacks_child(pgp_parser *parser, const pgp_object *index, const pgp_tables *partitions) {
    const char *label = pgp_index_label(parser->arena, index);
    bool only = pgp_index_storage_of(index).only;
    for (size_t i = 0; i < partitions->count; i++) {
        const pgp_table *partition = partitions->items[i];
        const pgp_object *child = attached_child(partition, label);
        bool counts = takes_indexes(partition) || (only && partition->server);
        if (counts && (!child || pgp_index_storage_of(child).incomplete))
            return true;
    }
    return false;
}

static void set_incomplete(pgp_object *index, bool incomplete) {
    if (index->kind == &pgp_kind_index)
        ((pgp_index *)index)->incomplete = incomplete;
    else
        ((pgp_constraint *)index)->incomplete = incomplete;
}

/* From the leaves up. */
static void find_incomplete(pgp_parser *parser, const pgp_table *table) {
    if (!table->partition_key.text)
        return;
    for (size_t i = 0; i < table->heirs.count; i++)
        find_incomplete(parser, table->heirs.items[i]);
    for (pgp_object *part = table->object.children; part; part = part->sibling)
        if (attached_to(part))
            set_incomplete(part, lacks_child(parser, part, &table->heirs));
}

pgp_status pgp_derive_partition_indexes(pgp_parser *parser) {
    for (pgp_object *object = parser->model->objects; object; object = object->sibling)
        if (object->kind == &pgp_kind_table && !((pgp_table *)object)->partition_of)
            find_incomplete(parser, (pgp_table *)object);
    pgp_settle_partition_indexes(parser->model);
    return PGP_OK;
}

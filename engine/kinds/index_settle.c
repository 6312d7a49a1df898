/*
 * Who makes the indexes of partitions: the server, together with their parent's index, or one statement each.
 *
 * The server attaches the first index of a partition that will do, or makes one under the name that it chooses. Where that
 * would not give what there is to be, the parent's index is made with ONLY and those of its partitions are attached by hand.
 */
#include "kinds/index.h"
#include "kinds/table.h"

static bool *only_of(pgp_object *index) {
    return index->kind == &pgp_kind_index ? &((pgp_index *)index)->only : &((pgp_constraint *)index)->only;
}

pgp_object *pgp_index_attached(const pgp_object *partition, const char *label) {
    for (pgp_object *child = partition->children; child; child = child->sibling)
        if (pgp_is_index(child) && pgp_same(pgp_index_storage_of(child).attached_to, label))
            return child;
    return NULL;
}

bool pgp_index_is_double(const pgp_model *model, const pgp_object *index) {
    const pgp_table *table = (const pgp_table *)index->parent;
    if (table->object.kind != &pgp_kind_table || !table->partition_of || !table->parents.count ||
        pgp_index_storage_of(index).attached_to)
        return false;
    const pgp_object *part = table->parents.items[0]->object.children;
    while (part && !(pgp_is_index(part) && pgp_index_serves(model, part, index)))
        part = part->sibling;
    return part != NULL;
}

/* Another one of its table would do for the same index of the parent. */
static bool has_rival(const pgp_model *model, const pgp_object *parent, const pgp_object *index) {
    for (const pgp_object *other = index->parent->children; other; other = other->sibling)
        if (other != index && pgp_is_index(other) && pgp_index_serves(model, parent, other))
            return true;
    return false;
}

bool pgp_index_is_found_again(const pgp_model *model, const pgp_object *index) {
    const char *label = pgp_index_storage_of(index).attached_to;
    const pgp_object *parent = label ? pgp_object_named(model, PGP_SPACE_RELATION, label) : NULL;
    return parent ? pgp_index_same_type(parent, index) && !has_rival(model, parent, index)
                  : !pgp_index_is_double(model, index);
}

bool pgp_indexes_are_found_again(const pgp_model *model, const pgp_object *partition) {
    for (const pgp_object *part = partition->children; part; part = part->sibling)
        if (pgp_is_index(part) && !pgp_index_is_found_again(model, part))
            return false;
    return true;
}

/* The partition has an index that the server would take, though it is to stay alone. */
static bool has_double(const pgp_model *model, const pgp_object *partition, const pgp_object *index) {
    for (const pgp_object *child = partition->children; child; child = child->sibling)
        if (pgp_is_index(child) && !pgp_index_storage_of(child).attached_to &&
            pgp_index_serves(model, index, child))
            return true;
    return false;
}

/* A key gets its name afterwards, unless something else has the one that the server would choose. */
static bool can_be_renamed(const pgp_model *model, const pgp_object *index, const pgp_object *child) {
    const char *usual = pgp_index_usual_name(model->arena, child->parent, child);
    return index->kind == &pgp_kind_constraint && child->kind == index->kind &&
           pgp_index_same_type(index, child) && pgp_index_same_timing(index, child) &&
           !pgp_index_has_fixed_options(model->arena, index, child) &&
           !pgp_model_find(model, PGP_SPACE_RELATION, child->parent->schema, usual, NULL);
}

static bool settle_index(pgp_model *model, pgp_object *index);

static bool is_by_hand(pgp_model *model, const pgp_object *index, const pgp_object *partition) {
    pgp_object *child = pgp_index_attached(partition, pgp_index_label(model->arena, index));
    bool below = child && settle_index(model, child);
    bool unusual =
        child && !pgp_index_is_usual(model->arena, index, child) && !can_be_renamed(model, index, child);
    return below || unusual || has_double(model, partition, index);
}

static void settle_child(pgp_model *model, pgp_object *index, pgp_object *child) {
    if (!*only_of(index) && pgp_index_is_usual(model->arena, index, child)) {
        child->flags |= PGP_OBJECT_IMPLIED;
        child->origin = index;
        return;
    }
    child->flags &= ~(uint32_t)PGP_OBJECT_IMPLIED;
    child->origin = NULL;
    pgp_object_need(model, child, index);
}

/* Whether it is made with ONLY; those of its partitions before it. */
static bool settle_index(pgp_model *model, pgp_object *index) {
    if (index->parent->kind != &pgp_kind_table)
        return false;
    const char *label = pgp_index_label(model->arena, index);
    const pgp_tables *partitions = &((const pgp_table *)index->parent)->heirs;
    bool only = pgp_index_storage_of(index).incomplete;
    for (size_t i = 0; i < partitions->count; i++)
        only = is_by_hand(model, index, &partitions->items[i]->object) || only;
    *only_of(index) = only;
    for (size_t i = 0; i < partitions->count; i++) {
        pgp_object *child = pgp_index_attached(&partitions->items[i]->object, label);
        if (child)
            settle_child(model, index, child);
    }
    return only;
}

void pgp_settle_partition_indexes(pgp_model *model) {
    for (pgp_object *object = model->objects; object; object = object->sibling) {
        const pgp_table *table = (const pgp_table *)object;
        if (object->kind != &pgp_kind_table || !table->partition_key.text)
            continue;
        for (pgp_object *part = object->children; part; part = part->sibling)
            if (pgp_is_index(part) && !pgp_index_storage_of(part).attached_to)
                settle_index(model, part);
    }
}

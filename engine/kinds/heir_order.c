/*
 * Whether it matters in which order a table and its heirs get their parts. Mostly it does not: what the table has comes with an heir,
 * whichever is first. But ONLY, NOT VALID, and what is said about a part once it is there mean the heirs of that moment.
 */
#include "kinds/constraint.h"
#include "kinds/table.h"

/* The partition's index is what it would be made as, if it were made now. */
static bool is_as_made(const pgp_model *model, const pgp_object *index, const pgp_object *child) {
    pgp_index_storage own = pgp_index_storage_of(child), above = pgp_index_storage_of(index);
    return child->flags & PGP_OBJECT_IMPLIED && pgp_same(own.tablespace, above.tablespace) &&
           pgp_same_options(model->arena, own.options, above.options);
}

static bool index_has_order(const pgp_model *model, const pgp_object *index, const pgp_tables *partitions) {
    pgp_index_storage storage = pgp_index_storage_of(index);
    const char *label = pgp_index_label(model->arena, index);
    bool order = storage.only || storage.incomplete;
    for (size_t i = 0; i < partitions->count && !order; i++) {
        const pgp_object *child = pgp_index_attached(&partitions->items[i]->object, label);
        order = child && !is_as_made(model, index, child);
    }
    return order;
}

static bool has_double(const pgp_model *model, const pgp_object *partition) {
    for (const pgp_object *part = partition->children; part; part = part->sibling)
        if (pgp_is_index(part) && pgp_index_is_double(model, part))
            return true;
    return false;
}

static bool part_has_order(const pgp_model *model, const pgp_object *part, const pgp_table *table) {
    if (part->kind == &pgp_kind_constraint && ((const pgp_constraint *)part)->not_valid)
        return true;
    if (!table->partition_key.text)
        return false;
    return part->kind == &pgp_kind_trigger
               ? !pgp_same(((const pgp_trigger *)part)->enabled, "origin")
               : pgp_is_index(part) && index_has_order(model, part, &table->heirs);
}

bool pgp_heirs_have_order(const pgp_model *model, const pgp_table *table) {
    bool order = false;
    if (!table->heirs.count)
        return false;
    for (const pgp_object *part = table->object.children; part && !order; part = part->sibling)
        order = part_has_order(model, part, table);
    for (size_t i = 0; i < table->heirs.count && !order; i++)
        order = has_double(model, &table->heirs.items[i]->object);
    return order;
}

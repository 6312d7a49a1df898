/*
 * Published tables whose rows nobody may change: the server would not know how to tell subscribers which ones they are.
 */
#include "kinds/table.h"

#include <string.h>

static bool has_member(const pgp_model *live, const pgp_object *publication, const pgp_object *table) {
    const char *label = pgp_quoted2(live->arena, table->schema, table->name);
    return ((const pgp_publication *)publication)->all_tables ||
           pgp_child(publication, &pgp_kind_publication_table, label) ||
           pgp_child(publication, &pgp_kind_publication_schema, table->schema);
}

static bool publishes_updates(const pgp_model *live, const pgp_object *table) {
    for (const pgp_object *object = live->objects; object; object = object->sibling)
        if (object->kind == &pgp_kind_publication &&
            pgp_names_has(&((const pgp_publication *)object)->publish, "update") &&
            has_member(live, object, table))
            return true;
    return false;
}

/* One that is dropped in the plan may be gone by then. */
static bool has_key(const pgp_object *table) {
    for (const pgp_object *part = table->children; part; part = part->sibling) {
        const pgp_constraint *constraint = (const pgp_constraint *)part;
        if (part->kind == &pgp_kind_constraint && strcmp(constraint->type, "primary key") == 0)
            return !constraint->deferrable && !part->change;
    }
    return false;
}

static bool is_identified(const pgp_table *table) {
    bool by_key = strcmp(table->replica_identity, "default") == 0;
    return by_key ? has_key(&table->object) : strcmp(table->replica_identity, "nothing") != 0;
}

static bool takes_updates(const pgp_model *live, const pgp_table *table, bool published) {
    published = published || publishes_updates(live, &table->object);
    bool stored = !table->partition_key.text && strcmp(table->persistence, "permanent") == 0;
    if (stored && published && !is_identified(table))
        return false;
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_table *heir = table->heirs.items[i];
        if (!takes_updates(live, heir, published && heir->partition_of))
            return false;
    }
    return true;
}

bool pgp_table_takes_updates(const pgp_plan *plan, const pgp_object *table) {
    const pgp_model *live = plan->live;
    const pgp_table *there = (const pgp_table *)pgp_model_counterpart(live, table);
    bool published = false;
    for (const pgp_table *above = there; above && above->partition_of && !published;) {
        above = (const pgp_table *)pgp_object_named(live, PGP_SPACE_RELATION, above->partition_of);
        published = above && publishes_updates(live, &above->object);
    }
    return !there || takes_updates(live, there, published);
}

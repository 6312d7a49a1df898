/*
 * Foreign keys of partitions beside their parents' (src/backend/commands/tablecmds.c: addFkRecurseReferencing,
 * CloneFkReferencing, tryAttachPartitionForeignKey).
 *
 * The server gives each partition a copy of its parent's foreign keys, which is no object of ours. Where the partition has an
 * equal one of its own by then, that one becomes the copy, under the name that it has; one that comes later stays apart.
 */
#include "kinds/constraint.h"
#include "kinds/table.h"

#include <string.h>

static bool is_foreign_key(const pgp_object *part) {
    return part->kind == &pgp_kind_constraint &&
           pgp_constraint_is((const pgp_constraint *)part, "foreign key");
}

static const pgp_table *parent_of(const pgp_table *partition) {
    return partition->partition_of && partition->parents.count ? partition->parents.items[0] : NULL;
}

static bool goes_away(const pgp_object *object) {
    return object->change && (object->change->action == PGP_DROP || object->change->action == PGP_REPLACE);
}

/* -- which are equal --------------------------------------------------------------------------------------------- */

static const pgp_reference *table_reference(const pgp_constraint *key) {
    const pgp_reference *reference = key->object.references;
    while (reference && reference->type != PGP_REF_RELATION)
        reference = reference->next;
    return reference;
}

/* Before everything is read the other table may be a name only. */
static bool same_table(const pgp_constraint *a, const pgp_constraint *b) {
    if (a->referenced || b->referenced)
        return pgp_same(a->referenced, b->referenced);
    const pgp_reference *x = table_reference(a), *y = table_reference(b);
    return pgp_same(x->schema, y->schema) && pgp_same(x->name, y->name);
}

/* What is not said is the primary key. */
static bool same_referenced_columns(const pgp_names *a, const pgp_names *b) {
    return !a->count || !b->count || pgp_same_names(a, b);
}

/* The columns that ON DELETE sets are not looked at. */
static bool is_equal(const pgp_constraint *own, const pgp_constraint *above) {
    return same_table(own, above) && pgp_same_names(&own->columns, &above->columns) &&
           same_referenced_columns(&own->referenced_columns, &above->referenced_columns) &&
           own->period == above->period && own->deferrable == above->deferrable &&
           own->initially_deferred == above->initially_deferred && pgp_same(own->match, above->match) &&
           pgp_same(own->on_update, above->on_update) && pgp_same(own->on_delete, above->on_delete) &&
           own->not_enforced == above->not_enforced;
}

/* -- reading: what was there when the other came ----------------------------------------------------------------- */

static void meet(pgp_parser *parser, pgp_table *partition, const pgp_constraint *key) {
    for (pgp_object *part = partition->object.children; part; part = part->sibling)
        if (is_foreign_key(part)) {
            pgp_constraint *own = (pgp_constraint *)part;
            PGP_PUSH(parser->arena, own->met.items, own->met.count, own->met.capacity, key);
        }
}

void pgp_partitions_meet_key(pgp_parser *parser, const pgp_table *table, const pgp_constraint *key) {
    for (size_t i = 0; i < table->heirs.count; i++) {
        pgp_table *partition = table->heirs.items[i];
        if (!partition->partition_of)
            continue;
        meet(parser, partition, key);
        pgp_partitions_meet_key(parser, partition, key);
    }
}

void pgp_partition_meets_keys(pgp_parser *parser, pgp_table *partition) {
    for (const pgp_table *above = parent_of(partition); above; above = parent_of(above))
        for (const pgp_object *part = above->object.children; part; part = part->sibling)
            if (is_foreign_key(part)) {
                meet(parser, partition, (const pgp_constraint *)part);
                pgp_partitions_meet_key(parser, partition, (const pgp_constraint *)part);
            }
}

static bool has_met(const pgp_constraint *own, const pgp_constraint *key) {
    for (size_t i = 0; i < own->met.count; i++)
        if (own->met.items[i] == key)
            return true;
    return false;
}

/* Before 18 one that is not valid is not taken. */
static bool can_be_taken(const pgp_model *model, const pgp_constraint *own) {
    return !own->not_valid || !model->target_version || model->target_version >= 180000;
}

/* The server takes the first by name. */
pgp_constraint *pgp_partition_key_taken(const pgp_model *model, const pgp_table *partition,
                                        const pgp_constraint *key) {
    pgp_constraint *first = NULL;
    for (pgp_object *part = partition->object.children; part; part = part->sibling) {
        pgp_constraint *own = (pgp_constraint *)part;
        if (is_foreign_key(part) && has_met(own, key) && is_equal(own, key) && can_be_taken(model, own) &&
            (!first || strcmp(part->name, first->object.name) < 0))
            first = own;
    }
    return first;
}

/* -- names of copies ------------------------------------------------------------------------------------------------ */

void pgp_name_key_copy(pgp_model *model, pgp_table *partition, const char *above, const char *name) {
    pgp_names_add(model->arena, &partition->key_copies, above);
    pgp_names_add(model->arena, &partition->key_copies, name);
}

static const char *name_below(const pgp_table *partition, const char *above) {
    for (size_t i = 0; i + 1 < partition->key_copies.count; i += 2)
        if (strcmp(partition->key_copies.items[i], above) == 0)
            return partition->key_copies.items[i + 1];
    return above;
}

const char *pgp_key_copy_name(const pgp_table *partition, const pgp_constraint *key) {
    const pgp_table *above = parent_of(partition);
    bool known = above && &above->object != key->object.parent;
    return name_below(partition, known ? pgp_key_copy_name(above, key) : key->object.name);
}

/* -- when everything is read ------------------------------------------------------------------------------------ */

/* One that is taken took those of the partition's own partitions before. */
static void take_keys(pgp_parser *parser, const pgp_table *table, const pgp_constraint *key,
                      const char *name) {
    for (size_t i = 0; i < table->heirs.count; i++) {
        pgp_table *partition = table->heirs.items[i];
        pgp_constraint *own =
            partition->partition_of ? pgp_partition_key_taken(parser->model, partition, key) : NULL;
        if (own) {
            pgp_name_key_copy(parser->model, partition, name, own->object.name);
            pgp_model_remove(parser->model, &own->object);
        }
        take_keys(parser, partition, own ? own : key, own ? own->object.name : name);
    }
}

void pgp_derive_partition_keys(pgp_parser *parser) {
    for (pgp_object *object = parser->model->objects; object; object = object->sibling) {
        const pgp_table *table = (const pgp_table *)object;
        if (object->kind != &pgp_kind_table || !table->partition_key.text)
            continue;
        for (pgp_object *part = object->children; part; part = part->sibling)
            if (is_foreign_key(part))
                take_keys(parser, table, (const pgp_constraint *)part, part->name);
    }
    pgp_settle_partition_keys(parser->model);
}

static pgp_constraint *equal_above(const pgp_constraint *own) {
    const pgp_table *above = parent_of((const pgp_table *)own->object.parent);
    for (; above; above = parent_of(above))
        for (pgp_object *part = above->object.children; part; part = part->sibling)
            if (is_foreign_key(part) && is_equal(own, (const pgp_constraint *)part))
                return (pgp_constraint *)part;
    return NULL;
}

/* It stays apart where it comes after its parent's. */
void pgp_settle_partition_keys(pgp_model *model) {
    for (pgp_object *object = model->objects; object; object = object->sibling) {
        if (object->kind != &pgp_kind_table || !((const pgp_table *)object)->partition_of)
            continue;
        for (pgp_object *part = object->children; part; part = part->sibling) {
            pgp_constraint *above = is_foreign_key(part) ? equal_above((const pgp_constraint *)part) : NULL;
            if (above)
                pgp_object_need(model, part, &above->object);
        }
    }
}

/* -- in a plan ---------------------------------------------------------------------------------------------------------- */

static void alter(pgp_emitter *emitter, const pgp_constraint *own, const char *action) {
    const char *sql = pgp_printf(emitter->arena, "%s %s", pgp_alter_parent(emitter, &own->object), action);
    pgp_emit(emitter, '~', &own->object, pgp_index_summary(emitter, &own->object), sql);
}

static const char *free_name(const pgp_emitter *emitter, const pgp_constraint *own, const char *wanted) {
    const pgp_object *live = pgp_model_counterpart(emitter->plan->live, own->object.parent);
    bool taken = pgp_child(own->object.parent, &pgp_kind_constraint, wanted) ||
                 pgp_child(live, &pgp_kind_constraint, wanted);
    return taken ? pgp_object_name(emitter->arena, wanted, NULL, "copy") : wanted;
}

void pgp_partition_free_key_name(pgp_emitter *emitter, const pgp_constraint *own) {
    const pgp_table *live = (const pgp_table *)pgp_model_counterpart(emitter->plan->live, own->object.parent);
    if (!live || live->object.kind != &pgp_kind_table || pgp_table_is_let_go(&live->object))
        return;
    for (const pgp_table *above = parent_of(live); above; above = parent_of(above))
        for (const pgp_object *part = above->object.children; part; part = part->sibling) {
            const pgp_constraint *key = (const pgp_constraint *)part;
            if (!is_foreign_key(part) || goes_away(part) ||
                strcmp(pgp_key_copy_name(live, key), own->object.name) != 0)
                continue;
            const char *name = pgp_quoted(emitter->arena, free_name(emitter, own, part->name));
            alter(emitter, own,
                  pgp_printf(emitter->arena, "RENAME CONSTRAINT %s TO %s",
                             pgp_quoted(emitter->arena, own->object.name), name));
        }
}

/* At this point of the plan. */
static bool is_there(const pgp_emitter *emitter, const pgp_object *own) {
    if (!pgp_is_made(own))
        return true;
    for (size_t i = 0; i < emitter->plan->step_count; i++)
        if (emitter->plan->steps[i].object == own)
            return true;
    return false;
}

/* One that can be deferred is not taken for one that cannot. */
static void keep_apart(pgp_emitter *emitter, const pgp_constraint *own, bool before) {
    const char *usual = !own->deferrable          ? "NOT DEFERRABLE"
                        : own->initially_deferred ? "DEFERRABLE INITIALLY DEFERRED"
                                                  : "DEFERRABLE INITIALLY IMMEDIATE";
    const char *other = own->deferrable ? "NOT DEFERRABLE" : "DEFERRABLE";
    alter(emitter, own,
          pgp_printf(emitter->arena, "ALTER CONSTRAINT %s %s", pgp_quoted(emitter->arena, own->object.name),
                     before ? other : usual));
}

static void keep_keys(pgp_emitter *emitter, const pgp_table *partition, const pgp_constraint *key,
                      bool before) {
    for (const pgp_object *part = partition->object.children; part; part = part->sibling) {
        const pgp_constraint *own = (const pgp_constraint *)part;
        bool doubles = is_foreign_key(part) && (key ? is_equal(own, key) : equal_above(own) != NULL);
        if (doubles && is_there(emitter, part))
            keep_apart(emitter, own, before);
    }
}

void pgp_partition_keep_keys(pgp_emitter *emitter, const pgp_table *partition, bool before) {
    keep_keys(emitter, partition, NULL, before);
    for (size_t i = 0; i < partition->heirs.count; i++)
        pgp_partition_keep_keys(emitter, partition->heirs.items[i], before);
}

static void keep_keys_below(pgp_emitter *emitter, const pgp_table *table, const pgp_constraint *key,
                            bool before) {
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_table *partition = table->heirs.items[i];
        if (!partition->partition_of || !pgp_partition_is_there(emitter, partition))
            continue;
        keep_keys(emitter, partition, key, before);
        keep_keys_below(emitter, partition, key, before);
    }
}

void pgp_partitions_keep_keys(pgp_emitter *emitter, const pgp_constraint *key, bool before) {
    if (is_foreign_key(&key->object) && key->object.parent->kind == &pgp_kind_table)
        keep_keys_below(emitter, (const pgp_table *)key->object.parent, key, before);
}

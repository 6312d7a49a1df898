/*
 * Indexes of partitions in a plan: much of what happens to them the server does by itself, with the partition or with the
 * index of its parent, and the rest it does not allow one by one.
 */
#include "kinds/index.h"
#include "kinds/table.h"

static bool is_made(const pgp_object *object) {
    return object->change && (object->change->action == PGP_CREATE || object->change->action == PGP_REPLACE);
}

static bool goes_away(const pgp_object *object) {
    return object->change && (object->change->action == PGP_DROP || object->change->action == PGP_REPLACE);
}

static bool is_index(const pgp_object *object) {
    return object->kind == &pgp_kind_index ||
           (object->kind == &pgp_kind_constraint && pgp_has_index((const pgp_constraint *)object));
}

static pgp_object *parent_of(const pgp_model *model, const pgp_object *index) {
    const char *label = pgp_index_storage_of(index).attached_to;
    return label ? pgp_object_named(model, PGP_SPACE_RELATION, label) : NULL;
}

/* The one of another model's same table that is attached to the same index. */
static pgp_object *counterpart(const pgp_model *model, const pgp_object *index) {
    const char *label = pgp_index_storage_of(index).attached_to;
    const pgp_object *table = pgp_model_counterpart(model, index->parent);
    for (pgp_object *child = label && table ? table->children : NULL; child; child = child->sibling)
        if (is_index(child) && child->kind == index->kind &&
            pgp_same(pgp_index_storage_of(child).attached_to, label))
            return child;
    return NULL;
}

static void rename_index(pgp_emitter *emitter, const pgp_object *index, const char *from) {
    pgp_arena *arena = emitter->arena;
    const char *to = pgp_quoted(arena, index->name);
    const char *sql =
        index->kind == &pgp_kind_constraint
            ? pgp_printf(arena, "%s RENAME CONSTRAINT %s TO %s", pgp_alter_parent(emitter, index),
                         pgp_quoted(arena, from), to)
            : pgp_printf(arena, "ALTER INDEX %s RENAME TO %s", pgp_quoted2(arena, index->schema, from), to);
    pgp_emit(emitter, '~', index, pgp_printf(arena, "%s, was %s", pgp_index_summary(emitter, index), from),
             sql);
}

/* The partition has a key where its parent has a plain index: the key takes the index that the server made. */
static void use_index(pgp_emitter *emitter, const pgp_object *index, const char *made) {
    const pgp_constraint *key = (const pgp_constraint *)index;
    pgp_arena *arena = emitter->arena;
    const char *sql =
        pgp_printf(arena, "%s ADD CONSTRAINT %s %s USING INDEX %s", pgp_alter_parent(emitter, index),
                   pgp_quoted(arena, index->name),
                   pgp_constraint_is(key, "primary key") ? "PRIMARY KEY" : "UNIQUE", pgp_quoted(arena, made));
    pgp_emit(emitter, '+', index, pgp_index_summary(emitter, index), sql);
}

/* Of the server's making: as its parent, and under the name that it chose. */
static bool take_usual(pgp_emitter *emitter, const pgp_object *parent, const pgp_object *index) {
    if (index->flags & PGP_OBJECT_IMPLIED)
        return true;
    const char *made = pgp_index_usual_name(emitter->arena, index->parent, parent);
    if (index->kind != parent->kind)
        use_index(emitter, index, made);
    else if (!pgp_index_has_usual_name(emitter->arena, index))
        rename_index(emitter, index, made);
    pgp_index_fit_storage(emitter, parent, index);
    return true;
}

static bool joins_parent(const pgp_object *table) {
    return table->change && table->change->action == PGP_ALTER &&
           PGP_CHANGED(table->change, PGP_TABLE_PARTITION_OF);
}

bool pgp_index_comes_with_partition(pgp_emitter *emitter, const pgp_object *index) {
    const pgp_object *parent = parent_of(emitter->plan->desired, index);
    if (!parent)
        return false;
    const pgp_object *live =
        goes_away(index->parent) || is_made(parent) ? NULL : counterpart(emitter->plan->live, index);
    if (live && live->change && live->change->action == PGP_DROP) {
        rename_index(emitter, index, live->name);
        return true;
    }
    if (is_made(parent) && (parent->kind == &pgp_kind_index || pgp_index_storage_of(parent).only))
        return false;
    if (is_made(parent))
        return take_usual(emitter, parent, index);
    if (is_made(index->parent))
        return take_usual(emitter, parent, index);
    return joins_parent(index->parent) && index->flags & PGP_OBJECT_IMPLIED;
}

pgp_object *pgp_index_of_partition(pgp_arena *arena, const pgp_table *partition, const pgp_object *parent) {
    const char *label = pgp_index_label(arena, parent);
    for (pgp_object *child = partition->object.children; child; child = child->sibling)
        if (is_index(child) && pgp_same(pgp_index_storage_of(child).attached_to, label))
            return child;
    return NULL;
}

/* It finds its partitions' indexes when it is made, unless ONLY; and so does a partition that is attached. */
void pgp_index_attach(pgp_emitter *emitter, const pgp_object *index) {
    const pgp_object *parent = parent_of(emitter->plan->desired, index);
    if (!parent)
        return;
    bool finds = !pgp_index_storage_of(parent).only && is_made(parent);
    if (finds || joins_parent(index->parent))
        return;
    pgp_emit(emitter, '~', index, pgp_index_summary(emitter, index),
             pgp_printf(emitter->arena, "ALTER INDEX %s ATTACH PARTITION %s",
                        pgp_index_label(emitter->arena, parent), pgp_index_label(emitter->arena, index)));
}

bool pgp_index_goes_with_parent(pgp_emitter *emitter, const pgp_object *index) {
    const pgp_object *parent = parent_of(emitter->plan->live, index);
    if (!parent || pgp_table_moves(index->parent))
        return false;
    const pgp_object *next = counterpart(emitter->plan->desired, index);
    return goes_away(parent) || (next && is_made(next));
}

void pgp_index_let_go(pgp_emitter *emitter, const pgp_object *index) {
    if (index->parent->kind != &pgp_kind_table)
        return;
    const pgp_tables *partitions = &((const pgp_table *)index->parent)->heirs;
    if (pgp_index_storage_of(index).attached_to)
        pgp_table_leave(emitter, index->parent);
    for (size_t i = 0; i < partitions->count; i++)
        pgp_table_leave(emitter, &partitions->items[i]->object);
}

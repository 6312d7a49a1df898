/*
 * Indexes, and keys with their indexes, made and dropped while their tables are in use.
 *
 * A new index is built CONCURRENTLY under its own name. A try that breaks off leaves it there, but not valid: the step's check
 * says so, its cleanup drops it, and a new plan would replace it. A changed index is built beside the old one and takes its
 * name once it is there. The server builds no index of a partitioned table like that: those of its partitions are built one by
 * one and attached.
 */
#include "kinds/index.h"
#include "kinds/table.h"
#include "plan/online.h"

#include <string.h>

static bool is_made(const pgp_object *object) {
    return object->change && (object->change->action == PGP_CREATE || object->change->action == PGP_REPLACE);
}

static bool is_key(const pgp_object *object) {
    return object->kind == &pgp_kind_constraint;
}

/* -- what can be built beside the traffic ---------------------------------------------------------------------------- */

/* USING INDEX takes no exclusion constraints, and no keys that are like them. */
bool pgp_index_is_concurrent(const pgp_object *index) {
    const pgp_constraint *key = (const pgp_constraint *)index;
    return !is_key(index) || (!pgp_constraint_is(key, "exclude") && !key->without_overlaps);
}

/* -- a changed one ----------------------------------------------------------------------------------------------------- */

static bool is_loosened(const pgp_change *change) {
    return change->action == PGP_ALTER && PGP_CHANGED(change, PGP_COLUMN_NOT_NULL) &&
           !((const pgp_column *)change->desired)->not_null;
}

/* The old index can stay while the plan goes on: nothing that it stands on goes away. */
static bool stands(const pgp_object *needed) {
    const uint64_t shaking = PGP_BIT(PGP_COLUMN_TYPE) | PGP_BIT(PGP_COLUMN_COLLATION) |
                             PGP_BIT(PGP_COLUMN_GENERATED) | PGP_BIT(PGP_COLUMN_IDENTITY);
    const pgp_change *change = needed->change;
    if (!change)
        return true;
    if (change->action != PGP_ALTER || pgp_table_moves(needed))
        return false;
    if (needed->kind != &pgp_kind_column)
        return true;
    return !is_loosened(change) && !change->retyped && !(change->changed & shaking);
}

/* A primary key would hold what the table that this is a partition of drops (plan/rebuild.c). */
static bool is_loosened_above(const pgp_object *live, const pgp_object *column) {
    const pgp_column *above = pgp_inherited_from((const pgp_column *)column);
    bool held = is_key(live) && pgp_constraint_is((const pgp_constraint *)live, "primary key");
    for (; held && above; above = pgp_inherited_from(above))
        if (above->object.change && is_loosened(above->object.change))
            return true;
    return false;
}

/* Files do not tell of its columns that it needs them. */
static bool all_stand(const pgp_object *live) {
    for (uint32_t i = 0; i < live->need_count; i++)
        if (!stands(live->needs[i]))
            return false;
    for (const pgp_object *part = live->parent->children; part; part = part->sibling)
        if (part->kind == &pgp_kind_column && (!stands(part) || is_loosened_above(live, part)) &&
            pgp_part_goes_with_column(live, part->name))
            return false;
    return stands(live->parent);
}

static bool is_valid(const pgp_object *index) {
    return is_key(index) || !((const pgp_index *)index)->invalid;
}

bool pgp_index_is_swapped(const pgp_emitter *emitter, const pgp_change *change) {
    if (change->action != PGP_REPLACE || change->desired == change->live)
        return false;
    const pgp_object *live = change->live, *desired = change->desired;
    bool same_table = pgp_model_counterpart(emitter->plan->live, desired->parent) == live->parent;
    bool alone = !pgp_is_partitioned(live->parent) && !pgp_index_storage_of(live).attached_to &&
                 !pgp_index_storage_of(desired).attached_to;
    return same_table && alone && is_valid(live) && pgp_index_is_concurrent(live) &&
           pgp_index_is_concurrent(desired) && all_stand(live) && pgp_is_online(emitter, desired);
}

/* -- building ------------------------------------------------------------------------------------------------------------ */

static void add_key_clauses(pgp_text *sql, const pgp_constraint *key) {
    if (key->include.count) {
        pgp_text_add(sql, " INCLUDE (");
        pgp_sql_names(sql, key->include.items, key->include.count);
        pgp_text_add(sql, ")");
    }
    if (key->nulls_not_distinct)
        pgp_text_add(sql, " NULLS NOT DISTINCT");
    if (key->options.count)
        pgp_text_addf(sql, " WITH (%s)", pgp_options_set(sql->arena, NULL, &key->options));
    if (key->tablespace) {
        pgp_text_add(sql, " TABLESPACE ");
        pgp_sql_name(sql, key->tablespace);
    }
}

/* The index that a key then takes. */
static const char *key_index_sql(pgp_arena *arena, const pgp_constraint *key, const char *name) {
    pgp_text sql = pgp_text_new(arena);
    pgp_text_addf(&sql, "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (", pgp_quoted(arena, name),
                  pgp_sql_object(arena, key->object.parent));
    pgp_sql_names(&sql, key->columns.items, key->columns.count);
    pgp_text_add(&sql, ")");
    add_key_clauses(&sql, key);
    return sql.data;
}

static const char *build_sql(pgp_arena *arena, const pgp_object *index, const char *name) {
    return is_key(index) ? key_index_sql(arena, (const pgp_constraint *)index, name)
                         : pgp_index_sql(arena, (const pgp_index *)index, name, true, false);
}

const char *pgp_index_drop_sql(pgp_arena *arena, const pgp_object *index, const char *name,
                               bool concurrently) {
    return pgp_printf(arena, "DROP INDEX %s%s", concurrently ? "CONCURRENTLY " : "",
                      pgp_quoted2(arena, index->parent->schema, name));
}

static const char *is_there_sql(pgp_arena *arena, const pgp_object *index, const char *name) {
    return pgp_printf(arena,
                      "SELECT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indisvalid AND indexrelid = "
                      "pg_catalog.to_regclass(%s))",
                      pgp_literal(arena, pgp_quoted2(arena, index->parent->schema, name)));
}

void pgp_index_build(pgp_emitter *emitter, const pgp_object *index, const char *name) {
    pgp_arena *arena = emitter->arena;
    const char *cleanup = pgp_printf(arena, "DROP INDEX CONCURRENTLY IF EXISTS %s",
                                     pgp_quoted2(arena, index->parent->schema, name));
    pgp_step *step = pgp_emit_alone(emitter, '+', index, pgp_index_summary(emitter, index),
                                    build_sql(arena, index, name), is_there_sql(arena, index, name), cleanup);
    /* A partition's goes with its parent's; one that became a key's, with the key. */
    step->undo = index->origin ? ""
                               : pgp_printf(arena, "DROP INDEX CONCURRENTLY IF EXISTS %s",
                                            pgp_quoted2(arena, index->parent->schema, name));
    if (!is_key(index)) {
        const pgp_sql path =
            pgp_keys_path(&((const pgp_index *)index)->keys, &((const pgp_index *)index)->predicate);
        pgp_emit_path(step, &path);
    }
}

/* -- taking its place ------------------------------------------------------------------------------------------------------ */

static pgp_step *alter_table(pgp_emitter *emitter, char sign, const pgp_object *key, const char *action) {
    return pgp_emit(emitter, sign, key, pgp_index_summary(emitter, key),
                    pgp_printf(emitter->arena, "%s %s", pgp_alter_parent(emitter, key), action));
}

static const char *deferrability(const pgp_constraint *key) {
    if (!key->deferrable)
        return "";
    return key->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
}

/* The index takes the name of the key. */
void pgp_key_use_index(pgp_emitter *emitter, const pgp_object *object, const char *name, bool swapped) {
    const pgp_constraint *key = (const pgp_constraint *)object;
    pgp_arena *arena = emitter->arena;
    const char *own = pgp_quoted(arena, object->name);
    if (swapped)
        alter_table(emitter, '-', object, pgp_printf(arena, "DROP CONSTRAINT %s", own));
    pgp_step *step = alter_table(emitter, '+', object,
                                 pgp_printf(arena, "ADD CONSTRAINT %s %s USING INDEX %s%s", own,
                                            pgp_constraint_is(key, "primary key") ? "PRIMARY KEY" : "UNIQUE",
                                            pgp_quoted(arena, name), deferrability(key)));
    step->undo =
        swapped ? NULL : pgp_printf(arena, "%s DROP CONSTRAINT %s", pgp_alter_parent(emitter, object), own);
}

void pgp_index_rename(pgp_emitter *emitter, const pgp_object *index, const char *from, const char *to) {
    pgp_arena *arena = emitter->arena;
    pgp_emit(emitter, '~', index, pgp_printf(arena, "%s, was %s", pgp_index_summary(emitter, index), from),
             pgp_printf(arena, "ALTER INDEX %s RENAME TO %s", pgp_quoted2(arena, index->parent->schema, from),
                        pgp_quoted(arena, to)));
}

static const char *retired_name(pgp_arena *arena, const pgp_object *index) {
    return pgp_passing_name(arena, index->name, "retired");
}

static void make_alone(pgp_emitter *emitter, const pgp_object *index) {
    pgp_arena *arena = emitter->arena;
    bool swapped = pgp_index_is_swapped(emitter, index->change);
    const char *name =
        swapped ? pgp_passing_name(arena, index->name, build_sql(arena, index, index->name)) : index->name;
    pgp_index_build(emitter, index, name);
    if (is_key(index)) {
        pgp_key_use_index(emitter, index, name, swapped);
    } else if (swapped) {
        pgp_index_rename(emitter, index, index->name, retired_name(arena, index));
        pgp_index_rename(emitter, index, name, index->name);
    }
}

static pgp_step *drop_concurrently(pgp_emitter *emitter, const pgp_object *index, const char *name) {
    pgp_arena *arena = emitter->arena;
    const char *label = pgp_literal(arena, pgp_quoted2(arena, index->parent->schema, name));
    return pgp_emit_alone(emitter, '-', index, pgp_index_summary(emitter, index),
                          pgp_index_drop_sql(arena, index, name, true),
                          pgp_printf(arena, "SELECT pg_catalog.to_regclass(%s) IS NULL", label), NULL);
}

void pgp_index_retire(pgp_emitter *emitter, const pgp_object *index) {
    if (pgp_index_is_swapped(emitter, index->change))
        drop_concurrently(emitter, index, retired_name(emitter->arena, index));
}

bool pgp_index_drop_online(pgp_emitter *emitter, const pgp_object *index) {
    if (!pgp_is_online(emitter, index) || pgp_is_partitioned(index->parent) ||
        pgp_index_storage_of(index).attached_to)
        return false;
    drop_concurrently(emitter, index, index->name);
    return true;
}

/* -- partitioned tables ------------------------------------------------------------------------------------------------- */

static void make_tree(pgp_emitter *emitter, pgp_object *index);

static void make_of_partition(pgp_emitter *emitter, pgp_object *index) {
    if (pgp_is_partitioned(index->parent))
        make_tree(emitter, index);
    else if (pgp_is_online(emitter, index))
        make_alone(emitter, index);
    else if (is_key(index))
        pgp_constraint_make(emitter, (const pgp_constraint *)index, false, false);
    else
        pgp_index_make(emitter, (const pgp_index *)index, false);
    pgp_emit_included(index);
}

/* Those of partitions that say something of their own are made before their parent's by themselves; keys never are. */
static bool is_made_here(const pgp_object *index) {
    return is_made(index) && !index->change->included && (is_key(index) || index->flags & PGP_OBJECT_IMPLIED);
}

/* What comes late comes when every partition has been attached. */
static bool is_attachable(const pgp_emitter *emitter, const pgp_object *index, const pgp_table *partition) {
    return pgp_index_comes_late(emitter->plan, index) || pgp_partition_is_there(emitter, partition);
}

static void make_tree(pgp_emitter *emitter, pgp_object *index) {
    const pgp_tables *partitions = &((const pgp_table *)index->parent)->heirs;
    if (is_key(index))
        pgp_constraint_make(emitter, (const pgp_constraint *)index, true, false);
    else
        pgp_index_make(emitter, (const pgp_index *)index, true);
    for (size_t i = 0; i < partitions->count; i++) {
        pgp_object *child =
            pgp_index_attached(&partitions->items[i]->object, pgp_index_label(emitter->arena, index));
        if (!child || !is_attachable(emitter, index, partitions->items[i]))
            continue;
        if (is_made_here(child))
            make_of_partition(emitter, child);
        pgp_emit(emitter, '~', child, pgp_index_summary(emitter, child),
                 pgp_printf(emitter->arena, "ALTER INDEX %s ATTACH PARTITION %s",
                            pgp_index_label(emitter->arena, index), pgp_index_label(emitter->arena, child)));
    }
}

/* Foreign ones have no indexes, and an index ON ONLY the table waits for those of all its partitions to become valid. */
static bool has_foreign_partition(const pgp_table *table) {
    for (size_t i = 0; i < table->heirs.count; i++)
        if (table->heirs.items[i]->server || has_foreign_partition(table->heirs.items[i]))
            return true;
    return false;
}

bool pgp_index_make_online(pgp_emitter *emitter, pgp_object *index) {
    bool partitioned = pgp_is_partitioned(index->parent);
    if (!pgp_index_is_concurrent(index) || !pgp_is_online(emitter, index))
        return false;
    if (partitioned &&
        (pgp_index_storage_of(index).only || has_foreign_partition((const pgp_table *)index->parent)))
        return false;
    if (partitioned) {
        pgp_release_heirs(emitter, index->parent);
        make_tree(emitter, index);
    } else {
        make_alone(emitter, index);
    }
    return true;
}

/*
 * Changing tables in place.
 */
#include "kinds/table.h"

#include "kinds/constraint.h"
#include "kinds/foreign_options.h"
#include "kinds/trigger.h"

#include <string.h>

pgp_step *pgp_table_emit(pgp_emitter *emitter, const pgp_table *table, const char *action) {
    const char *name = pgp_sql_object(emitter->arena, &table->object);
    return pgp_emit(emitter, '~', &table->object, pgp_printf(emitter->arena, "table %s", name),
                    pgp_printf(emitter->arena, "ALTER TABLE %s %s", name, action));
}

/* -- parents ------------------------------------------------------------------------------------------------------ */

static bool moves(const pgp_change *change) {
    return PGP_CHANGED(change, PGP_TABLE_PARTITION_OF) || PGP_CHANGED(change, PGP_TABLE_PARTITION_BOUND);
}

static bool goes_away(const pgp_object *object) {
    return object->change && (object->change->action == PGP_DROP || object->change->action == PGP_REPLACE);
}

/* A partition keeps its copies of the foreign keys of its parents, which are no objects of their own while it is one. One that comes
 * back needs those that are there then. */
static void drop_copied_keys(pgp_emitter *emitter, const pgp_table *partition, bool all) {
    const pgp_table *parent = pgp_table_named(emitter->plan->live, partition->partition_of);
    for (; parent; parent = pgp_table_named(emitter->plan->live, parent->partition_of))
        for (const pgp_object *part = parent->object.children; part; part = part->sibling)
            if (part->kind == &pgp_kind_constraint && ((const pgp_constraint *)part)->referenced &&
                (all || goes_away(part)))
                pgp_table_emit(
                    emitter, partition,
                    pgp_printf(emitter->arena, "DROP CONSTRAINT IF EXISTS %s",
                               pgp_quoted(emitter->arena,
                                          pgp_key_copy_name(partition, (const pgp_constraint *)part))));
}

static bool comes_back(const pgp_emitter *emitter, const pgp_table *live) {
    const pgp_object *desired = pgp_model_counterpart(emitter->plan->desired, &live->object);
    return desired && desired->kind == &pgp_kind_table &&
           pgp_same(((const pgp_table *)desired)->partition_of, live->partition_of);
}

static void detach_partition(pgp_emitter *emitter, pgp_table *live) {
    if (!live->partition_of || live->released)
        return;
    live->released = true;
    const pgp_change *change = live->object.change;
    bool stays = change && change->action == PGP_ALTER, for_good = !comes_back(emitter, live);
    pgp_partition_detach(emitter, live, stays && for_good);
    drop_copied_keys(emitter, live, for_good);
}

bool pgp_table_moves(const pgp_object *table) {
    const pgp_change *change = table->change;
    bool altered = table->kind == &pgp_kind_table && change && change->action == PGP_ALTER;
    return altered && (moves(change) || PGP_CHANGED(change, PGP_TABLE_INHERITS));
}

static bool is_made_whole(const pgp_object *table) {
    return table->change && (table->change->action == PGP_CREATE || table->change->action == PGP_REPLACE);
}

static bool loses_parent(const pgp_object *live) {
    const pgp_table *table = (const pgp_table *)live;
    return live->kind == &pgp_kind_table && table->partition_of && table->parents.count && !goes_away(live) &&
           goes_away(&table->parents.items[0]->object);
}

bool pgp_table_is_let_go(const pgp_object *live) {
    return pgp_table_moves(live) || loses_parent(live);
}

bool pgp_table_is_attached_late(const pgp_plan *plan, const pgp_object *desired) {
    const pgp_table *table = (const pgp_table *)desired;
    const pgp_change *change = desired->change;
    if (desired->kind != &pgp_kind_table || !table->partition_of || is_made_whole(desired))
        return false;
    const pgp_table *parent = pgp_table_named(plan->desired, table->partition_of);
    return (change && moves(change)) || (parent && is_made_whole(&parent->object));
}

void pgp_table_leave(pgp_emitter *emitter, const pgp_object *table) {
    const pgp_change *change = table->change;
    if (loses_parent(table))
        detach_partition(emitter, (pgp_table *)pgp_model_counterpart(emitter->plan->live, table));
    if (!pgp_table_moves(table))
        return;
    if (moves(change))
        detach_partition(emitter, (pgp_table *)change->live);
    if (PGP_CHANGED(change, PGP_TABLE_INHERITS))
        pgp_leave_parents(emitter, (pgp_table *)change->live, (const pgp_table *)change->desired);
}

static bool goes_early(const pgp_change *change) {
    return change->action == PGP_REPLACE || (change->action == PGP_DROP && change->early);
}

/* Drops take heirs before their parents, early ones before late ones. */
static bool is_gone(const pgp_emitter *emitter, const pgp_table *heir) {
    const pgp_change *change = heir->object.change;
    return change && (goes_early(change) || (change->action == PGP_DROP && !goes_early(emitter->change)));
}

static bool stays_and_needs(const pgp_object *part, const pgp_object *table) {
    const pgp_change *change = part->change;
    bool goes = change && (change->action == PGP_DROP || change->action == PGP_REPLACE);
    if (part->kind != &pgp_kind_constraint || goes || pgp_object_top(part) == table)
        return false;
    for (uint32_t i = 0; i < part->need_count; i++)
        if (pgp_object_top(part->needs[i]) == table)
            return true;
    return false;
}

void pgp_take_leave(pgp_emitter *emitter, pgp_table *partition) {
    if (!partition->partition_of)
        return;
    pgp_walk walk = pgp_walk_start(emitter->plan->live);
    for (const pgp_object *part; (part = pgp_walk_next(&walk));) {
        if (!stays_and_needs(part, &partition->object))
            continue;
        detach_partition(emitter, partition);
        return;
    }
}

/* A parent's end would take its partitions along, and is refused while it has other heirs. */
void pgp_let_heirs_go(pgp_emitter *emitter, const pgp_table *live) {
    for (size_t i = 0; i < live->heirs.count; i++) {
        pgp_table *heir = live->heirs.items[i];
        if (is_gone(emitter, heir))
            continue;
        detach_partition(emitter, heir);
        pgp_leave_parents(emitter, heir, NULL);
    }
}

void pgp_table_step_aside(pgp_emitter *emitter, pgp_table *live) {
    detach_partition(emitter, live);
    pgp_leave_parents(emitter, live, NULL);
}

/* A column that has lost its last parent is a table's own, as its NOT NULL is; one of a partition is not. */
static void own_columns(pgp_table *live) {
    for (pgp_object *part = live->object.children; part; part = part->sibling) {
        pgp_column *column = (pgp_column *)part;
        if (part->kind != &pgp_kind_column)
            continue;
        column->local = true;
        column->not_null_then = PGP_STAYS;
    }
}

void pgp_table_step_back(pgp_emitter *emitter, pgp_table *live) {
    live->released = false;
    if (!live->partition_of) {
        pgp_join_parents(emitter, NULL, live);
        own_columns(live);
        return;
    }
    const char *parent = live->partition_of, *name = pgp_sql_object(emitter->arena, &live->object);
    pgp_emit(emitter, '~', &live->object, pgp_printf(emitter->arena, "partition %s", name),
             pgp_printf(emitter->arena, "ALTER TABLE %s ATTACH PARTITION %s %s", parent, name,
                        live->partition_bound.text));
    pgp_trigger_copies_attached(emitter, live);
}

static bool joins_by_itself(const pgp_table *heir) {
    const pgp_change *change = heir->object.change;
    return change &&
           (change->action != PGP_ALTER || moves(change) || PGP_CHANGED(change, PGP_TABLE_INHERITS));
}

/* A parent that was made again takes its heirs back. */
static void take_heirs_back(pgp_emitter *emitter, const pgp_table *parent) {
    for (size_t i = 0; i < parent->heirs.count; i++) {
        const pgp_table *heir = parent->heirs.items[i];
        const pgp_object *live = pgp_model_counterpart(emitter->plan->live, &heir->object);
        if (!live || !((const pgp_table *)live)->released || joins_by_itself(heir))
            continue;
        pgp_partition_attach(emitter, heir);
        pgp_trigger_copies_attached(emitter, heir);
        pgp_join_parents(emitter, NULL, heir);
    }
}

bool pgp_table_leaves(const pgp_emitter *emitter, const pgp_object *heir, const pgp_object *parent) {
    const pgp_change *change = heir->change;
    if (!pgp_table_moves(heir))
        return false;
    const pgp_table *live = (const pgp_table *)change->live, *desired = (const pgp_table *)change->desired;
    const char *label = pgp_sql_object(emitter->arena, parent);
    if (pgp_same(live->partition_of, label))
        return moves(change);
    return pgp_leaves_parent(live, desired, label);
}

void pgp_release_heirs(pgp_emitter *emitter, const pgp_object *table) {
    const pgp_object *live = pgp_model_counterpart(emitter->plan->live, table);
    if (!live || live->kind != &pgp_kind_table)
        return;
    const pgp_tables *heirs = &((const pgp_table *)live)->heirs;
    for (size_t i = 0; i < heirs->count; i++)
        if (pgp_table_leaves(emitter, &heirs->items[i]->object, live))
            pgp_table_leave(emitter, &heirs->items[i]->object);
        else
            pgp_release_heirs(emitter, &heirs->items[i]->object);
}

/* -- replica identity -------------------------------------------------------------------------------------------------- */

static const char index_prefix[] = "index ";

static void set_replica_identity(pgp_emitter *emitter, const pgp_table *table) {
    const char *identity = table->replica_identity;
    size_t size = sizeof index_prefix - 1;
    const char *action = strcmp(identity, "nothing") == 0 ? "REPLICA IDENTITY NOTHING"
                         : strcmp(identity, "full") == 0  ? "REPLICA IDENTITY FULL"
                                                          : "REPLICA IDENTITY DEFAULT";
    if (strncmp(identity, index_prefix, size) == 0)
        action = pgp_printf(emitter->arena, "REPLICA IDENTITY USING INDEX %s", identity + size);
    pgp_table_emit(emitter, table, action);
}

static bool is_said_by_table(const pgp_table *table) {
    const pgp_change *change = table->object.change;
    return change && (change->action != PGP_ALTER || PGP_CHANGED(change, PGP_TABLE_REPLICA_IDENTITY));
}

void pgp_emit_replica_identity(pgp_emitter *emitter, const pgp_object *index) {
    if (index->parent->kind != &pgp_kind_table)
        return;
    const pgp_table *table = (const pgp_table *)index->parent;
    const char *wanted = pgp_printf(emitter->arena, "index %s", pgp_quoted(emitter->arena, index->name));
    if (strcmp(table->replica_identity, wanted) == 0 && !is_said_by_table(table))
        set_replica_identity(emitter, table);
}

/* -- ALTER ------------------------------------------------------------------------------------------------------------------ */

static void set_options(pgp_emitter *emitter, const pgp_table *live, const pgp_table *desired) {
    const char *reset = pgp_options_reset(emitter->arena, &live->options, &desired->options);
    const char *set = pgp_options_set(emitter->arena, &live->options, &desired->options);
    if (reset)
        pgp_table_emit(emitter, desired, pgp_printf(emitter->arena, "RESET (%s)", reset));
    if (set)
        pgp_table_emit(emitter, desired, pgp_printf(emitter->arena, "SET (%s)", set));
}

/* -- persistence ------------------------------------------------------------------------------------------- */

static bool refers_to(const pgp_object *part, const char *label) {
    return part->kind == &pgp_kind_constraint && pgp_same(((const pgp_constraint *)part)->referenced, label);
}

static void set_unlogged(pgp_emitter *emitter, pgp_change *change);

/* Tables that refer to this one are unlogged before it, or lose the foreign key with which they go anyway. */
static void release_from(pgp_emitter *emitter, const pgp_object *user, const char *label) {
    pgp_change *change = user->change;
    if (user->kind != &pgp_kind_table || !change)
        return;
    for (const pgp_object *part = user->children; part; part = part->sibling) {
        if (!refers_to(part, label))
            continue;
        if (change->action == PGP_ALTER)
            set_unlogged(emitter, change);
        else if (change->action == PGP_DROP)
            pgp_table_emit(
                emitter, (const pgp_table *)user,
                pgp_printf(emitter->arena, "DROP CONSTRAINT %s", pgp_quoted(emitter->arena, part->name)));
    }
}

static void set_unlogged(pgp_emitter *emitter, pgp_change *change) {
    pgp_table *live = (pgp_table *)change->live;
    const pgp_table *desired = (const pgp_table *)change->desired;
    if (!PGP_CHANGED(change, PGP_TABLE_PERSISTENCE) || live->unlogged ||
        strcmp(desired->persistence, "unlogged") != 0)
        return;
    live->unlogged = true;
    const char *label = pgp_sql_object(emitter->arena, change->live);
    for (const pgp_object *user = emitter->plan->live->objects; user; user = user->sibling)
        release_from(emitter, user, label);
    pgp_table_emit(emitter, desired, "SET UNLOGGED");
    pgp_settle_sequences(emitter, desired);
}

static void set_persistence(pgp_emitter *emitter, pgp_change *change) {
    set_unlogged(emitter, change);
    if (PGP_CHANGED(change, PGP_TABLE_PERSISTENCE) && !((pgp_table *)change->live)->unlogged)
        pgp_table_emit(emitter, (const pgp_table *)change->desired, "SET LOGGED");
}

static void set_place(pgp_emitter *emitter, const pgp_change *change, const pgp_table *desired) {
    pgp_arena *arena = emitter->arena;
    if (PGP_CHANGED(change, PGP_TABLE_ACCESS_METHOD))
        pgp_table_emit(
            emitter, desired,
            pgp_printf(arena, "SET ACCESS METHOD %s",
                       pgp_quoted(arena, desired->access_method ? desired->access_method : "heap")));
    if (PGP_CHANGED(change, PGP_TABLE_TABLESPACE))
        pgp_table_emit(
            emitter, desired,
            pgp_printf(arena, "SET TABLESPACE %s",
                       pgp_quoted(arena, desired->tablespace ? desired->tablespace : "pg_default")));
}

static void set_row_security(pgp_emitter *emitter, const pgp_change *change, const pgp_table *desired) {
    if (PGP_CHANGED(change, PGP_TABLE_ROW_SECURITY))
        pgp_table_emit(emitter, desired,
                       desired->row_security ? "ENABLE ROW LEVEL SECURITY" : "DISABLE ROW LEVEL SECURITY");
    if (PGP_CHANGED(change, PGP_TABLE_FORCE_ROW_SECURITY))
        pgp_table_emit(emitter, desired,
                       desired->force_row_security ? "FORCE ROW LEVEL SECURITY"
                                                   : "NO FORCE ROW LEVEL SECURITY");
}

static bool is_still_made(const pgp_plan *plan, const pgp_object *policy) {
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].object == policy)
            return false;
    return is_made_whole(policy);
}

/* Row security without its policies would hide every row: it comes with the last of them. */
static bool waits_for_policies(const pgp_emitter *emitter, const pgp_table *desired) {
    for (const pgp_object *part = desired->object.children; part && desired->row_security;
         part = part->sibling)
        if (part->kind == &pgp_kind_policy && is_still_made(emitter->plan, part))
            return true;
    return false;
}

void pgp_table_policy_made(pgp_emitter *emitter, const pgp_object *table) {
    const pgp_change *own = emitter->change, *change = table->change;
    const pgp_table *desired = (const pgp_table *)table;
    if (table->kind != &pgp_kind_table || !change || change->action != PGP_ALTER ||
        waits_for_policies(emitter, desired))
        return;
    emitter->change = change;
    set_row_security(emitter, change, desired);
    emitter->change = own;
}

static const char *foreign_options_sql(pgp_emitter *emitter, const pgp_change *change, bool shown) {
    pgp_option_text how = {emitter, change->desired, shown};
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "ALTER FOREIGN TABLE %s", pgp_sql_object(emitter->arena, change->desired));
    pgp_foreign_options_change(&sql, &how, &((const pgp_table *)change->live)->foreign_options,
                               &((const pgp_table *)change->desired)->foreign_options);
    return sql.data;
}

static void set_foreign_options(pgp_emitter *emitter, const pgp_change *change) {
    pgp_emit_secret(emitter, '~', change->desired, foreign_options_sql(emitter, change, true),
                    foreign_options_sql(emitter, change, false));
}

void pgp_table_alter(pgp_emitter *emitter, pgp_change *change) {
    const pgp_table *desired = (const pgp_table *)change->desired;
    pgp_release_heirs(emitter, change->live);
    pgp_table_leave(emitter, change->live);
    set_persistence(emitter, change);
    set_place(emitter, change, desired);
    if (!waits_for_policies(emitter, desired))
        set_row_security(emitter, change, desired);
    if (PGP_CHANGED(change, PGP_TABLE_FOREIGN_OPTIONS))
        set_foreign_options(emitter, change);
}

/* Parents and types want the columns to be there, replica identity its index. */
void pgp_table_finish(pgp_emitter *emitter, pgp_change *change) {
    const pgp_table *live = (const pgp_table *)change->live, *desired = (const pgp_table *)change->desired;
    bool altered = change->action == PGP_ALTER;
    if (altered && moves(change)) {
        pgp_partition_attach(emitter, desired);
        pgp_trigger_copies_attached(emitter, desired);
    } else if (!altered || PGP_CHANGED(change, PGP_TABLE_TRIGGER_STATES)) {
        pgp_trigger_copies_alter(emitter, altered ? live : NULL, desired);
    }
    if (altered && PGP_CHANGED(change, PGP_TABLE_INHERITS))
        pgp_join_parents(emitter, live, desired);
    if (change->action == PGP_REPLACE) {
        take_heirs_back(emitter, desired);
        pgp_return_sequences(emitter, change->desired);
    }
    /* Columns may have brought the TOAST table that some are for. */
    if (altered && PGP_CHANGED(change, PGP_TABLE_OPTIONS))
        set_options(emitter, live, desired);
    bool identifies = strcmp(desired->replica_identity, "default") != 0;
    if (altered ? PGP_CHANGED(change, PGP_TABLE_REPLICA_IDENTITY) : identifies)
        set_replica_identity(emitter, desired);
}

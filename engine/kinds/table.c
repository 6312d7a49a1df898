/*
 * Tables: their properties, how they compare, and the statement that drops them.
 */
#include "kinds/table.h"

#include "kinds/foreign_options.h"
#include "model/value.h"

#include <string.h>

/* In the order of PGP_TABLE_… */
static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_table, persistence, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_table, partition_key, PGP_VALUE_EXPRESSION, 0),
    PGP_PROPERTY(pgp_table, partition_of, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_table, partition_bound, PGP_VALUE_EXPRESSION, 0),
    PGP_PROPERTY(pgp_table, inherits, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_table, of_type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_table, options, PGP_VALUE_SET, 0),
    PGP_PROPERTY(pgp_table, tablespace, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_table, access_method, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_table, replica_identity, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_table, row_security, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_table, force_row_security, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_table, server, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_table, foreign_options, PGP_VALUE_NAMES, PGP_PROPERTY_SECRET),
    PGP_PROPERTY(pgp_table, trigger_states, PGP_VALUE_SET, 0),
    PGP_PROPERTY(pgp_table, pages, PGP_VALUE_INT, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_table, rows, PGP_VALUE_INT, PGP_PROPERTY_HIDDEN),
};

bool pgp_is_foreign(const pgp_object *object) {
    return object->kind == &pgp_kind_table && ((const pgp_table *)object)->server;
}

static bool table_same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                       const pgp_object *desired) {
    const pgp_table *a = (const pgp_table *)live, *b = (const pgp_table *)desired;
    if (property - properties == PGP_TABLE_PARTITION_KEY && !pgp_same_partition_columns(a, b))
        return false;
    if (property->type == PGP_VALUE_EXPRESSION && pgp_value_of(desired, property).sql->printed)
        return pgp_same_property(comparison, property, live, desired); /* the server has said */
    switch (property - properties) {
    case PGP_TABLE_PARTITION_KEY: return pgp_same_partition_key(comparison, a, b);
    case PGP_TABLE_OF_TYPE: return pgp_same_table_type(a, b);
    case PGP_TABLE_OPTIONS: return pgp_same_table_options(a, b, comparison->live->server_version != 0);
    case PGP_TABLE_FOREIGN_OPTIONS: return pgp_same_foreign_options(&a->foreign_options, &b->foreign_options);
    case PGP_TABLE_PARTITION_BOUND: return pgp_same_partition_bound(&a->partition_bound, &b->partition_bound);
    default: return pgp_same_property(comparison, property, live, desired);
    }
}

static bool is_bound_out_of_order(const pgp_change *change) {
    const pgp_table *live = (const pgp_table *)change->live, *desired = (const pgp_table *)change->desired;
    return PGP_CHANGED(change, PGP_TABLE_OF_TYPE) && desired->of_type && !pgp_table_can_be_of(live, desired);
}

/* How a table is partitioned and on which server it is are fixed when it is made; so is the order of its columns and, before 15,
 * its access method. */
static pgp_way table_way(const pgp_change *change) {
    bool fixed = change->server_version && change->server_version < 150000;
    if (PGP_CHANGED(change, PGP_TABLE_PARTITION_KEY) || PGP_CHANGED(change, PGP_TABLE_SERVER) ||
        (PGP_CHANGED(change, PGP_TABLE_ACCESS_METHOD) && fixed) || is_bound_out_of_order(change))
        return PGP_REBUILD;
    return PGP_IN_PLACE;
}

static void say_loss(pgp_emitter *emitter, pgp_step *step, const pgp_table *table) {
    const char *name = pgp_sql_object(emitter->arena, &table->object);
    step->rewrites = pgp_rows_are_kept(table);
    if (!step->rewrites) {
        pgp_emit_destroys(emitter, step, pgp_printf(emitter->arena, "table %s with its data", name));
        return;
    }
    const char *columns = pgp_rows_lost_columns(emitter->arena, table);
    if (columns)
        pgp_emit_destroys(emitter, step, pgp_printf(emitter->arena, "data of %s: %s", name, columns));
}

static void table_drop(pgp_emitter *emitter, const pgp_object *object) {
    const char *name = pgp_sql_object(emitter->arena, object);
    pgp_rows_save(emitter, (pgp_table *)object->change->live);
    pgp_let_heirs_go(emitter, (const pgp_table *)object);
    pgp_take_leave(emitter, (pgp_table *)object->change->live);
    pgp_partition_leave_before_drop(emitter, (pgp_table *)object->change->live);
    if (emitter->change->action == PGP_REPLACE || emitter->change->early)
        pgp_keep_sequences(emitter, object);
    bool foreign = pgp_is_foreign(object);
    pgp_step *step = pgp_emit(emitter, '-', object, pgp_printf(emitter->arena, "table %s", name),
                              pgp_printf(emitter->arena, "DROP %sTABLE %s", foreign ? "FOREIGN " : "", name));
    if (!foreign) /* whose data is elsewhere, and stays */
        say_loss(emitter, step, (const pgp_table *)object);
}

const pgp_kind pgp_kind_table = {
    .name = "table",
    .title = "tables",
    .sql = "TABLE",
    .space = PGP_SPACE_RELATION,
    .size = sizeof(pgp_table),
    .order = 40,
    .holds_data = true,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = pgp_table_query,
    .row = pgp_table_row,
    .same = table_same,
    .way = table_way,
    .create = pgp_table_create,
    .alter = pgp_table_alter,
    .drop = table_drop,
    .finish = pgp_table_finish,
};

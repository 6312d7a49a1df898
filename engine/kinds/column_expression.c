/*
 * Columns that stop being generated.
 *
 * ALTER TABLE … DROP EXPRESSION reaches the heirs of a table, and is refused where these have heirs (ATPrepDropExpression in
 * src/backend/commands/tablecmds.c). There an heir leaves with its own heirs, drops the expression by itself and comes back.
 */
#include "kinds/table.h"

static bool is_early_drop(const pgp_object *object) {
    const pgp_change *change = object->change;
    return change && (change->action == PGP_REPLACE || (change->action == PGP_DROP && change->early));
}

static bool is_there(const pgp_table *heir) {
    return !heir->released && !is_early_drop(&heir->object);
}

static bool is_in_the_way(const pgp_table *heir) {
    for (size_t i = 0; is_there(heir) && i < heir->heirs.count; i++)
        if (is_there(heir->heirs.items[i]))
            return true;
    return false;
}

void pgp_hold_together(pgp_emitter *emitter, size_t from, const pgp_object *column) {
    for (size_t i = from; i < emitter->plan->step_count; i++) {
        emitter->plan->steps[i].object = column;
        emitter->plan->steps[i].together = true;
    }
}

static void drop_expression(pgp_emitter *emitter, const pgp_table *table, const char *name) {
    const pgp_column *column = pgp_table_column(table, name);
    pgp_tables aside = {.count = 0};
    for (size_t i = 0; i < table->heirs.count; i++) {
        if (!is_in_the_way(table->heirs.items[i]))
            continue;
        pgp_table_step_aside(emitter, table->heirs.items[i]);
        PGP_PUSH(emitter->arena, aside.items, aside.count, aside.capacity, table->heirs.items[i]);
    }
    pgp_emit(emitter, '~', &column->object, pgp_column_summary(emitter, column),
             pgp_printf(emitter->arena, "ALTER TABLE %s ALTER COLUMN %s DROP EXPRESSION",
                        pgp_sql_object(emitter->arena, &table->object), pgp_quoted(emitter->arena, name)));
    for (size_t i = 0; i < aside.count; i++) {
        drop_expression(emitter, aside.items[i], name);
        pgp_table_step_back(emitter, aside.items[i]);
    }
}

void pgp_column_drop_expression(pgp_emitter *emitter, const pgp_column *live) {
    size_t first = emitter->plan->step_count;
    drop_expression(emitter, (const pgp_table *)live->object.parent, live->object.name);
    if (emitter->plan->step_count > first + 1)
        pgp_hold_together(emitter, first, &live->object);
}

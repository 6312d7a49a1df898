/*
 * Rows of a table that is made again (as a partitioned one, a plain one, by another key): they wait in a table of their own, and
 * come back before anything else uses the new one.
 *
 * Rows of partitions that stay, as partitions or as tables of their own, stay where they are.
 */
#include "kinds/table.h"
#include "plan/online.h"

#include <string.h>

/* -- which rows ---------------------------------------------------------------------------------------------------- */

static bool goes_away(const pgp_object *object) {
    return object->change && (object->change->action == PGP_DROP || object->change->action == PGP_REPLACE);
}

/* What a live table that goes away comes back as; NULL: it does not, or its rows are elsewhere. */
static const pgp_table *made_again(const pgp_table *live) {
    const pgp_change *change = live->object.change;
    bool is = change && change->action == PGP_REPLACE && change->desired->kind == &pgp_kind_table;
    return is && !pgp_is_foreign(change->desired) ? (const pgp_table *)change->desired : NULL;
}

static bool is_partitioned(const pgp_table *table) {
    return table->partition_key.text;
}

static pgp_table *table_above(const pgp_table *table) {
    return table->partition_of && table->parents.count ? table->parents.items[0] : NULL;
}

static bool is_below(const pgp_table *table, const pgp_table *ancestor) {
    while (table && table != ancestor)
        table = table_above(table);
    return table;
}

/* Another type that is made anew under the same name: its values have other hashes. */
static bool is_hashed_otherwise(const pgp_table *live) {
    return strncmp(live->partition_key.text, "HASH", 4) == 0 &&
           !PGP_CHANGED(live->object.change, PGP_TABLE_PARTITION_KEY);
}

/* A column of the key may have another type: then every partition keeps its rows. */
static bool is_partitioned_otherwise(const pgp_table *live) {
    const pgp_table *desired = made_again(live);
    if (!desired || !is_partitioned(live) || !is_partitioned(desired))
        return desired && is_partitioned(live) != is_partitioned(desired);
    return strcmp(live->partition_key.text, desired->partition_key.text) != 0 || is_hashed_otherwise(live);
}

bool pgp_rows_change_partition(const pgp_plan *plan, const pgp_table *live, const pgp_table *partition) {
    const pgp_object *same = pgp_model_counterpart(plan->desired, &partition->object);
    return is_partitioned_otherwise(live) && same && same->kind == &pgp_kind_table &&
           is_below((const pgp_table *)same, made_again(live));
}

/* The table whose rows these are, of those that are made again. */
static const pgp_table *keeper_of(const pgp_table *live) {
    if (!goes_away(&live->object) || pgp_is_foreign(&live->object))
        return NULL;
    const pgp_table *again = made_again(live), *keeper = again ? live : NULL;
    for (const pgp_table *above = table_above(live); above; above = table_above(above))
        if (is_partitioned_otherwise(above) && (!again || is_below(again, made_again(above))))
            keeper = above;
    return keeper;
}

typedef void (*leaf_visitor)(void *argument, const pgp_table *keeper, const pgp_table *leaf);

static void each_leaf(const pgp_table *keeper, const pgp_table *table, leaf_visitor visit, void *argument) {
    if (!is_partitioned(table))
        visit(argument, keeper, table);
    for (size_t i = 0; is_partitioned(table) && i < table->heirs.count; i++)
        each_leaf(keeper, table->heirs.items[i], visit, argument);
}

static void note_rows(void *argument, const pgp_table *keeper, const pgp_table *leaf) {
    *(bool *)argument |= keeper_of(leaf) == keeper;
}

static bool is_stored(const pgp_object *part) {
    return part->kind == &pgp_kind_column && !((const pgp_column *)part)->generated;
}

static const pgp_column *column_again(const pgp_table *again, const pgp_object *part) {
    const pgp_column *column = is_stored(part) ? pgp_table_column(again, part->name) : NULL;
    return column && !column->generated ? column : NULL;
}

bool pgp_rows_come_back(const pgp_object *live) {
    const pgp_table *table = (const pgp_table *)live;
    if (live->kind != &pgp_kind_table || pgp_is_foreign(live) || !made_again(table))
        return false;
    bool rows = false, columns = false;
    each_leaf(table, table, note_rows, &rows);
    for (const pgp_object *part = live->children; rows && part; part = part->sibling)
        columns |= column_again(made_again(table), part) != NULL;
    return columns;
}

bool pgp_rows_are_kept(const pgp_table *live) {
    const pgp_table *keeper = keeper_of(live);
    return keeper && pgp_rows_come_back(&keeper->object);
}

const char *pgp_rows_lost_columns(pgp_arena *arena, const pgp_table *live) {
    const pgp_table *again = made_again(live);
    pgp_text names = pgp_text_new(arena);
    for (const pgp_object *part = live->object.children; again && part; part = part->sibling)
        if (is_stored(part) && !pgp_table_column(again, part->name))
            pgp_text_addf(&names, "%s%s", names.size ? ", " : "", part->name);
    return names.size ? names.data : NULL;
}

/* -- there --------------------------------------------------------------------------------------------------------- */

static const char *waiting_table(pgp_arena *arena, const pgp_table *table) {
    return pgp_quoted2(arena, table->object.schema, pgp_passing_name(arena, table->object.name, "ROWS"));
}

static void emit(pgp_emitter *emitter, const pgp_table *table, const char *sql) {
    const char *name = pgp_sql_object(emitter->arena, &table->object);
    pgp_emit(emitter, '~', &table->object, pgp_printf(emitter->arena, "table %s: its rows", name), sql);
}

/* Its type does not stay: as text. */
static bool loses_type(const pgp_object *column) {
    for (uint32_t i = 0; i < column->need_count; i++) {
        const pgp_object *type = column->needs[i];
        if ((type->kind->space == PGP_SPACE_TYPE || type->kind == &pgp_kind_composite) && goes_away(type))
            return true;
    }
    return false;
}

static void add_live_columns(pgp_text *sql, const pgp_table *live) {
    const char *separator = " ";
    for (const pgp_object *part = live->object.children; part; part = part->sibling) {
        if (!column_again(made_again(live), part))
            continue;
        const char *name = pgp_quoted(sql->arena, part->name);
        pgp_text_addf(sql, "%s%s", separator, name);
        if (loses_type(part))
            pgp_text_addf(sql, "::text AS %s", name);
        separator = ", ";
    }
}

static void add_staying(void *argument, const pgp_table *keeper, const pgp_table *leaf) {
    pgp_text *names = argument;
    if (keeper_of(leaf) != keeper)
        pgp_text_addf(names, "%s%s::pg_catalog.regclass", names->size ? ", " : "",
                      pgp_literal(names->arena, pgp_sql_object(names->arena, &leaf->object)));
}

static void save(pgp_emitter *emitter, pgp_table *live) {
    pgp_arena *arena = emitter->arena;
    const char *name = pgp_sql_object(arena, &live->object);
    pgp_text sql = pgp_text_new(arena), staying = pgp_text_new(arena);
    if (live->rows_wait || !pgp_rows_come_back(&live->object))
        return;
    live->rows_wait = true;
    each_leaf(live, live, add_staying, &staying);
    if (live->force_row_security) /* all rows, not only those that its owner may see */
        pgp_table_emit(emitter, live, "NO FORCE ROW LEVEL SECURITY");
    emit(emitter, live, pgp_printf(arena, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE", name));
    pgp_text_addf(&sql, "CREATE TABLE %s AS SELECT", waiting_table(arena, live));
    add_live_columns(&sql, live);
    pgp_text_addf(&sql, " FROM %s%s", is_partitioned(live) ? "" : "ONLY ", name);
    if (staying.size)
        pgp_text_addf(&sql, " WHERE tableoid NOT IN (%s)", staying.data);
    emit(emitter, live, sql.data);
}

void pgp_rows_save(pgp_emitter *emitter, pgp_table *live) {
    for (pgp_table *table = live; table; table = table_above(table))
        save(emitter, table);
}

/* -- and back ------------------------------------------------------------------------------------------------------ */

static void add_value(pgp_emitter *emitter, pgp_text *sql, const pgp_object *part, const pgp_column *to) {
    const char *name = pgp_quoted(emitter->arena, part->name);
    const char *conversion = pgp_column_using(emitter, (const pgp_column *)part, to);
    if (loses_type(part))
        pgp_text_addf(sql, "%s::%s", name, to->type);
    else
        pgp_text_add(sql, conversion ? conversion : name);
}

static void insert(pgp_emitter *emitter, const pgp_table *live, const pgp_table *desired) {
    pgp_text sql = pgp_text_new(emitter->arena), values = pgp_text_new(emitter->arena);
    const char *separator = "";
    pgp_text_addf(&sql, "INSERT INTO %s (", pgp_sql_object(emitter->arena, &desired->object));
    for (const pgp_object *part = live->object.children; part; part = part->sibling) {
        const pgp_column *to = column_again(desired, part);
        if (!to)
            continue;
        pgp_text_addf(&sql, "%s%s", separator, pgp_quoted(emitter->arena, part->name));
        pgp_text_add(&values, separator);
        add_value(emitter, &values, part, to);
        separator = ", ";
    }
    pgp_text_addf(&sql, ") OVERRIDING SYSTEM VALUE SELECT %s FROM %s", values.data,
                  waiting_table(emitter->arena, live));
    emit(emitter, desired, sql.data);
}

void pgp_rows_return(pgp_emitter *emitter, const pgp_change *change) {
    const pgp_table *live = (const pgp_table *)change->live, *desired = (const pgp_table *)change->desired;
    if (!live->rows_wait)
        return;
    if (desired->force_row_security)
        pgp_table_emit(emitter, desired, "NO FORCE ROW LEVEL SECURITY");
    insert(emitter, live, desired);
    if (desired->force_row_security)
        pgp_table_emit(emitter, desired, "FORCE ROW LEVEL SECURITY");
    emit(emitter, desired, pgp_printf(emitter->arena, "DROP TABLE %s", waiting_table(emitter->arena, live)));
    for (const pgp_object *part = desired->object.children; part; part = part->sibling)
        if (part->kind == &pgp_kind_column && ((const pgp_column *)part)->identity)
            pgp_column_skip_values(emitter, (const pgp_column *)part);
}

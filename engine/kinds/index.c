/*
 * Indexes: their properties, and the statements that make, change and drop them.
 */
#include "kinds/index.h"
#include "kinds/table.h"

#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum {
    INDEX_OPTIONS,
    INDEX_TABLESPACE,
    INDEX_CLUSTERED,
    INDEX_ATTACHED_TO,
    INDEX_STATISTICS,
    INDEX_INCOMPLETE,
    INDEX_IN_PLACE
};

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_index, options, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_index, tablespace, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_index, clustered, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_index, attached_to, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_index, statistics, PGP_VALUE_SET, 0),
    PGP_PROPERTY(pgp_index, incomplete, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_index, unique, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_index, method, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_index, keys, PGP_VALUE_KEYS, 0),
    PGP_PROPERTY(pgp_index, include, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_index, predicate, PGP_VALUE_EXPRESSION, 0),
    PGP_PROPERTY(pgp_index, nulls_not_distinct, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_index, invalid, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_index, only, PGP_VALUE_BOOL, PGP_PROPERTY_HIDDEN),
};

/* Options are printed in the order in which they were set, which means nothing. */
static bool same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                 const pgp_object *desired) {
    if (property - properties == INDEX_OPTIONS)
        return pgp_same_options(comparison->arena, &((const pgp_index *)live)->options,
                                &((const pgp_index *)desired)->options);
    return pgp_same_property(comparison, property, live, desired);
}

/* -- create ---------------------------------------------------------------------------------------------------- */

static void add_clauses(pgp_text *sql, const pgp_index *index) {
    if (index->include.count) {
        pgp_text_add(sql, " INCLUDE (");
        pgp_sql_names(sql, index->include.items, index->include.count);
        pgp_text_add(sql, ")");
    }
    if (index->nulls_not_distinct)
        pgp_text_add(sql, " NULLS NOT DISTINCT");
    if (index->options.count)
        pgp_text_addf(sql, " WITH (%s)", pgp_options_set(sql->arena, NULL, &index->options));
    if (index->tablespace) {
        pgp_text_add(sql, " TABLESPACE ");
        pgp_sql_name(sql, index->tablespace);
    }
    if (index->predicate.text)
        pgp_text_addf(sql, " WHERE %s", index->predicate.text);
}

const char *pgp_index_sql(pgp_arena *arena, const pgp_index *index, const char *name, bool concurrently,
                          bool only) {
    pgp_text sql = pgp_text_new(arena);
    pgp_text_addf(&sql, "CREATE %sINDEX %s", index->unique ? "UNIQUE " : "",
                  concurrently ? "CONCURRENTLY " : "");
    pgp_sql_name(&sql, name);
    pgp_text_addf(&sql, " ON %s%s USING ", only ? "ONLY " : "", pgp_sql_object(arena, index->object.parent));
    pgp_sql_name(&sql, index->method);
    pgp_text_add(&sql, " (");
    pgp_keys_sql(&sql, &index->keys);
    pgp_text_add(&sql, ")");
    add_clauses(&sql, index);
    return sql.data;
}

/* "2=100" gives "2"; the number of a column. */
static const char *column_of(pgp_arena *arena, const char *target) {
    return pgp_printf(arena, "%.*s", (int)strcspn(target, "="), target);
}

static const char *target_of(pgp_arena *arena, const pgp_index *index, const char *column) {
    for (size_t i = 0; i < index->statistics.count; i++)
        if (strcmp(column_of(arena, index->statistics.items[i]), column) == 0)
            return strchr(index->statistics.items[i], '=') + 1;
    return "-1";
}

static bool comes_later(const pgp_plan *plan, const pgp_object *index) {
    const pgp_change *change = index->change;
    return pgp_table_is_attached_late(plan, index->parent) ||
           (change && change->action != PGP_ALTER && !(index->flags & PGP_OBJECT_IMPLIED));
}

/* The server goes on to what is attached, which may be to keep its own. */
static void set_statistics(pgp_emitter *emitter, const pgp_index *index, const char *column,
                           const char *target) {
    pgp_arena *arena = emitter->arena;
    const pgp_object *table = index->object.parent;
    const char *sql = pgp_printf(arena, "ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s",
                                 pgp_sql_object(arena, &index->object), column, target);
    pgp_emit(emitter, '~', &index->object, pgp_index_summary(emitter, &index->object), sql);
    const pgp_tables heirs =
        table->kind == &pgp_kind_table ? ((const pgp_table *)table)->heirs : (pgp_tables){0};
    for (size_t i = 0; i < heirs.count; i++) {
        const pgp_object *child =
            pgp_index_attached(&heirs.items[i]->object, pgp_index_label(arena, &index->object));
        const pgp_index *below = child && child->kind == index->object.kind ? (const pgp_index *)child : NULL;
        if (below && !comes_later(emitter->plan, child) &&
            strcmp(target_of(arena, below, column), target) != 0)
            set_statistics(emitter, below, column, target_of(arena, below, column));
    }
}

static void reset_statistics(pgp_emitter *emitter, const pgp_index *index, const pgp_names *from) {
    for (size_t i = 0; i < from->count; i++)
        if (strcmp(target_of(emitter->arena, index, column_of(emitter->arena, from->items[i])), "-1") == 0)
            set_statistics(emitter, index, column_of(emitter->arena, from->items[i]), "-1");
}

static void add_statistics(pgp_emitter *emitter, const pgp_index *index, const pgp_names *from) {
    for (size_t i = 0; i < index->statistics.count; i++) {
        const char *target = index->statistics.items[i];
        if (!from || !pgp_names_has(from, target))
            set_statistics(emitter, index, column_of(emitter->arena, target), strchr(target, '=') + 1);
    }
}

static void index_create(pgp_emitter *emitter, pgp_object *object) {
    const pgp_index *index = (const pgp_index *)object;
    pgp_release_heirs(emitter, object->parent);
    if (pgp_index_comes_with_partition(emitter, object)) {
        add_statistics(emitter, index, NULL);
        return;
    }
    if (!pgp_index_make_online(emitter, object))
        pgp_index_make(emitter, index, index->only);
    pgp_index_attach(emitter, object);
    add_statistics(emitter, index, NULL);
    pgp_emit_replica_identity(emitter, object);
    pgp_index_retire(emitter, object);
}

void pgp_index_make(pgp_emitter *emitter, const pgp_index *index, bool only) {
    const pgp_sql path = pgp_keys_path(&index->keys, &index->predicate);
    pgp_step *step = pgp_emit(emitter, '+', &index->object, pgp_index_summary(emitter, &index->object),
                              pgp_index_sql(emitter->arena, index, index->object.name, false, only));
    pgp_emit_path(step, &path);
    step->undo = pgp_index_drop_sql(emitter->arena, &index->object, index->object.name, false);
}

/* -- alter, drop ------------------------------------------------------------------------------------------------- */

/* What is attached cannot be detached. */
static pgp_way index_way(const pgp_change *change) {
    bool loses = PGP_CHANGED(change, INDEX_INCOMPLETE) && ((const pgp_index *)change->desired)->incomplete;
    /* ALTER INDEX takes no options of a partitioned one. */
    bool fixed = PGP_CHANGED(change, INDEX_OPTIONS) && pgp_is_partitioned(change->desired->parent);
    return loses || fixed || change->changed >> INDEX_IN_PLACE ? PGP_REBUILD : PGP_IN_PLACE;
}

static unsigned storage_bits(const pgp_change *change) {
    return (PGP_CHANGED(change, INDEX_OPTIONS) ? PGP_STORAGE_OPTIONS : 0u) |
           (PGP_CHANGED(change, INDEX_TABLESPACE) ? PGP_STORAGE_TABLESPACE : 0u) |
           (PGP_CHANGED(change, INDEX_CLUSTERED) ? PGP_STORAGE_CLUSTERED : 0u) |
           (PGP_CHANGED(change, INDEX_ATTACHED_TO) ? PGP_STORAGE_ATTACHED_TO : 0u);
}

static void index_alter(pgp_emitter *emitter, pgp_change *change) {
    const pgp_index *live = (const pgp_index *)change->live, *desired = (const pgp_index *)change->desired;
    pgp_index_alter_storage(emitter, change, storage_bits(change));
    if (PGP_CHANGED(change, INDEX_STATISTICS)) {
        reset_statistics(emitter, desired, &live->statistics);
        add_statistics(emitter, desired, &live->statistics);
    }
}

static void index_drop(pgp_emitter *emitter, const pgp_object *object) {
    if (pgp_index_goes_with_parent(emitter, object) || pgp_index_is_swapped(emitter, emitter->change))
        return;
    pgp_index_let_go(emitter, object);
    if (!pgp_index_drop_online(emitter, object))
        pgp_emit(emitter, '-', object, pgp_index_summary(emitter, object),
                 pgp_printf(emitter->arena, "%s%s",
                            pgp_index_drop_sql(emitter->arena, object, object->name, false),
                            pgp_index_has_keys(emitter, object) ? " CASCADE" : ""));
}

const pgp_kind pgp_kind_index = {
    .name = "index",
    .title = "indexes",
    .sql = "INDEX",
    .space = PGP_SPACE_RELATION,
    .size = sizeof(pgp_index),
    .order = 70,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = pgp_index_query,
    .row = pgp_index_row,
    .same = same,
    .way = index_way,
    .create = index_create,
    .alter = index_alter,
    .drop = index_drop,
    .finish = pgp_index_finish,
};

/*
 * Triggers: properties and statements. A trigger is a child of its table or view; its copies on partitions are in
 * trigger_copies.c.
 */
#include "kinds/trigger.h"
#include "kinds/table.h"

#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum { TRIGGER_CONSTRAINT, TRIGGER_ENABLED };

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_trigger, constraint, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_trigger, enabled, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_trigger, timing, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_trigger, events, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_trigger, level, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_trigger, condition, PGP_VALUE_EXPRESSION, 0),
    PGP_PROPERTY(pgp_trigger, function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_trigger, arguments, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_trigger, referenced, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_trigger, old_table, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_trigger, new_table, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_trigger, deferrable, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_trigger, initially_deferred, PGP_VALUE_BOOL, 0),
};

const char *pgp_trigger_timing(int type) {
    if (type & PGP_TRIGGER_INSTEAD)
        return "instead of";
    return type & PGP_TRIGGER_BEFORE ? "before" : "after";
}

static void add_event(pgp_text *events, const char *event) {
    pgp_text_next(events, " OR ");
    pgp_text_add(events, event);
}

const char *pgp_trigger_events(pgp_arena *arena, int type, const pgp_names *columns) {
    pgp_text events = pgp_text_new(arena);
    if (type & PGP_TRIGGER_INSERT)
        add_event(&events, "INSERT");
    if (type & PGP_TRIGGER_DELETE)
        add_event(&events, "DELETE");
    if (type & PGP_TRIGGER_UPDATE) {
        add_event(&events, columns->count ? "UPDATE OF " : "UPDATE");
        pgp_sql_names(&events, columns->items, columns->count);
    }
    if (type & PGP_TRIGGER_TRUNCATE)
        add_event(&events, "TRUNCATE");
    return events.data;
}

/* CREATE OR REPLACE takes no constraint triggers, and leaves the copies that partitions have of one FOR EACH ROW. */
static bool can_be_replaced(const pgp_trigger *live, const pgp_trigger *desired) {
    const pgp_object *relation = live->object.parent;
    bool is_partitioned =
        relation->kind == &pgp_kind_table && ((const pgp_table *)relation)->partition_key.text;
    return !live->constraint && !desired->constraint &&
           (!is_partitioned || strcmp(live->level, desired->level) == 0);
}

static pgp_way trigger_way(const pgp_change *change) {
    const pgp_trigger *live = (const pgp_trigger *)change->live,
                      *desired = (const pgp_trigger *)change->desired;
    bool only_enabled = change->changed == 1u << TRIGGER_ENABLED;
    return only_enabled || can_be_replaced(live, desired) ? PGP_IN_PLACE : PGP_REBUILD;
}

/* -- statements ---------------------------------------------------------------------------------------- */

const char *pgp_enabled_text(char code) {
    switch (code) {
    case 'D': return "disabled";
    case 'R': return "replica";
    case 'A': return "always";
    default: return "origin";
    }
}

const char *pgp_enabling(const char *enabled) {
    if (strcmp(enabled, "disabled") == 0)
        return "DISABLE";
    if (strcmp(enabled, "replica") == 0)
        return "ENABLE REPLICA";
    return strcmp(enabled, "always") == 0 ? "ENABLE ALWAYS" : "ENABLE";
}

static const char *summary_of(pgp_emitter *emitter, const pgp_object *object) {
    return pgp_printf(emitter->arena, "%s %s", object->kind->name, pgp_quoted(emitter->arena, object->name));
}

void pgp_emit_enabled(pgp_emitter *emitter, const pgp_object *object, const char *what, const char *enabled) {
    const char *action = pgp_enabling(enabled), *name = pgp_quoted(emitter->arena, object->name);
    char *sql =
        pgp_printf(emitter->arena, "%s %s %s %s", pgp_alter_parent(emitter, object), action, what, name);
    pgp_emit(emitter, '~', object, pgp_printf(emitter->arena, "%s: %s", summary_of(emitter, object), enabled),
             sql);
}

static void add_upper(pgp_text *sql, const char *word) {
    for (; *word; word++) {
        char c = *word >= 'a' && *word <= 'z' ? (char)(*word - 'a' + 'A') : *word;
        pgp_text_addn(sql, &c, 1);
    }
}

static void add_constraint_clauses(pgp_text *sql, const pgp_trigger *trigger) {
    if (trigger->referenced)
        pgp_text_addf(sql, " FROM %s", trigger->referenced);
    if (trigger->deferrable)
        pgp_text_add(sql, trigger->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE");
}

static void add_transition_tables(pgp_text *sql, const pgp_trigger *trigger) {
    if (!trigger->old_table && !trigger->new_table)
        return;
    pgp_text_add(sql, " REFERENCING");
    if (trigger->old_table) {
        pgp_text_add(sql, " OLD TABLE AS ");
        pgp_sql_name(sql, trigger->old_table);
    }
    if (trigger->new_table) {
        pgp_text_add(sql, " NEW TABLE AS ");
        pgp_sql_name(sql, trigger->new_table);
    }
}

static void add_call(pgp_text *sql, const pgp_trigger *trigger) {
    pgp_text_addf(sql, " EXECUTE FUNCTION %s(", trigger->function);
    for (size_t i = 0; i < trigger->arguments.count; i++) {
        if (i)
            pgp_text_add(sql, ", ");
        pgp_sql_literal(sql, trigger->arguments.items[i]);
    }
    pgp_text_add(sql, ")");
}

static void emit_definition(pgp_emitter *emitter, const pgp_trigger *trigger, char sign, const char *start) {
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_add(&sql, start);
    pgp_sql_name(&sql, trigger->object.name);
    pgp_text_add(&sql, " ");
    add_upper(&sql, trigger->timing);
    pgp_text_addf(&sql, " %s ON %s", trigger->events, pgp_sql_object(emitter->arena, trigger->object.parent));
    add_constraint_clauses(&sql, trigger);
    add_transition_tables(&sql, trigger);
    pgp_text_add(&sql, " FOR EACH ");
    add_upper(&sql, trigger->level);
    if (trigger->condition.text) {
        pgp_text_add(&sql, " WHEN ");
        pgp_bracketed_sql(&sql, trigger->condition.text);
    }
    add_call(&sql, trigger);
    pgp_step *step =
        pgp_emit(emitter, sign, &trigger->object, summary_of(emitter, &trigger->object), sql.data);
    if (trigger->condition.text)
        pgp_emit_path(step, &trigger->condition);
}

static void emit_unusual_state(pgp_emitter *emitter, const pgp_trigger *trigger) {
    if (strcmp(trigger->enabled, "origin") != 0)
        pgp_emit_enabled(emitter, &trigger->object, "TRIGGER", trigger->enabled);
}

static void trigger_create(pgp_emitter *emitter, pgp_object *object) {
    const pgp_trigger *trigger = (const pgp_trigger *)object;
    emit_definition(emitter, trigger, '+',
                    trigger->constraint ? "CREATE CONSTRAINT TRIGGER " : "CREATE TRIGGER ");
    emit_unusual_state(emitter, trigger);
}

static void trigger_alter(pgp_emitter *emitter, pgp_change *change) {
    const pgp_trigger *desired = (const pgp_trigger *)change->desired;
    if (change->changed == 1u << TRIGGER_ENABLED) {
        pgp_emit_enabled(emitter, &desired->object, "TRIGGER", desired->enabled);
        return;
    }
    emit_definition(emitter, desired, '~', "CREATE OR REPLACE TRIGGER "); /* it fires on origin again */
    emit_unusual_state(emitter, desired);
}

static void trigger_drop(pgp_emitter *emitter, const pgp_object *object) {
    char *sql = pgp_printf(emitter->arena, "DROP TRIGGER %s ON %s", pgp_quoted(emitter->arena, object->name),
                           pgp_sql_object(emitter->arena, object->parent));
    pgp_emit(emitter, '-', object, summary_of(emitter, object), sql);
}

const pgp_kind pgp_kind_trigger = {
    .name = "trigger",
    .title = "triggers",
    .sql = "TRIGGER",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_trigger),
    .order = 80,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = pgp_trigger_query,
    .presence = "pg_trigger WHERE NOT tgisinternal",
    .row = pgp_trigger_row,
    .way = trigger_way,
    .create = trigger_create,
    .alter = trigger_alter,
    .drop = trigger_drop,
    .finish = pgp_trigger_finish,
};

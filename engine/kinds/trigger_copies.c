/*
 * Partitions' copies of a row trigger. The server makes, replaces and drops them with the trigger itself; what is left to say is
 * when one of them fires otherwise: an entry "name=state" of its partition's trigger_states.
 */
#include "kinds/table.h"
#include "kinds/trigger.h"

#include <string.h>

/* -- entries ------------------------------------------------------------------------------------------------------ */

static const char *state_of(const char *entry) {
    return strrchr(entry, '=') + 1;
}

static const char *name_of(pgp_arena *arena, const char *entry) {
    return pgp_printf(arena, "%.*s", (int)(state_of(entry) - entry - 1), entry);
}

static bool is_about(const char *entry, const char *name) {
    size_t size = strlen(name);
    return (size_t)(state_of(entry) - entry - 1) == size && strncmp(entry, name, size) == 0;
}

static const char *find_entry(const pgp_table *table, const char *name) {
    for (size_t i = 0; i < table->trigger_states.count; i++)
        if (is_about(table->trigger_states.items[i], name))
            return table->trigger_states.items[i];
    return NULL;
}

static void remove_entry(pgp_table *table, const char *name) {
    pgp_names *states = &table->trigger_states;
    size_t kept = 0;
    for (size_t i = 0; i < states->count; i++)
        if (!is_about(states->items[i], name))
            states->items[kept++] = states->items[i];
    states->count = kept;
}

void pgp_trigger_copy_state(pgp_arena *arena, pgp_table *partition, const char *name, const char *enabled) {
    remove_entry(partition, name);
    pgp_names_add(arena, &partition->trigger_states, pgp_printf(arena, "%s=%s", name, enabled));
}

static bool is_partition(const pgp_table *heir) {
    return heir->partition_of && !(heir->object.flags & PGP_OBJECT_DROPPED);
}

const pgp_trigger *pgp_trigger_above(const pgp_table *table, const char *name) {
    for (; table->partition_of && table->parents.count; table = table->parents.items[0]) {
        const pgp_trigger *above =
            (const pgp_trigger *)pgp_child(&table->parents.items[0]->object, &pgp_kind_trigger, name);
        if (above && strcmp(above->level, "row") == 0)
            return above;
    }
    return NULL;
}

/* -- ALTER TABLE … ENABLE, DISABLE TRIGGER in a file ------------------------------------------------------------------ */

static void set_copy(pgp_parser *parser, pgp_table *table, const char *name, const char *enabled, bool only) {
    pgp_trigger_copy_state(parser->arena, table, name, enabled);
    for (size_t i = 0; !only && i < table->heirs.count; i++)
        if (is_partition(table->heirs.items[i]))
            set_copy(parser, table->heirs.items[i], name, enabled, false);
}

/* What partitions have follows the trigger, or stays when that changes alone. */
static void change_below(pgp_parser *parser, const pgp_table *table, const pgp_trigger *trigger, bool only) {
    for (size_t i = 0; i < table->heirs.count; i++) {
        pgp_table *heir = table->heirs.items[i];
        if (!is_partition(heir))
            continue;
        if (!only)
            remove_entry(heir, trigger->object.name);
        else if (!find_entry(heir, trigger->object.name))
            pgp_trigger_copy_state(parser->arena, heir, trigger->object.name, trigger->enabled);
        change_below(parser, heir, trigger, only);
    }
}

static void set_own(pgp_parser *parser, pgp_table *table, pgp_trigger *trigger, const char *enabled,
                    bool only) {
    if (strcmp(trigger->level, "row") == 0)
        change_below(parser, table, trigger, only);
    trigger->enabled = enabled;
}

bool pgp_trigger_enable(pgp_parser *parser, pgp_table *table, const char *name, const char *enabled,
                        bool only) {
    pgp_object *own = pgp_child(&table->object, &pgp_kind_trigger, name);
    if (own)
        set_own(parser, table, (pgp_trigger *)own, enabled, only);
    else if (pgp_trigger_above(table, name))
        set_copy(parser, table, name, enabled, only);
    else
        return false;
    return true;
}

void pgp_triggers_enable(pgp_parser *parser, pgp_table *table, const char *enabled, bool only) {
    for (const pgp_table *at = table;; at = at->parents.items[0]) {
        for (const pgp_object *part = at->object.children; part; part = part->sibling)
            if (part->kind == &pgp_kind_trigger)
                pgp_trigger_enable(parser, table, part->name, enabled, only);
        if (!at->partition_of || !at->parents.count)
            return;
    }
}

/* -- partitions that come and go ------------------------------------------------------------------------------------------ */

void pgp_partition_take_states(pgp_parser *parser, pgp_table *partition, const pgp_table *parent) {
    partition->trigger_states = (pgp_names){0};
    for (size_t i = 0; parent && i < parent->trigger_states.count; i++)
        pgp_names_add(parser->arena, &partition->trigger_states, parent->trigger_states.items[i]);
    for (size_t i = 0; i < partition->heirs.count; i++)
        if (is_partition(partition->heirs.items[i]))
            pgp_partition_take_states(parser, partition->heirs.items[i], partition);
}

void pgp_trigger_copies_renamed(pgp_parser *parser, const pgp_object *table, const char *from,
                                const char *to) {
    const pgp_tables *heirs = &((const pgp_table *)table)->heirs;
    for (size_t i = 0; table->kind == &pgp_kind_table && i < heirs->count; i++) {
        const char *entry = find_entry(heirs->items[i], from);
        if (entry) {
            remove_entry(heirs->items[i], from);
            pgp_trigger_copy_state(parser->arena, heirs->items[i], to, state_of(entry));
        }
        pgp_trigger_copies_renamed(parser, &heirs->items[i]->object, from, to);
    }
}

static void settle(pgp_model *model, pgp_table *table) {
    pgp_names *states = &table->trigger_states;
    size_t kept = 0;
    for (size_t i = 0; i < states->count; i++) {
        const pgp_trigger *above = pgp_trigger_above(table, name_of(model->arena, states->items[i]));
        if (above && strcmp(above->enabled, state_of(states->items[i])) != 0)
            states->items[kept++] = states->items[i];
    }
    states->count = kept;
    *states = pgp_names_sorted(model->arena, *states);
}

void pgp_settle_trigger_copies(pgp_model *model) {
    for (pgp_object *object = model->objects; object; object = object->sibling)
        if (object->kind == &pgp_kind_table && ((pgp_table *)object)->trigger_states.count)
            settle(model, (pgp_table *)object);
}

/* -- statements ------------------------------------------------------------------------------------------------------------- */

static void emit_state(pgp_emitter *emitter, const pgp_table *table, const char *name, const char *enabled) {
    pgp_arena *arena = emitter->arena;
    const char *label = pgp_sql_object(arena, &table->object), *quoted = pgp_quoted(arena, name);
    pgp_emit(emitter, '~', &table->object,
             pgp_printf(arena, "trigger %s of partition %s: %s", quoted, label, enabled),
             pgp_printf(arena, "ALTER TABLE ONLY %s %s TRIGGER %s", label, pgp_enabling(enabled), quoted));
}

static void emit_entries(pgp_emitter *emitter, const pgp_table *table) {
    for (size_t i = 0; i < table->trigger_states.count; i++) {
        const char *entry = table->trigger_states.items[i];
        emit_state(emitter, table, name_of(emitter->arena, entry), state_of(entry));
    }
}

void pgp_trigger_copies_attached(pgp_emitter *emitter, const pgp_table *partition) {
    emit_entries(emitter, partition);
    for (size_t i = 0; i < partition->heirs.count; i++)
        if (partition->heirs.items[i]->partition_of)
            pgp_trigger_copies_attached(emitter, partition->heirs.items[i]);
}

/* The trigger's own change says it again (below). */
static bool is_said_by_trigger(const pgp_table *table, const char *name) {
    const pgp_trigger *above = pgp_trigger_above(table, name);
    return !above || above->object.change;
}

static void emit_new(pgp_emitter *emitter, const pgp_table *desired, const pgp_names *had) {
    for (size_t i = 0; i < desired->trigger_states.count; i++) {
        const char *entry = desired->trigger_states.items[i], *name = name_of(emitter->arena, entry);
        if (!is_said_by_trigger(desired, name) && !(had && pgp_names_has(had, entry)))
            emit_state(emitter, desired, name, state_of(entry));
    }
}

void pgp_trigger_copies_alter(pgp_emitter *emitter, const pgp_table *live, const pgp_table *desired) {
    emit_new(emitter, desired, live ? &live->trigger_states : NULL);
    for (size_t i = 0; live && i < live->trigger_states.count; i++) {
        const char *name = name_of(emitter->arena, live->trigger_states.items[i]);
        if (!find_entry(desired, name) && !is_said_by_trigger(desired, name))
            emit_state(emitter, desired, name, pgp_trigger_above(desired, name)->enabled);
    }
}

static void emit_below(pgp_emitter *emitter, const pgp_table *table, const char *name) {
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_table *heir = table->heirs.items[i];
        if (!heir->partition_of || pgp_table_is_attached_late(emitter->plan, &heir->object))
            continue;
        const char *entry = find_entry(heir, name);
        if (entry)
            emit_state(emitter, heir, name, state_of(entry));
        emit_below(emitter, heir, name);
    }
}

void pgp_trigger_finish(pgp_emitter *emitter, pgp_change *change) {
    const pgp_object *table = change->desired->parent;
    if (table->kind == &pgp_kind_table)
        emit_below(emitter, (const pgp_table *)table, change->desired->name);
}

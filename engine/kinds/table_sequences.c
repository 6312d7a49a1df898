/*
 * Sequences of a table that is made again: they and their values stay, though the server would drop them with its columns.
 */
#include "kinds/table.h"

#include <string.h>

static bool belongs_to(const pgp_object *object, const char *table) {
    const pgp_sequence *sequence = (const pgp_sequence *)object;
    if (object->kind != &pgp_kind_sequence || sequence->identity || !sequence->owned_by)
        return false;
    size_t size = strlen(table);
    return strncmp(sequence->owned_by, table, size) == 0 && sequence->owned_by[size] == '.';
}

static bool stays(const pgp_object *sequence) {
    const pgp_change *change = sequence->change;
    return !change || change->action == PGP_ALTER;
}

static void set_owner(pgp_emitter *emitter, const pgp_object *sequence, const char *owner) {
    const char *name = pgp_sql_object(emitter->arena, sequence);
    pgp_emit(emitter, '~', sequence, pgp_printf(emitter->arena, "sequence %s", name),
             pgp_printf(emitter->arena, "ALTER SEQUENCE %s OWNED BY %s", name, owner));
}

void pgp_keep_sequences(pgp_emitter *emitter, const pgp_object *live) {
    const char *table = pgp_sql_object(emitter->arena, live);
    for (const pgp_object *object = emitter->plan->live->objects; object; object = object->sibling)
        if (belongs_to(object, table) && stays(object))
            set_owner(emitter, object, "NONE");
}

/* A sequence that gets another owner is given to it by its own change. */
void pgp_return_sequences(pgp_emitter *emitter, const pgp_object *desired) {
    const char *table = pgp_sql_object(emitter->arena, desired);
    for (const pgp_object *object = emitter->plan->desired->objects; object; object = object->sibling) {
        const pgp_sequence *sequence = (const pgp_sequence *)object;
        if (!belongs_to(object, table) || !stays(object))
            continue;
        const pgp_object *live = pgp_model_counterpart(emitter->plan->live, object);
        if (live && pgp_same(((const pgp_sequence *)live)->owned_by, sequence->owned_by))
            set_owner(emitter, object, sequence->owned_by);
    }
}

/* From 15 on, SET LOGGED and SET UNLOGGED take the sequences of the table's columns along, which CREATE does not. */
void pgp_settle_sequences(pgp_emitter *emitter, const pgp_table *desired) {
    const char *table = pgp_sql_object(emitter->arena, &desired->object);
    for (const pgp_object *object = emitter->plan->desired->objects; object; object = object->sibling) {
        const pgp_sequence *sequence = (const pgp_sequence *)object;
        if (emitter->server_version < 150000 || !belongs_to(object, table) || !stays(object) ||
            strcmp(sequence->persistence, desired->persistence) == 0)
            continue;
        const char *name = pgp_sql_object(emitter->arena, object);
        bool unlogged = strcmp(sequence->persistence, "unlogged") == 0;
        pgp_emit(
            emitter, '~', object, pgp_printf(emitter->arena, "sequence %s", name),
            pgp_printf(emitter->arena, "ALTER SEQUENCE %s SET %s", name, unlogged ? "UNLOGGED" : "LOGGED"));
    }
}

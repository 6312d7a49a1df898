/*
 * Names of NOT NULL constraints that are said though the server derives them (18): it would choose another one where a table that was
 * made LIKE this one, or inherits from it, has the name already: it is made first, or was there before. And names, cut at 63 bytes, of
 * columns that go only after one comes whose constraint is called the same.
 */
#include "kinds/table.h"
#include "plan/online.h"

#include <stdlib.h>
#include <string.h>

static size_t collect(const pgp_model *model, const char **names) {
    size_t count = 0;
    pgp_walk walk = pgp_walk_start(model);
    for (const pgp_object *o; (o = pgp_walk_next(&walk));) {
        const char *name = o->kind == &pgp_kind_column ? ((const pgp_column *)o)->not_null_name : NULL;
        if (name && names)
            names[count] = name;
        count += name != NULL;
    }
    return count;
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_made(const pgp_object *object) {
    return object->change && (object->change->action == PGP_CREATE || object->change->action == PGP_REPLACE);
}

static void mark_columns(pgp_arena *arena, pgp_object *table, const pgp_names *names) {
    for (pgp_object *part = table->children; part; part = part->sibling) {
        pgp_column *column = (pgp_column *)part;
        if (part->kind != &pgp_kind_column || !column->not_null || column->not_null_name ||
            !(part->change || is_made(table)))
            continue;
        const char *derived = pgp_not_null_name(arena, column);
        column->says_not_null_name =
            bsearch(&derived, names->items, names->count, sizeof *names->items, by_bytes) != NULL;
    }
}

void pgp_say_not_null_names(pgp_plan *plan, pgp_arena *arena) {
    size_t live = collect(plan->live, NULL), count = live + collect(plan->desired, NULL);
    if (!count)
        return;
    pgp_names names = {.items = pgp_alloc(arena, count * sizeof *names.items), .count = count};
    collect(plan->live, names.items);
    collect(plan->desired, names.items + live);
    qsort(names.items, count, sizeof *names.items, by_bytes);
    for (pgp_object *o = plan->desired->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_table)
            mark_columns(arena, o, &names);
}

/* -- names that are taken till late ------------------------------------------------------------------------------------ */

static bool comes_not_null(const pgp_change *change) {
    const pgp_column *column = (const pgp_column *)change->desired;
    return (change->action == PGP_CREATE || change->action == PGP_ALTER) && column &&
           column->object.kind == &pgp_kind_column && column->object.parent->kind == &pgp_kind_table &&
           !is_made(column->object.parent) && column->not_null &&
           !(change->live && ((const pgp_column *)change->live)->not_null);
}

/* Heirs would have to go along, by the same name. */
static bool gives_name_up(const pgp_plan *plan, const pgp_object *part) {
    const pgp_column *column = (const pgp_column *)part;
    return part->kind == &pgp_kind_column && column->not_null && !column->inherited &&
           !((const pgp_table *)part->parent)->heirs.count && !pgp_model_counterpart(plan->desired, part);
}

static void free_name(pgp_emitter *emitter, pgp_change *change) {
    pgp_arena *arena = emitter->arena;
    const pgp_object *table = pgp_model_counterpart(emitter->plan->live, change->desired->parent);
    const char *name = pgp_not_null_name(arena, (const pgp_column *)change->desired);
    for (const pgp_object *part = table ? table->children : NULL; part; part = part->sibling) {
        if (!gives_name_up(emitter->plan, part) ||
            strcmp(pgp_not_null_name(arena, (const pgp_column *)part), name) != 0)
            continue;
        const char *passing =
            pgp_passing_name(arena, part->parent->name, pgp_printf(arena, "%s goes", part->name));
        emitter->change = change;
        pgp_emit(emitter, '~', change->desired, pgp_column_summary(emitter, (const pgp_column *)part),
                 pgp_printf(arena, "%s RENAME CONSTRAINT %s TO %s",
                            pgp_alter_parent(emitter, change->desired), pgp_quoted(arena, name),
                            pgp_quoted(arena, passing)));
    }
}

void pgp_free_not_null_names(pgp_emitter *emitter) {
    for (size_t i = 0; emitter->server_version >= 180000 && i < emitter->plan->change_count; i++)
        if (comes_not_null(emitter->plan->changes[i]))
            free_name(emitter, emitter->plan->changes[i]);
}

/*
 * Names of NOT NULL constraints that are said though the server derives them (18): it would choose another one where a table that was
 * made LIKE this one, or inherits from it, has the name already: it is made first, or was there before.
 */
#include "kinds/table.h"

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

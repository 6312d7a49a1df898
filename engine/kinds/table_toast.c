/*
 * Options of TOAST tables. There is one as long as a column can be large; with it, its options come and go.
 */
#include "kinds/table.h"

#include <string.h>

static bool is_toast_option(const char *option) {
    return strncmp(option, "toast.", 6) == 0;
}

/* Whether the table is as it would be after all other changes. */
static bool has_same_columns(const pgp_table *live, const pgp_table *desired) {
    for (const pgp_object *part = desired->object.children; part; part = part->sibling) {
        const pgp_column *column = pgp_table_column(live, part->name);
        if (part->kind == &pgp_kind_column &&
            !(column && pgp_same(column->type, ((const pgp_column *)part)->type)))
            return false;
    }
    return true;
}

bool pgp_same_table_options(const pgp_table *live, const pgp_table *desired, bool from_server) {
    if (!from_server || live->has_toast || !has_same_columns(live, desired))
        return pgp_same_names(&live->options, &desired->options);
    size_t own = 0;
    for (size_t i = 0; i < desired->options.count; i++) {
        bool toast = is_toast_option(desired->options.items[i]);
        if (!toast && !pgp_names_has(&live->options, desired->options.items[i]))
            return false;
        own += !toast;
    }
    return own == live->options.count;
}

/* -- options that the server forgets -------------------------------------------------------------------------------- */

static pgp_names toast_options(pgp_arena *arena, const pgp_table *table) {
    pgp_names found = {0};
    for (size_t i = 0; i < table->options.count; i++)
        if (is_toast_option(table->options.items[i]))
            pgp_names_add(arena, &found, table->options.items[i]);
    return found;
}

static bool can_be_large(const pgp_column *column) {
    const char *storage = column->storage ? column->storage : column->type_storage;
    return !storage || strcmp(storage, "plain") != 0;
}

/* The change that leaves the table without a column that can be large, perhaps for a while: rows that are written anew then get no TOAST
 * table. NULL: there is none. */
static pgp_change *change_that_forgets(const pgp_table *live) {
    pgp_change *found = NULL;
    for (const pgp_object *part = live->object.children; part; part = part->sibling) {
        if (part->kind != &pgp_kind_column || !can_be_large((const pgp_column *)part))
            continue;
        pgp_change *change = part->change;
        bool goes =
            change && (change->action == PGP_REPLACE || (change->action == PGP_DROP && change->early) ||
                       change->retyped || pgp_column_is_retyped(change));
        if (!goes)
            return NULL;
        found = change;
    }
    return found;
}

void pgp_set_forgotten_options(pgp_emitter *emitter) {
    for (pgp_object *live = emitter->plan->live->objects; live; live = live->sibling) {
        const pgp_object *desired =
            live->kind == &pgp_kind_table ? pgp_model_counterpart(emitter->plan->desired, live) : NULL;
        if (!desired || (live->change && live->change->action == PGP_REPLACE))
            continue;
        pgp_names options = toast_options(emitter->arena, (const pgp_table *)desired);
        emitter->change = options.count ? change_that_forgets((const pgp_table *)live) : NULL;
        if (emitter->change)
            pgp_table_emit(
                emitter, (const pgp_table *)desired,
                pgp_printf(emitter->arena, "SET (%s)", pgp_options_set(emitter->arena, NULL, &options)));
    }
}

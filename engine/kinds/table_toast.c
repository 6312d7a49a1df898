/*
 * Options of TOAST tables. There is one as long as a column can be large; with it, its options come and go.
 */
#include "kinds/table.h"

#include <stdlib.h>
#include <string.h>

static bool is_toast_option(const char *option) {
    return strncmp(option, "toast.", 6) == 0;
}

static pgp_names toast_options(pgp_arena *arena, const pgp_table *table) {
    pgp_names found = {0};
    for (size_t i = 0; i < table->options.count; i++)
        if (is_toast_option(table->options.items[i]))
            pgp_names_add(arena, &found, table->options.items[i]);
    return found;
}

/* -- tables that need none (src/backend/catalog/toasting.c: needs_toast_table) ---------------------------------------- */

static const struct {
    const char *name;
    size_t size;
} fixed_types[] = {
    {"bigint", 8},
    {"boolean", 1},
    {"box", 32},
    {"\"char\"", 1},
    {"circle", 24},
    {"date", 4},
    {"double precision", 8},
    {"integer", 4},
    {"interval", 16},
    {"line", 24},
    {"lseg", 32},
    {"macaddr", 6},
    {"macaddr8", 8},
    {"money", 8},
    {"name", 64},
    {"oid", 4},
    {"pg_lsn", 8},
    {"point", 16},
    {"real", 4},
    {"regclass", 4},
    {"regtype", 4},
    {"smallint", 2},
    {"time with time zone", 12},
    {"time without time zone", 8},
    {"timestamp with time zone", 8},
    {"timestamp without time zone", 8},
    {"uuid", 16},
};

/* Of an enum, or a domain over what has one size; 0: it has none, or nobody knows. */
static size_t fixed_size(const pgp_model *model, const char *type) {
    const char *bare = pgp_type_bare(model->arena, type);
    for (size_t i = 0; i < sizeof fixed_types / sizeof *fixed_types; i++)
        if (strcmp(fixed_types[i].name, bare) == 0)
            return fixed_types[i].size;
    const pgp_object *found = pgp_object_named(model, PGP_SPACE_TYPE, type);
    if (found && found->kind == &pgp_kind_domain)
        return fixed_size(model, ((const pgp_domain *)found)->base_type);
    return found && found->kind == &pgp_kind_enum ? 4 : 0;
}

/* type_maximum_size(); 0: no limit. */
static size_t greatest_size(pgp_arena *arena, const char *type) {
    enum { MOST_BYTES_OF_A_CHARACTER = 4, HEADER = 8 };
    const char *bare = pgp_type_bare(arena, type), *open = strchr(type, '(');
    size_t limit = open ? strtoul(open + 1, NULL, 10) : 0;
    if (limit && (strcmp(bare, "character") == 0 || strcmp(bare, "character varying") == 0))
        return HEADER + limit * MOST_BYTES_OF_A_CHARACTER;
    bool counted =
        strcmp(bare, "numeric") == 0 || strcmp(bare, "bit") == 0 || strcmp(bare, "bit varying") == 0;
    return limit && counted ? 2 * HEADER + limit : 0;
}

/* At most, and without those that are left out of rows. */
static bool has_small_rows(const pgp_model *model, const pgp_table *table) {
    enum { THRESHOLD = 2032, ALIGNMENT = 8, HEADER = 24 };
    size_t size = 0, columns = 0, limited = 0;
    for (const pgp_object *part = table->object.children; part; part = part->sibling) {
        const pgp_column *column = (const pgp_column *)part;
        if (part->kind != &pgp_kind_column || pgp_same(column->generated, "virtual"))
            continue;
        size_t fixed = fixed_size(model, column->type);
        size_t most = fixed ? fixed : greatest_size(model->arena, column->type);
        if (!most)
            return false;
        limited += !fixed;
        columns++;
        size += (most + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
    return !limited || HEADER + columns / 8 + ALIGNMENT + size <= THRESHOLD;
}

void pgp_forget_toast_options(pgp_model *model) {
    for (pgp_object *object = model->objects; object; object = object->sibling) {
        pgp_table *table = (pgp_table *)object;
        if (object->kind != &pgp_kind_table || !toast_options(model->arena, table).count ||
            !has_small_rows(model, table))
            continue;
        pgp_names own = {0};
        for (size_t i = 0; i < table->options.count; i++)
            if (!is_toast_option(table->options.items[i]))
                pgp_names_add(model->arena, &own, table->options.items[i]);
        table->options = own;
    }
}

/* -- comparing ---------------------------------------------------------------------------------------------------------- */

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

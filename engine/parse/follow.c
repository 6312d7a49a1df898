#include "parse/follow.h"

#include "parse/uses.h"

#include <string.h>

/* -- columns --------------------------------------------------------------------------------------------- */

typedef struct column_names {
    pgp_model *model;
    const char *old, *new;
    bool texts;
} column_names;

static void replace_name(const column_names *c, pgp_names *names) {
    pgp_names copy = {.count = 0};
    for (size_t i = 0; i < names->count; i++)
        pgp_names_add(c->model->arena, &copy,
                      strcmp(names->items[i], c->old) == 0 ? c->new : names->items[i]);
    *names = copy;
}

static void replace_keys(const column_names *c, pgp_keys *keys) {
    for (size_t i = 0; i < keys->count; i++)
        if (pgp_same(keys->items[i].column, c->old))
            keys->items[i].column = c->new;
}

static void rename_in_part(const column_names *c, pgp_object *part) {
    pgp_arena *arena = c->model->arena;
    const char *label = pgp_quoted(arena, c->new);
    if (c->texts)
        pgp_object_replace(arena, part, PGP_USE_COLUMN, c->old, label);
    if (part->kind == &pgp_kind_constraint) {
        pgp_constraint *constraint = (pgp_constraint *)part;
        replace_name(c, &constraint->columns);
        replace_name(c, &constraint->include);
        replace_name(c, &constraint->delete_columns);
        replace_keys(c, &constraint->elements);
    } else if (part->kind == &pgp_kind_index) {
        replace_keys(c, &((pgp_index *)part)->keys);
        replace_name(c, &((pgp_index *)part)->include);
    } else if (part->kind == &pgp_kind_statistics) {
        pgp_names *columns = &((pgp_statistics *)part)->columns;
        replace_name(c, columns);
        *columns = pgp_names_sorted(arena, *columns);
    } else if (part->kind == &pgp_kind_trigger) {
        const char **events = &((pgp_trigger *)part)->events;
        *events = pgp_text_replace(arena, *events, PGP_USE_COLUMN, c->old, label);
    }
}

/* Foreign keys to the table, and sequences that the column owns. */
static void rename_in_others(const column_names *c, const pgp_object *table) {
    pgp_arena *arena = c->model->arena;
    const char *label = pgp_quoted2(arena, table->schema, table->name);
    const char *from = pgp_printf(arena, "%s.%s", label, pgp_quoted(arena, c->old));
    const char *to = pgp_printf(arena, "%s.%s", label, pgp_quoted(arena, c->new));
    pgp_walk walk = pgp_walk_start(c->model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));) {
        if (o->kind == &pgp_kind_sequence)
            pgp_relabel(c->model, o, from, to);
        else if (o->kind == &pgp_kind_constraint && pgp_same(((pgp_constraint *)o)->referenced, label))
            replace_name(c, &((pgp_constraint *)o)->referenced_columns);
    }
}

void pgp_follow_column(pgp_model *model, pgp_object *relation, const char *old, const char *new_,
                       bool texts) {
    column_names c = {.model = model, .old = old, .new = pgp_intern(model, new_), .texts = texts};
    for (pgp_object *part = relation->children; part; part = part->sibling)
        rename_in_part(&c, part);
    if (texts && relation->kind == &pgp_kind_table && ((pgp_table *)relation)->partition_key.text)
        pgp_object_replace(model->arena, relation, PGP_USE_COLUMN, old, pgp_quoted(model->arena, new_));
    if (relation->kind == &pgp_kind_view || relation->kind == &pgp_kind_materialized_view)
        replace_name(&c, &((pgp_view *)relation)->columns);
    else
        rename_in_others(&c, relation);
}

/* -- indexes --------------------------------------------------------------------------------------------- */

/* REPLICA IDENTITY USING INDEX names the index, also one behind a constraint. */
static void follow_identity(pgp_model *model, pgp_object *table, const char *old, const char *new) {
    if (table->kind != &pgp_kind_table)
        return;
    const char **identity = &((pgp_table *)table)->replica_identity;
    const char *from = pgp_printf(model->arena, "index %s", pgp_quoted(model->arena, old));
    if (pgp_same(*identity, from))
        *identity = pgp_intern(model, pgp_printf(model->arena, "index %s", pgp_quoted(model->arena, new)));
}

void pgp_follow_index(pgp_model *model, const pgp_object *part, const char *new_) {
    const char *schema = part->schema ? part->schema : part->parent->schema;
    const char *from = pgp_quoted2(model->arena, schema, part->name);
    const char *to = pgp_quoted2(model->arena, schema, new_);
    follow_identity(model, part->parent, part->name, new_);
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        if (o->kind == &pgp_kind_index || o->kind == &pgp_kind_constraint)
            pgp_relabel(model, o, from, to);
}

/*
 * Names of indexes as the server derives them (src/backend/commands/indexcmds.c).
 */
#include "kinds/index.h"

#include <string.h>

enum { NAMEDATALEN = 64 };

/* Bytes of a name that leave room for `more`, without cutting a character (pg_mbcliplen). */
static size_t clipped(const char *name, size_t more) {
    size_t size = strlen(name), limit = NAMEDATALEN - 1 - more;
    if (size <= limit)
        return size;
    while (limit > 0 && ((unsigned char)name[limit] & 0xC0) == 0x80)
        limit--;
    return limit;
}

/* ChooseIndexColumnNames(): a, a1, a2 for one column used three times. */
static void add_column_name(pgp_arena *arena, pgp_names *names, const char *name) {
    const char *unique = name;
    for (int i = 1; pgp_names_has(names, unique); i++) {
        const char *number = pgp_printf(arena, "%d", i);
        unique = pgp_printf(arena, "%.*s%s", (int)clipped(name, strlen(number)), name, number);
    }
    pgp_names_add(arena, names, unique);
}

static void add_keys(pgp_arena *arena, pgp_names *names, const pgp_keys *keys) {
    for (size_t i = 0; i < keys->count; i++) {
        const pgp_key *key = &keys->items[i];
        add_column_name(arena, names, key->column ? key->column : key->name ? key->name : "expr");
    }
}

static void add_columns(pgp_arena *arena, pgp_names *names, const pgp_names *columns) {
    for (size_t i = 0; i < columns->count; i++)
        add_column_name(arena, names, columns->items[i]);
}

static pgp_names column_names(pgp_arena *arena, const pgp_object *object) {
    pgp_names names = {0};
    if (object->kind == &pgp_kind_index) {
        add_keys(arena, &names, &((const pgp_index *)object)->keys);
        add_columns(arena, &names, &((const pgp_index *)object)->include);
        return names;
    }
    const pgp_constraint *constraint = (const pgp_constraint *)object;
    add_columns(arena, &names, &constraint->columns);
    add_keys(arena, &names, &constraint->elements);
    add_columns(arena, &names, &constraint->include);
    return names;
}

/* ChooseIndexNameAddition() */
const char *pgp_index_name_addition(pgp_arena *arena, const pgp_names *columns) {
    pgp_text text = pgp_text_new(arena);
    for (size_t i = 0; i < columns->count && text.size < NAMEDATALEN; i++) {
        pgp_text_next(&text, "_");
        pgp_text_add(&text, columns->items[i]);
    }
    return text.data;
}

/* What the name is made of: ChooseIndexName(). */
typedef struct name_parts {
    const char *addition, *label;
} name_parts;

static name_parts parts_of(pgp_arena *arena, const pgp_object *object) {
    const pgp_constraint *constraint =
        object->kind == &pgp_kind_constraint ? (const pgp_constraint *)object : NULL;
    if (constraint && pgp_constraint_is(constraint, "primary key"))
        return (name_parts){.label = "pkey"};
    pgp_names columns = column_names(arena, object);
    const char *label = !constraint ? "idx" : pgp_constraint_is(constraint, "exclude") ? "excl" : "key";
    return (name_parts){.addition = pgp_index_name_addition(arena, &columns), .label = label};
}

const char *pgp_index_name(pgp_parser *parser, const pgp_object *relation, const pgp_object *index) {
    name_parts parts = parts_of(parser->arena, index);
    return pgp_choose_relation_name(parser, relation->schema, relation->name, parts.addition, parts.label,
                                    index->kind == &pgp_kind_constraint);
}

const char *pgp_index_usual_name(pgp_arena *arena, const pgp_object *relation, const pgp_object *index) {
    name_parts parts = parts_of(arena, index);
    return pgp_object_name(arena, relation->name, parts.addition, parts.label);
}

bool pgp_index_has_usual_name(pgp_arena *arena, const pgp_object *index) {
    return strcmp(index->name, pgp_index_usual_name(arena, index->parent, index)) == 0;
}

const char *pgp_index_label(pgp_arena *arena, const pgp_object *index) {
    return pgp_quoted2(arena, index->parent->schema, index->name);
}

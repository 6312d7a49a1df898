/*
 * How values get from one type to another: whether ALTER COLUMN TYPE needs USING, and what it then says.
 */
#include "kinds/table.h"

#include <stdlib.h>
#include <string.h>

/* Assignment casts of pg_cast among types of one family: each to each. */
static const char *const families[][8] = {
    {"smallint", "integer", "bigint", "numeric", "real", "double precision"},
    {"text", "character varying", "character", "name", "\"char\""},
    {"timestamp without time zone", "timestamp with time zone", "date"},
    {"json", "jsonb"},
    {"inet", "cidr"},
    {"macaddr", "macaddr8"},
    {"bit", "bit varying"},
};

typedef struct cast {
    const char *from, *to;
} cast;

/* The others that need no USING. */
static const cast assignments[] = {
    {"timestamp without time zone", "time without time zone"},
    {"timestamp with time zone", "time without time zone"},
    {"timestamp with time zone", "time with time zone"},
    {"time without time zone", "time with time zone"},
    {"time with time zone", "time without time zone"},
    {"time without time zone", "interval"},
    {"interval", "time without time zone"},
    {"integer", "oid"},
    {"bigint", "oid"},
    {"oid", "bigint"},
    {"oid", "integer"},
    {"integer", "money"},
    {"bigint", "money"},
    {"numeric", "money"},
    {"money", "numeric"},
};

/* Explicit casts that mean more than going through text. */
static const cast explicits[] = {
    {"boolean", "integer"},
    {"integer", "boolean"},
    {"integer", "bit"},
    {"bigint", "bit"},
    {"bit", "integer"},
    {"bit", "bigint"},
    {"jsonb", "boolean"},
    {"jsonb", "numeric"},
    {"jsonb", "smallint"},
    {"jsonb", "integer"},
    {"jsonb", "bigint"},
    {"jsonb", "real"},
    {"jsonb", "double precision"},
    {"integer", "\"char\""},
    {"\"char\"", "integer"},
};

static bool is_listed(const cast *casts, size_t count, const char *from, const char *to) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(casts[i].from, from) == 0 && strcmp(casts[i].to, to) == 0)
            return true;
    return false;
}

static int family_of(const char *type) {
    for (size_t f = 0; f < sizeof families / sizeof *families; f++)
        for (size_t i = 0; i < 8 && families[f][i]; i++)
            if (strcmp(families[f][i], type) == 0)
                return (int)f;
    return -1;
}

static bool is_array(const char *type) {
    size_t size = strlen(type);
    return size > 2 && strcmp(type + size - 2, "[]") == 0;
}

/* A domain converts like the type below it. */
static const char *plain_type(pgp_arena *arena, const pgp_model *model, const char *type) {
    const char *bare = pgp_type_bare(arena, type);
    const pgp_object *found = pgp_object_named(model, PGP_SPACE_TYPE, bare);
    if (found && found->kind == &pgp_kind_domain)
        return plain_type(arena, model, ((const pgp_domain *)found)->base_type);
    return bare;
}

static const char *element(pgp_arena *arena, const char *type) {
    return is_array(type) ? pgp_strndup(arena, type, strlen(type) - 2) : type;
}

static bool assigns(const char *from, const char *to) {
    if (strcmp(from, to) == 0)
        return true;
    int family = family_of(to);
    if (family >= 0 && family_of(from) == family)
        return true;
    /* To a string type every type converts through its output function. */
    return family == 1 || is_listed(assignments, sizeof assignments / sizeof *assignments, from, to);
}

static int bits_of(const char *type) {
    const char *open = strchr(type, '(');
    return open ? atoi(open + 1) : 0;
}

/* Assigning to bit(n) takes values of n bits alone, a cast puts zeros behind shorter ones. */
static bool is_padded(const char *old_item, const char *new_item, const pgp_column *from,
                      const pgp_column *to) {
    if (strcmp(new_item, "bit") != 0 || family_of(old_item) != family_of(new_item))
        return false;
    int bits = bits_of(from->type), room = bits_of(to->type);
    return bits > 0 && (bits < room || (bits == room && strcmp(old_item, "bit varying") == 0));
}

static bool is_explicit(const char *from, const char *to) {
    return family_of(from) == 1 || is_listed(explicits, sizeof explicits / sizeof *explicits, from, to);
}

/* A value as an array's one element. A type of the same name may be another by then, which only text gets to. */
static const char *as_element(pgp_emitter *emitter, const char *name, const char *from, const char *item,
                              const char *to) {
    bool own = pgp_object_named(emitter->plan->live, PGP_SPACE_TYPE, from);
    bool direct = strcmp(from, item) == 0 ? !own : assigns(from, item) || is_explicit(from, item);
    return pgp_printf(emitter->arena, "ARRAY[%s%s]::%s", name, direct ? "" : "::text", to);
}

const char *pgp_column_using(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to) {
    if (pgp_is_foreign(to->object.parent))
        return NULL; /* there is nothing here to convert */
    pgp_arena *arena = emitter->arena;
    const char *old = plain_type(arena, emitter->plan->live, from->type);
    const char *new = plain_type(arena, emitter->plan->desired, to->type);
    const char *name = pgp_quoted(arena, to->object.name);
    bool arrays = is_array(old) && is_array(new);
    const char *old_item = arrays ? element(arena, old) : old, *new_item = arrays ? element(arena, new) : new;
    bool padded = is_padded(old_item, new_item, from, to);
    if (assigns(old_item, new_item) && !padded)
        return NULL;
    if (padded || is_explicit(old_item, new_item))
        return pgp_printf(arena, "%s::%s", name, to->type);
    if (is_array(new) && !is_array(old))
        return as_element(emitter, name, old, element(arena, new), to->type);
    return pgp_printf(arena, "%s::text%s::%s", name, arrays ? "[]" : "", to->type);
}

/*
 * When a column gets another type without its rows being written: ATColumnChangeRequiresRewrite() of
 * src/backend/commands/tablecmds.c, with the binary coercible casts of pg_cast and the support functions of the length
 * coercions (varchar_support, numeric_support, varbit_support, interval_support, TemporalSimplify). Types are as
 * format_type() prints them. Nothing here differs between 14 and 18.
 */
#include "hazard/analysis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* pg_cast, castmethod 'b', without those of types that no column has. */
static const char *const coercible[][2] = {
    {"bit", "bit varying"},
    {"bit varying", "bit"},
    {"character varying", "bpchar"},
    {"character varying", "text"},
    {"text", "bpchar"},
    {"text", "character varying"},
    {"xml", "bpchar"},
    {"xml", "character varying"},
    {"xml", "text"},
    {"cidr", "inet"},
    {"regoper", "regoperator"},
    {"regoperator", "regoper"},
    {"regproc", "regprocedure"},
    {"regprocedure", "regproc"},
};

/* A type without its modifier, and that. */
typedef struct shape {
    const char *base;   /* "character varying", "bpchar", "timestamp with time zone" */
    const char *fields; /* of an interval: "day to second"; "" */
    int a, b;           /* -1: none */
} shape;

static shape shape_of(pgp_arena *arena, const char *type) {
    shape s = {.base = pgp_type_bare(arena, type), .fields = "", .a = -1, .b = -1};
    const char *open = strchr(type, '(');
    if (open)
        sscanf(open, "(%d,%d", &s.a, &s.b);
    if (strcmp(s.base, "character") == 0)
        s.base = "bpchar";
    if (strncmp(type, "interval ", 9) == 0) {
        s.base = "interval";
        s.fields = pgp_strndup(arena, type + 9, strcspn(type + 9, "("));
    }
    return s;
}

static bool is_array(const char *type) {
    size_t size = strlen(type);
    return size > 2 && strcmp(type + size - 2, "[]") == 0;
}

static bool is_temporal(const char *base) {
    return strncmp(base, "time", 4) == 0 && (base[4] == ' ' || strncmp(base + 4, "stamp ", 6) == 0);
}

/* No precision is the greatest. */
static bool keeps_precision(int from, int to) {
    enum { MOST = 6 };
    return (to < 0 ? MOST : to) >= (from < 0 ? MOST : from);
}

/* Between two modifiers of one type nothing is cut, padded or rounded. */
static bool widens(const shape *from, const shape *to) {
    const char *base = to->base;
    bool same = from->a == to->a && from->b == to->b && strcmp(from->fields, to->fields) == 0;
    if (same)
        return true;
    if (strcmp(base, "interval") == 0)
        return !*to->fields && keeps_precision(from->a, to->a);
    if (to->a < 0)
        return true;
    if (is_temporal(base))
        return keeps_precision(from->a, to->a);
    if (strcmp(base, "character varying") == 0 || strcmp(base, "bit varying") == 0)
        return from->a >= 0 && to->a >= from->a;
    if (strcmp(base, "numeric") == 0)
        return from->a >= 0 && to->a >= from->a && to->b == from->b;
    return false;
}

static bool is_oid_like(const char *base) {
    return strcmp(base, "oid") == 0 || strcmp(base, "integer") == 0 || strncmp(base, "reg", 3) == 0;
}

static bool is_coercible(const char *from, const char *to) {
    for (size_t i = 0; i < sizeof coercible / sizeof *coercible; i++)
        if (strcmp(coercible[i][0], from) == 0 && strcmp(coercible[i][1], to) == 0)
            return true;
    /* Every reg… type to and from oid and integer, but not among each other. */
    bool both = is_oid_like(from) && is_oid_like(to);
    return both && (strncmp(from, "reg", 3) != 0 || strncmp(to, "reg", 3) != 0);
}

/* -- domains --------------------------------------------------------------------------------------------------------- */

static const pgp_domain *domain_named(const pgp_analyzer *a, const char *type) {
    const pgp_object *found = pgp_object_named(a->model, PGP_SPACE_TYPE, type);
    return found && found->kind == &pgp_kind_domain ? (const pgp_domain *)found : NULL;
}

bool pgp_type_has_checks(const pgp_analyzer *a, const char *type) {
    for (const pgp_domain *d; (d = domain_named(a, type)); type = d->base_type) {
        if (d->not_null)
            return true;
        for (const pgp_object *o = d->object.children; o; o = o->sibling)
            if (o->kind == &pgp_kind_constraint)
                return true;
    }
    return false;
}

static const char *base_of(const pgp_analyzer *a, const char *type) {
    for (const pgp_domain *d; (d = domain_named(a, type));)
        type = d->base_type;
    return type;
}

/* -- the session's time zone ------------------------------------------------------------------------------------------- */

/* TimestampTimestampTzRequiresRewrite(): the zone has always been UTC. */
static bool is_utc(const char *zone) {
    static const char *const names[] = {
        "UTC",       "GMT",           "Etc/UTC",   "Etc/GMT",       "UCT",      "Etc/UCT",   "Zulu",
        "Etc/Zulu",  "GMT0",          "GMT+0",     "GMT-0",         "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0",
        "Universal", "Etc/Universal", "Greenwich", "Etc/Greenwich", NULL};
    for (const char *const *name = names; zone && *name; name++)
        if (strcasecmp(*name, zone) == 0)
            return true;
    return false;
}

static bool shifts_zone(const char *from, const char *to) {
    static const char plain[] = "timestamp without time zone", zoned[] = "timestamp with time zone";
    return (strcmp(from, plain) == 0 && strcmp(to, zoned) == 0) ||
           (strcmp(from, zoned) == 0 && strcmp(to, plain) == 0);
}

bool pgp_shifts_in_utc(pgp_arena *arena, const char *zone, const char *from, const char *to) {
    return is_utc(zone) && shifts_zone(shape_of(arena, from).base, shape_of(arena, to).base);
}

/* -- the rule ------------------------------------------------------------------------------------------------------------ */

static bool casts_free(const pgp_analyzer *a, const char *from, const char *to) {
    if (strcmp(from, to) == 0)
        return true;
    if (domain_named(a, to) && pgp_type_has_checks(a, to))
        return false;
    from = base_of(a, from);
    to = base_of(a, to);
    shape f = shape_of(a->arena, from), t = shape_of(a->arena, to);
    if (strcmp(f.base, t.base) == 0)
        return is_array(to) ? t.a < 0 : widens(&f, &t);
    if (shifts_zone(f.base, t.base))
        return is_utc(a->zone) && keeps_precision(f.a, t.a);
    return is_coercible(f.base, t.base) && t.a < 0;
}

/* The type that an expression around the column ends with, when everything on the way there is free; NULL: it is not. */
static const char *type_through(pgp_analyzer *a, const char *from, const char *column,
                                const PgQuery__Node *expression) {
    if (!expression || pgp_is_column(expression, column))
        return from;
    if (expression->node_case != PG_QUERY__NODE__NODE_TYPE_CAST)
        return NULL;
    const char *inner = type_through(a, from, column, expression->type_cast->arg), *type;
    if (!inner || pgp_parse_type(&a->parser, expression->type_cast->type_name, NULL, &type) != PGP_OK)
        return NULL;
    return casts_free(a, inner, type) ? type : NULL;
}

bool pgp_retype_rewrites(pgp_analyzer *a, const char *from, const char *to, const char *column,
                         const PgQuery__Node *using_) {
    const char *type = type_through(a, from, column, using_);
    return !type || !casts_free(a, type, to);
}

/* The default operator classes of some types are those of another. */
static const char *family_of(const pgp_analyzer *a, const char *type) {
    const char *base = shape_of(a->arena, base_of(a, type)).base;
    if (strcmp(base, "character varying") == 0)
        return "text";
    return strcmp(base, "cidr") == 0 ? "inet" : base;
}

bool pgp_same_index_family(const pgp_analyzer *a, const char *from, const char *to) {
    return strcmp(family_of(a, from), family_of(a, to)) == 0;
}

/*
 * The condition that a partition's bound stands for, as the server makes it (src/backend/partitioning/partbounds.c:
 * get_qual_for_range, …_list, …_hash): a CHECK that says it spares ATTACH PARTITION its look at every row.
 */
#include "kinds/table.h"

#include <string.h>
#include <strings.h>

enum { MOST_KEYS = 32 }; /* PARTITION_MAX_KEYS */

typedef struct bound_check {
    pgp_arena *arena;
    const char *columns[MOST_KEYS]; /* quoted */
    const char *types[MOST_KEYS];
    size_t count;
} bound_check;

static const pgp_column *column_called(const bound_check *check, const pgp_table *parent,
                                       const char *quoted) {
    for (const pgp_object *part = parent->object.children; part; part = part->sibling)
        if (part->kind == &pgp_kind_column && strcmp(pgp_quoted(check->arena, part->name), quoted) == 0)
            return (const pgp_column *)part;
    return NULL;
}

/* Expressions, and columns with a collation or operator class of their own, are left to the server. */
static bool read_key(bound_check *check, const pgp_table *parent) {
    pgp_names items = pgp_partition_items(check->arena, parent->partition_key.text);
    if (!items.count || items.count > MOST_KEYS)
        return false;
    for (check->count = 0; check->count < items.count; check->count++) {
        const pgp_column *column = column_called(check, parent, items.items[check->count]);
        if (!column)
            return false;
        check->columns[check->count] = items.items[check->count];
        check->types[check->count] = column->type;
    }
    return true;
}

static bool is_word(const char *value, const char *word) {
    return strcasecmp(value, word) == 0;
}

static bool is_unbounded(const char *value) {
    return is_word(value, "MINVALUE") || is_word(value, "MAXVALUE");
}

static void add_value(const bound_check *check, pgp_text *text, size_t i, const char *value) {
    pgp_text_addf(text, "CAST(%s AS %s)", value, check->types[i]);
}

static void add_comparison(const bound_check *check, pgp_text *text, size_t i, const char *operator_,
                           const char *value) {
    pgp_text_addf(text, "%s %s ", check->columns[i], operator_);
    add_value(check, text, i, value);
}

/* a > 1 OR (a = 1 AND b >= 2); nothing where it is unbounded. `includes`: the word after a value that takes the value in. */
static void add_side(const bound_check *check, pgp_text *text, const char *const *values, const char *beyond,
                     const char *includes, bool inclusive) {
    if (is_unbounded(values[0]))
        return;
    pgp_text_add(text, " AND (");
    for (size_t i = 0; i < check->count && !is_unbounded(values[i]); i++) {
        const char *next = i + 1 < check->count ? values[i + 1] : NULL;
        bool takes_in = next ? is_word(next, includes) : inclusive;
        pgp_text_add(text, i ? " OR (" : "(");
        for (size_t before = 0; before < i; before++) {
            add_comparison(check, text, before, "=", values[before]);
            pgp_text_add(text, " AND ");
        }
        add_comparison(check, text, i, pgp_printf(check->arena, "%s%s", beyond, takes_in ? "=" : ""),
                       values[i]);
        pgp_text_add(text, ")");
    }
    pgp_text_add(text, ")");
}

static bool add_range(const bound_check *check, pgp_text *text, const pgp_names *values) {
    if (values->count != 2 * check->count)
        return false;
    for (size_t i = 0; i < check->count; i++)
        pgp_text_addf(text, "%s%s IS NOT NULL", i ? " AND " : "", check->columns[i]);
    add_side(check, text, values->items, ">", "MINVALUE", true);
    add_side(check, text, values->items + check->count, "<", "MAXVALUE", false);
    return true;
}

static bool add_list(const bound_check *check, pgp_text *text, const pgp_names *values) {
    size_t size = strlen(check->types[0]), added = 0;
    bool with_null = false, is_array = size > 2 && strcmp(check->types[0] + size - 2, "[]") == 0;
    pgp_text in = pgp_text_new(check->arena);
    for (size_t i = 0; i < values->count; i++) {
        if (is_word(values->items[i], "NULL")) {
            with_null = true;
            continue;
        }
        pgp_text_add(&in, added++ ? ", " : "");
        add_value(check, &in, 0, values->items[i]);
    }
    const char *column = check->columns[0];
    if (added)
        pgp_text_addf(text, with_null ? "%s IS NULL OR %s IN (%s)" : "%s IS NOT NULL AND %s IN (%s)", column,
                      column, in.data);
    else
        pgp_text_addf(text, "%s IS NULL", column);
    return check->count == 1 && !is_array;
}

/* "MODULUS 4", "REMAINDER 1" */
static bool add_hash(const bound_check *check, pgp_text *text, const pgp_table *parent,
                     const pgp_names *values) {
    const char *label = pgp_quoted2(check->arena, parent->object.schema, parent->object.name);
    if (values->count != 2)
        return false;
    pgp_text_addf(text, "pg_catalog.satisfies_hash_partition(CAST(CAST(%s AS regclass) AS oid)",
                  pgp_literal(check->arena, label));
    for (size_t i = 0; i < 2; i++)
        pgp_text_addf(text, ", %s", values->items[i] + strcspn(values->items[i], "0123456789"));
    for (size_t i = 0; i < check->count; i++)
        pgp_text_addf(text, ", %s", check->columns[i]);
    pgp_text_add(text, ")");
    return true;
}

/* Of this parent's key alone. */
static bool add_bound(pgp_arena *arena, pgp_text *text, const pgp_table *parent, const char *bound) {
    bound_check check = {.arena = arena};
    if (!parent->partition_key.text || !bound || !read_key(&check, parent))
        return false;
    const pgp_names values = pgp_partition_items(arena, bound);
    if (strncmp(bound, "FOR VALUES FROM", 15) == 0)
        return add_range(&check, text, &values);
    if (strncmp(bound, "FOR VALUES WITH", 15) == 0)
        return add_hash(&check, text, parent, &values);
    return strncmp(bound, "FOR VALUES IN", 13) == 0 && add_list(&check, text, &values);
}

const char *pgp_partition_check(pgp_arena *arena, const pgp_model *model, const pgp_table *partition) {
    pgp_text text = pgp_text_new(arena);
    while (partition && partition->partition_of) {
        const pgp_table *parent = pgp_table_named(model, partition->partition_of);
        pgp_text_add(&text, text.size ? " AND (" : "(");
        if (!parent || !add_bound(arena, &text, parent, partition->partition_bound.text))
            return NULL;
        pgp_text_add(&text, ")");
        partition = parent;
    }
    return text.data;
}

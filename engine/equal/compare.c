/*
 * Objects by their properties, values by their type.
 */
#include "equal/compare.h"
#include "equal/canonical.h"
#include "kinds/table.h"
#include "model/value.h"
#include "parse/grammar.h"

#include <string.h>

bool pgp_same_names(const pgp_names *a, const pgp_names *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!pgp_same(a->items[i], b->items[i]))
            return false;
    return true;
}

static const char *skip_space(const char *c) {
    return c + strspn(c, " \t\r\n\f\v");
}

/* Byte for byte, except around the text and for CR LF. */
static bool same_text(const char *a, const char *b) {
    for (a = skip_space(a), b = skip_space(b); *a && *b; a++, b++) {
        if (*a == '\r' && a[1] == '\n')
            a++;
        if (*b == '\r' && b[1] == '\n')
            b++;
        if (*a != *b)
            break;
    }
    return !*skip_space(a) && !*skip_space(b);
}

static bool is_server_text(const pgp_sql *sql) {
    return !sql->path || !*sql->path;
}

/* One text has one meaning if its names are looked up in the same way. What the server prints names
 * everything that is not built in by its schema, so a path changes nothing; but a star means the columns that
 * there are. */
static bool same_reading(const pgp_sql *live, const pgp_sql *desired, bool is_query) {
    if (is_server_text(live) || is_server_text(desired))
        return true;
    return strcmp(live->path, desired->path) == 0 && !(is_query && strchr(live->text, '*'));
}

static const char *argument_type(const pgp_function *function, const pgp_sql *sql) {
    for (size_t i = 0; i < function->arguments.count; i++)
        if (sql == &function->arguments.items[i].default_value)
            return function->arguments.items[i].type;
    return NULL;
}

/* What literals without a type become: DEFAULT 'x' takes the column's type. */
static const char *result_type(const pgp_object *owner, const pgp_sql *sql) {
    if (owner->kind == &pgp_kind_column) {
        const pgp_column *column = (const pgp_column *)owner;
        return sql == &column->default_value ? column->type : NULL;
    }
    if (owner->kind == &pgp_kind_domain) {
        const pgp_domain *domain = (const pgp_domain *)owner;
        return sql == &domain->default_value ? domain->base_type : NULL;
    }
    if (owner->kind == &pgp_kind_function || owner->kind == &pgp_kind_procedure)
        return argument_type((const pgp_function *)owner, sql);
    return NULL;
}

static const pgp_object *relation_of(const pgp_model *model, const pgp_object *owner) {
    if (owner->kind == &pgp_kind_publication_table)
        return pgp_object_named(model, PGP_SPACE_RELATION, owner->name);
    const pgp_object *top = pgp_object_top(owner);
    return top->kind == &pgp_kind_table ? top : NULL;
}

/* Fills what every pair of this comparison needs. */
static void list_functions(pgp_comparison *comparison) {
    if (comparison->live_functions)
        return;
    comparison->live_functions = pgp_list_functions(comparison->arena, comparison->live);
    comparison->desired_functions = pgp_list_functions(comparison->arena, comparison->desired);
}

static const char *canonical(pgp_comparison *comparison, bool live, const pgp_object *owner,
                             const pgp_sql *sql, bool is_query) {
    list_functions(comparison);
    pgp_canonical_about about = {
        .model = live ? comparison->live : comparison->desired,
        .functions = live ? comparison->live_functions : comparison->desired_functions,
        .members = comparison->live,
        .member_functions = comparison->live_functions,
        .relation = relation_of(live ? comparison->live : comparison->desired, owner),
        .result_type = result_type(owner, sql),
    };
    return pgp_canonical_text(comparison->scratch, &about, sql, is_query);
}

/* Two texts to be compared as trees. */
typedef struct tree_pair {
    pgp_comparison *comparison;
    const pgp_object *owner_live, *owner_desired;
    const pgp_sql *live, *desired;
    bool is_query, same;
} tree_pair;

static void free_arena(void *what) {
    pgp_arena_free(what);
}

/* Running out of memory in the scratch arena leads where it leads in the other one. */
static bool prepare_scratch(pgp_comparison *comparison) {
    if (!comparison->scratch && (comparison->scratch = pgp_arena_new()))
        pgp_defer(comparison->arena, free_arena, comparison->scratch);
    if (!comparison->scratch)
        return false;
    jmp_buf *recovery = pgp_arena_recovery(comparison->arena, NULL);
    pgp_arena_recovery(comparison->arena, recovery);
    pgp_arena_recovery(comparison->scratch, recovery);
    pgp_arena_reset(comparison->scratch);
    return true;
}

static pgp_status compare_trees(pgp_context *context, void *argument) {
    tree_pair *pair = argument;
    if (!prepare_scratch(pair->comparison))
        return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
    const char *a = canonical(pair->comparison, true, pair->owner_live, pair->live, pair->is_query);
    const char *b =
        a ? canonical(pair->comparison, false, pair->owner_desired, pair->desired, pair->is_query) : NULL;
    pair->same = b && strcmp(a, b) == 0;
    return PGP_OK;
}

/* A short text has no deep tree: the caller's stack will do. */
static bool same_trees(tree_pair *pair) {
    enum { SHORT_TEXT = 2048 };
    pgp_context *context = pair->comparison->context;
    bool is_short = strlen(pair->live->text) <= SHORT_TEXT && strlen(pair->desired->text) <= SHORT_TEXT;
    pgp_status status =
        is_short ? compare_trees(context, pair) : pgp_with_stack(context, compare_trees, pair);
    if (status != PGP_OK) /* a difference that is none would change the plan */
        pgp_out_of_memory(pair->comparison->arena);
    return pair->same;
}

bool pgp_same_sql(pgp_comparison *comparison, const pgp_object *owner_live, const pgp_sql *live,
                  const pgp_object *owner_desired, const pgp_sql *desired, bool is_query) {
    if (!live->text || !desired->text)
        return live->text == desired->text;
    pgp_sql printed = {.text = desired->printed, .path = "", .where = desired->where};
    if (desired->printed)
        desired = &printed;
    if (same_reading(live, desired, is_query) && same_text(live->text, desired->text))
        return true;
    tree_pair pair = {.comparison = comparison,
                      .owner_live = owner_live,
                      .owner_desired = owner_desired,
                      .live = live,
                      .desired = desired,
                      .is_query = is_query};
    if (same_trees(&pair))
        return true;
    if (!comparison->catalog)
        comparison->undecided = true;
    return false;
}

static const char *without_catalog(const char *name) {
    static const char prefix[] = "pg_catalog.";
    return strncmp(name, prefix, sizeof prefix - 1) == 0 ? name + sizeof prefix - 1 : name;
}

/* A file names a class of an extension along its search_path: without a schema, any schema's will do. */
static bool same_class_name(const char *live, const char *desired) {
    const char *dot = strrchr(live, '.');
    return strcmp(live, desired) == 0 || (dot && !strchr(desired, '.') && strcmp(dot + 1, desired) == 0);
}

/* "&&" and "OPERATOR(public.&&)": that of an extension, or of the file's own, is found along the search_path too. */
bool pgp_same_operator(const char *live, const char *desired) {
    const char *dot = live ? strrchr(live, '.') : NULL;
    if (pgp_same(live, desired) || !dot || !desired || strchr(desired, '.'))
        return pgp_same(live, desired);
    size_t size = strlen(desired);
    return strlen(dot + 1) == size + 1 && strncmp(dot + 1, desired, size) == 0;
}

/* A file may name the class that is the default anyway; the live side knows its name. */
static bool same_opclass(const pgp_key *live, const pgp_key *desired) {
    if (!desired->opclass || !live->opclass_name)
        return pgp_same(live->opclass, desired->opclass);
    return same_class_name(without_catalog(live->opclass_name), without_catalog(desired->opclass));
}

/* NULL where it is the column's own: a file may say that one, too. */
static const char *own_collation(const pgp_object *owner, const pgp_key *key) {
    const pgp_object *found = key->column ? pgp_child(owner->parent, &pgp_kind_column, key->column) : NULL;
    if (!found || !key->collation)
        return key->collation;
    const char *columns = ((const pgp_column *)found)->collation;
    return strcmp(key->collation, columns ? columns : "pg_catalog.\"default\"") == 0 ? NULL : key->collation;
}

static bool same_key(pgp_comparison *comparison, const pgp_object *owner_live, const pgp_key *live,
                     const pgp_object *owner_desired, const pgp_key *desired) {
    return pgp_same(live->column, desired->column) && live->descending == desired->descending &&
           live->nulls_first == desired->nulls_first &&
           pgp_same(own_collation(owner_live, live), own_collation(owner_desired, desired)) &&
           pgp_same_operator(live->operator_, desired->operator_) && same_opclass(live, desired) &&
           pgp_same_names(&live->opclass_options, &desired->opclass_options) &&
           pgp_same_sql(comparison, owner_live, &live->expression, owner_desired, &desired->expression,
                        false);
}

bool pgp_same_keys(pgp_comparison *comparison, const pgp_object *owner_live, const pgp_keys *live,
                   const pgp_object *owner_desired, const pgp_keys *desired) {
    if (live->count != desired->count)
        return false;
    for (size_t i = 0; i < live->count; i++)
        if (!same_key(comparison, owner_live, &live->items[i], owner_desired, &desired->items[i]))
            return false;
    return true;
}

bool pgp_same_arguments(pgp_comparison *comparison, const pgp_object *owner_live, const pgp_arguments *live,
                        const pgp_object *owner_desired, const pgp_arguments *desired) {
    if (live->count != desired->count)
        return false;
    for (size_t i = 0; i < live->count; i++) {
        const pgp_argument *a = &live->items[i], *b = &desired->items[i];
        if (a->mode != b->mode || !pgp_same(a->name, b->name) || !pgp_same(a->type, b->type) ||
            !pgp_same_sql(comparison, owner_live, &a->default_value, owner_desired, &b->default_value, false))
            return false;
    }
    return true;
}

/* True and false, and numbers, always are. */
static bool is_said(const pgp_property *property, const pgp_object *object) {
    return property->type == PGP_VALUE_BOOL || property->type == PGP_VALUE_INT ||
           pgp_value_is_set(pgp_value_of(object, property), property->type);
}

bool pgp_same_property(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                       const pgp_object *desired) {
    if ((property->flags & PGP_PROPERTY_OPTIONAL) && !is_said(property, desired))
        return true;
    pgp_value a = pgp_value_of(live, property), b = pgp_value_of(desired, property);
    switch (property->type) {
    case PGP_VALUE_BOOL: return *a.boolean == *b.boolean;
    case PGP_VALUE_INT: return *a.integer == *b.integer;
    case PGP_VALUE_TEXT: return pgp_same(*a.text, *b.text);
    case PGP_VALUE_NAMES:
    case PGP_VALUE_SET: return pgp_same_names(a.names, b.names);
    case PGP_VALUE_EXPRESSION:
    case PGP_VALUE_QUERY:
        return pgp_same_sql(comparison, live, a.sql, desired, b.sql, property->type == PGP_VALUE_QUERY);
    case PGP_VALUE_KEYS: return pgp_same_keys(comparison, live, a.keys, desired, b.keys);
    case PGP_VALUE_ARGUMENTS: return pgp_same_arguments(comparison, live, a.arguments, desired, b.arguments);
    }
    return false;
}

uint64_t pgp_compare_objects(pgp_comparison *comparison, const pgp_object *live, const pgp_object *desired) {
    const pgp_kind *kind = live->kind;
    uint64_t changed = 0;
    for (size_t i = 0; i < kind->property_count; i++) {
        const pgp_property *property = &kind->properties[i];
        if (property->flags & PGP_PROPERTY_HIDDEN)
            continue;
        bool same = kind->same ? kind->same(comparison, property, live, desired)
                               : pgp_same_property(comparison, property, live, desired);
        if (!same)
            changed |= UINT64_C(1) << i;
    }
    return changed;
}

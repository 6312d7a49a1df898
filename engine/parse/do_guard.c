/*
 * What a guard in a DO block looks for: the names that a query compares columns of catalogs with.
 */
#include "kinds/reading.h"
#include "parse/do_block.h"
#include "parse/visit.h"

#include <string.h>

typedef struct looking {
    pgp_arena *arena;
    pgp_names names, schemas;
    bool elsewhere; /* in a table that is no catalog */
} looking;

/* -- names in literals ------------------------------------------------------------------------------------------------ */

static bool ends_in(const char *text, const char *end) {
    size_t size = strlen(text), length = strlen(end);
    return size >= length && strcmp(text + size - length, end) == 0;
}

/* public.total(integer), public.state[]: total, state */
static const char *last_name(pgp_arena *arena, const char *label) {
    pgp_names names = pgp_label_names(arena, pgp_strndup(arena, label, strcspn(label, "([")));
    return names.count ? names.items[names.count - 1] : label;
}

static bool is_schema(const char *column) {
    return strcmp(column, "nspname") == 0 || strcmp(column, "schemaname") == 0 ||
           ends_in(column, "namespace") || ends_in(column, "schema") || strcmp(column, "schema_name") == 0;
}

static void add(looking *l, const char *column, const char *name) {
    if (is_schema(column))
        pgp_names_add(l->arena, &l->schemas, pgp_strdup(l->arena, name));
    else if (ends_in(column, "name") || ends_in(column, "label"))
        pgp_names_add(l->arena, &l->names, pgp_strdup(l->arena, name));
}

/* 'name', 'name'::text, 'name'::regclass, ('one', 'other') */
static void add_value(looking *l, const char *column, const PgQuery__Node *value) {
    if (value->node_case == PG_QUERY__NODE__NODE_LIST) {
        for (size_t i = 0; i < value->list->n_items; i++)
            add_value(l, column, value->list->items[i]);
    } else if (value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) {
        const char *schema, *type, *name = pgp_constant_text(value->type_cast->arg);
        pgp_name_of_list(value->type_cast->type_name->n_names, value->type_cast->type_name->names, &schema,
                         &type);
        if (name && strncmp(type, "reg", 3) == 0)
            add(l, is_schema(type) ? type : "name", last_name(l->arena, name));
        else if (name)
            add(l, column, name);
    } else if (pgp_constant_text(value)) {
        add(l, column, pgp_constant_text(value));
    }
}

/* -- queries ----------------------------------------------------------------------------------------------------------- */

/* The column below casts; NULL: it is something else. */
static const char *column_of(const PgQuery__Node *node) {
    while (node && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        node = node->type_cast->arg;
    if (!node || node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return NULL;
    return pgp_string_of(node->column_ref->fields[node->column_ref->n_fields - 1]);
}

static void look_at_comparison(looking *l, const PgQuery__AExpr *expression) {
    const char *name = pgp_string_of(expression->name[expression->n_name - 1]);
    bool equal = (expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP ||
                  expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_IN) &&
                 pgp_same(name, "=");
    if (!equal || !expression->lexpr)
        return;
    if (column_of(expression->lexpr))
        add_value(l, column_of(expression->lexpr), expression->rexpr);
    else if (column_of(expression->rexpr))
        add_value(l, column_of(expression->rexpr), expression->lexpr);
}

static bool is_catalog(const PgQuery__RangeVar *relation) {
    return pgp_same(relation->schemaname, "information_schema") || strncmp(relation->relname, "pg_", 3) == 0;
}

static void look(void *argument, const ProtobufCMessage *message) {
    looking *l = argument;
    if (message->descriptor == &pg_query__a__expr__descriptor)
        look_at_comparison(l, (const PgQuery__AExpr *)message);
    else if (message->descriptor == &pg_query__range_var__descriptor)
        l->elsewhere |= !is_catalog((const PgQuery__RangeVar *)message);
}

bool pgp_do_looks_for(pgp_arena *arena, const PgQuery__Node *query, pgp_names *out) {
    looking l = {.arena = arena};
    pgp_visit(&query->base, look, &l);
    /* The schema that something is in need not be said where it is made. */
    *out = l.names.count ? l.names : l.schemas;
    return !l.elsewhere && out->count > 0;
}

bool pgp_do_resolves(pgp_arena *arena, const PgQuery__Node *node, pgp_names *out) {
    const char *schema, *name;
    if (node->node_case != PG_QUERY__NODE__NODE_FUNC_CALL || node->func_call->n_args != 1)
        return false;
    pgp_name_of_list(node->func_call->n_funcname, node->func_call->funcname, &schema, &name);
    const PgQuery__Node *argument = node->func_call->args[0];
    if (argument->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) /* text, cstring */
        argument = argument->type_cast->arg;
    if (!pgp_constant_text(argument) || strncmp(name, "to_reg", 6) != 0)
        return false;
    pgp_names_add(arena, out, last_name(arena, pgp_constant_text(argument)));
    return true;
}

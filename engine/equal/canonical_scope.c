/*
 * Which entry of FROM a column belongs to, as the server finds it (colNameToVar() of
 * src/backend/parser/parse_relation.c), and what a query's columns are called.
 */
#include "equal/tree.h"
#include "kinds/reading.h"

#include <string.h>

/* -- names of a query's columns
 * ------------------------------------------------------------------------------ */

static const char *last_name(size_t n, PgQuery__Node *const *list) {
    for (size_t i = n; i-- > 0;)
        if (pgp_string_of(list[i]))
            return pgp_string_of(list[i]);
    return NULL;
}

static const char *name_of_sublink(const PgQuery__SubLink *link) {
    switch (link->sub_link_type) {
    case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK: return "exists";
    case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK: return "array";
    case PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK: break;
    default: return NULL;
    }
    const PgQuery__SelectStmt *select = link->subselect->select_stmt;
    while (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE)
        select = select->larg;
    if (!select->n_target_list)
        return NULL;
    const PgQuery__ResTarget *target = select->target_list[0]->res_target;
    return *target->name ? target->name : pgp_implied_name(target->val);
}

static const char *name_of_value_function(PgQuery__SQLValueFunctionOp op) {
    switch (op) {
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE: return "current_date";
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N: return "current_time";
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N: return "current_timestamp";
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N: return "localtime";
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP:
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N: return "localtimestamp";
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_ROLE: return "current_role";
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_USER: return "current_user";
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_USER: return "user";
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_SESSION_USER: return "session_user";
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_CATALOG: return "current_catalog";
    case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_SCHEMA: return "current_schema";
    default: return NULL;
    }
}

/* Names that a type cast or CASE around them gives way to. */
static const char *strong_name(const PgQuery__Node *value) {
    switch (value->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return last_name(value->column_ref->n_fields, value->column_ref->fields);
    case PG_QUERY__NODE__NODE_A_INDIRECTION: {
        const PgQuery__AIndirection *indirection = value->a_indirection;
        const char *name = last_name(indirection->n_indirection, indirection->indirection);
        return name ? name : strong_name(indirection->arg);
    }
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return last_name(value->func_call->n_funcname, value->func_call->funcname);
    case PG_QUERY__NODE__NODE_A_EXPR:
        return value->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF ? "nullif" : NULL;
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE: return strong_name(value->collate_clause->arg);
    case PG_QUERY__NODE__NODE_TYPE_CAST: return strong_name(value->type_cast->arg);
    case PG_QUERY__NODE__NODE_CASE_EXPR:
        return value->case_expr->defresult ? strong_name(value->case_expr->defresult) : NULL;
    case PG_QUERY__NODE__NODE_GROUPING_FUNC: return "grouping";
    case PG_QUERY__NODE__NODE_SUB_LINK: return name_of_sublink(value->sub_link);
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR: return "array";
    case PG_QUERY__NODE__NODE_ROW_EXPR: return "row";
    case PG_QUERY__NODE__NODE_COALESCE_EXPR: return "coalesce";
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
        return value->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? "greatest" : "least";
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION: return name_of_value_function(value->sqlvalue_function->op);
    default: return NULL;
    }
}

const char *pgp_implied_name(const PgQuery__Node *value) {
    const char *name = strong_name(value);
    if (name)
        return name;
    switch (value->node_case) {
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        return last_name(value->type_cast->type_name->n_names, value->type_cast->type_name->names);
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE: return pgp_implied_name(value->collate_clause->arg);
    case PG_QUERY__NODE__NODE_CASE_EXPR: return "case";
    default: return NULL;
    }
}

static bool values_names(pgp_arena *arena, const PgQuery__Node *row, pgp_names *out) {
    for (size_t i = 0; i < row->list->n_items; i++)
        pgp_names_add(arena, out, pgp_printf(arena, "column%zu", i + 1));
    return true;
}

bool pgp_output_names(pgp_tree_writer *writer, const PgQuery__SelectStmt *select, pgp_names *out) {
    while (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE)
        select = select->larg;
    if (select->n_values_lists)
        return values_names(writer->arena, select->values_lists[0], out);
    for (size_t i = 0; i < select->n_target_list; i++) {
        const PgQuery__ResTarget *target = select->target_list[i]->res_target;
        const char *name = *target->name ? target->name : pgp_implied_name(target->val);
        if (!name || pgp_is_star(target->val))
            return false;
        pgp_names_add(writer->arena, out, name);
    }
    return true;
}

/* -- entries of FROM
 * ----------------------------------------------------------------------------------------- */

static void add_item(pgp_tree_writer *writer, pgp_scope *scope, pgp_from_item item) {
    item.said = item.said ? item.said : item.name;
    PGP_PUSH(writer->arena, scope->items, scope->count, scope->capacity, item);
}

static bool has_columns(const pgp_object *relation) {
    for (const pgp_object *child = relation->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column)
            return true;
    return false;
}

/* Names from the query's own list of outputs, unless a server told them. */
static bool read_view_columns(pgp_tree_writer *writer, const pgp_view *view, pgp_names *out) {
    pgp_tree tree = {0};
    pgp_syntax_error error;
    pgp_names names = {0};
    if (!view->query.text || pgp_tree_parse(writer->arena, view->query.text, &tree, &error) < 0)
        return false;
    const PgQuery__Node *statement = tree.result->n_stmts == 1 ? tree.result->stmts[0]->stmt : NULL;
    bool known = statement && statement->node_case == PG_QUERY__NODE__NODE_SELECT_STMT &&
                 pgp_output_names(writer, statement->select_stmt, &names);
    for (size_t i = 0; known && i < names.count; i++)
        pgp_names_add(writer->arena, out,
                      i < view->columns.count ? view->columns.items[i]
                                              : pgp_strdup(writer->arena, names.items[i]));
    pgp_tree_free(&tree);
    return known;
}

static void know_columns(pgp_tree_writer *writer, pgp_from_item *item, const pgp_object *relation) {
    if (relation->kind == &pgp_kind_table && has_columns(relation)) {
        item->relation = relation;
        item->known = true;
    } else if (relation->kind == &pgp_kind_view || relation->kind == &pgp_kind_materialized_view) {
        const pgp_view *view = (const pgp_view *)relation;
        if (view->column_types.count)
            item->columns = view->columns;
        item->known = view->column_types.count || read_view_columns(writer, view, &item->columns);
    }
}

static void add_relation(pgp_tree_writer *writer, pgp_scope *scope, const PgQuery__RangeVar *var) {
    const char *schema = *var->schemaname ? var->schemaname : NULL;
    const char *said = var->alias ? var->alias->aliasname : var->relname;
    pgp_from_item item = {.name = said, .said = said};
    const pgp_cte *cte = schema ? NULL : writer->ctes;
    while (cte && strcmp(cte->name, var->relname) != 0)
        cte = cte->next;
    const pgp_object *relation = cte ? NULL : pgp_tree_relation(writer, schema, var->relname);
    if (cte) {
        item.columns = cte->columns;
        item.known = cte->known;
    } else if (relation) {
        item.schema = var->alias ? NULL : relation->schema;
        item.name = var->alias ? said : relation->name;
        know_columns(writer, &item, relation);
    }
    if (var->alias && var->alias->n_colnames) { /* other names for some of them */
        item.known = false;
        item.relation = NULL;
    }
    add_item(writer, scope, item);
}

void pgp_rename_first(pgp_arena *arena, pgp_names *columns, size_t n, PgQuery__Node *const *given) {
    pgp_names renamed = {0};
    for (size_t i = 0; i < columns->count || i < n; i++)
        pgp_names_add(arena, &renamed,
                      i < n ? pgp_strdup(arena, pgp_string_of(given[i])) : columns->items[i]);
    *columns = renamed;
}

static void add_subquery(pgp_tree_writer *writer, pgp_scope *scope, const PgQuery__RangeSubselect *subquery) {
    const PgQuery__Alias *alias = subquery->alias;
    pgp_from_item item = {.name = alias ? alias->aliasname : NULL};
    item.known = pgp_output_names(writer, subquery->subquery->select_stmt, &item.columns);
    if (alias)
        pgp_rename_first(writer->arena, &item.columns, alias->n_colnames, alias->colnames);
    add_item(writer, scope, item);
}

static void add_join(pgp_tree_writer *writer, pgp_scope *scope, const PgQuery__JoinExpr *join) {
    pgp_scope_add(writer, scope, join->larg);
    pgp_scope_add(writer, scope, join->rarg);
    for (size_t i = 0; i < join->n_using_clause; i++)
        pgp_names_add(writer->arena, &scope->merged, pgp_string_of(join->using_clause[i]));
    if (join->is_natural || join->alias || join->join_using_alias)
        add_item(writer, scope, (pgp_from_item){0});
}

static const PgQuery__Alias *alias_of(const PgQuery__Node *from) {
    switch (from->node_case) {
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION: return from->range_function->alias;
    case PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC: return from->range_table_func->alias;
    default: return NULL;
    }
}

void pgp_scope_add(pgp_tree_writer *writer, pgp_scope *scope, const PgQuery__Node *from) {
    switch (from->node_case) {
    case PG_QUERY__NODE__NODE_RANGE_VAR: add_relation(writer, scope, from->range_var); break;
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT: add_subquery(writer, scope, from->range_subselect); break;
    case PG_QUERY__NODE__NODE_JOIN_EXPR: add_join(writer, scope, from->join_expr); break;
    case PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE:
        pgp_scope_add(writer, scope, from->range_table_sample->relation);
        break;
    default: {
        const PgQuery__Alias *alias = alias_of(from);
        add_item(writer, scope, (pgp_from_item){.name = alias ? alias->aliasname : NULL});
    }
    }
}

/* -- finding
 * --------------------------------------------------------------------------------------------------- */

static pgp_found_column column_in(const pgp_from_item *item, const char *name) {
    if (item->relation) {
        const pgp_object *column = pgp_former_column(item->relation, name);
        return column ? (pgp_found_column){item, (const pgp_column *)column} : (pgp_found_column){0};
    }
    return pgp_names_has(&item->columns, name) ? (pgp_found_column){.item = item} : (pgp_found_column){0};
}

int pgp_scope_find(const pgp_scope *scope, const char *name, pgp_found_column *out) {
    int matches = 0;
    bool unknown = scope->opaque;
    if (pgp_names_has(&scope->merged, name))
        return -1;
    for (size_t i = 0; i < scope->count; i++) {
        pgp_found_column found =
            scope->items[i].known ? column_in(&scope->items[i], name) : (pgp_found_column){0};
        unknown = unknown || !scope->items[i].known;
        if (found.item) {
            *out = found;
            matches++;
        }
    }
    if (matches == 1 && !unknown)
        return 1;
    bool only = scope->count == 1 && !scope->outer && !scope->opaque;
    if (!matches && only && !pgp_same(scope->items[0].said, name)) { /* whose else could it be? */
        *out = (pgp_found_column){.item = &scope->items[0]};
        return 1;
    }
    return matches || unknown ? -1 : 0;
}

pgp_found_column pgp_scope_column(const pgp_tree_writer *writer, const char *name) {
    pgp_found_column found = {0};
    for (const pgp_scope *scope = writer->scope; scope; scope = scope->outer) {
        int result = pgp_scope_find(scope, name, &found);
        if (result)
            return result > 0 ? found : (pgp_found_column){0};
    }
    return found;
}

const pgp_from_item *pgp_scope_item(const pgp_tree_writer *writer, const char *schema, const char *name) {
    for (const pgp_scope *scope = writer->scope; scope; scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++) {
            const pgp_from_item *item = &scope->items[i];
            if (item->said && strcmp(item->said, name) == 0 && (!schema || pgp_same(item->schema, schema)))
                return item;
        }
    return NULL;
}

bool pgp_item_columns(pgp_arena *arena, const pgp_from_item *item, pgp_names *out) {
    if (!item->known || !item->name)
        return false;
    if (!item->relation)
        *out = item->columns;
    else
        for (const pgp_object *child = item->relation->children; child; child = child->sibling)
            if (child->kind == &pgp_kind_column)
                pgp_names_add(arena, out, child->name);
    return true;
}

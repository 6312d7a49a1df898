/*
 * Queries in canonical form: columns belong to an entry of FROM, every output has a name, and what ORDER
 * BY and GROUP BY mean by a number or an output name is said (findTargetlistEntrySQL92() of
 * src/backend/parser/parse_clause.c).
 */
#include "equal/tree.h"
#include "kinds/reading.h"

#include <string.h>

/* -- WITH ------------------------------------------------------------------------------------------------ */

static void push_cte(pgp_tree_writer *writer, const PgQuery__CommonTableExpr *expression) {
    pgp_cte *cte = PGP_NEW(writer->arena, pgp_cte);
    cte->name = expression->ctename;
    for (size_t i = 0; i < expression->n_aliascolnames; i++)
        pgp_names_add(writer->arena, &cte->columns, pgp_string_of(expression->aliascolnames[i]));
    const PgQuery__Node *query = expression->ctequery;
    cte->known = cte->columns.count || (query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT &&
                                        pgp_output_names(writer, query->select_stmt, &cte->columns));
    cte->next = writer->ctes;
    writer->ctes = cte;
}

/* Leaves the names in sight. */
static void write_with(pgp_tree_writer *writer, const PgQuery__WithClause *with) {
    if (!with)
        return;
    for (size_t i = 0; with->recursive && i < with->n_ctes; i++)
        push_cte(writer, with->ctes[i]->common_table_expr);
    pgp_write(writer, with->recursive ? " (recursive" : " (with");
    pgp_write_list(writer, with->n_ctes, with->ctes);
    pgp_write(writer, ")");
}

static void write_cte(pgp_tree_writer *writer, const PgQuery__CommonTableExpr *expression) {
    pgp_write(writer, "(cte");
    pgp_write_fields(writer, &expression->base, NULL);
    pgp_write(writer, ")");
    push_cte(writer, expression); /* a second time when recursive: no harm */
}

/* -- output columns ----------------------------------------------------------------------------------------
 */

static const PgQuery__ColumnRef *star_of(const PgQuery__ResTarget *target) {
    return pgp_is_star(target->val) ? target->val->column_ref : NULL;
}

static void write_output(pgp_tree_writer *writer, const char *name, const char *qualifier,
                         const PgQuery__Node *value) {
    pgp_write(writer, " (as ");
    pgp_write_string(writer, name ? name : "?column?");
    if (qualifier) {
        pgp_write(writer, " (column ");
        pgp_write_string(writer, qualifier);
        pgp_write(writer, " ");
        pgp_write_string(writer, name);
        pgp_write(writer, "))");
    } else {
        pgp_write(writer, " ");
        pgp_write_node(writer, value);
        pgp_write(writer, ")");
    }
}

static void write_item_columns(pgp_tree_writer *writer, const pgp_from_item *item) {
    pgp_names columns = {0};
    pgp_item_columns(writer->arena, item, &columns);
    for (size_t i = 0; i < columns.count; i++)
        write_output(writer, columns.items[i], item->name, NULL);
}

/* SELECT * and SELECT t.*: the server stores the columns that there are. */
static bool write_star(pgp_tree_writer *writer, const PgQuery__ColumnRef *star) {
    const pgp_scope *scope = writer->scope;
    const pgp_from_item *only =
        star->n_fields == 2 ? pgp_scope_item(writer, NULL, pgp_string_of(star->fields[0])) : NULL;
    if (star->n_fields > 2 || (star->n_fields == 2 && !only) || (only && (!only->known || !only->name)) ||
        (!only && (scope->merged.count || scope->opaque)))
        return false;
    for (size_t i = 0; !only && i < scope->count; i++)
        if (!scope->items[i].known || !scope->items[i].name)
            return false;
    if (only)
        write_item_columns(writer, only);
    for (size_t i = 0; !only && i < scope->count; i++)
        write_item_columns(writer, &scope->items[i]);
    return true;
}

static void write_targets(pgp_tree_writer *writer, const PgQuery__SelectStmt *select) {
    pgp_write(writer, " [");
    for (size_t i = 0; i < select->n_target_list; i++) {
        const PgQuery__ResTarget *target = select->target_list[i]->res_target;
        const PgQuery__ColumnRef *star = star_of(target);
        if (!star || !write_star(writer, star))
            write_output(writer, *target->name ? target->name : pgp_implied_name(target->val), NULL,
                         target->val);
    }
    pgp_write(writer, "]");
}

static const char *bare_name(const PgQuery__Node *node) {
    if (node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF || node->column_ref->n_fields != 1)
        return NULL;
    return pgp_string_of(node->column_ref->fields[0]);
}

/* 0: not an integer. */
static int position_of(const PgQuery__Node *node) {
    if (node->node_case != PG_QUERY__NODE__NODE_A_CONST || node->a_const->isnull ||
        node->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
        return 0;
    return node->a_const->ival->ival;
}

/* The output expression that a number or a name stands for; NULL: none, or none that can be told behind a
 * star. */
static const PgQuery__Node *output_of(const PgQuery__SelectStmt *select, const PgQuery__Node *node,
                                      bool by_name) {
    int position = position_of(node);
    const char *name = by_name ? bare_name(node) : NULL;
    for (size_t i = 0; i < select->n_target_list; i++) {
        const PgQuery__ResTarget *target = select->target_list[i]->res_target;
        if (star_of(target))
            return NULL;
        const char *output = *target->name ? target->name : pgp_implied_name(target->val);
        if ((position > 0 && (size_t)position == i + 1) || (name && pgp_same(name, output)))
            return target->val;
    }
    return NULL;
}

static const PgQuery__Node *or_output(const PgQuery__SelectStmt *select, const PgQuery__Node *node,
                                      bool by_name) {
    const PgQuery__Node *output = output_of(select, node, by_name);
    return output ? output : node;
}

/* -- ORDER BY, GROUP BY, DISTINCT ON
 * --------------------------------------------------------------------------- */

static void write_direction(pgp_tree_writer *writer, const PgQuery__SortBy *sort) {
    bool descending = sort->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;
    PgQuery__SortByNulls usual =
        descending ? PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST : PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST;
    if (descending)
        pgp_write(writer, " desc");
    if (sort->sortby_nulls != PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_DEFAULT && sort->sortby_nulls != usual)
        pgp_write(writer, descending ? " nulls_last" : " nulls_first");
    if (sort->n_use_op) {
        pgp_write(writer, " using ");
        pgp_write_string(writer, pgp_canonical_operator(writer, sort->n_use_op, sort->use_op));
    }
}

static void write_sort(pgp_tree_writer *writer, const PgQuery__SortBy *sort, const PgQuery__Node *node) {
    pgp_write(writer, "(sort ");
    pgp_write_node(writer, node);
    write_direction(writer, sort);
    pgp_write(writer, ")");
}

/* Of a UNION: an output column, which the server prints as its number. */
static void write_position(pgp_tree_writer *writer, const PgQuery__SelectStmt *select,
                           const PgQuery__SortBy *sort) {
    pgp_names names = {0};
    const char *name = bare_name(sort->node);
    size_t i = 0;
    if (!name || !pgp_output_names(writer, select, &names) || !pgp_names_has(&names, name)) {
        write_sort(writer, sort, sort->node);
        return;
    }
    while (strcmp(names.items[i], name) != 0)
        i++;
    pgp_write(writer, pgp_printf(writer->arena, "(sort %zu", i + 1));
    write_direction(writer, sort);
    pgp_write(writer, ")");
}

static void write_order(pgp_tree_writer *writer, const PgQuery__SelectStmt *select) {
    pgp_write(writer, " (order");
    for (size_t i = 0; i < select->n_sort_clause; i++) {
        const PgQuery__SortBy *sort = select->sort_clause[i]->sort_by;
        pgp_write(writer, " ");
        if (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE)
            write_position(writer, select, sort);
        else
            write_sort(writer, sort, or_output(select, sort->node, true));
    }
    pgp_write(writer, ")");
}

/* In GROUP BY a name is a column of FROM before it is an output. */
static const PgQuery__Node *group_of(const pgp_tree_writer *writer, const PgQuery__SelectStmt *select,
                                     const PgQuery__Node *node) {
    const char *name = bare_name(node);
    pgp_found_column found = {0};
    bool by_name = name && pgp_scope_find(writer->scope, name, &found) == 0;
    if (found.item && found.item->known && !found.column && !pgp_names_has(&found.item->columns, name))
        by_name = true; /* only taken for a column because there is nothing else */
    return or_output(select, node, by_name);
}

static void write_groups(pgp_tree_writer *writer, const PgQuery__SelectStmt *select) {
    pgp_write(writer, " (group");
    for (size_t i = 0; i < select->n_group_clause; i++) {
        pgp_write(writer, " ");
        pgp_write_node(writer, group_of(writer, select, select->group_clause[i]));
    }
    pgp_write(writer, ")");
}

/* DISTINCT alone has one empty node. */
static void write_distinct(pgp_tree_writer *writer, const PgQuery__SelectStmt *select) {
    pgp_write(writer, " (distinct");
    for (size_t i = 0; i < select->n_distinct_clause; i++) {
        pgp_write(writer, " ");
        pgp_write_node(writer, or_output(select, select->distinct_clause[i], true));
    }
    pgp_write(writer, ")");
}

/* -- SELECT ---------------------------------------------------------------------------------------------- */

static bool write_select_field(pgp_tree_writer *writer, const ProtobufCMessage *message, const char *field) {
    const PgQuery__SelectStmt *select = (const PgQuery__SelectStmt *)message;
    if (strcmp(field, "target_list") == 0)
        write_targets(writer, select);
    else if (strcmp(field, "sort_clause") == 0)
        write_order(writer, select);
    else if (strcmp(field, "group_clause") == 0)
        write_groups(writer, select);
    else if (strcmp(field, "distinct_clause") == 0)
        write_distinct(writer, select);
    else
        return strcmp(field, "with_clause") == 0;
    return true;
}

static void write_select(pgp_tree_writer *writer, const PgQuery__SelectStmt *select) {
    pgp_scope *outer = writer->scope;
    pgp_cte *ctes = writer->ctes;
    pgp_scope scope = {.outer = outer};
    pgp_write(writer, "(select");
    write_with(writer, select->with_clause);
    if (select->op == PG_QUERY__SET_OPERATION__SETOP_NONE) {
        for (size_t i = 0; i < select->n_from_clause; i++)
            pgp_scope_add(writer, &scope, select->from_clause[i]);
        writer->scope = &scope;
    }
    pgp_write_fields(writer, &select->base, write_select_field);
    pgp_write(writer, ")");
    writer->scope = outer;
    writer->ctes = ctes;
}

/* Without LATERAL it does not see its neighbours. */
static void write_subquery(pgp_tree_writer *writer, const PgQuery__RangeSubselect *subquery) {
    pgp_scope *scope = writer->scope;
    if (!subquery->lateral && scope)
        writer->scope = scope->outer;
    pgp_write(writer, "(subquery");
    pgp_write_fields(writer, &subquery->base, NULL);
    pgp_write(writer, ")");
    writer->scope = scope;
}

/* -- the other nodes
 * ----------------------------------------------------------------------------------------- */

static bool write_relation_field(pgp_tree_writer *writer, const ProtobufCMessage *message,
                                 const char *field) {
    (void)writer, (void)message;
    return strcmp(field, "schemaname") == 0 || strcmp(field, "relname") == 0 ||
           strcmp(field, "relpersistence") == 0;
}

static void write_relation(pgp_tree_writer *writer, const PgQuery__RangeVar *var) {
    pgp_write(writer, "(relation ");
    pgp_write_string(writer,
                     pgp_canonical_relation(writer, *var->schemaname ? var->schemaname : NULL, var->relname));
    pgp_write_fields(writer, &var->base, write_relation_field);
    pgp_write(writer, ")");
}

static bool is_equals(size_t n, PgQuery__Node *const *name) {
    return n == 1 && strcmp(pgp_string_of(name[0]), "=") == 0;
}

/* x = ANY (SELECT …) is x IN (SELECT …). */
static bool write_sublink_field(pgp_tree_writer *writer, const ProtobufCMessage *message, const char *field) {
    const PgQuery__SubLink *link = (const PgQuery__SubLink *)message;
    if (strcmp(field, "oper_name") != 0)
        return false;
    if (link->sub_link_type != PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK ||
        !is_equals(link->n_oper_name, link->oper_name)) {
        pgp_write(writer, " ");
        pgp_write_string(writer, pgp_canonical_operator(writer, link->n_oper_name, link->oper_name));
    }
    return true;
}

static void write_sublink(pgp_tree_writer *writer, const PgQuery__SubLink *link) {
    pgp_write(writer, "(sublink");
    pgp_write_fields(writer, &link->base, write_sublink_field);
    pgp_write(writer, ")");
}

static bool is_with(pgp_tree_writer *writer, const ProtobufCMessage *message, const char *field) {
    (void)writer, (void)message;
    return strcmp(field, "with_clause") == 0;
}

/* INSERT, UPDATE, DELETE: their own tables are in sight as well, and no rule here knows them. */
static void write_change(pgp_tree_writer *writer, const ProtobufCMessage *message,
                         const PgQuery__WithClause *with) {
    pgp_scope scope = {.outer = writer->scope, .opaque = true};
    pgp_cte *ctes = writer->ctes;
    writer->scope = &scope;
    pgp_write(writer, pgp_printf(writer->arena, "(%s", message->descriptor->short_name));
    write_with(writer, with);
    pgp_write_fields(writer, message, is_with);
    pgp_write(writer, ")");
    writer->scope = scope.outer;
    writer->ctes = ctes;
}

bool pgp_write_query(pgp_tree_writer *writer, const ProtobufCMessage *message) {
    const ProtobufCMessageDescriptor *type = message->descriptor;
    if (type == &pg_query__select_stmt__descriptor)
        write_select(writer, (const PgQuery__SelectStmt *)message);
    else if (type == &pg_query__range_var__descriptor)
        write_relation(writer, (const PgQuery__RangeVar *)message);
    else if (type == &pg_query__range_subselect__descriptor)
        write_subquery(writer, (const PgQuery__RangeSubselect *)message);
    else if (type == &pg_query__sub_link__descriptor)
        write_sublink(writer, (const PgQuery__SubLink *)message);
    else if (type == &pg_query__sort_by__descriptor)
        write_sort(writer, (const PgQuery__SortBy *)message, ((const PgQuery__SortBy *)message)->node);
    else if (type == &pg_query__common_table_expr__descriptor)
        write_cte(writer, (const PgQuery__CommonTableExpr *)message);
    else if (type == &pg_query__insert_stmt__descriptor)
        write_change(writer, message, ((const PgQuery__InsertStmt *)message)->with_clause);
    else if (type == &pg_query__update_stmt__descriptor)
        write_change(writer, message, ((const PgQuery__UpdateStmt *)message)->with_clause);
    else if (type == &pg_query__delete_stmt__descriptor)
        write_change(writer, message, ((const PgQuery__DeleteStmt *)message)->with_clause);
    else if (type == &pg_query__merge_stmt__descriptor)
        write_change(writer, message, ((const PgQuery__MergeStmt *)message)->with_clause);
    else
        return false;
    return true;
}

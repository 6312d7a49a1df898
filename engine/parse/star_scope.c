/*
 * What the FROM list of a query offers, as the server finds it (src/backend/parser/parse_clause.c, parse_relation.c).
 */
#include "equal/tree.h"
#include "kinds/view.h"
#include "parse/star.h"
#include "parse/statements.h"

#include <string.h>

/* Views over views: a file could define them in a circle, or each over two of the one before. */
enum { DEEPEST = 100, MOST = 10000 };

/* -- names of a query's columns -------------------------------------------------------------------------- */

static bool add_outputs(pgp_star_names *names, const pgp_star_scope *scope, pgp_names *out) {
    for (size_t i = 0; i < scope->outputs.count; i++) {
        const pgp_star_output *output = &scope->outputs.items[i];
        if (!output->name && !output->known)
            return false;
        if (output->name)
            pgp_names_add(names->parser->arena, out, output->name);
        for (size_t c = 0; !output->name && c < output->all.count; c++)
            pgp_names_add(names->parser->arena, out, output->all.items[c]);
    }
    return !scope->failed;
}

static bool add_entry(pgp_star_names *names, const pgp_star_scope *scope, const PgQuery__ColumnRef *star,
                      pgp_names *out) {
    const char *name = pgp_string_of(star->fields[star->n_fields - 2]);
    for (size_t i = 0; i < scope->count; i++) {
        const pgp_star_entry *entry = &scope->entries[i];
        if (!pgp_same(entry->name, name))
            continue;
        for (size_t c = 0; c < entry->columns.count; c++)
            pgp_names_add(names->parser->arena, out, entry->columns.items[c]);
        return entry->known;
    }
    return false;
}

static bool add_target(pgp_star_names *names, const pgp_star_scope *scope, const PgQuery__ResTarget *target,
                       pgp_names *out) {
    if (pgp_is_star(target->val))
        return target->val->column_ref->n_fields == 1 ? add_outputs(names, scope, out)
                                                      : add_entry(names, scope, target->val->column_ref, out);
    const char *name = *target->name ? target->name : pgp_implied_name(target->val);
    pgp_names_add(names->parser->arena, out, pgp_strdup(names->parser->arena, name ? name : "?column?"));
    return true;
}

static bool select_names(pgp_star_names *names, const PgQuery__SelectStmt *select, pgp_names *out) {
    pgp_star_scope scope = {0};
    while (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE)
        select = select->larg;
    for (size_t i = 0; i < select->n_from_clause; i++)
        pgp_star_scope_add(names, &scope, select->from_clause[i]);
    for (size_t i = 0; select->n_values_lists && i < select->values_lists[0]->list->n_items; i++)
        pgp_names_add(names->parser->arena, out, pgp_printf(names->parser->arena, "column%zu", i + 1));
    for (size_t i = 0; i < select->n_target_list; i++)
        if (!add_target(names, &scope, select->target_list[i]->res_target, out))
            return false;
    return true;
}

static bool query_names(pgp_star_names *names, const PgQuery__Node *query, pgp_names *out) {
    return query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT &&
           select_names(names, query->select_stmt, out);
}

static bool view_names(pgp_star_names *names, const pgp_view *view, pgp_names *out) {
    pgp_arena *arena = names->parser->arena;
    pgp_star_names inner = {.parser = names->parser, .depth = names->depth + 1, .asked = names->asked};
    pgp_tree tree = {0};
    pgp_syntax_error error;
    pgp_names said = {0};
    inner.path = pgp_path_schemas(names->parser, view->query.path);
    if (inner.depth > DEEPEST || !view->query.text ||
        pgp_tree_parse(arena, view->query.text, &tree, &error) != 0)
        return false;
    bool known = tree.result->n_stmts == 1 && query_names(&inner, tree.result->stmts[0]->stmt, &said);
    for (size_t i = 0; known && i < said.count; i++)
        pgp_names_add(arena, out, i < view->columns.count ? view->columns.items[i] : said.items[i]);
    pgp_tree_free(&tree);
    names->asked = inner.asked;
    return known;
}

static bool relation_names(pgp_star_names *names, const pgp_object *relation, pgp_names *out) {
    if (pgp_is_view(relation))
        return view_names(names, (const pgp_view *)relation, out);
    for (const pgp_object *child = relation->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column)
            pgp_names_add(names->parser->arena, out, child->name);
    return true;
}

/* -- entries --------------------------------------------------------------------------------------------- */

static const char *qualifier_of(pgp_arena *arena, const pgp_star_entry *entry) {
    return entry->name ? pgp_quoted2(arena, entry->schema, entry->name) : NULL;
}

/* Of an entry that changes each column is said; of the others, `*` stays. */
static void add_entry_outputs(pgp_star_names *names, pgp_star_scope *scope, const pgp_star_entry *entry) {
    pgp_arena *arena = names->parser->arena;
    pgp_star_output output = {.qualifier = qualifier_of(arena, entry)};
    if (!entry->changes || !entry->known) {
        output.all = entry->columns;
        output.known = entry->known && output.qualifier;
        scope->failed |= entry->changes || !output.qualifier;
        PGP_PUSH(arena, scope->outputs.items, scope->outputs.count, scope->outputs.capacity, output);
        return;
    }
    for (size_t i = 0; i < entry->columns.count; i++) {
        output.name = entry->columns.items[i];
        PGP_PUSH(arena, scope->outputs.items, scope->outputs.count, scope->outputs.capacity, output);
    }
}

static void add(pgp_star_names *names, pgp_star_scope *scope, pgp_star_entry entry) {
    PGP_PUSH(names->parser->arena, scope->entries, scope->count, scope->capacity, entry);
    scope->changes |= entry.changes;
    add_entry_outputs(names, scope, &entry);
}

static const pgp_star_with *with_named(const pgp_star_names *names, const PgQuery__RangeVar *var) {
    const pgp_star_with *with = *var->schemaname ? NULL : names->with;
    while (with && strcmp(with->query->ctename, var->relname) != 0)
        with = with->next;
    return with;
}

static const pgp_object *find_relation(const pgp_star_names *names, const PgQuery__RangeVar *var) {
    const pgp_model *model = names->parser->model;
    if (*var->schemaname)
        return pgp_model_find(model, PGP_SPACE_RELATION, var->schemaname, var->relname, NULL);
    const pgp_object *found = NULL;
    for (size_t i = 0; !found && i < names->path.count; i++)
        found = pgp_model_find(model, PGP_SPACE_RELATION, names->path.items[i], var->relname, NULL);
    return found;
}

/* It sees those before it. */
static bool with_names(pgp_star_names *names, const pgp_star_with *with, pgp_names *out) {
    pgp_star_with *all = names->with;
    names->with = with->next;
    bool known = query_names(names, with->query->ctequery, out);
    names->with = all;
    pgp_rename_first(names->parser->arena, out, with->query->n_aliascolnames, with->query->aliascolnames);
    return known;
}

void pgp_star_scope_add_relation(pgp_star_names *names, pgp_star_scope *scope, const PgQuery__RangeVar *var) {
    const pgp_star_with *with = with_named(names, var);
    const pgp_object *relation = with ? NULL : find_relation(names, var);
    pgp_star_entry entry = {.schema = *var->schemaname && !var->alias ? var->schemaname : NULL,
                            .name = var->alias ? var->alias->aliasname : var->relname};
    bool few = names->asked++ < MOST;
    if (with)
        entry.known = few && with_names(names, with, &entry.columns);
    else if (relation)
        entry.known = few && relation_names(names, relation, &entry.columns);
    entry.changes = relation && relation == names->relation;
    if (var->alias)
        pgp_rename_first(names->parser->arena, &entry.columns, var->alias->n_colnames, var->alias->colnames);
    add(names, scope, entry);
}

static void add_subquery(pgp_star_names *names, pgp_star_scope *scope,
                         const PgQuery__RangeSubselect *subquery) {
    const PgQuery__Alias *alias = subquery->alias;
    pgp_star_entry entry = {.name = alias ? alias->aliasname : NULL, .subquery = subquery};
    entry.known = query_names(names, subquery->subquery, &entry.columns);
    if (alias)
        pgp_rename_first(names->parser->arena, &entry.columns, alias->n_colnames, alias->colnames);
    add(names, scope, entry);
}

static const PgQuery__FuncCall *only_call(const PgQuery__RangeFunction *function) {
    if (function->n_functions != 1 || function->functions[0]->node_case != PG_QUERY__NODE__NODE_LIST)
        return NULL;
    const PgQuery__Node *call = function->functions[0]->list->items[0];
    return call->node_case == PG_QUERY__NODE__NODE_FUNC_CALL ? call->func_call : NULL;
}

/* Its columns are known where they are those of the relation. */
static void add_function(pgp_star_names *names, pgp_star_scope *scope,
                         const PgQuery__RangeFunction *function) {
    const PgQuery__FuncCall *call = only_call(function);
    const PgQuery__Alias *alias = function->alias;
    const char *schema, *called = NULL;
    if (call)
        pgp_name_of_list(call->n_funcname, call->funcname, &schema, &called);
    pgp_star_entry entry = {.name = alias ? alias->aliasname : called};
    entry.changes = called && !function->n_coldeflist && pgp_names_has(&names->functions, called);
    if (entry.changes) {
        entry.known = relation_names(names, names->relation, &entry.columns);
        if (function->ordinality)
            pgp_names_add(names->parser->arena, &entry.columns, "ordinality");
        if (alias)
            pgp_rename_first(names->parser->arena, &entry.columns, alias->n_colnames, alias->colnames);
    }
    add(names, scope, entry);
}

/* -- joins ----------------------------------------------------------------------------------------------- */

pgp_names pgp_star_common(pgp_arena *arena, const pgp_names *left, const pgp_names *right) {
    pgp_names common = {0};
    for (size_t i = 0; i < left->count; i++)
        if (pgp_names_has(right, left->items[i]))
            pgp_names_add(arena, &common, left->items[i]);
    return common;
}

static void add_column(pgp_arena *arena, pgp_star_outputs *out, const char *qualifier, const char *name) {
    pgp_star_output column = {.qualifier = qualifier, .name = name};
    PGP_PUSH(arena, out->items, out->count, out->capacity, column);
}

/* All but the merged columns, one by one. */
static void add_others(pgp_arena *arena, const pgp_star_scope *side, const pgp_names *merged,
                       pgp_star_outputs *out) {
    for (size_t i = 0; i < side->outputs.count; i++) {
        const pgp_star_output *output = &side->outputs.items[i];
        if (output->name && !pgp_names_has(merged, output->name))
            add_column(arena, out, output->qualifier, output->name);
        for (size_t c = 0; !output->name && c < output->all.count; c++)
            if (!pgp_names_has(merged, output->all.items[c]))
                add_column(arena, out, output->qualifier, output->all.items[c]);
    }
}

static void merge(pgp_star_names *names, pgp_star_scope *scope, const PgQuery__JoinExpr *join,
                  const pgp_star_scope *left, const pgp_star_scope *right) {
    pgp_arena *arena = names->parser->arena;
    pgp_names merged = {0}, of_left = {0}, of_right = {0};
    bool known = add_outputs(names, left, &of_left);
    scope->failed |= !(add_outputs(names, right, &of_right) && known);
    for (size_t i = 0; i < join->n_using_clause; i++)
        pgp_names_add(arena, &merged, pgp_string_of(join->using_clause[i]));
    if (join->is_natural)
        merged = pgp_star_common(arena, &of_left, &of_right);
    for (size_t i = 0; i < merged.count; i++) {
        add_column(arena, &scope->outputs, NULL, merged.items[i]);
        pgp_names_add(arena, &scope->merged, merged.items[i]);
    }
    add_others(arena, left, &merged, &scope->outputs);
    add_others(arena, right, &merged, &scope->outputs);
}

static void take_entries(pgp_arena *arena, pgp_star_scope *scope, const pgp_star_scope *side) {
    for (size_t i = 0; i < side->count; i++)
        PGP_PUSH(arena, scope->entries, scope->count, scope->capacity, side->entries[i]);
    for (size_t i = 0; i < side->merged.count; i++)
        pgp_names_add(arena, &scope->merged, side->merged.items[i]);
    scope->changes |= side->changes;
    scope->failed |= side->failed;
}

static void take_outputs(pgp_arena *arena, pgp_star_scope *scope, const pgp_star_scope *side) {
    for (size_t i = 0; i < side->outputs.count; i++)
        PGP_PUSH(arena, scope->outputs.items, scope->outputs.count, scope->outputs.capacity,
                 side->outputs.items[i]);
}

/* Behind (…) AS name nothing but that name is in sight. */
static void add_named_join(pgp_star_names *names, pgp_star_scope *scope, const pgp_star_scope *joined,
                           const PgQuery__Alias *alias) {
    pgp_star_entry entry = {.name = alias->aliasname, .changes = joined->changes};
    names->numbered |= joined->changes && alias->n_colnames;
    entry.known = add_outputs(names, joined, &entry.columns);
    pgp_rename_first(names->parser->arena, &entry.columns, alias->n_colnames, alias->colnames);
    add(names, scope, entry);
}

static void add_join(pgp_star_names *names, pgp_star_scope *scope, const PgQuery__JoinExpr *join) {
    pgp_arena *arena = names->parser->arena;
    pgp_star_scope left = {0}, right = {0}, joined = {0};
    pgp_star_scope_add(names, &left, join->larg);
    pgp_star_scope_add(names, &right, join->rarg);
    take_entries(arena, &joined, &left);
    take_entries(arena, &joined, &right);
    if (join->is_natural || join->n_using_clause) {
        merge(names, &joined, join, &left, &right);
    } else {
        take_outputs(arena, &joined, &left);
        take_outputs(arena, &joined, &right);
    }
    if (join->alias) {
        add_named_join(names, scope, &joined, join->alias);
        return;
    }
    take_entries(arena, scope, &joined);
    take_outputs(arena, scope, &joined);
}

void pgp_star_scope_add(pgp_star_names *names, pgp_star_scope *scope, const PgQuery__Node *from) {
    pgp_star_entry other = {0};
    switch (from->node_case) {
    case PG_QUERY__NODE__NODE_RANGE_VAR: pgp_star_scope_add_relation(names, scope, from->range_var); break;
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT: add_subquery(names, scope, from->range_subselect); break;
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION: add_function(names, scope, from->range_function); break;
    case PG_QUERY__NODE__NODE_JOIN_EXPR: add_join(names, scope, from->join_expr); break;
    case PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE:
        pgp_star_scope_add(names, scope, from->range_table_sample->relation);
        break;
    case PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC:
        other.name = from->range_table_func->alias ? from->range_table_func->alias->aliasname : NULL;
        add(names, scope, other);
        break;
    default: add(names, scope, other);
    }
}

bool pgp_star_from_names(pgp_star_names *names, const PgQuery__Node *from, pgp_names *out) {
    pgp_star_scope scope = {0};
    pgp_star_scope_add(names, &scope, from);
    return add_outputs(names, &scope, out);
}

#include "hazard/analyze.h"

#include "hazard/analysis.h"
#include "hazard/statement.h"
#include "parse/statements.h"

#include <string.h>

static void free_tree(void *tree) {
    pgp_tree_free(tree);
}

pgp_analyzer *pgp_analyzer_new(pgp_context *context, pgp_model *live, int server_version) {
    pgp_analyzer *a = PGP_NEW(context->arena, pgp_analyzer);
    a->context = context;
    a->arena = context->arena;
    a->model = live;
    a->version = server_version ? server_version : 180000;
    pgp_link_tables(live);
    pgp_state_link(a);
    pgp_defer(context->arena, free_tree, &a->tree);
    pgp_defer(context->arena, free_tree, &a->expression);
    return a;
}

void pgp_analyzer_set_zone(pgp_analyzer *analyzer, const char *zone) {
    analyzer->zone = pgp_strdup(analyzer->arena, zone);
}

void pgp_analyzer_forget(pgp_analyzer *analyzer) {
    analyzer->edited = NULL;
    analyzer->renamed = NULL;
}

/* -- effects ------------------------------------------------------------------------------------------------------ */

static pgp_effect *add_effect(pgp_analyzer *a, const pgp_object *relation) {
    pgp_effects *effects = &a->out->effects;
    bool is_table = relation->kind == &pgp_kind_table;
    pgp_effect effect = {.relation = relation,
                         .kind = relation->kind->name,
                         .label = pgp_object_label(a->arena, relation),
                         .bytes = -1,
                         .rows = is_table ? ((const pgp_table *)relation)->rows : -1};
    PGP_PUSH(a->arena, effects->items, effects->count, effects->capacity, effect);
    return &effects->items[effects->count - 1];
}

pgp_effect *pgp_touch(pgp_analyzer *a, const void *relation, pgp_lock lock) {
    pgp_effect *found = NULL;
    if (!relation)
        return PGP_NEW(a->arena, pgp_effect);
    for (size_t i = 0; i < a->out->effects.count && !found; i++)
        if (a->out->effects.items[i].relation == relation)
            found = &a->out->effects.items[i];
    if (!found)
        found = add_effect(a, relation);
    if (lock > found->lock)
        found->lock = lock;
    return found;
}

void pgp_touch_tree(pgp_analyzer *a, const pgp_table *table, pgp_lock lock) {
    pgp_tables tree = pgp_table_tree(a, table, false);
    for (size_t i = 0; i < tree.count; i++)
        pgp_touch(a, tree.items[i], lock);
}

void pgp_find_hazard(pgp_analyzer *a, const char *code, const char *label, const char *what) {
    const pgp_hazard *hazard = pgp_hazard_named(code);
    pgp_findings *findings = &a->out->findings;
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].hazard == hazard && strcmp(findings->items[i].label, label) == 0)
            return;
    pgp_finding finding = {
        .hazard = hazard, .label = label, .what = what, .allowed = hazard->severity != PGP_BLOCKS};
    PGP_PUSH(a->arena, findings->items, findings->count, findings->capacity, finding);
}

/* -- statements ----------------------------------------------------------------------------------------------------- */

static void start_parser(pgp_analyzer *a, const char *sql, const char *path) {
    static const pgp_input nowhere = {.name = "", .text = "", .size = 0};
    a->parser = (pgp_parser){.context = a->context,
                             .model = a->model,
                             .arena = a->arena,
                             .input = &nowhere,
                             .statement = sql,
                             .statement_size = strlen(sql),
                             .statement_line = 1,
                             .encoding = "",
                             .last_chance = true};
    path = path ? path : a->model->default_path ? a->model->default_path : "public";
    a->parser.path_schemas = pgp_path_schemas(&a->parser, path);
    a->parser.path = path;
}

const PgQuery__Node *pgp_parse_expression(pgp_analyzer *a, const char *text) {
    pgp_syntax_error error;
    const char *select = text ? pgp_printf(a->arena, "SELECT (%s)", text) : NULL;
    if (!select || pgp_tree_parse(a->arena, select, &a->expression, &error) != 0)
        return NULL;
    const PgQuery__Node *statement = a->expression.result->stmts[0]->stmt;
    if (statement->node_case != PG_QUERY__NODE__NODE_SELECT_STMT ||
        statement->select_stmt->n_target_list != 1)
        return NULL;
    return statement->select_stmt->target_list[0]->res_target->val;
}

pgp_status pgp_analyze(pgp_analyzer *a, const char *sql, const char *search_path, pgp_analysis *out) {
    pgp_syntax_error error;
    *out = (pgp_analysis){.understood = false};
    a->out = out;
    const char *readable = pgp_downgrade(a->arena, sql, &a->newer);
    start_parser(a, readable, search_path);
    if (pgp_tree_parse(a->arena, readable, &a->tree, &error) != 0)
        return PGP_OK;
    for (size_t i = 0; i < a->tree.result->n_stmts; i++)
        pgp_analyze_statement(a, a->tree.result->stmts[i]->stmt);
    pgp_judge_effects(a);
    return PGP_OK;
}

/*
 * Questions about queries: views, rules, and what functions say in SQL.
 */
#include "equal/judge.h"
#include "kinds/function.h"
#include "kinds/view.h"

#include <string.h>

/* -- views ----------------------------------------------------------------------------------------------- */

char *pgp_temporary_view(pgp_arena *arena, const pgp_view *view, const char *name, const char *query) {
    pgp_text sql = pgp_text_new(arena);
    pgp_text_addf(&sql, "CREATE TEMP VIEW %s ", name);
    if (view->columns.count && *view->query.path) {
        pgp_text_add(&sql, "(");
        pgp_sql_names(&sql, view->columns.items, view->columns.count);
        pgp_text_add(&sql, ") ");
    }
    pgp_text_addf(&sql, "AS %s", query);
    return sql.data;
}

#define OUTPUT_COLUMNS \
    " FROM pg_attribute a JOIN pg_type ty ON ty.oid = a.atttypid WHERE a.attrelid = c.oid ORDER BY a.attnum"

void pgp_ask_view(pgp_judging *judging, pgp_change *change) {
    pgp_view *view = (pgp_view *)change->desired;
    pgp_question *question = pgp_question_new(judging, change, NULL, false, &view->query);
    const char *query = pgp_query_over_stand_ins(judging, question, view);
    question->view = view;
    question->statement = query ? pgp_temporary_view(judging->arena, view, "pgp_question", query) : "";
    question->answer =
        "SELECT rtrim(pg_get_viewdef(c.oid), ';'),"
        " ARRAY(SELECT a.attname" OUTPUT_COLUMNS "), ARRAY(SELECT " PGP_VIEW_COLUMN_TYPE OUTPUT_COLUMNS
        ") FROM pg_class c WHERE c.oid = 'pg_temp.pgp_question'::regclass";
}

/* -- rules ----------------------------------------------------------------------------------------------- */

/* Both sides begin "ON event TO relation" (kinds/rule.c); what follows is the user's. */
static const char *after_relation(const char *definition, const char *relation) {
    const char *found = strstr(definition, relation);
    return found ? found + strlen(relation) : NULL;
}

/* Servers before 15 print the temporary schema by its own name. */
static const char *rule_answer(pgp_arena *arena, const char *name, const char *stand_in) {
    return pgp_printf(arena,
                      "SELECT ltrim(substr(replace(replace(rtrim(pg_get_ruledef(r.oid), ';'),"
                      " ' TO ' || pg_my_temp_schema()::regnamespace || '.', ' TO pg_temp.'), %s, %s),"
                      " length('CREATE RULE pgp_question AS') + 1), E' \\n') FROM pg_rewrite r"
                      " WHERE r.rulename = 'pgp_question'",
                      pgp_literal(arena, stand_in), pgp_literal(arena, name));
}

void pgp_ask_rule(pgp_judging *judging, pgp_change *change) {
    pgp_arena *arena = judging->arena;
    pgp_rule *rule = (pgp_rule *)change->desired;
    const pgp_object *relation = rule->object.parent;
    const char *name = pgp_printf(arena, " TO %s", pgp_quoted2(arena, relation->schema, relation->name));
    const char *stand_in = pgp_printf(arena, " TO %s", pgp_quoted2(arena, "pg_temp", relation->name));
    const char *definition = rule->definition.text, *rest = after_relation(definition, name);
    if (!rest || !pgp_property_changed(change, "definition"))
        return;
    pgp_question *question = pgp_question_new(judging, change, relation, false, &rule->definition);
    int event = (int)(rest - definition) - (int)strlen(name);
    question->statement =
        pgp_printf(arena, "CREATE RULE pgp_question AS %.*s%s%s", event, definition, stand_in, rest);
    question->answer = rule_answer(arena, name, stand_in);
}

/* -- functions ------------------------------------------------------------------------------------------- */

static const char *mode_of(const pgp_argument *argument) {
    switch (argument->mode) {
    case 'o': return "OUT ";
    case 'b': return "INOUT ";
    case 'v': return "VARIADIC ";
    default: return "";
    }
}

static void add_argument(pgp_text *sql, const pgp_argument *argument) {
    pgp_text_add(sql, mode_of(argument));
    if (argument->name) {
        pgp_sql_name(sql, argument->name);
        pgp_text_add(sql, " ");
    }
    pgp_text_add(sql, argument->type);
    if (argument->default_value.text)
        pgp_text_addf(sql, " DEFAULT %s\n", argument->default_value.text);
}

static bool is_result_column(const pgp_argument *argument) {
    return argument->mode == 't';
}

static void add_arguments(pgp_text *sql, const pgp_arguments *arguments, bool result_columns) {
    bool first = true;
    pgp_text_add(sql, "(");
    for (size_t i = 0; i < arguments->count; i++) {
        if (is_result_column(&arguments->items[i]) != result_columns)
            continue;
        pgp_text_add(sql, first ? "" : ", ");
        add_argument(sql, &arguments->items[i]);
        first = false;
    }
    pgp_text_add(sql, ")");
}

/* A body is not checked (check_function_bodies), so that any will do where only the arguments are in
 * question. */
static const char *create_function(pgp_judging *judging, const pgp_function *function) {
    bool procedure = function->object.kind == &pgp_kind_procedure;
    pgp_text sql = pgp_text_new(judging->arena);
    pgp_text_addf(&sql, "CREATE %s %s", procedure ? "PROCEDURE" : "FUNCTION",
                  pgp_quoted2(judging->arena, "pg_temp", function->object.name));
    add_arguments(&sql, &function->arguments, false);
    if (function->returns && !procedure) {
        pgp_text_addf(&sql, " RETURNS %s", function->returns);
        if (strcmp(function->returns, "TABLE") == 0)
            add_arguments(&sql, &function->arguments, true);
    }
    pgp_text_add(&sql, " LANGUAGE sql ");
    pgp_text_add(&sql, function->sql_body.text ? function->sql_body.text : "AS ''");
    return sql.data;
}

static void add_target(pgp_judging *judging, pgp_change *change, pgp_question **question, pgp_text *answer,
                       pgp_sql *sql, const char *expression) {
    if (*question)
        pgp_question_target(judging, *question, sql);
    else
        *question = pgp_question_new(judging, change, NULL, false, sql);
    pgp_text_next(answer, ", ");
    pgp_text_add(answer, expression);
}

void pgp_ask_function(pgp_judging *judging, pgp_change *change) {
    pgp_function *function = (pgp_function *)change->desired;
    pgp_text answer = pgp_text_new(judging->arena);
    pgp_question *question = NULL;
    for (size_t i = 0; i < function->arguments.count; i++) {
        pgp_sql *sql = &function->arguments.items[i].default_value;
        if (sql->text)
            add_target(judging, change, &question, &answer, sql,
                       pgp_printf(judging->arena, "pg_get_function_arg_default(oid, %zu)", i + 1));
    }
    if (function->sql_body.text)
        add_target(judging, change, &question, &answer, &function->sql_body, PGP_FUNCTION_SQL_BODY);
    if (!question)
        return;
    question->statement = create_function(judging, function);
    question->answer = pgp_printf(
        judging->arena, "SELECT %s FROM pg_proc p WHERE p.pronamespace = pg_my_temp_schema()", answer.data);
}

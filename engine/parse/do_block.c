/*
 * DO: code, of which the two usual things are understood: that it does nothing to the schema (files make their roles and fill
 * their tables in such blocks), and statements in a guard for a second run: EXCEPTION WHEN duplicate_object, IF NOT EXISTS
 * (SELECT …). Those count as if they stood in the file, which says what a fresh database holds.
 */
#include "kinds/reading.h"
#include "parse/grammar.h"
#include "parse/statements.h"

#include <jansson.h>
#include <string.h>

typedef struct block {
    pgp_parser *parser;
    const char *guard; /* the condition of the IF around; NULL: none */
    bool handling;     /* inside an exception's handler */
    bool caught;       /* inside a block that has such handlers */
    size_t at;         /* where in the statement the last one that was found ends */
} block;

static bool walk(block *b, json_t *code);

/* -- statements of the block ------------------------------------------------------------------------------------------ */

/* A statement about rows, roles, databases or the session. */
static bool leaves_schema_alone(pgp_parser *parser, const char *sql) {
    pgp_tree tree = {0};
    pgp_syntax_error error;
    if (!sql || pgp_tree_parse(parser->context->arena, sql, &tree, &error) != 0)
        return false;
    bool outside = tree.result->n_stmts > 0;
    for (size_t i = 0; i < tree.result->n_stmts; i++)
        outside = outside && pgp_is_no_schema(tree.result->stmts[i]->stmt);
    pgp_tree_free(&tree);
    return outside;
}

/* IF NOT EXISTS (SELECT … 'name') guards what names the same thing. */
static bool guards(pgp_arena *arena, const char *condition, const char *sql) {
    for (const char *quote = strchr(condition, '\''); quote;) {
        const char *end = strchr(quote + 1, '\'');
        size_t size = end ? (size_t)(end - quote) - 1 : 0;
        if (size && strstr(sql, pgp_strndup(arena, quote + 1, size)))
            return true;
        quote = end ? strchr(end + 1, '\'') : NULL;
    }
    return false;
}

/* The statement is read after the block, from its own place in the file. */
static bool take_statement(block *b, const char *sql) {
    pgp_parser *parser = b->parser;
    const char *found = sql ? strstr(parser->statement + b->at, sql) : NULL;
    if (!found || b->handling || *parser->encoding ||
        (b->guard && !guards(parser->context->arena, b->guard, sql)))
        return false;
    pgp_inner inner = {
        .offset = (size_t)(found - parser->statement), .size = strlen(sql), .guarded = b->guard || b->caught};
    b->at = inner.offset + inner.size;
    PGP_PUSH(parser->context->arena, parser->inner, parser->inner_count, parser->inner_capacity, inner);
    return true;
}

static const char *query_of(json_t *expression) {
    return json_string_value(json_object_get(json_object_get(expression, "PLpgSQL_expr"), "query"));
}

static bool walk_sql(block *b, json_t *statement) {
    const char *sql = query_of(json_object_get(statement, "sqlstmt"));
    return leaves_schema_alone(b->parser, sql) || take_statement(b, sql);
}

/* What a function does is nothing that a file says, but for the search_path that what follows has. */
static bool walk_perform(block *b, json_t *statement) {
    const char *sql = query_of(json_object_get(statement, "expr"));
    (void)b;
    return sql && !strstr(sql, "set_config");
}

/* -- EXECUTE ------------------------------------------------------------------------------------------------------------ */

static const char *text_of(const PgQuery__Node *node) {
    bool is_text = node->node_case == PG_QUERY__NODE__NODE_A_CONST &&
                   node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL;
    return is_text ? node->a_const->sval->sval : NULL;
}

/* format('… %I …', …) with any name and any literal; NULL: it cannot be told. */
static const char *formatted(pgp_arena *arena, const char *format) {
    pgp_text sql = pgp_text_new(arena);
    for (const char *at = format; *at; at++) {
        if (*at != '%') {
            pgp_text_addn(&sql, at, 1);
            continue;
        }
        at++;
        if (*at != 'I' && *at != 'L')
            return NULL;
        pgp_text_add(&sql, *at == 'I' ? "x" : "'x'");
    }
    return sql.data;
}

static const char *executed(pgp_arena *arena, const PgQuery__Node *node) {
    const char *schema, *name;
    if (text_of(node))
        return text_of(node);
    if (node->node_case != PG_QUERY__NODE__NODE_FUNC_CALL || !node->func_call->n_args)
        return NULL;
    pgp_name_of_list(node->func_call->n_funcname, node->func_call->funcname, &schema, &name);
    const char *format = text_of(node->func_call->args[0]);
    return name && format && strcmp(name, "format") == 0 ? formatted(arena, format) : NULL;
}

/* Only when the text is known but for names and literals, and is about roles or the like. */
static bool walk_execute(block *b, json_t *statement) {
    pgp_arena *arena = b->parser->context->arena;
    const char *expression = query_of(json_object_get(statement, "query")), *sql = NULL;
    pgp_tree tree = {0};
    pgp_syntax_error error;
    if (expression && pgp_tree_parse(arena, pgp_printf(arena, "SELECT %s", expression), &tree, &error) == 0) {
        const PgQuery__Node *select = tree.result->stmts[0]->stmt;
        if (select->select_stmt->n_target_list == 1)
            sql = executed(arena, select->select_stmt->target_list[0]->res_target->val);
        sql = pgp_strdup(arena, sql);
    }
    pgp_tree_free(&tree);
    return leaves_schema_alone(b->parser, sql);
}

/* -- IF, exceptions --------------------------------------------------------------------------------------------------- */

static bool is_guard(const char *condition) {
    static const char words[] = "not exists";
    size_t blank = condition ? strspn(condition, " \t\r\n") : 0;
    return condition && strncasecmp(condition + blank, words, sizeof words - 1) == 0;
}

/* Whatever the condition is, a branch that leaves the schema alone is fine. */
static bool walk_if(block *b, json_t *statement) {
    const char *condition = query_of(json_object_get(statement, "cond"));
    block then = *b, other = *b;
    then.guard = is_guard(condition) ? condition : "";
    other.guard = "";
    bool understood = walk(&then, json_object_get(statement, "then_body"));
    other.at = then.at;
    understood = understood && walk(&other, json_object_get(statement, "elsif_list")) &&
                 walk(&other, json_object_get(statement, "else_body"));
    b->at = other.at;
    return understood;
}

/* How often it runs is not told: schema in it is nothing that the file says. */
static bool walk_loop(block *b, json_t *loop) {
    block body = *b;
    body.guard = "";
    bool understood = walk(&body, loop);
    b->at = body.at;
    return understood;
}

static bool walk_block(block *b, json_t *statement) {
    block inside = *b;
    inside.caught = b->caught || json_object_get(statement, "exceptions");
    bool understood = walk(&inside, statement);
    b->at = inside.at;
    return understood;
}

static bool walk_exceptions(block *b, json_t *exceptions) {
    block handler = *b;
    handler.handling = true;
    return walk(&handler, exceptions);
}

/* -- everything ------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    bool (*walk)(block *b, json_t *statement);
} statements[] = {
    {"PLpgSQL_stmt_block", walk_block},  {"PLpgSQL_stmt_return", walk},
    {"PLpgSQL_stmt_raise", walk},        {"PLpgSQL_stmt_assert", walk},
    {"PLpgSQL_stmt_assign", walk},       {"PLpgSQL_stmt_perform", walk_perform},
    {"PLpgSQL_stmt_getdiag", walk},      {"PLpgSQL_stmt_exit", walk},
    {"PLpgSQL_stmt_open", walk},         {"PLpgSQL_stmt_fetch", walk},
    {"PLpgSQL_stmt_close", walk},        {"PLpgSQL_stmt_commit", walk},
    {"PLpgSQL_stmt_case", walk_loop},    {"PLpgSQL_stmt_loop", walk_loop},
    {"PLpgSQL_stmt_while", walk_loop},   {"PLpgSQL_stmt_fori", walk_loop},
    {"PLpgSQL_stmt_fors", walk_loop},    {"PLpgSQL_stmt_forc", walk_loop},
    {"PLpgSQL_stmt_dynfors", walk_loop}, {"PLpgSQL_stmt_foreach_a", walk_loop},
    {"PLpgSQL_stmt_if", walk_if},        {"PLpgSQL_stmt_execsql", walk_sql},
    {"exceptions", walk_exceptions},     {"PLpgSQL_stmt_dynexecute", walk_execute},
};

static const char prefix[] = "PLpgSQL_stmt_";

static bool walk_member(block *b, const char *key, json_t *value) {
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (strcmp(statements[i].name, key) == 0)
            return statements[i].walk(b, value);
    return strncmp(key, prefix, sizeof prefix - 1) != 0 && walk(b, value);
}

/* true: all of it is understood. */
static bool walk(block *b, json_t *code) {
    const char *key;
    json_t *value;
    size_t index;
    json_array_foreach(code, index, value) if (!walk(b, value)) return false;
    json_object_foreach(code, key, value) if (!walk_member(b, key, value)) return false;
    return true;
}

static bool is_understood(pgp_parser *parser) {
    pgp_make_sure_of_parser(parser->context->arena, parser->statement);
    PgQueryPlpgsqlParseResult parsed = pg_query_parse_plpgsql(parser->statement);
    json_t *code = parsed.error ? NULL : json_loads(parsed.plpgsql_funcs, 0, NULL);
    block b = {.parser = parser};
    bool understood = json_array_size(code) > 0 && walk(&b, code);
    json_decref(code);
    pg_query_free_plpgsql_parse_result(parsed);
    return understood;
}

pgp_status pgp_read_do(pgp_parser *parser, const PgQuery__Node *statement) {
    (void)statement;
    if (!is_understood(parser)) {
        parser->inner_count = 0;
        pgp_parse_unknown(
            parser, 0,
            "DO with more than statements about rows or roles, or statements guarded against a second run,");
        return pgp_hint(parser->context,
                        "A guard is EXCEPTION WHEN duplicate_object, or IF NOT EXISTS (SELECT … 'name').");
    }
    if (!parser->inner_count) {
        pgp_location where = pgp_parse_where(parser, 0);
        pgp_note_add(parser->context, &where, "DO is about rows or roles, not schema: left out");
    }
    return PGP_OK;
}

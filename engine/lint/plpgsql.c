/*
 * PL/pgSQL by libpg_query's copy of the server's parser: the queries in a body, and its variables.
 */
#include "lint/linter.h"
#include "parse/grammar.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* -- what the parser is given --------------------------------------------------------------------------------------- */

static void add_argument(pgp_text *sql, const pgp_argument *argument) {
    static const struct {
        char mode;
        const char *word;
    } modes[] = {{'i', ""}, {'o', "OUT "}, {'b', "INOUT "}, {'v', "VARIADIC "}};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (modes[i].mode == argument->mode)
            pgp_text_add(sql, modes[i].word);
    if (argument->name) {
        pgp_sql_name(sql, argument->name);
        pgp_text_add(sql, " ");
    }
    pgp_text_add(sql, argument->type);
}

static void add_columns(pgp_text *sql, const pgp_function *function) {
    bool first = true;
    pgp_text_add(sql, "TABLE(");
    for (size_t i = 0; i < function->arguments.count; i++) {
        if (function->arguments.items[i].mode != 't')
            continue;
        pgp_text_add(sql, first ? "" : ", ");
        add_argument(sql, &function->arguments.items[i]);
        first = false;
    }
    pgp_text_add(sql, ")");
}

static const char *statement_of(pgp_arena *arena, const pgp_function *function) {
    pgp_text sql = pgp_text_new(arena);
    bool first = true, procedure = function->object.kind == &pgp_kind_procedure;
    pgp_text_addf(&sql, "CREATE %s ", procedure ? "PROCEDURE" : "FUNCTION");
    pgp_sql_name(&sql, function->object.name);
    pgp_text_add(&sql, "(");
    for (size_t i = 0; i < function->arguments.count; i++) {
        if (function->arguments.items[i].mode == 't')
            continue;
        pgp_text_add(&sql, first ? "" : ", ");
        add_argument(&sql, &function->arguments.items[i]);
        first = false;
    }
    pgp_text_add(&sql, ") ");
    if (!procedure && function->returns) {
        pgp_text_add(&sql, "RETURNS ");
        if (strcmp(function->returns, "TABLE") == 0)
            add_columns(&sql, function);
        else
            pgp_text_add(&sql, function->returns);
    }
    pgp_text_add(&sql, " LANGUAGE plpgsql AS ");
    pgp_sql_literal(&sql, function->body);
    return sql.data;
}

/* -- what it says ----------------------------------------------------------------------------------------------------- */

typedef struct reader {
    pgp_arena *arena;
    pgp_body *out;
} reader;

static void add_query(reader *r, const char *sql, int line) {
    pgp_body_query query = {.sql = sql, .line = line};
    PGP_PUSH(r->arena, r->out->queries, r->out->count, r->out->capacity, query);
}

/* Where "target := value" has its sign; NULL: it is none. */
static const char *assignment(const char *text) {
    int brackets = 0;
    for (const char *c = text; *c; c++) {
        if (strchr("([", *c))
            brackets++;
        else if (strchr(")]", *c))
            brackets--;
        else if (brackets == 0 && (*c == '=' || (*c == ':' && c[1] == '=')))
            return c;
        else if (brackets == 0 && *c == '\'')
            return NULL;
    }
    return NULL;
}

static void add_assignment(reader *r, const char *text, int line) {
    const char *sign = assignment(text);
    if (sign)
        add_query(r, pgp_printf(r->arena, "SELECT %.*s", (int)(sign - text), text), line);
    add_query(r, pgp_printf(r->arena, "SELECT %s", !sign ? text : *sign == ':' ? sign + 2 : sign + 1), line);
}

static bool is_statement(const char *name) {
    return strncmp(name, "PLpgSQL_stmt_", 13) == 0;
}

static bool holds_statement(const char *statement) {
    static const char *const names[] = {
        "PLpgSQL_stmt_execsql", "PLpgSQL_stmt_fors", "PLpgSQL_stmt_return_query", "PLpgSQL_stmt_open",
        "PLpgSQL_stmt_perform", "PLpgSQL_stmt_call", "PLpgSQL_stmt_forc"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(statement, names[i]) == 0)
            return true;
    return false;
}

static bool begins_statement(const char *text) {
    static const char *const words[] = {"select", "with",  "insert", "update",
                                        "delete", "merge", "values", "call"};
    text += strspn(text, " \t\r\n");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncasecmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Not every version of the parser says what a text is: a statement, an expression, an assignment. */
static void add_text(reader *r, const char *text, const char *statement, int line) {
    text = pgp_strdup(r->arena, text);
    if (strcmp(statement, "PLpgSQL_stmt_assign") == 0)
        add_assignment(r, text, line);
    else if (holds_statement(statement) || begins_statement(text))
        add_query(r, text, line);
    else
        add_query(r, pgp_printf(r->arena, "SELECT %s", text), line);
}

static void walk(reader *r, const json_t *node, const char *statement, int line);

static void walk_member(reader *r, const char *name, const json_t *value, const char *statement, int line) {
    const json_t *number = json_object_get(value, "lineno"), *query = json_object_get(value, "query");
    if (strcmp(name, "PLpgSQL_expr") == 0 && json_is_string(query)) {
        add_text(r, json_string_value(query), statement, line);
        return;
    }
    if (json_is_integer(number))
        line = (int)json_integer_value(number);
    walk(r, value, is_statement(name) ? name : statement, line);
}

static void walk(reader *r, const json_t *node, const char *statement, int line) {
    const char *name;
    const json_t *value;
    size_t i;
    const json_t *variable = json_object_get(node, "refname");
    if (json_is_string(variable))
        pgp_names_add(r->arena, &r->out->variables, pgp_strdup(r->arena, json_string_value(variable)));
    if (json_is_object(node)) {
        json_object_foreach((json_t *)(uintptr_t)node, name, value)
            walk_member(r, name, value, statement, line);
    } else {
        json_array_foreach(node, i, value) walk(r, value, statement, line);
    }
}

static void add_arguments(reader *r, const pgp_function *function) {
    for (size_t i = 0; i < function->arguments.count; i++)
        if (function->arguments.items[i].name)
            pgp_names_add(r->arena, &r->out->variables, function->arguments.items[i].name);
}

/* Only a syntax error is sure to be one: this parser knows no catalogs, and takes some things for others. */
static void read_error(pgp_arena *arena, const PgQueryError *error, pgp_body *out) {
    if (strncmp(error->message, "syntax error", strlen("syntax error")) == 0)
        out->error = pgp_strdup(arena, error->message);
    else
        out->unread = true;
}

static void free_json(void *root) {
    json_decref(root);
}

pgp_status pgp_read_plpgsql(pgp_context *context, const pgp_function *function, pgp_body *out) {
    const char *sql = statement_of(context->arena, function);
    pgp_make_sure_of_parser(context->arena, sql);
    PgQueryPlpgsqlParseResult result = pg_query_parse_plpgsql(sql);
    reader r = {.arena = context->arena, .out = out};
    json_t *root = result.error ? NULL : json_loads(result.plpgsql_funcs, 0, NULL);
    *out = (pgp_body){.count = 0};
    if (result.error)
        read_error(context->arena, result.error, out);
    pg_query_free_plpgsql_parse_result(result);
    out->unread |= !root && !out->error;
    if (!root)
        return PGP_OK;
    pgp_defer(context->arena, free_json, root);
    add_arguments(&r, function);
    walk(&r, root, "", 0);
    return PGP_OK;
}

/*
 * DO: code, of which the usual things are understood: that it does nothing to the schema (files make their roles and fill their
 * tables in such blocks), statements that run always, those of the branch that the server's version takes, and those in a guard for a
 * second run: EXCEPTION WHEN duplicate_object, IF NOT EXISTS (SELECT …). They count as if they stood in the file, which says what a
 * fresh database holds.
 */
#include "parse/do_block.h"
#include "kinds/reading.h"
#include "kinds/table.h"
#include "parse/statements.h"

#include <jansson.h>
#include <string.h>

typedef struct block {
    pgp_parser *parser;
    const char *body; /* of the block, in the statement */
    pgp_rerun *guard; /* around; NULL: none */
    bool unsure;      /* whether it runs, or how often, is not told */
    size_t *at;       /* where in the statement the last one that was found ends */
} block;

static bool walk(block *b, json_t *code);

/* -- places ------------------------------------------------------------------------------------------------------------ */

/* The first word of a line of the body. */
static size_t start_of_line(const block *b, json_int_t line) {
    const char *at = b->body;
    for (; line > 1 && at; line--) {
        at = strchr(at, '\n');
        at = at ? at + 1 : NULL;
    }
    return at ? (size_t)(at + strspn(at, " \t\r\n") - b->parser->statement) : 0;
}

/* Where the text of a statement stands; SIZE_MAX: it is not there as it is. */
static size_t find(const block *b, json_t *statement, const char *text) {
    size_t line = start_of_line(b, json_integer_value(json_object_get(statement, "lineno")));
    const char *found = strstr(b->parser->statement + (line > *b->at ? line : *b->at), text);
    return found ? (size_t)(found - b->parser->statement) : SIZE_MAX;
}

/* Where the body is in the statement; NULL: it is in another language. */
static const char *body_of(const pgp_parser *parser, const PgQuery__DoStmt *statement) {
    const char *body = parser->statement;
    for (size_t i = 0; i < statement->n_args; i++) {
        const PgQuery__DefElem *element = statement->args[i]->def_elem;
        if (strcmp(element->defname, "as") == 0)
            body = parser->statement + element->location;
        else if (!pgp_same(pgp_string_of(element->arg), "plpgsql"))
            return NULL;
    }
    return body;
}

/* -- statements of the block ------------------------------------------------------------------------------------------ */

typedef enum effect {
    UNREADABLE, /* or of several statements */
    NO_SCHEMA,  /* about rows, roles, databases or the session */
    DROPS,
    MAKES,
} effect;

static bool drops(const PgQuery__Node *statement) {
    if (statement->node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_STMT)
        return statement->node_case == PG_QUERY__NODE__NODE_DROP_STMT;
    const PgQuery__AlterTableStmt *alter = statement->alter_table_stmt;
    PgQuery__AlterTableType type = alter->cmds[0]->alter_table_cmd->subtype;
    return alter->n_cmds == 1 && (type == PG_QUERY__ALTER_TABLE_TYPE__AT_DropConstraint ||
                                  type == PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn);
}

static effect effect_of(pgp_parser *parser, const char *sql) {
    pgp_tree tree = {0};
    pgp_syntax_error error;
    if (!sql || pgp_tree_parse(parser->context->arena, sql, &tree, &error) != 0)
        return UNREADABLE;
    size_t count = tree.result->n_stmts;
    effect what = count ? NO_SCHEMA : UNREADABLE;
    for (size_t i = 0; i < count && what != UNREADABLE; i++) {
        const PgQuery__Node *statement = tree.result->stmts[i]->stmt;
        if (pgp_is_no_schema(statement))
            continue;
        bool alone = count == 1 && statement->node_case != PG_QUERY__NODE__NODE_DO_STMT;
        what = alone ? (drops(statement) ? DROPS : MAKES) : UNREADABLE;
    }
    pgp_tree_free(&tree);
    return what;
}

/* The statement is read after the block, as one of the file. */
static bool take(block *b, pgp_inner inner, effect what) {
    pgp_parser *parser = b->parser;
    bool waits = b->guard && b->guard->drops; /* for something to be there */
    if (b->unsure || *parser->encoding || what == UNREADABLE || (waits && what != DROPS))
        return false;
    inner.guard = b->guard;
    PGP_PUSH(parser->context->arena, parser->inner, parser->inner_count, parser->inner_capacity, inner);
    return true;
}

static const char *query_of(json_t *expression) {
    return json_string_value(json_object_get(json_object_get(expression, "PLpgSQL_expr"), "query"));
}

static bool walk_sql(block *b, json_t *statement) {
    const char *sql = query_of(json_object_get(statement, "sqlstmt"));
    effect what = effect_of(b->parser, sql);
    if (what == NO_SCHEMA)
        return true;
    pgp_inner inner = {.offset = sql ? find(b, statement, sql) : SIZE_MAX};
    if (inner.offset == SIZE_MAX)
        return false;
    inner.size = strlen(sql);
    *b->at = inner.offset + inner.size;
    return take(b, inner, what);
}

/* What a function does is nothing that a file says, but for the search_path that what follows has. */
static bool walk_perform(block *b, json_t *statement) {
    const char *sql = query_of(json_object_get(statement, "expr"));
    (void)b;
    return sql && !strstr(sql, "set_config");
}

/* A text without white space and semicolon at its end. */
static const char *trimmed(pgp_arena *arena, const char *sql) {
    size_t size = strlen(sql);
    while (size && strchr("; \t\r\n", sql[size - 1]))
        size--;
    return pgp_strndup(arena, sql, size);
}

/* Names and literals of what is about roles or the like need not be known. */
static bool walk_execute(block *b, json_t *statement) {
    pgp_arena *arena = b->parser->context->arena;
    const char *expression = query_of(json_object_get(statement, "query"));
    pgp_do_text text = pgp_do_executed(arena, expression);
    effect what = effect_of(b->parser, text.sql);
    if (what == NO_SCHEMA)
        return true;
    size_t at = expression ? find(b, statement, expression) : SIZE_MAX;
    if (!text.sql || !text.exact || at == SIZE_MAX)
        return false;
    *b->at = at + strlen(expression);
    const char *quote = b->parser->statement + at + text.location;
    size_t inside = *quote == '$' ? strcspn(quote + 1, "$") + 2 : strcspn(quote, "'") + 1;
    pgp_inner inner = {.offset = at + (size_t)text.location + inside, .text = trimmed(arena, text.sql)};
    inner.size = strlen(inner.text);
    return take(b, inner, what);
}

/* -- IF, exceptions --------------------------------------------------------------------------------------------------- */

/* What a guard looks for is what its statements make. */
static bool is_made(const pgp_parser *parser, size_t from, const pgp_names *names) {
    pgp_arena *arena = parser->context->arena;
    for (size_t i = 0; i < names->count; i++) {
        bool found = from == parser->inner_count;
        for (size_t j = from; j < parser->inner_count && !found; j++) {
            const pgp_inner *inner = &parser->inner[j];
            const char *sql = inner->text
                                  ? inner->text
                                  : pgp_strndup(arena, parser->statement + inner->offset, inner->size);
            found =
                pgp_text_mentions(sql, names->items[i]) || strstr(sql, pgp_literal(arena, names->items[i]));
        }
        if (!found)
            return false;
    }
    return true;
}

static bool walk_guarded(block *b, const pgp_condition *condition, json_t *body) {
    size_t from = b->parser->inner_count;
    b->guard = PGP_NEW(b->parser->context->arena, pgp_rerun);
    b->guard->drops = condition->verdict == PGP_PRESENT;
    return walk(b, body) && is_made(b->parser, from, &condition->names);
}

static bool walk_branch(const block *b, const pgp_condition *condition, json_t *body) {
    block inside = *b;
    switch (condition->verdict) {
    case PGP_FALSE: return true;
    case PGP_TRUE: return walk(&inside, body);
    case PGP_ABSENT:
    case PGP_PRESENT: return walk_guarded(&inside, condition, body);
    case PGP_UNDECIDED: break;
    }
    inside.unsure = true;
    return walk(&inside, body);
}

/* Without a server, that of the newest. */
static int version_of(const block *b) {
    int version = b->parser->model->target_version;
    return version ? version : PGP_NEWEST_SERVER;
}

/* Where it matters that there is no server is said. */
static pgp_condition decide(const block *b, json_t *statement, const char *text) {
    pgp_parser *parser = b->parser;
    pgp_arena *arena = parser->context->arena;
    pgp_condition newest = pgp_do_condition(arena, text, version_of(b));
    bool unknown = !parser->model->target_version;
    for (int other = PGP_OLDEST_SERVER; unknown && other < PGP_NEWEST_SERVER; other += PGP_SERVER_STEP) {
        if (pgp_do_condition(arena, text, other).verdict == newest.verdict)
            continue;
        json_t *line = json_object_get(statement, "lineno");
        pgp_location where = pgp_parse_where(parser, (int)start_of_line(b, json_integer_value(line)));
        pgp_note_add(parser->context, &where,
                     "what this IF does depends on the server's version: read as on PostgreSQL %d",
                     PGP_NEWEST_SERVER / PGP_SERVER_STEP);
        break;
    }
    return newest;
}

/* A branch is taken when its condition holds and none before it did. */
static bool walk_if(block *b, json_t *statement) {
    pgp_arena *arena = b->parser->context->arena;
    pgp_condition here = decide(b, statement, query_of(json_object_get(statement, "cond")));
    bool understood = walk_branch(b, &here, json_object_get(statement, "then_body"));
    pgp_condition rest = pgp_condition_not(here);
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(statement, "elsif_list"), index, item) {
        json_t *elsif = json_object_get(item, "PLpgSQL_if_elsif");
        here = decide(b, elsif, query_of(json_object_get(elsif, "cond")));
        pgp_condition branch = pgp_condition_both(arena, rest, here);
        understood = understood && walk_branch(b, &branch, json_object_get(elsif, "stmts"));
        rest = pgp_condition_both(arena, rest, pgp_condition_not(here));
    }
    return understood && walk_branch(b, &rest, json_object_get(statement, "else_body"));
}

/* How often it runs is not told: schema in it is nothing that the file says. */
static bool walk_loop(block *b, json_t *loop) {
    block body = *b;
    body.unsure = true;
    return walk(&body, loop);
}

static bool walk_block(block *b, json_t *statement) {
    block inside = *b;
    if (json_object_get(statement, "exceptions"))
        inside.guard = PGP_NEW(b->parser->context->arena, pgp_rerun);
    return walk(&inside, statement);
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
    {"exceptions", walk_loop},           {"PLpgSQL_stmt_dynexecute", walk_execute},
};

/* The error is about the innermost statement that is not understood. */
static bool refuse(const block *b, json_t *statement) {
    pgp_context *context = b->parser->context;
    if (context->error.status == PGP_OK) {
        json_int_t line = json_integer_value(json_object_get(statement, "lineno"));
        pgp_parse_unknown(
            b->parser, (int)start_of_line(b, line),
            "DO with a statement of which it is not clear whether it changes the schema, or when,");
    }
    return false;
}

static const char prefix[] = "PLpgSQL_stmt_";

static bool walk_member(block *b, const char *key, json_t *value) {
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (strcmp(statements[i].name, key) == 0)
            return statements[i].walk(b, value) || refuse(b, value);
    return strncmp(key, prefix, sizeof prefix - 1) != 0 ? walk(b, value) : refuse(b, value);
}

/* RETURN, or EXIT from a block; the RETURN that ends each function has no line. */
static bool leaves(json_t *code) {
    const char *key;
    json_t *value;
    size_t index;
    json_array_foreach(code, index, value) if (leaves(value)) return true;
    json_object_foreach(code, key, value) {
        const char *says = strcmp(key, "PLpgSQL_stmt_return") == 0 ? "lineno" : "label";
        bool may_leave = strcmp(key, "PLpgSQL_stmt_return") == 0 || strcmp(key, "PLpgSQL_stmt_exit") == 0;
        if ((may_leave && json_object_get(value, says)) || leaves(value))
            return true;
    }
    return false;
}

/* IF … THEN …; RETURN; END IF: what follows stands in its ELSE. Where a statement leaves otherwise, that is not told. */
static bool walk_rest(block *b, json_t *statement, json_t *rest) {
    json_t *test = json_object_get(statement, "PLpgSQL_stmt_if"), *then = json_object_get(test, "then_body");
    json_t *last = json_array_get(then, json_array_size(then) - 1);
    bool plain = json_object_get(last, "PLpgSQL_stmt_return") && !json_object_get(test, "elsif_list") &&
                 !json_object_get(test, "else_body");
    pgp_condition stays = {.verdict = PGP_UNDECIDED};
    if (json_object_get(statement, "PLpgSQL_stmt_return"))
        stays.verdict = PGP_FALSE;
    else if (plain)
        stays = pgp_condition_not(pgp_do_condition(b->parser->context->arena,
                                                   query_of(json_object_get(test, "cond")), version_of(b)));
    return walk_branch(b, &stays, rest);
}

static bool walk_list(block *b, json_t *list) {
    json_t *item;
    size_t index;
    json_array_foreach(list, index, item) {
        if (!walk(b, item))
            return false;
        if (!leaves(item))
            continue;
        json_t *rest = json_array();
        for (size_t i = index + 1; i < json_array_size(list); i++)
            json_array_append(rest, json_array_get(list, i));
        bool understood = walk_rest(b, item, rest);
        json_decref(rest);
        return understood;
    }
    return true;
}

/* true: all of it is understood. */
static bool walk(block *b, json_t *code) {
    const char *key;
    json_t *value;
    if (json_is_array(code))
        return walk_list(b, code);
    json_object_foreach(code, key, value) if (!walk_member(b, key, value)) return false;
    return true;
}

static bool is_understood(pgp_parser *parser, const PgQuery__DoStmt *statement) {
    size_t at = 0;
    block b = {.parser = parser, .body = body_of(parser, statement), .at = &at};
    if (!b.body)
        return refuse(&b, NULL);
    pgp_make_sure_of_parser(parser->context->arena, parser->statement);
    PgQueryPlpgsqlParseResult parsed = pg_query_parse_plpgsql(parser->statement);
    json_t *code = parsed.error ? NULL : json_loads(parsed.plpgsql_funcs, 0, NULL);
    bool understood = json_array_size(code) > 0 ? walk(&b, code) : refuse(&b, NULL);
    json_decref(code);
    pg_query_free_plpgsql_parse_result(parsed);
    return understood;
}

pgp_status pgp_read_do(pgp_parser *parser, const PgQuery__Node *statement) {
    parser->inner_count = 0;
    if (!is_understood(parser, statement->do_stmt)) {
        parser->inner_count = 0;
        return pgp_hint(
            parser->context,
            "What a block makes has to be clear: always, by the server's version alone, or unless it "
            "is there (EXCEPTION WHEN duplicate_object; IF NOT EXISTS (SELECT … 'name') with the name "
            "of what is made).");
    }
    if (!parser->inner_count) {
        pgp_location where = pgp_parse_where(parser, 0);
        pgp_note_add(parser->context, &where, "DO is about rows or roles, not schema: left out");
    }
    return PGP_OK;
}

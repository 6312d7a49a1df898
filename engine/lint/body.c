/*
 * Bodies of functions, which the server does not look into before they run: do the tables, columns and functions that they name
 * exist? Bodies in SQL's own words (RETURN …, BEGIN ATOMIC …) are looked into when they are made, so they are not read here.
 *
 * What cannot be known is taken to be right: names that come from a subquery, a view whose columns are not known, a temporary table,
 * an extension that nobody has described.
 */
#include "lint/body.h"
#include "lint/linter.h"
#include "parse/split.h"
#include "parse/statements.h"

#include <string.h>

static bool is_body(const pgp_object *object) {
    const pgp_function *function = (const pgp_function *)object;
    bool routine = object->kind == &pgp_kind_function || object->kind == &pgp_kind_procedure;
    return routine && function->body && !(object->flags & PGP_OBJECT_MEMBER) &&
           (strcmp(function->language, "plpgsql") == 0 || strcmp(function->language, "sql") == 0);
}

/* -- where it is --------------------------------------------------------------------------------------------------- */

static const char *line_start(const pgp_input *input, int line) {
    const char *at = input->text, *end = input->text + input->size;
    for (int i = 1; i < line && at; i++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    return at;
}

/* As it is written, when it stands between dollars, or quotes with none inside. */
static void place_body(pgp_body_reader *r, const pgp_function *function) {
    const pgp_location *where = &function->object.where;
    r->input = NULL;
    for (size_t i = 0; i < r->input_count && where->file; i++)
        if (strcmp(r->inputs[i].name, where->file) == 0)
            r->input = &r->inputs[i];
    const char *from = r->input ? line_start(r->input, where->line) : NULL;
    r->body = from ? strstr(from, function->body) : NULL;
}

static pgp_location location_of(const pgp_body_reader *r, const char *at) {
    pgp_location where = {.file = r->input->name, .line = 1, .column = 1};
    for (const char *c = r->input->text; c < at; c++) {
        bool starts = ((unsigned char)*c & 0xC0) != 0x80;
        where.column = *c == '\n' ? 1 : where.column + starts;
        where.line += *c == '\n';
    }
    return where;
}

/* The word, as a token of the text from `from` on. */
static const char *find_word(const char *from, const char *word) {
    size_t size = strlen(from), length = strlen(word);
    for (pgp_token t = pgp_lex(from, size, 0); t.type != PGP_TOKEN_END; t = pgp_lex(from, size, t.end)) {
        const char *start = from + t.start;
        bool quoted = t.type == PGP_TOKEN_QUOTED && *start == '"';
        size_t inner = t.end - t.start - (quoted ? 2 : 0);
        if ((quoted || t.type == PGP_TOKEN_WORD) && inner == length &&
            strncasecmp(start + quoted, word, length) == 0)
            return start;
    }
    return NULL;
}

static const char *nth_line(const char *text, int line) {
    for (int i = 1; i < line; i++) {
        const char *next = strchr(text, '\n');
        if (!next)
            return text;
        text = next + 1;
    }
    return text;
}

/* One mention of a name is enough for a function. */
static bool was_found(const pgp_body_reader *r, const char *code, const char *what) {
    const pgp_lint_findings *out = r->l->out;
    for (size_t i = r->first; i < out->count; i++)
        if (strcmp(out->items[i].rule->code, code) == 0 && pgp_same(out->items[i].what, what))
            return true;
    return false;
}

void pgp_body_find(pgp_body_reader *r, const char *code, const char *word, const char *what) {
    pgp_linter *l = r->l;
    if (was_found(r, code, what))
        return;
    pgp_lint_find_object(l, code, &r->function->object, what);
    pgp_lint_finding *finding = &l->out->items[l->out->count - 1];
    if (!r->body)
        return;
    const char *from = nth_line(r->body, r->line), *at = word ? find_word(from, word) : NULL;
    finding->where = location_of(r, at && at < r->body + strlen(r->function->body) ? at : from);
}

/* -- names that are not looked for -------------------------------------------------------------------------------------- */

static pgp_token skip_words(const char *text, size_t size, pgp_token token, const char *const *words) {
    for (; *words; words++)
        if (pgp_token_is(text, &token, *words))
            token = pgp_lex(text, size, token.end);
    return token;
}

/* CREATE [TEMP] TABLE name, also in a text that is run by EXECUTE. */
static void see_created(pgp_body_reader *r, const char *text, size_t size) {
    static const char *const before[] = {"local", "temp", "temporary", "unlogged", NULL};
    static const char *const between[] = {"if", "not", "exists", "pg_temp", NULL};
    for (pgp_token t = pgp_lex(text, size, 0); t.type != PGP_TOKEN_END; t = pgp_lex(text, size, t.end)) {
        if (t.type == PGP_TOKEN_QUOTED && text[t.start] == '\'' && t.end - t.start > 2)
            see_created(r, text + t.start + 1, t.end - t.start - 2);
        if (!pgp_token_is(text, &t, "create"))
            continue;
        pgp_token next = skip_words(text, size, pgp_lex(text, size, t.end), before);
        if (!pgp_token_is(text, &next, "table"))
            continue;
        next = skip_words(text, size, pgp_lex(text, size, next.end), between);
        if (next.type == PGP_TOKEN_OTHER && text[next.start] == '.')
            next = pgp_lex(text, size, next.end);
        bool quoted = next.type == PGP_TOKEN_QUOTED;
        if (quoted || next.type == PGP_TOKEN_WORD)
            pgp_names_add(
                r->l->arena, &r->passing,
                pgp_strndup(r->l->arena, text + next.start + quoted, next.end - next.start - 2 * quoted));
    }
}

static void see_passing(pgp_body_reader *r) {
    pgp_walk walk = pgp_walk_start(r->l->parser.model);
    for (const pgp_object *o; (o = pgp_walk_next(&walk));) {
        if (is_body(o)) {
            const char *body = ((const pgp_function *)o)->body;
            see_created(r, body, strlen(body));
        } else if (o->kind == &pgp_kind_trigger) {
            const pgp_trigger *trigger = (const pgp_trigger *)o;
            if (trigger->old_table)
                pgp_names_add(r->l->arena, &r->passing, trigger->old_table);
            if (trigger->new_table)
                pgp_names_add(r->l->arena, &r->passing, trigger->new_table);
        }
    }
}

/* -- queries -------------------------------------------------------------------------------------------------------------- */

static void free_tree(void *tree) {
    pgp_tree_free(tree);
}

static bool parse(pgp_body_reader *r, const char *sql) {
    pgp_syntax_error error;
    return pgp_tree_parse(r->l->arena, sql, &r->tree, &error) == 0;
}

/* Not every version of the parser says whether a text is a statement or an expression. */
static bool read_query(pgp_body_reader *r, const pgp_body_query *query) {
    r->line = query->line;
    if (!parse(r, query->sql) && !parse(r, pgp_printf(r->l->arena, "SELECT %s", query->sql)))
        return false;
    for (size_t i = 0; i < r->tree.result->n_stmts; i++)
        pgp_body_look(r, r->tree.result->stmts[i]->stmt);
    return true;
}

static void look_at_plpgsql(pgp_body_reader *r, const pgp_body *body) {
    bool read = true;
    r->variables = body->variables;
    for (size_t i = 0; i < body->count; i++)
        read &= read_query(r, &body->queries[i]);
    r->l->out->unread += !read;
}

static int lines_before(const char *text, size_t size) {
    int lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    return lines;
}

static void look_at_sql(pgp_body_reader *r, const pgp_function *function) {
    pgp_input body = {.name = "", .text = function->body, .size = strlen(function->body)};
    bool unterminated = false, read = true;
    size_t at = 0;
    r->variables = (pgp_names){.count = 0};
    for (size_t i = 0; i < function->arguments.count; i++)
        if (function->arguments.items[i].name)
            pgp_names_add(r->l->arena, &r->variables, function->arguments.items[i].name);
    for (;;) {
        pgp_token first = pgp_lex(body.text, body.size, at);
        if (first.type == PGP_TOKEN_END || first.unterminated)
            break;
        size_t end = pgp_statement_end(&body, first, &at, &unterminated);
        at += at < body.size; /* the semicolon */
        pgp_body_query query = {.sql = pgp_strndup(r->l->arena, body.text + first.start, end - first.start),
                                .line = lines_before(body.text, first.start)};
        if (end > first.start)
            read &= read_query(r, &query);
    }
    r->l->out->unread += !read;
}

/* A search_path of the function's own holds; any other is the caller's. */
static void take_path(pgp_body_reader *r, const pgp_function *function) {
    static const char head[] = "search_path=";
    pgp_parser *parser = &r->l->parser;
    pgp_session_start(parser);
    r->fixed_path = false;
    for (size_t i = 0; i < function->config.count; i++) {
        if (strncmp(function->config.items[i], head, strlen(head)) != 0)
            continue;
        parser->path = function->config.items[i] + strlen(head);
        parser->path_schemas = (pgp_names){.count = 0};
        const char *path = parser->path;
        parser->path = NULL;
        parser->path_schemas = pgp_path_schemas(parser, path);
        parser->path = path;
        r->fixed_path = true;
    }
}

static pgp_status look_at(pgp_body_reader *r, const pgp_function *function) {
    pgp_body body;
    r->function = function;
    r->first = r->l->out->count;
    r->line = 1;
    place_body(r, function);
    take_path(r, function);
    if (strcmp(function->language, "sql") == 0) {
        look_at_sql(r, function);
        return PGP_OK;
    }
    PGP_TRY(pgp_read_plpgsql(r->l->context, function, &body));
    if (body.error)
        pgp_body_find(r, "body-syntax", NULL, body.error);
    else if (body.unread)
        r->l->out->unread++;
    else
        look_at_plpgsql(r, &body);
    return PGP_OK;
}

pgp_status pgp_lint_bodies(pgp_linter *l, const pgp_input *inputs, size_t count) {
    pgp_body_reader *r = PGP_NEW(l->arena, pgp_body_reader);
    *r = (pgp_body_reader){.l = l, .inputs = inputs, .input_count = count};
    pgp_defer(l->arena, free_tree, &r->tree);
    see_passing(r);
    for (const pgp_object *o = l->parser.model->objects; o; o = o->sibling)
        if (is_body(o))
            PGP_TRY(look_at(r, (const pgp_function *)o));
    return PGP_OK;
}

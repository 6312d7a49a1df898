/*
 * From texts to statements: splitting, positions, the order in which statements are read.
 */
#include "kinds/acl.h"
#include "kinds/constraint.h"
#include "kinds/reading.h"
#include "kinds/table.h"
#include "kinds/trigger.h"
#include "parse/data.h"
#include "parse/directives.h"
#include "parse/encoding.h"
#include "parse/inputs.h"
#include "parse/lexer.h"
#include "parse/split.h"
#include "parse/statements.h"

#include <string.h>

enum { LONGEST_STATEMENT = 64 * 1024 * 1024 };

/* Where a statement is, and the session it was written for: enough to read it again. */
typedef struct pgp_deferred {
    struct pgp_deferred *next;
    const pgp_input *input;
    size_t offset, size;
    int line;
    pgp_rerun *guard;
    const char *path, *role, *tablespace, *access_method, *encoding;
    pgp_names path_schemas;
} pgp_deferred;

typedef struct reading {
    pgp_model *model;
    pgp_inputs inputs;
} reading;

/* -- positions ------------------------------------------------------------------------------------ */

static bool starts_character(char c) {
    return ((unsigned char)c & 0xC0) != 0x80;
}

/* Line and column of a byte of the input, counted from the start of the current statement. */
static pgp_location locate(const pgp_parser *parser, size_t offset) {
    const char *text = parser->input->text, *found;
    pgp_location where = {.file = parser->input->name, .line = parser->statement_line, .column = 1};
    size_t end = offset < parser->input->size ? offset : parser->input->size, at = parser->statement_offset;
    size_t line_start = at;
    while (line_start > 0 && text[line_start - 1] != '\n')
        line_start--;
    while (at < end && (found = memchr(text + at, '\n', end - at))) {
        where.line++;
        at = line_start = (size_t)(found - text) + 1;
    }
    for (size_t i = line_start; i < end; i++)
        where.column += starts_character(text[i]);
    return where;
}

pgp_location pgp_parse_where(const pgp_parser *parser, int location) {
    return locate(parser, parser->statement_offset + (location > 0 ? (size_t)location : 0));
}

static char *line_at(const pgp_parser *parser, size_t offset) {
    const char *text = parser->input->text;
    size_t start = offset > parser->input->size ? parser->input->size : offset, end = start;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    while (end < parser->input->size && text[end] != '\n' && text[end] != '\r')
        end++;
    return end - start <= 400 ? pgp_strndup(parser->context->arena, text + start, end - start) : NULL;
}

static pgp_status fail_at(pgp_parser *parser, pgp_status status, size_t offset, const char *message) {
    pgp_location where = locate(parser, offset);
    pgp_fail(parser->context, status, &where, "%s", message);
    parser->context->error.excerpt = line_at(parser, offset);
    return status;
}

pgp_status pgp_parse_fail(pgp_parser *parser, pgp_status status, int location, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *message = pgp_vprintf(parser->context->arena, format, args);
    va_end(args);
    return fail_at(parser, status, parser->statement_offset + (location > 0 ? (size_t)location : 0), message);
}

pgp_status pgp_parse_later(pgp_parser *parser, int location, const char *what, const char *schema,
                           const char *name) {
    if (!parser->last_chance)
        return PGP_LATER;
    parser->name_missing = true;
    pgp_parse_fail(parser, PGP_INPUT, location, "%s \"%s%s%s\" does not exist", what, schema ? schema : "",
                   schema ? "." : "", name);
    return pgp_hint(parser->context, "No file of the schema creates it (or one drops it again), and no "
                                     "extension in it is known to provide it.");
}

pgp_status pgp_parse_unknown(pgp_parser *parser, int location, const char *what) {
    return pgp_parse_fail(parser, PGP_UNKNOWN, location, "%s is not supported yet", what);
}

/* -- one statement --------------------------------------------------------------------------------- */

/* What stands there is no SQL, but something that a tool makes SQL of; NULL: nothing known. */
static const char *filled_in_by(const char *at) {
    if (strncmp(at, "${", 2) == 0 || strncmp(at, "{{", 2) == 0 || strncmp(at, "{%", 2) == 0 ||
        strncmp(at, "<%", 2) == 0)
        return "Placeholders are for the tool that runs the file: fill them in before pgplumb reads it.";
    if (*at == ':')
        return "psql's variables are not filled in: write their values.";
    if (*at == '\\')
        return "A command of psql is read at the start of a statement only, and never run.";
    return NULL;
}

pgp_status pgp_parse_syntax_error(pgp_parser *parser, const pgp_syntax_error *error) {
    int offset = error->offset < 0 ? 0 : error->offset;
    const char *feature = NULL;
    int needed = pgp_newer_grammar(parser->statement, offset, &feature);
    if (needed > PGP_GRAMMAR) {
        pgp_parse_fail(parser, PGP_UNKNOWN, offset,
                       "%s needs the grammar of PostgreSQL %d; this build reads that of %d", feature, needed,
                       PGP_GRAMMAR);
        return pgp_hint(parser->context, "Use a build of pgplumb with a newer libpg_query.");
    }
    pgp_parse_fail(parser, PGP_INPUT, offset, "%s", error->message);
    const char *hint = filled_in_by(parser->statement + offset);
    return hint ? pgp_hint(parser->context, "%s", hint) : PGP_INPUT;
}

static void free_tree(void *tree) {
    pgp_tree_free(tree);
}

static pgp_status read_tree(pgp_parser *parser, pgp_tree *tree) {
    for (size_t i = 0; i < tree->result->n_stmts; i++)
        PGP_TRY(pgp_read_statement(parser, tree->result->stmts[i]->stmt));
    return PGP_OK;
}

/* The grammar looks one token ahead (NOT LIKE, NULLS FIRST) and takes a comment for one. */
static void blank_comments(pgp_parser *parser) {
    if (!strstr(parser->statement, "--") && !strstr(parser->statement, "/*"))
        return;
    size_t size = parser->statement_size, end = 0;
    char *copy = pgp_strndup(parser->context->arena, parser->statement, size);
    while (end < size) {
        pgp_token token = pgp_lex(parser->statement, size, end);
        for (size_t i = end; i < token.start; i++)
            if (copy[i] != '\n')
                copy[i] = ' ';
        end = token.end;
    }
    parser->statement = copy;
}

static pgp_status read_current(pgp_parser *parser, pgp_tree *tree) {
    pgp_syntax_error error;
    blank_comments(parser);
    if (pgp_tree_parse(parser->context->arena, parser->statement, tree, &error) != 0)
        return pgp_parse_syntax_error(parser, &error);
    return read_tree(parser, tree);
}

/* Points the parser at a statement; `copy` is its text with a NUL. */
static void enter(pgp_parser *parser, const pgp_deferred *d, const char *copy) {
    parser->input = d->input;
    parser->statement = copy;
    parser->statement_size = d->size;
    parser->statement_offset = d->offset;
    parser->statement_line = d->line;
    parser->guard = d->guard;
    parser->found_existing = false;
    parser->path = d->path;
    parser->path_schemas = d->path_schemas;
    parser->role = d->role;
    parser->tablespace = d->tablespace;
    parser->access_method = d->access_method;
    parser->encoding = d->encoding;
}

/* A buffer for the statement at hand, reused. */
typedef struct statement_buffer {
    char *data;
    size_t capacity;
} statement_buffer;

static const char *copy_statement(pgp_parser *parser, statement_buffer *buffer, const pgp_deferred *d) {
    if (d->size + 1 > buffer->capacity) {
        buffer->capacity = (d->size + 1) * 2;
        buffer->data = pgp_alloc(parser->context->arena, buffer->capacity);
    }
    memcpy(buffer->data, d->input->text + d->offset, d->size);
    buffer->data[d->size] = '\0';
    return buffer->data;
}

typedef struct reader {
    pgp_parser parser;
    const pgp_inputs *inputs;
    statement_buffer buffer;
    pgp_tree tree;   /* of the statement at hand; freed with the context's arena */
    bool directed;   /* the input holds directives */
    size_t last_end; /* where its last statement ended */
    pgp_deferred **last;
} reader;

static pgp_deferred here(const pgp_parser *parser, size_t offset, size_t size, int line) {
    return (pgp_deferred){.input = parser->input,
                          .offset = offset,
                          .size = size,
                          .line = line,
                          .path = parser->path,
                          .role = parser->role,
                          .tablespace = parser->tablespace,
                          .access_method = parser->access_method,
                          .encoding = parser->encoding,
                          .path_schemas = parser->path_schemas};
}

static void defer_statement(reader *r, const pgp_deferred *d) {
    pgp_deferred *copy = PGP_NEW(r->parser.context->arena, pgp_deferred);
    *copy = *d;
    copy->next = NULL;
    *r->last = copy;
    r->last = &copy->next;
}

pgp_status pgp_parse_check_utf8(pgp_parser *parser, const char *text, size_t size) {
    size_t valid = pgp_utf8_valid(text, size);
    if (valid == size)
        return PGP_OK;
    if (!text[valid])
        return pgp_parse_fail(parser, PGP_INPUT, (int)valid, "the text holds a NUL byte");
    pgp_parse_fail(parser, PGP_INPUT, (int)valid, "invalid UTF-8: byte 0x%02x", (unsigned char)text[valid]);
    return pgp_hint(parser->context,
                    "Files are read as UTF-8 unless they SET client_encoding; or convert this one, for "
                    "example with iconv -f LATIN1 -t UTF-8.");
}

/* The statement in UTF-8: checked, or converted from what SET client_encoding said. */
static pgp_status decode(reader *r, const pgp_deferred *d) {
    pgp_parser *parser = &r->parser;
    const char *start = d->input->text + d->offset;
    if (d->size > LONGEST_STATEMENT)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "statement of %zu bytes is too long", d->size);
    if (*d->encoding) {
        parser->statement =
            pgp_to_utf8(parser->context->arena, d->encoding, start, d->size, &parser->statement_size);
        return parser->statement
                   ? PGP_OK
                   : pgp_parse_fail(parser, PGP_INPUT, 0, "the text is not valid %s", d->encoding);
    }
    return pgp_parse_check_utf8(parser, start, d->size);
}

static pgp_status leave_out(pgp_parser *parser) {
    pgp_location where = pgp_parse_where(parser, 0);
    pgp_note_add(parser->context, &where, "%s: left out as its guard has it", parser->context->error.message);
    parser->context->error = (pgp_error){.status = PGP_OK};
    parser->guard->left_out = true;
    return PGP_OK;
}

/* A guarded statement does nothing where what it makes is there, or what it drops is not, nor do those behind it. */
static pgp_status heed_guard(pgp_parser *parser, pgp_status status) {
    pgp_rerun *guard = parser->guard;
    if (status == PGP_INPUT && parser->found_existing && !guard->made)
        return leave_out(parser);
    if (status == PGP_LATER && guard->drops)
        return PGP_OK;
    guard->made |= status == PGP_OK;
    return status;
}

static pgp_status read_at(reader *r, const pgp_deferred *d) {
    pgp_parser *parser = &r->parser;
    if (d->guard && d->guard->left_out)
        return PGP_OK;
    enter(parser, d, copy_statement(parser, &r->buffer, d));
    PGP_TRY(decode(r, d));
    pgp_status status = read_current(parser, &r->tree);
    return d->guard ? heed_guard(parser, status) : status;
}

/* -- splitting ------------------------------------------------------------------------------------- */

static int count_lines(const char *text, size_t from, size_t to) {
    int lines = 0;
    while (from < to) {
        const char *found = memchr(text + from, '\n', to - from);
        if (!found)
            break;
        lines++;
        from = (size_t)(found - text) + 1;
    }
    return lines;
}

/* \i of a file that is one of the schema's. */
static bool is_read_anyway(const reader *r, size_t start, size_t end) {
    const char *text = r->parser.input->text;
    while (start < end && strchr(" \t\r'", text[start]))
        start++;
    while (end > start && strchr(" \t\r';", text[end - 1]))
        end--;
    return end > start && pgp_inputs_include(r->inputs, r->parser.input, text + start, end - start);
}

static pgp_status skip_command(reader *r, size_t start, size_t *after) {
    pgp_token name;
    if (pgp_skip_command(r->parser.input, start, after, &name))
        return PGP_OK;
    const pgp_input *input = r->parser.input;
    bool includes = pgp_includes(input, &name);
    if (includes && is_read_anyway(r, name.end, *after))
        return PGP_OK;
    pgp_parse_fail(&r->parser, PGP_UNKNOWN, 0, "psql command \"\\%s\" is not supported",
                   pgp_strndup(r->parser.arena, input->text + name.start, name.end - name.start));
    return pgp_hint(r->parser.context,
                    includes ? "Name the file that it includes, or its directory, as well: a schema "
                               "may be several files."
                             : "Files are read without psql: write what it does as SQL.");
}

/* Reads the statement, or puts it off. */
static pgp_status read_or_defer(reader *r, const pgp_deferred *d) {
    pgp_status status = read_at(r, d);
    if (status != PGP_LATER)
        return status;
    defer_statement(r, d);
    return PGP_OK;
}

/* A text that a DO block executes, where the literal that it begins with stands. */
static const pgp_input *input_of(pgp_parser *parser, const pgp_input *file, const char *text, size_t at) {
    pgp_input *input = PGP_NEW(parser->context->arena, pgp_input);
    pgp_text padded = pgp_text_new(parser->context->arena);
    size_t start = at;
    while (start > 0 && file->text[start - 1] != '\n')
        start--;
    for (; start < at; start++)
        if (starts_character(file->text[start]))
            pgp_text_add(&padded, " ");
    pgp_text_add(&padded, text);
    *input = (pgp_input){.name = file->name, .text = padded.data, .size = padded.size};
    return input;
}

/* Statements of a DO block, as if they stood there by themselves. */
static pgp_status read_inner(reader *r, const pgp_deferred *outer) {
    pgp_parser *parser = &r->parser;
    size_t count = parser->inner_count;
    const char *text = outer->input->text;
    parser->inner_count = 0; /* a block inside is no statement of its own */
    for (size_t i = 0; i < count; i++) {
        const pgp_inner *inner = &parser->inner[i];
        size_t offset = outer->offset + inner->offset;
        pgp_deferred d =
            here(parser, offset, inner->size, outer->line + count_lines(text, outer->offset, offset));
        d.guard = inner->guard;
        d.input = outer->input;
        if (inner->text) {
            d.input = input_of(parser, outer->input, inner->text, offset);
            d.offset = d.input->size - inner->size;
        }
        PGP_TRY(read_or_defer(r, &d));
    }
    return PGP_OK;
}

/* A statement that a directive binds to a change is run by the plan, not read. */
static pgp_status check_data(reader *r, const pgp_deferred *d) {
    pgp_parser *parser = &r->parser;
    bool changes_rows = false;
    parser->data_statement = false;
    enter(parser, d, copy_statement(parser, &r->buffer, d));
    PGP_TRY(decode(r, d));
    PGP_TRY(pgp_check_data_statement(parser->context, parser->statement, &changes_rows));
    return changes_rows
               ? PGP_OK
               : pgp_parse_fail(parser, PGP_INPUT, 0,
                                "a directive binds only one INSERT, UPDATE, DELETE or MERGE to a change");
}

static pgp_status read_one(reader *r, pgp_token first, int line, size_t *after) {
    pgp_parser *parser = &r->parser;
    bool unterminated = false;
    size_t end = pgp_statement_end(parser->input, first, after, &unterminated);
    pgp_deferred d = here(parser, first.start, end - first.start, line);
    if (r->directed)
        PGP_TRY(pgp_read_directives(parser, r->last_end, first.start, end));
    r->last_end = end;
    if (parser->data_statement)
        return check_data(r, &d);
    parser->rows_follow = false;
    PGP_TRY(read_or_defer(r, &d));
    if (parser->rows_follow)
        *after = pgp_rows_end(parser->input, *after);
    return parser->inner_count ? read_inner(r, &d) : PGP_OK;
}

/* What was temporary, and a transaction that nobody ended. */
static void forget_session(pgp_parser *parser) {
    parser->temporary = (pgp_names){0};
    parser->in_transaction = parser->uncommitted = false;
}

static pgp_status read_input(reader *r, const pgp_input *input) {
    pgp_parser *parser = &r->parser;
    size_t at = 0, counted = 0;
    int line = 1;
    parser->input = input;
    r->directed = pgp_has_directives(input);
    r->last_end = 0;
    pgp_session_start(parser);
    forget_session(parser);
    if (input->size >= 3 && memcmp(input->text, "\xEF\xBB\xBF", 3) == 0)
        at = 3;
    for (;;) {
        pgp_token first = pgp_lex(input->text, input->size, at);
        line += count_lines(input->text, counted, first.start);
        counted = first.start;
        parser->input = input;
        parser->statement_offset = first.start;
        parser->statement_line = line;
        parser->statement = "";
        parser->statement_size = 0;
        if (first.unterminated)
            return pgp_parse_fail(parser, PGP_INPUT, 0, "unterminated comment or quoted string");
        if (first.type == PGP_TOKEN_END)
            return r->directed ? pgp_read_directives(parser, r->last_end, input->size, input->size) : PGP_OK;
        if (first.type == PGP_TOKEN_OTHER && input->text[first.start] == ';')
            at = first.end;
        else if (first.type == PGP_TOKEN_OTHER && input->text[first.start] == '\\')
            PGP_TRY(skip_command(r, first.start, &at));
        else
            PGP_TRY(read_one(r, first, line, &at));
    }
}

/* -- everything ------------------------------------------------------------------------------------ */

static pgp_deferred *take_deferred(reader *r) {
    pgp_deferred *list = r->parser.deferred;
    r->parser.deferred = NULL;
    r->last = &r->parser.deferred;
    return list;
}

/* Tries the deferred statements again, in their order, until none of them gets through. */
static pgp_status read_again(reader *r) {
    for (bool progress = true; progress;) {
        pgp_deferred *list = take_deferred(r);
        progress = false;
        for (pgp_deferred *d = list; d; d = d->next) {
            pgp_status status = read_at(r, d);
            if (status == PGP_LATER)
                defer_statement(r, d);
            else if (status != PGP_OK)
                return status;
            else
                progress = true;
        }
    }
    return PGP_OK;
}

/* How late a statement may guess. What makes types, functions and the like comes first, since others name them; what says something
 * about objects comes last. */
enum { MAKES_NAMES, MAKES_RELATIONS, SAYS, GUESSERS };

static bool drops(const pgp_deferred *d) {
    pgp_token word = pgp_lex(d->input->text, d->offset + d->size, d->offset);
    return pgp_token_is(d->input->text, &word, "drop");
}

bool pgp_may_come(const pgp_parser *parser, const char *name) {
    for (const pgp_deferred *d = parser->deferred; d; d = d->next)
        if (!drops(d) &&
            pgp_text_mentions(pgp_strndup(parser->arena, d->input->text + d->offset, d->size), name))
            return true;
    return false;
}

static int guesser(const pgp_deferred *d) {
    static const char *const later[] = {"table",       "index",      "unique",   "view",   "materialized",
                                        "trigger",     "constraint", "rule",     "policy", "event",
                                        "user",        "statistics", "unlogged", "global", "local",
                                        "publication", "temporary",  "temp",     NULL};
    const char *text = d->input->text;
    size_t size = d->offset + d->size;
    pgp_token word = pgp_lex(text, size, d->offset);
    if (!pgp_token_is(text, &word, "create"))
        return SAYS;
    word = pgp_lex(text, size, word.end);
    if (pgp_token_is(text, &word, "or")) /* REPLACE */
        word = pgp_lex(text, size, pgp_lex(text, size, word.end).end);
    if (pgp_token_is(text, &word, "foreign")) /* TABLE or DATA WRAPPER */
        word = pgp_lex(text, size, word.end);
    for (const char *const *name = later; *name; name++)
        if (pgp_token_is(text, &word, *name))
            return MAKES_RELATIONS;
    return MAKES_NAMES;
}

/* What no file makes is taken to be built in, or an extension's: a statement that gets through so may be what others wait for. */
static pgp_status read_guessing(reader *r, int guessers, bool *progress) {
    pgp_error first = {.status = PGP_OK};
    bool stays = false; /* what is dropped may be made again: nothing overtakes that */
    pgp_deferred *list = take_deferred(r);
    *progress = false;
    for (pgp_deferred *d = list; d; d = d->next) {
        stays |= drops(d);
        if (guesser(d) > guessers || (stays && guessers + 1 < GUESSERS)) {
            defer_statement(r, d);
            continue;
        }
        r->parser.name_missing = false;
        pgp_status status = read_at(r, d);
        if (status != PGP_OK && !r->parser.name_missing)
            return status;
        *progress |= status == PGP_OK;
        if (status != PGP_OK)
            defer_statement(r, d);
        if (status != PGP_OK && first.status == PGP_OK)
            first = r->parser.context->error;
    }
    bool failed = guessers + 1 == GUESSERS && !*progress;
    r->parser.context->error = failed ? first : (pgp_error){.status = PGP_OK};
    return r->parser.context->error.status;
}

static pgp_status read_deferred(reader *r) {
    bool progress;
    PGP_TRY(read_again(r));
    for (int guessers = 0; r->parser.deferred; guessers = progress ? 0 : guessers + 1) {
        r->parser.last_chance = true;
        PGP_TRY(read_guessing(r, guessers, &progress));
        r->parser.last_chance = false;
        PGP_TRY(read_again(r));
    }
    r->parser.last_chance = true;
    return PGP_OK;
}

static pgp_status read_all(pgp_context *context, void *argument) {
    reading *all = argument;
    reader *r = PGP_NEW(context->arena, reader);
    r->inputs = &all->inputs;
    r->parser = (pgp_parser){.context = context, .model = all->model, .arena = all->model->arena};
    r->last = &r->parser.deferred;
    pgp_defer(context->arena, free_tree, &r->tree);
    for (size_t i = 0; i < all->inputs.count; i++)
        PGP_TRY(read_input(r, &all->inputs.items[i]));
    forget_session(&r->parser);
    PGP_TRY(read_deferred(r));
    PGP_TRY(pgp_derive_inherited(&r->parser));
    pgp_forget_toast_options(all->model);
    PGP_TRY(pgp_derive_partition_indexes(&r->parser));
    pgp_settle_trigger_copies(all->model);
    PGP_TRY(pgp_settle_foreign_keys(&r->parser));
    pgp_derive_partition_keys(&r->parser);
    pgp_fold_privileges(all->model, NULL);
    PGP_TRY(pgp_bind_directives(&r->parser));
    return pgp_resolve_references(&r->parser);
}

pgp_status pgp_parse(pgp_context *context, pgp_model *model, const pgp_input *inputs, size_t count) {
    reading all = {.model = model, .inputs = pgp_inputs_read(context, model->arena, inputs, count)};
    if (!pgp_model_find(model, PGP_SPACE_SCHEMA, NULL, "public", NULL)) {
        pgp_object *public_schema = pgp_object_new(model, &pgp_kind_schema, NULL, "public");
        public_schema->flags |= PGP_OBJECT_BUILTIN;
        pgp_model_add(model, public_schema);
    }
    return pgp_with_stack(context, read_all, &all);
}

/*
 * From texts to statements.
 */
#include "evidence/uses.h"
#include "parse/encoding.h"
#include "parse/split.h"
#include "parse/statements.h"

#include <jansson.h>

#include <string.h>

/* -- one statement -------------------------------------------------------------------------------------------------- */

static void free_tree(void *tree) {
    pgp_tree_free(tree);
}

void pgp_evidence_start(pgp_evidence_reader *reader, pgp_context *context, pgp_model *live) {
    static const pgp_input nowhere = {.name = "", .text = "", .size = 0};
    const char *path = live->default_path ? live->default_path : "public";
    *reader = (pgp_evidence_reader){.context = context, .evidence = PGP_NEW(context->arena, pgp_evidence)};
    reader->parser = (pgp_parser){.context = context,
                                  .model = live,
                                  .arena = live->arena,
                                  .input = &nowhere,
                                  .statement_line = 1,
                                  .encoding = "",
                                  .last_chance = true};
    reader->parser.path_schemas = pgp_path_schemas(&reader->parser, path);
    reader->parser.path = path;
    for (pgp_object *o = live->objects; o; o = o->sibling) {
        pgp_evidence_objects *list = o->kind->space == PGP_SPACE_FUNCTION ? &reader->routines
                                     : o->kind == &pgp_kind_enum          ? &reader->enums
                                                                          : NULL;
        if (list)
            PGP_PUSH(context->arena, list->items, list->count, list->capacity, o);
    }
    pgp_defer(context->arena, free_tree, &reader->tree);
}

static pgp_evidence_statement *statement_of(pgp_evidence_reader *reader, const char *text) {
    pgp_arena *hash_arena = reader->context->arena;
    const char *key = pgp_evidence_key(hash_arena, text, strlen(text));
    pgp_evidence_statement *found;
    size_t size = strlen(key);
    HASH_FIND(hh, reader->evidence->statements, key, size, found);
    if (found)
        return found;
    found = PGP_NEW(hash_arena, pgp_evidence_statement);
    *found = (pgp_evidence_statement){.key = key, .shown = pgp_evidence_shown(hash_arena, key)};
    HASH_ADD_KEYPTR(hh, reader->evidence->statements, found->key, size, found);
    return found;
}

static pgp_status take_statement(pgp_evidence_reader *reader, const char *text, size_t size) {
    pgp_parser *parser = &reader->parser;
    pgp_syntax_error error;
    reader->evidence->read++;
    parser->statement = pgp_strndup(reader->context->arena, text, size);
    parser->statement_size = size;
    bool readable = pgp_utf8_valid(text, size) == size &&
                    pgp_tree_parse(reader->context->arena, parser->statement, &reader->tree, &error) == 0;
    reader->evidence->unreadable += !readable;
    for (size_t i = 0; readable && i < reader->tree.result->n_stmts; i++)
        pgp_evidence_uses(reader, statement_of(reader, parser->statement),
                          reader->tree.result->stmts[i]->stmt);
    return PGP_OK;
}

pgp_status pgp_evidence_take(pgp_evidence_reader *reader, const char *text, size_t size) {
    const pgp_input input = {.name = "", .text = text, .size = size};
    size_t at = 0;
    for (;;) {
        bool unterminated = false;
        pgp_token first = pgp_lex(text, size, at);
        if (first.type == PGP_TOKEN_END)
            return PGP_OK;
        if (first.type == PGP_TOKEN_OTHER && text[first.start] == ';') {
            at = first.end;
            continue;
        }
        size_t end = pgp_statement_end(&input, first, &at, &unterminated);
        PGP_TRY(take_statement(reader, text + first.start, end - first.start));
    }
}

void pgp_evidence_say(const pgp_evidence_reader *reader, const char *source) {
    const pgp_evidence *evidence = reader->evidence;
    if (evidence->unreadable)
        pgp_note_add(reader->context, NULL,
                     "%s: %zu of %zu statements could not be parsed and count for nothing", source,
                     evidence->unreadable, evidence->read);
}

/* -- lines of JSON ---------------------------------------------------------------------------------------------------- */

/* "duration: 0.42 ms  execute <unnamed>: SELECT …", as log_statement and log_min_duration_statement write it; NULL: the
 * server says something else. */
static const char *logged(const char *message) {
    static const char statement[] = "statement: ", execute[] = "execute ", duration[] = "duration: ";
    if (strncmp(message, duration, sizeof duration - 1) == 0) {
        message = strstr(message, " ms  ");
        if (!message)
            return NULL;
        message += strlen(" ms  ");
    }
    if (strncmp(message, statement, sizeof statement - 1) == 0)
        return message + sizeof statement - 1;
    const char *name = strncmp(message, execute, sizeof execute - 1) == 0 ? strstr(message, ": ") : NULL;
    return name ? name + strlen(": ") : NULL;
}

/* NULL: the line is about something else. */
static const char *statement_in(const json_t *line) {
    if (json_is_string(line))
        return json_string_value(line);
    const char *query = json_string_value(json_object_get(line, "query"));
    const char *message = json_string_value(json_object_get(line, "message"));
    if (!query)
        query = json_string_value(json_object_get(line, "statement"));
    return query ? query : message ? logged(message) : NULL;
}

static void free_json(void *value) {
    json_decref(value);
}

static pgp_status take_line(pgp_evidence_reader *reader, const char *line, size_t size) {
    json_error_t error;
    json_t *value = json_loadb(line, size, JSON_DECODE_ANY, &error);
    if (!value && json_error_code(&error) == json_error_out_of_memory)
        return pgp_fail(reader->context, PGP_RETRY, NULL, "out of memory");
    if (!value) {
        reader->evidence->read++;
        reader->evidence->unreadable++;
        return PGP_OK;
    }
    pgp_defer(reader->context->arena, free_json, value);
    const char *statement = statement_in(value);
    return statement ? pgp_evidence_take(reader, statement, strlen(statement)) : PGP_OK;
}

static bool is_blank(const char *line, size_t size) {
    return strspn(line, " \t\r\n") >= size;
}

static pgp_status take_lines(pgp_evidence_reader *reader, const pgp_input *file) {
    const char *line = file->text, *end = file->text + file->size;
    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t size = (size_t)((stop ? stop : end) - line);
        if (!is_blank(line, size))
            PGP_TRY(take_line(reader, line, size));
        line += size + 1;
    }
    return PGP_OK;
}

/* -- a file -------------------------------------------------------------------------------------------------------------- */

typedef struct task {
    pgp_evidence_reader reader;
    const pgp_input *file;
} task;

static pgp_status read_file(pgp_context *context, void *argument) {
    task *t = argument;
    const pgp_input *file = t->file;
    (void)context;
    char first = file->text[strspn(file->text, " \t\r\n")];
    return first == '{' || first == '"' ? take_lines(&t->reader, file)
                                        : pgp_evidence_take(&t->reader, file->text, file->size);
}

pgp_status pgp_evidence_read(pgp_context *context, pgp_model *live, const pgp_input *file,
                             pgp_evidence **out) {
    task *t = PGP_NEW(context->arena, task);
    pgp_evidence_start(&t->reader, context, live);
    t->file = file;
    PGP_TRY(pgp_with_stack(context, read_file, t));
    pgp_evidence_say(&t->reader, file->name);
    *out = t->reader.evidence;
    return PGP_OK;
}

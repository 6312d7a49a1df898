#include "parse/split.h"

#include <string.h>

/* What psql's scanner knows of a statement: brackets, and BEGIN ATOMIC … END of a function's body. */
typedef struct shape {
    int words; /* seen so far */
    bool create, routine;
    int brackets, blocks;
} shape;

static void see_word(shape *s, const char *text, const pgp_token *token) {
    s->words++;
    if (s->words == 1)
        s->create = pgp_token_is(text, token, "create");
    else if (s->words <= 4 && s->create &&
             (pgp_token_is(text, token, "function") || pgp_token_is(text, token, "procedure")))
        s->routine = true;
    if (!s->routine || s->brackets > 0)
        return;
    if (pgp_token_is(text, token, "begin") || (s->blocks > 0 && pgp_token_is(text, token, "case")))
        s->blocks++;
    else if (s->blocks > 0 && pgp_token_is(text, token, "end"))
        s->blocks--;
}

static void see_other(shape *s, char c) {
    if (c == '(')
        s->brackets++;
    else if (c == ')' && s->brackets > 0)
        s->brackets--;
}

size_t pgp_statement_end(const pgp_input *input, pgp_token token, size_t *after, bool *unterminated) {
    shape s = {0};
    size_t last = token.start;
    for (; token.type != PGP_TOKEN_END; token = pgp_lex(input->text, input->size, token.end)) {
        char c = input->text[token.start];
        *unterminated |= token.unterminated;
        if (token.type == PGP_TOKEN_WORD)
            see_word(&s, input->text, &token);
        else if (token.type == PGP_TOKEN_OTHER && c == ';' && s.brackets == 0 && s.blocks == 0)
            break;
        else if (token.type == PGP_TOKEN_OTHER)
            see_other(&s, c);
        last = token.end;
    }
    *after = token.end;
    return last;
}

/* psql's own commands that say nothing about the schema. */
static const char *const harmless_commands[] = {
    "restrict", "unrestrict", "connect", "c",      "set",    "unset",  "echo",       "encoding",
    "pset",     "timing",     "x",       "q",      "quit",   "warn",   "qecho",      "conninfo",
    "a",        "t",          "copy",    "prompt", "getenv", "setenv", "errverbose", NULL};
static const char *const including_commands[] = {"i", "ir", "include", "include_relative", NULL};

static bool is_one_of(const char *const *known, const pgp_input *input, const pgp_token *name) {
    while (*known && !pgp_token_is(input->text, name, *known))
        known++;
    return *known != NULL;
}

bool pgp_skip_command(const pgp_input *input, size_t start, size_t *after, pgp_token *name) {
    size_t end = start;
    while (end < input->size && input->text[end] != '\n')
        end++;
    *name = pgp_lex(input->text, end, start + 1);
    *after = end;
    return is_one_of(harmless_commands, input, name);
}

bool pgp_includes(const pgp_input *input, const pgp_token *name) {
    return is_one_of(including_commands, input, name);
}

size_t pgp_rows_end(const pgp_input *input, size_t at) {
    for (bool last = false; !last && at < input->size;) {
        const char *line = input->text + at, *end = memchr(line, '\n', input->size - at);
        size_t size = end ? (size_t)(end - line) : input->size - at;
        last = size >= 2 && memcmp(line, "\\.", 2) == 0;
        at += size + (end != NULL);
    }
    return at;
}

bool pgp_rows_follow(const PgQuery__CopyStmt *copy) {
    return copy->is_from && !copy->is_program && !*copy->filename;
}

#include "parse/lexer.h"

#include <string.h>

static bool starts_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool continues_word(char c) {
    return starts_word(c) || is_digit(c) || c == '$';
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Comments nest in SQL. Returns the offset after it; `size` and *unterminated when it never ends. */
static size_t skip_block_comment(const char *text, size_t size, size_t at, bool *unterminated) {
    int depth = 0;
    while (at + 1 < size) {
        if (text[at] == '/' && text[at + 1] == '*') {
            depth++;
            at += 2;
        } else if (text[at] == '*' && text[at + 1] == '/') {
            at += 2;
            if (--depth == 0)
                return at;
        } else {
            at++;
        }
    }
    *unterminated = true;
    return size;
}

static size_t skip_blank(const char *text, size_t size, size_t at, bool *unterminated) {
    while (at < size) {
        if (is_space(text[at])) {
            at++;
        } else if (at + 1 < size && text[at] == '-' && text[at + 1] == '-') {
            while (at < size && text[at] != '\n')
                at++;
        } else if (at + 1 < size && text[at] == '/' && text[at + 1] == '*') {
            at = skip_block_comment(text, size, at, unterminated);
        } else {
            break;
        }
    }
    return at;
}

bool pgp_next_comment(const char *text, size_t from, size_t to, size_t *start, size_t *end) {
    bool unterminated = false;
    while (from + 1 < to) {
        if (text[from] == '/' && text[from + 1] == '*') {
            from = skip_block_comment(text, to, from, &unterminated);
        } else if (text[from] == '-' && text[from + 1] == '-') {
            *start = *end = from + 2;
            while (*end < to && text[*end] != '\n')
                ++*end;
            return true;
        } else {
            from++;
        }
    }
    return false;
}

/* From an opening quote to after the closing one; a doubled quote is part of it. */
static size_t skip_quoted(const char *text, size_t size, size_t at, bool escapes, bool *unterminated) {
    char quote = text[at++];
    while (at < size) {
        if (escapes && text[at] == '\\' && at + 1 < size) {
            at += 2;
        } else if (text[at] != quote) {
            at++;
        } else if (at + 1 < size && text[at + 1] == quote) {
            at += 2;
        } else {
            return at + 1;
        }
    }
    *unterminated = true;
    return size;
}

/* $tag$…$tag$; returns `at` when it is no dollar quote. */
static size_t skip_dollar_quoted(const char *text, size_t size, size_t at, bool *unterminated) {
    size_t tag = at + 1;
    if (tag < size && is_digit(text[tag]))
        return at;
    while (tag < size && continues_word(text[tag]) && text[tag] != '$')
        tag++;
    if (tag >= size || text[tag] != '$')
        return at;
    size_t length = tag + 1 - at;
    for (size_t i = tag + 1; i + length <= size; i++) {
        const char *found = memchr(text + i, '$', size - i);
        if (!found)
            break;
        i = (size_t)(found - text);
        if (i + length <= size && memcmp(text + i, text + at, length) == 0)
            return i + length;
    }
    *unterminated = true;
    return size;
}

static size_t skip_word(const char *text, size_t size, size_t at) {
    while (at < size && continues_word(text[at]))
        at++;
    return at;
}

pgp_token pgp_lex(const char *text, size_t size, size_t from) {
    pgp_token token = {.type = PGP_TOKEN_OTHER};
    size_t at = skip_blank(text, size, from, &token.unterminated);
    token.start = at;
    token.end = at + 1;
    if (at >= size) {
        token.type = PGP_TOKEN_END;
        token.end = at;
    } else if ((text[at] == 'e' || text[at] == 'E') && at + 1 < size && text[at + 1] == '\'') {
        token.type = PGP_TOKEN_QUOTED;
        token.end = skip_quoted(text, size, at + 1, true, &token.unterminated);
    } else if (starts_word(text[at]) || is_digit(text[at])) {
        token.type = PGP_TOKEN_WORD;
        token.end = skip_word(text, size, at);
    } else if (text[at] == '\'' || text[at] == '"') {
        token.type = PGP_TOKEN_QUOTED;
        token.end = skip_quoted(text, size, at, false, &token.unterminated);
    } else if (text[at] == '$') {
        size_t end = skip_dollar_quoted(text, size, at, &token.unterminated);
        if (end > at) {
            token.type = PGP_TOKEN_QUOTED;
            token.end = end;
        }
    }
    return token;
}

bool pgp_token_is(const char *text, const pgp_token *token, const char *word) {
    size_t size = strlen(word);
    if (token->type != PGP_TOKEN_WORD || token->end - token->start != size)
        return false;
    for (size_t i = 0; i < size; i++) {
        char c = text[token->start + i];
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != word[i])
            return false;
    }
    return true;
}

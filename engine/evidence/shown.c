/*
 * Statements for people to read. pg_query_normalize() leaves comments and most of what is no query as they are, so tokens
 * are looked at one by one.
 */
#include "evidence/uses.h"
#include "parse/lexer.h"

#include <string.h>

enum { LONGEST_SHOWN = 80 };

static bool is_literal(const char *text, const pgp_token *token) {
    char first = text[token->start];
    if (token->type == PGP_TOKEN_QUOTED)
        return first != '"';
    return token->type == PGP_TOKEN_WORD && first >= '0' && first <= '9';
}

static bool ends_in(const pgp_text *text, const char *end) {
    size_t size = strlen(end);
    return text->size >= size && strcmp(text->data + text->size - size, end) == 0;
}

/* $1 and 1.5 are one literal each, though several tokens. */
static void add_literal(pgp_text *out, bool adjacent) {
    if (adjacent && ends_in(out, "?."))
        out->data[--out->size] = '\0';
    else if (adjacent && ends_in(out, "$"))
        out->data[out->size - 1] = '?';
    else
        pgp_text_add(out, "?");
}

const char *pgp_evidence_key(pgp_arena *arena, const char *text, size_t size) {
    pgp_text out = pgp_text_new(arena);
    pgp_token token = pgp_lex(text, size, 0);
    size_t last = token.start;
    for (; token.type != PGP_TOKEN_END; token = pgp_lex(text, size, token.end)) {
        bool adjacent = token.start == last;
        if (!adjacent)
            pgp_text_add(&out, " ");
        if (is_literal(text, &token))
            add_literal(&out, adjacent);
        else
            pgp_text_addn(&out, text + token.start, token.end - token.start);
        last = token.end;
    }
    return out.data;
}

const char *pgp_evidence_shown(pgp_arena *arena, const char *key) {
    size_t characters = 0, cut = 0;
    for (const char *c = key; *c; c++) {
        if (((unsigned char)*c & 0xC0) == 0x80)
            continue;
        if (++characters == LONGEST_SHOWN)
            cut = (size_t)(c - key);
        if (characters > LONGEST_SHOWN)
            return pgp_printf(arena, "%.*s…", (int)cut, key);
    }
    return key;
}

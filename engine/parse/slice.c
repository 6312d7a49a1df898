/*
 * Cutting the user's own spelling out of a statement; its white space and comments are not part of it.
 */
#include "parse/layout.h"
#include "parse/lexer.h"
#include "parse/parse.h"

#include <string.h>

static bool is_byte(const pgp_parser *parser, const pgp_token *token, const char *set) {
    return token->type == PGP_TOKEN_OTHER && strchr(set, parser->statement[token->start]);
}

static pgp_token next(const pgp_parser *parser, size_t from) {
    return pgp_lex(parser->statement, parser->statement_size, from);
}

/* From `start` up to the end of the last token before `end`. */
static const char *cut(pgp_parser *parser, size_t start, size_t end) {
    size_t last = start;
    for (pgp_token t = next(parser, start); t.type != PGP_TOKEN_END && t.end <= end; t = next(parser, t.end))
        last = t.end;
    return last > next(parser, start).start ? pgp_lay_out_sql(parser->arena, parser->statement, start, last)
                                            : NULL;
}

const char *pgp_slice_parens(pgp_parser *parser, int location) {
    pgp_token token = next(parser, location < 0 ? 0 : (size_t)location);
    while (token.type != PGP_TOKEN_END && !is_byte(parser, &token, "("))
        token = next(parser, token.end);
    if (token.type == PGP_TOKEN_END)
        return NULL;
    size_t start = token.end;
    for (int depth = 1;;) {
        token = next(parser, token.end);
        if (token.type == PGP_TOKEN_END)
            return NULL;
        if (is_byte(parser, &token, "("))
            depth++;
        else if (is_byte(parser, &token, ")") && --depth == 0)
            return cut(parser, start, token.start);
    }
}

const char *pgp_slice(pgp_parser *parser, int location, int end) {
    size_t start = location < 0 ? 0 : (size_t)location;
    if (end >= 0)
        return cut(parser, start, (size_t)end);
    int depth = 0;
    pgp_token token = next(parser, start);
    for (; token.type != PGP_TOKEN_END; token = next(parser, token.end)) {
        if (is_byte(parser, &token, "(["))
            depth++;
        else if (depth == 0 && is_byte(parser, &token, ",)];"))
            break;
        else if (is_byte(parser, &token, ")]"))
            depth--;
    }
    return cut(parser, start, token.start);
}

int pgp_find_word(const pgp_parser *parser, int location, const char *word, bool nested) {
    int depth = 0;
    for (pgp_token t = next(parser, location < 0 ? 0 : (size_t)location); t.type != PGP_TOKEN_END;
         t = next(parser, t.end)) {
        if (is_byte(parser, &t, "("))
            depth++;
        else if (is_byte(parser, &t, ")"))
            depth--;
        else if ((nested || depth <= 0) && pgp_token_is(parser->statement, &t, word))
            return (int)t.end;
    }
    return -1;
}

pgp_sql pgp_parse_sql(pgp_parser *parser, const char *text, int location) {
    return (pgp_sql){.text = text, .path = parser->path, .where = pgp_parse_where(parser, location)};
}

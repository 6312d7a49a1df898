/*
 * The outer shape of SQL: where tokens, quotes, comments and brackets begin and end, as psql's scanner sees it.
 * Enough to split files and to cut slices; what tokens mean is the grammar's business.
 */
#ifndef PGP_PARSE_LEXER_H
#define PGP_PARSE_LEXER_H

#include <stdbool.h>
#include <stddef.h>

typedef enum pgp_token_type {
    PGP_TOKEN_END,
    PGP_TOKEN_WORD,   /* keyword, identifier, number */
    PGP_TOKEN_QUOTED, /* "identifier", 'literal', $$body$$ */
    PGP_TOKEN_OTHER,  /* one byte: brackets, comma, semicolon, operator characters */
} pgp_token_type;

typedef struct pgp_token {
    pgp_token_type type;
    size_t start, end; /* offsets in the text */
    bool unterminated; /* a quote or comment that never ends */
} pgp_token;

/* The token at or after `from`, white space and comments skipped. */
pgp_token pgp_lex(const char *text, size_t size, size_t from);
/* The next line comment (without its --, up to the end of the line) in text[from, to), which holds no tokens but semicolons. */
bool pgp_next_comment(const char *text, size_t from, size_t to, size_t *start, size_t *end);
/* A word token equal to `word` (lower case), whatever its case. */
bool pgp_token_is(const char *text, const pgp_token *token, const char *word);

#endif

/*
 * A schema file as pieces: its tokens and comments with the white space before each, and where statements begin and end.
 */
#ifndef PGP_FORMAT_PIECES_H
#define PGP_FORMAT_PIECES_H

#include "parse/parse.h"

typedef enum pgp_piece_type {
    PGP_PIECE_TOKEN,
    PGP_PIECE_LINE_COMMENT,
    PGP_PIECE_BLOCK_COMMENT,
    PGP_PIECE_LINES, /* a command of psql, rows of COPY: whole lines */
} pgp_piece_type;

typedef enum pgp_spelling {
    PGP_AS_WRITTEN,
    PGP_CAPITALS,
    PGP_SMALL,
} pgp_spelling;

/* Its place in a list that has a line for each element. */
typedef enum pgp_list_role {
    PGP_NOT_LISTED,
    PGP_LIST_OPEN,
    PGP_LIST_CLOSE,
    PGP_LIST_COMMA,
    PGP_LIST_ELEMENT, /* its first piece */
    PGP_LIST_INSIDE,  /* another piece of it */
    PGP_LIST_BETWEEN, /* a comment that is in none */
} pgp_list_role;

typedef struct pgp_piece {
    pgp_piece_type type;
    PgQuery__Token token;      /* of PGP_PIECE_TOKEN */
    PgQuery__KeywordKind kind; /* of PGP_PIECE_TOKEN */
    const char *text;          /* in the input */
    size_t size;
    size_t lines;  /* that end in the white space before it */
    size_t indent; /* columns of white space that its line starts with */
    size_t base;   /* the indent of the line on which its statement, or its element of a list, starts */
    bool spaced;   /* there is white space before it */
    bool outside;  /* between statements */
    bool starts;   /* the first of a statement */
    pgp_spelling spelling;
    pgp_list_role role;
} pgp_piece;

typedef struct pgp_pieces {
    pgp_piece *items;
    size_t count, capacity;
} pgp_pieces;

/* A statement whose tree is at hand. */
typedef struct pgp_formatted {
    pgp_parser *parser; /* its text and place */
    const PgQuery__Node *node;
    pgp_piece *pieces; /* its own, with the semicolon */
    size_t count;
} pgp_formatted;

/* What is done with each statement: what it returns ends the reading. */
typedef pgp_status pgp_statement_visitor(void *argument, pgp_formatted *statement);

/* Goes deep into expressions: needs a large stack (pgp_with_stack). */
pgp_status pgp_read_pieces(pgp_context *context, const pgp_input *input, pgp_statement_visitor *visit,
                           void *argument, pgp_pieces *out);

bool pgp_is_comment(const pgp_piece *piece);
bool pgp_is_byte(const pgp_piece *piece, char byte);

/* Decides the spelling of a statement's keywords. (spelling.c) */
void pgp_spell(pgp_formatted *statement);
/* Finds the list of a statement that is to have a line for each element, and puts its commas before comments. (list.c) */
void pgp_find_list(pgp_formatted *statement);
/* Adds all of them, laid out. (layout.c) */
void pgp_lay_out(pgp_text *out, const pgp_pieces *pieces);

#endif

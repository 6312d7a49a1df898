/*
 * Where the pieces go.
 */
#include "format/pieces.h"

#include <string.h>

enum { STEP = 4 };

/* What stands before a piece: so many line ends and columns, or perhaps a space. */
typedef struct place {
    size_t lines, indent;
    bool spaced;
} place;

#define SAME_LINE(spaced_) ((place){.spaced = (spaced_)})

/* At most one line stays empty. */
static size_t lines_of(const pgp_piece *piece, size_t least) {
    size_t lines = piece->lines > 2 ? 2 : piece->lines;
    return lines > least ? lines : least;
}

/* -- on one line ------------------------------------------------------------------------------------------ */

/* Keywords that look like functions or take what follows as part of them. */
static bool is_called(const pgp_piece *word) {
    switch ((int)word->token) {
    case PG_QUERY__TOKEN__ALL:
    case PG_QUERY__TOKEN__ANY:
    case PG_QUERY__TOKEN__ARRAY:
    case PG_QUERY__TOKEN__CAST:
    case PG_QUERY__TOKEN__CURRENT_TIME:
    case PG_QUERY__TOKEN__CURRENT_TIMESTAMP:
    case PG_QUERY__TOKEN__EXISTS:
    case PG_QUERY__TOKEN__GROUPING:
    case PG_QUERY__TOKEN__LOCALTIME:
    case PG_QUERY__TOKEN__LOCALTIMESTAMP:
    case PG_QUERY__TOKEN__OPERATOR:
    case PG_QUERY__TOKEN__ROW:
    case PG_QUERY__TOKEN__SOME: return true;
    default: return false;
    }
}

static bool is_spaced_from_bracket(const pgp_piece *before, const pgp_piece *open) {
    if (before->spelling == PGP_AS_WRITTEN || is_called(before))
        return open->spaced;
    return before->spelling == PGP_CAPITALS;
}

/* numeric(12,2) is what the server prints. */
static bool is_modifier(const pgp_piece *comma, const pgp_piece *after) {
    return after->token == PG_QUERY__TOKEN__ICONST && comma[-1].token == PG_QUERY__TOKEN__ICONST &&
           pgp_is_byte(&comma[-2], '(') && comma[-3].spelling != PGP_CAPITALS;
}

static bool is_word(const pgp_piece *piece) {
    return piece->kind != PG_QUERY__KEYWORD_KIND__NO_KEYWORD || piece->token == PG_QUERY__TOKEN__IDENT;
}

static bool is_spaced(const pgp_piece *before, const pgp_piece *piece) {
    if (pgp_is_comment(before) || pgp_is_comment(piece))
        return true;
    if (pgp_is_byte(piece, ',') || pgp_is_byte(piece, ';') || pgp_is_byte(piece, ')') ||
        pgp_is_byte(piece, ']'))
        return false;
    if (pgp_is_byte(before, '(') || pgp_is_byte(before, '['))
        return false;
    if (pgp_is_byte(before, ','))
        return piece->spaced || !is_modifier(before, piece);
    if (pgp_is_byte(piece, '('))
        return is_spaced_from_bracket(before, piece);
    return piece->spaced || (pgp_is_byte(before, ')') && is_word(piece));
}

/* -- lines ------------------------------------------------------------------------------------------------ */

/* A line break is where its author put it, as far from where the statement starts. */
static place as_written(const pgp_piece *before, const pgp_piece *piece, size_t indent) {
    bool forced = before->type == PGP_PIECE_LINE_COMMENT;
    if (!piece->lines && !forced)
        return SAME_LINE(is_spaced(before, piece));
    size_t deeper = piece->indent > piece->base ? piece->indent - piece->base : 0;
    return (place){.lines = lines_of(piece, 1), .indent = indent + deeper};
}

static place between_statements(const pgp_piece *before, const pgp_piece *piece) {
    bool alone = before->type == PGP_PIECE_LINES || piece->type == PGP_PIECE_LINES ||
                 before->type == PGP_PIECE_LINE_COMMENT ||
                 (piece->starts && before->type != PGP_PIECE_BLOCK_COMMENT);
    size_t lines = lines_of(piece, alone);
    return lines ? (place){.lines = lines} : SAME_LINE(is_spaced(before, piece));
}

/* A comment on the line of an element is behind it, or in front of the next: before a token of the same line. */
static bool leads(const pgp_piece *comment) {
    return comment->type == PGP_PIECE_BLOCK_COMMENT && comment[1].role == PGP_LIST_ELEMENT &&
           !comment[1].lines;
}

static place in_list(const pgp_piece *before, const pgp_piece *piece) {
    bool first = before->role == PGP_LIST_OPEN,
         bound = before->type == PGP_PIECE_BLOCK_COMMENT && leads(before);
    place own_line = {.lines = first ? 1 : lines_of(piece, 1), .indent = STEP};
    switch (piece->role) {
    case PGP_LIST_OPEN: return pgp_is_comment(before) ? as_written(before, piece, 0) : SAME_LINE(true);
    case PGP_LIST_CLOSE: return (place){.lines = 1};
    case PGP_LIST_COMMA: return SAME_LINE(false);
    case PGP_LIST_ELEMENT: return bound ? SAME_LINE(true) : own_line;
    case PGP_LIST_BETWEEN:
        if (bound)
            return SAME_LINE(true);
        return piece->lines || leads(piece) ? own_line : SAME_LINE(true);
    default: return as_written(before, piece, STEP);
    }
}

static place place_of(const pgp_piece *before, const pgp_piece *piece) {
    if (piece->outside || piece->starts)
        return between_statements(before, piece);
    if (piece->role != PGP_NOT_LISTED)
        return in_list(before, piece);
    if (pgp_is_byte(piece, ';') && !pgp_is_comment(before))
        return SAME_LINE(false);
    return as_written(before, piece, 0);
}

/* -- writing ---------------------------------------------------------------------------------------------- */

static void add_word(pgp_text *out, const pgp_piece *piece) {
    for (size_t i = 0; i < piece->size; i++) {
        char c = piece->text[i];
        if (piece->spelling == PGP_CAPITALS && c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        else if (piece->spelling == PGP_SMALL && c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        pgp_text_addn(out, &c, 1);
    }
}

static void add_place(pgp_text *out, const place *where, const char *line_end) {
    for (size_t i = 0; i < where->lines; i++)
        pgp_text_add(out, line_end);
    pgp_text_addf(out, "%*s", (int)where->indent + where->spaced, "");
}

/* Files keep the line ends that they have. */
static const char *line_end_of(const pgp_pieces *pieces) {
    const char *text = pieces->items[0].text, *end = strchr(text, '\n');
    return end && end > text && end[-1] == '\r' ? "\r\n" : "\n";
}

void pgp_lay_out(pgp_text *out, const pgp_pieces *pieces) {
    if (!pieces->count)
        return;
    const char *line_end = line_end_of(pieces);
    for (size_t i = 0; i < pieces->count; i++) {
        place where = i ? place_of(&pieces->items[i - 1], &pieces->items[i]) : SAME_LINE(false);
        add_place(out, &where, line_end);
        add_word(out, &pieces->items[i]);
    }
    pgp_text_add(out, line_end);
}

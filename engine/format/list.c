/*
 * The list of a statement that has a line for each element: columns and constraints, attributes, labels.
 */
#include "format/pieces.h"

#include <string.h>

#define NODE(name) PG_QUERY__NODE__NODE_##name

enum { LONGEST_ENUM = 100 };

/* A list of labels stays on its line when it was written so and fits. */
static bool is_long(const pgp_formatted *statement) {
    const pgp_piece *first = &statement->pieces[0], *last = &statement->pieces[statement->count - 1];
    size_t size = (size_t)(last->text + last->size - first->text);
    return size > LONGEST_ENUM || memchr(first->text, '\n', size);
}

static bool has_list(const pgp_formatted *statement) {
    const PgQuery__Node *node = statement->node;
    switch ((int)node->node_case) {
    case NODE(CREATE_STMT): return node->create_stmt->n_table_elts > 0;
    case NODE(CREATE_FOREIGN_TABLE_STMT): return node->create_foreign_table_stmt->base_stmt->n_table_elts > 0;
    case NODE(COMPOSITE_TYPE_STMT): return node->composite_type_stmt->n_coldeflist > 0;
    case NODE(CREATE_ENUM_STMT): return node->create_enum_stmt->n_vals > 0 && is_long(statement);
    default: return false;
    }
}

static int bracket(const pgp_piece *piece) {
    if (pgp_is_byte(piece, '(') || pgp_is_byte(piece, '['))
        return 1;
    return pgp_is_byte(piece, ')') || pgp_is_byte(piece, ']') ? -1 : 0;
}

/* The first bracket of the statement, and the one that closes it. */
static bool find_brackets(const pgp_formatted *statement, size_t *open, size_t *close) {
    int depth = 0;
    for (*open = 0; *open < statement->count && !pgp_is_byte(&statement->pieces[*open], '('); ++*open) {}
    for (*close = *open; *close < statement->count; ++*close)
        if ((depth += bracket(&statement->pieces[*close])) == 0)
            return *close<statement->count && * close> * open;
    return false;
}

/* "a int -- why" and on the next line ", b int": the comma goes to the end of its element. */
static void settle_comma(pgp_piece *pieces, size_t comma, size_t open) {
    size_t to = comma;
    while (to > open + 1 && pgp_is_comment(&pieces[to - 1]))
        to--;
    pgp_piece moved = pieces[comma];
    memmove(&pieces[to + 1], &pieces[to], (comma - to) * sizeof *pieces);
    pieces[to] = moved;
}

static void settle_commas(pgp_formatted *statement, size_t open, size_t close) {
    int depth = 0;
    for (size_t i = open + 1; i < close; i++) {
        depth += bracket(&statement->pieces[i]);
        if (depth == 0 && pgp_is_byte(&statement->pieces[i], ','))
            settle_comma(statement->pieces, i, open);
    }
}

/* Comments behind the last token of an element are between elements. */
static void give_roles(pgp_formatted *statement, size_t open, size_t close) {
    pgp_piece *pieces = statement->pieces;
    int depth = 0;
    bool fresh = true;
    size_t base = 0, last = open;
    for (size_t i = open + 1; i < close; i++) {
        pgp_piece *piece = &pieces[i];
        bool comma = depth == 0 && pgp_is_byte(piece, ',');
        depth += bracket(piece);
        if (pgp_is_comment(piece)) {
            piece->role = PGP_LIST_BETWEEN;
            continue;
        }
        if (fresh)
            base = piece->indent;
        piece->role = comma ? PGP_LIST_COMMA : fresh ? PGP_LIST_ELEMENT : PGP_LIST_INSIDE;
        for (size_t between = last + 1; !fresh && !comma && between <= i; between++) {
            pieces[between].role = PGP_LIST_INSIDE;
            pieces[between].base = base;
        }
        fresh = comma;
        last = i;
    }
    pieces[open].role = PGP_LIST_OPEN;
    pieces[close].role = PGP_LIST_CLOSE;
}

void pgp_find_list(pgp_formatted *statement) {
    size_t open, close;
    if (!has_list(statement) || !find_brackets(statement, &open, &close))
        return;
    settle_commas(statement, open, close);
    give_roles(statement, open, close);
}

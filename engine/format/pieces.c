#include "format/pieces.h"

#include "parse/encoding.h"
#include "parse/split.h"

#include <string.h>

typedef struct reading {
    pgp_parser parser;
    const pgp_input *input;
    pgp_pieces *out;
    pgp_statement_visitor *visit;
    void *argument;
    pgp_tree tree, tokens;
    size_t seen;    /* up to here there are pieces */
    size_t counted; /* up to here lines are counted */
    size_t base;    /* of the statement at hand */
} reading;

bool pgp_is_comment(const pgp_piece *piece) {
    return piece->type == PGP_PIECE_LINE_COMMENT || piece->type == PGP_PIECE_BLOCK_COMMENT;
}

bool pgp_is_byte(const pgp_piece *piece, char byte) {
    return piece->type == PGP_PIECE_TOKEN && piece->size == 1 && *piece->text == byte;
}

/* -- white space ------------------------------------------------------------------------------------------ */

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

enum { TAB = 4 };

/* Columns that the line of `offset` starts with. */
static size_t indent_of(const pgp_input *input, size_t offset) {
    size_t start = offset, columns = 0;
    while (start > 0 && input->text[start - 1] != '\n')
        start--;
    for (; start < offset && is_blank(input->text[start]); start++)
        columns += input->text[start] == '\t' ? TAB - columns % TAB : 1;
    return columns;
}

/* From `start` to `end` without the white space there. */
static void add(reading *r, pgp_piece piece, size_t start, size_t end) {
    const char *text = r->input->text;
    while (end > start && is_blank(text[end - 1]))
        end--;
    for (size_t i = r->seen; i < start; i++)
        piece.lines += text[i] == '\n';
    piece.text = text + start;
    piece.size = end - start;
    piece.spaced = start > r->seen;
    piece.indent = indent_of(r->input, start);
    piece.base = piece.outside ? piece.indent : r->base;
    PGP_PUSH(r->parser.arena, r->out->items, r->out->count, r->out->capacity, piece);
    r->seen = end;
}

/* -- tokens ----------------------------------------------------------------------------------------------- */

static pgp_piece_type type_of(PgQuery__Token token) {
    if (token == PG_QUERY__TOKEN__SQL_COMMENT)
        return PGP_PIECE_LINE_COMMENT;
    return token == PG_QUERY__TOKEN__C_COMMENT ? PGP_PIECE_BLOCK_COMMENT : PGP_PIECE_TOKEN;
}

/* A token goes as far as the next one begins: libpg_query's own end is wrong for U&''. */
static void add_tokens(reading *r, const PgQuery__ScanResult *scanned, size_t from, size_t to, bool outside) {
    for (size_t i = 0; i < scanned->n_tokens; i++) {
        const PgQuery__ScanToken *token = scanned->tokens[i];
        size_t end = i + 1 < scanned->n_tokens ? from + (size_t)scanned->tokens[i + 1]->start : to;
        pgp_piece piece = {.type = type_of(token->token),
                           .token = token->token,
                           .kind = token->keyword_kind,
                           .outside = outside,
                           .starts = !outside && i == 0};
        add(r, piece, from + (size_t)token->start, end);
    }
}

/* Points the parser at a part of the text. */
static void enter(reading *r, size_t from, size_t to) {
    pgp_parser *parser = &r->parser;
    for (; r->counted < from; r->counted++)
        parser->statement_line += r->input->text[r->counted] == '\n';
    parser->statement_offset = from;
    parser->statement_size = to - from;
    parser->statement = pgp_strndup(parser->arena, r->input->text + from, to - from);
}

static pgp_status scan(reading *r, size_t from, size_t to, bool outside) {
    pgp_syntax_error error;
    enter(r, from, to);
    const PgQuery__ScanResult *scanned =
        pgp_tree_scan(r->parser.arena, r->parser.statement, &r->tokens, &error);
    if (!scanned)
        return pgp_parse_syntax_error(&r->parser, &error);
    add_tokens(r, scanned, from, to, outside);
    return PGP_OK;
}

/* -- statements ------------------------------------------------------------------------------------------- */

static pgp_status read_tree(reading *r, size_t start, size_t end) {
    pgp_syntax_error error;
    enter(r, start, end);
    if (pgp_tree_parse(r->parser.arena, r->parser.statement, &r->tree, &error) != 0)
        return pgp_parse_syntax_error(&r->parser, &error);
    if (r->tree.result->n_stmts != 1)
        return pgp_parse_fail(&r->parser, PGP_INPUT, 0, "this is not one statement");
    return PGP_OK;
}

static void add_lines(reading *r, size_t from, size_t to) {
    while (from < to && (r->input->text[from] == '\n' || r->input->text[from] == '\r'))
        from++;
    add(r, (pgp_piece){.type = PGP_PIECE_LINES, .outside = true}, from, to);
}

static pgp_status read_statement(reading *r, pgp_token first, size_t *at) {
    bool unterminated = false;
    size_t after, end = pgp_statement_end(r->input, first, &after, &unterminated);
    bool closed = after > end && r->input->text[after - 1] == ';';
    PGP_TRY(scan(r, r->seen, first.start, true));
    PGP_TRY(read_tree(r, first.start, end));
    size_t begin = r->out->count;
    r->base = indent_of(r->input, first.start);
    PGP_TRY(scan(r, first.start, closed ? after : end, false));
    pgp_formatted statement = {.parser = &r->parser,
                               .node = r->tree.result->stmts[0]->stmt,
                               .pieces = r->out->items + begin,
                               .count = r->out->count - begin};
    PGP_TRY(r->visit(r->argument, &statement));
    *at = closed ? after : end;
    if (statement.node->node_case == PG_QUERY__NODE__NODE_COPY_STMT &&
        pgp_rows_follow(statement.node->copy_stmt)) {
        size_t rows = *at;
        *at = pgp_rows_end(r->input, rows);
        add_lines(r, rows, *at);
    }
    return PGP_OK;
}

static pgp_status read_command(reading *r, size_t start, size_t *at) {
    pgp_token name;
    PGP_TRY(scan(r, r->seen, start, true));
    enter(r, start, start);
    if (!pgp_skip_command(r->input, start, at, &name))
        return pgp_parse_fail(
            &r->parser, PGP_UNKNOWN, 0, "psql command \"\\%s\" is not supported",
            pgp_strndup(r->parser.arena, r->input->text + name.start, name.end - name.start));
    add_lines(r, start, *at);
    return PGP_OK;
}

static pgp_status read_text(reading *r) {
    const char *text = r->input->text;
    PGP_TRY(pgp_parse_check_utf8(&r->parser, text, r->input->size));
    for (size_t at = 0;;) {
        pgp_token first = pgp_lex(text, r->input->size, at);
        bool other = first.type == PGP_TOKEN_OTHER;
        if (first.unterminated || first.type == PGP_TOKEN_END)
            return scan(r, r->seen, r->input->size, true);
        if (other && text[first.start] == ';')
            at = first.end;
        else if (other && text[first.start] == '\\')
            PGP_TRY(read_command(r, first.start, &at));
        else
            PGP_TRY(read_statement(r, first, &at));
    }
}

static void free_trees(void *what) {
    reading *r = what;
    pgp_tree_free(&r->tree);
    pgp_tree_free(&r->tokens);
}

pgp_status pgp_read_pieces(pgp_context *context, const pgp_input *input, pgp_statement_visitor *visit,
                           void *argument, pgp_pieces *out) {
    reading *r = PGP_NEW(context->arena, reading);
    *r = (reading){
        .parser = {.context = context, .arena = context->arena, .input = input, .statement_line = 1},
        .input = input,
        .out = out,
        .visit = visit,
        .argument = argument};
    pgp_defer(context->arena, free_trees, r);
    return read_text(r);
}

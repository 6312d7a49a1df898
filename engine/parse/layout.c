#include "parse/layout.h"

#include "base/text.h"
#include "parse/lexer.h"

#include <string.h>

enum { LINE_WIDTH = 110, INDENT = 4, DEEPEST = 64 };

/* -- atoms: tokens as the server's scanner sees them ------------------------------------------------------------- */

typedef enum atom_type {
    NOTHING,
    WORD, /* keyword, identifier, number, parameter */
    QUOTED,
    OPERATOR,
    OPEN,
    CLOSE,
    SUBSCRIPT, /* [ */
    SUBSCRIPT_END,
    COMMA,
    SEMICOLON,
    DOT,
    CAST,
} atom_type;

typedef struct atom {
    atom_type type;
    size_t start, end;
    bool unary; /* an operator before its operand */
} atom;

typedef struct scanner {
    const char *text;
    size_t size;
} scanner;

static char byte_at(const scanner *s, size_t at) {
    return at < s->size ? s->text[at] : '\0';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_operator_byte(char c) {
    return c && strchr("~!@#^&|`?+-*/%<>=", c);
}

static size_t word_end(const scanner *s, size_t at) {
    pgp_token token = pgp_lex(s->text, s->size, at);
    return token.type == PGP_TOKEN_WORD && token.start == at ? token.end : at;
}

/* 12, 12.5, 12., .5, 1e-3: pgp_lex() ends a number at its dot and its sign. */
static size_t number_end(const scanner *s, size_t start) {
    size_t at = word_end(s, start);
    if (byte_at(s, at) == '.')
        at = word_end(s, at + 1);
    bool exponent = at > start + 1 && strchr("eE", s->text[at - 1]) && !strchr("xX", byte_at(s, start + 1));
    if (exponent && strchr("+-", byte_at(s, at)) && is_digit(byte_at(s, at + 1)))
        at = word_end(s, at + 1);
    return at;
}

/* b'01', x'ff', n'text', u&'text', u&"name": the offset of the quote; 0: it is no prefix. */
static size_t quote_after_prefix(const scanner *s, const pgp_token *word) {
    if (word->end != word->start + 1)
        return 0;
    if (strchr("bBxXnN", s->text[word->start]) && byte_at(s, word->end) == '\'')
        return word->end;
    bool unicode = strchr("uU", s->text[word->start]) && byte_at(s, word->end) == '&';
    return unicode && strchr("'\"", byte_at(s, word->end + 1)) && byte_at(s, word->end + 1) ? word->end + 1
                                                                                            : 0;
}

/* An operator ends in + or - only if it also has a byte that no operator of standard SQL has (scan.l). */
static size_t operator_end(const scanner *s, size_t start) {
    size_t end = start + 1;
    bool special = strchr("~!@#^&|`?%", s->text[start]);
    for (;; end++) {
        pgp_token token = pgp_lex(s->text, s->size, end); /* which skips what is a comment */
        if (token.type != PGP_TOKEN_OTHER || token.start != end || !is_operator_byte(s->text[end]))
            break;
        special |= strchr("~!@#^&|`?%", s->text[end]) != NULL;
    }
    while (!special && end > start + 1 && strchr("+-", s->text[end - 1]))
        end--;
    return end;
}

static atom_type type_of_byte(char c) {
    switch (c) {
    case '(': return OPEN;
    case ')': return CLOSE;
    case '[': return SUBSCRIPT;
    case ']': return SUBSCRIPT_END;
    case ',': return COMMA;
    case ';': return SEMICOLON;
    case '.': return DOT;
    default: return OPERATOR;
    }
}

static bool ends_operand(const atom *a) {
    return a->type == WORD || a->type == QUOTED || a->type == CLOSE || a->type == SUBSCRIPT_END;
}

static atom other_atom(const scanner *s, size_t start, const atom *before) {
    char c = s->text[start], following = byte_at(s, start + 1);
    bool glued = ends_operand(before) && before->end == start;
    if ((c == '.' && is_digit(following) && !glued) || (c == '$' && is_digit(following)))
        return (atom){.type = WORD, .start = start, .end = number_end(s, start + 1)};
    if (c == ':' && following == ':')
        return (atom){.type = CAST, .start = start, .end = start + 2};
    if (c == ':' && following == '=')
        return (atom){.type = OPERATOR, .start = start, .end = start + 2};
    size_t end = is_operator_byte(c) ? operator_end(s, start) : start + 1;
    return (atom){.type = type_of_byte(c), .start = start, .end = end};
}

static atom next_atom(const scanner *s, const atom *before) {
    pgp_token token = pgp_lex(s->text, s->size, before->end);
    atom a = {.type = QUOTED, .start = token.start, .end = token.end};
    if (token.type == PGP_TOKEN_END)
        return (atom){.type = NOTHING, .start = s->size, .end = s->size};
    if (token.type == PGP_TOKEN_OTHER)
        return other_atom(s, token.start, before);
    if (token.type == PGP_TOKEN_QUOTED)
        return a;
    size_t quote = quote_after_prefix(s, &token);
    a.type = quote ? QUOTED : WORD;
    if (quote)
        a.end = pgp_lex(s->text, s->size, quote).end;
    else if (is_digit(s->text[token.start]))
        a.end = number_end(s, token.start);
    return a;
}

/* -- spaces ------------------------------------------------------------------------------------------------------ */

static bool is_one_of(const scanner *s, const atom *a, const char *const *words) {
    pgp_token token = {.type = PGP_TOKEN_WORD, .start = a->start, .end = a->end};
    while (a->type == WORD && *words && !pgp_token_is(s->text, &token, *words))
        words++;
    return a->type == WORD && *words;
}

/* After these a bracket opens no arguments and a sign is no operator between two. */
static bool is_clause_word(const scanner *s, const atom *a) {
    static const char *const words[] = {
        "all",       "also",         "and",    "any",    "as",      "between",   "by",     "case",
        "distinct",  "do",           "else",   "escape", "except",  "exists",    "filter", "from",
        "group",     "having",       "ilike",  "in",     "instead", "intersect", "into",   "join",
        "lateral",   "like",         "limit",  "not",    "offset",  "on",        "only",   "or",
        "over",      "return",       "select", "set",    "sets",    "similar",   "some",   "symmetric",
        "then",      "to",           "union",  "using",  "values",  "when",      "where",  "with",
        "recursive", "materialized", NULL};
    return is_one_of(s, a, words);
}

static bool is_unary(const scanner *s, const atom *before, const atom *operator_) {
    return operator_->type == OPERATOR && !strchr("*/<>=:", s->text[operator_->start]) &&
           (!ends_operand(before) || is_clause_word(s, before));
}

static bool is_spaced(const scanner *s, const atom *before, const atom *a) {
    switch (a->type) {
    case COMMA:
    case SEMICOLON:
    case CLOSE:
    case SUBSCRIPT_END:
    case DOT:
    case CAST: return false;
    default: break;
    }
    if (before->type == NOTHING || before->type == OPEN || before->type == SUBSCRIPT || before->type == DOT ||
        before->type == CAST)
        return false;
    if (before->unary)
        return a->type == OPERATOR;
    if (a->type == SUBSCRIPT)
        return !ends_operand(before);
    if (a->type == OPEN && (before->type == WORD || before->type == QUOTED || before->type == SUBSCRIPT_END))
        return is_clause_word(s, before);
    return true;
}

/* -- lines ------------------------------------------------------------------------------------------------------- */

/* The brackets around an atom; a query's clauses start lines. */
typedef struct nesting {
    bool is_query[DEEPEST + 1];
    size_t depth, queries;
    bool starts; /* the next atom is the first inside */
} nesting;

static void nest(nesting *n, const scanner *s, const atom *a) {
    static const char *const first_words[] = {"select", "with", "begin", NULL};
    if (n->starts && n->depth <= DEEPEST && is_one_of(s, a, first_words)) {
        n->is_query[n->depth] = true;
        n->queries++;
    }
    n->starts = a->type == OPEN;
    if (a->type == OPEN && ++n->depth <= DEEPEST)
        n->is_query[n->depth] = false;
    if (a->type == CLOSE && n->depth > 0) {
        n->queries -= n->depth <= DEEPEST && n->is_query[n->depth];
        n->depth--;
    }
}

static bool starts_line(const nesting *n, const scanner *s, const atom *before, const atom *a) {
    static const char *const clauses[] = {"from",   "where",  "group", "having", "order",     "limit",
                                          "offset", "fetch",  "union", "except", "intersect", "window",
                                          "left",   "right",  "full",  "inner",  "cross",     "natural",
                                          "join",   "select", "end",   NULL};
    static const char *const attached[] = {"distinct", "delete", "rows",  "within", "left",
                                           "right",    "full",   "inner", "cross",  "outer",
                                           "natural",  "insert", NULL};
    if (before->type == NOTHING || before->type == OPEN || n->depth > DEEPEST || !n->is_query[n->depth])
        return false;
    bool is_call = pgp_lex(s->text, s->size, a->end).start < s->size &&
                   s->text[pgp_lex(s->text, s->size, a->end).start] == '(';
    static const char *const functions[] = {"left", "right", NULL};
    return before->type == SEMICOLON ||
           (before->type != DOT && is_one_of(s, a, clauses) && !is_one_of(s, before, attached) &&
            !(is_call && is_one_of(s, a, functions)));
}

static void add_line(pgp_text *out, size_t indent) {
    pgp_text_add(out, "\n");
    for (size_t i = 0; i < indent * INDENT; i++)
        pgp_text_addn(out, " ", 1);
}

static const char *write_atoms(pgp_arena *arena, const scanner *s, size_t start, bool lines) {
    pgp_text out = pgp_text_new(arena);
    nesting n = {.starts = true};
    atom before = {.end = start};
    for (;;) {
        atom a = next_atom(s, &before);
        if (a.type == NOTHING)
            return out.data;
        a.unary = is_unary(s, &before, &a);
        bool literals = a.type == QUOTED && before.type == QUOTED && s->text[a.start] == '\'';
        if (literals) /* which are one only across a line break */
            pgp_text_add(&out, "\n");
        else if (lines && starts_line(&n, s, &before, &a))
            add_line(&out, n.queries ? n.queries - 1 : 0);
        else if (is_spaced(s, &before, &a))
            pgp_text_add(&out, " ");
        pgp_text_addn(&out, s->text + a.start, a.end - a.start);
        nest(&n, s, &a);
        before = a;
    }
}

const char *pgp_lay_out_sql(pgp_arena *arena, const char *text, size_t start, size_t end) {
    const scanner s = {.text = text, .size = end};
    const char *line = write_atoms(arena, &s, start, false);
    return strlen(line) > LINE_WIDTH || strchr(line, ';') ? write_atoms(arena, &s, start, true) : line;
}

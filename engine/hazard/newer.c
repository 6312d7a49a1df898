/*
 * Newer syntax in words that an older grammar reads: what it means is said beside it (PGP_NEWER_*).
 */
#include "hazard/analysis.h"
#include "parse/lexer.h"

#include <string.h>

typedef struct rewriter {
    const char *sql;
    size_t size;
    pgp_text out;
    size_t copied; /* up to here */
    unsigned newer;
    pgp_token before; /* the token before the one at hand */
} rewriter;

static pgp_token next_after(const rewriter *r, pgp_token token) {
    return pgp_lex(r->sql, r->size, token.end);
}

static bool is(const rewriter *r, pgp_token token, const char *word) {
    return pgp_token_is(r->sql, &token, word);
}

/* Replaces the text from `from` to the end of `last`; returns `last`, after which the scan goes on. */
static pgp_token replace(rewriter *r, size_t from, pgp_token last, const char *by, unsigned flag) {
    pgp_text_addn(&r->out, r->sql + r->copied, from - r->copied);
    pgp_text_add(&r->out, by);
    r->copied = last.end;
    r->newer |= flag;
    return last;
}

static bool is_byte(const rewriter *r, pgp_token token, const char *bytes) {
    return token.type == PGP_TOKEN_OTHER && strchr(bytes, r->sql[token.start]);
}

/* The rest of a column's definition can begin with it, although it may also be a column's name. */
static bool continues_definition(const rewriter *r, pgp_token token) {
    static const char *const words[] = {"default",    "primary",   "unique",  "check",      "references",
                                        "constraint", "generated", "collate", "deferrable", "initially",
                                        "not",        "null",      NULL};
    for (const char *const *word = words; *word; word++)
        if (is(r, token, *word))
            return true;
    return false;
}

/* NOT NULL column, as a table's constraint: after a constraint's name, ADD, or where an element of a list begins. */
static pgp_token not_null(rewriter *r, pgp_token not_, pgp_token null, bool named) {
    pgp_token column = next_after(r, null);
    bool is_name = (column.type == PGP_TOKEN_WORD && !continues_definition(r, column)) ||
                   (column.type == PGP_TOKEN_QUOTED && r->sql[column.start] == '"');
    if (!is_name || !(named || is(r, r->before, "add") || is_byte(r, r->before, "(,")))
        return not_;
    const char *check = pgp_printf(r->out.arena, "CHECK (%.*s IS NOT NULL)", (int)(column.end - column.start),
                                   r->sql + column.start);
    return replace(r, not_.start, column, check, PGP_NEWER_NOT_NULL);
}

/* `named`: the token before is the name of a constraint. */
static pgp_token rewrite(rewriter *r, pgp_token token, bool named) {
    pgp_token next = next_after(r, token);
    if (is(r, token, "not") && is(r, next, "enforced"))
        return replace(r, token.start, next, "", PGP_NEWER_NOT_ENFORCED);
    if (is(r, token, "not") && is(r, next, "null"))
        return not_null(r, token, next, named);
    if (is(r, token, "enforced") && (named || is_byte(r, r->before, ")")))
        return replace(r, token.start, token, "", PGP_NEWER_ENFORCED);
    if (is(r, token, "virtual") && is_byte(r, r->before, ")"))
        return replace(r, token.start, token, "STORED", PGP_NEWER_VIRTUAL);
    pgp_token as = next_after(r, next);
    if (is(r, token, "set") && is(r, next, "expression") && is(r, as, "as"))
        return replace(r, token.start, as, "SET DEFAULT", PGP_NEWER_EXPRESSION);
    return token;
}

const char *pgp_downgrade(pgp_arena *arena, const char *sql, unsigned *newer) {
    rewriter r = {.sql = sql, .size = strlen(sql), .out = pgp_text_new(arena)};
    pgp_token before_that = {.type = PGP_TOKEN_END};
    pgp_token token = pgp_lex(sql, r.size, 0);
    for (; token.type != PGP_TOKEN_END; token = pgp_lex(sql, r.size, token.end)) {
        pgp_token last = rewrite(&r, token, is(&r, before_that, "constraint"));
        before_that = r.before;
        r.before = token = last;
    }
    pgp_text_add(&r.out, sql + r.copied);
    *newer = r.newer;
    return r.newer ? r.out.data : sql;
}

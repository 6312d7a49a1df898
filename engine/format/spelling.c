/*
 * Which words of a statement are keywords, and how those are spelled.
 *
 * Most keywords of PostgreSQL may be names, too. What a word is where it stands, the grammar knows best: in double quotes a name is still the
 * same name, a keyword is none any more.
 */
#include "format/pieces.h"
#include "parse/grammar.h"

typedef struct asked {
    PgQuery__Token before, word, after;
    bool is_name;
} asked;

typedef struct speller {
    pgp_formatted *statement;
    asked *items;
    size_t count, capacity;
    uint64_t fingerprint; /* of the statement, once `known` */
    bool known;
} speller;

/* -- asking the grammar ----------------------------------------------------------------------------------- */

static bool fingerprint_of(pgp_arena *arena, const char *text, uint64_t *out) {
    pgp_make_sure_of_parser(arena, text);
    PgQueryFingerprintResult result = pg_query_fingerprint(text);
    bool parsed = !result.error;
    *out = result.fingerprint;
    pg_query_free_fingerprint_result(result);
    return parsed;
}

static bool ask(speller *s, const pgp_piece *word) {
    const pgp_parser *parser = s->statement->parser;
    size_t start = (size_t)(word->text - parser->input->text) - parser->statement_offset;
    uint64_t quoted;
    pgp_text text = pgp_text_new(parser->arena);
    if (!s->known)
        s->known = fingerprint_of(parser->context->arena, parser->statement, &s->fingerprint);
    pgp_text_addn(&text, parser->statement, start);
    pgp_text_add(&text, "\"");
    for (size_t i = 0; i < word->size; i++) {
        char c = word->text[i], small = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        pgp_text_addn(&text, &small, 1);
    }
    pgp_text_add(&text, "\"");
    pgp_text_add(&text, parser->statement + start + word->size);
    return fingerprint_of(parser->context->arena, text.data, &quoted) && quoted == s->fingerprint;
}

static PgQuery__Token token_at(const speller *s, size_t i, int step) {
    const pgp_formatted *statement = s->statement;
    do
        i += (size_t)step;
    while (i < statement->count && statement->pieces[i].type != PGP_PIECE_TOKEN);
    return i < statement->count ? statement->pieces[i].token : PG_QUERY__TOKEN__NUL;
}

/* Between the same neighbours a word means the same. */
static bool is_name(speller *s, size_t i) {
    asked question = {
        .before = token_at(s, i, -1), .word = s->statement->pieces[i].token, .after = token_at(s, i, 1)};
    for (size_t known = 0; known < s->count; known++) {
        const asked *old = &s->items[known];
        if (old->before == question.before && old->word == question.word && old->after == question.after)
            return old->is_name;
    }
    question.is_name = ask(s, &s->statement->pieces[i]);
    PGP_PUSH(s->statement->parser->arena, s->items, s->count, s->capacity, question);
    return question.is_name;
}

/* -- words ------------------------------------------------------------------------------------------------ */

#define TOKEN(name) PG_QUERY__TOKEN__##name

/* Types and functions with a syntax of their own, and the values true and false. */
static bool is_small(PgQuery__Token token) {
    switch ((int)token) {
    case TOKEN(BIGINT):
    case TOKEN(BIT):
    case TOKEN(BOOLEAN_P):
    case TOKEN(CHAR_P):
    case TOKEN(CHARACTER):
    case TOKEN(DEC):
    case TOKEN(DECIMAL_P):
    case TOKEN(FLOAT_P):
    case TOKEN(INT_P):
    case TOKEN(INTEGER):
    case TOKEN(INTERVAL):
    case TOKEN(NATIONAL):
    case TOKEN(NCHAR):
    case TOKEN(NUMERIC):
    case TOKEN(PRECISION):
    case TOKEN(REAL):
    case TOKEN(SMALLINT):
    case TOKEN(TIMESTAMP):
    case TOKEN(VARCHAR):
    case TOKEN(COALESCE):
    case TOKEN(EXTRACT):
    case TOKEN(GREATEST):
    case TOKEN(LEAST):
    case TOKEN(NORMALIZE):
    case TOKEN(NULLIF):
    case TOKEN(OVERLAY):
    case TOKEN(POSITION):
    case TOKEN(SUBSTRING):
    case TOKEN(TREAT):
    case TOKEN(TRIM):
    case TOKEN(XMLATTRIBUTES):
    case TOKEN(XMLCONCAT):
    case TOKEN(XMLELEMENT):
    case TOKEN(XMLEXISTS):
    case TOKEN(XMLFOREST):
    case TOKEN(XMLPARSE):
    case TOKEN(XMLPI):
    case TOKEN(XMLROOT):
    case TOKEN(XMLSERIALIZE):
    case TOKEN(XMLTABLE):
    case TOKEN(TRUE_P):
    case TOKEN(FALSE_P): return true;
    default: return false;
    }
}

static bool is_unit(PgQuery__Token token) {
    switch ((int)token) {
    case TOKEN(YEAR_P):
    case TOKEN(MONTH_P):
    case TOKEN(DAY_P):
    case TOKEN(HOUR_P):
    case TOKEN(MINUTE_P):
    case TOKEN(SECOND_P): return true;
    default: return false;
    }
}

/* The second words of types: "double precision", "bit varying", "time with time zone", "interval day to second". */
static bool belongs_to_type(const speller *s, size_t i) {
    PgQuery__Token before = token_at(s, i, -1), after = token_at(s, i, 1);
    switch ((int)s->statement->pieces[i].token) {
    case TOKEN(DOUBLE_P): return after == TOKEN(PRECISION);
    case TOKEN(VARYING): return true;
    case TOKEN(WITH):
    case TOKEN(WITHOUT): return after == TOKEN(TIME);
    case TOKEN(TIME): return after != TOKEN(ZONE) || before == TOKEN(WITH) || before == TOKEN(WITHOUT);
    case TOKEN(TO): return is_unit(before) && is_unit(after);
    default: return is_unit(s->statement->pieces[i].token);
    }
}

/* "time zone" of "with time zone" and of AT TIME ZONE. */
static pgp_spelling zone_spelling(const speller *s, size_t i) {
    while (i > 0 && s->statement->pieces[--i].token != TOKEN(TIME)) {}
    return s->statement->pieces[i].spelling;
}

/* RANGE is a keyword, HASH and LIST are none; here all three are one thing. */
static bool is_strategy(const speller *s, size_t i) {
    const pgp_formatted *statement = s->statement;
    if (statement->node->node_case != PG_QUERY__NODE__NODE_CREATE_STMT || i < 2)
        return false;
    return statement->pieces[i - 1].token == TOKEN(BY) &&
           statement->pieces[i - 2].token == TOKEN(PARTITION) && statement->node->create_stmt->partspec;
}

/* SET name = on */
static bool is_setting(const speller *s, size_t i) {
    PgQuery__Token before = token_at(s, i, -1);
    return s->statement->pieces[i].token == TOKEN(ON) &&
           (before == (PgQuery__Token)'=' || before == TOKEN(TO));
}

static bool may_be_name(const speller *s, size_t i) {
    switch (s->statement->pieces[i].kind) {
    case PG_QUERY__KEYWORD_KIND__RESERVED_KEYWORD: return token_at(s, i, -1) == TOKEN(AS);
    case PG_QUERY__KEYWORD_KIND__TYPE_FUNC_NAME_KEYWORD: return token_at(s, i, 1) == (PgQuery__Token)'(';
    default: return true;
    }
}

static pgp_spelling spelling_of(speller *s, size_t i) {
    const pgp_piece *word = &s->statement->pieces[i];
    if (is_strategy(s, i))
        return PGP_CAPITALS;
    if (word->kind == PG_QUERY__KEYWORD_KIND__NO_KEYWORD || token_at(s, i, -1) == (PgQuery__Token)'.')
        return PGP_AS_WRITTEN;
    if (is_setting(s, i) || (may_be_name(s, i) && is_name(s, i)))
        return PGP_AS_WRITTEN;
    if (word->token == TOKEN(ZONE))
        return zone_spelling(s, i);
    return is_small(word->token) || belongs_to_type(s, i) ? PGP_SMALL : PGP_CAPITALS;
}

void pgp_spell(pgp_formatted *statement) {
    speller s = {.statement = statement};
    for (size_t i = 0; i < statement->count; i++)
        if (statement->pieces[i].type == PGP_PIECE_TOKEN)
            statement->pieces[i].spelling = spelling_of(&s, i);
}

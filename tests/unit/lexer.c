#include "unit.h"

#include "parse/lexer.h"

#include <string.h>

/* The tokens of a text, each between bars, with its type's first letter: "w:select|o:*". */
static const char *tokens_of(pgp_context *context, const char *sql, bool *unterminated) {
    static const char types[] = {[PGP_TOKEN_WORD] = 'w', [PGP_TOKEN_QUOTED] = 'q', [PGP_TOKEN_OTHER] = 'o'};
    pgp_text all = pgp_text_new(context->arena);
    pgp_token token = pgp_lex(sql, strlen(sql), 0);
    for (; token.type != PGP_TOKEN_END; token = pgp_lex(sql, strlen(sql), token.end)) {
        pgp_text_next(&all, "|");
        pgp_text_addf(&all, "%c:", types[token.type]);
        pgp_text_addn(&all, sql + token.start, token.end - token.start);
        *unterminated |= token.unterminated;
    }
    *unterminated |= token.unterminated;
    return all.data;
}

static void words_quotes_and_signs_come_apart(void **state) {
    pgp_context *context = *state;
    static const char *const cases[][2] = {
        {"SELECT a1,b_$ FROM t;", "w:SELECT|w:a1|o:,|w:b_$|w:FROM|w:t|o:;"},
        {"'it''s' \"a\"\"b\"", "q:'it''s'|q:\"a\"\"b\""},
        {"E'a\\'b' e'x'", "q:E'a\\'b'|q:e'x'"},
        {"'a\\' 'b'", "q:'a\\'|q:'b'"}, /* no escape without E */
        {"$$a;b$$ $x$ $$ $x$", "q:$$a;b$$|q:$x$ $$ $x$"},
        {"$1+a$b", "o:$|w:1|o:+|w:a$b"},
        {"a--b\nc", "w:a|w:c"},
        {"a/* b /* c */ d */e", "w:a|w:e"},
        {"größe", "w:größe"},
        {" \t\r\n\f\v", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool unterminated = false;
        assert_string_equal(tokens_of(context, cases[i][0], &unterminated), cases[i][1]);
        assert_false(unterminated);
    }
}

static void what_never_ends_is_told(void **state) {
    pgp_context *context = *state;
    static const char *const cases[] = {"'a", "\"a", "$$a", "$x$ $$", "/* a", "/* /* */", "a /*", "E'\\'"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool unterminated = false;
        tokens_of(context, cases[i], &unterminated);
        assert_true(unterminated);
    }
}

static void keywords_have_no_case(void **state) {
    (void)state;
    static const char sql[] = "CreatE created \"create\"";
    pgp_token token = pgp_lex(sql, strlen(sql), 0);
    assert_true(pgp_token_is(sql, &token, "create"));
    token = pgp_lex(sql, strlen(sql), token.end);
    assert_false(pgp_token_is(sql, &token, "create"));
    token = pgp_lex(sql, strlen(sql), token.end);
    assert_false(pgp_token_is(sql, &token, "create"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(words_quotes_and_signs_come_apart),
        UNIT_TEST(what_never_ends_is_told),
        cmocka_unit_test(keywords_have_no_case),
    };
    return cmocka_run_group_tests_name("lexer", tests, NULL, NULL);
}

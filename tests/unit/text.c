#include "unit.h"

#include <string.h>

static void text_grows(void **state) {
    pgp_context *context = *state;
    pgp_text text = pgp_text_new(context->arena);
    assert_string_equal(text.data, "");
    for (int i = 0; i < 1000; i++) {
        pgp_text_next(&text, ",");
        pgp_text_addf(&text, "%d", i);
    }
    assert_memory_equal(text.data, "0,1,2,3", 7);
    assert_int_equal(text.size, strlen(text.data));
    pgp_text_addn(&text, "abc", 2);
    assert_string_equal(text.data + text.size - 2, "ab");
}

/* quote_identifier(): only lower-case words that are no keywords go without quotes. */
static void identifiers_are_quoted_when_they_must_be(void **state) {
    pgp_context *context = *state;
    static const char *const cases[][2] = {
        {"orders", "orders"},
        {"_a1", "_a1"},
        {"Orders", "\"Orders\""},
        {"order", "\"order\""},     /* reserved */
        {"between", "\"between\""}, /* not reserved, but not usable everywhere */
        {"name", "name"},           /* unreserved */
        {"1a", "\"1a\""},
        {"a b", "\"a b\""},
        {"a\"b", "\"a\"\"b\""},
        {"a$b", "\"a$b\""},
        {"größe", "\"größe\""},
        {"", "\"\""},
        {"x\n; DROP TABLE y", "\"x\n; DROP TABLE y\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(pgp_quoted(context->arena, cases[i][0]), cases[i][1]);
    assert_string_equal(pgp_quoted2(context->arena, "Shop", "order"), "\"Shop\".\"order\"");
    assert_string_equal(pgp_quoted2(context->arena, NULL, "x"), "x");
}

static void literals_cannot_end_early(void **state) {
    pgp_context *context = *state;
    assert_string_equal(pgp_literal(context->arena, ""), "''");
    assert_string_equal(pgp_literal(context->arena, "it's"), "'it''s'");
    assert_string_equal(pgp_literal(context->arena, "\\'"), "E'\\\\'''");
    assert_string_equal(pgp_literal(context->arena, "''"), "''''''");
}

static void literals_keep_their_ends_of_lines(void **state) {
    pgp_context *context = *state;
    assert_string_equal(pgp_literal(context->arena, "a\nb"), "'a\nb'");
    assert_string_equal(pgp_literal(context->arena, "it's\r\nb"), "E'it''s\\r\nb'");
}

static void roles_are_names_except_the_servers_words(void **state) {
    pgp_context *context = *state;
    pgp_text text = pgp_text_new(context->arena);
    pgp_sql_role(&text, "PUBLIC");
    pgp_text_add(&text, " ");
    pgp_sql_role(&text, "public");
    pgp_text_add(&text, " ");
    pgp_sql_role(&text, "CURRENT_USER");
    pgp_text_add(&text, " ");
    pgp_sql_role(&text, "current_user");
    assert_string_equal(text.data, "PUBLIC public CURRENT_USER \"current_user\"");
}

static void nothing_equals_nothing_only(void **state) {
    (void)state;
    assert_true(pgp_same(NULL, NULL));
    assert_true(pgp_same("a", "a"));
    assert_false(pgp_same("a", NULL));
    assert_false(pgp_same(NULL, ""));
    assert_false(pgp_same("a", "A"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(text_grows),
        UNIT_TEST(identifiers_are_quoted_when_they_must_be),
        UNIT_TEST(literals_cannot_end_early),
        UNIT_TEST(literals_keep_their_ends_of_lines),
        UNIT_TEST(roles_are_names_except_the_servers_words),
        cmocka_unit_test(nothing_equals_nothing_only),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}

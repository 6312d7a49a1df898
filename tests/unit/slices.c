#include "unit.h"

#include <string.h>

static pgp_parser parser_for(pgp_context *context, const char *statement) {
    static pgp_input input;
    input = (pgp_input){.name = "schema.sql", .text = statement, .size = strlen(statement)};
    return (pgp_parser){.context = context,
                        .arena = context->arena,
                        .input = &input,
                        .statement = statement,
                        .statement_size = strlen(statement),
                        .statement_line = 1,
                        .path = "\"$user\", public"};
}

static void brackets_are_matched_outside_quotes(void **state) {
    pgp_parser parser = parser_for(*state, "CHECK ( a > ')' AND f(\"x)\", (b)) /* ) */ ) NO INHERIT");
    assert_string_equal(pgp_slice_parens(&parser, 0), "a > ')' AND f(\"x)\", (b))");
    assert_null(pgp_slice_parens(&parser, 47));
}

static void a_slice_ends_with_its_last_token(void **state) {
    pgp_parser parser = parser_for(*state, "DEFAULT  f(1, 2) + 3 -- why\n, b int");
    assert_string_equal(pgp_slice(&parser, 7, -1), "f(1, 2) + 3");
    assert_string_equal(pgp_slice(&parser, 7, 16), "f(1, 2)");
    assert_null(pgp_slice(&parser, 28, -1));
}

static void words_are_found_outside_quotes_and_brackets(void **state) {
    pgp_parser parser = parser_for(*state, "CREATE VIEW \"as\" (x) WITH (a = 'as') AS SELECT (1 AS b)");
    int first = pgp_find_word(&parser, 0, "as", false);
    assert_string_equal(pgp_slice(&parser, first, (int)parser.statement_size), "SELECT (1 AS b)");
    assert_int_equal(pgp_find_word(&parser, first, "as", false), -1);
    assert_true(pgp_find_word(&parser, first, "as", true) > first);
}

static void places_count_lines_and_characters(void **state) {
    pgp_parser parser = parser_for(*state, "SELECT\n  'ä', x");
    pgp_location where = pgp_parse_where(&parser, 15);
    assert_string_equal(where.file, "schema.sql");
    assert_int_equal(where.line, 2);
    assert_int_equal(where.column, 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(brackets_are_matched_outside_quotes),
        UNIT_TEST(a_slice_ends_with_its_last_token),
        UNIT_TEST(words_are_found_outside_quotes_and_brackets),
        UNIT_TEST(places_count_lines_and_characters),
    };
    return cmocka_run_group_tests_name("slices", tests, NULL, NULL);
}

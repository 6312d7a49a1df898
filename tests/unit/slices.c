#include "parse/layout.h"
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

static const char *laid_out(void **state, const char *text) {
    pgp_context *context = *state;
    return pgp_lay_out_sql(context->arena, text, 0, strlen(text));
}

static void white_space_and_comments_mean_nothing(void **state) {
    assert_string_equal(laid_out(state, "a\t>\n1 -- why\nAND/* so */b IN(1,2)"), "a > 1 AND b IN (1, 2)");
    assert_string_equal(laid_out(state, "lower (a)||'x' :: text"), "lower(a) || 'x'::text");
    assert_string_equal(laid_out(state, "count ( * )"), "count(*)");
    assert_string_equal(laid_out(state, "t . a [ 1 ] . *"), "t.a[1].*");
    assert_string_equal(laid_out(state, "a=-1 and - b>(- 2)"), "a = -1 and -b > (-2)");
    assert_string_equal(laid_out(state, "SELECT * FROM(SELECT 1)x"), "SELECT * FROM (SELECT 1) x");
}

static void tokens_stay_what_they_are(void **state) {
    assert_string_equal(laid_out(state, "a*-1<>-.5e-3+1.e2"), "a * -1 <> -.5e-3 + 1.e2");
    assert_string_equal(laid_out(state, "a- -1- - -b"), "a - -1 - - -b");
    assert_string_equal(laid_out(state, "a@-b and c->>'x'=$1"), "a @- b and c ->> 'x' = $1");
    assert_string_equal(laid_out(state, "B'01'||x'f'||U&'\\0041'||u&\"b\"||E'\\''"),
                        "B'01' || x'f' || U&'\\0041' || u&\"b\" || E'\\''");
    assert_string_equal(laid_out(state, "'a'  \n  'b' || f(x=>1,y:=2)"), "'a'\n'b' || f(x => 1, y := 2)");
    assert_string_equal(laid_out(state, "a OPERATOR(pg_catalog.+)b"), "a OPERATOR(pg_catalog.+) b");
    assert_string_equal(laid_out(state, "a[1:i] = 0x1e+5"), "a[1 : i] = 0x1e + 5");
}

static void clauses_of_long_queries_start_lines(void **state) {
    assert_string_equal(
        laid_out(state, "SELECT orders.number, (SELECT max(at) FROM shipments WHERE of = orders.id) AS sent"
                        " FROM orders LEFT JOIN customers ON customer = customers.id"
                        " WHERE a IS DISTINCT FROM left(b, 1) ORDER BY 1"),
        "SELECT orders.number, (SELECT max(at)\n    FROM shipments\n    WHERE of = orders.id) AS sent\n"
        "FROM orders\nLEFT JOIN customers ON customer = customers.id\n"
        "WHERE a IS DISTINCT FROM left(b, 1)\nORDER BY 1");
    assert_string_equal(laid_out(state, "BEGIN ATOMIC SELECT 1;SELECT 2 ; END"),
                        "BEGIN ATOMIC\nSELECT 1;\nSELECT 2;\nEND");
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
        UNIT_TEST(white_space_and_comments_mean_nothing),
        UNIT_TEST(tokens_stay_what_they_are),
        UNIT_TEST(clauses_of_long_queries_start_lines),
        UNIT_TEST(places_count_lines_and_characters),
    };
    return cmocka_run_group_tests_name("slices", tests, NULL, NULL);
}

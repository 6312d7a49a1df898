/*
 * Layer 1 of comparing. Texts that it calls equal must be equal for the server: most cases here are pairs that it must
 * not call equal.
 */
#include "unit.h"

#include "equal/canonical.h"

static const char tables[] =
    "CREATE TABLE t (a int, b text, c varchar(20), d timestamptz, e numeric(10, 2));"
    "CREATE SCHEMA other; CREATE TABLE other.t (a int);"
    "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';";

typedef struct pair {
    pgp_model *model;
    const char *one, *other;
    bool is_query;
    bool same;
} pair;

static const char *canonical(pgp_context *context, const pair *p, const char *text, const char *path)
{
    pgp_canonical_about about = {.model = p->model,
                                 .functions = pgp_list_functions(context->arena, p->model),
                                 .relation = p->is_query ? NULL : unit_relation(p->model, "public", "t")};
    pgp_sql sql = {.text = text, .path = path};
    return pgp_canonical_text(context->arena, &about, &sql, p->is_query);
}

/* `one` as in a file, `other` as the server prints it. */
static pgp_status compare(pgp_context *context, void *argument)
{
    pair *p = argument;
    const char *a = canonical(context, p, p->one, "\"$user\", public"), *b = canonical(context, p, p->other, "");
    p->same = a && b && pgp_same(a, b);
    return PGP_OK;
}

static bool same(pgp_context *context, pgp_model *model, const char *one, const char *other, bool is_query)
{
    pair p = {.model = model, .one = one, .other = other, .is_query = is_query};
    assert_int_equal(pgp_with_stack(context, compare, &p), PGP_OK);
    return p.same;
}

static void spellings_of_one_expression_are_equal(void **state)
{
    static const char *const cases[][2] = {
        {"a > 0", "(a > 0)"},
        {"A>0", "(a > 0)"},
        {"a > 0 AND a < 10", "((a > 0) AND (a < 10))"},
        {"f(a) = 1", "(public.f(a) = 1)"},
        {"a IS NOT NULL", "(a IS NOT NULL)"},
        {"a + /* more */ 1", "(a + 1)"},
        {"b = 'x'", "(b = 'x'::text)"},
    };
    pgp_context *context = *state;
    pgp_model *model = unit_parse(context, tables);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!same(context, model, cases[i][0], cases[i][1], false))
            fail_msg("%s is not %s", cases[i][0], cases[i][1]);
}

static void different_expressions_are_not_equal(void **state)
{
    static const char *const cases[][2] = {
        {"a > 0", "(a >= 0)"},
        {"a > 0", "(a > 1)"},
        {"b = 'x'", "(b = 'X'::text)"},
        {"\"A\" > 0", "(a > 0)"},
        {"a - (1 - 2)", "((a - 1) - 2)"},
        {"a > 0 OR a < 10 AND b = ''", "(((a > 0) OR (a < 10)) AND (b = ''::text))"},
        {"a::text", "(a)::integer"},
        {"e::numeric(10, 1)", "(e)::numeric(10,2)"},
        {"b COLLATE \"C\" > ''", "(b > ''::text)"},
        {"a IN (1, 2)", "(a = ANY (ARRAY[1, 3]))"},
        {"NOT a BETWEEN 1 AND 2", "((a >= 1) AND (a <= 2))"},
        {"b LIKE 'x'", "(b ~~* 'x'::text)"},
        {"other.f(a)", "public.f(a)"},
        {"not closed (", "not closed ("},
    };
    pgp_context *context = *state;
    pgp_model *model = unit_parse(context, tables);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (same(context, model, cases[i][0], cases[i][1], false))
            fail_msg("%s is not %s", cases[i][0], cases[i][1]);
}

static void different_queries_are_not_equal(void **state)
{
    static const char *const cases[][2] = {
        {"SELECT a FROM t", " SELECT t.a\n   FROM other.t"},
        {"SELECT a FROM t", " SELECT t.a AS x\n   FROM public.t"},
        {"SELECT a, b FROM t", " SELECT t.b,\n    t.a\n   FROM public.t"},
        {"SELECT DISTINCT a FROM t", " SELECT t.a\n   FROM public.t"},
        {"SELECT a FROM t WHERE a > 1", " SELECT t.a\n   FROM public.t"},
        {"SELECT a FROM t UNION SELECT 1", " SELECT t.a\n   FROM public.t\nUNION ALL\n SELECT 1 AS a"},
        {"SELECT a FROM t ORDER BY a", " SELECT t.a\n   FROM public.t\n  ORDER BY t.a DESC"},
        {"SELECT a FROM t LIMIT 1", " SELECT t.a\n   FROM public.t\n LIMIT 2"},
    };
    pgp_context *context = *state;
    pgp_model *model = unit_parse(context, tables);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (same(context, model, cases[i][0], cases[i][1], true))
            fail_msg("%s is not %s", cases[i][0], cases[i][1]);
}

static void a_dumped_query_equals_itself(void **state)
{
    static const char query[] = " SELECT t.a,\n    count(*) AS n\n   FROM public.t\n  WHERE (t.b ~~ 'x%'::text)\n"
                                "  GROUP BY t.a\n HAVING (count(*) > 1)";
    pgp_context *context = *state;
    pgp_model *model = unit_parse(context, tables);
    assert_true(same(context, model, query, query, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(spellings_of_one_expression_are_equal),
        UNIT_TEST(different_expressions_are_not_equal),
        UNIT_TEST(different_queries_are_not_equal),
        UNIT_TEST(a_dumped_query_equals_itself),
    };
    return cmocka_run_group_tests_name("canonical", tests, NULL, NULL);
}

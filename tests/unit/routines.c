#include "unit.h"

#include "kinds/routine.h"

static const void *routine(void **state, const char *sql, const char *name, const char *args) {
    const pgp_object *found =
        pgp_model_find(unit_parse(*state, sql), PGP_SPACE_FUNCTION, "public", name, args);
    assert_non_null(found);
    return found;
}

static void arguments_have_canonical_types(void **state) {
    const pgp_function *f =
        routine(state,
                "CREATE FUNCTION f(a int4, b varchar(20), OUT c text, VARIADIC d numeric(10,2)[]"
                " DEFAULT '{}') LANGUAGE sql AS ''",
                "f", "integer, character varying, numeric[]");
    assert_int_equal(f->arguments.count, 4);
    assert_int_equal(f->arguments.items[2].mode, 'o');
    assert_int_equal(f->arguments.items[3].mode, 'v');
    assert_string_equal(f->arguments.items[3].default_value.text, "'{}'");
    assert_string_equal(f->returns, "text");
}

static void what_is_not_said_has_the_servers_default(void **state) {
    const pgp_function *f = routine(state, "CREATE FUNCTION f() RETURNS SETOF int RETURN 1 + 2", "f", "");
    assert_string_equal(f->language, "sql");
    assert_string_equal(f->sql_body.text, "RETURN 1 + 2");
    assert_null(f->body);
    assert_string_equal(f->volatility, "volatile");
    assert_string_equal(f->cost, "100");
    assert_string_equal(f->rows, "1000");
    assert_string_equal(f->returns, "SETOF integer");
}

static void a_type_may_be_that_of_a_column(void **state) {
    const pgp_function *f = routine(state,
                                    "CREATE FUNCTION f(a t.x%TYPE) RETURNS int LANGUAGE sql AS '';"
                                    "CREATE TABLE t (x numeric(3,1)[])",
                                    "f", "numeric[]");
    assert_string_equal(f->returns, "integer");
}

static void settings_keep_their_order(void **state) {
    const pgp_function *f = routine(state,
                                    "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET work_mem = '1MB'"
                                    " SET search_path = a, \"B c\", '' AS 'x';"
                                    "ALTER FUNCTION f() SET TimeZone TO 'UTC' SET work_mem = 5",
                                    "f", "");
    assert_int_equal(f->config.count, 3);
    assert_string_equal(f->config.items[0], "work_mem=5");
    assert_string_equal(f->config.items[1], "search_path=a, \"B c\", \"\"");
    assert_string_equal(f->config.items[2], "timezone=UTC");
}

static void replacing_keeps_what_is_said_about_it(void **state) {
    const pgp_function *f = routine(state,
                                    "CREATE FUNCTION f() RETURNS int LANGUAGE sql STABLE AS 'a';"
                                    "COMMENT ON FUNCTION f() IS 'c';"
                                    "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'b'",
                                    "f", "");
    assert_string_equal(f->body, "b");
    assert_string_equal(f->volatility, "volatile");
    assert_non_null(pgp_child(&f->object, &pgp_kind_comment, ""));
}

/* Unless the path says that those come later. */
static void operators_of_the_system_hide_others(void **state) {
#define PLUS                                                                          \
    "CREATE FUNCTION f(integer, integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';" \
    "CREATE OPERATOR public.+ (FUNCTION = f, LEFTARG = integer, RIGHTARG = integer);"
    unit_parse(*state, PLUS "COMMENT ON OPERATOR public.+ (integer, integer) IS 'ours'");
    unit_parse(*state, "SET search_path = public, pg_catalog;" PLUS
                       "COMMENT ON OPERATOR + (integer, integer) IS 'ours'");
    unit_parse_fails(*state, PLUS "COMMENT ON OPERATOR + (integer, integer) IS 'theirs'", PGP_INPUT,
                     "does not exist");
    unit_parse_fails(*state,
                     "SET search_path = pg_catalog, public;" PLUS
                     "ALTER OPERATOR + (integer, integer) OWNER TO somebody",
                     PGP_INPUT, "does not exist");
#undef PLUS
}

static void aggregates_know_user_and_builtin_functions(void **state) {
    const pgp_aggregate *a =
        routine(state,
                "CREATE AGGREGATE a(int) (sfunc = step, stype = int8, finalfunc = int8up);"
                "CREATE FUNCTION step(int8, int) RETURNS int8 LANGUAGE sql AS ''",
                "a", "integer");
    assert_string_equal(a->state_function, "public.step");
    assert_string_equal(a->final_function, "int8up");
    assert_string_equal(a->final_modify, "read_only");
}

static const char *body_of(void **state, const char *body) {
    pgp_text sql = pgp_text_new(((pgp_context *)*state)->arena);
    pgp_sql_body(&sql, body);
    return sql.data;
}

static void a_body_is_quoted_so_that_it_does_not_end_early(void **state) {
    assert_string_equal(body_of(state, "SELECT $1"), "$$SELECT $1$$");
    assert_string_equal(body_of(state, "SELECT '$$'"), "$_$SELECT '$$'$_$");
    assert_string_equal(body_of(state, "ends in $"), "$_$ends in $$_$");
    assert_string_equal(body_of(state, "$$ $_$"), "$_1$$$ $_$$_1$");
}

static void what_is_wrong_is_named(void **state) {
    unit_parse_fails(*state, "CREATE FUNCTION f(a nosuch) RETURNS int LANGUAGE sql AS ''", PGP_INPUT,
                     "\"nosuch\"");
    unit_parse_fails(*state, "CREATE FUNCTION f() LANGUAGE sql AS ''", PGP_INPUT, "result type");
    unit_parse_fails(*state, "CREATE FUNCTION f() RETURNS int AS ''", PGP_INPUT, "no language");
    unit_parse_fails(*state,
                     "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS '';"
                     "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS ''",
                     PGP_INPUT, "exists already");
    unit_parse_fails(*state, "ALTER FUNCTION f() STABLE", PGP_INPUT, "f()");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(arguments_have_canonical_types),
        UNIT_TEST(what_is_not_said_has_the_servers_default),
        UNIT_TEST(a_type_may_be_that_of_a_column),
        UNIT_TEST(settings_keep_their_order),
        UNIT_TEST(replacing_keeps_what_is_said_about_it),
        UNIT_TEST(operators_of_the_system_hide_others),
        UNIT_TEST(aggregates_know_user_and_builtin_functions),
        UNIT_TEST(a_body_is_quoted_so_that_it_does_not_end_early),
        UNIT_TEST(what_is_wrong_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

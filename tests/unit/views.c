#include "unit.h"

#include "kinds/view.h"

static const pgp_view *view_of(void **state, const char *sql) {
    return unit_relation(unit_parse(*state, sql), "public", "v");
}

static void the_query_has_the_users_own_words(void **state) {
    const pgp_view *view = view_of(state, "CREATE VIEW v AS\n  SELECT 1 -- one\n  AS a /* last */ ;\n");
    assert_string_equal(view->query.text, "SELECT 1 AS a");
    assert_string_equal(view->query.path, "\"$user\", public");
    assert_int_equal(view->query.where.line, 2);
    assert_int_equal(view->query.where.column, 3);
    assert_int_equal(view->columns.count, 0);
}

static void columns_and_options_are_apart_from_the_query(void **state) {
    const pgp_view *view =
        view_of(state, "CREATE VIEW v (a, \"B\") WITH (security_barrier, security_invoker = off) AS"
                       " WITH q AS (SELECT 1, 2) SELECT * FROM q WITH CASCADED CHECK OPTION");
    assert_string_equal(view->query.text, "WITH q AS (SELECT 1, 2) SELECT * FROM q");
    assert_int_equal(view->columns.count, 2);
    assert_string_equal(view->columns.items[1], "B");
    assert_int_equal(view->options.count, 3);
    assert_string_equal(view->options.items[0], "check_option=cascaded");
    assert_string_equal(view->options.items[1], "security_barrier=true");
    assert_string_equal(view->options.items[2], "security_invoker=off");
}

static void recursive_views_are_written_out(void **state) {
    const pgp_view *view =
        view_of(state, "CREATE RECURSIVE VIEW v (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM v");
    assert_string_equal(view->query.text,
                        "WITH RECURSIVE v (n) AS (\nVALUES (1) UNION ALL SELECT n + 1 FROM v\n)\n"
                        "SELECT n FROM v");
}

static void views_in_a_schema_end_where_the_next_begins(void **state) {
    pgp_model *model =
        unit_parse(*state, "CREATE SCHEMA s CREATE VIEW a AS WITH RECURSIVE q AS (SELECT 1) TABLE q"
                           " CREATE VIEW b AS SELECT 2 CREATE TABLE t (a int)");
    const pgp_view *a = unit_relation(model, "s", "a"), *b = unit_relation(model, "s", "b");
    assert_string_equal(a->query.text, "WITH RECURSIVE q AS (SELECT 1) TABLE q");
    assert_string_equal(b->query.text, "SELECT 2");
}

static void the_last_replacement_counts(void **state) {
    pgp_context *context = *state;
    pgp_model *model = unit_parse(context, "CREATE VIEW v WITH (security_barrier) AS SELECT NULL::int AS a;"
                                           "CREATE TABLE t (a int);"
                                           "CREATE OR REPLACE VIEW v AS SELECT a FROM t;");
    const pgp_view *view = unit_relation(model, "public", "v");
    assert_string_equal(view->query.text, "SELECT a FROM t");
    assert_int_equal(view->options.count, 0);
    unit_parse_fails(context, "CREATE VIEW v AS SELECT 1; CREATE VIEW v AS SELECT 2", PGP_INPUT,
                     "exists already");
}

static void a_query_needs_what_it_names(void **state) {
    pgp_model *model = unit_parse(*state, "CREATE VIEW v AS SELECT f(a) FROM t;"
                                          "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';"
                                          "CREATE TABLE t (a int);");
    const pgp_object *view = unit_relation(model, "public", "v");
    bool table = false, function = false;
    for (uint32_t i = 0; i < view->need_count; i++) {
        table |= view->needs[i]->kind == &pgp_kind_table;
        function |= view->needs[i]->kind == &pgp_kind_function;
    }
    assert_true(table);
    assert_true(function);
}

static void materialized_views_end_before_with_data(void **state) {
    static const char *const cases[] = {
        "CREATE MATERIALIZED VIEW v AS SELECT 1 AS data",
        "CREATE MATERIALIZED VIEW v AS SELECT 1 AS data WITH DATA",
        "CREATE MATERIALIZED VIEW v TABLESPACE pg_default AS SELECT 1 AS data WITH NO DATA",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const pgp_view *view = view_of(state, cases[i]);
        assert_ptr_equal(view->object.kind, &pgp_kind_materialized_view);
        assert_string_equal(view->query.text, "SELECT 1 AS data");
        assert_null(view->tablespace);
        assert_int_equal(view->unpopulated, i == 2);
    }
    const pgp_view *view =
        view_of(state, "CREATE MATERIALIZED VIEW v AS WITH data AS (SELECT 1) SELECT * FROM data");
    assert_string_equal(view->query.text, "WITH data AS (SELECT 1) SELECT * FROM data");
}

static void alterations_are_folded(void **state) {
    pgp_model *model =
        unit_parse(*state, "CREATE VIEW v AS SELECT 1 AS a, 2 AS \"set\";"
                           "ALTER VIEW v SET (security_barrier = true, security_invoker = true);"
                           "ALTER VIEW v RESET (security_barrier);"
                           "ALTER VIEW v ALTER a SET DEFAULT 3 + 4, ALTER COLUMN \"set\" SET DEFAULT 5;"
                           "COMMENT ON COLUMN v.a IS 'the first'");
    const pgp_view *view = unit_relation(model, "public", "v");
    assert_int_equal(view->options.count, 1);
    assert_string_equal(view->options.items[0], "security_invoker=true");
    const pgp_column *a = unit_child(view, &pgp_kind_column, "a"),
                     *set = unit_child(view, &pgp_kind_column, "set");
    assert_string_equal(a->default_value.text, "3 + 4");
    assert_string_equal(set->default_value.text, "5");
    const pgp_comment *comment = unit_child(a, &pgp_kind_comment, "");
    assert_string_equal(comment->text, "the first");
}

static void stand_ins_are_evened_out(void **state) {
    pgp_context *context = *state;
    pgp_model *live = unit_parse(context, "CREATE VIEW v AS SELECT 1 AS a; COMMENT ON COLUMN v.a IS 'x'");
    pgp_model *desired =
        unit_parse(context, "CREATE VIEW v AS SELECT 1 AS a, 2 AS b; COMMENT ON COLUMN v.b IS 'y'");
    pgp_view_settle(live, desired);
    unit_child(unit_relation(live, "public", "v"), &pgp_kind_column, "b");
    unit_child(unit_relation(desired, "public", "v"), &pgp_kind_column, "a");
}

static void a_star_is_what_there_was(void **state) {
    const pgp_view *view =
        view_of(state, "CREATE TABLE t (a int, \"B\" int); CREATE VIEW v AS SELECT * FROM t x;"
                       "ALTER TABLE t ADD c int");
    assert_string_equal(view->query.text, "SELECT x.a, x.\"B\" FROM t x");
    view = view_of(state, "CREATE TABLE t (a int); CREATE TABLE u (b int); ALTER TABLE t ADD c int;"
                          "CREATE VIEW v AS SELECT *, c + b FROM t, u; ALTER TABLE u ADD c int");
    assert_string_equal(view->query.text, "SELECT t.*, u.b, t.c + b FROM t, u");
}

/* No server takes these in this order: all columns count. */
static void a_star_before_its_table_is_all_of_it(void **state) {
    const char *all = "SELECT * FROM t";
    const pgp_view *view =
        view_of(state, "CREATE VIEW v AS SELECT * FROM t; CREATE TABLE t (a int); ALTER TABLE t ADD c int");
    assert_string_equal(view->query.text, all);
    view =
        view_of(state, "ALTER TABLE t ADD c int; CREATE VIEW v AS SELECT * FROM t; CREATE TABLE t (a int)");
    assert_string_equal(view->query.text, all);
    const pgp_input files[] = {
        {.name = "a.sql", .text = "CREATE VIEW v AS SELECT * FROM t", .size = 32},
        {.name = "b.sql", .text = "CREATE TABLE t (a int); ALTER TABLE t ADD c int", .size = 47}};
    pgp_context *context = *state;
    pgp_model *model = pgp_model_new(context->arena);
    assert_int_equal(pgp_parse(context, model, files, 2), PGP_OK);
    assert_string_equal(((const pgp_view *)unit_relation(model, "public", "v"))->query.text, all);
}

static void a_star_that_cannot_be_told_is_refused(void **state) {
    const char *added = "is not supported yet";
    unit_parse_fails(*state,
                     "CREATE TABLE t (a int); CREATE VIEW v AS SELECT j.a FROM (t CROSS JOIN t u) j (a, b);"
                     "ALTER TABLE t ADD c int",
                     PGP_UNKNOWN, added);
    unit_parse_fails(*state,
                     "CREATE TABLE t (a int); CREATE VIEW v AS SELECT t.* FROM t NATURAL JOIN"
                     " (SELECT 1 AS a, 2 AS c) s; ALTER TABLE t ADD c int",
                     PGP_UNKNOWN, added);
}

static void what_is_no_view_of_the_schema_is_refused(void **state) {
    unit_parse_fails(*state, "CREATE TABLE t AS SELECT 1", PGP_UNKNOWN, "CREATE TABLE AS");
    unit_parse_fails(*state, "CREATE VIEW v AS SELECT * FROM missing", PGP_INPUT, "missing");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(the_query_has_the_users_own_words),
        UNIT_TEST(columns_and_options_are_apart_from_the_query),
        UNIT_TEST(recursive_views_are_written_out),
        UNIT_TEST(views_in_a_schema_end_where_the_next_begins),
        UNIT_TEST(the_last_replacement_counts),
        UNIT_TEST(a_query_needs_what_it_names),
        UNIT_TEST(materialized_views_end_before_with_data),
        UNIT_TEST(alterations_are_folded),
        UNIT_TEST(stand_ins_are_evened_out),
        UNIT_TEST(a_star_is_what_there_was),
        UNIT_TEST(a_star_before_its_table_is_all_of_it),
        UNIT_TEST(a_star_that_cannot_be_told_is_refused),
        UNIT_TEST(what_is_no_view_of_the_schema_is_refused),
    };
    return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}

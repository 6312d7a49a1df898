/*
 * Tables and columns from statements: what a file's model holds once everything is folded.
 */
#include "unit.h"

#include <string.h>

static pgp_column *column(const pgp_model *model, const char *table, const char *name) {
    return unit_child(unit_relation(model, "public", table), &pgp_kind_column, name);
}

static pgp_table *table(const pgp_model *model, const char *name) {
    return unit_relation(model, "public", name);
}

static bool has(const pgp_model *model, const char *table_name, const pgp_kind *kind, const char *name) {
    return pgp_child(unit_relation(model, "public", table_name), kind, name);
}

static void columns(void **state) {
    pgp_model *model = unit_parse(
        *state,
        "CREATE TABLE t (a varchar(20) COLLATE \"C\" DEFAULT 'x, y' NOT NULL, b int DEFAULT (1 + 2) CHECK (b "
        "> 0),"
        " c int GENERATED ALWAYS AS (b * 2) STORED, d text COMPRESSION pglz, e text DEFAULT NULL,"
        " f varchar(9) DEFAULT NULL::character varying);"
        "ALTER TABLE t ALTER d SET STORAGE EXTERNAL, ALTER d SET STATISTICS 7, ALTER d SET (n_distinct = 3),"
        " ALTER b SET DEFAULT least(3, 4), ALTER e SET STORAGE EXTENDED");
    assert_string_equal(column(model, "t", "a")->type, "character varying(20)");
    assert_string_equal(column(model, "t", "a")->collation, "pg_catalog.\"C\"");
    assert_string_equal(column(model, "t", "a")->default_value.text, "'x, y'");
    assert_true(column(model, "t", "a")->not_null);
    assert_string_equal(column(model, "t", "b")->default_value.text, "least(3, 4)");
    assert_string_equal(column(model, "t", "c")->default_value.text, "b * 2");
    assert_string_equal(column(model, "t", "c")->generated, "stored");
    assert_string_equal(column(model, "t", "d")->compression, "pglz");
    assert_string_equal(column(model, "t", "d")->storage, "external");
    assert_int_equal(column(model, "t", "d")->statistics, 7);
    assert_string_equal(column(model, "t", "d")->options.items[0], "n_distinct=3");
    assert_null(column(model, "t", "e")->default_value.text);
    assert_null(column(model, "t", "e")->storage);
    assert_non_null(column(model, "t", "f")->default_value.text);
}

static void properties(void **state) {
    pgp_model *model = unit_parse(
        *state, "CREATE UNLOGGED TABLE t (a text) WITH (fillfactor = 70, toast.autovacuum_enabled = off);"
                "CREATE TABLE small (a int) WITH (fillfactor = 70, toast.autovacuum_enabled = off);"
                "ALTER TABLE t SET (autovacuum_enabled), RESET (fillfactor), FORCE ROW LEVEL SECURITY;"
                "ALTER TABLE ONLY t REPLICA IDENTITY USING INDEX \"I\"");
    assert_string_equal(table(model, "t")->persistence, "unlogged");
    assert_int_equal(table(model, "t")->options.count, 2);
    assert_string_equal(table(model, "t")->options.items[0], "autovacuum_enabled=true");
    assert_string_equal(table(model, "t")->options.items[1], "toast.autovacuum_enabled=off");
    assert_int_equal(table(model, "small")->options.count, 1);
    assert_string_equal(table(model, "t")->replica_identity, "index \"I\"");
    assert_true(table(model, "t")->force_row_security);
    assert_false(table(model, "t")->row_security);
}

static void primary_keys(void **state) {
    pgp_model *model =
        unit_parse(*state, "CREATE TABLE t (a int PRIMARY KEY UNIQUE, b int); CREATE TABLE u (a int, b int);"
                           "CREATE UNIQUE INDEX i ON u (a, b);"
                           "ALTER TABLE u ADD CONSTRAINT k PRIMARY KEY USING INDEX i");
    assert_true(column(model, "t", "a")->not_null);
    assert_true(has(model, "t", &pgp_kind_constraint, "t_pkey"));
    assert_false(has(model, "t", &pgp_kind_constraint, "t_a_key"));
    assert_true(has(model, "u", &pgp_kind_constraint, "k"));
    assert_false(has(model, "u", &pgp_kind_index, "i"));
    assert_true(column(model, "u", "b")->not_null);
}

/* What ALTER TABLE does to a parent reaches its children, unless it says ONLY. */
static void inheritance(void **state) {
    pgp_model *model = unit_parse(
        *state, "CREATE TABLE child (a int DEFAULT 7, own int) INHERITS (p);"
                "CREATE TABLE p (a int NOT NULL, b text DEFAULT 'x', CONSTRAINT c CHECK (a > 0));"
                "ALTER TABLE p ADD d int; ALTER TABLE p ALTER b SET DEFAULT 'y';"
                "ALTER TABLE ONLY p ALTER b SET DEFAULT 'z'; ALTER TABLE p ADD CONSTRAINT e CHECK (a < 9);"
                "ALTER TABLE p ADD gone int; ALTER TABLE p DROP gone");
    assert_string_equal(column(model, "child", "a")->default_value.text, "7");
    assert_true(column(model, "child", "a")->not_null);
    assert_true(column(model, "child", "a")->local);
    assert_true(column(model, "child", "a")->inherited);
    assert_false(column(model, "child", "d")->local);
    assert_string_equal(column(model, "p", "b")->default_value.text, "'z'");
    assert_true(has(model, "child", &pgp_kind_constraint, "c"));
    assert_true(has(model, "child", &pgp_kind_constraint, "e"));
    assert_false(has(model, "child", &pgp_kind_column, "gone"));
    assert_string_equal(table(model, "child")->inherits.items[0], "public.p");
}

static void leaving_a_parent(void **state) {
    pgp_model *model = unit_parse(
        *state, "CREATE TABLE p (a int); CREATE TABLE q (b int); CREATE TABLE c () INHERITS (p, q);"
                "ALTER TABLE c NO INHERIT p; ALTER TABLE p DROP a; ALTER TABLE q DROP b");
    assert_true(has(model, "c", &pgp_kind_column, "a"));
    assert_true(column(model, "c", "a")->local);
    assert_false(has(model, "c", &pgp_kind_column, "b"));
    assert_int_equal(table(model, "c")->inherits.count, 1);
}

static void partitions(void **state) {
    pgp_model *model = unit_parse(
        *state, "CREATE TABLE p (a int, b date NOT NULL) PARTITION BY RANGE (b, lower(a::text));"
                "CREATE TABLE p1 PARTITION OF p (a DEFAULT 5) FOR VALUES FROM ('2020-01-01', MINVALUE) TO "
                "('2021-01-01', MINVALUE);"
                "CREATE TABLE p2 (b date NOT NULL, a int); ALTER TABLE p ATTACH PARTITION p2 DEFAULT;"
                "CREATE TABLE h (k int) PARTITION BY HASH (k);"
                "CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (REMAINDER 0, MODULUS 2);"
                "ALTER TABLE h DETACH PARTITION h0");
    assert_string_equal(table(model, "p")->partition_key.text, "RANGE (b, lower(a::text))");
    assert_string_equal(table(model, "p1")->partition_of, "public.p");
    assert_string_equal(table(model, "p1")->partition_bound.text,
                        "FOR VALUES FROM ('2020-01-01', MINVALUE) TO ('2021-01-01', MINVALUE)");
    assert_string_equal(column(model, "p1", "a")->default_value.text, "5");
    assert_string_equal(table(model, "p2")->partition_bound.text, "DEFAULT");
    assert_false(column(model, "p2", "a")->local);
    assert_null(table(model, "h0")->partition_of);
    assert_true(column(model, "h0", "k")->local);
}

static void like(void **state) {
    pgp_model *model =
        unit_parse(*state, "CREATE TABLE t (a int PRIMARY KEY, b text DEFAULT 'x' CHECK (b <> ''), c int);"
                           "CREATE INDEX ON t (lower(b)); COMMENT ON COLUMN t.b IS 'why';"
                           "CREATE TABLE u (LIKE t INCLUDING ALL, more int); CREATE TABLE v (LIKE t)");
    assert_string_equal(column(model, "u", "b")->default_value.text, "'x'");
    assert_true(has(model, "u", &pgp_kind_constraint, "t_b_check"));
    assert_true(has(model, "u", &pgp_kind_constraint, "u_pkey"));
    assert_true(has(model, "u", &pgp_kind_index, "u_lower_idx"));
    assert_non_null(unit_child(column(model, "u", "b"), &pgp_kind_comment, ""));
    assert_null(column(model, "v", "b")->default_value.text);
    assert_true(column(model, "v", "a")->not_null);
    assert_false(has(model, "v", &pgp_kind_constraint, "v_pkey"));
}

static void waiting(void **state) {
    pgp_model *model = unit_parse(
        *state, "ALTER TABLE t ADD b int, ADD FOREIGN KEY (b) REFERENCES later; CREATE TABLE t (a int);"
                "CREATE TABLE later (id int PRIMARY KEY)");
    assert_true(has(model, "t", &pgp_kind_column, "b"));
    assert_true(has(model, "t", &pgp_kind_constraint, "t_b_fkey"));
}

static void refusals(void **state) {
    unit_parse_fails(*state, "CREATE TABLE t (a int, a text)", PGP_INPUT, "exists already");
    unit_parse_fails(*state, "CREATE TABLE t (a int); CREATE TABLE t (b int)", PGP_INPUT, "exists already");
    unit_parse_fails(*state, "CREATE TABLE t () INHERITS (nothing)", PGP_INPUT, "nothing");
    unit_parse_fails(*state, "CREATE TABLE t (a int); ALTER TABLE t DROP b", PGP_INPUT,
                     "column \"b\" does not exist");
    unit_parse_fails(*state,
                     "CREATE TABLE t (a int); CREATE TABLE p (b int) PARTITION BY LIST (b);"
                     "ALTER TABLE p ATTACH PARTITION t DEFAULT",
                     PGP_INPUT, "has no column \"b\"");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(columns),     UNIT_TEST(properties),       UNIT_TEST(primary_keys),
        UNIT_TEST(inheritance), UNIT_TEST(leaving_a_parent), UNIT_TEST(partitions),
        UNIT_TEST(like),        UNIT_TEST(waiting),          UNIT_TEST(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

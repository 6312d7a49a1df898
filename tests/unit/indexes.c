/*
 * Constraints, indexes and sequences from statements: mostly the names that the server would give them.
 */
#include "unit.h"

#include <string.h>

static void has_constraints(const pgp_model *model, const char *table, const char *const *names) {
    for (; *names; names++)
        if (!pgp_child(unit_relation(model, "public", table), &pgp_kind_constraint, *names))
            fail_msg("%s has no constraint %s", table, *names);
}

static void has_relations(const pgp_model *model, const char *const *names) {
    for (; *names; names++)
        if (!pgp_model_find(model, PGP_SPACE_RELATION, "public", *names, NULL))
            fail_msg("there is no %s", *names);
}

static void test_names_of_constraints(void **state) {
    const pgp_model *model = unit_parse(
        *state,
        "CREATE TABLE t (a int PRIMARY KEY CHECK (a > 0), b int UNIQUE CHECK (b > a), c int REFERENCES t,"
        " CHECK (a > 1), CHECK (t.a > 2), CHECK (a > b), CHECK (true), UNIQUE (a, b) INCLUDE (c),"
        " FOREIGN KEY (a, b) REFERENCES t (a, b), EXCLUDE USING gist (int4range(a, b) WITH &&));");
    has_constraints(model, "t",
                    (const char *const[]){"t_pkey", "t_a_check", "t_check", "t_a_check1", "t_a_check2",
                                          "t_check1", "t_check2", "t_b_key", "t_a_b_c_key", "t_c_fkey",
                                          "t_a_b_fkey", "t_int4range_excl", NULL});
}

static void test_long_names(void **state) {
    const pgp_model *model = unit_parse(*state, "CREATE TABLE a_table_with_a_name_of_forty_characters_x "
                                                "(a_column_with_a_name_of_thirty int UNIQUE);");
    has_relations(model, (const char *const[]){
                             "a_table_with_a_name_of_forty__a_column_with_a_name_of_thirt_key", NULL});
}

static void test_names_of_indexes(void **state) {
    const pgp_model *model = unit_parse(
        *state, "CREATE TABLE t (a int, b text);"
                "CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE INDEX ON t (a, a) INCLUDE (b);"
                "CREATE INDEX ON t (lower(b), (a + 1), (a + 2)); CREATE INDEX ON t ((b::varchar));"
                "CREATE INDEX ON t ((b COLLATE \"C\")); CREATE INDEX ON t (coalesce(b, ''), (CASE WHEN true "
                "THEN 1 END));");
    has_relations(model,
                  (const char *const[]){"t_a_idx", "t_a_idx1", "t_a_a1_b_idx", "t_lower_expr_expr1_idx",
                                        "t_b_idx", "t_b_idx1", "t_coalesce_case_idx", NULL});
    const pgp_index *collated = unit_relation(model, "public", "t_b_idx1");
    assert_string_equal(collated->keys.items[0].column, "b");
    assert_string_equal(collated->keys.items[0].collation, "pg_catalog.\"C\"");
}

static void test_index_clauses(void **state) {
    const pgp_model *model = unit_parse(*state, "CREATE TABLE t (a int, b text);"
                                                "CREATE UNIQUE INDEX i ON t USING btree /* , ) */ (a DESC, "
                                                "(b || ')' /* ( */), lower(b) text_pattern_ops NULLS FIRST)"
                                                " INCLUDE (a) WITH (fillfactor = 70, deduplicate_items = "
                                                "off) TABLESPACE fast WHERE a IN (1, 2) -- all\n;");
    const pgp_index *index = unit_relation(model, "public", "i");
    assert_true(index->unique);
    assert_int_equal(index->keys.count, 3);
    assert_true(index->keys.items[0].descending && index->keys.items[0].nulls_first);
    assert_string_equal(index->keys.items[1].expression.text, "(b || ')')");
    assert_string_equal(index->keys.items[2].expression.text, "lower(b)");
    assert_string_equal(index->keys.items[2].opclass, "text_pattern_ops");
    assert_true(!index->keys.items[2].descending && index->keys.items[2].nulls_first);
    assert_string_equal(index->include.items[0], "a");
    assert_string_equal(index->options.items[0], "fillfactor=70");
    assert_string_equal(index->tablespace, "fast");
    assert_string_equal(index->predicate.text, "a IN (1, 2)");
}

/* In whatever order: each table refers to the other. */
static void test_foreign_keys(void **state) {
    const pgp_model *model = unit_parse(
        *state, "CREATE TABLE a (id int, b int REFERENCES other.b ON DELETE SET NULL DEFERRABLE);"
                "CREATE SCHEMA other; CREATE TABLE other.b (id int PRIMARY KEY, a int REFERENCES a);"
                "ALTER TABLE a ADD PRIMARY KEY (id);");
    const pgp_constraint *key =
        unit_child(unit_relation(model, "public", "a"), &pgp_kind_constraint, "a_b_fkey");
    assert_string_equal(key->referenced, "other.b");
    assert_string_equal(key->referenced_columns.items[0], "id");
    assert_string_equal(key->on_delete, "set null");
    assert_true(key->deferrable && !key->initially_deferred);
    unit_parse_fails(*state, "CREATE TABLE c (a int); CREATE TABLE d (c int REFERENCES c);", PGP_INPUT,
                     "no primary key");
    unit_parse_fails(*state, "CREATE TABLE d (c int REFERENCES nowhere);", PGP_INPUT, "does not exist");
}

static void test_partitions(void **state) {
    const pgp_model *model = unit_parse(
        *state,
        "CREATE TABLE p (a int PRIMARY KEY, b int) PARTITION BY RANGE (a);"
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2); CREATE INDEX mine ON p1 (b);"
        "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (2) TO (3) PARTITION BY RANGE (a);"
        "CREATE TABLE p21 PARTITION OF p2 FOR VALUES FROM (2) TO (3);"
        "CREATE INDEX i ON p (b); CREATE INDEX o ON ONLY p (b); ALTER INDEX p2_b_idx RENAME TO renamed;");
    has_relations(model,
                  (const char *const[]){"p1_pkey", "p2_pkey", "p21_pkey", "p21_b_idx", "renamed", NULL});
    const pgp_index *mine = unit_relation(model, "public", "mine"),
                    *renamed = unit_relation(model, "public", "renamed");
    assert_string_equal(mine->attached_to, "public.i");
    assert_string_equal(renamed->attached_to, "public.i");
    const pgp_object *derived = unit_relation(model, "public", "p1_pkey");
    assert_true(derived->flags & PGP_OBJECT_IMPLIED);
    assert_false(renamed->object.flags & PGP_OBJECT_IMPLIED);
    assert_null(pgp_model_find(model, PGP_SPACE_RELATION, "public", "p1_b_idx", NULL));
}

static void test_sequences(void **state) {
    const pgp_model *model = unit_parse(
        *state, "CREATE SEQUENCE down INCREMENT BY -1; CREATE SEQUENCE s AS smallint MINVALUE 5;"
                "ALTER SEQUENCE s AS bigint; ALTER SEQUENCE s MAXVALUE 9000000000 OWNED BY t.id;"
                "CREATE TABLE t (id serial, i smallint GENERATED ALWAYS AS IDENTITY (START WITH 7));");
    const pgp_sequence *down = unit_relation(model, "public", "down"),
                       *s = unit_relation(model, "public", "s");
    assert_int_equal(down->start, -1);
    assert_int_equal(down->maximum, -1);
    assert_true(down->minimum == INT64_MIN);
    assert_int_equal(s->start, 5);
    assert_true(s->maximum == 9000000000);
    assert_string_equal(s->owned_by, "public.t.id");
    const pgp_sequence *identity = unit_relation(model, "public", "t_i_seq");
    assert_true(identity->identity);
    assert_int_equal(identity->start, 7);
    assert_int_equal(identity->maximum, INT16_MAX);
    const pgp_column *id = unit_child(unit_relation(model, "public", "t"), &pgp_kind_column, "id");
    assert_string_equal(id->default_value.text, "nextval('public.t_id_seq'::regclass)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_names_of_constraints),
        UNIT_TEST(test_long_names),
        UNIT_TEST(test_names_of_indexes),
        UNIT_TEST(test_index_clauses),
        UNIT_TEST(test_foreign_keys),
        UNIT_TEST(test_partitions),
        UNIT_TEST(test_sequences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

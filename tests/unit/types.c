#include "unit.h"

static const void *type(void **state, const char *sql, const char *name) {
    const pgp_model *model = unit_parse(*state, sql);
    const pgp_object *found = pgp_model_find(model, PGP_SPACE_TYPE, "public", name, NULL);
    if (!found)
        found = pgp_model_find(model, PGP_SPACE_RELATION, "public", name, NULL);
    assert_non_null(found);
    return found;
}

static void assert_names(const pgp_names *names, size_t count, const char *const *wanted) {
    assert_int_equal(names->count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(names->items[i], wanted[i]);
}

static void labels_are_folded(void **state) {
    const pgp_enum *e = type(state,
                             "CREATE TYPE e AS ENUM ('b', 'd'); ALTER TYPE e ADD VALUE 'a' BEFORE 'b';"
                             "ALTER TYPE e ADD VALUE 'c' AFTER 'b'; ALTER TYPE e ADD VALUE IF NOT EXISTS 'c';"
                             "ALTER TYPE e RENAME VALUE 'd' TO 'e'",
                             "e");
    assert_names(&e->labels, 4, (const char *[]){"a", "b", "c", "e"});
}

static void domains_have_one_clause_after_the_other(void **state) {
    const pgp_domain *d = type(state,
                               "CREATE DOMAIN d AS varchar(5) COLLATE \"C\" DEFAULT 'a' || 'b' CONSTRAINT c"
                               " CHECK (VALUE <> '') NOT NULL",
                               "d");
    assert_string_equal(d->base_type, "character varying(5)");
    assert_string_equal(d->collation, "pg_catalog.\"C\"");
    assert_string_equal(d->default_value.text, "'a' || 'b'");
    assert_true(d->not_null);
    const pgp_constraint *c = unit_child(d, &pgp_kind_constraint, "c");
    assert_string_equal(c->expression.text, "VALUE <> ''");
}

static void domains_are_folded(void **state) {
    const pgp_domain *d = type(state,
                               "CREATE DOMAIN d AS int DEFAULT 1 NOT NULL CONSTRAINT c CHECK (VALUE > 0);"
                               "ALTER DOMAIN d SET DEFAULT 2 + 3; ALTER DOMAIN d DROP NOT NULL;"
                               "ALTER DOMAIN d DROP CONSTRAINT c",
                               "d");
    assert_string_equal(d->default_value.text, "2 + 3");
    assert_false(d->not_null);
    assert_null(pgp_child(&d->object, &pgp_kind_constraint, "c"));
}

static void attributes_keep_their_order(void **state) {
    const pgp_composite *c =
        type(state,
             "CREATE TYPE c AS (a int, b text);"
             "ALTER TYPE c ADD ATTRIBUTE d date, DROP ATTRIBUTE a, ALTER ATTRIBUTE b TYPE xml",
             "c");
    assert_names(&c->attributes, 2, (const char *[]){"b", "d"});
    const pgp_column *b = unit_child(c, &pgp_kind_column, "b");
    assert_string_equal(b->type, "xml");
}

static void multiranges_are_named_after_their_range(void **state) {
    const pgp_range *r = type(state, "CREATE TYPE my_range_type AS RANGE (subtype = time)", "my_range_type");
    assert_string_equal(r->multirange_type, "my_multirange_type");
    r = type(state, "CREATE TABLE t (a span_multirange); CREATE TYPE span AS RANGE (subtype = date)", "span");
    assert_string_equal(r->multirange_type, "span_multirange");
}

static void what_is_wrong_is_named(void **state) {
    unit_parse_fails(*state, "CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN e AS int", PGP_INPUT,
                     "exists already");
    unit_parse_fails(*state, "CREATE TYPE e AS ENUM ('a', 'a')", PGP_INPUT, "twice");
    unit_parse_fails(*state, "CREATE TYPE e AS ENUM ('a'); ALTER TYPE e ADD VALUE 'b' AFTER 'c'", PGP_INPUT,
                     "\"c\"");
    unit_parse_fails(*state, "ALTER TYPE e ADD VALUE 'b'", PGP_INPUT, "\"e\"");
    unit_parse_fails(*state, "CREATE TYPE b (input = i)", PGP_INPUT, "output functions");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(labels_are_folded),
        UNIT_TEST(domains_have_one_clause_after_the_other),
        UNIT_TEST(domains_are_folded),
        UNIT_TEST(attributes_keep_their_order),
        UNIT_TEST(multiranges_are_named_after_their_range),
        UNIT_TEST(what_is_wrong_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Snapshots and fingerprints: everything a model says survives, whatever the kind.
 */
#include "unit.h"

#include "equal/compare.h"
#include "model/fingerprint.h"
#include "model/snapshot.h"
#include "model/value.h"

#include <string.h>

static const char schema[] =
    "CREATE SCHEMA app;"
    "CREATE TYPE mood AS ENUM ('sad', 'it''s ok', '\"happy\"');"
    "CREATE TABLE app.\"Customers\" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL "
    "DEFAULT 'x');"
    "CREATE TABLE orders (id int PRIMARY KEY, customer bigint REFERENCES app.\"Customers\" ON DELETE CASCADE,"
    "  total numeric(10,2) DEFAULT 0 CHECK (total >= 0), state mood, EXCLUDE USING gist (id WITH =)) WITH "
    "(fillfactor = 70);"
    "CREATE UNIQUE INDEX orders_total ON orders (total DESC NULLS LAST, lower(state::text) text_pattern_ops) "
    "INCLUDE (id)"
    "  WHERE total > 0;"
    "CREATE SEQUENCE big MAXVALUE 9223372036854775807 START 9223372036854775806;"
    "CREATE FUNCTION f(a int, b text DEFAULT 'x', OUT c int) LANGUAGE sql AS 'SELECT 1';"
    "CREATE VIEW app.v AS SELECT id, total FROM orders;"
    "COMMENT ON COLUMN orders.total IS 'gross: \xc3\xa4\xe2\x82\xac';"
    "GRANT SELECT (id) ON orders TO PUBLIC;";

static const char *write_snapshot(pgp_context *context, const pgp_model *model) {
    const char *text;
    assert_int_equal(pgp_snapshot_write(context, model, &text), PGP_OK);
    return text;
}

static pgp_model *read_snapshot(pgp_context *context, const char *text) {
    pgp_model *model = pgp_model_new(context->arena);
    if (pgp_snapshot_read(context, "s.json", text, strlen(text), model) != PGP_OK)
        fail_msg("%s:%d: %s", context->error.where.file, context->error.where.line, context->error.message);
    return model;
}

static const char *fingerprint(pgp_context *context, const pgp_model *model) {
    const char *text;
    assert_int_equal(pgp_fingerprint_model(context, model, &text), PGP_OK);
    assert_int_equal(strlen(text), 64);
    return text;
}

static void assert_equal_models(pgp_context *context, pgp_model *a, pgp_model *b) {
    pgp_comparison comparison = {.context = context, .arena = context->arena, .live = a, .desired = b};
    size_t count = 0;
    pgp_walk walk = pgp_walk_start(a);
    for (pgp_object *o; (o = pgp_walk_next(&walk)); count++) {
        const pgp_object *other = pgp_model_counterpart(b, o);
        assert_non_null(other);
        assert_ptr_equal(o->kind, other->kind);
        assert_int_equal(o->flags, other->flags);
        assert_int_equal(o->need_count, other->need_count);
        assert_int_equal(pgp_compare_objects(&comparison, o, other), 0);
    }
    assert_int_equal(count, b->count);
}

static void a_snapshot_loads_to_an_equal_model(void **state) {
    pgp_model *model = unit_parse(*state, schema);
    const char *text = write_snapshot(*state, model);
    pgp_model *loaded = read_snapshot(*state, text);
    assert_equal_models(*state, model, loaded);
    assert_equal_models(*state, loaded, model);
    assert_string_equal(write_snapshot(*state, loaded), text);
    assert_string_equal(fingerprint(*state, loaded), fingerprint(*state, model));
}

static void numbers_are_exact(void **state) {
    pgp_model *loaded = read_snapshot(*state, write_snapshot(*state, unit_parse(*state, schema)));
    const pgp_sequence *sequence = unit_relation(loaded, "public", "big");
    assert_true(sequence->maximum == INT64_MAX);
    assert_true(sequence->start == INT64_MAX - 1);
}

static void columns_keep_their_order(void **state) {
    pgp_model *loaded = read_snapshot(*state, write_snapshot(*state, unit_parse(*state, schema)));
    const char *const names[] = {"id", "customer", "total", "state"};
    size_t i = 0;
    for (const pgp_object *o = ((pgp_object *)unit_relation(loaded, "public", "orders"))->children; o;
         o = o->sibling)
        if (o->kind == &pgp_kind_column)
            assert_string_equal(o->name, names[i++]);
    assert_int_equal(i, 4);
}

static void the_order_of_statements_does_not_count(void **state) {
    static const char other[] = "CREATE TABLE b (y text, x int); CREATE TABLE a (x int);";
    static const char one[] = "CREATE TABLE a (x int); CREATE TABLE b (y text, x int);";
    const pgp_model *a = unit_parse(*state, one), *b = unit_parse(*state, other);
    assert_string_equal(fingerprint(*state, a), fingerprint(*state, b));
    assert_string_equal(write_snapshot(*state, a), write_snapshot(*state, b));
}

static void every_difference_counts(void **state) {
    static const char *const variants[] = {
        "",
        "CREATE TABLE t ();",
        "CREATE TABLE t (a int);",
        "CREATE TABLE t (b int);",
        "CREATE TABLE t (a bigint);",
        "CREATE TABLE t (a int NOT NULL);",
        "CREATE TABLE t (a int DEFAULT 1);",
        "CREATE TABLE t (a int DEFAULT 2);",
        "CREATE TABLE t (a int); COMMENT ON TABLE t IS 'x';",
        "CREATE TABLE t (a int); COMMENT ON COLUMN t.a IS 'x';",
        "CREATE TABLE t (a int); CREATE INDEX i ON t (a);",
        "CREATE TABLE t (a int); CREATE INDEX i ON t (a DESC);",
        "CREATE FUNCTION f(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS '';",
        "CREATE FUNCTION f(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql AS '';",
        "CREATE TYPE e AS ENUM ('ab', 'c');",
        "CREATE TYPE e AS ENUM ('a', 'bc');",
    };
    enum { COUNT = sizeof variants / sizeof *variants };
    const char *prints[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        prints[i] = fingerprint(*state, unit_parse(*state, variants[i]));
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(prints[i], prints[j]);
    }
}

/* -- what is wrong is named
 * ---------------------------------------------------------------------------------- */

static void reading_fails(pgp_context *context, const char *text, const char *message) {
    pgp_model *model = pgp_model_new(context->arena);
    assert_int_equal(pgp_snapshot_read(context, "s.json", text, strlen(text), model), PGP_INPUT);
    assert_string_equal(context->error.where.file, "s.json");
    if (!strstr(context->error.message, message))
        fail_msg("\"%s\" does not contain \"%s\"", context->error.message, message);
}

#define OBJECTS(list) "{\"format\": 1, \"objects\": [" list "]}"
#define TABLE(more)   OBJECTS("{\"kind\": \"table\", \"schema\": \"s\", \"name\": \"t\"" more "}")

static void mistakes_are_named_with_their_place(void **state) {
    static const struct {
        const char *text, *message;
    } mistakes[] = {
        {"", "'[' or '{' expected"},
        {"{\"format\": 1,}", "expected"},
        {"[]", "format"},
        {"{\"format\": 2, \"objects\": []}", "format: not a snapshot"},
        {"{\"format\": 1}", "objects: an array expected"},
        {"{\"format\": 1, \"format\": 1}", "duplicate"},
        {"{\"format\": 1, \"objects\": [], \"extra\": 1}", "unknown member \"extra\""},
        {OBJECTS("1"), "objects[0]: an object expected"},
        {OBJECTS("{\"kind\": \"tabel\", \"name\": \"t\"}"), "objects[0]: unknown kind \"tabel\""},
        {OBJECTS("{\"kind\": \"table\"}"), "members \"kind\" and \"name\" expected"},
        {OBJECTS("{\"kind\": \"column\", \"name\": \"c\"}"), "a column is a child"},
        {TABLE(", \"nmae\": 1"), "unknown member \"nmae\""},
        {TABLE("}, {\"kind\": \"table\", \"schema\": \"s\", \"name\": \"t\""),
         "objects[1]: \"t\" is there twice"},
        {TABLE(", \"flags\": [\"odd\"]"), "objects[0].flags[0]: unknown flag \"odd\""},
        {TABLE(", \"properties\": {\"colour\": 1}"), "objects[0].properties: unknown property \"colour\""},
        {TABLE(", \"properties\": {\"persistence\": 1}"),
         "objects[0].properties.persistence: a string expected"},
        {TABLE(", \"properties\": {\"row_security\": 1}"), "properties.row_security: true or false expected"},
        {TABLE(", \"properties\": {\"inherits\": [1]}"), "properties.inherits[0]: a string expected"},
        {TABLE(", \"properties\": {\"partition_key\": {}}"),
         "properties.partition_key: a member \"text\" expected"},
        {TABLE(", \"children\": [{\"kind\": \"column\", \"name\": \"c\", \"properties\": {\"statistics\": "
               "1.5}}]"),
         "objects[0].children[0].properties.statistics: an integer expected"},
        {TABLE(", \"needs\": [{\"kind\": \"schema\", \"name\": \"s\"}]"),
         "objects[0].needs[0]: unknown schema \"s\""},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        reading_fails(*state, mistakes[i].text, mistakes[i].message);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_snapshot_loads_to_an_equal_model),
        UNIT_TEST(numbers_are_exact),
        UNIT_TEST(columns_keep_their_order),
        UNIT_TEST(the_order_of_statements_does_not_count),
        UNIT_TEST(every_difference_counts),
        UNIT_TEST(mistakes_are_named_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

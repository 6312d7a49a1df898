/*
 * DO blocks: which branch is read, which guards are understood, where a refusal points.
 */
#include "unit.h"

#include "parse/do_block.h"

#include <string.h>

#define VERSION "current_setting('server_version_num')::int"

/* -- conditions ----------------------------------------------------------------------------------------------------------- */

typedef struct expectation {
    const char *condition;
    pgp_verdict at_15, at_18;
} expectation;

static pgp_status evaluate(pgp_context *context, void *argument) {
    const expectation *e = argument;
    pgp_verdict at_15 = pgp_do_condition(context->arena, e->condition, 150013).verdict,
                at_18 = pgp_do_condition(context->arena, e->condition, 180003).verdict;
    if (at_15 != e->at_15 || at_18 != e->at_18)
        print_error("%s: %d, %d\n", e->condition, at_15, at_18);
    return at_15 == e->at_15 && at_18 == e->at_18 ? PGP_OK : PGP_INPUT;
}

static void expect_all(pgp_context *context, const expectation *all, size_t count) {
    for (size_t i = 0; i < count; i++) {
        expectation one = all[i];
        assert_int_equal(pgp_with_stack(context, evaluate, &one), PGP_OK);
    }
}

static void versions(void **state) {
    static const expectation all[] = {
        {VERSION " >= 90500", PGP_TRUE, PGP_TRUE},
        {VERSION " >= 160000", PGP_FALSE, PGP_TRUE},
        {"NOT (160000 <= " VERSION ")", PGP_TRUE, PGP_FALSE},
        {"(" VERSION ") / 10000 = 15", PGP_TRUE, PGP_FALSE},
        {VERSION " / 10000 IN (14, 15)", PGP_TRUE, PGP_FALSE},
        {VERSION " / 10000 NOT IN (14, 15)", PGP_FALSE, PGP_TRUE},
        {VERSION " BETWEEN 150000 AND 159999", PGP_TRUE, PGP_FALSE},
        {VERSION " NOT BETWEEN 150000 AND 159999", PGP_FALSE, PGP_TRUE},
        {VERSION " < 160000 AND " VERSION " <> 150001", PGP_TRUE, PGP_FALSE},
        {VERSION " < 140000 OR " VERSION " > 170000", PGP_FALSE, PGP_TRUE},
        {"CAST(current_setting('server_version_num', true) AS bigint) % 10000 = '13'::int", PGP_TRUE,
         PGP_FALSE},
        {"(SELECT setting::int FROM pg_settings WHERE name = 'server_version_num') > 160000", PGP_FALSE,
         PGP_TRUE},
        {"(SELECT setting FROM pg_settings WHERE name = 'server_version_num')::int > 160000", PGP_FALSE,
         PGP_TRUE},
        /* what is not known does not matter */
        {VERSION " < 160000 OR current_setting('app.mode') = 'x'", PGP_TRUE, PGP_UNDECIDED},
        {"current_setting('app.mode') = 'x' AND " VERSION " < 160000", PGP_UNDECIDED, PGP_FALSE},
    };
    expect_all(*state, all, sizeof all / sizeof *all);
}

static void unknown_conditions(void **state) {
    static const char *const all[] = {
        "version() ~ '17'",
        "current_setting('server_version_num') >= '90500'",
        "current_setting('server_version')::numeric >= 9.5",
        "current_setting('application_name')::int > 1",
        "current_setting(name)::int > 1",
        "current_setting()::int > 1",
        "(SELECT setting::int FROM pg_settings WHERE name = 'work_mem') > 1",
        "(SELECT setting::int FROM pg_settings) > 1",
        "(SELECT setting::int FROM settings WHERE name = 'server_version_num') > 1",
        VERSION " / 0 > 1",
        VERSION " * 99999 > 1 * 99999 * 99999",
        VERSION " > NULL",
        VERSION " > a.limit",
        VERSION " IN (SELECT 1)",
        VERSION "[1] > 1",
        "current_setting('server_version_num')::int[] > 1",
        "EXISTS (SELECT 1 FROM accounts WHERE name = 'x')",
        "EXISTS (SELECT 1 FROM pg_type WHERE typname <> 'x')",
        "EXISTS (SELECT 1 FROM pg_type WHERE typname LIKE 'x%')",
        "(SELECT count(*) FROM pg_type WHERE typname = 'x') = 3",
        "to_regclass(name) IS NULL",
        "'x' IS NULL",
        "(SELECT 1, 2) > 1",
        "true, false",
        "*",
        ""};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        expectation e = {all[i], PGP_UNDECIDED, PGP_UNDECIDED};
        expect_all(*state, &e, 1);
    }
}

static void guards(void **state) {
    static const expectation all[] = {
        {"NOT EXISTS (SELECT FROM pg_type WHERE typname = 'x')", PGP_ABSENT, PGP_ABSENT},
        {"NOT (SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_type WHERE typname = 'x'))", PGP_ABSENT,
         PGP_ABSENT},
        {"EXISTS (SELECT 1 FROM information_schema.columns WHERE 'x' = column_name)", PGP_PRESENT,
         PGP_PRESENT},
        {"EXISTS (SELECT 1 FROM pg_class WHERE oid = 's.x'::regclass)", PGP_PRESENT, PGP_PRESENT},
        {"(SELECT count(*) FROM pg_type WHERE typname = 'x') = 0", PGP_ABSENT, PGP_ABSENT},
        {"(SELECT count(*) FROM pg_type WHERE typname = 'x') > 0", PGP_PRESENT, PGP_PRESENT},
        {"(SELECT oid FROM pg_type WHERE typname = 'x') IS NULL", PGP_ABSENT, PGP_ABSENT},
        {"to_regclass('s.x') IS NOT NULL", PGP_PRESENT, PGP_PRESENT},
        {"to_regprocedure('s.x(integer)') IS NULL", PGP_ABSENT, PGP_ABSENT},
        {"to_regtype('x') IS NULL AND " VERSION " >= 160000", PGP_FALSE, PGP_ABSENT},
        {"to_regtype('x') IS NULL OR to_regtype('y') IS NULL", PGP_ABSENT, PGP_ABSENT},
        {"to_regtype('x') IS NULL AND to_regtype('y') IS NOT NULL", PGP_UNDECIDED, PGP_UNDECIDED},
        {"to_regtype('x') IS NULL AND current_setting('app.mode') = 'x'", PGP_UNDECIDED, PGP_UNDECIDED},
    };
    expect_all(*state, all, sizeof all / sizeof *all);
}

/* -- blocks --------------------------------------------------------------------------------------------------------------- */

static void branch_without_a_server(void **state) {
    pgp_context *context = *state;
    pgp_model *model =
        unit_parse(context, "DO $$ BEGIN\nIF " VERSION " >= 180000 THEN CREATE TABLE newer (); "
                            "ELSE CREATE TABLE older (); END IF; END $$");
    unit_relation(model, "public", "newer");
    assert_null(pgp_model_find(model, PGP_SPACE_RELATION, "public", "older", NULL));
    assert_non_null(context->notes);
    assert_string_equal(context->notes->message,
                        "what this IF does depends on the server's version: read as on PostgreSQL 18");
    assert_int_equal(context->notes->where.line, 2);
}

static void same_branch_on_all(void **state) {
    pgp_context *context = *state;
    unit_parse(context, "DO $$ BEGIN IF " VERSION " < 100000 THEN CREATE TABLE older (); "
                        "ELSE CREATE TABLE newer (); END IF; END $$");
    assert_null(context->notes);
}

static void refused(pgp_context *context, const char *sql, pgp_status status, int line, int column,
                    const char *message) {
    unit_parse_fails(context, sql, status, message);
    assert_int_equal(context->error.where.line, line);
    assert_int_equal(context->error.where.column, column);
    context->error = (pgp_error){.status = PGP_OK};
}

/* What comes after a RETURN is in the ELSE of its IF. */
static void returns(void **state) {
    pgp_context *context = *state;
    pgp_model *model =
        unit_parse(context, "DO $$ BEGIN\nIF " VERSION " < 100000 THEN RETURN; END IF;\n"
                            "CREATE TABLE newer ();\nIF " VERSION " > 100000 THEN RETURN; END IF;\n"
                            "CREATE TABLE older (); END $$;"
                            "DO $$ BEGIN IF to_regclass('t') IS NOT NULL THEN RAISE NOTICE 'there'; "
                            "RETURN; END IF; CREATE TABLE t (); RETURN; CREATE TABLE dead (); END $$");
    unit_relation(model, "public", "newer");
    unit_relation(model, "public", "t");
    assert_null(pgp_model_find(model, PGP_SPACE_RELATION, "public", "older", NULL));
    assert_null(pgp_model_find(model, PGP_SPACE_RELATION, "public", "dead", NULL));
}

static void refusals(void **state) {
    static const char unclear[] = "not clear whether it changes the schema";
    refused(*state, "DO $$\nBEGIN\n  IF version() ~ '17' THEN\n    CREATE TABLE t ();\n  END IF;\nEND $$",
            PGP_UNKNOWN, 4, 5, unclear);
    /* a guard of something else */
    refused(*state,
            "DO $$\nBEGIN\n  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'e') THEN\n"
            "    CREATE TYPE state AS ENUM ('e2');\n  END IF;\nEND $$",
            PGP_UNKNOWN, 3, 3, unclear);
    refused(*state, "DO $$\nBEGIN\n  EXECUTE 'CREATE TABLE ' || current_user || ' ()';\nEND $$", PGP_UNKNOWN,
            3, 3, unclear);
    refused(*state, "DO $$\nBEGIN\n  DO 'BEGIN CREATE TABLE t (); END';\nEND $$", PGP_UNKNOWN, 3, 3, unclear);
    refused(*state, "DO $$\nBEGIN\n  FOR i IN 1..3 LOOP\n    CREATE TABLE t ();\n  END LOOP;\nEND $$",
            PGP_UNKNOWN, 4, 5, unclear);
    refused(*state,
            "DO $$\nBEGIN\n  IF current_user = 'x' THEN RETURN; END IF;\n  CREATE TABLE t ();\nEND $$",
            PGP_UNKNOWN, 4, 3, unclear);
    refused(*state,
            "DO $$\nBEGIN\n  BEGIN\n    IF current_user = 'x' THEN RETURN; END IF;\n  END;\n  CREATE TABLE t "
            "();\nEND $$",
            PGP_UNKNOWN, 6, 3, unclear);
    refused(*state, "DO LANGUAGE plperl $$ 1 $$", PGP_UNKNOWN, 1, 1, unclear);
}

static void places(void **state) {
    refused(*state,
            "DO $$\nBEGIN\n  IF " VERSION " < 100000 THEN\n    CREATE VIEW v AS SELECT 1;\n  ELSE\n"
            "    CREATE TABLE t (a integer REFERENCES nowhere);\n  END IF;\nEND $$",
            PGP_INPUT, 6, 42, "\"nowhere\" does not exist");
    refused(*state, "DO $$\nBEGIN\n  EXECUTE '\n CREATE TABLE t (a nothing)';\nEND $$", PGP_INPUT, 4, 20,
            "\"nothing\" does not exist");
    refused(*state, "DO $$\nBEGIN\n  EXECUTE 'CREATE TABLE t (a nothing)';\nEND $$", PGP_INPUT, 3, 30,
            "\"nothing\" does not exist");
    /* A guard forgives that the first is there, not that a later one is. */
    refused(
        *state,
        "CREATE TYPE b AS ENUM ();\nDO $$ BEGIN\n  CREATE TYPE a AS ENUM ();\n  CREATE TYPE b AS ENUM ();\n"
        "EXCEPTION WHEN duplicate_object THEN NULL;\nEND $$",
        PGP_INPUT, 4, 3, "b exists already");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(versions),
        UNIT_TEST(unknown_conditions),
        UNIT_TEST(guards),
        UNIT_TEST(branch_without_a_server),
        UNIT_TEST(same_branch_on_all),
        UNIT_TEST(returns),
        UNIT_TEST(refusals),
        UNIT_TEST(places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

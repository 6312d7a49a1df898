#include "unit.h"

#define TABLE "CREATE TABLE t (a int);"

static const pgp_policy *policy_of(void **state, const char *sql) {
    return unit_child(unit_relation(unit_parse(*state, sql), "public", "t"), &pgp_kind_policy, "p");
}

static void what_is_not_said_has_the_servers_default(void **state) {
    const pgp_policy *policy = policy_of(state, "CREATE POLICY p ON t;" TABLE);
    assert_string_equal(policy->command, "all");
    assert_false(policy->restrictive);
    assert_int_equal(policy->roles.count, 1);
    assert_string_equal(policy->roles.items[0], "PUBLIC");
    assert_null(policy->using_.text);
    assert_null(policy->check.text);
}

static void every_clause_is_read(void **state) {
    const pgp_policy *policy = policy_of(
        state, TABLE
        "CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO zoe, adam USING (a > 1) WITH CHECK ((a) < 9)");
    assert_string_equal(policy->command, "update");
    assert_true(policy->restrictive);
    assert_int_equal(policy->roles.count, 2);
    assert_string_equal(policy->roles.items[0], "adam");
    assert_string_equal(policy->using_.text, "a > 1");
    assert_string_equal(policy->check.text, "(a) < 9");
}

static void public_swallows_other_roles(void **state) {
    const pgp_policy *policy = policy_of(state, TABLE "CREATE POLICY p ON t TO zoe, PUBLIC");
    assert_int_equal(policy->roles.count, 1);
    assert_string_equal(policy->roles.items[0], "PUBLIC");
}

static void altering_keeps_what_it_does_not_name(void **state) {
    const pgp_policy *policy = policy_of(
        state, TABLE
        "CREATE POLICY p ON t TO zoe USING (a > 1); ALTER POLICY p ON t USING (a > 2) WITH CHECK (true)");
    assert_string_equal(policy->roles.items[0], "zoe");
    assert_string_equal(policy->using_.text, "a > 2");
    assert_string_equal(policy->check.text, "true");
}

static void what_is_wrong_is_named(void **state) {
    unit_parse_fails(*state, "CREATE POLICY p ON t", PGP_INPUT, "\"t\"");
    unit_parse_fails(*state, TABLE "ALTER POLICY p ON t USING (true)", PGP_INPUT, "\"p\"");
    unit_parse_fails(*state, TABLE "CREATE POLICY p ON t; CREATE POLICY p ON t", PGP_INPUT, "exists already");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(what_is_not_said_has_the_servers_default),
        UNIT_TEST(every_clause_is_read),
        UNIT_TEST(public_swallows_other_roles),
        UNIT_TEST(altering_keeps_what_it_does_not_name),
        UNIT_TEST(what_is_wrong_is_named),
    };
    return cmocka_run_group_tests_name("policies", tests, NULL, NULL);
}

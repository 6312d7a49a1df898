#include "unit.h"

#include "execute/group.h"

static const pgp_step plain = {.sql = "a"}, alone = {.sql = "b", .no_transaction = true},
                      later = {.sql = "c", .commit_before = true},
                      blocked = {.sql = "d", .destructive = true},
                      allowed = {.sql = "e", .destructive = true, .allowed = true},
                      blocked_alone = {.sql = "f", .destructive = true, .no_transaction = true};

static void check(pgp_context *context, const pgp_step *steps, size_t count, const pgp_group *expected,
                  size_t expected_count) {
    pgp_groups groups = pgp_group_steps(context->arena, steps, count);
    assert_int_equal(groups.count, expected_count);
    for (size_t i = 0; i < expected_count; i++) {
        assert_int_equal(groups.items[i].first, expected[i].first);
        assert_int_equal(groups.items[i].count, expected[i].count);
        assert_int_equal(groups.items[i].runs, expected[i].runs);
        assert_int_equal(groups.items[i].transaction, expected[i].transaction);
    }
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void nothing_is_no_group(void **state) {
    check(*state, NULL, 0, NULL, 0);
}

static void steps_share_a_transaction(void **state) {
    const pgp_step steps[] = {plain, allowed, plain};
    const pgp_group expected[] = {{.first = 0, .count = 3, .runs = 3, .transaction = true}};
    check(*state, steps, COUNT(steps), expected, COUNT(expected));
}

static void some_run_outside(void **state) {
    const pgp_step steps[] = {plain, alone, alone, plain, plain};
    const pgp_group expected[] = {{.first = 0, .count = 1, .runs = 1, .transaction = true},
                                  {.first = 1, .count = 1, .runs = 1, .transaction = false},
                                  {.first = 2, .count = 1, .runs = 1, .transaction = false},
                                  {.first = 3, .count = 2, .runs = 2, .transaction = true}};
    check(*state, steps, COUNT(steps), expected, COUNT(expected));
}

static void a_commit_comes_before_what_needs_it(void **state) {
    const pgp_step steps[] = {plain, later, plain};
    const pgp_group expected[] = {{.first = 0, .count = 1, .runs = 1, .transaction = true},
                                  {.first = 1, .count = 2, .runs = 2, .transaction = true}};
    check(*state, steps, COUNT(steps), expected, COUNT(expected));
}

static void blocked_steps_part_nothing(void **state) {
    const pgp_step steps[] = {blocked, plain, blocked_alone, plain, alone, blocked};
    const pgp_group expected[] = {{.first = 0, .count = 4, .runs = 2, .transaction = true},
                                  {.first = 4, .count = 2, .runs = 1, .transaction = false}};
    check(*state, steps, COUNT(steps), expected, COUNT(expected));
    const pgp_step only[] = {blocked};
    const pgp_group none[] = {{.first = 0, .count = 1, .runs = 0, .transaction = true}};
    check(*state, only, COUNT(only), none, COUNT(none));
}

static void search_path_is_set_when_it_changes(void **state) {
    pgp_context *context = *state;
    const pgp_step any = {.sql = "a"}, empty = {.sql = "b", .search_path = ""},
                   app = {.sql = "c", .search_path = "app, public"};
    const char *path = NULL;
    assert_null(pgp_step_set_path(context->arena, &any, &path));
    assert_string_equal(pgp_step_set_path(context->arena, &empty, &path), "SET search_path = ''");
    assert_null(pgp_step_set_path(context->arena, &empty, &path));
    assert_string_equal(pgp_step_set_path(context->arena, &app, &path), "SET search_path = app, public");
    assert_null(pgp_step_set_path(context->arena, &any, &path));
    assert_null(pgp_step_set_path(context->arena, &app, &path));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(nothing_is_no_group),        UNIT_TEST(steps_share_a_transaction),
        UNIT_TEST(some_run_outside),           UNIT_TEST(a_commit_comes_before_what_needs_it),
        UNIT_TEST(blocked_steps_part_nothing), UNIT_TEST(search_path_is_set_when_it_changes),
    };
    return cmocka_run_group_tests_name("groups", tests, NULL, NULL);
}

#include "unit.h"

static void an_error_says_what_and_where(void **state) {
    pgp_context *context = *state;
    pgp_location where = {.file = "db/orders.sql", .line = 3, .column = 7};
    assert_int_equal(pgp_fail(context, PGP_INPUT, &where, "relation \"%s\" does not exist", "orders"),
                     PGP_INPUT);
    assert_int_equal(pgp_hint(context, "Create %s first.", "orders"), PGP_INPUT);
    assert_string_equal(context->error.message, "relation \"orders\" does not exist");
    assert_string_equal(context->error.hint, "Create orders first.");
    assert_string_equal(context->error.where.file, "db/orders.sql");
    assert_int_equal(context->error.where.line, 3);
    assert_int_equal(pgp_fail(context, PGP_REFUSED, NULL, "no"), PGP_REFUSED);
    assert_null(context->error.hint);
    assert_null(context->error.where.file);
}

static void notes_keep_their_order(void **state) {
    pgp_context *context = *state;
    pgp_note_add(context, NULL, "first");
    pgp_note_add(context, &(pgp_location){.line = 2}, "second of %d", 2);
    assert_string_equal(context->notes->message, "first");
    assert_string_equal(context->notes->next->message, "second of 2");
    assert_int_equal(context->notes->next->where.line, 2);
    assert_null(context->notes->next->next);
}

static pgp_status fails(pgp_context *context, void *argument) {
    return pgp_fail(context, PGP_UNKNOWN, NULL, "%s", (const char *)argument);
}

static pgp_status works_if_the_guarded_fails(pgp_context *context, void *argument) {
    (void)argument;
    char inner[] = "inner";
    assert_int_equal(pgp_guard(context, fails, inner), PGP_UNKNOWN);
    return PGP_OK;
}

static void guards_pass_results_on_and_nest(void **state) {
    pgp_context *context = *state;
    char message[] = "outer";
    assert_int_equal(pgp_guard(context, works_if_the_guarded_fails, NULL), PGP_OK);
    assert_int_equal(pgp_guard(context, fails, message), PGP_UNKNOWN);
    assert_string_equal(context->error.message, "outer");
}

static void freeing_nothing_is_allowed(void **state) {
    (void)state;
    pgp_context_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(an_error_says_what_and_where),
        UNIT_TEST(notes_keep_their_order),
        UNIT_TEST(guards_pass_results_on_and_nest),
        cmocka_unit_test(freeing_nothing_is_allowed),
    };
    return cmocka_run_group_tests_name("context", tests, NULL, NULL);
}

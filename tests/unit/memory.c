/*
 * Running out of memory anywhere while reading a schema: the call ends as PGP_RETRY, and nothing leaks or crashes.
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

static long allocations_left = -1; /* -1: all succeed */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

static bool fails(void) {
    return allocations_left >= 0 && allocations_left-- == 0;
}

void *__wrap_malloc(size_t size) {
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? NULL : __real_calloc(count, size);
}

/* Enough of everything for a dozen blocks of memory. */
static const char schema[] =
    "CREATE SCHEMA s%1$d;"
    "CREATE TYPE s%1$d.state AS ENUM ('new', 'paid');"
    "CREATE TABLE s%1$d.orders (id bigint PRIMARY KEY, state s%1$d.state NOT NULL DEFAULT 'new',"
    " total numeric(10, 2) CHECK (total >= 0));"
    "CREATE INDEX ON s%1$d.orders (state) WHERE total > 100;"
    "CREATE VIEW s%1$d.open AS SELECT id FROM s%1$d.orders WHERE state = 'new';"
    "COMMENT ON VIEW s%1$d.open IS 'not paid yet';";

static char text[400 * sizeof schema];

static int write_schemas(void **state) {
    (void)state;
    size_t size = 0;
    for (int i = 0; i < 300; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, schema, i);
    return size < sizeof text ? 0 : -1;
}

static pgp_status work(pgp_context *context, void *argument) {
    pgp_input input = {.name = "schema.sql", .text = text, .size = strlen(text)};
    pgp_model *model = pgp_model_new(context->arena);
    (void)argument;
    return pgp_parse(context, model, &input, 1);
}

/* Parses with the nth allocation failing. */
static pgp_status parse_without(long nth) {
    allocations_left = nth;
    pgp_context *context = pgp_context_new();
    pgp_status status = context ? pgp_guard(context, work, NULL) : PGP_RETRY;
    allocations_left = -1;
    if (status == PGP_RETRY && context)
        assert_string_equal(context->error.message, "out of memory");
    pgp_context_free(context);
    return status;
}

static void every_failing_allocation_is_survived(void **state) {
    (void)state;
    long nth = 0;
    while (parse_without(nth) == PGP_RETRY)
        nth += nth < 100 ? 1 : 101; /* each statement makes sure of its memory, and those are many */
    assert_int_equal(parse_without(nth), PGP_OK); /* more memory than it takes */
    assert_true(nth > 8);
}

static pgp_status exhaust(pgp_context *context, void *argument) {
    (void)argument;
    while (pgp_alloc(context->arena, 1 << 20))
        continue;
    return PGP_OK;
}

static int cleaned;

static void count(void *what) {
    (void)what;
    cleaned++;
}

static void the_context_is_usable_afterwards(void **state) {
    (void)state;
    pgp_context *context = pgp_context_new();
    assert_non_null(context);
    pgp_defer(context->arena, count, NULL);
    allocations_left = 5;
    assert_int_equal(pgp_guard(context, exhaust, NULL), PGP_RETRY);
    allocations_left = -1;
    assert_int_equal(context->error.status, PGP_RETRY);
    assert_string_equal(pgp_strdup(context->arena, "still here"), "still here");
    assert_int_equal(cleaned, 0);
    pgp_context_free(context);
    assert_int_equal(cleaned, 1);
}

static void there_may_be_no_context_at_all(void **state) {
    (void)state;
    for (long nth = 0; nth < 2; nth++) {
        allocations_left = nth;
        assert_null(pgp_context_new());
        allocations_left = -1;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failing_allocation_is_survived),
        cmocka_unit_test(the_context_is_usable_afterwards),
        cmocka_unit_test(there_may_be_no_context_at_all),
    };
    return cmocka_run_group_tests_name("memory", tests, write_schemas, NULL);
}

#include "unit.h"

#include <stdalign.h>
#include <string.h>

static void memory_is_zeroed_and_aligned(void **state) {
    pgp_context *context = *state;
    for (size_t size = 1; size < 200000; size = size * 3 + 1) {
        char *memory = pgp_alloc(context->arena, size);
        assert_int_equal((uintptr_t)memory % alignof(int64_t), 0);
        assert_int_equal((uintptr_t)memory % alignof(double), 0);
        assert_int_equal((uintptr_t)memory % alignof(void *), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xAA, size);
        pgp_strdup(context->arena, "x"); /* leaves the next block unaligned */
    }
}

static void copies_are_independent(void **state) {
    pgp_context *context = *state;
    char source[] = "orders";
    char *copy = pgp_strdup(context->arena, source), *part = pgp_strndup(context->arena, source, 3);
    source[0] = 'X';
    assert_string_equal(copy, "orders");
    assert_string_equal(part, "ord");
    assert_null(pgp_strdup(context->arena, NULL));
    assert_string_equal(pgp_printf(context->arena, "%s_%d", copy, 7), "orders_7");
}

static void arrays_grow(void **state) {
    pgp_context *context = *state;
    int *items = NULL;
    size_t count = 0, capacity = 0;
    for (int i = 0; i < 1000; i++)
        PGP_PUSH(context->arena, items, count, capacity, i);
    assert_int_equal(count, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
}

static char order[8];

static void note(void *what) {
    strcat(order, what);
}

static void clean_ups_run_in_reverse(void **state) {
    (void)state;
    char a[] = "a", b[] = "b", c[] = "c";
    pgp_arena *arena = pgp_arena_new();
    assert_non_null(arena);
    pgp_defer(arena, note, a);
    pgp_defer(arena, note, b);
    pgp_defer(arena, note, c);
    pgp_arena_free(arena);
    pgp_arena_free(NULL);
    assert_string_equal(order, "cba");
}

static void only_the_last_is_made_longer_in_place(void **state) {
    pgp_context *context = *state;
    char *first = pgp_strdup(context->arena, "orders");
    assert_true(pgp_extend(context->arena, first, 7, 5));
    memcpy(first, "orders_2024", 12);
    char *second = pgp_strdup(context->arena, "customers");
    assert_false(pgp_extend(context->arena, first, 12, 1));
    assert_false(pgp_extend(context->arena, second, 10, (size_t)1 << 40));
    assert_string_equal(first, "orders_2024");
    assert_string_equal(second, "customers");
}

static void a_reset_arena_is_as_new(void **state) {
    (void)state;
    pgp_arena *arena = pgp_arena_new();
    pgp_arena_reset(arena); /* nothing in it yet */
    char one[] = "1";
    for (int round = 0; round < 3; round++) {
        order[0] = '\0';
        pgp_defer(arena, note, one);
        for (size_t size = 1; size < 200000; size = size * 3 + 1) {
            char *memory = pgp_alloc(arena, size);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(memory[i], 0);
            memset(memory, 0xAA, size);
        }
        pgp_arena_reset(arena);
        assert_string_equal(order, "1");
    }
    order[0] = '\0';
    pgp_arena_free(arena);
    assert_string_equal(order, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(memory_is_zeroed_and_aligned),
        UNIT_TEST(copies_are_independent),
        UNIT_TEST(arrays_grow),
        UNIT_TEST(only_the_last_is_made_longer_in_place),
        UNIT_TEST(a_reset_arena_is_as_new),
        cmocka_unit_test(clean_ups_run_in_reverse),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}

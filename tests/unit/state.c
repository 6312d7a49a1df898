/*
 * Without arguments: the tests. With a version (160004): prints the query of the state for a server of that version.
 */
#include "unit.h"

#include "introspect/state.h"
#include "parse/visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int versions[] = {140000, 150000, 160000, 170000, 180000};
enum { VERSION_COUNT = sizeof versions / sizeof *versions };

static void look_at(void *argument, const ProtobufCMessage *message) {
    const char *query = argument;
    if (message->descriptor != &pg_query__range_var__descriptor)
        return;
    const char *relation = ((const PgQuery__RangeVar *)message)->relname;
    if (!pgp_state_covers(relation))
        fail_msg("%s is read, but the state does not cover it: %s", relation, query);
}

static pgp_status check_query(pgp_context *context, void *argument) {
    const char *query = argument;
    pgp_tree tree = {0};
    pgp_syntax_error error;
    if (pgp_tree_parse(context->arena, query, &tree, &error) != 0)
        fail_msg("%s: %s", error.message, query);
    pgp_visit(&tree.result->base, look_at, argument);
    pgp_tree_free(&tree);
    return PGP_OK;
}

static void check(pgp_context *context, const char *query) {
    assert_int_equal(check_query(context, pgp_strdup(context->arena, query)), PGP_OK);
}

static void it_covers_all_that_kinds_read(void **state) {
    pgp_context *context = *state;
    for (const pgp_kind *const *kind = pgp_kinds; *kind; kind++) {
        for (size_t i = 0; i < VERSION_COUNT; i++)
            if ((*kind)->query && (*kind)->query(versions[i]))
                check(context, (*kind)->query(versions[i]));
        if ((*kind)->presence)
            check(context, pgp_printf(context->arena, "SELECT FROM pg_catalog.%s", (*kind)->presence));
    }
    check(context, pgp_members_query);
}

/* Of pg_class the state knows columns: these it does not. Nor relpages and reltuples, which only tell a plan how large tables are. */
static void columns_that_it_leaves_out_are_not_read(void **state) {
    static const char *const columns[] = {"relfilenode", "relallvisible", "relallfrozen",   "relisshared",
                                          "relhasindex", "relhasrules",   "relhastriggers", "relhassubclass",
                                          "relrewrite",  "relfrozenxid",  "relminmxid"};
    (void)state;
    for (const pgp_kind *const *kind = pgp_kinds; *kind; kind++) {
        const char *query = (*kind)->query ? (*kind)->query(180000) : NULL;
        for (size_t i = 0; query && i < sizeof columns / sizeof *columns; i++)
            if (strstr(query, columns[i]))
                fail_msg("%s are read by %s, which the state leaves out", (*kind)->title, columns[i]);
    }
}

static void it_can_be_asked_of_every_version(void **state) {
    pgp_context *context = *state;
    for (size_t i = 0; i < VERSION_COUNT; i++)
        check(context, pgp_state_query(context->arena, versions[i]));
    assert_null(strstr(pgp_state_query(context->arena, 140000), "pg_publication_namespace"));
    assert_non_null(strstr(pgp_state_query(context->arena, 150000), "pg_publication_namespace"));
}

static int print_query(const char *version) {
    pgp_context *context = pgp_context_new();
    if (!context)
        return 1;
    puts(pgp_state_query(context->arena, atoi(version)));
    pgp_context_free(context);
    return 0;
}

int main(int count, char **words) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(it_covers_all_that_kinds_read),
        UNIT_TEST(columns_that_it_leaves_out_are_not_read),
        UNIT_TEST(it_can_be_asked_of_every_version),
    };
    return count > 1 ? print_query(words[1]) : cmocka_run_group_tests_name("state", tests, NULL, NULL);
}

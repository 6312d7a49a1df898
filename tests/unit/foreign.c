/*
 * Objects in no schema: foreign data, its options and secrets, publications, subscriptions.
 */
#include "kinds/foreign_options.h"
#include "model/secret.h"
#include "unit.h"

#include <string.h>

#define SERVER "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (a '1', b '2');"
#define TABLE  "CREATE TABLE t (a int, b text);"

static pgp_arena *arena_of(void **state) {
    return ((pgp_context *)*state)->arena;
}

static const void *object_of(const pgp_model *model, const pgp_kind *kind, const char *name) {
    const pgp_object *found = pgp_model_find_kind(model, kind, NULL, name, NULL);
    assert_non_null(found);
    return found;
}

static pgp_names names_of(pgp_arena *arena, const char *first, const char *second) {
    pgp_names names = {0};
    pgp_names_add(arena, &names, first);
    if (second)
        pgp_names_add(arena, &names, second);
    return names;
}

/* -- options --------------------------------------------------------------------------------------------- */

static void options_are_folded_in_the_servers_order(void **state) {
    const pgp_server *server = object_of(
        unit_parse(*state,
                   SERVER "ALTER SERVER s OPTIONS (DROP a, ADD c '3', SET b ''); ALTER SERVER s VERSION '2'"),
        &pgp_kind_server, "s");
    assert_int_equal(server->options.count, 2);
    assert_string_equal(server->options.items[0], "b=");
    assert_string_equal(server->options.items[1], "c=3");
    assert_string_equal(server->version, "2");
}

static void wrong_options_are_named(void **state) {
    unit_parse_fails(*state, SERVER "ALTER SERVER s OPTIONS (a '2')", PGP_INPUT,
                     "\"a\" provided more than once");
    unit_parse_fails(*state, SERVER "ALTER SERVER s OPTIONS (SET c '2')", PGP_INPUT, "\"c\" not found");
    unit_parse_fails(*state, SERVER "ALTER SERVER s OPTIONS (DROP c)", PGP_INPUT, "\"c\" not found");
}

static void what_is_masked_equals_anything(void **state) {
    pgp_arena *arena = arena_of(state);
    pgp_names known = names_of(arena, "user=x", "password=secret");
    pgp_names other = names_of(arena, "password=another", "user=x");
    pgp_names masked = names_of(arena, "user=x", "password=" PGP_MASK);
    pgp_names none = names_of(arena, "user=x", NULL);
    assert_true(pgp_same_foreign_options(&known, &masked));
    assert_true(pgp_same_foreign_options(&masked, &known));
    assert_true(pgp_same_foreign_options(&none, &masked));
    assert_false(pgp_same_foreign_options(&known, &other));
    assert_false(pgp_same_foreign_options(&known, &none));
    assert_string_equal(pgp_known_options(arena, &known, &masked).items[1], "password=secret");
}

static void secrets_are_told_by_their_names(void **state) {
    static const char *const secrets[] = {"password", "sslPASSWORD", "aws_secret_access_key", "api_key",
                                          "token"};
    static const char *const others[] = {"user", "password_required", "passfile", "sslkey", "key"};
    (void)state;
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        assert_true(pgp_is_secret(secrets[i], strlen(secrets[i])));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(pgp_is_secret(others[i], strlen(others[i])));
}

/* -- foreign data ---------------------------------------------------------------------------------------- */

static void a_name_without_a_schema_is_nobodys_label(void **state) {
    const char *sql = TABLE "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER \"integer\" FOREIGN DATA WRAPPER w;"
                            "CREATE FOREIGN TABLE f (a int) SERVER \"integer\";";
    const pgp_model *model =
        unit_parse(*state, pgp_printf(arena_of(state), "%s ALTER SERVER \"integer\" RENAME TO other", sql));
    const pgp_object *table = unit_relation(model, "public", "t");
    assert_string_equal(((const pgp_column *)unit_child(table, &pgp_kind_column, "a"))->type, "integer");
    assert_string_equal(((const pgp_table *)unit_relation(model, "public", "f"))->server, "other");
    model = unit_parse(*state, pgp_printf(arena_of(state), "%s DROP SERVER \"integer\" CASCADE", sql));
    unit_child(unit_relation(model, "public", "t"), &pgp_kind_column, "a");
    assert_null(pgp_model_find(model, PGP_SPACE_RELATION, "public", "f", NULL));
}

static void what_is_not_there_is_named(void **state) {
    unit_parse_fails(*state, "CREATE SERVER s FOREIGN DATA WRAPPER nowhere", PGP_INPUT, "\"nowhere\"");
    unit_parse_fails(*state, "CREATE FOREIGN TABLE f (a int) SERVER nowhere", PGP_INPUT, "\"nowhere\"");
    unit_parse_fails(*state, "CREATE USER MAPPING FOR bob SERVER nowhere", PGP_INPUT, "\"nowhere\"");
    unit_parse_fails(*state, SERVER "ALTER USER MAPPING FOR bob SERVER s OPTIONS (a 'b')", PGP_INPUT,
                     "\"bob\"");
    unit_parse_fails(*state, "ALTER EVENT TRIGGER nowhere DISABLE", PGP_INPUT, "event trigger \"nowhere\"");
    unit_parse_fails(*state, "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION nowhere()", PGP_INPUT,
                     "\"nowhere\"");
    unit_parse_fails(*state, SERVER "IMPORT FOREIGN SCHEMA x FROM SERVER s INTO public", PGP_UNKNOWN,
                     "IMPORT FOREIGN SCHEMA");
}

/* -- replication ----------------------------------------------------------------------------------------- */

static void publications_fold(void **state) {
    const pgp_publication *publication =
        object_of(unit_parse(*state, TABLE
                             "CREATE TABLE u (a int);"
                             "CREATE PUBLICATION p FOR TABLE t (b, a) WHERE (a > 1), TABLES IN SCHEMA public"
                             " WITH (publish = 'Update , insert'); ALTER PUBLICATION p ADD TABLE u;"
                             "ALTER TABLE t RENAME TO v; DROP TABLE u"),
                  &pgp_kind_publication, "p");
    assert_int_equal(publication->publish.count, 2);
    assert_string_equal(publication->publish.items[0], "insert");
    const pgp_publication_table *table =
        unit_child(&publication->object, &pgp_kind_publication_table, "public.v");
    assert_string_equal(table->columns.items[0], "a");
    assert_string_equal(table->condition.text, "a > 1");
    unit_child(&publication->object, &pgp_kind_publication_schema, "public");
    assert_null(pgp_child(&publication->object, &pgp_kind_publication_table, "public.u"));
}

static const pgp_subscription *subscription_of(void **state, const char *options) {
    return object_of(
        unit_parse(*state, pgp_printf(arena_of(state),
                                      "CREATE SUBSCRIPTION s CONNECTION 'x=y' PUBLICATION b, a %s", options)),
        &pgp_kind_subscription, "s");
}

static void a_subscription_says_whether_it_is_enabled(void **state) {
    assert_null(subscription_of(state, "")->enabled);
    assert_string_equal(subscription_of(state, "")->slot_name, "s");
    assert_string_equal(subscription_of(state, "WITH (connect = false)")->enabled, "false");
    assert_string_equal(subscription_of(state, "; ALTER SUBSCRIPTION s ENABLE")->enabled, "true");
    assert_null(subscription_of(state, "WITH (slot_name = NONE, enabled = false)")->slot_name);
    const pgp_subscription *subscription = subscription_of(state, "WITH (streaming = parallel, binary)");
    assert_string_equal(subscription->options.items[0], "binary=true");
    assert_string_equal(subscription->options.items[1], "streaming=parallel");
    assert_string_equal(subscription->publications.items[0], "b");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(options_are_folded_in_the_servers_order),
        UNIT_TEST(wrong_options_are_named),
        UNIT_TEST(what_is_masked_equals_anything),
        UNIT_TEST(secrets_are_told_by_their_names),
        UNIT_TEST(a_name_without_a_schema_is_nobodys_label),
        UNIT_TEST(what_is_not_there_is_named),
        UNIT_TEST(publications_fold),
        UNIT_TEST(a_subscription_says_whether_it_is_enabled),
    };
    return cmocka_run_group_tests_name("foreign", tests, NULL, NULL);
}

#include "unit.h"

#include "kinds/acl.h"

#include <string.h>

#define TABLE "CREATE TABLE t (a int, b int);"

static const char *joined(pgp_arena *arena, const pgp_names *items) {
    pgp_text text = pgp_text_new(arena);
    for (size_t i = 0; i < items->count; i++) {
        pgp_text_next(&text, " ");
        pgp_text_add(&text, items->items[i]);
    }
    return text.data;
}

static const char *rights_of(const pgp_model *model, const void *object) {
    const pgp_privileges *privileges = unit_child(object, &pgp_kind_privileges, "");
    return joined(model->arena, &privileges->items);
}

static const char *column_rights(void **state, const char *sql) {
    pgp_model *model = unit_parse(*state, sql);
    return rights_of(model, unit_child(unit_relation(model, "public", "t"), &pgp_kind_column, "a"));
}

static const char *parsed(void **state, const char *acl) {
    pgp_model *model = pgp_model_new(((pgp_context *)*state)->arena);
    pgp_acl list = pgp_acl_parse(model->arena, acl, "owner");
    pgp_names items = pgp_acl_items(model, &list);
    return joined(model->arena, &items);
}

static void the_servers_lists_are_read(void **state) {
    assert_string_equal(parsed(state, "{}"), "");
    assert_string_equal(parsed(state, "{owner=rw/owner,=r/owner}"),
                        "@owner=SELECT @owner=UPDATE PUBLIC=SELECT");
    assert_string_equal(parsed(state, "{bob=r*w/owner,bob=d/carl}"), "bob=DELETE bob=SELECT* bob=UPDATE");
}

static void roles_with_strange_names_are_read(void **state) {
    assert_string_equal(parsed(state, "{\"\\\"a b\\\"=r/owner\"}"), "a b=SELECT");
    assert_string_equal(parsed(state, "{\"\\\"q\\\"\\\"=/,\\\"=X/owner\"}"), "q\"=/,=EXECUTE");
}

static void grants_fold_in_the_files_order(void **state) {
    pgp_model *model =
        unit_parse(*state, TABLE "GRANT SELECT, INSERT ON t TO bob WITH GRANT OPTION;"
                                 "REVOKE GRANT OPTION FOR INSERT ON t FROM bob;"
                                 "REVOKE ALL ON t FROM CURRENT_USER; GRANT UPDATE ON t TO carl;"
                                 "REVOKE UPDATE ON t FROM carl");
    const char *rights = rights_of(model, unit_relation(model, "public", "t"));
    assert_non_null(strstr(rights, "bob=INSERT bob=SELECT*"));
    assert_null(strstr(rights, "carl"));
}

static void grants_wait_for_their_object_but_keep_their_place(void **state) {
    pgp_model *model = unit_parse(*state, "GRANT SELECT ON t TO bob; REVOKE SELECT ON t FROM bob; " TABLE
                                          "GRANT INSERT ON t TO bob");
    assert_null(strstr(rights_of(model, unit_relation(model, "public", "t")), "bob=SELECT"));
}

static void the_files_owner_is_the_owner(void **state) {
    pgp_model *model = unit_parse(
        *state, TABLE "ALTER TABLE t OWNER TO bob; REVOKE ALL ON t FROM bob; GRANT SELECT ON t TO bob");
    assert_string_equal(rights_of(model, unit_relation(model, "public", "t")), "@owner=SELECT");
}

/* As servers do: what bob is granted or not before he is the owner leaves the owner's rights what they are. */
static void until_the_file_names_an_owner_it_is_the_maker(void **state) {
    pgp_model *model =
        unit_parse(*state, TABLE
                   "REVOKE ALL ON t FROM bob; REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, "
                   "MAINTAIN ON t FROM CURRENT_USER; ALTER TABLE t OWNER TO bob");
    assert_string_equal(rights_of(model, unit_relation(model, "public", "t")), "@owner=SELECT");
}

static void revoking_on_a_table_reaches_its_columns(void **state) {
    assert_string_equal(column_rights(state, TABLE "GRANT SELECT (a), UPDATE (a, b) ON t TO bob"),
                        "bob=SELECT bob=UPDATE");
    assert_string_equal(
        column_rights(state, TABLE "GRANT SELECT (a), UPDATE (a) ON t TO bob; REVOKE SELECT ON t FROM bob"),
        "bob=UPDATE");
}

static void default_privileges_reach_what_comes_after_them(void **state) {
    static const char defaults[] = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO bob;";
    pgp_model *model = unit_parse(*state, pgp_printf(((pgp_context *)*state)->arena,
                                                     "CREATE TABLE early (a int); %s %s", defaults, TABLE));
    assert_non_null(strstr(rights_of(model, unit_relation(model, "public", "t")), "bob=SELECT"));
    assert_null(pgp_child(unit_relation(model, "public", "early"), &pgp_kind_privileges, ""));
}

static void all_tables_are_those_written_before(void **state) {
    pgp_model *model = unit_parse(
        *state, "CREATE TABLE early (a int); GRANT SELECT ON ALL TABLES IN SCHEMA public TO bob; " TABLE);
    assert_non_null(strstr(rights_of(model, unit_relation(model, "public", "early")), "bob=SELECT"));
    assert_null(pgp_child(unit_relation(model, "public", "t"), &pgp_kind_privileges, ""));
}

static void what_is_wrong_is_named(void **state) {
    unit_parse_fails(*state, "GRANT SELECT ON nowhere TO bob", PGP_INPUT, "\"nowhere\"");
    unit_parse_fails(*state, TABLE "GRANT EXECUTE ON t TO bob", PGP_INPUT, "EXECUTE");
    unit_parse_fails(*state, TABLE "GRANT fly ON t TO bob", PGP_INPUT, "\"fly\"");
    unit_parse_fails(*state, TABLE "GRANT SELECT (c) ON t TO bob", PGP_INPUT, "t.c");
    unit_parse_fails(*state, "GRANT USAGE ON LANGUAGE nowhere TO bob", PGP_INPUT, "nowhere");
}

static void an_empty_comment_is_none(void **state) {
    const pgp_object *table =
        unit_relation(unit_parse(*state, TABLE "COMMENT ON TABLE t IS ''"), "public", "t");
    assert_null(((const pgp_comment *)unit_child(table, &pgp_kind_comment, ""))->text);
}

static void what_queries_name_is_not_renamed(void **state) {
    unit_parse_fails(*state, TABLE "CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t RENAME TO u", PGP_UNKNOWN,
                     "public.v");
    unit_parse_fails(*state, TABLE "CREATE VIEW v AS SELECT * FROM t; ALTER TABLE t RENAME a TO c",
                     PGP_UNKNOWN, "public.v");
}

static void dropping_means_what_is_there_already(void **state) {
    pgp_model *model = unit_parse(*state, "DROP TABLE IF EXISTS t; " TABLE);
    unit_relation(model, "public", "t");
    unit_parse_fails(*state, "DROP TABLE nowhere", PGP_INPUT, "\"nowhere\"");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(the_servers_lists_are_read),
        UNIT_TEST(roles_with_strange_names_are_read),
        UNIT_TEST(grants_fold_in_the_files_order),
        UNIT_TEST(grants_wait_for_their_object_but_keep_their_place),
        UNIT_TEST(the_files_owner_is_the_owner),
        UNIT_TEST(until_the_file_names_an_owner_it_is_the_maker),
        UNIT_TEST(revoking_on_a_table_reaches_its_columns),
        UNIT_TEST(default_privileges_reach_what_comes_after_them),
        UNIT_TEST(all_tables_are_those_written_before),
        UNIT_TEST(what_is_wrong_is_named),
        UNIT_TEST(an_empty_comment_is_none),
        UNIT_TEST(what_queries_name_is_not_renamed),
        UNIT_TEST(dropping_means_what_is_there_already),
    };
    return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}

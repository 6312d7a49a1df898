#include "unit.h"

#include "introspect/catalog.h"
#include "introspect/oid_map.h"

#include <string.h>

/* -- OIDs ----------------------------------------------------------------------------------------------------- */

static void oids_are_found_by_class_and_column(void **state) {
    enum { TABLES = 3000, COLUMNS = 20, FIRST = 16384 };
    pgp_context *context = *state;
    static char values[TABLES][COLUMNS];
    pgp_oid_map *map = pgp_oid_map_new(context->arena);
    for (Oid t = 0; t < TABLES; t++)
        for (int c = 0; c < COLUMNS; c++)
            pgp_oid_map_put(map, 1, FIRST + t, c, &values[t][c]);
    for (Oid t = 0; t < TABLES; t++)
        for (int c = 0; c < COLUMNS; c++)
            assert_ptr_equal(pgp_oid_map_get(map, 1, FIRST + t, c), &values[t][c]);
    assert_null(pgp_oid_map_get(map, 2, FIRST, 0));
    assert_null(pgp_oid_map_get(map, 1, FIRST, COLUMNS));
    pgp_oid_map_put(map, 1, FIRST, 0, &values[1][1]);
    assert_ptr_equal(pgp_oid_map_get(map, 1, FIRST, 0), &values[1][1]);
}

/* -- rows ----------------------------------------------------------------------------------------------------- */

static void clear(void *result) {
    PQclear(result);
}

/* A row of one column; NULL: a null. */
static pgp_row row_of(pgp_context *context, const char *value) {
    char name[] = "value", copy[200];
    PGresAttDesc column = {.name = name};
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    pgp_catalog *catalog = PGP_NEW(context->arena, pgp_catalog);
    pgp_defer(context->arena, clear, result);
    assert_true(PQsetResultAttrs(result, 1, &column));
    strcpy(copy, value ? value : "");
    assert_true(PQsetvalue(result, 0, 0, value ? copy : NULL, value ? (int)strlen(value) : -1));
    catalog->model = pgp_model_new(context->arena);
    return (pgp_row){.result = result, .catalog = catalog};
}

static void a_null_is_nothing(void **state) {
    pgp_row row = row_of(*state, NULL);
    assert_true(pgp_row_null(&row, 0));
    assert_null(pgp_row_text(&row, 0));
    assert_null(pgp_row_string(&row, 0));
    assert_false(pgp_row_bool(&row, 0));
    assert_int_equal(pgp_row_int(&row, 0), 0);
    assert_int_equal(pgp_row_oid(&row, 0), InvalidOid);
    assert_int_equal(pgp_row_char(&row, 0), '\0');
    assert_int_equal(pgp_row_names(&row, 0).count, 0);
    assert_null(pgp_row_sql(&row, 0).text);
}

static void values_are_read(void **state) {
    pgp_row number = row_of(*state, "-9223372036854775808"), oid = row_of(*state, "4294967295");
    pgp_row yes = row_of(*state, "t"), text = row_of(*state, "a > 0");
    assert_true(pgp_row_int(&number, 0) == INT64_MIN);
    assert_int_equal(pgp_row_oid(&oid, 0), 4294967295u);
    assert_true(pgp_row_bool(&yes, 0));
    assert_int_equal(pgp_row_char(&text, 0), 'a');
    assert_ptr_equal(pgp_row_text(&text, 0), pgp_row_text(&text, 0));
    assert_string_equal(pgp_row_sql(&text, 0).text, "a > 0");
    assert_string_equal(pgp_row_sql(&text, 0).path, "");
}

static void arrays_become_names(void **state) {
    pgp_row none = row_of(*state, "{}"), one = row_of(*state, "{orders}");
    pgp_row many = row_of(*state, "{a,\"b c\",\"d\\\"e\",\"f\\\\g\",\"x,y\",\"\",NULL,\"NULL\",\"}\"}");
    static const char *const expected[] = {"a", "b c", "d\"e", "f\\g", "x,y", "", NULL, "NULL", "}"};
    assert_int_equal(pgp_row_names(&none, 0).count, 0);
    assert_string_equal(pgp_row_names(&one, 0).items[0], "orders");
    pgp_names names = pgp_row_names(&many, 0);
    assert_int_equal(names.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < names.count; i++)
        assert_true(pgp_same(names.items[i], expected[i]));
}

/* -- connecting ------------------------------------------------------------------------------------------------- */

static void fails(pgp_context *context, const char *conninfo, pgp_status status, const char *message) {
    PGconn *connection = NULL;
    assert_int_equal(pgp_connect(context, conninfo, &connection), status);
    assert_null(connection);
    assert_non_null(strstr(context->error.message, message));
    assert_null(strstr(context->error.message, "secret"));
}

static void a_bad_connection_string_is_input(void **state) {
    fails(*state, "postgres:/app:secret@db/shop", PGP_INPUT, "not a connection string");
    fails(*state, "postgresql://app:secret%zz@db/shop", PGP_INPUT, "percent-encoded");
    fails(*state, "password=my secret host=db", PGP_INPUT, "missing \"=\"");
    fails(*state, "hots=db", PGP_INPUT, "cannot be read");
    fails(*state, "service=pgplumb-has-no-such-service", PGP_INPUT, "cannot connect");
}

static void a_server_that_is_not_there_may_come_back(void **state) {
    fails(*state, "postgresql://app:secret@127.0.0.1:1/shop", PGP_RETRY, "refused");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(oids_are_found_by_class_and_column),
        UNIT_TEST(a_null_is_nothing),
        UNIT_TEST(values_are_read),
        UNIT_TEST(arrays_become_names),
        UNIT_TEST(a_bad_connection_string_is_input),
        UNIT_TEST(a_server_that_is_not_there_may_come_back),
    };
    return cmocka_run_group_tests_name("catalog", tests, NULL, NULL);
}

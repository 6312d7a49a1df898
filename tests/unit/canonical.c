/*
 * Layer 1 of comparing. What is paired as the same was printed by servers 14 to 18 for the text beside it.
 */
#include "unit.h"

#include "equal/canonical.h"

#include <string.h>

static const char schema[] =
    "CREATE SCHEMA app;"
    "CREATE TYPE mood AS ENUM ('sad', 'ok');"
    "CREATE SEQUENCE seq;"
    "CREATE TABLE customers (id integer, name text, email varchar(100));"
    "CREATE TABLE orders (id integer, customer_id integer, total numeric(10,2), status varchar(20), note "
    "text, flag boolean,"
    "  day date, big bigint, f double precision, m mood, tags text[], j jsonb);"
    "CREATE VIEW names (who) AS SELECT name, email FROM customers;"
    "CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * $1';"
    "CREATE FUNCTION lower(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';"
    "CREATE FUNCTION app.twice(integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * $1';";

typedef struct pair {
    const char *file, *server;
} pair;

/* Expressions over orders. */
static const pair same_expressions[] = {
    {"total > 0", "(total > (0)::numeric)"},
    {"orders.total > 0", "(total > (0)::numeric)"},
    {"public.orders.id > 0 -- comment", "(id > 0)"},
    {"id BETWEEN 1 AND 10", "((id >= 1) AND (id <= 10))"},
    {"id BETWEEN 1 AND 10 AND flag", "(((id >= 1) AND (id <= 10)) AND flag)"},
    {"flag AND id BETWEEN 1 AND 10", "(flag AND ((id >= 1) AND (id <= 10)))"},
    {"id NOT BETWEEN SYMMETRIC 1 AND 10", "(((id < 1) OR (id > 10)) AND ((id < 10) OR (id > 1)))"},
    {"status IN ('a', 'b')",
     "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))"},
    {"status IN ('a', 'b')", /* after ALTER TABLE … TYPE, or from a dump */
     "((status)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))"},
    {"ARRAY['a', 'b']::text[] = tags", "(ARRAY['a'::text, 'b'::text] = tags)"},
    {"status NOT IN ('a')", "((status)::text <> 'a'::text)"},
    {"note NOT IN ('a', 'b')", "(note <> ALL (ARRAY['a'::text, 'b'::text]))"},
    {"big IN (1, 2)", "(big = ANY (ARRAY[(1)::bigint, (2)::bigint]))"},
    {"m IN ('sad', 'ok')", "(m = ANY (ARRAY['sad'::public.mood, 'ok'::public.mood]))"},
    {"note = ANY (ARRAY['a', 'b'])", "(note = ANY (ARRAY['a'::text, 'b'::text]))"},
    {"'a' = ANY (tags)", "('a'::text = ANY (tags))"},
    {"note LIKE 'a%'", "(note ~~ 'a%'::text)"},
    {"note NOT ILIKE 'a%'", "(note !~~* 'a%'::text)"},
    {"note SIMILAR TO 'a%'", "(note ~ similar_to_escape('a%'::text))"},
    {"status <> ''", "((status)::text <> ''::text)"},
    {"status = note", "((status)::text = note)"},
    {"day > '2020-01-01'", "(day > '2020-01-01'::date)"},
    {"flag = 't'", "(flag = true)"},
    {"id > -1", "(id > '-1'::integer)"},
    {"total > -1.5", "(total > '-1.5'::numeric)"},
    {"f > 0.5", "(f > (0.5)::double precision)"},
    {"big < 10000000000", "(big < '10000000000'::bigint)"},
    {"CAST(id AS int8) > 0", "((id)::bigint > 0)"},
    {"id IS NOT DISTINCT FROM 5", "(NOT (id IS DISTINCT FROM 5))"},
    {"id != 5", "(id <> 5)"},
    {"id OPERATOR(pg_catalog.+) 1 = 2", "((id + 1) = 2)"},
    {"length(status) > 3", "(length((status)::text) > 3)"},
    {"upper(status) IN ('A', 'B')", "(upper((status)::text) = ANY (ARRAY['A'::text, 'B'::text]))"},
    {"coalesce(note, '') <> ''", "(COALESCE(note, ''::text) <> ''::text)"},
    {"coalesce(total, 0) > 0", "(COALESCE(total, (0)::numeric) > (0)::numeric)"},
    {"CASE WHEN flag THEN 'x' END = 'x'",
     "(\nCASE\n    WHEN flag THEN 'x'::text\n    ELSE NULL::text\nEND = 'x'::text)"},
    {"j ->> 'a' = 'b'", "((j ->> 'a'::text) = 'b'::text)"},
    {"j @> '{\"a\": 1}'", "(j @> '{\"a\": 1}'::jsonb)"},
    {"position('a' in note) > 0", "(POSITION(('a'::text) IN (note)) > 0)"},
    {"note COLLATE pg_catalog.\"C\" < 'x'", "((note COLLATE \"C\") < 'x'::text)"},
    {"twice(id) > 0", "(public.twice(id) > 0)"},
    {"nextval('seq') > 0", "(nextval('public.seq'::regclass) > 0)"},
    {"(id, big) IS NOT NULL", "(ROW(id, big) IS NOT NULL)"},
    {"'sad'::mood = m", "('sad'::public.mood = m)"},
    {"orders IS NOT NULL", "(orders.* IS NOT NULL)"},
    {"exists (SELECT FROM customers WHERE name = note)",
     "(EXISTS ( SELECT\n   FROM public.customers\n  WHERE (customers.name = orders.note)))"},
};

static const pair other_expressions[] = {
    {"total > 0", "total >= 0"},
    {"id > 0", "customer_id > 0"},
    {"(id > 0) AND flag", "(id > 0) OR flag"},
    {"id > 1 OR id > 2 AND flag", "(id > 1 OR id > 2) AND flag"},
    {"note = 'a'", "note = 'a '"},
    {"note = 'a'", "note = 'A'"},
    {"id IN (1, 2)", "id IN (2, 1)"},
    {"id IN (1, 2)", "id NOT IN (1, 2)"},
    {"id = ANY (ARRAY[1, 2])", "id = ALL (ARRAY[1, 2])"},
    {"id::text = '5'", "id::varchar = '5'"},
    {"total::numeric(10,2) > 0", "total::numeric(10,3) > 0"},
    {"now() > day", "CURRENT_TIMESTAMP > day"},
    {"day > 'now'", "day > now()"},
    {"timezone('UTC', now()) > day", "now() AT TIME ZONE 'UTC' > day"},
    {"twice(id) > 0", "app.twice(id) > 0"},
    {"lower(id) > 0", "lower(id) > 0"}, /* which one the server takes is for it to say */
    {"m = 'sad'", "m = 'ok'"},
    {"flag IS TRUE", "flag IS NOT FALSE"},
    {"note ~~ 'a'", "note ~~* 'a'"},
    {"'5'::text = note", "'05'::text = note"},
    {"id = '05'", "id = 5"},
    {"'seq'::regclass = 1", "'other'::regclass = 1"},
    {"nextval('seq'::text) > 0", "nextval('public.seq'::regclass) > 0"},
    {"1), (2", "1"},
    {"id >", "id >"},
};

static const pair same_queries[] = {
    {"SELECT id, total FROM orders", " SELECT id,\n    total\n   FROM public.orders"},
    {"SELECT id FROM orders", " SELECT orders.id\n   FROM public.orders"},
    {"SELECT o.id AS id FROM public.orders AS o", " SELECT id\n   FROM public.orders o"},
    {"SELECT * FROM customers c", " SELECT c.id,\n    c.name,\n    c.email\n   FROM public.customers c"},
    {"SELECT c.*, 1 AS one FROM customers c",
     " SELECT id,\n    name,\n    email,\n    1 AS one\n   FROM public.customers c"},
    {"SELECT count(*), max(id) FROM orders",
     " SELECT count(*) AS count,\n    max(id) AS max\n   FROM public.orders"},
    {"SELECT o.id, name FROM orders o INNER JOIN customers c ON c.id = customer_id",
     " SELECT o.id,\n    c.name\n   FROM (public.orders o\n     JOIN public.customers c ON ((c.id = "
     "o.customer_id)))"},
    {"SELECT status, count(*) AS n FROM orders GROUP BY 1 ORDER BY n DESC, 1 ASC",
     " SELECT status,\n    count(*) AS n\n   FROM public.orders\n  GROUP BY status\n  ORDER BY (count(*)) "
     "DESC, status"},
    {"SELECT upper(note) AS x FROM orders GROUP BY x",
     " SELECT upper(note) AS x\n   FROM public.orders\n  GROUP BY (upper(note))"},
    {"SELECT id FROM orders UNION ALL SELECT id FROM customers ORDER BY id",
     " SELECT orders.id\n   FROM public.orders\nUNION ALL\n SELECT customers.id\n   FROM public.customers\n  "
     "ORDER BY 1"},
    {"WITH x AS (SELECT id FROM orders) SELECT * FROM x",
     " WITH x AS (\n         SELECT orders.id\n           FROM public.orders\n        )\n SELECT id\n   FROM "
     "x"},
    {"SELECT id FROM orders WHERE customer_id = ANY (SELECT id FROM customers)",
     " SELECT id\n   FROM public.orders\n  WHERE (customer_id IN ( SELECT customers.id\n           FROM "
     "public.customers))"},
    {"SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM customers WHERE id = customer_id)",
     " SELECT id\n   FROM public.orders o\n  WHERE (EXISTS ( SELECT 1\n           FROM public.customers\n"
     "          WHERE (customers.id = o.customer_id)))"},
    {"SELECT who, o.id FROM names JOIN orders o ON o.note = email",
     " SELECT names.who,\n    o.id\n   FROM (public.names\n     JOIN public.orders o ON ((o.note = "
     "names.email)))"},
    {"SELECT relname FROM pg_catalog.pg_class", " SELECT relname\n   FROM pg_class"},
    {"SELECT current_date, id::text FROM orders",
     " SELECT CURRENT_DATE AS \"current_date\",\n    (id)::text AS id\n   FROM public.orders"},
};

static const pair other_queries[] = {
    {"SELECT id FROM orders", "SELECT id FROM public.customers"},
    {"SELECT id FROM orders", "SELECT id AS x FROM public.orders"},
    {"SELECT id FROM orders", "SELECT DISTINCT id FROM public.orders"},
    {"SELECT id FROM orders", "SELECT id FROM ONLY public.orders"},
    {"SELECT id FROM orders", "SELECT id FROM app.orders"},
    {"SELECT id FROM orders ORDER BY id", "SELECT id FROM public.orders ORDER BY id DESC"},
    {"SELECT customer_id AS id FROM orders ORDER BY id",
     "SELECT customer_id AS id FROM public.orders ORDER BY orders.id"},
    {"SELECT a.id FROM orders a, orders b", "SELECT b.id FROM public.orders a, public.orders b"},
    {"SELECT id FROM orders UNION SELECT 1", "SELECT id FROM public.orders UNION ALL SELECT 1"},
    {"SELECT id FROM orders LIMIT 1", "SELECT id FROM public.orders LIMIT 2"},
    {"SELECT id FROM orders; SELECT 1", "SELECT id FROM public.orders"},
    {"SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM customers WHERE id = 1)",
     "SELECT id FROM public.orders WHERE EXISTS (SELECT 1 FROM public.customers WHERE orders.id = 1)"},
};

static const char *canonical(pgp_context *context, const pgp_model *model, const char *text, const char *path,
                             bool is_query) {
    pgp_canonical_about about = {.model = model, .functions = pgp_list_functions(context->arena, model)};
    if (!is_query)
        about.relation = pgp_model_find(model, PGP_SPACE_RELATION, "public", "orders", NULL);
    pgp_sql sql = {.text = text, .path = path};
    return pgp_canonical_text(context->arena, &about, &sql, is_query);
}

static bool are_same(pgp_context *context, const pgp_model *model, const pair *texts, bool is_query) {
    const char *file = canonical(context, model, texts->file, "\"$user\", public", is_query);
    const char *server = canonical(context, model, texts->server, "", is_query);
    return file && server && strcmp(file, server) == 0;
}

static void expect(pgp_context *context, const pair *pairs, size_t count, bool is_query, bool same) {
    const pgp_model *model = unit_parse(context, schema);
    for (size_t i = 0; i < count; i++)
        if (are_same(context, model, &pairs[i], is_query) != same)
            fail_msg("%s\n%s\n%s", pairs[i].file, same ? "is not the same as" : "is the same as",
                     pairs[i].server);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void expressions_meet_what_the_server_prints(void **state) {
    expect(*state, same_expressions, COUNT(same_expressions), false, true);
}

static void other_expressions_stay_apart(void **state) {
    expect(*state, other_expressions, COUNT(other_expressions), false, false);
}

static void queries_meet_what_the_server_prints(void **state) {
    expect(*state, same_queries, COUNT(same_queries), true, true);
}

static void other_queries_stay_apart(void **state) {
    expect(*state, other_queries, COUNT(other_queries), true, false);
}

static void a_literal_takes_the_type_it_is_assigned_to(void **state) {
    pgp_context *context = *state;
    const pgp_model *model = unit_parse(context, schema);
    pgp_canonical_about about = {.model = model, .result_type = "character varying(20)"};
    const pgp_sql file = {.text = "'new'", .path = "public"},
                  server = {.text = "'new'::character varying", .path = ""};
    assert_string_equal(pgp_canonical_text(context->arena, &about, &file, false),
                        pgp_canonical_text(context->arena, &about, &server, false));
    about.result_type = "text";
    assert_string_not_equal(pgp_canonical_text(context->arena, &about, &file, false),
                            pgp_canonical_text(context->arena, &about, &server, false));
}

static void partition_bounds_are_values(void **state) {
    static const pair same = {"FOR VALUES FROM (1) TO (10)", "FOR VALUES FROM ('1') TO ('10')"};
    static const pair other = {"FOR VALUES FROM (1) TO (10)", "FOR VALUES FROM ('1') TO ('11')"};
    static const pair keys = {"range (id, upper(note))", "RANGE (id, upper(note))"};
    const pgp_model *model = unit_parse(*state, schema);
    assert_true(are_same(*state, model, &same, false));
    assert_false(are_same(*state, model, &other, false));
    assert_true(are_same(*state, model, &keys, false));
}

/* BETWEEN writes its operand twice: nested, that doubles at every level. */
static void growth_is_bounded(void **state) {
    pgp_text nested = pgp_text_new(((pgp_context *)*state)->arena);
    const pgp_model *model = unit_parse(*state, schema);
    for (int i = 0; i < 40; i++)
        pgp_text_add(&nested, "(");
    pgp_text_add(&nested, "flag");
    for (int i = 0; i < 40; i++)
        pgp_text_add(&nested, " BETWEEN false AND true)");
    assert_null(canonical(*state, model, nested.data, "", false));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(expressions_meet_what_the_server_prints),
        UNIT_TEST(other_expressions_stay_apart),
        UNIT_TEST(queries_meet_what_the_server_prints),
        UNIT_TEST(other_queries_stay_apart),
        UNIT_TEST(a_literal_takes_the_type_it_is_assigned_to),
        UNIT_TEST(partition_bounds_are_values),
        UNIT_TEST(growth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "evidence/evidence.h"

#include <stdlib.h>
#include <string.h>

static const char schema[] =
    "CREATE TYPE mood AS ENUM ('new', 'paid', 'gone');"
    "CREATE DOMAIN money_eur AS numeric(12,2);"
    "CREATE TABLE customers (id integer PRIMARY KEY, name text, email text UNIQUE);"
    "CREATE TABLE orders (id integer PRIMARY KEY, customer integer, total numeric, state mood, UNIQUE "
    "(customer, "
    "total));"
    "CREATE UNIQUE INDEX customers_name ON customers (name);"
    "CREATE SEQUENCE numbers;"
    "CREATE VIEW open_orders (id, total) AS SELECT id, total FROM orders;"
    "CREATE FUNCTION vat(a numeric) RETURNS numeric LANGUAGE sql AS 'SELECT a';"
    "CREATE FUNCTION vat(a numeric, b numeric DEFAULT 1) RETURNS numeric LANGUAGE sql AS 'SELECT a';"
    "CREATE SCHEMA other; CREATE TABLE other.orders (id integer, note text);";

/* -- what is used --------------------------------------------------------------------------------------------------- */

static const char *words_of(pgp_arena *arena, const pgp_evidence_use *use) {
    static const char *const how[] = {"", "#", "*", "+", "!"};
    const char *label = pgp_object_label(arena, use->object);
    if (strncmp(label, "public.", 7) == 0)
        label += 7;
    pgp_text text = pgp_text_new(arena);
    pgp_text_addf(&text, "%s%s%s%s", label, use->part ? "." : "", use->part ? use->part : "", how[use->how]);
    for (size_t i = 0; i < use->filled.count; i++)
        pgp_text_addf(&text, "%s%s", i ? "," : "", use->filled.items[i]);
    return text.data;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static pgp_evidence *read_text(pgp_context *context, const char *text) {
    const pgp_input file = {.name = "sent.sql", .text = text, .size = strlen(text)};
    pgp_evidence *evidence;
    assert_int_equal(pgp_evidence_read(context, unit_parse(context, schema), &file, &evidence), PGP_OK);
    return evidence;
}

static const char *uses_of(pgp_context *context, const char *sql) {
    const pgp_evidence_statement *statement = read_text(context, sql)->statements;
    const char *words[32];
    pgp_text text = pgp_text_new(context->arena);
    size_t count = statement ? statement->use_count : 0;
    assert_true(count <= 32);
    for (size_t i = 0; i < count; i++)
        words[i] = words_of(context->arena, &statement->uses[i]);
    if (count)
        qsort(words, count, sizeof *words, by_text);
    for (size_t i = 0; i < count; i++) {
        pgp_text_next(&text, " ");
        pgp_text_add(&text, words[i]);
    }
    return text.data;
}

/* "t" a table, "t.c" a column, "t*" every column, "t.c#" a column by its position, "t+a,b" rows with a and b, "t.i!" a unique
 * index, "mood.new" a label. */
static void statements_use(void **state) {
    static const char *const cases[][2] = {
        {"SELECT id FROM orders", "orders orders.id"},
        {"SELECT * FROM orders", "orders orders*"},
        {"SELECT o.total FROM orders o WHERE o.customer = $1", "orders orders.customer orders.total"},
        {"SELECT o.* FROM orders o, customers c", "customers orders orders*"},
        {"SELECT o FROM orders o", "orders orders*"},
        {"SELECT orders.total FROM orders", "orders orders.total"},
        {"SELECT public.orders.total FROM public.orders", "orders orders.total"},
        {"SELECT id FROM orders, customers", "customers customers.id orders orders.id"},
        {"SELECT name, total FROM orders JOIN customers USING (id)",
         "customers customers.id customers.name orders orders.id orders.total"},
        {"SELECT note FROM other.orders", "other.orders other.orders.note"},
        {"SELECT total FROM (SELECT total, customer FROM orders) orders",
         "orders orders.customer orders.total"},
        {"SELECT x.name FROM (SELECT total FROM orders) x", "orders orders.total"},
        {"WITH orders AS (SELECT id FROM orders) SELECT * FROM orders", "orders orders.id"},
        {"WITH x AS (SELECT id FROM orders), orders AS (SELECT id FROM x) SELECT total FROM orders",
         "orders orders.id"},
        {"WITH RECURSIVE orders AS (SELECT 1 AS id UNION SELECT id + 1 FROM orders) SELECT id FROM orders",
         ""},
        {"SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE customer = c.id)",
         "customers customers.id customers.name orders orders.customer"},
        {"SELECT name FROM customers WHERE id IN (SELECT total FROM orders WHERE name = '')",
         "customers customers.id customers.name orders orders.total"},
        {"SELECT count(*) FROM open_orders WHERE total > 0", "open_orders open_orders.total"},
        {"SELECT a FROM orders AS o (a)", "orders orders*"},
        {"INSERT INTO orders (id, total) VALUES (1, 2)", "orders orders+id,total orders.id orders.total"},
        {"INSERT INTO orders VALUES (1, 2)", "orders orders+id,customer orders.customer# orders.id#"},
        {"INSERT INTO orders DEFAULT VALUES", "orders orders+"},
        {"INSERT INTO customers SELECT * FROM customers",
         "customers customers* customers+id,name,email customers.email# customers.id# customers.name#"},
        {"INSERT INTO customers (email) VALUES ('') ON CONFLICT (email) DO UPDATE SET name = excluded.name",
         "customers customers+email customers.customers_email_key! customers.email customers.name"},
        {"INSERT INTO customers (name) VALUES ('') ON CONFLICT (name) DO NOTHING RETURNING id",
         "customers customers+name customers.id customers.name customers_name!"},
        {"INSERT INTO orders (id) VALUES (1) ON CONFLICT (total, customer) DO NOTHING",
         "orders orders+id orders.customer orders.id orders.orders_customer_total_key! orders.total"},
        {"INSERT INTO orders (id) VALUES (1) ON CONFLICT ON CONSTRAINT orders_pkey DO NOTHING",
         "orders orders+id orders.id orders.orders_pkey"},
        {"UPDATE orders o SET total = 1, customer = c.id FROM customers c WHERE c.name = $1 RETURNING *",
         "customers customers* customers.id customers.name orders orders* orders.customer orders.total"},
        {"DELETE FROM orders USING customers WHERE customer = name",
         "customers customers.name orders orders.customer"},
        {"MERGE INTO orders o USING customers c ON o.customer = c.id WHEN NOT MATCHED THEN INSERT (id) "
         "VALUES (c.id) "
         "WHEN MATCHED THEN UPDATE SET total = 0",
         "customers customers.id orders orders+id orders.customer orders.id orders.total"},
        {"COPY orders (id) FROM STDIN", "orders orders+id orders.id"},
        {"COPY customers TO STDOUT", "customers customers*"},
        {"TRUNCATE orders", "orders"},
        {"EXPLAIN SELECT id FROM orders", "orders orders.id"},
        {"SELECT vat(1)", "vat(numeric) vat(numeric, numeric)"},
        {"SELECT vat(1, 2)", "vat(numeric, numeric)"},
        {"SELECT vat(1, 2, 3), other.vat(1)", ""},
        {"SELECT $1::money_eur", "money_eur"},
        {"SELECT nextval('numbers')", "numbers"},
        {"SELECT 'paid'::mood", "mood mood.paid"},
        {"UPDATE orders SET state = 'gone' WHERE state = 'new'", "mood.gone mood.new orders orders.state"},
        {"UPDATE customers SET name = 'gone'", "customers customers.name"},
        {"ALTER TABLE orders ADD COLUMN x int", ""},
        {"SELECT relname FROM pg_class", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = uses_of(*state, cases[i][0]);
        if (strcmp(found, cases[i][1]) != 0)
            fail_msg("%s\n  uses     %s\n  expected %s", cases[i][0], found, cases[i][1]);
    }
}

/* -- files ------------------------------------------------------------------------------------------------------------ */

static const char *keys_of(pgp_context *context, const char *text) {
    pgp_text keys = pgp_text_new(context->arena);
    for (const pgp_evidence_statement *s = read_text(context, text)->statements; s; s = s->hh.next) {
        pgp_text_next(&keys, "|");
        pgp_text_add(&keys, s->key);
    }
    return keys.data;
}

static void files_hold_statements_or_lines_of_json(void **state) {
    static const char *const cases[][2] = {
        {"", ""},
        {"SELECT 1;;\nSELECT ';' ; -- SELECT 2\n", "SELECT ?"},
        {"SELECT a;SELECT b", "SELECT a|SELECT b"},
        {"\"SELECT a\"\n\n\"SELECT\\n b; SELECT c\"\n", "SELECT a|SELECT b|SELECT c"},
        {"{\"query\": \"SELECT a\", \"n\": 1}\n{\"statement\": \"SELECT b\"}\n", "SELECT a|SELECT b"},
        {"{\"message\": \"statement: SELECT a\"}\n{\"message\": \"connection received\"}\n"
         "{\"message\": \"duration: 0.1 ms  execute <unnamed>: SELECT b\"}\n{\"message\": \"duration: 1 "
         "ms\"}",
         "SELECT a|SELECT b"},
        {"SELECT 1.5, -2, 'it''s', E'\\'', $$x$$, $1, \"a b\", x'ff' /* secret */ FROM t1",
         "SELECT ?, -?, ?, ?, ?, ?, \"a b\", x? FROM t1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(keys_of(*state, cases[i][0]), cases[i][1]);
}

static void what_cannot_be_parsed_is_counted(void **state) {
    pgp_context *context = *state;
    const pgp_evidence *evidence =
        read_text(context, "SELECT 1; SELEKT 2; SELECT '\xff'; SELECT 'unterminated");
    assert_int_equal(evidence->read, 4);
    assert_int_equal(evidence->unreadable, 3);
    assert_string_equal(context->notes->message,
                        "sent.sql: 3 of 4 statements could not be parsed and count for nothing");
    evidence = read_text(context, "\"SELECT 1\"\n{\"query\": \n");
    assert_int_equal(evidence->read, 2);
    assert_int_equal(evidence->unreadable, 1);
}

static void long_statements_are_cut_between_characters(void **state) {
    pgp_text sql = pgp_text_new(((pgp_context *)*state)->arena);
    pgp_text_add(&sql, "SELECT \"");
    for (int i = 0; i < 90; i++)
        pgp_text_add(&sql, "ö");
    pgp_text_add(&sql, "\"");
    const char *shown = read_text(*state, sql.data)->statements->shown;
    assert_int_equal(strlen(shown), 8 + 2 * 71 + 3);
    assert_string_equal(shown + strlen(shown) - 5, "ö…");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(statements_use),
        UNIT_TEST(files_hold_statements_or_lines_of_json),
        UNIT_TEST(what_cannot_be_parsed_is_counted),
        UNIT_TEST(long_statements_are_cut_between_characters),
    };
    return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}

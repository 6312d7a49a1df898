/*
 * The one table of rules beyond the hazards of statements: what they say, and an example that the tests run.
 */
#include "lint/lint.h"

#include <string.h>

#define ORDERS     "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, state text, placed timestamptz);"
#define EVERYWHERE (PGP_LINT_MIGRATION | PGP_LINT_SCHEMA)

static const pgp_lint_rule rules[] = {
    /* -- transactions and locks ------------------------------------------------------------------------------- */
    {PGP_LINT_MIGRATION,
     {.code = "missing-lock-timeout",
      .severity = PGP_WARNING,
      .title = "waits for its lock without an end",
      .happens = "While the statement waits behind a long transaction, everybody else queues behind it: a "
                 "change of a "
                 "millisecond stops the table for as long as that transaction lasts.",
      .safe = "SET lock_timeout = '2s' before it, and try again when it was not enough.",
      .page = "runtime-config-client.html#GUC-LOCK-TIMEOUT",
      .setup = ORDERS,
      .bad = "ALTER TABLE orders ADD COLUMN note text;",
      .good = "SET lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN note text;"}},
    {PGP_LINT_MIGRATION,
     {.code = "concurrent-build-timeout",
      .severity = PGP_NOTICE,
      .title = "a timeout can end it half done",
      .happens = "A concurrent build waits for every transaction that is older, also on other tables. A "
                 "timeout that is "
                 "meant for short statements ends it, and leaves an index that is not valid.",
      .safe =
          "SET lock_timeout = 0 and statement_timeout = 0 before it: while it waits, nobody waits for it.",
      .page = "sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
      .setup = ORDERS,
      .bad = "SET lock_timeout = '2s'; CREATE INDEX CONCURRENTLY orders_customer ON orders (customer);",
      .good = "SET lock_timeout = 0; CREATE INDEX CONCURRENTLY orders_customer ON orders (customer);"}},
    {PGP_LINT_MIGRATION,
     {.code = "concurrently-in-transaction",
      .severity = PGP_BLOCKS,
      .title = "cannot run in a transaction",
      .happens = "The server refuses the statement inside a transaction block.",
      .safe = "A file of its own that runs without a transaction.",
      .page = "sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
      .setup = ORDERS,
      .bad = "BEGIN; CREATE INDEX CONCURRENTLY orders_customer ON orders (customer); COMMIT;",
      .good = "BEGIN; COMMIT; CREATE INDEX CONCURRENTLY orders_customer ON orders (customer);"}},
    {PGP_LINT_MIGRATION,
     {.code = "work-under-lock",
      .severity = PGP_WARNING,
      .title = "others wait while it runs",
      .happens = "The transaction has locked a table against writers, perhaps readers, and keeps the lock "
                 "until it ends: whoever "
                 "uses the table waits for this statement, too.",
      .safe = "A transaction of its own for the statement with the lock, or that statement last.",
      .page = "explicit-locking.html#LOCKING-TABLES",
      .setup = ORDERS,
      .bad = "BEGIN; ALTER TABLE orders ADD COLUMN note text; UPDATE orders SET note = ''; COMMIT;",
      .good = "ALTER TABLE orders ADD COLUMN note text; UPDATE orders SET note = '';"}},
    {PGP_LINT_MIGRATION,
     {.code = "several-locks",
      .severity = PGP_WARNING,
      .title = "locks a second table in one transaction",
      .happens = "The transaction waits for the second lock with the first in its hands: both tables stop, "
                 "and two that "
                 "take the locks in another order end in a deadlock.",
      .safe = "A transaction for each table.",
      .page = "explicit-locking.html#LOCKING-DEADLOCKS",
      .setup = ORDERS "CREATE TABLE invoices (id bigint PRIMARY KEY);",
      .bad = "BEGIN; ALTER TABLE orders ADD COLUMN note text; ALTER TABLE invoices ADD COLUMN note text; "
             "COMMIT;",
      .good = "ALTER TABLE orders ADD COLUMN note text; ALTER TABLE invoices ADD COLUMN note text;"}},
    {PGP_LINT_MIGRATION,
     {.code = "unfinished-transaction",
      .severity = PGP_BLOCKS,
      .title = "the transaction never ends",
      .happens =
          "The file ends before COMMIT: everything since BEGIN is rolled back when the connection closes.",
      .safe = "COMMIT at the end of the file.",
      .page = "sql-begin.html",
      .setup = ORDERS,
      .bad = "BEGIN; ALTER TABLE orders ADD COLUMN note text;",
      .good = "BEGIN; ALTER TABLE orders ADD COLUMN note text; COMMIT;"}},
    {PGP_LINT_MIGRATION,
     {.code = "nested-transaction",
      .severity = PGP_WARNING,
      .title = "a transaction in a transaction",
      .happens = "There are none: the server warns, and the inner COMMIT ends the outer transaction; a "
                 "COMMIT without "
                 "one does nothing.",
      .safe = "BEGIN and COMMIT in pairs, and none where a tool opens the transaction; SAVEPOINT for parts.",
      .page = "sql-savepoint.html",
      .setup = ORDERS,
      .bad = "BEGIN; BEGIN; COMMIT;",
      .good = "BEGIN; COMMIT; BEGIN; COMMIT;"}},
    {PGP_LINT_MIGRATION,
     {.code = "set-local-outside-transaction",
      .severity = PGP_WARNING,
      .title = "SET LOCAL has no effect here",
      .happens = "Outside a transaction block SET LOCAL holds for itself alone.",
      .safe = "BEGIN before it, or SET. With --in-transaction each file counts as a transaction.",
      .page = "sql-set.html",
      .setup = ORDERS,
      .bad = "SET LOCAL lock_timeout = '2s';",
      .good = "BEGIN; SET LOCAL lock_timeout = '2s'; COMMIT;"}},
    {PGP_LINT_MIGRATION,
     {.code = "enum-value-in-transaction",
      .severity = PGP_BLOCKS,
      .title = "uses a value that the transaction has just added",
      .happens =
          "The server refuses to use a new value of an enum before the transaction that added it ends.",
      .safe = "A transaction of its own for ALTER TYPE … ADD VALUE.",
      .page = "sql-altertype.html",
      .setup = "CREATE TYPE state AS ENUM ('new'); CREATE TABLE orders (id bigint PRIMARY KEY, state state);",
      .bad = "BEGIN; ALTER TYPE state ADD VALUE 'paid'; UPDATE orders SET state = 'paid'; COMMIT;",
      .good = "ALTER TYPE state ADD VALUE 'paid'; UPDATE orders SET state = 'paid';"}},
    /* -- statements --------------------------------------------------------------------------------------------- */
    {PGP_LINT_MIGRATION,
     {.code = "blocking-index-drop",
      .severity = PGP_WARNING,
      .title = "drops an index under ACCESS EXCLUSIVE",
      .happens =
          "DROP INDEX waits for everybody who uses the table, and everybody who comes later waits for it.",
      .safe = "DROP INDEX CONCURRENTLY, outside a transaction.",
      .page = "sql-dropindex.html",
      .setup = ORDERS "CREATE INDEX orders_customer ON orders (customer);",
      .bad = "DROP INDEX orders_customer;",
      .good = "DROP INDEX CONCURRENTLY orders_customer;"}},
    {PGP_LINT_MIGRATION,
     {.code = "blocking-detach",
      .severity = PGP_WARNING,
      .title = "detaches a partition under ACCESS EXCLUSIVE",
      .happens = "Everybody who uses the partitioned table waits, whatever partition they use.",
      .safe = "DETACH PARTITION … CONCURRENTLY, outside a transaction; it needs a table without a default "
              "partition.",
      .page = "sql-altertable.html",
      .setup = "CREATE TABLE log (day date) PARTITION BY RANGE (day);"
               "CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');",
      .bad = "ALTER TABLE log DETACH PARTITION log_1;",
      .good = "ALTER TABLE log DETACH PARTITION log_1 CONCURRENTLY;"}},
    {PGP_LINT_MIGRATION,
     {.code = "index-if-not-exists",
      .severity = PGP_WARNING,
      .title = "takes any index of this name for the one that is wanted",
      .happens = "A concurrent build that was broken off leaves an index that is not valid. IF NOT EXISTS "
                 "then skips it "
                 "and says that all is well; nor does it look at the columns.",
      .safe = "DROP INDEX CONCURRENTLY IF EXISTS, then CREATE INDEX CONCURRENTLY.",
      .page = "sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
      .setup = ORDERS,
      .bad = "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_customer ON orders (customer);",
      .good = "DROP INDEX CONCURRENTLY IF EXISTS orders_customer; CREATE INDEX CONCURRENTLY orders_customer "
              "ON orders "
              "(customer);"}},
    {PGP_LINT_MIGRATION,
     {.code = "cascade",
      .severity = PGP_WARNING,
      .title = "takes along what it does not name",
      .happens = "CASCADE drops, or empties, whatever depends on the object: it may be more on the live "
                 "database than where "
                 "the statement was tried.",
      .safe = "Name each of them.",
      .page = "ddl-depend.html",
      .setup = ORDERS,
      .bad = "DROP TABLE orders CASCADE;",
      .good = "DROP TABLE orders;"}},
    {PGP_LINT_MIGRATION,
     {.code = "drop-not-null",
      .severity = PGP_NOTICE,
      .title = "the column can be NULL now",
      .happens = "Applications that read the column have never seen a NULL in it.",
      .safe = "Release the application that can, first.",
      .page = "ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL",
      .setup = "CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL);",
      .bad = "ALTER TABLE orders ALTER COLUMN state DROP NOT NULL;",
      .good = "ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;"}},
    {PGP_LINT_MIGRATION,
     {.code = "separate-alters",
      .severity = PGP_NOTICE,
      .title = "alters the same table twice in a transaction",
      .happens = "Each statement waits for the lock, and reads or writes the table, anew.",
      .safe = "One ALTER TABLE with several actions.",
      .page = "sql-altertable.html#SQL-ALTERTABLE-NOTES",
      .setup = ORDERS,
      .bad = "BEGIN; ALTER TABLE orders ADD COLUMN a text; ALTER TABLE orders ADD COLUMN b text; COMMIT;",
      .good = "BEGIN; ALTER TABLE orders ADD COLUMN a text, ADD COLUMN b text; COMMIT;"}},
    {PGP_LINT_MIGRATION,
     {.code = "identifier-too-long",
      .severity = PGP_WARNING,
      .title = "a name longer than the server keeps",
      .happens = "Names are cut after 63 bytes: two that differ later are the same, and nothing is called as "
                 "the file says.",
      .safe = "A shorter name.",
      .page = "sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS",
      .setup = ORDERS,
      .bad = "CREATE INDEX CONCURRENTLY "
             "orders_by_customer_who_placed_them_and_the_state_that_they_have_been_in ON orders (customer);",
      .good = "CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer);"}},
    {PGP_LINT_MIGRATION,
     {.code = "missing-relation",
      .severity = PGP_WARNING,
      .title = "names a relation that is not there",
      .happens = "Neither the state before (--from) nor a statement before this one has it: the server would "
                 "refuse the "
                 "statement. The rules take it to be there, and large.",
      .safe = "Mend the name, or give the state that the migration is for.",
      .page = "ddl-schemas.html#DDL-SCHEMAS-PATH",
      .setup = ORDERS,
      .bad = "ALTER TABLE order_items ADD COLUMN note text;",
      .good = "ALTER TABLE IF EXISTS order_items ADD COLUMN note text; ALTER TABLE orders ADD COLUMN note "
              "text;"}},
    {PGP_LINT_MIGRATION,
     {.code = "not-analyzed",
      .severity = PGP_NOTICE,
      .title = "nobody here knows what it locks",
      .happens = "No rule covers this kind of statement, or it runs SQL that is put together only then.",
      .safe = "Look it up, and try it on a copy.",
      .page = "sql-commands.html",
      .setup = ORDERS,
      .bad = "DO $$ BEGIN EXECUTE 'DROP TABLE orders'; END $$;",
      .good = "DO $$ BEGIN COMMENT ON TABLE orders IS 'orders'; END $$;"}},
    /* -- columns, tables and types --------------------------------------------------------------------------------- */
    {EVERYWHERE,
     {.code = "small-primary-key",
      .severity = PGP_WARNING,
      .title = "a primary key that runs out of numbers",
      .happens = "After 2,147,483,647 rows, deleted ones included, nothing can be inserted; to change the "
                 "type then writes "
                 "every row anew.",
      .safe = "bigint, which costs nothing where columns are aligned to 8 bytes anyway.",
      .page = "datatype-numeric.html#DATATYPE-INT",
      .bad = "CREATE TABLE orders (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
      .good = "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);"}},
    {EVERYWHERE,
     {.code = "serial-column",
      .severity = PGP_NOTICE,
      .title = "serial, where identity is meant",
      .happens = "The sequence has rights of its own, a value can be inserted by hand without notice, and "
                 "copying the table "
                 "by LIKE shares the sequence.",
      .safe = "bigint GENERATED ALWAYS AS IDENTITY.",
      .page = "ddl-identity-columns.html",
      .bad = "CREATE TABLE orders (id bigserial PRIMARY KEY);",
      .good = "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);"}},
    {EVERYWHERE,
     {.code = "json-column",
      .severity = PGP_WARNING,
      .title = "json, where jsonb is meant",
      .happens = "json has no equality: SELECT DISTINCT, GROUP BY and UNION fail on it; it is parsed "
                 "whenever it is read, and "
                 "has no useful index.",
      .safe = "jsonb.",
      .page = "datatype-json.html",
      .bad = "CREATE TABLE events (id bigint PRIMARY KEY, body json);",
      .good = "CREATE TABLE events (id bigint PRIMARY KEY, body jsonb);"}},
    {EVERYWHERE,
     {.code = "timestamp-without-time-zone",
      .severity = PGP_WARNING,
      .title = "a time that is no point in time",
      .happens = "timestamp means another moment wherever the session's time zone is another.",
      .safe = "timestamptz (timestamp with time zone), which needs no more space.",
      .page = "datatype-datetime.html",
      .bad = "CREATE TABLE events (id bigint PRIMARY KEY, seen timestamp);",
      .good = "CREATE TABLE events (id bigint PRIMARY KEY, seen timestamptz);"}},
    {EVERYWHERE,
     {.code = "char-column",
      .severity = PGP_WARNING,
      .title = "char(n), which pads with blanks",
      .happens = "Values are filled up with blanks that count in some comparisons and not in others. It is "
                 "slower than text, and "
                 "checks no shorter value.",
      .safe = "text, with a CHECK where the length matters.",
      .page = "datatype-character.html",
      .bad = "CREATE TABLE countries (id bigint PRIMARY KEY, code char(2));",
      .good = "CREATE TABLE countries (id bigint PRIMARY KEY, code text CHECK (length(code) = 2));"}},
    {EVERYWHERE,
     {.code = "varchar-limit",
      .severity = PGP_NOTICE,
      .title = "a length in the type",
      .happens = "A smaller length needs every row read under a lock, and indexes or checks that mention the "
                 "column can make a "
                 "larger one slow, too.",
      .safe = "text, with a CHECK (length(column) <= n), which can be NOT VALID and validated later.",
      .page = "datatype-character.html",
      .bad = "CREATE TABLE people (id bigint PRIMARY KEY, name varchar(50));",
      .good = "CREATE TABLE people (id bigint PRIMARY KEY, name text CHECK (length(name) <= 50));"}},
    {EVERYWHERE,
     {.code = "money-column",
      .severity = PGP_WARNING,
      .title = "money, whose meaning is a setting",
      .happens = "The currency and its decimals are those of lc_monetary: another setting, another amount.",
      .safe = "numeric, and a column for the currency.",
      .page = "datatype-money.html",
      .bad = "CREATE TABLE invoices (id bigint PRIMARY KEY, total money);",
      .good = "CREATE TABLE invoices (id bigint PRIMARY KEY, total numeric(12,2));"}},
    {EVERYWHERE,
     {.code = "enum-type",
      .severity = PGP_NOTICE,
      .title = "an enum, whose values stay",
      .happens = "Values can be added and renamed. To take one away, or to change their order, needs a new "
                 "type and every row "
                 "written anew.",
      .safe = "A table of values with a foreign key, where they will change.",
      .page = "datatype-enum.html",
      .bad = "CREATE TYPE state AS ENUM ('new', 'paid');",
      .good = "CREATE TABLE states (name text PRIMARY KEY);"}},
    {EVERYWHERE,
     {.code = "domain-constraint",
      .severity = PGP_NOTICE,
      .title = "a domain that checks",
      .happens = "A column of it that is added has every row written, and a change of the check reads every "
                 "table that uses the "
                 "domain under a lock.",
      .safe = "Constraints of the tables, which can be validated one by one.",
      .page = "sql-createdomain.html",
      .bad = "CREATE DOMAIN amount AS numeric CHECK (VALUE > 0);",
      .good = "CREATE DOMAIN amount AS numeric;"}},
    {PGP_LINT_SCHEMA,
     {.code = "missing-primary-key",
      .severity = PGP_WARNING,
      .title = "a table without a primary key",
      .happens = "Its rows cannot be told apart: logical replication cannot update them, and tools cannot "
                 "work in batches.",
      .safe = "A column GENERATED ALWAYS AS IDENTITY PRIMARY KEY, or the columns that tell the rows apart.",
      .page = "ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS",
      .bad = "CREATE TABLE notes (body text);",
      .good = "CREATE TABLE notes (id bigint PRIMARY KEY, body text);"}},
    {PGP_LINT_SCHEMA,
     {.code = "duplicate-index",
      .severity = PGP_WARNING,
      .title = "an index that another one serves for",
      .happens = "Every write maintains both, and both take their place in memory.",
      .safe = "Drop the shorter one.",
      .page = "indexes-multicolumn.html",
      .bad =
          "CREATE TABLE calls (id bigint PRIMARY KEY, customer bigint, at timestamptz);"
          "CREATE INDEX calls_customer ON calls (customer); CREATE INDEX calls_both ON calls (customer, at);",
      .good = "CREATE TABLE calls (id bigint PRIMARY KEY, customer bigint, at timestamptz);"
              "CREATE INDEX calls_at ON calls (at); CREATE INDEX calls_both ON calls (customer, at);"}},
    {EVERYWHERE,
     {.code = "wide-index",
      .severity = PGP_NOTICE,
      .title = "an index of many columns",
      .happens = "Later columns of an index that is not unique seldom make a query faster, and every write "
                 "pays for them.",
      .safe = "The columns that tell the most rows apart first, three at most.",
      .page = "indexes-multicolumn.html",
      .bad = "CREATE TABLE t (id bigint PRIMARY KEY, a text, b text, c text, d text); CREATE INDEX t_idx ON "
             "t (a, b, c, d);",
      .good = "CREATE TABLE t (id bigint PRIMARY KEY, a text, b text, c text, d text); CREATE INDEX t_idx ON "
              "t (d, a);"}},
    /* -- bodies of functions ------------------------------------------------------------------------------------------ */
    {PGP_LINT_SCHEMA,
     {.code = "body-syntax",
      .severity = PGP_BLOCKS,
      .title = "the body is not a program",
      .happens = "Whoever calls the function gets a syntax error.",
      .safe = "Mend it.",
      .page = "plpgsql-structure.html",
      .bad = "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN SELEC 1; END $$;",
      .good = "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;"}},
    {PGP_LINT_SCHEMA,
     {.code = "body-relation",
      .severity = PGP_BLOCKS,
      .title = "the body names a table that is not there",
      .happens = "The server looks at names when the function runs: whoever calls it gets an error.",
      .safe = "Mend the name, or bring the table.",
      .page = "plpgsql-implementation.html#PLPGSQL-PLAN-CACHING",
      .bad = ORDERS
      "CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM "
      "order_items); END $$;",
      .good = ORDERS
      "CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM "
      "orders); END $$;"}},
    {PGP_LINT_SCHEMA,
     {.code = "body-column",
      .severity = PGP_BLOCKS,
      .title = "the body names a column that is not there",
      .happens = "The server looks at names when the function runs: whoever calls it gets an error.",
      .safe = "Mend the name, or bring the column.",
      .page = "plpgsql-implementation.html#PLPGSQL-PLAN-CACHING",
      .bad = ORDERS
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE orders SET status = 'x'; END $$;",
      .good = ORDERS "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE orders SET state "
                     "= 'x'; END $$;"}},
    {PGP_LINT_SCHEMA,
     {.code = "body-function",
      .severity = PGP_BLOCKS,
      .title = "the body calls a function that is not there",
      .happens = "The server looks at names when the function runs: whoever calls it gets an error.",
      .safe = "Mend the name, or bring the function.",
      .page = "plpgsql-implementation.html#PLPGSQL-PLAN-CACHING",
      .bad = "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN lower_case('X'); END $$;",
      .good = "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN lower('X'); END $$;"}},
    /* -- permissions in comments ------------------------------------------------------------------------------------------ */
    {EVERYWHERE,
     {.code = "unknown-rule",
      .severity = PGP_WARNING,
      .title = "a permission for a rule that there is not",
      .happens = "The comment allows nothing.",
      .safe = "Mend its code: pgplumb lint --rules lists them.",
      .page = "sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS",
      .bad = "-- pgplumb: allow table-rewrites reason=\"small\"\nCREATE TABLE notes (id bigint PRIMARY KEY);",
      .good = "CREATE TABLE notes (id bigint PRIMARY KEY);"}},
    {EVERYWHERE,
     {.code = "unused-permission",
      .severity = PGP_WARNING,
      .title = "a permission for what does not happen",
      .happens = "The comment allows what the statement beside it does not do; later it may allow what "
                 "nobody has looked at.",
      .safe = "Take it out.",
      .page = "sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS",
      .bad = "-- pgplumb: allow json-column reason=\"as the client wrote it\"\nCREATE TABLE notes (id bigint "
             "PRIMARY KEY);",
      .good = "-- pgplumb: allow json-column reason=\"as the client wrote it\"\nCREATE TABLE notes (id "
              "bigint PRIMARY KEY, "
              "body json);"}},
};

enum { COUNT = sizeof rules / sizeof *rules };

#define LEVEL_WORD(code, word) word,
const char *const pgp_lint_words[PGP_LINT_LEVEL_COUNT] = {PGP_LINT_LEVELS(LEVEL_WORD)};
#undef LEVEL_WORD

/* A hazard that only a plan can tell is no rule. */
const pgp_hazard *pgp_lint_rule_at(size_t i) {
    for (const pgp_hazard *hazard = pgp_hazards; hazard->code; hazard++)
        if (!hazard->sent && i-- == 0)
            return hazard;
    return i < COUNT ? &rules[i].is : NULL;
}

const pgp_hazard *pgp_lint_rule_named(const char *code) {
    const pgp_hazard *rule;
    for (size_t i = 0; (rule = pgp_lint_rule_at(i)); i++)
        if (strcmp(rule->code, code) == 0)
            return rule;
    return NULL;
}

unsigned pgp_lint_scope(const pgp_hazard *rule) {
    for (size_t i = 0; i < COUNT; i++)
        if (&rules[i].is == rule)
            return rules[i].scope;
    return strcmp(rule->code, "unindexed-foreign-key") == 0 ? EVERYWHERE : PGP_LINT_MIGRATION;
}

pgp_lint_level pgp_lint_usual_level(const pgp_hazard *rule) {
    static const pgp_lint_level levels[] = {
        [PGP_NOTICE] = PGP_LINT_NOTE, [PGP_WARNING] = PGP_LINT_WARNING, [PGP_BLOCKS] = PGP_LINT_ERROR};
    return levels[rule->severity];
}

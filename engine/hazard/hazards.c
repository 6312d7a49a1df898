#include "hazard/hazards.h"

#include <string.h>

#define ORDERS \
    "CREATE TABLE orders (id bigint PRIMARY KEY, customer integer, state text, placed timestamptz);"

const pgp_hazard pgp_hazards[] = {
    {.code = "table-rewrite",
     .severity = PGP_BLOCKS,
     .by_size = true,
     .title = "rewrites the table",
     .happens = "Every row is written anew and every index is built again, under ACCESS EXCLUSIVE: nobody "
                "reads or writes the table "
                "until it is done. It needs the space of the table and its indexes once more.",
     .safe = "A new column beside the old one, kept in step by a trigger, filled in batches, and swapped: "
             "pgplumb plans that with "
             "--rewrite-online. For a default that "
             "differs from row to row: add the column without it, set the default, fill in batches.",
     .page = "sql-altertable.html#SQL-ALTERTABLE-NOTES",
     .setup = ORDERS,
     .bad = "ALTER TABLE orders ALTER COLUMN customer TYPE bigint",
     .good = "ALTER TABLE orders ADD COLUMN customer_new bigint"},
    {.code = "table-scan",
     .severity = PGP_WARNING,
     .by_size = true,
     .title = "reads the whole table",
     .happens = "Every row is checked while others wait for the lock.",
     .safe = "Add the constraint NOT VALID and VALIDATE it in another transaction. A column becomes NOT NULL "
             "without a scan when a "
             "valid CHECK (column IS NOT NULL) is there, or, from PostgreSQL 18 on, by a NOT NULL constraint "
             "that is NOT VALID first.",
     .page = "sql-altertable.html#SQL-ALTERTABLE-NOTES",
     .setup = ORDERS,
     .bad = "ALTER TABLE orders ADD CONSTRAINT orders_state CHECK (state <> '')",
     .good = "ALTER TABLE orders ADD CONSTRAINT orders_state CHECK (state <> '') NOT VALID"},
    {.code = "index-build",
     .severity = PGP_WARNING,
     .by_size = true,
     .title = "builds an index while others wait",
     .happens = "CREATE INDEX keeps writers out for as long as it takes, a constraint that brings its index "
                "keeps out readers too. A change of a "
                "column's type or collation that leaves the table alone can still build an index again.",
     .safe = "CREATE INDEX CONCURRENTLY; for a constraint, then ADD CONSTRAINT … USING INDEX.",
     .page = "sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
     .setup = ORDERS,
     .bad = "CREATE INDEX orders_customer ON orders (customer)",
     .good = "CREATE INDEX CONCURRENTLY orders_customer ON orders (customer)"},
    {.code = "exclusion-build",
     .severity = PGP_BLOCKS,
     .by_size = true,
     .title = "builds an exclusion constraint",
     .happens = "The constraint's index is built under ACCESS EXCLUSIVE. There is no form that builds it "
                "before, and none that is NOT VALID.",
     .safe = "A maintenance window; or a new table with the constraint, filled in batches, and swapped.",
     .page = "sql-createtable.html#SQL-CREATETABLE-EXCLUDE",
     .setup = ORDERS,
     .bad = "ALTER TABLE orders ADD CONSTRAINT orders_once EXCLUDE USING btree (customer WITH =)",
     .good = "CREATE UNIQUE INDEX CONCURRENTLY orders_once ON orders (customer)"},
    {.code = "domain-scan",
     .severity = PGP_WARNING,
     .by_size = true,
     .title = "checks every table that uses the domain",
     .happens = "A domain's new constraint is verified in every table with a column of it, one after the "
                "other, and all of them stay "
                "locked against writers until the end. VALIDATE CONSTRAINT of a domain does the same.",
     .safe = "Add it NOT VALID and leave it so, or check the values by constraints of the tables, which can "
             "be validated one by one.",
     .page = "sql-alterdomain.html",
     .setup = "CREATE DOMAIN amount AS numeric; CREATE TABLE payments (value amount);",
     .bad = "ALTER DOMAIN amount ADD CONSTRAINT amount_positive CHECK (VALUE > 0)",
     .good = "ALTER DOMAIN amount ADD CONSTRAINT amount_positive CHECK (VALUE > 0) NOT VALID"},
    {.code = "data-loss",
     .severity = PGP_BLOCKS,
     .title = "destroys data",
     .happens = "What is dropped cannot be brought back, except from a backup.",
     .safe = "Stop using it first, keep it for a while, then drop it with a permission by name.",
     .page = "ddl-alter.html#DDL-ALTER-REMOVING-A-COLUMN",
     .setup = ORDERS,
     .bad = "ALTER TABLE orders DROP COLUMN placed",
     .good = "ALTER TABLE orders ALTER COLUMN placed DROP NOT NULL"},
    {.code = "breaks-old-application",
     .severity = PGP_WARNING,
     .title = "breaks the old application version",
     .happens = "Statements of the version that still runs fail: something they name is gone or has another "
                "name, or something "
                "they do not know of is required.",
     .safe = "Expand and contract: first what both versions can live with, then, when the old version is "
             "gone, the rest.",
     .page = "ddl-alter.html",
     .setup = ORDERS,
     .bad = "ALTER TABLE orders RENAME COLUMN placed TO placed_at",
     .good = "ALTER TABLE orders ADD COLUMN placed_at timestamptz"},
    {.code = "still-used",
     .severity = PGP_WARNING,
     .title = "still used",
     .happens = "Statements that applications send (plan --queries) name what the step takes away, or do "
                "not fill what it demands: they fail once it has run.",
     .safe =
         "Let the applications that send them go first. What pg_stat_statements counted may be of a version "
         "that is gone: pg_stat_statements_reset(), then ask again.",
     .page = "pgstatstatements.html",
     .setup = ORDERS,
     .bad = "ALTER TABLE orders DROP COLUMN placed",
     .good = "ALTER TABLE orders DROP COLUMN state",
     .sent = "SELECT placed FROM orders WHERE id = $1"},
    {.code = "unindexed-foreign-key",
     .severity = PGP_WARNING,
     .title = "a foreign key without an index",
     .happens = "Every DELETE from the referenced table, and every UPDATE of its key, looks for the rows "
                "that refer to it: without an index on the "
                "referring columns it reads the whole table.",
     .safe = "CREATE INDEX CONCURRENTLY on the referring columns first.",
     .page = "ddl-constraints.html#DDL-CONSTRAINTS-FK",
     .setup =
         "CREATE TABLE customers (id integer PRIMARY KEY); CREATE TABLE orders (id bigint, customer integer);"
         "CREATE TABLE calls (id bigint, customer integer); CREATE INDEX calls_customer ON calls (customer);",
     .bad = "ALTER TABLE orders ADD FOREIGN KEY (customer) REFERENCES customers NOT VALID",
     .good = "ALTER TABLE calls ADD FOREIGN KEY (customer) REFERENCES customers NOT VALID"},
    {.code = "deny-all",
     .severity = PGP_WARNING,
     .title = "hides every row",
     .happens = "Row-level security without a policy shows nothing to anybody but the owner, and lets nobody "
                "else write.",
     .safe = "Create the policies first, in the same transaction.",
     .page = "ddl-rowsecurity.html",
     .setup =
         ORDERS "CREATE TABLE notes (author text); CREATE POLICY own ON notes USING (author = current_user);",
     .bad = "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
     .good = "ALTER TABLE notes ENABLE ROW LEVEL SECURITY"},
    {.code = "not-transactional",
     .severity = PGP_NOTICE,
     .title = "outside a transaction",
     .happens = "The statement cannot run in a transaction block. Broken off, it leaves something half done: "
                "an index that is not valid, a "
                "partition whose detaching is pending.",
     .safe = "pgplumb apply, which cleans up and tries again; by hand, look for invalid indexes before the "
             "next try.",
     .page = "sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
     .setup = ORDERS,
     .bad = "CREATE INDEX CONCURRENTLY orders_customer ON orders (customer)",
     .good = "COMMENT ON TABLE orders IS 'orders'"},
    {.code = NULL},
};

const pgp_hazard *pgp_hazard_named(const char *code) {
    for (const pgp_hazard *hazard = pgp_hazards; hazard->code; hazard++)
        if (strcmp(hazard->code, code) == 0)
            return hazard;
    return NULL;
}

const char *pgp_severity_name(pgp_severity severity) {
    static const char *const names[] = {
        [PGP_NOTICE] = "notice", [PGP_WARNING] = "warning", [PGP_BLOCKS] = "block"};
    return names[severity];
}

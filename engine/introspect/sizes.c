/*
 * How large the tables are that a plan changes.
 */
#include "introspect/catalog.h"
#include "kinds/reading.h"

/* pg_relation_size() would wait for whoever has, or waits for, a table all for itself: such a table counts as a large one.
 * Tables of other databases may have the same OID. */
#define BYTES                                                                           \
    "CASE WHEN c.oid IN (SELECT l.relation FROM pg_catalog.pg_locks l"                  \
    "  WHERE l.mode = 'AccessExclusiveLock' AND l.relation IS NOT NULL"                 \
    "  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = " \
    "pg_catalog.current_database()))"                                                   \
    " THEN -1 ELSE pg_catalog.pg_relation_size(c.oid) END"

static const char sizes_sql[] =
    "SELECT n.nspname, c.relname, " BYTES
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE (n.nspname, c.relname) IN (";

static void take_size(const pgp_catalog *catalog, const pgp_row *row) {
    const char *schema = pgp_row_text(row, 0), *name = pgp_row_text(row, 1);
    pgp_object *found = pgp_model_former(catalog->model, PGP_SPACE_RELATION, schema, name);
    if (!found)
        found = pgp_model_find(catalog->model, PGP_SPACE_RELATION, schema, name, NULL);
    int64_t bytes = pgp_row_int(row, 2);
    if (found && found->kind == &pgp_kind_table)
        ((pgp_table *)found)->bytes = bytes;
    else if (found && found->kind == &pgp_kind_materialized_view)
        ((pgp_view *)found)->bytes = bytes;
}

pgp_status pgp_catalog_sizes(pgp_catalog *catalog, pgp_object *const *relations, size_t count) {
    pgp_arena *arena = catalog->context->arena;
    pgp_text sql = pgp_text_new(arena);
    pgp_text_add(&sql, sizes_sql);
    for (size_t i = 0; i < count; i++) {
        const pgp_object *o = relations[i];
        pgp_text_addf(&sql, "%s(%s, %s)", i ? ", " : "", pgp_literal(arena, pgp_former_schema(o)),
                      pgp_literal(arena, pgp_former_name(o)));
    }
    pgp_text_add(&sql, ")");
    if (!count)
        return PGP_OK;
    PGP_TRY(pgp_query(catalog->context, catalog->connection, sql.data, &catalog->result));
    pgp_row row = {.result = catalog->result, .catalog = catalog};
    for (int rows = PQntuples(row.result); row.number < rows; row.number++)
        take_size(catalog, &row);
    PQclear(catalog->result);
    catalog->result = NULL;
    return PGP_OK;
}

/* A table counts with all that inherit from it, as in plan/online.c. */
static const char large_sql[] =
    "WITH RECURSIVE sizes AS (SELECT c.oid, " BYTES " AS bytes"
    "  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    "  WHERE c.relkind IN ('r', 'm') AND " PGP_USER_SCHEMA "),"
    " heirs AS (SELECT oid AS whole, oid AS part FROM sizes UNION"
    "  SELECT i.inhparent, h.part FROM heirs h JOIN pg_catalog.pg_inherits i ON i.inhrelid = h.whole)"
    " SELECT pg_catalog.format('%%I.%%I', n.nspname, c.relname) COLLATE \"C\" FROM heirs h JOIN sizes s ON "
    "s.oid = h.part"
    "  JOIN pg_catalog.pg_class c ON c.oid = h.whole JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " GROUP BY 1 HAVING min(s.bytes) < 0 OR sum(s.bytes) > %lld ORDER BY 1";

pgp_status pgp_catalog_large(pgp_catalog *catalog, int64_t above, pgp_names *out) {
    pgp_arena *arena = catalog->context->arena;
    PGP_TRY(pgp_query(catalog->context, catalog->connection, pgp_printf(arena, large_sql, (long long)above),
                      &catalog->result));
    pgp_row row = {.result = catalog->result, .catalog = catalog};
    for (int rows = PQntuples(row.result); row.number < rows; row.number++)
        pgp_names_add(arena, out, pgp_row_string(&row, 0));
    PQclear(catalog->result);
    catalog->result = NULL;
    return PGP_OK;
}

/*
 * What a server has counted: pg_stat_statements.
 */
#include "evidence/uses.h"
#include "introspect/catalog.h"

#include <string.h>

/* An extension can be in any schema; somebody may show it through a view of their own. */
static const char place_sql[] =
    "SELECT pg_catalog.quote_ident(n.nspname),"
    " pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relname = 'pg_stat_statements' AND c.relkind IN ('v', 'm', 'r', 'f')"
    " ORDER BY EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') DESC,"
    " n.nspname LIMIT 1";

/* Others' statements are hidden from those who are not in pg_read_all_stats. */
static const char hidden[] = "<insufficient privilege>";

static pgp_status ask(pgp_catalog *catalog, const char *sql) {
    PQclear(catalog->result);
    catalog->result = NULL;
    return pgp_query(catalog->context, catalog->connection, sql, &catalog->result);
}

static pgp_status find_schema(pgp_context *context, pgp_catalog *catalog, const char **out) {
    PGP_TRY(ask(catalog, place_sql));
    if (!PQntuples(catalog->result)) {
        pgp_fail(context, PGP_INPUT, NULL, "pg_stat_statements is not installed in this database");
        return pgp_hint(context,
                        "Put it into shared_preload_libraries and CREATE EXTENSION pg_stat_statements, "
                        "or give a file of statements.");
    }
    *out = pgp_strdup(context->arena, PQgetvalue(catalog->result, 0, 0));
    if (*PQgetvalue(catalog->result, 0, 1) == 't')
        return PGP_OK;
    pgp_fail(context, PGP_INPUT, NULL, "%s.pg_stat_statements cannot be read by this role", *out);
    return pgp_hint(context, "Grant it SELECT on the view, USAGE on its schema, and pg_read_all_stats.");
}

static pgp_status take_rows(pgp_context *context, void *argument) {
    pgp_evidence_reader *reader = argument;
    const pgp_catalog *catalog = reader->source;
    size_t unseen = 0;
    for (int i = 0; i < PQntuples(catalog->result); i++) {
        const char *query = PQgetvalue(catalog->result, i, 0);
        if (strcmp(query, hidden) == 0)
            unseen++;
        else
            PGP_TRY(pgp_evidence_take(reader, query, strlen(query)));
    }
    if (unseen)
        pgp_note_add(
            context, NULL,
            "pg_stat_statements: %zu statement%s of other roles cannot be seen by this one, which is "
            "not in pg_read_all_stats",
            unseen, unseen == 1 ? "" : "s");
    return PGP_OK;
}

pgp_status pgp_evidence_ask(pgp_context *context, pgp_catalog *catalog, pgp_evidence **out) {
    pgp_evidence_reader *reader = PGP_NEW(context->arena, pgp_evidence_reader);
    const char *schema;
    PGP_TRY(find_schema(context, catalog, &schema));
    PGP_TRY(
        ask(catalog, pgp_printf(context->arena,
                                "SELECT s.query FROM %s.pg_stat_statements s WHERE s.query IS NOT NULL AND "
                                "s.dbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = "
                                "pg_catalog.current_database()) ORDER BY s.query COLLATE pg_catalog.\"C\"",
                                schema)));
    pgp_evidence_start(reader, context, catalog->model);
    reader->source = catalog;
    PGP_TRY(pgp_with_stack(context, take_rows, reader));
    PQclear(catalog->result);
    catalog->result = NULL;
    pgp_evidence_say(reader, "pg_stat_statements");
    *out = reader->evidence;
    return PGP_OK;
}

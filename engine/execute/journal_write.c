#include "execute/journal_write.h"

#include "introspect/catalog.h"

#include <stdlib.h>
#include <string.h>

/* -- the tables ---------------------------------------------------------------------------------------------- */

static const char tables_sql[] =
    "CREATE TABLE %1$s.runs ("
    " id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " state text NOT NULL DEFAULT 'unfinished',"
    " digest text NOT NULL,"
    " source_fingerprint text NOT NULL,"
    " target_fingerprint text NOT NULL,"
    " git_commit text,"
    " phase text,"
    " role text NOT NULL DEFAULT session_user,"
    " client text,"
    " tool text NOT NULL,"
    " started timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),"
    " finished timestamp with time zone,"
    " error text,"
    " steps bigint NOT NULL,"
    " done bigint NOT NULL DEFAULT 0,"
    " rolls_back bigint REFERENCES %1$s.runs,"
    " plan text NOT NULL)";

static const char steps_sql[] =
    "CREATE TABLE %1$s.steps ("
    " run bigint NOT NULL REFERENCES %1$s.runs ON DELETE CASCADE,"
    " step bigint NOT NULL,"
    " done boolean NOT NULL,"
    " tries bigint NOT NULL DEFAULT 1,"
    " started timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),"
    " finished timestamp with time zone,"
    " PRIMARY KEY (run, step))";

/* Whoever waits for a schema (pgplumb wait) needs no other right than to connect; a plan may hold more than they should see. */
static const char rights_sql[] = "GRANT USAGE ON SCHEMA %1$s TO PUBLIC;"
                                 " GRANT SELECT (id, state, digest, source_fingerprint, target_fingerprint, "
                                 "git_commit, phase, role, client, tool, started,"
                                 " finished, error, steps, done, rolls_back) ON %1$s.runs TO PUBLIC";

/* `format` has the quoted schema for its %1$s, which is its only one. */
static pgp_status run_format(pgp_context *context, PGconn *connection, const char *format,
                             const char *schema) {
    pgp_text sql = pgp_text_new(context->arena);
    for (const char *at = format, *mark; *at; at = mark + strlen("%1$s")) {
        mark = strstr(at, "%1$s");
        pgp_text_addn(&sql, at, mark ? (size_t)(mark - at) : strlen(at));
        if (!mark)
            break;
        pgp_text_add(&sql, schema);
    }
    return pgp_query(context, connection, sql.data, NULL);
}

static pgp_status make_tables(pgp_context *context, PGconn *connection, const char *schema,
                              bool make_schema) {
    const char *quoted = pgp_quoted(context->arena, schema);
    PGP_TRY(pgp_query(context, connection, "BEGIN", NULL));
    if (make_schema)
        PGP_TRY(run_format(context, connection, "CREATE SCHEMA %1$s", quoted));
    PGP_TRY(run_format(context, connection, tables_sql, quoted));
    PGP_TRY(run_format(context, connection, steps_sql, quoted));
    PGP_TRY(run_format(context, connection, rights_sql, quoted));
    PGP_TRY(run_format(context, connection, "COMMENT ON SCHEMA %1$s IS '" PGP_JOURNAL_COMMENT "'", quoted));
    return pgp_query(context, connection, "COMMIT", NULL);
}

/* An empty schema may have been made for it by somebody with more rights. */
static pgp_status look_at_schema(pgp_context *context, PGconn *connection, const char *schema, bool *exists) {
    const char *literal = pgp_literal(context->arena, schema);
    PGresult *result = NULL;
    PGP_TRY(
        pgp_query(context, connection,
                  pgp_printf(context->arena,
                             "SELECT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid)"
                             " OR EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE p.pronamespace = n.oid)"
                             " OR EXISTS (SELECT FROM pg_catalog.pg_type t WHERE t.typnamespace = n.oid)"
                             " FROM pg_catalog.pg_namespace n WHERE n.nspname = %s",
                             literal),
                  &result));
    *exists = PQntuples(result) > 0;
    bool used = *exists && PQgetvalue(result, 0, 0)[0] == 't';
    PQclear(result);
    if (!used)
        return PGP_OK;
    pgp_fail(context, PGP_INPUT, NULL, "schema \"%s\" holds something else than a journal of pgplumb",
             schema);
    return pgp_hint(context, "Nothing was changed. Choose another schema with --journal-schema.");
}

pgp_status pgp_journal_make(pgp_context *context, PGconn *connection, const char *schema) {
    const char *found;
    bool exists;
    PGP_TRY(pgp_journal_find(context, connection, schema, &found));
    if (found)
        return PGP_OK;
    PGP_TRY(look_at_schema(context, connection, schema, &exists));
    pgp_status status = make_tables(context, connection, schema, !exists);
    if (status == PGP_OK)
        return PGP_OK;
    pgp_error error = context->error;
    if (PQstatus(connection) == CONNECTION_OK)
        PQclear(PQexec(connection, "ROLLBACK"));
    context->error = error;
    return strcmp(error.sqlstate ? error.sqlstate : "", "42501") == 0
               ? pgp_hint(context,
                          "pgplumb keeps its journal in schema \"%s\": make that schema, owned by this role.",
                          schema)
               : status;
}

/* -- runs ----------------------------------------------------------------------------------------------------- */

static void add_value(pgp_text *sql, const char *value) {
    pgp_text_add(sql, ", ");
    if (value)
        pgp_sql_literal(sql, value);
    else
        pgp_text_add(sql, "NULL");
}

pgp_status pgp_journal_begin(pgp_context *context, PGconn *connection, const char *schema, pgp_run *run) {
    pgp_text sql = pgp_text_new(context->arena);
    PGresult *result = NULL;
    pgp_text_addf(&sql,
                  "INSERT INTO %s.runs (steps, rolls_back, digest, source_fingerprint, target_fingerprint, "
                  "git_commit, phase,"
                  " client, tool, plan) VALUES (%lld, nullif(%lld, 0)",
                  pgp_quoted(context->arena, schema), (long long)run->steps, (long long)run->rolls_back);
    add_value(&sql, run->digest);
    add_value(&sql, run->source_fingerprint);
    add_value(&sql, run->target_fingerprint);
    add_value(&sql, run->git_commit);
    add_value(&sql, run->phase);
    add_value(&sql, run->client);
    add_value(&sql, run->tool);
    add_value(&sql, run->plan);
    pgp_text_add(&sql, ") RETURNING id");
    PGP_TRY(pgp_query(context, connection, sql.data, &result));
    run->id = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return PGP_OK;
}

pgp_status pgp_journal_set_state(pgp_context *context, PGconn *connection, const char *schema, int64_t run,
                                 pgp_run_state state, const char *phase, const char *error) {
    pgp_arena *arena = context->arena;
    const char *table = pgp_printf(arena, "%s.runs", pgp_quoted(arena, schema));
    pgp_text sql = pgp_text_new(arena);
    pgp_text_addf(
        &sql,
        "WITH ended AS (UPDATE %s SET finished = %s, state = %s, phase = %s, error = %s WHERE id = %lld"
        " RETURNING state, rolls_back) ",
        table, state == PGP_RUN_UNFINISHED ? "NULL" : "pg_catalog.clock_timestamp()",
        pgp_literal(arena, pgp_run_state_word(state)), phase ? pgp_literal(arena, phase) : "NULL",
        error ? pgp_literal(arena, error) : "NULL", (long long)run);
    pgp_text_addf(
        &sql, "UPDATE %s r SET state = '%s' FROM ended WHERE ended.state = '%s' AND r.id = ended.rolls_back",
        table, pgp_run_state_word(PGP_RUN_ROLLED_BACK), pgp_run_state_word(PGP_RUN_APPLIED));
    return pgp_query(context, connection, sql.data, NULL);
}

/* -- steps ---------------------------------------------------------------------------------------------------- */

const char *pgp_journal_done_sql(pgp_arena *arena, const char *schema, int64_t run, const size_t *steps,
                                 size_t count) {
    pgp_text sql = pgp_text_new(arena);
    const char *quoted = pgp_quoted(arena, schema);
    pgp_text_addf(&sql, "WITH recorded AS (INSERT INTO %s.steps (run, step, done, finished) VALUES ", quoted);
    for (size_t i = 0; i < count; i++)
        pgp_text_addf(&sql, "%s(%lld, %zu, true, pg_catalog.clock_timestamp())", i ? ", " : "",
                      (long long)run, steps[i]);
    pgp_text_addf(&sql,
                  " ON CONFLICT (run, step) DO UPDATE SET done = true, finished = excluded.finished)"
                  " UPDATE %s.runs SET done = done + %zu WHERE id = %lld",
                  quoted, count, (long long)run);
    return sql.data;
}

const char *pgp_journal_begun_sql(pgp_arena *arena, const char *schema, int64_t run, size_t step) {
    const char *quoted = pgp_quoted(arena, schema);
    return pgp_printf(arena,
                      "INSERT INTO %s.steps AS s (run, step, done) VALUES (%lld, %zu, false)"
                      " ON CONFLICT (run, step) DO UPDATE SET tries = s.tries + 1",
                      quoted, (long long)run, step);
}

/*
 * Reading the journal.
 */
#include "execute/journal_write.h"

#include "introspect/catalog.h"

#include <stdlib.h>
#include <string.h>

static const char *const state_words[] = {
#define STATE_WORD(name, word, meaning) word,
    PGP_RUN_STATES(STATE_WORD)
#undef STATE_WORD
};

const char *pgp_run_state_word(pgp_run_state state) {
    return state_words[state];
}

static pgp_run_state state_named(const char *word) {
    for (size_t i = 0; i < sizeof state_words / sizeof *state_words; i++)
        if (strcmp(state_words[i], word) == 0)
            return (pgp_run_state)i;
    return PGP_RUN_UNFINISHED;
}

/* -- finding it ------------------------------------------------------------------------------------------- */

static pgp_status check_format(pgp_context *context, const char *schema, const char *comment) {
    if (strcmp(comment, PGP_JOURNAL_COMMENT) == 0)
        return PGP_OK;
    return pgp_fail(context, PGP_UNKNOWN, NULL,
                    "the journal in schema \"%s\" was made by a newer pgplumb: %s", schema, comment);
}

pgp_status pgp_journal_find(pgp_context *context, PGconn *connection, const char *wanted, const char **out) {
    pgp_text sql = pgp_text_new(context->arena);
    PGresult *result = NULL;
    pgp_text_add(&sql, "SELECT n.nspname, d.description FROM " PGP_JOURNALS " WHERE true");
    if (wanted)
        pgp_text_addf(&sql, " AND n.nspname = %s", pgp_literal(context->arena, wanted));
    pgp_text_add(&sql, " ORDER BY n.nspname <> '" PGP_JOURNAL_SCHEMA "', n.nspname COLLATE \"C\" LIMIT 1");
    *out = NULL;
    PGP_TRY(pgp_query(context, connection, sql.data, &result));
    const char *schema = PQntuples(result) ? pgp_strdup(context->arena, PQgetvalue(result, 0, 0)) : NULL;
    const char *comment = schema ? pgp_strdup(context->arena, PQgetvalue(result, 0, 1)) : NULL;
    PQclear(result);
    if (schema)
        PGP_TRY(check_format(context, schema, comment));
    *out = schema;
    return PGP_OK;
}

/* -- runs -------------------------------------------------------------------------------------------------- */

/* Everything but the plan may be read by everybody: journal_write.c grants these columns. */
#define MOMENT(column) "pg_catalog.to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"

static const char *text_or_null(pgp_arena *arena, const PGresult *result, int row, int column) {
    return PQgetisnull(result, row, column) ? NULL : pgp_strdup(arena, PQgetvalue(result, row, column));
}

static pgp_run run_of(pgp_arena *arena, const PGresult *result, int row) {
    int column = 0;
#define TEXT()   text_or_null(arena, result, row, column++)
#define NUMBER() strtoll(PQgetvalue(result, row, column++), NULL, 10)
    pgp_run run = {.id = NUMBER()};
    run.state = state_named(PQgetvalue(result, row, column++));
    run.digest = TEXT();
    run.source_fingerprint = TEXT();
    run.target_fingerprint = TEXT();
    run.git_commit = TEXT();
    run.phase = TEXT();
    run.role = TEXT();
    run.client = TEXT();
    run.tool = TEXT();
    run.started = TEXT();
    run.finished = TEXT();
    run.error = TEXT();
    run.steps = NUMBER();
    run.done = NUMBER();
    run.rolls_back = NUMBER();
    run.began = NUMBER();
    run.plan = TEXT();
#undef TEXT
#undef NUMBER
    return run;
}

pgp_status pgp_journal_runs(pgp_context *context, PGconn *connection, const char *schema, int limit,
                            bool with_plan, pgp_runs *out) {
    const char *sql = pgp_printf(
        context->arena,
        "SELECT id, state, digest, source_fingerprint, target_fingerprint, git_commit, phase, role, client, "
        "tool, " MOMENT("started") ", " MOMENT(
            "finished") ", error, steps, done, rolls_back,"
                        " (EXTRACT(epoch FROM started) * 1000000)::pg_catalog.int8, %s FROM %s.runs ORDER BY "
                        "id DESC LIMIT %d",
        with_plan ? "plan" : "NULL", pgp_quoted(context->arena, schema), limit);
    PGresult *result = NULL;
    PGP_TRY(pgp_query(context, connection, sql, &result));
    pgp_defer(context->arena, (void (*)(void *))PQclear, result);
    out->count = (size_t)PQntuples(result);
    out->items = pgp_alloc(context->arena, (out->count + 1) * sizeof *out->items);
    for (size_t i = 0; i < out->count; i++)
        out->items[i] = run_of(context->arena, result, (int)i);
    return PGP_OK;
}

pgp_status pgp_journal_steps(pgp_context *context, PGconn *connection, const char *schema, int64_t run,
                             pgp_record *out, size_t count) {
    const char *sql = pgp_printf(context->arena, "SELECT step, done FROM %s.steps WHERE run = %lld",
                                 pgp_quoted(context->arena, schema), (long long)run);
    PGresult *result = NULL;
    memset(out, 0, count * sizeof *out);
    PGP_TRY(pgp_query(context, connection, sql, &result));
    for (int i = 0; i < PQntuples(result); i++) {
        long step = strtol(PQgetvalue(result, i, 0), NULL, 10);
        if (step >= 1 && (size_t)step <= count)
            out[step - 1] = PQgetvalue(result, i, 1)[0] == 't' ? PGP_DONE : PGP_BEGUN;
    }
    PQclear(result);
    return PGP_OK;
}

/*
 * Putting the questions: one transaction, one pipeline, a savepoint around each so that an error spoils only
 * its own.
 */
#include "diff/rename.h"
#include "equal/judge.h"
#include "introspect/pipeline.h"

#include <string.h>

static const char doing[] = "asking the server about expressions";

/* -- the transaction ------------------------------------------------------------------------------------- */

/* An ordinary role may not write on a standby, in a read-only session or without the right to make temporary
 * tables. */
static bool cannot_write(const PGresult *result) {
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return sqlstate && (strcmp(sqlstate, "25006") == 0 || strcmp(sqlstate, "42501") == 0);
}

pgp_status pgp_judging_begin(pgp_judging *judging, bool *able) {
    judging->comparison->catalog->in_snapshot = false;
    PGP_TRY(pgp_query(judging->context, judging->connection, "COMMIT", NULL));
    PGP_TRY(pgp_query(judging->context, judging->connection, "BEGIN", NULL));
    PGP_TRY(pgp_query(judging->context, judging->connection, pgp_catalog_settings, NULL));
    PGP_TRY(pgp_query(judging->context, judging->connection,
                      "SELECT set_config('statement_timeout', '10s', true),"
                      " set_config('check_function_bodies', 'off', true)",
                      NULL));
    PGresult *result = PQexec(judging->connection, "CREATE TEMP TABLE pgp_probe ()");
    *able = PQresultStatus(result) == PGRES_COMMAND_OK;
    pgp_status status = *able || cannot_write(result)
                            ? PGP_OK
                            : pgp_server_error(judging->context, judging->connection, result, doing);
    PQclear(result);
    return status;
}

static bool may_be_renamed(const pgp_rename *rename) {
    const pgp_object *live = rename->live;
    return live->kind == &pgp_kind_schema || live->kind->space == PGP_SPACE_FUNCTION ||
           (live->kind->space == PGP_SPACE_TYPE && live->kind != &pgp_kind_composite);
}

/* What cannot be renamed here leaves its questions without an answer. */
pgp_status pgp_judging_rename(pgp_judging *judging) {
    const pgp_comparison *comparison = judging->comparison;
    for (size_t i = 0; i < comparison->rename_count; i++) {
        const pgp_rename *rename = comparison->renames[i];
        for (size_t s = 0; may_be_renamed(rename) && s < rename->statement_count; s++) {
            PGP_TRY(pgp_query(judging->context, judging->connection, "SAVEPOINT pgp_rename", NULL));
            PGresult *result = PQexec(judging->connection, rename->statements[s]);
            bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
            PQclear(result);
            PGP_TRY(pgp_query(judging->context, judging->connection,
                              done ? "RELEASE pgp_rename" : "ROLLBACK TO pgp_rename", NULL));
        }
    }
    return PGP_OK;
}

pgp_status pgp_judging_end(pgp_judging *judging) {
    return pgp_query(judging->context, judging->connection, "ROLLBACK", NULL);
}

/* -- sending --------------------------------------------------------------------------------------------- */

/*
 * The user's names are looked up along the user's path, and a constant without a zone is read in the
 * session's. The temporary schema comes last: a query's own mention of a table means the real one.
 */
static char *user_settings(pgp_judging *judging, const char *path) {
    pgp_arena *arena = judging->arena;
    const char *whole = path && *path ? pgp_printf(arena, "%s, pg_temp", path) : "pg_temp";
    return pgp_printf(arena, "SELECT set_config('search_path', %s, true), set_config('TimeZone', %s, true)",
                      pgp_literal(arena, whole), pgp_literal(arena, judging->comparison->catalog->timezone));
}

static pgp_status send_all(const pgp_pipeline *pipeline, const char *const *statements, size_t count) {
    for (size_t i = 0; i < count; i++)
        PGP_TRY(pgp_pipeline_send(pipeline, statements[i]));
    return pgp_pipeline_sync(pipeline);
}

static const char printing_settings[] =
    "SELECT set_config('search_path', '', true), set_config('TimeZone', 'UTC', true)";

/* A statement as the user means it. */
static pgp_status send_statement(pgp_judging *judging, const pgp_pipeline *pipeline, const char *path,
                                 const char *sql) {
    PGP_TRY(pgp_pipeline_send(pipeline, user_settings(judging, path)));
    return pgp_pipeline_send(pipeline, sql);
}

static pgp_status send_question(pgp_judging *judging, const pgp_pipeline *pipeline,
                                const pgp_question *question) {
    const char *const answer[] = {printing_settings, question->answer};
    PGP_TRY(pgp_pipeline_send(pipeline, "SAVEPOINT pgp_question"));
    for (size_t i = 0; i < question->setup_count; i++)
        PGP_TRY(send_statement(judging, pipeline, question->setup[i].path, question->setup[i].sql));
    PGP_TRY(send_statement(judging, pipeline, question->path, question->statement));
    PGP_TRY(send_all(pipeline, answer, 2));
    return send_all(pipeline, &(const char *){"ROLLBACK TO pgp_question"}, 1);
}

static pgp_status send_group(pgp_judging *judging, const pgp_pipeline *pipeline,
                             const pgp_question_group *group) {
    const char *const begin[] = {"SAVEPOINT pgp_group", group->stand_in};
    const char *const end[] = {"ROLLBACK TO pgp_group", "RELEASE pgp_group"};
    PGP_TRY(send_all(pipeline, begin, group->stand_in ? 2 : 1));
    for (const pgp_question *q = group->questions; q; q = q->next)
        PGP_TRY(send_question(judging, pipeline, q));
    return send_all(pipeline, end, 2);
}

/* -- receiving ------------------------------------------------------------------------------------------- */

/* Results up to the next sync; *answer gets the last rows among them, NULL when anything failed; *refused: the server itself said
 * no to something. */
static pgp_status receive_segment(const pgp_pipeline *pipeline, PGresult **answer, bool *refused) {
    bool failed = false, ended = true;
    *answer = NULL;
    *refused = false;
    for (;;) {
        PGresult *result;
        PGP_TRY(pgp_pipeline_take(pipeline, &result));
        if (!result && ended) /* each statement ends once */
            return pgp_server_error(pipeline->context, pipeline->connection, NULL, doing);
        ended = !result;
        ExecStatusType status = PQresultStatus(result);
        bool rows = status == PGRES_TUPLES_OK;
        /* An error without a SQLSTATE is libpq's (no memory): the server has not judged anything. */
        bool judged = PQresultErrorField(result, PG_DIAG_SQLSTATE) != NULL;
        bool own_trouble = result && status == PGRES_FATAL_ERROR && !judged;
        *refused |= judged;
        failed |= result && !rows && status != PGRES_COMMAND_OK && status != PGRES_PIPELINE_SYNC;
        if (rows || failed) {
            PQclear(*answer);
            *answer = NULL;
        }
        if (rows && !failed)
            *answer = result;
        else
            PQclear(result);
        if (status == PGRES_PIPELINE_SYNC)
            return PGP_OK;
        if (own_trouble || PQstatus(pipeline->connection) != CONNECTION_OK)
            return pgp_server_error(pipeline->context, pipeline->connection, NULL, doing);
    }
}

static void take_columns(pgp_judging *judging, const pgp_question *question, PGresult *answer) {
    pgp_row row = {.result = answer, .catalog = judging->comparison->catalog};
    int column = (int)question->target_count;
    question->view->columns = pgp_row_names(&row, column);
    question->view->column_types = pgp_row_names(&row, column + 1);
}

/* A null: the server keeps nothing of the text (DEFAULT NULL::varchar of a varchar). */
static void take_text(pgp_judging *judging, const pgp_question *question, PGresult *answer, int column) {
    pgp_sql *sql = question->targets[column];
    const char *text = pgp_without_stand_ins(judging->arena, question, PQgetvalue(answer, 0, column));
    if (PQgetisnull(answer, 0, column))
        sql->text = NULL;
    else
        sql->printed = pgp_strdup(judging->comparison->desired->arena, text);
}

static void take_answer(pgp_judging *judging, const pgp_question *question, PGresult *answer) {
    for (size_t i = 0; i < question->target_count; i++)
        take_text(judging, question, answer, (int)i);
    if (question->view)
        take_columns(judging, question, answer);
}

static pgp_status receive_question(pgp_judging *judging, const pgp_pipeline *pipeline,
                                   const pgp_question *question) {
    PGresult *answer, *none;
    bool refused, of_rollback;
    int columns = (int)question->target_count + (question->view ? 2 : 0);
    PGP_TRY(receive_segment(pipeline, &answer, &refused));
    if (!answer && !refused) /* never "different" for want of memory */
        return pgp_fail(judging->context, PGP_RETRY, NULL, "%s: an answer was lost", doing);
    if (answer && PQntuples(answer) == 1 && PQnfields(answer) == columns)
        take_answer(judging, question, answer);
    PQclear(answer);
    PGP_TRY(receive_segment(pipeline, &none, &of_rollback));
    PQclear(none);
    return PGP_OK;
}

static pgp_status receive_group(pgp_judging *judging, const pgp_pipeline *pipeline,
                                const pgp_question_group *group) {
    PGresult *none;
    bool refused;
    PGP_TRY(receive_segment(pipeline, &none, &refused));
    PQclear(none);
    for (const pgp_question *q = group->questions; q; q = q->next)
        PGP_TRY(receive_question(judging, pipeline, q));
    PGP_TRY(receive_segment(pipeline, &none, &refused));
    PQclear(none);
    return PGP_OK;
}

pgp_status pgp_put_questions(pgp_judging *judging) {
    pgp_pipeline pipeline = {judging->context, judging->connection, doing};
    PGP_TRY(pgp_pipeline_enter(&pipeline));
    for (const pgp_question_group *group = judging->groups; group; group = group->next)
        PGP_TRY(send_group(judging, &pipeline, group));
    PGP_TRY(pgp_pipeline_flush(&pipeline));
    for (const pgp_question_group *group = judging->groups; group; group = group->next)
        PGP_TRY(receive_group(judging, &pipeline, group));
    return pgp_pipeline_leave(&pipeline, false);
}

/*
 * The batch: one snapshot, every query sent before the first answer is read.
 */
#include "introspect/catalog.h"

#include "execute/journal.h"
#include "introspect/oid_map.h"
#include "introspect/pipeline.h"
#include "introspect/state.h"
#include "kinds/constraint.h"
#include "kinds/trigger.h"

#include <string.h>

/* -- what is read before any kind ------------------------------------------------------------------------ */

static pgp_status session_row(pgp_catalog *catalog, const pgp_row *row) {
    catalog->model->current_user = pgp_row_text(row, 0);
    catalog->model->default_path = pgp_row_text(row, 1);
    catalog->timezone = pgp_row_text(row, 2);
    return PGP_OK;
}

static pgp_status role_row(pgp_catalog *catalog, const pgp_row *row) {
    char *name = pgp_strdup(catalog->model->arena, PQgetvalue(row->result, row->number, 1));
    pgp_oid_map_put(catalog->roles, 0, pgp_row_oid(row, 0), 0, name);
    return PGP_OK;
}

static pgp_status opclass_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_opclass *opclass = PGP_NEW(catalog->model->arena, pgp_opclass);
    *opclass = (pgp_opclass){.name = pgp_row_text(row, 1), .is_default = pgp_row_bool(row, 2)};
    pgp_oid_map_put(catalog->opclasses, 0, pgp_row_oid(row, 0), 0, opclass);
    return PGP_OK;
}

/* One column a kind: whether there may be any. */
static const char *presence_query(pgp_arena *arena) {
    pgp_text sql = pgp_text_new(arena);
    pgp_text_add(&sql, "SELECT true");
    for (const pgp_kind *const *kind = pgp_kinds; *kind; kind++)
        if ((*kind)->presence)
            pgp_text_addf(&sql, ", EXISTS (SELECT FROM pg_catalog.%s)", (*kind)->presence);
    return sql.data;
}

static size_t count_kinds(void) {
    size_t count = 0;
    while (pgp_kinds[count])
        count++;
    return count;
}

static pgp_status presence_row(pgp_catalog *catalog, const pgp_row *row) {
    size_t count = 0;
    int column = 0;
    catalog->kinds = pgp_alloc(catalog->context->arena, (count_kinds() + 1) * sizeof(pgp_kind *));
    for (const pgp_kind *const *kind = pgp_kinds; *kind; kind++) {
        bool present = !(*kind)->presence || pgp_row_bool(row, ++column);
        present &= *kind != &pgp_kind_system_privileges || catalog->all_rights;
        if (present && (*kind)->query && (*kind)->query(catalog->server_version))
            catalog->kinds[count++] = *kind;
    }
    return PGP_OK;
}

typedef struct reading {
    const char *what; /* for messages */
    const char *sql;
    pgp_status (*row)(pgp_catalog *catalog, const pgp_row *row);
    const char *(*query)(pgp_arena *arena); /* where sql is NULL */
} reading;

/*
 * Settings are local to the transaction, so that a pooler's next client does not inherit them. They make the
 * server print every name qualified and every constant the same for any role, database and client
 * environment; reading takes no workers away from the database's own work; and what the planner is not to try saves a fifth of its
 * time, which with a new connection is as long as the queries themselves.
 */
const char pgp_catalog_settings[] =
    "SELECT set_config('search_path', '', true), set_config('lock_timeout', '5s', true),"
    " set_config('statement_timeout', '" PGP_PIPELINE_TIMEOUT "', true),"
    " set_config('idle_in_transaction_session_timeout', '0', true),"
    " set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true),"
    " set_config('IntervalStyle', 'postgres', true), set_config('extra_float_digits', '1', true),"
    " set_config('bytea_output', 'hex', true), set_config('quote_all_identifiers', 'off', true),"
    " set_config('jit', 'off', true), set_config('row_security', 'off', true),"
    " set_config('max_parallel_workers_per_gather', '0', true), set_config('enable_mergejoin', 'off', true),"
    " set_config('enable_material', 'off', true), set_config('enable_memoize', 'off', true),"
    " set_config('enable_incremental_sort', 'off', true)";

static const reading preamble[] = {
    {.what = "beginning the snapshot", .sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"},
    {.what = "reading the session",
     .sql = "SELECT current_user, pg_catalog.current_setting('search_path'), "
            "pg_catalog.current_setting('TimeZone')",
     .row = session_row},
    {.what = "setting up the session", .sql = pgp_catalog_settings},
    {.what = "reading extensions' members", .sql = pgp_members_query, .row = pgp_members_row},
    {.what = "looking what there is", .query = presence_query, .row = presence_row},
    {.what = "looking for the journal",
     .sql = "SELECT set_config('pgplumb.journals', ARRAY(SELECT n.oid FROM " PGP_JOURNALS ")::text, true)"},
    {.what = "reading roles", .sql = "SELECT oid, rolname FROM pg_catalog.pg_roles", .row = role_row},
    {.what = "reading operator classes",
     .sql = "SELECT o.oid, CASE n.nspname WHEN 'pg_catalog' THEN quote_ident(o.opcname)"
            " ELSE quote_ident(n.nspname) || '.' || quote_ident(o.opcname) END, o.opcdefault"
            " FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace",
     .row = opclass_row},
};

/* What makes the snapshot; with that, what parsing and the kinds' queries wait for; everything before the first kind. */
enum { SESSION_COUNT = 3, HEAD_COUNT = 5, PREAMBLE_COUNT = sizeof preamble / sizeof *preamble };

/* -- sending --------------------------------------------------------------------------------------------- */

static pgp_pipeline pipeline_of(const pgp_catalog *catalog) {
    return (pgp_pipeline){catalog->context, catalog->connection, "reading the catalogs"};
}

static pgp_status send_readings(const pgp_catalog *catalog, const pgp_pipeline *pipeline, size_t first,
                                size_t end) {
    for (size_t i = first; i < end; i++) {
        const char *sql = preamble[i].sql ? preamble[i].sql : preamble[i].query(catalog->context->arena);
        PGP_TRY(pgp_pipeline_send(pipeline, sql));
    }
    return PGP_OK;
}

/* The server works on the rest of the preamble while its answers to the head are read. */
static pgp_status send_preamble(pgp_catalog *catalog) {
    pgp_pipeline pipeline = pipeline_of(catalog);
    PGP_TRY(pgp_pipeline_enter(&pipeline));
    PGP_TRY(send_readings(catalog, &pipeline, catalog->readings_done, HEAD_COUNT));
    PGP_TRY(pgp_pipeline_answer_now(&pipeline));
    PGP_TRY(send_readings(catalog, &pipeline, HEAD_COUNT, PREAMBLE_COUNT));
    return pgp_pipeline_flush(&pipeline);
}

static pgp_status send_state(pgp_catalog *catalog, const pgp_pipeline *pipeline) {
    PGP_TRY(pgp_pipeline_send(pipeline, pgp_state_query(catalog->context->arena, catalog->server_version)));
    catalog->state_comes = true;
    return pgp_pipeline_sync(pipeline);
}

/* An error of the state, behind a sync of its own, does not spoil what was read. */
static pgp_status send_kinds(pgp_catalog *catalog) {
    pgp_pipeline pipeline = pipeline_of(catalog);
    for (const pgp_kind *const *kind = catalog->kinds; *kind; kind++)
        PGP_TRY(pgp_pipeline_send(&pipeline, (*kind)->query(catalog->server_version)));
    PGP_TRY(pgp_pipeline_sync(&pipeline));
    if (catalog->state_behind)
        PGP_TRY(send_state(catalog, &pipeline));
    return pgp_pipeline_flush(&pipeline);
}

static pgp_status check_version(pgp_catalog *catalog) {
    const char *version = PQparameterStatus(catalog->connection, "server_version");
    if (catalog->server_version < PGP_OLDEST_SERVER)
        return pgp_fail(catalog->context, PGP_UNKNOWN, NULL,
                        "the server is PostgreSQL %s; pgplumb knows PostgreSQL %d and newer", version,
                        PGP_OLDEST_SERVER / PGP_SERVER_STEP);
    if (catalog->server_version >= PGP_NEWEST_SERVER + PGP_SERVER_STEP)
        pgp_note_add(catalog->context, NULL,
                     "the server is PostgreSQL %s, newer than %d, the newest that this pgplumb knows",
                     version, PGP_NEWEST_SERVER / PGP_SERVER_STEP);
    return PGP_OK;
}

static void clear_result(pgp_catalog *catalog) {
    PQclear(catalog->result);
    catalog->result = NULL;
}

void pgp_catalog_close(pgp_catalog *catalog) {
    clear_result(catalog);
    PQfinish(catalog->connection);
    catalog->connection = NULL;
    catalog->in_snapshot = false;
}

static void close_deferred(void *catalog) {
    pgp_catalog_close(catalog);
}

static void describe(pgp_catalog *catalog) {
    PGconn *connection = catalog->connection;
    const char *version = PQparameterStatus(connection, "server_version");
    if (!version) /* every server says it, but libpq may have had no memory to keep it */
        pgp_out_of_memory(catalog->context->arena);
    pgp_model *model = catalog->model;
    model->server_version = catalog->server_version;
    model->label = pgp_printf(model->arena, "%s@%s (PostgreSQL %.*s)", PQdb(connection), PQhost(connection),
                              (int)strcspn(version, " "), version);
}

/* -- receiving ------------------------------------------------------------------------------------------- */

static pgp_status take_rows(pgp_catalog *catalog, pgp_status (*take)(pgp_catalog *, const pgp_row *)) {
    pgp_row row = {.result = catalog->result, .catalog = catalog};
    int count = take ? PQntuples(catalog->result) : 0;
    for (; row.number < count; row.number++)
        PGP_TRY(take(catalog, &row));
    return PGP_OK;
}

static bool is_answer(ExecStatusType status) {
#ifdef LIBPQ_HAS_CHUNK_MODE
    if (status == PGRES_TUPLES_CHUNK)
        return true;
#endif
    return status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

/* The rows of one query, a piece at a time (libpq before 17: a row), so that a large catalog is never in memory
 * twice. */
static pgp_status receive(pgp_catalog *catalog, const char *doing,
                          pgp_status (*take)(pgp_catalog *, const pgp_row *)) {
#ifdef LIBPQ_HAS_CHUNK_MODE
    enum { CHUNK = 1000 };
    PQsetChunkedRowsMode(catalog->connection, CHUNK);
#else
    PQsetSingleRowMode(catalog->connection);
#endif
    const pgp_pipeline pipeline = {catalog->context, catalog->connection, doing};
    PGP_TRY(pgp_pipeline_take(&pipeline, &catalog->result));
    if (!catalog->result)
        return pgp_server_error(catalog->context, catalog->connection, NULL, doing);
    while (catalog->result) {
        if (!is_answer(PQresultStatus(catalog->result)))
            return pgp_server_error(catalog->context, catalog->connection, catalog->result, doing);
        PGP_TRY(take_rows(catalog, take));
        clear_result(catalog);
        PGP_TRY(pgp_pipeline_take(&pipeline, &catalog->result));
    }
    return PGP_OK;
}

/* -- the batch -------------------------------------------------------------------------------------------- */

pgp_status pgp_catalog_connect(pgp_context *context, const char *conninfo, pgp_model *model,
                               pgp_catalog **out) {
    pgp_catalog *catalog = PGP_NEW(context->arena, pgp_catalog);
    *catalog = (pgp_catalog){.context = context, .model = model};
    pgp_defer(context->arena, close_deferred, catalog);
    PGP_TRY(pgp_connect(context, conninfo, &catalog->connection));
    catalog->server_version = PQserverVersion(catalog->connection);
    PGP_TRY(check_version(catalog));
    describe(catalog);
    *out = catalog;
    return PGP_OK;
}

static pgp_status receive_readings(pgp_catalog *catalog, size_t end) {
    for (; catalog->readings_done < end; catalog->readings_done++) {
        const reading *next = &preamble[catalog->readings_done];
        PGP_TRY(receive(catalog, next->what, next->row));
    }
    return PGP_OK;
}

pgp_status pgp_catalog_start(pgp_catalog *catalog) {
    pgp_arena *arena = catalog->context->arena;
    catalog->objects = pgp_oid_map_new(arena);
    catalog->members = pgp_oid_map_new(arena);
    catalog->roles = pgp_oid_map_new(arena);
    catalog->opclasses = pgp_oid_map_new(arena);
    PGP_TRY(send_preamble(catalog));
    PGP_TRY(receive_readings(catalog, HEAD_COUNT));
    return send_kinds(catalog);
}

/* -- the state -------------------------------------------------------------------------------------------- */

static pgp_status state_row(pgp_catalog *catalog, const pgp_row *row) {
    const pgp_model *model = catalog->model;
    catalog->state =
        pgp_printf(model->arena, "%s %s %s", pgp_row_string(row, 0), catalog->timezone, model->default_path);
    return PGP_OK;
}

pgp_status pgp_catalog_ask_state(pgp_catalog *catalog) {
    pgp_pipeline pipeline = pipeline_of(catalog);
    PGP_TRY(pgp_pipeline_enter(&pipeline));
    PGP_TRY(send_readings(catalog, &pipeline, 0, SESSION_COUNT));
    PGP_TRY(send_state(catalog, &pipeline));
    return pgp_pipeline_flush(&pipeline);
}

void pgp_catalog_ask_state_behind(pgp_catalog *catalog) {
    catalog->state_behind = true;
}

/* An error stays the state's own: a statement ends behind it, and then the sync. */
pgp_status pgp_catalog_settle(pgp_catalog *catalog) {
    pgp_pipeline pipeline = pipeline_of(catalog);
    if (!catalog->state_comes)
        return PGP_OK;
    catalog->state_comes = false;
    if (receive(catalog, "looking for changes", state_row) != PGP_OK) {
        catalog->context->error = (pgp_error){.status = PGP_OK};
        clear_result(catalog);
        PGP_TRY(pgp_pipeline_take(&pipeline, &catalog->result));
        clear_result(catalog);
    }
    return pgp_pipeline_leave(&pipeline, true);
}

pgp_status pgp_catalog_take_state(pgp_catalog *catalog, const char **out) {
    PGP_TRY(receive_readings(catalog, SESSION_COUNT));
    PGP_TRY(pgp_catalog_settle(catalog));
    *out = catalog->state;
    return PGP_OK;
}

static pgp_status receive_kind(pgp_catalog *catalog, const pgp_kind *kind) {
    return receive(catalog, pgp_printf(catalog->context->arena, "reading %s", kind->title), kind->row);
}

pgp_status pgp_catalog_finish(pgp_catalog *catalog) {
    PGP_TRY(receive_readings(catalog, PREAMBLE_COUNT));
    for (const pgp_kind *const *kind = catalog->kinds; *kind; kind++)
        PGP_TRY(receive_kind(catalog, *kind));
    pgp_pipeline pipeline = pipeline_of(catalog);
    PGP_TRY(catalog->state_comes ? pgp_pipeline_take_sync(&pipeline) : pgp_pipeline_leave(&pipeline, true));
    catalog->in_snapshot = true;
    pgp_link_tables(catalog->model);
    pgp_settle_partition_indexes(catalog->model);
    pgp_settle_partition_keys(catalog->model);
    pgp_settle_trigger_copies(catalog->model);
    return PGP_OK;
}

#include "scratch.h"

#include "planning.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAINTENANCE "postgres"

static void close_connection(void *connection) {
    PQfinish(connection);
}

/* -- opening ----------------------------------------------------------------------------------------------------------- */

static pgp_status check_empty(pgp_context *context, const cli_side *database) {
    cli_side side = *database;
    cli_report report = {0};
    side.ignored = NULL;
    PGP_TRY(cli_load(context, &side, 1));
    PGP_TRY(cli_make_schema(context, &side, &report));
    pgp_catalog_close(side.catalog);
    if (!report.step_count)
        return PGP_OK;
    pgp_fail(context, PGP_INPUT, NULL, "the scratch database %s is not empty: it has %s", side.source->label,
             report.steps[0].label);
    return pgp_hint(context, "Name an empty database, or the database " MAINTENANCE
                             " of a server where databases can be made. Nothing was changed.");
}

static pgp_status open_given(pgp_context *context, const char *url, cli_scratch *out) {
    const cli_arguments none = {0};
    PGconn *connection;
    cli_side side = {0};
    PGP_TRY(cli_open_database(context, &none, "verify", "--scratch", url, &side));
    PGP_TRY(pgp_connect(context, side.source->conninfo, &connection));
    out->only = !pgp_same(PQdb(connection), MAINTENANCE);
    PQfinish(connection);
    out->conninfo = side.source->conninfo;
    out->label = side.source->label;
    return out->only ? check_empty(context, &side) : PGP_OK;
}

pgp_status cli_scratch_open(pgp_context *context, const char *url, const char *user, cli_scratch *out) {
    *out = (cli_scratch){.context = context, .own = !url, .label = "a server of its own"};
    return url ? open_given(context, url, out) : cli_scratch_server(context, user, &out->conninfo);
}

/* -- databases ---------------------------------------------------------------------------------------------------------- */

typedef struct made {
    const char *conninfo, *drop;
} made;

static void drop(void *what) {
    const made *database = what;
    PGconn *connection = PQconnectdb(database->conninfo);
    PQclear(PQexec(connection, database->drop));
    PQfinish(connection);
}

/* The same server, another database. */
static const char *conninfo_for(pgp_context *context, const char *conninfo, const char *name) {
    pgp_text text = pgp_text_new(context->arena);
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    for (const PQconninfoOption *option = options; option && option->keyword; option++)
        if (option->val && strcmp(option->keyword, "dbname") != 0)
            cli_add_conninfo(&text, option->keyword, option->val);
    PQconninfoFree(options);
    cli_add_conninfo(&text, "dbname", name);
    return text.data;
}

static const char *fresh_name(pgp_arena *arena) {
    struct timespec moment;
    clock_gettime(CLOCK_REALTIME, &moment);
    return pgp_printf(arena, "pgplumb_verify_%ld_%ld%09ld", (long)getpid(), (long)moment.tv_sec,
                      moment.tv_nsec);
}

static pgp_status make_database(cli_scratch *scratch, const char **conninfo) {
    pgp_arena *arena = scratch->context->arena;
    const char *name = fresh_name(arena);
    made *database = PGP_NEW(arena, made);
    PGconn *connection;
    *database = (made){.conninfo = scratch->conninfo,
                       .drop = pgp_printf(arena, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name)};
    if (!scratch->own) /* before it is made: it has to go however this ends */
        pgp_defer(arena, drop, database);
    *conninfo = conninfo_for(scratch->context, scratch->conninfo, name);
    PGP_TRY(pgp_connect(scratch->context, scratch->conninfo, &connection));
    pgp_status status =
        pgp_query(scratch->context, connection,
                  pgp_printf(arena, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'", name), NULL);
    PQfinish(connection);
    return status;
}

pgp_status cli_scratch_database(cli_scratch *scratch, const char **conninfo) {
    if (!scratch->only)
        return make_database(scratch, conninfo);
    *conninfo = scratch->taken ? NULL : scratch->conninfo;
    scratch->taken = true;
    return PGP_OK;
}

/* -- roles -------------------------------------------------------------------------------------------------------------- */

static pgp_status make_role(pgp_context *context, PGconn *connection, const char *role) {
    PGresult *result;
    const char *known = pgp_printf(context->arena, "SELECT FROM pg_catalog.pg_roles WHERE rolname = %s",
                                   pgp_literal(context->arena, role));
    PGP_TRY(pgp_query(context, connection, known, &result));
    bool is_there = PQntuples(result) > 0;
    PQclear(result);
    const char *sql = pgp_printf(context->arena, "CREATE ROLE %s", pgp_quoted(context->arena, role));
    return is_there ? PGP_OK : pgp_query(context, connection, sql, NULL);
}

pgp_status cli_scratch_make_roles(cli_scratch *scratch, const pgp_names *roles) {
    PGconn *connection;
    if (!scratch->own)
        return PGP_OK;
    PGP_TRY(pgp_connect(scratch->context, scratch->conninfo, &connection));
    pgp_defer(scratch->context->arena, close_connection, connection);
    for (size_t i = 0; i < roles->count; i++)
        PGP_TRY(make_role(scratch->context, connection, roles->items[i]));
    return PGP_OK;
}

/*
 * Connecting, running one statement, and what a failure of either means for the caller.
 */
#include "base/clock.h"
#include "introspect/catalog.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* -- what an error means --------------------------------------------------------------------------------- */

static bool starts_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

static pgp_status status_of(const char *sqlstate) {
    static const char *const retry[] = {"08", "53", "55P03", "57014", "57P0", "40001", "40P01"};
    for (size_t i = 0; i < sizeof retry / sizeof *retry; i++) {
        if (starts_with(sqlstate, retry[i]))
            return PGP_RETRY;
    }
    return starts_with(sqlstate, "28") ? PGP_INPUT : PGP_REFUSED;
}

/* libpq ends its messages with a newline. */
static char *trimmed(pgp_arena *arena, const char *text) {
    size_t size = strlen(text);
    while (size && strchr(" \r\n", text[size - 1]))
        size--;
    return pgp_strndup(arena, text, size);
}

static pgp_status connection_lost(pgp_context *context, PGconn *connection, const char *doing) {
    return pgp_fail(context, PGP_RETRY, NULL, "%s: %s", doing,
                    trimmed(context->arena, PQerrorMessage(connection)));
}

static void add_hints(pgp_context *context, const PGresult *result) {
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    if (detail && hint)
        pgp_hint(context, "%s %s", detail, hint);
    else if (detail || hint)
        pgp_hint(context, "%s", detail ? detail : hint);
}

pgp_status pgp_server_error(pgp_context *context, PGconn *connection, const PGresult *result,
                            const char *doing) {
    const char *sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    if (!sqlstate)
        return connection_lost(context, connection, doing);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    pgp_fail(context, status_of(sqlstate), NULL, "%s: %s", doing, message ? message : sqlstate);
    context->error.sqlstate = pgp_strdup(context->arena, sqlstate);
    add_hints(context, result);
    return context->error.status;
}

pgp_status pgp_query(pgp_context *context, PGconn *connection, const char *sql, PGresult **out) {
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        bool is_lost = PQstatus(connection) != CONNECTION_OK;
        pgp_server_error(context, connection, result,
                         is_lost ? "the connection was lost" : "the server refused a statement");
        PQclear(result);
        return context->error.status;
    }
    if (out)
        *out = result;
    else
        PQclear(result);
    return PGP_OK;
}

/* -- connecting ------------------------------------------------------------------------------------------ */

/* libpq quotes what it cannot read in a connection string, and that may be a part of the password. */
static void redact(char *message) {
    char *to = message;
    for (const char *from = message; *from;) {
        const char *end = *from == '"' ? strchr(from + 1, '"') : NULL;
        size_t size = end ? (size_t)(end - from) + 1 : 1;
        bool secret = size > strlen("\"=\"");
        memmove(to, secret ? "…" : from, secret ? strlen("…") : size);
        to += secret ? strlen("…") : size;
        from += size;
    }
    *to = '\0';
}

static bool has_options(const char *conninfo) {
    return strchr(conninfo, '=') || starts_with(conninfo, "postgresql://") ||
           starts_with(conninfo, "postgres://");
}

/* A mistyped URL would be taken for a database's name, and shown with its password in the server's
 * message. */
static bool misses_scheme(const char *conninfo) {
    return !has_options(conninfo) && strchr(conninfo, '@') && strpbrk(conninfo, ":/");
}

static const char *option_text(const PQconninfoOption *options, const char *keyword) {
    for (const PQconninfoOption *option = options; option->keyword; option++)
        if (strcmp(option->keyword, keyword) == 0)
            return option->val;
    return NULL;
}

/* libpq finds out only when it connects, and then it looks like trouble that may pass. A port for each host, some left empty. */
static pgp_status check_ports(pgp_context *context, const PQconninfoOption *options) {
    const char *ports = option_text(options, "port");
    for (const char *at = ports ? ports : ""; *at;) {
        size_t size = strcspn(at, ","), digits = strspn(at, "0123456789");
        long port = size <= 5 ? strtol(at, NULL, 10) : 0;
        if (size && (digits != size || port < 1 || port > 65535))
            return pgp_fail(context, PGP_INPUT, NULL,
                            "the connection string cannot be read: \"%.*s\" is no port", (int)size, at);
        at += size + (at[size] == ',');
    }
    return PGP_OK;
}

static pgp_status check_conninfo(pgp_context *context, const char *conninfo) {
    char *message = NULL;
    if (misses_scheme(conninfo)) {
        pgp_fail(context, PGP_INPUT, NULL, "this is not a connection string");
        return pgp_hint(context, "A URL starts with postgresql:// or postgres://.");
    }
    if (!has_options(conninfo))
        return PGP_OK;
    PQconninfoOption *options = PQconninfoParse(conninfo, &message);
    if (options) {
        pgp_status status = check_ports(context, options);
        PQconninfoFree(options);
        return status;
    }
    char *reason = trimmed(context->arena, message ? message : "out of memory");
    PQfreemem(message);
    redact(reason);
    return pgp_fail(context, PGP_INPUT, NULL, "the connection string cannot be read: %s", reason);
}

static int option_number(PQconninfoOption *options, const char *keyword) {
    for (PQconninfoOption *option = options; option && option->keyword; option++) {
        if (strcmp(option->keyword, keyword) == 0)
            return option->val ? atoi(option->val) : 0;
    }
    return 0;
}

static bool many_hosts(PQconninfoOption *options) {
    for (PQconninfoOption *option = options; option && option->keyword; option++) {
        if (starts_with(option->keyword, "host") && option->val && strchr(option->val, ','))
            return true;
    }
    return false;
}

/* Waits until the socket is ready; false when `deadline` (0: none) has passed. */
static bool wait_for_socket(PGconn *connection, PostgresPollingStatusType want, double deadline) {
    struct pollfd socket = {.fd = PQsocket(connection),
                            .events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT};
    int ready;
    do {
        double left = deadline > 0 ? deadline - pgp_seconds() : -1;
        ready = poll(&socket, 1, deadline > 0 && left < 0 ? 0 : (int)(left * 1000));
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

static bool poll_until_connected(PGconn *connection, double deadline) {
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
        if (!wait_for_socket(connection, state, deadline))
            return false;
        state = PQconnectPoll(connection);
    }
    return true;
}

static void discard_notice(void *argument, const char *message) {
    (void)argument;
    (void)message;
}

/*
 * PQconnectdb() hides the SQLSTATE of a refusal, and without it a wrong password cannot be told from a server
 * that is starting; the messages are translated. So the connection is polled with verbose messages, which
 * contain it. Only a connect_timeout for each of many hosts cannot be honoured from outside: then libpq does
 * it all.
 */
static PGconn *open_connection(const char *conninfo, bool *timed_out) {
    const char *const keywords[] = {"dbname", "fallback_application_name", "client_encoding", NULL};
    const char *const values[] = {conninfo, "pgplumb", "UTF8", NULL};
    PGconn *connection = PQconnectStartParams(keywords, values, 1);
    PQconninfoOption *options = PQconninfo(connection);
    int timeout = option_number(options, "connect_timeout");
    bool by_libpq = timeout > 0 && many_hosts(options);
    PQconninfoFree(options);
    if (by_libpq) {
        PQfinish(connection);
        connection = PQconnectdbParams(keywords, values, 1);
    } else if (connection && PQstatus(connection) != CONNECTION_BAD) {
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
        *timed_out =
            !poll_until_connected(connection, timeout > 0 ? pgp_seconds() + (timeout < 2 ? 2 : timeout) : 0);
        PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
    }
    PQsetNoticeProcessor(connection, discard_notice, NULL);
    return connection;
}

/* Finds ":  28P01: " in a line of a verbose message. */
static const char *find_sqlstate(const char *line, const char *end) {
    for (const char *at = line; at + 10 <= end; at++) {
        if (starts_with(at, ":  ") && starts_with(at + 8, ": ") &&
            strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5)
            return at + 3;
    }
    return NULL;
}

/* One attempt a line: leaves out the lines about details and source locations, and cuts the SQLSTATE out. */
static char *connection_message(pgp_arena *arena, const char *verbose, char sqlstate[6]) {
    pgp_text text = pgp_text_new(arena);
    for (const char *line = verbose, *end; *line; line = *end ? end + 1 : end) {
        end = line + strcspn(line, "\n");
        const char *state = find_sqlstate(line, end);
        if (!state && line != verbose && !starts_with(line, "connection to"))
            continue;
        pgp_text_next(&text, "; ");
        if (state) {
            memcpy(sqlstate, state, 5);
            pgp_text_addn(&text, line, (size_t)(state - 1 - line));
            line = state + 7;
        }
        pgp_text_addn(&text, line, (size_t)(end - line));
    }
    return text.data;
}

/* A retry cures neither options that libpq cannot read (an unknown service: then there is no database name),
 * nor a wrong or missing password (28), nor an unknown database (3D), nor a missing right to connect (42). */
static pgp_status connection_status(PGconn *connection, const char *sqlstate) {
    bool wrong = starts_with(sqlstate, "28") || starts_with(sqlstate, "3D") || starts_with(sqlstate, "42");
    return wrong || !PQdb(connection) || PQconnectionNeedsPassword(connection) ? PGP_INPUT : PGP_RETRY;
}

static pgp_status connection_failed(pgp_context *context, PGconn *connection, bool timed_out) {
    char sqlstate[6] = "";
    if (timed_out)
        return pgp_fail(context, PGP_RETRY, NULL, "cannot connect: no answer within connect_timeout");
    char *message = connection_message(context->arena, PQerrorMessage(connection), sqlstate);
    pgp_fail(context, connection_status(connection, sqlstate), NULL, "cannot connect: %s", message);
    context->error.sqlstate = sqlstate[0] ? pgp_strdup(context->arena, sqlstate) : NULL;
    return context->error.status;
}

pgp_status pgp_connect(pgp_context *context, const char *conninfo, PGconn **out) {
    bool timed_out = false;
    if (!conninfo)
        conninfo = "";
    PGP_TRY(check_conninfo(context, conninfo));
    PGconn *connection = open_connection(conninfo, &timed_out);
    if (!connection)
        return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
    if (timed_out || PQstatus(connection) != CONNECTION_OK) {
        connection_failed(context, connection, timed_out);
        PQfinish(connection);
        return context->error.status;
    }
    *out = connection;
    return PGP_OK;
}

#include "introspect/pipeline.h"

#include "introspect/answer.h"
#include "introspect/catalog.h"

#include <poll.h>

static pgp_status broken(const pgp_pipeline *pipeline) {
    return pgp_server_error(pipeline->context, pipeline->connection, NULL, pipeline->doing);
}

static pgp_status silent(const pgp_pipeline *pipeline) {
    if (*PQerrorMessage(pipeline->connection))
        return broken(pipeline);
    return pgp_fail(pipeline->context, PGP_RETRY, NULL, "%s: no answer within %d s", pipeline->doing,
                    PGP_PIPELINE_SILENCE);
}

pgp_status pgp_pipeline_enter(const pgp_pipeline *pipeline) {
    PGconn *connection = pipeline->connection;
    if (PQsetnonblocking(connection, 1) != 0 || !PQenterPipelineMode(connection))
        return broken(pipeline);
    return PGP_OK;
}

pgp_status pgp_pipeline_send(const pgp_pipeline *pipeline, const char *sql) {
    return PQsendQueryParams(pipeline->connection, sql, 0, NULL, NULL, NULL, NULL, 0) ? PGP_OK
                                                                                      : broken(pipeline);
}

pgp_status pgp_pipeline_answer_now(const pgp_pipeline *pipeline) {
    return PQsendFlushRequest(pipeline->connection) ? PGP_OK : broken(pipeline);
}

pgp_status pgp_pipeline_sync(const pgp_pipeline *pipeline) {
    return PQpipelineSync(pipeline->connection) ? PGP_OK : broken(pipeline);
}

/* Reads while it writes: a server whose answers nobody takes stops taking statements. */
pgp_status pgp_pipeline_flush(const pgp_pipeline *pipeline) {
    PGconn *connection = pipeline->connection;
    int left;
    while ((left = PQflush(connection)) == 1) {
        struct pollfd socket = {.fd = PQsocket(connection), .events = POLLIN | POLLOUT};
        if (poll(&socket, 1, PGP_PIPELINE_SILENCE * 1000) == 0)
            return silent(pipeline);
        if ((socket.revents & ~POLLOUT) && !PQconsumeInput(connection))
            return broken(pipeline);
    }
    return left == 0 ? PGP_OK : broken(pipeline);
}

pgp_status pgp_pipeline_take(const pgp_pipeline *pipeline, PGresult **out) {
    *out = NULL;
    if (!pgp_answer_comes(pipeline->connection, PGP_PIPELINE_SILENCE))
        return silent(pipeline);
    *out = PQgetResult(pipeline->connection);
    return PGP_OK;
}

pgp_status pgp_pipeline_take_sync(const pgp_pipeline *pipeline) {
    PGresult *result;
    PGP_TRY(pgp_pipeline_take(pipeline, &result));
    bool synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
    PQclear(result);
    return synced ? PGP_OK : broken(pipeline);
}

pgp_status pgp_pipeline_leave(const pgp_pipeline *pipeline, bool sync) {
    PGconn *connection = pipeline->connection;
    if (sync)
        PGP_TRY(pgp_pipeline_take_sync(pipeline));
    if (!PQexitPipelineMode(connection) || PQsetnonblocking(connection, 0) != 0)
        return broken(pipeline);
    return PGP_OK;
}

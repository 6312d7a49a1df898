#include "introspect/answer.h"

#include "base/clock.h"

#include <poll.h>

enum { TICK = 2000 }; /* milliseconds */

/* libpq that finds no memory for what it has just read goes on waiting for it, with the error at hand. */
static bool is_lost(PGconn *connection, double end) {
    return pgp_seconds() >= end || *PQerrorMessage(connection);
}

bool pgp_answer_comes(PGconn *connection, double patience) {
    double end = pgp_seconds() + patience;
    while (PQisBusy(connection)) {
        struct pollfd socket = {.fd = PQsocket(connection), .events = POLLIN};
        double left = (end - pgp_seconds()) * 1000;
        int ready = poll(&socket, 1, left > TICK ? TICK : left > 0 ? (int)left + 1 : 0);
        if (ready == 0 && is_lost(connection, end))
            return false;
        if (ready > 0 && !PQconsumeInput(connection))
            return true;
    }
    return true;
}

PGresult *pgp_ask(PGconn *connection, const char *sql, double patience) {
    if (!PQsendQuery(connection, sql) || !pgp_answer_comes(connection, patience))
        return NULL;
    PGresult *result = PQgetResult(connection);
    bool has_rows = PQresultStatus(result) == PGRES_TUPLES_OK;
    /* The end of the answer, without which the next question cannot be asked. */
    if (has_rows && pgp_answer_comes(connection, patience) && !PQgetResult(connection))
        return result;
    PQclear(result);
    return NULL;
}

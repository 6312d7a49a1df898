/*
 * Waiting for the server's answers, but not for ever.
 */
#ifndef PGP_INTROSPECT_ANSWER_H
#define PGP_INTROSPECT_ANSWER_H

#include <libpq-fe.h>
#include <stdbool.h>

/* Waits until libpq has a result at hand, or knows that none will come; false: not within so many seconds. */
bool pgp_answer_comes(PGconn *connection, double patience);

/* The rows of a query on which nothing depends; NULL: there are none within so many seconds. */
PGresult *pgp_ask(PGconn *connection, const char *sql, double patience);

#endif

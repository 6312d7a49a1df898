/*
 * libpq's pipeline: many statements on their way before the first answer is taken.
 */
#ifndef PGP_INTROSPECT_PIPELINE_H
#define PGP_INTROSPECT_PIPELINE_H

#include "base/context.h"

#include <libpq-fe.h>

/* Seconds. */
enum { PGP_PIPELINE_SILENCE = 300 };
#define PGP_PIPELINE_TIMEOUT "240s"

typedef struct pgp_pipeline {
    pgp_context *context;
    PGconn *connection;
    const char *doing; /* for messages: "reading the catalogs" */
} pgp_pipeline;

pgp_status pgp_pipeline_enter(const pgp_pipeline *pipeline);
pgp_status pgp_pipeline_send(const pgp_pipeline *pipeline, const char *sql);
/* Asks the server not to keep its answers back until the sync. */
pgp_status pgp_pipeline_answer_now(const pgp_pipeline *pipeline);
/* An error spoils what follows it up to the next sync. */
pgp_status pgp_pipeline_sync(const pgp_pipeline *pipeline);
/* Sends everything; what the server answers meanwhile is kept. */
pgp_status pgp_pipeline_flush(const pgp_pipeline *pipeline);
/* The next result, NULL where a statement's end. What is sent has a statement_timeout below PGP_PIPELINE_SILENCE: when the server
 * says nothing for longer, the answer is lost (libpq can lose count when it runs out of memory). */
pgp_status pgp_pipeline_take(const pgp_pipeline *pipeline, PGresult **out);
/* The result of a sync with more to come. */
pgp_status pgp_pipeline_take_sync(const pgp_pipeline *pipeline);
/* After the last answer; with `sync`, the result of the last sync is still to come. */
pgp_status pgp_pipeline_leave(const pgp_pipeline *pipeline, bool sync);

#endif

#include "api/session.h"

#include "base/version.h"

#include <stdlib.h>

const char *pgplumb_version(void) {
    return pgp_version;
}

pgplumb_session *pgplumb_session_new(void) {
    return calloc(1, sizeof(pgplumb_session));
}

static void forget(pgplumb_session *session) {
    pgp_context_free(session->failed);
    *session = (pgplumb_session){0};
}

void pgplumb_session_free(pgplumb_session *session) {
    if (session)
        forget(session);
    free(session);
}

const pgplumb_error *pgplumb_last_error(const pgplumb_session *session) {
    return &session->error;
}

static pgp_status keep_error(pgplumb_session *session, pgp_context *context) {
    const pgp_error *error = &context->error;
    session->failed = context;
    session->error = (pgplumb_error){.status = error->status,
                                     .message = error->message,
                                     .hint = error->hint,
                                     .sqlstate = error->sqlstate,
                                     .file = error->where.file,
                                     .line = error->where.line,
                                     .column = error->where.column,
                                     .excerpt = error->excerpt};
    return error->status;
}

pgp_status pgplumb_run(pgplumb_session *session, pgplumb_work *work, void *argument, pgp_context **out) {
    forget(session);
    pgp_context *context = pgp_context_new();
    if (!context) {
        session->error = (pgplumb_error){.status = PGP_RETRY, .message = "out of memory"};
        return PGP_RETRY;
    }
    if (pgp_guard(context, work, argument) != PGP_OK)
        return keep_error(session, context);
    *out = context;
    return PGP_OK;
}

pgp_status pgplumb_open(pgp_context *context, const pgplumb_source *source, pgp_side *out) {
    pgp_source *opened;
    PGP_TRY(pgp_source_open(context, NULL, source->specs, source->count, &opened));
    *out = (pgp_side){.source = opened};
    return PGP_OK;
}

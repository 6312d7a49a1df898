/*
 * A session of the public library: each call works in a context of its own, so that nothing is left of it but its result or its error.
 */
#ifndef PGP_API_SESSION_H
#define PGP_API_SESSION_H

#include "source/load.h"

#include <pgplumb/pgplumb.h>

struct pgplumb_session {
    pgp_context *failed; /* of the last call, with the texts of `error`; NULL: it did not fail */
    pgplumb_error error;
};

typedef pgp_status pgplumb_work(pgp_context *context, void *argument);

/* Runs work(context, argument). On PGP_OK the context is the caller's, else the session keeps it for its error. */
pgp_status pgplumb_run(pgplumb_session *session, pgplumb_work *work, void *argument, pgp_context **out);
/* Opens it; to be loaded. */
pgp_status pgplumb_open(pgp_context *context, const pgplumb_source *source, pgp_side *out);

#endif

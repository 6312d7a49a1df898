#include "api/session.h"

#include "model/fingerprint.h"

#include <string.h>

typedef struct request {
    const pgplumb_source *source;
    const char *digits;
} request;

static pgp_status work(pgp_context *context, void *argument) {
    request *asked = argument;
    pgp_side side;
    PGP_TRY(pgplumb_open(context, asked->source, &side));
    PGP_TRY(pgp_load(context, &side, 1));
    return pgp_fingerprint_model(context, side.model, &asked->digits);
}

pgp_status pgplumb_fingerprint(pgplumb_session *session, const pgplumb_source *source,
                               char out[PGPLUMB_FINGERPRINT_SIZE]) {
    request asked = {.source = source};
    pgp_context *context;
    PGP_TRY(pgplumb_run(session, work, &asked, &context));
    memcpy(out, asked.digits, PGPLUMB_FINGERPRINT_SIZE);
    pgp_context_free(context);
    return PGP_OK;
}

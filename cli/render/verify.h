/*
 * What became of a plan on a scratch copy.
 */
#ifndef CLI_RENDER_VERIFY_H
#define CLI_RENDER_VERIFY_H

#include "render/difference.h"
#include "render/render.h"

typedef struct cli_verification {
    const cli_report *plan;
    const char *scratch; /* where it was tried, for people */
    int server_version;
    size_t applied;              /* steps of it that ran */
    const char *failure;         /* the message of the step that did not; NULL: none */
    bool planned_again;          /* with --to: */
    size_t steps_again;          /* of a plan from the migrated copy */
    bool compared;               /* with --to, when the plan goes all the way: */
    cli_differences differences; /* of the migrated copy to it */
    bool made_fresh;             /* a database was made from --to: */
    cli_differences from_fresh;  /* differences of the migrated copy to that */
} cli_verification;

/* It ran, and arrived as far as that could be looked at. */
bool cli_is_verified(const cli_verification *verification);

void cli_verify_text(pgp_text *out, const cli_verification *verification, bool colourful);
pgp_status cli_verify_json(pgp_context *context, pgp_text *out, const cli_verification *verification);

#endif

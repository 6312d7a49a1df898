/*
 * Waiting for the end of a Job.
 */
#ifndef CLI_WAIT_H
#define CLI_WAIT_H

#include "options.h"

/* Asks kubectl until the Job has ended. PGP_REFUSED when it failed; its log then went to stderr. */
pgp_status cli_wait_for_job(pgp_context *context, const cli_waiting *waiting, long timeout);

/* Between two questions. */
void cli_pause(void);

#endif

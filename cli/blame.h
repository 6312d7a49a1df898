/*
 * Who changed what drift found: the commit behind each difference.
 */
#ifndef CLI_BLAME_H
#define CLI_BLAME_H

#include "options.h"
#include "render/difference.h"

/* Fills `git` of every difference from the history of `spec`, a path on disk or git:REV:PATH. */
pgp_status cli_blame(pgp_context *context, const cli_arguments *arguments, const char *spec,
                     cli_differences *differences);

#endif

/*
 * Other programs, found on PATH.
 */
#ifndef CLI_CHILD_H
#define CLI_CHILD_H

#include "base/context.h"
#include "base/text.h"

#include <sys/types.h>

typedef struct cli_child {
    char *const *words; /* the program's name first; ends in NULL */
    int out, err;       /* where it writes; 0: where this program does */
    bool apart;         /* in a process group of its own: a terminal's ^C is not for it */
} cli_child;

pgp_status cli_child_start(pgp_context *context, const cli_child *child, pid_t *pid);
/* Waits for its end; true when it ended with 0. */
bool cli_child_ended_well(pid_t pid);
/* Runs it; *out gets what it writes to stdout. PGP_RETRY when it fails. */
pgp_status cli_child_ask(pgp_context *context, char *const *words, pgp_text *out);

#endif

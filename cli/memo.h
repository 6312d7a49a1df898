/*
 * Remembering that a database was in sync: a check that runs every few minutes mostly finds that nothing has changed since.
 *
 * What is kept says: this program found these files, with these options, in sync with this database when its catalogs were in this
 * state (introspect/state.h). Everything else, above all a difference, is found out again each time.
 */
#ifndef CLI_MEMO_H
#define CLI_MEMO_H

#include "load.h"

typedef struct cli_memo {
    const char *name;  /* in the cache */
    const char *state; /* that an answer will be about; NULL: nothing is kept */
} cli_memo;

/* Connects the live side, and says whether what is remembered still holds; then the notes that came with the answer are the
 * context's. */
pgp_status cli_memo_recall(pgp_context *context, const cli_command *command, const cli_arguments *arguments,
                           cli_side *live, const cli_side *desired, cli_memo *memo, bool *in_sync);
/* Keeps that the sides are in sync in that state. */
void cli_memo_keep(pgp_context *context, const cli_memo *memo);

#endif

/*
 * Remembering what a database was like: a check that runs every few minutes mostly finds that nothing has changed since.
 *
 * What is kept says: this program found this about these files, with these options, when the catalogs of this database were in this
 * state (introspect/state.h). drift keeps that they are in sync, and finds differences out again each time; locate keeps in how
 * many objects each commit differs.
 */
#ifndef CLI_MEMO_H
#define CLI_MEMO_H

#include "load.h"
#include "render/json_text.h"

typedef struct cli_memo {
    const char *name;     /* in the cache */
    const char *state;    /* that an answer will be about; NULL: nothing is kept */
    pgp_catalog *catalog; /* tells the state in the end; NULL: it is told */
    const json_t *known;  /* what was kept about this very state; NULL: nothing */
} cli_memo;

/* Connects the live side; what is read from it later is read in the state that is told. NULL: it is not told. */
pgp_status cli_memo_connect(pgp_context *context, cli_side *live, const char **state);
/* Connects the live side and recalls what is known. The question is the command with its options, about the files of `desired` or,
 * when that is NULL, about `path`. */
pgp_status cli_memo_recall(pgp_context *context, const cli_command *command, const cli_arguments *arguments,
                           cli_side *live, const cli_side *desired, const char *path, cli_memo *memo);
/* Keeps `answer`, which it takes over, under `member`. */
void cli_memo_keep(pgp_context *context, cli_memo *memo, const char *member, json_t *answer);

/* The context's notes as an answer, and back again. */
json_t *cli_memo_notes(pgp_context *context);
void cli_memo_take_notes(pgp_context *context, const json_t *notes);

#endif

/*
 * Context of a run: its arena, the first error and the notes for people.
 *
 * Every fallible call takes the context first, returns a pgp_status and, when that is not PGP_OK,
 * has filled the context's error. Messages are lower case without a full stop; hints are sentences.
 */
#ifndef PGP_BASE_CONTEXT_H
#define PGP_BASE_CONTEXT_H

#include "base/arena.h"

#include <pgplumb/status.h>

#include <stdbool.h>
#include <stddef.h>

/* A place in a source; file NULL: not from a file. Lines and columns count from 1, columns in characters. The names of files that are
 * read together stand in one piece of memory, in the order of the files (pgp_parse). */
typedef struct pgp_location {
    const char *file;
    int line, column;
} pgp_location;

/* a is written before b, in the same file. */
bool pgp_is_before(const pgp_location *a, const pgp_location *b);
/* The same where the files of one model count as one behind the other. */
bool pgp_comes_before(const pgp_location *a, const pgp_location *b);

typedef struct pgp_error {
    pgp_status status;
    char *message;
    char *hint;     /* NULL: none */
    char *sqlstate; /* of the server; NULL: none */
    pgp_location where;
    char *excerpt; /* the line of `where`, for messages; NULL when not at hand */
} pgp_error;

typedef struct pgp_note {
    struct pgp_note *next;
    char *message;
    pgp_location where;
} pgp_note;

typedef struct pgp_context {
    pgp_arena *arena;
    pgp_error error;
    pgp_note *notes, **last_note;
} pgp_context;

/* NULL when there is no memory. pgp_context_free(NULL) is allowed. */
pgp_context *pgp_context_new(void);
void pgp_context_free(pgp_context *context);

/* Fills the error and returns `status`. `where` may be NULL. */
pgp_status pgp_fail(pgp_context *context, pgp_status status, const pgp_location *where, const char *format,
                    ...) __attribute__((format(printf, 4, 5)));
/* Adds a hint to the error; returns the error's status, so that it can end a call. */
pgp_status pgp_hint(pgp_context *context, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Something people should know that is no error. */
void pgp_note_add(pgp_context *context, const pgp_location *where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Calls work(context, argument) such that running out of memory ends as PGP_RETRY. */
pgp_status pgp_guard(pgp_context *context, pgp_status (*work)(pgp_context *context, void *argument),
                     void *argument);

#define PGP_TRY(call)                \
    do {                             \
        pgp_status status_ = (call); \
        if (status_ != PGP_OK)       \
            return status_;          \
    } while (0)

#endif

/*
 * What is said on stderr: errors, notes, progress. Data goes to stdout and never through here.
 */
#ifndef CLI_TALK_H
#define CLI_TALK_H

#include "base/context.h"

/* One line. */
void cli_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Where it is, the line it is about with a caret, the hint. */
void cli_say_error(pgp_context *context);
/* The first few, and how many more there are. */
void cli_say_notes(pgp_context *context);

/* Writes data to the file, or to stdout when it is NULL. */
pgp_status cli_write(pgp_context *context, const char *file, const char *data, size_t size);

#endif

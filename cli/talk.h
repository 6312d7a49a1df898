/*
 * What is said on stderr: errors, notes, progress. Data goes to stdout and never through here.
 */
#ifndef CLI_TALK_H
#define CLI_TALK_H

#include "base/context.h"

#include <stdbool.h>

/* From now on everything is told as JSON, an object a line (schemas/log.schema.json). */
void cli_talk_json(void);
/* Adds the lines to a file, too. */
pgp_status cli_talk_to_file(pgp_context *context, const char *path);
bool cli_talks_json(void);
/* What is told from now on is about this database of a fleet. `relayed`: it goes to another process, which writes the log file. */
void cli_talk_about(const char *database, bool relayed);
/* A line that another process told about a database. */
void cli_relay(const char *database, const char *line);
/* An event for machines; nothing when people are talked to. `format` and what follows are jansson's (json_pack), an object; texts
 * from outside through pgp_plain. */
void cli_event(const char *event, const char *format, ...);

/* One line. */
void cli_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* For /dev/termination-log, where Kubernetes shows why a pod ended; nothing happens where there is none. */
void cli_note_last(pgp_arena *arena, const char *line);
/* Says it, and notes it there. */
void cli_say_last(pgp_arena *arena, const char *line);
/* Where it is, the line it is about with a caret, the hint. */
void cli_say_error(pgp_context *context);
/* Notes and error at the end of what failed, and its message for /dev/termination-log. */
void cli_say_failure(pgp_context *context);
/* The last word: that of cli_say_last(), or why it failed; NULL: none was said. */
const char *cli_last_word(void);
/* The same as /dev/termination-log has it: of a fleet, with the database's name. */
const char *cli_last_line(void);
/* The first few, and how many more there are. */
void cli_say_notes(pgp_context *context);

/* Writes data to the file, or to stdout when it is NULL. */
pgp_status cli_write(pgp_context *context, const char *file, const char *data, size_t size);

#endif

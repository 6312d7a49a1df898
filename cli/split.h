/*
 * Writing a directory of SQL files: whole or not at all each, and only those that change.
 */
#ifndef CLI_SPLIT_H
#define CLI_SPLIT_H

#include "render/schema.h"

/* Says on stderr how many were written and, when they are all of a schema, which SQL files of the directory are not among them. */
pgp_status cli_write_files(pgp_context *context, const char *directory, const cli_files *files, bool are_all);

#endif

/*
 * Files that are written whole or not at all.
 */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "base/context.h"
#include "base/text.h"

/* Directories above it are made, a link is followed, the mode stays. Somebody who reads meanwhile sees the old file or the new one. */
pgp_status cli_replace_file(pgp_context *context, const char *path, const pgp_text *text);

/* cli_write() for what others read again and again: a file is replaced, a pipe or a device written to. */
pgp_status cli_write_whole(pgp_context *context, const char *file, const pgp_text *text);

#endif

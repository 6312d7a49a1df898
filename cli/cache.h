/*
 * Small files that may vanish at any time: in $XDG_CACHE_HOME/pgplumb, else in ~/.cache/pgplumb.
 *
 * Nothing here fails: where the directory cannot be made, read or written, or where somebody else could write into it, there is
 * nothing in it and nothing is kept.
 */
#ifndef CLI_CACHE_H
#define CLI_CACHE_H

#include "base/text.h"

/* Files that were written so long ago are removed, and the oldest of more than so many. */
enum { CLI_CACHE_DAYS = 30, CLI_CACHE_FILES = 200, CLI_CACHE_FILE_SIZE = 64 * 1024 };

/* Whether anything could be kept; makes the directory. */
bool cli_cache_is_there(pgp_arena *arena);
/* The whole file; false: there is none. */
bool cli_cache_read(const char *name, pgp_text *out);
/* Takes the place of the one before at once, or not at all. */
void cli_cache_write(pgp_arena *arena, const char *name, const char *data, size_t size);

#endif

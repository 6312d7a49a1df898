/*
 * Two texts as a unified diff of lines.
 */
#ifndef CLI_UNIFIED_H
#define CLI_UNIFIED_H

#include "base/text.h"

/* Lines that differ with two lines around them, each after `indent`. Nothing for equal texts; texts that are too long to
 * compare are summed up. */
void cli_add_diff(pgp_text *out, const char *before, const char *after, const char *indent, bool colourful);

#endif

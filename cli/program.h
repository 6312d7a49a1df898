/*
 * Which program this is, to the byte: two that may answer differently never say the same.
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include "base/text.h"

/* Adds the build IDs of the program and of its libraries; false: they do not have any, and cannot be told apart. */
bool cli_add_program(pgp_text *out);

#endif

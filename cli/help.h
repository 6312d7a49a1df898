/*
 * --help, written from the tables of commands and flags.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "options.h"

/* NULL: the list of commands. */
pgp_status cli_help(pgp_context *context, const cli_command *command);

/* What a SOURCE is, in lines. */
extern const char cli_sources_help[];
bool cli_takes_sources(const cli_command *command);

#endif

/*
 * Applying to every database of a fleet: each in a process of its own, some at once.
 */
#ifndef CLI_FLEET_APPLY_H
#define CLI_FLEET_APPLY_H

#include "fleet.h"

typedef pgp_status cli_apply_one(pgp_context *context, const cli_arguments *arguments);

/* Each database gets its plan of the saved one, or is planned for by itself with --to. What one of them does is told line by line with its
 * name before it. One that fails stops no other, unless there are more than --max-failures. */
pgp_status cli_apply_fleet(pgp_context *context, const cli_command *command, const cli_arguments *arguments,
                           cli_apply_one *apply);

#endif

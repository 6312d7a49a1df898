/*
 * pgplumb status --fleet: what each database has, from its journal.
 */
#ifndef CLI_FLEET_STATUS_H
#define CLI_FLEET_STATUS_H

#include "fleet.h"

/* Held against the saved plan of the command line, else against the newest of their runs. */
pgp_status cli_fleet_status(pgp_context *context, const cli_command *command, const cli_arguments *arguments);

#endif

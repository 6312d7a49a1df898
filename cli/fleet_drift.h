/*
 * pgplumb drift --fleet: databases with the same schema are compared once.
 */
#ifndef CLI_FLEET_DRIFT_H
#define CLI_FLEET_DRIFT_H

#include "fleet.h"

pgp_status cli_fleet_drift(pgp_context *context, const cli_command *command, const cli_arguments *arguments);

#endif

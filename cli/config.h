/*
 * pgplumb.yaml: what the flags are when neither the command line nor the environment says it.
 *
 * Its keys are the names of the flags themselves (docs/CONFIGURATION.md), so a new flag can be configured at once.
 */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "model/ignore.h"
#include "options.h"

#define CLI_CONFIG_FILE "pgplumb.yaml"

/* The keys of the file, for messages and for its JSON Schema. */
typedef struct cli_config_key {
    const char *name, *help;
} cli_config_key;

/* End in a NULL name. */
extern const cli_config_key cli_config_keys[], cli_ignore_keys[], cli_database_keys[], cli_fleet_keys[],
    cli_fleet_query_keys[];

/* Reads the file that --config names, else the one of PGPLUMB_CONFIG, else the nearest pgplumb.yaml from the working directory
 * upwards, and fills what `arguments` leaves open. Nothing happens when there is none. */
pgp_status cli_configure(pgp_context *context, const cli_command *command, cli_arguments *arguments);

/* false for --help and the like, which the file cannot say. */
bool cli_is_setting(const cli_option *option);

#endif

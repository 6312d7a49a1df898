/*
 * A run of the journal as JSON.
 */
#ifndef CLI_RUN_JSON_H
#define CLI_RUN_JSON_H

#include "execute/journal.h"
#include "render/json_text.h"

json_t *cli_run_json(cli_json *json, const pgp_run *run);

#endif

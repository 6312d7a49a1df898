#ifndef CLI_CONFIG_SCHEMA_H
#define CLI_CONFIG_SCHEMA_H

#include "render/json_text.h"

/* Adds the JSON Schema of pgplumb.yaml: schemas/config.schema.json. */
pgp_status cli_config_schema(pgp_context *context, pgp_text *out);

#endif

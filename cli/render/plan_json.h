/*
 * Parts of a plan's document, for who writes it and who seals it after people put steps of their own into it.
 */
#ifndef CLI_PLAN_JSON_H
#define CLI_PLAN_JSON_H

#include "render/json_text.h"
#include "render/render.h"

/* What the steps add up to. */
json_t *cli_summary_json(cli_json *json, const cli_report *report);
/* The digest of what pgplumb plan itself wrote: without the steps that people put between its own. */
pgp_status cli_generated_digest(pgp_context *context, const json_t *root, const char **out);

#endif

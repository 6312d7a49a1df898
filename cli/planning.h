/*
 * From two loaded sides to a plan that can be shown.
 */
#ifndef CLI_PLANNING_H
#define CLI_PLANNING_H

#include "load.h"
#include "render/report.h"

/* Compares and plans; `live` is what shall become `desired`. Fills the rest of the report. */
pgp_status cli_make_plan(pgp_context *context, const cli_side *live, const cli_side *desired,
                         const pgp_options *options, pgp_plan **plan, cli_report *report);
/* Writes the report as the command line asks. */
pgp_status cli_show(pgp_context *context, const cli_arguments *arguments, cli_report *report);
/* The steps that create everything of `side` from nothing. */
pgp_status cli_make_schema(pgp_context *context, const cli_side *side, cli_report *report);

#endif

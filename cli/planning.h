/*
 * From two loaded sides to a plan that can be shown.
 */
#ifndef CLI_PLANNING_H
#define CLI_PLANNING_H

#include "load.h"
#include "render/render.h"

/* Fills the report's fingerprints. Comparing completes both models, so this comes before it. */
pgp_status cli_take_fingerprints(pgp_context *context, const pgp_model *live,
                                 const pgp_model *desired /* may be NULL */, cli_report *report);
/* Compares and plans; `live` is what shall become `desired`. Fills the rest of the report. */
pgp_status cli_make_plan(pgp_context *context, const cli_side *live, const cli_side *desired,
                         const pgp_options *options, pgp_plan **plan, cli_report *report);
/* Writes the report as the command line asks. */
pgp_status cli_show(pgp_context *context, const cli_arguments *arguments, cli_report *report);
/* The digits of an object; NULL: it is not among them. */
const char *cli_fingerprint_of(const cli_fingerprints *all, const char *object);

/* The steps that create everything of `side` from nothing. */
pgp_status cli_make_schema(pgp_context *context, const cli_side *side, cli_report *report);

#endif

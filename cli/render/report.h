/*
 * From two loaded sides to a report: what is shown, saved and run, by the program and by the library.
 */
#ifndef CLI_RENDER_REPORT_H
#define CLI_RENDER_REPORT_H

#include "render/render.h"
#include "source/load.h"

/* Fills the report's fingerprints. Comparing completes both models, so this comes before it. */
pgp_status cli_take_fingerprints(pgp_context *context, const pgp_model *live,
                                 const pgp_model *desired /* may be NULL */, cli_report *report);
/* Compares and plans; `live` is what shall become `desired`. Fills the rest of the report. */
pgp_status cli_report_plan(pgp_context *context, const pgp_side *live, const pgp_side *desired,
                           const pgp_options *options, pgp_plan **plan, cli_report *report);
/* The digits of an object; NULL: it is not among them. */
const char *cli_fingerprint_of(const cli_fingerprints *all, const char *object);

#endif

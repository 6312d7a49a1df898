/*
 * Reading a plan that plan --format json wrote.
 */
#ifndef CLI_PLAN_FILE_H
#define CLI_PLAN_FILE_H

#include "render/render.h"

/* PGP_INPUT when the file is no plan, or not what was written: its digest says so. It may be compressed, and a directory of
 * its parts, as a ConfigMap is mounted. */
pgp_status cli_read_plan(pgp_context *context, const char *path, cli_report *out);
/* The same of its text; `path` is for messages. */
pgp_status cli_parse_plan(pgp_context *context, const char *path, const pgp_text *text, cli_report *out);

/* PGP_STALE, naming what has changed, unless `now` (its fingerprints) is the state that the plan was made for. */
pgp_status cli_check_plan(pgp_context *context, const cli_report *plan, const cli_report *now);

#endif

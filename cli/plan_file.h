/*
 * Reading a plan that plan --format json wrote, and the bounds in which people may edit it: steps of their own that change rows.
 */
#ifndef CLI_PLAN_FILE_H
#define CLI_PLAN_FILE_H

#include "render/json_text.h"
#include "render/render.h"

/* PGP_INPUT when the file is no plan, or not what was written: its digest says so. It may be compressed, and a directory of
 * its parts, as a ConfigMap is mounted. */
pgp_status cli_read_plan(pgp_context *context, const char *path, cli_report *out);
/* The same of its text; `path` is for messages. */
pgp_status cli_parse_plan(pgp_context *context, const char *path, const pgp_text *text, cli_report *out);

/* A plan's file as JSON, of whatever type; lives as long as the context. */
pgp_status cli_load_plan(pgp_context *context, const char *path, const pgp_text *text, json_t **out);

/* PGP_INPUT when a step sets a secret: a plan that was written down does not hold it. */
pgp_status cli_check_secrets(pgp_context *context, const cli_report *report);

/* Takes a plan into which steps with "data": true were put, completes them and fits numbers, summary and digest to them:
 * out->document. PGP_INPUT when anything else was edited, or when such a step is not one INSERT, UPDATE, DELETE or MERGE. */
pgp_status cli_seal_plan(pgp_context *context, const char *path, cli_report *out);

/* PGP_STALE, naming what has changed, unless everything that the plan depends on is as it was; a note when something else is not.
 * `now` has its fingerprints taken. */
pgp_status cli_check_plan(pgp_context *context, const cli_report *plan, const cli_report *now);

#endif

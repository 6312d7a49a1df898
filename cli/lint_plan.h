/*
 * Lint of a saved plan: each step is a migration of its own, and what it endangers is known from when it was planned.
 */
#ifndef CLI_LINT_PLAN_H
#define CLI_LINT_PLAN_H

#include "lint/lint.h"

/* Findings are where `desired` says what the step makes, else at the step in the plan's file. Both models may be NULL. */
pgp_status cli_lint_plan(pgp_context *context, const char *path, pgp_model *before, const pgp_model *desired,
                         const pgp_lint_options *options, pgp_lint_findings *out);

#endif

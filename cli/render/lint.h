/*
 * What lint found, and the rules that it has.
 */
#ifndef CLI_RENDER_LINT_H
#define CLI_RENDER_LINT_H

#include "lint/lint.h"

void cli_lint_text(pgp_text *out, const pgp_lint_findings *findings, bool colourful);
pgp_status cli_lint_json(pgp_context *context, pgp_text *out, const pgp_lint_findings *findings);
pgp_status cli_lint_sarif(pgp_context *context, pgp_text *out, const pgp_lint_findings *findings);
/* Workflow commands: annotations beside the lines of a pull request. */
void cli_lint_github(pgp_text *out, const pgp_lint_findings *findings);

void cli_lint_rules_text(pgp_text *out);
void cli_lint_rules_markdown(pgp_text *out);
pgp_status cli_lint_rules_json(pgp_context *context, pgp_text *out);

#endif

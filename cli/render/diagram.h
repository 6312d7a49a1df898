/*
 * Schemas as pictures: text for Mermaid and Graphviz, SVG for the HTML report.
 */
#ifndef CLI_DIAGRAM_H
#define CLI_DIAGRAM_H

#include "plan/plan.h"

/* Tables with their columns and keys, and the foreign keys between them. Names from outside are quoted as each language wants it. */
void cli_render_mermaid(pgp_text *out, const pgp_model *model);
void cli_render_dot(pgp_text *out, const pgp_model *model);

/* The relations that a plan changes, what changes in each, and the relations they need: a <svg> element that needs nothing
 * from outside. Nothing when no relation changes. */
void cli_render_svg(pgp_text *out, const pgp_plan *plan);

/* Text in XML or HTML. */
void cli_add_xml(pgp_text *out, const char *outside);

#endif

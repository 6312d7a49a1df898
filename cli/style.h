/*
 * Colour, which only ever helps: signs and words carry the meaning.
 */
#ifndef CLI_STYLE_H
#define CLI_STYLE_H

#include "base/plain.h"

#include <stdio.h>

typedef enum cli_colour { CLI_PLAIN, CLI_BOLD, CLI_DIM, CLI_RED, CLI_GREEN, CLI_YELLOW } cli_colour;

/* true on a terminal, unless NO_COLOR or TERM=dumb is set. */
bool cli_is_colourful(FILE *stream);

/* Adds `what` in colour when `colourful`. */
void cli_paint(pgp_text *text, bool colourful, cli_colour colour, const char *what);
cli_colour cli_sign_colour(char sign);

/* "materialized view" for the kind "materialized_view". */
const char *cli_kind_words(pgp_arena *arena, const char *kind);

#endif

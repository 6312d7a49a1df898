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

/* How many characters a line of a terminal has; 0: it is none, or does not say. */
size_t cli_columns(FILE *stream);
/* Breaks longer lines at blanks; what follows stands deeper than the line. No columns: as it is. */
const char *cli_wrap(pgp_arena *arena, const char *text, size_t columns);

/* Adds `what` in colour when `colourful`. */
void cli_paint(pgp_text *text, bool colourful, cli_colour colour, const char *what);
cli_colour cli_sign_colour(char sign);

/* "materialized view" for the kind "materialized_view". */
const char *cli_kind_words(pgp_arena *arena, const char *kind);

#endif

#include "style.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool cli_is_colourful(FILE *stream) {
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (no_color && *no_color)
        return false;
    return isatty(fileno(stream)) && !(term && strcmp(term, "dumb") == 0);
}

static const char *code_of(cli_colour colour) {
    switch (colour) {
    case CLI_PLAIN: break;
    case CLI_BOLD: return "\033[1m";
    case CLI_DIM: return "\033[2m";
    case CLI_RED: return "\033[31m";
    case CLI_GREEN: return "\033[32m";
    case CLI_YELLOW: return "\033[33m";
    }
    return "";
}

void cli_paint(pgp_text *text, bool colourful, cli_colour colour, const char *what) {
    if (colourful && colour != CLI_PLAIN)
        pgp_text_addf(text, "%s%s\033[0m", code_of(colour), what);
    else
        pgp_text_add(text, what);
}

cli_colour cli_sign_colour(char sign) {
    return sign == '+' ? CLI_GREEN : sign == '-' ? CLI_RED : CLI_YELLOW;
}

const char *cli_kind_words(pgp_arena *arena, const char *kind) {
    char *words = pgp_strdup(arena, kind);
    for (char *c = words; *c; c++)
        if (*c == '_')
            *c = ' ';
    return words;
}

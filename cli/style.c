#include "style.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool cli_is_colourful(FILE *stream) {
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (no_color && *no_color)
        return false;
    return isatty(fileno(stream)) && !(term && strcmp(term, "dumb") == 0);
}

size_t cli_columns(FILE *stream) {
    struct winsize size;
    return isatty(fileno(stream)) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* -- lines ---------------------------------------------------------------------------------------------------------- */

enum { DEEPER = 4, LEAST_COLUMNS = 40 };

/* A colour's code takes no room; neither do the later bytes of a character. */
static const char *next_character(const char *c, size_t *width) {
    if (*c == '\033') {
        c += strcspn(c, "m");
        return *c ? c + 1 : c;
    }
    *width += (*c & 0xC0) != 0x80;
    return c + 1;
}

/* An option and its value are copied together. */
static bool may_break(const char *line, const char *blank) {
    const char *word = blank;
    while (word > line && word[-1] != ' ')
        word--;
    return strncmp(word, "--", 2) != 0;
}

/* The last blank where what is before it fits; NULL: all of the line fits, or there is none. */
static const char *find_break(const char *line, const char *end, size_t room) {
    const char *best = NULL, *c = line + strspn(line, " ");
    size_t width = (size_t)(c - line);
    while (c < end) {
        if (*c == ' ' && width <= room && c[-1] != ' ' && may_break(line, c))
            best = c;
        c = next_character(c, &width);
    }
    return width > room ? best : NULL;
}

static void add_wrapped(pgp_text *out, const char *line, const char *end, size_t columns) {
    size_t depth = strspn(line, " ") + DEEPER, taken = 0;
    if (depth > columns / 2)
        depth = columns / 2;
    for (const char *at; (at = find_break(line, end, columns - taken)); taken = depth) {
        pgp_text_addn(out, line, (size_t)(at - line));
        pgp_text_addf(out, "\n%*s", (int)depth, "");
        line = at + strspn(at, " ");
    }
    pgp_text_addn(out, line, (size_t)(end - line));
}

const char *cli_wrap(pgp_arena *arena, const char *text, size_t columns) {
    pgp_text out = pgp_text_new(arena);
    if (columns < LEAST_COLUMNS)
        return text;
    while (*text) {
        const char *end = text + strcspn(text, "\n");
        add_wrapped(&out, text, end, columns);
        pgp_text_addn(&out, end, *end == '\n');
        text = end + (*end == '\n');
    }
    return out.data;
}

/* -- colour --------------------------------------------------------------------------------------------------------- */

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

#include "style.h"

#include "parse/encoding.h"

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

/* Bytes of a character at `c` that must not reach a terminal or end a comment; 0: it may. */
static size_t harmful(const unsigned char *c) {
    if (c[0] < 0x20 || c[0] == 0x7f)
        return 1;
    if (c[0] == 0xC2 && c[1] >= 0x80 && c[1] <= 0x9F) /* C1 controls */
        return 2;
    if (c[0] == 0xE2 && c[1] == 0x80 && c[2] >= 0xA8 &&
        c[2] <= 0xAE) /* line and paragraph separators, overrides */
        return 3;
    return c[0] == 0xE2 && c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9 ? 3 : 0; /* isolates */
}

/* Bytes of one character; 0: they are not UTF-8. */
static size_t character_size(const char *at) {
    unsigned char c = (unsigned char)*at;
    size_t size = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    return strnlen(at, size) == size && pgp_utf8_valid(at, size) == size ? size : 0;
}

void cli_add_plain(pgp_text *text, const char *outside) {
    for (const char *at = outside; *at;) {
        size_t bad = harmful((const unsigned char *)at), size = bad ? bad : character_size(at);
        if (bad)
            pgp_text_add(text, " ");
        else if (size)
            pgp_text_addn(text, at, size);
        else
            pgp_text_add(text, "\uFFFD");
        at += size ? size : 1;
    }
}

const char *cli_plain(pgp_arena *arena, const char *outside) {
    pgp_text text = pgp_text_new(arena);
    cli_add_plain(&text, outside);
    return text.data;
}

const char *cli_kind_words(pgp_arena *arena, const char *kind) {
    char *words = pgp_strdup(arena, kind);
    for (char *c = words; *c; c++)
        if (*c == '_')
            *c = ' ';
    return words;
}

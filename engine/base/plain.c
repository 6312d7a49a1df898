#include "base/plain.h"

#include "parse/encoding.h"

#include <string.h>

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

void pgp_add_plain(pgp_text *text, const char *outside) {
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

const char *pgp_plain(pgp_arena *arena, const char *outside) {
    pgp_text text = pgp_text_new(arena);
    pgp_add_plain(&text, outside);
    return text.data;
}

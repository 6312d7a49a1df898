#include "parse/encoding.h"

#include <ctype.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

static bool follows(unsigned char c) {
    return (c & 0xC0) == 0x80;
}

/* Length of the character at `c`, or 0. */
static size_t utf8_length(const unsigned char *c, size_t left) {
    if (c[0] >= 1 && c[0] < 0x80)
        return 1;
    if (c[0] >= 0xC2 && c[0] < 0xE0)
        return left >= 2 && follows(c[1]) ? 2 : 0;
    if (c[0] >= 0xE0 && c[0] < 0xF0) {
        bool fits = left >= 3 && follows(c[1]) && follows(c[2]);
        return fits && !(c[0] == 0xE0 && c[1] < 0xA0) && !(c[0] == 0xED && c[1] > 0x9F) ? 3 : 0;
    }
    if (c[0] >= 0xF0 && c[0] < 0xF5) {
        bool fits = left >= 4 && follows(c[1]) && follows(c[2]) && follows(c[3]);
        return fits && !(c[0] == 0xF0 && c[1] < 0x90) && !(c[0] == 0xF4 && c[1] > 0x8F) ? 4 : 0;
    }
    return 0;
}

size_t pgp_utf8_valid(const char *text, size_t size) {
    size_t at = 0;
    while (at < size) {
        size_t length = utf8_length((const unsigned char *)text + at, size - at);
        if (length == 0)
            return at;
        at += length;
    }
    return size;
}

/* The server ignores case, hyphens and underscores (clean_encoding_name of src/common/encnames.c). */
static void clean_name(const char *name, char *out, size_t size) {
    size_t used = 0;
    for (; *name && used + 1 < size; name++)
        if (isalnum((unsigned char)*name))
            out[used++] = (char)tolower((unsigned char)*name);
    out[used] = '\0';
}

const char *pgp_encoding_named(pgp_arena *arena, const char *client_encoding) {
    static const char *const iso[] = {NULL,          "ISO-8859-1",  "ISO-8859-2",  "ISO-8859-3",
                                      "ISO-8859-4",  "ISO-8859-9",  "ISO-8859-10", "ISO-8859-13",
                                      "ISO-8859-14", "ISO-8859-15", "ISO-8859-16"};
    char name[32];
    clean_name(client_encoding, name, sizeof name);
    if (strcmp(name, "utf8") == 0 || strcmp(name, "unicode") == 0 || strcmp(name, "sqlascii") == 0)
        return "";
    if (strncmp(name, "latin", 5) == 0) {
        int number = atoi(name + 5);
        return number >= 1 && number <= 10 ? iso[number] : NULL;
    }
    const char *found = strncmp(name, "win", 3) == 0 ? pgp_printf(arena, "CP%s", name + 3) : client_encoding;
    iconv_t converter = iconv_open("UTF-8", found);
    if (converter == (iconv_t)-1)
        return NULL;
    iconv_close(converter);
    return pgp_strdup(arena, found);
}

char *pgp_to_utf8(pgp_arena *arena, const char *encoding, const char *text, size_t size, size_t *out_size) {
    size_t capacity = size * 4 + 1, left = capacity - 1;
    char *result = pgp_alloc(arena, capacity), *to = result, *from = pgp_strndup(arena, text, size);
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1)
        return NULL;
    size_t failed = iconv(converter, &from, &size, &to, &left);
    iconv_close(converter);
    *out_size = (size_t)(to - result);
    return failed == (size_t)-1 ? NULL : result;
}

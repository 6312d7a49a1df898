/*
 * Texts as they come in: checked once, so that nothing behind has to think of broken UTF-8 or NUL bytes.
 */
#include "source/reading.h"

#include <stdlib.h>
#include <string.h>

bool pgp_is_sql_name(const char *name) {
    size_t size = strlen(name);
    return name[0] != '.' && size > 4 && strcmp(name + size - 4, ".sql") == 0;
}

pgp_status pgp_too_large(pgp_context *context, const char *name) {
    return pgp_fail(context, PGP_INPUT, NULL, "\"%s\" is larger than %zu MB", name, PGP_INPUT_LIMIT >> 20);
}

static bool continues(const unsigned char *text, size_t left, size_t count) {
    if (left <= count)
        return false;
    for (size_t i = 1; i <= count; i++)
        if ((text[i] & 0xC0) != 0x80)
            return false;
    return true;
}

/* Bytes of the character at `text`, as the server's pg_utf8_islegal() allows them; 0: none. */
static size_t character_size(const unsigned char *text, size_t left) {
    unsigned char c = text[0];
    if (c < 0x80)
        return c ? 1 : 0;
    if (c >= 0xC2 && c <= 0xDF)
        return continues(text, left, 1) ? 2 : 0;
    if (c >= 0xE0 && c <= 0xEF) {
        if (!continues(text, left, 2) || (c == 0xE0 && text[1] < 0xA0) || (c == 0xED && text[1] > 0x9F))
            return 0;
        return 3;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        if (!continues(text, left, 3) || (c == 0xF0 && text[1] < 0x90) || (c == 0xF4 && text[1] > 0x8F))
            return 0;
        return 4;
    }
    return 0;
}

static pgp_location location_of(const char *name, const char *text, size_t offset) {
    pgp_location where = {.file = name, .line = 1, .column = 1};
    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            where.line++;
            where.column = 1;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
            where.column++;
        }
    }
    return where;
}

static pgp_status bad_byte(pgp_context *context, const char *name, const char *text, size_t offset) {
    pgp_location where = location_of(name, text, offset);
    unsigned char byte = (unsigned char)text[offset];
    if (byte == 0)
        return pgp_fail(context, PGP_INPUT, &where, "the text holds a NUL byte");
    pgp_fail(context, PGP_INPUT, &where, "invalid UTF-8: byte 0x%02x", byte);
    return pgp_hint(
        context, "SQL files are read as UTF-8; convert this one, for example with iconv -f LATIN1 -t UTF-8.");
}

pgp_status pgp_input_add(pgp_context *context, pgp_input_list *list, const char *name, const char *text,
                         size_t size) {
    if (size > PGP_INPUT_LIMIT)
        return pgp_too_large(context, name);
    if (size >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
        pgp_location where = {.file = name, .line = 1, .column = 1};
        pgp_fail(context, PGP_INPUT, &where, "the text is UTF-16");
        return pgp_hint(
            context,
            "SQL files are read as UTF-8; convert this one, for example with iconv -f UTF-16 -t UTF-8.");
    }
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        size -= 3;
    }
    for (size_t i = 0; i < size;) {
        size_t step = character_size((const unsigned char *)text + i, size - i);
        if (step == 0)
            return bad_byte(context, name, text, i);
        i += step;
    }
    pgp_input input = {.name = name, .text = text, .size = size};
    PGP_PUSH(context->arena, list->items, list->count, list->capacity, input);
    return PGP_OK;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const pgp_input *)a)->name, ((const pgp_input *)b)->name);
}

void pgp_input_sort(pgp_input_list *list, size_t first) {
    qsort(list->items + first, list->count - first, sizeof *list->items, by_name);
}

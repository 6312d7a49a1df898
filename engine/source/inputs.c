/*
 * Texts as they come in. What encoding they are in, the reader of statements knows: a file may say so
 * (parse/encoding.h).
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
    pgp_input input = {.name = name, .text = text, .size = size};
    PGP_PUSH(context->arena, list->items, list->count, list->capacity, input);
    return PGP_OK;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Of two numbers, whatever zeros stand before them; both are skipped but for their last digit. */
static int compare_numbers(const char **a, const char **b) {
    *a += strspn(*a, "0");
    *b += strspn(*b, "0");
    size_t size_a = strspn(*a, "0123456789"), size_b = strspn(*b, "0123456789");
    int order = size_a == size_b ? memcmp(*a, *b, size_a) : size_a < size_b ? -1 : 1;
    *a = *a + size_a - 1;
    *b = *b + size_b - 1;
    return order;
}

/* Two of them end a version: V1__a.sql is before V1_1__b.sql and V1.1__b.sql. */
static int weight(const char *at) {
    return strncmp(at, "__", 2) == 0 ? 0 : (unsigned char)*at;
}

/* As people count: 9_b.sql is before 10_a.sql. */
static int compare_names(const char *a, const char *b) {
    int order = 0;
    for (; *a && *b && order == 0; a++, b++)
        order = is_digit(*a) && is_digit(*b) ? compare_numbers(&a, &b) : weight(a) - weight(b);
    return order ? order : (*a != '\0') - (*b != '\0');
}

static int by_name(const void *a, const void *b) {
    const char *left = ((const pgp_input *)a)->name, *right = ((const pgp_input *)b)->name;
    int order = compare_names(left, right);
    return order ? order : strcmp(left, right);
}

void pgp_input_sort(pgp_input_list *list, size_t first) {
    qsort(list->items + first, list->count - first, sizeof *list->items, by_name);
}

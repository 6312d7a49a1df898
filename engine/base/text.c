#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most texts are names, and stay in the arena: nothing is kept for what may come. */
pgp_text pgp_text_new(pgp_arena *arena) {
    return (pgp_text){.arena = arena, .data = pgp_strndup(arena, "", 0), .capacity = 1};
}

static void reserve(pgp_text *text, size_t more) {
    size_t room = text->capacity - text->size;
    if (room > more)
        return;
    size_t missing = more + 1 - room;
    if (pgp_extend(text->arena, text->data, text->capacity, missing)) {
        text->capacity += missing;
        return;
    }
    size_t capacity = 2 * text->capacity + missing;
    text->data = pgp_grow(text->arena, text->data, text->size + 1, capacity);
    text->capacity = capacity;
}

void pgp_text_addn(pgp_text *text, const char *more, size_t size) {
    reserve(text, size);
    memcpy(text->data + text->size, more, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void pgp_text_add(pgp_text *text, const char *more) {
    pgp_text_addn(text, more, strlen(more));
}

void pgp_text_addf(pgp_text *text, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size <= 0)
        return;
    reserve(text, (size_t)size);
    va_start(args, format);
    vsnprintf(text->data + text->size, (size_t)size + 1, format, args);
    va_end(args);
    text->size += (size_t)size;
}

void pgp_text_next(pgp_text *text, const char *separator) {
    if (text->size)
        pgp_text_add(text, separator);
}

bool pgp_same(const char *a, const char *b) {
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Every keyword of servers 14 to 18 that is not "unreserved" (pg_get_keywords), sorted. */
static const char *const keywords[] = {
#include "base/keywords.inc"
};

static int by_text(const void *key, const void *item) {
    return strcmp(key, *(const char *const *)item);
}

static bool is_safe(const char *name) {
    if (!((*name >= 'a' && *name <= 'z') || *name == '_'))
        return false;
    for (const char *c = name; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_'))
            return false;
    return !bsearch(name, keywords, sizeof keywords / sizeof *keywords, sizeof *keywords, by_text);
}

/* Adds the value between quotes, each quote inside it doubled. */
static void add_doubled(pgp_text *text, const char *value, char quote) {
    const char mark[] = {quote, '\0'};
    pgp_text_add(text, mark);
    for (const char *rest = value;;) {
        size_t plain = strcspn(rest, mark);
        pgp_text_addn(text, rest, plain);
        if (!rest[plain])
            break;
        pgp_text_add(text, (char[]){quote, quote, '\0'});
        rest += plain + 1;
    }
    pgp_text_add(text, mark);
}

void pgp_sql_name(pgp_text *text, const char *name) {
    if (is_safe(name))
        pgp_text_add(text, name);
    else
        add_doubled(text, name, '"');
}

void pgp_sql_qualified(pgp_text *text, const char *schema, const char *name) {
    if (schema) {
        pgp_sql_name(text, schema);
        pgp_text_add(text, ".");
    }
    pgp_sql_name(text, name);
}

void pgp_sql_literal(pgp_text *text, const char *value) {
    if (!strpbrk(value, "\\\r")) {
        add_doubled(text, value, '\'');
        return;
    }
    pgp_text_add(text, "E'");
    for (const char *c = value; *c; c++) {
        if (*c == '\r') {
            pgp_text_add(text, "\\r");
            continue;
        }
        if (*c == '\'' || *c == '\\')
            pgp_text_addn(text, c, 1);
        pgp_text_addn(text, c, 1);
    }
    pgp_text_add(text, "'");
}

void pgp_sql_names(pgp_text *text, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i)
            pgp_text_add(text, ", ");
        pgp_sql_name(text, names[i]);
    }
}

void pgp_sql_role(pgp_text *text, const char *role) {
    if (strcmp(role, "PUBLIC") == 0 || strcmp(role, "CURRENT_USER") == 0)
        pgp_text_add(text, role);
    else
        pgp_sql_name(text, role);
}

char *pgp_quoted(pgp_arena *arena, const char *name) {
    return pgp_quoted2(arena, NULL, name);
}

char *pgp_quoted2(pgp_arena *arena, const char *schema, const char *name) {
    pgp_text text = pgp_text_new(arena);
    pgp_sql_qualified(&text, schema, name);
    return text.data;
}

char *pgp_literal(pgp_arena *arena, const char *value) {
    pgp_text text = pgp_text_new(arena);
    pgp_sql_literal(&text, value);
    return text.data;
}

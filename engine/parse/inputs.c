#include "parse/inputs.h"

#include <string.h>
#include <strings.h>

/* -- files that take back --------------------------------------------------------------------------------- */

/* `name` with `to` in the place of `from` at `at`. */
static const char *renamed(pgp_arena *arena, const char *name, const char *at, const char *from,
                           const char *to) {
    return pgp_printf(arena, "%.*s%s%s", (int)(at - name), name, to, at + strlen(from));
}

/* The file that makes what this one would take back, by the rules of golang-migrate, sqitch and Flyway; NULL: it is none. */
static const char *counterpart(pgp_arena *arena, const char *name) {
    static const char down[] = ".down.sql", revert[] = "revert/";
    const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name, *at;
    size_t size = strlen(name);
    if (size >= sizeof down && strcmp(name + size - sizeof down + 1, down) == 0)
        return renamed(arena, name, name + size - sizeof down + 1, down, ".up.sql");
    if (*base == 'U' && strstr(base, "__"))
        return renamed(arena, name, base, "U", "V");
    at = strstr(name, revert);
    return at && (at == name || at[-1] == '/') ? renamed(arena, name, at, revert, "deploy/") : NULL;
}

static bool takes_back(pgp_arena *arena, const pgp_input *inputs, size_t count, const pgp_input *input) {
    const char *other = counterpart(arena, input->name);
    for (size_t i = 0; other && i < count; i++)
        if (strcmp(inputs[i].name, other) == 0)
            return true;
    return false;
}

/* -- sections that take back ------------------------------------------------------------------------------- */

typedef enum section { NO_MARK, UP, DOWN } section;

/* The line goes on with this word. */
static bool goes_on_with(const char *at, const char *end, const char *word) {
    size_t size = strlen(word);
    return (size_t)(end - at) >= size && strncasecmp(at, word, size) == 0 &&
           (at + size == end || strchr(" \t\r", at[size]));
}

/* What a line says about those behind it, for goose or for dbmate. */
static section mark_at(const char *line, const char *end) {
    if (end - line < 2 || memcmp(line, "--", 2) != 0)
        return NO_MARK;
    for (line += 2; line < end && (*line == ' ' || *line == '\t');)
        line++;
    if (goes_on_with(line, end, "+goose down") || goes_on_with(line, end, "migrate:down"))
        return DOWN;
    return goes_on_with(line, end, "+goose up") || goes_on_with(line, end, "migrate:up") ? UP : NO_MARK;
}

/* Blanks keep the places of everything else. */
static void blank_sections(pgp_context *context, pgp_arena *arena, pgp_input *input) {
    char *copy = NULL;
    bool down = false;
    int number = 1;
    for (size_t at = 0, next; at < input->size; at = next, number++) {
        const char *line = input->text + at, *newline = memchr(line, '\n', input->size - at);
        const char *end = newline ? newline : input->text + input->size;
        section mark = mark_at(line, end);
        next = (size_t)(end - input->text) + 1;
        if (mark == DOWN) {
            pgp_location where = {.file = input->name, .line = number, .column = 1};
            pgp_note_add(context, &where, "what takes a migration back is left out");
            copy = copy ? copy : pgp_strndup(arena, input->text, input->size);
        }
        down = mark == NO_MARK ? down : mark == DOWN;
        if (down)
            memset(copy + at, ' ', (size_t)(end - line));
    }
    input->text = copy ? copy : input->text;
}

/* -- everything --------------------------------------------------------------------------------------------- */

pgp_inputs pgp_inputs_read(pgp_context *context, pgp_arena *arena, const pgp_input *inputs, size_t count) {
    pgp_inputs read = {.items = pgp_alloc(arena, (count + 1) * sizeof *read.items)};
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += strlen(inputs[i].name) + 1;
    char *names = pgp_alloc(arena, size + 1);
    for (size_t i = 0; i < count; i++) {
        pgp_input *copy = &read.items[read.count];
        size = strlen(inputs[i].name) + 1;
        *copy = inputs[i];
        copy->name = memcpy(names, inputs[i].name, size);
        names += size;
        pgp_location where = {.file = copy->name, .line = 1, .column = 1};
        if (takes_back(context->arena, inputs, count, &inputs[i])) {
            pgp_note_add(context, &where, "what takes a migration back is left out");
            continue;
        }
        blank_sections(context, arena, copy);
        read.count++;
    }
    return read;
}

/* Without "./" and "../" before it: psql takes it from where it runs, or from the file's own directory. */
static const char *below(const char *name, const char *end) {
    for (;;) {
        if (end - name > 2 && memcmp(name, "./", 2) == 0)
            name += 2;
        else if (end - name > 3 && memcmp(name, "../", 3) == 0)
            name += 3;
        else
            return name;
    }
}

bool pgp_inputs_include(const pgp_inputs *inputs, const pgp_input *input, const char *name, size_t size) {
    const char *end = name + size, *start = below(name, end);
    for (size_t i = 0; i < inputs->count; i++) {
        const char *other = inputs->items[i].name;
        size_t length = strlen(other), wanted = (size_t)(end - start);
        if (other == input->name || length < wanted || memcmp(other + length - wanted, start, wanted) != 0)
            continue;
        if (length == wanted || other[length - wanted - 1] == '/')
            return true;
    }
    return false;
}

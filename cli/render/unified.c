#include "render/unified.h"

#include "style.h"

#include <stdint.h>
#include <string.h>

typedef struct lines {
    const char **items;
    size_t count, capacity;
} lines;

static lines split(pgp_arena *arena, const char *text) {
    lines out = {.count = 0};
    while (*text) {
        size_t size = strcspn(text, "\n");
        PGP_PUSH(arena, out.items, out.count, out.capacity, pgp_strndup(arena, text, size));
        text += size + (text[size] == '\n');
    }
    return out;
}

typedef struct edit {
    char sign; /* ' ', '-', '+' */
    const char *line;
} edit;

typedef struct edits {
    edit *items;
    size_t count, capacity;
} edits;

static void push(pgp_arena *arena, edits *list, char sign, const char *line) {
    edit one = {.sign = sign, .line = line};
    PGP_PUSH(arena, list->items, list->count, list->capacity, one);
}

/* length[i][j]: of the longest common subsequence of the lines from i and from j on. */
static uint32_t *common_lengths(pgp_arena *arena, const lines *a, const lines *b) {
    size_t width = b->count + 1;
    uint32_t *length = pgp_alloc(arena, (a->count + 1) * width * sizeof *length);
    for (size_t i = a->count; i-- > 0;) {
        for (size_t j = b->count; j-- > 0;) {
            uint32_t below = length[(i + 1) * width + j], right = length[i * width + j + 1];
            if (strcmp(a->items[i], b->items[j]) == 0)
                length[i * width + j] = length[(i + 1) * width + j + 1] + 1;
            else
                length[i * width + j] = below > right ? below : right;
        }
    }
    return length;
}

static edits compare(pgp_arena *arena, const lines *a, const lines *b) {
    const uint32_t *length = common_lengths(arena, a, b);
    size_t width = b->count + 1, i = 0, j = 0;
    edits out = {.count = 0};
    while (i < a->count || j < b->count) {
        if (i < a->count && j < b->count && strcmp(a->items[i], b->items[j]) == 0) {
            push(arena, &out, ' ', a->items[i++]);
            j++;
        } else if (j == b->count ||
                   (i < a->count && length[(i + 1) * width + j] >= length[i * width + j + 1])) {
            push(arena, &out, '-', a->items[i++]);
        } else {
            push(arena, &out, '+', b->items[j++]);
        }
    }
    return out;
}

enum { CONTEXT = 2, MOST_CELLS = 4000000 };

static bool is_near_change(const edits *list, size_t at) {
    size_t first = at < CONTEXT ? 0 : at - CONTEXT;
    for (size_t i = first; i <= at + CONTEXT && i < list->count; i++)
        if (list->items[i].sign != ' ')
            return true;
    return false;
}

static void add_line(pgp_text *out, const edit *one, const char *indent, bool colourful) {
    pgp_text line = pgp_text_new(out->arena);
    pgp_text_addn(&line, &one->sign, 1);
    pgp_text_add(&line, " ");
    pgp_add_plain(&line, one->line);
    pgp_text_add(out, indent);
    cli_paint(out, colourful, one->sign == ' ' ? CLI_DIM : cli_sign_colour(one->sign), line.data);
    pgp_text_add(out, "\n");
}

void cli_add_diff(pgp_text *out, const char *before, const char *after, const char *indent, bool colourful) {
    lines a = split(out->arena, before), b = split(out->arena, after);
    if ((a.count + 1) * (b.count + 1) > MOST_CELLS) {
        pgp_text_addf(out, "%s%zu lines → %zu lines\n", indent, a.count, b.count);
        return;
    }
    edits list = compare(out->arena, &a, &b);
    bool gap = false;
    for (size_t i = 0; i < list.count; i++) {
        if (!is_near_change(&list, i)) {
            gap = true;
            continue;
        }
        if (gap)
            pgp_text_addf(out, "%s…\n", indent);
        gap = false;
        add_line(out, &list.items[i], indent, colourful);
    }
}

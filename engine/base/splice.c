#include "base/splice.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void pgp_splice_add(pgp_arena *arena, pgp_splices *splices, size_t start, size_t end, const char *text) {
    pgp_splice splice = {start, end, text};
    PGP_PUSH(arena, splices->items, splices->count, splices->capacity, splice);
}

static int by_start(const void *a, const void *b) {
    const pgp_splice *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

/* A tree may hold a part of the text twice: what is set in SET (a, b) = (SELECT …). */
static bool is_again(const pgp_splice *a, const pgp_splice *b) {
    return a->start == b->start && a->end == b->end && strcmp(a->text, b->text) == 0;
}

char *pgp_spliced(pgp_arena *arena, pgp_splices *splices, const char *text) {
    pgp_text out = pgp_text_new(arena);
    size_t at = 0;
    if (splices->count)
        qsort(splices->items, splices->count, sizeof *splices->items, by_start);
    for (size_t i = 0; i < splices->count; i++) {
        const pgp_splice *splice = &splices->items[i];
        if (i && is_again(splice - 1, splice))
            continue;
        pgp_text_addn(&out, text + at, splice->start - at);
        pgp_text_add(&out, splice->text);
        at = splice->end;
    }
    pgp_text_add(&out, text + at);
    return out.data;
}

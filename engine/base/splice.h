/*
 * A text with other texts put in the place of some of its parts.
 */
#ifndef PGP_BASE_SPLICE_H
#define PGP_BASE_SPLICE_H

#include "base/arena.h"

typedef struct pgp_splice {
    size_t start, end;
    const char *text;
} pgp_splice;

typedef struct pgp_splices {
    pgp_splice *items;
    size_t count, capacity;
} pgp_splices;

void pgp_splice_add(pgp_arena *arena, pgp_splices *splices, size_t start, size_t end, const char *text);
/* Parts may have been added in any order, and again; none is within another. Sorts them. */
char *pgp_spliced(pgp_arena *arena, pgp_splices *splices, const char *text);

#endif

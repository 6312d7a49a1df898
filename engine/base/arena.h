/*
 * Arena: memory that lives and dies together.
 *
 * A phase (load, diff, plan, apply) allocates from one arena and frees it whole; pointers inside
 * are borrowed. Allocation never returns NULL: when memory runs out the arena jumps to the
 * recovery point that pgp_guard() set, runs its clean-ups and the call reports PGP_RETRY
 * (docs/ARCHITECTURE.md, "Memory"). An arena belongs to one thread at a time.
 */
#ifndef PGP_BASE_ARENA_H
#define PGP_BASE_ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct pgp_arena pgp_arena;

/* NULL when there is no memory for it. */
pgp_arena *pgp_arena_new(void);
/* Runs the clean-ups in reverse order, then frees everything. NULL is allowed. */
void pgp_arena_free(pgp_arena *arena);

/* Forgets everything in it, as if it were new, but keeps memory for what comes next: for work that repeats. */
void pgp_arena_reset(pgp_arena *arena);

/* Zeroed, aligned for pointers, 64-bit integers and doubles. */
void *pgp_alloc(pgp_arena *arena, size_t size);
/* Grows an array of `used` bytes to at least `size`; the old block stays with the arena. */
void *pgp_grow(pgp_arena *arena, const void *old, size_t used, size_t size);
/* Makes what was allocated last longer where it stands, not zeroed; false: something stands behind it. Only for memory that nobody else
 * may have made longer: copies of a list share its items. */
bool pgp_extend(pgp_arena *arena, const void *memory, size_t size, size_t more);
char *pgp_strdup(pgp_arena *arena, const char *text);               /* NULL gives NULL */
char *pgp_strndup(pgp_arena *arena, const char *text, size_t size); /* always ends in NUL */
char *pgp_printf(pgp_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *pgp_vprintf(pgp_arena *arena, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* There is so much memory to be had, for a library that does not survive it when there is not: as an allocation, but without one. */
void pgp_make_sure_of(pgp_arena *arena, size_t size);

/* Call clean(what) when the arena is freed: for results of C libraries on the jump path. */
void pgp_defer(pgp_arena *arena, void (*clean)(void *what), void *what);

/* Where running out of memory leads; NULL aborts. Returns the one before. */
jmp_buf *pgp_arena_recovery(pgp_arena *arena, jmp_buf *recovery);

/* The way that pgp_alloc() takes when there is none: for memory that is not the arena's, and for callers that cannot say so in another way. */
_Noreturn void pgp_out_of_memory(pgp_arena *arena);

#define PGP_NEW(arena, type) ((type *)pgp_alloc((arena), sizeof(type)))

/* A growing array: PGP_PUSH(arena, items, count, capacity, value). */
#define PGP_PUSH(arena, items, count, capacity, value)                                                     \
    do {                                                                                                   \
        if ((count) == (capacity)) {                                                                       \
            (capacity) = (capacity) ? (capacity)*2 : 4;                                                    \
            (items) = pgp_grow((arena), (items), (count) * sizeof *(items), (capacity) * sizeof *(items)); \
        }                                                                                                  \
        (items)[(count)++] = (value);                                                                      \
    } while (0)

#endif

#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* An arena that has become large goes on in huge pages: what is looked up all over it then misses fewer translations. */
enum {
    FIRST_BLOCK = 16 * 1024,
    LARGEST_BLOCK = 1024 * 1024,
    LARGE_ARENA = 16 * LARGEST_BLOCK,
    HUGE_PAGE = 2 * 1024 * 1024,
    HUGE_BLOCK = 2 * HUGE_PAGE
};

/* What an allocation is aligned for. */
typedef union widest {
    int64_t integer;
    double number;
    void *pointer;
} widest;

typedef struct block {
    struct block *before;
    size_t size, used;
    size_t mapped; /* bytes of huge pages with this header; 0: from malloc() */
    alignas(widest) char data[];
} block;

typedef struct cleanup {
    struct cleanup *before;
    void (*clean)(void *what);
    void *what;
} cleanup;

struct pgp_arena {
    block *current;
    cleanup *cleanups;
    jmp_buf *recovery;
    size_t next_size, total;
};

pgp_arena *pgp_arena_new(void) {
    pgp_arena *arena = calloc(1, sizeof *arena);
    if (arena)
        arena->next_size = FIRST_BLOCK;
    return arena;
}

static void run_cleanups(pgp_arena *arena) {
    for (cleanup *c = arena->cleanups; c; c = c->before)
        c->clean(c->what);
    arena->cleanups = NULL;
}

static void free_blocks(block *last) {
    for (block *b = last, *before; b; b = before) {
        before = b->before;
        if (b->mapped)
            munmap(b, b->mapped);
        else
            free(b);
    }
}

void pgp_arena_free(pgp_arena *arena) {
    if (!arena)
        return;
    run_cleanups(arena);
    free_blocks(arena->current);
    free(arena);
}

void pgp_arena_reset(pgp_arena *arena) {
    run_cleanups(arena);
    if (!arena->current)
        return;
    free_blocks(arena->current->before);
    arena->current->before = NULL;
    arena->current->used = 0;
    arena->total = arena->current->size;
}

jmp_buf *pgp_arena_recovery(pgp_arena *arena, jmp_buf *recovery) {
    jmp_buf *before = arena->recovery;
    arena->recovery = recovery;
    return before;
}

void pgp_out_of_memory(pgp_arena *arena) {
    if (!arena->recovery)
        abort();
    longjmp(*arena->recovery, 1);
}

static block *allocate_block(size_t size) {
    block *b = size <= SIZE_MAX - sizeof *b ? malloc(sizeof *b + size) : NULL;
    if (b)
        *b = (block){.size = size};
    return b;
}

/* A mapping starts at any page: one that is larger by a huge page has the wanted start in it, what stands around goes back. */
static block *map_block(void) {
    char *start =
        mmap(NULL, HUGE_BLOCK + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED)
        return NULL;
    size_t ahead = -(uintptr_t)start % HUGE_PAGE;
    if (ahead)
        munmap(start, ahead);
    if (ahead < HUGE_PAGE)
        munmap(start + ahead + HUGE_BLOCK, HUGE_PAGE - ahead);
    block *b = (block *)(start + ahead);
    madvise(b, HUGE_BLOCK, MADV_HUGEPAGE); /* where there are none it stays as it is */
    *b = (block){.size = HUGE_BLOCK - sizeof *b, .mapped = HUGE_BLOCK};
    return b;
}

static void add_block(pgp_arena *arena, size_t need) {
    bool huge = arena->total >= LARGE_ARENA && need <= HUGE_BLOCK - sizeof(block);
    block *b = huge ? map_block() : allocate_block(need > arena->next_size ? need : arena->next_size);
    if (!b)
        pgp_out_of_memory(arena);
    b->before = arena->current;
    arena->current = b;
    arena->total += b->size;
    if (arena->next_size < LARGEST_BLOCK)
        arena->next_size *= 2;
}

static void *take(pgp_arena *arena, size_t size, size_t alignment) {
    block *b = arena->current;
    size_t start = b ? (b->used + alignment - 1) & ~(alignment - 1) : 0;
    if (!b || start > b->size || size > b->size - start) {
        add_block(arena, size);
        b = arena->current;
        start = 0;
    }
    b->used = start + size;
    return b->data + start;
}

void *pgp_alloc(pgp_arena *arena, size_t size) {
    void *memory = take(arena, size, alignof(widest));
    return memset(memory, 0, size);
}

void *pgp_grow(pgp_arena *arena, const void *old, size_t used, size_t size) {
    void *memory = pgp_alloc(arena, size);
    if (used)
        memcpy(memory, old, used);
    return memory;
}

bool pgp_extend(pgp_arena *arena, const void *memory, size_t size, size_t more) {
    block *b = arena->current;
    bool is_last = b && (const char *)memory + size == b->data + b->used;
    if (!is_last || more > b->size - b->used)
        return false;
    b->used += more;
    return true;
}

char *pgp_strndup(pgp_arena *arena, const char *text, size_t size) {
    char *copy = take(arena, size + 1, 1);
    if (size)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

char *pgp_strdup(pgp_arena *arena, const char *text) {
    return text ? pgp_strndup(arena, text, strlen(text)) : NULL;
}

char *pgp_vprintf(pgp_arena *arena, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = take(arena, (size_t)(size < 0 ? 0 : size) + 1, 1);
    text[0] = '\0';
    if (size > 0)
        vsnprintf(text, (size_t)size + 1, format, args);
    return text;
}

char *pgp_printf(pgp_arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *text = pgp_vprintf(arena, format, args);
    va_end(args);
    return text;
}

void pgp_make_sure_of(pgp_arena *arena, size_t size) {
    char *probe = malloc(size);
    if (!probe)
        pgp_out_of_memory(arena);
    *(volatile char *)probe = 0; /* or the compiler would do without both calls */
    free(probe);
}

void pgp_defer(pgp_arena *arena, void (*clean)(void *what), void *what) {
    cleanup *c = PGP_NEW(arena, cleanup);
    c->clean = clean;
    c->what = what;
    c->before = arena->cleanups;
    arena->cleanups = c;
}

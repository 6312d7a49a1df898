#include "parse/grammar.h"

#include "parse/lexer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { STACK_SIZE = 256 * 1024 * 1024 };

/* -- memory of trees ---------------------------------------------------------------------------------- */

enum { FIRST_BLOCK = 64 * 1024, ALIGNMENT = 16 };

struct pgp_tree_block {
    struct pgp_tree_block *before;
    size_t size, used;
    _Alignas(ALIGNMENT) char data[];
};

/* A tree dies whole: taking its pieces one after the other costs a fraction of malloc() and free() for each. */
static void *take(void *of, size_t size) {
    pgp_tree *tree = of;
    struct pgp_tree_block *block = tree->blocks;
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (!block || block->size - block->used < size) {
        size_t usual = block ? block->size * 2 : FIRST_BLOCK, fresh = size > usual ? size : usual;
        block = malloc(sizeof *block + fresh);
        if (!block)
            return NULL;
        *block = (struct pgp_tree_block){.before = tree->blocks, .size = fresh};
        tree->blocks = block;
    }
    block->used += size;
    return block->data + block->used - size;
}

static void keep(void *tree, void *piece) {
    (void)tree;
    (void)piece;
}

static void free_blocks(pgp_tree *tree, const struct pgp_tree_block *until) {
    while (tree->blocks && tree->blocks != until) {
        struct pgp_tree_block *before = tree->blocks->before;
        free(tree->blocks);
        tree->blocks = before;
    }
}

/* Forgets the tree; its first block serves the next one. */
static void start_over(pgp_tree *tree) {
    struct pgp_tree_block *first = tree->blocks;
    while (first && first->before)
        first = first->before;
    free_blocks(tree, first);
    if (first)
        first->used = 0;
    tree->result = NULL;
}

void pgp_tree_free(pgp_tree *tree) {
    free_blocks(tree, NULL);
    tree->result = NULL;
}

/* -- parsing ------------------------------------------------------------------------------------------ */

/* libpg_query counts characters, everything here counts bytes. */
static int byte_offset(const char *text, int cursor) {
    int offset = 0;
    for (int seen = 1; seen < cursor && text[offset]; seen++)
        do
            offset++;
        while (((unsigned char)text[offset] & 0xC0) == 0x80);
    return offset;
}

static pgp_syntax_error error_of(pgp_arena *arena, const char *text, const PgQueryError *error) {
    return (pgp_syntax_error){.message = pgp_strdup(arena, error->message),
                              .offset = error->cursorpos > 0 ? byte_offset(text, error->cursorpos) : -1};
}

/* More than the parser was ever seen to take: 660 bytes a token, 8 a byte of what is quoted. */
static size_t memory_for(const char *text) {
    enum { FIXED = 1024 * 1024, PER_TOKEN = 1200, PER_BYTE = 32 };
    size_t size = strlen(text), tokens = 0;
    for (pgp_token token = pgp_lex(text, size, 0); token.type != PGP_TOKEN_END && !token.unterminated;
         token = pgp_lex(text, size, token.end))
        tokens++;
    return FIXED + tokens * PER_TOKEN + size * PER_BYTE;
}

void pgp_make_sure_of_parser(pgp_arena *arena, const char *text) {
    pgp_make_sure_of(arena, memory_for(text));
}

int pgp_tree_parse(pgp_arena *arena, const char *text, pgp_tree *out, pgp_syntax_error *error) {
    ProtobufCAllocator allocator = {.alloc = take, .free = keep, .allocator_data = out};
    pgp_make_sure_of_parser(arena, text);
    PgQueryProtobufParseResult parsed = pg_query_parse_protobuf(text);
    start_over(out);
    *error = (pgp_syntax_error){.offset = -1};
    if (parsed.error)
        *error = error_of(arena, text, parsed.error);
    else
        out->result = pg_query__parse_result__unpack(&allocator, parsed.parse_tree.len,
                                                     (uint8_t *)parsed.parse_tree.data);
    bool no_memory = !parsed.error && !out->result;
    pg_query_free_protobuf_parse_result(parsed);
    if (!out->result)
        pgp_tree_free(out);
    if (no_memory)
        pgp_out_of_memory(arena);
    return out->result ? 0 : -1;
}

const PgQuery__ScanResult *pgp_tree_scan(pgp_arena *arena, const char *text, pgp_tree *out,
                                         pgp_syntax_error *error) {
    ProtobufCAllocator allocator = {.alloc = take, .free = keep, .allocator_data = out};
    pgp_make_sure_of_parser(arena, text);
    PgQueryScanResult scanned = pg_query_scan(text);
    const PgQuery__ScanResult *result = NULL;
    start_over(out);
    *error = (pgp_syntax_error){.offset = -1};
    if (scanned.error)
        *error = error_of(arena, text, scanned.error);
    else
        result = pg_query__scan_result__unpack(&allocator, scanned.pbuf.len, (uint8_t *)scanned.pbuf.data);
    bool no_memory = !scanned.error && !result;
    pg_query_free_scan_result(scanned);
    if (no_memory)
        pgp_out_of_memory(arena);
    return result;
}

/* -- the stack ---------------------------------------------------------------------------------------- */

typedef struct task {
    pgp_context *context;
    pgp_status (*work)(pgp_context *context, void *argument);
    void *argument;
    pgp_status status;
} task;

static void *run(void *what) {
    task *t = what;
    t->status = pgp_guard(t->context, t->work, t->argument);
    return NULL;
}

pgp_status pgp_with_stack(pgp_context *context, pgp_status (*work)(pgp_context *context, void *argument),
                          void *argument) {
    task t = {.context = context, .work = work, .argument = argument};
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    int failed = pthread_attr_setstacksize(&attributes, STACK_SIZE);
    if (!failed)
        failed = pthread_create(&thread, &attributes, run, &t);
    pthread_attr_destroy(&attributes);
    if (failed)
        return pgp_fail(context, PGP_RETRY, NULL, "cannot start a thread: %s", strerror(failed));
    pthread_join(thread, NULL);
    return t.status;
}

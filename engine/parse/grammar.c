#include "parse/grammar.h"

#include "parse/lexer.h"
#include "parse/tree.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { STACK_SIZE = 256 * 1024 * 1024 };

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

static PgQuery__ParseResult *unpack(pgp_tree *tree, const PgQueryProtobuf *packed) {
    ProtobufCAllocator allocator = pgp_tree_allocator(tree);
    pgp_tree_start_over(tree);
    return pg_query__parse_result__unpack(&allocator, packed->len, (uint8_t *)packed->data);
}

int pgp_tree_parse(pgp_arena *arena, const char *text, pgp_tree *out, pgp_syntax_error *error) {
    pgp_make_sure_of_parser(arena, text);
    out->taken = false;
    pgp_tree_await(out);
    PgQueryProtobufParseResult parsed = pg_query_parse_protobuf(text);
    pgp_tree_await(NULL);
    *error = (pgp_syntax_error){.offset = -1};
    if (parsed.error) {
        *error = error_of(arena, text, parsed.error);
        out->result = NULL; /* there is an empty one */
    } else if (!out->taken) {
        out->result = unpack(out, &parsed.parse_tree);
    }
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
    ProtobufCAllocator allocator = pgp_tree_allocator(out);
    pgp_make_sure_of_parser(arena, text);
    PgQueryScanResult scanned = pg_query_scan(text);
    const PgQuery__ScanResult *result = NULL;
    pgp_tree_start_over(out);
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

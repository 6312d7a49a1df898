#include "parse/grammar.h"

#include <pthread.h>
#include <string.h>

enum { STACK_SIZE = 256 * 1024 * 1024 };

/* libpg_query counts characters, everything here counts bytes. */
static int byte_offset(const char *text, int cursor) {
    int offset = 0;
    for (int seen = 1; seen < cursor && text[offset]; seen++)
        do
            offset++;
        while (((unsigned char)text[offset] & 0xC0) == 0x80);
    return offset;
}

int pgp_tree_parse(pgp_arena *arena, const char *text, pgp_tree *out, pgp_syntax_error *error) {
    PgQueryProtobufParseResult parsed = pg_query_parse_protobuf(text);
    *out = (pgp_tree){0};
    *error = (pgp_syntax_error){.offset = -1};
    if (parsed.error) {
        error->message = pgp_strdup(arena, parsed.error->message);
        if (parsed.error->cursorpos > 0)
            error->offset = byte_offset(text, parsed.error->cursorpos);
    } else {
        out->result =
            pg_query__parse_result__unpack(NULL, parsed.parse_tree.len, (uint8_t *)parsed.parse_tree.data);
        if (!out->result)
            error->message = "the parser ran out of memory";
    }
    pg_query_free_protobuf_parse_result(parsed);
    return out->result ? 0 : -1;
}

void pgp_tree_free(pgp_tree *tree) {
    if (tree->result)
        pg_query__parse_result__free_unpacked(tree->result, NULL);
    tree->result = NULL;
}

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

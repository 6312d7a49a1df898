#include "base/context.h"

#include <stdlib.h>
#include <string.h>

pgp_context *pgp_context_new(void) {
    pgp_context *context = calloc(1, sizeof *context);
    pgp_arena *arena = pgp_arena_new();
    if (!context || !arena) {
        free(context);
        pgp_arena_free(arena);
        return NULL;
    }
    context->arena = arena;
    context->last_note = &context->notes;
    return context;
}

void pgp_context_free(pgp_context *context) {
    if (context)
        pgp_arena_free(context->arena);
    free(context);
}

pgp_status pgp_fail(pgp_context *context, pgp_status status, const pgp_location *where, const char *format,
                    ...) {
    va_list args;
    va_start(args, format);
    context->error = (pgp_error){.status = status, .message = pgp_vprintf(context->arena, format, args)};
    va_end(args);
    if (where)
        context->error.where = *where;
    return status;
}

pgp_status pgp_hint(pgp_context *context, const char *format, ...) {
    va_list args;
    va_start(args, format);
    context->error.hint = pgp_vprintf(context->arena, format, args);
    va_end(args);
    return context->error.status;
}

void pgp_note_add(pgp_context *context, const pgp_location *where, const char *format, ...) {
    pgp_note *note = PGP_NEW(context->arena, pgp_note);
    va_list args;
    va_start(args, format);
    note->message = pgp_vprintf(context->arena, format, args);
    va_end(args);
    if (where)
        note->where = *where;
    *context->last_note = note;
    context->last_note = &note->next;
}

static char no_memory[] = "out of memory";

pgp_status pgp_guard(pgp_context *context, pgp_status (*work)(pgp_context *context, void *argument),
                     void *argument) {
    jmp_buf here;
    jmp_buf *before = pgp_arena_recovery(context->arena, &here);
    pgp_status status;
    if (setjmp(here) == 0) {
        status = work(context, argument);
    } else {
        context->error = (pgp_error){.status = PGP_RETRY, .message = no_memory};
        status = PGP_RETRY;
    }
    pgp_arena_recovery(context->arena, before);
    return status;
}

bool pgp_is_before(const pgp_location *a, const pgp_location *b) {
    if (!a->file || !b->file || strcmp(a->file, b->file) != 0)
        return false;
    return a->line != b->line ? a->line < b->line : a->column < b->column;
}

bool pgp_comes_before(const pgp_location *a, const pgp_location *b) {
    return a->file && b->file && a->file != b->file ? a->file < b->file : pgp_is_before(a, b);
}

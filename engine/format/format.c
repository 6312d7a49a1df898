#include "format/format.h"

#include "format/pieces.h"
#include "parse/visit.h"

#include <string.h>

/* -- the trees of a file's statements --------------------------------------------------------------------- */

typedef struct packed {
    const uint8_t *data;
    size_t size;
} packed;

typedef struct text {
    pgp_pieces pieces;
    packed *trees; /* without places */
    size_t count, capacity;
} text;

static bool ends_with(const char *name, const char *end) {
    size_t size = strlen(name), end_size = strlen(end);
    return size >= end_size && strcmp(name + size - end_size, end) == 0;
}

/* "location", "name_location"; PostgreSQL 18 knows where lists start and end. */
static bool is_place(const ProtobufCFieldDescriptor *field) {
    return field->type == PROTOBUF_C_TYPE_INT32 && field->label != PROTOBUF_C_LABEL_REPEATED &&
           (ends_with(field->name, "location") || ends_with(field->name, "list_start") ||
            ends_with(field->name, "list_end"));
}

static void forget_places(void *argument, const ProtobufCMessage *message) {
    (void)argument;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        if (is_place(field))
            memset((char *)(uintptr_t)message + field->offset, 0, sizeof(int32_t));
    }
}

static packed pack(pgp_arena *arena, const PgQuery__Node *node) {
    pgp_visit(&node->base, forget_places, NULL);
    size_t size = protobuf_c_message_get_packed_size(&node->base);
    uint8_t *data = pgp_alloc(arena, size + 1);
    return (packed){.data = data, .size = protobuf_c_message_pack(&node->base, data)};
}

static pgp_status take(void *argument, pgp_formatted *statement) {
    text *t = argument;
    pgp_spell(statement);
    pgp_find_list(statement);
    packed tree = pack(statement->parser->arena, statement->node);
    PGP_PUSH(statement->parser->arena, t->trees, t->count, t->capacity, tree);
    return PGP_OK;
}

static pgp_status read(pgp_context *context, const pgp_input *input, text *out) {
    *out = (text){.count = 0};
    return pgp_read_pieces(context, input, take, out, &out->pieces);
}

/* -- the proof -------------------------------------------------------------------------------------------- */

static char small(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_same_piece(const pgp_piece *a, const pgp_piece *b) {
    if (a->type != b->type || a->token != b->token || a->size != b->size)
        return false;
    if (a->spelling == PGP_AS_WRITTEN)
        return memcmp(a->text, b->text, a->size) == 0;
    for (size_t i = 0; i < a->size; i++)
        if (small(a->text[i]) != small(b->text[i]))
            return false;
    return true;
}

/* The next piece from *at on that is a comment, or that is none; NULL: there is no more. */
static const pgp_piece *next(const pgp_pieces *pieces, size_t *at, bool comment) {
    while (*at < pieces->count && pgp_is_comment(&pieces->items[*at]) != comment)
        ++*at;
    return *at < pieces->count ? &pieces->items[(*at)++] : NULL;
}

static bool has_same_pieces(const pgp_pieces *before, const pgp_pieces *after, bool comments) {
    size_t i = 0, j = 0;
    for (;;) {
        const pgp_piece *a = next(before, &i, comments), *b = next(after, &j, comments);
        if (!a || !b)
            return !a && !b;
        if (!is_same_piece(a, b))
            return false;
    }
}

static bool has_same_trees(const text *before, const text *after) {
    if (before->count != after->count)
        return false;
    for (size_t i = 0; i < before->count; i++)
        if (before->trees[i].size != after->trees[i].size ||
            memcmp(before->trees[i].data, after->trees[i].data, before->trees[i].size) != 0)
            return false;
    return true;
}

static pgp_status prove(pgp_context *context, const char *name, const text *before, const pgp_text *result) {
    pgp_input input = {.name = name, .text = result->data, .size = result->size};
    text after;
    pgp_text again = pgp_text_new(context->arena);
    pgp_status status = read(context, &input, &after);
    if (status == PGP_OK)
        pgp_lay_out(&again, &after.pieces);
    if (status == PGP_OK && has_same_trees(before, &after) &&
        has_same_pieces(&before->pieces, &after.pieces, true) &&
        has_same_pieces(&before->pieces, &after.pieces, false) && pgp_same(again.data, result->data))
        return PGP_OK;
    context->error = (pgp_error){.status = PGP_OK};
    pgp_fail(context, PGP_UNKNOWN, &(pgp_location){.file = name, .line = 1, .column = 1},
             "this file cannot be formatted without changing what it says");
    return pgp_hint(context, "This is a defect of pgplumb; the file stays as it is.");
}

/* -- all of it -------------------------------------------------------------------------------------------- */

typedef struct request {
    const pgp_input *input;
    pgp_text *out;
} request;

static pgp_status work(pgp_context *context, void *argument) {
    request *asked = argument;
    text before;
    pgp_text result = pgp_text_new(context->arena);
    PGP_TRY(read(context, asked->input, &before));
    pgp_lay_out(&result, &before.pieces);
    PGP_TRY(prove(context, asked->input->name, &before, &result));
    pgp_text_addn(asked->out, result.data, result.size);
    return PGP_OK;
}

pgp_status pgp_format(pgp_context *context, const pgp_input *input, pgp_text *out) {
    return pgp_with_stack(context, work, &(request){.input = input, .out = out});
}

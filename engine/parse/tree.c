#include "parse/tree.h"

#include <stdlib.h>
#include <string.h>

/* -- memory ------------------------------------------------------------------------------------------- */

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

ProtobufCAllocator pgp_tree_allocator(pgp_tree *tree) {
    return (ProtobufCAllocator){.alloc = take, .free = keep, .allocator_data = tree};
}

static void free_blocks(pgp_tree *tree, const struct pgp_tree_block *until) {
    while (tree->blocks && tree->blocks != until) {
        struct pgp_tree_block *before = tree->blocks->before;
        free(tree->blocks);
        tree->blocks = before;
    }
}

void pgp_tree_start_over(pgp_tree *tree) {
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

size_t pgp_tree_value_size(ProtobufCType type) {
    switch (type) {
    case PROTOBUF_C_TYPE_MESSAGE:
    case PROTOBUF_C_TYPE_STRING: return sizeof(void *);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64: return sizeof(int64_t);
    default: return sizeof(int32_t);
    }
}

/* -- the tree as libpg_query has it -------------------------------------------------------------------- */

/*
 * libpg_query makes the tree of messages, packs it into bytes and leaves it to its caller to unpack them. That takes ten times as
 * long as parsing does: each of the hundreds of alternatives of each node is looked at, twice. What it asks first, how many bytes
 * that will be, is a function that the dynamic linker looks for in the program before it does in the library, so ours is called,
 * with the tree. Where the library binds it to its own (from 18 on, or in libpgplumb.so), the bytes are unpacked.
 */
#if PGP_GRAMMAR < 18

static _Thread_local pgp_tree *awaiting;

void pgp_tree_await(pgp_tree *tree) {
    awaiting = tree;
}

static bool copy_message(pgp_tree *tree, const ProtobufCMessage *from, void *to);

static bool copy_text(pgp_tree *tree, const char *from, void *to) {
    size_t size = from ? strlen(from) + 1 : 0;
    char *copy = from ? take(tree, size) : NULL;
    if (from && copy)
        memcpy(copy, from, size);
    memcpy(to, &copy, sizeof copy);
    return copy || !from;
}

/* A value behind a pointer; what is no pointer is copied already. */
static bool copy_value(pgp_tree *tree, ProtobufCType type, const void *from, void *to) {
    switch (type) {
    case PROTOBUF_C_TYPE_MESSAGE: return copy_message(tree, *(const ProtobufCMessage *const *)from, to);
    case PROTOBUF_C_TYPE_STRING: return copy_text(tree, *(const char *const *)from, to);
    default: return true;
    }
}

static bool copy_list(pgp_tree *tree, ProtobufCType type, size_t count, const char *from, void *to) {
    size_t size = pgp_tree_value_size(type);
    char *copy = count ? take(tree, count * size) : NULL;
    if (copy)
        memcpy(copy, from, count * size);
    memcpy(to, &copy, sizeof copy);
    bool whole = copy || !count;
    for (size_t i = 0; i < count && whole; i++)
        whole = copy_value(tree, type, from + i * size, copy + i * size);
    return whole;
}

static bool copy_field(pgp_tree *tree, const ProtobufCFieldDescriptor *field, const char *from, char *to) {
    const void *quantifier = from + field->quantifier_offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return copy_list(tree, field->type, *(const size_t *)quantifier,
                         *(const char *const *)(const void *)(from + field->offset), to + field->offset);
    bool other = field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF && *(const uint32_t *)quantifier != field->id;
    return other || copy_value(tree, field->type, from + field->offset, to + field->offset);
}

/* Puts the copy's address there; false: there is no memory. */
static bool copy_message(pgp_tree *tree, const ProtobufCMessage *from, void *to) {
    char *copy = from ? take(tree, from->descriptor->sizeof_message) : NULL;
    memcpy(to, &copy, sizeof copy);
    if (!copy)
        return !from;
    memcpy(copy, from, from->descriptor->sizeof_message);
    if (from->descriptor == &pg_query__node__descriptor) { /* a union of pointers to messages */
        const PgQuery__Node *node = (const PgQuery__Node *)from;
        return node->node_case == PG_QUERY__NODE__NODE__NOT_SET ||
               copy_message(tree, (const ProtobufCMessage *)node->string,
                            &((PgQuery__Node *)(void *)copy)->string);
    }
    bool whole = true;
    for (unsigned i = 0; i < from->descriptor->n_fields && whole; i++)
        whole = copy_field(tree, &from->descriptor->fields[i], (const char *)from, copy);
    return whole;
}

/* The library's own: then it has no statement to pack, and the bytes are those of an empty result. */
size_t pg_query__parse_result__get_packed_size(const PgQuery__ParseResult *message) {
    if (awaiting) {
        pgp_tree_start_over(awaiting);
        awaiting->taken = true;
        if (!copy_message(awaiting, &message->base, &awaiting->result))
            awaiting->result = NULL;
        ((PgQuery__ParseResult *)(uintptr_t)message)->n_stmts = 0;
    }
    return protobuf_c_message_get_packed_size(&message->base);
}

#else

void pgp_tree_await(pgp_tree *tree) {
    (void)tree;
}

#endif

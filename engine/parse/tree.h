/*
 * The memory of a syntax tree, and how it gets there: for parse/grammar.c.
 */
#ifndef PGP_PARSE_TREE_H
#define PGP_PARSE_TREE_H

#include "parse/grammar.h"

/* An allocator of the tree for protobuf-c; it returns NULL when there is no memory. */
ProtobufCAllocator pgp_tree_allocator(pgp_tree *tree);
/* Forgets what is in it, and keeps memory for what comes next. */
void pgp_tree_start_over(pgp_tree *tree);

/* Of an element of a repeated field: the grammar has messages, texts and numbers. */
size_t pgp_tree_value_size(ProtobufCType type);

/* Until the next call, with NULL: the tree that libpg_query makes on this thread is copied into `tree`, where that is possible. */
void pgp_tree_await(pgp_tree *tree);

#endif

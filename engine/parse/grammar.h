/*
 * libpg_query and its generated node types, whatever the packaged version is.
 */
#ifndef PGP_PARSE_GRAMMAR_H
#define PGP_PARSE_GRAMMAR_H

#include "base/context.h"

#include <pg_query.h>
#if __has_include(<pg_query/pg_query.pb-c.h>)
#include <pg_query/pg_query.pb-c.h>
#else
#include "pg_query.pb-c.h" /* generated: the packages of 18 have only the .proto */
#endif

/* Major version of PostgreSQL whose grammar is compiled in. */
#define PGP_GRAMMAR (PG_VERSION_NUM / 10000)

/* A parsed text. Zeroed before its first use; one that parses text after text keeps its memory. Free with pgp_tree_free. */
typedef struct pgp_tree {
    PgQuery__ParseResult *result;
    struct pgp_tree_block *blocks; /* parse/tree.c */
    bool taken;                    /* from the library as it was, not as bytes */
} pgp_tree;

typedef struct pgp_syntax_error {
    const char *message; /* in the arena */
    int offset;          /* bytes into the text; -1 unknown */
} pgp_syntax_error;

/* libpg_query crashes where it finds no memory: before it is called, an allocation that fails when there is too little. */
void pgp_make_sure_of_parser(pgp_arena *arena, const char *text);
/* 0, or -1 with the error filled; the tree parsed before into *out is gone. Needs a large stack (pgp_with_stack). */
int pgp_tree_parse(pgp_arena *arena, const char *text, pgp_tree *out, pgp_syntax_error *error);
/* The tokens of a text, comments among them, in the tree's memory; NULL with the error filled. */
const PgQuery__ScanResult *pgp_tree_scan(pgp_arena *arena, const char *text, pgp_tree *out,
                                         pgp_syntax_error *error);
void pgp_tree_free(pgp_tree *tree);

/* Runs work on a thread with a stack that deep expressions fit in, and waits. */
pgp_status pgp_with_stack(pgp_context *context, pgp_status (*work)(pgp_context *context, void *argument),
                          void *argument);

#endif

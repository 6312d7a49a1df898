/*
 * What the files that look into bodies of functions share.
 */
#ifndef PGP_LINT_BODY_H
#define PGP_LINT_BODY_H

#include "lint/linter.h"

typedef struct pgp_body_reader {
    pgp_linter *l;
    const pgp_input *inputs;
    size_t input_count;
    pgp_names passing; /* tables that bodies make, and that triggers bring */
    pgp_tree tree;     /* of the query at hand */

    /* The function at hand. */
    const pgp_function *function;
    const pgp_input *input; /* the file that it is in; NULL: none */
    const char *body;       /* in the file; NULL: it is not there as it is */
    bool fixed_path;        /* it has a search_path of its own */
    pgp_names variables;    /* that its queries see */
    size_t first;           /* of its findings */
    int line;               /* of the query at hand, counted from the body's start */
} pgp_body_reader;

/* At `word` in or after the query at hand; NULL: at its start. (body.c) */
void pgp_body_find(pgp_body_reader *r, const char *code, const char *word, const char *what);
/* Everything that a statement names. (body_query.c) */
void pgp_body_look(pgp_body_reader *r, const PgQuery__Node *statement);

/* A function of PostgreSQL itself, or of an extension that the model has; true also where nobody can say. (body_function.c) */
bool pgp_body_knows_function(pgp_body_reader *r, const char *schema, const char *name);

#endif

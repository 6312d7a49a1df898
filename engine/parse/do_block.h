/*
 * Parts of a DO block that its walk (parse/do_block.c) asks about: what the condition of an IF says, what EXECUTE runs.
 */
#ifndef PGP_PARSE_DO_BLOCK_H
#define PGP_PARSE_DO_BLOCK_H

#include "parse/parse.h"

typedef enum pgp_verdict {
    PGP_UNDECIDED,
    PGP_TRUE,
    PGP_FALSE,
    PGP_ABSENT,  /* true as long as none of some things is there: a guard */
    PGP_PRESENT, /* true as soon as all of them are */
} pgp_verdict;

typedef struct pgp_condition {
    pgp_verdict verdict;
    pgp_names names; /* PGP_ABSENT, PGP_PRESENT: of those things */
} pgp_condition;

/* What can be told of a condition on a server of this version (PG_VERSION_NUM). */
pgp_condition pgp_do_condition(pgp_arena *arena, const char *text, int version);

pgp_condition pgp_condition_not(pgp_condition condition);
pgp_condition pgp_condition_both(pgp_arena *arena, pgp_condition a, pgp_condition b); /* a AND b */

/* What a query or function asks the catalogs about (parse/do_guard.c); false: nothing, or more than whether it is there.
 * EXISTS (SELECT …), (SELECT … FROM …) */
bool pgp_do_looks_for(pgp_arena *arena, const PgQuery__Node *query, pgp_names *out);
/* to_regclass('name') and the like */
bool pgp_do_resolves(pgp_arena *arena, const PgQuery__Node *node, pgp_names *out);

/* The text that EXECUTE runs (parse/do_text.c). */
typedef struct pgp_do_text {
    const char *sql; /* NULL: it cannot be told */
    bool exact;      /* false: names and literals in it are not those that it will have */
    int location;    /* of its first literal in the expression */
} pgp_do_text;
pgp_do_text pgp_do_executed(pgp_arena *arena, const char *expression);

#endif

/*
 * What the files of the linter share.
 */
#ifndef PGP_LINT_LINTER_H
#define PGP_LINT_LINTER_H

#include "hazard/analyze.h"
#include "kinds/table.h"
#include "lint/lint.h"

/* The session that a migration has at a statement: what SET and BEGIN said so far. (session.c) */
typedef struct pgp_lint_timeout {
    bool session, local; /* set, and not to 0 */
    bool has_local;      /* SET LOCAL said something in this transaction */
} pgp_lint_timeout;

typedef struct pgp_lint_session {
    bool open, outer; /* in a transaction; one that whatever runs the file has opened */
    pgp_location begun;
    pgp_lint_timeout lock, statement;
    pgp_names locked; /* labels of the relations that the transaction has locked so that others wait */
    bool told_work, told_second; /* that they wait for more than they have to; for a second lock */
    pgp_names values;            /* labels that the transaction has added to enums */
} pgp_lint_session;

/* A foreign key of a table that the files make. (key.c) */
typedef struct pgp_lint_key {
    const char *table;
    pgp_names columns;
    pgp_location where, from, to;
} pgp_lint_key;

typedef struct pgp_lint_keys {
    pgp_lint_key *items;
    size_t count, capacity;
} pgp_lint_keys;

typedef struct pgp_linter {
    pgp_context *context;
    pgp_arena *arena;
    const pgp_lint_options *options;
    pgp_lint_findings *out;
    pgp_parser parser; /* its model is the state before, with stand-ins (stub.c); resolves names and places */
    pgp_model *comments; /* holds the directives of the files */
    pgp_analyzer *analyzer;
    bool knows_before,
        expects;       /* a state before was given; what the statement at hand names should be there */
    pgp_names unknown; /* labels of the tables that only stand in for what nobody knows */

    /* The statement at hand. */
    pgp_analysis analysis;
    pgp_location from, to;
    bool in_block; /* it is one of a DO block: places in it are the block's */
    bool opaque;   /* it is a DO block that cannot be read in full */

    /* The file at hand. */
    pgp_lint_session session;
    pgp_names fresh; /* labels of the relations that it has made */
    bool told_timeout;
    const char *altered; /* the table that the statement before altered; NULL: it did not */

    pgp_lint_keys keys, indexes; /* of tables that the files make */
} pgp_linter;

enum { PGP_LINT_WIDE = 3 }; /* columns that an index has at most without notice */

/* -- findings (report.c) ------------------------------------------------------------------------------------------ */
/* At a byte offset of the statement at hand, < 0: at its start; texts are copied when they have to be. */
pgp_lint_finding *pgp_lint_find(pgp_linter *l, const char *code, int location, const char *label,
                                const char *what);
/* About an object of a model. */
void pgp_lint_find_object(pgp_linter *l, const char *code, const pgp_object *object, const char *what);
/* Allows what comments allow, and finds those that allow nothing; sorts. `scope`: the rules that were asked. */
void pgp_lint_settle(pgp_linter *l, unsigned scope);

/* -- migrations ------------------------------------------------------------------------------------------------------ */
/* Puts what the files mention and nobody knows into the model, and what they make. (stub.c) */
pgp_status pgp_lint_stand_in(pgp_linter *l, const pgp_input *inputs, size_t count);
/* The label of what the statement's name would make, or means where nothing has that name. (stub.c) */
const char *pgp_lint_label(pgp_linter *l, const PgQuery__RangeVar *name);
/* The same for a list of names. (stub.c) */
const char *pgp_lint_list_label(pgp_linter *l, const PgQuery__Node *list);
bool pgp_lint_is_fresh(const pgp_linter *l, const char *label);

/* Calls read(l, statement) for each statement of the inputs, with the parser at it, and end(l) after each file. (migration.c) */
typedef struct pgp_lint_pass {
    void (*begin)(pgp_linter *l);
    pgp_status (*read)(pgp_linter *l, const PgQuery__Node *statement);
    void (*end)(pgp_linter *l);
    bool comments;
} pgp_lint_pass;
pgp_status pgp_lint_each(pgp_linter *l, const pgp_lint_pass *pass, const pgp_input *inputs, size_t count);

/* BEGIN, COMMIT and SET, before the rules look at anything else; then what others wait for. (session.c) */
void pgp_lint_begin(pgp_linter *l);
void pgp_lint_follow(pgp_linter *l, const PgQuery__Node *statement);
void pgp_lint_locks(pgp_linter *l, const PgQuery__Node *statement);
void pgp_lint_end(pgp_linter *l);
/* The transaction ends. */
void pgp_lint_leave(pgp_linter *l);
/* Calls read(l, statement) for each statement of a DO block, which is a transaction unless it is in one. (block.c) */
pgp_status pgp_lint_block(pgp_linter *l, const PgQuery__DoStmt *block,
                          pgp_status (*read)(pgp_linter *l, const PgQuery__Node *statement));
/* Rules that look at the statement's words alone. (statement.c) */
void pgp_lint_statement(pgp_linter *l, const PgQuery__Node *statement);
/* Columns that a statement makes. (column.c) */
void pgp_lint_columns(pgp_linter *l, const PgQuery__Node *statement);
/* Foreign keys and indexes that a statement makes, and what they come to at the end. (key.c) */
void pgp_lint_remember_keys(pgp_linter *l, const PgQuery__Node *statement);
void pgp_lint_unindexed_keys(pgp_linter *l);

/* -- schemas ------------------------------------------------------------------------------------------------------------ */
/* The rule that a column's type breaks, as the server prints the type; NULL: none. (column.c) */
const char *pgp_lint_type(pgp_arena *arena, const char *type);
/* Too small for a primary key that counts. */
bool pgp_lint_is_small(const char *type);
/* Columns `columns` lead the columns of an index, in whatever order. (key.c) */
bool pgp_lint_leads(const pgp_names *index, const pgp_names *columns);

/* Bodies of functions. (body.c) */
pgp_status pgp_lint_bodies(pgp_linter *l, const pgp_input *inputs, size_t count);

/* A query inside a body of PL/pgSQL. (plpgsql.c) */
typedef struct pgp_body_query {
    const char *sql;
    int line; /* of the statement that it is in, counted from the body's start; 0: not known */
} pgp_body_query;

typedef struct pgp_body {
    pgp_body_query *queries;
    size_t count, capacity;
    pgp_names variables;
    const char *error; /* it is no PL/pgSQL; NULL: it is */
    int error_line;
    bool unread; /* this grammar cannot say */
} pgp_body;

pgp_status pgp_read_plpgsql(pgp_context *context, const pgp_function *function, pgp_body *out);

#endif

/*
 * What `*`, and a column's name alone, stood for when a query was read.
 *
 * The server expands SELECT * and looks names up once, when it makes what has the query; a file's model keeps the text. So before
 * a relation gets another column, the queries that the same file put before that statement get the columns written out that there
 * are. Between files there is no order: there, `*` means all columns that any of them gives.
 */
#ifndef PGP_PARSE_STAR_H
#define PGP_PARSE_STAR_H

#include "kinds/reading.h"

/* Before a relation, composite types among them, gets `column`; NULL: before it gets any, as a view that is replaced.
 * PGP_UNKNOWN where what a query would have meant cannot be told. */
pgp_status pgp_settle_stars(pgp_parser *parser, const pgp_object *relation, const char *column);
/* Its kind may have queries of its own. */
bool pgp_has_query(const pgp_object *object);

/* -- star_scope.c: what the FROM list of a query offers --------------------------------------------------- */

/* An output of `*`. */
typedef struct pgp_star_output {
    const char *qualifier; /* SQL; NULL: none, the name alone */
    const char *name;      /* NULL: all that the qualifier has */
    pgp_names all;         /* then: their names, if they are known */
    bool known;
} pgp_star_output;

typedef struct pgp_star_outputs {
    pgp_star_output *items;
    size_t count, capacity;
} pgp_star_outputs;

/* An entry of FROM. */
typedef struct pgp_star_entry {
    const char *schema, *name; /* as the query qualifies columns; NULL: not at all */
    pgp_names columns;
    bool known;   /* all its columns are */
    bool changes; /* it is the relation, or a function's result that has its columns */
    const PgQuery__RangeSubselect *subquery; /* NULL: it is none */
} pgp_star_entry;

typedef struct pgp_star_scope {
    struct pgp_star_scope *outer;
    const PgQuery__SelectStmt *select; /* NULL: of INSERT, UPDATE or DELETE */
    pgp_star_entry *entries;
    size_t count, capacity;
    pgp_star_outputs outputs;
    pgp_names merged;                      /* of USING and NATURAL: of no entry alone */
    const PgQuery__RangeSubselect *inside; /* of its FROM, where names are looked at; NULL: in none */
    bool changes;                          /* an entry does */
    bool failed;                           /* what `*` gives cannot be told */
} pgp_star_scope;

/* Names that a query's WITH clauses define. */
typedef struct pgp_star_with {
    struct pgp_star_with *next;
    const PgQuery__CommonTableExpr *query;
} pgp_star_with;

typedef struct pgp_star_names {
    pgp_parser *parser;
    const pgp_object *relation; /* that is to get another column */
    pgp_names functions;        /* whose results have its columns */
    pgp_names path;             /* schemas of the query's search_path */
    pgp_star_with *with;        /* of the query, the last first */
    size_t depth, asked;
    bool numbered; /* names are given to columns by their place behind those that change */
} pgp_star_names;

void pgp_star_scope_add(pgp_star_names *names, pgp_star_scope *scope, const PgQuery__Node *from);
void pgp_star_scope_add_relation(pgp_star_names *names, pgp_star_scope *scope, const PgQuery__RangeVar *var);
/* Columns that USING or NATURAL joins on, for names of both sides. */
pgp_names pgp_star_common(pgp_arena *arena, const pgp_names *left, const pgp_names *right);
/* The names of what a part of FROM gives; false: not all are known. */
bool pgp_star_from_names(pgp_star_names *names, const PgQuery__Node *from, pgp_names *out);

#endif

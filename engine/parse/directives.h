/*
 * What a schema file tells pgplumb in comments, about the object that it stands beside:
 *
 *     -- pgplumb: renamed from customers
 *     CREATE TABLE clients (
 *         id bigint PRIMARY KEY,
 *         mail text, -- pgplumb: renamed from "E-Mail"
 *         -- pgplumb: allow table-rewrite reason="fits into the maintenance window"
 *         total numeric(12,4)
 *     );
 *
 * Alone on its line a directive is about what comes next: a statement, or an element of the list that it stands in (a column, a
 * constraint, an action of ALTER TABLE). Behind something it is about that. An unknown directive, one that is about nothing
 * and one that is written wrongly are errors.
 */
#ifndef PGP_PARSE_DIRECTIVES_H
#define PGP_PARSE_DIRECTIVES_H

#include "parse/parse.h"

typedef enum pgp_directive_type {
    PGP_DIRECTIVE_ALLOW,   /* allow CODE[:NAME] reason="…" */
    PGP_DIRECTIVE_RENAMED, /* renamed from NAME */
    PGP_DIRECTIVE_BEFORE, /* before KIND:NAME: the statement below changes rows, before the plan's steps of that object */
    PGP_DIRECTIVE_AFTER, /* after KIND:NAME */
    PGP_DIRECTIVE_FILL,  /* fill column:TABLE.NAME: after the column is added and before it takes no NULL */
} pgp_directive_type;

/* In a model's list (model->directives), in the order of the text. */
struct pgp_directive {
    pgp_directive *next;
    pgp_directive_type type;
    const char *code, *reason;     /* ALLOW */
    const char *label;             /* ALLOW: NAME as it is written, NULL: none; BEFORE, AFTER, FILL: NAME */
    const char *kind, *sql, *path; /* BEFORE, AFTER, FILL: KIND, the statement and its search_path */
    pgp_names name;                /* RENAMED: the parts of the old name */
    const char *literal;           /* the label of an enum that it stands beside; NULL: none */
    pgp_location where;            /* of the comment */
    pgp_location from, to;         /* the text that it is about; `to` is the end */
    pgp_object *object;            /* the first that is declared there; of a label its enum */
    bool used;                     /* for whoever acts on it */
};

/* Reads the directives between `from` (the end of the statement before) and the end of the statement that starts at `start`, into
 * the model. At the end of the text, start = end = the input's size. */
pgp_status pgp_read_directives(pgp_parser *parser, size_t from, size_t start, size_t end);
/* Finds each one's object. When everything is read. */
pgp_status pgp_bind_directives(pgp_parser *parser);
/* The text says something to pgplumb: worth calling the above. */
bool pgp_has_directives(const pgp_input *input);

#endif

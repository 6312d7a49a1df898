/*
 * What applications really send, and which of it a plan would break.
 *
 * Statements of a file or of pg_stat_statements are read against the live model before anything is planned, and each comes to
 * uses: an object of the model and how the statement counts on it. When the steps are made, they are held against what the
 * steps change. Texts hold what people typed and stored: they are only shown without literals, and cut short.
 */
#ifndef PGP_EVIDENCE_EVIDENCE_H
#define PGP_EVIDENCE_EVIDENCE_H

#include "parse/parse.h"
#include "plan/plan.h"

typedef enum pgp_evidence_how {
    PGP_USED_BY_NAME,     /* the object; with `part`, its column or label of this name */
    PGP_USED_BY_POSITION, /* an INSERT without a list of columns gives `part` its value */
    PGP_USED_BY_STAR,     /* every column of it */
    PGP_USED_TO_INSERT,   /* rows in which only `filled` have values */
    PGP_USED_TO_CONFLICT, /* ON CONFLICT needs its columns to be unique */
} pgp_evidence_how;

typedef struct pgp_evidence_use {
    pgp_object *object; /* never a column: those are parts */
    pgp_evidence_how how;
    const char *part; /* NULL: the whole */
    pgp_names filled;
} pgp_evidence_use;

/* Statements that differ in their literals alone are one. */
typedef struct pgp_evidence_statement {
    const char *key, *shown; /* without literals and comments; and cut short */
    pgp_evidence_use *uses;
    size_t use_count, use_capacity;
    UT_hash_handle hh;
} pgp_evidence_statement;

struct pgp_evidence {
    pgp_evidence_statement *statements; /* uthash by key, in the order in which they came */
    size_t read, unreadable;
};

/* Statements that end in semicolons; or, when the first line begins with { or ", a JSON text or object a line, as logs have
 * them. A note says how many could not be read. */
pgp_status pgp_evidence_read(pgp_context *context, pgp_model *live, const pgp_input *file,
                             pgp_evidence **out);
/* pg_stat_statements of the live database, of which `catalog` holds the model. */
pgp_status pgp_evidence_ask(pgp_context *context, pgp_catalog *catalog, pgp_evidence **out);

/* Fills statements and statement_count of the plan's steps. */
void pgp_evidence_attach(const pgp_evidence *evidence, pgp_plan *plan, pgp_arena *arena);

#endif

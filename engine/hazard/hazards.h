/*
 * The one table of hazards: everything that a statement can do to those who use the database, in words for people.
 */
#ifndef PGP_HAZARD_HAZARDS_H
#define PGP_HAZARD_HAZARDS_H

#include "hazard/effect.h"

typedef enum pgp_severity {
    PGP_NOTICE,  /* good to know */
    PGP_WARNING, /* somebody should look at it */
    PGP_BLOCKS,  /* the step does not run until it is permitted by name */
} pgp_severity;

typedef struct pgp_hazard {
    const char *code; /* stable: "table-rewrite", for --allow, JSON and docs/HAZARDS.md */
    pgp_severity severity;
    bool by_size;        /* only of tables that are not small */
    const char *title;   /* a few words for a line of a plan */
    const char *happens; /* sentences */
    const char *safe;    /* what to do instead */
    const char *page;    /* of the manual, below https://www.postgresql.org/docs/current/ */
    /* An example: in a database as `setup` makes it, `bad` carries the hazard and `good` does not. The tests run them. */
    const char *setup, *bad, *good;
    const char *
        sent; /* of a plan that is told what applications send, such as this; NULL: of the statement itself */
} pgp_hazard;

extern const pgp_hazard pgp_hazards[]; /* ends in a NULL code */
const pgp_hazard *pgp_hazard_named(const char *code);
const char *pgp_severity_name(pgp_severity severity); /* "notice", "warning", "block" */

/* A hazard of a statement. */
typedef struct pgp_finding {
    const pgp_hazard *hazard;
    const char *label;  /* of the object that it is about: "public.orders", "public.orders.total" */
    const char *what;   /* more in words; NULL: the hazard's title says it all */
    bool allowed;       /* permitted, or not of those that block */
    const char *reason; /* why it is permitted, from the file; NULL */
} pgp_finding;

typedef struct pgp_findings {
    pgp_finding *items;
    size_t count, capacity;
} pgp_findings;

#endif

/*
 * libpgplumb: what makes one PostgreSQL schema into another (docs/LIBRARY.md).
 *
 * Calls that can fail return a pgp_status; what went wrong is in pgplumb_last_error(). Strings are UTF-8, end in NUL, and belong to
 * what they were taken from: a plan's live as long as the plan, an error's until the next call with its session. A session and its
 * plans belong to one thread at a time. Databases are only read, in a transaction that is over when the call returns.
 */
#ifndef PGPLUMB_PGPLUMB_H
#define PGPLUMB_PGPLUMB_H

#include <pgplumb/status.h>

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pgplumb_session pgplumb_session;
typedef struct pgplumb_plan pgplumb_plan;

/* "0.1.0" */
const char *pgplumb_version(void);

/* NULL when there is no memory. */
pgplumb_session *pgplumb_session_new(void);
/* Plans stay. NULL is allowed. */
void pgplumb_session_free(pgplumb_session *session);

typedef struct pgplumb_error {
    pgp_status status;
    const char *message;  /* one or more lines without a full stop; NULL: the last call did not fail */
    const char *hint;     /* a sentence: what to do; NULL: none */
    const char *sqlstate; /* of the server; NULL: none */
    const char *file;     /* where; NULL: not in a file */
    int line, column;     /* from 1, columns in characters; 0: not known */
    const char *excerpt;  /* that line; NULL: not at hand */
} pgplumb_error;

/* Of the last call with the session; never NULL. */
const pgplumb_error *pgplumb_last_error(const pgplumb_session *session);

/* One schema, named as on the command line: several files and directories (git:REV:PATH among them), or exactly one of: a
 * database's URL or conninfo, a snapshot (*.json), "empty:". */
typedef struct pgplumb_source {
    const char *const *specs;
    size_t count;
} pgplumb_source;

/* The flags of pgplumb plan, and the same words for them; messages call them so. All zero: the defaults. */
typedef struct pgplumb_options {
    bool allow_destructive;     /* permit every step that is blocked */
    bool rewrite_online;        /* new types of large tables' columns through a second column */
    const char *const *allowed; /* permit some: "table:orders_old", "table-rewrite:orders" */
    size_t allowed_count;
    const char *manage;       /* "owners,comments", "all", "none"; NULL: what a file mentions */
    const char *online_above; /* "10MB": larger tables are changed online; NULL: 1MB */
    const char *phase;        /* "expand", "contract", "all"; NULL: all */
} pgplumb_options;

/* The steps that make `from` into `to`; `options` may be NULL. Steps that are blocked are no error. *plan is set on PGP_OK only. */
pgp_status pgplumb_plan_make(pgplumb_session *session, const pgplumb_source *from, const pgplumb_source *to,
                             const pgplumb_options *options, pgplumb_plan **plan);
/* NULL is allowed. */
void pgplumb_plan_free(pgplumb_plan *plan);

typedef struct pgplumb_step {
    const char *sql;         /* one statement without semicolon; psql variables stand where secrets are set */
    const char *search_path; /* that has to be in effect, as SET takes it; NULL: any */
    const char *summary;     /* for people: "column delivery_note text" */
    const char *kind;        /* of the object: "table", "column" … */
    const char *label;       /* its name: "public.orders" */
    const char *phase;       /* "expand", "contract" */
    char sign;               /* '+', '~', '-' */
    bool destructive;        /* loses data or rights */
    bool blocked;            /* must not run before it is permitted */
    const char *allow;       /* blocked: the word of `allowed` that permits it; else NULL */
    bool no_transaction;     /* must run outside a transaction block */
} pgplumb_step;

/* In the order in which they run. */
size_t pgplumb_plan_step_count(const pgplumb_plan *plan);
/* NULL: there is no step of that number (from 0). */
const pgplumb_step *pgplumb_plan_step(const pgplumb_plan *plan, size_t number);
/* How many of them are blocked. */
size_t pgplumb_plan_blocked(const pgplumb_plan *plan);
/* "4 steps: 3 to add, 0 to change, 1 to drop" */
const char *pgplumb_plan_summary(const pgplumb_plan *plan);
/* For psql -v ON_ERROR_STOP=1 -f. Blocked steps are comments. */
const char *pgplumb_plan_script(const pgplumb_plan *plan);

typedef enum pgplumb_format {
    PGPLUMB_TEXT,     /* for a terminal, without colour */
    PGPLUMB_SQL,      /* the script */
    PGPLUMB_JSON,     /* schemas/plan.schema.json: what pgplumb apply takes */
    PGPLUMB_MARKDOWN, /* for a comment of a pull request */
    PGPLUMB_HTML,     /* a page that needs nothing else */
} pgplumb_format;

/* What pgplumb plan --format writes. *text belongs to the plan and is set on PGP_OK only. */
pgp_status pgplumb_plan_render(pgplumb_session *session, pgplumb_plan *plan, pgplumb_format format,
                               const char **text);

/* Something people should know that is no error. */
typedef struct pgplumb_note {
    const char *message;
    const char *file; /* where; NULL: not in a file */
    int line, column; /* from 1; 0: not known */
} pgplumb_note;

size_t pgplumb_plan_note_count(const pgplumb_plan *plan);
/* NULL: there is no note of that number (from 0). */
const pgplumb_note *pgplumb_plan_note(const pgplumb_plan *plan, size_t number);

enum { PGPLUMB_FINGERPRINT_SIZE = 65 };

/* Of everything in the source as it is spelled there: 64 hexadecimal digits and NUL. */
pgp_status pgplumb_fingerprint(pgplumb_session *session, const pgplumb_source *source,
                               char out[PGPLUMB_FINGERPRINT_SIZE]);

#ifdef __cplusplus
}
#endif

#endif

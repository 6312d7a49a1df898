/*
 * The journal: what ran on a database, kept in the database itself.
 *
 * A run is one plan that was applied, or is being applied; the steps of a run that took effect, or were begun outside a
 * transaction, have a row each. A step inside a transaction is recorded by that transaction: both happened or neither. The schema
 * that holds it (pgplumb unless asked for otherwise) is known by its comment and is no part of any model.
 *
 * Reading needs no right but USAGE on that schema, which everybody has: of a run everybody may see what it was for and how it
 * ended; the plan itself, and the steps, only who applies (pgp_run.plan is NULL then).
 */
#ifndef PGP_EXECUTE_JOURNAL_H
#define PGP_EXECUTE_JOURNAL_H

#include "base/context.h"

#include <libpq-fe.h>
#include <stdint.h>

#define PGP_JOURNAL_SCHEMA  "pgplumb"
#define PGP_JOURNAL_COMMENT "pgplumb journal, format 1"

/*
 * Schemas n, with their comment d, that are a journal. The comment alone does not do: a schema that holds anything else would be
 * hidden from plan and drift by it.
 */
#define PGP_JOURNALS                                                                                    \
    "pg_catalog.pg_namespace n JOIN pg_catalog.pg_description d ON d.objoid = n.oid"                    \
    " AND d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objsubid = 0"               \
    " AND d.description ~ '^pgplumb journal, format [0-9]+$'"                                           \
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid"                   \
    "  AND c.relname !~ '^(runs|steps)(_(id_seq|pkey))?$')"                                             \
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE p.pronamespace = n.oid)"                   \
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_type t WHERE t.typnamespace = n.oid AND t.typrelid = 0" \
    "  AND t.typname !~ '^_(runs|steps)$')"

/* X(name, word, meaning): how far a run is. */
#define PGP_RUN_STATES(X)                                                                   \
    X(UNFINISHED, "unfinished", "steps are left: it is at work, or was broken off")         \
    X(EXPANDED, "expanded", "its steps for before the rollout ran, the others wait")        \
    X(APPLIED, "applied", "every step ran")                                                 \
    X(ABANDONED, "abandoned", "broken off, and given up for a plan made from what it left") \
    X(ROLLED_BACK, "rolled back", "applied, and taken back by a later run")

typedef enum pgp_run_state {
#define PGP_RUN_STATE_ENUM(name, word, meaning) PGP_RUN_##name,
    PGP_RUN_STATES(PGP_RUN_STATE_ENUM)
#undef PGP_RUN_STATE_ENUM
} pgp_run_state;

const char *pgp_run_state_word(pgp_run_state state);

typedef struct pgp_run {
    int64_t id;
    pgp_run_state state;
    const char *digest; /* of the plan: which one it is */
    const char *source_fingerprint,
        *target_fingerprint;          /* of the state planned against, of the desired schema */
    const char *git_commit;           /* of the desired schema; NULL: not from git */
    const char *phase;                /* what was asked for last: "expand", "contract"; NULL: all */
    const char *role, *client, *tool; /* who, from where ("user@host"), which pgplumb */
    const char *started, *finished;   /* ISO 8601 in UTC; NULL: not yet */
    int64_t began;                    /* started, in microseconds since 1970 */
    const char *error;                /* of the last try; NULL: none */
    int64_t steps, done;              /* of the plan; of them took effect. done: -1 when not to be seen */
    int64_t rolls_back;               /* the run that this one takes back; 0: none */
    const char *plan; /* the document (schemas/plan.schema.json); NULL: not asked for, or not to be seen */
} pgp_run;

typedef struct pgp_runs {
    pgp_run *items; /* newest first */
    size_t count;
} pgp_runs;

/* The schema that holds the journal; NULL in *out: there is none yet. `wanted` NULL: whichever there is (the default's name first).
 * PGP_UNKNOWN when it is of a newer format. */
pgp_status pgp_journal_find(pgp_context *context, PGconn *connection, const char *wanted, const char **out);

/* At most `limit` runs. Without `with_plan` rights to see plans and steps are not needed. */
pgp_status pgp_journal_runs(pgp_context *context, PGconn *connection, const char *schema, int limit,
                            bool with_plan, pgp_runs *out);

/* What the journal says a step is; steps without a row were not begun. */
typedef enum pgp_record { PGP_NOT_RECORDED, PGP_BEGUN, PGP_DONE } pgp_record;

/* One for each of the `count` steps of the run's plan. */
pgp_status pgp_journal_steps(pgp_context *context, PGconn *connection, const char *schema, int64_t run,
                             pgp_record *out, size_t count);

#endif

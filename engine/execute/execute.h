/*
 * Running a plan: groups of steps, each in a transaction where the server can; recorded so that the next pgplumb goes on where this
 * one was broken off; and the truth about what became of each step.
 */
#ifndef PGP_EXECUTE_EXECUTE_H
#define PGP_EXECUTE_EXECUTE_H

#include "execute/group.h"
#include "execute/journal.h"
#include "execute/session.h"

/* A plan as it is run. */
typedef struct pgp_execution_plan {
    const pgp_step *steps;
    size_t count;
    const char *phase; /* only steps of this phase; NULL: all */
} pgp_execution_plan;

/* Runs every step that is neither blocked, nor of another phase, nor done before; `outcomes` has one entry per step. After a
 * failure the error says which step, and the rest did not run. `run` is of the session's journal (pgp_journal_begin, or an
 * unfinished one); NULL: nothing is recorded. Its state and error are kept up to date. */
pgp_status pgp_execute(pgp_session *session, const char *journal, pgp_run *run,
                       const pgp_execution_plan *plan, pgp_outcome *outcomes);

/* Removes what broken-off steps of the run left behind, and marks it as abandoned. */
pgp_status pgp_abandon(pgp_session *session, const char *journal, const pgp_run *run, const pgp_step *steps,
                       size_t count);

#endif

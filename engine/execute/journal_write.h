/*
 * Writing the journal: only whoever holds the lock (execute/lock.c) does.
 */
#ifndef PGP_EXECUTE_JOURNAL_WRITE_H
#define PGP_EXECUTE_JOURNAL_WRITE_H

#include "execute/journal.h"

/* Makes the schema and its tables unless they are there. PGP_INPUT when the schema holds something else. */
pgp_status pgp_journal_make(pgp_context *context, PGconn *connection, const char *schema);

/* A new run from what is filled in of it; sets run->id. `run->plan` is kept as it is. */
pgp_status pgp_journal_begin(pgp_context *context, PGconn *connection, const char *schema, pgp_run *run);
/* How it ended, or that it goes on (UNFINISHED) with another phase; `error` NULL: none. */
pgp_status pgp_journal_set_state(pgp_context *context, PGconn *connection, const char *schema, int64_t run,
                                 pgp_run_state state, const char *phase, const char *error);

/* Statements that record: they run where the caller says, in the steps' own transaction or outside of any. Steps count from 1. */
const char *pgp_journal_done_sql(pgp_arena *arena, const char *schema, int64_t run, const size_t *steps,
                                 size_t count);
const char *pgp_journal_begun_sql(pgp_arena *arena, const char *schema, int64_t run, size_t step);

#endif

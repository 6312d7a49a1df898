/*
 * What one statement would do to a database: which relations it locks and how, what is rewritten, scanned or indexed, and
 * which hazards that carries (hazard/hazards.h).
 *
 * It works on statements, so that the steps of a plan, a migration that somebody wrote and the lab's cases (tests/lab) go
 * through the same rules. Statements are analysed in the order in which they would run: what one does to tables that are there is known to
 * the next. Relations that the statements make themselves are nobody's concern yet and have no effects.
 */
#ifndef PGP_HAZARD_ANALYZE_H
#define PGP_HAZARD_ANALYZE_H

#include "hazard/effect.h"
#include "hazard/hazards.h"

typedef struct pgp_analyzer pgp_analyzer;

typedef struct pgp_analysis {
    pgp_effects effects; /* in the order in which the relations are met */
    pgp_findings findings;
    bool no_transaction; /* it cannot run in a transaction block */
    bool understood;     /* false: no rule knows this kind of statement, or the grammar cannot read it */
} pgp_analysis;

/* `live` is the database before the first statement and stays as it is. `server_version` 0: the newest is assumed. */
pgp_analyzer *pgp_analyzer_new(pgp_context *context, pgp_model *live, int server_version);
/* The session's TimeZone: with UTC some changes of types are free. Unknown at first; SET TimeZone says it, too. */
void pgp_analyzer_set_zone(pgp_analyzer *analyzer, const char *zone);
/* Between timestamp and timestamptz, whose values are the same there: in another zone every row would be written. */
bool pgp_shifts_in_utc(pgp_arena *arena, const char *zone, const char *from, const char *to);
/* The database is again as it was before the first statement: for statements that are only thought of. */
void pgp_analyzer_forget(pgp_analyzer *analyzer);
/* `sql` is one statement, names resolve along `search_path` (NULL: the model's own). Needs a large stack (pgp_with_stack). */
pgp_status pgp_analyze(pgp_analyzer *analyzer, const char *sql, const char *search_path, pgp_analysis *out);

#endif

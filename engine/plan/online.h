/*
 * When a change takes its online form: more steps, none of which keeps readers or writers of a table waiting.
 */
#ifndef PGP_PLAN_ONLINE_H
#define PGP_PLAN_ONLINE_H

#include "plan/emit.h"

enum { PGP_ONLINE_ABOVE = 1024 * 1024 }; /* bytes: the default of pgp_options.online_above */

/* true when `table` (live or desired side, or a part of one) stands in the database before the plan runs and is larger than
 * options->online_above, its partitions counted in. A table made in the same plan, a small one and `inspect` take plain DDL.
 * Without a database (files, snapshots) sizes are not known: every table that is there before is taken for a large one. */
bool pgp_is_online(const pgp_emitter *emitter, const pgp_object *table);

/* What a plain statement would do to tables that are there, while it locks them. */
typedef struct pgp_cost {
    bool rewrites, scans, builds; /* rows written anew, rows read, indexes built (again) */
} pgp_cost;
pgp_cost pgp_plain_cost(pgp_emitter *emitter, const char *sql, const char *search_path);

/* Indexes on a column itself serve another type, too. */
bool pgp_keeps_indexes(pgp_emitter *emitter, const char *from, const char *to);

/* A name for what stands only while the plan runs: tells by its digits what it is of, so that what a broken-off run left of
 * another plan is not taken for it. */
const char *pgp_passing_name(pgp_arena *arena, const char *name, const char *what);

/* A step for outside transactions. `check` is a query of one boolean (pgp_step.check), `cleanup` may be NULL. */
pgp_step *pgp_emit_alone(pgp_emitter *emitter, char sign, const pgp_object *object, const char *summary,
                         const char *sql, const char *check, const char *cleanup);

/* Reads the sizes of what the plan changes, unless they are known. */
pgp_status pgp_read_sizes(const pgp_plan *plan, pgp_catalog *catalog);

#endif

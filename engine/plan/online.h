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

#endif

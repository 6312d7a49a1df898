/*
 * What is dropped and made again is missing in between. Where a plan takes several transactions, everything that has no part in that moves out
 * of the window: before the drop, or behind the make.
 */
#ifndef PGP_PLAN_WINDOW_H
#define PGP_PLAN_WINDOW_H

#include "plan/plan.h"

/* Before hazards and units are told; plans of one transaction stay as they are. `by_catalog`: what live objects need was read from a
 * server's catalogs. */
void pgp_close_windows(pgp_plan *plan, pgp_arena *arena, bool by_catalog);

#endif

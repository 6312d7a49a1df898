/*
 * What has to wait: views for columns to go, indexes for partitions to be attached.
 */
#ifndef PGP_PLAN_POSTPONE_H
#define PGP_PLAN_POSTPONE_H

#include "plan/order.h"

/* "*" means the columns that there are when a view is made: a view that says so of a table that loses
 * columns, and what needs that view, is made once they are gone. So is an index that the server would attach together
 * with its partition (pgp_index_comes_late). Moves those operations out of `made`; in
 * `postponed` they keep their order. */
void pgp_postpone(pgp_plan *plan, pgp_arena *arena, pgp_operations *made, pgp_operations *postponed);

/* It would be changed in place then, but reads one of those columns until it is: it has to be made again. */
bool pgp_stands_on_loss(const pgp_plan *plan, const pgp_change *change);

#endif

/*
 * What the steps of a plan add up to, and what the blocked ones need.
 */
#ifndef PGP_PLAN_SUMMARY_H
#define PGP_PLAN_SUMMARY_H

#include "plan/plan.h"

typedef struct pgp_summary {
    size_t add, change, drop, contract, destructive, hazards, blocked;
} pgp_summary;

pgp_summary pgp_summarise(const pgp_step *steps, size_t count);
/* "4 steps: 3 to add, 0 to change, 1 to drop" */
const char *pgp_summary_line(pgp_arena *arena, const pgp_step *steps, size_t count);
/* Worth a line: not a mere notice, nor what the step says already. */
bool pgp_finding_is_shown(const pgp_step *step, const pgp_finding *finding);
/* The first word for --allow that the step needs: "column:orders.legacy_ref", "table-rewrite:orders". */
const char *pgp_allow_word(pgp_arena *arena, const pgp_step *step);
/* Why it is blocked: "destroys table orders with its data", "rewrites the table". */
const char *pgp_blocked_words(pgp_arena *arena, const pgp_step *step);

#endif

/*
 * What each step of a plan does to the relations that are there, and what that endangers.
 */
#ifndef PGP_PLAN_HAZARDS_H
#define PGP_PLAN_HAZARDS_H

#include "plan/plan.h"

/* The file's permissions name hazards that there are. */
pgp_status pgp_check_permissions(pgp_context *context, const pgp_model *desired);

/* Fills effects and findings of every step, permits what the options and the file permit, counts what stays blocked. `catalog` is
 * asked for the sizes of relations that are only locked along; NULL: offline. */
pgp_status pgp_plan_hazards(pgp_context *context, pgp_plan *plan, pgp_catalog *catalog,
                            const pgp_options *options);

/* --allow CODE[:NAME] or KIND:NAME permits what goes by `word` about the object `label`. `bare`: without a name, too. */
bool pgp_allows(const pgp_options *options, const char *word, const char *label, bool bare);

/* A relation of this size is not changed in passing (options->online_above); -1: not known, taken for a large one. */
bool pgp_is_large(const pgp_options *options, int64_t bytes);

#endif

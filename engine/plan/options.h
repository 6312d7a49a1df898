/*
 * Options of a plan in the words that people give them.
 */
#ifndef PGP_PLAN_OPTIONS_H
#define PGP_PLAN_OPTIONS_H

#include "plan/plan.h"

/* As the flags of pgplumb plan; NULL: the default. */
typedef struct pgp_option_words {
    const char *phase, *manage, *online_above;
    const char *const *allowed; /* --allow */
    size_t allowed_count;
    bool allow_destructive, rewrite_online;
} pgp_option_words;

/* PGP_INPUT with a message that names the flag. */
pgp_status pgp_read_option_words(pgp_context *context, const pgp_option_words *words, pgp_options *out);

#endif

/*
 * Collations: what ICU takes for one locale.
 */
#ifndef PGP_KINDS_COLLATION_H
#define PGP_KINDS_COLLATION_H

#include "base/text.h"

/* The same ICU locale, in its language tag or in the old form with @: servers from 16 on store the tag. */
bool pgp_same_icu_locale(pgp_arena *arena, const char *a, const char *b);

#endif

/*
 * Secrets: passwords among the options of servers and user mappings, the connection of a subscription.
 *
 * The model has them as the source says them, so that they can be compared and set; whatever prints a property, hashes it or
 * writes it down takes pgp_value_shown(). A text read back from such a place is PGP_MASK: unknown, equal to anything, never set.
 */
#ifndef PGP_MODEL_SECRET_H
#define PGP_MODEL_SECRET_H

#include "model/value.h"

#define PGP_MASK "********"

/* Whether an option of foreign data is a secret, by its name: "password", "api_key" … */
bool pgp_is_secret(const char *name, size_t size);
/* "password=********" */
bool pgp_is_masked(const char *option);

/* The value as it may be shown: itself, or a copy without secrets where the property is PGP_PROPERTY_SECRET. */
pgp_value pgp_value_shown(pgp_arena *arena, pgp_value value, const pgp_property *property);

#endif

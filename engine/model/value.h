/*
 * The value of a property, for what is generic over kinds.
 */
#ifndef PGP_MODEL_VALUE_H
#define PGP_MODEL_VALUE_H

#include "kinds/kinds.h"

/* Where the value is; the property's type says which member to use. */
typedef union pgp_value {
    const void *at;
    const bool *boolean;
    const int64_t *integer;
    const char *const *text;
    const pgp_names *names;
    const pgp_sql *sql;
    const pgp_keys *keys;
    const pgp_arguments *arguments;
} pgp_value;

static inline pgp_value pgp_value_of(const pgp_object *object, const pgp_property *property)
{
    return (pgp_value){.at = (const char *)object + property->offset};
}

#endif

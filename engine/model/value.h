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

/* `base` is the struct whose table of properties this one is of. */
static inline pgp_value pgp_value_at(const void *base, const pgp_property *property) {
    return (pgp_value){.at = (const char *)base + property->offset};
}

static inline pgp_value pgp_value_of(const pgp_object *object, const pgp_property *property) {
    return pgp_value_at(object, property);
}

/* Said at all: not NULL, not empty, not false, not 0. */
bool pgp_value_is_set(pgp_value value, pgp_value_type type);

/* The parts of a pgp_key and (without its mode) of a pgp_argument, as properties of theirs. */
extern const pgp_property pgp_key_parts[], pgp_argument_parts[];
extern const size_t pgp_key_part_count, pgp_argument_part_count;

/* "in", "out", "inout", "variadic", "table": pg_proc.proargmodes in words. '\0' and NULL for what is none. */
const char *pgp_argument_mode_word(char mode);
char pgp_argument_mode_of(const char *word);

#endif

/*
 * The functions and operators that databases have by themselves, of any version from 14 to 18.
 */
#ifndef PGP_EQUAL_BUILTIN_H
#define PGP_EQUAL_BUILTIN_H

#include <stdbool.h>

/* One of pg_catalog that takes arguments. */
bool pgp_is_builtin_function(const char *name);
/* The same, or one without. */
bool pgp_is_builtin_call(const char *name);
/* "+ integer, integer": its symbol, and the types of its arguments. */
bool pgp_is_builtin_operator(const char *signature);

#endif

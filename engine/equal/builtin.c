#include "equal/builtin.h"

#include <stdlib.h>
#include <string.h>

static const char *const builtin_functions[] = {
#include "equal/builtin_functions.inc"
};

static const char *const nullary_functions[] = {
#include "equal/nullary_functions.inc"
};

/* "+ integer, integer" */
static const char *const builtin_operators[] = {
#include "equal/builtin_operators.inc"
};

static int by_text(const void *key, const void *item) {
    return strcmp(key, *(const char *const *)item);
}

bool pgp_is_builtin_function(const char *name) {
    return bsearch(name, builtin_functions, sizeof builtin_functions / sizeof *builtin_functions,
                   sizeof *builtin_functions, by_text);
}

bool pgp_is_builtin_call(const char *name) {
    return pgp_is_builtin_function(name) ||
           bsearch(name, nullary_functions, sizeof nullary_functions / sizeof *nullary_functions,
                   sizeof *nullary_functions, by_text);
}

bool pgp_is_builtin_operator(const char *signature) {
    return bsearch(signature, builtin_operators, sizeof builtin_operators / sizeof *builtin_operators,
                   sizeof *builtin_operators, by_text);
}

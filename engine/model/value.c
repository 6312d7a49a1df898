#include "model/value.h"

#include <string.h>

bool pgp_value_is_set(pgp_value value, pgp_value_type type) {
    switch (type) {
    case PGP_VALUE_BOOL: return *value.boolean;
    case PGP_VALUE_INT: return *value.integer != 0;
    case PGP_VALUE_TEXT: return *value.text != NULL;
    case PGP_VALUE_NAMES:
    case PGP_VALUE_SET: return value.names->count > 0;
    case PGP_VALUE_EXPRESSION:
    case PGP_VALUE_QUERY: return value.sql->text != NULL;
    case PGP_VALUE_KEYS: return value.keys->count > 0;
    case PGP_VALUE_ARGUMENTS: return value.arguments->count > 0;
    }
    return false;
}

const pgp_property pgp_key_parts[] = {
    PGP_PROPERTY(pgp_key, column, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_key, expression, PGP_VALUE_EXPRESSION, 0),
    PGP_PROPERTY(pgp_key, collation, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_key, opclass, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_key, opclass_name, PGP_VALUE_TEXT, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_key, opclass_options, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_key, descending, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_key, nulls_first, PGP_VALUE_BOOL, 0),
    {.name = "operator", .type = PGP_VALUE_TEXT, .offset = offsetof(pgp_key, operator_)},
};
const size_t pgp_key_part_count = sizeof pgp_key_parts / sizeof *pgp_key_parts;

const pgp_property pgp_argument_parts[] = {
    PGP_PROPERTY(pgp_argument, name, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_argument, type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_argument, default_value, PGP_VALUE_EXPRESSION, 0),
};
const size_t pgp_argument_part_count = sizeof pgp_argument_parts / sizeof *pgp_argument_parts;

static const struct {
    char mode;
    const char *word;
} modes[] = {{'i', "in"}, {'o', "out"}, {'b', "inout"}, {'v', "variadic"}, {'t', "table"}};

const char *pgp_argument_mode_word(char mode) {
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (modes[i].mode == mode)
            return modes[i].word;
    return NULL;
}

char pgp_argument_mode_of(const char *word) {
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (strcmp(modes[i].word, word) == 0)
            return modes[i].mode;
    return '\0';
}

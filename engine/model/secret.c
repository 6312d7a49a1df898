#include "model/secret.h"

#include "kinds/reading.h"

#include <string.h>
#include <strings.h>

/* Parts of names; wrappers call their options as they like. */
static const char *const secret_words[] = {
    "password",   "passwd", "passphrase",  "passcode",   "secret",     "token",          "api_key",
    "access_key", "apikey", "private_key", "privatekey", "credential", "service_account"};

bool pgp_is_secret(const char *name, size_t size) {
    /* What libpq calls so is only whether one is wanted. */
    if (size == strlen("password_required") && strncasecmp(name, "password_required", size) == 0)
        return false;
    for (size_t i = 0; i < sizeof secret_words / sizeof *secret_words; i++) {
        size_t length = strlen(secret_words[i]);
        for (size_t at = 0; at + length <= size; at++)
            if (strncasecmp(name + at, secret_words[i], length) == 0)
                return true;
    }
    return false;
}

bool pgp_is_masked(const char *option) {
    return strcmp(option + strcspn(option, "="), "=" PGP_MASK) == 0;
}

static const pgp_names *masked_names(pgp_arena *arena, const pgp_names *options) {
    pgp_names *masked = PGP_NEW(arena, pgp_names);
    for (size_t i = 0; i < options->count; i++) {
        const char *option = options->items[i];
        size_t size = strcspn(option, "=");
        pgp_names_add(arena, masked,
                      pgp_is_secret(option, size) ? pgp_printf(arena, "%.*s=" PGP_MASK, (int)size, option)
                                                  : option);
    }
    return masked;
}

static const char *const *masked_text(pgp_arena *arena, const char *text) {
    const char **masked = PGP_NEW(arena, const char *);
    *masked = text ? PGP_MASK : NULL;
    return masked;
}

pgp_value pgp_value_shown(pgp_arena *arena, pgp_value value, const pgp_property *property) {
    if (!(property->flags & PGP_PROPERTY_SECRET))
        return value;
    if (property->type == PGP_VALUE_TEXT)
        return (pgp_value){.text = masked_text(arena, *value.text)};
    return (pgp_value){.names = masked_names(arena, value.names)};
}

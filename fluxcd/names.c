#include "names.h"

#include "pack.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static void trim(char *name, size_t *size) {
    while (*size && !is_letter(name[*size - 1]))
        name[--*size] = '\0';
}

enum { HASH_DIGITS = 6 };

const char *flux_safe_name(pgp_arena *arena, const char *text, size_t limit, bool dots) {
    char *name = pgp_strdup(arena, text);
    size_t size = 0;
    for (const char *c = text; *c; c++) {
        char lower = (char)tolower((unsigned char)*c);
        if (is_letter(lower) || (size && (lower == '-' || (dots && lower == '.'))))
            name[size++] = lower;
        else if (size && name[size - 1] != '-')
            name[size++] = '-';
    }
    name[size] = '\0';
    trim(name, &size);
    if (size && size <= limit)
        return name;
    size = size < limit - HASH_DIGITS - 1 ? size : limit - HASH_DIGITS - 1;
    name[size] = '\0';
    trim(name, &size);
    return pgp_printf(arena, "%s%s%s", name, size ? "-" : "x", flux_hash(arena, text, HASH_DIGITS));
}

pgp_status flux_check_name(pgp_context *context, const char *what, const char *name, size_t limit) {
    const char *safe = flux_safe_name(context->arena, name, limit, false);
    if (strcmp(safe, name) == 0)
        return PGP_OK;
    pgp_fail(context, PGP_INPUT, NULL, "%s \"%s\" is no name that Kubernetes takes", what, name);
    return pgp_hint(context, "Lower case letters, digits and '-', at most %zu of them, such as \"%s\".",
                    limit, safe);
}

/* -- images ---------------------------------------------------------------------------------------------------------- */

static bool is_reference(const char *image) {
    return *image &&
           image[strspn(image, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_:@-")] ==
               '\0';
}

pgp_status flux_read_image(pgp_context *context, const char *image, flux_image *out) {
    size_t size = strcspn(image, "@");
    const char *name = image, *tag = NULL;
    *out = (flux_image){.has_digest = image[size] == '@'};
    if (!is_reference(image))
        return pgp_fail(context, PGP_INPUT, NULL, "\"%s\" is no image", image);
    for (const char *c = image; c < image + size; c++)
        if (*c == '/')
            name = c + 1;
    for (const char *c = image; c < image + size; c++) {
        out->colons_before += *c == ':' && c < name;
        tag = *c == ':' && c >= name ? c + 1 : tag;
    }
    if (tag)
        out->tag = pgp_strndup(context->arena, tag, (size_t)(image + size - tag));
    if (out->tag && !*out->tag)
        return pgp_fail(context, PGP_INPUT, NULL, "the image \"%s\" has an empty tag", image);
    return PGP_OK;
}

pgp_status flux_check_path(pgp_context *context, const char *what, const char *path) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-";
    if (*path && *path != '-' && !path[strspn(path, plain)])
        return PGP_OK;
    return pgp_fail(context, PGP_INPUT, NULL,
                    "%s takes a path of letters, digits, \".\", \"_\", \"/\" and \"-\", not \"%s\"", what,
                    path);
}

/* -- durations and references ------------------------------------------------------------------------------------------ */

pgp_status flux_seconds(pgp_context *context, const char *what, const char *text, long *out) {
    enum { LONGEST = 365 * 24 * 3600 };
    char *end;
    long number = strtol(text, &end, 10);
    long unit = *end == 'h' ? 3600 : *end == 'm' ? 60 : 1;
    bool known = !*end || (strchr("smh", *end) && !end[1]);
    if (!isdigit((unsigned char)*text) || !known || number > LONGEST / unit)
        return pgp_fail(context, PGP_INPUT, NULL, "%s takes a time such as 90s, 15m or 2h, not \"%s\"", what,
                        text);
    *out = number * unit;
    return PGP_OK;
}

pgp_status flux_check_reference(pgp_context *context, const char *what, const char *text,
                                const char *const *kinds) {
    size_t size = strcspn(text, "/");
    pgp_text choices = pgp_text_new(context->arena);
    for (; *kinds; kinds++) {
        if (strlen(*kinds) == size && strncmp(*kinds, text, size) == 0 && text[size] && text[size + 1])
            return PGP_OK;
        pgp_text_next(&choices, " or ");
        pgp_text_addf(&choices, "%s/NAME", *kinds);
    }
    return pgp_fail(context, PGP_INPUT, NULL, "%s takes %s, not \"%s\"", what, choices.data, text);
}

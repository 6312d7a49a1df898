/*
 * Names that Kubernetes, Kustomize and Flux take, from names that people give.
 */
#ifndef FLUX_NAMES_H
#define FLUX_NAMES_H

#include "base/context.h"

enum { FLUX_LABEL_SIZE = 63, FLUX_APP_SIZE = 24, FLUX_RELEASE_SIZE = 20 };
enum { FLUX_INDEX_SIZE = 6 }; /* "-99999", which the host name of an Indexed Job's pod ends in */

/* Lower case letters, digits, '-' and, where `dots`, '.'; begins and ends with a letter or digit; not longer than `limit`:
 * what had to be cut ends in digits of its hash, so that two long names stay two. */
const char *flux_safe_name(pgp_arena *arena, const char *text, size_t limit, bool dots);
/* PGP_INPUT unless `name` already is what flux_safe_name() would make of it; `what` names it in the message. */
pgp_status flux_check_name(pgp_context *context, const char *what, const char *name, size_t limit);

/* PGP_INPUT unless a shell takes it as one word and a path: letters, digits, and "._/-", not first "-". */
pgp_status flux_check_path(pgp_context *context, const char *what, const char *path);

/* "registry:5000/shop:1.4.2@sha256:…": where the tag is. */
typedef struct flux_image {
    const char *tag;   /* NULL: none */
    int colons_before; /* of the tag, in the whole reference */
    bool has_digest;
} flux_image;
pgp_status flux_read_image(pgp_context *context, const char *image, flux_image *out);

/* "90", "90s", "15m", "2h" as seconds. */
pgp_status flux_seconds(pgp_context *context, const char *what, const char *text, long *out);
/* "secret/shop" → kind "secret", name "shop". */
pgp_status flux_check_reference(pgp_context *context, const char *what, const char *text,
                                const char *const *kinds);

#endif

/*
 * Manifests are written once, as YAML in manifests/, with holes. A hole is filled in the parsed tree, never in the text.
 *
 *   (name)     the value called name; alone it may be of any type, within a longer text it is a text
 *   (name?)    the same, but what holds it, an entry or an item, goes when there is no such value
 *   (name*)    an item that is replaced by the items of a list
 *   (@name)    the manifest of that name, filled with the same values; (@name?flag) when there is a value called flag
 *
 * A map or list that loses all that it had goes as well. The comment at the top of a manifest stays at the top of what is
 * written.
 */
#ifndef FLUX_TEMPLATE_H
#define FLUX_TEMPLATE_H

#include "tree.h"

/* The manifests and scripts of manifests/, in the program (embed.py). */
typedef struct flux_embedded {
    const char *name; /* "job.yaml" */
    const char *text;
} flux_embedded;
extern const flux_embedded flux_embedded_files[]; /* ends in NULL */

const char *flux_embedded_text(const char *name);

typedef struct flux_value {
    const char *name;
    flux_node *node;
} flux_value;

typedef struct flux_values {
    flux_value *items;
    size_t count, capacity;
} flux_values;

/* Replaces a value of the same name. Text NULL: no value. */
void flux_values_set(pgp_arena *arena, flux_values *values, const char *name, flux_node *node);
void flux_values_set_text(pgp_arena *arena, flux_values *values, const char *name, const char *text);
flux_node *flux_values_get(const flux_values *values, const char *name);

/* Adds the manifest to `out`, filled: as further documents when there is something already. */
pgp_status flux_fill(pgp_context *context, const char *manifest, const flux_values *values, pgp_text *out);
/* The same for a file that is not YAML: its holes are texts. */
pgp_status flux_fill_text(pgp_context *context, const char *file, const flux_values *values, pgp_text *out);

#endif

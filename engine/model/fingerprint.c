#include "model/fingerprint.h"

#include "base/sha256.h"
#include "model/secret.h"

#include <stdlib.h>
#include <string.h>

typedef struct digest {
    unsigned char bytes[PGP_SHA256_SIZE];
} digest;

typedef struct hasher {
    pgp_arena *arena;
    pgp_text bytes; /* of the object that is hashed now */
} hasher;

/* -- order -------------------------------------------------------------------------------------------------
 */

static int compare_text(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "");
}

static int by_identity(const void *left, const void *right) {
    const pgp_object *a = *(const pgp_object *const *)left, *b = *(const pgp_object *const *)right;
    if (a->kind->order != b->kind->order)
        return a->kind->order < b->kind->order ? -1 : 1;
    int order = compare_text(a->kind->name, b->kind->name);
    if (!order)
        order = compare_text(a->schema, b->schema);
    if (!order)
        order = compare_text(a->name, b->name);
    return order ? order : compare_text(a->args, b->args);
}

const pgp_object **pgp_objects_sorted(pgp_arena *arena, const pgp_object *first, size_t *count) {
    *count = 0;
    for (const pgp_object *o = first; o; o = o->sibling)
        ++*count;
    const pgp_object **sorted = pgp_alloc(arena, (*count + 1) * sizeof *sorted);
    size_t i = 0;
    for (const pgp_object *o = first; o; o = o->sibling)
        sorted[i++] = o;
    qsort(sorted, *count, sizeof *sorted, by_identity);
    return sorted;
}

/* -- values: each with its size, so that no two lists of values give the same bytes
 * ------------------------------ */

static void add_bytes(hasher *h, const void *bytes, size_t size) {
    pgp_text_addn(&h->bytes, bytes, size);
}

/* Big endian on every machine. */
static void add_number(hasher *h, uint64_t number) {
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (56 - 8 * i));
    add_bytes(h, bytes, sizeof bytes);
}

/* NULL is not "". */
static void add_text(hasher *h, const char *text) {
    add_number(h, text ? strlen(text) + 1 : 0);
    if (text)
        add_bytes(h, text, strlen(text));
}

static void add_names(hasher *h, const pgp_names *names) {
    add_number(h, names->count);
    for (size_t i = 0; i < names->count; i++)
        add_text(h, names->items[i]);
}

static void add_sql(hasher *h, const pgp_sql *sql) {
    add_text(h, sql->text);
    add_text(h, sql->text && sql->path ? sql->path : "");
}

static void add_value(hasher *h, pgp_value_type type, pgp_value value);

/* What a table of properties says about `base`. */
static void add_properties(hasher *h, const void *base, const pgp_property *properties, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (properties[i].flags & PGP_PROPERTY_HIDDEN)
            continue;
        add_text(h, properties[i].name);
        pgp_value value = pgp_value_at(base, &properties[i]);
        add_value(h, properties[i].type, pgp_value_shown(h->arena, value, &properties[i]));
    }
}

static void add_keys(hasher *h, const pgp_keys *keys) {
    add_number(h, keys->count);
    for (size_t i = 0; i < keys->count; i++)
        add_properties(h, &keys->items[i], pgp_key_parts, pgp_key_part_count);
}

static void add_arguments(hasher *h, const pgp_arguments *arguments) {
    add_number(h, arguments->count);
    for (size_t i = 0; i < arguments->count; i++) {
        add_number(h, (unsigned char)arguments->items[i].mode);
        add_properties(h, &arguments->items[i], pgp_argument_parts, pgp_argument_part_count);
    }
}

static void add_value(hasher *h, pgp_value_type type, pgp_value value) {
    switch (type) {
    case PGP_VALUE_BOOL: add_number(h, *value.boolean); break;
    case PGP_VALUE_INT: add_number(h, (uint64_t)*value.integer); break;
    case PGP_VALUE_TEXT: add_text(h, *value.text); break;
    case PGP_VALUE_NAMES:
    case PGP_VALUE_SET: add_names(h, value.names); break;
    case PGP_VALUE_EXPRESSION:
    case PGP_VALUE_QUERY: add_sql(h, value.sql); break;
    case PGP_VALUE_KEYS: add_keys(h, value.keys); break;
    case PGP_VALUE_ARGUMENTS: add_arguments(h, value.arguments); break;
    }
}

/* -- objects
 * ------------------------------------------------------------------------------------------------- */

static digest digest_object(hasher *h, const pgp_object *object);

/* What a database tells of the rights on its own objects is not always read. */
bool pgp_fingerprint_counts(const pgp_object *object) {
    return !(object->flags & PGP_OBJECT_MEMBER) &&
           !(object->kind == &pgp_kind_system_privileges && ((const pgp_system_privileges *)object)->known);
}

/* Digests of the objects that count; *count is how many. */
static digest *digest_all(hasher *h, const pgp_object *first, size_t *count) {
    size_t all;
    const pgp_object **sorted = pgp_objects_sorted(h->arena, first, &all);
    digest *digests = pgp_alloc(h->arena, (all + 1) * sizeof *digests);
    *count = 0;
    for (size_t i = 0; i < all; i++)
        if (pgp_fingerprint_counts(sorted[i]))
            digests[(*count)++] = digest_object(h, sorted[i]);
    return digests;
}

static digest digest_bytes(const hasher *h) {
    digest result;
    pgp_sha256 hash;
    pgp_sha256_start(&hash);
    pgp_sha256_add(&hash, h->bytes.data, h->bytes.size);
    pgp_sha256_finish(&hash, result.bytes);
    return result;
}

static digest digest_object(hasher *h, const pgp_object *object) {
    size_t count;
    const digest *children = digest_all(h, object->children, &count);
    const pgp_kind *kind = object->kind;
    h->bytes.size = 0;
    add_text(h, kind->name);
    add_text(h, object->schema);
    add_text(h, object->name);
    add_text(h, object->args);
    add_properties(h, object, kind->properties, kind->property_count);
    add_bytes(h, children, count * sizeof *children);
    return digest_bytes(h);
}

pgp_status pgp_fingerprint_object(pgp_context *context, const pgp_object *object, const char **out) {
    hasher h = {.arena = context->arena, .bytes = pgp_text_new(context->arena)};
    digest value = digest_object(&h, object);
    *out = pgp_sha256_digits(context->arena, value.bytes);
    return PGP_OK;
}

pgp_status pgp_fingerprint_model(pgp_context *context, const pgp_model *model, const char **out) {
    hasher h = {.arena = context->arena, .bytes = pgp_text_new(context->arena)};
    size_t count;
    const digest *objects = digest_all(&h, model->objects, &count);
    h.bytes.size = 0;
    add_bytes(&h, objects, count * sizeof *objects);
    digest value = digest_bytes(&h);
    *out = pgp_sha256_digits(context->arena, value.bytes);
    return PGP_OK;
}

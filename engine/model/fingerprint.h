/*
 * Fingerprints: SHA-256 of an object's kind, identity, declared properties and children; of a model,
 * combined over all objects in stable order (a Merkle tree).
 *
 * They do not depend on the order of reading, on OIDs, the clock or the locale. Properties count as they
 * are spelled: the fingerprint of a live database is an exact fact about its catalogs, and a file that
 * means the same has another one. What belongs to an extension does not count, the extension does; nor
 * do rights on objects of the system that a database tells.
 */
#ifndef PGP_MODEL_FINGERPRINT_H
#define PGP_MODEL_FINGERPRINT_H

#include "model/kind.h"

/* Lower-case hexadecimal, 64 digits. PGP_RETRY when the library cannot hash. */
pgp_status pgp_fingerprint_object(pgp_context *context, const pgp_object *object, const char **out);
pgp_status pgp_fingerprint_model(pgp_context *context, const pgp_model *model, const char **out);

bool pgp_fingerprint_counts(const pgp_object *object);

/* Siblings from `first` on in the order of fingerprints and snapshots: kind order, kind, schema, name,
 * arguments. */
const pgp_object **pgp_objects_sorted(pgp_arena *arena, const pgp_object *first, size_t *count);

#endif

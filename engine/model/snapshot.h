/*
 * Snapshots: a model as JSON (schemas/snapshot.schema.json), for git and for comparing without a database.
 *
 * Generic over the tables of properties. Objects come in stable order, so that a change of the schema is a
 * small change of the file; what is false, 0, NULL or empty is left out. A snapshot loads to an equal
 * model: parents, needs, flags and hidden properties are in it, what the tables of properties do not name
 * (estimates of sizes) is not.
 */
#ifndef PGP_MODEL_SNAPSHOT_H
#define PGP_MODEL_SNAPSHOT_H

#include "model/kind.h"

enum { PGP_SNAPSHOT_FORMAT = 1 };

/* The JSON text, ending in a line feed. */
pgp_status pgp_snapshot_write(pgp_context *context, const pgp_model *model, const char **out);

/* Fills an empty model. `name` is the file's, for messages. Anything unknown, twice there or of the wrong
 * type: PGP_INPUT. */
pgp_status pgp_snapshot_read(pgp_context *context, const char *name, const char *text, size_t size,
                             pgp_model *model);

#endif

/*
 * Flags of objects as snapshots say them: shared by snapshot.c and snapshot_read.c.
 */
#ifndef PGP_MODEL_SNAPSHOT_FLAGS_H
#define PGP_MODEL_SNAPSHOT_FLAGS_H

#include "model/model.h"

static const struct {
    uint32_t flag;
    const char *word;
} pgp_snapshot_flags[] = {
    {PGP_OBJECT_MEMBER, "member"},
    {PGP_OBJECT_IMPLIED, "implied"},
    {PGP_OBJECT_BUILTIN, "builtin"},
};

#endif

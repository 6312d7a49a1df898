/*
 * A plan on its way through ConfigMaps: compressed, in parts that fit, and back.
 */
#ifndef FLUX_PACK_H
#define FLUX_PACK_H

#include "base/context.h"
#include "base/text.h"

/* A ConfigMap holds 1 MiB and a request 1.5 MiB, both in base64: half a MiB of bytes leaves room for the rest of them. */
enum { FLUX_PART_SIZE = 512 * 1024 };

/* gzip, without a name or a time in it. */
pgp_status flux_compress(pgp_context *context, const char *bytes, size_t size, pgp_text *out);
/* Adds base64 on one line. */
void flux_base64(pgp_text *out, const char *bytes, size_t size);
/* "3f2c…", the first `digits` of the SHA-256. */
const char *flux_hash(pgp_arena *arena, const char *text, int digits);

/* *out is a new text. Reads a file, or the files of a directory (a mounted ConfigMap) in the order of their names as one, and decompresses
 * what is gzip. */
pgp_status flux_read_packed(pgp_context *context, const char *path, pgp_text *out);

#endif

/*
 * SHA-256, by libmd: the first digest of libcrypto costs 2 MB and 3 ms, since it loads providers and a configuration.
 */
#ifndef PGP_BASE_SHA256_H
#define PGP_BASE_SHA256_H

#include "base/arena.h"

#include <sha2.h>

enum { PGP_SHA256_SIZE = SHA256_DIGEST_LENGTH };

typedef SHA2_CTX pgp_sha256;

void pgp_sha256_start(pgp_sha256 *hash);
void pgp_sha256_add(pgp_sha256 *hash, const void *bytes, size_t size);
void pgp_sha256_finish(pgp_sha256 *hash, unsigned char out[PGP_SHA256_SIZE]);
/* 64 digits */
char *pgp_sha256_digits(pgp_arena *arena, const unsigned char digest[PGP_SHA256_SIZE]);
/* Of all at once. */
char *pgp_sha256_of(pgp_arena *arena, const void *bytes, size_t size);

#endif

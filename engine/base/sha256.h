/*
 * SHA-256 (FIPS 180-4). Its own, since the first digest of libcrypto costs 2 MB and 3 ms: it loads providers and a configuration.
 */
#ifndef PGP_BASE_SHA256_H
#define PGP_BASE_SHA256_H

#include "base/arena.h"

#include <stdint.h>

enum { PGP_SHA256_SIZE = 32, PGP_SHA256_BLOCK = 64 };

typedef struct pgp_sha256 {
    uint32_t state[8];
    uint64_t size; /* bytes so far */
    unsigned char block[PGP_SHA256_BLOCK];
} pgp_sha256;

void pgp_sha256_start(pgp_sha256 *hash);
void pgp_sha256_add(pgp_sha256 *hash, const void *bytes, size_t size);
void pgp_sha256_finish(pgp_sha256 *hash, unsigned char out[PGP_SHA256_SIZE]);
/* 64 digits */
char *pgp_sha256_digits(pgp_arena *arena, const unsigned char digest[PGP_SHA256_SIZE]);
/* Of all at once. */
char *pgp_sha256_of(pgp_arena *arena, const void *bytes, size_t size);

#endif

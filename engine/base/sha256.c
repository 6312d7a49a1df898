#include "base/sha256.h"

void pgp_sha256_start(pgp_sha256 *hash) {
    SHA256Init(hash);
}

void pgp_sha256_add(pgp_sha256 *hash, const void *bytes, size_t size) {
    SHA256Update(hash, bytes, size);
}

void pgp_sha256_finish(pgp_sha256 *hash, unsigned char out[PGP_SHA256_SIZE]) {
    SHA256Final(out, hash);
}

char *pgp_sha256_digits(pgp_arena *arena, const unsigned char digest[PGP_SHA256_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    char *text = pgp_alloc(arena, 2 * PGP_SHA256_SIZE + 1);
    for (size_t i = 0; i < PGP_SHA256_SIZE; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    return text;
}

char *pgp_sha256_of(pgp_arena *arena, const void *bytes, size_t size) {
    return SHA256Data(bytes, size, pgp_alloc(arena, SHA256_DIGEST_STRING_LENGTH));
}

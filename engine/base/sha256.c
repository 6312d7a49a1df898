#include "base/sha256.h"

#include <string.h>

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotated(uint32_t word, int bits) {
    return word >> bits | word << (32 - bits);
}

static uint32_t read_word(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void write_word(unsigned char *bytes, uint32_t word) {
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(word >> (24 - 8 * i));
}

static void expand(const unsigned char *block, uint32_t words[64]) {
    for (int i = 0; i < 16; i++)
        words[i] = read_word(block + 4 * i);
    for (int i = 16; i < 64; i++) {
        uint32_t early = words[i - 15], late = words[i - 2];
        words[i] = words[i - 16] + (rotated(early, 7) ^ rotated(early, 18) ^ early >> 3) + words[i - 7] +
                   (rotated(late, 17) ^ rotated(late, 19) ^ late >> 10);
    }
}

static void take_block(uint32_t state[8], const unsigned char *block) {
    uint32_t words[64];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    expand(block, words);
    for (int i = 0; i < 64; i++) {
        uint32_t choice = (e & f) ^ (~e & g), majority = (a & b) ^ (a & c) ^ (b & c);
        uint32_t one =
            h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + choice + constants[i] + words[i];
        uint32_t other = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + majority;
        h = g, g = f, f = e, e = d + one;
        d = c, c = b, b = a, a = one + other;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void pgp_sha256_start(pgp_sha256 *hash) {
    *hash = (pgp_sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                                   0x1f83d9ab, 0x5be0cd19}};
}

void pgp_sha256_add(pgp_sha256 *hash, const void *bytes, size_t size) {
    const unsigned char *at = bytes;
    size_t filled = hash->size % PGP_SHA256_BLOCK;
    hash->size += size;
    if (filled && filled + size >= PGP_SHA256_BLOCK) {
        memcpy(hash->block + filled, at, PGP_SHA256_BLOCK - filled);
        take_block(hash->state, hash->block);
        at += PGP_SHA256_BLOCK - filled;
        size -= PGP_SHA256_BLOCK - filled;
        filled = 0;
    }
    for (; filled + size >= PGP_SHA256_BLOCK; at += PGP_SHA256_BLOCK, size -= PGP_SHA256_BLOCK)
        take_block(hash->state, at);
    if (size)
        memcpy(hash->block + filled, at, size);
}

/* A one bit, zeros, and the number of bits at the end of a block. */
void pgp_sha256_finish(pgp_sha256 *hash, unsigned char out[PGP_SHA256_SIZE]) {
    static const unsigned char padding[PGP_SHA256_BLOCK] = {0x80};
    uint64_t bits = hash->size * 8;
    unsigned char length[8];
    write_word(length, (uint32_t)(bits >> 32));
    write_word(length + 4, (uint32_t)bits);
    size_t filled = (hash->size + sizeof length) % PGP_SHA256_BLOCK;
    pgp_sha256_add(hash, padding, PGP_SHA256_BLOCK - filled);
    pgp_sha256_add(hash, length, sizeof length);
    for (int i = 0; i < 8; i++)
        write_word(out + 4 * i, hash->state[i]);
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
    pgp_sha256 hash;
    unsigned char digest[PGP_SHA256_SIZE];
    pgp_sha256_start(&hash);
    pgp_sha256_add(&hash, bytes, size);
    pgp_sha256_finish(&hash, digest);
    return pgp_sha256_digits(arena, digest);
}

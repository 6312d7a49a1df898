#include "hazard/effect.h"

#include <string.h>

static const char *const server_names[] = {
#define SERVER_NAME(name, server, words) [PGP_LOCK_##name] = (server),
    PGP_LOCKS(SERVER_NAME)};

static const char *const words[] = {
#define WORDS(name, server, words_) [PGP_LOCK_##name] = (words_),
    PGP_LOCKS(WORDS)};

const char *pgp_lock_name(pgp_lock lock) {
    return server_names[lock];
}

const char *pgp_lock_words(pgp_lock lock) {
    return words[lock];
}

pgp_lock pgp_lock_named(const char *name) {
    for (size_t i = 0; i < sizeof server_names / sizeof *server_names; i++)
        if (strcmp(server_names[i], name) == 0)
            return (pgp_lock)i;
    return PGP_LOCK_NONE;
}

bool pgp_lock_blocks_reads(pgp_lock lock) {
    return lock == PGP_LOCK_ACCESS_EXCLUSIVE;
}

bool pgp_lock_blocks_writes(pgp_lock lock) {
    return lock >= PGP_LOCK_SHARE;
}

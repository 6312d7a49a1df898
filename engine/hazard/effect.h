/*
 * What a statement does to the relations that are there: how it locks them, and whether it reads or writes them in full meanwhile.
 */
#ifndef PGP_HAZARD_EFFECT_H
#define PGP_HAZARD_EFFECT_H

#include "model/model.h"

/* The server's table-level locks (src/include/storage/lockdefs.h), weakest first. X(name, server's name, SQL's words) */
#define PGP_LOCKS(X)                                                                \
    X(NONE, "-", "no lock")                                                         \
    X(ACCESS_SHARE, "AccessShareLock", "ACCESS SHARE")                              \
    X(ROW_SHARE, "RowShareLock", "ROW SHARE")                                       \
    X(ROW_EXCLUSIVE, "RowExclusiveLock", "ROW EXCLUSIVE")                           \
    X(SHARE_UPDATE_EXCLUSIVE, "ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE") \
    X(SHARE, "ShareLock", "SHARE")                                                  \
    X(SHARE_ROW_EXCLUSIVE, "ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE")          \
    X(EXCLUSIVE, "ExclusiveLock", "EXCLUSIVE")                                      \
    X(ACCESS_EXCLUSIVE, "AccessExclusiveLock", "ACCESS EXCLUSIVE")

typedef enum pgp_lock {
#define PGP_LOCK_ENUM(name, server, words) PGP_LOCK_##name,
    PGP_LOCKS(PGP_LOCK_ENUM)
#undef PGP_LOCK_ENUM
} pgp_lock;

const char *pgp_lock_name(pgp_lock lock);  /* "AccessExclusiveLock", as pg_locks says */
const char *pgp_lock_words(pgp_lock lock); /* "ACCESS EXCLUSIVE", as LOCK TABLE says */
/* PGP_LOCK_NONE when there is no such lock. */
pgp_lock pgp_lock_named(const char *name);
/* Readers, or those who insert, update and delete, wait for it. */
bool pgp_lock_blocks_reads(pgp_lock lock);
bool pgp_lock_blocks_writes(pgp_lock lock);

typedef struct pgp_effect {
    const pgp_object *relation; /* as it was before the first statement; NULL: known by its label only */
    const char *kind, *label;   /* of the relation */
    pgp_lock lock;              /* the strongest */
    bool rewritten;             /* every row is written anew */
    bool scanned;               /* every row is read, to be checked */
    bool indexes_built;         /* at least one index of it is built or built again */
    bool indexes_dropped;
    int64_t bytes, rows; /* estimates; -1: unknown */
} pgp_effect;

typedef struct pgp_effects {
    pgp_effect *items;
    size_t count, capacity;
} pgp_effects;

#endif

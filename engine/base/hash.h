/*
 * uthash whose tables live in an arena: nothing to clear, and running out of memory ends like everywhere else. A function
 * that adds to a table has its arena in a variable called `hash_arena`.
 */
#ifndef PGP_BASE_HASH_H
#define PGP_BASE_HASH_H

#include "base/arena.h"

#define uthash_malloc(size)        pgp_alloc(hash_arena, (size))
#define uthash_free(pointer, size) ((void)(pointer), (void)(size))

#include <uthash.h>

/* Each entry of a chain that is looked at is a cache line of its own: half as many as uthash has are a seventh of the time of a large
 * schema, for a sixteenth more memory. */
#undef HASH_BKT_CAPACITY_THRESH
#define HASH_BKT_CAPACITY_THRESH 6U

#endif

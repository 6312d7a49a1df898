/*
 * OIDs to pointers: an open hash table of 16 bytes a slot, because a database has hundreds of thousands of
 * columns.
 */
#ifndef PGP_INTROSPECT_OID_MAP_H
#define PGP_INTROSPECT_OID_MAP_H

#include "base/arena.h"

#include <libpq-fe.h>

typedef struct pgp_oid_map pgp_oid_map;

pgp_oid_map *pgp_oid_map_new(pgp_arena *arena);
/* `value` is not NULL; a key that is there gets the new value. */
void pgp_oid_map_put(pgp_oid_map *map, unsigned class_, Oid oid, int sub, void *value);
void *pgp_oid_map_get(const pgp_oid_map *map, unsigned class_, Oid oid, int sub);

#endif

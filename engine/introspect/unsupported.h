/*
 * Objects that a database may have and no kind handles yet: they are named, never skipped in silence.
 */
#ifndef PGP_INTROSPECT_UNSUPPORTED_H
#define PGP_INTROSPECT_UNSUPPORTED_H

#include "introspect/catalog.h"

/* One query that counts and names them: (kind, name, how many there are of all kinds). */
const char *pgp_unsupported_query(pgp_arena *arena);
pgp_status pgp_unsupported_row(pgp_catalog *catalog, const pgp_row *row);
/* PGP_UNKNOWN when there was one. */
pgp_status pgp_unsupported_check(pgp_catalog *catalog);

#endif

/*
 * What the catalogs hold, as one short text: while it is the same, so is everything that is read from them.
 *
 * It tells versions of rows, not what is in them: the transaction that wrote a row does not come back as long as the server runs,
 * and the text says since when it does. So a clone, a restored backup or a server that was started again never looks like what
 * was seen before. Of pg_class, of which VACUUM, TRUNCATE and REFRESH write new rows, it tells the columns that mean something.
 */
#ifndef PGP_INTROSPECT_STATE_H
#define PGP_INTROSPECT_STATE_H

#include "introspect/catalog.h"

/* Between pgp_catalog_connect() and pgp_catalog_start(): it is in the snapshot of what is read after. The server works on it until
 * it is taken. An error, or NULL, leaves a connection that nothing more can be read from. */
pgp_status pgp_catalog_ask_state(pgp_catalog *catalog);
/* In the same place: to be asked for behind the batch. The server works on it while the caller compares what was read. */
void pgp_catalog_ask_state_behind(pgp_catalog *catalog);
pgp_status pgp_catalog_take_state(pgp_catalog *catalog, const char **out);
/* Whoever uses the connection after pgp_catalog_finish(): a state that is still to come is taken first. */
pgp_status pgp_catalog_settle(pgp_catalog *catalog);

/* The query behind it, and whether it looks at this relation: for the test that it looks at all that anybody reads. */
const char *pgp_state_query(pgp_arena *arena, int server_version);
bool pgp_state_covers(const char *relation);

#endif

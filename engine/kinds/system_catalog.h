/*
 * The catalogs' side of kinds/system_privileges.c.
 */
#ifndef PGP_KINDS_SYSTEM_CATALOG_H
#define PGP_KINDS_SYSTEM_CATALOG_H

#include "introspect/catalog.h"

const char *pgp_system_privileges_query(int server_version);
pgp_status pgp_system_privileges_row(pgp_catalog *catalog, const pgp_row *row);

#endif

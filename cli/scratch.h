/*
 * Databases to try something in: on a server that was named, or on one that is started for it and gone afterwards.
 */
#ifndef CLI_SCRATCH_H
#define CLI_SCRATCH_H

#include "load.h"

typedef struct cli_scratch {
    pgp_context *context;
    const char *conninfo; /* of the database that was named, or through which others are made */
    bool own;             /* the server is ours: any role can be made there */
    bool only;            /* that database is all there is */
    bool taken;           /* and it is in use */
    const char *label;    /* for people: "a server of its own", "scratch@localhost" */
} cli_scratch;

/* `url`: an empty database, or a server's database "postgres", through which databases are made and dropped; NULL: starts a
 * server, whose superuser is called `user` (NULL: postgres). PGP_INPUT when the database is not empty. Everything goes with the
 * context's arena. */
pgp_status cli_scratch_open(pgp_context *context, const char *url, const char *user, cli_scratch *out);
/* Another empty database; NULL in *conninfo: there is no other. */
pgp_status cli_scratch_database(cli_scratch *scratch, const char **conninfo);
/* Makes those of the roles that are not there, on a server of its own. */
pgp_status cli_scratch_make_roles(cli_scratch *scratch, const pgp_names *roles);

/* Starts a server for as long as the context's arena lives; *conninfo names its database postgres. PGP_INPUT as root, or where there
 * is no PostgreSQL. (scratch_server.c) */
pgp_status cli_scratch_server(pgp_context *context, const char *user, const char **conninfo);

#endif

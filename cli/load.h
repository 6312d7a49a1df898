/*
 * From the sources of the command line to models.
 */
#ifndef CLI_LOAD_H
#define CLI_LOAD_H

#include "options.h"
#include "source/load.h"

typedef struct cli_side {
    const pgp_source *source;
    pgp_model *model;
    pgp_catalog *catalog; /* of a database; NULL: not one */
    const pgp_patterns *ignored;
    bool all_rights;  /* as pgp_side's */
    bool plain_label; /* set before opening: the source is called by its path alone */
} cli_side;

/* `specs` as one source, not read yet. */
pgp_status cli_open(pgp_context *context, const cli_arguments *arguments, pgp_names specs, cli_side *out);
/* The live database that was named, or else DATABASE_URL's, or else that of libpq's PG* variables. `flag` is the one that
 * the message of a usage error names. */
pgp_status cli_open_database(pgp_context *context, const cli_arguments *arguments, const char *command,
                             const char *flag, const char *given, cli_side *out);
/* "keyword='value'", with a space before unless it is the first. */
void cli_add_conninfo(pgp_text *text, const char *keyword, const char *value);
/* DATABASE_URL or libpq's PG* variables say which. */
bool cli_environment_names_database(void);
/* A database, for what is to be asked of it before it is loaded. */
pgp_status cli_connect(pgp_context *context, cli_side *side);
/* Reads all of them into models: servers work while files are parsed. */
pgp_status cli_load(pgp_context *context, cli_side *sides, size_t count);

#endif

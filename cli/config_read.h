/*
 * What readers of pgplumb.yaml and of fleets share: messages with their places, keys that must be known, databases.
 */
#ifndef CLI_CONFIG_READ_H
#define CLI_CONFIG_READ_H

#include "base/context.h"
#include "config.h"
#include "fluxcd/tree.h"

typedef struct cli_config_reader {
    pgp_context *context;
    const char *file;
    const char *directory; /* of the file, with its slash; "" when it has none */
} cli_config_reader;

cli_config_reader cli_config_reader_of(pgp_context *context, const char *file);

pgp_location cli_config_place(const cli_config_reader *r, const flux_node *node);
pgp_status cli_config_fail(const cli_config_reader *r, const flux_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
pgp_status cli_config_unknown_key(const cli_config_reader *r, const flux_node *key, const char *const *names,
                                  size_t count);
/* A map that has no keys but these; `known` ends in a NULL name. */
pgp_status cli_config_check_keys(const cli_config_reader *r, const flux_node *map,
                                 const cli_config_key *known);
/* A path of the file is relative to it. */
const char *cli_config_path(const cli_config_reader *r, const char *path);

/* "{env: NAME}", "{file: PATH}", or a URL without a password. */
pgp_status cli_config_database(const cli_config_reader *r, const flux_node *value, const char **out);
/* The NAME of {env: NAME} when it is not set; NULL: it is, or the value is another one. */
const char *cli_config_unset_variable(const flux_node *value);
/* The URL or conninfo in a file: its one line. */
pgp_status cli_read_url(pgp_context *context, const char *path, const char **out);

#endif

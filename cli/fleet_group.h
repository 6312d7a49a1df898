/*
 * The databases of a fleet by what they hold: those of a group have the same schema, and one plan does for all of them.
 */
#ifndef CLI_FLEET_GROUP_H
#define CLI_FLEET_GROUP_H

#include "fleet.h"
#include "load.h"
#include "render/render.h"

typedef struct cli_group {
    const char *key;         /* everything that a plan depends on */
    const char *fingerprint; /* of the schema */
    const char **names;      /* by name */
    size_t count, capacity;
    const cli_member *first; /* whom to ask for all */
} cli_group;

typedef struct cli_groups {
    cli_group *items; /* in the order of their first databases */
    size_t count, capacity;
    cli_answer *statuses; /* of each database */
    size_t *group_of;     /* of each database that answered */
} cli_groups;

enum { CLI_ANY_SIZE = -1 };

/* `above`: two databases of which different tables are larger than this are not in one group. */
pgp_status cli_group_fleet(pgp_context *context, const cli_arguments *arguments, const cli_fleet *fleet,
                           int64_t above, cli_groups *out);

/* Reads the group's first database and --to. PGP_RETRY when it has changed since it was put into the group. */
pgp_status cli_load_group(pgp_context *context, const cli_arguments *arguments, const cli_group *group,
                          cli_side sides[2], cli_report *report);

/* Calls work(its own context, argument) for what needs models, and keeps but the error. */
pgp_status cli_work_apart(pgp_context *context, pgp_status (*work)(pgp_context *context, void *argument),
                          void *argument);

#endif

/*
 * A plan for many databases (schemas/fleet-plan.schema.json): the databases, and a plan for each of their groups.
 */
#ifndef CLI_FLEET_PLAN_H
#define CLI_FLEET_PLAN_H

#include "fleet_group.h"

typedef struct cli_fleet_item {
    const char *name;
    const char *plan;  /* its digest; NULL: nothing to do, or none was made */
    const char *error; /* why none was made; NULL */
    long index;        /* in an Indexed Job: the databases that have a plan are counted from 0; -1 */
} cli_fleet_item;

typedef struct cli_fleet_plan {
    const char *document, *digest;
    cli_fleet_item *items; /* by name */
    size_t count;
    size_t planned; /* those of them that have a plan */
    struct json_t *root;
} cli_fleet_plan;

/* A group's plan, as it was made. */
typedef struct cli_group_plan {
    cli_report report; /* of it digest and document only */
    const char *shown; /* as text or Markdown */
    size_t steps, blocked;
    cli_answer answer;
} cli_group_plan;

typedef struct cli_planned_fleet {
    cli_fleet fleet;
    cli_groups groups;
    cli_group_plan *plans; /* one each group */
    const char *target, *commit;
} cli_planned_fleet;

/* Reads the fleet of the command line and plans for each of its groups once. */
pgp_status cli_plan_fleet(pgp_context *context, const cli_command *command, const cli_arguments *arguments,
                          cli_planned_fleet *out);
/* The document of it. */
pgp_status cli_write_fleet_plan(pgp_context *context, const cli_planned_fleet *planned, pgp_text *out);
/* PGP_OK when there is a plan for every database and no step of them is blocked. */
pgp_status cli_judge_fleet_plan(pgp_context *context, const cli_planned_fleet *planned);
/* pgplumb plan --fleet */
pgp_status cli_run_fleet_plan(pgp_context *context, const cli_command *command,
                              const cli_arguments *arguments);

bool cli_is_fleet_plan(const struct json_t *root);
/* PGP_INPUT when the file is none, or not what was written. */
pgp_status cli_read_fleet_plan(pgp_context *context, const char *path, cli_fleet_plan *out);
pgp_status cli_parse_fleet_plan(pgp_context *context, const char *path, const pgp_text *text,
                                cli_fleet_plan *out);
/* NULL: the plan does not know it. */
const cli_fleet_item *cli_fleet_item_named(const cli_fleet_plan *plan, const char *name);
/* The text of one of its plans. */
pgp_status cli_document_of(pgp_context *context, const cli_fleet_plan *plan, const char *digest,
                           const char **out);
/* The fingerprint that it arrives at; NULL: there is no such plan. */
const char *cli_target_of(const cli_fleet_plan *plan, const char *digest);

#endif

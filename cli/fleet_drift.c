#include "fleet_drift.h"

#include "blame.h"
#include "fleet_group.h"
#include "render/difference.h"
#include "render/json_text.h"
#include "style.h"
#include "talk.h"

typedef struct drift {
    pgp_context *context;
    const cli_arguments *arguments;
    const cli_group *group; /* that is compared */
    pgp_text text;          /* of all groups, or */
    cli_json json;
    json_t *groups;
    const char *desired;
    bool differs;
} drift;

/* -- one group -------------------------------------------------------------------------------------------------------- */

static pgp_status add_json(drift *d, const cli_differences *differences) {
    json_t *object = json_object(), *names = json_array();
    for (size_t i = 0; i < d->group->count; i++)
        cli_json_append(&d->json, names, json_string(d->group->names[i]));
    cli_json_set(&d->json, object, "databases", names);
    cli_set_differences(&d->json, object, differences);
    cli_json_append(&d->json, d->groups, object);
    d->json.bad = pgp_strdup(d->context->arena, d->json.bad);
    return PGP_OK;
}

static pgp_status add_group(drift *d, cli_differences *differences) {
    differences->source = pgp_printf(d->context->arena, "the schema of %s",
                                     cli_names_shown(d->context->arena, d->group->names, d->group->count));
    differences->is_part = true;
    d->desired = pgp_strdup(d->context->arena, differences->target);
    d->differs |= differences->count || differences->helpers;
    switch (d->arguments->format) {
    case CLI_JSON: return add_json(d, differences);
    case CLI_MARKDOWN: cli_drift_markdown(&d->text, differences); break;
    default: cli_drift_text(&d->text, differences, !d->arguments->output && cli_is_colourful(stdout)); break;
    }
    return PGP_OK;
}

static pgp_status compare(pgp_context *context, void *argument) {
    drift *d = argument;
    cli_side sides[2] = {{.plain_label = true}, {.plain_label = true}};
    cli_report report = {0};
    pgp_options options;
    pgp_plan *plan;
    PGP_TRY(cli_plan_options(context, d->arguments, &options));
    PGP_TRY(cli_load_group(context, d->arguments, d->group, sides, &report));
    PGP_TRY(pgp_diff(context, sides[0].model, sides[1].model, sides[0].catalog, &options, &plan));
    cli_differences differences = cli_differences_of(context->arena, plan);
    if (d->arguments->blame && differences.count)
        PGP_TRY(cli_blame(context, d->arguments, d->arguments->to.items[0], &differences));
    cli_say_notes(context);
    return add_group(d, &differences);
}

/* -- all of them ------------------------------------------------------------------------------------------------------ */

/* Databases that gave no answer. */
static json_t *failures_json(drift *d, const cli_fleet *fleet, const cli_answer *statuses) {
    json_t *list = json_array();
    for (size_t i = 0; i < fleet->members.count; i++) {
        if (statuses[i].status == PGP_OK)
            continue;
        json_t *object = json_object();
        cli_json_set_text(&d->json, object, "name", fleet->members.items[i].name);
        cli_json_set_text(&d->json, object, "error", statuses[i].error);
        cli_json_append(&d->json, list, object);
    }
    return list;
}

static pgp_status finish_json(drift *d, json_t *root, const cli_fleet *fleet, const cli_answer *statuses) {
    cli_json_set(&d->json, root, "format", json_integer(1));
    cli_json_set_text(&d->json, root, "tool", "pgplumb");
    cli_json_set_text(&d->json, root, "type", "fleet-drift");
    cli_json_set_text(&d->json, root, "desired", d->desired);
    cli_json_set(&d->json, root, "groups", json_incref(d->groups));
    cli_json_set(&d->json, root, "unreachable", failures_json(d, fleet, statuses));
    return cli_json_finish(&d->json, root, &d->text);
}

/* What is wrong with the files is wrong for all. */
static pgp_status compare_groups(drift *d, const cli_fleet *fleet, cli_groups *groups) {
    for (size_t i = 0; i < groups->count; i++) {
        d->group = &groups->items[i];
        pgp_status status = cli_work_apart(d->context, compare, d);
        if (status != PGP_OK && (d->context->error.where.file || status == PGP_INPUT))
            return status;
        for (size_t m = 0; m < fleet->members.count && status != PGP_OK; m++)
            if (groups->statuses[m].status == PGP_OK && groups->group_of[m] == i)
                groups->statuses[m] = (cli_answer){.status = status, .error = d->context->error.message};
        d->context->error = (pgp_error){.status = PGP_OK};
    }
    return PGP_OK;
}

pgp_status cli_fleet_drift(pgp_context *context, const cli_command *command, const cli_arguments *arguments) {
    drift d = {.context = context,
               .arguments = arguments,
               .text = pgp_text_new(context->arena),
               .json = {.context = context}};
    json_t *root = cli_json_root(&d.json);
    cli_fleet fleet;
    cli_groups groups;
    d.groups = json_array();
    cli_json_defer(context, d.groups);
    PGP_TRY(cli_read_fleet(context, command, arguments, &fleet));
    PGP_TRY(cli_group_fleet(context, arguments, &fleet, CLI_ANY_SIZE, &groups));
    PGP_TRY(compare_groups(&d, &fleet, &groups));
    if (arguments->format == CLI_JSON)
        PGP_TRY(finish_json(&d, root, &fleet, groups.statuses));
    else if (arguments->format == CLI_MARKDOWN)
        cli_add_marker(&d.text, "drift", fleet.name);
    PGP_TRY(cli_write(context, arguments->output, d.text.data, d.text.size));
    PGP_TRY(cli_say_failures(context, &fleet, groups.statuses));
    return d.differs ? PGP_DIFFERENT : PGP_OK;
}

#include "fleet_plan.h"

#include "base/plain.h"
#include "planning.h"
#include "render/json_text.h"
#include "style.h"
#include "talk.h"

#include <stdio.h>
#include <string.h>

/* -- one group ------------------------------------------------------------------------------------------------------ */

typedef struct task {
    pgp_context *keep;
    const cli_arguments *arguments;
    const cli_group *group;
    cli_planned_fleet *fleet;
    cli_group_plan *out;
} task;

static void show(pgp_text *out, const cli_arguments *arguments, const cli_report *report) {
    if (arguments->format == CLI_MARKDOWN)
        cli_render_markdown(out, report);
    else if (arguments->format == CLI_TEXT)
        cli_render_text(out, report, !arguments->output && cli_is_colourful(stdout));
}

/* Whoever is in the group: the same plan has the same digest. */
static const char *label_of(pgp_arena *arena, const cli_group *group) {
    enum { DIGITS = 12 };
    return pgp_printf(arena, "schema %.*s", DIGITS, group->fingerprint);
}

static void keep_plan(const task *t, const cli_report *report, const pgp_plan *plan, const char *shown) {
    pgp_arena *arena = t->keep->arena;
    *t->out = (cli_group_plan){.report = {.document = pgp_strdup(arena, report->document),
                                          .digest = pgp_strdup(arena, report->digest)},
                               .shown = pgp_strdup(arena, shown),
                               .steps = report->step_count,
                               .blocked = plan->blocked};
    t->fleet->target = pgp_strdup(arena, report->target);
    t->fleet->commit = pgp_strdup(arena, report->commit);
}

static pgp_status plan_group(pgp_context *context, void *argument) {
    const task *t = argument;
    cli_side sides[2] = {0};
    cli_report report = {.is_part = true};
    pgp_options options;
    pgp_plan *plan;
    pgp_text shown = pgp_text_new(context->arena);
    PGP_TRY(cli_plan_options(context, t->arguments, &options));
    PGP_TRY(cli_load_group(context, t->arguments, t->group, sides, &report));
    sides[0].model->label = label_of(context->arena, t->group);
    PGP_TRY(cli_make_plan(context, &sides[0], &sides[1], &options, &plan, &report));
    cli_say_notes(context);
    PGP_TRY(cli_write_document(context, &report));
    show(&shown, t->arguments, &report);
    keep_plan(t, &report, plan, shown.data);
    return PGP_OK;
}

/* What is wrong with the files is wrong for all; what is wrong with a database is its group's. */
static pgp_status plan_groups(pgp_context *context, const cli_arguments *arguments, cli_planned_fleet *p) {
    p->plans = pgp_alloc(context->arena, p->groups.count * sizeof *p->plans);
    for (size_t i = 0; i < p->groups.count; i++) {
        task t = {.keep = context,
                  .arguments = arguments,
                  .group = &p->groups.items[i],
                  .fleet = p,
                  .out = &p->plans[i]};
        pgp_status status = cli_work_apart(context, plan_group, &t);
        if (status != PGP_OK && (context->error.where.file || status == PGP_INPUT))
            return status;
        p->plans[i].answer = (cli_answer){.status = status, .error = context->error.message};
        context->error = (pgp_error){.status = PGP_OK};
    }
    return PGP_OK;
}

pgp_status cli_plan_fleet(pgp_context *context, const cli_command *command, const cli_arguments *arguments,
                          cli_planned_fleet *out) {
    pgp_options options;
    *out = (cli_planned_fleet){.plans = NULL};
    if (!arguments->to.count)
        return cli_usage_error(context, command->name, "--fleet needs --to SOURCE: the schema to arrive at");
    PGP_TRY(cli_plan_options(context, arguments, &options));
    PGP_TRY(cli_read_fleet(context, command, arguments, &out->fleet));
    PGP_TRY(cli_group_fleet(context, arguments, &out->fleet, options.online_above, &out->groups));
    PGP_TRY(plan_groups(context, arguments, out));
    for (size_t i = 0; i < out->fleet.members.count; i++)
        if (out->groups.statuses[i].status == PGP_OK)
            out->groups.statuses[i] = out->plans[out->groups.group_of[i]].answer;
    return PGP_OK;
}

static const cli_group_plan *plan_of(const cli_planned_fleet *p, size_t member) {
    return p->groups.statuses[member].status == PGP_OK ? &p->plans[p->groups.group_of[member]] : NULL;
}

/* -- as JSON ---------------------------------------------------------------------------------------------------------- */

static json_t *database_json(cli_json *json, const cli_planned_fleet *p, size_t member, json_int_t *next) {
    const cli_group_plan *plan = plan_of(p, member);
    bool has_steps = plan && plan->steps;
    json_t *object = json_object();
    cli_json_set_text(json, object, "name", p->fleet.members.items[member].name);
    cli_json_set_text(json, object, "plan", has_steps ? plan->report.digest : NULL);
    cli_json_set(json, object, "index", has_steps ? json_integer((*next)++) : json_null());
    cli_json_set_text(json, object, "error", p->groups.statuses[member].error);
    return object;
}

/* Groups of which only the server's version or the sizes differ may have the same plan. */
static bool is_repeated(const cli_planned_fleet *p, size_t group) {
    for (size_t i = 0; i < group; i++)
        if (p->plans[i].steps && strcmp(p->plans[i].report.digest, p->plans[group].report.digest) == 0)
            return true;
    return false;
}

static json_t *plans_json(cli_json *json, const cli_planned_fleet *p) {
    json_t *plans = json_array();
    for (size_t i = 0; i < p->groups.count; i++)
        if (p->plans[i].steps && !is_repeated(p, i))
            cli_json_append(json, plans, json_loads(p->plans[i].report.document, 0, NULL));
    return plans;
}

pgp_status cli_write_fleet_plan(pgp_context *context, const cli_planned_fleet *p, pgp_text *out) {
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json), *target = json_object(), *databases = json_array();
    json_int_t next = 0;
    const char *digest = NULL;
    for (size_t i = 0; i < p->fleet.members.count; i++)
        cli_json_append(&json, databases, database_json(&json, p, i, &next));
    cli_json_set_text(&json, target, "label", p->target);
    cli_json_set_text(&json, target, "commit", p->commit);
    cli_json_set(&json, root, "format", json_integer(1));
    cli_json_set_text(&json, root, "tool", cli_tool(context->arena));
    cli_json_set_text(&json, root, "type", CLI_FLEET_PLAN);
    cli_json_set(&json, root, "target", target);
    cli_json_set(&json, root, "databases", databases);
    cli_json_set(&json, root, "plans", plans_json(&json, p));
    if (!json.failed && !json.bad)
        PGP_TRY(cli_json_digest(context, root, &digest));
    cli_json_set_text(&json, root, "digest", digest);
    return cli_json_finish(&json, root, out);
}

/* -- for people ---------------------------------------------------------------------------------------------------------- */

static void add_group(pgp_text *out, const cli_group *group, const cli_group_plan *plan, cli_format format) {
    const char *names = cli_names_shown(out->arena, group->names, group->count);
    if (format == CLI_MARKDOWN)
        pgp_text_addf(out, "## %s (%zu database%s)\n\n", names, group->count, group->count == 1 ? "" : "s");
    else
        pgp_text_addf(out, "%s (%zu database%s)\n", names, group->count, group->count == 1 ? "" : "s");
    pgp_text_addf(out, "%s\n", plan->shown);
}

static void add_members(pgp_text *out, const cli_planned_fleet *p,
                        bool (*is_one)(const cli_planned_fleet *p, size_t member), const char *what) {
    const char **names = pgp_alloc(out->arena, p->fleet.members.count * sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < p->fleet.members.count; i++)
        if (is_one(p, i))
            names[count++] = p->fleet.members.items[i].name;
    if (count)
        pgp_text_addf(out, "%s: %s\n", what, cli_names_shown(out->arena, names, count));
}

static bool is_in_sync(const cli_planned_fleet *p, size_t member) {
    const cli_group_plan *plan = plan_of(p, member);
    return plan && !plan->steps;
}

static bool is_unknown(const cli_planned_fleet *p, size_t member) {
    return !plan_of(p, member);
}

static void render(pgp_text *out, const cli_planned_fleet *p, cli_format format) {
    size_t plans = 0, planned = 0, in_sync = 0, count = p->fleet.members.count;
    for (size_t i = 0; i < p->groups.count; i++) {
        if (!p->plans[i].steps)
            continue;
        add_group(out, &p->groups.items[i], &p->plans[i], format);
        planned += p->groups.items[i].count;
        plans++;
    }
    for (size_t i = 0; i < count; i++)
        in_sync += is_in_sync(p, i);
    add_members(out, p, is_in_sync, "in sync");
    add_members(out, p, is_unknown, "not planned");
    pgp_text_addf(out, "%s%zu database%s: %zu plan%s for %zu, %zu in sync, %zu not planned\n",
                  format == CLI_MARKDOWN ? "\n" : "", count, count == 1 ? "" : "s", plans,
                  plans == 1 ? "" : "s", planned, in_sync, count - planned - in_sync);
    if (format == CLI_MARKDOWN) {
        pgp_text_add(out, "\n");
        cli_add_marker(out, "plan", p->fleet.name);
    }
}

pgp_status cli_judge_fleet_plan(pgp_context *context, const cli_planned_fleet *p) {
    size_t blocked = 0;
    PGP_TRY(cli_say_failures(context, &p->fleet, p->groups.statuses));
    for (size_t i = 0; i < p->groups.count; i++)
        blocked += p->plans[i].blocked > 0;
    return blocked ? pgp_fail(context, PGP_BLOCKED, NULL, "%zu of the plans %s blocked steps", blocked,
                              blocked == 1 ? "has" : "have")
                   : PGP_OK;
}

pgp_status cli_run_fleet_plan(pgp_context *context, const cli_command *command,
                              const cli_arguments *arguments) {
    cli_planned_fleet p;
    pgp_text out = pgp_text_new(context->arena);
    bool has_steps = false;
    if (arguments->format == CLI_SQL || arguments->format == CLI_HTML)
        return cli_usage_error(context, command->name, "--fleet writes text, json and markdown");
    PGP_TRY(cli_plan_fleet(context, command, arguments, &p));
    if (arguments->format == CLI_JSON)
        PGP_TRY(cli_write_fleet_plan(context, &p, &out));
    else
        render(&out, &p, arguments->format);
    PGP_TRY(cli_write(context, arguments->output, out.data, out.size));
    PGP_TRY(cli_judge_fleet_plan(context, &p));
    for (size_t i = 0; i < p.groups.count; i++)
        has_steps |= p.plans[i].steps > 0;
    return arguments->exit_code && has_steps ? PGP_DIFFERENT : PGP_OK;
}

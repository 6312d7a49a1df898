#include "fleet_status.h"

#include "files.h"
#include "fleet_plan.h"
#include "introspect/catalog.h"
#include "render/fleet_status.h"
#include "style.h"
#include "talk.h"

#include <string.h>

/* -- asking ----------------------------------------------------------------------------------------------------------- */

typedef struct answer {
    bool has_run;
    pgp_run newest;
} answer;

static pgp_run copy_of(pgp_arena *keep, const pgp_run *run) {
    pgp_run copy = *run;
    const char **texts[] = {&copy.digest,
                            &copy.source_fingerprint,
                            &copy.target_fingerprint,
                            &copy.git_commit,
                            &copy.phase,
                            &copy.role,
                            &copy.client,
                            &copy.tool,
                            &copy.started,
                            &copy.finished,
                            &copy.error};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = pgp_strdup(keep, *texts[i]);
    return copy;
}

static void close_connection(void *connection) {
    PQfinish(connection);
}

static pgp_status ask(pgp_context *context, const cli_arguments *arguments, const cli_poll *poll,
                      pgp_arena *keep, void *out) {
    answer *a = out;
    cli_side side = {.plain_label = true};
    PGconn *connection;
    const char *journal;
    pgp_runs runs = {0};
    (void)poll;
    PGP_TRY(cli_open_database(context, arguments, "status", "--fleet", arguments->database, &side));
    PGP_TRY(pgp_connect(context, side.source->conninfo, &connection));
    pgp_defer(context->arena, close_connection, connection);
    PGP_TRY(pgp_journal_find(context, connection, arguments->journal_schema, &journal));
    if (journal)
        PGP_TRY(pgp_journal_runs(context, connection, journal, 1, false, &runs));
    a->has_run = runs.count;
    if (a->has_run)
        a->newest = copy_of(keep, &runs.items[0]);
    return PGP_OK;
}

/* -- judging ---------------------------------------------------------------------------------------------------------- */

/* What they are held against: the saved plan, else what the newest of all runs was to arrive at. */
typedef struct reference {
    const cli_fleet_plan *plan;
    const pgp_run *newest;
} reference;

static const pgp_run *newest_of(const answer *answers, size_t count) {
    const pgp_run *newest = NULL;
    for (size_t i = 0; i < count; i++) {
        const pgp_run *run = &answers[i].newest;
        bool counts =
            answers[i].has_run && run->state != PGP_RUN_ABANDONED && run->state != PGP_RUN_ROLLED_BACK;
        if (counts && (!newest || run->began > newest->began))
            newest = run;
    }
    return newest;
}

static bool is_planned(const cli_fleet_plan *plan, const char *name, const pgp_run *run) {
    const cli_fleet_item *item = cli_fleet_item_named(plan, name);
    if (!item || item->error || !item->plan)
        return item && !item->error;
    return run && (strcmp(run->digest, item->plan) == 0 ||
                   pgp_same(run->target_fingerprint, cli_target_of(plan, item->plan)));
}

static bool is_newest(const pgp_run *newest, const pgp_run *run) {
    bool same_commit = run->git_commit && pgp_same(run->git_commit, newest->git_commit);
    return same_commit || strcmp(run->target_fingerprint, newest->target_fingerprint) == 0;
}

static cli_standing judge(const reference *r, const char *name, const pgp_run *run) {
    if (run && run->state == PGP_RUN_UNFINISHED)
        return run->error ? CLI_FAILED : CLI_PENDING;
    if (run && run->state == PGP_RUN_EXPANDED)
        return CLI_PENDING;
    if (r->plan)
        return is_planned(r->plan, name, run) ? CLI_IN_SYNC : run ? CLI_BEHIND : CLI_NEVER;
    if (!run)
        return CLI_NEVER;
    return run->state == PGP_RUN_APPLIED && is_newest(r->newest, run) ? CLI_IN_SYNC : CLI_BEHIND;
}

static void judge_all(const cli_fleet *fleet, const answer *answers, const cli_answer *statuses,
                      const reference *r, cli_standing_member *items, cli_fleet_standing *out) {
    for (size_t i = 0; i < fleet->members.count; i++) {
        const char *name = fleet->members.items[i].name;
        const pgp_run *run = answers[i].has_run ? &answers[i].newest : NULL;
        bool answered = statuses[i].status == PGP_OK;
        items[i] = (cli_standing_member){.name = name,
                                         .standing = answered ? judge(r, name, run) : CLI_UNREACHABLE,
                                         .newest = run,
                                         .error = statuses[i].error};
        out->counts[items[i].standing]++;
    }
    out->fleet = fleet->name;
    out->items = items;
    out->count = fleet->members.count;
}

/* -- the command ------------------------------------------------------------------------------------------------------ */

static pgp_status show(pgp_context *context, const cli_arguments *arguments,
                       const cli_fleet_standing *fleet) {
    pgp_text out = pgp_text_new(context->arena);
    if (arguments->format == CLI_JSON)
        PGP_TRY(cli_render_fleet_json(context, &out, fleet));
    else if (arguments->format == CLI_PROMETHEUS)
        cli_render_fleet_metrics(&out, fleet);
    else
        cli_render_fleet_text(&out, fleet, !arguments->output && cli_is_colourful(stdout));
    return cli_write_whole(context, arguments->output, &out);
}

pgp_status cli_fleet_status(pgp_context *context, const cli_command *command,
                            const cli_arguments *arguments) {
    cli_fleet fleet;
    cli_fleet_plan plan;
    reference r = {.plan = arguments->operands.count ? &plan : NULL};
    cli_fleet_standing standing = {.fleet = NULL};
    PGP_TRY(cli_read_fleet(context, command, arguments, &fleet));
    if (r.plan)
        PGP_TRY(cli_read_fleet_plan(context, arguments->operands.items[0], &plan));
    size_t count = fleet.members.count;
    answer *answers = pgp_alloc(context->arena, count * sizeof *answers);
    cli_answer *statuses = pgp_alloc(context->arena, count * sizeof *statuses);
    const cli_poll poll = {
        .question = ask, .answers = answers, .size = sizeof *answers, .statuses = statuses};
    PGP_TRY(cli_ask_fleet(context, arguments, &fleet, &poll));
    r.newest = newest_of(answers, count);
    judge_all(&fleet, answers, statuses, &r, pgp_alloc(context->arena, count * sizeof(cli_standing_member)),
              &standing);
    PGP_TRY(show(context, arguments, &standing));
    PGP_TRY(cli_say_failures(context, &fleet, statuses));
    return arguments->exit_code && standing.counts[CLI_IN_SYNC] != count ? PGP_DIFFERENT : PGP_OK;
}

/*
 * pgplumb status: what ran on a database, and what is left to run, from its journal.
 */
#include "execute/journal.h"
#include "files.h"
#include "fleet_status.h"
#include "introspect/catalog.h"
#include "load.h"
#include "plan_file.h"
#include "render/json_text.h"
#include "render/metrics.h"
#include "render/render.h"
#include "render/run_json.h"
#include "style.h"
#include "talk.h"

#include <string.h>

typedef struct status {
    const char *database, *journal;
    pgp_runs runs;
    cli_report plan; /* of the newest run, when it is to be seen */
    pgp_record *records;
    bool pending; /* steps of the newest run are left */
} status;

static bool has_steps_left(const pgp_run *run) {
    return run->state == PGP_RUN_UNFINISHED || run->state == PGP_RUN_EXPANDED;
}

/* -- reading ---------------------------------------------------------------------------------------------------- */

/* Who may not see plans still sees the runs. */
static pgp_status read_plan(pgp_context *context, PGconn *connection, status *s) {
    pgp_runs newest;
    pgp_text text = pgp_text_new(context->arena);
    pgp_status read = pgp_journal_runs(context, connection, s->journal, 1, true, &newest);
    if (read == PGP_REFUSED && strcmp(context->error.sqlstate, "42501") == 0) {
        context->error = (pgp_error){.status = PGP_OK};
        return PGP_OK;
    }
    if (read != PGP_OK)
        return read;
    pgp_text_add(&text, newest.items[0].plan);
    PGP_TRY(cli_parse_plan(context, "the journal", &text, &s->plan));
    s->records = pgp_alloc(context->arena, (s->plan.step_count + 1) * sizeof *s->records);
    return pgp_journal_steps(context, connection, s->journal, newest.items[0].id, s->records,
                             s->plan.step_count);
}

static pgp_status read_status(pgp_context *context, PGconn *connection, const cli_arguments *arguments,
                              status *s) {
    enum { SHOWN = 20 };
    PGP_TRY(pgp_journal_find(context, connection, arguments->journal_schema, &s->journal));
    if (!s->journal)
        return PGP_OK;
    PGP_TRY(pgp_journal_runs(context, connection, s->journal, SHOWN, false, &s->runs));
    s->pending = s->runs.count && has_steps_left(&s->runs.items[0]);
    return s->pending ? read_plan(context, connection, s) : PGP_OK;
}

/* -- for people ---------------------------------------------------------------------------------------------------- */

static void add_run(pgp_text *out, const pgp_run *run) {
    pgp_text_addf(out, "  run %lld  %-11s  %s  %lld of %lld steps", (long long)run->id,
                  pgp_run_state_word(run->state), run->started, (long long)run->done, (long long)run->steps);
    if (run->git_commit)
        pgp_text_addf(out, "  commit %.7s", run->git_commit);
    if (run->rolls_back)
        pgp_text_addf(out, "  takes back run %lld", (long long)run->rolls_back);
    pgp_text_add(out, "  by ");
    pgp_add_plain(out, run->role);
    if (run->client) {
        pgp_text_add(out, " from ");
        pgp_add_plain(out, run->client);
    }
    pgp_text_add(out, "\n");
    if (run->error && run->state == PGP_RUN_UNFINISHED) {
        pgp_text_add(out, "         ");
        pgp_add_plain(out, run->error);
        pgp_text_add(out, "\n");
    }
}

static void add_pending(pgp_text *out, const status *s) {
    pgp_text_add(out, "\npending:\n");
    for (size_t i = 0; i < s->plan.step_count; i++) {
        const pgp_step *step = &s->plan.steps[i];
        if (s->records[i] == PGP_DONE)
            continue;
        pgp_text_addf(out, "  %3zu  %c ", i + 1, step->sign);
        pgp_add_plain(out, step->summary);
        pgp_text_addf(out, "   %s%s\n", step->phase, s->records[i] == PGP_BEGUN ? ", begun" : "");
    }
    if (!s->plan.step_count)
        pgp_text_addf(out, "  steps that this role may not see\n");
}

static void render_text(pgp_text *out, const status *s) {
    pgp_add_plain(out, s->database);
    if (!s->runs.count) {
        pgp_text_add(out, ": pgplumb has applied nothing here.\n");
        return;
    }
    pgp_text_add(out, " · journal in schema ");
    pgp_add_plain(out, s->journal);
    pgp_text_add(out, "\n");
    for (size_t i = 0; i < s->runs.count; i++)
        add_run(out, &s->runs.items[i]);
    if (s->pending)
        add_pending(out, s);
}

/* -- for machines ---------------------------------------------------------------------------------------------------- */

static json_t *pending_json(cli_json *json, const status *s) {
    json_t *array = json_array();
    for (size_t i = 0; i < s->plan.step_count; i++) {
        if (s->records[i] == PGP_DONE)
            continue;
        json_t *step = json_object();
        cli_json_set(json, step, "number", json_integer((json_int_t)i + 1));
        cli_json_set_text(json, step, "summary", s->plan.steps[i].summary);
        cli_json_set_text(json, step, "phase", s->plan.steps[i].phase);
        cli_json_set(json, step, "begun", json_boolean(s->records[i] == PGP_BEGUN));
        cli_json_append(json, array, step);
    }
    return array;
}

static pgp_status render_json(pgp_context *context, pgp_text *out, const status *s) {
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json), *runs = json_array();
    cli_json_set(&json, root, "format", json_integer(1));
    cli_json_set_text(&json, root, "tool", cli_tool(context->arena));
    cli_json_set_text(&json, root, "type", "status");
    cli_json_set_text(&json, root, "database", s->database);
    cli_json_set_text(&json, root, "journal_schema", s->journal);
    cli_json_set(&json, root, "pending", json_boolean(s->pending));
    cli_json_set(&json, root, "pending_steps", pending_json(&json, s));
    for (size_t i = 0; i < s->runs.count; i++)
        cli_json_append(&json, runs, cli_run_json(&json, &s->runs.items[i]));
    cli_json_set(&json, root, "runs", runs);
    return cli_json_finish(&json, root, out);
}

/* -- the command ------------------------------------------------------------------------------------------------------ */

static void close_connection(void *connection) {
    PQfinish(connection);
}

static pgp_status check_usage(pgp_context *context, const cli_arguments *arguments) {
    if (arguments->operands.count)
        return cli_usage_error(context, "status", "a saved plan is for --fleet");
    return cli_check_no_fleet(context, &cli_status, arguments);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    cli_side side = {0};
    PGconn *connection;
    pgp_text out = pgp_text_new(context->arena);
    if (arguments->fleet.name)
        return cli_fleet_status(context, &cli_status, arguments);
    PGP_TRY(check_usage(context, arguments));
    PGP_TRY(cli_open_database(context, arguments, "status", "--database", arguments->database, &side));
    PGP_TRY(pgp_connect(context, side.source->conninfo, &connection));
    pgp_defer(context->arena, close_connection, connection);
    status s = {.database = side.source->label};
    PGP_TRY(read_status(context, connection, arguments, &s));
    if (arguments->format == CLI_JSON)
        PGP_TRY(render_json(context, &out, &s));
    else if (arguments->format == CLI_PROMETHEUS)
        cli_render_metrics(
            &out, &(cli_measured){.newest = s.runs.count ? s.runs.items : NULL, .pending = s.pending}, 1);
    else
        render_text(&out, &s);
    PGP_TRY(cli_write_whole(context, arguments->output, &out));
    return arguments->exit_code && s.pending ? PGP_DIFFERENT : PGP_OK;
}

static const cli_option options[] = {
    CLI_OPTION_DATABASE,
    CLI_OPTION_FORMAT("text|json|prometheus"),
    CLI_OPTION_OUTPUT,
    CLI_OPTION("exit-code", '\0', CLI_VALUE_NONE, exit_code, NULL, "exit with 1 when steps are left to run"),
    CLI_OPTIONS_FLEET,
    CLI_OPTION_JOURNAL,
    CLI_OPTIONS_COMMON,
};

const cli_command cli_status = {
    .name = "status",
    .synopsis = "[--database URL | --fleet FLEET [PLAN.json]] [option]...",
    .summary = "show what ran on a database, and what is left",
    .about =
        "Reads the journal that apply keeps in the database: which plan, when, by whom, for which commit, "
        "how it "
        "ended. It needs\n"
        "no right but to connect; which steps are left only a role that may read the journal's tables sees.\n"
        "Of a fleet: how each database stands, held against its saved plan, else against the newest run of "
        "all of them.",
    .options = options,
    .most_operands = 1,
    .takes_paths = true,
    .run = run,
};

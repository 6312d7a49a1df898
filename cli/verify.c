/*
 * pgplumb verify: runs a saved plan on a scratch copy of the state that it was made for, and looks where that leads.
 */
#include "render/verify.h"
#include "applying.h"
#include "kinds/reading.h"
#include "kinds/roles.h"
#include "plan_file.h"
#include "planning.h"
#include "scratch.h"
#include "style.h"
#include "talk.h"

typedef struct verifying {
    pgp_context *context;
    const cli_arguments *arguments;
    pgp_options options;
    cli_report plan, state; /* `state`: the steps that make what it was planned from */
    const char *user;       /* who applies there; NULL: not known */
    pgp_names roles;        /* that the two schemas speak of */
    cli_progress progress;
    pgp_observer observer;
    cli_scratch scratch;
    const char *copy; /* conninfo of the database that is migrated */
    cli_verification found;
} verifying;

static bool is_stopped(const verifying *v) {
    return *v->observer.stop != 0;
}

static pgp_status check_stop(const verifying *v) {
    return is_stopped(v) ? pgp_fail(v->context, PGP_RETRY, NULL, "stopped by a signal") : PGP_OK;
}

/* -- what it was planned from --------------------------------------------------------------------------------------------- */

static pgp_status open_from(const verifying *v, cli_side *side) {
    const cli_arguments *arguments = v->arguments;
    if (arguments->from.count)
        PGP_TRY(cli_open(v->context, arguments, arguments->from, side));
    else
        PGP_TRY(cli_open_database(v->context, arguments, "verify", "--from", arguments->database, side));
    side->ignored = NULL; /* what others depend on has to be there */
    return PGP_OK;
}

static pgp_status check_fingerprints(verifying *v, const cli_side sides[2]) {
    const pgp_model *desired = sides[1].source ? sides[1].model : NULL;
    cli_report now = {0};
    PGP_TRY(cli_take_fingerprints(v->context, sides[0].model, desired, &now));
    PGP_TRY(cli_check_plan(v->context, &v->plan, &now));
    if (!desired || pgp_same(now.target_fingerprint, v->plan.target_fingerprint))
        return PGP_OK;
    pgp_fail(v->context, PGP_STALE, NULL, "the plan was made for another desired schema than %s",
             sides[1].source->label);
    return pgp_hint(v->context, "Plan again, or name the schema that it was made for.");
}

static pgp_status read_state(verifying *v) {
    cli_side sides[2] = {{0}};
    bool has_target = v->arguments->to.count > 0;
    PGP_TRY(open_from(v, &sides[0]));
    if (has_target)
        PGP_TRY(cli_open(v->context, v->arguments, v->arguments->to, &sides[1]));
    PGP_TRY(cli_load(v->context, sides, has_target ? 2 : 1));
    PGP_TRY(check_fingerprints(v, sides));
    v->user = sides[0].model->current_user;
    for (size_t i = 0; i < (has_target ? 2 : 1); i++)
        pgp_add_roles(v->context->arena, sides[i].model, &v->roles);
    PGP_TRY(cli_make_schema(v->context, &sides[0], &v->state));
    for (size_t i = 0; i < 2; i++)
        if (sides[i].catalog)
            pgp_catalog_close(sides[i].catalog);
    return PGP_OK;
}

/* -- running --------------------------------------------------------------------------------------------------------------- */

static pgp_status run_steps(verifying *v, const char *conninfo, const cli_report *report,
                            const pgp_observer *observer, pgp_outcome *outcomes) {
    pgp_session *session = PGP_NEW(v->context->arena, pgp_session);
    const pgp_execution_plan plan = {.steps = report->steps, .count = report->step_count};
    /* Nobody else is there, and that the session before is on its way out is no news. */
    const pgp_observer quiet = {.stop = observer->stop};
    PGP_TRY(pgp_session_open(v->context, conninfo, &pgp_execution_defaults, &quiet, session));
    session->observer = observer;
    v->found.server_version = PQserverVersion(session->connection);
    pgp_status status = pgp_execute(session, NULL, NULL, &plan, outcomes);
    pgp_session_close(session);
    return status;
}

/* Nobody needs to be told how a copy is made. */
static pgp_status load(verifying *v, const char *conninfo, const cli_report *schema) {
    const pgp_observer quiet = {.stop = v->observer.stop};
    pgp_outcome *outcomes = pgp_alloc(v->context->arena, (schema->step_count + 1) * sizeof *outcomes);
    pgp_status status = run_steps(v, conninfo, schema, &quiet, outcomes);
    if (status != PGP_REFUSED)
        return status;
    pgp_fail(v->context, PGP_INPUT, NULL, "the scratch server cannot hold %s: %s", schema->target,
             v->context->error.message);
    return pgp_hint(v->context, "It has to be a server like the one that the plan is for: its version, "
                                "extensions and roles; and its user a superuser, or the same one.");
}

static pgp_status make_copy(verifying *v) {
    PGP_TRY(cli_scratch_open(v->context, v->arguments->scratch, v->user, &v->scratch));
    PGP_TRY(check_stop(v));
    PGP_TRY(cli_scratch_make_roles(&v->scratch, &v->roles));
    PGP_TRY(cli_scratch_database(&v->scratch, &v->copy));
    return load(v, v->copy, &v->state);
}

/* PGP_OK also when a step was refused: found.failure. */
static pgp_status migrate(verifying *v) {
    pgp_outcome *outcomes = pgp_alloc(v->context->arena, (v->plan.step_count + 1) * sizeof *outcomes);
    pgp_status status = run_steps(v, v->copy, &v->plan, &v->observer, outcomes);
    if (status == PGP_REFUSED)
        v->found.failure = v->context->error.message;
    else if (status != PGP_OK)
        return status;
    for (size_t i = 0; i < v->plan.step_count; i++)
        v->found.applied += outcomes[i] == PGP_APPLIED;
    return PGP_OK;
}

/* -- where it leads ---------------------------------------------------------------------------------------------------------- */

static pgp_status open_copy(verifying *v, const char *conninfo, cli_side *side) {
    return cli_open_database(v->context, v->arguments, "verify", "--scratch", conninfo, side);
}

static pgp_status compare(verifying *v, cli_side sides[2]) {
    cli_report again = {0};
    pgp_plan *plan;
    PGP_TRY(open_copy(v, v->copy, &sides[0]));
    PGP_TRY(cli_open(v->context, v->arguments, v->arguments->to, &sides[1]));
    PGP_TRY(cli_load(v->context, sides, 2));
    sides[0].model->label = "the migrated copy";
    PGP_TRY(cli_make_plan(v->context, &sides[0], &sides[1], &v->options, &plan, &again));
    v->found.planned_again = true;
    v->found.steps_again = again.step_count;
    v->found.compared = v->options.phase != PGP_PHASE_EXPAND; /* half of the way is not there */
    if (v->found.compared)
        v->found.differences = cli_differences_of(v->context->arena, plan);
    return PGP_OK;
}

/* The desired schema as a file says it, ignored objects included: others may need them. */
static pgp_status make_fresh(verifying *v, const char *conninfo) {
    cli_side sides[2] = {{0}};
    cli_report schema = {0};
    PGP_TRY(open_copy(v, v->copy, &sides[0]));
    PGP_TRY(cli_open(v->context, v->arguments, v->arguments->to, &sides[1]));
    sides[1].ignored = NULL;
    PGP_TRY(cli_load(v->context, sides, 2));
    PGP_TRY(cli_make_schema(v->context, &sides[1], &schema));
    return load(v, conninfo, &schema);
}

/* Of what a file need not mention only what is managed anyway: a fresh database has none of the rest. */
static pgp_status compare_with_fresh(verifying *v, const char *conninfo, const char *target) {
    pgp_options options = v->options;
    cli_side sides[2] = {{0}};
    pgp_plan *plan;
    options.ignore = PGP_MANAGE_ALL & ~options.manage;
    PGP_TRY(open_copy(v, v->copy, &sides[0]));
    PGP_TRY(open_copy(v, conninfo, &sides[1]));
    PGP_TRY(cli_load(v->context, sides, 2));
    sides[0].model->label = "the migrated copy";
    sides[1].model->label = pgp_printf(v->context->arena, "a fresh database of %s", target);
    PGP_TRY(pgp_diff(v->context, sides[0].model, sides[1].model, sides[0].catalog, &options, &plan));
    v->found.made_fresh = true;
    v->found.from_fresh = cli_differences_of(v->context->arena, plan);
    return PGP_OK;
}

static pgp_status look(verifying *v) {
    cli_side sides[2] = {{0}};
    const char *fresh;
    if (!v->arguments->to.count)
        return PGP_OK;
    PGP_TRY(compare(v, sides));
    if (!v->found.compared)
        return PGP_OK;
    PGP_TRY(check_stop(v));
    PGP_TRY(cli_scratch_database(&v->scratch, &fresh));
    if (!fresh)
        return PGP_OK;
    PGP_TRY(make_fresh(v, fresh));
    return compare_with_fresh(v, fresh, sides[1].source->label);
}

/* -- the command ---------------------------------------------------------------------------------------------------------------- */

static pgp_status read_plan(verifying *v) {
    const cli_arguments *arguments = v->arguments;
    if (!arguments->operands.count)
        return cli_usage_error(v->context, "verify", "verify needs a saved plan: PLAN.json");
    if (arguments->from.count && arguments->database)
        return cli_usage_error(v->context, "verify", "--from and --database exclude each other");
    PGP_TRY(cli_plan_options(v->context, arguments, &v->options));
    PGP_TRY(cli_read_plan(v->context, arguments->operands.items[0], &v->plan));
    PGP_TRY(cli_check_secrets(v->context, &v->plan));
    pgp_summary summary = cli_summarise(&v->plan);
    if (summary.blocked)
        return pgp_fail(v->context, PGP_BLOCKED, NULL, "%zu step%s of the plan blocked: it cannot be applied",
                        summary.blocked, summary.blocked == 1 ? " is" : "s are");
    return PGP_OK;
}

static pgp_status show(const verifying *v) {
    const cli_arguments *arguments = v->arguments;
    pgp_text out = pgp_text_new(v->context->arena);
    if (arguments->format == CLI_JSON)
        PGP_TRY(cli_verify_json(v->context, &out, &v->found));
    else
        cli_verify_text(&out, &v->found, !arguments->output && cli_is_colourful(stdout));
    return cli_write(v->context, arguments->output, out.data, out.size);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    verifying *v = PGP_NEW(context->arena, verifying); /* sessions outlive this call */
    *v = (verifying){.context = context, .arguments = arguments};
    v->found.plan = &v->plan;
    PGP_TRY(read_plan(v));
    v->observer = cli_observe(context->arena, &v->progress);
    PGP_TRY(read_state(v));
    PGP_TRY(check_stop(v));
    PGP_TRY(make_copy(v));
    v->found.scratch = v->scratch.label;
    PGP_TRY(migrate(v));
    if (!v->found.failure)
        PGP_TRY(look(v));
    PGP_TRY(check_stop(v));
    cli_say_notes(context);
    PGP_TRY(show(v));
    if (v->found.failure)
        return PGP_REFUSED;
    return cli_is_verified(&v->found) ? PGP_OK : PGP_DIFFERENT;
}

static const cli_option options[] = {
    CLI_OPTION_TO("the desired schema that the plan was made for: does it arrive there?"),
    CLI_OPTION("from", '\0', CLI_VALUE_SOURCES, from, "SOURCE...",
               "what the plan was made from (default: the database of DATABASE_URL, else of libpq's PG* "
               "variables; only its schema is read)"),
    CLI_OPTION_DATABASE,
    CLI_OPTION("scratch", '\0', CLI_VALUE_TEXT, scratch, "URL",
               "try it here: in an empty database, or where the URL names the database postgres, in "
               "databases that are made beside it "
               "and dropped (default: on a server that pgplumb starts and removes)"),
    CLI_OPTION_FORMAT("text|json"),
    CLI_OPTION_OUTPUT,
    CLI_OPTION("phase", '\0', CLI_VALUE_TEXT, phase, "PHASE",
               "what the plan was made with: expand, contract or all (default)"),
    CLI_OPTION_MANAGE,
    CLI_OPTIONS_COMMON,
};

const cli_command cli_verify = {
    .name = "verify",
    .synopsis = "PLAN.json [--to SOURCE...] [--from SOURCE...] [--scratch URL] [option]...",
    .summary = "try a saved plan on a scratch copy",
    .about =
        "Makes a copy, without rows, of the schema that the plan was made from, runs the plan's steps on "
        "it as apply does,\n"
        "and with --to says whether that arrives, whether nothing is left to plan, and whether it equals "
        "a fresh database.\n"
        "The exit status is 0 when it is so, 1 when it arrives elsewhere, 6 when a step fails, 4 when the "
        "plan is stale.",
    .options = options,
    .most_operands = 1,
    .takes_paths = true,
    .run = run,
};

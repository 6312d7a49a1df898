/*
 * pgplumb plan: what would make one schema into the other.
 */
#include "fleet_plan.h"
#include "plan_file.h"
#include "planning.h"
#include "talk.h"

#include "evidence/evidence.h"

#include <string.h>

static pgp_status open_sides(pgp_context *context, const cli_arguments *arguments, cli_side sides[2]) {
    if (!arguments->to.count)
        return cli_usage_error(context, "plan", "plan needs --to SOURCE: the schema to arrive at");
    if (arguments->from.count && arguments->database)
        return cli_usage_error(context, "plan", "--from and --database exclude each other");
    if (arguments->from.count)
        PGP_TRY(cli_open(context, arguments, arguments->from, &sides[0]));
    else
        PGP_TRY(cli_open_database(context, arguments, "plan", "--from", arguments->database, &sides[0]));
    return cli_open(context, arguments, arguments->to, &sides[1]);
}

/* Before anything is planned: what statements name is looked for in the database as it is. */
static pgp_status read_queries(pgp_context *context, const cli_arguments *arguments, const cli_side *live,
                               pgp_options *options) {
    pgp_evidence *evidence = NULL;
    pgp_input file;
    if (!arguments->queries)
        return PGP_OK;
    if (strcmp(arguments->queries, "pg_stat_statements") != 0) {
        PGP_TRY(pgp_read_file(context, arguments->queries, &file));
        PGP_TRY(pgp_evidence_read(context, live->model, &file, &evidence));
    } else if (live->catalog) {
        PGP_TRY(pgp_evidence_ask(context, live->catalog, &evidence));
    } else {
        return cli_usage_error(context, "plan",
                               "--queries pg_stat_statements needs a live database to plan from");
    }
    options->evidence = evidence;
    return PGP_OK;
}

/* A plan with steps of people in it becomes one that apply takes. */
static pgp_status seal(pgp_context *context, const cli_arguments *arguments) {
    cli_report report = {0};
    if (arguments->to.count || arguments->from.count || arguments->database)
        return cli_usage_error(context, "plan",
                               "--seal takes a saved plan: it excludes --to, --from and --database");
    PGP_TRY(cli_seal_plan(context, arguments->seal, &report));
    const char *output = arguments->output ? arguments->output : arguments->seal;
    return cli_write(context, output, report.document, strlen(report.document));
}

static pgp_status plan_fleet(pgp_context *context, const cli_arguments *arguments) {
    if (arguments->seal || arguments->queries)
        return cli_usage_error(context, "plan", "--fleet excludes --seal and --queries");
    return cli_run_fleet_plan(context, &cli_plan, arguments);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    cli_side sides[2] = {0};
    pgp_options options;
    pgp_plan *plan;
    cli_report report = {0};
    if (arguments->fleet.name)
        return plan_fleet(context, arguments);
    PGP_TRY(cli_check_no_fleet(context, &cli_plan, arguments));
    if (arguments->seal)
        return seal(context, arguments);
    PGP_TRY(cli_plan_options(context, arguments, &options));
    PGP_TRY(open_sides(context, arguments, sides));
    PGP_TRY(cli_load(context, sides, 2));
    if (arguments->format == CLI_JSON)
        PGP_TRY(cli_take_fingerprints(context, sides[0].model, sides[1].model, &report));
    PGP_TRY(read_queries(context, arguments, &sides[0], &options));
    PGP_TRY(cli_make_plan(context, &sides[0], &sides[1], &options, &plan, &report));
    cli_say_notes(context);
    PGP_TRY(cli_show(context, arguments, &report));
    if (plan->blocked)
        return PGP_BLOCKED;
    return arguments->exit_code && report.step_count ? PGP_DIFFERENT : PGP_OK;
}

static const cli_option options[] = {
    CLI_OPTION_TO("what the database shall become"),
    CLI_OPTION("from", '\0', CLI_VALUE_SOURCES, from, "SOURCE...",
               "what it is now (default: the database of DATABASE_URL, else of libpq's PG* variables)"),
    CLI_OPTION_DATABASE,
    CLI_OPTION_FORMAT("text|sql|json|markdown|html"),
    CLI_OPTION_OUTPUT,
    CLI_OPTION("exit-code", '\0', CLI_VALUE_NONE, exit_code, NULL, "exit with 1 when there are steps"),
    CLI_OPTION(
        "queries", '\0', CLI_VALUE_TEXT, queries, "FILE",
        "name the statements that a step would break, of those that applications send: a FILE of statements "
        "that end in semicolons, or of JSON texts or log entries, one a line; or pg_stat_statements, of the "
        "live database"),
    CLI_OPTION("seal", '\0', CLI_VALUE_TEXT, seal, "PLAN.json",
               "take a saved plan into which steps that change rows were put (\"data\": true, \"sql\"), and "
               "write it as one that "
               "apply takes, in place or to --output"),
    CLI_OPTIONS_FLEET,
    CLI_OPTION_PHASE,
    CLI_OPTIONS_ALLOW,
    CLI_OPTION_MANAGE,
    CLI_OPTIONS_ONLINE,
    CLI_OPTIONS_COMMON,
};

const cli_command cli_plan = {
    .name = "plan",
    .synopsis = "--to SOURCE... [--from SOURCE... | --fleet FLEET] [option]...",
    .summary = "show the steps that make one schema into another",
    .about = "Compares two schemas and writes the steps from the first to the second. Nothing is changed. A "
             "step that destroys\n"
             "data or rights is blocked, and the exit status is 3, until it is allowed by name. --format sql "
             "is a script for\n"
             "psql -v ON_ERROR_STOP=1 -f.",
    .options = options,
    .run = run,
};

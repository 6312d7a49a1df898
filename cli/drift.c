/*
 * pgplumb drift: is the live database what git says?
 */
#include "blame.h"
#include "load.h"
#include "render/difference.h"
#include "style.h"
#include "talk.h"

static pgp_status show(pgp_context *context, const cli_arguments *arguments,
                       const cli_differences *differences) {
    pgp_text out = pgp_text_new(context->arena);
    switch (arguments->format) {
    case CLI_MARKDOWN: cli_drift_markdown(&out, differences); break;
    case CLI_JSON: PGP_TRY(cli_drift_json(context, &out, differences)); break;
    default: cli_drift_text(&out, differences, !arguments->output && cli_is_colourful(stdout)); break;
    }
    return cli_write(context, arguments->output, out.data, out.size);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    cli_side sides[2] = {{.plain_label = true},
                         {.plain_label = true}}; /* runs often, and has to cost little */
    pgp_options options;
    pgp_plan *plan;
    PGP_TRY(cli_plan_options(context, arguments, &options));
    if (!arguments->to.count)
        return cli_usage_error(context, "drift", "drift needs --to SOURCE: what the database should be");
    if (arguments->blame && arguments->to.count > 1)
        return cli_usage_error(context, "drift", "--blame takes one path in a git repository");
    PGP_TRY(cli_open_database(context, arguments, "drift", "--database", arguments->database, &sides[0]));
    PGP_TRY(cli_open(context, arguments, arguments->to, &sides[1]));
    PGP_TRY(cli_load(context, sides, 2));
    PGP_TRY(pgp_diff(context, sides[0].model, sides[1].model, sides[0].catalog, &options, &plan));
    cli_differences differences = cli_differences_of(context->arena, plan);
    if (arguments->blame && differences.count)
        PGP_TRY(cli_blame(context, arguments, arguments->to.items[0], &differences));
    cli_say_notes(context);
    PGP_TRY(show(context, arguments, &differences));
    return differences.count || differences.helpers ? PGP_DIFFERENT : PGP_OK;
}

static const cli_option options[] = {
    CLI_OPTION_TO("what the database should be"),
    CLI_OPTION_DATABASE,
    CLI_OPTION_FORMAT("text|json|markdown"),
    CLI_OPTION_OUTPUT,
    CLI_OPTION("blame", '\0', CLI_VALUE_NONE, blame, NULL,
               "name for each difference the commit that made it; --to is one path in a git repository"),
    CLI_OPTION_MANAGE,
    CLI_OPTIONS_COMMON,
};

const cli_command cli_drift = {
    .name = "drift",
    .synopsis = "--to SOURCE... [--database URL] [option]...",
    .summary = "say whether the live database is what the files say",
    .about =
        "Compares and changes nothing. The exit status is 0 when they are the same and 1 when they differ.\n"
        "+ only the database has it   - it is missing in the database   ~ it is not the same: live → desired",
    .options = options,
    .run = run,
};

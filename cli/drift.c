/*
 * pgplumb drift: is the live database what git says?
 */
#include "blame.h"
#include "fleet_drift.h"
#include "load.h"
#include "memo.h"
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

/* Of the whole schemas; that they are the same is kept. */
static pgp_status compare(pgp_context *context, const cli_arguments *arguments, const pgp_options *options,
                          cli_side sides[2], cli_memo *memo, cli_differences *out) {
    pgp_plan *plan;
    PGP_TRY(cli_load(context, sides, 2));
    PGP_TRY(pgp_diff(context, sides[0].model, sides[1].model, sides[0].catalog, options, &plan));
    *out = cli_differences_of(context->arena, plan);
    if (cli_in_sync(out))
        cli_memo_keep(context, memo, "notes", cli_memo_notes(context));
    else if (arguments->blame && out->count)
        PGP_TRY(cli_blame(context, arguments, arguments->to.items[0], out));
    return PGP_OK;
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    cli_side sides[2] = {{.plain_label = true},
                         {.plain_label = true}}; /* runs often, and has to cost little */
    cli_memo memo = {.state = NULL};
    pgp_options options;
    PGP_TRY(cli_plan_options(context, arguments, &options));
    if (!arguments->to.count)
        return cli_usage_error(context, "drift", "drift needs --to SOURCE: what the database should be");
    if (arguments->blame && arguments->to.count > 1)
        return cli_usage_error(context, "drift", "--blame takes one path in a git repository");
    if (arguments->fleet.name)
        return cli_fleet_drift(context, &cli_drift, arguments);
    PGP_TRY(cli_check_no_fleet(context, &cli_drift, arguments));
    PGP_TRY(cli_open_database(context, arguments, "drift", "--database", arguments->database, &sides[0]));
    PGP_TRY(cli_open(context, arguments, arguments->to, &sides[1]));
    if (!arguments->no_cache)
        PGP_TRY(cli_memo_recall(context, &cli_drift, arguments, &sides[0], &sides[1], NULL, &memo));
    cli_differences differences = {.target = sides[1].source->label};
    if (memo.known) {
        differences.source = sides[0].model->label;
        cli_memo_take_notes(context, json_object_get(memo.known, "notes"));
    } else {
        PGP_TRY(compare(context, arguments, &options, sides, &memo, &differences));
    }
    cli_say_notes(context);
    PGP_TRY(show(context, arguments, &differences));
    return cli_in_sync(&differences) ? PGP_OK : PGP_DIFFERENT;
}

static const cli_option options[] = {
    CLI_OPTION_TO("what the database should be"),
    CLI_OPTION_DATABASE,
    CLI_OPTION_FORMAT("text|json|markdown"),
    CLI_OPTION_OUTPUT,
    CLI_OPTION("blame", '\0', CLI_VALUE_NONE, blame, NULL,
               "name for each difference the commit that made it; --to is one path in a git repository"),
    CLI_OPTIONS_FLEET,
    CLI_OPTION_MANAGE,
    CLI_OPTION("no-cache", '\0', CLI_VALUE_NONE, no_cache, NULL,
               "compare even when the same files were in sync with the same state of the database before"),
    CLI_OPTIONS_COMMON,
};

const cli_command cli_drift = {
    .name = "drift",
    .synopsis = "--to SOURCE... [--database URL | --fleet FLEET] [option]...",
    .summary = "say whether the live database is what the files say",
    .about =
        "Compares and changes nothing. The exit status is 0 when they are the same and 1 when they differ.\n"
        "+ only the database has it   - it is missing in the database   ~ it is not the same: live → "
        "desired\n"
        "That they are the same is remembered in $XDG_CACHE_HOME/pgplumb (else ~/.cache/pgplumb) as long as "
        "neither changes.",
    .options = options,
    .run = run,
};

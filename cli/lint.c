/*
 * pgplumb lint: what will go wrong with migrations that somebody wrote, and with a schema.
 */
#include "render/lint.h"
#include "lint_plan.h"
#include "load.h"
#include "style.h"
#include "talk.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* "17", "17.2" */
static pgp_status read_version(pgp_context *context, const char *text, int *out) {
    char *end;
    long major = text ? strtol(text, &end, 10) : 0;
    *out = (int)major * 10000;
    if (!text || (end != text && (*end == '\0' || *end == '.') && major >= 10 && major < 100))
        return PGP_OK;
    return cli_usage_error(context, "lint", "--target-version is a major version such as 17, not \"%s\"",
                           text);
}

static pgp_status lint_schema(pgp_context *context, const cli_arguments *arguments,
                              const pgp_lint_options *options, pgp_lint_findings *out) {
    cli_side side = {.plain_label = true};
    PGP_TRY(cli_open(context, arguments, arguments->schema, &side));
    PGP_TRY(cli_load(context, &side, 1));
    bool files = side.source->type == PGP_SOURCE_FILES;
    return pgp_lint_schema(context, side.model, side.source->inputs, files ? side.source->input_count : 0,
                           options, out);
}

static bool is_plan(const pgp_names *operands) {
    const char *name = operands->count == 1 ? operands->items[0] : "";
    size_t size = strlen(name);
    return size > 5 && strcmp(name + size - 5, ".json") == 0;
}

/* Where `sources` name none there is no model. */
static pgp_status load_side(pgp_context *context, const cli_arguments *arguments, pgp_names sources,
                            cli_side *side) {
    if (!sources.count)
        return PGP_OK;
    PGP_TRY(cli_open(context, arguments, sources, side));
    return cli_load(context, side, 1);
}

static pgp_status lint_plan(pgp_context *context, const cli_arguments *arguments,
                            const pgp_lint_options *options, pgp_lint_findings *out) {
    cli_side before = {.plain_label = true}, desired = {.plain_label = true};
    PGP_TRY(load_side(context, arguments, arguments->from, &before));
    PGP_TRY(load_side(context, arguments, arguments->schema, &desired));
    return cli_lint_plan(context, arguments->operands.items[0], before.model, desired.model, options, out);
}

static pgp_status lint_migrations(pgp_context *context, const cli_arguments *arguments,
                                  const pgp_lint_options *options, pgp_lint_findings *out) {
    cli_side files = {.plain_label = true}, before = {.plain_label = true};
    PGP_TRY(cli_open(context, arguments, arguments->operands, &files));
    if (files.source->type != PGP_SOURCE_FILES)
        return cli_usage_error(context, "lint",
                               "lint reads SQL files, or a saved plan; --from says what was there before");
    PGP_TRY(load_side(context, arguments, arguments->from, &before));
    return pgp_lint_migrations(context, before.model, files.source->inputs, files.source->input_count,
                               options, out);
}

static pgp_status show(pgp_context *context, const cli_arguments *arguments,
                       const pgp_lint_findings *findings) {
    pgp_text out = pgp_text_new(context->arena);
    switch (arguments->format) {
    case CLI_JSON: PGP_TRY(cli_lint_json(context, &out, findings)); break;
    case CLI_SARIF: PGP_TRY(cli_lint_sarif(context, &out, findings)); break;
    case CLI_GITHUB: cli_lint_github(&out, findings); break;
    default: cli_lint_text(&out, findings, !arguments->output && cli_is_colourful(stdout)); break;
    }
    return cli_write(context, arguments->output, out.data, out.size);
}

static pgp_status show_rules(pgp_context *context, const cli_arguments *arguments) {
    pgp_text out = pgp_text_new(context->arena);
    if (arguments->format == CLI_JSON)
        PGP_TRY(cli_lint_rules_json(context, &out));
    else if (arguments->format == CLI_MARKDOWN)
        cli_lint_rules_markdown(&out);
    else
        cli_lint_rules_text(&out);
    return cli_write(context, arguments->output, out.data, out.size);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    pgp_lint_options options = {.settings = &arguments->lint, .in_transaction = arguments->in_transaction};
    pgp_lint_findings findings;
    if (arguments->rules)
        return show_rules(context, arguments);
    PGP_TRY(read_version(context, arguments->target_version, &options.server_version));
    if (arguments->format == CLI_MARKDOWN)
        return cli_usage_error(context, "lint", "--format markdown is for --rules");
    if (!arguments->operands.count && !arguments->schema.count)
        return cli_usage_error(context, "lint", "lint needs FILEs, or --schema SOURCE");
    if (is_plan(&arguments->operands))
        PGP_TRY(lint_plan(context, arguments, &options, &findings));
    else if (arguments->operands.count && arguments->schema.count)
        return cli_usage_error(context, "lint", "lint takes migrations or --schema, not both");
    else if (arguments->operands.count)
        PGP_TRY(lint_migrations(context, arguments, &options, &findings));
    else
        PGP_TRY(lint_schema(context, arguments, &options, &findings));
    cli_say_notes(context);
    PGP_TRY(show(context, arguments, &findings));
    return pgp_lint_count(&findings, PGP_LINT_WARNING) ? PGP_DIFFERENT : PGP_OK;
}

static const cli_option options[] = {
    CLI_OPTION("from", '\0', CLI_VALUE_LIST, from, "SOURCE",
               "what is there before the first file (default: what the files do not make is there, large and "
               "unknown); may "
               "be repeated"),
    CLI_OPTION("schema", '\0', CLI_VALUE_SOURCES, schema, "SOURCE...",
               "look at a schema, not at files that change one (default: that of pgplumb.yaml, when no FILE "
               "is named); beside PLAN.json: show the findings where this schema says what a step makes"),
    CLI_OPTION("in-transaction", '\0', CLI_VALUE_NONE, in_transaction, NULL,
               "what runs the files opens a transaction for each of them"),
    CLI_OPTION("target-version", '\0', CLI_VALUE_TEXT, target_version, "N",
               "the server's major version (default: that of --from, else the newest)"),
    CLI_OPTION("rules", '\0', CLI_VALUE_NONE, rules, NULL,
               "list the rules, with --format text, json or markdown"),
    CLI_OPTION_FORMAT("text|json|sarif|github|markdown"),
    CLI_OPTION_OUTPUT,
    CLI_OPTIONS_COMMON,
};

const cli_command cli_lint = {
    .name = "lint",
    .synopsis = "FILE... [--from SOURCE] | PLAN.json [--schema SOURCE] | --schema SOURCE... [option]...",
    .summary = "say what will go wrong with migrations, or with a schema",
    .about = "Reads migrations in the order given, whatever tool they are for, or the steps of a saved plan, "
             "and tells for\n"
             "each statement what it locks, rewrites or scans, and what else is known to go wrong with it; "
             "or reads a\n"
             "schema, with the bodies of its functions. Exit status 1 when there is an error or a warning. "
             "docs/LINT.md\n"
             "lists the rules; pgplumb.yaml changes their severities under lint:, and a comment\n"
             "-- pgplumb: allow CODE reason=\"…\" allows what the statement beside it does.",
    .options = options,
    .most_operands = SIZE_MAX,
    .takes_paths = true,
    .run = run,
};

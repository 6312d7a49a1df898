/*
 * pgplumb inspect: a schema as canonical SQL, in one file or one per object, or as JSON.
 */
#include "load.h"
#include "model/snapshot.h"
#include "planning.h"
#include "render/diagram.h"
#include "render/schema.h"
#include "split.h"
#include "talk.h"

#include <string.h>

static pgp_status write_snapshot(pgp_context *context, const cli_arguments *arguments, const cli_side *side) {
    const char *text;
    if (side->catalog)
        PGP_TRY(pgp_catalog_dependencies(side->catalog));
    PGP_TRY(pgp_snapshot_write(context, side->model, &text));
    return cli_write(context, arguments->output, text, strlen(text));
}

static pgp_status write_sql(pgp_context *context, const cli_arguments *arguments, const cli_side *side) {
    cli_report report = {0};
    PGP_TRY(cli_make_schema(context, side, &report));
    if (arguments->split) {
        cli_files files = cli_split_schema(context->arena, side->model, &report);
        return cli_write_files(context, arguments->split, &files, true);
    }
    pgp_text out = pgp_text_new(context->arena);
    cli_render_schema(&out, &report);
    return cli_write(context, arguments->output, out.data, out.size);
}

static pgp_status write_diagram(pgp_context *context, const cli_arguments *arguments, const cli_side *side,
                                void (*render)(pgp_text *out, const pgp_model *model)) {
    pgp_text out = pgp_text_new(context->arena);
    render(&out, side->model);
    return cli_write(context, arguments->output, out.data, out.size);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    cli_side side = {0};
    if (arguments->split && (arguments->format != CLI_SQL || arguments->output))
        return cli_usage_error(context, "inspect",
                               "--split writes SQL files: it excludes other formats and --output");
    if (arguments->operands.count)
        PGP_TRY(cli_open(context, arguments, arguments->operands, &side));
    else
        PGP_TRY(cli_open_database(context, arguments, "inspect", "a SOURCE", NULL, &side));
    PGP_TRY(cli_load(context, &side, 1));
    cli_say_notes(context);
    switch (arguments->format) {
    case CLI_JSON: return write_snapshot(context, arguments, &side);
    case CLI_MERMAID: return write_diagram(context, arguments, &side, cli_render_mermaid);
    case CLI_DOT: return write_diagram(context, arguments, &side, cli_render_dot);
    default: return write_sql(context, arguments, &side);
    }
}

static const cli_option options[] = {
    CLI_OPTION_FORMAT("sql|json|mermaid|dot"),
    CLI_OPTION_OUTPUT,
    CLI_OPTION("split", '\0', CLI_VALUE_TEXT, split, "DIR",
               "write one file per object below DIR; files of other objects stay as they are"),
    CLI_OPTIONS_COMMON,
};

const cli_command cli_inspect = {
    .name = "inspect",
    .synopsis = "[SOURCE...] [option]...",
    .summary = "write a schema as canonical SQL, JSON or a diagram",
    .about = "The SQL loads as it is into an empty database; the order is stable, so that it changes little "
             "when the schema\n"
             "does. JSON is a snapshot that pgplumb takes wherever it takes a schema. Without a SOURCE: the "
             "database of\n"
             "DATABASE_URL, else of libpq's PG* variables.",
    .options = options,
    .most_operands = SIZE_MAX,
    .run = run,
};

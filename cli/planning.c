#include "planning.h"

#include "style.h"
#include "talk.h"

#include <stdlib.h>
#include <string.h>

static pgp_side side_of(const cli_side *side) {
    return (pgp_side){.source = side->source, .model = side->model, .catalog = side->catalog};
}

pgp_status cli_make_plan(pgp_context *context, const cli_side *live, const cli_side *desired,
                         const pgp_options *options, pgp_plan **plan, cli_report *report) {
    pgp_side from = side_of(live), to = side_of(desired);
    return cli_report_plan(context, &from, &to, options, plan, report);
}

pgp_status cli_make_schema(pgp_context *context, const cli_side *side, cli_report *report) {
    pgp_options options = {.manage = PGP_MANAGE_ALL, .rendering = true};
    pgp_plan *plan;
    cli_side empty = {.model = pgp_model_new(context->arena)};
    empty.model->server_version = side->model->server_version;
    PGP_TRY(pgp_parse(context, empty.model, NULL, 0));
    return cli_make_plan(context, &empty, side, &options, &plan, report);
}

static void add_text(pgp_text *out, const cli_arguments *arguments, const cli_report *report) {
    pgp_text text = pgp_text_new(out->arena);
    cli_render_text(&text, report, !arguments->output && cli_is_colourful(stdout));
    pgp_text_add(out, cli_wrap(out->arena, text.data, arguments->output ? 0 : cli_columns(stdout)));
}

pgp_status cli_show(pgp_context *context, const cli_arguments *arguments, cli_report *report) {
    pgp_text out = pgp_text_new(context->arena);
    switch (arguments->format) {
    default: add_text(&out, arguments, report); break;
    case CLI_SQL: cli_render_sql(&out, report); break;
    case CLI_JSON:
        PGP_TRY(cli_write_document(context, report));
        pgp_text_add(&out, report->document);
        break;
    case CLI_MARKDOWN: cli_render_markdown(&out, report); break;
    case CLI_HTML: cli_render_html(&out, report); break;
    }
    return cli_write(context, arguments->output, out.data, out.size);
}

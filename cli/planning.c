#include "planning.h"

#include "model/fingerprint.h"
#include "style.h"
#include "talk.h"

enum { OBJECT_DIGITS = 16 };

static bool is_own(const pgp_object *object) {
    return !(object->flags & (PGP_OBJECT_MEMBER | PGP_OBJECT_IMPLIED));
}

static pgp_status take_objects(pgp_context *context, const pgp_model *model, cli_report *report) {
    size_t count;
    const pgp_object **objects = pgp_objects_sorted(context->arena, model->objects, &count);
    cli_fingerprint *out = pgp_alloc(context->arena, count * sizeof *out);
    for (size_t i = 0; i < count; i++) {
        const char *digits;
        if (!is_own(objects[i]))
            continue;
        PGP_TRY(pgp_fingerprint_object(context, objects[i], &digits));
        out[report->source_object_count++] =
            (cli_fingerprint){.object = pgp_printf(context->arena, "%s %s", objects[i]->kind->name,
                                                   pgp_object_label(context->arena, objects[i])),
                              .digits = pgp_strndup(context->arena, digits, OBJECT_DIGITS)};
    }
    report->source_objects = out;
    return PGP_OK;
}

pgp_status cli_take_fingerprints(pgp_context *context, const pgp_model *live, const pgp_model *desired,
                                 cli_report *report) {
    PGP_TRY(pgp_fingerprint_model(context, live, &report->source_fingerprint));
    if (desired)
        PGP_TRY(pgp_fingerprint_model(context, desired, &report->target_fingerprint));
    return take_objects(context, live, report);
}

pgp_status cli_make_plan(pgp_context *context, const cli_side *live, const cli_side *desired,
                         const pgp_options *options, pgp_plan **plan, cli_report *report) {
    /* A file's needs come from its names; a database tells them in a second batch. */
    if (desired->catalog)
        PGP_TRY(pgp_catalog_dependencies(desired->catalog));
    PGP_TRY(pgp_diff(context, live->model, desired->model, live->catalog, options, plan));
    PGP_TRY(pgp_plan_steps(context, *plan, live->catalog, options));
    report->source = live->model->label;
    report->target = desired->model->label;
    report->steps = (*plan)->steps;
    report->step_count = (*plan)->step_count;
    report->undecided = (*plan)->undecided;
    return PGP_OK;
}

pgp_status cli_make_schema(pgp_context *context, const cli_side *side, cli_report *report) {
    pgp_options options = {.manage = PGP_MANAGE_ALL, .rendering = true};
    pgp_plan *plan;
    cli_side empty = {.model = pgp_model_new(context->arena)};
    empty.model->server_version = side->model->server_version;
    PGP_TRY(pgp_parse(context, empty.model, NULL, 0));
    return cli_make_plan(context, &empty, side, &options, &plan, report);
}

pgp_status cli_show(pgp_context *context, const cli_arguments *arguments, const cli_report *report) {
    pgp_text out = pgp_text_new(context->arena);
    switch (arguments->format) {
    case CLI_TEXT:
    case CLI_SARIF: cli_render_text(&out, report, !arguments->output && cli_is_colourful(stdout)); break;
    case CLI_SQL: cli_render_sql(&out, report); break;
    case CLI_JSON: PGP_TRY(cli_render_json(context, &out, report)); break;
    case CLI_MARKDOWN: cli_render_markdown(&out, report); break;
    }
    return cli_write(context, arguments->output, out.data, out.size);
}

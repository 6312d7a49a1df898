/*
 * A plan as JSON (schemas/plan.schema.json): what is reviewed, kept and run later.
 */
#include "render/hazard.h"
#include "render/plan_json.h"

static json_t *step_json(cli_json *json, const pgp_step *step, size_t number) {
    json_t *object = json_object(), *on = json_object();
    const char sign[] = {step->sign, '\0'};
    cli_json_set(json, object, "number", json_integer((json_int_t)number));
    cli_json_set_text(json, object, "sign", sign);
    cli_json_set_text(json, object, "action", step->action);
    cli_json_set_text(json, object, "kind", step->kind);
    cli_json_set_text(json, object, "label", step->label);
    cli_json_set_text(json, on, "kind", step->top_kind);
    cli_json_set_text(json, on, "label", step->top_label);
    cli_json_set(json, object, "on", on);
    cli_json_set_text(json, object, "summary", step->summary);
    cli_json_set_text(json, object, "phase", step->phase);
    cli_json_set_text(json, object, "sql", step->sql);
    cli_json_set_text(json, object, "search_path", step->search_path);
    cli_json_set(json, object, "secret", json_boolean(step->secret));
    cli_json_set(json, object, "no_transaction", json_boolean(step->no_transaction));
    cli_json_set(json, object, "commit_before", json_boolean(step->commit_before));
    cli_json_set(json, object, "destructive", json_boolean(step->destructive));
    cli_json_set_text(json, object, "destroys", step->destroys);
    cli_json_set(json, object, "allowed", json_boolean(!step->destructive || step->allowed));
    cli_json_set_text(json, object, "check", step->check);
    cli_json_set_text(json, object, "cleanup", step->cleanup);
    cli_json_set_text(json, object, "undo", step->undo);
    cli_json_set(json, object, "data", json_boolean(step->data));
    cli_json_set(json, object, "locks", cli_locks_json(json, step));
    cli_json_set(json, object, "hazards", cli_hazards_json(json, step));
    cli_json_set(json, object, "used_by", cli_statements_json(json, step));
    return object;
}

static json_t *side_json(cli_json *json, const char *label, const char *fingerprint) {
    json_t *side = json_object();
    cli_json_set_text(json, side, "label", label);
    cli_json_set_text(json, side, "fingerprint", fingerprint);
    return side;
}

static json_t *objects_json(cli_json *json, const cli_report *report) {
    json_t *objects = json_object();
    for (size_t i = 0; i < report->source_objects.count; i++)
        cli_json_set_text(json, objects, report->source_objects.items[i].object,
                          report->source_objects.items[i].digits);
    return objects;
}

json_t *cli_summary_json(cli_json *json, const cli_report *report) {
    pgp_summary summary = cli_summarise(report);
    json_t *object = json_object();
    cli_json_set(json, object, "steps", json_integer((json_int_t)report->step_count));
    cli_json_set(json, object, "add", json_integer((json_int_t)summary.add));
    cli_json_set(json, object, "change", json_integer((json_int_t)summary.change));
    cli_json_set(json, object, "drop", json_integer((json_int_t)summary.drop));
    cli_json_set(json, object, "destructive", json_integer((json_int_t)summary.destructive));
    cli_json_set(json, object, "hazards", json_integer((json_int_t)summary.hazards));
    cli_json_set(json, object, "blocked", json_integer((json_int_t)summary.blocked));
    return object;
}

static json_t *between_json(cli_json *json, const cli_report *report) {
    json_t *sentences = json_array();
    for (size_t i = 0; i < report->between.count; i++)
        cli_json_append(json, sentences, json_string(report->between.items[i]));
    return sentences;
}

static json_t *report_json(cli_json *json, const cli_report *report) {
    json_t *root = cli_json_root(json), *steps = json_array();
    json_t *source = side_json(json, report->source, report->source_fingerprint);
    json_t *target = side_json(json, report->target, report->target_fingerprint);
    cli_json_set_text(json, target, "commit", report->commit);
    cli_json_set(json, source, "objects", objects_json(json, report));
    for (size_t i = 0; i < report->step_count; i++)
        cli_json_append(json, steps, step_json(json, &report->steps[i], i + 1));
    cli_json_set(json, root, "format", json_integer(CLI_PLAN_FORMAT));
    cli_json_set_text(json, root, "tool", cli_tool(json->context->arena));
    cli_json_set_text(json, root, "type", "plan");
    cli_json_set(json, root, "source", source);
    cli_json_set(json, root, "target", target);
    cli_json_set(json, root, "summary", cli_summary_json(json, report));
    cli_json_set(json, root, "undecided", json_boolean(report->undecided));
    cli_json_set(json, root, "steps", steps);
    cli_json_set(json, root, "between", between_json(json, report));
    return root;
}

/* Numbers and the summary follow from the steps. */
pgp_status cli_generated_digest(pgp_context *context, const json_t *root, const char **out) {
    static const char *const derived[] = {"summary", "generated", "digest"};
    json_t *bare = json_deep_copy(root), *steps = json_object_get(bare, "steps");
    cli_json_defer(context, bare);
    for (size_t i = 0; i < sizeof derived / sizeof *derived; i++)
        json_object_del(bare, derived[i]);
    for (size_t i = json_array_size(steps); i-- > 0;) {
        json_object_del(json_array_get(steps, i), "number");
        if (json_is_true(json_object_get(json_array_get(steps, i), "data")))
            json_array_remove(steps, i);
    }
    if (!bare)
        return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
    return cli_json_digest(context, bare, out);
}

pgp_status cli_write_document(pgp_context *context, cli_report *report) {
    cli_json json = {.context = context};
    pgp_text text = pgp_text_new(context->arena);
    const char *generated = NULL;
    json_t *root = report_json(&json, report);
    if (!json.failed && !json.bad) {
        PGP_TRY(cli_generated_digest(context, root, &generated));
        cli_json_set_text(&json, root, "generated", generated);
        PGP_TRY(cli_json_digest(context, root, &report->digest));
    }
    cli_json_set_text(&json, root, "digest", report->digest);
    PGP_TRY(cli_json_finish(&json, root, &text));
    report->document = text.data;
    return PGP_OK;
}

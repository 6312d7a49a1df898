#include "plan_file.h"

#include "execute/group.h"
#include "fluxcd/pack.h"
#include "kinds/reading.h"
#include "parse/data.h"
#include "planning.h"
#include "render/plan_json.h"

#include <string.h>

typedef struct reader {
    pgp_context *context;
    const char *path;
    const char *missing; /* the first member that is not there, or of another type */
} reader;

static const char *text_of(reader *r, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value))
        r->missing = r->missing ? r->missing : key;
    return json_is_string(value) ? pgp_strdup(r->context->arena, json_string_value(value)) : "";
}

static const char *text_or_null(reader *r, const json_t *object, const char *key) {
    return json_is_null(json_object_get(object, key)) ? NULL : text_of(r, object, key);
}

static bool truth_of(reader *r, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_boolean(value))
        r->missing = r->missing ? r->missing : key;
    return json_is_true(value);
}

/* An estimate; null: not known. */
static int64_t estimate_of(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

static pgp_effect effect_of(reader *r, const json_t *json) {
    return (pgp_effect){.kind = text_of(r, json, "kind"),
                        .label = text_of(r, json, "label"),
                        .lock = pgp_lock_named(text_of(r, json, "lock")),
                        .rewritten = truth_of(r, json, "rewritten"),
                        .scanned = truth_of(r, json, "scanned"),
                        .indexes_built = truth_of(r, json, "indexes_built"),
                        .indexes_dropped = truth_of(r, json, "indexes_dropped"),
                        .bytes = estimate_of(json, "bytes"),
                        .rows = estimate_of(json, "rows")};
}

static void read_effects(reader *r, const json_t *array, pgp_step *out) {
    size_t count = json_array_size(array);
    pgp_effect *effects = pgp_alloc(r->context->arena, count * sizeof *effects);
    for (size_t i = 0; i < count; i++)
        effects[i] = effect_of(r, json_array_get(array, i));
    out->effects = effects;
    out->effect_count = count;
    if (!json_is_array(array))
        r->missing = r->missing ? r->missing : "locks";
}

static pgp_finding finding_of(reader *r, const json_t *json) {
    pgp_finding finding = {.hazard = pgp_hazard_named(text_of(r, json, "code")),
                           .label = text_of(r, json, "label"),
                           .what = text_or_null(r, json, "what"),
                           .allowed = truth_of(r, json, "allowed"),
                           .reason = text_or_null(r, json, "reason")};
    if (!finding.hazard)
        r->missing = r->missing ? r->missing : "code";
    return finding;
}

static void read_findings(reader *r, const json_t *array, pgp_step *out) {
    size_t count = json_array_size(array);
    out->findings = pgp_alloc(r->context->arena, count * sizeof *out->findings);
    for (size_t i = 0; i < count; i++)
        out->findings[i] = finding_of(r, json_array_get(array, i));
    out->finding_count = count;
    if (!json_is_array(array))
        r->missing = r->missing ? r->missing : "hazards";
}

/* null, or nothing in older plans: nothing that anybody knows of. */
static void read_statements(reader *r, const json_t *used_by, pgp_step *out) {
    const json_t *shown = json_object_get(used_by, "shown"), *count = json_object_get(used_by, "count");
    if (!json_is_object(used_by))
        return;
    for (size_t i = 0; i < json_array_size(shown); i++)
        if (json_is_string(json_array_get(shown, i)))
            pgp_names_add(r->context->arena, &out->statements,
                          pgp_strdup(r->context->arena, json_string_value(json_array_get(shown, i))));
    out->statement_count = (size_t)json_integer_value(count);
    if (!json_is_array(shown) || !json_is_integer(count))
        r->missing = r->missing ? r->missing : "used_by";
}

static pgp_step step_of(reader *r, const json_t *json) {
    const json_t *on = json_object_get(json, "on");
    pgp_step step = {.sql = text_of(r, json, "sql"),
                     .search_path = text_or_null(r, json, "search_path"),
                     .secret = truth_of(r, json, "secret"),
                     .action = text_of(r, json, "action"),
                     .kind = text_of(r, json, "kind"),
                     .label = text_of(r, json, "label"),
                     .top_kind = text_of(r, on, "kind"),
                     .top_label = text_of(r, on, "label"),
                     .summary = text_of(r, json, "summary"),
                     .sign = *text_of(r, json, "sign"),
                     .destructive = truth_of(r, json, "destructive"),
                     .destroys = text_or_null(r, json, "destroys"),
                     .allowed = truth_of(r, json, "allowed"),
                     .no_transaction = truth_of(r, json, "no_transaction"),
                     .commit_before = truth_of(r, json, "commit_before"),
                     .phase = text_of(r, json, "phase"),
                     .check = text_or_null(r, json, "check"),
                     .cleanup = text_or_null(r, json, "cleanup"),
                     .undo = text_or_null(r, json, "undo"),
                     .data = truth_of(r, json, "data")};
    read_effects(r, json_object_get(json, "locks"), &step);
    read_findings(r, json_object_get(json, "hazards"), &step);
    read_statements(r, json_object_get(json, "used_by"), &step);
    return step;
}

static void read_steps(reader *r, const json_t *array, cli_report *out) {
    size_t count = json_array_size(array);
    pgp_step *steps = pgp_alloc(r->context->arena, count * sizeof *steps);
    for (size_t i = 0; i < count; i++)
        steps[i] = step_of(r, json_array_get(array, i));
    out->steps = steps;
    out->step_count = count;
    if (!json_is_array(array))
        r->missing = r->missing ? r->missing : "steps";
}

static void read_objects(reader *r, json_t *objects, cli_report *out) {
    cli_fingerprint *items = pgp_alloc(r->context->arena, (json_object_size(objects) + 1) * sizeof *items);
    const char *key;
    json_t *value;
    size_t count = 0;
    json_object_foreach(objects, key, value) {
        items[count++] = (cli_fingerprint){.object = pgp_strdup(r->context->arena, key),
                                           .digits = text_or_null(r, objects, key)};
    }
    out->source_objects = (cli_fingerprints){.items = items, .count = count};
}

static pgp_status check_digest(reader *r, json_t *root, cli_report *out) {
    const char *said = text_of(r, root, "digest");
    PGP_TRY(cli_json_digest(r->context, root, &out->digest));
    if (strcmp(said, out->digest) == 0)
        return PGP_OK;
    pgp_fail(r->context, PGP_INPUT, NULL, "\"%s\" is not as pgplumb plan wrote it: its digest does not fit",
             r->path);
    return pgp_hint(r->context,
                    "Steps that change rows can be added: then seal it with pgplumb plan --seal %s. "
                    "Otherwise plan again.",
                    r->path);
}

static pgp_status check_kind(reader *r, const json_t *root) {
    const char *type = json_string_value(json_object_get(root, "type"));
    if (pgp_same(type, CLI_FLEET_PLAN))
        return pgp_fail(r->context, PGP_INPUT, NULL,
                        "\"%s\" is a plan for many databases: --fleet says where they are", r->path);
    if (!type || strcmp(type, "plan") != 0)
        return pgp_fail(r->context, PGP_INPUT, NULL, "\"%s\" is no plan that plan --format json wrote",
                        r->path);
    if (json_integer_value(json_object_get(root, "format")) != CLI_PLAN_FORMAT)
        return pgp_fail(r->context, PGP_UNKNOWN, NULL,
                        "\"%s\" is a plan of another format than %d, the one this pgplumb knows", r->path,
                        CLI_PLAN_FORMAT);
    return PGP_OK;
}

static pgp_status read_root(reader *r, json_t *root, cli_report *out) {
    PGP_TRY(check_kind(r, root));
    PGP_TRY(check_digest(r, root, out));
    const json_t *source = json_object_get(root, "source"), *target = json_object_get(root, "target");
    out->source = text_of(r, source, "label");
    out->source_fingerprint = text_of(r, source, "fingerprint");
    out->target = text_of(r, target, "label");
    out->target_fingerprint = text_of(r, target, "fingerprint");
    out->commit = text_or_null(r, target, "commit");
    out->undecided = truth_of(r, root, "undecided");
    read_objects(r, json_object_get(source, "objects"), out);
    read_steps(r, json_object_get(root, "steps"), out);
    if (r->missing)
        return pgp_fail(r->context, PGP_INPUT, NULL,
                        "\"%s\" is no complete plan: \"%s\" is missing or of another type", r->path,
                        r->missing);
    return PGP_OK;
}

pgp_status cli_load_plan(pgp_context *context, const char *path, const pgp_text *text, json_t **out) {
    json_error_t error;
    json_t *root = json_loadb(text->data, text->size, JSON_REJECT_DUPLICATES, &error);
    if (!root && json_error_code(&error) == json_error_out_of_memory)
        return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
    if (!root) {
        pgp_location where = {.file = path, .line = error.line, .column = error.column};
        return pgp_fail(context, PGP_INPUT, &where, "the plan is not valid JSON: %s", error.text);
    }
    cli_json_defer(context, root);
    *out = root;
    return PGP_OK;
}

pgp_status cli_parse_plan(pgp_context *context, const char *path, const pgp_text *text, cli_report *out) {
    reader r = {.context = context, .path = path};
    json_t *root;
    PGP_TRY(cli_load_plan(context, path, text, &root));
    out->document = text->data;
    return read_root(&r, root, out);
}

pgp_status cli_read_plan(pgp_context *context, const char *path, cli_report *out) {
    pgp_text text;
    PGP_TRY(flux_read_packed(context, path, &text));
    return cli_parse_plan(context, path, &text, out);
}

pgp_status cli_check_secrets(pgp_context *context, const cli_report *report) {
    for (size_t i = 0; i < report->step_count; i++) {
        const pgp_step *step = &report->steps[i];
        if (!step->secret || pgp_step_is_blocked(step))
            continue;
        pgp_fail(context, PGP_INPUT, NULL, "step %zu (%c %s) sets a secret, which a saved plan does not hold",
                 i + 1, step->sign, step->summary);
        return pgp_hint(context, "Apply from the schema's files: pgplumb apply --to SOURCE.");
    }
    return PGP_OK;
}

/* -- sealing ------------------------------------------------------------------------------------------------------------ */

static void set_default(cli_json *json, json_t *step, const char *key, json_t *value) {
    if (json_object_get(step, key))
        json_decref(value);
    else
        cli_json_set(json, step, key, value);
}

/* A person writes "data", "sql" and perhaps "summary" and "phase"; the rest follows. */
static void complete_data_step(cli_json *json, json_t *step) {
    set_default(json, step, "summary", json_string("data"));
    set_default(json, step, "phase", json_string("expand"));
    set_default(json, step, "search_path", json_null());
    json_t *summary = json_object_get(step, "summary");
    cli_json_set_text(json, step, "sign", "~");
    cli_json_set_text(json, step, "action", "alter");
    cli_json_set_text(json, step, "kind", "data");
    cli_json_set(json, step, "label", json_incref(summary));
    json_t *on = json_object();
    cli_json_set_text(json, on, "kind", "data");
    cli_json_set(json, on, "label", json_incref(summary));
    cli_json_set(json, step, "on", on);
    static const char *const no[] = {"secret", "no_transaction", "commit_before", "destructive"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        cli_json_set(json, step, no[i], json_false());
    cli_json_set(json, step, "allowed", json_true());
    static const char *const none[] = {"destroys", "check", "cleanup", "undo"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        cli_json_set(json, step, none[i], json_null());
    cli_json_set(json, step, "locks", json_array());
    cli_json_set(json, step, "hazards", json_array());
    cli_json_set(json, step, "used_by", json_null());
}

static pgp_status seal_steps(cli_json *json, json_t *steps, const char *path) {
    for (size_t i = 0; i < json_array_size(steps); i++) {
        json_t *step = json_array_get(steps, i);
        const char *sql = json_string_value(json_object_get(step, "sql"));
        cli_json_set(json, step, "number", json_integer((json_int_t)i + 1));
        if (!json_is_true(json_object_get(step, "data")))
            continue;
        bool changes_rows = false;
        if (sql)
            PGP_TRY(pgp_check_data_statement(json->context, sql, &changes_rows));
        if (!changes_rows)
            return pgp_fail(
                json->context, PGP_INPUT, NULL,
                "\"%s\": step %zu is to change rows, so its \"sql\" has to be one INSERT, UPDATE, DELETE "
                "or MERGE",
                path, i + 1);
        complete_data_step(json, step);
    }
    return PGP_OK;
}

static pgp_status check_generated(pgp_context *context, const json_t *root, const char *path) {
    const char *said = json_string_value(json_object_get(root, "generated")), *generated;
    PGP_TRY(cli_generated_digest(context, root, &generated));
    if (said && strcmp(said, generated) == 0)
        return PGP_OK;
    pgp_fail(context, PGP_INPUT, NULL,
             "\"%s\": what pgplumb plan wrote was edited, too; only steps with \"data\": true can be added",
             path);
    return pgp_hint(context, "Plan again, and add them to that plan.");
}

/* What the steps add up to is told anew, by the same code that wrote the plan. */
pgp_status cli_seal_plan(pgp_context *context, const char *path, cli_report *out) {
    reader r = {.context = context, .path = path};
    cli_json json = {.context = context};
    pgp_text text, sealed = pgp_text_new(context->arena);
    const char *digest;
    json_t *root;
    PGP_TRY(flux_read_packed(context, path, &text));
    PGP_TRY(cli_load_plan(context, path, &text, &root));
    PGP_TRY(check_kind(&r, root));
    PGP_TRY(check_generated(context, root, path));
    PGP_TRY(seal_steps(&json, json_object_get(root, "steps"), path));
    read_steps(&r, json_object_get(root, "steps"), out);
    cli_json_set(&json, root, "summary", cli_summary_json(&json, out));
    PGP_TRY(cli_json_digest(context, root, &digest));
    cli_json_set_text(&json, root, "digest", digest);
    PGP_TRY(cli_json_finish(&json, root, &sealed));
    *out = (cli_report){.document = sealed.data};
    return cli_parse_plan(context, path, &sealed, out);
}

/* -- stale plans ------------------------------------------------------------------------------------------------------ */

typedef struct changes {
    pgp_text text;
    size_t count;
} changes;

static void add_change(changes *found, const char *object, const char *what) {
    enum { SHOWN = 5 };
    if (found->count++ < SHOWN) {
        pgp_text_next(&found->text, ", ");
        pgp_text_addf(&found->text, "%s was %s", object, what);
    } else if (found->count == SHOWN + 1) {
        pgp_text_add(&found->text, ", and more");
    }
}

static changes changes_between(pgp_arena *arena, const cli_fingerprints *old, const cli_fingerprints *new) {
    changes found = {.text = pgp_text_new(arena)};
    for (size_t i = 0; i < old->count; i++) {
        const char *before = old->items[i].digits, *after = cli_fingerprint_of(new, old->items[i].object);
        if (!pgp_same(before, after))
            add_change(&found, old->items[i].object, !before ? "added" : !after ? "removed" : "changed");
    }
    return found;
}

pgp_status cli_check_plan(pgp_context *context, const cli_report *plan, const cli_report *now) {
    changes found = changes_between(context->arena, &plan->source_objects, &now->all);
    if (!found.count && strcmp(plan->source_fingerprint, now->source_fingerprint) != 0)
        pgp_note_add(
            context, NULL,
            "the database has changed since the plan was made, but nothing that the plan depends on");
    if (!found.count)
        return PGP_OK;
    pgp_fail(context, PGP_STALE, NULL, "the plan was made for another state of the database: %s",
             found.text.data);
    return pgp_hint(context, "Nothing was changed. Plan again.");
}

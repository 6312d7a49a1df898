#include "plan_file.h"

#include "execute/group.h"
#include "fluxcd/pack.h"
#include "render/json_text.h"

#include <stdlib.h>
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
                     .phase = text_of(r, json, "phase")};
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

static pgp_status check_secrets(reader *r, const cli_report *report) {
    for (size_t i = 0; i < report->step_count; i++) {
        const pgp_step *step = &report->steps[i];
        if (!step->secret || pgp_step_is_blocked(step))
            continue;
        pgp_fail(r->context, PGP_INPUT, NULL,
                 "step %zu (%c %s) sets a secret, which a saved plan does not hold", i + 1, step->sign,
                 step->summary);
        return pgp_hint(r->context, "Apply from the schema's files: pgplumb apply --to SOURCE.");
    }
    return PGP_OK;
}

static void read_objects(reader *r, json_t *objects, cli_report *out) {
    cli_fingerprint *fingerprints =
        pgp_alloc(r->context->arena, json_object_size(objects) * sizeof *fingerprints);
    const char *key;
    json_t *value;
    json_object_foreach(objects, key, value) {
        fingerprints[out->source_object_count++] = (cli_fingerprint){
            .object = pgp_strdup(r->context->arena, key), .digits = text_of(r, objects, key)};
    }
    out->source_objects = fingerprints;
}

static pgp_status check_digest(reader *r, json_t *root, cli_report *out) {
    const char *digest;
    out->digest = text_of(r, root, "digest");
    PGP_TRY(cli_json_digest(r->context, root, &digest));
    if (strcmp(out->digest, digest) == 0)
        return PGP_OK;
    pgp_fail(r->context, PGP_INPUT, NULL, "\"%s\" is not as pgplumb plan wrote it: its digest does not fit",
             r->path);
    return pgp_hint(r->context, "A plan cannot be edited. Plan again.");
}

static pgp_status read_root(reader *r, json_t *root, cli_report *out) {
    const char *type = json_string_value(json_object_get(root, "type"));
    if (!type || strcmp(type, "plan") != 0)
        return pgp_fail(r->context, PGP_INPUT, NULL, "\"%s\" is no plan that plan --format json wrote",
                        r->path);
    if (json_integer_value(json_object_get(root, "format")) != CLI_PLAN_FORMAT)
        return pgp_fail(r->context, PGP_UNKNOWN, NULL,
                        "\"%s\" is a plan of another format than %d, the one this pgplumb knows", r->path,
                        CLI_PLAN_FORMAT);
    PGP_TRY(check_digest(r, root, out));
    const json_t *source = json_object_get(root, "source"), *target = json_object_get(root, "target");
    out->source = text_of(r, source, "label");
    out->source_fingerprint = text_of(r, source, "fingerprint");
    out->target = text_of(r, target, "label");
    out->target_fingerprint = text_of(r, target, "fingerprint");
    out->undecided = truth_of(r, root, "undecided");
    read_objects(r, json_object_get(source, "objects"), out);
    read_steps(r, json_object_get(root, "steps"), out);
    if (r->missing)
        return pgp_fail(r->context, PGP_INPUT, NULL,
                        "\"%s\" is no complete plan: \"%s\" is missing or of another type", r->path,
                        r->missing);
    return check_secrets(r, out);
}

pgp_status cli_parse_plan(pgp_context *context, const char *path, const pgp_text *text, cli_report *out) {
    reader r = {.context = context, .path = path};
    json_error_t error;
    json_t *root = json_loadb(text->data, text->size, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        pgp_location where = {.file = path, .line = error.line, .column = error.column};
        return pgp_fail(context, PGP_INPUT, &where, "the plan is not valid JSON: %s", error.text);
    }
    cli_json_defer(context, root);
    return read_root(&r, root, out);
}

pgp_status cli_read_plan(pgp_context *context, const char *path, cli_report *out) {
    pgp_text text;
    PGP_TRY(flux_read_packed(context, path, &text));
    return cli_parse_plan(context, path, &text, out);
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

static int by_object(const void *a, const void *b) {
    return strcmp(((const cli_fingerprint *)a)->object, ((const cli_fingerprint *)b)->object);
}

static const cli_fingerprint *sorted(pgp_arena *arena, const cli_report *report) {
    cli_fingerprint *copy = pgp_alloc(arena, report->source_object_count * sizeof *copy);
    for (size_t i = 0; i < report->source_object_count; i++)
        copy[i] = report->source_objects[i];
    qsort(copy, report->source_object_count, sizeof *copy, by_object);
    return copy;
}

static const char *changes_between(pgp_arena *arena, const cli_report *plan, const cli_report *now) {
    changes found = {.text = pgp_text_new(arena)};
    const cli_fingerprint *old = sorted(arena, plan), *new = sorted(arena, now);
    const cli_fingerprint *old_end = old + plan->source_object_count,
                          *new_end = new + now->source_object_count;
    while (old < old_end || new < new_end) {
        int order = old == old_end ? 1 : new == new_end ? -1 : strcmp(old->object, new->object);
        if (order < 0)
            add_change(&found, old->object, "removed");
        else if (order > 0)
            add_change(&found, new->object, "added");
        else if (strcmp(old->digits, new->digits) != 0)
            add_change(&found, old->object, "changed");
        old += order <= 0;
        new += order >= 0;
    }
    return found.count ? found.text.data : "its fingerprint is another";
}

pgp_status cli_check_plan(pgp_context *context, const cli_report *plan, const cli_report *now) {
    if (strcmp(plan->source_fingerprint, now->source_fingerprint) == 0)
        return PGP_OK;
    pgp_fail(context, PGP_STALE, NULL, "the plan was made for another state of the database: %s",
             changes_between(context->arena, plan, now));
    return pgp_hint(context, "Nothing was changed. Plan again.");
}

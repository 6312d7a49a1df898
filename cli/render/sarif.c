#include "render/sarif.h"

#include "base/version.h"

#include <string.h>

static json_t *text_json(cli_json *json, const char *text) {
    json_t *object = json_object();
    cli_json_set_text(json, object, "text", text);
    return object;
}

/* Adds an object's only member to a new object. */
static json_t *within(cli_json *json, const char *key, json_t *value) {
    json_t *object = json_object();
    cli_json_set(json, object, key, value);
    return object;
}

static json_t *list_of(cli_json *json, json_t *value) {
    json_t *list = json_array();
    cli_json_append(json, list, value);
    return list;
}

void cli_sarif_start(cli_sarif *sarif, pgp_context *context, const char *driver) {
    *sarif = (cli_sarif){.json = {.context = context}};
    cli_json *json = &sarif->json;
    json_t *about = json_object(), *run = json_object();
    sarif->root = cli_json_root(json);
    sarif->rules = json_array();
    sarif->results = json_array();
    cli_json_set_text(json, about, "name", driver);
    cli_json_set_text(json, about, "version", pgp_version);
    cli_json_set(json, about, "rules", sarif->rules);
    cli_json_set(json, run, "tool", within(json, "driver", about));
    cli_json_set(json, run, "results", sarif->results);
    cli_json_set_text(json, sarif->root, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    cli_json_set_text(json, sarif->root, "version", "2.1.0");
    cli_json_set(json, sarif->root, "runs", list_of(json, run));
}

void cli_sarif_add_rule(cli_sarif *sarif, const cli_sarif_rule *rule) {
    cli_json *json = &sarif->json;
    json_t *object = json_object();
    cli_json_set_text(json, object, "id", rule->code);
    cli_json_set(json, object, "shortDescription", text_json(json, rule->title));
    cli_json_set(json, object, "help", text_json(json, rule->help));
    if (rule->page)
        cli_json_set_text(json, object, "helpUri", rule->page);
    cli_json_append(json, sarif->rules, object);
}

/* A path in the repository as a reference of a URI. */
static const char *uri_of(pgp_arena *arena, const char *path) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    pgp_text uri = pgp_text_new(arena);
    const char *revision_end = strncmp(path, "git:", 4) == 0 ? strchr(path + 4, ':') : NULL;
    for (const char *c = revision_end ? revision_end + 1 : path; *c; c++) {
        if (strchr(plain, *c))
            pgp_text_addn(&uri, c, 1);
        else
            pgp_text_addf(&uri, "%%%02X", (unsigned char)*c);
    }
    return uri.data;
}

/* What is from no file has its name in the database for a place. */
static json_t *object_json(cli_json *json, const char *label) {
    json_t *object = json_object();
    cli_json_set_text(json, object, "fullyQualifiedName", label);
    return within(json, "logicalLocations", list_of(json, object));
}

static json_t *place_json(cli_json *json, const cli_sarif_result *result) {
    json_t *physical = json_object(), *artifact = json_object(), *region = json_object();
    cli_json_set_text(json, artifact, "uri", uri_of(json->context->arena, result->file));
    cli_json_set(json, region, "startLine", json_integer((json_int_t)(result->line ? result->line : 1)));
    if (result->column)
        cli_json_set(json, region, "startColumn", json_integer((json_int_t)result->column));
    cli_json_set(json, physical, "artifactLocation", artifact);
    cli_json_set(json, physical, "region", region);
    return within(json, "physicalLocation", physical);
}

static json_t *suppression_json(cli_json *json, const char *reason) {
    json_t *object = json_object();
    cli_json_set_text(json, object, "kind", "inSource");
    cli_json_set_text(json, object, "justification", reason);
    return object;
}

void cli_sarif_add_result(cli_sarif *sarif, const cli_sarif_result *result) {
    cli_json *json = &sarif->json;
    json_t *object = json_object();
    cli_json_set_text(json, object, "ruleId", result->code);
    cli_json_set_text(json, object, "level", result->level);
    cli_json_set(json, object, "message", text_json(json, result->message));
    if (result->file)
        cli_json_set(json, object, "locations", list_of(json, place_json(json, result)));
    else if (result->label)
        cli_json_set(json, object, "locations", list_of(json, object_json(json, result->label)));
    if (result->reason)
        cli_json_set(json, object, "suppressions", list_of(json, suppression_json(json, result->reason)));
    cli_json_append(json, sarif->results, object);
}

pgp_status cli_sarif_finish(cli_sarif *sarif, pgp_text *out) {
    return cli_json_finish(&sarif->json, sarif->root, out);
}

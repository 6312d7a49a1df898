/*
 * What drift found, as JSON (schemas/drift.schema.json).
 */
#include "render/difference.h"
#include "render/json_text.h"
#include "source/history.h"

json_t *cli_commit_json(cli_json *json, const pgp_commit *commit) {
    json_t *object = json_object();
    cli_json_set_text(json, object, "hash", commit->hash);
    cli_json_set_text(json, object, "date", commit->date);
    cli_json_set_text(json, object, "author", commit->author);
    cli_json_set_text(json, object, "subject", commit->subject);
    return object;
}

json_t *cli_difference_json(cli_json *json, const cli_difference *difference) {
    json_t *object = json_object(), *properties = json_array();
    const char sign[] = {difference->sign, '\0'};
    for (size_t i = 0; i < difference->property_count; i++) {
        json_t *property = json_object();
        cli_json_set_text(json, property, "name", difference->properties[i].name);
        cli_json_set_text(json, property, "live", difference->properties[i].live);
        cli_json_set_text(json, property, "desired", difference->properties[i].desired);
        cli_json_append(json, properties, property);
    }
    cli_json_set_text(json, object, "sign", sign);
    cli_json_set_text(json, object, "kind", difference->kind);
    cli_json_set_text(json, object, "label", difference->label);
    cli_json_set_text(json, object, "where", difference->where);
    cli_json_set(json, object, "properties", properties);
    if (difference->git)
        cli_json_set_text(json, object, "git", difference->git);
    if (difference->commit)
        cli_json_set(json, object, "commit", cli_commit_json(json, difference->commit));
    return object;
}

void cli_set_differences(cli_json *json, json_t *object, const cli_differences *differences) {
    json_t *items = json_array();
    for (size_t i = 0; i < differences->count; i++)
        cli_json_append(json, items, cli_difference_json(json, &differences->items[i]));
    cli_json_set(json, object, "in_sync", json_boolean(!differences->count && !differences->helpers));
    cli_json_set(json, object, "in_between", json_boolean(differences->helpers > 0));
    cli_json_set(json, object, "undecided", json_boolean(differences->undecided));
    cli_json_set(json, object, "differences", items);
}

pgp_status cli_drift_json(pgp_context *context, pgp_text *out, const cli_differences *differences) {
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json);
    cli_json_set(&json, root, "format", json_integer(1));
    cli_json_set_text(&json, root, "tool", "pgplumb");
    cli_json_set_text(&json, root, "type", "drift");
    cli_json_set_text(&json, root, "database", differences->source);
    cli_json_set_text(&json, root, "desired", differences->target);
    cli_set_differences(&json, root, differences);
    return cli_json_finish(&json, root, out);
}

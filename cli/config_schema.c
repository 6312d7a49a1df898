/*
 * The JSON Schema of pgplumb.yaml, from the tables of flags.
 */
#include "config_schema.h"

#include "config.h"

#include "kinds/kinds.h"

#include <string.h>

static json_t *typed(cli_json *json, const char *type, const char *help) {
    json_t *schema = json_object();
    cli_json_set_text(json, schema, "type", type);
    if (help)
        cli_json_set_text(json, schema, "description", help);
    return schema;
}

/* "text|sql" */
static json_t *choices_of(cli_json *json, const char *choices) {
    json_t *list = json_array();
    for (const char *at = choices; *at;) {
        size_t size = strcspn(at, "|");
        cli_json_append(json, list, json_stringn(at, size));
        at += size + (at[size] == '|');
    }
    return list;
}

static json_t *scalar(cli_json *json) {
    json_t *schema = json_object(), *types = json_array();
    cli_json_append(json, types, json_string("string"));
    cli_json_append(json, types, json_string("number"));
    cli_json_set(json, schema, "type", types);
    return schema;
}

static json_t *scalar_or_list(cli_json *json) {
    json_t *schema = json_object(), *either = json_array(), *list = typed(json, "array", NULL);
    cli_json_set(json, list, "items", scalar(json));
    cli_json_append(json, either, scalar(json));
    cli_json_append(json, either, list);
    cli_json_set(json, schema, "anyOf", either);
    return schema;
}

/* "{env: NAME}", "{file: PATH}" or a URL. */
static json_t *database(cli_json *json) {
    json_t *schema = json_object(), *either = json_array(), *map = typed(json, "object", NULL);
    json_t *properties = json_object();
    for (const cli_config_key *key = cli_database_keys; key->name; key++)
        cli_json_set(json, properties, key->name, typed(json, "string", key->help));
    cli_json_set(json, map, "properties", properties);
    cli_json_set(json, map, "minProperties", json_integer(1));
    cli_json_set(json, map, "maxProperties", json_integer(1));
    cli_json_set(json, map, "additionalProperties", json_false());
    cli_json_append(json, either, map);
    cli_json_append(json, either, typed(json, "string", "a URL without a password"));
    cli_json_set(json, schema, "anyOf", either);
    return schema;
}

static json_t *setting(cli_json *json, const cli_option *option) {
    json_t *schema;
    if (strcmp(option->name, "database") == 0)
        schema = database(json);
    else if (option->type == CLI_VALUE_NONE)
        schema = typed(json, "boolean", NULL);
    else if (option->type == CLI_VALUE_LIST || option->type == CLI_VALUE_SOURCES)
        schema = scalar_or_list(json);
    else
        schema = scalar(json);
    cli_json_set_text(json, schema, "description", option->help);
    return schema;
}

/* A flag that several commands have with different choices takes those of all. */
static void add_format(cli_json *json, json_t *properties, const cli_option *option) {
    json_t *known = json_object_get(json_object_get(properties, option->name), "enum");
    json_t *choices = choices_of(json, option->value), *choice, *other;
    size_t i, j;
    if (!known) {
        json_t *schema = json_object();
        cli_json_set_text(json, schema, "description", option->help);
        cli_json_set(json, schema, "enum", choices);
        cli_json_set(json, properties, option->name, schema);
        return;
    }
    json_array_foreach(choices, i, choice) {
        bool found = false;
        json_array_foreach(known, j, other) found |= json_equal(choice, other);
        if (!found)
            cli_json_append(json, known, json_incref(choice));
    }
    json_decref(choices);
}

static json_t *settings(cli_json *json, const char *help) {
    json_t *schema = typed(json, "object", help), *properties = json_object();
    for (const cli_command *const *command = cli_commands; *command; command++) {
        for (const cli_option *option = (*command)->options; option->name; option++) {
            if (!cli_is_setting(option))
                continue;
            if (option->type == CLI_VALUE_FORMAT)
                add_format(json, properties, option);
            else if (!json_object_get(properties, option->name))
                cli_json_set(json, properties, option->name, setting(json, option));
        }
    }
    cli_json_set(json, schema, "properties", properties);
    cli_json_set(json, schema, "additionalProperties", json_false());
    return schema;
}

static json_t *kinds(cli_json *json, const char *help) {
    json_t *schema = json_object(), *names = json_array();
    for (const pgp_kind *const *kind = pgp_kinds; *kind; kind++)
        cli_json_append(json, names, json_string((*kind)->name));
    cli_json_set_text(json, schema, "description", help);
    cli_json_set(json, schema, "enum", names);
    return schema;
}

static json_t *ignore(cli_json *json, const char *help) {
    json_t *schema = typed(json, "array", help), *pattern = typed(json, "object", NULL);
    json_t *properties = json_object();
    for (const cli_config_key *key = cli_ignore_keys; key->name; key++)
        cli_json_set(json, properties, key->name,
                     strcmp(key->name, "kind") == 0 ? kinds(json, key->help)
                                                    : typed(json, "string", key->help));
    cli_json_set(json, pattern, "properties", properties);
    cli_json_set(json, pattern, "additionalProperties", json_false());
    cli_json_set(json, pattern, "minProperties", json_integer(1));
    cli_json_set(json, schema, "items", pattern);
    return schema;
}

static json_t *lint(cli_json *json, const char *help) {
    json_t *schema = typed(json, "object", help), *properties = json_object();
    const pgp_hazard *rule;
    for (size_t i = 0; (rule = pgp_lint_rule_at(i)); i++) {
        json_t *levels = json_object(), *words = json_array();
        for (size_t level = 0; level < PGP_LINT_LEVEL_COUNT; level++)
            cli_json_append(json, words, json_string(pgp_lint_words[level]));
        cli_json_set_text(json, levels, "description", rule->title);
        cli_json_set(json, levels, "enum", words);
        cli_json_set(json, properties, rule->code, levels);
    }
    cli_json_set(json, schema, "properties", properties);
    cli_json_set(json, schema, "additionalProperties", json_false());
    return schema;
}

static json_t *environments(cli_json *json, const char *help) {
    json_t *schema = typed(json, "object", help), *reference = json_object();
    cli_json_set_text(json, reference, "$ref", "#/properties/defaults");
    cli_json_set(json, schema, "additionalProperties", reference);
    return schema;
}

static json_t *described(cli_json *json, json_t *schema, const char *help) {
    cli_json_set_text(json, schema, "description", help);
    return schema;
}

static json_t *fleet_query(cli_json *json, const char *help) {
    json_t *schema = typed(json, "object", help), *properties = json_object(), *required = json_array();
    for (const cli_config_key *key = cli_fleet_query_keys; key->name; key++) {
        bool is_database = strcmp(key->name, "database") == 0;
        cli_json_set(json, properties, key->name,
                     is_database ? described(json, database(json), key->help)
                                 : typed(json, "string", key->help));
        cli_json_append(json, required, json_string(key->name));
    }
    cli_json_set(json, schema, "properties", properties);
    cli_json_set(json, schema, "required", required);
    cli_json_set(json, schema, "additionalProperties", json_false());
    return schema;
}

static json_t *fleet_part(cli_json *json, const cli_config_key *key) {
    json_t *databases;
    if (strcmp(key->name, "query") == 0)
        return fleet_query(json, key->help);
    if (strcmp(key->name, "directory") == 0)
        return typed(json, "string", key->help);
    databases = typed(json, "object", key->help);
    cli_json_set(json, databases, "additionalProperties", database(json));
    return databases;
}

static json_t *fleets(cli_json *json, const char *help) {
    json_t *schema = typed(json, "object", help), *fleet = typed(json, "object", NULL),
           *properties = json_object();
    for (const cli_config_key *key = cli_fleet_keys; key->name; key++)
        cli_json_set(json, properties, key->name, fleet_part(json, key));
    cli_json_set(json, fleet, "properties", properties);
    cli_json_set(json, fleet, "minProperties", json_integer(1));
    cli_json_set(json, fleet, "additionalProperties", json_false());
    cli_json_set(json, schema, "additionalProperties", fleet);
    return schema;
}

static json_t *part(cli_json *json, const cli_config_key *key) {
    if (strcmp(key->name, "fleets") == 0)
        return fleets(json, key->help);
    if (strcmp(key->name, "environments") == 0)
        return environments(json, key->help);
    if (strcmp(key->name, "defaults") == 0)
        return settings(json, key->help);
    if (strcmp(key->name, "lint") == 0)
        return lint(json, key->help);
    if (strcmp(key->name, "ignore") == 0)
        return ignore(json, key->help);
    json_t *schema = scalar_or_list(json);
    cli_json_set_text(json, schema, "description", key->help);
    return schema;
}

pgp_status cli_config_schema(pgp_context *context, pgp_text *out) {
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json), *properties = json_object();
    cli_json_set_text(&json, root, "$schema", "https://json-schema.org/draft/2020-12/schema");
    cli_json_set_text(&json, root, "title", CLI_CONFIG_FILE);
    cli_json_set_text(&json, root, "type", "object");
    for (const cli_config_key *key = cli_config_keys; key->name; key++)
        cli_json_set(&json, properties, key->name, part(&json, key));
    cli_json_set(&json, root, "properties", properties);
    cli_json_set(&json, root, "additionalProperties", json_false());
    return cli_json_finish(&json, root, out);
}

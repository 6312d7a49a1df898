/*
 * schemas/snapshot.schema.json says what the tables of properties say. With an argument, writes the schema
 * to that file: that is how it is made when a kind or property is new.
 */
#include "unit.h"

#include "model/snapshot.h"
#include "model/value.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *reference(const char *name) {
    char target[128];
    snprintf(target, sizeof target, "#/$defs/%s", name);
    return json_pack("{s:s}", "$ref", target);
}

static json_t *array_of(json_t *items) {
    return json_pack("{s:s, s:o}", "type", "array", "items", items);
}

static json_t *value_schema(pgp_value_type type) {
    switch (type) {
    case PGP_VALUE_BOOL: return json_pack("{s:s}", "type", "boolean");
    case PGP_VALUE_INT: return json_pack("{s:s}", "type", "integer");
    case PGP_VALUE_TEXT: return json_pack("{s:s}", "type", "string");
    case PGP_VALUE_NAMES: return array_of(json_pack("{s:[s,s]}", "type", "string", "null"));
    case PGP_VALUE_SET:
        return json_pack("{s:s, s:{s:s}, s:b}", "type", "array", "items", "type", "string", "uniqueItems", 1);
    case PGP_VALUE_EXPRESSION:
    case PGP_VALUE_QUERY: return reference("sql");
    case PGP_VALUE_KEYS: return array_of(reference("key"));
    case PGP_VALUE_ARGUMENTS: return array_of(reference("argument"));
    }
    return NULL;
}

static json_t *object_schema(json_t *properties, json_t *required) {
    json_t *schema =
        json_pack("{s:s, s:b, s:o}", "type", "object", "additionalProperties", 0, "properties", properties);
    if (required)
        json_object_set_new(schema, "required", required);
    return schema;
}

static json_t *properties_schema(const pgp_property *properties, size_t count) {
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, properties[i].name, value_schema(properties[i].type));
    return object;
}

static json_t *argument_schema(void) {
    json_t *properties = properties_schema(pgp_argument_parts, pgp_argument_part_count);
    json_object_set_new(properties, "mode",
                        json_pack("{s:[s,s,s,s,s]}", "enum", "in", "out", "inout", "variadic", "table"));
    return object_schema(properties, json_pack("[s,s]", "mode", "type"));
}

static json_t *sql_schema(void) {
    json_t *text = json_pack("{s:s}", "type", "string");
    json_t *path =
        json_pack("{s:s, s:s}", "type", "string", "description",
                  "search_path that unqualified names resolve along; absent: as the server prints");
    return object_schema(json_pack("{s:o, s:o}", "text", text, "path", path), json_pack("[s]", "text"));
}

static json_t *kind_names(void) {
    json_t *names = json_array();
    for (const pgp_kind *const *kind = pgp_kinds; *kind; kind++)
        json_array_append_new(names, json_string((*kind)->name));
    return json_pack("{s:o}", "enum", names);
}

/* kind, schema, name and args, which name an object. */
static json_t *identity(void) {
    return json_pack("{s:o, s:{s:s}, s:{s:s}, s:{s:s}}", "kind", kind_names(), "schema", "type", "string",
                     "name", "type", "string", "args", "type", "string");
}

static json_t *reference_schema(void) {
    json_t *properties = identity();
    json_object_set_new(properties, "of", reference("reference"));
    return object_schema(properties, json_pack("[s,s]", "kind", "name"));
}

/* The properties that an object may have depend on its kind. */
static json_t *kind_rules(void) {
    json_t *rules = json_array();
    for (const pgp_kind *const *kind = pgp_kinds; *kind; kind++) {
        json_t *properties =
            object_schema(properties_schema((*kind)->properties, (*kind)->property_count), NULL);
        json_array_append_new(rules,
                              json_pack("{s:{s:{s:{s:s}}}, s:{s:{s:o}}}", "if", "properties", "kind", "const",
                                        (*kind)->name, "then", "properties", "properties", properties));
    }
    return rules;
}

static json_t *model_object_schema(void) {
    json_t *properties = identity();
    json_t *flags = json_pack("{s:[s,s,s]}", "enum", "member", "implied", "builtin");
    json_object_set_new(properties, "flags", array_of(flags));
    json_object_set_new(properties, "properties", json_pack("{s:s}", "type", "object"));
    json_object_set_new(properties, "origin", reference("reference"));
    json_object_set_new(properties, "needs", array_of(reference("reference")));
    json_object_set_new(properties, "children", array_of(reference("object")));
    json_object_set_new(properties, "fingerprint", reference("fingerprint"));
    json_t *schema = object_schema(properties, json_pack("[s,s]", "kind", "name"));
    json_object_set_new(schema, "allOf", kind_rules());
    return schema;
}

static json_t *definitions(void) {
    json_t *key = object_schema(properties_schema(pgp_key_parts, pgp_key_part_count), NULL);
    json_t *fingerprint = json_pack("{s:s, s:s}", "type", "string", "pattern", "^[0-9a-f]{64}$");
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "object", model_object_schema(), "reference",
                     reference_schema(), "sql", sql_schema(), "key", key, "argument", argument_schema(),
                     "fingerprint", fingerprint);
}

static json_t *snapshot_schema(void) {
    json_t *properties = json_pack("{s:{s:i}, s:{s:s}, s:{s:s}, s:{s:s}, s:o, s:o}", "format", "const",
                                   PGP_SNAPSHOT_FORMAT, "tool", "type", "string", "server_version", "type",
                                   "integer", "current_user", "type", "string", "fingerprint",
                                   reference("fingerprint"), "objects", array_of(reference("object")));
    json_t *schema = object_schema(properties, json_pack("[s,s]", "format", "objects"));
    json_object_set_new(schema, "$defs", definitions());
    json_t *head = json_pack(
        "{s:s, s:s, s:s}", "$schema", "https://json-schema.org/draft/2020-12/schema", "title",
        "pgplumb snapshot", "description",
        "A model of a PostgreSQL schema as pgplumb inspect --format json writes it. What is false, 0, "
        "null or empty is left out.");
    json_object_update_new(head, schema);
    return head;
}

static void the_schema_says_what_the_tables_say(void **state) {
    (void)state;
    json_error_t error;
    json_t *file = json_load_file(getenv("SNAPSHOT_SCHEMA"), 0, &error), *schema = snapshot_schema();
    if (!file)
        fail_msg("%s:%d: %s", error.source, error.line, error.text);
    if (!json_equal(file, schema))
        fail_msg("%s is out of date: unit_snapshot_schema FILE writes it", error.source);
    json_decref(file);
    json_decref(schema);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_schema_says_what_the_tables_say)};
    if (argc == 1)
        return cmocka_run_group_tests(tests, NULL, NULL);
    json_t *schema = snapshot_schema();
    FILE *file = fopen(argv[1], "w");
    bool written =
        file && json_dumpf(schema, file, JSON_INDENT(2)) == 0 && fputs("\n", file) >= 0 && fclose(file) == 0;
    json_decref(schema);
    return written ? 0 : 1;
}

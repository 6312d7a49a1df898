/*
 * Writing snapshots.
 */
#include "model/snapshot.h"
#include "model/fingerprint.h"
#include "model/secret.h"
#include "model/snapshot_flags.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct writer {
    pgp_context *context;
    bool failed;     /* out of memory */
    const char *bad; /* a text that is not UTF-8 */
} writer;

/* -- JSON, noting failures for the end --------------------------------------------------------------------
 */

static json_t *text_json(writer *w, const char *text) {
    json_t *json = text ? json_string(text) : json_null();
    if (!json)
        w->bad = text;
    return json;
}

static void set(writer *w, json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value) < 0)
        w->failed = true;
}

static void append(writer *w, json_t *array, json_t *value) {
    if (json_array_append_new(array, value) < 0)
        w->failed = true;
}

static void set_text(writer *w, json_t *object, const char *key, const char *text) {
    if (text)
        set(w, object, key, text_json(w, text));
}

/* -- values ------------------------------------------------------------------------------------------------
 */

static json_t *names_json(writer *w, const pgp_names *names) {
    json_t *array = json_array();
    for (size_t i = 0; i < names->count; i++)
        append(w, array, text_json(w, names->items[i]));
    return array;
}

static json_t *sql_json(writer *w, const pgp_sql *sql) {
    json_t *object = json_object();
    set_text(w, object, "text", sql->text);
    if (sql->path && *sql->path)
        set_text(w, object, "path", sql->path);
    return object;
}

static void set_properties(writer *w, json_t *object, const void *base, const pgp_property *properties,
                           size_t count);

static json_t *keys_json(writer *w, const pgp_keys *keys) {
    json_t *array = json_array();
    for (size_t i = 0; i < keys->count; i++) {
        json_t *key = json_object();
        set_properties(w, key, &keys->items[i], pgp_key_parts, pgp_key_part_count);
        append(w, array, key);
    }
    return array;
}

static json_t *arguments_json(writer *w, const pgp_arguments *arguments) {
    json_t *array = json_array();
    for (size_t i = 0; i < arguments->count; i++) {
        json_t *argument = json_object();
        set_text(w, argument, "mode", pgp_argument_mode_word(arguments->items[i].mode));
        set_properties(w, argument, &arguments->items[i], pgp_argument_parts, pgp_argument_part_count);
        append(w, array, argument);
    }
    return array;
}

static json_t *value_json(writer *w, pgp_value_type type, pgp_value value) {
    switch (type) {
    case PGP_VALUE_BOOL: return json_boolean(*value.boolean);
    case PGP_VALUE_INT: return json_integer(*value.integer);
    case PGP_VALUE_TEXT: return text_json(w, *value.text);
    case PGP_VALUE_NAMES:
    case PGP_VALUE_SET: return names_json(w, value.names);
    case PGP_VALUE_EXPRESSION:
    case PGP_VALUE_QUERY: return sql_json(w, value.sql);
    case PGP_VALUE_KEYS: return keys_json(w, value.keys);
    case PGP_VALUE_ARGUMENTS: return arguments_json(w, value.arguments);
    }
    return NULL;
}

static void set_properties(writer *w, json_t *object, const void *base, const pgp_property *properties,
                           size_t count) {
    for (size_t i = 0; i < count; i++) {
        pgp_value value =
            pgp_value_shown(w->context->arena, pgp_value_at(base, &properties[i]), &properties[i]);
        if (pgp_value_is_set(value, properties[i].type))
            set(w, object, properties[i].name, value_json(w, properties[i].type, value));
    }
}

/* -- objects
 * ------------------------------------------------------------------------------------------------- */

static void set_identity(writer *w, json_t *json, const pgp_object *object) {
    set_text(w, json, "kind", object->kind->name);
    set_text(w, json, "schema", object->schema);
    set_text(w, json, "name", object->name);
    set_text(w, json, "args", object->args);
}

/* A child is told from its namesakes by what it is of. */
static json_t *reference_json(writer *w, const pgp_object *object) {
    json_t *json = json_object();
    set_identity(w, json, object);
    if (object->parent)
        set(w, json, "of", reference_json(w, object->parent));
    return json;
}

typedef struct need {
    const pgp_object *object;
    const char *sort_key;
} need;

static int by_sort_key(const void *a, const void *b) {
    return strcmp(((const need *)a)->sort_key, ((const need *)b)->sort_key);
}

static void set_needs(writer *w, json_t *json, const pgp_object *object) {
    pgp_arena *arena = w->context->arena;
    need *needs = pgp_alloc(arena, (object->need_count + 1) * sizeof *needs);
    for (uint32_t i = 0; i < object->need_count; i++) {
        const pgp_object *needed = object->needs[i];
        const char *label = pgp_object_label(arena, needed);
        needs[i] = (need){needed, pgp_printf(arena, "%s %s", needed->kind->name, label)};
    }
    qsort(needs, object->need_count, sizeof *needs, by_sort_key);
    json_t *array = json_array();
    for (uint32_t i = 0; i < object->need_count; i++)
        append(w, array, reference_json(w, needs[i].object));
    set(w, json, "needs", array);
}

static void set_flags(writer *w, json_t *json, uint32_t flags) {
    json_t *array = json_array();
    for (size_t i = 0; i < sizeof pgp_snapshot_flags / sizeof *pgp_snapshot_flags; i++)
        if (flags & pgp_snapshot_flags[i].flag)
            append(w, array, text_json(w, pgp_snapshot_flags[i].word));
    set(w, json, "flags", array);
}

static json_t *object_json(writer *w, const pgp_object *object);

/* Columns in the order of the table, then everything else in stable order. */
static json_t *children_json(writer *w, const pgp_object *object) {
    size_t count;
    const pgp_object **sorted = pgp_objects_sorted(w->context->arena, object->children, &count);
    json_t *array = json_array();
    for (const pgp_object *child = object->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column)
            append(w, array, object_json(w, child));
    for (size_t i = 0; i < count; i++)
        if (sorted[i]->kind != &pgp_kind_column)
            append(w, array, object_json(w, sorted[i]));
    return array;
}

static json_t *object_json(writer *w, const pgp_object *object) {
    json_t *json = json_object(), *properties = json_object();
    set_identity(w, json, object);
    if (object->flags)
        set_flags(w, json, object->flags);
    set_properties(w, properties, object, object->kind->properties, object->kind->property_count);
    if (json_object_size(properties))
        set(w, json, "properties", properties);
    else
        json_decref(properties);
    if (object->origin)
        set(w, json, "origin", reference_json(w, object->origin));
    if (object->need_count)
        set_needs(w, json, object);
    if (object->children)
        set(w, json, "children", children_json(w, object));
    return json;
}

/* -- the file
 * ------------------------------------------------------------------------------------------------- */

static pgp_status set_objects(writer *w, json_t *root, const pgp_model *model) {
    size_t count;
    const pgp_object **sorted = pgp_objects_sorted(w->context->arena, model->objects, &count);
    json_t *array = json_array();
    set(w, root, "objects", array);
    for (size_t i = 0; i < count; i++) {
        json_t *json = object_json(w, sorted[i]);
        const char *fingerprint;
        append(w, array, json);
        PGP_TRY(pgp_fingerprint_object(w->context, sorted[i], &fingerprint));
        set_text(w, json, "fingerprint", fingerprint);
    }
    return PGP_OK;
}

static void free_json(void *what) {
    json_decref(what);
}

static pgp_status fill(writer *w, json_t *root, const pgp_model *model) {
    const char *fingerprint;
    PGP_TRY(pgp_fingerprint_model(w->context, model, &fingerprint));
    set(w, root, "format", json_integer(PGP_SNAPSHOT_FORMAT));
    set_text(w, root, "tool", "pgplumb");
    if (model->server_version)
        set(w, root, "server_version", json_integer(model->server_version));
    set_text(w, root, "current_user", model->current_user);
    set_text(w, root, "fingerprint", fingerprint);
    return set_objects(w, root, model);
}

pgp_status pgp_snapshot_write(pgp_context *context, const pgp_model *model, const char **out) {
    writer w = {.context = context};
    json_t *root = json_object();
    if (!root)
        return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
    pgp_defer(context->arena, free_json, root);
    PGP_TRY(fill(&w, root, model));
    if (w.bad)
        return pgp_fail(context, PGP_UNKNOWN, NULL, "\"%s\" is not UTF-8: JSON cannot hold it", w.bad);
    char *text = w.failed ? NULL : json_dumps(root, JSON_INDENT(2));
    if (!text)
        return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
    pgp_defer(context->arena, free, text);
    *out = pgp_printf(context->arena, "%s\n", text);
    return PGP_OK;
}

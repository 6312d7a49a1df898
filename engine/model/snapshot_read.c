/*
 * Loading snapshots. People edit and merge them, so everything is checked and what is wrong is named by
 * its place: "objects[3].children[0].properties.type".
 */
#include "kinds/reading.h"
#include "model/snapshot.h"
#include "model/snapshot_flags.h"
#include "model/value.h"

#include <jansson.h>
#include <string.h>

/* A way down from the root; key NULL: an element of an array. */
typedef struct place {
    const struct place *up;
    const char *key;
    size_t index;
} place;

/* An object whose references wait until everything is there. */
typedef struct waiting {
    pgp_object *object;
    json_t *json;
    const char *place;
} waiting;

typedef struct loader {
    pgp_context *context;
    pgp_model *model;
    const char *file;
    waiting *waiting;
    size_t count, capacity;
} loader;

/* -- messages ----------------------------------------------------------------------------------------------
 */

static void add_place(pgp_text *text, const place *at) {
    if (!at)
        return;
    add_place(text, at->up);
    if (!at->key) {
        pgp_text_addf(text, "[%zu]", at->index);
        return;
    }
    pgp_text_next(text, ".");
    pgp_text_add(text, at->key);
}

static const char *place_text(const loader *l, const place *at) {
    pgp_text text = pgp_text_new(l->context->arena);
    add_place(&text, at);
    return text.data;
}

static pgp_status fail(const loader *l, const char *at, const char *what) {
    const pgp_location where = {.file = l->file};
    return pgp_fail(l->context, PGP_INPUT, &where, "%s%s%s", at, *at ? ": " : "", what);
}

static pgp_status expected(const loader *l, const place *at, const char *what) {
    return fail(l, place_text(l, at), pgp_printf(l->context->arena, "%s expected", what));
}

static pgp_status unknown(const loader *l, const place *at, const char *what, const char *name) {
    return fail(l, place_text(l, at), pgp_printf(l->context->arena, "unknown %s \"%s\"", what, name));
}

/* -- parts -------------------------------------------------------------------------------------------------
 */

static pgp_status read_string(const loader *l, const place *at, const json_t *json, const char **out) {
    if (!json_is_string(json))
        return expected(l, at, "a string");
    *out = json_string_value(json);
    return PGP_OK;
}

/* A member that may be absent: *out stays NULL. */
static pgp_status read_member(const loader *l, const place *at, const json_t *object, const char *key,
                              const char **out) {
    const json_t *json = json_object_get(object, key);
    *out = NULL;
    return json ? read_string(l, &(place){at, key, 0}, json, out) : PGP_OK;
}

static pgp_status check_keys(const loader *l, const place *at, json_t *object, const char *const *known,
                             size_t count) {
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return expected(l, at, "an object");
    json_object_foreach(object, key, value) {
        size_t i = 0;
        while (i < count && strcmp(known[i], key) != 0)
            i++;
        if (i == count)
            return unknown(l, at, "member", key);
    }
    return PGP_OK;
}

#define CHECK_KEYS(l, at, object, ...)                                  \
    check_keys((l), (at), (object), (const char *const[]){__VA_ARGS__}, \
               sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* -- values ------------------------------------------------------------------------------------------------
 */

typedef union slot {
    void *at;
    bool *boolean;
    int64_t *integer;
    const char **text;
    pgp_names *names;
    pgp_sql *sql;
    pgp_keys *keys;
    pgp_arguments *arguments;
} slot;

static pgp_status read_names(const loader *l, const place *at, const json_t *json, pgp_names *out) {
    if (!json_is_array(json))
        return expected(l, at, "an array of strings");
    pgp_names names = {.count = 0};
    names.items = pgp_alloc(l->context->arena, (json_array_size(json) + 1) * sizeof *names.items);
    for (size_t i = 0; i < json_array_size(json); i++) {
        const json_t *item = json_array_get(json, i);
        const char *text = NULL;
        if (!json_is_null(item))
            PGP_TRY(read_string(l, &(place){at, NULL, i}, item, &text));
        names.items[names.count++] = pgp_intern(l->model, text);
    }
    *out = names;
    return PGP_OK;
}

static pgp_status read_sql(const loader *l, const place *at, json_t *json, pgp_sql *out) {
    const char *text, *path;
    PGP_TRY(CHECK_KEYS(l, at, json, "text", "path"));
    PGP_TRY(read_member(l, at, json, "text", &text));
    PGP_TRY(read_member(l, at, json, "path", &path));
    if (!text)
        return expected(l, at, "a member \"text\"");
    out->text = pgp_strdup(l->model->arena, text);
    out->path = path ? pgp_intern(l->model, path) : "";
    out->where.file = l->file;
    return PGP_OK;
}

static pgp_status read_value(const loader *l, const place *at, json_t *json, pgp_value_type type, slot out);

static pgp_status read_property(const loader *l, const place *at, json_t *json,
                                const pgp_property *properties, size_t count, void *base) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(properties[i].name, at->key) == 0)
            return read_value(l, at, json, properties[i].type,
                              (slot){.at = (char *)base + properties[i].offset});
    return unknown(l, at->up, "property", at->key);
}

static pgp_status read_properties(const loader *l, const place *at, json_t *json,
                                  const pgp_property *properties, size_t count, void *base) {
    const char *key;
    json_t *value;
    if (!json_is_object(json))
        return expected(l, at, "an object");
    json_object_foreach(json, key, value) {
        PGP_TRY(read_property(l, &(place){at, key, 0}, value, properties, count, base));
    }
    return PGP_OK;
}

static pgp_status read_keys(const loader *l, const place *at, json_t *json, pgp_keys *out) {
    if (!json_is_array(json))
        return expected(l, at, "an array");
    out->items = pgp_alloc(l->model->arena, (json_array_size(json) + 1) * sizeof *out->items);
    for (size_t i = 0; i < json_array_size(json); i++)
        PGP_TRY(read_properties(l, &(place){at, NULL, i}, json_array_get(json, i), pgp_key_parts,
                                pgp_key_part_count, &out->items[out->count++]));
    return PGP_OK;
}

static pgp_status read_argument(const loader *l, const place *at, json_t *json, pgp_argument *out) {
    const char *key, *mode;
    json_t *value;
    PGP_TRY(read_member(l, at, json, "mode", &mode));
    out->mode = mode ? pgp_argument_mode_of(mode) : 'i';
    if (!out->mode)
        return unknown(l, at, "argument mode", mode);
    if (!json_is_object(json))
        return expected(l, at, "an object");
    json_object_foreach(json, key, value) {
        if (strcmp(key, "mode") != 0)
            PGP_TRY(read_property(l, &(place){at, key, 0}, value, pgp_argument_parts, pgp_argument_part_count,
                                  out));
    }
    return PGP_OK;
}

static pgp_status read_arguments(const loader *l, const place *at, json_t *json, pgp_arguments *out) {
    if (!json_is_array(json))
        return expected(l, at, "an array");
    out->items = pgp_alloc(l->model->arena, (json_array_size(json) + 1) * sizeof *out->items);
    for (size_t i = 0; i < json_array_size(json); i++)
        PGP_TRY(read_argument(l, &(place){at, NULL, i}, json_array_get(json, i), &out->items[out->count++]));
    return PGP_OK;
}

static pgp_status read_value(const loader *l, const place *at, json_t *json, pgp_value_type type, slot out) {
    switch (type) {
    case PGP_VALUE_BOOL:
        if (!json_is_boolean(json))
            return expected(l, at, "true or false");
        *out.boolean = json_is_true(json);
        return PGP_OK;
    case PGP_VALUE_INT:
        if (!json_is_integer(json))
            return expected(l, at, "an integer");
        *out.integer = json_integer_value(json);
        return PGP_OK;
    case PGP_VALUE_TEXT:
        PGP_TRY(read_string(l, at, json, out.text));
        *out.text = pgp_intern(l->model, *out.text);
        return PGP_OK;
    case PGP_VALUE_SET:
        PGP_TRY(read_names(l, at, json, out.names));
        *out.names = pgp_names_sorted(l->model->arena, *out.names);
        return PGP_OK;
    case PGP_VALUE_NAMES: return read_names(l, at, json, out.names);
    case PGP_VALUE_EXPRESSION:
    case PGP_VALUE_QUERY: return read_sql(l, at, json, out.sql);
    case PGP_VALUE_KEYS: return read_keys(l, at, json, out.keys);
    case PGP_VALUE_ARGUMENTS: return read_arguments(l, at, json, out.arguments);
    }
    return PGP_OK;
}

/* -- references
 * ---------------------------------------------------------------------------------------------- */

typedef struct identity {
    const pgp_kind *kind;
    const char *schema, *name, *args;
} identity;

static pgp_status read_identity(const loader *l, const place *at, const json_t *json, identity *out) {
    const char *kind;
    PGP_TRY(read_member(l, at, json, "kind", &kind));
    PGP_TRY(read_member(l, at, json, "schema", &out->schema));
    PGP_TRY(read_member(l, at, json, "name", &out->name));
    PGP_TRY(read_member(l, at, json, "args", &out->args));
    if (!kind || !out->name)
        return expected(l, at, "members \"kind\" and \"name\"");
    out->kind = pgp_kind_named(kind);
    return out->kind ? PGP_OK : unknown(l, at, "kind", kind);
}

static pgp_status read_reference(const loader *l, const place *at, json_t *json, pgp_object **out) {
    identity id;
    pgp_object *parent = NULL;
    json_t *of = json_object_get(json, "of");
    PGP_TRY(CHECK_KEYS(l, at, json, "kind", "schema", "name", "args", "of"));
    PGP_TRY(read_identity(l, at, json, &id));
    if (of)
        PGP_TRY(read_reference(l, &(place){at, "of", 0}, of, &parent));
    if (id.kind->space != PGP_SPACE_CHILD)
        *out = pgp_model_find_kind(l->model, id.kind, id.schema, id.name, id.args);
    else
        *out = parent ? pgp_child(parent, id.kind, id.name) : NULL;
    return *out ? PGP_OK : unknown(l, at, id.kind->name, id.name);
}

static pgp_status connect(const loader *l, const waiting *w) {
    const place at = {NULL, w->place, 0};
    json_t *origin = json_object_get(w->json, "origin"), *needs = json_object_get(w->json, "needs");
    if (origin) {
        pgp_object *found;
        PGP_TRY(read_reference(l, &(place){&at, "origin", 0}, origin, &found));
        w->object->origin = found;
    }
    const place list = {&at, "needs", 0};
    if (needs && !json_is_array(needs))
        return expected(l, &list, "an array");
    for (size_t i = 0; i < json_array_size(needs); i++) {
        pgp_object *needed;
        PGP_TRY(read_reference(l, &(place){&list, NULL, i}, json_array_get(needs, i), &needed));
        pgp_object_need(l->model, w->object, needed);
    }
    return PGP_OK;
}

/* -- objects
 * ------------------------------------------------------------------------------------------------- */

static pgp_status read_flag(const loader *l, const place *at, const json_t *json, pgp_object *object) {
    const char *word = NULL;
    PGP_TRY(read_string(l, at, json, &word));
    for (size_t i = 0; i < sizeof pgp_snapshot_flags / sizeof *pgp_snapshot_flags; i++)
        if (strcmp(pgp_snapshot_flags[i].word, word) == 0) {
            object->flags |= pgp_snapshot_flags[i].flag;
            return PGP_OK;
        }
    return unknown(l, at, "flag", word);
}

static pgp_status read_flags(const loader *l, const place *at, const json_t *json, pgp_object *object) {
    if (!json)
        return PGP_OK;
    if (!json_is_array(json))
        return expected(l, at, "an array of strings");
    for (size_t i = 0; i < json_array_size(json); i++)
        PGP_TRY(read_flag(l, &(place){at, NULL, i}, json_array_get(json, i), object));
    return PGP_OK;
}

/* Its identity must be free, and children need a parent. */
static pgp_status add_object(loader *l, const place *at, const identity *id, pgp_object *parent,
                             pgp_object **out) {
    bool child = id->kind->space == PGP_SPACE_CHILD;
    if (child && !parent)
        return fail(l, place_text(l, at),
                    pgp_printf(l->context->arena, "a %s is a child of something", id->kind->name));
    if (child ? pgp_child(parent, id->kind, id->name)
              : pgp_model_find_kind(l->model, id->kind, id->schema, id->name, id->args))
        return fail(l, place_text(l, at), pgp_printf(l->context->arena, "\"%s\" is there twice", id->name));
    pgp_object *object = pgp_object_new(l->model, id->kind, id->schema, id->name);
    object->args = pgp_intern(l->model, id->args);
    object->parent = parent;
    pgp_model_add(l->model, object);
    *out = object;
    return PGP_OK;
}

static pgp_status read_objects(loader *l, const place *at, json_t *json, pgp_object *parent);

static pgp_status read_object(loader *l, const place *at, json_t *json, pgp_object *parent) {
    identity id;
    pgp_object *object = NULL;
    json_t *properties = json_object_get(json, "properties"), *children = json_object_get(json, "children");
    PGP_TRY(CHECK_KEYS(l, at, json, "kind", "schema", "name", "args", "flags", "properties", "origin",
                       "needs", "children", "fingerprint"));
    PGP_TRY(read_identity(l, at, json, &id));
    PGP_TRY(add_object(l, at, &id, parent, &object));
    PGP_TRY(read_flags(l, &(place){at, "flags", 0}, json_object_get(json, "flags"), object));
    if (properties)
        PGP_TRY(read_properties(l, &(place){at, "properties", 0}, properties, id.kind->properties,
                                id.kind->property_count, object));
    waiting w = {object, json, place_text(l, at)};
    PGP_PUSH(l->context->arena, l->waiting, l->count, l->capacity, w);
    return children ? read_objects(l, &(place){at, "children", 0}, children, object) : PGP_OK;
}

static pgp_status read_objects(loader *l, const place *at, json_t *json, pgp_object *parent) {
    if (!json_is_array(json))
        return expected(l, at, "an array");
    for (size_t i = 0; i < json_array_size(json); i++)
        PGP_TRY(read_object(l, &(place){at, NULL, i}, json_array_get(json, i), parent));
    return PGP_OK;
}

static pgp_status read_root(loader *l, json_t *root) {
    const place version = {NULL, "server_version", 0}, objects = {NULL, "objects", 0};
    const json_t *format = json_object_get(root, "format"), *server = json_object_get(root, "server_version");
    const char *user;
    if (!json_is_integer(format) || json_integer_value(format) != PGP_SNAPSHOT_FORMAT)
        return fail(l, "format", "not a snapshot, or one of a format that this program does not know");
    PGP_TRY(CHECK_KEYS(l, NULL, root, "format", "tool", "server_version", "current_user", "fingerprint",
                       "objects"));
    PGP_TRY(read_member(l, NULL, root, "current_user", &user));
    l->model->current_user = pgp_intern(l->model, user);
    if (server && !json_is_integer(server))
        return expected(l, &version, "an integer");
    l->model->server_version = (int)json_integer_value(server);
    PGP_TRY(read_objects(l, &objects, json_object_get(root, "objects"), NULL));
    for (size_t i = 0; i < l->count; i++)
        PGP_TRY(connect(l, &l->waiting[i]));
    return PGP_OK;
}

static void free_json(void *what) {
    json_decref(what);
}

pgp_status pgp_snapshot_read(pgp_context *context, const char *name, const char *text, size_t size,
                             pgp_model *model) {
    loader l = {.context = context, .model = model, .file = pgp_intern(model, name)};
    json_error_t error;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        const pgp_location where = {.file = l.file, .line = error.line, .column = error.column};
        return pgp_fail(context, PGP_INPUT, &where, "%s", error.text);
    }
    pgp_defer(context->arena, free_json, root);
    return read_root(&l, root);
}

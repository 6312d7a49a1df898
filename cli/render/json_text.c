#include "render/json_text.h"

#include "base/sha256.h"

#include <stdlib.h>
#include <string.h>

static void free_json(void *value) {
    json_decref(value);
}

void cli_json_defer(pgp_context *context, json_t *value) {
    if (value)
        pgp_defer(context->arena, free_json, value);
}

json_t *cli_json_root(cli_json *json) {
    json_t *root = json_object();
    json->failed |= !root;
    cli_json_defer(json->context, root);
    return root;
}

void cli_json_set(cli_json *json, json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value) < 0)
        json->failed = true;
}

void cli_json_append(cli_json *json, json_t *array, json_t *value) {
    if (json_array_append_new(array, value) < 0)
        json->failed = true;
}

void cli_json_set_text(cli_json *json, json_t *object, const char *key, const char *text) {
    json_t *value = text ? json_string(text) : json_null();
    if (!value)
        json->bad = text;
    cli_json_set(json, object, key, value);
}

static pgp_status no_memory(pgp_context *context) {
    return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
}

pgp_status cli_json_finish(cli_json *json, json_t *root, pgp_text *out) {
    char *text = json->failed || json->bad ? NULL : json_dumps(root, JSON_INDENT(2));
    if (json->bad)
        return pgp_fail(json->context, PGP_UNKNOWN, NULL, "\"%s\" is not UTF-8: JSON cannot hold it",
                        json->bad);
    if (!text)
        return no_memory(json->context);
    pgp_defer(json->context->arena, free, text);
    pgp_text_addf(out, "%s\n", text);
    return PGP_OK;
}

pgp_status cli_json_digest(pgp_context *context, json_t *root, const char **out) {
    json_t *bare = json_copy(root);
    cli_json_defer(context, bare);
    json_object_del(bare, "digest");
    char *text = bare ? json_dumps(bare, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    if (!text)
        return no_memory(context);
    pgp_defer(context->arena, free, text);
    *out = pgp_printf(context->arena, "sha256:%s", pgp_sha256_of(context->arena, text, strlen(text)));
    return PGP_OK;
}

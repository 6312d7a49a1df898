/*
 * Building JSON with jansson, whose every call may fail: failures are noted and told once, at the end.
 */
#ifndef CLI_JSON_TEXT_H
#define CLI_JSON_TEXT_H

#include "base/context.h"
#include "base/text.h"

#include <jansson.h>

typedef struct cli_json {
    pgp_context *context;
    bool failed;     /* out of memory */
    const char *bad; /* a text that is not UTF-8 */
} cli_json;

/* The outermost object; lives as long as the context's arena. */
json_t *cli_json_root(cli_json *json);
/* All take over `value`. */
void cli_json_set(cli_json *json, json_t *object, const char *key, json_t *value);
void cli_json_append(cli_json *json, json_t *array, json_t *value);
void cli_json_set_text(cli_json *json, json_t *object, const char *key, const char *text); /* NULL: null */

/* Adds the text of `root` to `out` unless something failed. */
pgp_status cli_json_finish(cli_json *json, json_t *root, pgp_text *out);
/* "sha256:…" over the canonical form of the object without its member "digest": keys sorted, no white space. */
pgp_status cli_json_digest(pgp_context *context, json_t *root, const char **out);
/* json_decref() at the end of the arena, also when running out of memory jumps there. */
void cli_json_defer(pgp_context *context, json_t *value);

#endif

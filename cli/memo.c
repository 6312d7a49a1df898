#include "memo.h"

#include "base/sha256.h"
#include "cache.h"
#include "config.h"
#include "introspect/state.h"
#include "program.h"
#include "render/json_text.h"

#include <string.h>

enum { FORMAT = 1 };

/* -- what an answer is about -------------------------------------------------------------------------------------- */

/* With its size before it: no two lists of values are the same bytes. */
static void add_bytes(pgp_sha256 *key, const void *bytes, size_t size) {
    pgp_sha256_add(key, &size, sizeof size);
    pgp_sha256_add(key, bytes, size);
}

/* NULL is not "". */
static void add_text(pgp_sha256 *key, const char *text) {
    add_bytes(key, text ? text : "", text ? strlen(text) + 1 : 0);
}

static void add_names(pgp_sha256 *key, const pgp_names *names) {
    add_bytes(key, &names->count, sizeof names->count);
    for (size_t i = 0; i < names->count; i++)
        add_text(key, names->items[i]);
}

/* What is said beside the comparison: how far to look, where to, and how the answer looks. The connection says which database it is. */
static bool is_beside(const cli_option *option) {
    static const char *const names[] = {"blame", "database", "format", "limit", "no-cache", "output"};
    bool found = !cli_is_setting(option);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        found |= strcmp(option->name, names[i]) == 0;
    return found;
}

static void add_option(pgp_sha256 *key, const cli_option *option, const cli_arguments *arguments) {
    const char *value = (const char *)arguments + option->offset;
    add_text(key, option->name);
    switch (option->type) {
    case CLI_VALUE_NONE: add_bytes(key, value, sizeof(bool)); break;
    case CLI_VALUE_TEXT: add_text(key, *(const char *const *)value); break;
    case CLI_VALUE_LIST:
    case CLI_VALUE_SOURCES: add_names(key, (const pgp_names *)value); break;
    case CLI_VALUE_FORMAT: add_bytes(key, value, sizeof(cli_format)); break;
    }
}

static void add_options(pgp_sha256 *key, const cli_command *command, const cli_arguments *arguments) {
    add_text(key, command->name);
    for (const cli_option *option = command->options; option->name; option++)
        if (!is_beside(option))
            add_option(key, option, arguments);
    for (size_t i = 0; i < arguments->ignored.count; i++) {
        const pgp_pattern *pattern = &arguments->ignored.items[i];
        add_text(key, pattern->kind);
        add_text(key, pattern->schema);
        add_text(key, pattern->name);
        add_text(key, pattern->owner);
    }
}

static void add_source(pgp_sha256 *key, const pgp_source *source) {
    add_bytes(key, &source->type, sizeof source->type);
    for (size_t i = 0; i < source->input_count; i++) {
        add_text(key, source->inputs[i].name);
        add_bytes(key, source->inputs[i].text, source->inputs[i].size);
    }
}

static void add_database(pgp_sha256 *key, const PGconn *connection) {
    add_text(key, PQhost(connection));
    add_text(key, PQport(connection));
    add_text(key, PQdb(connection));
    add_text(key, PQuser(connection));
}

static const char *name_of(pgp_context *context, const cli_command *command, const cli_arguments *arguments,
                           const cli_side *live, const cli_side *desired, const char *path,
                           const pgp_text *program) {
    unsigned char digest[PGP_SHA256_SIZE];
    pgp_sha256 key;
    pgp_sha256_start(&key);
    add_bytes(&key, program->data, program->size);
    add_options(&key, command, arguments);
    if (desired)
        add_source(&key, desired->source);
    add_text(&key, path);
    add_database(&key, live->catalog->connection);
    pgp_sha256_finish(&key, digest);
    return pgp_printf(context->arena, "%s-%s", command->name, pgp_sha256_digits(context->arena, digest));
}

/* -- the file ----------------------------------------------------------------------------------------------------- */

/* NULL unless it is as it was written. */
static json_t *read_file(pgp_context *context, const char *name) {
    pgp_text text = pgp_text_new(context->arena);
    const char *digest;
    json_t *root =
        cli_cache_read(name, &text) ? json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES, NULL) : NULL;
    cli_json_defer(context, root);
    const char *given = json_string_value(json_object_get(root, "digest"));
    bool whole = given && cli_json_digest(context, root, &digest) == PGP_OK && strcmp(given, digest) == 0 &&
                 json_integer_value(json_object_get(root, "format")) == FORMAT;
    return whole ? root : NULL;
}

void cli_memo_take_notes(pgp_context *context, const json_t *notes) {
    size_t i;
    const json_t *note;
    context->notes = NULL;
    context->last_note = &context->notes;
    json_array_foreach(notes, i, note) {
        pgp_location where = {.file = json_string_value(json_object_get(note, "file")),
                              .line = (int)json_integer_value(json_object_get(note, "line")),
                              .column = (int)json_integer_value(json_object_get(note, "column"))};
        const char *text = json_string_value(json_object_get(note, "text"));
        pgp_note_add(context, &where, "%s", text ? text : "");
    }
}

json_t *cli_memo_notes(pgp_context *context) {
    cli_json json = {.context = context};
    json_t *notes = json_array();
    for (const pgp_note *note = context->notes; note; note = note->next) {
        json_t *item = json_object();
        cli_json_set_text(&json, item, "text", note->message);
        cli_json_set_text(&json, item, "file", note->where.file);
        cli_json_set(&json, item, "line", json_integer(note->where.line));
        cli_json_set(&json, item, "column", json_integer(note->where.column));
        cli_json_append(&json, notes, item);
    }
    return notes;
}

static pgp_status write_file(pgp_context *context, const cli_memo *memo, const char *member, json_t *answer) {
    pgp_text text = pgp_text_new(context->arena);
    const char *digest;
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json);
    cli_json_set(&json, root, "format", json_integer(FORMAT));
    cli_json_set_text(&json, root, "state", memo->state);
    cli_json_set(&json, root, member, answer);
    PGP_TRY(cli_json_digest(context, root, &digest));
    cli_json_set_text(&json, root, "digest", digest);
    PGP_TRY(cli_json_finish(&json, root, &text));
    cli_cache_write(context->arena, memo->name, text.data, text.size);
    return PGP_OK;
}

/* -- what commands use -------------------------------------------------------------------------------------------- */

/* What goes wrong here is nothing to fail for: an answer that is not at hand is looked for. */
static void forget_error(pgp_context *context) {
    context->error = (pgp_error){.status = PGP_OK};
}

/* The state is not told: as if nobody had asked. */
static pgp_status connect_anew(pgp_context *context, cli_side *live) {
    forget_error(context);
    pgp_catalog_close(live->catalog);
    return cli_connect(context, live);
}

pgp_status cli_memo_connect(pgp_context *context, cli_side *live, const char **state) {
    *state = NULL;
    PGP_TRY(cli_connect(context, live));
    if (pgp_catalog_ask_state(live->catalog) == PGP_OK &&
        pgp_catalog_take_state(live->catalog, state) == PGP_OK && *state)
        return PGP_OK;
    *state = NULL;
    return connect_anew(context, live);
}

pgp_status cli_memo_recall(pgp_context *context, const cli_command *command, const cli_arguments *arguments,
                           cli_side *live, const cli_side *desired, const char *path, cli_memo *memo) {
    pgp_text program = pgp_text_new(context->arena);
    bool is_read = desired && !desired->source->input_count;
    *memo = (cli_memo){.state = NULL};
    PGP_TRY(cli_connect(context, live));
    if (is_read || !cli_cache_is_there(context->arena) || !cli_add_program(&program))
        return PGP_OK;
    memo->name = name_of(context, command, arguments, live, desired, path, &program);
    const json_t *known = read_file(context, memo->name);
    if (desired && !known) {
        memo->catalog = live->catalog;
        pgp_catalog_ask_state_behind(memo->catalog);
        return PGP_OK;
    }
    if (pgp_catalog_ask_state(live->catalog) != PGP_OK ||
        pgp_catalog_take_state(live->catalog, &memo->state) != PGP_OK || !memo->state)
        return connect_anew(context, live);
    forget_error(context);
    if (known && pgp_same(memo->state, json_string_value(json_object_get(known, "state"))))
        memo->known = known;
    return PGP_OK;
}

void cli_memo_keep(pgp_context *context, cli_memo *memo, const char *member, json_t *answer) {
    if (memo->catalog && pgp_catalog_take_state(memo->catalog, &memo->state) != PGP_OK)
        forget_error(context);
    if (!memo->state)
        json_decref(answer);
    else if (write_file(context, memo, member, answer) != PGP_OK)
        forget_error(context);
}

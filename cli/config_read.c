#include "config_read.h"

#include "kinds/reading.h"
#include "source/source.h"

#include <ctype.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

cli_config_reader cli_config_reader_of(pgp_context *context, const char *file) {
    const char *slash = strrchr(file, '/');
    return (cli_config_reader){
        .context = context,
        .file = file,
        .directory = slash ? pgp_strndup(context->arena, file, (size_t)(slash - file) + 1) : ""};
}

pgp_location cli_config_place(const cli_config_reader *r, const flux_node *node) {
    return (pgp_location){.file = r->file, .line = (int)node->line, .column = (int)node->column};
}

pgp_status cli_config_fail(const cli_config_reader *r, const flux_node *node, const char *format, ...) {
    pgp_location where = cli_config_place(r, node);
    va_list args;
    va_start(args, format);
    const char *message = pgp_vprintf(r->context->arena, format, args);
    va_end(args);
    return pgp_fail(r->context, PGP_INPUT, &where, "%s", message);
}

pgp_status cli_config_unknown_key(const cli_config_reader *r, const flux_node *key, const char *const *names,
                                  size_t count) {
    const char *word = key->text ? key->text : "", *close = cli_closest(word, names, count);
    cli_config_fail(r, key, "unknown key \"%s\"", word);
    return close ? pgp_hint(r->context, "Did you mean %s?", close) : PGP_INPUT;
}

pgp_status cli_config_check_keys(const cli_config_reader *r, const flux_node *map,
                                 const cli_config_key *known) {
    const char *names[16];
    size_t count = 0;
    for (const cli_config_key *key = known; key->name; key++)
        names[count++] = key->name;
    if (map->type != FLUX_MAP)
        return cli_config_fail(r, map, "this has to be a map of keys and values");
    for (size_t i = 0; i < map->count; i++) {
        bool found = false;
        for (size_t j = 0; j < count; j++)
            found |= pgp_same(map->keys[i]->text, names[j]);
        if (!found)
            return cli_config_unknown_key(r, map->keys[i], names, count);
    }
    return PGP_OK;
}

const char *cli_config_path(const cli_config_reader *r, const char *path) {
    return *path == '/' ? path : pgp_printf(r->context->arena, "%s%s", r->directory, path);
}

/* -- databases ----------------------------------------------------------------------------------------------------- */

pgp_status cli_read_url(pgp_context *context, const char *path, const char **out) {
    pgp_input input;
    PGP_TRY(pgp_read_file(context, path, &input));
    const char *text = input.text + strspn(input.text, " \t\r\n");
    size_t size = strlen(text);
    while (size && isspace((unsigned char)text[size - 1]))
        size--;
    if (!size || memchr(text, '\n', size))
        return pgp_fail(context, PGP_INPUT, NULL, "\"%s\" has to hold one line, a database's URL", path);
    *out = pgp_strndup(context->arena, text, size);
    return PGP_OK;
}

static bool holds_password(const char *conninfo) {
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    bool found = false;
    for (PQconninfoOption *option = options; option && option->keyword; option++)
        found |= strcmp(option->keyword, "password") == 0 && option->val;
    PQconninfoFree(options);
    return found;
}

const char *cli_config_unset_variable(const flux_node *value) {
    const char *variable = flux_find_string(value, "env"), *url = variable ? getenv(variable) : NULL;
    return url && *url ? NULL : variable;
}

pgp_status cli_config_database(const cli_config_reader *r, const flux_node *value, const char **out) {
    const char *variable = flux_find_string(value, "env"), *file = flux_find_string(value, "file");
    if (value->type == FLUX_MAP && value->count)
        PGP_TRY(cli_config_check_keys(r, value, cli_database_keys));
    if (value->count > 1)
        return cli_config_fail(r, value, "a database is in one place: env or file");
    *out = variable ? getenv(variable) : value->text;
    if (cli_config_unset_variable(value))
        return cli_config_fail(r, value, "the environment variable %s is not set", variable);
    if (variable)
        return PGP_OK;
    if (file)
        return cli_read_url(r->context, cli_config_path(r, file), out);
    if (!value->text || !*value->text)
        return cli_config_fail(r, value, "a database is {env: NAME}, {file: PATH} or a URL");
    if (!holds_password(value->text))
        return PGP_OK;
    cli_config_fail(r, value, "a password does not belong into this file");
    return pgp_hint(r->context,
                    "Write {env: NAME} or {file: PATH} instead, and keep the URL in that variable or file.");
}

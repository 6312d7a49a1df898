#include "config.h"

#include "fluxcd/tree.h"
#include "kinds/kinds.h"
#include "kinds/reading.h"
#include "load.h"
#include "source/source.h"

#include <libpq-fe.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const cli_config_key cli_config_keys[] = {
    {"schema", "what --to is: one source or a list; paths are relative to this file"},
    {"environments", "databases by name, for --env; each takes the names of flags"},
    {"defaults", "what flags are when nothing else says it"},
    {"lint", "severities of lint's rules by their codes: off, note, warning or error"},
    {"ignore", "objects of other tools, left alone: a list of patterns"},
    {NULL, NULL},
};

const cli_config_key cli_ignore_keys[] = {
    {"kind", "such as table; every kind when absent"},
    {"schema", "pattern: * ? [a-z]"},
    {"name", "pattern: * ? [a-z]"},
    {"owner", "pattern: * ? [a-z]"},
    {NULL, NULL},
};

typedef struct reader {
    pgp_context *context;
    const char *file;
    const char *directory; /* of the file, with its slash; "" when it has none */
    const cli_command *command;
    cli_arguments *out;
} reader;

/* -- messages ------------------------------------------------------------------------------------------------------ */

static pgp_location place(const reader *r, const flux_node *node) {
    return (pgp_location){.file = r->file, .line = (int)node->line, .column = (int)node->column};
}

static pgp_status fail_at(reader *r, const flux_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static pgp_status fail_at(reader *r, const flux_node *node, const char *format, ...) {
    pgp_location where = place(r, node);
    va_list args;
    va_start(args, format);
    const char *message = pgp_vprintf(r->context->arena, format, args);
    va_end(args);
    return pgp_fail(r->context, PGP_INPUT, &where, "%s", message);
}

/* An error about a value, which does not know where the value stands. */
static pgp_status blame(reader *r, const flux_node *node, pgp_status status) {
    if (status != PGP_OK && !r->context->error.where.file)
        r->context->error.where = place(r, node);
    return status;
}

static pgp_status unknown_key(reader *r, const flux_node *key, const char *const *names, size_t count) {
    const char *word = key->text ? key->text : "", *close = cli_closest(word, names, count);
    fail_at(r, key, "unknown key \"%s\"", word);
    return close ? pgp_hint(r->context, "Did you mean %s?", close) : PGP_INPUT;
}

static pgp_status check_keys(reader *r, const flux_node *map, const cli_config_key *known) {
    const char *names[16];
    size_t count = 0;
    for (const cli_config_key *key = known; key->name; key++)
        names[count++] = key->name;
    if (map->type != FLUX_MAP)
        return fail_at(r, map, "this has to be a map of keys and values");
    for (size_t i = 0; i < map->count; i++) {
        bool found = false;
        for (size_t j = 0; j < count; j++)
            found |= pgp_same(map->keys[i]->text, names[j]);
        if (!found)
            return unknown_key(r, map->keys[i], names, count);
    }
    return PGP_OK;
}

/* -- flags --------------------------------------------------------------------------------------------------------- */

static const cli_option *option_named(const cli_command *command, const char *name) {
    for (const cli_option *option = command->options; option->name; option++)
        if (pgp_same(option->name, name))
            return option;
    return NULL;
}

bool cli_is_setting(const cli_option *option) {
    return strcmp(option->name, "help") != 0 && strcmp(option->name, "config") != 0 &&
           strcmp(option->name, "env") != 0;
}

static pgp_status check_setting(reader *r, const flux_node *key) {
    pgp_names names = {0};
    for (const cli_command *const *command = cli_commands; *command; command++) {
        const cli_option *option = option_named(*command, key->text);
        if (option && cli_is_setting(option))
            return PGP_OK;
        for (option = (*command)->options; option->name; option++)
            if (cli_is_setting(option))
                pgp_names_add(r->context->arena, &names, option->name);
    }
    return unknown_key(r, key, names.items, names.count);
}

static pgp_status set_value(reader *r, const cli_option *option, const flux_node *value) {
    if (!value->text)
        return fail_at(r, value, "the value of %s has to be a text", option->name);
    if (option->type != CLI_VALUE_NONE)
        return blame(r, value, cli_set_option(r->context, r->command, option, value->text, r->out));
    if (strcmp(value->text, "true") != 0 && strcmp(value->text, "false") != 0)
        return fail_at(r, value, "%s is true or false", option->name);
    return *value->text == 't' ? cli_set_option(r->context, r->command, option, NULL, r->out) : PGP_OK;
}

static bool takes_list(const cli_option *option) {
    return option->type == CLI_VALUE_LIST || option->type == CLI_VALUE_SOURCES;
}

static pgp_status set_values(reader *r, const cli_option *option, const flux_node *value) {
    if (value->type != FLUX_LIST || !takes_list(option))
        return set_value(r, option, value);
    for (size_t i = 0; i < value->count; i++)
        PGP_TRY(set_value(r, option, value->items[i]));
    return PGP_OK;
}

/* -- the database -------------------------------------------------------------------------------------------------- */

static bool holds_password(const char *conninfo) {
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    bool found = false;
    for (PQconninfoOption *option = options; option && option->keyword; option++)
        found |= strcmp(option->keyword, "password") == 0 && option->val;
    PQconninfoFree(options);
    return found;
}

/* "{env: NAME}", or a URL without a password. */
static pgp_status set_database(reader *r, const cli_option *option, const flux_node *value) {
    const char *variable = flux_find_string(value, "env");
    if (variable) {
        const char *url = getenv(variable);
        if (!url || !*url) {
            r->out->unset_database = (cli_unset_database){.variable = variable, .where = place(r, value)};
            return PGP_OK;
        }
        return cli_set_option(r->context, r->command, option, url, r->out);
    }
    if (value->text && holds_password(value->text)) {
        fail_at(r, value, "a password does not belong into this file");
        return pgp_hint(r->context, "Write database: {env: NAME} and keep the URL in that variable.");
    }
    return set_value(r, option, value);
}

/* The command line named the database in another way. */
static bool has_database(const reader *r) {
    bool by_environment = !r->out->environment && cli_environment_names_database();
    return r->out->from.count || by_environment;
}

static pgp_status set(reader *r, const flux_node *key, const flux_node *value) {
    const cli_option *option = option_named(r->command, key->text);
    PGP_TRY(check_setting(r, key));
    if (!option || cli_is_given(r->command, option, r->out))
        return PGP_OK;
    if (strcmp(option->name, "database") != 0)
        return set_values(r, option, value);
    return has_database(r) ? PGP_OK : set_database(r, option, value);
}

static pgp_status read_settings(reader *r, const flux_node *map) {
    if (!map)
        return PGP_OK;
    if (map->type != FLUX_MAP)
        return fail_at(r, map, "this has to be a map of flags and values");
    for (size_t i = 0; i < map->count; i++)
        PGP_TRY(set(r, map->keys[i], map->items[i]));
    return PGP_OK;
}

/* -- the parts of the file ----------------------------------------------------------------------------------------- */

static pgp_status read_environment(reader *r, const flux_node *environments) {
    const char *wanted = r->out->environment;
    const flux_node *found = flux_get(environments, wanted ? wanted : "default");
    if (environments && environments->type != FLUX_MAP)
        return fail_at(r, environments, "environments has to be a map of names");
    if (found || !wanted)
        return read_settings(r, found);
    pgp_names names = {0};
    for (size_t i = 0; environments && i < environments->count; i++)
        pgp_names_add(r->context->arena, &names, environments->keys[i]->text);
    const char *close = cli_closest(wanted, names.items, names.count);
    pgp_fail(r->context, PGP_INPUT, NULL, "%s has no environment \"%s\"", r->file, wanted);
    return close ? pgp_hint(r->context, "Did you mean %s?", close) : PGP_INPUT;
}

static bool is_path(const char *source) {
    return *source != '/' && !strchr(source, ':') && !strchr(source, '=');
}

static pgp_status add_source(reader *r, const cli_option *option, const flux_node *value) {
    if (!value->text)
        return fail_at(r, value, "schema is a source, or a list of sources");
    const char *source =
        is_path(value->text) ? pgp_printf(r->context->arena, "%s%s", r->directory, value->text) : value->text;
    return cli_set_option(r->context, r->command, option, source, r->out);
}

static pgp_status read_schema(reader *r, const flux_node *schema) {
    const cli_option *option = option_named(r->command, "to");
    option = option ? option : option_named(r->command, "schema");
    if (!schema || !option || cli_is_given(r->command, option, r->out) ||
        r->out->operands.count > r->command->leading_words)
        return PGP_OK;
    if (schema->type != FLUX_LIST)
        return add_source(r, option, schema);
    for (size_t i = 0; i < schema->count; i++)
        PGP_TRY(add_source(r, option, schema->items[i]));
    return PGP_OK;
}

static pgp_status read_pattern(reader *r, const flux_node *map, pgp_patterns *out) {
    PGP_TRY(check_keys(r, map, cli_ignore_keys));
    pgp_pattern pattern = {.kind = flux_find_string(map, "kind"),
                           .schema = flux_find_string(map, "schema"),
                           .name = flux_find_string(map, "name"),
                           .owner = flux_find_string(map, "owner")};
    if (!map->count)
        return fail_at(r, map, "an empty pattern would ignore everything");
    if (pattern.kind && !pgp_kind_named(pattern.kind))
        return fail_at(r, flux_get(map, "kind"), "there is no kind \"%s\"", pattern.kind);
    PGP_PUSH(r->context->arena, out->items, out->count, out->capacity, pattern);
    return PGP_OK;
}

static pgp_status read_ignore(reader *r, const flux_node *list) {
    if (!list)
        return PGP_OK;
    if (list->type != FLUX_LIST)
        return fail_at(r, list, "ignore has to be a list of patterns");
    for (size_t i = 0; i < list->count; i++)
        PGP_TRY(read_pattern(r, list->items[i], &r->out->ignored));
    return PGP_OK;
}

static pgp_status read_level(reader *r, const flux_node *key, const flux_node *value) {
    pgp_lint_setting setting = {.code = key->text};
    pgp_names codes = {0};
    const pgp_hazard *rule;
    for (size_t i = 0; (rule = pgp_lint_rule_at(i)); i++)
        pgp_names_add(r->context->arena, &codes, rule->code);
    if (!key->text || !pgp_lint_rule_named(key->text))
        return unknown_key(r, key, codes.items, codes.count);
    for (size_t level = 0; level < PGP_LINT_LEVEL_COUNT; level++) {
        if (!pgp_same(value->text, pgp_lint_words[level]))
            continue;
        setting.level = (pgp_lint_level)level;
        PGP_PUSH(r->context->arena, r->out->lint.items, r->out->lint.count, r->out->lint.capacity, setting);
        return PGP_OK;
    }
    return fail_at(r, value, "a severity is off, note, warning or error");
}

static pgp_status read_lint(reader *r, const flux_node *map) {
    if (!map)
        return PGP_OK;
    if (map->type != FLUX_MAP)
        return fail_at(r, map, "lint has to be a map of rules and severities");
    for (size_t i = 0; i < map->count; i++)
        PGP_TRY(read_level(r, map->keys[i], map->items[i]));
    return PGP_OK;
}

static pgp_status read_document(reader *r, const flux_node *root) {
    PGP_TRY(check_keys(r, root, cli_config_keys));
    PGP_TRY(read_environment(r, flux_get(root, "environments")));
    PGP_TRY(read_settings(r, flux_get(root, "defaults")));
    PGP_TRY(read_schema(r, flux_get(root, "schema")));
    PGP_TRY(read_lint(r, flux_get(root, "lint")));
    return read_ignore(r, flux_get(root, "ignore"));
}

/* -- the file ------------------------------------------------------------------------------------------------------ */

/* Relative to the working directory, so that messages and labels are, too. */
static const char *nearest_file(pgp_arena *arena) {
    char directory[PATH_MAX];
    pgp_text file = pgp_text_new(arena);
    if (!getcwd(directory, sizeof directory))
        return NULL;
    for (const char *up = directory; up; up = strchr(up + 1, '/')) {
        const char *candidate = pgp_printf(arena, "%s" CLI_CONFIG_FILE, file.data);
        if (access(candidate, F_OK) == 0)
            return candidate;
        pgp_text_add(&file, "../");
    }
    return NULL;
}

static const char *file_of(pgp_context *context, const cli_arguments *arguments) {
    const char *named = arguments->config ? arguments->config : getenv("PGPLUMB_CONFIG");
    return named && *named ? named : nearest_file(context->arena);
}

static const char *directory_of(pgp_arena *arena, const char *file) {
    const char *slash = strrchr(file, '/');
    return slash ? pgp_strndup(arena, file, (size_t)(slash - file) + 1) : "";
}

pgp_status cli_configure(pgp_context *context, const cli_command *command, cli_arguments *arguments) {
    const char *file = option_named(command, "config") ? file_of(context, arguments) : NULL;
    flux_documents documents = {0};
    pgp_input input;
    if (!file) {
        if (!arguments->environment)
            return PGP_OK;
        return pgp_fail(context, PGP_INPUT, NULL, "--env needs a " CLI_CONFIG_FILE ", and there is none");
    }
    PGP_TRY(pgp_read_file(context, file, &input));
    PGP_TRY(flux_read(context, file, input.text, input.size, &documents));
    reader r = {.context = context,
                .file = file,
                .directory = directory_of(context->arena, file),
                .command = command,
                .out = arguments};
    return documents.count ? read_document(&r, documents.items[0]) : PGP_OK;
}

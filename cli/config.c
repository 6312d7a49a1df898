#include "config.h"

#include "config_read.h"
#include "kinds/kinds.h"
#include "kinds/reading.h"
#include "load.h"
#include "source/source.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const cli_config_key cli_config_keys[] = {
    {"schema", "what --to is: one source or a list; paths are relative to this file"},
    {"environments", "databases by name, for --env; each takes the names of flags"},
    {"fleets", "many databases at once, by name, for --fleet"},
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

const cli_config_key cli_database_keys[] = {
    {"env", "the environment variable that holds the URL"},
    {"file", "the file that holds it"},
    {NULL, NULL},
};

const cli_config_key cli_fleet_keys[] = {
    {"databases", "databases by name"},
    {"directory", "a directory with a file per database: its name, and in it its URL"},
    {"query", "a query that lists databases"},
    {NULL, NULL},
};

const cli_config_key cli_fleet_query_keys[] = {
    {"database", "the database that is asked; what a row does not say is taken from it"},
    {"sql", "one SELECT: a column name, and database (a URL) or parameters of libpq such as dbname and host"},
    {NULL, NULL},
};

typedef struct reader {
    cli_config_reader base;
    const cli_command *command;
    cli_arguments *out;
} reader;

/* An error about a value, which does not know where the value stands. */
static pgp_status blame(reader *r, const flux_node *node, pgp_status status) {
    pgp_error *error = &r->base.context->error;
    if (status != PGP_OK && !error->where.file)
        error->where = cli_config_place(&r->base, node);
    return status;
}

/* -- flags --------------------------------------------------------------------------------------------------------- */

static const cli_option *option_named(const cli_command *command, const char *name) {
    for (const cli_option *option = command->options; option->name; option++)
        if (pgp_same(option->name, name))
            return option;
    return NULL;
}

bool cli_is_setting(const cli_option *option) {
    return strcmp(option->name, "help") != 0 && strcmp(option->name, "json") != 0 &&
           strcmp(option->name, "config") != 0 && strcmp(option->name, "env") != 0;
}

static pgp_status check_setting(reader *r, const flux_node *key) {
    pgp_names names = {0};
    for (const cli_command *const *command = cli_commands; *command; command++) {
        const cli_option *option = option_named(*command, key->text);
        if (option && cli_is_setting(option))
            return PGP_OK;
        for (option = (*command)->options; option->name; option++)
            if (cli_is_setting(option))
                pgp_names_add(r->base.context->arena, &names, option->name);
    }
    return cli_config_unknown_key(&r->base, key, names.items, names.count);
}

static pgp_status set_value(reader *r, const cli_option *option, const flux_node *value) {
    if (!value->text)
        return cli_config_fail(&r->base, value, "the value of %s has to be a text", option->name);
    if (option->type != CLI_VALUE_NONE)
        return blame(r, value, cli_set_option(r->base.context, r->command, option, value->text, r->out));
    if (strcmp(value->text, "true") != 0 && strcmp(value->text, "false") != 0)
        return cli_config_fail(&r->base, value, "%s is true or false", option->name);
    return *value->text == 't' ? cli_set_option(r->base.context, r->command, option, NULL, r->out) : PGP_OK;
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

static pgp_status set_database(reader *r, const cli_option *option, const flux_node *value) {
    const char *url, *variable = cli_config_unset_variable(value);
    if (variable) {
        r->out->unset_database =
            (cli_unset_database){.variable = variable, .where = cli_config_place(&r->base, value)};
        return PGP_OK;
    }
    PGP_TRY(cli_config_database(&r->base, value, &url));
    return cli_set_option(r->base.context, r->command, option, url, r->out);
}

/* The command line named the database in another way. */
static bool has_database(const reader *r) {
    bool by_environment = !r->out->environment && cli_environment_names_database();
    return r->out->from.count || r->out->fleet.name || by_environment;
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
        return cli_config_fail(&r->base, map, "this has to be a map of flags and values");
    for (size_t i = 0; i < map->count; i++)
        PGP_TRY(set(r, map->keys[i], map->items[i]));
    return PGP_OK;
}

/* -- the parts of the file ----------------------------------------------------------------------------------------- */

static pgp_status read_environment(reader *r, const flux_node *environments) {
    const char *wanted = r->out->environment;
    const flux_node *found = flux_get(environments, wanted ? wanted : "default");
    if (environments && environments->type != FLUX_MAP)
        return cli_config_fail(&r->base, environments, "environments has to be a map of names");
    if (found || !wanted)
        return read_settings(r, found);
    pgp_names names = {0};
    for (size_t i = 0; environments && i < environments->count; i++)
        pgp_names_add(r->base.context->arena, &names, environments->keys[i]->text);
    const char *close = cli_closest(wanted, names.items, names.count);
    pgp_fail(r->base.context, PGP_INPUT, NULL, "%s has no environment \"%s\"", r->base.file, wanted);
    return close ? pgp_hint(r->base.context, "Did you mean %s?", close) : PGP_INPUT;
}

static bool is_path(const char *source) {
    return *source != '/' && !strchr(source, ':') && !strchr(source, '=');
}

static pgp_status add_source(reader *r, const cli_option *option, const flux_node *value) {
    if (!value->text)
        return cli_config_fail(&r->base, value, "schema is a source, or a list of sources");
    const char *source = is_path(value->text)
                             ? pgp_printf(r->base.context->arena, "%s%s", r->base.directory, value->text)
                             : value->text;
    return cli_set_option(r->base.context, r->command, option, source, r->out);
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
    PGP_TRY(cli_config_check_keys(&r->base, map, cli_ignore_keys));
    pgp_pattern pattern = {.kind = flux_find_string(map, "kind"),
                           .schema = flux_find_string(map, "schema"),
                           .name = flux_find_string(map, "name"),
                           .owner = flux_find_string(map, "owner")};
    if (!map->count)
        return cli_config_fail(&r->base, map, "an empty pattern would ignore everything");
    if (pattern.kind && !pgp_kind_named(pattern.kind))
        return cli_config_fail(&r->base, flux_get(map, "kind"), "there is no kind \"%s\"", pattern.kind);
    PGP_PUSH(r->base.context->arena, out->items, out->count, out->capacity, pattern);
    return PGP_OK;
}

static pgp_status read_ignore(reader *r, const flux_node *list) {
    if (!list)
        return PGP_OK;
    if (list->type != FLUX_LIST)
        return cli_config_fail(&r->base, list, "ignore has to be a list of patterns");
    for (size_t i = 0; i < list->count; i++)
        PGP_TRY(read_pattern(r, list->items[i], &r->out->ignored));
    return PGP_OK;
}

static pgp_status read_level(reader *r, const flux_node *key, const flux_node *value) {
    pgp_lint_setting setting = {.code = key->text};
    pgp_names codes = {0};
    const pgp_hazard *rule;
    for (size_t i = 0; (rule = pgp_lint_rule_at(i)); i++)
        pgp_names_add(r->base.context->arena, &codes, rule->code);
    if (!key->text || !pgp_lint_rule_named(key->text))
        return cli_config_unknown_key(&r->base, key, codes.items, codes.count);
    for (size_t level = 0; level < PGP_LINT_LEVEL_COUNT; level++) {
        if (!pgp_same(value->text, pgp_lint_words[level]))
            continue;
        setting.level = (pgp_lint_level)level;
        PGP_PUSH(r->base.context->arena, r->out->lint.items, r->out->lint.count, r->out->lint.capacity,
                 setting);
        return PGP_OK;
    }
    return cli_config_fail(&r->base, value, "a severity is off, note, warning or error");
}

static pgp_status read_lint(reader *r, const flux_node *map) {
    if (!map)
        return PGP_OK;
    if (map->type != FLUX_MAP)
        return cli_config_fail(&r->base, map, "lint has to be a map of rules and severities");
    for (size_t i = 0; i < map->count; i++)
        PGP_TRY(read_level(r, map->keys[i], map->items[i]));
    return PGP_OK;
}

/* Another name is a path. */
static pgp_status find_fleet(reader *r, const flux_node *fleets) {
    cli_fleet_arguments *fleet = &r->out->fleet;
    if (fleets && fleets->type != FLUX_MAP)
        return cli_config_fail(&r->base, fleets, "fleets has to be a map of names");
    fleet->node = fleet->name ? flux_get(fleets, fleet->name) : NULL;
    fleet->file = r->base.file;
    if (!fleet->name || fleet->node || access(fleet->name, F_OK) == 0)
        return PGP_OK;
    pgp_names names = {0};
    for (size_t i = 0; fleets && i < fleets->count; i++)
        pgp_names_add(r->base.context->arena, &names, fleets->keys[i]->text);
    const char *close = cli_closest(fleet->name, names.items, names.count);
    pgp_fail(r->base.context, PGP_INPUT, NULL, "%s has no fleet \"%s\", and there is no such file",
             r->base.file, fleet->name);
    return close ? pgp_hint(r->base.context, "Did you mean %s?", close) : PGP_INPUT;
}

static pgp_status read_document(reader *r, const flux_node *root) {
    PGP_TRY(cli_config_check_keys(&r->base, root, cli_config_keys));
    PGP_TRY(read_environment(r, flux_get(root, "environments")));
    PGP_TRY(read_settings(r, flux_get(root, "defaults")));
    PGP_TRY(find_fleet(r, flux_get(root, "fleets")));
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
    reader r = {.base = cli_config_reader_of(context, file), .command = command, .out = arguments};
    return documents.count ? read_document(&r, documents.items[0]) : PGP_OK;
}

#include "fleet.h"

#include "base/plain.h"
#include "config_read.h"
#include "introspect/catalog.h"
#include "kinds/reading.h"
#include "load.h"
#include "talk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LONGEST_NAME = 63 };

typedef struct builder {
    cli_config_reader file;
    cli_member *items;
    size_t count, capacity;
} builder;

/* -- members ------------------------------------------------------------------------------------------------------- */

static bool is_name(const char *name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t size = strlen(name);
    return size && size <= LONGEST_NAME && strchr(letters, *name) &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")] == '\0';
}

static pgp_status add_member(builder *b, const char *name, const char *conninfo) {
    cli_member member = {.name = name, .conninfo = conninfo};
    if (!name || !is_name(name)) {
        pgp_fail(b->file.context, PGP_INPUT, NULL, "\"%s\" is no name for a database of a fleet",
                 name ? name : "");
        return pgp_hint(b->file.context, "Letters, digits, '.', '_' and '-', at most %d of them.",
                        LONGEST_NAME);
    }
    PGP_PUSH(b->file.context->arena, b->items, b->count, b->capacity, member);
    return PGP_OK;
}

/* -- a list ---------------------------------------------------------------------------------------------------------- */

static pgp_status read_list(builder *b, const flux_node *map) {
    if (map && map->type != FLUX_MAP)
        return cli_config_fail(&b->file, map, "databases has to be a map of names and databases");
    for (size_t i = 0; map && i < map->count; i++) {
        const char *conninfo;
        PGP_TRY(cli_config_database(&b->file, map->items[i], &conninfo));
        PGP_TRY(add_member(b, map->keys[i]->text, conninfo));
    }
    return PGP_OK;
}

/* -- a directory ------------------------------------------------------------------------------------------------------- */

/* A mounted Secret keeps its versions in entries that begin with a dot. */
static int is_shown(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static pgp_status read_directory(builder *b, const char *path) {
    pgp_context *context = b->file.context;
    struct dirent **entries;
    int count = scandir(path, &entries, is_shown, NULL);
    if (count < 0)
        return pgp_fail(context, PGP_INPUT, NULL, "cannot read \"%s\": %s", path, strerror(errno));
    pgp_defer(context->arena, free, entries);
    for (int i = 0; i < count; i++)
        pgp_defer(context->arena, free, entries[i]);
    for (int i = 0; i < count; i++) {
        const char *name = pgp_strdup(context->arena, entries[i]->d_name), *conninfo;
        PGP_TRY(cli_read_url(context, pgp_printf(context->arena, "%s/%s", path, name), &conninfo));
        PGP_TRY(add_member(b, name, conninfo));
    }
    return PGP_OK;
}

/* -- a query ----------------------------------------------------------------------------------------------------------- */

typedef struct listing {
    builder *b;
    PQconninfoOption *base; /* of the database that is asked; what its environment says is left to libpq */
    PGresult *rows;
} listing;

static void free_options(void *options) {
    PQconninfoFree(options);
}

static void clear_rows(void *rows) {
    PQclear(rows);
}

static const char *value_of(const listing *l, int row, const char *column) {
    int number = PQfnumber(l->rows, pgp_printf(l->b->file.context->arena, "\"%s\"", column));
    return number < 0 || PQgetisnull(l->rows, row, number)
               ? NULL
               : pgp_strdup(l->b->file.context->arena, PQgetvalue(l->rows, row, number));
}

static const char *conninfo_of_row(const listing *l, int row) {
    const char *whole = value_of(l, row, "database");
    pgp_text text = pgp_text_new(l->b->file.context->arena);
    if (whole)
        return whole;
    for (const PQconninfoOption *option = l->base; option->keyword; option++) {
        const char *own = value_of(l, row, option->keyword), *value = own ? own : option->val;
        if (value)
            cli_add_conninfo(&text, option->keyword, value);
    }
    return text.data;
}

/* A column that means nothing would be a mistake that nobody sees. */
static pgp_status check_columns(const listing *l, const flux_node *sql) {
    const cli_config_reader *file = &l->b->file;
    for (int i = 0; i < PQnfields(l->rows); i++) {
        const char *column = PQfname(l->rows, i);
        bool known = strcmp(column, "name") == 0 || strcmp(column, "database") == 0;
        for (const PQconninfoOption *option = l->base; option->keyword; option++)
            known |= strcmp(column, option->keyword) == 0;
        if (!known)
            return cli_config_fail(file, sql,
                                   "column \"%s\" is no parameter of libpq, such as dbname or host", column);
    }
    return PQfnumber(l->rows, "name") < 0 ? cli_config_fail(file, sql, "the query has no column \"name\"")
                                          : PGP_OK;
}

static pgp_status ask(builder *b, const char *conninfo, const char *sql, PGresult **rows) {
    PGconn *connection;
    PGP_TRY(pgp_connect(b->file.context, conninfo, &connection));
    pgp_status status =
        pgp_query(b->file.context, connection, "SET default_transaction_read_only = on", NULL);
    if (status == PGP_OK)
        status = pgp_query(b->file.context, connection, sql, rows);
    PQfinish(connection);
    return status;
}

static pgp_status read_query(builder *b, const flux_node *map) {
    pgp_context *context = b->file.context;
    listing l = {.b = b};
    const char *conninfo;
    if (!map)
        return PGP_OK;
    PGP_TRY(cli_config_check_keys(&b->file, map, cli_fleet_query_keys));
    const flux_node *database = flux_get(map, "database"), *sql = flux_get(map, "sql");
    if (!database || !flux_string(sql))
        return cli_config_fail(&b->file, map, "a query has a database and sql");
    PGP_TRY(cli_config_database(&b->file, database, &conninfo));
    l.base = PQconninfoParse(conninfo, NULL);
    if (!l.base)
        return cli_config_fail(&b->file, database, "this is no URL or conninfo of a database");
    pgp_defer(context->arena, free_options, l.base);
    PGP_TRY(ask(b, conninfo, sql->text, &l.rows));
    pgp_defer(context->arena, clear_rows, l.rows);
    PGP_TRY(check_columns(&l, sql));
    for (int i = 0; i < PQntuples(l.rows); i++)
        PGP_TRY(add_member(b, value_of(&l, i, "name"), conninfo_of_row(&l, i)));
    return PGP_OK;
}

/* -- the whole ----------------------------------------------------------------------------------------------------------- */

static pgp_status read_node(builder *b, const flux_node *map) {
    PGP_TRY(cli_config_check_keys(&b->file, map, cli_fleet_keys));
    const flux_node *directory = flux_get(map, "directory");
    PGP_TRY(read_list(b, flux_get(map, "databases")));
    if (directory && !directory->text)
        return cli_config_fail(&b->file, directory, "directory is a path");
    if (directory)
        PGP_TRY(read_directory(b, cli_config_path(&b->file, directory->text)));
    return read_query(b, flux_get(map, "query"));
}

static pgp_status read_file(builder *b, const char *path) {
    flux_documents documents = {0};
    pgp_input input;
    PGP_TRY(pgp_read_file(b->file.context, path, &input));
    PGP_TRY(flux_read(b->file.context, path, input.text, input.size, &documents));
    b->file = cli_config_reader_of(b->file.context, path);
    return documents.count ? read_node(b, documents.items[0]) : PGP_OK;
}

static pgp_status read_members(builder *b, const cli_fleet_arguments *fleet) {
    struct stat found;
    if (fleet->node) {
        b->file = cli_config_reader_of(b->file.context, fleet->file);
        return read_node(b, fleet->node);
    }
    if (stat(fleet->name, &found) == 0 && S_ISDIR(found.st_mode))
        return read_directory(b, fleet->name);
    return read_file(b, fleet->name);
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const cli_member *)a)->name, ((const cli_member *)b)->name);
}

static pgp_status check_members(builder *b, const char *fleet) {
    if (!b->count)
        return pgp_fail(b->file.context, PGP_INPUT, NULL, "fleet %s has no database", fleet);
    qsort(b->items, b->count, sizeof *b->items, by_name);
    for (size_t i = 1; i < b->count; i++)
        if (strcmp(b->items[i - 1].name, b->items[i].name) == 0)
            return pgp_fail(b->file.context, PGP_INPUT, NULL, "two databases of fleet %s are called \"%s\"",
                            fleet, b->items[i].name);
    return PGP_OK;
}

const cli_member *cli_member_named(const cli_fleet *fleet, const char *name) {
    const cli_member key = {.name = name};
    return bsearch(&key, fleet->members.items, fleet->members.count, sizeof key, by_name);
}

static bool is_among(const pgp_names *names, const char *name) {
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

/* --only */
static pgp_status select_members(pgp_context *context, const pgp_names *only, cli_fleet *fleet) {
    cli_members *all = &fleet->members;
    cli_member *kept = pgp_alloc(context->arena, all->count * sizeof *kept);
    pgp_names names = {0};
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++)
        pgp_names_add(context->arena, &names, all->items[i].name);
    for (size_t i = 0; i < only->count; i++) {
        const char *close = cli_closest(only->items[i], names.items, names.count);
        if (is_among(&names, only->items[i]))
            continue;
        pgp_fail(context, PGP_INPUT, NULL, "fleet %s has no database \"%s\"", fleet->name, only->items[i]);
        return close ? pgp_hint(context, "Did you mean %s?", close) : PGP_INPUT;
    }
    for (size_t i = 0; i < all->count; i++)
        if (!only->count || is_among(only, all->items[i].name))
            kept[count++] = all->items[i];
    *all = (cli_members){.items = kept, .count = count};
    return PGP_OK;
}

/* -- the command line ------------------------------------------------------------------------------------------------------ */

static pgp_status read_number(pgp_context *context, const cli_command *command, const char *flag,
                              const char *text, long least, long most, long *out) {
    char *end;
    *out = strtol(text, &end, 10);
    return end != text && !*end && *out >= least && *out <= most
               ? PGP_OK
               : cli_usage_error(context, command->name, "--%s takes a number from %ld to %ld, not \"%s\"",
                                 flag, least, most, text);
}

pgp_status cli_read_fleet(pgp_context *context, const cli_command *command, const cli_arguments *arguments,
                          cli_fleet *out) {
    const cli_fleet_arguments *said = &arguments->fleet;
    builder b = {.file = {.context = context}};
    long parallel = CLI_USUAL_PARALLEL;
    *out = (cli_fleet){.name = said->name, .max_failures = -1};
    if (cli_is_typed(command, "database", arguments) || arguments->from.count)
        return cli_usage_error(context, command->name, "--fleet excludes %s",
                               arguments->from.count ? "--from" : "--database");
    if (said->parallel)
        PGP_TRY(read_number(context, command, "parallel", said->parallel, 1, CLI_MOST_PARALLEL, &parallel));
    if (said->max_failures)
        PGP_TRY(read_number(context, command, "max-failures", said->max_failures, 0, 1000000,
                            &out->max_failures));
    PGP_TRY(read_members(&b, said));
    PGP_TRY(check_members(&b, said->name));
    out->members = (cli_members){.items = b.items, .count = b.count};
    out->parallel = (int)parallel;
    return select_members(context, &said->only, out);
}

pgp_status cli_check_no_fleet(pgp_context *context, const cli_command *command,
                              const cli_arguments *arguments) {
    static const char *const flags[] = {"only", "parallel", "max-failures", "index"};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (cli_is_typed(command, flags[i], arguments))
            return cli_usage_error(context, command->name, "--%s needs --fleet", flags[i]);
    return PGP_OK;
}

cli_arguments cli_arguments_for(const cli_arguments *arguments, const cli_member *member) {
    cli_arguments one = *arguments;
    one.fleet = (cli_fleet_arguments){.name = NULL};
    one.database = member->conninfo;
    one.output = NULL;
    return one;
}

/* -- what people read ------------------------------------------------------------------------------------------------------ */

/* By what can be done about it. */
static int rank(pgp_status status) {
    if (status == PGP_OK || status == PGP_DIFFERENT)
        return (int)status;
    return status == PGP_RETRY ? PGP_DIFFERENT + 1 : (int)status + 1;
}

pgp_status cli_worse(pgp_status a, pgp_status b) {
    return rank(a) >= rank(b) ? a : b;
}

pgp_status cli_say_failures(pgp_context *context, const cli_fleet *fleet, const cli_answer *statuses) {
    pgp_status worst = PGP_OK;
    size_t failed = 0;
    for (size_t i = 0; i < fleet->members.count; i++) {
        if (statuses[i].status == PGP_OK)
            continue;
        cli_say("%s: %s", fleet->members.items[i].name, pgp_plain(context->arena, statuses[i].error));
        worst = failed++ ? cli_worse(worst, statuses[i].status) : statuses[i].status;
    }
    return failed ? pgp_fail(context, worst, NULL, "%zu of %zu databases gave no answer", failed,
                             fleet->members.count)
                  : PGP_OK;
}

const char *cli_names_shown(pgp_arena *arena, const char *const *names, size_t count) {
    enum { SHOWN = 5 };
    size_t shown = count > SHOWN + 1 ? SHOWN : count;
    pgp_text text = pgp_text_new(arena);
    for (size_t i = 0; i < shown; i++)
        pgp_text_addf(&text, "%s%s", i == 0 ? "" : i + 1 == count ? " and " : ", ", names[i]);
    if (shown < count)
        pgp_text_addf(&text, " and %zu more", count - shown);
    return text.data;
}

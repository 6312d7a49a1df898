/*
 * Which kind of source a text names, and the label people see for it.
 */
#include "source/source.h"

#include "source/reading.h"

#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

static bool starts_with(const char *text, const char *head) {
    return strncmp(text, head, strlen(head)) == 0;
}

static bool ends_with(const char *text, const char *tail) {
    size_t size = strlen(text), tail_size = strlen(tail);
    return size >= tail_size && strcmp(text + size - tail_size, tail) == 0;
}

/* A name with "=" in it may still be a file. What is neither is taken for a conninfo, also when libpq
 * cannot read it: then no message repeats it, for it may hold a password. */
static bool is_conninfo(const char *spec) {
    if (starts_with(spec, "postgresql://") || starts_with(spec, "postgres://"))
        return true;
    return strchr(spec, '=') && !ends_with(spec, ".sql") && access(spec, F_OK) != 0;
}

static pgp_source_type type_of(const char *spec) {
    if (strcmp(spec, "empty:") == 0)
        return PGP_SOURCE_EMPTY;
    if (starts_with(spec, "git:"))
        return PGP_SOURCE_FILES;
    if (is_conninfo(spec))
        return PGP_SOURCE_DATABASE;
    return ends_with(spec, ".json") ? PGP_SOURCE_SNAPSHOT : PGP_SOURCE_FILES;
}

static const char *option_value(const PQconninfoOption *options, const char *keyword) {
    for (; options && options->keyword; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val && *options->val ? options->val : NULL;
    return NULL;
}

/* What the conninfo says, else what libpq would take from its environment; `service=` stays unread until
 * connecting. */
const char *pgp_source_database_label(pgp_context *context, const char *conninfo) {
    PQconninfoOption *given = PQconninfoParse(conninfo, NULL), *defaults = PQconndefaults();
    const char *service = option_value(given, "service");
    const char *database = option_value(given, "dbname"), *host = option_value(given, "host");
    if (!host)
        host = option_value(given, "hostaddr");
    if (!service || database) {
        database = database ? database : option_value(given, "user");
        database = database ? database : option_value(defaults, "dbname");
        database = database ? database : option_value(defaults, "user");
        host = host ? host : option_value(defaults, "host");
    }
    const char *label = service && !database
                            ? pgp_printf(context->arena, "service %s", service)
                            : pgp_printf(context->arena, "%s@%s", database ? database : "database",
                                         !host || host[0] == '/' ? "localhost" : host);
    PQconninfoFree(given);
    PQconninfoFree(defaults);
    return label;
}

static pgp_status open_database(pgp_context *context, const char *spec, pgp_source *source) {
    PQconninfoOption *options = PQconninfoParse(spec, NULL);
    if (!options) {
        /* libpq's own message quotes the text, password and all. */
        pgp_fail(context, PGP_INPUT, NULL, "the database URL or conninfo is not one that libpq can read");
        return pgp_hint(context,
                        "Write postgresql://USER@HOST:PORT/DATABASE and percent-encode special characters.");
    }
    PQconninfoFree(options);
    source->conninfo = spec;
    source->label = pgp_source_database_label(context, spec);
    return PGP_OK;
}

static pgp_status open_snapshot(pgp_context *context, const pgp_source_options *options, const char *spec,
                                pgp_source *source, pgp_input_list *list) {
    PGP_TRY(pgp_read_path(context, spec, list));
    pgp_git_place state = pgp_worktree_state(context, options, spec, list, 0);
    source->label =
        pgp_printf(context->arena, "%s%s%s", spec, state.label ? " at " : "", state.label ? state.label : "");
    source->commit = state.commit;
    return PGP_OK;
}

static pgp_status open_files(pgp_context *context, const pgp_source_options *options, const char *spec,
                             pgp_text *label, pgp_input_list *list, const char **commit) {
    size_t first = list->count;
    pgp_git_place place = {.label = NULL};
    pgp_text_next(label, ", ");
    if (starts_with(spec, "git:")) {
        PGP_TRY(pgp_read_git(context, options, spec, list, &place));
        pgp_text_add(label, place.label);
    } else {
        PGP_TRY(pgp_read_path(context, spec, list));
        place = pgp_worktree_state(context, options, spec, list, first);
        pgp_text_addf(label, "%s%s%s", spec, place.label ? " at " : "", place.label ? place.label : "");
    }
    if (list->count - first > 1)
        pgp_text_addf(label, " (%zu files)", list->count - first);
    *commit = place.commit;
    return PGP_OK;
}

static pgp_status open_every_file(pgp_context *context, const pgp_source_options *options,
                                  const char *const *specs, size_t count, pgp_source *source,
                                  pgp_input_list *list) {
    pgp_text label = pgp_text_new(context->arena);
    const char *commit;
    for (size_t i = 0; i < count; i++) {
        if (type_of(specs[i]) != PGP_SOURCE_FILES)
            return pgp_fail(context, PGP_INPUT, NULL,
                            "only .sql files and directories can be given together, not a database, snapshot "
                            "or \"empty:\"");
        PGP_TRY(open_files(context, options, specs[i], &label, list, &commit));
        source->commit = i == 0 || pgp_same(commit, source->commit) ? commit : NULL;
    }
    source->label = label.data;
    return PGP_OK;
}

static pgp_status open_specs(pgp_context *context, const pgp_source_options *options,
                             const char *const *specs, size_t count, pgp_source *source) {
    pgp_input_list list = {.count = 0};
    pgp_status status = PGP_OK;
    source->type = count == 1 ? type_of(specs[0]) : PGP_SOURCE_FILES;
    switch (source->type) {
    case PGP_SOURCE_EMPTY: source->label = "nothing"; break;
    case PGP_SOURCE_DATABASE: status = open_database(context, specs[0], source); break;
    case PGP_SOURCE_SNAPSHOT: status = open_snapshot(context, options, specs[0], source, &list); break;
    case PGP_SOURCE_FILES: status = open_every_file(context, options, specs, count, source, &list); break;
    }
    source->inputs = list.items;
    source->input_count = list.count;
    return status;
}

pgp_status pgp_source_open(pgp_context *context, const pgp_source_options *options, const char *const *specs,
                           size_t count, pgp_source **out) {
    pgp_source *source = PGP_NEW(context->arena, pgp_source);
    if (count == 0)
        return pgp_fail(context, PGP_INPUT, NULL, "no schema source was given");
    PGP_TRY(open_specs(context, options, specs, count, source));
    *out = source;
    return PGP_OK;
}

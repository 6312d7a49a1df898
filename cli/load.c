#include "load.h"

#include "config.h"

#include "model/snapshot.h"

#include <stdlib.h>
#include <string.h>

pgp_status cli_open(pgp_context *context, const cli_arguments *arguments, pgp_names specs, cli_side *out) {
    pgp_source_options options = {.any_owner = arguments->any_owner, .plain_label = out->plain_label};
    pgp_source *source;
    PGP_TRY(pgp_source_open(context, &options, specs.items, specs.count, &source));
    out->source = source;
    out->ignored = &arguments->ignored;
    return PGP_OK;
}

/* -- which database ------------------------------------------------------------------------------------------------ */

static bool libpq_is_configured(void) {
    static const char *const variables[] = {"PGHOST",    "PGHOSTADDR", "PGPORT",    "PGDATABASE",
                                            "PGSERVICE", "PGUSER",     "PGPASSFILE"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return true;
    }
    return false;
}

bool cli_environment_names_database(void) {
    const char *url = getenv("DATABASE_URL");
    return (url && *url) || libpq_is_configured();
}

static bool has_options(const char *text) {
    return strchr(text, '=') || strstr(text, "://");
}

void cli_add_conninfo(pgp_text *text, const char *keyword, const char *value) {
    pgp_text_next(text, " ");
    pgp_text_addf(text, "%s='", keyword);
    for (const char *c = value; *c; c++) {
        if (*c == '\'' || *c == '\\')
            pgp_text_add(text, "\\");
        pgp_text_addn(text, c, 1);
    }
    pgp_text_add(text, "'");
}

/* Like psql, a database's bare name will do. */
static const char *conninfo_of(pgp_context *context, const char *given) {
    if (has_options(given))
        return given;
    pgp_text text = pgp_text_new(context->arena);
    cli_add_conninfo(&text, "dbname", given);
    return text.data;
}

/* NULL with the error filled: none was named, or it cannot be one. */
static const char *database_spec(pgp_context *context, const char *command, const char *flag,
                                 const char *given) {
    const char *variable = getenv("DATABASE_URL");
    if (given)
        return conninfo_of(context, given);
    if (variable && *variable && has_options(variable))
        return variable;
    if (variable && *variable) {
        cli_usage_error(context, command, "DATABASE_URL has to be a database's URL or conninfo");
        return NULL;
    }
    /* Any conninfo at all makes libpq complete it from its variables. */
    if (libpq_is_configured())
        return "fallback_application_name=pgplumb";
    cli_usage_error(context, command, "no database was named");
    pgp_hint(context, "Give %s, or set DATABASE_URL or libpq's variables (PGHOST, PGDATABASE, PGSERVICE, …).",
             flag);
    return NULL;
}

pgp_status cli_open_database(pgp_context *context, const cli_arguments *arguments, const char *command,
                             const char *flag, const char *given, cli_side *out) {
    const char *spec = database_spec(context, command, flag, given);
    if (!spec)
        return context->error.status;
    PGP_TRY(cli_open(context, arguments, (pgp_names){.items = &spec, .count = 1}, out));
    if (out->source->type != PGP_SOURCE_DATABASE)
        return cli_usage_error(context, command, "%s has to be a database's URL or conninfo",
                               given ? flag : "DATABASE_URL");
    return PGP_OK;
}

/* -- reading ----------------------------------------------------------------------------------------------------- */

static pgp_status start(pgp_context *context, cli_side *side) {
    side->model = pgp_model_new(context->arena);
    side->model->label = side->source->label;
    return side->source->type == PGP_SOURCE_DATABASE
               ? pgp_catalog_start(context, side->source->conninfo, side->model, &side->catalog)
               : PGP_OK;
}

static pgp_status read_texts(pgp_context *context, cli_side *side) {
    const pgp_source *source = side->source;
    switch (source->type) {
    case PGP_SOURCE_DATABASE: return PGP_OK;
    case PGP_SOURCE_SNAPSHOT:
        return pgp_snapshot_read(context, source->inputs->name, source->inputs->text, source->inputs->size,
                                 side->model);
    case PGP_SOURCE_EMPTY:
    case PGP_SOURCE_FILES: break;
    }
    return pgp_parse(context, side->model, source->inputs, source->input_count);
}

/* What a file leaves to the database that it is held against: extensions' members, the search_path, the role. */
static void tell_files(cli_side *sides, size_t count) {
    const cli_side *database = NULL;
    for (size_t i = 0; i < count && !database; i++)
        database = sides[i].catalog ? &sides[i] : NULL;
    for (size_t i = 0; i < count && database; i++) {
        pgp_model *model = sides[i].model;
        if (sides[i].source->type != PGP_SOURCE_FILES)
            continue;
        model->members = database->model->members;
        model->member_count = database->model->member_count;
        model->default_path = database->model->default_path;
        model->current_user = pgp_strdup(model->arena, PQuser(database->catalog->connection));
    }
}

static pgp_status load(pgp_context *context, cli_side *sides, size_t count) {
    for (size_t i = 0; i < count; i++)
        PGP_TRY(start(context, &sides[i]));
    tell_files(sides, count);
    for (size_t i = 0; i < count; i++)
        PGP_TRY(read_texts(context, &sides[i]));
    for (size_t i = 0; i < count; i++)
        if (sides[i].catalog)
            PGP_TRY(pgp_catalog_finish(sides[i].catalog));
    return PGP_OK;
}

/* -- the line that an error is about -------------------------------------------------------------------------------- */

static const pgp_input *input_named(const cli_side *sides, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < sides[i].source->input_count; j++)
            if (strcmp(sides[i].source->inputs[j].name, name) == 0)
                return &sides[i].source->inputs[j];
    return NULL;
}

static void add_excerpt(pgp_context *context, const cli_side *sides, size_t count) {
    pgp_error *error = &context->error;
    const pgp_input *input = error->where.file ? input_named(sides, count, error->where.file) : NULL;
    if (!input || error->excerpt || error->where.line < 1)
        return;
    const char *line = input->text, *end = input->text + input->size;
    for (int number = 1; number < error->where.line && line; number++) {
        line = memchr(line, '\n', (size_t)(end - line));
        line = line ? line + 1 : NULL;
    }
    if (!line || line >= end)
        return;
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    error->excerpt = pgp_strndup(context->arena, line, (size_t)((stop ? stop : end) - line));
}

/* A snapshot or a scratch copy that the program itself makes has no patterns. */
static void ignore(pgp_context *context, const cli_side *side) {
    size_t count = side->ignored ? pgp_ignore(side->model, side->ignored) : 0;
    if (count)
        pgp_note_add(context, NULL, "%s: %zu object%s ignored, as " CLI_CONFIG_FILE " says",
                     side->model->label, count, count == 1 ? "" : "s");
}

pgp_status cli_load(pgp_context *context, cli_side *sides, size_t count) {
    pgp_status status = load(context, sides, count);
    if (status != PGP_OK)
        add_excerpt(context, sides, count);
    for (size_t i = 0; i < count && status == PGP_OK; i++)
        ignore(context, &sides[i]);
    return status;
}

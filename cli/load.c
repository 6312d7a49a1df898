#include "load.h"

#include "config.h"

#include <stdlib.h>
#include <string.h>

pgp_status cli_open(pgp_context *context, const cli_arguments *arguments, pgp_names specs, cli_side *out) {
    pgp_source_options options = {.any_owner = arguments->any_owner, .plain_label = out->plain_label};
    pgp_source *source;
    PGP_TRY(pgp_source_open(context, &options, specs.items, specs.count, &source));
    out->source = source;
    out->ignored = &arguments->ignored;
    out->all_rights = arguments->manage != NULL;
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
    const cli_unset_database *unset = &arguments->unset_database;
    if (!given && unset->variable)
        return pgp_fail(context, PGP_INPUT, &unset->where, "the environment variable %s is not set",
                        unset->variable);
    const char *spec = database_spec(context, command, flag, given);
    if (!spec)
        return context->error.status;
    PGP_TRY(cli_open(context, arguments, (pgp_names){.items = &spec, .count = 1}, out));
    if (out->source->type != PGP_SOURCE_DATABASE)
        return cli_usage_error(context, command, "%s has to be a database's URL or conninfo",
                               given ? flag : "DATABASE_URL");
    return PGP_OK;
}

/* A snapshot or a scratch copy that the program itself makes has no patterns. */
static void ignore(pgp_context *context, const cli_side *side) {
    size_t count = side->ignored ? pgp_ignore(side->model, side->ignored) : 0;
    if (count)
        pgp_note_add(context, NULL, "%s: %zu object%s ignored, as " CLI_CONFIG_FILE " says",
                     side->model->label, count, count == 1 ? "" : "s");
}

pgp_status cli_connect(pgp_context *context, cli_side *side) {
    pgp_side connected = {.source = side->source};
    PGP_TRY(pgp_side_connect(context, &connected));
    side->model = connected.model;
    side->catalog = connected.catalog;
    return PGP_OK;
}

pgp_status cli_load(pgp_context *context, cli_side *sides, size_t count) {
    pgp_side *loaded = pgp_alloc(context->arena, (count + 1) * sizeof *loaded);
    for (size_t i = 0; i < count; i++)
        loaded[i] = (pgp_side){.source = sides[i].source,
                               .model = sides[i].model,
                               .catalog = sides[i].catalog,
                               .all_rights = sides[i].all_rights};
    pgp_status status = pgp_load(context, loaded, count);
    for (size_t i = 0; i < count; i++) {
        sides[i].model = loaded[i].model;
        sides[i].catalog = loaded[i].catalog;
    }
    for (size_t i = 0; i < count && status == PGP_OK; i++)
        ignore(context, &sides[i]);
    return status;
}

/*
 * pgplumb init: the first desired schema and pgplumb.yaml, from a live database.
 */
#include "config.h"
#include "load.h"
#include "planning.h"
#include "split.h"
#include "talk.h"

#include "fluxcd/tree.h"

#include <string.h>
#include <unistd.h>

static pgp_status refuse_second(pgp_context *context) {
    if (access(CLI_CONFIG_FILE, F_OK) != 0)
        return PGP_OK;
    pgp_fail(context, PGP_INPUT, NULL, CLI_CONFIG_FILE " is there already");
    return pgp_hint(context, "To write the schema again: pgplumb inspect --split DIR.");
}

static pgp_status write_config(pgp_context *context, const char *directory) {
    pgp_arena *arena = context->arena;
    flux_node *root = flux_map(arena), *environments = flux_map(arena), *usual = flux_map(arena),
              *database = flux_map(arena);
    pgp_text text = pgp_text_new(arena);
    database->folded = true;
    flux_set_text(arena, database, "env", "DATABASE_URL");
    flux_set(arena, usual, "database", database);
    flux_set(arena, environments, "default", usual);
    flux_set_text(arena, root, "schema", directory);
    flux_set(arena, root, "environments", environments);
    pgp_text_add(&text, "# What pgplumb takes when a flag does not say otherwise.\n");
    PGP_TRY(flux_write(context, root, &text));
    return cli_write(context, CLI_CONFIG_FILE, text.data, text.size);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    const char *directory = arguments->split ? arguments->split : "db";
    cli_side side = {0};
    cli_report report = {0};
    PGP_TRY(refuse_second(context));
    PGP_TRY(cli_open_database(context, arguments, "init", "--database", arguments->database, &side));
    PGP_TRY(cli_load(context, &side, 1));
    PGP_TRY(cli_make_schema(context, &side, &report));
    cli_files files = cli_split_schema(context->arena, side.model, &report);
    PGP_TRY(cli_write_files(context, directory, &files, true));
    PGP_TRY(write_config(context, directory));
    cli_say("wrote " CLI_CONFIG_FILE ". Next: change a file in %s, set DATABASE_URL, and run pgplumb plan",
            directory);
    return PGP_OK;
}

static const cli_option options[] = {
    CLI_OPTION_DATABASE,
    CLI_OPTION("split", '\0', CLI_VALUE_TEXT, split, "DIR", "where the schema's files go (default: db)"),
    CLI_OPTIONS_COMMON,
};

const cli_command cli_init = {
    .name = "init",
    .synopsis = "[--database URL] [option]...",
    .summary = "write the first schema files and pgplumb.yaml from a live database",
    .about =
        "The schema goes into one file per object below db/, as inspect --split writes it; pgplumb.yaml says "
        "where it is and\n"
        "where the database is. Nothing is changed in the database.",
    .options = options,
    .run = run,
};

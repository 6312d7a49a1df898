/*
 * pgplumb version: what this program was built from.
 */
#include "talk.h"

#include "options.h"

#include "base/version.h"
#include "parse/grammar.h"
#include "render/json_text.h"
#include "source/libgit2.h"

#include <string.h>

enum { OLDEST_SERVER = 14, NEWEST_SERVER = 18 };

static const char *libgit2_version(pgp_context *context) {
    int major, minor, revision;
    if (!pgp_git())
        return "none";
    pgp_git()->libgit2_version(&major, &minor, &revision);
    return pgp_printf(context->arena, "%d.%d.%d", major, minor, revision);
}

/* "3f2c91a with changes" */
static const char *commit(pgp_context *context) {
    enum { SHORT = 7 };
    return *pgp_commit
               ? pgp_printf(context->arena, "%.*s%s, ", SHORT, pgp_commit, pgp_dirty ? " with changes" : "")
               : "";
}

static pgp_status write_json(pgp_context *context, const char *libpq, const char *libgit2) {
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json), *servers = json_object();
    pgp_text text = pgp_text_new(context->arena);
    cli_json_set_text(&json, root, "tool", "pgplumb");
    cli_json_set_text(&json, root, "version", pgp_version);
    cli_json_set_text(&json, root, "commit", *pgp_commit ? pgp_commit : NULL);
    cli_json_set(&json, root, "dirty", json_boolean(pgp_dirty));
    cli_json_set(&json, root, "grammar", json_integer(PGP_GRAMMAR));
    cli_json_set_text(&json, root, "libpq", libpq);
    cli_json_set_text(&json, root, "libgit2", libgit2);
    cli_json_set(&json, servers, "oldest", json_integer(OLDEST_SERVER));
    cli_json_set(&json, servers, "newest", json_integer(NEWEST_SERVER));
    cli_json_set(&json, root, "servers", servers);
    PGP_TRY(cli_json_finish(&json, root, &text));
    return cli_write(context, NULL, text.data, text.size);
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    const char *libpq = pgp_printf(context->arena, "%d.%d", PQlibVersion() / 10000, PQlibVersion() % 10000);
    const char *libgit2 = libgit2_version(context);
    if (arguments->format == CLI_JSON || arguments->json)
        return write_json(context, libpq, libgit2);
    const char *text = pgp_printf(
        context->arena, "pgplumb %s (%sgrammar of PostgreSQL %d, servers %d to %d, libpq %s, libgit2 %s)\n",
        pgp_version, commit(context), PGP_GRAMMAR, OLDEST_SERVER, NEWEST_SERVER, libpq, libgit2);
    return cli_write(context, NULL, text, strlen(text));
}

static const cli_option options[] = {
    CLI_OPTION_FORMAT("text|json"),
    CLI_OPTION("json", '\0', CLI_VALUE_NONE, json, NULL, "the same as --format json"),
    CLI_OPTION("help", 'h', CLI_VALUE_NONE, help, NULL, "show this"),
    {.name = NULL},
};

const cli_command cli_version = {
    .name = "version",
    .synopsis = "[option]...",
    .summary = "show the versions of pgplumb and its libraries",
    .about = "Files may use what the grammar of that PostgreSQL version knows; servers may be 14 to 18.",
    .options = options,
    .run = run,
};

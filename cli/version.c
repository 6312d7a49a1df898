/*
 * pgplumb version: what this program was built from.
 */
#include "talk.h"

#include "options.h"

#include "parse/grammar.h"

#include <git2.h>
#include <string.h>

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    int major, minor, revision;
    (void)arguments;
    git_libgit2_version(&major, &minor, &revision);
    const char *text = pgp_printf(
        context->arena, "pgplumb %s (grammar of PostgreSQL %d, libpq %d.%d, libgit2 %d.%d.%d)\n",
        PGPLUMB_VERSION, PGP_GRAMMAR, PQlibVersion() / 10000, PQlibVersion() % 10000, major, minor, revision);
    return cli_write(context, NULL, text, strlen(text));
}

static const cli_option options[] = {
    CLI_OPTION("help", 'h', CLI_VALUE_NONE, help, NULL, "show this"),
    {.name = NULL},
};

const cli_command cli_version = {
    .name = "version",
    .synopsis = "",
    .summary = "show the versions of pgplumb and its libraries",
    .about = "Files may use what the grammar of that PostgreSQL version knows; servers may be 14 to 18.",
    .options = options,
    .run = run,
};

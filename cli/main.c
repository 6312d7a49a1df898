/*
 * pgplumb: finds the command, reads its flags, runs it. The exit status is the library's status (docs/EXIT-CODES.md).
 */
#include "config.h"
#include "flux_event.h"
#include "help.h"
#include "talk.h"

#include "kinds/reading.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

typedef struct invocation {
    int count;
    char *const *words; /* without the program's name */
    cli_arguments arguments;
} invocation;

static pgp_status unknown_command(pgp_context *context, const char *word) {
    pgp_names names = {0};
    for (const cli_command *const *command = cli_commands; *command; command++)
        pgp_names_add(context->arena, &names, (*command)->name);
    const char *close = cli_closest(word, names.items, names.count);
    cli_usage_error(context, "", "there is no command \"%s\"", word);
    return close ? pgp_hint(context, "Did you mean pgplumb %s? See pgplumb --help.", close) : PGP_INPUT;
}

static pgp_status run_command(pgp_context *context, const cli_command *command, invocation *call) {
    cli_arguments *arguments = &call->arguments;
    PGP_TRY(cli_parse(context, command, call->count - 1, call->words + 1, arguments));
    if (arguments->help)
        return cli_help(context, command);
    PGP_TRY(cli_configure(context, command, arguments));
    return command->run(context, arguments);
}

static pgp_status run(pgp_context *context, void *argument) {
    invocation *call = argument;
    const char *word = call->count ? call->words[0] : "";
    if (!*word) {
        cli_help(context, NULL);
        return PGP_INPUT;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0)
        return cli_help(context, call->count > 1 ? cli_command_named(call->words[1]) : NULL);
    if (strcmp(word, "--version") == 0)
        word = "version";
    const cli_command *command = cli_command_named(word);
    return command ? run_command(context, command, call) : unknown_command(context, word);
}

int main(int count, char **words) {
    invocation call = {.count = count > 0 ? count - 1 : 0, .words = words + 1};
    pgp_context *context = pgp_context_new();
    if (!context) {
        fputs("pgplumb: out of memory\n", stderr);
        return PGP_RETRY;
    }
    /* A reader that goes away must not kill apply between two statements; writing then fails instead. */
    signal(SIGPIPE, SIG_IGN);
    pgp_status status = pgp_guard(context, run, &call);
    if (status != PGP_OK)
        cli_say_failure(context);
    cli_tell_flux(context, &call.arguments.event, status);
    pgp_context_free(context);
    return (int)status;
}

#include "help.h"

#include "talk.h"

#include <string.h>

const char cli_sources_help[] =
    "A SOURCE is\n"
    "  postgresql://…, service=NAME     a database: a URL or conninfo, as libpq takes them\n"
    "  FILE.sql, DIRECTORY              SQL files, in any order (what one drops, one before it made); "
    "several may\n"
    "                                   be given\n"
    "  git:REV:PATH                     the same at a git revision, without a checkout\n"
    "  FILE.json                        a snapshot that pgplumb inspect --format json wrote\n"
    "  empty:                           nothing\n";

static void add_exit_codes(pgp_text *text) {
    pgp_text_add(text, "\nExit status:\n");
#define ADD_STATUS(name, number, meaning) pgp_text_addf(text, "  %d  %s\n", number, meaning);
    PGP_STATUSES(ADD_STATUS)
#undef ADD_STATUS
}

static void add_commands(pgp_text *text) {
    pgp_text_add(text, "pgplumb holds a PostgreSQL database against the schema files in git.\n\n"
                       "Usage: pgplumb COMMAND [option]...\n\nCommands:\n");
    for (const cli_command *const *command = cli_commands; *command; command++)
        pgp_text_addf(text, "  %-11s %s\n", (*command)->name, (*command)->summary);
    pgp_text_addf(text, "\npgplumb COMMAND --help says more.\n\n%s", cli_sources_help);
    add_exit_codes(text);
}

enum { HELP_COLUMN = 30, HELP_WIDTH = 110 };

/* The words of `help` in lines that start at HELP_COLUMN. */
static void add_wrapped(pgp_text *text, size_t column, const char *help) {
    if (column >= HELP_COLUMN) {
        pgp_text_add(text, "\n");
        column = 0;
    }
    for (const char *word = help; *word;) {
        size_t size = strcspn(word, " ");
        if (column > HELP_COLUMN && column + 1 + size > HELP_WIDTH) {
            pgp_text_add(text, "\n");
            column = 0;
        }
        pgp_text_addf(text, "%*s%.*s", column > HELP_COLUMN ? 1 : (int)(HELP_COLUMN - column), "", (int)size,
                      word);
        column = (column > HELP_COLUMN ? column + 1 : HELP_COLUMN) + size;
        word += size + strspn(word + size, " ");
    }
    pgp_text_add(text, "\n");
}

static void add_option(pgp_text *text, const cli_option *option) {
    pgp_text head = pgp_text_new(text->arena);
    if (option->letter)
        pgp_text_addf(&head, "  -%c, ", option->letter);
    else
        pgp_text_add(&head, "      ");
    pgp_text_addf(&head, "--%s%s%s", option->name, option->value ? " " : "",
                  option->value ? option->value : "");
    pgp_text_add(text, head.data);
    add_wrapped(text, head.size, option->help);
}

bool cli_takes_sources(const cli_command *command) {
    for (const cli_option *option = command->options; option->name; option++)
        if (option->type == CLI_VALUE_SOURCES)
            return true;
    return command->most_operands > 0 && !command->takes_paths;
}

static void add_command(pgp_text *text, const cli_command *command) {
    pgp_text_addf(text, "Usage: pgplumb %s%s%s\n\n%s\n\n", command->name, *command->synopsis ? " " : "",
                  command->synopsis, command->about);
    for (const cli_option *option = command->options; option->name; option++)
        add_option(text, option);
    if (cli_takes_sources(command))
        pgp_text_addf(text, "\n%s", cli_sources_help);
    add_exit_codes(text);
}

pgp_status cli_help(pgp_context *context, const cli_command *command) {
    pgp_text text = pgp_text_new(context->arena);
    if (command)
        add_command(&text, command);
    else
        add_commands(&text);
    return cli_write(context, NULL, text.data, text.size);
}

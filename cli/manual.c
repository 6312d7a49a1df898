/*
 * pgplumb manual: manual pages, and the reference of docs/COMMANDS.md, from the tables of commands and flags.
 */
#include "config_schema.h"
#include "help.h"
#include "render/render.h"
#include "talk.h"

#include <ctype.h>
#include <string.h>

/* -- roff ---------------------------------------------------------------------------------------------------------- */

/* A character beyond ASCII as roff names it. Returns its last byte. */
static const char *add_character(pgp_text *text, const char *at) {
    unsigned code = (unsigned char)*at >= 0xE0 ? *at & 0x0F : *at & 0x1F;
    for (; (at[1] & 0xC0) == 0x80; at++)
        code = code << 6 | (at[1] & 0x3F);
    pgp_text_addf(text, "\\[u%04X]", code);
    return at;
}

/* A dash is a minus, a backslash is none of roff's, and no line begins with a request. */
static void add_roff(pgp_text *text, const char *words) {
    for (const char *at = words; *at; at++) {
        bool first = at == words || at[-1] == '\n';
        if (first && (*at == '.' || *at == '\''))
            pgp_text_add(text, "\\&");
        if (*at & 0x80)
            at = add_character(text, at);
        else if (*at == '\\' || *at == '-')
            pgp_text_addf(text, "\\%s", *at == '-' ? "-" : "e");
        else
            pgp_text_addn(text, at, 1);
    }
}

static void add_section(pgp_text *text, const char *title) {
    pgp_text_addf(text, ".SH %s\n", title);
}

/* Lines that stay as they are. */
static void add_verbatim(pgp_text *text, const char *lines) {
    pgp_text_add(text, ".nf\n");
    add_roff(text, lines);
    pgp_text_add(text, ".fi\n");
}

static void add_head(pgp_text *text, const char *command, const char *summary) {
    const char *dash = *command ? "-" : "";
    pgp_text_addf(text, ".TH PGPLUMB%s", dash);
    for (const char *at = command; *at; at++)
        pgp_text_addf(text, "%c", toupper((unsigned char)*at));
    pgp_text_addf(text, " 1 \"\" \"%s\"\n", cli_tool(text->arena));
    add_section(text, "NAME");
    pgp_text_addf(text, "pgplumb%s%s \\- %s\n", dash, command, summary);
}

static void add_roff_option(pgp_text *text, const cli_option *option) {
    pgp_text_add(text, ".TP\n.B ");
    if (option->letter)
        pgp_text_addf(text, "\\-%c, ", option->letter);
    add_roff(text, pgp_printf(text->arena, "--%s", option->name));
    if (option->value)
        pgp_text_addf(text, " \\fI%s\\fR", option->value);
    pgp_text_add(text, "\n");
    add_roff(text, option->help);
    pgp_text_add(text, "\n");
}

static void add_exit_status(pgp_text *text) {
    add_section(text, "EXIT STATUS");
#define ADD_STATUS(name, number, meaning)        \
    pgp_text_addf(text, ".TP\n.B %d\n", number); \
    add_roff(text, meaning);                     \
    pgp_text_add(text, "\n");
    PGP_STATUSES(ADD_STATUS)
#undef ADD_STATUS
}

static void add_command_page(pgp_text *text, const cli_command *command) {
    add_head(text, command->name, command->summary);
    add_section(text, "SYNOPSIS");
    pgp_text_addf(text, ".B pgplumb %s\n", command->name);
    add_roff(text, command->synopsis);
    pgp_text_add(text, "\n");
    add_section(text, "DESCRIPTION");
    add_roff(text, command->about);
    pgp_text_add(text, "\n");
    add_section(text, "OPTIONS");
    for (const cli_option *option = command->options; option->name; option++)
        add_roff_option(text, option);
    if (cli_takes_sources(command)) {
        add_section(text, "SOURCES");
        add_verbatim(text, cli_sources_help);
    }
    add_exit_status(text);
    add_section(text, "SEE ALSO");
    pgp_text_add(text, ".BR pgplumb (1)\n");
}

static void add_main_page(pgp_text *text) {
    add_head(text, "", "hold a PostgreSQL database against the schema files in git");
    add_section(text, "SYNOPSIS");
    pgp_text_add(text, ".B pgplumb\n\\fICOMMAND\\fR [\\fIoption\\fR]...\n");
    add_section(text, "COMMANDS");
    for (const cli_command *const *command = cli_commands; *command; command++) {
        pgp_text_addf(text, ".TP\n.BR pgplumb\\-%s (1)\n", (*command)->name);
        add_roff(text, (*command)->summary);
        pgp_text_add(text, "\n");
    }
    add_section(text, "SOURCES");
    add_verbatim(text, cli_sources_help);
    add_exit_status(text);
}

/* -- Markdown ------------------------------------------------------------------------------------------------------ */

static void add_cell(pgp_text *text, const char *words) {
    for (const char *at = words; *at; at++)
        pgp_text_addf(text, "%s%c", *at == '|' ? "\\" : "", *at);
}

static void add_markdown_option(pgp_text *text, const cli_option *option) {
    pgp_text_add(text, "| `");
    if (option->letter)
        pgp_text_addf(text, "-%c`, `", option->letter);
    pgp_text_addf(text, "--%s%s", option->name, option->value ? " " : "");
    if (option->value)
        add_cell(text, option->value);
    pgp_text_add(text, "` | ");
    add_cell(text, option->help);
    pgp_text_add(text, " |\n");
}

static void add_reference(pgp_text *text) {
    pgp_text_add(text,
                 "# Commands\n\nMade by `pgplumb manual --format markdown` from the tables that `--help` is "
                 "made from. Exit statuses: [EXIT-CODES.md](EXIT-CODES.md).\n\n");
    pgp_text_addf(text, "```text\n%s```\n", cli_sources_help);
    for (const cli_command *const *command = cli_commands; *command; command++) {
        const char *synopsis = (*command)->synopsis;
        pgp_text_addf(text,
                      "\n## pgplumb %s\n\n```text\npgplumb %s%s%s\n```\n\n%s\n\n| flag | |\n|---|---|\n",
                      (*command)->name, (*command)->name, *synopsis ? " " : "", synopsis, (*command)->about);
        for (const cli_option *option = (*command)->options; option->name; option++)
            add_markdown_option(text, option);
    }
}

/* -- the command --------------------------------------------------------------------------------------------------- */

static pgp_status write_page(pgp_context *context, const char *directory, const cli_command *command) {
    pgp_text text = pgp_text_new(context->arena);
    const char *file = pgp_printf(context->arena, "%s/pgplumb%s%s.1", directory, command ? "-" : "",
                                  command ? command->name : "");
    if (command)
        add_command_page(&text, command);
    else
        add_main_page(&text);
    return cli_write(context, file, text.data, text.size);
}

static pgp_status write_pages(pgp_context *context, const char *directory) {
    PGP_TRY(write_page(context, directory, NULL));
    for (const cli_command *const *command = cli_commands; *command; command++)
        PGP_TRY(write_page(context, directory, *command));
    return PGP_OK;
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    pgp_text text = pgp_text_new(context->arena);
    const char *name = arguments->operands.count ? arguments->operands.items[0] : NULL;
    const cli_command *command = name ? cli_command_named(name) : NULL;
    if (name && !command)
        return cli_usage_error(context, "manual", "there is no command \"%s\"", name);
    if (arguments->split)
        return write_pages(context, arguments->split);
    if (arguments->format == CLI_JSON)
        PGP_TRY(cli_config_schema(context, &text));
    else if (arguments->format == CLI_MARKDOWN)
        add_reference(&text);
    else if (command)
        add_command_page(&text, command);
    else
        add_main_page(&text);
    return cli_write(context, arguments->output, text.data, text.size);
}

static const cli_option options[] = {
    CLI_OPTION("format", '\0', CLI_VALUE_FORMAT, format, "text|markdown|json",
               "text is a page for man(1), markdown the reference of all commands, json the JSON Schema of "
               "pgplumb.yaml "
               "(default: the first)"),
    CLI_OPTION_OUTPUT,
    CLI_OPTION("split", '\0', CLI_VALUE_TEXT, split, "DIR", "write the pages of all commands into DIR"),
    CLI_OPTION("help", 'h', CLI_VALUE_NONE, help, NULL, "show this"),
    {.name = NULL},
};

const cli_command cli_manual = {
    .name = "manual",
    .synopsis = "[COMMAND] [option]...",
    .summary = "write the manual page of pgplumb, or of a command",
    .about = "For example: pgplumb manual plan | man -l -",
    .options = options,
    .most_operands = 1,
    .run = run,
};

/*
 * pgplumb completion: a script for the shell, made from the tables of commands and flags.
 */
#include "options.h"
#include "talk.h"

#include <string.h>

static bool has_choices(const cli_option *option) {
    return option->value && strchr(option->value, '|');
}

/* What a flag takes is not a file: nothing can be offered. */
static bool is_word(const cli_option *option) {
    static const char *const files[] = {"FILE", "DIR", "SOURCE", "PATH"};
    for (size_t i = 0; option->value && i < sizeof files / sizeof *files; i++)
        if (strncmp(option->value, files[i], strlen(files[i])) == 0)
            return false;
    return option->value != NULL;
}

/* "text|sql" with other separators. */
static void add_choices(pgp_text *text, const char *choices, const char *separator) {
    for (const char *at = choices; *at;) {
        size_t size = strcspn(at, "|");
        pgp_text_addn(text, at, size);
        at += size;
        if (*at) {
            pgp_text_add(text, separator);
            at++;
        }
    }
}

static void add_command_names(pgp_text *text) {
    for (const cli_command *const *command = cli_commands; *command; command++)
        pgp_text_addf(text, "%s%s", command == cli_commands ? "" : " ", (*command)->name);
}

/* -- bash -------------------------------------------------------------------------------------------------------- */

static void add_bash_values(pgp_text *text, const cli_command *command) {
    for (const cli_option *option = command->options; option->name; option++) {
        if (!has_choices(option) && !is_word(option))
            continue;
        pgp_text_addf(text, "        '%s --%s'", command->name, option->name);
        if (option->letter)
            pgp_text_addf(text, "|'%s -%c'", command->name, option->letter);
        pgp_text_add(text, ") words='");
        if (has_choices(option))
            add_choices(text, option->value, " ");
        pgp_text_add(text, "' ;;\n");
    }
}

static void add_bash_flags(pgp_text *text, const cli_command *command) {
    pgp_text_addf(text, "        %s) words='", command->name);
    for (const cli_option *option = command->options; option->name; option++)
        pgp_text_addf(text, "%s--%s", option == command->options ? "" : " ", option->name);
    pgp_text_add(text, "' ;;\n");
}

/* An empty list of words makes bash offer files (complete -o default). */
static void add_bash(pgp_text *text) {
    pgp_text_add(text,
                 "_pgplumb() {\n"
                 "    local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD - 1]}\"\n"
                 "    local command=\"${COMP_WORDS[1]}\" words=\n"
                 "    COMPREPLY=()\n"
                 "    if ((COMP_CWORD == 1)); then\n"
                 "        COMPREPLY=($(compgen -W '");
    add_command_names(text);
    pgp_text_add(text, "' -- \"$word\"))\n"
                       "        return\n"
                       "    fi\n"
                       "    case \"$command $before\" in\n");
    for (const cli_command *const *command = cli_commands; *command; command++)
        add_bash_values(text, *command);
    pgp_text_add(text, "        *) [[ $word == -* ]] && case \"$command\" in\n");
    for (const cli_command *const *command = cli_commands; *command; command++)
        add_bash_flags(text, *command);
    pgp_text_add(text, "        esac ;;\n"
                       "    esac\n"
                       "    [[ $words ]] && COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                       "    return 0\n"
                       "}\n"
                       "complete -o default -F _pgplumb pgplumb\n");
}

/* -- zsh and fish -------------------------------------------------------------------------------------------------- */

/* Inside single quotes, with what else the shell takes for its own there. */
static void add_quoted(pgp_text *text, const char *words, const char *special) {
    for (const char *at = words; *at; at++) {
        if (*at == '\'')
            pgp_text_add(text, "'\\''");
        else
            pgp_text_addf(text, "%s%c", strchr(special, *at) ? "\\" : "", *at);
    }
}

static void add_zsh_option(pgp_text *text, const cli_option *option) {
    pgp_text_addf(text, "                '*--%s[", option->name);
    add_quoted(text, option->help, "[]:\\");
    pgp_text_add(text, "]");
    if (option->value) {
        pgp_text_add(text, ":");
        add_quoted(text, has_choices(option) ? option->name : option->value, "[]:\\");
        pgp_text_add(text, ":");
    }
    if (has_choices(option)) {
        pgp_text_add(text, "(");
        add_choices(text, option->value, " ");
        pgp_text_add(text, ")");
    } else if (option->value && !is_word(option)) {
        pgp_text_add(text, "_files");
    }
    pgp_text_add(text, "' \\\n");
}

static void add_zsh(pgp_text *text) {
    pgp_text_add(text, "#compdef pgplumb\n"
                       "_pgplumb() {\n"
                       "    local -a commands=(\n");
    for (const cli_command *const *command = cli_commands; *command; command++) {
        pgp_text_addf(text, "        '%s:", (*command)->name);
        add_quoted(text, (*command)->summary, ":\\");
        pgp_text_add(text, "'\n");
    }
    pgp_text_add(text, "    )\n"
                       "    if ((CURRENT == 2)); then\n"
                       "        _describe command commands\n"
                       "        return\n"
                       "    fi\n"
                       "    local command=$words[2]\n"
                       "    shift words\n"
                       "    ((CURRENT--))\n"
                       "    case $command in\n");
    for (const cli_command *const *command = cli_commands; *command; command++) {
        pgp_text_addf(text, "        %s)\n            _arguments -s \\\n", (*command)->name);
        for (const cli_option *option = (*command)->options; option->name; option++)
            add_zsh_option(text, option);
        pgp_text_add(text, "                '*:file:_files' ;;\n");
    }
    pgp_text_add(
        text,
        "    esac\n"
        "}\n"
        "if [ \"$funcstack[1]\" = _pgplumb ]; then _pgplumb \"$@\"; else compdef _pgplumb pgplumb; fi\n");
}

static void add_fish_option(pgp_text *text, const cli_command *command, const cli_option *option) {
    pgp_text_addf(text, "complete -c pgplumb -n '__fish_seen_subcommand_from %s' -l %s", command->name,
                  option->name);
    if (option->letter)
        pgp_text_addf(text, " -s %c", option->letter);
    if (option->value)
        pgp_text_add(text, has_choices(option) || is_word(option) ? " -x" : " -r");
    if (has_choices(option)) {
        pgp_text_add(text, " -a '");
        add_choices(text, option->value, " ");
        pgp_text_add(text, "'");
    }
    pgp_text_add(text, " -d '");
    add_quoted(text, option->help, "\\");
    pgp_text_add(text, "'\n");
}

static void add_fish(pgp_text *text) {
    for (const cli_command *const *command = cli_commands; *command; command++) {
        pgp_text_addf(text, "complete -c pgplumb -n __fish_use_subcommand -f -a %s -d '", (*command)->name);
        add_quoted(text, (*command)->summary, "\\");
        pgp_text_add(text, "'\n");
        for (const cli_option *option = (*command)->options; option->name; option++)
            add_fish_option(text, *command, option);
    }
}

/* -- the command --------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    void (*add)(pgp_text *text);
} shells[] = {{"bash", add_bash}, {"zsh", add_zsh}, {"fish", add_fish}};

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    const char *wanted = arguments->operands.count ? arguments->operands.items[0] : "";
    pgp_text text = pgp_text_new(context->arena);
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (strcmp(shells[i].name, wanted) == 0)
            shells[i].add(&text);
    if (!text.size)
        return cli_usage_error(context, "completion", "completion needs the shell's name: bash, zsh or fish");
    return cli_write(context, NULL, text.data, text.size);
}

static const cli_option options[] = {
    CLI_OPTION("help", 'h', CLI_VALUE_NONE, help, NULL, "show this"),
    {.name = NULL},
};

const cli_command cli_completion = {
    .name = "completion",
    .synopsis = "bash|zsh|fish",
    .summary = "write the shell's completion script",
    .about =
        "Installed packages bring it along. Otherwise, for this session: source <(pgplumb completion bash)",
    .options = options,
    .most_operands = 1,
    .run = run,
};

#include "options.h"

#include "plan/options.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define POINT_AT(command) &cli_##command,
const cli_command *const cli_commands[] = {CLI_COMMANDS(POINT_AT) NULL};
#undef POINT_AT

const cli_command *cli_command_named(const char *name) {
    for (const cli_command *const *command = cli_commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

pgp_status cli_usage_error(pgp_context *context, const char *command, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *message = pgp_vprintf(context->arena, format, args);
    va_end(args);
    pgp_fail(context, PGP_INPUT, NULL, "%s", message);
    return pgp_hint(context, "See pgplumb %s%s--help.", command, *command ? " " : "");
}

/* -- suggestions --------------------------------------------------------------------------------------------- */

enum { LONGEST_WORD = 63 };

static size_t least(size_t a, size_t b, size_t c) {
    size_t smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

/* Levenshtein's distance. */
static size_t distance(const char *a, const char *b) {
    size_t row[LONGEST_WORD + 1], a_size = strlen(a), b_size = strlen(b);
    if (a_size > LONGEST_WORD || b_size > LONGEST_WORD)
        return LONGEST_WORD;
    for (size_t j = 0; j <= b_size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t above = row[j];
            row[j] = least(row[j - 1] + 1, above + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[b_size];
}

const char *cli_closest(const char *word, const char *const *candidates, size_t count) {
    const char *best = NULL;
    size_t best_distance = strlen(word) / 3 + 2;
    for (size_t i = 0; i < count; i++) {
        bool begins = strlen(word) >= 3 && strncmp(candidates[i], word, strlen(word)) == 0;
        size_t here = begins ? 0 : distance(word, candidates[i]);
        if (here < best_distance) {
            best = candidates[i];
            best_distance = here;
        }
    }
    return best;
}

/* -- parsing --------------------------------------------------------------------------------------------------- */

typedef struct reader {
    pgp_context *context;
    const cli_command *command;
    char *const *words;
    int count, next;
    cli_arguments *out;
} reader;

static pgp_status unknown_option(reader *r, const char *name) {
    const char *names[CLI_MOST_OPTIONS];
    size_t count = 0;
    for (const cli_option *option = r->command->options; option->name; option++)
        names[count++] = option->name;
    const char *close = cli_closest(name, names, count);
    cli_usage_error(r->context, r->command->name, "%s has no option \"--%s\"", r->command->name, name);
    return close ? pgp_hint(r->context, "Did you mean --%s? See pgplumb %s --help.", close, r->command->name)
                 : PGP_INPUT;
}

static void append(reader *r, pgp_names *names, const char *word) {
    names->items = pgp_grow(r->context->arena, names->items, names->count * sizeof *names->items,
                            (names->count + 1) * sizeof *names->items);
    names->items[names->count++] = word;
}

static pgp_status set_format(reader *r, const cli_option *option, cli_format *format, const char *word) {
#define FORMAT_NAME(code, name) name,
    static const char *const names[] = {CLI_FORMATS(FORMAT_NAME)};
#undef FORMAT_NAME
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], word) == 0 && strstr(option->value, word)) {
            *format = (cli_format)i;
            return PGP_OK;
        }
    }
    return cli_usage_error(r->context, r->command->name, "--%s is one of %s, not \"%s\"", option->name,
                           option->value, word);
}

static pgp_status set_default_format(reader *r) {
    for (const cli_option *option = r->command->options; option->name; option++)
        if (option->type == CLI_VALUE_FORMAT)
            return set_format(r, option, &r->out->format,
                              pgp_strndup(r->context->arena, option->value, strcspn(option->value, "|")));
    return PGP_OK;
}

static bool is_flag(const char *word) {
    return word[0] == '-' && word[1];
}

bool cli_is_given(const cli_command *command, const cli_option *option, const cli_arguments *arguments) {
    return arguments->given[option - command->options];
}

bool cli_is_typed(const cli_command *command, const char *name, const cli_arguments *arguments) {
    for (const cli_option *option = command->options; option->name; option++)
        if (strcmp(option->name, name) == 0)
            return arguments->typed[option - command->options];
    return false;
}

/* `value` NULL: it is the next word. */
static pgp_status set_option(reader *r, const cli_option *option, const char *value) {
    void *member = (char *)r->out + option->offset;
    r->out->given[option - r->command->options] = true;
    if (option->type == CLI_VALUE_NONE) {
        *(bool *)member = true;
        return value ? cli_usage_error(r->context, r->command->name, "--%s takes no value", option->name)
                     : PGP_OK;
    }
    if (!value && (r->next == r->count || (is_flag(r->words[r->next]) && option->type == CLI_VALUE_SOURCES)))
        return cli_usage_error(r->context, r->command->name, "--%s needs a value: %s", option->name,
                               option->value);
    value = value ? value : r->words[r->next++];
    switch (option->type) {
    case CLI_VALUE_FORMAT: return set_format(r, option, member, value);
    case CLI_VALUE_TEXT: *(const char **)member = value; break;
    case CLI_VALUE_SOURCES:
    case CLI_VALUE_LIST: append(r, member, value); break;
    case CLI_VALUE_NONE: break;
    }
    while (option->type == CLI_VALUE_SOURCES && r->next < r->count && !is_flag(r->words[r->next]))
        append(r, member, r->words[r->next++]);
    return PGP_OK;
}

static pgp_status read_long(reader *r, const char *word) {
    size_t size = strcspn(word, "=");
    for (const cli_option *option = r->command->options; option->name; option++)
        if (strlen(option->name) == size && strncmp(option->name, word, size) == 0)
            return set_option(r, option, word[size] ? word + size + 1 : NULL);
    return unknown_option(r, pgp_strndup(r->context->arena, word, size));
}

static pgp_status read_short(reader *r, const char *word) {
    for (const cli_option *option = r->command->options; option->name; option++)
        if (option->letter == word[0])
            return set_option(r, option, word[1] ? word + 1 : NULL);
    return cli_usage_error(r->context, r->command->name, "%s has no option \"-%c\"", r->command->name,
                           word[0]);
}

pgp_status cli_parse(pgp_context *context, const cli_command *command, int count, char *const *words,
                     cli_arguments *out) {
    reader r = {.context = context, .command = command, .words = words, .count = count, .out = out};
    bool flags_end = false;
    PGP_TRY(set_default_format(&r));
    while (r.next < r.count) {
        const char *word = r.words[r.next++];
        if (flags_end || !is_flag(word))
            append(&r, &out->operands, word);
        else if (strcmp(word, "--") == 0)
            flags_end = true;
        else
            PGP_TRY(word[1] == '-' ? read_long(&r, word + 2) : read_short(&r, word + 1));
    }
    if (out->operands.count > command->most_operands && !out->help)
        return cli_usage_error(context, command->name, "unexpected word \"%s\"",
                               out->operands.items[command->most_operands]);
    memcpy(out->typed, out->given, sizeof out->typed);
    return PGP_OK;
}

pgp_status cli_set_option(pgp_context *context, const cli_command *command, const cli_option *option,
                          const char *value, cli_arguments *out) {
    reader r = {.context = context, .command = command, .out = out};
    return set_option(&r, option, value);
}

/* -- what the engine wants to know -------------------------------------------------------------------------------- */

pgp_status cli_plan_options(pgp_context *context, const cli_arguments *arguments, pgp_options *out) {
    return pgp_read_option_words(context,
                                 &(pgp_option_words){.phase = arguments->phase,
                                                     .manage = arguments->manage,
                                                     .online_above = arguments->online_above,
                                                     .allowed = arguments->allow.items,
                                                     .allowed_count = arguments->allow.count,
                                                     .allow_destructive = arguments->allow_destructive,
                                                     .rewrite_online = arguments->rewrite_online},
                                 out);
}

/* "1.5s", "500ms", "2min", "1h"; a bare number counts `unit` milliseconds. -1: it is none. */
static int milliseconds(const char *text, double unit) {
    static const struct {
        const char *name;
        double size;
    } units[] = {{"ms", 1}, {"s", 1e3}, {"min", 60e3}, {"h", 3600e3}};
    char *end;
    double number = strtod(text, &end);
    if (end == text || !(number >= 0))
        return -1;
    bool known = *end == '\0';
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].name) == 0) {
            unit = units[i].size;
            known = true;
        }
    }
    return known && number * unit < INT_MAX ? (int)(number * unit) : -1;
}

pgp_status cli_execution_options(pgp_context *context, const char *command, const cli_arguments *arguments,
                                 pgp_execution *out) {
    *out = pgp_execution_defaults;
    out->journal_schema = arguments->journal_schema;
    out->role = arguments->role;
    int wait_lock = out->wait_lock * 1000;
    const struct {
        const char *flag, *given;
        double unit;
        int *to;
    } numbers[] = {{"wait-lock", arguments->wait_lock, 1e3, &wait_lock},
                   {"lock-timeout", arguments->lock_timeout, 1e3, &out->lock_timeout},
                   {"lock-tries", arguments->lock_tries, 1, &out->lock_tries},
                   {"statement-budget", arguments->statement_budget, 1e3, &out->statement_budget}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int number = numbers[i].given ? milliseconds(numbers[i].given, numbers[i].unit) : *numbers[i].to;
        if (number < 0)
            return cli_usage_error(context, command, "--%s does not take \"%s\"", numbers[i].flag,
                                   numbers[i].given);
        *numbers[i].to = number;
    }
    out->wait_lock = (wait_lock + 999) / 1000;
    return PGP_OK;
}

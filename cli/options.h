/*
 * The command line as data: one table of flags per command drives parsing, --help, and what else lists them.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "execute/session.h"
#include "fluxcd/emit.h"
#include "lint/lint.h"
#include "model/ignore.h"
#include "plan/plan.h"

/* Each command says which of them it has. */
// clang-format off
#define CLI_FORMATS(each) \
    each(TEXT, "text") \
    each(SQL, "sql") \
    each(JSON, "json") \
    each(MARKDOWN, "markdown") \
    each(HTML, "html") \
    each(SARIF, "sarif") \
    each(GITHUB, "github") \
    each(MERMAID, "mermaid") \
    each(DOT, "dot") \
    each(PROMETHEUS, "prometheus")
// clang-format on
#define CLI_FORMAT_CODE(code, name) CLI_##code,
typedef enum cli_format { CLI_FORMATS(CLI_FORMAT_CODE) } cli_format;
#undef CLI_FORMAT_CODE

enum { CLI_MOST_OPTIONS = 128 }; /* of a command */

/* Whom apply tells how it ended (cli/flux_event.h). */
typedef struct cli_flux_event {
    const char *kustomization; /* "NAMESPACE/NAME"; NULL: nobody */
    const char *account;       /* where the service account's files are; NULL: where Kubernetes puts them */
} cli_flux_event;

/* What pgplumb wait waits for. */
typedef struct cli_waiting {
    const char *plan, *fingerprint, *commit, *phase;
    const char *job, *namespace;
    const char *timeout, *patience;
} cli_waiting;

/* database: {env: NAME} of pgplumb.yaml where NAME is not set: an error of commands that need the database. */
typedef struct cli_unset_database {
    const char *variable; /* NULL: it is set, or there is none */
    pgp_location where;
} cli_unset_database;

struct flux_node;

/* Many databases at once (cli/fleet.h). */
typedef struct cli_fleet_arguments {
    const char *name; /* of pgplumb.yaml, a file or a directory; NULL: one database */
    pgp_names only;
    const char *parallel, *max_failures, *index;
    const struct flux_node *node; /* what pgplumb.yaml says of it; NULL: nothing, `name` is a path */
    const char *file;             /* of `node`, for messages */
    const char *document; /* the saved plan of the database at work; NULL: the command line names it */
} cli_fleet_arguments;

/* What the command line said, and for what it left open, pgplumb.yaml. */
typedef struct cli_arguments {
    bool given[CLI_MOST_OPTIONS]; /* by the option's place in the command's table */
    bool typed[CLI_MOST_OPTIONS]; /* the same, of the command line alone */
    const char *config, *environment;
    cli_unset_database unset_database;
    pgp_patterns ignored;
    pgp_lint_settings lint;
    pgp_names from, to, schema, allow, operands;
    const char *target_version;
    const char *database, *output, *split, *manage, *online_above, *limit, *seal, *scratch, *queries;
    const char *journal_schema, *role, *wait_lock, *lock_timeout, *lock_tries, *statement_budget;
    const char *phase; /* --phase */
    const char *log_file;
    flux_settings emit;
    cli_waiting waiting;
    cli_flux_event event;
    cli_fleet_arguments fleet;
    cli_format format, log_format;
    bool json, blame, no_cache, check, diff, in_transaction, rules, exit_code, rewrite_online,
        allow_destructive, yes, any_owner, help;
} cli_arguments;

typedef enum cli_value {
    CLI_VALUE_NONE,    /* bool: a flag */
    CLI_VALUE_TEXT,    /* const char *; the last one counts */
    CLI_VALUE_LIST,    /* pgp_names; may be repeated */
    CLI_VALUE_SOURCES, /* pgp_names; may be repeated, and takes every word up to the next flag */
    CLI_VALUE_FORMAT,  /* cli_format, one of `choices` */
} cli_value;

typedef struct cli_option {
    const char *name; /* "exit-code" of --exit-code; NULL ends a table */
    char letter;      /* 'o' of -o; '\0': none */
    cli_value type;
    size_t offset;     /* in cli_arguments */
    const char *value; /* as --help calls it; NULL for a flag; "text|sql" lists a format's choices */
    const char *help;
} cli_option;

typedef struct cli_command {
    const char *name;
    const char *synopsis; /* after the name */
    const char *summary;  /* one line, for the list of commands */
    const char *about;    /* paragraphs above the flags */
    const cli_option *options;
    size_t most_operands;
    size_t leading_words; /* of them, that are no source: emit's target */
    bool takes_paths;     /* its operands are no SOURCEs */
    pgp_status (*run)(pgp_context *context, const cli_arguments *arguments);
} cli_command;

/* In the order of --help. */
// clang-format off
#define CLI_COMMANDS(each) \
    each(init) \
    each(plan) \
    each(apply) \
    each(status) \
    each(verify) \
    each(rollback) \
    each(drift) \
    each(inspect) \
    each(locate) \
    each(emit) \
    each(lint) \
    each(fmt) \
    each(doctor) \
    each(wait) \
    each(completion) \
    each(manual) \
    each(version)
// clang-format on
#define CLI_DECLARE(command) extern const cli_command cli_##command;
CLI_COMMANDS(CLI_DECLARE)
#undef CLI_DECLARE
extern const cli_command *const cli_commands[]; /* ends in NULL */

/* Options that more than one command has. */
#define CLI_OPTION(name_, letter_, type_, member_, value_, help_)                                          \
    {                                                                                                      \
        .name = (name_), .letter = (letter_), .type = (type_), .offset = offsetof(cli_arguments, member_), \
        .value = (value_), .help = (help_)                                                                 \
    }
#define CLI_OPTION_TO(help_) CLI_OPTION("to", '\0', CLI_VALUE_SOURCES, to, "SOURCE...", help_)
#define CLI_OPTION_DATABASE                                      \
    CLI_OPTION("database", 'd', CLI_VALUE_TEXT, database, "URL", \
               "the live database (default: DATABASE_URL, else libpq's PG* variables)")
#define CLI_OPTION_FORMAT(choices_) \
    CLI_OPTION("format", '\0', CLI_VALUE_FORMAT, format, choices_, "how to write it (default: the first)")
#define CLI_OPTION_OUTPUT \
    CLI_OPTION("output", 'o', CLI_VALUE_TEXT, output, "FILE", "write to FILE, not to stdout")
#define CLI_OPTION_PHASE                                                                           \
    CLI_OPTION("phase", '\0', CLI_VALUE_TEXT, phase, "PHASE",                                      \
               "expand: what is safe while the old application version runs; contract: the rest; " \
               "all: both at once (default); of a saved plan, these of its steps")
#define CLI_OPTION_MANAGE                                                                                \
    CLI_OPTION("manage", '\0', CLI_VALUE_TEXT, manage, "LIST",                                           \
               "compare owners, privileges, default-privileges, comments, security-labels, versions of " \
               "extensions even where the files never mention "                                          \
               "them; or all; or none (default: what a file mentions)")
#define CLI_OPTIONS_ALLOW                                                                                   \
    CLI_OPTION("allow-destructive", '\0', CLI_VALUE_NONE, allow_destructive, NULL,                          \
               "permit every step that is blocked"),                                                        \
        CLI_OPTION("allow", '\0', CLI_VALUE_LIST, allow, "WHAT",                                            \
                   "permit some of them, such as column:orders.legacy_ref or table-rewrite:orders; may be " \
                   "repeated")
#define CLI_OPTIONS_ONLINE                                                                                   \
    CLI_OPTION("online-above", '\0', CLI_VALUE_TEXT, online_above, "SIZE",                                   \
               "change tables larger than this without stopping their users (default: 1MB; 0: all tables)"), \
        CLI_OPTION("rewrite-online", '\0', CLI_VALUE_NONE, rewrite_online, NULL,                             \
                   "give them new types through a second column that takes the first one's place")
/* Of commands that take many databases at once. */
#define CLI_OPTIONS_FLEET                                                                            \
    CLI_OPTION("fleet", '\0', CLI_VALUE_TEXT, fleet.name, "FLEET",                                   \
               "many databases: one of the fleets of pgplumb.yaml, a file that says the same, or a " \
               "directory with a file per database that holds its URL"),                             \
        CLI_OPTION("only", '\0', CLI_VALUE_LIST, fleet.only, "NAME",                                 \
                   "this database of the fleet; may be repeated"),                                   \
        CLI_OPTION("parallel", '\0', CLI_VALUE_TEXT, fleet.parallel, "N",                            \
                   "so many databases of the fleet at once (default: 4)")
#define CLI_OPTION_MAX_FAILURES                                                \
    CLI_OPTION("max-failures", '\0', CLI_VALUE_TEXT, fleet.max_failures, "N",  \
               "begin with no further database of the fleet once more than N " \
               "have failed (default: go on)")
#define CLI_OPTION_YES CLI_OPTION("yes", 'y', CLI_VALUE_NONE, yes, NULL, "do not ask")
#define CLI_OPTION_JOURNAL                                                     \
    CLI_OPTION("journal-schema", '\0', CLI_VALUE_TEXT, journal_schema, "NAME", \
               "the schema that keeps what ran (default: the one that does, else pgplumb)")
/* Of commands that change a database. */
#define CLI_OPTIONS_EXECUTION                                                                                \
    CLI_OPTION_JOURNAL,                                                                                      \
        CLI_OPTION("role", '\0', CLI_VALUE_TEXT, role, "NAME", "SET ROLE to it before anything else"),       \
        CLI_OPTION("wait-lock", '\0', CLI_VALUE_TEXT, wait_lock, "SECONDS",                                  \
                   "wait so long for another pgplumb at work on the database (default: 30)"),                \
        CLI_OPTION(                                                                                          \
            "lock-timeout", '\0', CLI_VALUE_TEXT, lock_timeout, "TIME",                                      \
            "wait so long for a lock that others have to queue behind, as 1s, 500ms, 2min (default: 1s)"),   \
        CLI_OPTION("lock-tries", '\0', CLI_VALUE_TEXT, lock_tries, "N",                                      \
                   "try so often, with growing pauses between (default: 10)"),                               \
        CLI_OPTION("statement-budget", '\0', CLI_VALUE_TEXT, statement_budget, "TIME",                       \
                   "end a step that keeps nobody waiting, such as a concurrent index build, after so long "  \
                   "(default: never)"),                                                                      \
        CLI_OPTION("log-format", '\0', CLI_VALUE_FORMAT, log_format, "text|json",                            \
                   "how to tell on stderr what happens; json: one object a line (schemas/log.schema.json)"), \
        CLI_OPTION("log-file", '\0', CLI_VALUE_TEXT, log_file, "FILE",                                       \
                   "with --log-format json: add the lines to this file, too")
#define CLI_OPTIONS_CONFIG                                                                             \
    CLI_OPTION("config", '\0', CLI_VALUE_TEXT, config, "FILE",                                         \
               "settings (default: PGPLUMB_CONFIG, else the nearest pgplumb.yaml from here upwards)"), \
        CLI_OPTION("env", '\0', CLI_VALUE_TEXT, environment, "NAME",                                   \
                   "the environment of pgplumb.yaml (default: the one called default)")
#define CLI_OPTIONS_COMMON                                                   \
    CLI_OPTIONS_CONFIG,                                                      \
        CLI_OPTION("any-owner", '\0', CLI_VALUE_NONE, any_owner, NULL,       \
                   "read git repositories that belong to other users, too"), \
        CLI_OPTION("help", 'h', CLI_VALUE_NONE, help, NULL, "show this"), {  \
        .name = NULL                                                         \
    }

const cli_command *cli_command_named(const char *name); /* NULL: there is none */
/* The words after the command's name. */
pgp_status cli_parse(pgp_context *context, const cli_command *command, int count, char *const *words,
                     cli_arguments *out);
/* Sets an option to a value that does not come from the command line (NULL for a flag), or adds it to a list. */
pgp_status cli_set_option(pgp_context *context, const cli_command *command, const cli_option *option,
                          const char *value, cli_arguments *out);
bool cli_is_given(const cli_command *command, const cli_option *option, const cli_arguments *arguments);
/* By its name, on the command line and not in pgplumb.yaml. */
bool cli_is_typed(const cli_command *command, const char *name, const cli_arguments *arguments);
/* What the engine wants to know of them. */
pgp_status cli_plan_options(pgp_context *context, const cli_arguments *arguments, pgp_options *out);

/* How to run a plan. */
pgp_status cli_execution_options(pgp_context *context, const char *command, const cli_arguments *arguments,
                                 pgp_execution *out);

/* Fails as a usage error with a hint that names the command's --help. */
pgp_status cli_usage_error(pgp_context *context, const char *command, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The candidate that a mistyped word most likely means; NULL: none is close. */
const char *cli_closest(const char *word, const char *const *candidates, size_t count);

#endif

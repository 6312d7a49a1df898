/*
 * Many databases at once: who they are, and asking all of them the same.
 *
 * A fleet is a list, a directory of files or a query (docs/FLEET.md); whatever it is, it becomes names and connection strings.
 * People and files see the names only.
 */
#ifndef CLI_FLEET_H
#define CLI_FLEET_H

#include "options.h"

enum { CLI_USUAL_PARALLEL = 4, CLI_MOST_PARALLEL = 256 };

typedef struct cli_member {
    const char *name;     /* letters, digits, '.', '_', '-': also a key of a Secret */
    const char *conninfo; /* for libpq only: it may hold a password */
} cli_member;

typedef struct cli_members {
    const cli_member *items; /* by name, bytewise */
    size_t count;
} cli_members;

/* What one database answered; whatever it points at lives as long as the context. */
typedef struct cli_answer {
    pgp_status status;
    const char *error; /* why not; NULL: nothing is wrong */
} cli_answer;

typedef struct cli_fleet {
    const char *name;
    cli_members members;
    int parallel;
    long max_failures; /* -1: any number */
} cli_fleet;

/* That of the command line, or those of it that --only names. Refuses what makes no sense beside --fleet. */
pgp_status cli_read_fleet(pgp_context *context, const cli_command *command, const cli_arguments *arguments,
                          cli_fleet *out);
/* Flags that need --fleet are not there without it. */
pgp_status cli_check_no_fleet(pgp_context *context, const cli_command *command,
                              const cli_arguments *arguments);
/* NULL: there is none of this name. */
const cli_member *cli_member_named(const cli_fleet *fleet, const char *name);
/* The command line as if this were the one database of it. */
cli_arguments cli_arguments_for(const cli_arguments *arguments, const cli_member *member);

/* What all of them are asked. */
typedef struct cli_poll {
    /* `context` ends with the question; what the answer needs goes to `keep`. Called on threads. */
    pgp_status (*question)(pgp_context *context, const cli_arguments *arguments, const struct cli_poll *poll,
                           pgp_arena *keep, void *answer);
    const void *argument; /* for the question */
    void *answers;        /* one place each, of `size` bytes */
    size_t size;
    cli_answer *statuses; /* one each */
} cli_poll;

/* Several at once. A database that gives no answer is a failure in `statuses`; the call itself fails only when nobody could be asked. */
pgp_status cli_ask_fleet(pgp_context *context, const cli_arguments *arguments, const cli_fleet *fleet,
                         const cli_poll *poll);

/* The exit status of several: what no retry cures comes before what one may, and both before differences. Of those the largest. */
pgp_status cli_worse(pgp_status a, pgp_status b);

/* Says which databases gave no answer and why; then fails with the worst of their statuses. PGP_OK when all did. */
pgp_status cli_say_failures(pgp_context *context, const cli_fleet *fleet, const cli_answer *statuses);

/* "acme, blue and 3 more" */
const char *cli_names_shown(pgp_arena *arena, const char *const *names, size_t count);

#endif

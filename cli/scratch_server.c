/*
 * A server for a few seconds: in a temporary directory that only we can enter, on a socket in it, and nothing is kept.
 */
#define _GNU_SOURCE /* nftw */
#include "child.h"
#include "scratch.h"
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct server {
    pgp_context *context;
    const char *directory, *data, *log;
    const char *programs; /* the directory of initdb and postgres with its slash; "": they are on PATH */
    pid_t pid;            /* 0: not started */
} server;

/* -- the end ------------------------------------------------------------------------------------------------------------ */

static int remove_entry(const char *path, const struct stat *state, int type, struct FTW *where) {
    (void)state;
    (void)type;
    (void)where;
    return remove(path);
}

static void stop(void *what) {
    enum { OPEN_FILES = 16 };
    const server *s = what;
    if (s->pid > 0 && kill(s->pid, SIGINT) == 0) /* "fast": sessions are ended */
        cli_child_ended_well(s->pid);
    nftw(s->directory, remove_entry, OPEN_FILES, FTW_DEPTH | FTW_PHYS);
}

/* -- what it needs -------------------------------------------------------------------------------------------------------- */

static bool is_on_path(pgp_arena *arena, const char *program) {
    const char *path = getenv("PATH");
    for (const char *next = path ? path : ""; *next; next += next[strcspn(next, ":")] == ':') {
        size_t size = strcspn(next, ":");
        if (access(pgp_printf(arena, "%.*s/%s", (int)size, next, program), X_OK) == 0)
            return true;
        next += size;
    }
    return false;
}

static pgp_status no_postgres(pgp_context *context, const char *why) {
    pgp_fail(context, PGP_INPUT, NULL, "no scratch server can be started: %s", why);
    return pgp_hint(context, "Name an empty database, or the database postgres of a server to try the plan "
                             "on, with --scratch URL.");
}

/* Debian keeps them out of PATH; pg_config knows. */
static pgp_status find_programs(server *s) {
    pgp_context *context = s->context;
    pgp_text text = pgp_text_new(context->arena);
    s->programs = "";
    if (is_on_path(context->arena, "initdb") && is_on_path(context->arena, "postgres"))
        return PGP_OK;
    char *words[] = {pgp_strdup(context->arena, "pg_config"), pgp_strdup(context->arena, "--bindir"), NULL};
    if (!is_on_path(context->arena, words[0]) || cli_child_ask(context, words, &text) != PGP_OK)
        return no_postgres(context, "initdb and postgres are not on PATH, and there is no pg_config");
    const char *directory = pgp_strndup(context->arena, text.data, strcspn(text.data, "\n"));
    s->programs = pgp_printf(context->arena, "%s/", directory);
    if (access(pgp_printf(context->arena, "%sinitdb", s->programs), X_OK) == 0)
        return PGP_OK;
    return no_postgres(context, pgp_printf(context->arena, "initdb is neither on PATH nor in %s", directory));
}

static pgp_status make_directory(server *s) {
    const char *place = getenv("TMPDIR");
    char *directory = pgp_printf(s->context->arena, "%s/pgplumb-XXXXXX", place && *place ? place : "/tmp");
    if (!mkdtemp(directory))
        return pgp_fail(s->context, PGP_INPUT, NULL, "cannot make a directory \"%s\": %s", directory,
                        strerror(errno));
    s->directory = directory;
    s->data = pgp_printf(s->context->arena, "%s/data", directory);
    s->log = pgp_printf(s->context->arena, "%s/log", directory);
    pgp_defer(s->context->arena, stop, s);
    return PGP_OK;
}

/* -- starting ------------------------------------------------------------------------------------------------------------- */

/* What went wrong is in the log. */
static pgp_status did_not_start(server *s) {
    pgp_input log = {.text = ""};
    pgp_read_file(s->context, s->log, &log);
    const char *last = log.text;
    for (const char *line = log.text; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : "")
        last = strstr(line, "FATAL") || strstr(line, "error:") ? line : last;
    return no_postgres(s->context, pgp_printf(s->context->arena, "%.*s", (int)strcspn(last, "\n"), last));
}

static pgp_status start_program(server *s, const char *name, const char *const *options) {
    enum { MOST_WORDS = 24 };
    char *words[MOST_WORDS + 2] = {pgp_printf(s->context->arena, "%s%s", s->programs, name)};
    for (size_t i = 0; options[i] && i < MOST_WORDS; i++)
        words[i + 1] = pgp_strdup(s->context->arena, options[i]);
    int log = open(s->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0)
        return pgp_fail(s->context, PGP_RETRY, NULL, "cannot write \"%s\": %s", s->log, strerror(errno));
    cli_child child = {.words = words, .out = log, .err = log, .apart = true};
    pgp_status status = cli_child_start(s->context, &child, &s->pid);
    close(log);
    if (status != PGP_OK)
        s->pid = 0;
    return status;
}

static pgp_status make_cluster(server *s, const char *user) {
    const char *const options[] = {"--pgdata", s->data, "--username", user,
                                   "--auth",   "trust", "--encoding", "UTF8",
                                   "--locale", "C",     "--no-sync",  "--no-instructions",
                                   NULL};
    PGP_TRY(start_program(s, "initdb", options));
    bool made = cli_child_ended_well(s->pid);
    s->pid = 0;
    return made ? PGP_OK : did_not_start(s);
}

static pgp_status wait_until_ready(server *s, const char *conninfo) {
    enum { TRIES = 600, PAUSE = 50 * 1000 * 1000 };
    for (int i = 0; i < TRIES; i++) {
        if (waitpid(s->pid, NULL, WNOHANG) == s->pid) {
            s->pid = 0;
            return did_not_start(s);
        }
        if (PQping(conninfo) == PQPING_OK)
            return PGP_OK;
        nanosleep(&(struct timespec){.tv_nsec = PAUSE}, NULL);
    }
    return pgp_fail(s->context, PGP_RETRY, NULL, "the scratch server does not answer");
}

static const char *conninfo_of(const server *s, const char *user) {
    pgp_text text = pgp_text_new(s->context->arena);
    cli_add_conninfo(&text, "host", s->directory);
    cli_add_conninfo(&text, "port", "5432");
    cli_add_conninfo(&text, "user", user);
    cli_add_conninfo(&text, "dbname", "postgres");
    return text.data;
}

pgp_status cli_scratch_server(pgp_context *context, const char *user, const char **conninfo) {
    server *s = PGP_NEW(context->arena, server);
    *s = (server){.context = context};
    user = user ? user : "postgres";
    if (geteuid() == 0)
        return no_postgres(context, "PostgreSQL does not run as root");
    PGP_TRY(find_programs(s));
    PGP_TRY(make_directory(s));
    PGP_TRY(make_cluster(s, user));
    const char *const options[] = {
        "-D", s->data,     "-k", s->directory,           "-p", "5432",           "-c", "listen_addresses=",
        "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "autovacuum=off", "-c", "shared_buffers=16MB",
        NULL};
    PGP_TRY(start_program(s, "postgres", options));
    *conninfo = conninfo_of(s, user);
    return wait_until_ready(s, *conninfo);
}

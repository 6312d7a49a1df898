#include "child.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void set_up(const cli_child *child, posix_spawn_file_actions_t *actions, posix_spawnattr_t *how) {
    if (child->out)
        posix_spawn_file_actions_adddup2(actions, child->out, STDOUT_FILENO);
    if (child->err)
        posix_spawn_file_actions_adddup2(actions, child->err, STDERR_FILENO);
    if (child->apart)
        posix_spawnattr_setflags(how, POSIX_SPAWN_SETPGROUP);
}

pgp_status cli_child_start(pgp_context *context, const cli_child *child, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t how;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
    posix_spawnattr_init(&how);
    set_up(child, &actions, &how);
    int failure = posix_spawnp(pid, child->words[0], &actions, &how, child->words, environ);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&actions);
    return failure
               ? pgp_fail(context, PGP_INPUT, NULL, "cannot run %s: %s", child->words[0], strerror(failure))
               : PGP_OK;
}

bool cli_child_ended_well(pid_t pid) {
    int how;
    while (waitpid(pid, &how, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

static void read_all(int from, pgp_text *out) {
    char block[4096];
    ssize_t size;
    while ((size = read(from, block, sizeof block)) > 0 || (size < 0 && errno == EINTR))
        if (size > 0)
            pgp_text_addn(out, block, (size_t)size);
}

pgp_status cli_child_ask(pgp_context *context, char *const *words, pgp_text *out) {
    int ends[2];
    pid_t pid;
    if (pipe(ends) != 0)
        return pgp_fail(context, PGP_RETRY, NULL, "cannot make a pipe: %s", strerror(errno));
    pgp_status status = cli_child_start(context, &(cli_child){.words = words, .out = ends[1]}, &pid);
    close(ends[1]);
    if (status == PGP_OK) {
        read_all(ends[0], out);
        if (!cli_child_ended_well(pid))
            status = pgp_fail(context, PGP_RETRY, NULL, "%s failed", words[0]);
    }
    close(ends[0]);
    return status;
}

#include "wait.h"

#include "child.h"
#include "talk.h"

#include <jansson.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void cli_pause(void) {
    nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
}

/* -- kubectl ------------------------------------------------------------------------------------------------------- */

enum { MOST_WORDS = 12 };

typedef struct kubectl {
    char *words[MOST_WORDS + 1];
    size_t count;
} kubectl;

static void add(pgp_arena *arena, kubectl *command, const char *word) {
    if (command->count < MOST_WORDS)
        command->words[command->count++] = pgp_strdup(arena, word);
}

static kubectl command_of(pgp_arena *arena, const cli_waiting *waiting, const char *const *words) {
    kubectl command = {0};
    add(arena, &command, "kubectl");
    for (; *words; words++)
        add(arena, &command, *words);
    if (waiting->namespace) {
        add(arena, &command, "--namespace");
        add(arena, &command, waiting->namespace);
    }
    return command;
}

/* -- the Job --------------------------------------------------------------------------------------------------------- */

typedef enum job_state { JOB_AT_WORK, JOB_COMPLETE, JOB_FAILED } job_state;

/* The first of its conditions that says it has ended. Pods may still be about to end when it is decided already. */
static job_state state_of(pgp_arena *arena, const json_t *job, const char **message) {
    static const struct {
        const char *type;
        job_state state;
    } ends[] = {{"Failed", JOB_FAILED}, {"FailureTarget", JOB_FAILED}, {"Complete", JOB_COMPLETE}};
    const json_t *conditions = json_object_get(json_object_get(job, "status"), "conditions");
    for (size_t i = 0; i < json_array_size(conditions); i++) {
        const json_t *condition = json_array_get(conditions, i);
        const char *type = json_string_value(json_object_get(condition, "type"));
        const char *status = json_string_value(json_object_get(condition, "status"));
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
            if (!pgp_same(type, ends[k].type) || !pgp_same(status, "True"))
                continue;
            *message = pgp_strdup(arena, json_string_value(json_object_get(condition, "message")));
            return ends[k].state;
        }
    }
    return JOB_AT_WORK;
}

static pgp_status look(pgp_context *context, const cli_waiting *waiting, job_state *state,
                       const char **message) {
    kubectl command = command_of(context->arena, waiting,
                                 (const char *const[]){"get", "job", waiting->job, "-o", "json", NULL});
    pgp_text text = pgp_text_new(context->arena);
    json_error_t error;
    PGP_TRY(cli_child_ask(context, command.words, &text));
    json_t *job = json_loads(text.data, 0, &error);
    *state = state_of(context->arena, job, message);
    bool readable = job;
    json_decref(job);
    return readable ? PGP_OK
                    : pgp_fail(context, PGP_RETRY, NULL, "kubectl did not write JSON: %s", error.text);
}

/* To stderr: what the pods said, all of them: which one failed is not known here. */
static void show_log(pgp_context *context, const cli_waiting *waiting) {
    const char *pods = pgp_printf(context->arena, "job-name=%s", waiting->job);
    kubectl command = command_of(
        context->arena, waiting,
        (const char *const[]){"logs", "-l", pods, "--prefix", "--all-containers", "--tail", "1000", NULL});
    pid_t pid;
    if (cli_child_start(context, &(cli_child){.words = command.words, .out = STDERR_FILENO}, &pid) == PGP_OK)
        cli_child_ended_well(pid);
}

pgp_status cli_wait_for_job(pgp_context *context, const cli_waiting *waiting, long timeout) {
    const char *message = NULL;
    for (time_t end = time(NULL) + timeout;;) {
        job_state state = JOB_AT_WORK;
        PGP_TRY(look(context, waiting, &state, &message));
        if (state == JOB_COMPLETE) {
            cli_say("Job %s has completed", waiting->job);
            return PGP_OK;
        }
        if (state == JOB_FAILED) {
            show_log(context, waiting);
            return pgp_fail(context, PGP_REFUSED, NULL, "Job %s failed: %s", waiting->job,
                            message ? message : "no reason given");
        }
        if (time(NULL) >= end)
            return pgp_fail(context, PGP_RETRY, NULL, "Job %s has not ended after %ld s", waiting->job,
                            timeout);
        cli_pause();
    }
}

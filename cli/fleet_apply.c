#define _GNU_SOURCE /* pipe2 */
#include "fleet_apply.h"

#include "applying.h"
#include "base/plain.h"
#include "fleet_plan.h"
#include "plan_file.h"
#include "progress.h"
#include "talk.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

typedef enum progress { WAITING, AT_WORK, DONE, FAILED } progress;

/* One database. */
typedef struct job {
    const cli_member *member;
    const char *document; /* its plan; NULL: it is planned for */
    progress progress;
    pid_t pid;
    int talk, word; /* pipes: what it tells, line by line; its last word */
    pgp_text line;  /* begun */
    pgp_status status;
    const char *message;
} job;

typedef struct runner {
    pgp_context *context;
    const cli_arguments *arguments;
    const cli_fleet *fleet;
    cli_apply_one *apply;
    job *jobs; /* one each database */
    size_t at_work, failed, in_sync;
    const volatile sig_atomic_t *stop;
    int stops; /* passed on */
} runner;

static void end_job(runner *r, job *j, pgp_status status, const char *message) {
    j->progress = status == PGP_OK ? DONE : FAILED;
    j->status = status;
    j->message = message;
    r->failed += status != PGP_OK;
}

/* -- the process of one database ---------------------------------------------------------------------------------------- */

typedef struct task {
    const runner *runner;
    const job *job;
} task;

static pgp_status apply_job(pgp_context *context, void *argument) {
    const task *t = argument;
    cli_arguments one = cli_arguments_for(t->runner->arguments, t->job->member);
    one.fleet.document = t->job->document;
    one.yes = true;
    return t->runner->apply(context, &one);
}

static void be_job(const runner *r, const job *j, int talk, int word, pid_t parent) {
    pgp_context *own = pgp_context_new();
    setpgid(0, 0); /* a terminal's ^C is for the parent, which passes it on once */
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
    if (getppid() != parent || dup2(talk, STDERR_FILENO) < 0 || !own)
        _exit(PGP_RETRY);
    cli_talk_about(j->member->name, true);
    pgp_status status = pgp_guard(own, apply_job, &(task){.runner = r, .job = j});
    if (status != PGP_OK)
        cli_say_failure(own);
    const char *last = cli_last_word();
    if (last && write(word, last, strnlen(last, PIPE_BUF)) < 0)
        status = status == PGP_OK ? PGP_RETRY : status;
    pgp_context_free(own);
    _exit((int)status);
}

/* Both ends of two pipes. */
static pgp_status make_pipes(pgp_context *context, int talk[2], int word[2]) {
    if (pipe2(talk, O_CLOEXEC) == 0) {
        if (pipe2(word, O_CLOEXEC) == 0)
            return PGP_OK;
        close(talk[0]);
        close(talk[1]);
    }
    return pgp_fail(context, PGP_RETRY, NULL, "cannot make a pipe: %s", strerror(errno));
}

static pgp_status start(runner *r, job *j) {
    int talk[2], word[2];
    pid_t parent = getpid();
    PGP_TRY(make_pipes(r->context, talk, word));
    j->pid = fork();
    if (j->pid == 0)
        be_job(r, j, talk[1], word[1], parent);
    close(talk[1]);
    close(word[1]);
    if (j->pid < 0) {
        close(talk[0]);
        close(word[0]);
        return pgp_fail(r->context, PGP_RETRY, NULL, "cannot start a process: %s", strerror(errno));
    }
    j->talk = talk[0];
    j->word = word[0];
    j->line = pgp_text_new(r->context->arena);
    j->progress = AT_WORK;
    r->at_work++;
    return PGP_OK;
}

/* -- what it tells ------------------------------------------------------------------------------------------------------ */

static void take_lines(job *j, const char *bytes, size_t size) {
    for (const char *end; size && (end = memchr(bytes, '\n', size));
         size -= (size_t)(end + 1 - bytes), bytes = end + 1) {
        pgp_text_addn(&j->line, bytes, (size_t)(end - bytes));
        cli_relay(j->member->name, j->line.data);
        j->line.size = 0;
        j->line.data[0] = '\0';
    }
    pgp_text_addn(&j->line, bytes, size);
}

/* false: there is no more. */
static bool take_talk(job *j) {
    char block[4096];
    ssize_t size = read(j->talk, block, sizeof block);
    if (size > 0)
        take_lines(j, block, (size_t)size);
    return size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN));
}

static const char *take_word(runner *r, const job *j) {
    char word[PIPE_BUF + 1];
    ssize_t size = read(j->word, word, PIPE_BUF);
    return size > 0 ? pgp_strndup(r->context->arena, word, (size_t)size) : NULL;
}

static void reap(runner *r, job *j) {
    const char *word = take_word(r, j);
    int how = 0;
    if (j->line.size)
        cli_relay(j->member->name, j->line.data);
    close(j->talk);
    close(j->word);
    while (waitpid(j->pid, &how, 0) < 0 && errno == EINTR)
        continue;
    bool has_status = WIFEXITED(how) && WEXITSTATUS(how) <= PGP_UNKNOWN;
    r->at_work--;
    if (has_status)
        end_job(r, j, (pgp_status)WEXITSTATUS(how), word);
    else
        end_job(r, j, PGP_RETRY, "its process was killed");
    cli_event("database_done", "{s:s, s:i, s:s?}", "database", j->member->name, "exit", (int)j->status,
              "message", j->message);
}

/* -- all of them ---------------------------------------------------------------------------------------------------------- */

static bool may_start(const runner *r) {
    bool too_many = r->fleet->max_failures >= 0 && r->failed > (size_t)r->fleet->max_failures;
    return !*r->stop && !too_many && r->at_work < (size_t)r->fleet->parallel;
}

static pgp_status start_some(runner *r) {
    for (size_t i = 0; i < r->fleet->members.count && may_start(r); i++)
        if (r->jobs[i].progress == WAITING)
            PGP_TRY(start(r, &r->jobs[i]));
    return PGP_OK;
}

static void pass_on_signals(runner *r) {
    for (; r->stops < *r->stop; r->stops++)
        for (size_t i = 0; i < r->fleet->members.count; i++)
            if (r->jobs[i].progress == AT_WORK)
                kill(r->jobs[i].pid, SIGTERM);
}

static void listen_to_all(runner *r) {
    enum { MILLISECONDS = 1000 };
    struct pollfd ends[CLI_MOST_PARALLEL];
    job *jobs[CLI_MOST_PARALLEL];
    nfds_t count = 0;
    for (size_t i = 0; i < r->fleet->members.count; i++) {
        if (r->jobs[i].progress != AT_WORK)
            continue;
        ends[count] = (struct pollfd){.fd = r->jobs[i].talk, .events = POLLIN};
        jobs[count++] = &r->jobs[i];
    }
    if (poll(ends, count, MILLISECONDS) <= 0)
        return;
    for (nfds_t i = 0; i < count; i++)
        if (ends[i].revents && !take_talk(jobs[i]))
            reap(r, jobs[i]);
}

static pgp_status run_all(runner *r) {
    pgp_status status = start_some(r);
    while (r->at_work) {
        pass_on_signals(r);
        listen_to_all(r);
        if (status == PGP_OK)
            status = start_some(r);
    }
    return status;
}

/* -- the last word ---------------------------------------------------------------------------------------------------------- */

static pgp_status say_end(runner *r) {
    size_t count = r->fleet->members.count, left = 0;
    pgp_status worst = PGP_OK;
    pgp_text text = pgp_text_new(r->context->arena);
    for (size_t i = 0; i < count; i++) {
        const job *j = &r->jobs[i];
        left += j->progress == WAITING;
        if (j->progress != FAILED)
            continue;
        cli_say("%s failed (exit %d): %s", j->member->name, (int)j->status,
                j->message ? j->message : "it did not say why");
        worst = worst == PGP_OK ? j->status : cli_worse(worst, j->status);
    }
    cli_event("fleet_done", "{s:i, s:i, s:i}", "databases", (int)count, "failed", (int)r->failed, "left",
              (int)left);
    if (r->failed || left)
        pgp_text_addf(&text, "%zu of %zu databases failed", r->failed, count);
    else
        pgp_text_addf(&text, "%zu database%s done", count, count == 1 ? " is" : "s are");
    if (left)
        pgp_text_addf(&text, ", %zu %s not tried", left, left == 1 ? "was" : "were");
    if (r->in_sync)
        pgp_text_addf(&text, "; %zu had nothing to do", r->in_sync);
    if (r->failed || left)
        return pgp_fail(r->context, r->failed ? worst : PGP_RETRY, NULL, "%s%s", text.data,
                        left ? "; the same command goes on" : "");
    cli_say_last(r->context->arena, text.data);
    return PGP_OK;
}

/* -- the saved plan ------------------------------------------------------------------------------------------------------------ */

/* What the plan does not say about a database is not guessed. */
static pgp_status take_plan(runner *r, const cli_fleet_plan *plan, job *j) {
    const cli_fleet_item *item = cli_fleet_item_named(plan, j->member->name);
    if (item && item->plan)
        return cli_document_of(r->context, plan, item->plan, &j->document);
    if (item && !item->error) {
        end_job(r, j, PGP_OK, NULL);
        r->in_sync++;
    } else {
        end_job(r, j, PGP_STALE,
                item ? "no plan was made for it: plan again" : "the plan does not know it: plan again");
    }
    return PGP_OK;
}

static pgp_status check_members(pgp_context *context, const cli_arguments *arguments, const cli_fleet *fleet,
                                const cli_fleet_plan *plan) {
    for (size_t i = 0; i < plan->count && !arguments->fleet.only.count; i++)
        if (!cli_member_named(fleet, plan->items[i].name))
            return pgp_fail(context, PGP_INPUT, NULL,
                            "fleet %s has no database \"%s\", which the plan is for: nothing was changed",
                            fleet->name, plan->items[i].name);
    return PGP_OK;
}

/* What will be done, a line for each plan. */
static pgp_status show(runner *r, const cli_fleet_plan *plan) {
    pgp_arena *arena = r->context->arena;
    const char **names = pgp_alloc(arena, plan->count * sizeof *names);
    for (size_t i = 0; i < json_array_size(json_object_get(plan->root, "plans")); i++) {
        const char *digest = json_string_value(
                       json_object_get(json_array_get(json_object_get(plan->root, "plans"), i), "digest")),
                   *document;
        cli_report report = {0};
        pgp_text text = pgp_text_new(arena);
        size_t count = 0;
        PGP_TRY(cli_document_of(r->context, plan, digest, &document));
        pgp_text_add(&text, document);
        PGP_TRY(cli_parse_plan(r->context, r->arguments->operands.items[0], &text, &report));
        for (size_t k = 0; k < plan->count; k++)
            if (pgp_same(plan->items[k].plan, digest) && cli_member_named(r->fleet, plan->items[k].name))
                names[count++] = plan->items[k].name;
        if (count)
            cli_say("%s: %s", cli_names_shown(arena, names, count), cli_summary_line(arena, &report));
    }
    return PGP_OK;
}

static pgp_status prepare(runner *r) {
    const cli_members *members = &r->fleet->members;
    cli_fleet_plan plan;
    r->jobs = pgp_alloc(r->context->arena, members->count * sizeof *r->jobs);
    for (size_t i = 0; i < members->count; i++)
        r->jobs[i].member = &members->items[i];
    if (!r->arguments->operands.count)
        return r->arguments->yes
                   ? PGP_OK
                   : cli_usage_error(r->context, "apply",
                                     "with --fleet, --to needs --yes; to look first, save a plan "
                                     "(plan --fleet --format json) and apply that");
    PGP_TRY(cli_read_fleet_plan(r->context, r->arguments->operands.items[0], &plan));
    PGP_TRY(check_members(r->context, r->arguments, r->fleet, &plan));
    PGP_TRY(show(r, &plan));
    for (size_t i = 0; i < members->count; i++)
        PGP_TRY(take_plan(r, &plan, &r->jobs[i]));
    if (r->arguments->yes)
        return PGP_OK;
    return cli_ask(r->context, pgp_printf(r->context->arena, "Apply to %zu databases of %s?", members->count,
                                          pgp_plain(r->context->arena, r->fleet->name)));
}

/* -- a pod of an Indexed Job ---------------------------------------------------------------------------------------------------- */

static const cli_fleet_item *item_at(const cli_fleet_plan *plan, const char *index) {
    char *end;
    long number = strtol(index, &end, 10);
    for (size_t i = 0; end != index && !*end && number >= 0 && i < plan->count; i++)
        if (plan->items[i].index == number)
            return &plan->items[i];
    return NULL;
}

static pgp_status apply_index(pgp_context *context, const cli_arguments *arguments, const cli_fleet *fleet,
                              cli_apply_one *apply) {
    cli_fleet_plan plan;
    if (!arguments->operands.count)
        return cli_usage_error(context, "apply", "--index needs a saved plan");
    PGP_TRY(cli_read_fleet_plan(context, arguments->operands.items[0], &plan));
    const cli_fleet_item *item = item_at(&plan, arguments->fleet.index);
    if (!item)
        return pgp_fail(context, PGP_INPUT, NULL, "the plan has no database with index %s",
                        arguments->fleet.index);
    const cli_member *member = cli_member_named(fleet, item->name);
    if (!member)
        return pgp_fail(context, PGP_INPUT, NULL, "fleet %s has no database \"%s\"", fleet->name, item->name);
    cli_arguments one = cli_arguments_for(arguments, member);
    PGP_TRY(cli_document_of(context, &plan, item->plan, &one.fleet.document));
    cli_talk_about(item->name, false);
    return apply(context, &one);
}

pgp_status cli_apply_fleet(pgp_context *context, const cli_command *command, const cli_arguments *arguments,
                           cli_apply_one *apply) {
    cli_fleet fleet;
    runner r = {.context = context, .arguments = arguments, .fleet = &fleet, .apply = apply};
    PGP_TRY(cli_read_fleet(context, command, arguments, &fleet));
    if (arguments->fleet.index)
        return apply_index(context, arguments, &fleet, apply);
    PGP_TRY(prepare(&r));
    r.stop = cli_catch_signals();
    PGP_TRY(run_all(&r));
    return say_end(&r);
}

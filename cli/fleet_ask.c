/*
 * Asking every database of a fleet the same: a few threads that take the next one. The engine has no globals, and a context belongs to one
 * thread at a time.
 */
#include "fleet.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct crew {
    const cli_arguments *arguments;
    const cli_fleet *fleet;
    const cli_poll *poll;
    atomic_size_t next;
} crew;

typedef struct worker {
    crew *crew;
    pgp_context *keep; /* what answers need; freed with the caller's context */
    size_t at;
    pthread_t thread;
} worker;

static pgp_status put_question(pgp_context *context, void *argument) {
    const worker *w = argument;
    const crew *c = w->crew;
    cli_arguments one = cli_arguments_for(c->arguments, &c->fleet->members.items[w->at]);
    void *answer = (char *)c->poll->answers + w->at * c->poll->size;
    return c->poll->question(context, &one, c->poll, w->keep->arena, answer);
}

static pgp_status ask_one(pgp_context *keep, void *argument) {
    worker *w = argument;
    pgp_context *own = pgp_context_new();
    if (!own)
        return pgp_fail(keep, PGP_RETRY, NULL, "out of memory");
    pgp_status status = pgp_guard(own, put_question, w);
    if (status != PGP_OK)
        w->crew->poll->statuses[w->at].error = pgp_strdup(keep->arena, own->error.message);
    pgp_context_free(own);
    return status;
}

static void *work(void *argument) {
    worker *w = argument;
    crew *c = w->crew;
    while ((w->at = atomic_fetch_add(&c->next, 1)) < c->fleet->members.count) {
        cli_answer *answer = &c->poll->statuses[w->at];
        answer->status = pgp_guard(w->keep, ask_one, w);
        if (answer->status != PGP_OK && !answer->error)
            answer->error = "out of memory";
    }
    return NULL;
}

static void free_kept(void *context) {
    pgp_context_free(context);
}

pgp_status cli_ask_fleet(pgp_context *context, const cli_arguments *arguments, const cli_fleet *fleet,
                         const cli_poll *poll) {
    crew c = {.arguments = arguments, .fleet = fleet, .poll = poll};
    size_t count = fleet->members.count,
           hands = (size_t)fleet->parallel < count ? (size_t)fleet->parallel : count;
    size_t started = 0;
    worker *workers = pgp_alloc(context->arena, hands * sizeof *workers);
    for (size_t i = 0; i < hands; i++) {
        workers[i] = (worker){.crew = &c, .keep = pgp_context_new()};
        if (!workers[i].keep)
            return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
        pgp_defer(context->arena, free_kept, workers[i].keep);
    }
    while (started < hands && pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
        started++;
    if (!started)
        return pgp_fail(context, PGP_RETRY, NULL, "no thread can be started");
    for (size_t i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    return PGP_OK;
}

#include "blame.h"

#include "load.h"
#include "model/fingerprint.h"
#include "source/history.h"

#include <string.h>

enum { LIMIT = 200 };

/* What is known of one difference while the history is walked from the newest commit back. */
typedef struct trace {
    const char *newest; /* its fingerprint at the newest commit; "": not there */
    bool done;
} trace;

typedef struct tracer {
    pgp_context *context;
    cli_differences *differences;
    const pgp_history *history;
    trace *traces;
    const char **found; /* fingerprints at the commit at hand, in the context's arena; "" */
    size_t at;
} tracer;

/* -- the objects at one commit --------------------------------------------------------------------------------------- */

static pgp_status take_fingerprints(pgp_context *own, tracer *t, const pgp_model *model) {
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *object; (object = pgp_walk_next(&walk));) {
        const char *label = cli_difference_label(own->arena, object), *digits;
        for (size_t i = 0; i < t->differences->count; i++) {
            const cli_difference *difference = &t->differences->items[i];
            if (t->traces[i].done || strcmp(difference->kind, object->kind->name) != 0 ||
                strcmp(difference->label, label) != 0)
                continue;
            PGP_TRY(pgp_fingerprint_object(own, object, &digits));
            t->found[i] = pgp_strdup(t->context->arena, digits);
        }
    }
    return PGP_OK;
}

static pgp_status read_commit(pgp_context *own, void *argument) {
    tracer *t = argument;
    const pgp_commit *commit = &t->history->commits[t->at];
    pgp_model *model = pgp_model_new(own->arena);
    pgp_source *source;
    if (commit->absent)
        return PGP_OK;
    PGP_TRY(pgp_history_source(own, t->history, commit, &source));
    PGP_TRY(pgp_parse(own, model, source->inputs, source->input_count));
    return take_fingerprints(own, t, model);
}

/* -- what that says --------------------------------------------------------------------------------------------------- */

static void settle(tracer *t, size_t i, const char *what) {
    cli_difference *difference = &t->differences->items[i];
    t->traces[i].done = true;
    if (!t->at) { /* the newest commit is not what the files say */
        difference->git = "not committed yet";
        return;
    }
    const pgp_commit *commit = &t->history->commits[t->at - 1];
    difference->commit = commit;
    difference->git = pgp_printf(t->context->arena, "%s by %.7s (%s, %s)", what, commit->hash, commit->date,
                                 commit->author);
}

static void look(tracer *t, size_t i) {
    const char *here = t->found[i];
    trace *known = &t->traces[i];
    if (!t->at)
        known->newest = here;
    switch (t->differences->items[i].sign) {
    case '+':
        if (*here)
            settle(t, i, "removed");
        break;
    case '-':
        if (!*here)
            settle(t, i, "added");
        break;
    default:
        if (strcmp(here, known->newest) != 0)
            settle(t, i, *here ? "changed" : "added");
    }
}

/* The history has ended: what was there all the time came with the first commit. */
static void close_trace(tracer *t, size_t i) {
    cli_difference *difference = &t->differences->items[i];
    if (t->traces[i].done)
        return;
    t->at = t->history->count;
    if (difference->sign == '+')
        difference->git = t->history->cut ? "not from git, as far as was looked" : "not from git";
    else if (t->history->cut)
        difference->git = "older than the history that was looked at";
    else
        settle(t, i, "added");
}

static pgp_status visit(tracer *t) {
    pgp_context *own = pgp_context_new();
    if (!own)
        return pgp_fail(t->context, PGP_RETRY, NULL, "out of memory");
    for (size_t i = 0; i < t->differences->count; i++)
        t->found[i] = "";
    pgp_status status = pgp_guard(own, read_commit, t);
    if (status != PGP_OK)
        pgp_note_add(t->context, NULL, "%.7s is passed over: %s", t->history->commits[t->at].hash,
                     own->error.message);
    pgp_context_free(own);
    for (size_t i = 0; i < t->differences->count && status == PGP_OK; i++)
        if (!t->traces[i].done)
            look(t, i);
    return PGP_OK;
}

static bool is_open(const tracer *t) {
    for (size_t i = 0; i < t->differences->count; i++)
        if (!t->traces[i].done)
            return true;
    return false;
}

pgp_status cli_blame(pgp_context *context, const cli_arguments *arguments, const char *spec,
                     cli_differences *differences) {
    pgp_source_options options = {.any_owner = arguments->any_owner};
    pgp_history *history = PGP_NEW(context->arena, pgp_history);
    PGP_TRY(pgp_history_open(context, &options, spec, LIMIT, history));
    tracer t = {.context = context,
                .differences = differences,
                .history = history,
                .traces = pgp_alloc(context->arena, differences->count * sizeof *t.traces),
                .found = pgp_alloc(context->arena, differences->count * sizeof *t.found)};
    for (; t.at < history->count && is_open(&t); t.at++)
        PGP_TRY(visit(&t));
    for (size_t i = 0; i < differences->count; i++)
        close_trace(&t, i);
    return PGP_OK;
}

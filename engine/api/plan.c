#include "api/session.h"

#include "plan/options.h"
#include "plan/script.h"
#include "plan/summary.h"

struct pgplumb_plan {
    pgp_context *context; /* in whose arena all of it is */
    pgplumb_step *steps;
    size_t step_count, blocked;
    const char *summary, *script;
};

typedef struct request {
    const pgplumb_source *from, *to;
    const pgplumb_options *options;
    pgplumb_plan *plan;
} request;

static pgp_status read_options(pgp_context *context, const pgplumb_options *given, pgp_options *out) {
    static const pgplumb_options defaults = {0};
    given = given ? given : &defaults;
    const pgp_option_words words = {.phase = given->phase,
                                    .manage = given->manage,
                                    .online_above = given->online_above,
                                    .allowed = given->allowed,
                                    .allowed_count = given->allowed_count,
                                    .allow_destructive = given->allow_destructive,
                                    .rewrite_online = given->rewrite_online};
    return pgp_read_option_words(context, &words, out);
}

static pgplumb_step step_of(pgp_arena *arena, const pgp_step *step) {
    bool blocked = pgp_step_is_blocked(step);
    return (pgplumb_step){.sql = step->sql,
                          .search_path = step->search_path,
                          .summary = step->summary,
                          .kind = step->kind,
                          .label = step->label,
                          .phase = step->phase,
                          .sign = step->sign,
                          .destructive = step->destructive,
                          .blocked = blocked,
                          .allow = blocked ? pgp_allow_word(arena, step) : NULL,
                          .no_transaction = step->no_transaction};
}

static pgplumb_plan *result_of(pgp_context *context, const pgp_plan *plan) {
    pgplumb_plan *out = PGP_NEW(context->arena, pgplumb_plan);
    pgp_text script = pgp_text_new(context->arena);
    pgp_add_script(&script, &(pgp_script){.source = plan->live->label,
                                          .target = plan->desired->label,
                                          .steps = plan->steps,
                                          .step_count = plan->step_count});
    out->context = context;
    out->steps = pgp_alloc(context->arena, (plan->step_count + 1) * sizeof *out->steps);
    out->step_count = plan->step_count;
    for (size_t i = 0; i < plan->step_count; i++)
        out->steps[i] = step_of(context->arena, &plan->steps[i]);
    out->blocked = plan->blocked;
    out->summary = pgp_summary_line(context->arena, plan->steps, plan->step_count);
    out->script = script.data;
    return out;
}

static pgp_status work(pgp_context *context, void *argument) {
    request *asked = argument;
    pgp_side sides[2];
    pgp_options options;
    pgp_plan *plan;
    PGP_TRY(read_options(context, asked->options, &options));
    PGP_TRY(pgplumb_open(context, asked->from, &sides[0]));
    PGP_TRY(pgplumb_open(context, asked->to, &sides[1]));
    PGP_TRY(pgp_load(context, sides, 2));
    if (sides[1].catalog)
        PGP_TRY(pgp_catalog_dependencies(sides[1].catalog));
    PGP_TRY(pgp_diff(context, sides[0].model, sides[1].model, sides[0].catalog, &options, &plan));
    PGP_TRY(pgp_plan_steps(context, plan, sides[0].catalog, &options));
    asked->plan = result_of(context, plan);
    /* A plan may be kept for long; a transaction on a server may not. */
    for (size_t i = 0; i < 2; i++)
        if (sides[i].catalog)
            pgp_catalog_close(sides[i].catalog);
    return PGP_OK;
}

pgp_status pgplumb_plan_make(pgplumb_session *session, const pgplumb_source *from, const pgplumb_source *to,
                             const pgplumb_options *options, pgplumb_plan **plan) {
    request asked = {.from = from, .to = to, .options = options};
    pgp_context *context;
    PGP_TRY(pgplumb_run(session, work, &asked, &context));
    *plan = asked.plan;
    return PGP_OK;
}

void pgplumb_plan_free(pgplumb_plan *plan) {
    if (plan)
        pgp_context_free(plan->context);
}

size_t pgplumb_plan_step_count(const pgplumb_plan *plan) {
    return plan->step_count;
}

const pgplumb_step *pgplumb_plan_step(const pgplumb_plan *plan, size_t number) {
    return number < plan->step_count ? &plan->steps[number] : NULL;
}

size_t pgplumb_plan_blocked(const pgplumb_plan *plan) {
    return plan->blocked;
}

const char *pgplumb_plan_summary(const pgplumb_plan *plan) {
    return plan->summary;
}

const char *pgplumb_plan_script(const pgplumb_plan *plan) {
    return plan->script;
}

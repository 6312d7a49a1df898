#include "api/session.h"

#include "plan/options.h"
#include "render/report.h"

enum { FORMATS = PGPLUMB_HTML + 1 };

typedef struct rendered {
    pgp_context *context; /* NULL: not yet */
    const char *text;
} rendered;

struct pgplumb_plan {
    pgp_context *context; /* in whose arena all of it is */
    pgplumb_step *steps;
    size_t step_count, blocked;
    const char *summary, *script;
    cli_report report;
    rendered rendered[FORMATS];
    pgplumb_note *notes;
    size_t note_count;
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

static void take_notes(pgp_context *context, pgplumb_plan *out) {
    size_t capacity = 0;
    for (const pgp_note *note = context->notes; note; note = note->next) {
        pgplumb_note one = {note->message, note->where.file, note->where.line, note->where.column};
        PGP_PUSH(context->arena, out->notes, out->note_count, capacity, one);
    }
}

static pgplumb_plan *result_of(pgp_context *context, const pgp_plan *plan, const cli_report *report) {
    pgplumb_plan *out = PGP_NEW(context->arena, pgplumb_plan);
    pgp_text script = pgp_text_new(context->arena);
    cli_render_sql(&script, report);
    out->context = context;
    out->report = *report;
    out->steps = pgp_alloc(context->arena, (plan->step_count + 1) * sizeof *out->steps);
    out->step_count = plan->step_count;
    for (size_t i = 0; i < plan->step_count; i++)
        out->steps[i] = step_of(context->arena, &plan->steps[i]);
    out->blocked = plan->blocked;
    out->summary = cli_summary_line(context->arena, report);
    out->script = script.data;
    take_notes(context, out);
    return out;
}

static pgp_status work(pgp_context *context, void *argument) {
    request *asked = argument;
    pgp_side sides[2];
    pgp_options options;
    pgp_plan *plan;
    cli_report report = {0};
    PGP_TRY(read_options(context, asked->options, &options));
    PGP_TRY(pgplumb_open(context, asked->from, &sides[0]));
    PGP_TRY(pgplumb_open(context, asked->to, &sides[1]));
    sides[0].all_rights = options.manage & PGP_MANAGE_PRIVILEGES;
    PGP_TRY(pgp_load(context, sides, 2));
    PGP_TRY(cli_take_fingerprints(context, sides[0].model, sides[1].model, &report));
    PGP_TRY(cli_report_plan(context, &sides[0], &sides[1], &options, &plan, &report));
    asked->plan = result_of(context, plan, &report);
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
    if (!plan)
        return;
    for (size_t i = 0; i < FORMATS; i++)
        pgp_context_free(plan->rendered[i].context);
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

/* -- rendering --------------------------------------------------------------------------------------------- */

typedef struct rendering {
    cli_report *report;
    pgplumb_format format;
    const char *text;
} rendering;

static pgp_status render(pgp_context *context, void *argument) {
    rendering *asked = argument;
    pgp_text out = pgp_text_new(context->arena);
    switch (asked->format) {
    case PGPLUMB_TEXT: cli_render_text(&out, asked->report, false); break;
    case PGPLUMB_SQL: cli_render_sql(&out, asked->report); break;
    case PGPLUMB_JSON:
        PGP_TRY(cli_write_document(context, asked->report));
        pgp_text_add(&out, asked->report->document);
        break;
    case PGPLUMB_MARKDOWN: cli_render_markdown(&out, asked->report); break;
    case PGPLUMB_HTML: cli_render_html(&out, asked->report); break;
    default: return pgp_fail(context, PGP_INPUT, NULL, "there is no format %d", (int)asked->format);
    }
    asked->text = out.data;
    return PGP_OK;
}

pgp_status pgplumb_plan_render(pgplumb_session *session, pgplumb_plan *plan, pgplumb_format format,
                               const char **text) {
    rendering asked = {.report = &plan->report, .format = format};
    pgp_context *context;
    if ((size_t)format < FORMATS && plan->rendered[format].context) {
        *text = plan->rendered[format].text;
        return PGP_OK;
    }
    PGP_TRY(pgplumb_run(session, render, &asked, &context));
    plan->rendered[format] = (rendered){.context = context, .text = asked.text};
    *text = asked.text;
    return PGP_OK;
}

size_t pgplumb_plan_note_count(const pgplumb_plan *plan) {
    return plan->note_count;
}

const pgplumb_note *pgplumb_plan_note(const pgplumb_plan *plan, size_t number) {
    return number < plan->note_count ? &plan->notes[number] : NULL;
}

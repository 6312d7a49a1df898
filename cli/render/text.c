/*
 * A plan for a terminal.
 */
#include "render/render.h"

#include "render/difference.h"
#include "render/hazard.h"
#include "render/unified.h"
#include "style.h"

#include <string.h>

typedef struct printer {
    pgp_text *out;
    const cli_report *report;
    bool colourful;
    bool phased;            /* every step of the contract phase comes after those of the expand phase */
    unsigned advised;       /* hazards whose safe form was told: bit i is pgp_hazards[i] */
    const pgp_change *told; /* whose texts were shown last */
} printer;

/* -- headings ----------------------------------------------------------------------------------------------------- */

static const char *const phase_titles[][2] = {
    {"expand", "before the rollout, safe with the old application version"},
    {"contract", "after the old application version is gone"},
};

static bool is_contract(const pgp_step *step) {
    return strcmp(step->phase, "contract") == 0;
}

/* Steps of both phases that depend on each other cannot be told apart by headings: they are marked. */
static bool is_phased(const cli_report *report) {
    for (size_t i = 1; i < report->step_count; i++)
        if (is_contract(&report->steps[i - 1]) && !is_contract(&report->steps[i]))
            return false;
    return true;
}

static void add_turns(printer *p) {
    pgp_text_add(p->out, "\n");
    cli_paint(p->out, p->colourful, CLI_BOLD, "expand and contract in turns");
    pgp_text_add(p->out, " · what is marked contract is for after the old application version is gone; "
                         "--phase expand leaves it out\n");
}

static void add_phase(printer *p, const char *phase) {
    size_t which = strcmp(phase, phase_titles[1][0]) == 0;
    pgp_text_add(p->out, "\n");
    cli_paint(p->out, p->colourful, CLI_BOLD, phase_titles[which][0]);
    pgp_text_addf(p->out, " · %s\n", phase_titles[which][1]);
}

static bool same_top(const pgp_step *a, const pgp_step *b) {
    return strcmp(a->top_kind, b->top_kind) == 0 && strcmp(a->top_label, b->top_label) == 0;
}

/* How many steps from `first` on are about parts of the same object. */
static size_t run_length(const printer *p, size_t first) {
    const pgp_step *steps = p->report->steps;
    size_t last = first + 1;
    while (last < p->report->step_count && same_top(&steps[first], &steps[last]) &&
           (!p->phased || strcmp(steps[first].phase, steps[last].phase) == 0))
        last++;
    return last - first;
}

static bool is_about_top(const pgp_step *step) {
    return strcmp(step->kind, step->top_kind) == 0 && strcmp(step->label, step->top_label) == 0;
}

static void add_sign(printer *p, char sign) {
    const char text[] = {sign, '\0'};
    cli_paint(p->out, p->colourful, cli_sign_colour(sign), text);
}

/* The sign of what becomes of the object itself; what goes and comes again changes. */
static char top_sign(const pgp_step *steps, size_t count) {
    char sign = '~';
    for (size_t i = 0; i < count; i++) {
        if (!is_about_top(&steps[i]) || steps[i].sign == '~' || steps[i].sign == sign)
            continue;
        if (sign != '~')
            return '~';
        sign = steps[i].sign;
    }
    return sign;
}

/* -- steps ---------------------------------------------------------------------------------------------------------- */

static void add_properties(printer *p, const pgp_step *step, const pgp_change *change) {
    size_t count;
    const cli_property_difference *properties = cli_property_differences(p->out->arena, change, &count);
    bool said = strstr(step->summary, ": ") ||
                step->sign == '+'; /* the summary is exact, or there is nothing to compare with */
    for (size_t i = 0; i < count && !said; i++) {
        if (cli_is_body(change, &properties[i]))
            continue;
        pgp_text_add(p->out, "   ");
        cli_add_property(p->out, &properties[i]);
    }
}

static void add_bodies(printer *p, const pgp_change *change) {
    size_t count;
    const cli_property_difference *properties = cli_property_differences(p->out->arena, change, &count);
    for (size_t i = 0; i < count; i++)
        if (cli_is_body(change, &properties[i]))
            cli_add_diff(p->out, properties[i].live, properties[i].desired, "           ", p->colourful);
}

static void add_hazards(printer *p, const pgp_step *step, int indent) {
    for (size_t i = 0; i < step->finding_count; i++) {
        const pgp_finding *finding = &step->findings[i];
        if (!pgp_finding_is_shown(step, finding) || cli_is_about_statements(finding))
            continue;
        pgp_text_addf(p->out, "%*s", indent + 7, "");
        cli_paint(p->out, p->colourful, finding->allowed ? CLI_YELLOW : CLI_RED, finding->hazard->code);
        pgp_text_add(p->out, ": ");
        pgp_add_plain(p->out, cli_hazard_words(p->out->arena, finding));
        pgp_text_add(p->out, "\n");
    }
}

static void add_statements(printer *p, const pgp_step *step, int indent) {
    const char *words = cli_statements_words(p->out->arena, step);
    if (!words)
        return;
    pgp_text_addf(p->out, "%*s", indent + 7, "");
    pgp_add_plain(p->out, words);
    pgp_text_add(p->out, "\n");
}

/* The schema of a qualified name, with its dot; 0: it has none. */
static size_t schema_size(const char *label) {
    size_t size = strcspn(label, "\".");
    if (label[0] == '"') {
        for (size = 1; label[size] && (label[size] != '"' || label[++size] == '"'); size++)
            ;
    }
    return label[size] == '.' ? size + 1 : 0;
}

/* Below its table, a part is not called after the table once more: "column note text". */
static const char *part_summary(pgp_arena *arena, const pgp_step *step) {
    const char *top = step->top_label, *summary = step->summary;
    const char *prefix = pgp_printf(arena, " %s.", top), *at = strstr(summary, prefix);
    if (!at && strcmp(step->kind, "index") == 0 && schema_size(top)) {
        prefix = pgp_printf(arena, " %.*s", (int)schema_size(top), top);
        at = strstr(summary, prefix);
    }
    return at ? pgp_printf(arena, "%.*s %s", (int)(at - summary), summary, at + strlen(prefix)) : summary;
}

static void add_mark(printer *p, const pgp_step *step) {
    if (p->phased || !is_contract(step))
        return;
    pgp_text_add(p->out, "   ");
    cli_paint(p->out, p->colourful, CLI_YELLOW, "contract");
}

static void add_step(printer *p, size_t i, int indent) {
    const pgp_step *step = &p->report->steps[i];
    const pgp_change *change = cli_change_to_tell(step, &p->told);
    pgp_text_addf(p->out, "%*s%3zu  ", indent, "", i + 1);
    add_sign(p, step->sign);
    pgp_text_add(p->out, " ");
    pgp_add_plain(p->out, indent ? part_summary(p->out->arena, step) : step->summary);
    if (change)
        add_properties(p, step, change);
    add_mark(p, step);
    if (step->no_transaction)
        pgp_text_add(p->out, "   outside a transaction");
    if (step->destructive) {
        pgp_text_add(p->out, "   ");
        cli_paint(p->out, p->colourful, CLI_RED, "DESTROYS");
        pgp_text_add(p->out, " ");
        pgp_add_plain(p->out, step->destroys);
    }
    pgp_text_add(p->out, "\n");
    add_hazards(p, step, indent);
    add_statements(p, step, indent);
    if (change)
        add_bodies(p, change);
}

/* Of the table that the steps touch: an estimate, and the strongest lock that they take on it. */
static void add_touch(printer *p, const pgp_step *steps, size_t count) {
    const char *size = NULL;
    pgp_lock lock = PGP_LOCK_NONE;
    for (size_t i = 0; i < count; i++) {
        const pgp_effect *effect = cli_effect_on(&steps[i], steps->top_label);
        size = size ? size : cli_size_words(p->out->arena, effect);
        lock = effect && effect->lock > lock ? effect->lock : lock;
    }
    if (size)
        pgp_text_addf(p->out, "   %s", size);
    if (lock > PGP_LOCK_ACCESS_SHARE)
        pgp_text_addf(p->out, "   lock: %s", pgp_lock_words(lock));
}

static void add_run(printer *p, size_t first, size_t count) {
    const pgp_step *step = &p->report->steps[first];
    bool alone = count == 1 && is_about_top(step);
    if (!alone) {
        pgp_text_add(p->out, "  ");
        add_sign(p, top_sign(step, count));
        pgp_text_addf(p->out, " %s ", cli_kind_words(p->out->arena, step->top_kind));
        pgp_add_plain(p->out, step->top_label);
        add_touch(p, step, count);
        pgp_text_add(p->out, "\n");
    }
    for (size_t i = first; i < first + count; i++)
        add_step(p, i, alone ? 0 : 2);
}

static void add_steps(printer *p) {
    const char *phase = NULL;
    if (!p->phased)
        add_turns(p);
    for (size_t i = 0; i < p->report->step_count;) {
        const pgp_step *step = &p->report->steps[i];
        size_t count = run_length(p, i);
        if (p->phased && (!phase || strcmp(phase, step->phase) != 0)) {
            phase = step->phase;
            add_phase(p, phase);
        }
        add_run(p, i, count);
        i += count;
    }
}

/* Of each hazard once. */
static void add_safe_form(printer *p, const pgp_step *step) {
    for (size_t i = 0; i < step->finding_count; i++) {
        const pgp_hazard *hazard = step->findings[i].hazard;
        unsigned bit = 1u << (hazard - pgp_hazards);
        if (step->findings[i].allowed || step->destructive || p->advised & bit)
            continue;
        p->advised |= bit;
        pgp_text_addf(p->out, "  Instead: %s\n", hazard->safe);
    }
}

static void add_blocked(printer *p) {
    for (size_t i = 0; i < p->report->step_count; i++) {
        const pgp_step *step = &p->report->steps[i];
        if (!pgp_step_is_blocked(step))
            continue;
        cli_paint(p->out, p->colourful, CLI_YELLOW, pgp_printf(p->out->arena, "Step %zu is blocked.", i + 1));
        pgp_text_add(p->out, " Allow it with --allow ");
        pgp_add_plain(p->out, cli_shell_word(p->out->arena, pgp_allow_word(p->out->arena, step)));
        pgp_text_add(p->out, "\n");
        add_safe_form(p, step);
    }
}

static void add_between(printer *p) {
    const pgp_names *between = &p->report->between;
    if (!between->count)
        return;
    pgp_text_add(p->out, "\n");
    cli_paint(p->out, p->colourful, CLI_BOLD, "between");
    pgp_text_add(p->out, " · what applications may do between expand and contract\n");
    for (size_t i = 0; i < between->count; i++) {
        pgp_text_add(p->out, "  ");
        pgp_add_plain(p->out, between->items[i]);
        pgp_text_add(p->out, "\n");
    }
}

void cli_render_text(pgp_text *out, const cli_report *report, bool colourful) {
    printer p = {.out = out, .report = report, .colourful = colourful, .phased = is_phased(report)};
    pgp_add_plain(out, report->source);
    if (!report->step_count && report->waiting) {
        pgp_text_addf(out, ": nothing to do in this phase; %zu change%s of ", report->waiting,
                      report->waiting == 1 ? "" : "s");
        pgp_add_plain(out, report->target);
        pgp_text_add(out, report->waiting == 1 ? " waits for contract.\n" : " wait for contract.\n");
        return;
    }
    if (!report->step_count) {
        pgp_text_add(out, " is what ");
        pgp_add_plain(out, report->target);
        pgp_text_add(out, " says.\n");
        return;
    }
    pgp_text_add(out, "  →  ");
    pgp_add_plain(out, report->target);
    pgp_text_add(out, "\n");
    add_steps(&p);
    add_between(&p);
    pgp_text_add(out, "\n");
    cli_paint(out, colourful, CLI_BOLD, cli_summary_line(out->arena, report));
    pgp_text_add(out, "\n");
    add_blocked(&p);
    if (report->undecided)
        pgp_text_add(
            out, "Some expressions are only possibly different: no server could be asked what they mean.\n");
}

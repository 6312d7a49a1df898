#include "render/render.h"

#include "render/hazard.h"

#include <string.h>

cli_summary cli_summarise(const cli_report *report) {
    cli_summary summary = {0};
    for (size_t i = 0; i < report->step_count; i++) {
        const pgp_step *step = &report->steps[i];
        summary.add += step->sign == '+';
        summary.change += step->sign == '~';
        summary.drop += step->sign == '-';
        summary.destructive += step->destructive;
        for (size_t j = 0; j < step->finding_count; j++)
            summary.hazards += cli_is_shown(step, &step->findings[j]);
        summary.blocked += pgp_step_is_blocked(step);
    }
    return summary;
}

const char *cli_summary_line(pgp_arena *arena, const cli_report *report) {
    cli_summary summary = cli_summarise(report);
    pgp_text text = pgp_text_new(arena);
    pgp_text_addf(&text, "%zu step%s: %zu to add, %zu to change, %zu to drop", report->step_count,
                  report->step_count == 1 ? "" : "s", summary.add, summary.change, summary.drop);
    if (summary.destructive)
        pgp_text_addf(&text, " · %zu destructive", summary.destructive);
    if (summary.hazards)
        pgp_text_addf(&text, " · %zu hazard%s", summary.hazards, summary.hazards == 1 ? "" : "s");
    if (summary.blocked)
        pgp_text_addf(&text, " (%zu blocked)", summary.blocked);
    const pgp_effect *strongest = cli_strongest_lock(report);
    if (strongest)
        pgp_text_addf(&text, " · strongest lock: %s on %s", pgp_lock_words(strongest->lock),
                      strongest->label);
    return text.data;
}

/* The hazard to blame; NULL: the step destroys something. */
static const pgp_finding *blocking(const pgp_step *step) {
    for (size_t i = 0; i < step->finding_count && (!step->destructive || step->allowed); i++)
        if (!step->findings[i].allowed)
            return &step->findings[i];
    return NULL;
}

const char *cli_blocked_words(pgp_arena *arena, const pgp_step *step) {
    const pgp_finding *finding = blocking(step);
    return finding ? finding->hazard->title : pgp_printf(arena, "destroys %s", step->destroys);
}

const char *cli_allow_word(pgp_arena *arena, const pgp_step *step) {
    const pgp_finding *finding = blocking(step);
    const char *word = finding ? finding->hazard->code : step->kind;
    const char *label = finding ? finding->label : step->label;
    bool in_public = strncmp(label, "public.", 7) == 0;
    return pgp_printf(arena, "%s:%s", word, label + (in_public ? 7 : 0));
}

const char *cli_shell_word(pgp_arena *arena, const char *word) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:-/,@+=";
    if (word[strspn(word, plain)] == '\0')
        return word;
    pgp_text text = pgp_text_new(arena);
    pgp_text_add(&text, "'");
    for (const char *c = word; *c; c++)
        pgp_text_addn(&text, *c == '\'' ? "'\\''" : c, *c == '\'' ? 4 : 1);
    pgp_text_add(&text, "'");
    return text.data;
}

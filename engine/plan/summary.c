#include "plan/summary.h"

#include <string.h>

bool pgp_finding_is_shown(const pgp_step *step, const pgp_finding *finding) {
    const char *code = finding->hazard->code;
    if (finding->hazard->severity == PGP_NOTICE || strcmp(code, "data-loss") == 0)
        return false;
    return strcmp(code, "breaks-old-application") != 0 || strcmp(step->phase, "contract") != 0;
}

static void count_step(const pgp_step *step, pgp_summary *summary) {
    summary->add += step->sign == '+';
    summary->change += step->sign == '~';
    summary->drop += step->sign == '-';
    summary->contract += strcmp(step->phase, "contract") == 0;
    summary->destructive += step->destructive;
    summary->blocked += pgp_step_is_blocked(step);
    for (size_t i = 0; i < step->finding_count; i++)
        summary->hazards += pgp_finding_is_shown(step, &step->findings[i]);
}

pgp_summary pgp_summarise(const pgp_step *steps, size_t count) {
    pgp_summary summary = {0};
    for (size_t i = 0; i < count; i++)
        count_step(&steps[i], &summary);
    return summary;
}

static bool is_stronger(const pgp_effect *effect, const pgp_effect *than) {
    return !than || effect->lock > than->lock || (effect->lock == than->lock && effect->bytes > than->bytes);
}

/* Of the steps that run, on what is largest among those; NULL: none that makes writers wait. */
static const pgp_effect *strongest_lock(const pgp_step *steps, size_t count) {
    const pgp_effect *strongest = NULL;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < steps[i].effect_count && !pgp_step_is_blocked(&steps[i]); j++) {
            const pgp_effect *effect = &steps[i].effects[j];
            if (pgp_lock_blocks_writes(effect->lock) && effect->bytes != 0 && is_stronger(effect, strongest))
                strongest = effect;
        }
    return strongest;
}

/* The first in the table of those that are severest; NULL: there is none to be seen. */
static const pgp_hazard *worst_hazard(const pgp_step *steps, size_t count) {
    const pgp_hazard *worst = NULL;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < steps[i].finding_count; j++) {
            const pgp_hazard *hazard = steps[i].findings[j].hazard;
            if (!pgp_finding_is_shown(&steps[i], &steps[i].findings[j]))
                continue;
            if (!worst || hazard->severity > worst->severity ||
                (hazard->severity == worst->severity && hazard < worst))
                worst = hazard;
        }
    return worst;
}

const char *pgp_summary_line(pgp_arena *arena, const pgp_step *steps, size_t count) {
    pgp_summary summary = pgp_summarise(steps, count);
    pgp_text text = pgp_text_new(arena);
    pgp_text_addf(&text, "%zu step%s: %zu to add, %zu to change, %zu to drop", count, count == 1 ? "" : "s",
                  summary.add, summary.change, summary.drop);
    if (summary.destructive)
        pgp_text_addf(&text, " · %zu destructive", summary.destructive);
    if (summary.hazards)
        pgp_text_addf(&text, " · %zu hazard%s: %s", summary.hazards, summary.hazards == 1 ? "" : "s, worst",
                      worst_hazard(steps, count)->code);
    if (summary.blocked)
        pgp_text_addf(&text, " (%zu blocked)", summary.blocked);
    const pgp_effect *strongest = strongest_lock(steps, count);
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

const char *pgp_blocked_words(pgp_arena *arena, const pgp_step *step) {
    const pgp_finding *finding = blocking(step);
    return finding ? finding->hazard->title : pgp_printf(arena, "destroys %s", step->destroys);
}

const char *pgp_allow_word(pgp_arena *arena, const pgp_step *step) {
    const pgp_finding *finding = blocking(step);
    const char *word = finding ? finding->hazard->code : step->kind;
    const char *label = finding ? finding->label : step->label;
    bool in_public = strncmp(label, "public.", 7) == 0;
    return pgp_printf(arena, "%s:%s", word, label + (in_public ? 7 : 0));
}

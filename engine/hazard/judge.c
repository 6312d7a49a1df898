/*
 * What effects on relations come to for those who use them.
 */
#include "hazard/analysis.h"

#include <string.h>

static const char *who_waits(pgp_lock lock) {
    return pgp_lock_blocks_reads(lock) ? "readers and writers wait meanwhile" : "writers wait meanwhile";
}

static bool has_found(const pgp_analyzer *a, const char *code, const char *label) {
    for (size_t i = 0; i < a->out->findings.count; i++)
        if (strcmp(a->out->findings.items[i].hazard->code, code) == 0 &&
            strcmp(a->out->findings.items[i].label, label) == 0)
            return true;
    return false;
}

static void judge(pgp_analyzer *a, const pgp_effect *effect) {
    bool slow = effect->rewritten || effect->scanned || effect->indexes_built;
    if (!slow || !pgp_lock_blocks_writes(effect->lock))
        return;
    const char *who = who_waits(effect->lock);
    if (effect->rewritten)
        pgp_find_hazard(a, "table-rewrite", effect->label, who);
    else if (effect->indexes_built && !has_found(a, "exclusion-build", effect->label))
        pgp_find_hazard(a, "index-build", effect->label, who);
    if (effect->scanned && !effect->rewritten)
        pgp_find_hazard(a, "table-scan", effect->label, who);
}

void pgp_judge_effects(pgp_analyzer *a) {
    for (size_t i = 0; i < a->out->effects.count; i++)
        judge(a, &a->out->effects.items[i]);
    if (a->out->no_transaction && a->out->effects.count)
        pgp_find_hazard(a, "not-transactional", a->out->effects.items[0].label, NULL);
}

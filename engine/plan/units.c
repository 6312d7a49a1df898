#include "plan/units.h"

#include "plan/hazards.h"

typedef struct unit {
    pgp_arena *arena;
    const pgp_options *options;
    const pgp_object **held; /* large relations that the transaction locks so that writers wait */
    size_t held_count, held_capacity;
    const pgp_change **open; /* dropped, and not yet made again */
    size_t open_count, open_capacity;
} unit;

static bool is_strong(const unit *u, const pgp_effect *effect) {
    return pgp_lock_blocks_writes(effect->lock) && pgp_is_large(u->options, effect->bytes);
}

static bool is_slow(const unit *u, const pgp_effect *effect) {
    return (effect->rewritten || effect->scanned || effect->indexes_built) &&
           pgp_is_large(u->options, effect->bytes);
}

static bool holds(const unit *u, const pgp_object *relation) {
    for (size_t i = 0; i < u->held_count; i++)
        if (u->held[i] == relation)
            return true;
    return false;
}

/* What readers find missing between a drop and the make that follows must not be committed. */
static void follow_replacement(unit *u, const pgp_step *step) {
    const pgp_change *change = step->object ? step->object->change : NULL;
    if (!change || change->action != PGP_REPLACE)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < u->open_count; i++)
        if (u->open[i] != change)
            u->open[kept++] = u->open[i];
    u->open_count = kept;
    if (step->sign == '-')
        PGP_PUSH(u->arena, u->open, u->open_count, u->open_capacity, change);
}

static bool has_to_commit(const unit *u, const pgp_step *step) {
    for (size_t i = 0; i < step->effect_count && u->held_count; i++) {
        const pgp_effect *effect = &step->effects[i];
        if (is_slow(u, effect) || (is_strong(u, effect) && !holds(u, effect->relation)))
            return true;
    }
    return false;
}

static void hold(unit *u, const pgp_step *step) {
    for (size_t i = 0; i < step->effect_count; i++)
        if (is_strong(u, &step->effects[i]) && !holds(u, step->effects[i].relation))
            PGP_PUSH(u->arena, u->held, u->held_count, u->held_capacity, step->effects[i].relation);
}

void pgp_commit_units(pgp_plan *plan, pgp_arena *arena, const pgp_options *options) {
    unit u = {.arena = arena, .options = options};
    for (size_t i = 0; i < plan->step_count; i++) {
        pgp_step *step = &plan->steps[i];
        if (pgp_step_is_blocked(step))
            continue;
        if (u.open_count == 0 && has_to_commit(&u, step))
            step->commit_before = true;
        if (step->commit_before || step->no_transaction)
            u.held_count = 0;
        if (!step->no_transaction)
            hold(&u, step);
        follow_replacement(&u, step);
    }
}

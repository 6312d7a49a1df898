#include "plan/units.h"

#include "plan/hazards.h"

typedef struct unit {
    pgp_arena *arena;
    const pgp_options *options;
    const pgp_object **held; /* large relations that the transaction locks so that writers wait */
    size_t held_count, held_capacity;
    size_t open_until; /* the number of a step: before it something is missing for the moment */
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

/* Between its first and its last step something is missing that users of the database know: nothing is committed there. */
static pgp_change *interrupted(const pgp_step *step) {
    pgp_change *change = step->object ? step->object->change : NULL;
    bool is = change &&
              (change->action == PGP_REPLACE || change->release_default || change->retyped || step->together);
    return is ? change : NULL;
}

static void find_last_steps(const pgp_plan *plan) {
    for (size_t i = 0; i < plan->step_count; i++) {
        pgp_change *change = interrupted(&plan->steps[i]);
        if (change)
            change->last_step = i + 1;
    }
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
    find_last_steps(plan);
    for (size_t i = 0; i < plan->step_count; i++) {
        pgp_step *step = &plan->steps[i];
        const pgp_change *change = interrupted(step);
        if (pgp_step_is_blocked(step))
            continue;
        if (u.open_until < i + 1 && has_to_commit(&u, step))
            step->commit_before = true;
        if (step->commit_before || step->no_transaction)
            u.held_count = 0;
        if (!step->no_transaction)
            hold(&u, step);
        if (change && change->last_step > u.open_until)
            u.open_until = change->last_step;
    }
}

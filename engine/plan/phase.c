#include "plan/phase.h"

#include "diff/rename.h"
#include "kinds/kinds.h"
#include "plan/two_names.h"

#include <string.h>

/* -- which phase ------------------------------------------------------------------------------------------- */

static void say_forced(pgp_context *context, const pgp_change *change) {
    const pgp_object *object = pgp_change_object(change);
    pgp_note_add(context, object->where.file ? &object->where : NULL,
                 "%s %s waits for contract: it needs something that can only be done then",
                 object->kind->name, pgp_object_label(context->arena, object));
}

static void force(pgp_context *context, pgp_plan *plan, bool say) {
    pgp_dependents dependents = pgp_dependents_of(context->arena, plan->live);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < plan->change_count; i++) {
            pgp_change *change = plan->changes[i];
            if (change->contract || !pgp_has_to_wait(plan, &dependents, change))
                continue;
            change->contract = more = true;
            if (say && !pgp_change_object(change)->parent)
                say_forced(context, change);
        }
    }
}

static void apply_rules(pgp_plan *plan, pgp_phase phase) {
    for (size_t i = 0; i < plan->change_count; i++) {
        pgp_change *change = plan->changes[i];
        bool part = change->action == PGP_ALTER && phase != PGP_PHASE_ALL;
        change->contract =
            part ? pgp_contract_bits(plan, change) == change->changed
                 : pgp_is_contract(plan, change) || (phase == PGP_PHASE_ALL && pgp_is_required(change));
    }
}

/* -- one phase alone ----------------------------------------------------------------------------------------- */

static void leave_out(pgp_change *change) {
    if (change->live && change->live->change == change)
        change->live->change = NULL;
    if (change->desired && change->desired->change == change)
        change->desired->change = NULL;
}

/* The change as far as it belongs to the phase; false: not at all. */
static bool keep_phase(pgp_plan *plan, pgp_change *change, pgp_phase phase) {
    bool contract = phase == PGP_PHASE_CONTRACT;
    if (change->contract)
        return contract;
    uint64_t waits = change->action == PGP_ALTER ? pgp_contract_bits(plan, change) : 0;
    if (waits || pgp_is_required(change))
        plan->waiting++;
    if (change->action == PGP_ALTER) {
        change->changed = contract ? waits : change->changed & ~waits;
        change->contract = contract;
        return change->changed != 0;
    }
    if (!contract && pgp_is_required(change))
        ((pgp_column *)change->desired)->not_null = false;
    return !contract;
}

static void select_phase(pgp_plan *plan, pgp_phase phase) {
    size_t kept = 0;
    bool *keeps = pgp_alloc(plan->desired->arena, plan->change_count + 1);
    for (size_t i = 0; i < plan->change_count;
         i++) /* a rule looks at other changes: first all are looked at */
        keeps[i] = keep_phase(plan, plan->changes[i], phase);
    for (size_t i = 0; i < plan->change_count; i++) {
        if (keeps[i]) {
            plan->changes[kept++] = plan->changes[i];
        } else {
            leave_out(plan->changes[i]);
            plan->waiting++;
        }
    }
    plan->change_count = kept;
    plan->waiting += phase == PGP_PHASE_EXPAND ? plan->helper_count : 0;
    for (size_t i = 0; i < plan->rename_count; i++)
        plan->waiting += phase == PGP_PHASE_EXPAND && plan->renames[i]->waits;
}

/* What is left to expand, in terms of changes that contract relies on. */
static size_t count_unexpanded(const pgp_plan *plan) {
    size_t count = 0;
    for (size_t i = 0; i < plan->change_count; i++) {
        const pgp_change *change = plan->changes[i];
        uint64_t waits = change->action == PGP_ALTER ? pgp_contract_bits(plan, change) : 0;
        count += !change->contract && !(waits && waits == change->changed);
    }
    return count + pgp_unexpanded_renames(plan);
}

pgp_status pgp_phase_changes(pgp_context *context, pgp_plan *plan, const pgp_options *options) {
    if (options->rendering)
        return PGP_OK;
    pgp_settle_two_names(context, plan, options->phase);
    apply_rules(plan, options->phase);
    force(context, plan, options->phase == PGP_PHASE_EXPAND);
    if (options->phase != PGP_PHASE_CONTRACT)
        pgp_describe_between(plan, context->arena);
    if (options->phase == PGP_PHASE_ALL)
        return PGP_OK;
    size_t unexpanded = options->phase == PGP_PHASE_CONTRACT ? count_unexpanded(plan) : 0;
    if (unexpanded) {
        pgp_fail(context, PGP_BLOCKED, NULL,
                 "the expand phase comes first: %zu of its changes %s not made yet", unexpanded,
                 unexpanded == 1 ? "is" : "are");
        return pgp_hint(context,
                        "Apply with --phase expand, roll the new application version out, then contract.");
    }
    select_phase(plan, options->phase);
    return PGP_OK;
}

/* -- consequences -------------------------------------------------------------------------------------------- */

static bool is_taken_along(const pgp_change *change) {
    const pgp_object *live = change->live;
    for (const pgp_object *o = live->parent; o; o = o->parent)
        if (o->change && o->change->contract)
            return true;
    for (uint32_t n = 0; n < live->need_count; n++)
        for (const pgp_object *o = live->needs[n]; o; o = o->parent)
            if (o->change && o->change->contract)
                return true;
    return false;
}

void pgp_phase_consequences(pgp_plan *plan) {
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < plan->change_count; i++) {
            pgp_change *change = plan->changes[i];
            bool consequence = change->because || change->release_default || change->retyped;
            if (change->contract || !consequence || !is_taken_along(change))
                continue;
            change->contract = more = true;
        }
    }
}

/*
 * New labels of enums: the server lets nothing use one before the transaction that added it has ended.
 */
#include "plan/labels.h"

#include <string.h>

static bool mentions(const pgp_step *step, const pgp_names *labels) {
    for (size_t i = 0; i < labels->count; i++)
        if (strstr(step->sql, labels->items[i]))
            return true;
    return false;
}

/* A text that only looks like a label costs a commit, which is better than a refused statement. */
void pgp_commit_labels(pgp_plan *plan, pgp_arena *arena) {
    pgp_names added = {.items = pgp_alloc(arena, (plan->step_count + 1) * sizeof *added.items)};
    for (size_t i = 0; i < plan->step_count; i++) {
        pgp_step *step = &plan->steps[i];
        if (step->new_label) {
            added.items[added.count++] = step->new_label;
        } else if (mentions(step, &added)) {
            step->commit_before = true;
            added.count = 0;
        }
    }
}

#include "execute/group.h"

#include <string.h>

static bool starts_group(const pgp_group *current, const pgp_step *step) {
    if (!current)
        return true;
    if (pgp_step_is_blocked(step))
        return false;
    return current->runs > 0 && (step->no_transaction || step->commit_before || step->data ||
                                 !current->transaction || current->data);
}

pgp_groups pgp_group_steps(pgp_arena *arena, const pgp_step *steps, size_t count) {
    pgp_groups groups = {.count = 0};
    pgp_group *current = NULL;
    for (size_t i = 0; i < count; i++) {
        if (starts_group(current, &steps[i])) {
            pgp_group fresh = {.first = i, .transaction = true};
            PGP_PUSH(arena, groups.items, groups.count, groups.capacity, fresh);
            current = &groups.items[groups.count - 1];
        }
        current->count++;
        if (!pgp_step_is_blocked(&steps[i])) {
            current->runs++;
            current->transaction = !steps[i].no_transaction;
            current->data = steps[i].data;
        }
    }
    return groups;
}

static bool is_gentle(const pgp_step *step) {
    for (size_t i = 0; i < step->effect_count; i++)
        if (step->effects[i].lock > PGP_LOCK_SHARE_UPDATE_EXCLUSIVE)
            return false;
    return step->effect_count > 0;
}

bool pgp_group_is_patient(const pgp_step *steps, const pgp_group *group) {
    bool gentle = true;
    for (size_t i = group->first; i < group->first + group->count; i++)
        gentle &= pgp_step_is_blocked(&steps[i]) || is_gentle(&steps[i]);
    return group->data || !group->transaction || (gentle && group->runs);
}

const char *pgp_step_set_path(pgp_arena *arena, const pgp_step *step, const char **path) {
    if (!step->search_path || (*path && strcmp(*path, step->search_path) == 0))
        return NULL;
    *path = step->search_path;
    return pgp_printf(arena, "SET search_path = %s", *step->search_path ? step->search_path : "''");
}

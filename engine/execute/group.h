/*
 * Which steps run in one transaction: the same for the script that people read and for what apply runs.
 */
#ifndef PGP_EXECUTE_GROUP_H
#define PGP_EXECUTE_GROUP_H

#include "plan/plan.h"

/* Neighbouring steps; blocked ones among them do not run. */
typedef struct pgp_group {
    size_t first, count;
    size_t runs;      /* how many of them are not blocked; 0: nothing to do */
    bool data;        /* the one step that runs changes rows: locks of tables are not held while it works */
    bool transaction; /* false: the one step that runs cannot run in a transaction block */
} pgp_group;

typedef struct pgp_groups {
    pgp_group *items;
    size_t count, capacity;
} pgp_groups;

pgp_groups pgp_group_steps(pgp_arena *arena, const pgp_step *steps, size_t count);

/* It keeps nobody else waiting, so it may wait as long as it takes: nothing in it needs a stronger lock than SHARE UPDATE EXCLUSIVE. */
bool pgp_group_is_patient(const pgp_step *steps, const pgp_group *group);

/* The SET that has to come before the step; NULL: the search_path in effect will do. Updates *path (NULL at the start). */
const char *pgp_step_set_path(pgp_arena *arena, const pgp_step *step, const char **path);

#endif

/*
 * Made is taken back by dropping it, without CASCADE: what others have built on it since stops that. What is changed or dropped is
 * only taken back by who knows how (pgp_step.undo, set where the step is made).
 */
#include "plan/undo.h"

#include <string.h>

static pgp_change *change_of(const pgp_step *step) {
    return step->object ? step->object->change : NULL;
}

static bool is_created(const pgp_object *object) {
    return object && object->change && object->change->action == PGP_CREATE;
}

static bool is_one_of(const char *word, const char *const *words) {
    for (; *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

static const char *drop_of_part(pgp_emitter *emitter, const pgp_object *object) {
    static const char *const altered[] = {"COLUMN", "CONSTRAINT", NULL};
    static const char *const standing[] = {"TRIGGER", "RULE", "POLICY", NULL};
    const char *sql = object->kind->sql, *name = pgp_quoted(emitter->arena, object->name);
    if (is_one_of(sql, altered))
        return pgp_printf(emitter->arena, "%s DROP %s %s", pgp_alter_parent(emitter, object), sql, name);
    if (is_one_of(sql, standing))
        return pgp_printf(emitter->arena, "DROP %s %s ON %s", sql, name,
                          pgp_sql_object(emitter->arena, object->parent));
    return NULL;
}

static const char *drop_of(pgp_emitter *emitter, const pgp_object *object) {
    static const char *const whole[] = {
        "TABLE",  "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "FUNCTION", "PROCEDURE", "TYPE", "DOMAIN",
        "SCHEMA", NULL};
    if (object->parent)
        return is_created(object->parent) ? "" : drop_of_part(emitter, object);
    if (object->kind->space == PGP_SPACE_OTHER || !is_one_of(object->kind->sql, whole))
        return NULL;
    return pgp_printf(emitter->arena, "DROP %s %s", object->kind->sql,
                      pgp_sql_object(emitter->arena, object));
}

static void count_steps(const pgp_plan *plan) {
    for (size_t i = 0; i < plan->step_count; i++) {
        pgp_change *change = change_of(&plan->steps[i]);
        if (!change)
            continue;
        change->step_count++;
        change->has_undo |= plan->steps[i].undo != NULL;
    }
}

void pgp_fill_undo(pgp_emitter *emitter) {
    pgp_plan *plan = emitter->plan;
    count_steps(plan);
    for (size_t i = 0; i < plan->step_count; i++) {
        pgp_step *step = &plan->steps[i];
        const pgp_change *change = change_of(step);
        if (!change || step->undo || step->destructive || change->action != PGP_CREATE)
            continue;
        if (change->step_count == 1)
            step->undo = drop_of(emitter, step->object);
        else if (change->has_undo)
            step->undo = ""; /* what was made goes as a whole */
    }
}

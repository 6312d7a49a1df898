#include "diff/helper.h"

#include "kinds/kinds.h"

#include <string.h>

static const char *helper_comment(const pgp_object *object) {
    static const char prefix[] = PGP_HELPER_COMMENT;
    const pgp_object *comment = pgp_child(object, &pgp_kind_comment, "");
    const char *text = comment ? ((const pgp_comment *)comment)->text : NULL;
    return text && strncmp(text, prefix, sizeof prefix - 1) == 0 ? text : NULL;
}

void pgp_take_helpers(pgp_plan *plan, pgp_arena *arena) {
    pgp_walk walk = pgp_walk_start(plan->live);
    for (pgp_object *o; (o = pgp_walk_next(&walk));) {
        const char *comment = helper_comment(o);
        if (!comment)
            continue;
        pgp_helper helper = {
            .object = o,
            .label = pgp_object_label(arena, o),
            .on = o->parent ? pgp_quoted2(arena, o->parent->schema, o->parent->name) : NULL,
            .comment = comment,
        };
        PGP_PUSH(arena, plan->helpers, plan->helper_count, plan->helper_capacity, helper);
    }
    for (size_t i = 0; i < plan->helper_count; i++)
        if (!(plan->helpers[i].object->flags & PGP_OBJECT_DROPPED))
            pgp_model_remove(plan->live, plan->helpers[i].object);
}

const pgp_helper *pgp_helper_named(const pgp_plan *plan, const pgp_kind *kind, const pgp_object *parent,
                                   const char *name) {
    for (size_t i = 0; i < plan->helper_count; i++) {
        const pgp_object *object = plan->helpers[i].object;
        if (object->kind == kind && (!parent || object->parent == parent) && strcmp(object->name, name) == 0)
            return &plan->helpers[i];
    }
    return NULL;
}

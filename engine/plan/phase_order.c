/*
 * What of expand cannot be made before something that waits for contract.
 */
#include "diff/rename.h"
#include "kinds/table.h"
#include "kinds/view.h"
#include "model/value.h"
#include "plan/phase.h"

#include <string.h>

static bool goes_away(const pgp_change *change) {
    return change->action == PGP_DROP || change->action == PGP_REPLACE;
}

/* -- what still has its old name --------------------------------------------------------------------------- */

/* Until contract the database does not know the object by the name that the files give it. */
static bool has_old_name(const pgp_plan *plan, const pgp_object *object) {
    for (size_t i = 0; i < plan->rename_count; i++) {
        const pgp_rename *rename = plan->renames[i];
        if (!rename->waits || rename->label)
            continue;
        if (rename->live == object || rename->desired == object ||
            (rename->live->kind == &pgp_kind_schema && pgp_same(rename->live->name, object->schema)))
            return true;
    }
    return false;
}

static bool text_mentions(const pgp_object *object, const char *name) {
    for (size_t i = 0; i < object->kind->property_count; i++) {
        const pgp_property *property = &object->kind->properties[i];
        pgp_value value = pgp_value_of(object, property);
        if ((property->type == PGP_VALUE_EXPRESSION || property->type == PGP_VALUE_QUERY) &&
            value.sql->text && pgp_text_mentions(value.sql->text, name))
            return true;
        for (size_t k = 0; property->type == PGP_VALUE_KEYS && k < value.keys->count; k++)
            if (pgp_same(value.keys->items[k].column, name) ||
                pgp_text_mentions(value.keys->items[k].expression.text, name))
                return true;
        if (property->type == PGP_VALUE_NAMES && pgp_names_has(value.names, name))
            return true;
    }
    return object->kind == &pgp_kind_trigger &&
           pgp_text_mentions(((const pgp_trigger *)object)->events, name);
}

/* A file tells which relations are used, not which columns. */
static bool names_old_column(const pgp_plan *plan, const pgp_object *object) {
    for (size_t i = 0; i < plan->rename_count; i++) {
        const pgp_rename *rename = plan->renames[i];
        const pgp_object *column = rename->desired;
        bool about = object->parent == column->parent || object->parent == rename->live->parent;
        if (!rename->waits || column->kind != &pgp_kind_column)
            continue;
        for (uint32_t n = 0; n < object->need_count && !about; n++)
            about = pgp_object_top(object->needs[n]) == pgp_object_top(column) ||
                    pgp_object_top(object->needs[n]) == pgp_object_top(rename->live);
        if (about && object->kind != &pgp_kind_column && text_mentions(object, column->name))
            return true;
        if (about && object->kind == &pgp_kind_column &&
            pgp_text_mentions(((const pgp_column *)object)->default_value.text, column->name))
            return true;
    }
    return false;
}

static bool uses_old_name(const pgp_plan *plan, const pgp_object *object) {
    for (const pgp_object *o = object; o; o = o->parent)
        if (has_old_name(plan, o))
            return true;
    for (uint32_t n = 0; n < object->need_count; n++)
        for (const pgp_object *o = object->needs[n]; o; o = o->parent)
            if (has_old_name(plan, o))
                return true;
    return names_old_column(plan, object);
}

/* -- what is made of something that is made later ------------------------------------------------------------ */

static bool is_made_later(const pgp_object *object) {
    const pgp_change *change = object->change;
    return change && change->contract && change->desired == object &&
           (change->action == PGP_CREATE || change->action == PGP_REPLACE);
}

/* A file tells which tables are used, not which columns. */
static bool names_later_column(const pgp_object *desired, const pgp_object *table) {
    for (const pgp_object *child = table->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column && child != desired && is_made_later(child) &&
            text_mentions(desired, child->name))
            return true;
    return false;
}

static bool needs_later(const pgp_object *desired) {
    if (desired->parent && names_later_column(desired, desired->parent))
        return true;
    for (uint32_t n = 0; n < desired->need_count; n++)
        if (names_later_column(desired, pgp_object_top(desired->needs[n])))
            return true;
    for (const pgp_object *o = desired->parent; o; o = o->parent)
        if (is_made_later(o))
            return true;
    for (uint32_t n = 0; n < desired->need_count; n++)
        for (const pgp_object *o = desired->needs[n]; o; o = o->parent)
            if (is_made_later(o))
                return true;
    return false;
}

/* -- what is in the way ---------------------------------------------------------------------------------------- */

/* Its name is free once something else is gone. */
static bool name_is_free_later(const pgp_plan *plan, const pgp_object *desired) {
    const pgp_object *found =
        desired->kind->space == PGP_SPACE_CHILD ? NULL : pgp_model_namesake(plan->live, desired);
    const pgp_change *change = found ? found->change : NULL;
    return change && change->contract && change->desired != desired && goes_away(change);
}

/* A call could fit the function that goes, too, if arguments may be left out. */
static bool has_defaults(const pgp_object *function) {
    const pgp_arguments *arguments =
        function->kind == &pgp_kind_function || function->kind == &pgp_kind_procedure
            ? &((const pgp_function *)function)->arguments
            : NULL;
    for (size_t i = 0; arguments && i < arguments->count; i++)
        if (arguments->items[i].default_value.text || arguments->items[i].mode == 'v')
            return true;
    return false;
}

static bool competes(const pgp_plan *plan, const pgp_object *desired) {
    for (size_t i = 0; desired->kind->space == PGP_SPACE_FUNCTION && i < plan->change_count; i++) {
        const pgp_change *change = plan->changes[i];
        const pgp_object *gone = change->action == PGP_DROP && change->contract ? change->live : NULL;
        if (gone && gone->kind->space == PGP_SPACE_FUNCTION && strcmp(gone->name, desired->name) == 0 &&
            pgp_same(gone->schema, desired->schema) && (has_defaults(gone) || has_defaults(desired)))
            return true;
    }
    return false;
}

static bool displaces(const pgp_change *change) {
    bool column = change->action == PGP_ALTER && change->live->kind == &pgp_kind_column;
    return goes_away(change) || (column && PGP_CHANGED(change, PGP_COLUMN_TYPE));
}

/* What has to be taken down and put up again for the change includes something that is to stay as it is. */
static bool displaces_later(const pgp_plan *plan, const pgp_dependents *all, const pgp_object *live,
                            int depth) {
    enum { DEEPEST = 64 };
    for (size_t i = all->start[live->number]; depth < DEEPEST && i < all->start[live->number + 1]; i++) {
        const pgp_object *dependent = all->items[i];
        const pgp_change *change = dependent->change;
        const pgp_object *desired = pgp_model_counterpart(plan->desired, dependent);
        bool kept = dependent->kind == &pgp_kind_table || dependent->kind == &pgp_kind_schema;
        if ((change && change->contract) || (desired && uses_old_name(plan, desired)))
            return true;
        if (!kept && displaces_later(plan, all, dependent, depth + 1))
            return true;
    }
    return false;
}

/* A part of something that goes later, or what is said about it. */
static bool goes_with_whole(const pgp_object *live) {
    for (const pgp_object *o = live->parent; o; o = o->parent)
        if (o->change && o->change->contract && goes_away(o->change))
            return true;
    return false;
}

bool pgp_has_to_wait(const pgp_plan *plan, const pgp_dependents *dependents, const pgp_change *change) {
    if (change->live && goes_with_whole(change->live))
        return true;
    if ((change->desired && uses_old_name(plan, change->desired)) ||
        (change->live && uses_old_name(plan, change->live)))
        return true;
    if (change->action != PGP_DROP && needs_later(change->desired))
        return true;
    if (change->action == PGP_CREATE &&
        (name_is_free_later(plan, change->desired) || competes(plan, change->desired)))
        return true;
    return change->live && displaces(change) && displaces_later(plan, dependents, change->live, 0);
}

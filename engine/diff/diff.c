/*
 * What differs between two models.
 */
#include "diff/helper.h"
#include "diff/rename.h"
#include "kinds/aspects.h"
#include "kinds/ddl.h"
#include "kinds/system_privileges.h"
#include "kinds/view.h"
#include "plan/plan.h"

#include <string.h>

typedef struct differ {
    pgp_context *context;
    pgp_arena *arena;
    pgp_plan *plan;
    const pgp_options *options;
    pgp_comparison comparison;
    size_t capacity;
} differ;

pgp_change *pgp_change_add(pgp_plan *plan, pgp_arena *arena, pgp_action action, pgp_object *live,
                           pgp_object *desired) {
    pgp_change *change = PGP_NEW(arena, pgp_change);
    change->action = action;
    change->live = live;
    change->desired = desired;
    if (live)
        live->change = change;
    if (desired)
        desired->change = change;
    PGP_PUSH(arena, plan->changes, plan->change_count, plan->change_capacity, change);
    return change;
}

const pgp_object *pgp_change_object(const pgp_change *change) {
    return change->desired ? change->desired : change->live;
}

bool pgp_is_made(const pgp_object *object) {
    const pgp_change *change = object->change;
    return change && (change->action == PGP_CREATE || change->action == PGP_REPLACE);
}

static void add(differ *d, pgp_action action, pgp_object *live, pgp_object *desired) {
    pgp_change_add(d->plan, d->arena, action, live, desired);
}

/* -- what is said about objects: managed when mentioned ------------------------------------------------ */

static unsigned aspect(const pgp_kind *kind) {
    if (kind == &pgp_kind_owner)
        return PGP_MANAGE_OWNERS;
    if (kind == &pgp_kind_privileges || kind == &pgp_kind_system_privileges)
        return PGP_MANAGE_PRIVILEGES;
    if (kind == &pgp_kind_default_privileges)
        return PGP_MANAGE_DEFAULT_PRIVILEGES;
    if (kind == &pgp_kind_comment)
        return PGP_MANAGE_COMMENTS;
    if (kind == &pgp_kind_security_label)
        return PGP_MANAGE_SECURITY_LABELS;
    return 0;
}

static bool is_managed(const differ *d, const pgp_object *object) {
    unsigned bit = aspect(object->kind);
    return !(bit & d->options->ignore);
}

/* The database says something of which the file is silent. What is to be managed nevertheless, pgp_settle_aspects has put
 * into the file's mouth, except where there is no object to say it about. */
static void live_only_aspect(differ *d, pgp_object *live) {
    bool alone = live->kind == &pgp_kind_default_privileges || live->kind == &pgp_kind_system_privileges;
    if (alone && aspect(live->kind) & d->options->manage)
        add(d, PGP_DROP, live, NULL);
}

/* -- pairs ------------------------------------------------------------------------------------------------ */

static bool is_compared(const pgp_object *object) {
    return !(object->flags & PGP_OBJECT_MEMBER);
}

/* An identity column's sequence is a part of the column, not an object that could change hands. */
static bool same_identity(const pgp_object *a, const pgp_object *b) {
    const pgp_sequence *one = (const pgp_sequence *)a, *other = (const pgp_sequence *)b;
    return !(one->identity && other->identity) || pgp_same(one->owned_by, other->owned_by);
}

static bool same_place(const pgp_object *a, const pgp_object *b) {
    if (a->kind == &pgp_kind_sequence && b->kind == &pgp_kind_sequence)
        return same_identity(a, b);
    if (!a->parent || !b->parent || a->kind->space == PGP_SPACE_CHILD)
        return true;
    return strcmp(a->parent->name, b->parent->name) == 0 && pgp_same(a->parent->schema, b->parent->schema);
}

/* The live object that the desired one is; NULL when there is none of the same kind at the same place. */
static pgp_object *live_of(const differ *d, const pgp_object *desired) {
    pgp_object *found = pgp_model_counterpart(d->plan->live, desired);
    return found && found->kind == desired->kind && is_compared(found) && same_place(found, desired) ? found
                                                                                                     : NULL;
}

static void compare_pair(differ *d, pgp_object *live, pgp_object *desired) {
    uint64_t changed = pgp_compare_objects(&d->comparison, live, desired);
    if (changed)
        pgp_change_add(d->plan, d->arena, PGP_ALTER, live, desired)->changed = changed;
}

/* An absent comment or label that is declared absent: only of schema public's a script for a new database has to say so. */
static bool says_nothing(const differ *d, const pgp_object *object) {
    if (object->kind == &pgp_kind_security_label)
        return !((const pgp_security_label *)object)->text;
    if (object->kind == &pgp_kind_system_privileges)
        return !((const pgp_system_privileges *)object)->items.count;
    return object->kind == &pgp_kind_comment && !((const pgp_comment *)object)->text &&
           !d->options->rendering;
}

/* Schema public and the like need no making in a database that is still to be made. */
static bool comes_with_database(const differ *d, const pgp_object *desired) {
    bool is_new = d->options->rendering || d->plan->live->server_version == 0;
    return is_new && desired->flags & PGP_OBJECT_BUILTIN;
}

static void visit_desired(differ *d, pgp_object *desired) {
    if (!is_compared(desired) || !is_managed(d, desired))
        return;
    pgp_object *live = live_of(d, desired);
    if (live)
        compare_pair(d, live, desired);
    else if (!says_nothing(d, desired) && !comes_with_database(d, desired))
        add(d, PGP_CREATE, NULL, desired);
}

static bool exists_in_desired(const differ *d, const pgp_object *live) {
    const pgp_object *found = pgp_model_counterpart(d->plan->desired, live);
    return found && found->kind == live->kind && same_place(found, live);
}

static void visit_live(differ *d, pgp_object *live) {
    if (!is_compared(live) || !is_managed(d, live) || exists_in_desired(d, live))
        return;
    const pgp_change *parent = live->parent ? live->parent->change : NULL;
    if (aspect(live->kind) && !(parent && parent->action == PGP_DROP))
        live_only_aspect(d, live);
    else if (!(live->flags & PGP_OBJECT_BUILTIN) &&
             !(live->kind == &pgp_kind_extension &&
               pgp_extension_comes_along(d->plan->live, d->plan->desired, live->name)))
        add(d, PGP_DROP, live, NULL);
}

/* -- verdicts ---------------------------------------------------------------------------------------------- */

/* Compares the changed pairs again, now that the server has been asked, and forgets those that are equal. */
static void compare_again(differ *d) {
    size_t kept = 0;
    for (size_t i = 0; i < d->plan->change_count; i++) {
        pgp_change *change = d->plan->changes[i];
        if (change->action == PGP_ALTER && !aspect(change->live->kind))
            change->changed = pgp_compare_objects(&d->comparison, change->live, change->desired);
        if (change->action == PGP_ALTER && !change->changed)
            change->live->change = change->desired->change = NULL;
        else
            d->plan->changes[kept++] = change;
    }
    d->plan->change_count = kept;
}

static void choose_ways(differ *d) {
    for (size_t i = 0; i < d->plan->change_count; i++) {
        pgp_change *change = d->plan->changes[i];
        const pgp_kind *kind = (change->live ? change->live : change->desired)->kind;
        change->server_version = d->plan->live->server_version;
        if (change->action == PGP_ALTER && (!kind->way || kind->way(change) == PGP_REBUILD))
            change->action = PGP_REPLACE;
    }
}

pgp_status pgp_diff(pgp_context *context, pgp_model *live, pgp_model *desired, pgp_catalog *catalog,
                    const pgp_options *options, pgp_plan **out) {
    pgp_plan *plan = PGP_NEW(context->arena, pgp_plan);
    *plan = (pgp_plan){.live = live, .desired = desired};
    differ d = {.context = context,
                .arena = context->arena,
                .plan = plan,
                .options = options,
                .comparison = {.context = context,
                               .arena = context->arena,
                               .live = live,
                               .desired = desired,
                               .catalog = catalog}};
    pgp_take_helpers(plan, context->arena);
    pgp_link_tables(live);
    pgp_link_tables(desired);
    PGP_TRY(pgp_rename_live(context, plan));
    d.comparison.renames = plan->renames;
    d.comparison.rename_count = plan->rename_count;
    pgp_view_settle(live, desired);
    pgp_order_operators(desired);
    pgp_settle_aspects(live, desired, options);
    PGP_TRY(pgp_settle_extensions(catalog, live, desired, options));
    PGP_TRY(pgp_check_system_privileges(context, live, desired));
    pgp_walk walk = pgp_walk_start(desired);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        visit_desired(&d, o);
    walk = pgp_walk_start(live);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        visit_live(&d, o);
    if (plan->change_count) {
        PGP_TRY(pgp_judge(&d.comparison, plan->changes, plan->change_count));
        compare_again(&d);
        pgp_view_drop_columns(plan, context->arena);
    }
    pgp_note_likely_renames(context, plan);
    choose_ways(&d);
    plan->undecided = d.comparison.undecided;
    *out = plan;
    return PGP_OK;
}

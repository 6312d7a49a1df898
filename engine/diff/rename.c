#include "diff/rename.h"

#include "diff/move.h"
#include "kinds/reading.h"
#include "parse/directives.h"

#include <string.h>

typedef struct request {
    pgp_directive *directive;
    pgp_object *desired;
    const char *schema, *name; /* the old ones */
    bool settled;
} request;

typedef struct renaming {
    pgp_context *context;
    pgp_arena *arena;
    pgp_plan *plan;
    request *requests;
    size_t count;
} renaming;

/* -- requests -------------------------------------------------------------------------------------------- */

static pgp_status refuse(const renaming *r, const request *q, const char *what, const char *why) {
    return pgp_fail(r->context, PGP_INPUT, &q->directive->where, "%s %s", what, why);
}

static const char *old_label(const renaming *r, const request *q) {
    const pgp_object *desired = q->desired;
    if (q->directive->literal || desired->kind->space == PGP_SPACE_CHILD)
        return pgp_quoted(r->arena, q->name);
    return pgp_quoted2(r->arena, q->schema, q->name);
}

static pgp_status take_names(const renaming *r, request *q) {
    const pgp_names *parts = &q->directive->name;
    const pgp_object *desired = q->desired;
    bool may_have_schema = desired->schema && !desired->parent && !q->directive->literal;
    if (parts->count < 1 || parts->count > (may_have_schema ? 2 : 1))
        return refuse(r, q, pgp_printf(r->arena, "the old name of a %s", desired->kind->name),
                      "has other parts");
    q->schema = parts->count == 2 ? parts->items[0] : desired->schema;
    q->name = parts->items[parts->count - 1];
    if (!q->directive->literal && !pgp_can_move(desired))
        return refuse(r, q, "the server has no statement that renames a", desired->kind->name);
    if (desired->kind == &pgp_kind_range && !pgp_same(q->schema, desired->schema))
        return refuse(r, q, "a range type's multirange type", "does not follow it to another schema");
    const char *name = q->directive->literal ? q->directive->literal : desired->name;
    if (strcmp(q->name, name) == 0 && pgp_same(q->schema, desired->schema))
        return refuse(r, q, old_label(r, q), "is its name already");
    return PGP_OK;
}

static bool same_source(const request *a, const request *b) {
    return a->desired->kind == b->desired->kind && a->desired->parent == b->desired->parent &&
           !a->directive->literal == !b->directive->literal &&
           (!a->directive->literal || a->desired == b->desired) && pgp_same(a->schema, b->schema) &&
           strcmp(a->name, b->name) == 0 && pgp_same(a->desired->args, b->desired->args);
}

static pgp_status collect(renaming *r) {
    size_t capacity = 0;
    for (pgp_directive *d = r->plan->desired->directives; d; d = d->next) {
        if (d->type != PGP_DIRECTIVE_RENAMED)
            continue;
        d->used = true;
        request q = {.directive = d, .desired = d->object};
        PGP_TRY(take_names(r, &q));
        for (size_t i = 0; i < r->count; i++)
            if (same_source(&q, &r->requests[i]))
                return refuse(r, &q, old_label(r, &q), "has been renamed to something else already");
        PGP_PUSH(r->arena, r->requests, r->count, capacity, q);
    }
    return PGP_OK;
}

/* -- one request ----------------------------------------------------------------------------------------- */

/* Its place among the live objects; NULL with *new_parent: what it is a part of does not exist yet. */
static pgp_object *find_live(const renaming *r, const pgp_object *desired, const char *schema,
                             const char *name, bool *new_parent) {
    pgp_model *live = r->plan->live;
    if (!desired->parent) {
        pgp_object *found = pgp_model_find_kind(live, desired->kind, schema, name, desired->args);
        bool same = found && found->kind == desired->kind && !(found->flags & PGP_OBJECT_MEMBER);
        return same ? found : NULL;
    }
    const pgp_object *parent = pgp_model_counterpart(live, desired->parent);
    *new_parent = !parent;
    return parent ? pgp_child(parent, desired->kind, name) : NULL;
}

/* What the files declare under the name that is to be given up, unless it, too, comes from elsewhere. */
static const pgp_object *still_declared(const renaming *r, const pgp_object *old) {
    const pgp_object *found = pgp_model_counterpart(r->plan->desired, old);
    for (size_t i = 0; found && i < r->count; i++)
        if (r->requests[i].desired == found && !r->requests[i].directive->literal)
            return NULL;
    return found;
}

static bool is_to_move(const renaming *r, const pgp_object *live) {
    for (size_t i = 0; i < r->count; i++) {
        bool nowhere;
        const request *q = &r->requests[i];
        if (!q->settled && !q->directive->literal &&
            find_live(r, q->desired, q->schema, q->name, &nowhere) == live)
            return true;
    }
    return false;
}

static pgp_status settle_label(renaming *r, request *q) {
    pgp_enum *live = (pgp_enum *)pgp_model_counterpart(r->plan->live, q->desired);
    q->settled = true;
    if (!live || !pgp_names_has(&live->labels, q->name))
        return PGP_OK;
    if (pgp_names_has(&((pgp_enum *)q->desired)->labels, q->name))
        return refuse(r, q, old_label(r, q), "is still declared");
    if (pgp_names_has(&live->labels, q->directive->literal))
        return refuse(r, q, old_label(r, q), "exists beside the one that it is said to become");
    pgp_rename_label(r->plan, r->arena, q->desired, q->name, q->directive->literal);
    return PGP_OK;
}

static pgp_status check_kind(const renaming *r, const request *q) {
    const pgp_object *desired = q->desired;
    bool alone =
        desired->parent || desired->kind->space == PGP_SPACE_OTHER; /* shares its names with no other kind */
    const pgp_object *other =
        alone ? NULL : pgp_model_find(r->plan->live, desired->kind->space, q->schema, q->name, desired->args);
    if (other && other->kind != desired->kind && !pgp_model_counterpart(r->plan->live, desired))
        return refuse(r, q, old_label(r, q), "is of another kind in the database");
    return PGP_OK;
}

/* What the database has been through may have left derived names behind. */
static void note_done(renaming *r, const request *q, pgp_object *now) {
    pgp_rename *done = PGP_NEW(r->arena, pgp_rename);
    *done = (pgp_rename){.live = now, .desired = q->desired, .schema = q->schema, .name = q->name};
    PGP_PUSH(r->arena, r->plan->renamed, r->plan->renamed_count, r->plan->renamed_capacity, done);
}

/* *waits: what has the new name now is still to be renamed itself. */
static pgp_status settle(renaming *r, request *q, bool *waits) {
    bool new_parent = false;
    if (q->directive->literal)
        return settle_label(r, q);
    pgp_object *old = find_live(r, q->desired, q->schema, q->name, &new_parent);
    pgp_object *now = find_live(r, q->desired, q->desired->schema, q->desired->name, &new_parent);
    const pgp_object *declared = old ? still_declared(r, old) : NULL;
    if (declared) {
        refuse(r, q, old_label(r, q), "is still declared");
        return pgp_hint(r->context, "It is at %s:%d:%d.", declared->where.file, declared->where.line,
                        declared->where.column);
    }
    if (old && now && is_to_move(r, now)) {
        *waits = true;
        return PGP_OK;
    }
    if (old && now) {
        refuse(r, q, old_label(r, q), "exists beside the one that it is said to become");
        return pgp_hint(r->context,
                        "Drop one of the two, or leave out the directive: then the old one is dropped.");
    }
    q->settled = true;
    if (!old && now)
        note_done(r, q, now);
    if (!old)
        return now ? PGP_OK : check_kind(r, q);
    pgp_rename_add(r->plan, r->arena, old, q->desired);
    return PGP_OK;
}

/* -- all of them ------------------------------------------------------------------------------------------- */

/* Wholes before their parts: parts are looked for under the new names of what they are parts of. */
static int level_of(const request *q) {
    if (q->directive->literal)
        return 3;
    if (q->desired->kind == &pgp_kind_schema)
        return 0;
    return q->desired->parent ? 2 + (q->desired->kind != &pgp_kind_column) : 1;
}

static pgp_status settle_level(renaming *r, int level) {
    bool waits, progress;
    do {
        waits = progress = false;
        for (size_t i = 0; i < r->count; i++) {
            request *q = &r->requests[i];
            if (q->settled || level_of(q) != level)
                continue;
            PGP_TRY(settle(r, q, &waits));
            progress |= q->settled;
        }
    } while (waits && progress);
    for (size_t i = 0; waits && i < r->count; i++)
        if (!r->requests[i].settled && level_of(&r->requests[i]) == level)
            return refuse(r, &r->requests[i], old_label(r, &r->requests[i]),
                          "takes part in a circle of renames");
    return PGP_OK;
}

pgp_status pgp_rename_live(pgp_context *context, pgp_plan *plan) {
    renaming r = {.context = context, .arena = context->arena, .plan = plan};
    PGP_TRY(collect(&r));
    for (int level = 0; level <= 3 && r.count; level++)
        PGP_TRY(settle_level(&r, level));
    pgp_rename_derived(plan, context->arena);
    return PGP_OK;
}

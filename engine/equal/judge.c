/*
 * Layer 2: the live server as the judge of what layer 1 could not call equal.
 *
 * The desired text of every differing expression and query is given to the server in a transaction that is
 * rolled back, and replaced by what the server prints for it; after that, a comparison by text is exact.
 * Questions that use an object that itself differs wait until that one is judged: what turns out equal in one
 * round lets others be asked in the next. What uses something that the live database lacks is never asked and
 * stays different.
 *
 * The snapshot of the catalogs ends here, since it is read-only; dependencies that are read later begin a new
 * one.
 */
#include "equal/judge.h"
#include "introspect/state.h"
#include "kinds/view.h"

#include <string.h>

/* -- what may be asked now ------------------------------------------------------------------------------- */

bool pgp_property_changed(const pgp_change *change, const char *property) {
    const pgp_kind *kind = change->desired->kind;
    for (size_t i = 0; i < kind->property_count; i++) {
        if (strcmp(kind->properties[i].name, property) == 0)
            return PGP_CHANGED(change, i);
    }
    return false;
}

static bool is_text_property(const pgp_property *property) {
    return property->type == PGP_VALUE_EXPRESSION || property->type == PGP_VALUE_QUERY ||
           property->type == PGP_VALUE_KEYS || property->type == PGP_VALUE_ARGUMENTS;
}

static bool is_question(const pgp_change *change) {
    if (change->action != PGP_ALTER)
        return false;
    for (size_t i = 0; i < change->live->kind->property_count; i++) {
        if (PGP_CHANGED(change, i) && is_text_property(&change->live->kind->properties[i]))
            return true;
    }
    return false;
}

static bool is_created(const pgp_object *object) {
    return object->change && object->change->action == PGP_CREATE;
}

static bool changes(const pgp_object *object, const char *property) {
    const pgp_change *change = object->change;
    return change && change->action == PGP_ALTER && pgp_property_changed(change, property);
}

/* The columns that a query over the table sees will be others. */
static bool columns_differ(pgp_judging *judging, const pgp_object *table) {
    const pgp_object *live = pgp_model_counterpart(judging->comparison->live, table);
    for (const pgp_object *child = table->children; child; child = child->sibling) {
        if (child->kind == &pgp_kind_column &&
            (is_created(child) || changes(child, "type") || changes(child, "collation")))
            return true;
    }
    for (const pgp_object *child = live ? live->children : NULL; child; child = child->sibling) {
        if (child->kind == &pgp_kind_column && child->change && child->change->action == PGP_DROP)
            return true;
    }
    return false;
}

static bool needs_unsettled(pgp_judging *judging, const pgp_object *object) {
    for (uint32_t i = 0; i < object->need_count; i++) {
        if (pgp_is_unsettled(judging, pgp_object_top(object->needs[i])))
            return true;
    }
    return false;
}

/* The server still knows the relation, or a column of it, by another name. Everything else is renamed here, too. */
static bool has_moved(pgp_judging *judging, const pgp_object *object) {
    bool relation =
        object->kind == &pgp_kind_table || pgp_is_view(object) || object->kind == &pgp_kind_composite;
    const pgp_object *live = relation ? pgp_model_counterpart(judging->comparison->live, object) : NULL;
    return live && live->flags & PGP_OBJECT_RENAMED;
}

static bool is_unsettled(pgp_judging *judging, const pgp_object *object) {
    if (is_created(object) || has_moved(judging, object))
        return true;
    if (object->kind == &pgp_kind_table)
        return columns_differ(judging, object);
    if (pgp_is_view(object))
        return changes(object, "query") || needs_unsettled(judging, object);
    pgp_change *change = object->change;
    return change && change->action == PGP_ALTER &&
           (!object->kind->way || object->kind->way(change) == PGP_REBUILD);
}

/* What is known of an object in this round: views over views over one table would ask for it again and
 * again. */
typedef struct pgp_settled {
    const pgp_object *object;
    bool unsettled;
    UT_hash_handle hh;
} pgp_settled;

bool pgp_is_unsettled(pgp_judging *judging, const pgp_object *object) {
    pgp_arena *hash_arena = judging->arena;
    pgp_settled *known;
    HASH_FIND_PTR(judging->settled, &object, known);
    if (known)
        return known->unsettled;
    known = PGP_NEW(judging->arena, pgp_settled);
    known->object = object;
    HASH_ADD_PTR(judging->settled, object, known); /* before its needs are looked at: they may be circular */
    return known->unsettled = is_unsettled(judging, object);
}

/* A table's own columns do not count for its expressions: the stand-in has the desired ones. */
static bool can_be_asked(pgp_judging *judging, const pgp_change *change) {
    const pgp_object *desired = change->desired, *own = pgp_object_top(desired);
    for (uint32_t i = 0; i < desired->need_count; i++) {
        const pgp_object *needed = pgp_object_top(desired->needs[i]);
        if (needed != own && pgp_is_unsettled(judging, needed))
            return false;
    }
    return true;
}

/* -- rounds ---------------------------------------------------------------------------------------------- */

static const struct {
    const pgp_kind *kind;
    void (*ask)(pgp_judging *judging, pgp_change *change);
} askers[] = {
    {&pgp_kind_column, pgp_ask_column},
    {&pgp_kind_constraint, pgp_ask_constraint},
    {&pgp_kind_index, pgp_ask_index},
    {&pgp_kind_policy, pgp_ask_policy},
    {&pgp_kind_statistics, pgp_ask_statistics},
    {&pgp_kind_trigger, pgp_ask_trigger},
    {&pgp_kind_table, pgp_ask_table},
    {&pgp_kind_domain, pgp_ask_domain},
    {&pgp_kind_view, pgp_ask_view},
    {&pgp_kind_rule, pgp_ask_rule},
    {&pgp_kind_materialized_view, pgp_ask_view},
    {&pgp_kind_function, pgp_ask_function},
    {&pgp_kind_procedure, pgp_ask_function},
    {&pgp_kind_publication_table, pgp_ask_publication_table},
};

static void ask(pgp_judging *judging, pgp_change *change) {
    for (size_t i = 0; i < sizeof askers / sizeof *askers; i++) {
        if (askers[i].kind == change->desired->kind)
            askers[i].ask(judging, change);
    }
}

/* A query over relations that change is asked of stand-ins. */
static bool is_view_change(pgp_judging *judging, const pgp_change *change) {
    (void)judging;
    return pgp_is_view(change->desired);
}

typedef bool (*filter)(pgp_judging *judging, const pgp_change *change);

/* Moves the changes that pass to the front of `waiting`; returns how many. */
static size_t choose(pgp_judging *judging, pgp_change **waiting, size_t count, filter passes) {
    size_t chosen = 0;
    judging->settled = NULL;
    for (size_t i = 0; i < count; i++) {
        pgp_change *change = waiting[i];
        if (!passes(judging, change))
            continue;
        memmove(&waiting[chosen + 1], &waiting[chosen], (i - chosen) * sizeof *waiting);
        waiting[chosen++] = change;
    }
    return chosen;
}

static pgp_status put_round(pgp_judging *judging, pgp_change **asked, size_t count) {
    judging->groups = judging->last_group = NULL;
    for (size_t i = 0; i < count; i++)
        ask(judging, asked[i]);
    PGP_TRY(pgp_put_questions(judging));
    for (size_t i = 0; i < count; i++)
        asked[i]->changed = pgp_compare_objects(judging->comparison, asked[i]->live, asked[i]->desired);
    return PGP_OK;
}

/* Round after round of what the live database can answer; then, once, the views that need stand-ins; then
 * what those settle. */
static pgp_status put_rounds(pgp_judging *judging, pgp_change **waiting, size_t count) {
    bool views_asked = false;
    while (count) {
        size_t chosen = choose(judging, waiting, count, can_be_asked);
        if (!chosen && !views_asked) {
            chosen = choose(judging, waiting, count, is_view_change);
            views_asked = true;
        }
        if (!chosen && views_asked)
            break;
        PGP_TRY(put_round(judging, waiting, chosen));
        waiting += chosen;
        count -= chosen;
    }
    return PGP_OK;
}

pgp_status pgp_judge(pgp_comparison *comparison, pgp_change **all, size_t count) {
    pgp_change **waiting = pgp_alloc(comparison->arena, count * sizeof *waiting);
    size_t waiting_count = 0;
    bool able = false;
    for (size_t i = 0; i < count; i++) {
        if (is_question(all[i]))
            waiting[waiting_count++] = all[i];
    }
    if (!comparison->catalog || !waiting_count)
        return PGP_OK;
    pgp_judging *judging = PGP_NEW(comparison->arena, pgp_judging);
    judging->comparison = comparison;
    judging->context = comparison->context;
    judging->arena = comparison->arena;
    judging->connection = comparison->catalog->connection;
    PGP_TRY(pgp_catalog_settle(comparison->catalog));
    PGP_TRY(pgp_judging_begin(judging, &able));
    if (able)
        PGP_TRY(pgp_judging_rename(judging));
    if (able)
        PGP_TRY(put_rounds(judging, waiting, waiting_count));
    else
        comparison->undecided = true;
    return pgp_judging_end(judging);
}

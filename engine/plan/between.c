/*
 * What applications may do between expand and contract, in words.
 */
#include "kinds/table.h"
#include "plan/phase.h"

#include <stdlib.h>
#include <string.h>

static const char *column_sentence(const pgp_change *change) {
    if (PGP_CHANGED(change, PGP_COLUMN_TYPE))
        return "keeps its old type until contract: the new version writes what fits both types, and reads "
               "the old one";
    if (PGP_CHANGED(change, PGP_COLUMN_NOT_NULL))
        return "takes NULL until contract: the new version writes none, and those that are there have to be "
               "filled";
    if (PGP_CHANGED(change, PGP_COLUMN_DEFAULT))
        return "keeps its default until contract: the new version does not count on it";
    return "changes with contract: the new version works before and after that";
}

static const char *alter_sentence(const pgp_change *change) {
    if (change->live->kind == &pgp_kind_column)
        return column_sentence(change);
    if (change->live->kind == &pgp_kind_privileges)
        return "goes on to be open to those who lose rights to it, until contract";
    return "changes with contract: the new version works before and after that";
}

static const char *sentence(const pgp_plan *plan, const pgp_change *change) {
    switch (change->action) {
    case PGP_DROP: return "is there until contract, for the old version alone";
    case PGP_CREATE:
        return pgp_is_required(change) ? "may stay empty until contract, as the old version leaves it: the "
                                         "new one always fills it"
               : pgp_is_contract(plan, change)
                   ? "holds from contract on: the new version keeps to it already"
                   : "comes with contract: the new version does without it until then";
    case PGP_REPLACE:
        return change->live->kind == &pgp_kind_enum
                   ? "keeps its labels until contract: the new version writes none of those that go, and "
                     "reads them"
                   : "stays as it is until contract: the new version works with the old one and the new one";
    case PGP_ALTER: return alter_sentence(change);
    }
    return NULL;
}

/* A part goes with its whole, what is said about an object with that. */
static bool is_told(const pgp_change *change) {
    const pgp_object *object = change->live ? change->live : change->desired;
    const pgp_object *parent = object->parent;
    bool about = !*object->name && object->kind != &pgp_kind_privileges;
    if (about || (object->flags & PGP_OBJECT_IMPLIED) ||
        (parent && parent->change && parent->change->contract))
        return false;
    return change->contract || pgp_is_required(change);
}

static int by_words(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What is said does not depend on where the files say what it is about. */
void pgp_describe_between(pgp_plan *plan, pgp_arena *arena) {
    for (size_t i = 0; i < plan->change_count; i++) {
        const pgp_change *change = plan->changes[i];
        const pgp_object *object = change->live ? change->live : change->desired;
        if (is_told(change))
            pgp_names_add(arena, &plan->between,
                          pgp_printf(arena, "%s %s %s.", object->kind->name, pgp_object_label(arena, object),
                                     sentence(plan, change)));
    }
    if (plan->between.count)
        qsort(plan->between.items, plan->between.count, sizeof *plan->between.items, by_words);
}

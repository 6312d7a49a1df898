/*
 * Names that the server derives: of constraints, indexes and sequences from those of their table and columns. When these
 * are renamed, a fresh database would have other derived names; what has the old derived one follows.
 */
#include "diff/rename.h"

#include "kinds/index.h"

#include <string.h>

typedef struct deriving {
    pgp_plan *plan;
    pgp_arena *arena;
} deriving;

static bool is_table_like(const pgp_object *object) {
    return object->kind == &pgp_kind_table || object->kind == &pgp_kind_materialized_view ||
           object->kind == &pgp_kind_domain;
}

/* What it was called before this plan, or before one that left the derived names as they were. */
static const char *old_name(const deriving *d, const pgp_object *live) {
    for (size_t i = 0; i < d->plan->renamed_count; i++)
        if (d->plan->renamed[i]->live == live)
            return d->plan->renamed[i]->name;
    return live->former ? live->former : live->name;
}

static bool is_affected(const deriving *d, const pgp_object *live) {
    for (const pgp_object *child = live->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column && strcmp(old_name(d, child), child->name) != 0)
            return true;
    return strcmp(old_name(d, live), live->name) != 0;
}

/* -- what the old name becomes ------------------------------------------------------------------------------- */

/* The new name of the column whose old one stands here, up to the end or an underscore; the longest one counts. */
static const pgp_object *column_at(const deriving *d, const pgp_object *table, const char *at) {
    const pgp_object *longest = NULL;
    size_t longest_size = 0;
    for (const pgp_object *child = table->children; child; child = child->sibling) {
        const char *name = old_name(d, child);
        size_t size = strlen(name);
        bool here = child->kind == &pgp_kind_column && size > longest_size && strncmp(at, name, size) == 0 &&
                    (at[size] == '_' || !at[size]);
        if (here) {
            longest = child;
            longest_size = size;
        }
    }
    return longest;
}

/* "orders_total_idx" after orders became purchases and total amount: "purchases_amount_idx". */
static const char *renamed(const deriving *d, const pgp_object *table, const char *name) {
    const char *old_table = old_name(d, table);
    size_t size = strlen(old_table);
    pgp_text text = pgp_text_new(d->arena);
    if (strncmp(name, old_table, size) != 0 || name[size] != '_')
        return name;
    pgp_text_add(&text, table->name);
    for (const char *at = name + size; *at;) {
        const pgp_object *column = *at == '_' ? column_at(d, table, at + 1) : NULL;
        pgp_text_addn(&text, at++, 1);
        if (!column)
            continue;
        pgp_text_add(&text, column->name);
        at += strlen(old_name(d, column));
    }
    return text.data;
}

/* Names of 63 bytes were cut, and where depends on their parts. */
static bool follows(const deriving *d, const pgp_object *table, const pgp_object *live,
                    const pgp_object *desired) {
    enum { LONGEST_NAME = 63 };
    const char *name = renamed(d, table, live->name);
    bool cut = strlen(live->name) == LONGEST_NAME || strlen(name) > LONGEST_NAME;
    return strcmp(name, desired->name) == 0 || (cut && strcmp(name, live->name) != 0);
}

/* -- parts ----------------------------------------------------------------------------------------------------- */

static bool same_type(const pgp_object *a, const pgp_object *b) {
    return a->kind == b->kind &&
           (a->kind != &pgp_kind_constraint ||
            pgp_same(((const pgp_constraint *)a)->type, ((const pgp_constraint *)b)->type));
}

static pgp_object *find_part(const deriving *d, const pgp_object *table, const pgp_object *desired) {
    for (pgp_object *child = table->children; child; child = child->sibling)
        if (same_type(child, desired) && !pgp_child(desired->parent, desired->kind, child->name) &&
            follows(d, table, child, desired))
            return child;
    return NULL;
}

static void rename_parts(const deriving *d, const pgp_object *live, pgp_object *desired) {
    for (pgp_object *part = desired->children; part; part = part->sibling) {
        bool named = part->kind == &pgp_kind_constraint || part->kind == &pgp_kind_index;
        pgp_object *old = named && !pgp_child(live, part->kind, part->name) ? find_part(d, live, part) : NULL;
        if (old)
            pgp_rename_add(d->plan, d->arena, old, part)->derived = true;
    }
}

/* -- sequences --------------------------------------------------------------------------------------------------- */

static const pgp_object *owning_table(const deriving *d, const pgp_sequence *sequence) {
    pgp_names label = sequence->owned_by ? pgp_label_names(d->arena, sequence->owned_by) : (pgp_names){0};
    return label.count == 3
               ? pgp_model_find(d->plan->live, PGP_SPACE_RELATION, label.items[0], label.items[1], NULL)
               : NULL;
}

static bool is_wanted(const deriving *d, const pgp_sequence *live) {
    const pgp_object *same = pgp_model_counterpart(d->plan->desired, &live->object);
    return same && ((const pgp_sequence *)same)->identity == live->identity;
}

/* An identity column has one sequence, whatever that is called. */
static bool is_same_sequence(const deriving *d, const pgp_object *table, const pgp_sequence *live,
                             const pgp_sequence *wanted) {
    if (!pgp_same(live->owned_by, wanted->owned_by) || is_wanted(d, live))
        return false;
    return (live->identity && wanted->identity) ||
           (is_affected(d, table) && follows(d, table, &live->object, &wanted->object));
}

static void rename_sequence(const deriving *d, pgp_object *desired) {
    const pgp_sequence *wanted = (const pgp_sequence *)desired;
    const pgp_object *table = owning_table(d, wanted);
    if (!table || pgp_model_namesake(d->plan->live, desired))
        return;
    for (pgp_object *o = d->plan->live->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_sequence && is_same_sequence(d, table, (pgp_sequence *)o, wanted)) {
            pgp_rename_add(d->plan, d->arena, o, desired)->derived = true;
            return;
        }
}

void pgp_rename_derived(pgp_plan *plan, pgp_arena *arena) {
    deriving d = {.plan = plan, .arena = arena};
    for (pgp_object *o = plan->desired->objects; o; o = o->sibling) {
        const pgp_object *live = is_table_like(o) ? pgp_model_counterpart(plan->live, o) : NULL;
        if (live && is_affected(&d, live))
            rename_parts(&d, live, o);
        else if (o->kind == &pgp_kind_sequence)
            rename_sequence(&d, o);
    }
}

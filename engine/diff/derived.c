/*
 * Names that the server derives: of constraints, indexes and sequences from those of their table and columns. When these
 * are renamed, a fresh database would have other derived names; what has the old derived one follows.
 */
#include "diff/rename.h"

#include "kinds/index.h"

#include <stdlib.h>
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
    return pgp_former_name(live);
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

static int by_name(const void *a, const void *b) {
    const pgp_object *x = *(pgp_object *const *)a, *y = *(pgp_object *const *)b;
    int order = strcmp(x->schema ? x->schema : "", y->schema ? y->schema : "");
    return order ? order : strcmp(x->name, y->name);
}

/* In whatever order the files have them. */
static size_t sorted(const deriving *d, pgp_object *first, bool (*which)(const pgp_object *),
                     pgp_object ***out) {
    size_t count = 0, capacity = 0;
    *out = NULL;
    for (pgp_object *o = first; o; o = o->sibling)
        if (which(o))
            PGP_PUSH(d->arena, *out, count, capacity, o);
    if (count)
        qsort(*out, count, sizeof **out, by_name);
    return count;
}

static bool is_named_part(const pgp_object *part) {
    return part->kind == &pgp_kind_constraint || part->kind == &pgp_kind_index;
}

static void rename_parts(const deriving *d, const pgp_object *live, const pgp_object *desired) {
    pgp_object **parts;
    size_t count = sorted(d, desired->children, is_named_part, &parts);
    for (size_t i = 0; i < count; i++) {
        pgp_object *old =
            pgp_child(live, parts[i]->kind, parts[i]->name) ? NULL : find_part(d, live, parts[i]);
        if (old)
            pgp_rename_add(d->plan, d->arena, old, parts[i])->derived = true;
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
    const pgp_sequence *same = (const pgp_sequence *)pgp_model_counterpart(d->plan->desired, &live->object);
    return same && same->identity == live->identity &&
           (!live->identity || pgp_same(same->owned_by, live->owned_by));
}

/* An identity column has one sequence, whatever that is called. */
static bool is_same_sequence(const deriving *d, const pgp_object *table, const pgp_sequence *live,
                             const pgp_sequence *wanted) {
    if (!pgp_same(live->owned_by, wanted->owned_by) || is_wanted(d, live))
        return false;
    return (live->identity && wanted->identity) ||
           (is_affected(d, table) && follows(d, table, &live->object, &wanted->object));
}

static pgp_object *live_sequence(const deriving *d, const pgp_sequence *wanted) {
    const pgp_object *table = owning_table(d, wanted);
    for (pgp_object *o = d->plan->live->objects; table && o; o = o->sibling)
        if (o->kind == &pgp_kind_sequence && is_same_sequence(d, table, (pgp_sequence *)o, wanted))
            return o;
    return NULL;
}

/* Not while another has the name, which may be about to lose it. */
static bool rename_sequence(const deriving *d, pgp_object *desired) {
    if (pgp_model_namesake(d->plan->live, desired))
        return false;
    pgp_object *live = live_sequence(d, (const pgp_sequence *)desired);
    if (live)
        pgp_rename_add(d->plan, d->arena, live, desired)->derived = true;
    return live != NULL;
}

static const char *passing_name(const deriving *d, const pgp_object *sequence) {
    const char *name = sequence->name;
    do
        name = pgp_object_name(d->arena, name, NULL, "renamed");
    while (pgp_model_find(d->plan->live, PGP_SPACE_RELATION, sequence->schema, name, NULL) ||
           pgp_model_find(d->plan->desired, PGP_SPACE_RELATION, sequence->schema, name, NULL));
    return name;
}

/* Names that go round in a circle: the identity column that has this one does without for a while. */
static bool free_name(const deriving *d, pgp_object *desired) {
    pgp_object *holder = pgp_model_counterpart(d->plan->live, desired);
    if (!holder || !((const pgp_sequence *)holder)->identity || is_wanted(d, (const pgp_sequence *)holder) ||
        !live_sequence(d, (const pgp_sequence *)desired))
        return false;
    pgp_sequence *passing = PGP_NEW(d->arena, pgp_sequence);
    *passing = *(const pgp_sequence *)desired;
    passing->object.name = passing_name(d, holder);
    pgp_rename_add(d->plan, d->arena, holder, &passing->object)->derived = true;
    return true;
}

static void rename_sequences(const deriving *d, pgp_object *const *sequences, size_t count) {
    for (bool progress = true; progress;) {
        progress = false;
        for (size_t i = 0; i < count; i++)
            progress |= rename_sequence(d, sequences[i]);
        for (size_t i = 0; i < count && !progress; i++)
            progress = free_name(d, sequences[i]);
    }
}

/* -- all of them ------------------------------------------------------------------------------------------------- */

static bool is_sequence(const pgp_object *object) {
    return object->kind == &pgp_kind_sequence;
}

void pgp_rename_derived(pgp_plan *plan, pgp_arena *arena) {
    deriving d = {.plan = plan, .arena = arena};
    pgp_object **objects;
    size_t count = sorted(&d, plan->desired->objects, is_table_like, &objects);
    for (size_t i = 0; i < count; i++) {
        const pgp_object *live = pgp_model_counterpart(plan->live, objects[i]);
        if (live && is_affected(&d, live))
            rename_parts(&d, live, objects[i]);
    }
    count = sorted(&d, plan->desired->objects, is_sequence, &objects);
    rename_sequences(&d, objects, count);
}

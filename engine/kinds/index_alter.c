/*
 * What can be changed in place, of indexes and of constraints with one alike.
 */
#include "kinds/index.h"
#include "kinds/table.h"

pgp_index_storage pgp_index_storage_of(const pgp_object *object) {
    if (object->kind == &pgp_kind_index) {
        const pgp_index *index = (const pgp_index *)object;
        return (pgp_index_storage){&index->options,    &index->statistics, index->tablespace,
                                   index->attached_to, index->clustered,   index->only,
                                   index->incomplete};
    }
    const pgp_constraint *constraint = (const pgp_constraint *)object;
    return (pgp_index_storage){&constraint->options,   NULL,
                               constraint->tablespace, constraint->attached_to,
                               constraint->clustered,  constraint->only,
                               constraint->incomplete};
}

bool pgp_same_options(pgp_arena *arena, const pgp_names *a, const pgp_names *b) {
    const pgp_names x = pgp_names_sorted(arena, *a), y = pgp_names_sorted(arena, *b);
    return pgp_same_names(&x, &y);
}

bool pgp_index_has_fixed_options(pgp_arena *arena, const pgp_object *from, const pgp_object *index) {
    return pgp_is_partitioned(index->parent) &&
           !pgp_same_options(arena, pgp_index_storage_of(from).options, pgp_index_storage_of(index).options);
}

bool pgp_index_is_usual(pgp_arena *arena, const pgp_object *parent, const pgp_object *index) {
    const pgp_index_storage a = pgp_index_storage_of(parent), b = pgp_index_storage_of(index);
    return parent->kind == index->kind && pgp_index_same_type(parent, index) &&
           pgp_index_same_timing(parent, index) && pgp_same_options(arena, a.options, b.options) &&
           pgp_same(a.tablespace, b.tablespace) && pgp_index_same_order(parent, index) &&
           !(b.statistics && b.statistics->count) && pgp_index_has_usual_name(arena, index);
}

const char *pgp_index_summary(pgp_emitter *emitter, const pgp_object *index) {
    return pgp_printf(emitter->arena, "%s %s", index->kind->name, pgp_object_label(emitter->arena, index));
}

static void alter(pgp_emitter *emitter, const pgp_object *index, const char *action) {
    pgp_emit(emitter, '~', index, pgp_index_summary(emitter, index),
             pgp_printf(emitter->arena, "ALTER INDEX %s %s", pgp_index_label(emitter->arena, index), action));
}

static void set_options(pgp_emitter *emitter, const pgp_object *index, const pgp_names *from,
                        const pgp_names *to) {
    const char *reset = pgp_options_reset(emitter->arena, from, to),
               *set = pgp_options_set(emitter->arena, from, to);
    if (reset)
        alter(emitter, index, pgp_printf(emitter->arena, "RESET (%s)", reset));
    if (set)
        alter(emitter, index, pgp_printf(emitter->arena, "SET (%s)", set));
}

/* -- CLUSTER -------------------------------------------------------------------------------------------------------- */

static void cluster_on(pgp_emitter *emitter, const pgp_object *index) {
    pgp_emit(emitter, '~', index, pgp_index_summary(emitter, index),
             pgp_printf(emitter->arena, "%s CLUSTER ON %s", pgp_alter_parent(emitter, index),
                        pgp_quoted(emitter->arena, index->name)));
}

static bool is_clustered(const pgp_object *relation) {
    for (const pgp_object *child = relation->children; child; child = child->sibling) {
        bool candidate = child->kind == &pgp_kind_index || child->kind == &pgp_kind_constraint;
        if (candidate && pgp_index_storage_of(child).clustered)
            return true;
    }
    return false;
}

/* CLUSTER ON another index says it for both. */
static void set_clustered(pgp_emitter *emitter, const pgp_object *index, bool clustered) {
    if (clustered)
        cluster_on(emitter, index);
    else if (!is_clustered(index->parent))
        pgp_emit(emitter, '~', index, pgp_index_summary(emitter, index),
                 pgp_printf(emitter->arena, "%s SET WITHOUT CLUSTER", pgp_alter_parent(emitter, index)));
}

void pgp_index_finish(pgp_emitter *emitter, pgp_change *change) {
    if (change->action != PGP_ALTER && pgp_index_storage_of(change->desired).clustered)
        cluster_on(emitter, change->desired);
}

/* -- all of it -------------------------------------------------------------------------------------------------------- */

static void set_tablespace(pgp_emitter *emitter, const pgp_object *index, const char *tablespace) {
    alter(emitter, index,
          pgp_printf(emitter->arena, "SET TABLESPACE %s",
                     pgp_quoted(emitter->arena, tablespace ? tablespace : "pg_default")));
}

void pgp_index_alter_storage(pgp_emitter *emitter, const pgp_change *change, unsigned bits) {
    const pgp_index_storage from = pgp_index_storage_of(change->live),
                            to = pgp_index_storage_of(change->desired);
    const pgp_object *index = change->desired;
    if (bits & PGP_STORAGE_ATTACHED_TO)
        pgp_index_attach(emitter, index);
    if (bits & PGP_STORAGE_OPTIONS)
        set_options(emitter, index, from.options, to.options);
    if (bits & PGP_STORAGE_TABLESPACE)
        set_tablespace(emitter, index, to.tablespace);
    if (bits & PGP_STORAGE_CLUSTERED)
        set_clustered(emitter, index, to.clustered);
}

void pgp_index_fit_storage(pgp_emitter *emitter, const pgp_object *parent, const pgp_object *index) {
    const pgp_index_storage from = pgp_index_storage_of(parent), to = pgp_index_storage_of(index);
    set_options(emitter, index, from.options, to.options);
    if (!pgp_same(from.tablespace, to.tablespace))
        set_tablespace(emitter, index, to.tablespace);
}

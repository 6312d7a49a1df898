/*
 * Partitions that join or leave a table in use.
 *
 * ATTACH PARTITION looks at every row of the partition, and of the default partition, while nobody can use them, unless a
 * valid CHECK says what it wants to know. DETACH PARTITION CONCURRENTLY does not lock the parent against anybody.
 */
#include "kinds/constraint.h"
#include "kinds/table.h"
#include "plan/online.h"

#include <string.h>

static pgp_step *emit(pgp_emitter *emitter, const pgp_table *table, const char *sql) {
    return pgp_emit(
        emitter, '~', &table->object,
        pgp_printf(emitter->arena, "partition %s", pgp_sql_object(emitter->arena, &table->object)), sql);
}

static bool is_made(const pgp_object *object) {
    return object->change && (object->change->action == PGP_CREATE || object->change->action == PGP_REPLACE);
}

static bool goes_away(const pgp_object *object) {
    return object->change && (object->change->action == PGP_DROP || object->change->action == PGP_REPLACE);
}

bool pgp_partition_is_there(const pgp_emitter *emitter, const pgp_table *partition) {
    const pgp_object *live = pgp_model_counterpart(emitter->plan->live, &partition->object);
    if (live && !is_made(&partition->object))
        return pgp_same(((const pgp_table *)live)->partition_of, partition->partition_of) &&
               !pgp_table_moves(&partition->object);
    for (size_t i = 0; i < emitter->plan->step_count; i++)
        if (emitter->plan->steps[i].object == &partition->object)
            return true;
    return false;
}

/* -- joining ------------------------------------------------------------------------------------------------------------ */

/* A CHECK that stands while a partition is attached. */
typedef struct proof {
    const pgp_table *table;
    const char *name, *expression;
} proof;

typedef struct proofs {
    proof items[2]; /* the partition's, the default partition's */
    size_t count;
} proofs;

static void add_proof(const pgp_emitter *emitter, proofs *list, const pgp_table *table,
                      const char *expression) {
    list->items[list->count++] = (proof){
        table, pgp_quoted(emitter->arena, pgp_passing_name(emitter->arena, table->object.name, expression)),
        expression};
}

static bool is_default(const pgp_table *partition) {
    return strcmp(partition->partition_bound.text, "DEFAULT") == 0;
}

/* The one that is there before and after; NULL: none. */
static const pgp_table *default_partition(const pgp_emitter *emitter, const pgp_table *parent) {
    for (size_t i = 0; parent && i < parent->heirs.count; i++) {
        const pgp_table *heir = parent->heirs.items[i];
        if (is_default(heir) && !pgp_table_moves(&heir->object) &&
            pgp_model_counterpart(emitter->plan->live, &heir->object))
            return heir;
    }
    return NULL;
}

static proofs proofs_for(const pgp_emitter *emitter, const pgp_table *partition) {
    proofs list = {.count = 0};
    const pgp_model *desired = emitter->plan->desired;
    const pgp_table *parent = pgp_table_named(desired, partition->partition_of);
    const pgp_table *rest = default_partition(emitter, parent);
    const char *check = pgp_partition_check(emitter->arena, desired, partition);
    if (check && pgp_is_online(emitter, &partition->object))
        add_proof(emitter, &list, partition, check);
    if (check && rest && rest != partition && pgp_is_online(emitter, &rest->object))
        add_proof(emitter, &list, rest, pgp_printf(emitter->arena, "NOT (%s)", check));
    return list;
}

static void add_checks(pgp_emitter *emitter, const pgp_table *partition, const proofs *list) {
    for (size_t i = 0; i < list->count; i++) {
        const proof *p = &list->items[i];
        pgp_step *step = pgp_table_emit(
            emitter, p->table,
            pgp_printf(emitter->arena, "ADD CONSTRAINT %s CHECK (%s) NOT VALID", p->name, p->expression));
        pgp_emit_path(step, &partition->partition_bound);
    }
    for (size_t i = 0; i < list->count; i++)
        pgp_emit_validate(emitter, &list->items[i].table->object,
                          pgp_printf(emitter->arena, "table %s", list->items[i].table->object.name),
                          pgp_sql_object(emitter->arena, &list->items[i].table->object), list->items[i].name);
}

void pgp_partition_attach(pgp_emitter *emitter, const pgp_table *partition) {
    if (!partition->partition_of)
        return;
    pgp_partition_take_keys(emitter, partition);
    const proofs list = proofs_for(emitter, partition);
    add_checks(emitter, partition, &list);
    pgp_partition_keep_keys(emitter, partition, true);
    pgp_step *step =
        emit(emitter, partition,
             pgp_printf(emitter->arena, "ALTER TABLE %s ATTACH PARTITION %s %s", partition->partition_of,
                        pgp_sql_object(emitter->arena, &partition->object), partition->partition_bound.text));
    pgp_emit_path(step, &partition->partition_bound);
    pgp_partition_keep_keys(emitter, partition, false);
    for (size_t i = 0; i < list.count; i++)
        pgp_table_emit(emitter, list.items[i].table,
                       pgp_printf(emitter->arena, "DROP CONSTRAINT %s", list.items[i].name));
}

/* -- leaving -------------------------------------------------------------------------------------------------------------- */

/* DETACH … CONCURRENTLY is refused beside a default partition. */
static bool leaves_online(const pgp_emitter *emitter, const pgp_table *partition) {
    const pgp_table *parent = pgp_table_named(emitter->plan->live, partition->partition_of);
    if (!parent || goes_away(&parent->object) || !pgp_is_online(emitter, &parent->object))
        return false;
    for (size_t i = 0; i < parent->heirs.count; i++)
        if (is_default(parent->heirs.items[i]) &&
            (parent->heirs.items[i] == partition || !parent->heirs.items[i]->released))
            return false;
    return true;
}

/* The server leaves a CHECK in place of the bound (DetachAddConstraintIfNeeded), under a name of its choice. */
static void drop_left_check(pgp_emitter *emitter, const pgp_table *partition) {
    pgp_arena *arena = emitter->arena;
    const char *table = pgp_sql_object(arena, &partition->object);
    pgp_text known = pgp_text_new(arena);
    for (const pgp_object *part = partition->object.children; part; part = part->sibling)
        if (part->kind == &pgp_kind_constraint) {
            pgp_text_next(&known, ", ");
            pgp_sql_literal(&known, part->name);
        }
    const char *body = pgp_printf(
        arena,
        "DECLARE\n    left_behind name;\nBEGIN\n    FOR left_behind IN\n        SELECT conname FROM "
        "pg_catalog.pg_constraint\n        WHERE contype = 'c' AND conrelid = %s::pg_catalog.regclass AND "
        "conname "
        "<> ALL (ARRAY[%s]::name[])\n    LOOP\n        EXECUTE pg_catalog.format('ALTER TABLE %%s DROP "
        "CONSTRAINT %%I', "
        "%s, left_behind);\n    END LOOP;\nEND",
        pgp_literal(arena, table), known.data, pgp_literal(arena, table));
    emit(emitter, partition, pgp_printf(arena, "DO %s", pgp_literal(arena, body)));
}

/* Half detached, it is not detached again but brought to its end: then the check says so. That takes that it was begun. */
static const char *finish_detaching(pgp_arena *arena, const char *head, const char *table) {
    const char *body = pgp_printf(
        arena,
        "BEGIN\n    IF EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = "
        "pg_catalog.to_regclass(%s) AND inhdetachpending) THEN\n        %s FINALIZE;\n    END IF;\nEND",
        pgp_literal(arena, table), head);
    return pgp_printf(arena, "DO %s", pgp_literal(arena, body));
}

static void leave_concurrently(pgp_emitter *emitter, const pgp_table *partition) {
    pgp_arena *arena = emitter->arena;
    const char *table = pgp_sql_object(arena, &partition->object);
    const char *head =
        pgp_printf(arena, "ALTER TABLE %s DETACH PARTITION %s", partition->partition_of, table);
    pgp_step *step = emit(emitter, partition, pgp_printf(arena, "%s CONCURRENTLY", head));
    step->no_transaction = true;
    step->check = pgp_printf(arena,
                             "SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = "
                             "pg_catalog.to_regclass(%s))",
                             pgp_literal(arena, table));
    step->cleanup = finish_detaching(arena, head, table);
}

void pgp_partition_detach(pgp_emitter *emitter, const pgp_table *partition, bool for_good) {
    const char *table = pgp_sql_object(emitter->arena, &partition->object);
    if (for_good && leaves_online(emitter, partition)) {
        leave_concurrently(emitter, partition);
        drop_left_check(emitter, partition);
        return;
    }
    emit(emitter, partition,
         pgp_printf(emitter->arena, "ALTER TABLE %s DETACH PARTITION %s", partition->partition_of, table));
}

void pgp_partition_leave_before_drop(pgp_emitter *emitter, pgp_table *partition) {
    if (!partition->partition_of || partition->released || emitter->change->action != PGP_DROP ||
        !leaves_online(emitter, partition))
        return;
    partition->released = true;
    leave_concurrently(emitter, partition);
}

/*
 * Checks and foreign keys of tables in use.
 */
#include "kinds/constraint.h"
#include "kinds/table.h"
#include "plan/online.h"

/* A parent takes no heir whose check is NOT VALID. */
static bool can_wait(const pgp_emitter *emitter, const pgp_constraint *constraint) {
    bool checks_rows =
        pgp_constraint_is(constraint, "foreign key") ||
        (pgp_constraint_is(constraint, "check") && !pgp_table_moves(constraint->object.parent) &&
         !pgp_table_is_attached_late(emitter->plan, constraint->object.parent));
    return checks_rows && !constraint->not_valid && !constraint->not_enforced &&
           constraint->object.parent->kind == &pgp_kind_table && pgp_is_online(emitter, &constraint->object);
}

bool pgp_constraint_is_validated_later(const pgp_emitter *emitter, const pgp_constraint *constraint) {
    return can_wait(emitter, constraint) && !pgp_constraint_goes_by_partition(emitter, constraint);
}

/* From 18 on partitioned tables have foreign keys that are NOT VALID. */
bool pgp_constraint_goes_by_partition(const pgp_emitter *emitter, const pgp_constraint *constraint) {
    return pgp_constraint_is(constraint, "foreign key") && emitter->server_version < 180000 &&
           can_wait(emitter, constraint) &&
           ((const pgp_table *)constraint->object.parent)->partition_key.text;
}

static const char *summary_of(pgp_emitter *emitter, const pgp_constraint *constraint,
                              const pgp_table *partition) {
    return pgp_printf(emitter->arena, "%s of %s", pgp_index_summary(emitter, &constraint->object),
                      pgp_sql_object(emitter->arena, &partition->object));
}

static void add(pgp_emitter *emitter, const pgp_constraint *constraint, const pgp_table *partition) {
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "ALTER TABLE %s ADD ", pgp_sql_object(emitter->arena, &partition->object));
    pgp_constraint_sql(&sql, constraint);
    pgp_text_add(&sql, " NOT VALID");
    pgp_emit(emitter, '+', &constraint->object, summary_of(emitter, constraint, partition), sql.data);
}

static void check(pgp_emitter *emitter, const pgp_constraint *constraint, const pgp_table *partition) {
    pgp_emit_validate(emitter, &constraint->object, summary_of(emitter, constraint, partition),
                      pgp_sql_object(emitter->arena, &partition->object),
                      pgp_quoted(emitter->arena, constraint->object.name));
}

/* Two rounds: added to all, then checked one by one. */
static void make_of_partitions(pgp_emitter *emitter, const pgp_constraint *constraint, const pgp_table *table,
                               bool adding) {
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_table *partition = table->heirs.items[i];
        if (!pgp_partition_is_there(emitter, partition))
            continue;
        if (partition->partition_key.text)
            make_of_partitions(emitter, constraint, partition, adding);
        else if (adding)
            add(emitter, constraint, partition);
        else
            check(emitter, constraint, partition);
    }
}

/* Valid ones are taken into the one of the whole table without another look. */
void pgp_constraint_make_by_partition(pgp_emitter *emitter, const pgp_constraint *constraint) {
    const pgp_table *table = (const pgp_table *)constraint->object.parent;
    pgp_release_heirs(emitter, constraint->object.parent);
    make_of_partitions(emitter, constraint, table, true);
    make_of_partitions(emitter, constraint, table, false);
    pgp_constraint_make(emitter, constraint, false, false);
}

/* -- of a partition that joins ----------------------------------------------------------------------------------------- */

static bool has_one_like(const pgp_table *partition, const pgp_constraint *key) {
    for (const pgp_object *part = partition->object.children; part; part = part->sibling) {
        const pgp_constraint *own = (const pgp_constraint *)part;
        if (part->kind == &pgp_kind_constraint &&
            (pgp_same(part->name, key->object.name) ||
             (own->referenced && pgp_same_names(&own->columns, &key->columns))))
            return true;
    }
    return false;
}

/* One between partitions of the same table looks for rows in the one that joins. */
static bool is_taken_over(const pgp_constraint *key, const pgp_table *partition) {
    return key->referenced && !key->not_valid && !key->not_enforced &&
           !pgp_same(key->referenced, partition->partition_of) && !has_one_like(partition, key);
}

void pgp_partition_take_keys(pgp_emitter *emitter, const pgp_table *partition) {
    const pgp_model *desired = emitter->plan->desired;
    if (partition->partition_key.text || !pgp_is_online(emitter, &partition->object))
        return;
    const pgp_table *parent = pgp_table_named(desired, partition->partition_of);
    for (; parent; parent = pgp_table_named(desired, parent->partition_of))
        for (const pgp_object *part = parent->object.children; part; part = part->sibling) {
            const pgp_constraint *key = (const pgp_constraint *)part;
            if (part->kind != &pgp_kind_constraint || !is_taken_over(key, partition))
                continue;
            add(emitter, key, partition);
            check(emitter, key, partition);
        }
}

/*
 * "Free" changes of a column's type that are not: no row is written, but a check is looked at again, or an index built again,
 * while nobody can use the table.
 */
#include "kinds/index.h"
#include "kinds/table.h"
#include "plan/online.h"

bool pgp_column_is_retyped(const pgp_change *change) {
    const pgp_object *live = change ? change->live : NULL;
    if (!live || change->action != PGP_ALTER || live->kind != &pgp_kind_column || change->retyped ||
        live->parent->kind != &pgp_kind_table)
        return false;
    const pgp_column *from = (const pgp_column *)live, *to = (const pgp_column *)change->desired;
    return !pgp_same(from->type, to->type) || !pgp_same(from->collation, to->collation);
}

/* Heirs change with their parents: those stay plain. */
bool pgp_column_stands_alone(const pgp_column *column) {
    const pgp_table *table = (const pgp_table *)column->object.parent;
    return !column->inherited && !table->heirs.count && !table->partition_of;
}

bool pgp_column_writes_rows(pgp_emitter *emitter, pgp_change *change) {
    const pgp_column *from = (const pgp_column *)change->live, *to = (const pgp_column *)change->desired;
    if (change->retyping == PGP_NOT_ASKED) {
        const char *sql =
            pgp_printf(emitter->arena, "%s ALTER COLUMN %s %s", pgp_alter_parent(emitter, &from->object),
                       pgp_quoted(emitter->arena, from->object.name), pgp_column_type_sql(emitter, from, to));
        change->retyping = pgp_plain_cost(emitter, sql, "").rewrites ? PGP_WRITES_ROWS : PGP_FREE;
    }
    return change->retyping == PGP_WRITES_ROWS;
}

static bool has_expressions(const pgp_index *index) {
    for (size_t i = 0; i < index->keys.count; i++)
        if (index->keys.items[i].expression.text)
            return true;
    return index->predicate.text != NULL;
}

static bool is_disturbed(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to,
                         const pgp_object *dependent) {
    if (dependent->kind == &pgp_kind_constraint)
        return pgp_constraint_is((const pgp_constraint *)dependent, "check") &&
               !((const pgp_constraint *)dependent)->not_valid;
    return dependent->kind == &pgp_kind_index &&
           (has_expressions((const pgp_index *)dependent) || !pgp_same(from->collation, to->collation) ||
            !pgp_keeps_indexes(emitter, from->type, to->type));
}

bool pgp_column_is_retyped_apart(pgp_emitter *emitter, pgp_change *change, const pgp_object *dependent) {
    if (!pgp_column_is_retyped(change) || dependent->parent != change->live->parent)
        return false;
    const pgp_column *from = (const pgp_column *)change->live, *to = (const pgp_column *)change->desired;
    return pgp_is_online(emitter, &from->object) && pgp_column_stands_alone(from) &&
           is_disturbed(emitter, from, to, dependent) && !pgp_column_writes_rows(emitter, change);
}

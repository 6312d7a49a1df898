/*
 * Heirs leave parents and join others.
 *
 * A column that loses its last parent becomes the heir's own for ever (pg_attribute.attislocal: no statement takes that back), and
 * a check constraint, too. What is inherited before and after has a parent for the time between: an empty table, dropped again.
 */
#include "kinds/index.h"
#include "kinds/table.h"
#include "plan/online.h"

#include <string.h>

/* -- which --------------------------------------------------------------------------------------------------------- */

/* Parents are in the order in which they were joined: those stay that the desired ones start with. */
static size_t kept_parents(const pgp_table *live, const pgp_table *desired) {
    size_t kept = 0;
    for (size_t i = 0; i < live->inherits.count && kept < desired->inherits.count; i++)
        kept += strcmp(live->inherits.items[i], desired->inherits.items[kept]) == 0;
    return kept;
}

bool pgp_leaves_parent(const pgp_table *live, const pgp_table *desired, const char *parent) {
    for (size_t i = 0, kept = kept_parents(live, desired); i < kept; i++)
        if (strcmp(desired->inherits.items[i], parent) == 0)
            return false;
    return pgp_names_has(&live->inherits, parent);
}

/* -- between parents --------------------------------------------------------------------------------------------------- */

typedef struct crossing {
    pgp_emitter *emitter;
    const pgp_table *live, *desired;
} crossing;

static bool a_kept_parent_has(const crossing *c, const pgp_object *part) {
    for (size_t i = 0; i < c->live->parents.count; i++) {
        const pgp_object *parent = &c->live->parents.items[i]->object;
        if (pgp_child(parent, part->kind, part->name) &&
            !pgp_leaves_parent(c->live, c->desired, pgp_sql_object(c->emitter->arena, parent)))
            return true;
    }
    return false;
}

static bool is_only_inherited(const pgp_object *part) {
    const pgp_column *column = (const pgp_column *)part;
    const pgp_constraint *check = (const pgp_constraint *)part;
    if (part->kind == &pgp_kind_column)
        return column->inherited && !column->local && !column->generated;
    return part->kind == &pgp_kind_constraint && pgp_constraint_is(check, "check") && !check->local &&
           !check->not_valid && !check->not_enforced;
}

/* What a parent has a say in changes in heirs only with the parent. */
static bool changes_alone(const pgp_object *part) {
    const uint64_t own = PGP_BIT(PGP_COLUMN_DEFAULT) | PGP_BIT(PGP_COLUMN_STORAGE) |
                         PGP_BIT(PGP_COLUMN_STATISTICS) | PGP_BIT(PGP_COLUMN_OPTIONS) |
                         PGP_BIT(PGP_COLUMN_NOT_NULL_NAME);
    const pgp_change *change = part->change;
    return !change ||
           (part->kind == &pgp_kind_column && change->action == PGP_ALTER && !(change->changed & ~own));
}

static bool needs_parent(const crossing *c, const pgp_object *part) {
    const pgp_object *same = pgp_child(&c->desired->object, part->kind, part->name);
    return is_only_inherited(part) && changes_alone(part) && same && is_only_inherited(same) &&
           !a_kept_parent_has(c, part);
}

static pgp_table *passing_parent(const crossing *c) {
    pgp_table *parent = PGP_NEW(c->emitter->arena, pgp_table);
    *parent = *c->live;
    parent->object.name = pgp_passing_name(c->emitter->arena, c->live->object.name, "INHERITS");
    return parent;
}

/* Under a parent's NOT NULL the heir's could not be renamed. */
static pgp_column passing_column(const pgp_column *column) {
    pgp_column passing = *column;
    const pgp_change *change = column->object.change;
    passing.not_null = column->not_null && !(change && PGP_CHANGED(change, PGP_COLUMN_NOT_NULL_NAME));
    return passing;
}

static size_t add_columns(const crossing *c, pgp_text *sql) {
    size_t count = 0;
    for (const pgp_object *part = c->live->object.children; part; part = part->sibling) {
        if (part->kind != &pgp_kind_column || !needs_parent(c, part))
            continue;
        pgp_column column = passing_column((const pgp_column *)part);
        pgp_text_add(sql, count++ ? ", " : "");
        pgp_column_sql(c->emitter, sql, &column, false, false);
    }
    return count;
}

static void add_checks(const crossing *c, pgp_table *parent) {
    for (const pgp_object *part = c->live->object.children; part; part = part->sibling) {
        if (part->kind != &pgp_kind_constraint || !needs_parent(c, part))
            continue;
        pgp_constraint *check = PGP_NEW(c->emitter->arena, pgp_constraint);
        *check = *(const pgp_constraint *)part;
        check->object.parent = &parent->object;
        pgp_constraint_make(c->emitter, check, false, false);
    }
}

static bool join_passing_parent(const crossing *c) {
    pgp_arena *arena = c->emitter->arena;
    pgp_table *parent = passing_parent(c);
    const char *name = pgp_sql_object(arena, &parent->object);
    pgp_text sql = pgp_text_new(arena);
    pgp_text_addf(&sql, "CREATE TABLE %s (", name);
    if (!add_columns(c, &sql))
        return false;
    pgp_text_add(&sql, ")");
    pgp_emit(c->emitter, '~', &c->live->object, pgp_printf(arena, "table %s", name), sql.data);
    add_checks(c, parent);
    pgp_table_emit(c->emitter, c->live, pgp_printf(arena, "INHERIT %s", name));
    return true;
}

static void leave_passing_parent(const crossing *c) {
    pgp_arena *arena = c->emitter->arena;
    pgp_table *parent = passing_parent(c);
    const char *name = pgp_sql_object(arena, &parent->object);
    pgp_table_emit(c->emitter, c->desired, pgp_printf(arena, "NO INHERIT %s", name));
    pgp_emit(c->emitter, '~', &c->desired->object, pgp_printf(arena, "table %s", name),
             pgp_printf(arena, "DROP TABLE %s", name));
}

/* -- statements -------------------------------------------------------------------------------------------------------- */

void pgp_leave_parents(pgp_emitter *emitter, pgp_table *live, const pgp_table *desired) {
    if (live->released)
        return;
    live->released = true;
    if (desired)
        live->between_parents = join_passing_parent(&(crossing){emitter, live, desired});
    for (size_t i = 0; i < live->inherits.count; i++)
        if (!desired || pgp_leaves_parent(live, desired, live->inherits.items[i]))
            pgp_table_emit(emitter, live,
                           pgp_printf(emitter->arena, "NO INHERIT %s", live->inherits.items[i]));
}

void pgp_join_parents(pgp_emitter *emitter, const pgp_table *live, const pgp_table *desired) {
    for (size_t i = live ? kept_parents(live, desired) : 0; i < desired->inherits.count; i++)
        pgp_table_emit(emitter, desired,
                       pgp_printf(emitter->arena, "INHERIT %s", desired->inherits.items[i]));
    if (live && live->between_parents)
        leave_passing_parent(&(crossing){emitter, live, desired});
}

/* -- what no statement brings about ------------------------------------------------------------------------------------ */

static bool stays_own(const pgp_column *live, const pgp_column *desired) {
    const pgp_table *table = (const pgp_table *)desired->object.parent;
    return live->local && !live->inherited && desired->inherited && !desired->local && !table->partition_of &&
           !pgp_is_made(&table->object) && !pgp_is_made(&desired->object);
}

static void note_own_columns_of(pgp_context *context, const pgp_model *live, const pgp_object *table) {
    for (const pgp_object *o = table->children; o; o = o->sibling) {
        const pgp_object *there = o->kind == &pgp_kind_column ? pgp_model_counterpart(live, o) : NULL;
        if (there && stays_own((const pgp_column *)there, (const pgp_column *)o))
            pgp_note_add(
                context, table->where.file ? &table->where : NULL,
                "column %s of %s stays its own beside what it inherits: no statement takes that away. "
                "Dropping it from the parent will leave it there",
                pgp_quoted(context->arena, o->name), pgp_sql_object(context->arena, table));
    }
}

void pgp_note_own_columns(pgp_context *context, const pgp_plan *plan) {
    for (const pgp_object *o = plan->desired->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_table && ((const pgp_table *)o)->inherits.count)
            note_own_columns_of(context, plan->live, o);
}

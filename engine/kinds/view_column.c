/*
 * Stand-ins for columns of views (kinds/view.h).
 */
#include "kinds/ddl.h"
#include "kinds/reading.h"
#include "kinds/table.h"
#include "kinds/view.h"

#include <string.h>

pgp_object *pgp_view_column(pgp_model *model, pgp_object *view, const char *name) {
    pgp_object *found = pgp_child(view, &pgp_kind_column, name);
    if (found)
        return found;
    pgp_column *column = pgp_object_new(model, &pgp_kind_column, NULL, name);
    column->object.parent = view;
    column->object.where = view->where;
    column->statistics = -1;
    column->local = true;
    pgp_model_add(model, &column->object);
    return &column->object;
}

static bool may_have(const pgp_object *view, const char *name) {
    const pgp_names *columns = &((const pgp_view *)view)->columns;
    bool complete = ((const pgp_view *)view)->column_types.count > 0;
    for (size_t i = 0; i < columns->count; i++)
        if (strcmp(columns->items[i], name) == 0)
            return true;
    return !complete;
}

/* A statement may set what the column's type has anyway. */
static const char *type_storage(const pgp_view *view, const char *column) {
    for (size_t i = 0; view->type_storages && view->type_storages[i] && i < view->columns.count; i++)
        if (strcmp(view->columns.items[i], column) == 0)
            return pgp_storage_of(view->type_storages[i]);
    return NULL;
}

static void copy_missing(const pgp_object *from, pgp_model *model, pgp_object *to) {
    for (const pgp_object *child = from->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column && may_have(to, child->name)) {
            pgp_column *column = (pgp_column *)pgp_view_column(model, to, child->name);
            column->type_storage = type_storage((const pgp_view *)to, child->name);
        }
}

void pgp_view_settle(pgp_model *live, pgp_model *desired) {
    for (pgp_object *view = live->objects; view; view = view->sibling) {
        pgp_object *other = pgp_is_view(view) ? pgp_model_counterpart(desired, view) : NULL;
        if (!other || other->kind != view->kind)
            continue;
        copy_missing(view, desired, other);
        copy_missing(other, live, view);
    }
}

static void drop(pgp_plan *plan, pgp_arena *arena, pgp_object *live) {
    pgp_change *change = live->change;
    if (!change)
        change = pgp_change_add(plan, arena, PGP_DROP, live, NULL);
    if (change->desired)
        change->desired->change = NULL;
    change->action = PGP_DROP;
    change->desired = NULL;
    for (pgp_object *child = live->children; child; child = child->sibling)
        drop(plan, arena, child);
}

void pgp_view_drop_columns(pgp_plan *plan, pgp_arena *arena) {
    for (size_t i = 0, count = plan->change_count; i < count; i++) {
        const pgp_change *change = plan->changes[i];
        if (change->action != PGP_ALTER || !pgp_is_view(change->live))
            continue;
        for (pgp_object *child = change->live->children; child; child = child->sibling) {
            if (child->kind != &pgp_kind_column || may_have(change->desired, child->name))
                continue;
            pgp_object *stand_in = pgp_child(change->desired, &pgp_kind_column, child->name);
            drop(plan, arena, child);
            if (stand_in)
                pgp_model_remove(plan->desired, stand_in);
        }
    }
}

/* -- statements ---------------------------------------------------------------------------------------- */

static pgp_step *emit_action(pgp_emitter *emitter, char sign, const pgp_object *column, const char *action) {
    const pgp_object *view = column->parent;
    char *sql =
        pgp_printf(emitter->arena, "ALTER %s %s ALTER COLUMN %s %s", view->kind->sql,
                   pgp_sql_object(emitter->arena, view), pgp_quoted(emitter->arena, column->name), action);
    char *summary = pgp_printf(emitter->arena, "column %s", pgp_object_label(emitter->arena, column));
    return pgp_emit(emitter, sign, column, summary, sql);
}

static void emit_default(pgp_emitter *emitter, char sign, const pgp_column *column) {
    if (!column->default_value.text) {
        emit_action(emitter, sign, &column->object, "DROP DEFAULT");
        return;
    }
    char *action = pgp_printf(emitter->arena, "SET DEFAULT %s", column->default_value.text);
    pgp_emit_path(emit_action(emitter, sign, &column->object, action), &column->default_value);
}

static void emit_statistics(pgp_emitter *emitter, char sign, const pgp_column *column) {
    emit_action(emitter, sign, &column->object,
                pgp_printf(emitter->arena, "SET STATISTICS %lld", (long long)column->statistics));
}

static void emit_word(pgp_emitter *emitter, char sign, const pgp_column *column, const char *what,
                      const char *word) {
    emit_action(emitter, sign, &column->object, pgp_printf(emitter->arena, "SET %s %s", what, word));
}

static void emit_options(pgp_emitter *emitter, char sign, const pgp_names *from, const pgp_column *to) {
    const char *reset = pgp_options_reset(emitter->arena, from, &to->options);
    const char *set = pgp_options_set(emitter->arena, from, &to->options);
    if (reset)
        emit_action(emitter, sign, &to->object, pgp_printf(emitter->arena, "RESET (%s)", reset));
    if (set)
        emit_action(emitter, sign, &to->object, pgp_printf(emitter->arena, "SET (%s)", set));
}

void pgp_view_column_create(pgp_emitter *emitter, pgp_object *object) {
    const pgp_column *column = (const pgp_column *)object;
    if (column->default_value.text)
        emit_default(emitter, '+', column);
    if (column->statistics >= 0)
        emit_statistics(emitter, '+', column);
    if (column->storage)
        emit_word(emitter, '+', column, "STORAGE", column->storage);
    if (column->compression)
        emit_word(emitter, '+', column, "COMPRESSION", column->compression);
    emit_options(emitter, '+', &(pgp_names){0}, column);
}

/* The type's own storage is called DEFAULT from 16 on only. */
static const char *storage_of(const pgp_column *live, const pgp_column *desired) {
    return desired->storage ? desired->storage : live->type_storage ? live->type_storage : "DEFAULT";
}

static void alter_property(pgp_emitter *emitter, size_t offset, const pgp_column *live,
                           const pgp_column *desired) {
    if (offset == offsetof(pgp_column, default_value))
        emit_default(emitter, '~', desired);
    else if (offset == offsetof(pgp_column, statistics))
        emit_statistics(emitter, '~', desired);
    else if (offset == offsetof(pgp_column, storage))
        emit_word(emitter, '~', desired, "STORAGE", storage_of(live, desired));
    else if (offset == offsetof(pgp_column, compression))
        emit_word(emitter, '~', desired, "COMPRESSION",
                  desired->compression ? desired->compression : "default");
    else if (offset == offsetof(pgp_column, options))
        emit_options(emitter, '~', &live->options, desired);
}

void pgp_view_column_alter(pgp_emitter *emitter, pgp_change *change) {
    for (size_t i = 0; i < pgp_kind_column.property_count; i++)
        if (PGP_CHANGED(change, i))
            alter_property(emitter, pgp_kind_column.properties[i].offset, (const pgp_column *)change->live,
                           (const pgp_column *)change->desired);
}

/*
 * Replacing a type or collation that columns have, without touching their tables otherwise.
 *
 * The server can neither drop a type that columns have nor take labels from an enum; collations it cannot change at all. So the old type gives up its name,
 * the new one is made, the columns move over and the old one goes. Views, functions, constraints and indexes that
 * need the type are dropped and made again around this by the diff, as for anything that is replaced.
 */
#include "kinds/ddl.h"
#include "kinds/table.h"
#include "kinds/type.h"
#include "kinds/view.h"

#include <string.h>

static const char *retired_name(pgp_arena *arena, const char *name) {
    return pgp_object_name(arena, name, NULL, "old");
}

static bool is_type_or_array(const char *type, const char *name) {
    size_t size = strlen(name);
    return type && strncmp(type, name, size) == 0 && (!type[size] || strcmp(type + size, "[]") == 0);
}

/* A column of a range's multirange type is in its way as well. */
static bool is_of_multirange(pgp_arena *arena, const char *type, const pgp_object *range) {
    return range->kind == &pgp_kind_range &&
           is_type_or_array(type,
                            pgp_quoted2(arena, range->schema, ((const pgp_range *)range)->multirange_type));
}

bool pgp_is_of_type(pgp_arena *arena, const pgp_column *column, const pgp_object *type) {
    bool is_type =
        type->kind->space == PGP_SPACE_TYPE || type->kind == &pgp_kind_composite || pgp_is_view(type);
    if (type->kind == &pgp_kind_collation)
        return pgp_same(column->collation, pgp_sql_object(arena, type));
    return is_type && (is_type_or_array(column->type, pgp_sql_object(arena, type)) ||
                       is_of_multirange(arena, column->type, type));
}

static bool gives_up_name(const pgp_object *object) {
    return object->kind->retire == pgp_type_retire && object->kind != &pgp_kind_collation;
}

pgp_object *pgp_type_before(const pgp_model *live, const pgp_object *desired) {
    bool takes = gives_up_name(desired) || desired->kind == &pgp_kind_base_type;
    pgp_object *found = takes && !(desired->flags & (PGP_OBJECT_IMPLIED | PGP_OBJECT_MEMBER))
                            ? pgp_model_namesake(live, desired)
                            : NULL;
    return found && found->kind != desired->kind && gives_up_name(found) ? found : NULL;
}

static bool is_dropped(const pgp_object *object) {
    for (; object; object = object->parent)
        if (object->change && (object->change->action == PGP_REPLACE || object->change->action == PGP_DROP))
            return true;
    return false;
}

/* Before anything is made; a composite type that columns have only gives up its name. */
static bool is_dropped_early(const pgp_emitter *emitter, const pgp_object *object) {
    const pgp_object *top = pgp_object_top(object);
    if (top->kind == &pgp_kind_composite && top->change && top->change->action == PGP_REPLACE)
        return !pgp_type_in_use(emitter, top);
    for (; object; object = object->parent) {
        const pgp_change *change = object->change;
        if (change && (change->action == PGP_REPLACE || (change->action == PGP_DROP && change->early)))
            return true;
    }
    return false;
}

static bool has_left(const pgp_emitter *emitter, const pgp_table *heir, const pgp_table *parent) {
    return heir->released && pgp_table_leaves(emitter, &heir->object, &parent->object);
}

/* Columns of children and partitions follow those of their parents, unless these are made again or left by now. */
static bool follows_parent(const pgp_emitter *emitter, const pgp_column *column) {
    const pgp_table *heir = (const pgp_table *)column->object.parent;
    if (heir->object.kind != &pgp_kind_table || !column->inherited)
        return false;
    for (size_t i = 0; i < heir->parents.count; i++) {
        const pgp_column *above = pgp_table_column(heir->parents.items[i], column->object.name);
        if (above && !is_dropped(&above->object) && !has_left(emitter, heir, heir->parents.items[i]))
            return true;
    }
    return false;
}

static const pgp_column *column_with(const pgp_emitter *emitter, const pgp_object *object,
                                     const pgp_object *type) {
    if (object->kind != &pgp_kind_column || object->parent->flags & PGP_OBJECT_MEMBER)
        return NULL;
    const pgp_column *column = (const pgp_column *)object;
    bool owns = object->parent->kind == &pgp_kind_table || object->parent->kind == &pgp_kind_composite;
    return owns && pgp_is_of_type(emitter->arena, column, type) && !follows_parent(emitter, column) ? column
                                                                                                    : NULL;
}

/* A domain over it that gives up its name as well, or is not wanted any more. */
static bool is_domain_in_use(const pgp_emitter *emitter, const pgp_object *object, const pgp_object *base) {
    const pgp_change *change = object->kind == &pgp_kind_domain ? object->change : NULL;
    bool is_left =
        change && (change->action == PGP_REPLACE || (change->action == PGP_DROP && !change->early));
    return is_left &&
           pgp_same(((const pgp_domain *)object)->base_type, pgp_sql_object(emitter->arena, base)) &&
           pgp_type_in_use(emitter, object);
}

bool pgp_type_in_use(const pgp_emitter *emitter, const pgp_object *type) {
    pgp_walk walk = pgp_walk_start(emitter->plan->live);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        if ((column_with(emitter, o, type) && !is_dropped_early(emitter, o)) ||
            is_domain_in_use(emitter, o, type))
            return true;
    return false;
}

static bool is_replaced(const pgp_emitter *emitter) {
    return emitter->change && emitter->change->action == PGP_REPLACE;
}

/* Then all that is left of a value is its text. */
static bool changes_kind(const pgp_change *change) {
    return change->live->kind != change->desired->kind;
}

static bool stays_composite(const pgp_change *change) {
    return change->desired->kind == &pgp_kind_composite && !changes_kind(change);
}

/* -- the old type --------------------------------------------------------------------------------------- */

/* The labels or attributes by name; the other types have no parts. */
static const pgp_names *parts_of(const pgp_object *type) {
    static const pgp_names none;
    if (type->kind == &pgp_kind_enum)
        return &((const pgp_enum *)type)->labels;
    return type->kind == &pgp_kind_composite ? &((const pgp_composite *)type)->attributes : &none;
}

static bool loses_part(const pgp_change *change) {
    const pgp_names *live = parts_of(change->live), *desired = parts_of(change->desired);
    for (size_t i = 0; !changes_kind(change) && i < live->count; i++)
        if (!pgp_names_has(desired, live->items[i]))
            return true;
    return false;
}

/* Another name that belongs to the type: `kind` says of what, `args` are a function's. */
static void retire_name(pgp_emitter *emitter, const pgp_object *type, const char *kind, const char *name,
                        const char *args) {
    pgp_arena *arena = emitter->arena;
    pgp_emit(emitter, '~', type, pgp_type_summary(emitter, type),
             pgp_printf(arena, "ALTER %s %s%s RENAME TO %s", kind, pgp_quoted2(arena, type->schema, name),
                        args, pgp_quoted(arena, retired_name(arena, name))));
}

/* A range type's multirange type and constructors have names of their own, which the new type may want: the functions where
 * the arguments are the same. */
static void retire_parts(pgp_emitter *emitter, const pgp_change *change) {
    const pgp_range *range = (const pgp_range *)change->live;
    if (range->object.kind != &pgp_kind_range)
        return;
    retire_name(emitter, &range->object, "TYPE", range->multirange_type, "");
    retire_name(emitter, &range->object, "FUNCTION", range->multirange_type, "()");
    if (changes_kind(change) || !pgp_same(range->subtype, ((const pgp_range *)change->desired)->subtype))
        return;
    const char *of = range->subtype;
    retire_name(emitter, &range->object, "FUNCTION", range->object.name,
                pgp_printf(emitter->arena, "(%s, %s)", of, of));
    retire_name(emitter, &range->object, "FUNCTION", range->object.name,
                pgp_printf(emitter->arena, "(%s, %s, text)", of, of));
}

void pgp_type_drop(pgp_emitter *emitter, const pgp_object *type) {
    const char *name = pgp_sql_object(emitter->arena, type);
    if (!is_replaced(emitter) || !pgp_type_in_use(emitter, type)) {
        pgp_emit(emitter, '-', type, pgp_type_summary(emitter, type),
                 pgp_printf(emitter->arena, "DROP %s %s", type->kind->sql, name));
        return;
    }
    const char *retired = pgp_quoted(emitter->arena, retired_name(emitter->arena, type->name));
    pgp_step *step =
        pgp_emit(emitter, '~', type, pgp_type_summary(emitter, type),
                 pgp_printf(emitter->arena, "ALTER %s %s RENAME TO %s", type->kind->sql, name, retired));
    if (loses_part(emitter->change))
        pgp_emit_destroys(emitter, step,
                          pgp_printf(emitter->arena, "%s of %s",
                                     type->kind == &pgp_kind_enum ? "labels" : "attributes",
                                     pgp_type_summary(emitter, type)));
    retire_parts(emitter, emitter->change);
}

/* -- the columns ---------------------------------------------------------------------------------------- */

/* " COLLATE …" where the column says its own, which another type alone would not leave. */
static const char *own_collation(pgp_arena *arena, const pgp_column *column) {
    return column->collation ? pgp_printf(arena, " COLLATE %s", column->collation) : "";
}

static void move_attribute(pgp_emitter *emitter, const pgp_column *column) {
    const pgp_object *composite = column->object.parent;
    pgp_emit(emitter, '~', composite, pgp_type_summary(emitter, composite),
             pgp_printf(emitter->arena, "ALTER TYPE %s ALTER ATTRIBUTE %s TYPE %s%s CASCADE",
                        pgp_sql_object(emitter->arena, composite),
                        pgp_quoted(emitter->arena, column->object.name), column->type,
                        own_collation(emitter->arena, column)));
}

/* Attributes by name: their number and order may change. */
static void add_row(pgp_text *sql, const pgp_change *change, const char *column) {
    const char *separator = "";
    pgp_text_addf(sql, "CASE WHEN %s IS DISTINCT FROM NULL THEN ROW(", column);
    for (pgp_object *child = change->desired->children; child; child = child->sibling) {
        if (child->kind != &pgp_kind_column)
            continue;
        const char *name = pgp_quoted(sql->arena, child->name);
        pgp_text_add(sql, separator);
        if (pgp_child(change->live, &pgp_kind_column, child->name))
            pgp_text_addf(sql, "(%s).%s::text::%s", column, name, ((const pgp_column *)child)->type);
        else
            pgp_text_add(sql, "NULL");
        separator = ", ";
    }
    pgp_text_addf(sql, ")::%s END", pgp_sql_object(sql->arena, change->desired));
}

/* Labels of an enum convert through text only, which does for the others, too. */
static void add_conversion(pgp_text *sql, const pgp_change *change, const char *column, const char *to) {
    pgp_text_add(sql, " USING ");
    if (stays_composite(change) && !strstr(to, "[]"))
        add_row(sql, change, column);
    else
        pgp_text_addf(sql, "%s::text::%s", column, to);
}

/* Elements of an array go through text, which knows attributes by place alone. */
static bool shifts_elements(const pgp_change *change, const char *to) {
    return stays_composite(change) && strstr(to, "[]") &&
           !pgp_same_names(parts_of(change->live), parts_of(change->desired));
}

/* A default is bound to the old type: it goes and the wanted one comes. */
static void move_column(pgp_emitter *emitter, const pgp_column *column) {
    pgp_arena *arena = emitter->arena;
    const char *to = column->type;
    const pgp_column *desired =
        (const pgp_column *)pgp_model_counterpart(emitter->plan->desired, &column->object);
    const char *name = pgp_quoted(arena, column->object.name);
    bool released = column->object.change && column->object.change->release_default;
    bool has_default = column->default_value.text && !column->generated && !released;
    const pgp_sql *next =
        has_default && desired && desired->default_value.text ? &desired->default_value : NULL;
    pgp_text sql = pgp_text_new(arena);
    bool foreign = pgp_is_foreign(column->object.parent);
    pgp_text_addf(&sql, "ALTER %sTABLE %s", foreign ? "FOREIGN " : "",
                  pgp_sql_object(arena, column->object.parent));
    if (has_default)
        pgp_text_addf(&sql, " ALTER COLUMN %s DROP DEFAULT,", name);
    pgp_text_addf(&sql, " ALTER COLUMN %s TYPE %s%s", name, to, own_collation(arena, column));
    if (!foreign) /* nothing is here to convert */
        add_conversion(&sql, emitter->change, name, to);
    if (next)
        pgp_text_addf(&sql, ", ALTER COLUMN %s SET DEFAULT %s", name, next->text);
    pgp_step *step =
        pgp_emit(emitter, '~', &column->object,
                 pgp_printf(arena, "column %s", pgp_object_label(arena, &column->object)), sql.data);
    if (next)
        pgp_emit_path(step, next);
    if (desired)
        pgp_column_fit_after_type(emitter, desired);
    if (shifts_elements(emitter->change, to))
        pgp_emit_destroys(emitter, step, "which attribute a value in an array of the type belongs to");
}

static void move_collated(pgp_emitter *emitter, const pgp_column *column) {
    pgp_emit(emitter, '~', &column->object,
             pgp_printf(emitter->arena, "column %s", pgp_object_label(emitter->arena, &column->object)),
             pgp_printf(emitter->arena, "ALTER TABLE %s ALTER COLUMN %s TYPE %s%s",
                        pgp_sql_object(emitter->arena, column->object.parent),
                        pgp_quoted(emitter->arena, column->object.name), column->type,
                        own_collation(emitter->arena, column)));
}

/* Then it gets the new collation together with the new type, which comes after that. */
static bool gets_new_type(pgp_arena *arena, const pgp_column *column) {
    for (uint32_t i = 0; i < column->object.need_count; i++) {
        const pgp_object *type = column->object.needs[i];
        if (type->kind != &pgp_kind_collation && type->change && type->change->action == PGP_REPLACE &&
            pgp_is_of_type(arena, column, type))
            return true;
    }
    return false;
}

/* One that gets another type or collation anyway does so by itself. */
static bool leaves(const pgp_emitter *emitter, const pgp_column *column) {
    const pgp_column *desired =
        (const pgp_column *)pgp_model_counterpart(emitter->plan->desired, &column->object);
    return !desired || !pgp_same(desired->collation, column->collation) ||
           !pgp_same(desired->type, column->type);
}

void pgp_type_adopt(pgp_emitter *emitter, const pgp_object *type) {
    if (!is_replaced(emitter) || !pgp_type_in_use(emitter, emitter->change->live))
        return;
    bool collates = type->kind == &pgp_kind_collation;
    pgp_walk walk = pgp_walk_start(emitter->plan->live);
    for (pgp_object *o; (o = pgp_walk_next(&walk));) {
        const pgp_column *column = column_with(emitter, o, emitter->change->live);
        if (!column || is_dropped(o) || leaves(emitter, column) ||
            (collates && gets_new_type(emitter->arena, column)))
            continue;
        if (o->parent->kind == &pgp_kind_composite)
            move_attribute(emitter, column);
        else if (collates)
            move_collated(emitter, column);
        else
            move_column(emitter, column);
    }
}

void pgp_type_retire(pgp_emitter *emitter, pgp_change *change) {
    const pgp_object *type = change->live;
    if (!pgp_type_in_use(emitter, type))
        return;
    const char *retired = pgp_quoted2(emitter->arena, type->schema, retired_name(emitter->arena, type->name));
    pgp_emit(emitter, '-', type, pgp_type_summary(emitter, type),
             pgp_printf(emitter->arena, "DROP %s %s", type->kind->sql, retired));
}

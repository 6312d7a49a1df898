#include "diff/move.h"

#include "kinds/composite.h"
#include "kinds/index.h"
#include "kinds/table.h"
#include "kinds/view.h"
#include "parse/follow.h"
#include "parse/uses.h"

#include <string.h>

typedef struct mover {
    pgp_model *live;
    pgp_arena *arena;
    pgp_rename *rename;
    size_t capacity;
} mover;

bool pgp_can_move(const pgp_object *object) {
    static const pgp_kind *const never[] = {&pgp_kind_extension,
                                            &pgp_kind_cast,
                                            &pgp_kind_operator,
                                            &pgp_kind_access_method,
                                            &pgp_kind_user_mapping,
                                            &pgp_kind_transform,
                                            &pgp_kind_publication_table,
                                            &pgp_kind_publication_schema,
                                            &pgp_kind_comment,
                                            &pgp_kind_owner,
                                            &pgp_kind_privileges,
                                            &pgp_kind_default_privileges,
                                            &pgp_kind_system_privileges,
                                            &pgp_kind_security_label,
                                            NULL};
    for (const pgp_kind *const *kind = never; *kind; kind++)
        if (object->kind == *kind)
            return false;
    return object->kind->sql || object->parent;
}

static void say(mover *m, const char *statement) {
    pgp_rename *rename = m->rename;
    const char **grown = pgp_alloc(m->arena, (rename->statement_count + 1) * sizeof *grown);
    for (size_t i = 0; i < rename->statement_count; i++)
        grown[i] = rename->statements[i];
    grown[rename->statement_count++] = statement;
    rename->statements = grown;
}

/* -- names that follow ------------------------------------------------------------------------------------ */

static void relabel_all(pgp_model *model, const char *from, const char *to) {
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        pgp_relabel(model, o, from, to);
}

/* Servers from 18 on name the constraint behind NOT NULL when it is made, and keep the name. */
static void keep_not_null_name(pgp_model *model, pgp_column *column) {
    bool named = !model->server_version || model->server_version >= 180000;
    if (column->not_null && named && column->object.parent->kind == &pgp_kind_table)
        column->not_null_name = pgp_intern(model, pgp_not_null_name(model->arena, column));
}

/* A name that is the derived one now is not said. */
static void settle_not_null_name(pgp_model *model, pgp_column *column) {
    const char *name = column->not_null_name;
    column->not_null_name = NULL;
    if (name && strcmp(name, pgp_not_null_name(model->arena, column)) != 0)
        column->not_null_name = name;
}

static void for_columns(pgp_model *model, pgp_object *relation, void (*visit)(pgp_model *, pgp_column *)) {
    for (pgp_object *child = relation->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column && relation->kind == &pgp_kind_table)
            visit(model, (pgp_column *)child);
}

/* Indexes have a schema of their own, and sequences of the table's columns go where it goes. */
static void move_parts(mover *m, const pgp_object *relation, const char *label, const char *schema) {
    for (pgp_object *child = relation->children; child; child = child->sibling)
        if (child->schema)
            pgp_model_move(m->live, child, schema, child->name, child->args);
    for (pgp_object *o = m->live->objects; o; o = o->sibling) {
        if (o->kind != &pgp_kind_sequence || !pgp_names_label(o, label))
            continue;
        relabel_all(m->live, pgp_quoted2(m->arena, o->schema, o->name),
                    pgp_quoted2(m->arena, schema, o->name));
        pgp_model_move(m->live, o, schema, o->name, NULL);
    }
}

static void move_object(mover *m, pgp_object *object, const char *schema, const char *name) {
    const char *from = pgp_quoted2(m->arena, object->schema, object->name);
    const char *to = pgp_quoted2(m->arena, schema, name);
    object->flags |= PGP_OBJECT_RENAMED;
    for_columns(m->live, object, keep_not_null_name);
    if (!pgp_same(schema, object->schema))
        move_parts(m, object, from, schema);
    relabel_all(m->live, from, to);
    pgp_model_move(m->live, object, schema, name, object->args);
    for_columns(m->live, object, settle_not_null_name);
}

/* An object that lives in no schema. */
static void move_in_database(mover *m, pgp_object *object, const char *name) {
    object->flags |= PGP_OBJECT_RENAMED;
    pgp_walk walk = pgp_walk_start(m->live);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        pgp_rename_plainly(m->live, o, object, name);
    pgp_model_move(m->live, object, NULL, name, object->args);
}

/* -- schemas ---------------------------------------------------------------------------------------------- */

static void move_schema(mover *m, pgp_object *schema, const char *name) {
    const char *old = schema->name;
    relabel_all(m->live, pgp_quoted(m->arena, old), pgp_quoted(m->arena, name));
    pgp_walk walk = pgp_walk_start(m->live);
    for (pgp_object *o; (o = pgp_walk_next(&walk));) {
        if (pgp_same(o->schema, old))
            pgp_model_move(m->live, o, name, o->name, o->args);
        if (o->kind == &pgp_kind_extension && pgp_same(((pgp_extension *)o)->in_schema, old))
            ((pgp_extension *)o)->in_schema = pgp_intern(m->live, name);
        if (o->kind == &pgp_kind_publication_schema && strcmp(o->name, old) == 0)
            pgp_model_move(m->live, o, NULL, name, NULL);
    }
    pgp_model_move(m->live, schema, NULL, name, NULL);
}

/* -- parts --------------------------------------------------------------------------------------------------- */

typedef struct heirs_rename {
    pgp_model *live;
    const char *name;
} heirs_rename;

static void move_column(pgp_column *column, const void *argument) {
    const heirs_rename *h = argument;
    column->object.parent->flags |= PGP_OBJECT_RENAMED;
    keep_not_null_name(h->live, column);
    pgp_follow_column(h->live, column->object.parent, column->object.name, h->name, false);
    pgp_model_move(h->live, &column->object, NULL, h->name, NULL);
    settle_not_null_name(h->live, column);
}

static void move_columns(mover *m, pgp_column *column, const char *name) {
    heirs_rename h = {.live = m->live, .name = name};
    pgp_object *relation = column->object.parent;
    if (relation->kind == &pgp_kind_table)
        pgp_for_heirs(column, move_column, &h);
    move_column(column, &h);
    if (relation->kind == &pgp_kind_composite)
        pgp_composite_settle(m->arena, relation);
}

static bool backs_index(const pgp_object *part) {
    return part->kind == &pgp_kind_index ||
           (part->kind == &pgp_kind_constraint && pgp_has_index((const pgp_constraint *)part));
}

/* Heirs have a CHECK of their parent under its name, partitions its triggers. */
static void move_part(mover *m, pgp_object *part, const char *name) {
    const char *old = part->name;
    const pgp_object *parent = part->parent;
    bool check = part->kind == &pgp_kind_constraint && !backs_index(part);
    if (backs_index(part))
        pgp_follow_index(m->live, part, name);
    pgp_model_move(m->live, part, part->schema, name, part->args);
    if (parent->kind != &pgp_kind_table || !(check || part->kind == &pgp_kind_trigger))
        return;
    const pgp_tables *heirs = &((const pgp_table *)parent)->heirs;
    for (size_t i = 0; i < heirs->count; i++) {
        pgp_object *same = pgp_child(&heirs->items[i]->object, part->kind, old);
        if (same && (check || (same->flags & PGP_OBJECT_IMPLIED)))
            move_part(m, same, name);
    }
}

/* -- statements -------------------------------------------------------------------------------------------- */

static void say_whole(mover *m, const pgp_object *live, const char *schema, const char *name) {
    const char *label = pgp_sql_object(m->arena, live);
    if (!pgp_same(schema, live->schema)) {
        pgp_object there = *live;
        say(m, pgp_printf(m->arena, "ALTER %s %s SET SCHEMA %s", live->kind->sql, label,
                          pgp_quoted(m->arena, schema)));
        there.schema = schema;
        label = pgp_sql_object(m->arena, &there);
    }
    if (strcmp(name, live->name) != 0)
        say(m, pgp_printf(m->arena, "ALTER %s %s RENAME TO %s", live->kind->sql, label,
                          pgp_quoted(m->arena, name)));
}

/* An index or a constraint of a table, a column, an attribute, a trigger, a rule, a policy. */
static void say_part(mover *m, const pgp_object *live, const char *name) {
    const pgp_object *parent = live->parent;
    const char *whole = pgp_sql_object(m->arena, parent), *from = pgp_quoted(m->arena, live->name),
               *to = pgp_quoted(m->arena, name), *statement;
    if (live->kind == &pgp_kind_index)
        statement = pgp_printf(m->arena, "ALTER INDEX %s RENAME TO %s", pgp_index_label(m->arena, live), to);
    else if (live->kind == &pgp_kind_column || live->kind == &pgp_kind_constraint)
        statement = pgp_printf(m->arena, "ALTER %s %s RENAME %s %s TO %s%s", parent->kind->sql, whole,
                               live->kind == &pgp_kind_constraint    ? "CONSTRAINT"
                               : parent->kind == &pgp_kind_composite ? "ATTRIBUTE"
                                                                     : "COLUMN",
                               from, to, parent->kind == &pgp_kind_composite ? " CASCADE" : "");
    else
        statement = pgp_printf(m->arena, "ALTER %s %s ON %s RENAME TO %s", live->kind->sql, from, whole, to);
    say(m, statement);
}

/* -- ranges ------------------------------------------------------------------------------------------------- */

/* Constructors are functions that got their type's name when it was made. */
static void say_constructor(mover *m, const pgp_object *range, const char *old, const char *name,
                            const char *arguments) {
    if (strcmp(old, name) != 0)
        say(m, pgp_printf(m->arena, "ALTER FUNCTION %s(%s) RENAME TO %s",
                          pgp_quoted2(m->arena, range->schema, old), arguments, pgp_quoted(m->arena, name)));
}

/* The multirange type, too, is named after the range when that is made. `old`: the range's old name. */
static void move_range(mover *m, pgp_range *range, const char *old, const pgp_range *desired) {
    pgp_object *object = &range->object;
    const char *subtype = range->subtype, *label = pgp_quoted2(m->arena, object->schema, object->name);
    const char *name = desired->multirange_type, *old_name = range->multirange_type;
    say_constructor(m, object, old, object->name, pgp_printf(m->arena, "%s, %s", subtype, subtype));
    say_constructor(m, object, old, object->name, pgp_printf(m->arena, "%s, %s, text", subtype, subtype));
    if (strcmp(name, old_name) == 0)
        return;
    pgp_object *multirange = pgp_model_find(m->live, PGP_SPACE_TYPE, object->schema, old_name, NULL);
    say(m, pgp_printf(m->arena, "ALTER TYPE %s RENAME TO %s", pgp_quoted2(m->arena, object->schema, old_name),
                      pgp_quoted(m->arena, name)));
    say_constructor(m, object, old_name, name, "");
    say_constructor(m, object, old_name, name, label);
    say_constructor(m, object, old_name, name, pgp_printf(m->arena, "VARIADIC %s[]", label));
    if (multirange)
        move_object(m, multirange, object->schema, name);
    range->multirange_type = pgp_intern(m->live, name);
}

/* -- one rename ------------------------------------------------------------------------------------------------- */

static pgp_rename *new_rename(pgp_plan *plan, pgp_arena *arena, pgp_rename rename) {
    pgp_rename *copy = PGP_NEW(arena, pgp_rename);
    *copy = rename;
    PGP_PUSH(arena, plan->renames, plan->rename_count, plan->rename_capacity, copy);
    return copy;
}

pgp_rename *pgp_rename_add(pgp_plan *plan, pgp_arena *arena, pgp_object *live, pgp_object *desired) {
    pgp_rename *rename = new_rename(plan, arena,
                                    (pgp_rename){.live = live,
                                                 .desired = desired,
                                                 .schema = live->schema,
                                                 .name = live->name,
                                                 .from = pgp_object_label(arena, live)});
    mover m = {.live = plan->live, .arena = arena, .rename = rename};
    if (live->parent) {
        say_part(&m, live, desired->name);
        if (live->kind == &pgp_kind_column)
            move_columns(&m, (pgp_column *)live, desired->name);
        else
            move_part(&m, live, desired->name);
        return rename;
    }
    say_whole(&m, live, desired->schema, desired->name);
    if (live->kind == &pgp_kind_schema)
        move_schema(&m, live, desired->name);
    else if (!live->schema)
        move_in_database(&m, live, desired->name);
    else
        move_object(&m, live, desired->schema, desired->name);
    if (live->kind == &pgp_kind_range)
        move_range(&m, (pgp_range *)live, rename->name, (const pgp_range *)desired);
    return rename;
}

void pgp_rename_label(pgp_plan *plan, pgp_arena *arena, pgp_object *desired, const char *old,
                      const char *new_) {
    pgp_enum *live = (pgp_enum *)pgp_model_counterpart(plan->live, desired);
    pgp_rename *rename = new_rename(plan, arena,
                                    (pgp_rename){.live = &live->object,
                                                 .desired = desired,
                                                 .schema = live->object.schema,
                                                 .name = live->object.name,
                                                 .label = old,
                                                 .new_label = new_,
                                                 .from = pgp_literal(arena, old)});
    mover m = {.live = plan->live, .arena = arena, .rename = rename};
    say(&m, pgp_printf(arena, "ALTER TYPE %s RENAME VALUE %s TO %s", pgp_sql_object(arena, &live->object),
                       pgp_literal(arena, old), pgp_literal(arena, new_)));
    pgp_names labels = {0};
    for (size_t i = 0; i < live->labels.count; i++) {
        const char *label = live->labels.items[i];
        pgp_names_add(arena, &labels, strcmp(label, old) == 0 ? pgp_intern(plan->live, new_) : label);
    }
    if (!live->former_labels.count)
        live->former_labels = live->labels;
    live->labels = labels;
}

#include "plan/rebuild.h"

#include "kinds/acl.h"
#include "kinds/ddl.h"
#include "kinds/index.h"
#include "kinds/publication.h"
#include "kinds/table.h"
#include "kinds/view.h"
#include "plan/order.h"
#include "plan/postpone.h"
#include "plan/rebuild_types.h"

#include <string.h>

/* Helpers are in the database, but in no model (diff/helper.h). */
static bool is_there(const pgp_object *object) {
    return !(object->flags & PGP_OBJECT_DROPPED);
}

pgp_dependents pgp_dependents_of(pgp_arena *arena, const pgp_model *model) {
    pgp_dependents all = {.objects = pgp_alloc(arena, (model->count + 1) * sizeof(pgp_object *)),
                          .start = pgp_alloc(arena, (model->count + 2) * sizeof(size_t))};
    pgp_walk walk = pgp_walk_start(model);
    size_t edges = 0;
    all.count = pgp_number_objects(model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        all.objects[o->number] = o;
    for (size_t i = 0; i < all.count; i++)
        for (uint32_t n = 0; n < all.objects[i]->need_count; n++, edges++)
            if (is_there(all.objects[i]->needs[n]))
                all.start[all.objects[i]->needs[n]->number + 1]++;
    for (size_t i = 0; i < all.count; i++)
        all.start[i + 1] += all.start[i];
    all.items = pgp_alloc(arena, (edges + 1) * sizeof(pgp_object *));
    size_t *next = pgp_alloc(arena, (all.count + 1) * sizeof(size_t));
    memcpy(next, all.start, all.count * sizeof(size_t));
    for (size_t i = 0; i < all.count; i++)
        for (uint32_t n = 0; n < all.objects[i]->need_count; n++)
            if (is_there(all.objects[i]->needs[n]))
                all.items[next[all.objects[i]->needs[n]->number]++] = all.objects[i];
    return all;
}

typedef struct propagation {
    pgp_emitter *emitter;
    pgp_plan *plan;
    pgp_arena *arena;
    pgp_dependents dependents;
    pgp_object **queue; /* objects that go early, and columns whose type changes */
    size_t head, count, capacity;
    bool *queued; /* by number */
    bool *passed; /* by number: displace_unchanged() was there */
} propagation;

static void enqueue(propagation *p, pgp_object *object) {
    if (p->queued[object->number])
        return;
    p->queued[object->number] = true;
    PGP_PUSH(p->arena, p->queue, p->count, p->capacity, object);
}

/* -- what goes away ------------------------------------------------------------------------------------- */

/* What the live object is to become; NULL when it is not wanted, or another kind takes its name. */
static pgp_object *desired_of(const propagation *p, const pgp_object *live) {
    return pgp_model_counterpart(p->plan->desired, live);
}

static pgp_change *change_of(propagation *p, pgp_object *live, pgp_action action, pgp_object *desired) {
    return live->change ? live->change : pgp_change_add(p->plan, p->arena, action, live, desired);
}

/* A child of something that is made again has to be made again too; its drop goes without saying. */
static void replace_children(propagation *p, pgp_object *parent) {
    for (pgp_object *child = parent->children; child; child = child->sibling) {
        pgp_object *desired = desired_of(p, child);
        pgp_change *change = change_of(p, child, PGP_REPLACE, desired ? desired : child);
        if (change->action == PGP_ALTER)
            change->action = PGP_REPLACE;
        change->because = change->because || !change->changed;
        change->early = true;
        enqueue(p, child);
        replace_children(p, child);
    }
}

/* The rows of a foreign table are elsewhere. */
static bool is_kept_data(const pgp_object *object) {
    return (object->kind == &pgp_kind_table && !pgp_is_foreign(object)) || object->kind == &pgp_kind_column ||
           object->kind == &pgp_kind_sequence || object->kind == &pgp_kind_schema ||
           object->kind == &pgp_kind_extension;
}

static void enqueue_children(propagation *p, const pgp_object *parent) {
    for (pgp_object *child = parent->children; child; child = child->sibling)
        enqueue(p, child);
}

/* What is not wanted any more goes before anything is made, with the whole that it is a part of and all that uses a part of that. */
static void hasten(propagation *p, pgp_object *live) {
    for (pgp_object *o = live; o && o->change && o->change->action == PGP_DROP; o = o->parent) {
        o->change->early = true;
        enqueue(p, o);
        enqueue_children(p, o);
    }
}

/* Sequences of its columns that are not wanted any more go with a table. */
static void hasten_sequences(propagation *p, const pgp_object *table) {
    for (pgp_object *o = p->plan->live->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_sequence && pgp_owning_table(p->plan->live, o) == table)
            hasten(p, o);
}

static void replace(propagation *p, pgp_object *live);

static void hasten_column(propagation *p, const pgp_table *table, const char *name) {
    pgp_object *column = pgp_child(&table->object, &pgp_kind_column, name);
    if (column && column->change && column->change->action == PGP_DROP)
        replace(p, column);
    for (size_t i = 0; i < table->parents.count; i++)
        hasten_column(p, table->parents.items[i], name);
}

/* The table takes its partition back only without the columns that it does not get again, from its own parents neither. */
static void hasten_columns(propagation *p, const pgp_table *partition) {
    for (const pgp_object *part = partition->object.children; part; part = part->sibling)
        if (part->kind == &pgp_kind_column && part->change && part->change->action == PGP_DROP)
            hasten_column(p, partition, part->name);
}

/* Partitions that get other rows are made again with their table. */
static void replace_partitions(propagation *p, const pgp_table *live, const pgp_table *above) {
    for (size_t i = 0; i < above->heirs.count; i++) {
        if (pgp_rows_change_partition(p->plan, live, above->heirs.items[i]))
            replace(p, &above->heirs.items[i]->object);
        else
            hasten_columns(p, above->heirs.items[i]);
        replace_partitions(p, live, above->heirs.items[i]);
    }
}

/* Drops it before anything is made, and makes it again unless it is not wanted any more. */
static void replace(propagation *p, pgp_object *live) {
    pgp_object *desired = desired_of(p, live);
    pgp_change *change = change_of(p, live, PGP_REPLACE, desired ? desired : live);
    if (change->action == PGP_ALTER)
        change->action = PGP_REPLACE;
    change->because = change->because || !change->changed;
    change->early = true;
    enqueue(p, live);
    if (change->action == PGP_REPLACE)
        replace_children(p, live);
    if (live->kind == &pgp_kind_table) {
        replace_partitions(p, (const pgp_table *)live, (const pgp_table *)live);
        hasten_sequences(p, live);
    }
    if (change->action == PGP_DROP)
        enqueue_children(p, live);
}

/* -- what is in the way of it ------------------------------------------------------------------------------ */

static bool goes_away(const pgp_object *object) {
    const pgp_change *change = object->change;
    return change && (change->action == PGP_REPLACE || change->action == PGP_DROP);
}

/* The server makes them anew: without the target that they had, and as its own who changes the type. */
static bool stays_as_it_is(const propagation *p, const pgp_object *statistics) {
    const pgp_owner *owner = (const pgp_owner *)pgp_child(statistics, &pgp_kind_owner, "");
    return ((const pgp_statistics *)statistics)->target < 0 &&
           (!owner || pgp_same(owner->role, p->plan->live->current_user));
}

/* Constraints and indexes follow their columns' types by the server's hand, foreign keys need both ends. */
static bool follows_type(const propagation *p, const pgp_object *dependent) {
    if (pgp_computes_with_retyped(dependent))
        return false;
    if (dependent->kind == &pgp_kind_index)
        return !goes_away(dependent);
    if (dependent->kind == &pgp_kind_statistics)
        return !goes_away(dependent) && stays_as_it_is(p, dependent);
    if (dependent->kind == &pgp_kind_constraint)
        return !goes_away(dependent) && strcmp(((const pgp_constraint *)dependent)->type, "foreign key") != 0;
    return dependent->kind == &pgp_kind_sequence || dependent->kind == &pgp_kind_table;
}

static bool is_descendant(const pgp_object *object, const pgp_object *ancestor) {
    for (; object; object = object->parent)
        if (object == ancestor)
            return true;
    return false;
}

/* A column whose default or generation needs `gone`: its default is dropped first and set again. */
static void release_column(propagation *p, pgp_object *live) {
    pgp_object *desired = desired_of(p, live);
    if (!desired) {
        hasten(p, live);
        return;
    }
    pgp_column *column = (pgp_column *)live;
    pgp_change *change = change_of(p, live, PGP_ALTER, desired);
    if (column->default_value.text && !column->generated && change->action == PGP_ALTER)
        change->release_default = true;
    else if (column->generated)
        replace(p, live);
}

/* The type that takes the place of `gone` is another type for the server: what stands on the column is in the way. */
static void retype_column(propagation *p, pgp_object *live, const pgp_object *gone) {
    pgp_change *change = live->change;
    if (!change || change->action != PGP_ALTER || !pgp_is_of_type(p->arena, (const pgp_column *)live, gone))
        return;
    change->retyped = true;
    enqueue(p, live);
}

/* A partition is detached before it is dropped where a foreign key refers to it through its parent (kinds/table_alter.c). */
static bool is_detached_first(const propagation *p, const pgp_object *gone, const pgp_object *dependent) {
    const pgp_object *top = pgp_object_top(gone);
    const pgp_constraint *key = (const pgp_constraint *)dependent;
    if (dependent->kind != &pgp_kind_constraint || top->kind != &pgp_kind_table ||
        !((const pgp_table *)top)->partition_of)
        return false;
    return key->referenced && strcmp(key->referenced, pgp_quoted2(p->arena, top->schema, top->name)) != 0;
}

/* A column in a partition key never changes its type: its table is made again, and takes its partitions back. */
static bool is_key_of_partitions(const propagation *p, const pgp_object *column, const pgp_object *gone) {
    return column->kind == &pgp_kind_column && column->parent->kind == &pgp_kind_table &&
           pgp_is_of_type(p->arena, (const pgp_column *)column, gone) && desired_of(p, column->parent) &&
           pgp_partition_key_has((const pgp_table *)column->parent, column->name);
}

/* Rows of a view that a column has as values keep it, and cannot move over to the one that takes its place. */
static void keep_row_type(propagation *p, const pgp_object *column, const pgp_object *view) {
    if (!pgp_is_view(view) || !pgp_is_of_type(p->arena, (const pgp_column *)column, view) ||
        goes_away(column) || !desired_of(p, column))
        return;
    p->emitter->status = pgp_fail(p->emitter->context, PGP_UNKNOWN, NULL,
                                  "view %s cannot be made again while column %s has its rows as values",
                                  pgp_object_label(p->arena, view), pgp_object_label(p->arena, column));
}

static void displace(propagation *p, pgp_object *gone, pgp_object *dependent) {
    if (is_descendant(dependent, gone) || is_detached_first(p, gone, dependent) ||
        pgp_type_is_dropped_late(&p->dependents, gone, dependent))
        return;
    if (dependent->flags &
        PGP_OBJECT_MEMBER) { /* comes and goes with its extension, and so does what uses it */
        enqueue(p, dependent);
        return;
    }
    if (dependent->kind == &pgp_kind_column && pgp_attribute_is_held(&p->dependents, dependent)) {
        replace(p, dependent->parent);
    } else if (is_key_of_partitions(p, dependent, gone)) {
        replace(p, dependent->parent);
    } else if (dependent->kind == &pgp_kind_column) {
        keep_row_type(p, dependent, gone);
        release_column(p, dependent);
        retype_column(p, dependent, gone);
    } else if (is_kept_data(dependent)) {
        hasten(p, dependent);
    } else {
        replace(p, dependent);
    }
}

/* Files tell which relations a view reads, not which columns: there a column's dependents are its table's. */
static const pgp_object *depended_on(const propagation *p, const pgp_object *object) {
    bool column_of_file = object->kind == &pgp_kind_column && p->plan->live->server_version == 0;
    return column_of_file ? object->parent : object;
}

/* A part that stands on a column whose type changes cannot wait for the drop of its table, which comes after that. */
static void drop_ahead(pgp_object *part) {
    if (part->parent && part->change && part->change->action == PGP_DROP)
        part->change->ahead = true;
}

/* Nor do files tell what a table's own parts need of its columns and their types: neither another type nor the drop leaves them. */
static void displace_parts(propagation *p, pgp_object *column, bool type_only) {
    bool gone = goes_away(column), retyped = column->change && column->change->retyped;
    for (pgp_object *part = column->parent->children; part && (type_only || gone); part = part->sibling) {
        bool in_the_way = pgp_part_names_column(part, column->name) ||
                          (retyped && pgp_part_computes_with_column(part, column->name)) ||
                          (gone && pgp_part_goes_with_column(part, column->name));
        if (part == column || !in_the_way)
            continue;
        displace(p, column, part);
        if (type_only)
            drop_ahead(part);
    }
}

static bool writes_rows(const propagation *p, pgp_change *change) {
    const pgp_object *object = pgp_change_object(change);
    if (object->kind == &pgp_kind_table)
        return change->action == PGP_ALTER && PGP_CHANGED(change, PGP_TABLE_PERSISTENCE);
    if (object->kind != &pgp_kind_column || object->parent->kind != &pgp_kind_table)
        return false;
    if (change->action == PGP_ALTER)
        return change->retyped || (pgp_changes_type(change) && pgp_column_writes_rows(p->emitter, change));
    return change->action != PGP_DROP && pgp_column_is_added_with_values(p->emitter, change->desired);
}

/* The server writes no table's rows anew while a materialized view has some of them as values. */
static void release_rows(propagation *p, pgp_change *change) {
    const pgp_object *top = pgp_object_top(pgp_change_object(change));
    const pgp_object *table = top->kind == &pgp_kind_table ? pgp_model_counterpart(p->plan->live, top) : NULL;
    if (!table || goes_away(table))
        return;
    for (size_t i = p->dependents.start[table->number]; i < p->dependents.start[table->number + 1]; i++)
        if (pgp_view_keeps_rows_of(p->arena, p->dependents.items[i], table) && writes_rows(p, change))
            replace(p, p->dependents.items[i]);
}

static void displace_dependents(propagation *p, pgp_object *object) {
    bool type_only = object->change && pgp_changes_type(object->change);
    if (object->change)
        release_rows(p, object->change);
    if (depended_on(p, object) != object)
        displace_parts(p, object, type_only);
    uint32_t number = depended_on(p, object)->number;
    for (size_t i = p->dependents.start[number]; i < p->dependents.start[number + 1]; i++) {
        pgp_object *dependent = p->dependents.items[i];
        bool own_column = dependent->kind == &pgp_kind_column && dependent->parent == object->parent;
        if (type_only && own_column && !((pgp_column *)dependent)->generated)
            continue;
        if (type_only && follows_type(p, dependent) &&
            !pgp_column_is_retyped_apart(p->emitter, object->change, dependent))
            continue;
        displace(p, object, dependent);
        if (type_only)
            drop_ahead(dependent);
    }
}

/* What stays as it is although something that it uses goes: its text will mean another object then (a function of the same
 * name with other arguments), which only making it again brings about. What an extension consists of goes with it. */
static void displace_unchanged(propagation *p, pgp_object *gone) {
    if (p->passed[gone->number])
        return;
    p->passed[gone->number] = true;
    for (size_t i = p->dependents.start[gone->number]; i < p->dependents.start[gone->number + 1]; i++) {
        pgp_object *dependent = p->dependents.items[i];
        if (dependent->flags & PGP_OBJECT_MEMBER)
            displace_unchanged(p, dependent);
        else if (!dependent->change && !pgp_goes_with_parent(dependent))
            displace(p, gone, dependent);
    }
}

/* -- where it starts ----------------------------------------------------------------------------------------- */

static bool is_part_of_table(const pgp_kind *kind) {
    return kind == &pgp_kind_constraint || kind == &pgp_kind_index || kind == &pgp_kind_trigger ||
           kind == &pgp_kind_rule || kind == &pgp_kind_policy || kind == &pgp_kind_statistics;
}

/* The desired object that has this one's name among relations (an index behind a constraint is one); may be the same one. */
static const pgp_object *namesake(const propagation *p, const pgp_object *live) {
    if (live->kind == &pgp_kind_constraint && live->parent->schema)
        return pgp_has_index((const pgp_constraint *)live)
                   ? pgp_model_find(p->plan->desired, PGP_SPACE_RELATION, live->parent->schema, live->name,
                                    NULL)
                   : NULL;
    return live->kind->space == PGP_SPACE_CHILD ? NULL : pgp_model_namesake(p->plan->desired, live);
}

/* Another object takes its name. */
static bool name_is_taken(const propagation *p, const pgp_object *live) {
    const pgp_object *found = namesake(p, live);
    const pgp_change *change = found ? found->change : NULL;
    return change && change != live->change &&
           (change->action == PGP_CREATE || change->action == PGP_REPLACE);
}

/* While both are there, a call may fit both. */
static bool overload_is_made(const propagation *p, const pgp_object *live) {
    for (size_t i = 0; live->kind->space == PGP_SPACE_FUNCTION && i < p->plan->change_count; i++) {
        const pgp_change *change = p->plan->changes[i];
        const pgp_object *made = change->action == PGP_CREATE ? change->desired : NULL;
        if (made && made->kind->space == PGP_SPACE_FUNCTION && strcmp(made->name, live->name) == 0 &&
            pgp_same(made->schema, live->schema))
            return true;
    }
    return false;
}

static bool is_partition(const pgp_object *live) {
    return live->kind == &pgp_kind_table && ((const pgp_table *)live)->partition_of;
}

/* An attribute's new type is one for the columns of typed tables, too, and may not be one that their values can be cast to: tables that are
 * not wanted any more go before. */
static void release_typed_tables(propagation *p, const pgp_object *type) {
    for (size_t i = p->dependents.start[type->number]; i < p->dependents.start[type->number + 1]; i++)
        if (type->kind == &pgp_kind_composite && p->dependents.items[i]->kind == &pgp_kind_table)
            hasten(p, p->dependents.items[i]);
}

static bool has_moving_heir(const pgp_table *table) {
    for (size_t i = 0; i < table->heirs.count; i++)
        if (pgp_table_moves(&table->heirs.items[i]->object) || has_moving_heir(table->heirs.items[i]))
            return true;
    return false;
}

/* A table that joins this one, or one below it, must not miss the column, nor have more than this one. */
static bool keeps_heirs_out(const propagation *p, const pgp_object *live) {
    const pgp_object *table = live->kind == &pgp_kind_column && live->parent->kind == &pgp_kind_table
                                  ? desired_of(p, live->parent)
                                  : NULL;
    if (!table || table->kind != &pgp_kind_table)
        return false;
    return pgp_table_moves(table) || pgp_table_is_let_go(live->parent) ||
           has_moving_heir((const pgp_table *)table);
}

/* What an heir has only of its parent's check goes with that, though the heir is to keep it. */
static void replace_inherited(propagation *p, const pgp_object *live) {
    const pgp_constraint *check = (const pgp_constraint *)live;
    if (live->kind != &pgp_kind_constraint || live->parent->kind != &pgp_kind_table ||
        !pgp_constraint_is(check, "check") || check->no_inherit)
        return;
    const pgp_tables *heirs = &((const pgp_table *)live->parent)->heirs;
    for (size_t i = 0; i < heirs->count; i++) {
        pgp_object *heir = &heirs->items[i]->object, *same = pgp_child(heir, live->kind, live->name);
        if (same && !((pgp_constraint *)same)->local && !pgp_table_is_let_go(heir) && !goes_away(same) &&
            !goes_away(heir)) {
            replace(p, same);
            replace_inherited(p, same);
        }
    }
}

/* A function that is made while there is a transform for one of its types takes it without a word. */
static bool is_used_unnamed(const pgp_object *live) {
    return live->kind == &pgp_kind_transform;
}

static bool keeps_members_out(const propagation *p, const pgp_object *live) {
    bool member = live->kind == &pgp_kind_publication_table || live->kind == &pgp_kind_publication_schema;
    const pgp_object *publication = member ? desired_of(p, live->parent) : NULL;
    return publication && pgp_publication_excludes(publication, live);
}

/* Files do not tell who reads it. */
static bool is_unused_attribute(const propagation *p, const pgp_object *live) {
    return p->plan->live->server_version && pgp_attribute_is_unused(&p->dependents, live);
}

/* What extensions mostly consist of: CREATE EXTENSION fails where it finds its own objects. Columns have collations till late. */
static bool is_in_extensions_way(const propagation *p, const pgp_object *live) {
    bool other = live->kind->space == PGP_SPACE_OTHER && live->kind != &pgp_kind_collation;
    bool code = live->kind->space == PGP_SPACE_FUNCTION || live->kind == &pgp_kind_base_type || other;
    for (size_t i = 0; code && i < p->plan->change_count; i++)
        if (p->plan->changes[i]->action == PGP_CREATE &&
            p->plan->changes[i]->desired->kind == &pgp_kind_extension)
            return true;
    return false;
}

/* The same the other way round: a file that has an extension's objects one by one. */
static bool is_taken_apart(const propagation *p, const pgp_object *live) {
    for (size_t i = 0; live->kind == &pgp_kind_extension && i < p->plan->change_count; i++) {
        const pgp_change *change = p->plan->changes[i];
        bool fresh = change->action == PGP_CREATE && change->desired->kind->space != PGP_SPACE_CHILD;
        const pgp_object *found = fresh ? pgp_model_namesake(p->plan->live, change->desired) : NULL;
        if (found && found->flags & PGP_OBJECT_MEMBER)
            return true;
    }
    return false;
}

/* What takes its name comes when the column that it was made for is gone. */
static void hasten_origin(propagation *p, const pgp_object *live) {
    if ((live->flags & PGP_OBJECT_IMPLIED) && live->origin)
        hasten(p, p->dependents.objects[live->origin->number]);
}

/* A drop that has to come before anything is made. */
static void start_drop(propagation *p, pgp_change *change) {
    replace_inherited(p, change->live);
    bool taken = name_is_taken(p, change->live);
    change->ahead = taken && change->live->parent;
    if (taken)
        hasten_origin(p, change->live);
    if (taken || is_part_of_table(change->live->kind) || is_partition(change->live) ||
        overload_is_made(p, change->live) || keeps_heirs_out(p, change->live) ||
        keeps_members_out(p, change->live) || is_used_unnamed(change->live) ||
        is_unused_attribute(p, change->live) || is_in_extensions_way(p, change->live) ||
        is_taken_apart(p, change->live))
        replace(p, change->live);
    else
        displace_unchanged(p, change->live);
}

/* Indexes that stand alone and would be attached with their partition: made again after that. */
static bool replace_doubles(propagation *p) {
    bool found = false;
    pgp_walk walk = pgp_walk_start(p->plan->desired);
    for (pgp_object *o; (o = pgp_walk_next(&walk));) {
        pgp_object *live = pgp_index_comes_late(p->plan, o) ? pgp_model_counterpart(p->plan->live, o) : NULL;
        if (!live || goes_away(live))
            continue;
        replace(p, pgp_index_held_by(p->plan, live));
        found = true;
    }
    return found;
}

/* A generated column takes no USING: its values are computed again in a new one. */
static bool is_computed_again(const propagation *p, const pgp_change *change) {
    if (change->action != PGP_ALTER || change->live->kind != &pgp_kind_column || !pgp_changes_type(change))
        return false;
    const pgp_column *from = (const pgp_column *)change->live, *to = (const pgp_column *)change->desired;
    return from->generated && to->generated && pgp_column_using(p->emitter, from, to);
}

/* The server drops NOT NULL from partitions too, which a primary key of their own forbids. */
static void replace_keys(propagation *p, const pgp_table *table, const char *column) {
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_table *heir = table->heirs.items[i];
        if (!heir->partition_of || pgp_table_is_let_go(&heir->object))
            continue;
        for (pgp_object *part = heir->object.children; part; part = part->sibling) {
            const pgp_constraint *key = (const pgp_constraint *)part;
            if (part->kind == &pgp_kind_constraint && pgp_constraint_is(key, "primary key") &&
                pgp_names_has(&key->columns, column) && !goes_away(part))
                replace(p, part);
        }
        replace_keys(p, heir, column);
    }
}

static void release_not_null(propagation *p, const pgp_change *change) {
    const pgp_object *live = change->live;
    if (change->action != PGP_ALTER || live->kind != &pgp_kind_column ||
        live->parent->kind != &pgp_kind_table)
        return;
    if (((const pgp_column *)live)->not_null && !((const pgp_column *)change->desired)->not_null)
        replace_keys(p, (const pgp_table *)live->parent, live->name);
}

/* What is published is logged. */
static void release_unlogged(propagation *p, const pgp_change *change) {
    const pgp_object *live = change->live;
    if (change->action != PGP_ALTER || live->kind != &pgp_kind_table ||
        !PGP_CHANGED(change, PGP_TABLE_PERSISTENCE))
        return;
    for (size_t i = p->dependents.start[live->number]; i < p->dependents.start[live->number + 1]; i++)
        if (p->dependents.items[i]->kind == &pgp_kind_publication_table)
            hasten(p, p->dependents.items[i]);
}

/* The server checks no values that are inside of others. */
static void release_domain(propagation *p, const pgp_change *change) {
    pgp_object *domain = pgp_stricter_domain(p->plan, change);
    if (domain && pgp_domain_is_contained(p->arena, &p->dependents, domain))
        replace(p, domain);
    for (pgp_object *o = domain ? p->plan->live->objects : NULL; o; o = o->sibling)
        if (pgp_view_keeps_inside(p->plan->live, o, domain))
            replace(p, o);
}

void pgp_propagate(pgp_emitter *emitter) {
    pgp_plan *plan = emitter->plan;
    pgp_arena *arena = emitter->arena;
    propagation p = {
        .emitter = emitter, .plan = plan, .arena = arena, .dependents = pgp_dependents_of(arena, plan->live)};
    p.queued = pgp_alloc(arena, (p.dependents.count + 1) * sizeof *p.queued);
    p.passed = pgp_alloc(arena, (p.dependents.count + 1) * sizeof *p.passed);
    for (size_t i = 0, count = plan->change_count; i < count; i++) {
        pgp_change *change = plan->changes[i];
        pgp_object *index = pgp_index_in_the_way(plan, change);
        if (index)
            replace(&p, index);
        release_domain(&p, change);
        release_unlogged(&p, change);
        release_not_null(&p, change);
        for (pgp_object *lost; (lost = pgp_index_lost_aside(plan, change));)
            replace(&p, lost);
        release_rows(&p, change);
        if (change->action == PGP_REPLACE) {
            replace_inherited(&p, change->live);
            hasten_origin(&p, change->live);
        }
        if (change->action == PGP_REPLACE || is_computed_again(&p, change) ||
            pgp_stands_on_loss(plan, change))
            replace(&p, change->live);
        else if (change->action == PGP_DROP)
            start_drop(&p, change);
        else if (change->action == PGP_ALTER && pgp_changes_type(change) &&
                 pgp_attribute_is_held(&p.dependents, change->live))
            replace(&p, change->live->parent);
        else if (change->action == PGP_ALTER && pgp_changes_type(change)) {
            release_typed_tables(&p, change->live->parent);
            enqueue(&p, change->live);
        }
    }
    do
        while (p.head < p.count)
            displace_dependents(&p, p.queue[p.head++]);
    while (replace_doubles(&p));
    pgp_retype_tables(plan, arena);
}

#include "plan/order.h"

#include "kinds/acl.h"
#include "kinds/index.h"
#include "kinds/table.h"
#include "plan/postpone.h"
#include "plan/rebuild.h"

#include <stdlib.h>
#include <string.h>

typedef struct sorter {
    pgp_plan *plan;
    pgp_arena *arena;
    pgp_dependents live_dependents;
    char *state; /* by number: 0 new, 1 being visited, 2 done */
    pgp_operation_type phase;
    pgp_operations out;
} sorter;

static bool goes_away(const pgp_object *object) {
    return object->change && (object->change->action == PGP_DROP || object->change->action == PGP_REPLACE);
}

/* What takes the object along when it goes: its topmost ancestor that goes away; NULL: none. */
static pgp_object *taken_by(const pgp_object *live) {
    pgp_object *taker = NULL;
    for (pgp_object *parent = live->parent; parent; parent = parent->parent)
        if (goes_away(parent))
            taker = parent;
    return taker;
}

bool pgp_goes_with_parent(const pgp_object *live) {
    return taken_by(live) != NULL;
}

static void put(sorter *s, pgp_change *change) {
    bool retires = s->phase == PGP_DROP_LATE && change->action == PGP_REPLACE;
    pgp_operation operation = {.type = retires ? PGP_RETIRE : s->phase, .change = change};
    PGP_PUSH(s->arena, s->out.items, s->out.count, s->out.capacity, operation);
}

/* -- a stable order to start from ------------------------------------------------------------------------ */

static int compare_text(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "");
}

static int64_t position_of(const pgp_object *object) {
    return object->kind == &pgp_kind_column ? ((const pgp_column *)object)->position : 0;
}

static int compare_objects(const pgp_object *a, const pgp_object *b) {
    if (a->kind->order != b->kind->order)
        return a->kind->order < b->kind->order ? -1 : 1;
    int order = compare_text(a->schema, b->schema);
    if (!order && position_of(a) != position_of(b))
        return position_of(a) < position_of(b) ? -1 : 1;
    if (!order)
        order = strcmp(a->name, b->name);
    if (!order)
        order = strcmp(a->kind->name, b->kind->name);
    return order ? order : compare_text(a->args, b->args);
}

static int depth_of(const pgp_object *object) {
    int depth = 0;
    for (; object->parent; object = object->parent)
        depth++;
    return depth;
}

/* Parts stand with the object they are parts of: compared from the top down. */
static int compare_paths(const pgp_object *a, const pgp_object *b) {
    int depth_a = depth_of(a), depth_b = depth_of(b);
    if (a == b)
        return 0;
    if (depth_a > depth_b) {
        int order = compare_paths(a->parent, b);
        return order ? order : 1;
    }
    if (depth_a < depth_b)
        return -compare_paths(b, a);
    if (a->parent && a->parent != b->parent) {
        int order = compare_paths(a->parent, b->parent);
        if (order)
            return order;
    }
    return compare_objects(a, b);
}

static int compare_changes(const void *a, const void *b) {
    return compare_paths(pgp_change_object(*(pgp_change *const *)a),
                         pgp_change_object(*(pgp_change *const *)b));
}

/* -- drops: dependents first ------------------------------------------------------------------------------ */

static bool drops_in(const pgp_change *change, pgp_operation_type phase) {
    if (change->action == PGP_REPLACE)
        return phase == PGP_DROP_EARLY || change->live->kind->retire;
    return change->action == PGP_DROP && change->early == (phase == PGP_DROP_EARLY);
}

static void visit_drop(sorter *s, pgp_object *live);

/* Heirs go before their parents, come what may: a part of the parent that needs an heir can go ahead of its table. */
static void visit_parents(sorter *s, const pgp_object *live) {
    const pgp_tables *parents = &((const pgp_table *)live)->parents;
    for (size_t i = 0; live->kind == &pgp_kind_table && i < parents->count; i++)
        if (!s->state[parents->items[i]->object.number])
            visit_drop(s, &parents->items[i]->object);
}

/* Files do not tell which columns a part of a table stands on: columns go last. */
static void visit_drops_of_parts(sorter *s, const pgp_object *whole) {
    for (pgp_object *part = whole->children; part; part = part->sibling)
        if (part->kind != &pgp_kind_column)
            visit_drop(s, part);
    for (pgp_object *part = whole->children; part; part = part->sibling)
        if (part->kind == &pgp_kind_column)
            visit_drop(s, part);
}

/* A whole before its parts, so that all that depends on one of them goes before it. */
static void visit_drop(sorter *s, pgp_object *live) {
    pgp_object *taker = taken_by(live);
    if (taker && !s->state[taker->number])
        visit_drop(s, taker);
    visit_parents(s, live);
    if (s->state[live->number])
        return;
    s->state[live->number] = 1;
    for (size_t i = s->live_dependents.start[live->number]; i < s->live_dependents.start[live->number + 1];
         i++)
        visit_drop(s, s->live_dependents.items[i]);
    visit_drops_of_parts(s, live);
    s->state[live->number] = 2;
    if (live->change && live->change->live == live && drops_in(live->change, s->phase))
        put(s, live->change);
}

static void order_drops(sorter *s, pgp_operation_type phase) {
    s->phase = phase;
    memset(s->state, 0, s->live_dependents.count + 1);
    for (size_t i = s->plan->change_count; i-- > 0;) {
        pgp_change *change = s->plan->changes[i];
        if (drops_in(change, phase))
            visit_drop(s, change->live);
    }
}

/* With what the object goes: with its table, unless it goes ahead of that. */
static const pgp_object *dropped_with(const pgp_object *live) {
    const pgp_object *taker = taken_by(live);
    return taker && !(live->change && live->change->ahead) ? taker : live;
}

/* Whether something that the part needs is gone before the part's table is. */
static bool comes_too_late(const size_t *place, const pgp_object *part, const pgp_object *table) {
    for (uint32_t n = 0; n < part->need_count; n++) {
        const pgp_object *needed = part->needs[n];
        size_t gone = needed->flags & PGP_OBJECT_DROPPED ? 0 : place[dropped_with(needed)->number];
        if (gone && gone < place[table->number])
            return true;
    }
    return false;
}

/* Tables that need each other's parts (foreign keys, policies) cannot all come first: then a part is dropped by itself
 * before what it needs, not with its table, which is dropped after that. */
static void drop_parts_ahead(sorter *s) {
    size_t *place = pgp_alloc(s->arena, (s->live_dependents.count + 1) * sizeof *place);
    for (size_t i = 0; i < s->out.count; i++)
        if (s->out.items[i].type == PGP_DROP_EARLY || s->out.items[i].type == PGP_DROP_LATE)
            place[s->out.items[i].change->live->number] = i + 1;
    for (bool found = true; found;) {
        found = false;
        for (size_t i = 0; i < s->plan->change_count; i++) {
            pgp_change *change = s->plan->changes[i];
            const pgp_object *taker = change->live && !change->ahead ? taken_by(change->live) : NULL;
            if (taker && comes_too_late(place, change->live, taker))
                found = change->ahead = true;
        }
    }
}

/* -- makes: needs first -------------------------------------------------------------------------------------- */

static void visit_make(sorter *s, pgp_object *object);

static bool is_inlined(const pgp_object *child) {
    const pgp_constraint *constraint = (const pgp_constraint *)child;
    return child->kind == &pgp_kind_column ||
           (child->kind == &pgp_kind_constraint && !constraint->attached_to && !constraint->only &&
            strcmp(constraint->type, "foreign key") != 0);
}

/* What others may rely on when they need the relation: its columns and its keys. An index of a partitioned table may come
 * after its partitions: who needs it says so. */
static bool is_ground(const pgp_object *child) {
    const pgp_constraint *constraint = (const pgp_constraint *)child;
    if (child->kind == &pgp_kind_column)
        return true;
    if (child->kind == &pgp_kind_index)
        return ((const pgp_index *)child)->unique && !pgp_is_partitioned(child->parent);
    return child->kind == &pgp_kind_constraint && !constraint->only &&
           (strcmp(constraint->type, "primary key") == 0 || strcmp(constraint->type, "unique") == 0);
}

/* A partition's key comes with its parent's, and that with its own parent's. */
static void visit_origin(sorter *s, const pgp_object *object) {
    pgp_object *above = object->flags & PGP_OBJECT_IMPLIED && object->origin
                            ? pgp_model_counterpart(s->plan->desired, object->origin)
                            : NULL;
    if (!above)
        return;
    visit_origin(s, above);
    visit_make(s, above);
}

static void visit_ground(sorter *s, pgp_object *relation) {
    for (pgp_object *child = relation->children; child; child = child->sibling) {
        if (!is_ground(child))
            continue;
        visit_origin(s, child);
        visit_make(s, child);
    }
}

static bool is_attached_by_hand(const pgp_object *index) {
    return pgp_is_index(index) && index->parent->kind == &pgp_kind_table && pgp_index_storage_of(index).only;
}

/* The database has it, but some partition's is still missing. */
static bool is_completed(const pgp_object *index) {
    const pgp_change *change = index->change;
    return pgp_is_index(index) && index->parent->kind == &pgp_kind_table && change &&
           change->action == PGP_ALTER && pgp_index_storage_of(change->live).incomplete;
}

/* A key that comes early, for one of another table, finds the columns as they will be. */
static void visit_columns(sorter *s, const pgp_object *table) {
    for (pgp_object *child = table->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column)
            visit_make(s, child);
}

/* It does not count before every partition has its own. */
static void visit_attached(sorter *s, const pgp_object *index) {
    if (!is_attached_by_hand(index) && !is_completed(index))
        return;
    const char *label = pgp_index_label(s->arena, index);
    const pgp_tables *partitions = &((const pgp_table *)index->parent)->heirs;
    for (size_t i = 0; i < partitions->count; i++) {
        pgp_object *child = pgp_index_attached(&partitions->items[i]->object, label);
        if (!child)
            continue;
        visit_columns(s, child->parent);
        visit_make(s, child);
        if (s->state[child->number] == 2)
            visit_attached(s, child);
    }
}

static void visit_needed(sorter *s, pgp_object *needed) {
    if (needed->parent)
        visit_make(s, needed->parent);
    if (pgp_is_index(needed))
        visit_origin(s, needed);
    visit_make(s, needed);
    visit_attached(s, needed);
    visit_ground(s, needed);
}

static void visit_needs(sorter *s, const pgp_object *object) {
    for (uint32_t i = 0; i < object->need_count; i++)
        visit_needed(s, object->needs[i]);
}

/* What a part needs besides its own table and the other parts of that. */
static void visit_needs_elsewhere(sorter *s, const pgp_object *part) {
    for (uint32_t i = 0; i < part->need_count; i++)
        if (part->needs[i] != part->parent && part->needs[i]->parent != part->parent)
            visit_needed(s, part->needs[i]);
}

static bool is_unvalidated_check(const pgp_object *part) {
    const pgp_constraint *constraint = (const pgp_constraint *)part;
    return part->kind == &pgp_kind_constraint && part->parent->kind == &pgp_kind_table &&
           constraint->not_valid && strcmp(constraint->type, "check") == 0;
}

/* A partition that is made after an index ON ONLY its parent would get one like it, and after a check that is not valid there
 * a valid one. */
static void visit_partitions(sorter *s, const pgp_object *object) {
    if (!is_attached_by_hand(object) && !is_unvalidated_check(object))
        return;
    const pgp_tables *partitions = &((const pgp_table *)object->parent)->heirs;
    for (size_t i = 0; i < partitions->count; i++)
        visit_make(s, &partitions->items[i]->object);
}

/* A table that is made after a check of its parent has it valid, whatever its parent's is. */
static void visit_unvalidated(sorter *s, const pgp_object *object) {
    const pgp_constraint *check = (const pgp_constraint *)object;
    if (object->kind != &pgp_kind_constraint || !check->not_valid ||
        object->parent->kind != &pgp_kind_table || !pgp_constraint_is(check, "check"))
        return;
    const pgp_tables *heirs = &((const pgp_table *)object->parent)->heirs;
    for (size_t i = 0; i < heirs->count; i++) {
        pgp_object *heir = &heirs->items[i]->object;
        const pgp_object *same = pgp_child(heir, object->kind, object->name);
        if (!same || !((const pgp_constraint *)same)->not_valid)
            continue;
        visit_make(s, heir);
        visit_unvalidated(s, same);
    }
}

static bool becomes_logged(const pgp_object *object) {
    const pgp_change *change = object->change;
    return object->kind == &pgp_kind_table && change && change->action == PGP_ALTER &&
           change->desired == object && strcmp(((const pgp_table *)object)->persistence, "permanent") == 0 &&
           strcmp(((const pgp_table *)change->live)->persistence, "permanent") != 0;
}

/* A logged table may not reference an unlogged one (ATPrepChangePersistence): the referenced ones become logged first. The other
 * way round is the table's own business (kinds/table_alter.c): foreign keys that are dropped matter there. */
static void visit_referenced(sorter *s, const pgp_object *table) {
    if (!becomes_logged(table))
        return;
    for (const pgp_object *child = table->children; child; child = child->sibling)
        for (uint32_t i = 0; child->kind == &pgp_kind_constraint && i < child->need_count; i++)
            if (becomes_logged(child->needs[i]))
                visit_make(s, child->needs[i]);
}

/* The owner has rights of its own, and a sequence that a column owns gets the owner of its table. */
static void visit_owner_of_table(sorter *s, const pgp_object *object) {
    bool rights = object->kind == &pgp_kind_privileges && object->parent->kind == &pgp_kind_sequence;
    pgp_object *table = rights ? pgp_owning_table(s->plan->desired, object->parent) : NULL;
    pgp_object *owner = table ? pgp_child(table, &pgp_kind_owner, "") : NULL;
    if (owner)
        visit_make(s, owner);
}

/* REVOKE on a table takes the rights on its columns along. */
static void visit_rights_of_table(sorter *s, const pgp_object *object) {
    const pgp_object *column = object->kind == &pgp_kind_privileges ? object->parent : NULL;
    if (!column || column->kind != &pgp_kind_column)
        return;
    pgp_object *rights = pgp_child(column->parent, &pgp_kind_privileges, "");
    if (rights)
        visit_make(s, rights);
}

/* In its schema, before what it needs. */
static void announce(sorter *s, pgp_object *object) {
    if (!object->kind->announce || !pgp_is_made(object) || object->change->desired != object)
        return;
    for (uint32_t i = 0; i < object->need_count; i++)
        if (object->needs[i]->kind == &pgp_kind_schema)
            visit_make(s, object->needs[i]);
    pgp_operation operation = {.type = PGP_ANNOUNCE, .change = object->change};
    PGP_PUSH(s->arena, s->out.items, s->out.count, s->out.capacity, operation);
}

static bool has_late_partition(const pgp_plan *plan, const pgp_table *table) {
    for (size_t i = 0; i < table->heirs.count; i++)
        if (pgp_table_is_attached_late(plan, &table->heirs.items[i]->object) ||
            has_late_partition(plan, table->heirs.items[i]))
            return true;
    return false;
}

static void visit_heirs(sorter *s, const pgp_table *table) {
    for (size_t i = 0; i < table->heirs.count; i++) {
        visit_make(s, &table->heirs.items[i]->object);
        visit_heirs(s, table->heirs.items[i]);
    }
}

/* Its rows are there again before anything else uses it: foreign keys, triggers, materialized views. */
static void refill(sorter *s, pgp_change *change, bool late) {
    if (change->action != PGP_REPLACE || !pgp_rows_come_back(change->live) ||
        has_late_partition(s->plan, (const pgp_table *)change->desired) != late)
        return;
    visit_heirs(s, (const pgp_table *)change->desired);
    pgp_operation operation = {.type = PGP_REFILL, .change = change};
    PGP_PUSH(s->arena, s->out.items, s->out.count, s->out.capacity, operation);
}

static void visit_make(sorter *s, pgp_object *object) {
    if (s->state[object->number])
        return;
    s->state[object->number] = 1;
    if (object->parent)
        visit_make(s, object->parent);
    announce(s, object);
    visit_needs(s, object);
    visit_referenced(s, object);
    visit_owner_of_table(s, object);
    visit_rights_of_table(s, object);
    visit_partitions(s, object);
    visit_unvalidated(s, object);
    for (pgp_object *child = object->children; child && pgp_is_made(object); child = child->sibling)
        if (is_inlined(child))
            visit_needs_elsewhere(s, child);
    /* Indexes stay in the order of their names, unique or not: those of partitions get theirs one after the other. */
    if (object->parent && !is_ground(object) && object->kind != &pgp_kind_index)
        visit_ground(s, object->parent);
    s->state[object->number] = 2;
    pgp_change *change = object->change;
    if (!change || change->desired != object || change->action == PGP_DROP)
        return;
    put(s, change);
    refill(s, change, false);
}

static void order_makes(sorter *s) {
    s->phase = PGP_MAKE;
    for (size_t i = 0; i < s->plan->change_count; i++) {
        pgp_change *change = s->plan->changes[i];
        if (change->action != PGP_DROP && change->desired != change->live)
            visit_make(s, change->desired);
    }
    /* What only the database mentions is made again last: it is said about things made above. */
    for (size_t i = 0; i < s->plan->change_count; i++) {
        pgp_change *change = s->plan->changes[i];
        if (change->action == PGP_REPLACE && change->desired == change->live)
            put(s, change);
    }
}

static void order_finishes(sorter *s) {
    size_t made = s->out.count;
    s->phase = PGP_FINISH;
    for (size_t i = 0; i < made; i++)
        if (s->out.items[i].type == PGP_MAKE && pgp_change_object(s->out.items[i].change)->kind->finish)
            put(s, s->out.items[i].change);
    for (size_t i = 0; i < s->plan->change_count; i++)
        refill(s, s->plan->changes[i], true);
}

pgp_operations pgp_order(pgp_plan *plan, pgp_arena *arena) {
    sorter s = {.plan = plan, .arena = arena, .live_dependents = pgp_dependents_of(arena, plan->live)};
    size_t desired_count = pgp_number_objects(plan->desired);
    size_t most = desired_count > s.live_dependents.count ? desired_count : s.live_dependents.count;
    s.state = pgp_alloc(arena, most + 1);
    if (plan->change_count)
        qsort(plan->changes, plan->change_count, sizeof *plan->changes, compare_changes);
    order_drops(&s, PGP_DROP_EARLY);
    memset(s.state, 0, most + 1);
    order_makes(&s);
    order_finishes(&s);
    pgp_operations postponed = {0};
    pgp_postpone(plan, arena, &s.out, &postponed);
    order_drops(&s, PGP_DROP_LATE);
    for (size_t i = 0; i < postponed.count; i++)
        PGP_PUSH(arena, s.out.items, s.out.count, s.out.capacity, postponed.items[i]);
    drop_parts_ahead(&s);
    return s.out;
}

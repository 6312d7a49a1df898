/*
 * The database as the statements before left it: the live model, and copies of what they changed.
 */
#include "hazard/analysis.h"
#include "kinds/index.h"

#include <string.h>

typedef struct pgp_edited {
    const pgp_table *original;
    pgp_table copy;
    UT_hash_handle hh;
} pgp_edited;

typedef struct pgp_renamed {
    const char *key;
    const pgp_object *object; /* NULL: the name is free, or something new has it */
    UT_hash_handle hh;
} pgp_renamed;

/* -- names ------------------------------------------------------------------------------------------------------ */

static const char *key_of(pgp_analyzer *a, const char *schema, const char *name) {
    return pgp_quoted2(a->arena, schema, name);
}

static void set_name(pgp_analyzer *a, const char *schema, const char *name, const pgp_object *object) {
    pgp_arena *hash_arena = a->arena;
    const char *key = key_of(a, schema, name);
    pgp_renamed *found;
    HASH_FIND_STR(a->renamed, key, found);
    if (!found) {
        found = PGP_NEW(a->arena, pgp_renamed);
        found->key = key;
        HASH_ADD_KEYPTR(hh, a->renamed, found->key, strlen(found->key), found);
    }
    found->object = object;
}

/* true when an earlier statement decided what has this name. */
static bool find_renamed(pgp_analyzer *a, const char *schema, const char *name, const pgp_object **out) {
    pgp_renamed *found = NULL;
    if (a->renamed) {
        const char *key = key_of(a, schema, name);
        HASH_FIND_STR(a->renamed, key, found);
    }
    if (found)
        *out = found->object;
    return found;
}

/* A table's constraint stands for its index. */
static const pgp_object *find_in(pgp_analyzer *a, const char *schema, const char *name) {
    const pgp_object *found = NULL;
    if (find_renamed(a, schema, name, &found))
        return found;
    return pgp_model_find(a->model, PGP_SPACE_RELATION, schema, name, NULL);
}

const pgp_object *pgp_state_named(pgp_analyzer *a, const char *schema, const char *name) {
    if (schema)
        return find_in(a, schema, name);
    for (size_t i = 0; i < a->parser.path_schemas.count; i++) {
        const pgp_object *found = find_in(a, a->parser.path_schemas.items[i], name);
        if (found)
            return found;
    }
    return NULL;
}

const pgp_object *pgp_state_relation(pgp_analyzer *a, const PgQuery__RangeVar *name) {
    return pgp_state_named(a, *name->schemaname ? name->schemaname : NULL, name->relname);
}

const pgp_table *pgp_state_by_label(pgp_analyzer *a, const char *label) {
    pgp_names names = label ? pgp_label_names(a->arena, label) : (pgp_names){.count = 0};
    const pgp_object *found = names.count == 2 ? find_in(a, names.items[0], names.items[1]) : NULL;
    return found && found->kind == &pgp_kind_table ? (const pgp_table *)found : NULL;
}

/* The name that a relation has by now. */
static void current_name(pgp_analyzer *a, const pgp_object *object, const char **schema, const char **name) {
    *schema = pgp_object_top(object)->schema;
    *name = object->name;
    for (const pgp_renamed *r = a->renamed; r; r = r->hh.next)
        if (r->object == object) {
            pgp_names names = pgp_label_names(a->arena, r->key);
            *schema = names.items[0];
            *name = names.items[1];
        }
}

void pgp_state_drop(pgp_analyzer *a, const pgp_object *relation) {
    const char *schema, *name;
    current_name(a, relation, &schema, &name);
    set_name(a, schema, name, NULL);
    if (relation->parent && relation->parent->kind == &pgp_kind_table)
        pgp_state_remove(a, (const pgp_table *)relation->parent, relation);
    else if (relation->kind == &pgp_kind_table)
        pgp_state_edit(a, (const pgp_table *)relation)->object.flags |= PGP_OBJECT_DROPPED;
}

void pgp_state_rename(pgp_analyzer *a, const pgp_object *relation, const char *schema, const char *name) {
    const char *old_schema, *old_name;
    current_name(a, relation, &old_schema, &old_name);
    set_name(a, old_schema, old_name, NULL);
    set_name(a, schema ? schema : old_schema, name ? name : old_name, relation);
}

/* -- tables -------------------------------------------------------------------------------------------------------- */

const pgp_table *pgp_now(const pgp_analyzer *a, const pgp_table *table) {
    pgp_edited *edited = NULL;
    if (a->edited)
        HASH_FIND_PTR(a->edited, &table, edited);
    return edited ? &edited->copy : table;
}

static void add_child(pgp_table *table, pgp_object *child) {
    child->parent = &table->object;
    child->sibling = NULL;
    if (table->object.last_child)
        table->object.last_child->sibling = child;
    else
        table->object.children = child;
    table->object.last_child = child;
}

static void copy_children(pgp_analyzer *a, pgp_table *copy, const pgp_table *from) {
    copy->object.children = copy->object.last_child = NULL;
    for (const pgp_object *o = from->object.children; o; o = o->sibling) {
        pgp_object *child = pgp_alloc(a->arena, o->kind->size);
        memcpy(child, o, o->kind->size);
        add_child(copy, child);
    }
}

static void copy_tables(pgp_analyzer *a, pgp_tables *copy, const pgp_tables *from) {
    *copy = (pgp_tables){.count = 0};
    for (size_t i = 0; i < from->count; i++)
        PGP_PUSH(a->arena, copy->items, copy->count, copy->capacity, from->items[i]);
}

pgp_table *pgp_state_edit(pgp_analyzer *a, const pgp_table *table) {
    pgp_arena *hash_arena = a->arena;
    pgp_edited *edited = NULL;
    if (a->edited)
        HASH_FIND_PTR(a->edited, &table, edited);
    if (edited)
        return &edited->copy;
    edited = PGP_NEW(a->arena, pgp_edited);
    edited->original = table;
    edited->copy = *table;
    copy_children(a, &edited->copy, table);
    copy_tables(a, &edited->copy.heirs, &table->heirs);
    copy_tables(a, &edited->copy.parents, &table->parents);
    HASH_ADD_PTR(a->edited, original, edited);
    return &edited->copy;
}

void *pgp_state_add(pgp_analyzer *a, const pgp_table *table, const pgp_kind *kind, const char *name) {
    pgp_object *child = pgp_object_new(a->model, kind, NULL, name);
    add_child(pgp_state_edit(a, table), child);
    return child;
}

void pgp_state_remove(pgp_analyzer *a, const pgp_table *table, const pgp_object *child) {
    pgp_table *edited = pgp_state_edit(a, table);
    pgp_object *last = NULL;
    for (pgp_object **o = &edited->object.children; *o;) {
        if ((*o)->kind == child->kind && strcmp((*o)->name, child->name) == 0) {
            *o = (*o)->sibling;
        } else {
            last = *o;
            o = &last->sibling;
        }
    }
    edited->object.last_child = last;
}

void *pgp_now_child(const pgp_analyzer *a, const pgp_table *table, const pgp_kind *kind, const char *name) {
    return pgp_child(&pgp_now(a, table)->object, kind, name);
}

/* -- facts about tables ----------------------------------------------------------------------------------------------- */

static void add_tree(const pgp_analyzer *a, pgp_tables *tree, const pgp_table *table, bool only) {
    const pgp_table *now = pgp_now(a, table);
    for (size_t i = 0; i < tree->count; i++)
        if (tree->items[i] == table)
            return;
    PGP_PUSH(a->arena, tree->items, tree->count, tree->capacity, (pgp_table *)(uintptr_t)table);
    for (size_t i = 0; i < now->heirs.count && !only; i++)
        if (!(pgp_now(a, now->heirs.items[i])->object.flags & PGP_OBJECT_DROPPED))
            add_tree(a, tree, now->heirs.items[i], false);
}

pgp_tables pgp_table_tree(const pgp_analyzer *a, const pgp_table *table, bool only) {
    pgp_tables tree = {.count = 0};
    if (table)
        add_tree(a, &tree, table, only);
    return tree;
}

/* -- what belongs to tables ------------------------------------------------------------------------------------------- */

/* Foreign keys that refer to a table, and sequences that its columns own. */
typedef struct pgp_linked {
    const pgp_table *table;
    struct link {
        const pgp_table *child; /* whose foreign key `name` is */
        const char *name;       /* of it, or of the column */
        const pgp_object *sequence;
    } * items;
    size_t count, capacity;
    UT_hash_handle hh;
} pgp_linked;

static pgp_linked *links_of(const pgp_analyzer *a, const pgp_table *table) {
    pgp_linked *found = NULL;
    if (a->linked)
        HASH_FIND_PTR(a->linked, &table, found);
    return found;
}

static void add_link(pgp_analyzer *a, const pgp_table *table, struct link link) {
    pgp_arena *hash_arena = a->arena;
    pgp_linked *linked = links_of(a, table);
    if (!linked) {
        linked = PGP_NEW(a->arena, pgp_linked);
        linked->table = table;
        HASH_ADD_PTR(a->linked, table, linked);
    }
    PGP_PUSH(a->arena, linked->items, linked->count, linked->capacity, link);
}

void pgp_state_link_key(pgp_analyzer *a, const pgp_table *child, const pgp_constraint *key) {
    const pgp_table *referenced = pgp_state_by_label(a, key->referenced);
    if (referenced)
        add_link(a, referenced, (struct link){.child = child, .name = key->object.name});
}

static void link_sequence(pgp_analyzer *a, const pgp_sequence *sequence) {
    pgp_names owner = pgp_label_names(a->arena, sequence->owned_by);
    const pgp_object *table =
        owner.count == 3 ? pgp_model_find(a->model, PGP_SPACE_RELATION, owner.items[0], owner.items[1], NULL)
                         : NULL;
    if (table && table->kind == &pgp_kind_table)
        add_link(a, (const pgp_table *)table,
                 (struct link){.name = owner.items[2], .sequence = &sequence->object});
}

void pgp_state_link(pgp_analyzer *a) {
    for (const pgp_object *o = a->model->objects; o; o = o->sibling) {
        if (o->kind == &pgp_kind_sequence && ((const pgp_sequence *)o)->owned_by)
            link_sequence(a, (const pgp_sequence *)o);
        for (const pgp_object *c = o->kind == &pgp_kind_table ? o->children : NULL; c; c = c->sibling)
            if (pgp_is_constraint(c, "foreign key"))
                pgp_state_link_key(a, (const pgp_table *)o, (const pgp_constraint *)c);
    }
}

void pgp_each_referring(pgp_analyzer *a, const pgp_table *table,
                        void (*use)(pgp_analyzer *a, const pgp_table *child, const pgp_constraint *key,
                                    void *argument),
                        void *argument) {
    const pgp_linked *linked = links_of(a, table);
    for (size_t i = 0; linked && i < linked->count; i++) {
        const struct link *link = &linked->items[i];
        const pgp_constraint *key =
            link->child ? pgp_now_child(a, link->child, &pgp_kind_constraint, link->name) : NULL;
        if (key)
            use(a, link->child, key, argument);
    }
}

void pgp_touch_sequences(pgp_analyzer *a, const pgp_table *table, const char *column, pgp_lock lock) {
    const pgp_linked *linked = links_of(a, table);
    for (size_t i = 0; linked && i < linked->count; i++)
        if (linked->items[i].sequence && (!column || strcmp(linked->items[i].name, column) == 0))
            pgp_touch(a, linked->items[i].sequence, lock);
}

bool pgp_has_storage(const pgp_analyzer *a, const pgp_table *table) {
    return !pgp_now(a, table)->partition_key.text && !pgp_is_foreign(&table->object);
}

bool pgp_is_constraint(const pgp_object *child, const char *type) {
    return child->kind == &pgp_kind_constraint && pgp_constraint_is((const pgp_constraint *)child, type);
}

bool pgp_has_indexes(const pgp_analyzer *a, const pgp_table *table) {
    for (const pgp_object *o = pgp_now(a, table)->object.children; o; o = o->sibling)
        if (o->kind == &pgp_kind_index || pgp_is_constraint(o, "primary key") ||
            pgp_is_constraint(o, "unique") || pgp_is_constraint(o, "exclude"))
            return true;
    return false;
}

#include "kinds/kinds.h"

#include <string.h>

typedef struct pgp_former {
    const char *schema, *name;
} pgp_former;

typedef struct pgp_string {
    UT_hash_handle hh;
    char text[];
} pgp_string;

typedef struct pgp_strings {
    pgp_string *table;
} pgp_strings;

pgp_model *pgp_model_new(pgp_arena *arena) {
    return pgp_model_beside(arena, NULL);
}

pgp_model *pgp_model_beside(pgp_arena *arena, const pgp_model *other) {
    pgp_model *model = PGP_NEW(arena, pgp_model);
    model->arena = arena;
    model->strings = other && other->arena == arena ? other->strings : PGP_NEW(arena, pgp_strings);
    model->default_path = "\"$user\", public";
    model->label = "";
    return model;
}

const char *pgp_intern(pgp_model *model, const char *text) {
    pgp_arena *hash_arena = model->arena;
    pgp_string *found;
    if (!text)
        return NULL;
    size_t size = strlen(text);
    unsigned hash;
    HASH_VALUE(text, size, hash);
    HASH_FIND_BYHASHVALUE(hh, model->strings->table, text, size, hash, found);
    if (!found) {
        found = pgp_alloc(model->arena, sizeof *found + size + 1);
        memcpy(found->text, text, size + 1);
        HASH_ADD_KEYPTR_BYHASHVALUE(hh, model->strings->table, found->text, size, hash, found);
    }
    return found->text;
}

void *pgp_object_new(pgp_model *model, const pgp_kind *kind, const char *schema, const char *name) {
    pgp_object *object = pgp_alloc(model->arena, kind->size);
    object->kind = kind;
    object->schema = pgp_intern(model, schema);
    object->name = pgp_intern(model, name);
    return object;
}

/* A key on the stack unless the names are very long. The separator only has to be rare: a name that
 * holds it makes an odd key, not a wrong one, since kinds of one space use the same fields. */
typedef struct key_buffer {
    char small[256];
    const char *text;
    size_t size;
} key_buffer;

static void make_key(key_buffer *key, pgp_arena *arena, pgp_space space, const pgp_kind *kind,
                     const char *schema, const char *name, const char *args) {
    const char *parts[] = {space == PGP_SPACE_OTHER ? kind->name : "", schema ? schema : "", name,
                           args ? args : ""};
    size_t sizes[4], total = 1;
    for (int i = 0; i < 4; i++)
        total += 1 + (sizes[i] = strlen(parts[i]));
    char *out = total <= sizeof key->small ? key->small : pgp_alloc(arena, total);
    key->text = out;
    key->size = total;
    *out++ = (char)('a' + space);
    for (int i = 0; i < 4; i++) {
        *out++ = '\x1f';
        memcpy(out, parts[i], sizes[i]);
        out += sizes[i];
    }
}

static pgp_entry *find_entry(const pgp_model *model, pgp_space space, const pgp_kind *kind,
                             const char *schema, const char *name, const char *args) {
    key_buffer key;
    pgp_entry *entry;
    make_key(&key, model->arena, space, kind, schema, name, args);
    HASH_FIND(hh, model->index, key.text, key.size, entry);
    return entry;
}

/* The one of the key; a new one has no object yet. */
static pgp_entry *entry_of(pgp_arena *hash_arena, pgp_entry **table, const key_buffer *key) {
    pgp_entry *entry;
    unsigned hash;
    HASH_VALUE(key->text, key->size, hash);
    HASH_FIND_BYHASHVALUE(hh, *table, key->text, key->size, hash, entry);
    if (entry)
        return entry;
    entry = pgp_alloc(hash_arena, sizeof *entry + key->size);
    memcpy(entry->key, key->text, key->size);
    HASH_ADD_KEYPTR_BYHASHVALUE(hh, *table, entry->key, key->size, hash, entry);
    return entry;
}

static void add_entry(pgp_model *model, pgp_space space, const char *schema, pgp_object *object) {
    key_buffer key;
    make_key(&key, model->arena, space, object->kind, schema, object->name, object->args);
    pgp_entry *entry = entry_of(model->arena, &model->index, &key);
    if (!entry->object)
        entry->object = object;
}

static void remove_entry(pgp_model *model, pgp_space space, const char *schema, const pgp_object *object) {
    pgp_entry *entry = find_entry(model, space, object->kind, schema, object->name, object->args);
    if (entry && entry->object == object)
        HASH_DELETE(hh, model->index, entry);
}

/* Calls change(model, space, schema, object) for each space in which the object has its name. */
#define FOR_EACH_SPACE(change, model, object)                                          \
    do {                                                                               \
        if ((object)->kind->space != PGP_SPACE_CHILD)                                  \
            change((model), (object)->kind->space, (object)->schema, (object));        \
        if (is_table_constraint(object))                                               \
            change((model), PGP_SPACE_CONSTRAINT, (object)->parent->schema, (object)); \
        if (is_table_constraint(object) && has_index(object))                          \
            change((model), PGP_SPACE_RELATION, (object)->parent->schema, (object));   \
    } while (0)

static bool is_table_constraint(const pgp_object *object) {
    return object->kind == &pgp_kind_constraint && object->parent && object->parent->kind == &pgp_kind_table;
}

static bool has_index(const pgp_object *object) {
    const char *type = ((const pgp_constraint *)object)->type;
    return type &&
           (strcmp(type, "primary key") == 0 || strcmp(type, "unique") == 0 || strcmp(type, "exclude") == 0);
}

static void index_add(pgp_model *model, pgp_object *object) {
    FOR_EACH_SPACE(add_entry, model, object);
}

static void index_remove(pgp_model *model, const pgp_object *object) {
    FOR_EACH_SPACE(remove_entry, model, object);
}

void pgp_model_add(pgp_model *model, pgp_object *object) {
    pgp_object **first = object->parent ? &object->parent->children : &model->objects;
    pgp_object **last = object->parent ? &object->parent->last_child : &model->last_object;
    if (*last)
        (*last)->sibling = object;
    else
        *first = object;
    *last = object;
    index_add(model, object);
    model->count++;
}

static void unlink_object(pgp_model *model, pgp_object *object) {
    pgp_object **first = object->parent ? &object->parent->children : &model->objects;
    pgp_object **last = object->parent ? &object->parent->last_child : &model->last_object;
    pgp_object *before = NULL;
    for (pgp_object *o = *first; o && o != object; o = o->sibling)
        before = o;
    if (before)
        before->sibling = object->sibling;
    else
        *first = object->sibling;
    if (*last == object)
        *last = before;
    object->sibling = NULL;
}

static void forget(pgp_model *model, pgp_object *object) {
    index_remove(model, object);
    object->flags |= PGP_OBJECT_DROPPED;
    model->count--;
    for (pgp_object *child = object->children; child; child = child->sibling)
        forget(model, child);
}

void pgp_model_remove(pgp_model *model, pgp_object *object) {
    unlink_object(model, object);
    forget(model, object);
}

void pgp_model_replace(pgp_object *existing, const pgp_object *with) {
    size_t shared = sizeof(pgp_object);
    memcpy((char *)existing + shared, (const char *)with + shared, with->kind->size - shared);
    existing->references = with->references;
    existing->where = with->where;
}

void pgp_model_rename(pgp_model *model, pgp_object *object, const char *schema, const char *name,
                      const char *args) {
    index_remove(model, object);
    for (pgp_object *child = object->children; child; child = child->sibling)
        if (is_table_constraint(child))
            index_remove(model, child);
    object->schema = pgp_intern(model, schema);
    object->name = pgp_intern(model, name);
    object->args = pgp_intern(model, args);
    index_add(model, object);
    for (pgp_object *child = object->children; child; child = child->sibling)
        if (is_table_constraint(child))
            index_add(model, child);
}

/* Kinds of PGP_SPACE_OTHER are in no expression: their key would need the kind. */
void pgp_model_move(pgp_model *model, pgp_object *object, const char *schema, const char *name,
                    const char *args) {
    pgp_space space = object->kind->space;
    if (!object->former) {
        pgp_former *former = PGP_NEW(model->arena, pgp_former);
        *former = (pgp_former){object->schema, object->name};
        object->former = former;
    }
    if (space != PGP_SPACE_CHILD && space != PGP_SPACE_OTHER) {
        key_buffer key;
        make_key(&key, model->arena, space, NULL, object->schema, object->name, NULL);
        entry_of(model->arena, &model->formers, &key)->object = object;
    }
    pgp_model_rename(model, object, schema, name, args);
}

pgp_object *pgp_model_former(const pgp_model *model, pgp_space space, const char *schema, const char *name) {
    key_buffer key;
    pgp_entry *entry = NULL;
    if (!model->formers)
        return NULL;
    make_key(&key, model->arena, space, NULL, schema, name, NULL);
    HASH_FIND(hh, model->formers, key.text, key.size, entry);
    return entry ? entry->object : NULL;
}

const char *pgp_former_name(const pgp_object *object) {
    return object->former ? object->former->name : object->name;
}

const char *pgp_former_schema(const pgp_object *object) {
    return object->former ? object->former->schema : object->schema;
}

pgp_object *pgp_former_column(const pgp_object *relation, const char *name) {
    for (pgp_object *child = relation->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column && strcmp(pgp_former_name(child), name) == 0)
            return child;
    return NULL;
}

pgp_object *pgp_model_find_kind(const pgp_model *model, const pgp_kind *kind, const char *schema,
                                const char *name, const char *args) {
    const pgp_entry *entry = find_entry(model, kind->space, kind, schema, name, args);
    return entry ? entry->object : NULL;
}

pgp_object *pgp_model_find(const pgp_model *model, pgp_space space, const char *schema, const char *name,
                           const char *args) {
    const pgp_entry *entry = find_entry(model, space, NULL, schema, name, args);
    return entry ? entry->object : NULL;
}

pgp_object *pgp_child(const pgp_object *parent, const pgp_kind *kind, const char *name) {
    for (pgp_object *child = parent->children; child; child = child->sibling)
        if (child->kind == kind && strcmp(child->name, name) == 0)
            return child;
    return NULL;
}

/* It has its name among the types, too: for its rows; a sequence must only find it free. */
static bool takes_type_name(const pgp_kind *kind) {
    return kind->space == PGP_SPACE_RELATION && kind != &pgp_kind_index;
}

pgp_object *pgp_model_namesake(const pgp_model *model, const pgp_object *object) {
    const pgp_kind *kind = object->kind;
    pgp_object *found = pgp_model_find_kind(model, kind, object->schema, object->name, object->args);
    if (!found && takes_type_name(kind))
        return pgp_model_find(model, PGP_SPACE_TYPE, object->schema, object->name, NULL);
    if (!found && kind->space == PGP_SPACE_TYPE)
        found = pgp_model_find(model, PGP_SPACE_RELATION, object->schema, object->name, NULL);
    return found && (found->kind->space == kind->space || takes_type_name(found->kind)) ? found : NULL;
}

pgp_object *pgp_model_counterpart(const pgp_model *model, const pgp_object *object) {
    if (object->kind->space == PGP_SPACE_CHILD) {
        const pgp_object *parent = pgp_model_counterpart(model, object->parent);
        return parent ? pgp_child(parent, object->kind, object->name) : NULL;
    }
    pgp_object *found = pgp_model_namesake(model, object);
    return found && found->kind == object->kind ? found : NULL;
}

void pgp_object_need(pgp_model *model, pgp_object *object, pgp_object *needed) {
    if (object == needed)
        return;
    for (uint32_t i = 0; i < object->need_count; i++)
        if (object->needs[i] == needed)
            return;
    PGP_PUSH(model->arena, object->needs, object->need_count, object->need_capacity, needed);
}

pgp_walk pgp_walk_start(const pgp_model *model) {
    return (pgp_walk){.next = model->objects};
}

pgp_object *pgp_walk_next(pgp_walk *walk) {
    pgp_object *object = walk->next;
    if (!object)
        return NULL;
    pgp_object *next = object->children;
    for (pgp_object *o = object; !next && o; o = o->parent)
        next = o->sibling;
    walk->next = next;
    return object;
}

size_t pgp_number_objects(const pgp_model *model) {
    size_t count = 0;
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *object; (object = pgp_walk_next(&walk));)
        object->number = (uint32_t)count++;
    return count;
}

const pgp_object *pgp_object_top(const pgp_object *object) {
    while (object->parent)
        object = object->parent;
    return object;
}

void pgp_sql_identity(pgp_text *text, const pgp_object *object) {
    const pgp_kind *kind = object->kind;
    if (kind->symbol && !object->schema)
        pgp_text_add(text, object->name);
    else if (kind->symbol)
        pgp_text_addf(text, "%s.%s", pgp_quoted(text->arena, object->schema), object->name);
    else if (*object->name)
        pgp_sql_qualified(text, object->schema, object->name);
    if (object->args && kind->args_word)
        pgp_text_addf(text, " %s %s", kind->args_word, pgp_quoted(text->arena, object->args));
    else if (object->args)
        pgp_text_addf(text, "(%s)", object->args);
}

char *pgp_object_label(pgp_arena *arena, const pgp_object *object) {
    pgp_text label = pgp_text_new(arena);
    bool child = object->kind->space == PGP_SPACE_CHILD;
    if (!child) {
        pgp_sql_identity(&label, object);
        return label.data;
    }
    if (object->parent)
        pgp_text_add(&label, pgp_object_label(arena, object->parent));
    if (*object->name)
        pgp_text_addf(&label, ".%s", pgp_quoted(arena, object->name));
    return label.data;
}

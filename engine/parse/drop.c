/*
 * DROP in a file: takes out what an earlier statement made.
 *
 * Statements are read in any order, but DROP means the past: what is made later in the same file ("DROP
 * TABLE IF EXISTS t; CREATE TABLE t") stays. What the server drops along in silence goes too (owned
 * sequences, partitions); CASCADE takes everything that the model knows to use it.
 */
#include "kinds/table.h"
#include "parse/uses.h"

#include <string.h>

typedef struct dropping {
    pgp_parser *parser;
    bool cascade;
    pgp_location where;
} dropping;

static void drop_object(const dropping *d, pgp_object *object);

static bool is_gone(const pgp_object *object) {
    for (; object; object = object->parent)
        if (object->flags & PGP_OBJECT_DROPPED)
            return true;
    return false;
}

/* All objects as they are now, so that they can go while they are looked at. */
typedef struct object_list {
    pgp_object **items;
    size_t count;
} object_list;

static object_list list_objects(const dropping *d) {
    const pgp_model *model = d->parser->model;
    object_list list = {.items = pgp_alloc(d->parser->arena, (model->count + 1) * sizeof *list.items)};
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        list.items[list.count++] = o;
    return list;
}

/* -- what goes with it ----------------------------------------------------------------------------------- */

/* A column that only has a default which uses it keeps its data. */
static void drop_user(const dropping *d, pgp_object *user, bool typed) {
    if (user->kind == &pgp_kind_column && !typed) {
        ((pgp_column *)user)->default_value = (pgp_sql){.text = NULL};
        pgp_forget_references(user, true);
        return;
    }
    if (user->kind == &pgp_kind_column && user->parent->kind == &pgp_kind_table)
        pgp_drop_column(d->parser, (pgp_column *)user, false);
    else if (user->kind == &pgp_kind_constraint && user->parent->kind == &pgp_kind_table)
        pgp_drop_constraint(d->parser, (pgp_constraint *)user, false);
    else
        drop_object(d, user);
}

static bool is_partition_of(const pgp_object *object, const char *label) {
    return object->kind == &pgp_kind_table && pgp_same(((const pgp_table *)object)->partition_of, label);
}

static bool is_owned_by(const pgp_object *object, const char *label) {
    return object->kind == &pgp_kind_sequence && pgp_names_label(object, label);
}

static bool is_publication_of(const pgp_object *object, const char *label) {
    return object->kind == &pgp_kind_publication_table && strcmp(object->name, label) == 0;
}

static void drop_users(const dropping *d, const pgp_object *object, const char *label) {
    object_list all = list_objects(d);
    bool type = object->kind->space == PGP_SPACE_TYPE || object->kind->space == PGP_SPACE_RELATION;
    for (size_t i = 0; i < all.count; i++) {
        pgp_object *user = all.items[i];
        if (is_gone(user) || user == object || user->parent == object)
            continue;
        /* Where it lives in no schema, its name is nobody else's label. */
        bool labeled =
            (object->schema || object->kind->space != PGP_SPACE_OTHER) && pgp_names_label(user, label);
        if (is_partition_of(user, label) || is_owned_by(user, label) || is_publication_of(user, label))
            drop_object(d, user);
        else if (d->cascade && (labeled || pgp_refers(d->parser, user, object)))
            drop_user(d, user, type && labeled);
    }
}

/* In any order. */
static bool same_columns(const pgp_names *a, const pgp_names *b) {
    bool same = a->count == b->count;
    for (size_t i = 0; i < a->count; i++)
        same = same && pgp_names_has(b, a->items[i]);
    return same;
}

/* The columns of a key or unique index; none: it is neither. */
static pgp_names key_columns(const dropping *d, const pgp_object *key) {
    const pgp_index *index = (const pgp_index *)key;
    pgp_names columns = {0};
    if (key->kind == &pgp_kind_constraint)
        return ((const pgp_constraint *)key)->columns;
    for (size_t i = 0; key->kind == &pgp_kind_index && index->unique && i < index->keys.count; i++)
        pgp_names_add(d->parser->arena, &columns,
                      index->keys.items[i].column ? index->keys.items[i].column : "");
    return columns;
}

/* A foreign key that names no columns is the primary key's. */
static bool refers_to_key(const dropping *d, const pgp_constraint *user, const pgp_object *key) {
    const pgp_names columns = key_columns(d, key);
    if (user->referenced_columns.count)
        return same_columns(&user->referenced_columns, &columns);
    return key->kind == &pgp_kind_constraint &&
           strcmp(((const pgp_constraint *)key)->type, "primary key") == 0;
}

/* A key that goes with CASCADE takes the foreign keys that need it along. */
static void drop_foreign_keys(const dropping *d, const pgp_object *key) {
    const char *table = pgp_label_of(d->parser, key->parent);
    object_list all = list_objects(d);
    for (size_t i = 0; i < all.count; i++) {
        pgp_constraint *user = (pgp_constraint *)all.items[i];
        if (!is_gone(&user->object) && user->object.kind == &pgp_kind_constraint &&
            pgp_same(user->referenced, table) && refers_to_key(d, user, key))
            pgp_drop_constraint(d->parser, user, false);
    }
}

static void drop_schema(const dropping *d, const pgp_object *schema) {
    object_list all = list_objects(d);
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i]->kind == &pgp_kind_publication_schema &&
            strcmp(all.items[i]->name, schema->name) == 0)
            drop_object(d, all.items[i]);
    for (size_t i = 0; i < all.count && d->cascade; i++)
        if (!is_gone(all.items[i]) && !all.items[i]->parent && pgp_same(all.items[i]->schema, schema->name))
            drop_object(d, all.items[i]);
}

static void drop_object(const dropping *d, pgp_object *object) {
    pgp_parser *parser = d->parser;
    if (is_gone(object))
        return;
    const char *label = pgp_label_of(parser, object);
    bool part = object->parent != NULL;
    if (object->kind == &pgp_kind_index)
        pgp_index_remove(parser, object);
    else
        pgp_model_remove(parser->model, object);
    if (object->kind == &pgp_kind_schema)
        drop_schema(d, object);
    else if ((object->kind == &pgp_kind_constraint || object->kind == &pgp_kind_index) && d->cascade)
        drop_foreign_keys(d, object);
    else if (!part)
        drop_users(d, object, label);
}

void pgp_drop_key_users(pgp_parser *parser, const pgp_constraint *key) {
    dropping d = {.parser = parser, .cascade = true, .where = pgp_parse_where(parser, 0)};
    drop_foreign_keys(&d, &key->object);
}

static bool is_view_of(pgp_parser *parser, const pgp_object *user, const pgp_column *column) {
    bool is_view = user->kind == &pgp_kind_view || user->kind == &pgp_kind_materialized_view;
    return is_view && pgp_refers(parser, user, column->object.parent) &&
           pgp_text_mentions(((const pgp_view *)user)->query.text, column->object.name);
}

void pgp_drop_column_users(pgp_parser *parser, const pgp_column *column) {
    dropping d = {.parser = parser, .cascade = true, .where = pgp_parse_where(parser, 0)};
    for (const pgp_object *part = column->object.parent->children; part; part = part->sibling)
        if (part->kind == &pgp_kind_constraint &&
            pgp_names_has(&((const pgp_constraint *)part)->columns, column->object.name))
            drop_foreign_keys(&d, part);
    object_list all = list_objects(&d);
    for (size_t i = 0; i < all.count; i++)
        if (!is_gone(all.items[i]) && is_view_of(parser, all.items[i], column))
            drop_object(&d, all.items[i]);
}

/* -- statements ------------------------------------------------------------------------------------------ */

/* Nothing that this build reads can have made such an object. */
static bool is_unread(pgp_status status, const PgQuery__DropStmt *said) {
    return status == PGP_UNKNOWN && said->missing_ok;
}

static pgp_status find(pgp_parser *parser, const PgQuery__DropStmt *said, const PgQuery__Node *name,
                       pgp_object **out) {
    pgp_status status = pgp_find_target(parser, said->remove_type, name, 0, out);
    bool absent = status == PGP_INPUT && said->missing_ok && parser->last_chance;
    if (!absent && !is_unread(status, said))
        return status;
    parser->context->error = (pgp_error){.status = PGP_OK};
    return PGP_OK;
}

pgp_status pgp_read_drop(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__DropStmt *said = statement->drop_stmt;
    dropping d = {.parser = parser,
                  .cascade = said->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE,
                  .where = pgp_parse_where(parser, 0)};
    pgp_object **objects = pgp_alloc(parser->arena, (said->n_objects + 1) * sizeof *objects);
    bool later = false;
    for (size_t i = 0; i < said->n_objects; i++) {
        pgp_status status = find(parser, said, said->objects[i], &objects[i]);
        later |= status == PGP_LATER;
        if (status != PGP_OK && status != PGP_LATER)
            return status;
    }
    /* What is there goes now: what is made of the same name further down is another. */
    for (size_t i = 0; i < said->n_objects; i++)
        if (objects[i] && !pgp_comes_before(&d.where, &objects[i]->where))
            drop_object(&d, objects[i]);
    return later ? PGP_LATER : PGP_OK;
}

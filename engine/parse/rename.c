/*
 * RENAME and SET SCHEMA: the object gets its name, and everything of the model that names it follows.
 *
 * What a query says is the user's text: when a view, rule, policy or SQL body already names the thing, its
 * text cannot follow safely, and the file is refused as not understood.
 */
#include "kinds/composite.h"
#include "kinds/table.h"
#include "kinds/trigger.h"
#include "kinds/view.h"
#include "parse/follow.h"
#include "parse/uses.h"

#include <string.h>

typedef struct renaming {
    pgp_parser *parser;
    pgp_object *object;
    const char *schema, *name; /* the new ones */
    pgp_use use;
} renaming;

/* -- users of a top-level object ------------------------------------------------------------------------- */

static bool has_query(const pgp_object *user) {
    const pgp_kind *kind = user->kind;
    if (kind == &pgp_kind_function || kind == &pgp_kind_procedure)
        return ((const pgp_function *)user)->sql_body.text != NULL;
    return pgp_is_view(user) || kind == &pgp_kind_rule || kind == &pgp_kind_policy;
}

static pgp_status refuse(pgp_parser *parser, const pgp_object *user) {
    return pgp_parse_unknown(parser, 0,
                             pgp_printf(parser->arena, "renaming what %s %s already names", user->kind->name,
                                        pgp_object_label(parser->arena, user)));
}

static bool is_part_of(const pgp_object *part, const pgp_object *whole) {
    while (part && part != whole)
        part = part->parent;
    return part != NULL;
}

static bool has_text(const pgp_object *user) {
    for (size_t i = 0; i < user->kind->property_count; i++) {
        const pgp_property *property = &user->kind->properties[i];
        const pgp_sql *sql = (const pgp_sql *)(const void *)((const char *)user + property->offset);
        if (property->type == PGP_VALUE_KEYS ||
            ((property->type == PGP_VALUE_EXPRESSION || property->type == PGP_VALUE_QUERY) && sql->text))
            return true;
    }
    return false;
}

/* Policies of a renamed table may name it, a rule always does. How an expression names an operator, a collation and the like is not
 * looked for. */
static pgp_status check_user(const renaming *r, const pgp_object *user) {
    bool by_label = r->use == PGP_USE_LABEL;
    if (user == r->object || !(by_label ? has_text(user) : has_query(user)))
        return PGP_OK;
    bool own_rule = user->kind == &pgp_kind_rule && user->parent == r->object;
    return own_rule || pgp_refers(r->parser, user, r->object) ? refuse(r->parser, user) : PGP_OK;
}

static void follow(const renaming *r, pgp_object *user, const char *from, const char *to) {
    pgp_arena *arena = r->parser->arena;
    pgp_relabel(r->parser->model, user, from, to);
    if (is_part_of(user, r->object))
        pgp_object_replace(arena, user, PGP_USE_RELATION, r->object->name, pgp_quoted(arena, r->name));
    else if (pgp_refers(r->parser, user, r->object))
        pgp_object_replace(arena, user, r->use, r->object->name, to);
    pgp_refer_anew(r->parser, user, r->object, r->schema, r->name);
}

static void move_parts(pgp_parser *parser, pgp_object *object, const char *schema) {
    for (pgp_object *child = object->children; child; child = child->sibling)
        if (child->schema && child->kind != &pgp_kind_statistics)
            pgp_model_rename(parser->model, child, schema, child->name, child->args);
}

/* Sequences of a table's columns move with it. */
static void move_sequences(pgp_parser *parser, const char *table_label, const char *schema) {
    for (pgp_object *o = parser->model->objects; o; o = o->sibling) {
        if (o->kind != &pgp_kind_sequence || !pgp_names_label(o, table_label))
            continue;
        const char *from = pgp_label_of(parser, o);
        const char *to = pgp_quoted2(parser->arena, schema, o->name);
        pgp_walk walk = pgp_walk_start(parser->model);
        for (pgp_object *user; (user = pgp_walk_next(&walk));) {
            pgp_relabel(parser->model, user, from, to);
            if (pgp_refers(parser, user, o))
                pgp_object_replace(parser->arena, user, PGP_USE_RELATION, o->name, to);
            pgp_refer_anew(parser, user, o, schema, o->name);
        }
        pgp_model_rename(parser->model, o, schema, o->name, NULL);
    }
}

/* The constraint behind NOT NULL (servers from 18 on) keeps the name that it got when it was made. */
static const char *not_null_name(pgp_parser *parser, const pgp_column *column) {
    return column->not_null ? pgp_not_null_name(parser->arena, column) : NULL;
}

static void keep_not_null_names(const renaming *r) {
    for (pgp_object *child = r->object->children; child; child = child->sibling) {
        pgp_column *column = (pgp_column *)child;
        if (r->object->kind == &pgp_kind_table && child->kind == &pgp_kind_column && column->not_null)
            column->not_null_name = pgp_intern(r->parser->model, not_null_name(r->parser, column));
    }
}

/* A name that LIKE brought can be the usual one of the table's new name. */
static void forget_usual_names(const renaming *r) {
    for (pgp_object *child = r->object->children; child; child = child->sibling) {
        pgp_column *column = (pgp_column *)child;
        if (r->object->kind == &pgp_kind_table && child->kind == &pgp_kind_column && column->not_null)
            pgp_set_not_null_name(r->parser, column, column->not_null_name);
    }
}

static pgp_status rename_object(renaming *r) {
    pgp_parser *parser = r->parser;
    const pgp_object *taken =
        pgp_model_find_kind(parser->model, r->object->kind, r->schema, r->name, r->object->args);
    if (taken)
        return pgp_parse_exists(parser, taken, 0);
    pgp_walk walk = pgp_walk_start(parser->model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        PGP_TRY(check_user(r, o));
    const char *from = pgp_label_of(parser, r->object), *to = pgp_quoted2(parser->arena, r->schema, r->name);
    if (!pgp_same(r->schema, r->object->schema)) {
        move_sequences(parser, from, r->schema);
        move_parts(parser, r->object, r->schema);
    }
    walk = pgp_walk_start(parser->model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        follow(r, o, from, to);
    keep_not_null_names(r);
    pgp_model_rename(parser->model, r->object, r->schema, r->name, r->object->args);
    forget_usual_names(r);
    return PGP_OK;
}

/* An object that lives in no schema. */
static pgp_status rename_in_database(pgp_parser *parser, pgp_object *object, const char *name) {
    pgp_model *model = parser->model;
    const pgp_object *taken = pgp_model_find_kind(model, object->kind, NULL, name, object->args);
    if (taken)
        return pgp_parse_exists(parser, taken, 0);
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));) {
        pgp_rename_plainly(model, o, object, name);
        pgp_refer_anew(parser, o, object, NULL, name);
    }
    pgp_model_rename(model, object, NULL, name, object->args);
    return PGP_OK;
}

static pgp_use use_of(const pgp_object *object) {
    switch (object->kind->space) {
    case PGP_SPACE_TYPE: return PGP_USE_TYPE;
    case PGP_SPACE_FUNCTION: return PGP_USE_FUNCTION;
    case PGP_SPACE_OTHER: return PGP_USE_LABEL;
    default: return object->kind == &pgp_kind_composite ? PGP_USE_TYPE : PGP_USE_RELATION;
    }
}

/* -- schemas --------------------------------------------------------------------------------------------- */

static void rename_in_path(pgp_parser *parser, const char **path, const char *old, const char *new) {
    if (*path && **path)
        *path = pgp_text_replace(parser->arena, *path, PGP_USE_COLUMN, old, pgp_quoted(parser->arena, new));
}

/* Everything below follows: a name before a dot is the schema, wherever it stands. */
static void follow_schema(pgp_parser *parser, pgp_object *user, const char *old, const char *new) {
    const char *from = pgp_quoted(parser->arena, old), *to = pgp_quoted(parser->arena, new);
    pgp_relabel(parser->model, user, from, to);
    pgp_object_replace(parser->arena, user, PGP_USE_SCHEMA, old, to);
    for (size_t i = 0; i < user->kind->property_count; i++) {
        const pgp_property *property = &user->kind->properties[i];
        if (property->type == PGP_VALUE_EXPRESSION || property->type == PGP_VALUE_QUERY)
            rename_in_path(parser, &((pgp_sql *)(void *)((char *)user + property->offset))->path, old, new);
    }
    for (pgp_reference *ref = user->references; ref; ref = ref->next) {
        if (ref->type == PGP_REF_SCHEMA && pgp_same(ref->name, old))
            ref->name = pgp_intern(parser->model, new);
        if (pgp_same(ref->schema, old))
            ref->schema = pgp_intern(parser->model, new);
        rename_in_path(parser, &ref->path, old, new);
    }
    if (user->kind == &pgp_kind_extension && pgp_same(((pgp_extension *)user)->in_schema, old))
        ((pgp_extension *)user)->in_schema = pgp_intern(parser->model, new);
    if (user->kind == &pgp_kind_publication_schema && strcmp(user->name, old) == 0)
        pgp_model_rename(parser->model, user, NULL, new, NULL);
    if (pgp_same(user->schema, old))
        pgp_model_rename(parser->model, user, new, user->name, user->args);
}

static pgp_status rename_schema(pgp_parser *parser, const PgQuery__RenameStmt *said) {
    pgp_model *model = parser->model;
    pgp_object *schema = pgp_model_find(model, PGP_SPACE_SCHEMA, NULL, said->subname, NULL);
    const pgp_object *taken = pgp_model_find(model, PGP_SPACE_SCHEMA, NULL, said->newname, NULL);
    if (!schema)
        return pgp_parse_later(parser, 0, "schema", NULL, said->subname);
    if (taken)
        return pgp_parse_exists(parser, taken, 0);
    const char *old = schema->name;
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        follow_schema(parser, o, old, said->newname);
    schema->flags &= ~(uint32_t)PGP_OBJECT_BUILTIN;
    pgp_model_rename(model, schema, NULL, said->newname, NULL);
    return PGP_OK;
}

/* -- columns --------------------------------------------------------------------------------------------- */

typedef struct column_names {
    pgp_parser *parser;
    const char *new;
} column_names;

static void rename_one_column(const column_names *c, pgp_column *column) {
    const char *not_null = not_null_name(c->parser, column);
    pgp_follow_column(c->parser->model, column->object.parent, column->object.name, c->new, true);
    pgp_model_rename(c->parser->model, &column->object, NULL, c->new, NULL);
    if (not_null)
        pgp_set_not_null_name(c->parser, column, not_null);
}

static void rename_heir(pgp_column *same, const void *names) {
    rename_one_column(names, same);
}

/* SELECT * was expanded when the view was made. */
static pgp_status check_queries(pgp_parser *parser, const pgp_object *relation, const char *column) {
    pgp_walk walk = pgp_walk_start(parser->model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));) {
        bool own = o->parent == relation && o->kind == &pgp_kind_rule;
        if (!has_query(o) || !(own || pgp_refers(parser, o, relation)))
            continue;
        for (size_t i = 0; i < o->kind->property_count; i++) {
            const pgp_property *property = &o->kind->properties[i];
            if (property->type != PGP_VALUE_EXPRESSION && property->type != PGP_VALUE_QUERY)
                continue;
            const char *text = ((const pgp_sql *)(const void *)((const char *)o + property->offset))->text;
            if (text && (strchr(text, '*') || pgp_text_mentions(text, column)))
                return refuse(parser, o);
        }
    }
    return PGP_OK;
}

static pgp_status rename_view_column(pgp_parser *parser, pgp_view *view, const char *old, const char *new) {
    if (!pgp_names_has(&view->columns, old))
        return pgp_parse_unknown(parser, 0, "renaming a view's column that its statement does not list");
    pgp_follow_column(parser->model, &view->object, old, new, false);
    pgp_object *standin = pgp_child(&view->object, &pgp_kind_column, old);
    if (standin)
        pgp_model_rename(parser->model, standin, NULL, new, NULL);
    return PGP_OK;
}

static pgp_status rename_column(pgp_parser *parser, pgp_object *relation, const PgQuery__RenameStmt *said) {
    PGP_TRY(check_queries(parser, relation, said->subname));
    const char *new = pgp_intern(parser->model, said->newname);
    if (pgp_is_view(relation))
        return rename_view_column(parser, (pgp_view *)relation, said->subname, new);
    pgp_column *column = (pgp_column *)pgp_child(relation, &pgp_kind_column, said->subname);
    if (!column)
        return pgp_parse_later(parser, 0, "column", relation->name, said->subname);
    const pgp_object *taken = pgp_child(relation, &pgp_kind_column, new);
    if (taken)
        return pgp_parse_exists(parser, taken, 0);
    column_names c = {.parser = parser, .new = new};
    if (relation->kind == &pgp_kind_table)
        pgp_for_heirs(column, rename_heir, &c);
    rename_one_column(&c, column);
    if (relation->kind == &pgp_kind_composite)
        pgp_composite_settle(parser->arena, relation);
    return PGP_OK;
}

/* -- constraints, triggers, rules, policies, indexes ----------------------------------------------------- */

static pgp_status rename_part(pgp_parser *parser, pgp_object *part, const char *new) {
    pgp_object *parent = part->parent;
    const pgp_object *taken = part->schema
                                  ? pgp_model_find(parser->model, PGP_SPACE_RELATION, part->schema, new, NULL)
                                  : pgp_child(parent, part->kind, new);
    if (taken)
        return pgp_parse_exists(parser, taken, 0);
    pgp_follow_index(parser->model, part, new);
    pgp_model_rename(parser->model, part, part->schema, new, NULL);
    return PGP_OK;
}

/* A CHECK that heirs have of this table keeps one name in all of them. */
static pgp_status rename_constraint(pgp_parser *parser, pgp_object *table, pgp_object *constraint,
                                    const char *new) {
    const char *old = constraint->name;
    PGP_TRY(rename_part(parser, constraint, new));
    if (table->kind != &pgp_kind_table || strcmp(((pgp_constraint *)constraint)->type, "check") != 0)
        return PGP_OK;
    const struct pgp_tables *heirs = &((pgp_table *)table)->heirs;
    for (size_t i = 0; i < heirs->count; i++) {
        pgp_object *heir = &heirs->items[i]->object;
        pgp_object *same = pgp_child(heir, &pgp_kind_constraint, old);
        if (same && !((pgp_constraint *)constraint)->no_inherit && !(heir->flags & PGP_OBJECT_DROPPED))
            PGP_TRY(rename_constraint(parser, heir, same, new));
    }
    return PGP_OK;
}

/* Servers from 18 on have a constraint for NOT NULL; here it is the column's. */
static pgp_column *not_null_named(pgp_parser *parser, pgp_object *table, const char *name) {
    for (pgp_object *child = table->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column && ((pgp_column *)child)->not_null &&
            strcmp(pgp_not_null_name(parser->arena, (pgp_column *)child), name) == 0)
            return (pgp_column *)child;
    return NULL;
}

static pgp_status rename_table_constraint(pgp_parser *parser, pgp_object *table,
                                          const PgQuery__RenameStmt *said) {
    pgp_object *constraint = pgp_child(table, &pgp_kind_constraint, said->subname);
    if (constraint)
        return rename_constraint(parser, table, constraint, pgp_intern(parser->model, said->newname));
    pgp_column *column = not_null_named(parser, table, said->subname);
    if (!column)
        return pgp_parse_later(parser, 0, "constraint", NULL, said->subname);
    pgp_set_not_null_name(parser, column, pgp_intern(parser->model, said->newname));
    return PGP_OK;
}

static pgp_status rename_child(pgp_parser *parser, pgp_object *relation, const pgp_kind *kind,
                               const PgQuery__RenameStmt *said) {
    pgp_object *child = pgp_child(relation, kind, said->subname);
    if (!child)
        return pgp_parse_later(parser, 0, kind->name, NULL, said->subname);
    if (kind == &pgp_kind_trigger)
        pgp_trigger_copies_renamed(parser, relation, said->subname, said->newname);
    return rename_part(parser, child, pgp_intern(parser->model, said->newname));
}

/* -- statements ------------------------------------------------------------------------------------------ */

/* IF EXISTS, and no statement has made it: nothing to do. *skip tells so. */
static pgp_status find(pgp_parser *parser, const PgQuery__RangeVar *relation, PgQuery__ObjectType type,
                       const PgQuery__Node *name, bool missing_ok, pgp_object **out) {
    pgp_status status = relation ? pgp_find_target_relation(parser, relation, out)
                                 : pgp_find_target(parser, type, name, 0, out);
    if (status != PGP_INPUT || !missing_ok || *out)
        return status;
    parser->context->error = (pgp_error){.status = PGP_OK};
    return PGP_OK;
}

static pgp_status rename_whole(pgp_parser *parser, pgp_object *object, const char *schema, const char *name) {
    bool part = object->kind == &pgp_kind_index || object->kind == &pgp_kind_constraint;
    if (part)
        return rename_part(parser, object, pgp_intern(parser->model, name));
    if (object->kind->space == PGP_SPACE_OTHER && !object->schema)
        return rename_in_database(parser, object, name);
    renaming r = {.parser = parser, .object = object, .schema = schema, .name = name, .use = use_of(object)};
    return rename_object(&r);
}

static pgp_status rename_target(pgp_parser *parser, pgp_object *object, const PgQuery__RenameStmt *said) {
    switch (said->rename_type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
    case PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE: return rename_column(parser, object, said);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT: return rename_table_constraint(parser, object, said);
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT:
        return rename_child(parser, object, &pgp_kind_constraint, said);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER: return rename_child(parser, object, &pgp_kind_trigger, said);
    case PG_QUERY__OBJECT_TYPE__OBJECT_RULE: return rename_child(parser, object, &pgp_kind_rule, said);
    case PG_QUERY__OBJECT_TYPE__OBJECT_POLICY: return rename_child(parser, object, &pgp_kind_policy, said);
    default: return rename_whole(parser, object, object->schema, said->newname);
    }
}

pgp_status pgp_read_rename(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__RenameStmt *said = statement->rename_stmt;
    pgp_object *object = NULL;
    if (said->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA)
        return rename_schema(parser, said);
    if (said->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE ||
        said->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_ROLE)
        return pgp_parse_unknown(parser, 0, "renaming a database or role");
    bool domain = said->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT;
    PgQuery__ObjectType type = domain ? PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN : said->rename_type;
    PGP_TRY(find(parser, said->relation, type, said->object, said->missing_ok, &object));
    return object ? rename_target(parser, object, said) : PGP_OK;
}

pgp_status pgp_read_set_schema(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterObjectSchemaStmt *said = statement->alter_object_schema_stmt;
    const char *schema = pgp_intern(parser->model, said->newschema);
    pgp_object *object = NULL;
    PGP_TRY(find(parser, said->relation, said->object_type, said->object, said->missing_ok, &object));
    if (!object || pgp_same(object->schema, schema))
        return PGP_OK;
    if (!pgp_model_find(parser->model, PGP_SPACE_SCHEMA, NULL, schema, NULL))
        return pgp_parse_later(parser, 0, "schema", NULL, schema);
    if (object->kind != &pgp_kind_extension)
        return rename_whole(parser, object, schema, object->name);
    ((pgp_extension *)object)->in_schema = schema;
    return PGP_OK;
}

pgp_status pgp_read_depends(pgp_parser *parser, const PgQuery__Node *statement) {
    (void)statement;
    return pgp_parse_unknown(parser, 0, "DEPENDS ON EXTENSION");
}

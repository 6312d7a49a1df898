/*
 * Foreign keys: what they refer to.
 *
 * A table may refer to one that a later file makes, or that refers back to it. So a foreign key is read without its other
 * end, which is looked for once everything is there.
 */
#include "kinds/constraint.h"
#include "kinds/table.h"
#include "parse/extensions.h"
#include "parse/statements.h"

#include <string.h>

/* -- reading ---------------------------------------------------------------------------------------------------- */

/* src/include/nodes/parsenodes.h: FKCONSTR_ACTION_… */
static const char *action_name(const char *action) {
    switch (*action) {
    case 'r': return "restrict";
    case 'c': return "cascade";
    case 'n': return "set null";
    case 'd': return "set default";
    default: return "no action";
    }
}

/* The label follows renames of the table; the reference is for a table that comes later. */
static void refer_to_table(pgp_parser *parser, pgp_constraint *constraint, const PgQuery__RangeVar *name) {
    const pgp_object *table = pgp_lookup_range_var(parser, name);
    if (table)
        constraint->referenced = pgp_label_of(parser, table);
    else
        pgp_refer(parser, &constraint->object, PGP_REF_RELATION, *name->schemaname ? name->schemaname : NULL,
                  name->relname, true, name->location);
}

pgp_status pgp_read_foreign_key(pgp_parser *parser, pgp_constraint *constraint,
                                const PgQuery__Constraint *node) {
    if (*node->fk_matchtype == 'p')
        return pgp_parse_unknown(parser, node->location, "MATCH PARTIAL");
    constraint->match = *node->fk_matchtype == 'f' ? "full" : "simple";
    constraint->on_update = action_name(node->fk_upd_action);
    constraint->on_delete = action_name(node->fk_del_action);
    constraint->delete_columns = pgp_string_names(parser, node->n_fk_del_set_cols, node->fk_del_set_cols);
    constraint->referenced_columns = pgp_string_names(parser, node->n_pk_attrs, node->pk_attrs);
#if PGP_GRAMMAR >= 18
    constraint->period = node->fk_with_period;
#endif
    refer_to_table(parser, constraint, node->pktable);
    return PGP_OK;
}

/* -- settling -------------------------------------------------------------------------------------------------------- */

static pgp_object *find_along(pgp_parser *parser, const pgp_reference *reference) {
    if (reference->schema)
        return pgp_model_find(parser->model, PGP_SPACE_RELATION, reference->schema, reference->name, NULL);
    pgp_names path = pgp_path_schemas(parser, reference->path);
    for (size_t i = 0; i < path.count; i++) {
        pgp_object *found =
            pgp_model_find(parser->model, PGP_SPACE_RELATION, path.items[i], reference->name, NULL);
        if (found)
            return found;
    }
    return NULL;
}

/* A table that nothing in the files makes: one of an extension's, or none, which resolving the reference will say. */
static const char *label_elsewhere(pgp_parser *parser, const pgp_reference *reference) {
    const char *schema =
        pgp_extension_provides(parser, PGP_MEMBER_RELATION, reference->schema, reference->name);
    if (!schema)
        schema = reference->schema ? reference->schema : "public";
    return pgp_intern(parser->model, pgp_quoted2(parser->arena, schema, reference->name));
}

static const pgp_constraint *primary_key(const pgp_object *table) {
    for (const pgp_object *child = table->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_constraint &&
            pgp_constraint_is((const pgp_constraint *)child, "primary key"))
            return (const pgp_constraint *)child;
    return NULL;
}

static pgp_status find_columns(pgp_parser *parser, pgp_constraint *constraint, const pgp_object *table) {
    const pgp_constraint *key = primary_key(table);
    if (constraint->referenced_columns.count)
        return PGP_OK;
    if (!key)
        return pgp_fail(parser->context, PGP_INPUT, &constraint->object.where,
                        "there is no primary key for referenced table %s", pgp_label_of(parser, table));
    constraint->referenced_columns = key->columns;
    return PGP_OK;
}

/* In any order: REFERENCES t (b, a) matches UNIQUE (a, b). */
static bool same_columns(const pgp_names *a, const pgp_names *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!pgp_names_has(b, a->items[i]))
            return false;
    return true;
}

static bool is_unique_on(const pgp_object *child, const pgp_names *columns) {
    if (child->kind == &pgp_kind_constraint) {
        const pgp_constraint *key = (const pgp_constraint *)child;
        return (pgp_constraint_is(key, "primary key") || pgp_constraint_is(key, "unique")) &&
               same_columns(&key->columns, columns);
    }
    const pgp_index *index = (const pgp_index *)child;
    if (child->kind != &pgp_kind_index || !index->unique || index->predicate.text ||
        index->keys.count != columns->count)
        return false;
    for (size_t i = 0; i < index->keys.count; i++)
        if (!index->keys.items[i].column || !pgp_names_has(columns, index->keys.items[i].column))
            return false;
    return true;
}

static void need_key(pgp_parser *parser, pgp_constraint *constraint, pgp_object *table) {
    for (pgp_object *child = table->children; child; child = child->sibling)
        if (is_unique_on(child, &constraint->referenced_columns)) {
            pgp_object_need(parser->model, &constraint->object, child);
            return;
        }
}

static const pgp_reference *table_reference(const pgp_constraint *constraint) {
    const pgp_reference *reference = constraint->object.references;
    while (reference && reference->type != PGP_REF_RELATION)
        reference = reference->next;
    return reference;
}

/* NULL: not a table of the files. */
static pgp_object *referenced_table(pgp_parser *parser, pgp_constraint *constraint) {
    const pgp_reference *reference = table_reference(constraint);
    if (constraint->referenced)
        return pgp_object_named(parser->model, PGP_SPACE_RELATION, constraint->referenced);
    pgp_object *table = find_along(parser, reference);
    constraint->referenced = table ? pgp_label_of(parser, table) : label_elsewhere(parser, reference);
    return table;
}

static pgp_status settle(pgp_parser *parser, pgp_constraint *constraint) {
    pgp_object *table = referenced_table(parser, constraint);
    if (!table)
        return PGP_OK;
    PGP_TRY(find_columns(parser, constraint, table));
    pgp_object_need(parser->model, &constraint->object, table);
    need_key(parser, constraint, table);
    return PGP_OK;
}

pgp_status pgp_settle_foreign_keys(pgp_parser *parser) {
    pgp_walk walk = pgp_walk_start(parser->model);
    for (pgp_object *object; (object = pgp_walk_next(&walk));) {
        pgp_constraint *constraint = (pgp_constraint *)object;
        if (object->kind == &pgp_kind_constraint && pgp_constraint_is(constraint, "foreign key"))
            PGP_TRY(settle(parser, constraint));
    }
    return PGP_OK;
}

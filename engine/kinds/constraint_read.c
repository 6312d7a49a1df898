/*
 * Constraints in a file, under the names that the server gives them.
 */
#include "kinds/constraint.h"
#include "parse/visit.h"

#include <string.h>

/* -- names ------------------------------------------------------------------------------------------------------- */

/* ChooseConstraintName() of src/backend/catalog/pg_constraint.c: only constraints of the schema are in its way. */
static const char *choose_name(pgp_parser *parser, const pgp_object *owner, const char *addition,
                               const char *label) {
    const char *with = label;
    for (int pass = 1;; pass++) {
        const char *name = pgp_object_name(parser->arena, owner->name, addition, with);
        if (!pgp_model_find(parser->model, PGP_SPACE_CONSTRAINT, owner->schema, name, NULL) &&
            !pgp_child(owner, &pgp_kind_constraint, name))
            return pgp_intern(parser->model, name);
        with = pgp_printf(parser->arena, "%s%d", label, pass);
    }
}

/* Columns that an expression names, each once; "" for a whole row. */
typedef struct named_columns {
    const pgp_object *table;
    pgp_arena *arena;
    pgp_names names;
} named_columns;

static void see_column(void *argument, const ProtobufCMessage *message) {
    named_columns *columns = argument;
    if (message->descriptor != &pg_query__column_ref__descriptor)
        return;
    const PgQuery__ColumnRef *reference = (const PgQuery__ColumnRef *)message;
    const char *name = pgp_string_of(reference->fields[reference->n_fields - 1]);
    bool whole_row = !name || (reference->n_fields == 1 && strcmp(name, columns->table->name) == 0 &&
                               !pgp_child(columns->table, &pgp_kind_column, name));
    name = whole_row ? "" : name;
    if (!pgp_names_has(&columns->names, name))
        pgp_names_add(columns->arena, &columns->names, name);
}

/* A check of one column is called after it (AddRelationNewConstraints() of src/backend/catalog/heap.c). */
static const char *only_column(pgp_parser *parser, const pgp_object *owner, const PgQuery__Node *expression) {
    named_columns columns = {.table = owner, .arena = parser->context->arena};
    if (owner->kind != &pgp_kind_table)
        return NULL;
    pgp_visit(&expression->base, see_column, &columns);
    return columns.names.count == 1 && *columns.names.items[0] ? columns.names.items[0] : NULL;
}

static const char *derived_name(pgp_parser *parser, const pgp_constraint *constraint,
                                const PgQuery__Constraint *node) {
    const pgp_object *owner = constraint->object.parent;
    if (pgp_has_index(constraint))
        return pgp_index_name(parser, owner, &constraint->object);
    if (pgp_constraint_is(constraint, "check"))
        return choose_name(parser, owner, only_column(parser, owner, node->raw_expr), "check");
    return choose_name(parser, owner, pgp_index_name_addition(parser->arena, &constraint->columns), "fkey");
}

/* -- columns ------------------------------------------------------------------------------------------------------- */

pgp_names pgp_string_names(pgp_parser *parser, size_t n, PgQuery__Node *const *list) {
    pgp_names names = {0};
    for (size_t i = 0; i < n; i++)
        pgp_names_add(parser->arena, &names, pgp_intern(parser->model, pgp_string_of(list[i])));
    return names;
}

static pgp_status check_columns(pgp_parser *parser, const pgp_object *table, const pgp_names *columns,
                                int location) {
    for (size_t i = 0; i < columns->count; i++)
        if (!pgp_child(table, &pgp_kind_column, columns->items[i]))
            return pgp_parse_later(parser, location, "column", NULL, columns->items[i]);
    return PGP_OK;
}

/* -- one reader a type ------------------------------------------------------------------------------------------------ */

static pgp_status read_check(pgp_parser *parser, pgp_constraint *constraint,
                             const PgQuery__Constraint *node) {
    int start = pgp_find_word(parser, node->location, "check", true);
    constraint->expression = pgp_parse_sql(parser, pgp_slice_parens(parser, start), start);
    constraint->no_inherit = node->is_no_inherit;
    pgp_refer_all(parser, &constraint->object, &node->raw_expr->base);
    return PGP_OK;
}

static pgp_status read_index(pgp_parser *parser, pgp_constraint *constraint,
                             const PgQuery__Constraint *node) {
    constraint->include = pgp_string_names(parser, node->n_including, node->including);
    constraint->tablespace =
        *node->indexspace ? pgp_intern(parser->model, node->indexspace) : parser->tablespace;
    return pgp_read_options_in_order(parser, node->n_options, node->options, false, &constraint->options);
}

static pgp_status read_key(pgp_parser *parser, pgp_constraint *constraint, const PgQuery__Constraint *node,
                           const pgp_column *column) {
    constraint->columns = pgp_string_names(parser, node->n_keys, node->keys);
    if (column)
        pgp_names_add(parser->arena, &constraint->columns, column->object.name);
    else
        PGP_TRY(check_columns(parser, constraint->object.parent, &constraint->columns, node->location));
    constraint->nulls_not_distinct = node->nulls_not_distinct;
#if PGP_GRAMMAR >= 18
    constraint->without_overlaps = node->without_overlaps;
#endif
    return read_index(parser, constraint, node);
}

/* "&&" or "OPERATOR(public.=)" */
static const char *read_operator(pgp_parser *parser, const PgQuery__List *name, pgp_object *user) {
    const char *schema, *symbol;
    pgp_name_of_list(name->n_items, name->items, &schema, &symbol);
    pgp_refer_named(parser, user, &pgp_kind_operator, schema, symbol, 0);
    if (!schema || strcmp(schema, "pg_catalog") == 0)
        return pgp_intern(parser->model, symbol);
    return pgp_intern(parser->model, pgp_printf(parser->arena, "OPERATOR(%s.%s)",
                                                pgp_quoted(parser->arena, schema), symbol));
}

static pgp_status read_exclusion(pgp_parser *parser, pgp_constraint *constraint,
                                 const PgQuery__Constraint *node) {
    PgQuery__Node **elements = pgp_alloc(parser->context->arena, node->n_exclusions * sizeof *elements);
    for (size_t i = 0; i < node->n_exclusions; i++)
        elements[i] = node->exclusions[i]->list->items[0];
    int start = pgp_find_word(parser, node->location, "exclude", true);
    PGP_TRY(pgp_read_keys(parser, &constraint->object, node->n_exclusions, elements, start,
                          &constraint->elements));
    for (size_t i = 0; i < node->n_exclusions; i++)
        constraint->elements.items[i].operator_ =
            read_operator(parser, node->exclusions[i]->list->items[1]->list, &constraint->object);
    constraint->method = pgp_intern(parser->model, *node->access_method ? node->access_method : "btree");
    if (node->where_clause) {
        int where = pgp_find_word(parser, start, "where", false);
        constraint->predicate = pgp_parse_sql(parser, pgp_slice_parens(parser, where), where);
        pgp_refer_all(parser, &constraint->object, &node->where_clause->base);
    }
    return read_index(parser, constraint, node);
}

static pgp_status read_properties(pgp_parser *parser, pgp_constraint *constraint,
                                  const PgQuery__Constraint *node, const pgp_column *column) {
    switch (node->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        constraint->type = "check";
        return read_check(parser, constraint, node);
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
        constraint->type = "primary key";
        return read_key(parser, constraint, node, column);
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
        constraint->type = "unique";
        return read_key(parser, constraint, node, column);
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
        constraint->type = "exclude";
        return read_exclusion(parser, constraint, node);
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        constraint->type = "foreign key";
        constraint->columns = pgp_string_names(parser, node->n_fk_attrs, node->fk_attrs);
        if (column)
            pgp_names_add(parser->arena, &constraint->columns, column->object.name);
        else
            PGP_TRY(check_columns(parser, constraint->object.parent, &constraint->columns, node->location));
        return pgp_read_foreign_key(parser, constraint, node);
    default: return pgp_parse_unknown(parser, node->location, "this kind of constraint");
    }
}

static pgp_status check_name(pgp_parser *parser, const pgp_constraint *constraint, int location) {
    const pgp_object *owner = constraint->object.parent;
    const pgp_object *existing = pgp_child(owner, &pgp_kind_constraint, constraint->object.name);
    if (!existing && pgp_has_index(constraint))
        existing =
            pgp_model_find(parser->model, PGP_SPACE_RELATION, owner->schema, constraint->object.name, NULL);
    return existing ? pgp_parse_exists(parser, existing, location) : PGP_OK;
}

/* A table has one primary key. A guarded block that adds one, without a name even, looks for it. */
static pgp_status check_only_key(pgp_parser *parser, const pgp_object *owner,
                                 const PgQuery__Constraint *node) {
    const pgp_object *child = node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY ? owner->children : NULL;
    for (; child; child = child->sibling)
        if (child->kind == &pgp_kind_constraint &&
            pgp_constraint_is((const pgp_constraint *)child, "primary key"))
            return pgp_parse_exists(parser, child, node->location);
    return PGP_OK;
}

pgp_status pgp_read_constraint(pgp_parser *parser, pgp_object *owner, pgp_column *column,
                               const PgQuery__Constraint *node, pgp_constraint **out) {
    PGP_TRY(check_only_key(parser, owner, node));
    pgp_constraint *constraint = pgp_object_new(parser->model, &pgp_kind_constraint, NULL, node->conname);
    constraint->object.parent = owner;
    constraint->object.where = pgp_parse_where(parser, node->location);
    constraint->local = true;
    constraint->deferrable = node->deferrable;
    constraint->initially_deferred = node->initdeferred;
    constraint->not_valid = node->skip_validation;
#if PGP_GRAMMAR >= 18
    constraint->not_enforced = !node->is_enforced && (node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK ||
                                                      node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN);
#endif
    PGP_TRY(read_properties(parser, constraint, node, column));
    if (!*node->conname)
        constraint->object.name = derived_name(parser, constraint, node);
    PGP_TRY(check_name(parser, constraint, node->location));
    pgp_model_add(parser->model, &constraint->object);
    *out = constraint;
    return PGP_OK;
}

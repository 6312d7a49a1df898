/*
 * Constraints: which of them read the table, build an index or lock the table that they refer to.
 */
#include "hazard/analysis.h"

#include <string.h>

#define NODE(name)   PG_QUERY__NODE__NODE_##name
#define CONSTR(name) PG_QUERY__CONSTR_TYPE__CONSTR_##name

/* -- what the table's checks say ---------------------------------------------------------------------------------- */

bool pgp_is_column(const PgQuery__Node *node, const char *column) {
    return node && node->node_case == NODE(COLUMN_REF) && node->column_ref->n_fields == 1 &&
           pgp_same(pgp_string_of(node->column_ref->fields[0]), column);
}

static bool says_not_null(const PgQuery__Node *clause, const char *column) {
    if (clause->node_case == NODE(NULL_TEST))
        return clause->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL &&
               pgp_is_column(clause->null_test->arg, column);
    if (clause->node_case != NODE(BOOL_EXPR) ||
        clause->bool_expr->boolop != PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)
        return false;
    for (size_t i = 0; i < clause->bool_expr->n_args; i++)
        if (says_not_null(clause->bool_expr->args[i], column))
            return true;
    return false;
}

static bool check_says_not_null(pgp_analyzer *a, const pgp_constraint *check, const char *column) {
    const PgQuery__Node *clause = pgp_parse_expression(a, check->expression.text);
    return clause && says_not_null(clause, column);
}

static bool is_valid_check(const pgp_object *child) {
    const pgp_constraint *check = (const pgp_constraint *)child;
    return pgp_is_constraint(child, "check") && !check->not_valid && !check->not_enforced;
}

bool pgp_needs_null_scan(pgp_analyzer *a, const pgp_table *table, const char *name) {
    const pgp_column *column = pgp_now_child(a, table, &pgp_kind_column, name);
    if (!column || (column->not_null && !column->not_null_unvalidated))
        return false;
    for (const pgp_object *o = pgp_now(a, table)->object.children; o; o = o->sibling)
        if (is_valid_check(o) && check_says_not_null(a, (const pgp_constraint *)o, name))
            return false;
    return true;
}

void pgp_rename_in_checks(pgp_analyzer *a, const pgp_table *table, const char *old, const char *new) {
    for (pgp_object *o = pgp_now(a, table)->object.children; o; o = o->sibling)
        if (is_valid_check(o) && check_says_not_null(a, (const pgp_constraint *)o, old))
            ((pgp_constraint *)o)->expression.text =
                pgp_printf(a->arena, "%s IS NOT NULL", pgp_quoted(a->arena, new));
}

/* -- foreign keys --------------------------------------------------------------------------------------------------- */

static bool names_lead(const pgp_names *names, const pgp_names *columns) {
    if (names->count < columns->count)
        return false;
    for (size_t i = 0; i < columns->count; i++) {
        bool found = false;
        for (size_t j = 0; j < columns->count; j++)
            found |= strcmp(names->items[j], columns->items[i]) == 0;
        if (!found)
            return false;
    }
    return true;
}

static bool index_leads(pgp_analyzer *a, const pgp_object *child, const pgp_names *columns) {
    if (child->kind == &pgp_kind_constraint)
        return !pgp_is_constraint(child, "foreign key") && !pgp_is_constraint(child, "check") &&
               names_lead(&((const pgp_constraint *)child)->columns, columns);
    if (child->kind != &pgp_kind_index || ((const pgp_index *)child)->predicate.text)
        return false;
    pgp_names names = {.count = 0};
    const pgp_keys *keys = &((const pgp_index *)child)->keys;
    for (size_t i = 0; i < keys->count && keys->items[i].column; i++)
        pgp_names_add(a->arena, &names, keys->items[i].column);
    return names_lead(&names, columns);
}

/* Every DELETE and UPDATE of the referenced table looks for referring rows. */
static void check_index(pgp_altering *at, const pgp_names *columns) {
    if (!at->table)
        return;
    for (const pgp_object *o = pgp_now(at->a, at->table)->object.children; o; o = o->sibling)
        if (index_leads(at->a, o, columns))
            return;
    pgp_find_hazard(at->a, "unindexed-foreign-key", pgp_object_label(at->a->arena, &at->table->object), NULL);
}

static pgp_names names_of(pgp_analyzer *a, size_t n, PgQuery__Node *const *nodes) {
    pgp_names names = {.count = 0};
    for (size_t i = 0; i < n; i++)
        if (pgp_string_of(nodes[i]))
            pgp_names_add(a->arena, &names, pgp_strdup(a->arena, pgp_string_of(nodes[i])));
    return names;
}

static bool is_checked(const pgp_altering *at, const PgQuery__Constraint *node) {
    return !node->skip_validation && !(at->a->newer & PGP_NEWER_NOT_ENFORCED);
}

static const char *constraint_name(pgp_altering *at, const PgQuery__Constraint *node) {
    return *node->conname ? pgp_strdup(at->a->arena, node->conname) : "";
}

static pgp_constraint *remember(pgp_altering *at, const PgQuery__Constraint *node, const char *type) {
    if (!at->table)
        return NULL;
    pgp_constraint *constraint =
        pgp_state_add(at->a, at->table, &pgp_kind_constraint, constraint_name(at, node));
    constraint->type = type;
    constraint->not_valid = node->skip_validation;
    constraint->not_enforced = at->a->newer & PGP_NEWER_NOT_ENFORCED;
    return constraint;
}

/* Both tables are locked alike; a new column without a value has nothing to check. */
static void foreign_key(pgp_altering *at, const PgQuery__Constraint *node, const pgp_new_column *column) {
    pgp_analyzer *a = at->a;
    const pgp_object *found = pgp_state_relation(a, node->pktable);
    pgp_names columns = names_of(a, node->n_fk_attrs, node->fk_attrs);
    if (found && found->kind == &pgp_kind_table)
        pgp_touch_tree(a, (const pgp_table *)found, PGP_LOCK_SHARE_ROW_EXCLUSIVE);
    for (size_t i = 0; i < at->tree.count; i++) {
        pgp_effect *effect = pgp_touch(a, at->tree.items[i], PGP_LOCK_SHARE_ROW_EXCLUSIVE);
        effect->scanned |=
            is_checked(at, node) && pgp_has_storage(a, at->tree.items[i]) && (!column || column->filled);
    }
    if (column)
        pgp_names_add(a->arena, &columns, column->name);
    check_index(at, &columns);
    pgp_constraint *constraint = remember(at, node, "foreign key");
    if (constraint) {
        constraint->columns = columns;
        constraint->referenced = found ? pgp_quoted2(a->arena, found->schema, found->name) : NULL;
        pgp_state_link_key(a, at->table, constraint);
    }
}

/* -- checks and NOT NULL ---------------------------------------------------------------------------------------------- */

static void check(pgp_altering *at, const PgQuery__Constraint *node) {
    for (size_t i = 0; i < at->tree.count && is_checked(at, node); i++)
        pgp_touch(at->a, at->tree.items[i], at->lock)->scanned |= pgp_has_storage(at->a, at->tree.items[i]);
    pgp_constraint *constraint = remember(at, node, "check");
    if (constraint)
        constraint->expression.text = pgp_slice_parens(&at->a->parser, node->location);
}

static void set_not_null(pgp_altering *at, const char *name, bool validated) {
    for (size_t i = 0; i < at->tree.count; i++) {
        const pgp_table *table = at->tree.items[i];
        const pgp_column *before = pgp_now_child(at->a, table, &pgp_kind_column, name);
        if (before && before->not_null && !before->not_null_unvalidated)
            continue;
        pgp_effect *effect = pgp_touch(at->a, table, at->lock);
        if (validated && pgp_has_storage(at->a, table))
            effect->scanned |= pgp_needs_null_scan(at->a, table, name);
        pgp_state_edit(at->a, table);
        pgp_column *column = pgp_now_child(at->a, table, &pgp_kind_column, name);
        if (!column || (column->not_null && !validated))
            continue;
        column->not_null = true;
        column->not_null_unvalidated = !validated;
    }
}

void pgp_analyze_set_not_null(pgp_altering *at) {
    set_not_null(at, at->command->name, true);
}

void pgp_analyze_drop_not_null(pgp_altering *at) {
    for (size_t i = 0; i < at->tree.count; i++) {
        pgp_state_edit(at->a, at->tree.items[i]);
        pgp_column *column = pgp_now_child(at->a, at->tree.items[i], &pgp_kind_column, at->command->name);
        if (column)
            column->not_null = false;
    }
}

/* NOT NULL c as a constraint (18): read as CHECK (c IS NOT NULL). */
static void not_null_constraint(pgp_altering *at, const PgQuery__Constraint *node) {
    const PgQuery__Node *test = node->raw_expr;
    const PgQuery__ColumnRef *reference = test->null_test->arg->column_ref;
    const char *name = pgp_string_of(reference->fields[0]);
    set_not_null(at, name, !node->skip_validation);
    if (!at->table)
        return;
    pgp_column *column = pgp_now_child(at->a, at->table, &pgp_kind_column, name);
    if (column && *node->conname)
        column->not_null_name = pgp_strdup(at->a->arena, node->conname);
}

/* -- those with an index ------------------------------------------------------------------------------------------------- */

static pgp_names index_columns(pgp_altering *at, const char *name) {
    pgp_names names = {.count = 0};
    const pgp_index *index = at->table ? pgp_now_child(at->a, at->table, &pgp_kind_index, name) : NULL;
    for (size_t i = 0; index && i < index->keys.count; i++)
        if (index->keys.items[i].column)
            pgp_names_add(at->a->arena, &names, index->keys.items[i].column);
    if (index)
        pgp_state_remove(at->a, at->table, &index->object);
    return names;
}

static void build_index(pgp_altering *at) {
    bool only = at->table && pgp_has_storage(at->a, at->table); /* heirs by INHERITS get none */
    for (size_t i = 0; i < at->tree.count && (i == 0 || !only); i++)
        pgp_touch(at->a, at->tree.items[i], i ? PGP_LOCK_SHARE : at->lock)->indexes_built |=
            pgp_has_storage(at->a, at->tree.items[i]);
}

static void indexed(pgp_altering *at, const PgQuery__Constraint *node, const pgp_new_column *column,
                    const char *type) {
    bool using_index = *node->indexname;
    pgp_names columns =
        using_index ? index_columns(at, node->indexname) : names_of(at->a, node->n_keys, node->keys);
    if (column)
        pgp_names_add(at->a->arena, &columns, column->name);
    if (!using_index)
        build_index(at);
    for (size_t i = 0; i < columns.count && strcmp(type, "primary key") == 0 && !column; i++)
        set_not_null(at, columns.items[i], true);
    if (strcmp(type, "exclude") == 0 && at->table)
        pgp_find_hazard(at->a, "exclusion-build", pgp_object_label(at->a->arena, &at->table->object), NULL);
    pgp_constraint *constraint = remember(at, node, type);
    if (constraint)
        constraint->columns = columns;
}

/* -- subcommands ----------------------------------------------------------------------------------------------------------- */

void pgp_analyze_constraint(pgp_altering *at, const PgQuery__Constraint *node, const pgp_new_column *column) {
    switch (node->contype) {
    case CONSTR(CHECK):
        if (at->a->newer & PGP_NEWER_NOT_NULL)
            not_null_constraint(at, node);
        else
            check(at, node);
        break;
    case CONSTR(FOREIGN): foreign_key(at, node, column); break;
    case CONSTR(PRIMARY): indexed(at, node, column, "primary key"); break;
    case CONSTR(UNIQUE): indexed(at, node, column, "unique"); break;
    case CONSTR(EXCLUSION): indexed(at, node, column, "exclude"); break;
    default: break;
    }
}

void pgp_analyze_add_constraint(pgp_altering *at) {
    pgp_analyze_constraint(at, at->command->def->constraint, NULL);
}

static void lock_child(pgp_analyzer *a, const pgp_table *child, const pgp_constraint *key, void *argument) {
    (void)argument;
    pgp_touch(a, child, PGP_LOCK_ACCESS_EXCLUSIVE);
    pgp_state_remove(a, child, &key->object);
}

static void lock_referenced(pgp_altering *at, const pgp_constraint *key, pgp_lock lock) {
    const pgp_table *referenced = pgp_state_by_label(at->a, key->referenced);
    if (referenced)
        pgp_touch_tree(at->a, referenced, lock);
}

void pgp_analyze_drop_constraint(pgp_altering *at) {
    for (size_t i = 0; i < at->tree.count; i++) {
        const pgp_table *table = at->tree.items[i];
        const pgp_object *child = pgp_now_child(at->a, table, &pgp_kind_constraint, at->command->name);
        if (!child)
            continue;
        if (pgp_is_constraint(child, "foreign key"))
            lock_referenced(at, (const pgp_constraint *)child, PGP_LOCK_ACCESS_EXCLUSIVE);
        else if (!pgp_is_constraint(child, "check"))
            pgp_touch(at->a, table, at->lock)->indexes_dropped |= pgp_has_storage(at->a, table);
        if (at->command->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE)
            pgp_each_referring(at->a, table, lock_child, NULL);
        pgp_state_remove(at->a, table, child);
    }
}

/* VALIDATE of a NOT NULL constraint (18). */
static void validate_not_null(pgp_altering *at, const pgp_table *table) {
    for (pgp_object *o = pgp_state_edit(at->a, table)->object.children; o; o = o->sibling) {
        pgp_column *column = (pgp_column *)o;
        if (o->kind != &pgp_kind_column || !column->not_null_unvalidated ||
            strcmp(pgp_not_null_name(at->a->arena, column), at->command->name) != 0)
            continue;
        pgp_touch(at->a, table, at->lock)->scanned |= pgp_has_storage(at->a, table);
        column->not_null_unvalidated = false;
    }
}

static void validate_in(pgp_altering *at, const pgp_table *table) {
    pgp_state_edit(at->a, table);
    pgp_constraint *constraint = pgp_now_child(at->a, table, &pgp_kind_constraint, at->command->name);
    if (!constraint) {
        validate_not_null(at, table);
        return;
    }
    if (!constraint->not_valid)
        return;
    pgp_touch(at->a, table, at->lock)->scanned |= pgp_has_storage(at->a, table);
    if (pgp_is_constraint(&constraint->object, "foreign key"))
        lock_referenced(at, constraint, PGP_LOCK_ROW_SHARE);
    constraint->not_valid = false;
}

void pgp_analyze_validate(pgp_altering *at) {
    for (size_t i = 0; i < at->tree.count; i++)
        validate_in(at, at->tree.items[i]);
}

static const char *altered_name(const PgQuery__Node *definition) {
#if PGP_GRAMMAR >= 18
    return definition->atalter_constraint->conname;
#else
    return definition->constraint->conname;
#endif
}

/* Without enforcement a foreign key has no triggers on the table that it refers to; with it, it gets them again. */
void pgp_analyze_alter_constraint(pgp_altering *at) {
    const char *name = altered_name(at->command->def);
    const pgp_object *child = at->table ? pgp_now_child(at->a, at->table, &pgp_kind_constraint, name) : NULL;
    if (child && at->a->newer & (PGP_NEWER_NOT_ENFORCED | PGP_NEWER_ENFORCED))
        lock_referenced(at, (const pgp_constraint *)child, PGP_LOCK_ACCESS_EXCLUSIVE);
}

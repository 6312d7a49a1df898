/*
 * ALTER TABLE … ADD, DROP, ALTER and VALIDATE CONSTRAINT in a file.
 */
#include "kinds/alter_table.h"

#include <string.h>

static pgp_constraint *constraint_named(const pgp_alteration *a, const char *name) {
    return (pgp_constraint *)pgp_child(&a->table->object, &pgp_kind_constraint, name);
}

/* NOT NULL is a constraint with a name from 18 on. */
static pgp_column *not_null_named(const pgp_alteration *a, const char *name) {
    for (pgp_object *part = a->table->object.children; part; part = part->sibling) {
        pgp_column *column = (pgp_column *)part;
        if (part->kind == &pgp_kind_column && column->not_null &&
            strcmp(pgp_not_null_name(a->parser->arena, column), name) == 0)
            return column;
    }
    return NULL;
}

/* -- ADD ------------------------------------------------------------------------------------------------------------ */

static pgp_status find_index(const pgp_alteration *a, const PgQuery__Constraint *node, pgp_index **out) {
    *out = (pgp_index *)pgp_child(&a->table->object, &pgp_kind_index, node->indexname);
    return *out ? PGP_OK : pgp_parse_later(a->parser, node->location, "index", NULL, node->indexname);
}

/* ADD CONSTRAINT … USING INDEX: the index becomes the constraint's and takes its name. */
static pgp_status use_index(pgp_alteration *a, const PgQuery__Constraint *node) {
    pgp_parser *parser = a->parser;
    pgp_index *index;
    PGP_TRY(find_index(a, node, &index));
    bool primary = node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY;
    const char *name = *node->conname ? node->conname : index->object.name;
    pgp_constraint *constraint = pgp_object_new(parser->model, &pgp_kind_constraint, NULL, name);
    constraint->object.parent = &a->table->object;
    constraint->object.where = pgp_parse_where(parser, node->location);
    constraint->type = primary ? "primary key" : "unique";
    for (size_t i = 0; i < index->keys.count; i++)
        pgp_names_add(parser->arena, &constraint->columns, index->keys.items[i].column);
    constraint->include = index->include;
    constraint->nulls_not_distinct = index->nulls_not_distinct;
    constraint->options = index->options;
    constraint->tablespace = index->tablespace;
    constraint->clustered = index->clustered;
    constraint->attached_to = index->attached_to;
    constraint->deferrable = node->deferrable;
    constraint->initially_deferred = node->initdeferred;
    constraint->local = true;
    pgp_model_remove(parser->model, &index->object);
    pgp_model_add(parser->model, &constraint->object);
    if (primary)
        pgp_primary_key_not_null(parser, a->table, &constraint->columns);
    return PGP_OK;
}

static pgp_status add(pgp_alteration *a) {
    const PgQuery__Constraint *node = a->command->def->constraint;
    if (*node->indexname)
        return use_index(a, node);
    pgp_table_constraint item = {.node = node, .only = a->only};
    pgp_table_constraints list = {.items = &item, .count = 1, .capacity = 1};
    return pgp_read_table_constraints(a->parser, a->table, &list, false);
}

/* -- DROP, VALIDATE, ALTER ---------------------------------------------------------------------------------------------- */

static pgp_status drop(pgp_alteration *a) {
    pgp_constraint *constraint = constraint_named(a, a->command->name);
    pgp_column *column = constraint ? NULL : not_null_named(a, a->command->name);
    if (pgp_drops_nothing(a, constraint ? &constraint->object : column ? &column->object : NULL))
        return PGP_OK;
    if (constraint) {
        if (a->command->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE)
            pgp_drop_key_users(a->parser, constraint);
        pgp_drop_constraint(a->parser, constraint, a->only);
        return PGP_OK;
    }
    if (column) {
        column->not_null = column->not_null_no_inherit = column->not_null_unvalidated = false;
        column->not_null_name = NULL;
        return PGP_OK;
    }
    return pgp_parse_later(a->parser, a->start, "constraint", NULL, a->command->name);
}

static void validate_heirs(const pgp_table *table, const char *name) {
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_table *heir = table->heirs.items[i];
        pgp_constraint *same = (pgp_constraint *)pgp_child(&heir->object, &pgp_kind_constraint, name);
        if (!same || strcmp(same->type, "check") != 0)
            continue;
        same->not_valid = false;
        validate_heirs(heir, name);
    }
}

static pgp_status validate(pgp_alteration *a) {
    pgp_constraint *constraint = constraint_named(a, a->command->name);
    pgp_column *column = constraint ? NULL : not_null_named(a, a->command->name);
    if (!constraint && !column)
        return pgp_parse_later(a->parser, a->start, "constraint", NULL, a->command->name);
    if (column) {
        column->not_null_unvalidated = false;
        return PGP_OK;
    }
    constraint->not_valid = false;
    if (strcmp(constraint->type, "check") == 0 && !constraint->no_inherit)
        validate_heirs(a->table, a->command->name);
    return PGP_OK;
}

#if PGP_GRAMMAR >= 18
static pgp_status alter(pgp_alteration *a) {
    const PgQuery__ATAlterConstraint *to = a->command->def->atalter_constraint;
    pgp_constraint *constraint = constraint_named(a, to->conname);
    pgp_column *column = constraint ? NULL : not_null_named(a, to->conname);
    if (!constraint && !column)
        return pgp_parse_later(a->parser, a->start, "constraint", NULL, to->conname);
    if (column) {
        column->not_null_no_inherit = to->alter_inheritability ? to->noinherit : column->not_null_no_inherit;
        return PGP_OK;
    }
    if (to->alter_deferrability) {
        constraint->deferrable = to->deferrable;
        constraint->initially_deferred = to->initdeferred;
    }
    if (to->alter_enforceability) {
        constraint->not_enforced = !to->is_enforced;
        constraint->not_valid = !to->is_enforced;
    }
    return PGP_OK;
}
#else
static pgp_status alter(pgp_alteration *a) {
    const PgQuery__Constraint *to = a->command->def->constraint;
    pgp_constraint *constraint = constraint_named(a, to->conname);
    if (!constraint)
        return pgp_parse_later(a->parser, a->start, "constraint", NULL, to->conname);
    constraint->deferrable = to->deferrable;
    constraint->initially_deferred = to->initdeferred;
    return PGP_OK;
}
#endif

pgp_alter_command pgp_alter_constraint_command(PgQuery__AlterTableType subtype) {
    switch (subtype) {
    case PGP_AT(AddConstraint): return add;
    case PGP_AT(DropConstraint): return drop;
    case PGP_AT(ValidateConstraint): return validate;
    case PGP_AT(AlterConstraint): return alter;
    default: return NULL;
    }
}

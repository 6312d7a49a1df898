/*
 * Constraints of a table being made or altered, in the order in which the server adds and so names them
 * (src/backend/parser/parse_utilcmd.c: transformCreateStmt, transformIndexConstraints).
 */
#include "kinds/constraint.h"
#include "kinds/table.h"

#include <string.h>

typedef struct adding {
    pgp_parser *parser;
    pgp_table *table;
    bool creating;
    size_t first_index; /* children before it were there already */
    pgp_names unnamed;  /* constraints that got a name because the statement gives none */
} adding;

/* -- NOT NULL by other means -------------------------------------------------------------------------------------- */

void pgp_column_set_not_null(pgp_parser *parser, pgp_column *column, const char *name) {
    if (!column->not_null) {
        column->not_null = true;
        pgp_set_not_null_name(parser, column, name);
    }
    column->not_null_unvalidated = false;
    pgp_spread_not_null(parser, column);
}

static bool has_name_from_above(pgp_parser *parser, const pgp_column *column) {
    const pgp_column *above = column->not_null && column->inherited ? pgp_not_null_above(column) : NULL;
    return above &&
           pgp_same(pgp_not_null_name(parser->arena, column), pgp_not_null_name(parser->arena, above));
}

/* src/backend/catalog/heap.c: AddRelationNotNullConstraints, where those of the statement come before those of parents. */
void pgp_own_not_null(pgp_parser *parser, pgp_column *column, const char *name) {
    if (name || !column->not_null || has_name_from_above(parser, column))
        pgp_set_not_null_name(parser, column, name);
    column->not_null = true;
}

void pgp_primary_key_not_null(pgp_parser *parser, pgp_table *table, const pgp_names *columns) {
    for (size_t i = 0; i < columns->count; i++) {
        pgp_column *column = pgp_table_column(table, columns->items[i]);
        if (column)
            pgp_column_set_not_null(parser, column, NULL);
    }
}

/* NOT NULL as a table constraint (from 18 on). */
static pgp_status add_not_null(adding *a, const PgQuery__Constraint *node) {
    const char *name = node->n_keys ? pgp_string_of(node->keys[0]) : NULL;
    pgp_column *column = name ? pgp_table_column(a->table, name) : NULL;
    if (!column)
        return pgp_parse_fail(a->parser, PGP_INPUT, node->location, "column \"%s\" does not exist",
                              name ? name : "");
    const char *given = *node->conname ? node->conname : NULL;
    bool had = column->not_null;
    if (a->creating)
        pgp_own_not_null(a->parser, column, given);
    pgp_column_set_not_null(a->parser, column, given);
    if (!had) {
        column->not_null_no_inherit = node->is_no_inherit;
        column->not_null_unvalidated = node->skip_validation && !a->creating;
    }
    return PGP_OK;
}

/* -- one constraint --------------------------------------------------------------------------------------------------- */

static bool is_index(PgQuery__ConstrType type) {
    return type == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY || type == PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE ||
           type == PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION;
}

/* A check that a parent has too, declared once more. */
static bool joins_inherited(const adding *a, const PgQuery__Constraint *node) {
    if (node->contype != PG_QUERY__CONSTR_TYPE__CONSTR_CHECK || !*node->conname)
        return false;
    pgp_constraint *same =
        (pgp_constraint *)pgp_child(&a->table->object, &pgp_kind_constraint, node->conname);
    if (!same || same->local || strcmp(same->type, "check") != 0)
        return false;
    same->local = !a->table->partition_of;
    return true;
}

static bool same_index(const pgp_constraint *a, const pgp_constraint *b) {
    bool plain = strcmp(a->type, "exclude") != 0 && strcmp(b->type, "exclude") != 0;
    return plain && pgp_same_names(&a->columns, &b->columns) && pgp_same_names(&a->include, &b->include) &&
           a->nulls_not_distinct == b->nulls_not_distinct && a->deferrable == b->deferrable &&
           a->initially_deferred == b->initially_deferred && a->without_overlaps == b->without_overlaps;
}

/* UNIQUE on the columns of a key of the same statement makes no second index; NULL: there is no such key. */
static pgp_object *earlier_key(const adding *a, const pgp_constraint *added) {
    size_t number = 0;
    for (pgp_object *part = a->table->object.children; part; part = part->sibling, number++) {
        const pgp_constraint *other = (const pgp_constraint *)part;
        bool candidate = number >= a->first_index && part->kind == &pgp_kind_constraint && other != added &&
                         strcmp(other->type, "check") != 0 && strcmp(other->type, "foreign key") != 0;
        if (candidate && same_index(other, added))
            return part;
    }
    return NULL;
}

/* Of the two the first is made; when it has no name, it gets that of the other. */
static void join_keys(const adding *a, pgp_object *first, pgp_object *second, const char *given) {
    pgp_model *model = a->parser->model;
    pgp_model_remove(model, second);
    if (*given && pgp_names_has(&a->unnamed, first->name))
        pgp_model_rename(model, first, first->schema, pgp_intern(model, given), first->args);
}

/* A primary key in the statement that makes the table. */
static void require_columns(const adding *a, const pgp_names *columns) {
    for (size_t i = 0; a->creating && i < columns->count; i++) {
        pgp_column *column = pgp_table_column(a->table, columns->items[i]);
        if (column)
            pgp_own_not_null(a->parser, column, NULL);
    }
    pgp_primary_key_not_null(a->parser, a->table, columns);
}

static pgp_status add_constraint(adding *a, const pgp_table_constraint *item) {
    pgp_parser *parser = a->parser;
    pgp_constraint *constraint;
    if (joins_inherited(a, item->node))
        return PGP_OK;
    PGP_TRY(pgp_read_constraint(parser, &a->table->object, item->column, item->node, &constraint));
    constraint->deferrable = constraint->deferrable || item->deferrable;
    constraint->initially_deferred = constraint->initially_deferred || item->initially_deferred;
    constraint->not_enforced = constraint->not_enforced || item->not_enforced;
    /* With nothing in the table there is nothing to leave unchecked; what is not enforced never counts as checked. */
    constraint->not_valid = constraint->not_enforced || (constraint->not_valid && !a->creating);
    pgp_object *first = is_index(item->node->contype) ? earlier_key(a, constraint) : NULL;
    if (first) {
        join_keys(a, first, &constraint->object, item->node->conname);
        return PGP_OK;
    }
    if (!*item->node->conname)
        pgp_names_add(parser->context->arena, &a->unnamed, constraint->object.name);
    if (item->node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY)
        require_columns(a, &constraint->columns);
    constraint->only = item->only;
    if (is_index(item->node->contype))
        pgp_partitions_take_index(parser, &constraint->object);
    pgp_spread_constraint(parser, constraint);
    if (item->node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN)
        pgp_partitions_meet_key(parser, a->table, constraint);
    return PGP_OK;
}

/* -- all of them --------------------------------------------------------------------------------------------------------- */

typedef enum round { CHECKS, PRIMARY_KEY, INDEXES, FOREIGN_KEYS, ROUNDS } round;

static round round_of(const PgQuery__Constraint *node) {
    switch (node->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY: return PRIMARY_KEY;
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION: return INDEXES;
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN: return FOREIGN_KEYS;
    default: return CHECKS;
    }
}

static size_t count_children(const pgp_object *object) {
    size_t count = 0;
    for (const pgp_object *part = object->children; part; part = part->sibling)
        count++;
    return count;
}

pgp_status pgp_read_table_constraints(pgp_parser *parser, pgp_table *table, const pgp_table_constraints *list,
                                      bool creating) {
    adding a = {.parser = parser,
                .table = table,
                .creating = creating,
                .first_index = count_children(&table->object)};
    for (int step = CHECKS; step < ROUNDS; step++)
        for (size_t i = 0; i < list->count; i++) {
            const PgQuery__Constraint *node = list->items[i].node;
            if ((int)round_of(node) != step)
                continue;
            if (node->contype == PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL)
                PGP_TRY(add_not_null(&a, node));
            else
                PGP_TRY(add_constraint(&a, &list->items[i]));
        }
    return PGP_OK;
}

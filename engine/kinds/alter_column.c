/*
 * ALTER TABLE … ADD, DROP and ALTER COLUMN in a file.
 */
#include "kinds/alter_table.h"
#include "kinds/foreign_options.h"
#include "parse/star.h"

#include <string.h>

static pgp_status find_column(const pgp_alteration *a, pgp_column **out) {
    *out = pgp_table_column(a->table, a->command->name);
    return *out ? PGP_OK : pgp_parse_later(a->parser, a->start, "column", NULL, a->command->name);
}

typedef void (*change_column)(pgp_column *column, const void *what);

/* Here, and in heirs unless the statement says ONLY. */
static pgp_status change(const pgp_alteration *a, change_column set, const void *what) {
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    set(column, what);
    if (!a->only)
        pgp_for_heirs(column, set, what);
    return PGP_OK;
}

static pgp_status change_here(const pgp_alteration *a, change_column set, const void *what) {
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    set(column, what);
    return PGP_OK;
}

/* -- ADD and DROP COLUMN ------------------------------------------------------------------------------------------ */

static void take_back(pgp_parser *parser, const pgp_object *last_before, pgp_column *column) {
    pgp_object *made = last_before ? last_before->sibling : parser->model->objects;
    for (pgp_object *next; made; made = next) {
        next = made->sibling;
        pgp_model_remove(parser->model, made);
    }
    if (column)
        pgp_drop_column(parser, column, false);
}

static pgp_status add(pgp_alteration *a) {
    pgp_parser *parser = a->parser;
    const PgQuery__ColumnDef *definition = a->command->def->column_def;
    pgp_column *existing = pgp_table_column(a->table, definition->colname);
    if (existing && a->command->missing_ok)
        return PGP_OK;
    if (existing)
        return pgp_parse_exists(parser, &existing->object, definition->location);
    PGP_TRY(pgp_settle_stars(parser, &a->table->object, definition->colname));
    const pgp_object *last_before = parser->model->last_object;
    pgp_table_constraints constraints = {0};
    pgp_status status = pgp_read_column(parser, a->table, definition, &constraints);
    pgp_column *column = pgp_table_column(a->table, definition->colname);
    if (status == PGP_OK) {
        pgp_spread_column(parser, column);
        status = pgp_read_table_constraints(parser, a->table, &constraints, false);
    }
    if (status != PGP_OK)
        take_back(parser, last_before, column);
    return status;
}

static pgp_status drop(pgp_alteration *a) {
    pgp_column *column = pgp_table_column(a->table, a->command->name);
    if (pgp_drops_nothing(a, column ? &column->object : NULL))
        return PGP_OK;
    PGP_TRY(find_column(a, &column));
    if (a->command->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE)
        pgp_drop_column_users(a->parser, column);
    pgp_drop_column(a->parser, column, a->only);
    return PGP_OK;
}

/* -- type, default, generation ---------------------------------------------------------------------------------------- */

/* What a column and its heirs get, with what that refers to. */
typedef struct redefinition {
    pgp_arena *arena;
    pgp_column as;
} redefinition;

static redefinition redefine(const pgp_alteration *a) {
    return (redefinition){.arena = a->parser->arena};
}

static void set_references(pgp_column *column, const redefinition *next, bool of_value) {
    pgp_forget_references(&column->object, of_value);
    pgp_copy_references(next->arena, &column->object, &next->as.object);
}

static void set_type(pgp_column *column, const void *what) {
    const redefinition *next = what;
    column->type = next->as.type;
    column->collation = next->as.collation;
    column->storage = column->compression = NULL;
    set_references(column, next, false);
}

static pgp_status type(pgp_alteration *a) {
    const PgQuery__ColumnDef *definition = a->command->def->column_def;
    const PgQuery__CollateClause *collate = definition->coll_clause;
    redefinition next = redefine(a);
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    PGP_TRY(pgp_parse_type(a->parser, definition->type_name, &next.as.object, &next.as.type));
    if (collate)
        PGP_TRY(pgp_parse_collation(a->parser, collate->n_collname, collate->collname, &next.as.object,
                                    &next.as.collation));
    return change(a, set_type, &next);
}

static void set_default(pgp_column *column, const void *what) {
    const redefinition *next = what;
    if (column->generated)
        return;
    column->default_value = next->as.default_value;
    set_references(column, next, true);
}

static pgp_status column_default(pgp_alteration *a) {
    redefinition next = redefine(a);
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    if (a->command->def) {
        int start = pgp_find_word(a->parser, a->start, "default", false);
        next.as.default_value = pgp_parse_sql(a->parser, pgp_slice(a->parser, start, -1), start);
        pgp_refer_value(a->parser, &next.as.object, &a->command->def->base);
    }
    return change(a, set_default, &next);
}

#if PGP_GRAMMAR >= 17
static void set_expression(pgp_column *column, const void *what) {
    const redefinition *next = what;
    column->default_value = next->as.default_value;
    set_references(column, next, true);
}

static pgp_status expression(pgp_alteration *a) {
    redefinition next = redefine(a);
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    int start = pgp_find_word(a->parser, a->start, "expression", false);
    next.as.default_value = pgp_parse_sql(a->parser, pgp_slice_parens(a->parser, start), start);
    pgp_refer_value(a->parser, &next.as.object, &a->command->def->base);
    return change(a, set_expression, &next);
}
#endif

static void forget_expression(pgp_column *column, const void *what) {
    (void)what;
    if (!column->generated)
        return;
    column->default_value = (pgp_sql){0};
    column->generated = NULL;
    pgp_forget_references(&column->object, true);
}

static pgp_status drop_expression(pgp_alteration *a) {
    return change(a, forget_expression, NULL);
}

/* -- NOT NULL ------------------------------------------------------------------------------------------------------------ */

static pgp_status set_not_null(pgp_alteration *a) {
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    pgp_column_set_not_null(a->parser, column, NULL);
    return PGP_OK;
}

static void forget_not_null(pgp_column *column, const void *what) {
    (void)what;
    const pgp_column *above = pgp_inherited_from(column);
    if (above && above->not_null)
        return;
    column->not_null = column->not_null_no_inherit = column->not_null_unvalidated = false;
    column->not_null_name = NULL;
}

static pgp_status drop_not_null(pgp_alteration *a) {
    return change(a, forget_not_null, NULL);
}

/* -- identity -------------------------------------------------------------------------------------------------------------- */

static void share_identity(pgp_column *column, const void *what) {
    const char *identity = what;
    if (((const pgp_table *)column->object.parent)->partition_of)
        column->identity = identity;
}

static pgp_status add_identity(pgp_alteration *a) {
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    PGP_TRY(pgp_read_identity(a->parser, &a->table->object, column, a->command->def->constraint));
    pgp_for_heirs(column, share_identity, column->identity);
    return PGP_OK;
}

static pgp_status set_identity(pgp_alteration *a) {
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    if (!column->identity)
        return pgp_parse_fail(a->parser, PGP_INPUT, a->start, "column \"%s\" is not an identity column",
                              a->command->name);
    const PgQuery__List *options = a->command->def->list;
    pgp_sequence *sequence = pgp_identity_sequence(a->parser->model, column);
    for (size_t i = 0; i < options->n_items; i++) {
        const PgQuery__DefElem *option = options->items[i]->def_elem;
        if (strcmp(option->defname, "generated") == 0)
            column->identity = option->arg->integer->ival == 'a' ? "always" : "by default";
        else if (sequence)
            PGP_TRY(pgp_read_sequence_options(a->parser, sequence, 1, &options->items[i], true));
    }
    pgp_for_heirs(column, share_identity, column->identity);
    return PGP_OK;
}

static pgp_status drop_identity(pgp_alteration *a) {
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    pgp_sequence *sequence = column->identity ? pgp_identity_sequence(a->parser->model, column) : NULL;
    if (sequence)
        pgp_model_remove(a->parser->model, &sequence->object);
    column->identity = NULL;
    pgp_for_heirs(column, share_identity, NULL);
    return PGP_OK;
}

/* -- storage and statistics --------------------------------------------------------------------------------------------------- */

static void set_statistics(pgp_column *column, const void *what) {
    column->statistics = *(const int64_t *)what;
}

static pgp_status statistics(pgp_alteration *a) {
    const PgQuery__Node *value = a->command->def;
    int64_t target = value && value->node_case == PG_QUERY__NODE__NODE_INTEGER ? value->integer->ival : -1;
    return change(a, set_statistics, &target);
}

static void set_storage(pgp_column *column, const void *what) {
    column->storage = what;
}

static pgp_status storage(pgp_alteration *a) {
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    return change(a, set_storage, pgp_storage_name(a->parser, column, pgp_string_of(a->command->def)));
}

static void set_compression(pgp_column *column, const void *what) {
    column->compression = what;
}

static pgp_status compression(pgp_alteration *a) {
    return change_here(a, set_compression, pgp_compression_name(a->parser, pgp_string_of(a->command->def)));
}

static pgp_status options(pgp_alteration *a) {
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    const PgQuery__List *list = a->command->def->list;
    return pgp_read_options(a->parser, list->n_items, list->items,
                            a->command->subtype == PGP_AT(ResetOptions), &column->options);
}

static pgp_status foreign_options(pgp_alteration *a) {
    pgp_column *column;
    PGP_TRY(find_column(a, &column));
    const PgQuery__List *list = a->command->def->list;
    return pgp_read_foreign_options(a->parser, list->n_items, list->items, &column->foreign_options);
}

pgp_alter_command pgp_alter_column_command(PgQuery__AlterTableType subtype) {
    switch (subtype) {
    case PGP_AT(AddColumn): return add;
    case PGP_AT(DropColumn): return drop;
    case PGP_AT(AlterColumnType): return type;
    case PGP_AT(ColumnDefault): return column_default;
#if PGP_GRAMMAR >= 17
    case PGP_AT(SetExpression): return expression;
#endif
    case PGP_AT(DropExpression): return drop_expression;
    case PGP_AT(SetNotNull): return set_not_null;
    case PGP_AT(DropNotNull): return drop_not_null;
    case PGP_AT(AddIdentity): return add_identity;
    case PGP_AT(SetIdentity): return set_identity;
    case PGP_AT(DropIdentity): return drop_identity;
    case PGP_AT(SetStatistics): return statistics;
    case PGP_AT(SetStorage): return storage;
    case PGP_AT(SetCompression): return compression;
    case PGP_AT(AlterColumnGenericOptions): return foreign_options;
    case PGP_AT(SetOptions):
    case PGP_AT(ResetOptions): return options;
    default: return NULL;
    }
}

/*
 * CREATE TABLE … (LIKE source INCLUDING …): what the server copies, under the names it gives
 * (src/backend/parser/parse_utilcmd.c: transformTableLikeClause, expandTableLikeClause, generateClonedIndexStmt).
 */
#include "kinds/index.h"
#include "kinds/statistics.h"
#include "kinds/table.h"

#include <string.h>

/* Bits of TableLikeClause.options (src/include/nodes/parsenodes.h). */
enum {
    COMMENTS = 1 << 0,
    COMPRESSION = 1 << 1,
    CONSTRAINTS = 1 << 2,
    DEFAULTS = 1 << 3,
    GENERATED = 1 << 4,
    IDENTITY = 1 << 5,
    INDEXES = 1 << 6,
    STATISTICS = 1 << 7,
    STORAGE = 1 << 8,
};

static void copy_comment(pgp_parser *parser, uint32_t options, const pgp_object *from, pgp_object *to) {
    const pgp_comment *comment = (const pgp_comment *)pgp_child(from, &pgp_kind_comment, "");
    if (!(options & COMMENTS) || !comment)
        return;
    pgp_comment *copy = pgp_object_new(parser->model, &pgp_kind_comment, NULL, "");
    copy->object.parent = to;
    copy->object.where = to->where;
    copy->text = comment->text;
    pgp_model_add(parser->model, &copy->object);
}

/* -- columns ---------------------------------------------------------------------------------------------------- */

/* Partitions have their parent's (17). */
static const pgp_sequence *sequence_of(const pgp_model *model, const pgp_column *column) {
    const char *parent = ((const pgp_table *)column->object.parent)->partition_of;
    const pgp_sequence *own = pgp_identity_sequence(model, column);
    const pgp_table *above = own || !parent ? NULL : pgp_table_named(model, parent);
    const pgp_column *same = above ? pgp_table_column(above, column->object.name) : NULL;
    return same ? sequence_of(model, same) : own;
}

static void copy_sequence_options(pgp_parser *parser, const pgp_column *from, const pgp_column *to) {
    const pgp_sequence *source = sequence_of(parser->model, from);
    pgp_sequence *copy = pgp_identity_sequence(parser->model, to);
    if (!source || !copy)
        return;
    copy->data_type = "bigint"; /* generateSerialExtraStmts() is given no type */
    copy->start = source->start;
    copy->increment = source->increment;
    copy->minimum = source->minimum;
    copy->maximum = source->maximum;
    copy->cache = source->cache;
    copy->cycle = source->cycle;
}

static pgp_status copy_identity(pgp_parser *parser, pgp_table *table, const pgp_column *from,
                                pgp_column *to) {
    char when[] = {strcmp(from->identity, "always") == 0 ? 'a' : 'd', '\0'};
    PgQuery__Constraint identity;
    pg_query__constraint__init(&identity);
    identity.contype = PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY;
    identity.generated_when = when;
    identity.location = -1;
    PGP_TRY(pgp_read_identity(parser, &table->object, to, &identity));
    copy_sequence_options(parser, from, to);
    return PGP_OK;
}

static pgp_status copy_column(pgp_parser *parser, pgp_table *table, const pgp_column *from,
                              uint32_t options) {
    const pgp_object *existing = pgp_child(&table->object, &pgp_kind_column, from->object.name);
    if (existing)
        return pgp_parse_exists(parser, existing, 0);
    pgp_column *column = pgp_column_copy(parser, &table->object, from);
    column->local = true;
    column->inherited = false;
    column->identity = NULL;
    column->not_null_no_inherit = from->not_null && from->not_null_no_inherit;
    if (from->not_null)
        pgp_set_not_null_name(parser, column, pgp_not_null_name(parser->arena, from));
    bool wanted = options & (from->generated ? GENERATED : DEFAULTS);
    if (!wanted) {
        column->default_value = (pgp_sql){0};
        column->generated = NULL;
    }
    if (!(options & STORAGE))
        column->storage = NULL;
    if (!(options & COMPRESSION))
        column->compression = NULL;
    pgp_model_add(parser->model, &column->object);
    copy_comment(parser, options, &from->object, &column->object);
    return from->identity && options & IDENTITY ? copy_identity(parser, table, from, column) : PGP_OK;
}

/* -- constraints --------------------------------------------------------------------------------------------------- */

static pgp_status copy_check(pgp_parser *parser, pgp_table *table, const pgp_constraint *from,
                             uint32_t options) {
    if (!pgp_constraint_is(from, "check") || !(options & CONSTRAINTS))
        return PGP_OK;
    const pgp_object *existing = pgp_child(&table->object, &pgp_kind_constraint, from->object.name);
    if (existing)
        return pgp_parse_exists(parser, existing, 0);
    pgp_constraint *copy = pgp_object_new(parser->model, &pgp_kind_constraint, NULL, from->object.name);
    pgp_object object = copy->object;
    *copy = *from;
    copy->object = object;
    copy->object.parent = &table->object;
    copy->object.where = table->object.where;
    copy->local = true;
    copy->not_valid = copy->not_enforced;
    pgp_copy_references(parser->arena, &copy->object, &from->object);
    pgp_model_add(parser->model, &copy->object);
    copy_comment(parser, options, &from->object, &copy->object);
    return PGP_OK;
}

static pgp_status find_source(pgp_parser *parser, const PgQuery__TableLikeClause *like, pgp_object **out) {
    PGP_TRY(pgp_find_relation(parser, like->relation, out));
    if ((*out)->kind == &pgp_kind_table || (*out)->kind == &pgp_kind_composite)
        return PGP_OK;
    return pgp_parse_unknown(parser, like->relation->location,
                             pgp_printf(parser->arena, "LIKE of a %s", (*out)->kind->name));
}

pgp_status pgp_read_like(pgp_parser *parser, pgp_table *table, const PgQuery__TableLikeClause *like) {
    pgp_object *source;
    PGP_TRY(find_source(parser, like, &source));
    for (const pgp_object *part = source->children; part; part = part->sibling)
        if (part->kind == &pgp_kind_column)
            PGP_TRY(copy_column(parser, table, (const pgp_column *)part, like->options));
    for (const pgp_object *part = source->children; part; part = part->sibling)
        if (part->kind == &pgp_kind_constraint)
            PGP_TRY(copy_check(parser, table, (const pgp_constraint *)part, like->options));
    return PGP_OK;
}

/* -- indexes ---------------------------------------------------------------------------------------------------------- */

static void copy_index(pgp_parser *parser, pgp_table *table, const pgp_object *from, uint32_t options) {
    pgp_object *copy = pgp_index_copy(parser, &table->object, from);
    pgp_model_add(parser->model, copy);
    copy_comment(parser, options, from, copy);
    if (copy->kind != &pgp_kind_constraint)
        return;
    pgp_constraint *key = (pgp_constraint *)copy;
    key->local = true;
    if (pgp_constraint_is(key, "primary key"))
        pgp_primary_key_not_null(parser, table, &key->columns);
}

static void copy_statistics(pgp_parser *parser, pgp_table *table, const pgp_object *from, uint32_t options) {
    pgp_object *copy = pgp_statistics_copy(parser, &table->object, from);
    pgp_model_add(parser->model, copy);
    copy_comment(parser, options, from, copy);
}

pgp_status pgp_read_like_indexes(pgp_parser *parser, pgp_table *table, const PgQuery__TableLikeClause *like) {
    pgp_object *source;
    PGP_TRY(find_source(parser, like, &source));
    for (const pgp_object *part = source->children; part; part = part->sibling) {
        bool is_key = part->kind == &pgp_kind_constraint && pgp_has_index((const pgp_constraint *)part);
        if ((is_key || part->kind == &pgp_kind_index) && like->options & INDEXES)
            copy_index(parser, table, part, like->options);
        if (part->kind == &pgp_kind_statistics && like->options & STATISTICS)
            copy_statistics(parser, table, part, like->options);
    }
    return PGP_OK;
}

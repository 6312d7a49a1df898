/*
 * CREATE TABLE … (LIKE source INCLUDING …): what the server copies, under the names it gives
 * (src/backend/parser/parse_utilcmd.c: transformTableLikeClause, expandTableLikeClause, generateClonedIndexStmt).
 */
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

static void copy_sequence_options(pgp_parser *parser, const pgp_column *from, const pgp_column *to) {
    const pgp_sequence *source = pgp_identity_sequence(parser->model, from);
    pgp_sequence *copy = pgp_identity_sequence(parser->model, to);
    if (!source || !copy)
        return;
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
    PgQuery__Constraint identity = PG_QUERY__CONSTRAINT__INIT;
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

static pgp_constraint *copy_constraint(pgp_parser *parser, pgp_table *table, const pgp_constraint *from,
                                       const char *name) {
    pgp_constraint *copy = pgp_object_new(parser->model, &pgp_kind_constraint, NULL, name);
    pgp_object object = copy->object;
    *copy = *from;
    copy->object = object;
    copy->object.parent = &table->object;
    copy->object.where = table->object.where;
    copy->local = true;
    copy->attached_to = NULL;
    copy->clustered = false;
    pgp_copy_references(parser->arena, &copy->object, &from->object);
    pgp_model_add(parser->model, &copy->object);
    return copy;
}

static bool is_type(const pgp_constraint *constraint, const char *type) {
    return strcmp(constraint->type, type) == 0;
}

static pgp_status copy_check(pgp_parser *parser, pgp_table *table, const pgp_constraint *from,
                             uint32_t options) {
    if (!is_type(from, "check") || !(options & CONSTRAINTS))
        return PGP_OK;
    const pgp_object *existing = pgp_child(&table->object, &pgp_kind_constraint, from->object.name);
    if (existing)
        return pgp_parse_exists(parser, existing, 0);
    pgp_constraint *copy = copy_constraint(parser, table, from, from->object.name);
    copy->not_valid = copy->not_enforced;
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

/* ChooseIndexNameAddition() of src/backend/commands/indexcmds.c. */
static const char *joined(pgp_arena *arena, const pgp_names *columns) {
    enum { NAMEDATALEN = 64 };
    pgp_text text = pgp_text_new(arena);
    for (size_t i = 0; i < columns->count && text.size < NAMEDATALEN; i++) {
        pgp_text_next(&text, "_");
        pgp_text_add(&text, columns->items[i]);
    }
    return text.data;
}

static pgp_names key_names(pgp_arena *arena, const pgp_keys *keys, const pgp_names *include) {
    pgp_names names = {0};
    for (size_t i = 0; i < keys->count; i++)
        pgp_names_add(arena, &names, keys->items[i].column ? keys->items[i].column : "expr");
    for (size_t i = 0; i < include->count; i++)
        pgp_names_add(arena, &names, include->items[i]);
    return names;
}

static const char *constraint_name(pgp_parser *parser, const pgp_table *table, const pgp_constraint *from) {
    pgp_names names = {0};
    for (size_t i = 0; i < from->columns.count; i++)
        pgp_names_add(parser->arena, &names, from->columns.items[i]);
    for (size_t i = 0; i < from->include.count; i++)
        pgp_names_add(parser->arena, &names, from->include.items[i]);
    bool primary = is_type(from, "primary key"), exclude = is_type(from, "exclude");
    if (exclude)
        names = key_names(parser->arena, &from->elements, &from->include);
    return pgp_choose_relation_name(parser, table->object.schema, table->object.name,
                                    primary ? NULL : joined(parser->arena, &names),
                                    primary   ? "pkey"
                                    : exclude ? "excl"
                                              : "key",
                                    true);
}

static void copy_key(pgp_parser *parser, pgp_table *table, const pgp_constraint *from, uint32_t options) {
    if (is_type(from, "check") || is_type(from, "foreign key"))
        return;
    pgp_constraint *copy = copy_constraint(parser, table, from, constraint_name(parser, table, from));
    if (is_type(copy, "primary key"))
        pgp_primary_key_not_null(parser, table, &copy->columns);
    copy_comment(parser, options, &from->object, &copy->object);
}

static void copy_index(pgp_parser *parser, pgp_table *table, const pgp_index *from, uint32_t options) {
    pgp_names names = key_names(parser->arena, &from->keys, &from->include);
    const char *name = pgp_choose_relation_name(parser, table->object.schema, table->object.name,
                                                joined(parser->arena, &names), "idx", false);
    pgp_index *copy = pgp_object_new(parser->model, &pgp_kind_index, table->object.schema, name);
    pgp_object object = copy->object;
    *copy = *from;
    copy->object = object;
    copy->object.parent = &table->object;
    copy->object.where = table->object.where;
    copy->attached_to = NULL;
    copy->clustered = false;
    pgp_copy_references(parser->arena, &copy->object, &from->object);
    pgp_model_add(parser->model, &copy->object);
    copy_comment(parser, options, &from->object, &copy->object);
}

pgp_status pgp_read_like_indexes(pgp_parser *parser, pgp_table *table, const PgQuery__TableLikeClause *like) {
    pgp_object *source;
    PGP_TRY(find_source(parser, like, &source));
    if (!(like->options & INDEXES))
        return PGP_OK;
    for (const pgp_object *part = source->children; part; part = part->sibling) {
        if (part->kind == &pgp_kind_constraint)
            copy_key(parser, table, (const pgp_constraint *)part, like->options);
        else if (part->kind == &pgp_kind_index)
            copy_index(parser, table, (const pgp_index *)part, like->options);
    }
    return PGP_OK;
}

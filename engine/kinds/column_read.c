/*
 * Column definitions of CREATE TABLE and ADD COLUMN.
 */
#include "kinds/foreign_options.h"
#include "kinds/table.h"

#include <string.h>
#include <strings.h>

/* -- copies ------------------------------------------------------------------------------------------------------ */

void pgp_copy_references(pgp_arena *arena, pgp_object *to, const pgp_object *from) {
    for (const pgp_reference *reference = from->references; reference; reference = reference->next) {
        pgp_reference *copy = PGP_NEW(arena, pgp_reference);
        *copy = *reference;
        copy->next = to->references;
        to->references = copy;
    }
}

static int64_t next_position(const pgp_object *table) {
    int64_t last = 0;
    for (const pgp_object *part = table->children; part; part = part->sibling)
        if (part->kind == &pgp_kind_column && ((const pgp_column *)part)->position > last)
            last = ((const pgp_column *)part)->position;
    return last + 1;
}

pgp_column *pgp_column_copy(pgp_parser *parser, pgp_object *table, const pgp_column *from) {
    pgp_column *copy = pgp_object_new(parser->model, &pgp_kind_column, NULL, from->object.name);
    pgp_object object = copy->object;
    *copy = *from;
    copy->object = object;
    copy->object.parent = table;
    copy->object.where = table->where;
    copy->position = next_position(table);
    copy->statistics = -1;
    copy->options = copy->foreign_options = (pgp_names){0};
    pgp_copy_references(parser->arena, &copy->object, &from->object);
    return copy;
}

/* -- properties that have names ------------------------------------------------------------------------------------ */

void pgp_set_not_null_name(pgp_parser *parser, pgp_column *column, const char *name) {
    const char *derived =
        pgp_object_name(parser->arena, column->object.parent->name, column->object.name, "not_null");
    column->not_null_name = name && strcmp(name, derived) != 0 ? pgp_intern(parser->model, name) : NULL;
}

static const char *lower(pgp_parser *parser, const char *text) {
    char *copy = pgp_strdup(parser->arena, text);
    for (char *c = copy; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return pgp_intern(parser->model, copy);
}

/* pg_type.typstorage of the types whose values can be large; NULL: fixed size, or not known here. */
static const char *usual_storage(pgp_arena *arena, const char *type) {
    static const char *const extended[] = {
        "text", "character varying", "character", "bytea", "json", "jsonb", "xml",
        "bit",  "bit varying",       "tsvector"};
    static const char *const main_[] = {"numeric", "inet", "cidr"};
    size_t size = strlen(type);
    if (size > 2 && strcmp(type + size - 2, "[]") == 0)
        return "extended";
    const char *bare = pgp_type_bare(arena, type);
    for (size_t i = 0; i < sizeof extended / sizeof *extended; i++)
        if (strcmp(bare, extended[i]) == 0)
            return "extended";
    for (size_t i = 0; i < sizeof main_ / sizeof *main_; i++)
        if (strcmp(bare, main_[i]) == 0)
            return "main";
    return NULL;
}

const char *pgp_storage_name(pgp_parser *parser, const pgp_column *column, const char *given) {
    const char *usual = usual_storage(parser->arena, column->type);
    if (!*given || strcasecmp(given, "default") == 0 || (usual && strcasecmp(given, usual) == 0))
        return NULL;
    return lower(parser, given);
}

const char *pgp_compression_name(pgp_parser *parser, const char *given) {
    return !*given || strcasecmp(given, "default") == 0 ? NULL : lower(parser, given);
}

/* -- constraints of a column ------------------------------------------------------------------------------------------- */

static int location_of(const PgQuery__Node *constraint) {
    return constraint->node_case == PG_QUERY__NODE__NODE_CONSTRAINT ? constraint->constraint->location : -1;
}

/* Where the clause that starts at `location` ends: the next one begins there; -1: the definition ends. */
static int clause_end(const PgQuery__ColumnDef *definition, int location) {
    int end = -1;
    for (size_t i = 0; i < definition->n_constraints; i++) {
        int other = location_of(definition->constraints[i]);
        if (other > location && (end < 0 || other < end))
            end = other;
    }
    int collate = definition->coll_clause ? definition->coll_clause->location : -1;
    return collate > location && (end < 0 || collate < end) ? collate : end;
}

static void read_default(pgp_parser *parser, pgp_column *column, const PgQuery__ColumnDef *definition,
                         const PgQuery__Constraint *constraint) {
    int start = pgp_find_word(parser, constraint->location, "default", false);
    const char *text = pgp_slice(parser, start, clause_end(definition, constraint->location));
    column->default_value = pgp_parse_sql(parser, text, start);
    column->generated = NULL;
    pgp_refer_value(parser, &column->object, &constraint->raw_expr->base);
}

static void read_generated(pgp_parser *parser, pgp_column *column, const PgQuery__Constraint *constraint) {
    const char *text = pgp_slice_parens(parser, constraint->location);
    column->default_value = pgp_parse_sql(parser, text, constraint->location);
    column->generated = "stored";
#if PGP_GRAMMAR >= 18
    if (*constraint->generated_kind == 'v')
        column->generated = "virtual";
#endif
    pgp_refer_value(parser, &column->object, &constraint->raw_expr->base);
}

static void read_not_null(pgp_parser *parser, pgp_column *column, const PgQuery__Constraint *constraint) {
    pgp_own_not_null(parser, column, *constraint->conname ? constraint->conname : NULL);
    column->not_null_no_inherit = constraint->is_no_inherit;
}

static pgp_status read_attribute(pgp_parser *parser, const PgQuery__Constraint *constraint,
                                 pgp_table_constraints *later) {
    if (!later->count)
        return pgp_parse_fail(parser, PGP_INPUT, constraint->location, "misplaced constraint attribute");
    pgp_table_constraint *last = &later->items[later->count - 1];
    switch (constraint->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE: last->deferrable = true; break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED:
        last->deferrable = last->initially_deferred = true;
        break;
#if PGP_GRAMMAR >= 18
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_ENFORCED: last->not_enforced = true; break;
#endif
    default: break;
    }
    return PGP_OK;
}

static pgp_status read_constraint(pgp_parser *parser, pgp_table *table, pgp_column *column,
                                  const PgQuery__ColumnDef *definition, const PgQuery__Constraint *constraint,
                                  pgp_table_constraints *later) {
    pgp_table_constraint item = {.node = constraint, .column = column};
    switch (constraint->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_NULL: break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL: read_not_null(parser, column, constraint); break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT: read_default(parser, column, definition, constraint); break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED: read_generated(parser, column, constraint); break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
        pgp_own_not_null(parser, column, NULL);
        return pgp_read_identity(parser, &table->object, column, constraint);
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
        PGP_PUSH(parser->arena, later->items, later->count, later->capacity, item);
        break;
    default: return read_attribute(parser, constraint, later);
    }
    return PGP_OK;
}

/* -- columns ------------------------------------------------------------------------------------------------------------- */

static pgp_column *new_column(pgp_parser *parser, pgp_table *table, const PgQuery__ColumnDef *definition) {
    pgp_column *column = pgp_object_new(parser->model, &pgp_kind_column, NULL, definition->colname);
    column->object.parent = &table->object;
    column->object.where = pgp_parse_where(parser, definition->location);
    column->position = next_position(&table->object);
    column->statistics = -1;
    pgp_model_add(parser->model, &column->object);
    return column;
}

/* The column that a definition makes or adds to: one that comes from a parent or a type may be declared once more. */
static pgp_status find_column(pgp_parser *parser, pgp_table *table, const PgQuery__ColumnDef *definition,
                              pgp_column **out) {
    *out = pgp_table_column(table, definition->colname);
    if (!definition->type_name && !*out)
        return pgp_parse_fail(parser, PGP_INPUT, definition->location, "column \"%s\" does not exist",
                              definition->colname);
    if (*out && definition->type_name && (*out)->local)
        return pgp_parse_exists(parser, &(*out)->object, definition->location);
    if (!*out)
        *out = new_column(parser, table, definition);
    return PGP_OK;
}

static pgp_status read_type(pgp_parser *parser, pgp_table *table, pgp_column *column,
                            const PgQuery__ColumnDef *definition) {
    if (!definition->type_name)
        return PGP_OK;
    column->local = !table->partition_of;
    if (pgp_serial_type(definition->type_name, &column->type))
        return pgp_read_serial(parser, &table->object, column, definition->location);
    return pgp_parse_type(parser, definition->type_name, &column->object, &column->type);
}

pgp_status pgp_read_column(pgp_parser *parser, pgp_table *table, const PgQuery__ColumnDef *definition,
                           pgp_table_constraints *later) {
    pgp_column *column;
    PGP_TRY(find_column(parser, table, definition, &column));
    PGP_TRY(read_type(parser, table, column, definition));
    const PgQuery__CollateClause *collate = definition->coll_clause;
    if (collate)
        PGP_TRY(pgp_parse_collation(parser, collate->n_collname, collate->collname, &column->object,
                                    &column->collation));
    PGP_TRY(pgp_read_foreign_options(parser, definition->n_fdwoptions, definition->fdwoptions,
                                     &column->foreign_options));
    if (*definition->compression)
        column->compression = pgp_compression_name(parser, definition->compression);
#if PGP_GRAMMAR >= 16
    if (*definition->storage_name)
        column->storage = pgp_storage_name(parser, column, definition->storage_name);
#endif
    pgp_table_constraints own = {0};
    for (size_t i = 0; i < definition->n_constraints; i++)
        PGP_TRY(
            read_constraint(parser, table, column, definition, definition->constraints[i]->constraint, &own));
    for (size_t i = 0; i < own.count; i++)
        PGP_PUSH(parser->arena, later->items, later->count, later->capacity, own.items[i]);
    return PGP_OK;
}

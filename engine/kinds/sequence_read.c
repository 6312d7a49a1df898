/*
 * Sequences in a file: CREATE and ALTER SEQUENCE, and those that serial and identity columns bring
 * (src/backend/commands/sequence.c: init_params, process_owned_by; parse_utilcmd.c: generateSerialExtraStmts).
 */
#include "kinds/sequence.h"
#include "kinds/table.h"

#include <stdlib.h>
#include <string.h>

/* -- options ------------------------------------------------------------------------------------------------------ */

typedef struct sequence_options {
    const PgQuery__DefElem *type, *start, *increment, *maximum, *minimum, *cache, *cycle, *owned_by;
} sequence_options;

static const PgQuery__DefElem **option_named(sequence_options *options, const char *name) {
    struct {
        const char *name;
        const PgQuery__DefElem **option;
    } const known[] = {
        {"as", &options->type},          {"start", &options->start},      {"increment", &options->increment},
        {"maxvalue", &options->maximum}, {"minvalue", &options->minimum}, {"cache", &options->cache},
        {"cycle", &options->cycle},      {"owned_by", &options->owned_by}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].option;
    return NULL;
}

/* Where the sequence stands is data; its name and the words LOGGED and UNLOGGED are read elsewhere. */
static bool says_nothing(const char *name) {
    return strcmp(name, "restart") == 0 || strcmp(name, "sequence_name") == 0 ||
           strcmp(name, "generated") == 0;
}

static pgp_status collect(pgp_parser *parser, size_t n, PgQuery__Node *const *list, sequence_options *out) {
    *out = (sequence_options){0};
    for (size_t i = 0; i < n; i++) {
        const PgQuery__DefElem *element = list[i]->def_elem;
        const PgQuery__DefElem **option = option_named(out, element->defname);
        if (option)
            *option = element;
        else if (!says_nothing(element->defname))
            return pgp_parse_unknown(parser, element->location,
                                     pgp_printf(parser->arena, "\"%s\" of a sequence", element->defname));
    }
    return PGP_OK;
}

/* Numbers that do not fit an int are floats to the grammar. */
static int64_t number_of(const PgQuery__DefElem *option) {
    if (option->arg->node_case == PG_QUERY__NODE__NODE_FLOAT)
        return strtoll(option->arg->float_->fval, NULL, 10);
    return option->arg->node_case == PG_QUERY__NODE__NODE_INTEGER ? option->arg->integer->ival : 0;
}

static bool is_integer_type(const char *type) {
    return strcmp(type, "bigint") == 0 || strcmp(type, "integer") == 0 || strcmp(type, "smallint") == 0;
}

static pgp_status read_type(pgp_parser *parser, pgp_sequence *sequence, const PgQuery__DefElem *option) {
    const char *type;
    PGP_TRY(pgp_parse_type(parser, option->arg->type_name, NULL, &type));
    if (!is_integer_type(type))
        return pgp_parse_fail(parser, PGP_INPUT, option->location,
                              "sequence type must be smallint, integer, or bigint");
    sequence->data_type = type;
    return PGP_OK;
}

/* A new sequence has defaults where nothing is said; of an old one, limits that were those of the old type become those of
 * the new one. */
static pgp_status apply(pgp_parser *parser, pgp_sequence *sequence, const sequence_options *options,
                        bool altering) {
    const pgp_sequence_limits old = pgp_sequence_limits_of(sequence->data_type);
    bool reset_maximum = altering && options->type && sequence->maximum == old.maximum;
    bool reset_minimum = altering && options->type && sequence->minimum == old.minimum;
    if (options->type)
        PGP_TRY(read_type(parser, sequence, options->type));
    const pgp_sequence_limits limits = pgp_sequence_limits_of(sequence->data_type);
    if (options->increment)
        sequence->increment = number_of(options->increment);
    bool ascending = sequence->increment > 0;
    if (options->maximum && options->maximum->arg)
        sequence->maximum = number_of(options->maximum);
    else if (!altering || options->maximum || reset_maximum)
        sequence->maximum = ascending || reset_maximum ? limits.maximum : -1;
    if (options->minimum && options->minimum->arg)
        sequence->minimum = number_of(options->minimum);
    else if (!altering || options->minimum || reset_minimum)
        sequence->minimum = !ascending || reset_minimum ? limits.minimum : 1;
    if (options->start)
        sequence->start = number_of(options->start);
    else if (!altering)
        sequence->start = ascending ? sequence->minimum : sequence->maximum;
    if (options->cache)
        sequence->cache = number_of(options->cache);
    if (options->cycle)
        sequence->cycle = pgp_truthy(options->cycle->arg);
    return PGP_OK;
}

/* OWNED BY schema.table.column, or NONE. */
static pgp_status own(pgp_parser *parser, pgp_sequence *sequence, const PgQuery__DefElem *option) {
    const PgQuery__List *names = option ? option->arg->list : NULL;
    if (!names)
        return PGP_OK;
    if (names->n_items == 1) {
        sequence->owned_by = NULL;
        return PGP_OK;
    }
    const char *schema, *table_name, *column = pgp_string_of(names->items[names->n_items - 1]);
    pgp_name_of_list(names->n_items - 1, names->items, &schema, &table_name);
    const pgp_object *table = pgp_lookup(parser, PGP_SPACE_RELATION, schema, table_name);
    if (!table)
        return pgp_parse_later(parser, option->location, "relation", schema, table_name);
    if (!pgp_child(table, &pgp_kind_column, column))
        return pgp_parse_later(parser, option->location, "column", NULL, column);
    sequence->owned_by =
        pgp_intern(parser->model, pgp_printf(parser->arena, "%s.%s", pgp_label_of(parser, table),
                                             pgp_quoted(parser->arena, column)));
    return PGP_OK;
}

pgp_status pgp_read_sequence_options(pgp_parser *parser, pgp_sequence *sequence, size_t n,
                                     PgQuery__Node *const *list, bool altering) {
    sequence_options options;
    PGP_TRY(collect(parser, n, list, &options));
    PGP_TRY(own(parser, sequence, options.owned_by));
    return apply(parser, sequence, &options, altering);
}

/* -- CREATE and ALTER SEQUENCE -------------------------------------------------------------------------------------- */

static pgp_sequence *new_sequence(pgp_parser *parser, const char *schema, const char *name,
                                  const char *data_type, int location) {
    pgp_sequence *sequence = pgp_object_new(parser->model, &pgp_kind_sequence, schema, name);
    sequence->object.where = pgp_parse_where(parser, location);
    sequence->persistence = "permanent";
    pgp_sequence_set_defaults(sequence, data_type);
    return sequence;
}

pgp_status pgp_read_create_sequence(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateSeqStmt *create = statement->create_seq_stmt;
    const PgQuery__RangeVar *name = create->sequence;
    const char *schema = pgp_creation_schema(parser, *name->schemaname ? name->schemaname : NULL);
    const pgp_object *existing =
        pgp_model_find(parser->model, PGP_SPACE_RELATION, schema, name->relname, NULL);
    if (existing)
        return create->if_not_exists ? PGP_OK : pgp_parse_exists(parser, existing, name->location);
    pgp_sequence *sequence = new_sequence(parser, schema, name->relname, "bigint", name->location);
    if (*name->relpersistence == 'u')
        sequence->persistence = "unlogged";
    PGP_TRY(pgp_read_sequence_options(parser, sequence, create->n_options, create->options, false));
    pgp_model_add(parser->model, &sequence->object);
    return PGP_OK;
}

static pgp_status find_sequence(pgp_parser *parser, const PgQuery__RangeVar *name, pgp_sequence **out) {
    const char *schema = *name->schemaname ? name->schemaname : NULL;
    pgp_object *found = pgp_lookup_range_var(parser, name);
    if (!found)
        return pgp_parse_later(parser, name->location, "relation", schema, name->relname);
    if (found->kind != &pgp_kind_sequence)
        return pgp_parse_fail(parser, PGP_INPUT, name->location, "\"%s\" is not a sequence", name->relname);
    *out = (pgp_sequence *)found;
    return PGP_OK;
}

pgp_status pgp_read_alter_sequence(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterSeqStmt *alter = statement->alter_seq_stmt;
    pgp_sequence *sequence = NULL;
    if (alter->missing_ok && parser->last_chance && !pgp_lookup_range_var(parser, alter->sequence))
        return PGP_OK;
    PGP_TRY(find_sequence(parser, alter->sequence, &sequence));
    return pgp_read_sequence_options(parser, sequence, alter->n_options, alter->options, true);
}

pgp_status pgp_alter_sequence_command(pgp_parser *parser, pgp_object *object,
                                      const PgQuery__AlterTableCmd *command) {
    pgp_sequence *sequence = (pgp_sequence *)object;
    if (object->kind != &pgp_kind_sequence)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "%s is not a sequence", pgp_label_of(parser, object));
    switch (command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetLogged: sequence->persistence = "permanent"; return PGP_OK;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetUnLogged: sequence->persistence = "unlogged"; return PGP_OK;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ChangeOwner: return pgp_set_owner(parser, object, command->newowner);
    default: return pgp_parse_unknown(parser, 0, "this form of ALTER SEQUENCE");
    }
}

/* -- serial and identity ----------------------------------------------------------------------------------------------- */

static pgp_sequence *column_sequence(pgp_parser *parser, const pgp_object *table, const pgp_column *column,
                                     const char *schema, const char *name, int location) {
    if (!name)
        name = pgp_choose_relation_name(parser, schema, table->name, column->object.name, "seq", false);
    const char *type = is_integer_type(column->type) ? column->type : "bigint";
    pgp_sequence *sequence = new_sequence(parser, schema, name, type, location);
    sequence->persistence = ((const pgp_table *)table)->persistence;
    sequence->owned_by =
        pgp_intern(parser->model, pgp_printf(parser->arena, "%s.%s", pgp_label_of(parser, table),
                                             pgp_quoted(parser->arena, column->object.name)));
    return sequence;
}

pgp_status pgp_read_serial(pgp_parser *parser, pgp_object *table, pgp_column *column, int location) {
    pgp_sequence *sequence = column_sequence(parser, table, column, table->schema, NULL, location);
    pgp_model_add(parser->model, &sequence->object);
    const char *name = pgp_quoted2(parser->arena, table->schema, sequence->object.name);
    column->default_value = (pgp_sql){
        .text = pgp_printf(parser->arena, "nextval(%s::regclass)", pgp_literal(parser->arena, name)),
        .path = "",
        .where = sequence->object.where,
    };
    pgp_own_not_null(parser, column, NULL);
    pgp_refer(parser, &column->object, PGP_REF_RELATION, table->schema, sequence->object.name, true,
              location);
    column->object.references->of_value = true;
    return PGP_OK;
}

/* SEQUENCE NAME of a dumped identity column. */
static void given_name(const PgQuery__Constraint *constraint, const char **schema, const char **name) {
    for (size_t i = 0; i < constraint->n_options; i++) {
        const PgQuery__DefElem *option = constraint->options[i]->def_elem;
        const char *given_schema;
        if (strcmp(option->defname, "sequence_name") != 0)
            continue;
        pgp_name_of_list(option->arg->list->n_items, option->arg->list->items, &given_schema, name);
        if (given_schema)
            *schema = given_schema;
    }
}

pgp_status pgp_read_identity(pgp_parser *parser, pgp_object *table, pgp_column *column,
                             const PgQuery__Constraint *constraint) {
    const char *schema = table->schema, *name = NULL;
    given_name(constraint, &schema, &name);
    const pgp_object *existing =
        name ? pgp_model_find(parser->model, PGP_SPACE_RELATION, schema, name, NULL) : NULL;
    if (existing)
        return pgp_parse_exists(parser, existing, constraint->location);
    if (!is_integer_type(column->type))
        return pgp_parse_fail(parser, PGP_INPUT, constraint->location,
                              "identity column type must be smallint, integer, or bigint");
    pgp_sequence *sequence = column_sequence(parser, table, column, schema, name, constraint->location);
    PGP_TRY(pgp_read_sequence_options(parser, sequence, constraint->n_options, constraint->options, false));
    sequence->identity = true;
    sequence->object.flags |= PGP_OBJECT_IMPLIED;
    sequence->object.origin = &column->object;
    pgp_object_need(parser->model, &sequence->object,
                    &column->object); /* what is granted on it comes after both */
    pgp_model_add(parser->model, &sequence->object);
    column->identity = *constraint->generated_when == 'a' ? "always" : "by default";
    column->not_null = true;
    return PGP_OK;
}

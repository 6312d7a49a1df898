/*
 * Aggregate functions.
 */
#include "equal/compare.h"
#include "kinds/routine.h"
#include "plan/emit.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_aggregate, aggregate_kind, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, arguments, PGP_VALUE_ARGUMENTS, 0),
    PGP_PROPERTY(pgp_aggregate, direct_arguments, PGP_VALUE_INT, 0),
    PGP_PROPERTY(pgp_aggregate, state_function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, state_type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, state_size, PGP_VALUE_INT, 0),
    PGP_PROPERTY(pgp_aggregate, final_function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, final_extra, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_aggregate, final_modify, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, combine_function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, serial_function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, deserial_function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, initial_value, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, moving_state_function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, moving_inverse_function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, moving_state_type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, moving_state_size, PGP_VALUE_INT, 0),
    PGP_PROPERTY(pgp_aggregate, moving_final_function, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, moving_final_extra, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_aggregate, moving_final_modify, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, moving_initial_value, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, sort_operator, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_aggregate, parallel, PGP_VALUE_TEXT, 0),
};

/* How a parameter of CREATE AGGREGATE is read and written. */
typedef enum parameter_type { FUNCTION, TYPE, INTEGER, FLAG, MODIFY, LITERAL, OPERATOR, WORD } parameter_type;

typedef struct parameter {
    const char *name, *old_name; /* as in CREATE AGGREGATE; the old style's name, or NULL */
    parameter_type type;
    size_t offset;
} parameter;

/* In the order in which people and pg_dump write them. */
static const parameter parameters[] = {
    {"sfunc", "sfunc1", FUNCTION, offsetof(pgp_aggregate, state_function)},
    {"stype", "stype1", TYPE, offsetof(pgp_aggregate, state_type)},
    {"sspace", NULL, INTEGER, offsetof(pgp_aggregate, state_size)},
    {"finalfunc", NULL, FUNCTION, offsetof(pgp_aggregate, final_function)},
    {"finalfunc_extra", NULL, FLAG, offsetof(pgp_aggregate, final_extra)},
    {"finalfunc_modify", NULL, MODIFY, offsetof(pgp_aggregate, final_modify)},
    {"combinefunc", NULL, FUNCTION, offsetof(pgp_aggregate, combine_function)},
    {"serialfunc", NULL, FUNCTION, offsetof(pgp_aggregate, serial_function)},
    {"deserialfunc", NULL, FUNCTION, offsetof(pgp_aggregate, deserial_function)},
    {"initcond", "initcond1", LITERAL, offsetof(pgp_aggregate, initial_value)},
    {"msfunc", NULL, FUNCTION, offsetof(pgp_aggregate, moving_state_function)},
    {"minvfunc", NULL, FUNCTION, offsetof(pgp_aggregate, moving_inverse_function)},
    {"mstype", NULL, TYPE, offsetof(pgp_aggregate, moving_state_type)},
    {"msspace", NULL, INTEGER, offsetof(pgp_aggregate, moving_state_size)},
    {"mfinalfunc", NULL, FUNCTION, offsetof(pgp_aggregate, moving_final_function)},
    {"mfinalfunc_extra", NULL, FLAG, offsetof(pgp_aggregate, moving_final_extra)},
    {"mfinalfunc_modify", NULL, MODIFY, offsetof(pgp_aggregate, moving_final_modify)},
    {"minitcond", NULL, LITERAL, offsetof(pgp_aggregate, moving_initial_value)},
    {"sortop", NULL, OPERATOR, offsetof(pgp_aggregate, sort_operator)},
    {"parallel", NULL, WORD, offsetof(pgp_aggregate, parallel)},
};
enum { PARAMETER_COUNT = sizeof parameters / sizeof *parameters };

static void *field(pgp_aggregate *aggregate, const parameter *p) {
    return (char *)aggregate + p->offset;
}

static bool is_ordered_set(const pgp_aggregate *aggregate) {
    return strcmp(aggregate->aggregate_kind, "normal") != 0;
}

/* Only ordered-set aggregates may change their state in the final function. */
static const char *default_modify(const pgp_aggregate *aggregate) {
    return is_ordered_set(aggregate) ? "read_write" : "read_only";
}

/* -- catalogs --------------------------------------------------------------------------------------------- */

#define FUNCTION_COLUMN(name) " CASE WHEN a." name " <> 0 THEN a." name "::regproc END,"
#define MODIFY_COLUMN(name) \
    " CASE a." name " WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable' ELSE 'read_write' END,"

/* Parameters in the order of the table above. */
static const char *aggregate_query(int server_version) {
    (void)server_version;
    return "SELECT p.oid, n.nspname, p.proname, " PGP_ARGUMENT_COLUMNS ", p.proowner, p.proacl,"
           " CASE a.aggkind WHEN 'n' THEN 'normal' WHEN 'o' THEN 'ordered-set' ELSE 'hypothetical-set' END,"
           " a.aggnumdirectargs,"
           " a.aggtransfn::regproc, format_type(a.aggtranstype, NULL), a.aggtransspace," FUNCTION_COLUMN(
               "aggfinalfn") " a.aggfinalextra," MODIFY_COLUMN("aggfinalmodify")
               FUNCTION_COLUMN("aggcombinefn") FUNCTION_COLUMN("aggserialfn") FUNCTION_COLUMN(
                   "aggdeserialfn") " a.agginitval," FUNCTION_COLUMN("aggmtransfn")
                   FUNCTION_COLUMN(
                       "aggminvtransfn") " CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, "
                                         "NULL) END,"
                                         " a.aggmtransspace," FUNCTION_COLUMN(
                                             "aggmfinalfn") " a.aggmfinalextra," MODIFY_COLUMN("aggmfinalmodi"
                                                                                               "fy") " a."
                                                                                                     "aggmini"
                                                                                                     "tval,"
                                                                                                     " CASE "
                                                                                                     "WHEN "
                                                                                                     "son."
                                                                                                     "nspname"
                                                                                                     " = "
                                                                                                     "'pg_"
                                                                                                     "catalog"
                                                                                                     "' THEN "
                                                                                                     "so."
                                                                                                     "oprname"
                                                                                                     " ELSE "
                                                                                                     "'OPERAT"
                                                                                                     "OR(' "
                                                                                                     "|| "
                                                                                                     "quote_"
                                                                                                     "ident("
                                                                                                     "son."
                                                                                                     "nspname"
                                                                                                     ") || "
                                                                                                     "'.' || "
                                                                                                     "so."
                                                                                                     "oprname"
                                                                                                     " || "
                                                                                                     "')' "
                                                                                                     "END,"
                                                                                                     " CASE "
                                                                                                     "p."
                                                                                                     "propara"
                                                                                                     "llel "
                                                                                                     "WHEN "
                                                                                                     "'s' "
                                                                                                     "THEN "
                                                                                                     "'safe' "
                                                                                                     "WHEN "
                                                                                                     "'r' "
                                                                                                     "THEN "
                                                                                                     "'restri"
                                                                                                     "cted' "
                                                                                                     "ELSE "
                                                                                                     "'unsafe"
                                                                                                     "' END"
                                                                                                     " FROM "
                                                                                                     "pg_"
                                                                                                     "proc p "
                                                                                                     "JOIN "
                                                                                                     "pg_"
                                                                                                     "namespa"
                                                                                                     "ce n "
                                                                                                     "ON "
                                                                                                     "n.oid "
                                                                                                     "= "
                                                                                                     "p."
                                                                                                     "proname"
                                                                                                     "space "
                                                                                                     "JOIN "
                                                                                                     "pg_"
                                                                                                     "aggrega"
                                                                                                     "te a "
                                                                                                     "ON "
                                                                                                     "a."
                                                                                                     "aggfnoi"
                                                                                                     "d = "
                                                                                                     "p.oid"
                                                                                                     " LEFT "
                                                                                                     "JOIN "
                                                                                                     "pg_"
                                                                                                     "operato"
                                                                                                     "r so "
                                                                                                     "ON "
                                                                                                     "so.oid "
                                                                                                     "= "
                                                                                                     "a."
                                                                                                     "aggsort"
                                                                                                     "op"
                                                                                                     " LEFT "
                                                                                                     "JOIN "
                                                                                                     "pg_"
                                                                                                     "namespa"
                                                                                                     "ce son "
                                                                                                     "ON "
                                                                                                     "son."
                                                                                                     "oid = "
                                                                                                     "so."
                                                                                                     "oprname"
                                                                                                     "space"
                                                                                                     " WHERE "
                                                                                                     "p."
                                                                                                     "prokind"
                                                                                                     " = 'a' "
                                                                                                     "AND"
                                                                                                     " " PGP_ROUTINE_IS_OWN;
}

enum { OID, SCHEMA, NAME, ARGUMENTS, OWNER = ARGUMENTS + 4, ACL, KIND, DIRECT_ARGUMENTS, PARAMETERS };

static void read_column(pgp_aggregate *aggregate, const parameter *p, const pgp_row *row, int column) {
    switch (p->type) {
    case FUNCTION: *(const char **)field(aggregate, p) = pgp_row_function(row, column); break;
    case INTEGER: *(int64_t *)field(aggregate, p) = pgp_row_int(row, column); break;
    case FLAG: *(bool *)field(aggregate, p) = pgp_row_bool(row, column); break;
    default: *(const char **)field(aggregate, p) = pgp_row_text(row, column);
    }
}

static pgp_status aggregate_row(pgp_catalog *catalog, const pgp_row *row) {
    Oid oid = pgp_row_oid(row, OID), owner = pgp_row_oid(row, OWNER);
    bool member = pgp_catalog_is_member(catalog, PGP_CLASS_FUNCTION, oid);
    pgp_aggregate *aggregate = pgp_object_new(catalog->model, &pgp_kind_aggregate, pgp_row_text(row, SCHEMA),
                                              pgp_row_text(row, NAME));
    aggregate->arguments = pgp_row_arguments(row, ARGUMENTS);
    aggregate->object.args = pgp_identity_arguments(catalog->model, &aggregate->arguments);
    aggregate->object.flags |= member ? PGP_OBJECT_MEMBER : 0;
    pgp_model_add(catalog->model, &aggregate->object);
    pgp_catalog_register(catalog, PGP_CLASS_FUNCTION, oid, 0, &aggregate->object);
    if (member)
        return PGP_OK;
    aggregate->aggregate_kind = pgp_row_text(row, KIND);
    aggregate->direct_arguments = pgp_row_int(row, DIRECT_ARGUMENTS);
    for (int i = 0; i < PARAMETER_COUNT; i++)
        read_column(aggregate, &parameters[i], row, PARAMETERS + i);
    pgp_catalog_owner(catalog, &aggregate->object, owner);
    pgp_catalog_acl(catalog, &aggregate->object, 'f', owner, pgp_row_string(row, ACL));
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

static const char *lower(pgp_parser *parser, const char *text) {
    char *copy = pgp_strdup(parser->arena, text);
    for (char *c = copy; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return pgp_intern(parser->model, copy);
}

/* A word or literal: defGetString() of src/backend/commands/define.c. */
static const char *value_text(pgp_parser *parser, const PgQuery__Node *value) {
    PgQuery__Node *const *names;
    if (value->node_case == PG_QUERY__NODE__NODE_INTEGER)
        return pgp_printf(parser->arena, "%d", value->integer->ival);
    if (value->node_case == PG_QUERY__NODE__NODE_FLOAT)
        return value->float_->fval;
    size_t n = pgp_definition_names(value, &names);
    const char *text = n ? pgp_string_of(names[n - 1]) : pgp_string_of(value);
    return text ? text : "";
}

static const char *operator_label(pgp_parser *parser, const PgQuery__Node *value) {
    PgQuery__Node *const *names;
    const char *schema, *name;
    size_t n = pgp_definition_names(value, &names);
    if (n == 0)
        return pgp_intern(parser->model, value_text(parser, value));
    pgp_name_of_list(n, names, &schema, &name);
    if (!schema || strcmp(schema, "pg_catalog") == 0)
        return pgp_intern(parser->model, name);
    return pgp_intern(parser->model,
                      pgp_printf(parser->arena, "OPERATOR(%s.%s)", pgp_quoted(parser->arena, schema), name));
}

/* A type's name, or in the old style a string that holds one. */
static pgp_status read_type(pgp_parser *parser, pgp_aggregate *aggregate, const PgQuery__DefElem *option,
                            const char **out) {
    if (option->arg->node_case != PG_QUERY__NODE__NODE_TYPE_NAME)
        return pgp_parse_unknown(parser, option->location, "a type in quotes");
    return pgp_read_argument_type(parser, option->arg->type_name, &aggregate->object, out);
}

static pgp_status read_function(pgp_parser *parser, pgp_aggregate *aggregate, const PgQuery__DefElem *option,
                                const char **out) {
    PgQuery__Node *const *names;
    size_t n = pgp_definition_names(option->arg, &names);
    if (n == 0 && option->arg->node_case == PG_QUERY__NODE__NODE_STRING) {
        PgQuery__Node *const only = option->arg;
        return pgp_read_function_name(parser, 1, &only, option->location, &aggregate->object, out);
    }
    return pgp_read_function_name(parser, n, names, option->location, &aggregate->object, out);
}

static pgp_status read_value(pgp_parser *parser, pgp_aggregate *aggregate, const parameter *p,
                             const PgQuery__DefElem *option) {
    const PgQuery__Node *value = option->arg;
    void *out = field(aggregate, p);
    switch (p->type) {
    case FUNCTION: return read_function(parser, aggregate, option, out);
    case TYPE: return read_type(parser, aggregate, option, out);
    case INTEGER: *(int64_t *)out = strtoll(value_text(parser, value), NULL, 10); break;
    case FLAG: *(bool *)out = pgp_truthy(value); break;
    case OPERATOR: *(const char **)out = operator_label(parser, value); break;
    case LITERAL: *(const char **)out = pgp_intern(parser->model, value_text(parser, value)); break;
    default: *(const char **)out = lower(parser, value_text(parser, value));
    }
    return PGP_OK;
}

static const parameter *find_parameter(const char *name) {
    for (int i = 0; i < PARAMETER_COUNT; i++)
        if (strcasecmp(parameters[i].name, name) == 0 ||
            (parameters[i].old_name && strcasecmp(parameters[i].old_name, name) == 0))
            return &parameters[i];
    return NULL;
}

/* The old style says its only argument as basetype; "ANY" is none. */
static pgp_status read_base_type(pgp_parser *parser, pgp_aggregate *aggregate,
                                 const PgQuery__DefElem *option) {
    if (strcasecmp(value_text(parser, option->arg), "any") == 0)
        return PGP_OK;
    aggregate->arguments = (pgp_arguments){.items = PGP_NEW(parser->arena, pgp_argument), .count = 1};
    aggregate->arguments.items[0].mode = 'i';
    return read_type(parser, aggregate, option, &aggregate->arguments.items[0].type);
}

static pgp_status read_definition(pgp_parser *parser, pgp_aggregate *aggregate,
                                  const PgQuery__DefineStmt *define) {
    for (size_t i = 0; i < define->n_definition; i++) {
        const PgQuery__DefElem *option = define->definition[i]->def_elem;
        const parameter *p = find_parameter(option->defname);
        if (p)
            PGP_TRY(read_value(parser, aggregate, p, option));
        else if (define->oldstyle && strcasecmp(option->defname, "basetype") == 0)
            PGP_TRY(read_base_type(parser, aggregate, option));
        else if (strcasecmp(option->defname, "hypothetical") == 0 && pgp_truthy(option->arg))
            aggregate->aggregate_kind = "hypothetical-set";
        else if (strcasecmp(option->defname, "hypothetical") != 0)
            return pgp_parse_unknown(parser, option->location, option->defname);
    }
    if (!aggregate->final_modify)
        aggregate->final_modify = default_modify(aggregate);
    if (!aggregate->moving_final_modify)
        aggregate->moving_final_modify = default_modify(aggregate);
    return PGP_OK;
}

/* Two nodes: the list of arguments, and how many of them come before ORDER BY (-1: there is none). */
static pgp_status read_arguments(pgp_parser *parser, pgp_aggregate *aggregate,
                                 const PgQuery__DefineStmt *define) {
    if (define->oldstyle || define->n_args < 2)
        return PGP_OK;
    const PgQuery__Node *list = define->args[0], *direct = define->args[1];
    if (direct->node_case == PG_QUERY__NODE__NODE_INTEGER && direct->integer->ival >= 0) {
        aggregate->aggregate_kind = "ordered-set";
        aggregate->direct_arguments = direct->integer->ival;
    }
    if (list->node_case != PG_QUERY__NODE__NODE_LIST)
        return PGP_OK;
    return pgp_read_parameters(parser, list->list->n_items, list->list->items, &aggregate->object,
                               &aggregate->arguments);
}

pgp_status pgp_read_create_aggregate(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__DefineStmt *define = statement->define_stmt;
    const char *schema, *name;
    pgp_name_of_list(define->n_defnames, define->defnames, &schema, &name);
    schema = pgp_creation_schema(parser, schema);
    pgp_aggregate *aggregate = pgp_object_new(parser->model, &pgp_kind_aggregate, schema, name);
    aggregate->object.where = pgp_parse_where(parser, 0);
    aggregate->aggregate_kind = "normal";
    aggregate->parallel = "unsafe";
    pgp_refer(parser, &aggregate->object, PGP_REF_SCHEMA, NULL, aggregate->object.schema, true, 0);
    PGP_TRY(read_arguments(parser, aggregate, define));
    PGP_TRY(read_definition(parser, aggregate, define));
    aggregate->object.args = pgp_identity_arguments(parser->model, &aggregate->arguments);
    return pgp_add_routine(parser, &aggregate->object, define->replace);
}

/* -- steps -------------------------------------------------------------------------------------------------- */

/* "(*)", "(integer)", "(a ORDER BY b)" as CREATE, DROP and COMMENT take it; a variadic last direct argument stands on both sides. */
static void add_signature(pgp_text *sql, const pgp_aggregate *aggregate) {
    const pgp_arguments *arguments = &aggregate->arguments;
    size_t direct = is_ordered_set(aggregate) ? (size_t)aggregate->direct_arguments : arguments->count;
    pgp_text_add(sql, "(");
    for (size_t i = 0; i < arguments->count; i++) {
        if (i == direct)
            pgp_text_add(sql, i ? " ORDER BY " : "ORDER BY ");
        else if (i)
            pgp_text_add(sql, ", ");
        pgp_sql_argument(sql, &arguments->items[i]);
    }
    if (is_ordered_set(aggregate) && direct == arguments->count && direct > 0) {
        pgp_text_add(sql, " ORDER BY ");
        pgp_sql_argument(sql, &arguments->items[direct - 1]);
    }
    pgp_text_add(sql, arguments->count ? ")" : "*)");
}

static void add_literal(pgp_text *sql, const parameter *p, const char *value, bool quoted) {
    if (!value)
        return;
    pgp_text_addf(sql, ",\n    %s = ", p->name);
    if (quoted)
        pgp_sql_literal(sql, value);
    else
        pgp_text_add(sql, value);
}

/* Parameters that say no more than their default are left out. */
static void add_parameter(pgp_text *sql, pgp_aggregate *aggregate, const parameter *p) {
    const void *value = field(aggregate, p);
    const char *text = p->type == INTEGER || p->type == FLAG ? NULL : *(const char *const *)value;
    switch (p->type) {
    case INTEGER:
        if (*(const int64_t *)value)
            pgp_text_addf(sql, ",\n    %s = %lld", p->name, (long long)*(const int64_t *)value);
        break;
    case FLAG:
        if (*(const bool *)value)
            pgp_text_addf(sql, ",\n    %s", p->name);
        break;
    case MODIFY: add_literal(sql, p, strcmp(text, default_modify(aggregate)) ? text : NULL, false); break;
    case WORD: add_literal(sql, p, strcmp(text, "unsafe") ? text : NULL, false); break;
    case LITERAL: add_literal(sql, p, text, true); break;
    default: add_literal(sql, p, text, false);
    }
}

static const char *summary_of(pgp_emitter *emitter, const pgp_object *object) {
    return pgp_printf(emitter->arena, "aggregate %s", pgp_object_label(emitter->arena, object));
}

static void emit_definition(pgp_emitter *emitter, pgp_object *object, char sign, const char *start) {
    pgp_aggregate *aggregate = (pgp_aggregate *)object;
    pgp_text sql = pgp_text_new(emitter->arena), list = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "%s AGGREGATE %s", start, pgp_quoted2(emitter->arena, object->schema, object->name));
    add_signature(&sql, aggregate);
    for (int i = 0; i < PARAMETER_COUNT; i++)
        add_parameter(&list, aggregate, &parameters[i]);
    if (strcmp(aggregate->aggregate_kind, "hypothetical-set") == 0)
        pgp_text_add(&list, ",\n    hypothetical");
    pgp_text_addf(&sql, " (%s\n)", list.data + 1); /* without the first comma */
    pgp_emit(emitter, sign, object, summary_of(emitter, object), sql.data);
}

static void create_aggregate(pgp_emitter *emitter, pgp_object *object) {
    emit_definition(emitter, object, '+', "CREATE");
}

static void alter_aggregate(pgp_emitter *emitter, pgp_change *change) {
    emit_definition(emitter, change->desired, '~', "CREATE OR REPLACE");
}

static void drop_aggregate(pgp_emitter *emitter, const pgp_object *object) {
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "DROP AGGREGATE %s", pgp_quoted2(emitter->arena, object->schema, object->name));
    add_signature(&sql, (const pgp_aggregate *)object);
    pgp_emit(emitter, '-', object, summary_of(emitter, object), sql.data);
}

/* CREATE OR REPLACE AGGREGATE may change neither kind nor arguments nor, which follows from state and final function, the result. */
static pgp_way aggregate_way(const pgp_change *change) {
    static const char *const replaceable[] = {"state_size", "initial_value", "parallel", "combine_function",
                                              NULL};
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        const char *const *name = replaceable;
        while (*name && strcmp(*name, properties[i].name) != 0)
            name++;
        if (PGP_CHANGED(change, i) && !*name)
            return PGP_REBUILD;
    }
    return PGP_IN_PLACE;
}

static bool aggregate_same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                           const pgp_object *desired) {
    if (property->offset != offsetof(pgp_aggregate, sort_operator))
        return pgp_same_property(comparison, property, live, desired);
    return pgp_same_operator(((const pgp_aggregate *)live)->sort_operator,
                             ((const pgp_aggregate *)desired)->sort_operator);
}

const pgp_kind pgp_kind_aggregate = {
    .name = "aggregate",
    .title = "aggregate functions",
    .sql = "AGGREGATE",
    .space = PGP_SPACE_FUNCTION,
    .size = sizeof(pgp_aggregate),
    .order = 37,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = aggregate_query,
    .presence = "pg_aggregate WHERE aggfnoid::oid >= 16384",
    .row = aggregate_row,
    .same = aggregate_same,
    .way = aggregate_way,
    .create = create_aggregate,
    .alter = alter_aggregate,
    .drop = drop_aggregate,
};

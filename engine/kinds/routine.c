#include "kinds/routine.h"

#include "kinds/ddl.h"
#include "kinds/type.h"
#include "parse/extensions.h"
#include "parse/lexer.h"

#include <string.h>

/* -- catalogs ------------------------------------------------------------------------------------------- */

/* PGP_ARGUMENT_COLUMNS: arrays without elements stand for "none has one". */
pgp_arguments pgp_row_arguments(const pgp_row *row, int first_column) {
    pgp_model *model = row->catalog->model;
    pgp_names types = pgp_row_names(row, first_column), modes = pgp_row_names(row, first_column + 1);
    pgp_names names = pgp_row_names(row, first_column + 2), defaults = pgp_row_names(row, first_column + 3);
    pgp_arguments arguments = {.count = types.count};
    arguments.items = pgp_alloc(model->arena, types.count * sizeof *arguments.items + 1);
    for (size_t i = 0; i < types.count; i++) {
        pgp_argument *argument = &arguments.items[i];
        argument->type = pgp_intern(model, types.items[i]);
        argument->mode = modes.count ? modes.items[i][0] : 'i';
        if (names.count && *names.items[i])
            argument->name = pgp_intern(model, names.items[i]);
        if (defaults.count && defaults.items[i])
            argument->default_value = (pgp_sql){.text = defaults.items[i], .path = ""};
    }
    return arguments;
}

/* Each name as all versions quote it: a server quotes its own keywords alone. Arguments are types, and stay. */
static const char *requoted(pgp_arena *arena, const char *name) {
    pgp_text text = pgp_text_new(arena);
    for (const char *c = name, *end; *c; c = end) {
        end = c + strcspn(c, ".(\"");
        if (end > c) {
            pgp_sql_name(&text, pgp_strndup(arena, c, (size_t)(end - c)));
            continue;
        }
        end = *c == '"' ? c + 1 + strcspn(c + 1, "\"") + 1 : *c == '(' ? c + strlen(c) : c + 1;
        pgp_text_addn(&text, c, (size_t)(end - c));
    }
    return text.data;
}

/* regprocout() qualifies an overloaded function of pg_catalog, too. */
const char *pgp_row_function(const pgp_row *row, int column) {
    static const char builtin[] = "pg_catalog.";
    const char *name = pgp_row_text(row, column);
    if (!name)
        return NULL;
    if (strncmp(name, builtin, sizeof builtin - 1) == 0)
        name += sizeof builtin - 1;
    return pgp_intern(row->catalog->model, requoted(row->catalog->context->arena, name));
}

/* -- types of arguments -------------------------------------------------------------------------------------- */

/* table.column%TYPE is read as the type that the column has now, as the server does. */
static pgp_status read_column_type(pgp_parser *parser, const PgQuery__TypeName *type, pgp_object *user,
                                   const char **out) {
    const char *schema, *table;
    if (type->n_names < 2)
        return pgp_parse_fail(parser, PGP_INPUT, type->location, "%%TYPE needs a table and a column");
    pgp_name_of_list(type->n_names - 1, type->names, &schema, &table);
    const char *name = pgp_string_of(type->names[type->n_names - 1]);
    pgp_object *relation = pgp_lookup(parser, PGP_SPACE_RELATION, schema, table);
    if (!relation)
        return pgp_parse_later(parser, type->location, "relation", schema, table);
    pgp_column *column = (pgp_column *)pgp_child(relation, &pgp_kind_column, name);
    if (!column || !column->type)
        return pgp_parse_later(parser, type->location, "column", table, name);
    pgp_refer(parser, user, PGP_REF_RELATION, relation->schema, relation->name, false, type->location);
    *out = pgp_intern(parser->model, pgp_type_bare(parser->arena, column->type));
    return PGP_OK;
}

pgp_status pgp_read_argument_type(pgp_parser *parser, const PgQuery__TypeName *type, pgp_object *user,
                                  const char **out) {
    if (type->pct_type)
        return read_column_type(parser, type, user, out);
    PgQuery__TypeName plain = *type;
    plain.setof = false;
    const char *text;
    PGP_TRY(pgp_parse_type(parser, &plain, user, &text));
    *out = pgp_intern(parser->model, pgp_type_bare(parser->arena, text));
    return PGP_OK;
}

/* -- parameters ------------------------------------------------------------------------------------------------- */

static char mode_of(PgQuery__FunctionParameterMode mode) {
    switch (mode) {
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT: return 'o';
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_INOUT: return 'b';
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_VARIADIC: return 'v';
    case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE: return 't';
    default: return 'i';
    }
}

/* After the DEFAULT or = that follows a parameter's type; the grammar says only where the type begins. */
static int default_start(const pgp_parser *parser, int type_location) {
    pgp_token token = pgp_lex(parser->statement, parser->statement_size, (size_t)type_location);
    for (; token.type != PGP_TOKEN_END; token = pgp_lex(parser->statement, parser->statement_size, token.end))
        if (pgp_token_is(parser->statement, &token, "default") ||
            (token.type == PGP_TOKEN_OTHER && parser->statement[token.start] == '='))
            return (int)token.end;
    return type_location;
}

static pgp_status read_parameter(pgp_parser *parser, const PgQuery__FunctionParameter *parameter,
                                 pgp_object *routine, pgp_argument *out) {
    out->name = pgp_read_name(parser, parameter->name);
    out->mode = mode_of(parameter->mode);
    PGP_TRY(pgp_read_argument_type(parser, parameter->arg_type, routine, &out->type));
    if (parameter->defexpr) {
        int start = default_start(parser, parameter->arg_type->location);
        out->default_value = pgp_parse_sql(parser, pgp_slice(parser, start, -1), start);
        pgp_refer_all(parser, routine, &parameter->defexpr->base);
    }
    return PGP_OK;
}

pgp_status pgp_read_parameters(pgp_parser *parser, size_t n, PgQuery__Node *const *parameters,
                               pgp_object *routine, pgp_arguments *out) {
    out->items = pgp_alloc(parser->arena, n * sizeof *out->items + 1);
    out->count = n;
    for (size_t i = 0; i < n; i++)
        PGP_TRY(read_parameter(parser, parameters[i]->function_parameter, routine, &out->items[i]));
    return PGP_OK;
}

const char *pgp_identity_arguments(pgp_model *model, const pgp_arguments *arguments) {
    pgp_text text = pgp_text_new(model->arena);
    for (size_t i = 0; i < arguments->count; i++) {
        if (!strchr("ibv", arguments->items[i].mode))
            continue;
        pgp_text_next(&text, ", ");
        pgp_text_add(&text, arguments->items[i].type);
    }
    return pgp_intern(model, text.data);
}

/* -- functions by name -------------------------------------------------------------------------------------------- */

size_t pgp_definition_names(const PgQuery__Node *value, PgQuery__Node *const **names) {
    if (value && value->node_case == PG_QUERY__NODE__NODE_TYPE_NAME) {
        *names = value->type_name->names;
        return value->type_name->n_names;
    }
    if (value && value->node_case == PG_QUERY__NODE__NODE_LIST) {
        *names = value->list->items;
        return value->list->n_items;
    }
    return 0;
}

static pgp_object *routine_in(const pgp_model *model, const char *schema, const char *name, size_t *count) {
    pgp_object *found = NULL;
    for (pgp_object *o = model->objects; o; o = o->sibling)
        if (o->kind->space == PGP_SPACE_FUNCTION && strcmp(o->name, name) == 0 &&
            pgp_same(o->schema, schema)) {
            found = o;
            ++*count;
        }
    return found;
}

/* By name alone, along the path; *count tells how many there are in the first schema that has any. */
static pgp_object *routine_named(const pgp_parser *parser, const char *schema, const char *name,
                                 size_t *count) {
    pgp_object *found = NULL;
    *count = 0;
    if (schema)
        return routine_in(parser->model, schema, name, count);
    for (size_t i = 0; i < parser->path_schemas.count && !found; i++)
        found = routine_in(parser->model, parser->path_schemas.items[i], name, count);
    return found;
}

/* pg_catalog's functions that people name in CREATE TYPE … AS RANGE, CREATE OPERATOR and CREATE TEXT SEARCH: no need to wait and
 * see. */
static bool is_usual_builtin(const char *name) {
    static const char *const names[] = {"float8mi",
                                        "int4range_subdiff",
                                        "int8range_subdiff",
                                        "numrange_subdiff",
                                        "daterange_subdiff",
                                        "tsrange_subdiff",
                                        "tstzrange_subdiff",
                                        "eqsel",
                                        "neqsel",
                                        "scalarltsel",
                                        "scalarlesel",
                                        "scalargtsel",
                                        "scalargesel",
                                        "areasel",
                                        "positionsel",
                                        "contsel",
                                        "matchingsel",
                                        "likesel",
                                        "eqjoinsel",
                                        "neqjoinsel",
                                        "scalarltjoinsel",
                                        "scalarlejoinsel",
                                        "scalargtjoinsel",
                                        "scalargejoinsel",
                                        "areajoinsel",
                                        "positionjoinsel",
                                        "contjoinsel",
                                        "matchingjoinsel",
                                        "likejoinsel",
                                        "prsd_start",
                                        "prsd_nexttoken",
                                        "prsd_end",
                                        "prsd_lextype",
                                        "prsd_headline",
                                        "dsimple_init",
                                        "dsimple_lexize",
                                        NULL};
    for (const char *const *known = names; *known; known++)
        if (strcmp(*known, name) == 0)
            return true;
    return false;
}

pgp_status pgp_read_function_name(pgp_parser *parser, size_t n, PgQuery__Node *const *names, int location,
                                  pgp_object *user, const char **out) {
    const char *schema, *name;
    size_t count;
    pgp_name_of_list(n, names, &schema, &name);
    const pgp_object *found = routine_named(parser, schema, name, &count);
    bool builtin = schema && strcmp(schema, "pg_catalog") == 0;
    if (found) {
        pgp_refer(parser, user, PGP_REF_FUNCTION, found->schema, found->name, true, location);
        *out = pgp_label_of(parser, found);
        return PGP_OK;
    }
    const char *in = builtin ? NULL : pgp_extension_provides(parser, PGP_MEMBER_FUNCTION, schema, name);
    if (in && (schema || parser->last_chance || !is_usual_builtin(name))) {
        *out = pgp_intern(parser->model, pgp_quoted2(parser->arena, in, name));
        return PGP_OK;
    }
    /* What no file makes is built in; that is known once everything is read. */
    if (!builtin && (schema || !(parser->last_chance || is_usual_builtin(name))))
        return pgp_parse_later(parser, location, "function", schema, name);
    *out = pgp_intern(parser->model, pgp_quoted(parser->arena, name));
    return PGP_OK;
}

pgp_status pgp_identity_of(pgp_parser *parser, const PgQuery__ObjectWithArgs *name, const char **out) {
    pgp_text types = pgp_text_new(parser->arena);
    pgp_object nobody = {0}; /* takes the references to the types, which are not wanted */
    for (size_t i = 0; i < name->n_objargs; i++) {
        const char *type = "NONE";
        if (name->objargs[i]->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
            PGP_TRY(pgp_read_argument_type(parser, name->objargs[i]->type_name, &nobody, &type));
        pgp_text_next(&types, ", ");
        pgp_text_add(&types, type);
    }
    *out = pgp_intern(parser->model, types.data);
    return PGP_OK;
}

static bool has_all_arguments(const pgp_object *object, const char *args) {
    const pgp_arguments *arguments = &((const pgp_function *)object)->arguments;
    for (size_t i = 0; i < arguments->count; i++) {
        size_t size = strlen(arguments->items[i].type);
        if (strncmp(args, arguments->items[i].type, size) != 0)
            return false;
        args += size;
        args += i + 1 < arguments->count && strncmp(args, ", ", 2) == 0 ? 2 : 0;
    }
    return *args == '\0';
}

/* DROP and ALTER take a procedure's output arguments as if they were input (LookupFuncWithArgs() of parse_func.c). */
static pgp_object *procedure_with(const pgp_parser *parser, const char *schema, const char *name,
                                  const char *args) {
    for (pgp_object *o = parser->model->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_procedure && strcmp(o->name, name) == 0 && has_all_arguments(o, args) &&
            (schema ? strcmp(o->schema, schema) == 0 : pgp_names_has(&parser->path_schemas, o->schema)))
            return o;
    return NULL;
}

static pgp_object *routine_with(const pgp_parser *parser, const char *schema, const char *name,
                                const char *args) {
    pgp_object *found = NULL;
    if (schema)
        return pgp_model_find(parser->model, PGP_SPACE_FUNCTION, schema, name, args);
    for (size_t i = 0; i < parser->path_schemas.count && !found; i++)
        found = pgp_model_find(parser->model, PGP_SPACE_FUNCTION, parser->path_schemas.items[i], name, args);
    return found;
}

pgp_status pgp_find_function(pgp_parser *parser, const PgQuery__ObjectWithArgs *name, int location,
                             pgp_object **out) {
    const char *schema, *base, *args = NULL;
    size_t count = 1;
    pgp_name_of_list(name->n_objname, name->objname, &schema, &base);
    if (name->args_unspecified) {
        *out = routine_named(parser, schema, base, &count);
    } else {
        PGP_TRY(pgp_identity_of(parser, name, &args));
        *out = routine_with(parser, schema, base, args);
        if (!*out)
            *out = procedure_with(parser, schema, base, args);
    }
    if (count > 1)
        return pgp_parse_fail(parser, PGP_INPUT, location, "function name \"%s\" is not unique", base);
    const char *called = args ? pgp_printf(parser->arena, "%s(%s)", base, args) : base;
    return *out ? PGP_OK : pgp_parse_later(parser, location, "function", schema, called);
}

/* -- adding ----------------------------------------------------------------------------------------------------- */

static bool is_after(const pgp_location *a, const pgp_location *b) {
    return a->line > b->line || (a->line == b->line && a->column > b->column);
}

pgp_status pgp_add_routine(pgp_parser *parser, pgp_object *routine, bool replace) {
    pgp_object *existing =
        pgp_model_find(parser->model, PGP_SPACE_FUNCTION, routine->schema, routine->name, routine->args);
    if (!existing) {
        pgp_model_add(parser->model, routine);
        return PGP_OK;
    }
    /* A statement that had to wait meets the later one that replaces it. */
    if (pgp_same(existing->where.file, routine->where.file) && is_after(&existing->where, &routine->where))
        return PGP_OK;
    if (!replace || existing->kind != routine->kind)
        return pgp_parse_exists(parser, existing, 0);
    pgp_model_replace(existing, routine); /* with its owner, privileges and comment */
    return PGP_OK;
}

/* -- steps ---------------------------------------------------------------------------------------------------------- */

void pgp_sql_argument(pgp_text *sql, const pgp_argument *argument) {
    switch (argument->mode) {
    case 'o': pgp_text_add(sql, "OUT "); break;
    case 'b': pgp_text_add(sql, "INOUT "); break;
    case 'v': pgp_text_add(sql, "VARIADIC "); break;
    default: break;
    }
    if (argument->name) {
        pgp_sql_name(sql, argument->name);
        pgp_text_add(sql, " ");
    }
    pgp_text_add(sql, argument->type);
    if (argument->default_value.text)
        pgp_text_addf(sql, " DEFAULT %s", argument->default_value.text);
}

void pgp_procedure_signature(pgp_text *sql, const pgp_object *procedure) {
    const pgp_arguments *arguments = &((const pgp_function *)procedure)->arguments;
    const char *separator = "";
    pgp_text_add(sql, "(");
    for (size_t i = 0; i < arguments->count; i++) {
        char mode = arguments->items[i].mode;
        if (!strchr("ibv", mode))
            continue;
        pgp_text_addf(sql, "%s%s %s", separator,
                      mode == 'i'   ? "IN"
                      : mode == 'b' ? "INOUT"
                                    : "VARIADIC",
                      arguments->items[i].type);
        separator = ", ";
    }
    pgp_text_add(sql, ")");
}

/* The quote must not end early: neither inside the body nor where the body's end meets it. */
static bool quote_fits(pgp_arena *arena, const char *body, const char *quote) {
    const char *both = pgp_printf(arena, "%s%s", body, quote);
    return strstr(both, quote) == both + strlen(body);
}

void pgp_sql_body(pgp_text *sql, const char *body) {
    const char *quote = "$$";
    for (int i = 0; !quote_fits(sql->arena, body, quote); i++)
        quote = i == 0 ? "$_$" : pgp_printf(sql->arena, "$_%d$", i);
    pgp_text_add(sql, quote);
    pgp_text_add(sql, body);
    pgp_text_add(sql, quote);
}

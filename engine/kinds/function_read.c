/*
 * CREATE and ALTER FUNCTION, PROCEDURE and ROUTINE.
 */
#include "kinds/function.h"
#include "kinds/routine.h"
#include "kinds/type.h"

#include <string.h>
#include <strings.h>

/* -- settings ------------------------------------------------------------------------------------------- */

static const char *constant_text(pgp_parser *parser, const PgQuery__Node *node, bool is_list) {
    if (node->node_case != PG_QUERY__NODE__NODE_A_CONST)
        return NULL;
    const PgQuery__AConst *constant = node->a_const;
    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL: return pgp_printf(parser->arena, "%d", constant->ival->ival);
    case PG_QUERY__A__CONST__VAL_FVAL: return constant->fval->fval;
    case PG_QUERY__A__CONST__VAL_SVAL:
        return is_list ? pgp_quoted(parser->arena, constant->sval->sval) : constant->sval->sval;
    default: return NULL;
    }
}

/* flatten_set_variable_args() of src/backend/utils/misc/guc_funcs.c; NULL: a value it does not know. */
static const char *setting_value(pgp_parser *parser, const PgQuery__VariableSetStmt *set) {
    pgp_text value = pgp_text_new(parser->arena);
    if (set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_CURRENT)
        return strcasecmp(set->name, "search_path") == 0 ? parser->path : NULL;
    for (size_t i = 0; i < set->n_args; i++) {
        const char *item = constant_text(parser, set->args[i], pgp_is_list_setting(set->name));
        if (!item)
            return NULL;
        pgp_text_add(&value, i ? ", " : "");
        pgp_text_add(&value, item);
    }
    return value.data;
}

static bool same_setting(const char *a, const char *b) {
    size_t size = strcspn(a, "=");
    return size == strcspn(b, "=") && strncmp(a, b, size) == 0;
}

/* Replaces the value in its place, as GUCArrayAdd() does, or adds it. */
static void put_setting(pgp_parser *parser, pgp_names *config, const char *setting) {
    for (size_t i = 0; i < config->count; i++)
        if (same_setting(config->items[i], setting)) {
            config->items[i] = setting;
            return;
        }
    pgp_names_add(parser->arena, config, setting);
}

static void remove_setting(pgp_names *config, const char *setting) {
    size_t kept = 0;
    for (size_t i = 0; i < config->count; i++)
        if (!same_setting(config->items[i], setting))
            config->items[kept++] = config->items[i];
    config->count = kept;
}

static pgp_status read_setting(pgp_parser *parser, pgp_function *function,
                               const PgQuery__VariableSetStmt *set, int location) {
    if (set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL) {
        function->config.count = 0;
        return PGP_OK;
    }
    if (set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET ||
        set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_DEFAULT) {
        remove_setting(&function->config, pgp_setting(parser->model, set->name, ""));
        return PGP_OK;
    }
    const char *value = setting_value(parser, set);
    if (!value)
        return pgp_parse_unknown(parser, location,
                                 pgp_printf(parser->arena, "this form of SET %s", set->name));
    put_setting(parser, &function->config, pgp_setting(parser->model, set->name, value));
    return PGP_OK;
}

/* -- options -------------------------------------------------------------------------------------------- */

static const char *number_text(pgp_parser *parser, const PgQuery__Node *node) {
    const char *text = node->node_case == PG_QUERY__NODE__NODE_FLOAT
                           ? node->float_->fval
                           : pgp_printf(parser->arena, "%d", node->integer->ival);
    return pgp_short_number(parser->model, text);
}

/* AS 'body', or for C AS 'library', 'symbol' (interpret_AS_clause() of functioncmds.c). */
static void read_as(pgp_parser *parser, pgp_function *function, const PgQuery__List *as) {
    const char *first = pgp_string_of(as->items[0]),
               *second = as->n_items > 1 ? pgp_string_of(as->items[1]) : NULL;
    bool is_c = strcmp(function->language, "c") == 0,
         is_internal = strcmp(function->language, "internal") == 0;
    if (is_c) {
        function->library = pgp_intern(parser->model, first);
        function->body =
            second && strcmp(second, "-") != 0 ? pgp_intern(parser->model, second) : function->object.name;
    } else {
        function->body = is_internal && !*first ? function->object.name : pgp_strdup(parser->arena, first);
    }
}

static pgp_status read_transforms(pgp_parser *parser, pgp_function *function, const PgQuery__List *types) {
    for (size_t i = 0; i < types->n_items; i++) {
        const char *type;
        PGP_TRY(pgp_read_argument_type(parser, types->items[i]->type_name, &function->object, &type));
        pgp_names_add(parser->arena, &function->transforms, type);
    }
    return PGP_OK;
}

/* An option that ALTER knows, too. */
static pgp_status read_attribute(pgp_parser *parser, pgp_function *function, const PgQuery__DefElem *option) {
    const char *name = option->defname;
    const PgQuery__Node *value = option->arg;
    if (strcmp(name, "volatility") == 0)
        function->volatility = pgp_intern(parser->model, pgp_string_of(value));
    else if (strcmp(name, "parallel") == 0)
        function->parallel = pgp_intern(parser->model, pgp_string_of(value));
    else if (strcmp(name, "strict") == 0)
        function->strict = pgp_truthy(value);
    else if (strcmp(name, "leakproof") == 0)
        function->leakproof = pgp_truthy(value);
    else if (strcmp(name, "security") == 0)
        function->security_definer = pgp_truthy(value);
    else if (strcmp(name, "cost") == 0)
        function->cost = number_text(parser, value);
    else if (strcmp(name, "rows") == 0)
        function->rows = number_text(parser, value);
    else if (strcmp(name, "support") == 0)
        return pgp_read_function_name(parser, value->list->n_items, value->list->items, option->location,
                                      &function->object, &function->support);
    else if (strcmp(name, "set") == 0)
        return read_setting(parser, function, value->variable_set_stmt, option->location);
    else
        return pgp_parse_unknown(parser, option->location, name);
    return PGP_OK;
}

static pgp_status read_option(pgp_parser *parser, pgp_function *function, const PgQuery__DefElem *option) {
    if (strcmp(option->defname, "as") == 0)
        read_as(parser, function, option->arg->list);
    else if (strcmp(option->defname, "window") == 0)
        function->window = pgp_truthy(option->arg);
    else if (strcmp(option->defname, "transform") == 0)
        return read_transforms(parser, function, option->arg->list);
    else if (strcmp(option->defname, "language") != 0) /* read before the others */
        return read_attribute(parser, function, option);
    return PGP_OK;
}

/* -- the parts of CREATE ---------------------------------------------------------------------------------- */

static pgp_status read_language(pgp_parser *parser, pgp_function *function,
                                const PgQuery__CreateFunctionStmt *create) {
    for (size_t i = 0; i < create->n_options; i++) {
        const PgQuery__DefElem *option = create->options[i]->def_elem;
        if (strcmp(option->defname, "language") == 0)
            function->language = pgp_intern(parser->model, pgp_string_of(option->arg));
    }
    if (!function->language && create->sql_body)
        function->language = "sql";
    return function->language ? PGP_OK : pgp_parse_fail(parser, PGP_INPUT, 0, "no language specified");
}

/* A language, or the extension of the same name that brings it, must be there first. */
static void refer_language(pgp_parser *parser, pgp_function *function) {
    pgp_refer_kind(parser, &function->object, &pgp_kind_extension, function->language, false, 0);
    pgp_refer_kind(parser, &function->object, &pgp_kind_language, function->language, false, 0);
}

/* What a function without RETURNS gives: its only output argument, or a record of them. */
static pgp_status implied_result(pgp_parser *parser, const pgp_function *function, const char **out) {
    const char *result = NULL;
    for (size_t i = 0; i < function->arguments.count; i++) {
        const pgp_argument *argument = &function->arguments.items[i];
        if (strchr("ob", argument->mode))
            result = result ? "record" : argument->type;
    }
    *out = result;
    return result ? PGP_OK : pgp_parse_fail(parser, PGP_INPUT, 0, "function result type must be specified");
}

static bool returns_table(const pgp_function *function) {
    for (size_t i = 0; i < function->arguments.count; i++)
        if (function->arguments.items[i].mode == 't')
            return true;
    return false;
}

static pgp_status read_returns(pgp_parser *parser, pgp_function *function,
                               const PgQuery__CreateFunctionStmt *create) {
    const char *type;
    if (create->is_procedure)
        return PGP_OK;
    if (returns_table(function)) {
        function->returns = "TABLE";
        return PGP_OK;
    }
    if (!create->return_type)
        return implied_result(parser, function, &function->returns);
    PGP_TRY(pgp_read_argument_type(parser, create->return_type, &function->object, &type));
    function->returns = create->return_type->setof
                            ? pgp_intern(parser->model, pgp_printf(parser->arena, "SETOF %s", type))
                            : type;
    return PGP_OK;
}

/* RETURN … or BEGIN ATOMIC … END: the statement's last clause. */
static void read_sql_body(pgp_parser *parser, pgp_function *function,
                          const PgQuery__CreateFunctionStmt *create) {
    int after = 0;
    for (size_t i = 0; i < create->n_options; i++)
        if (create->options[i]->def_elem->location > after)
            after = create->options[i]->def_elem->location;
    if (after == 0 && create->return_type)
        after = create->return_type->location;
    bool is_return = create->sql_body->node_case == PG_QUERY__NODE__NODE_RETURN_STMT;
    const char *word = is_return ? "return" : "begin";
    int end = pgp_find_word(parser, after, word, false);
    const char *text = pgp_slice(parser, end - (int)strlen(word), (int)parser->statement_size);
    function->sql_body = pgp_parse_sql(parser, text, end - (int)strlen(word));
    function->body = NULL;
    pgp_refer_all(parser, &function->object, &create->sql_body->base);
}

static pgp_status read_definition(pgp_parser *parser, pgp_function *function,
                                  const PgQuery__CreateFunctionStmt *create) {
    function->volatility = "volatile";
    function->parallel = "unsafe";
    for (size_t i = 0; i < create->n_options; i++)
        PGP_TRY(read_option(parser, function, create->options[i]->def_elem));
    if (create->sql_body)
        read_sql_body(parser, function, create);
    if (!function->body && !function->sql_body.text)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "no function body specified");
    if (!function->cost)
        function->cost = pgp_default_cost(function);
    if (!function->rows)
        function->rows = pgp_default_rows(function);
    return PGP_OK;
}

pgp_status pgp_read_create_function(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateFunctionStmt *create = statement->create_function_stmt;
    const pgp_kind *kind = create->is_procedure ? &pgp_kind_procedure : &pgp_kind_function;
    const char *schema, *name;
    pgp_name_of_list(create->n_funcname, create->funcname, &schema, &name);
    schema = pgp_creation_schema(parser, schema);
    pgp_function *function = pgp_object_new(parser->model, kind, schema, name);
    function->object.where = pgp_parse_where(parser, 0);
    pgp_refer(parser, &function->object, PGP_REF_SCHEMA, NULL, function->object.schema, true, 0);
    PGP_TRY(read_language(parser, function, create));
    refer_language(parser, function);
    PGP_TRY(pgp_read_parameters(parser, create->n_parameters, create->parameters, &function->object,
                                &function->arguments));
    PGP_TRY(read_returns(parser, function, create));
    PGP_TRY(read_definition(parser, function, create));
    function->object.args = pgp_identity_arguments(parser->model, &function->arguments);
    return pgp_add_routine(parser, &function->object, create->replace);
}

pgp_status pgp_read_alter_function(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterFunctionStmt *alter = statement->alter_function_stmt;
    pgp_object *routine;
    PGP_TRY(pgp_find_function(parser, alter->func, 0, &routine));
    if (routine->kind == &pgp_kind_aggregate)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "%s is an aggregate function",
                              pgp_object_label(parser->arena, routine));
    for (size_t i = 0; i < alter->n_actions; i++)
        PGP_TRY(read_attribute(parser, (pgp_function *)routine, alter->actions[i]->def_elem));
    return PGP_OK;
}

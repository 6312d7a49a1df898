/*
 * The session a file imagines: search_path, role and defaults that later statements depend on.
 */
#include "kinds/reading.h"
#include "parse/encoding.h"
#include "parse/statements.h"

#include <string.h>
#include <strings.h>

static void set_path(pgp_parser *parser, pgp_names schemas) {
    pgp_text path = pgp_text_new(parser->arena);
    pgp_names known = {0};
    for (size_t i = 0; i < schemas.count; i++) {
        pgp_text_next(&path, ", ");
        pgp_sql_name(&path, schemas.items[i]);
        if (strcmp(schemas.items[i], "$user") != 0 && *schemas.items[i])
            pgp_names_add(parser->arena, &known, schemas.items[i]);
    }
    parser->path = pgp_intern(parser->model, path.data);
    parser->path_schemas = known;
}

/* One element of a list as SplitIdentifierString reads it; *rest goes after it. NULL at the end. */
static const char *next_schema(pgp_arena *arena, const char **rest) {
    const char *c = *rest + strspn(*rest, " \t\n,");
    if (!*c)
        return NULL;
    if (*c == '"') {
        const char *end = strchr(c + 1, '"');
        size_t size = end ? (size_t)(end - c - 1) : strlen(c + 1);
        *rest = end ? end + 1 : c + 1 + size;
        return pgp_strndup(arena, c + 1, size);
    }
    size_t size = strcspn(c, " \t\n,");
    *rest = c + size;
    char *name = pgp_strndup(arena, c, size);
    for (char *n = name; *n; n++)
        if (*n >= 'A' && *n <= 'Z')
            *n = (char)(*n - 'A' + 'a');
    return name;
}

static void set_path_text(pgp_parser *parser, const char *text) {
    pgp_names schemas = {0};
    for (const char *name, *rest = text; (name = next_schema(parser->arena, &rest));)
        pgp_names_add(parser->arena, &schemas, name);
    set_path(parser, schemas);
}

pgp_names pgp_path_schemas(pgp_parser *parser, const char *path) {
    if (path == parser->path)
        return parser->path_schemas;
    pgp_names schemas = {0};
    for (const char *name, *rest = path; (name = next_schema(parser->arena, &rest));)
        if (*name && strcmp(name, "$user") != 0)
            pgp_names_add(parser->arena, &schemas, name);
    return schemas;
}

void pgp_session_start(pgp_parser *parser) {
    set_path_text(parser, parser->model->default_path);
    parser->role = parser->tablespace = parser->access_method = NULL;
    parser->encoding = "";
}

/* An empty string or DEFAULT stands for the server's own choice. */
static const char *only_value(pgp_parser *parser, const PgQuery__VariableSetStmt *set) {
    const char *value = set->n_args == 1 ? pgp_constant_text(set->args[0]) : NULL;
    return value && *value ? pgp_intern(parser->model, value) : NULL;
}

static void set_path_list(pgp_parser *parser, const PgQuery__VariableSetStmt *set) {
    pgp_names schemas = {0};
    for (size_t i = 0; i < set->n_args; i++) {
        const char *name = pgp_constant_text(set->args[i]);
        if (name && *name)
            pgp_names_add(parser->arena, &schemas, pgp_strdup(parser->arena, name));
    }
    set_path(parser, schemas);
}

static pgp_status set_encoding(pgp_parser *parser, const PgQuery__VariableSetStmt *set) {
    const char *name = only_value(parser, set);
    parser->encoding = name ? pgp_encoding_named(parser->arena, name) : "";
    if (parser->encoding)
        return PGP_OK;
    parser->encoding = "";
    return pgp_parse_unknown(parser, 0, pgp_printf(parser->arena, "client_encoding %s", name));
}

pgp_status pgp_read_set(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__VariableSetStmt *set = statement->variable_set_stmt;
    bool value = set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE;
    if (set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL)
        pgp_session_start(parser);
    else if (strcasecmp(set->name, "client_encoding") == 0)
        return set_encoding(parser, set);
    else if (strcasecmp(set->name, "search_path") == 0 && value)
        set_path_list(parser, set);
    else if (strcasecmp(set->name, "search_path") == 0)
        set_path_text(parser, parser->model->default_path);
    else if (strcasecmp(set->name, "role") == 0 || strcasecmp(set->name, "session_authorization") == 0)
        parser->role = only_value(parser, set);
    else if (strcasecmp(set->name, "default_tablespace") == 0)
        parser->tablespace = only_value(parser, set);
    else if (strcasecmp(set->name, "default_table_access_method") == 0)
        parser->access_method = only_value(parser, set);
    return PGP_OK;
}

static const PgQuery__FuncCall *only_call(const PgQuery__SelectStmt *select) {
    if (select->n_target_list != 1 || select->n_from_clause ||
        select->target_list[0]->node_case != PG_QUERY__NODE__NODE_RES_TARGET)
        return NULL;
    const PgQuery__Node *value = select->target_list[0]->res_target->val;
    return value && value->node_case == PG_QUERY__NODE__NODE_FUNC_CALL ? value->func_call : NULL;
}

/* SELECT … INTO: CREATE TABLE … AS. */
static pgp_status read_into(pgp_parser *parser, PgQuery__SelectStmt *select) {
    PgQuery__Node query = PG_QUERY__NODE__INIT, made = PG_QUERY__NODE__INIT;
    PgQuery__CreateTableAsStmt as = PG_QUERY__CREATE_TABLE_AS_STMT__INIT;
    query.node_case = PG_QUERY__NODE__NODE_SELECT_STMT;
    query.select_stmt = select;
    as.query = &query;
    as.into = select->into_clause;
    as.objtype = PG_QUERY__OBJECT_TYPE__OBJECT_TABLE;
    made.node_case = PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT;
    made.create_table_as_stmt = &as;
    return pgp_read_statement(parser, &made);
}

pgp_status pgp_read_select(pgp_parser *parser, const PgQuery__Node *statement) {
    if (statement->select_stmt->into_clause)
        return read_into(parser, statement->select_stmt);
    const PgQuery__FuncCall *call = only_call(statement->select_stmt);
    const char *schema, *name = "";
    if (call)
        pgp_name_of_list(call->n_funcname, call->funcname, &schema, &name);
    if (call && strcmp(name, "set_config") == 0 && call->n_args >= 2) {
        const char *setting = pgp_constant_text(call->args[0]), *value = pgp_constant_text(call->args[1]);
        if (setting && value && strcasecmp(setting, "search_path") == 0)
            set_path_text(parser, value);
        return PGP_OK;
    }
    pgp_location where = pgp_parse_where(parser, 0);
    pgp_note_add(parser->context, &where, "SELECT is not schema: left out");
    return PGP_OK;
}

/*
 * CREATE VIEW, CREATE MATERIALIZED VIEW and ALTER of both.
 */
#include "kinds/reading.h"
#include "kinds/table.h"
#include "kinds/view.h"
#include "parse/lexer.h"
#include "parse/star.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* -- finding the query in the statement ------------------------------------------------------------------ */

static pgp_token token_at(const pgp_parser *parser, size_t offset) {
    return pgp_lex(parser->statement, parser->statement_size, offset);
}

/* The last WITH outside brackets; -1: none. Returns the offset after the word. */
static int last_with(const pgp_parser *parser, int location) {
    int last = -1;
    for (int at = location; (at = pgp_find_word(parser, at, "with", false)) >= 0;)
        last = at;
    return last;
}

/* Where WITH [NO] DATA at the statement's end begins; -1: it does not end so. */
static int with_data(const pgp_parser *parser, int query) {
    int with = last_with(parser, query);
    if (with < 0)
        return -1;
    pgp_token token = token_at(parser, (size_t)with);
    if (pgp_token_is(parser->statement, &token, "no"))
        token = token_at(parser, token.end);
    bool data = pgp_token_is(parser->statement, &token, "data");
    return data && token_at(parser, token.end).type == PGP_TOKEN_END ? with - (int)strlen("with") : -1;
}

/* A view's own name cannot be one of the words looked for: AS and WITH are reserved. */
static int query_start(const pgp_parser *parser, const PgQuery__RangeVar *view) {
    return pgp_find_word(parser, view->location, "as", false);
}

static pgp_sql slice_query(pgp_parser *parser, int start, int end) {
    pgp_token first = token_at(parser, (size_t)start);
    const char *text = pgp_slice(parser, start, end >= 0 ? end : (int)parser->statement_size);
    return pgp_parse_sql(parser, text, (int)first.start);
}

/* What the grammar makes of CREATE RECURSIVE VIEW name (columns) AS query (makeRecursiveViewSelect). */
static const char *recursive_query(pgp_parser *parser, const char *name, const pgp_names *columns,
                                   const char *query) {
    pgp_text text = pgp_text_new(parser->arena);
    pgp_text_add(&text, "WITH RECURSIVE ");
    pgp_sql_name(&text, name);
    pgp_text_add(&text, " (");
    pgp_sql_names(&text, columns->items, columns->count);
    pgp_text_addf(&text, ") AS (\n%s\n)\nSELECT ", query);
    pgp_sql_names(&text, columns->items, columns->count);
    pgp_text_add(&text, " FROM ");
    pgp_sql_name(&text, name);
    return text.data;
}

/* -- CREATE ---------------------------------------------------------------------------------------------- */

static pgp_names read_names(pgp_parser *parser, size_t n, PgQuery__Node *const *list) {
    pgp_names names = {0};
    for (size_t i = 0; i < n; i++)
        pgp_names_add(parser->arena, &names, pgp_intern(parser->model, pgp_string_of(list[i])));
    return names;
}

static const char *given_schema(const PgQuery__RangeVar *relation) {
    return *relation->schemaname ? relation->schemaname : NULL;
}

static pgp_object *existing(pgp_parser *parser, const PgQuery__RangeVar *relation) {
    return pgp_model_find(parser->model, PGP_SPACE_RELATION,
                          pgp_creation_schema(parser, given_schema(relation)), relation->relname, NULL);
}

static pgp_view *new_view(pgp_parser *parser, const pgp_kind *kind, const PgQuery__RangeVar *relation) {
    const char *schema = pgp_creation_schema(parser, given_schema(relation));
    pgp_view *view = pgp_object_new(parser->model, kind, schema, relation->relname);
    view->object.where = pgp_parse_where(parser, relation->location);
    return view;
}

static void read_check_option(pgp_parser *parser, const PgQuery__ViewStmt *stmt, pgp_view *view) {
    const char *option = NULL;
    if (stmt->with_check_option == PG_QUERY__VIEW_CHECK_OPTION__LOCAL_CHECK_OPTION)
        option = "check_option=local";
    else if (stmt->with_check_option == PG_QUERY__VIEW_CHECK_OPTION__CASCADED_CHECK_OPTION)
        option = "check_option=cascaded";
    if (option)
        pgp_names_add(parser->arena, &view->options, option);
    view->options = pgp_names_sorted(parser->arena, view->options);
}

/* RECURSIVE stands before the last VIEW before the name. */
static bool is_recursive(const pgp_parser *parser, const PgQuery__RangeVar *view) {
    bool before = false, recursive = false;
    pgp_token token = token_at(parser, 0);
    for (; token.type != PGP_TOKEN_END && token.end <= (size_t)view->location;
         token = token_at(parser, token.end)) {
        if (pgp_token_is(parser->statement, &token, "view"))
            recursive = before;
        before = pgp_token_is(parser->statement, &token, "recursive");
    }
    return recursive;
}

/* A type of the system that has the view's name: where the view is there already, its own row type would be found first. */
static void find_types_first(pgp_parser *parser, pgp_view *view) {
    if (pgp_type_is_builtin(view->object.name) && pgp_names_has(&parser->path_schemas, "pg_catalog"))
        view->query.path = pgp_printf(parser->model->arena, "pg_catalog, %s", parser->path);
}

static void read_view_query(pgp_parser *parser, const PgQuery__ViewStmt *stmt, pgp_view *view) {
    int start = query_start(parser, stmt->view), end = -1;
    bool checks = stmt->with_check_option > PG_QUERY__VIEW_CHECK_OPTION__NO_CHECK_OPTION;
    if (checks)
        end = last_with(parser, start) - (int)strlen("with");
    view->query = slice_query(parser, start, end);
    find_types_first(parser, view);
    view->columns = read_names(parser, stmt->n_aliases, stmt->aliases);
    view->named = view->columns.count > 0;
    if (is_recursive(parser, stmt->view))
        view->query.text = recursive_query(parser, stmt->view->relname, &view->columns, view->query.text);
}

pgp_status pgp_read_create_view(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__ViewStmt *stmt = statement->view_stmt;
    pgp_object *before = existing(parser, stmt->view);
    if (before && !(stmt->replace && before->kind == &pgp_kind_view))
        return pgp_parse_exists(parser, before, stmt->view->location);
    if (before)
        PGP_TRY(pgp_settle_stars(parser, before, NULL));
    pgp_view *view = before ? (pgp_view *)before : new_view(parser, &pgp_kind_view, stmt->view);
    pgp_names options = {0};
    PGP_TRY(pgp_read_options(parser, stmt->n_options, stmt->options, false, &options));
    view->options = options;
    read_check_option(parser, stmt, view);
    read_view_query(parser, stmt, view);
    view->object.references = NULL; /* those of the query that is replaced */
    pgp_refer_all(parser, &view->object, (const ProtobufCMessage *)stmt->query);
    if (!before)
        pgp_model_add(parser->model, &view->object);
    return PGP_OK;
}

/* The defaults need no saying: a comparison with the catalogs has NULL for them. */
static const char *unless(const char *name, const char *ordinary) {
    return !name || !*name || strcmp(name, ordinary) == 0 ? NULL : name;
}

static void read_into(pgp_parser *parser, const PgQuery__IntoClause *into, pgp_view *view) {
    const char *tablespace = *into->table_space_name ? into->table_space_name : parser->tablespace;
    const char *method = *into->access_method ? into->access_method : parser->access_method;
    int start = query_start(parser, into->rel);
    view->query = slice_query(parser, start, with_data(parser, start));
    find_types_first(parser, view);
    view->columns = read_names(parser, into->n_col_names, into->col_names);
    view->named = view->columns.count > 0;
    view->tablespace = pgp_intern(parser->model, unless(tablespace, "pg_default"));
    view->access_method = pgp_intern(parser->model, unless(method, "heap"));
    view->unpopulated = into->skip_data;
}

pgp_status pgp_read_create_table_as(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateTableAsStmt *stmt = statement->create_table_as_stmt;
    if (stmt->objtype != PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW)
        return pgp_read_table_as(parser, stmt);
    const PgQuery__IntoClause *into = stmt->into;
    const pgp_object *before = existing(parser, into->rel);
    if (before)
        return stmt->if_not_exists ? PGP_OK : pgp_parse_exists(parser, before, into->rel->location);
    pgp_view *view = new_view(parser, &pgp_kind_materialized_view, into->rel);
    PGP_TRY(pgp_read_options(parser, into->n_options, into->options, false, &view->options));
    read_into(parser, into, view);
    pgp_refer_all(parser, &view->object, (const ProtobufCMessage *)stmt->query);
    pgp_model_add(parser->model, &view->object);
    return PGP_OK;
}

/* -- ALTER ----------------------------------------------------------------------------------------------- */

static bool token_equals(const pgp_parser *parser, const pgp_token *token, const char *text) {
    size_t size = token->end - token->start;
    return strlen(text) == size && strncasecmp(parser->statement + token->start, text, size) == 0;
}

/* The token is the name, quoted or not. */
static bool names_column(const pgp_parser *parser, const pgp_token *token, const char *name) {
    return token_equals(parser, token, name) ||
           token_equals(parser, token, pgp_quoted(parser->arena, name)) ||
           token_equals(parser, token, pgp_printf(parser->arena, "\"%s\"", name));
}

/* After "COLUMN SET DEFAULT": the AST says where an expression's operator is, not where it begins. */
static int default_start(const pgp_parser *parser, const char *column) {
    pgp_token name = token_at(parser, 0);
    for (; name.type != PGP_TOKEN_END; name = token_at(parser, name.end)) {
        pgp_token set = token_at(parser, name.end), word = token_at(parser, set.end);
        if (names_column(parser, &name, column) && pgp_token_is(parser->statement, &set, "set") &&
            pgp_token_is(parser->statement, &word, "default"))
            return (int)word.end;
    }
    return 0;
}

static void alter_default(pgp_parser *parser, pgp_object *view, const PgQuery__AlterTableCmd *command) {
    pgp_column *column = (pgp_column *)pgp_view_column(parser->model, view, command->name);
    int start = default_start(parser, command->name);
    column->default_value = (pgp_sql){0};
    if (!command->def)
        return;
    column->default_value = pgp_parse_sql(parser, pgp_slice(parser, start, -1), start);
    pgp_refer_all(parser, &column->object, (const ProtobufCMessage *)command->def);
}

static const char *lowered(pgp_parser *parser, const char *word) {
    char *copy = pgp_strdup(parser->arena, word);
    for (char *c = copy; c && *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return copy;
}

static pgp_status alter_options(pgp_parser *parser, const PgQuery__AlterTableCmd *command, bool reset,
                                pgp_names *options) {
    const PgQuery__List *list = command->def->list;
    return pgp_read_options(parser, list->n_items, list->items, reset, options);
}

static pgp_status alter_column(pgp_parser *parser, pgp_object *view, const PgQuery__AlterTableCmd *command) {
    pgp_column *column = (pgp_column *)pgp_view_column(parser->model, view, command->name);
    switch (command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetStatistics:
        column->statistics = command->def ? command->def->integer->ival : -1;
        return PGP_OK;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetStorage:
        column->storage = unless(lowered(parser, pgp_string_of(command->def)), "default");
        return PGP_OK;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetCompression:
        column->compression = unless(lowered(parser, pgp_string_of(command->def)), "default");
        return PGP_OK;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetOptions:
        return alter_options(parser, command, false, &column->options);
    default: return alter_options(parser, command, true, &column->options);
    }
}

/* CLUSTER ON an index; NULL: SET WITHOUT CLUSTER. */
static pgp_status alter_cluster(pgp_parser *parser, pgp_object *view, const char *name) {
    if (name && !pgp_child(view, &pgp_kind_index, name))
        return pgp_parse_later(parser, 0, "index", NULL, name);
    for (pgp_object *child = view->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_index)
            ((pgp_index *)child)->clustered = name && strcmp(child->name, name) == 0;
    return PGP_OK;
}

pgp_status pgp_alter_view_command(pgp_parser *parser, pgp_object *object,
                                  const PgQuery__AlterTableCmd *command) {
    pgp_view *view = (pgp_view *)object;
    switch (command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ColumnDefault: alter_default(parser, object, command); return PGP_OK;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetRelOptions:
        return alter_options(parser, command, false, &view->options);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ResetRelOptions:
        return alter_options(parser, command, true, &view->options);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetTableSpace:
        view->tablespace = pgp_intern(parser->model, unless(command->name, "pg_default"));
        return PGP_OK;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetAccessMethod:
        view->access_method = pgp_intern(parser->model, unless(command->name, "heap"));
        return PGP_OK;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetStatistics:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetStorage:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetCompression:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetOptions:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ResetOptions: return alter_column(parser, object, command);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ClusterOn: return alter_cluster(parser, object, command->name);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropCluster: return alter_cluster(parser, object, NULL);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ChangeOwner: return pgp_set_owner(parser, object, command->newowner);
    default: return pgp_parse_unknown(parser, 0, "this action of ALTER VIEW");
    }
}

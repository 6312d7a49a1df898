/*
 * DO: code, of which only one thing is understood: that it does nothing to the schema. Files make their roles in such blocks.
 */
#include "kinds/reading.h"
#include "parse/statements.h"

#include <jansson.h>
#include <string.h>

/* What PL/pgSQL statements may stand in such a block; the others run what cannot be read here. */
static const char *const harmless[] = {"PLpgSQL_stmt_block", "PLpgSQL_stmt_if", "PLpgSQL_stmt_return",
                                       "PLpgSQL_stmt_raise", "PLpgSQL_stmt_execsql"};

static const char prefix[] = "PLpgSQL_stmt_";

static bool is_harmless(const char *name) {
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (strcmp(harmless[i], name) == 0)
            return true;
    return strncmp(name, prefix, sizeof prefix - 1) != 0;
}

/* A statement about roles, databases or the session. */
static bool leaves_schema_alone(pgp_parser *parser, const char *sql) {
    pgp_tree tree = {0};
    pgp_syntax_error error;
    if (!sql || pgp_tree_parse(parser->context->arena, sql, &tree, &error) != 0)
        return false;
    bool outside = tree.result->n_stmts > 0;
    for (size_t i = 0; i < tree.result->n_stmts; i++)
        outside = outside && pgp_is_outside(tree.result->stmts[i]->stmt);
    pgp_tree_free(&tree);
    return outside;
}

static bool is_about_roles(pgp_parser *parser, json_t *code) {
    const char *key;
    json_t *value;
    size_t index;
    json_array_foreach(code, index, value) {
        if (!is_about_roles(parser, value))
            return false;
    }
    json_t *query =
        json_object_get(json_object_get(json_object_get(code, "sqlstmt"), "PLpgSQL_expr"), "query");
    if (json_object_get(code, "sqlstmt") && !leaves_schema_alone(parser, json_string_value(query)))
        return false;
    json_object_foreach(code, key, value) {
        if (!is_harmless(key) || !is_about_roles(parser, value))
            return false;
    }
    return true;
}

static bool reads_as_roles(pgp_parser *parser) {
    PgQueryPlpgsqlParseResult parsed = pg_query_parse_plpgsql(parser->statement);
    json_t *code = parsed.error ? NULL : json_loads(parsed.plpgsql_funcs, 0, NULL);
    bool about_roles = code && json_array_size(code) > 0 && is_about_roles(parser, code);
    json_decref(code);
    pg_query_free_plpgsql_parse_result(parsed);
    return about_roles;
}

pgp_status pgp_read_do(pgp_parser *parser, const PgQuery__Node *statement) {
    (void)statement;
    if (!reads_as_roles(parser))
        return pgp_parse_unknown(parser, 0, "DO with anything but statements about roles");
    pgp_location where = pgp_parse_where(parser, 0);
    pgp_note_add(parser->context, &where, "DO is about roles, not part of a database's schema: left out");
    return PGP_OK;
}

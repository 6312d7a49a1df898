/*
 * Schemas. "public" is in every database: it is read like any other, but neither made nor missed.
 */
#include "kinds/reading.h"
#include "parse/lexer.h"
#include "parse/statements.h"
#include "plan/emit.h"

#include <string.h>

/* -- catalogs --------------------------------------------------------------------------------------------- */

/* One called public that was made anew has less than a new database's: that is said. pg_init_privs keeps what initdb granted: what public still has of it was not asked for by anyone. Neither was its owner. */
#define SCHEMA_QUERY(initial_owner)                                                                        \
    "SELECT n.oid, n.nspname, n.nspowner,"                                                                 \
    " coalesce(n.nspacl, CASE n.nspname WHEN 'public' THEN acldefault('n', n.nspowner) END), n.nspname = " \
    "'public' AND n.nspowner = " initial_owner ","                                                         \
    " n.nspname = 'public' AND n.nspacl IS NOT DISTINCT FROM (SELECT p.initprivs FROM pg_init_privs p"     \
    " WHERE p.objoid = n.oid AND p.classoid = 'pg_namespace'::regclass AND p.objsubid = 0)"                \
    " FROM pg_namespace n WHERE " PGP_USER_SCHEMA

static const char *schema_query(int server_version) {
    return server_version >= 150000 ? SCHEMA_QUERY("'pg_database_owner'::regrole") : SCHEMA_QUERY("10");
}

static void mark_initial(pgp_object *schema, const pgp_kind *kind, bool initial) {
    pgp_object *child = pgp_child(schema, kind, "");
    if (child && initial)
        child->flags |= PGP_OBJECT_BUILTIN;
}

enum { STOCK_PUBLIC = 2200 }; /* pg_namespace.dat: one that was made anew has another OID */

static pgp_status schema_row(pgp_catalog *catalog, const pgp_row *row) {
    Oid oid = pgp_row_oid(row, 0), owner = pgp_row_oid(row, 2);
    pgp_object *schema = pgp_object_new(catalog->model, &pgp_kind_schema, NULL, pgp_row_text(row, 1));
    pgp_model_add(catalog->model, schema);
    pgp_catalog_register(catalog, PGP_CLASS_NAMESPACE, oid, 0, schema);
    if (pgp_catalog_is_member(catalog, PGP_CLASS_NAMESPACE, oid)) {
        schema->flags |= PGP_OBJECT_MEMBER;
        return PGP_OK;
    }
    if (oid == STOCK_PUBLIC)
        schema->flags |= PGP_OBJECT_BUILTIN;
    pgp_catalog_owner(catalog, schema, owner);
    pgp_catalog_acl(catalog, schema, 'n', owner, pgp_row_string(row, 3));
    mark_initial(schema, &pgp_kind_owner, pgp_row_bool(row, 4));
    mark_initial(schema, &pgp_kind_privileges, pgp_row_bool(row, 5));
    return PGP_OK;
}

bool pgp_is_stock_schema(const pgp_object *object) {
    bool made = object->where.file && !(object->flags & PGP_OBJECT_BUILTIN);
    return object->kind == &pgp_kind_schema && strcmp(object->name, "public") == 0 && !made;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

/* The end of the element that starts at or after *at: the next CREATE or GRANT that is no privilege in a list. */
static size_t element_end(const pgp_parser *parser, size_t *at) {
    const char *text = parser->statement;
    size_t size = parser->statement_size;
    pgp_token token = pgp_lex(text, size, *at);
    bool after_grant = pgp_token_is(text, &token, "grant");
    for (token = pgp_lex(text, size, token.end); token.type != PGP_TOKEN_END;
         token = pgp_lex(text, size, token.end)) {
        bool starts = pgp_token_is(text, &token, "create") || pgp_token_is(text, &token, "grant");
        if (starts && !after_grant)
            break;
        after_grant = token.type == PGP_TOKEN_OTHER && text[token.start] == ',';
    }
    *at = token.type == PGP_TOKEN_END ? size : token.start;
    return *at;
}

/* Reads what is still to be read; slices of an element end where the next one begins. */
static pgp_status read_elements(pgp_parser *parser, pgp_schema *schema,
                                const PgQuery__CreateSchemaStmt *create) {
    pgp_status result = PGP_OK;
    size_t at = 0, size = parser->statement_size;
    element_end(parser, &at);
    for (size_t i = 0; i < create->n_schema_elts; i++) {
        parser->statement_size = element_end(parser, &at);
        pgp_status status =
            schema->elements_read[i] ? PGP_OK : pgp_read_statement(parser, create->schema_elts[i]);
        parser->statement_size = size;
        if (status != PGP_OK && status != PGP_LATER)
            return status;
        schema->elements_read[i] = status == PGP_OK;
        if (status == PGP_LATER)
            result = status;
    }
    return result;
}

/* Elements are written for a session whose search_path starts with the new schema. */
static pgp_status read_elements_in(pgp_parser *parser, pgp_schema *schema,
                                   const PgQuery__CreateSchemaStmt *create) {
    const char *path = parser->path;
    pgp_names schemas = parser->path_schemas, inner = {0};
    pgp_names_add(parser->arena, &inner, schema->object.name);
    for (size_t i = 0; i < schemas.count; i++)
        pgp_names_add(parser->arena, &inner, schemas.items[i]);
    parser->path_schemas = inner;
    parser->path = pgp_intern(parser->model, pgp_printf(parser->arena, "%s%s%s",
                                                        pgp_quoted(parser->arena, schema->object.name),
                                                        *path ? ", " : "", path));
    pgp_status status = read_elements(parser, schema, create);
    parser->path = path;
    parser->path_schemas = schemas;
    return status;
}

static bool same_place(const pgp_location *a, const pgp_location *b) {
    return a->line == b->line && a->column == b->column && pgp_same(a->file, b->file);
}

static pgp_schema *add_schema(pgp_parser *parser, const char *name, const PgQuery__CreateSchemaStmt *create) {
    pgp_schema *schema = pgp_object_new(parser->model, &pgp_kind_schema, NULL, name);
    schema->object.where = pgp_parse_where(parser, 0);
    schema->elements_read = pgp_alloc(parser->arena, create->n_schema_elts + 1);
    pgp_model_add(parser->model, &schema->object);
    return schema;
}

pgp_status pgp_read_create_schema(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateSchemaStmt *create = statement->create_schema_stmt;
    const char *name = *create->schemaname ? create->schemaname : pgp_role_name(parser, create->authrole);
    pgp_location where = pgp_parse_where(parser, 0);
    pgp_schema *schema = (pgp_schema *)pgp_model_find(parser->model, PGP_SPACE_SCHEMA, NULL, name, NULL);
    /* A statement whose elements had to wait finds the schema that it made itself. */
    bool again = schema && schema->elements_read && same_place(&schema->object.where, &where);
    if (schema && !again) {
        if (schema->object.flags & PGP_OBJECT_BUILTIN && !schema->object.where.file)
            schema->object.where = where; /* a DROP before this one is not about it */
        if (create->if_not_exists || schema->object.flags & PGP_OBJECT_BUILTIN)
            return PGP_OK;
        return pgp_parse_exists(parser, &schema->object, 0);
    }
    if (!again)
        schema = add_schema(parser, name, create);
    if (!again && create->authrole)
        PGP_TRY(pgp_set_owner(parser, &schema->object, create->authrole));
    return create->n_schema_elts ? read_elements_in(parser, schema, create) : PGP_OK;
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void create_schema(pgp_emitter *emitter, pgp_object *object) {
    const char *name = pgp_quoted(emitter->arena, object->name);
    pgp_emit(emitter, '+', object, pgp_printf(emitter->arena, "schema %s", name),
             pgp_printf(emitter->arena, "CREATE SCHEMA %s", name));
}

/* Without CASCADE: a schema that still holds anything stays, and the plan fails. */
static void drop_schema(pgp_emitter *emitter, const pgp_object *object) {
    const char *name = pgp_quoted(emitter->arena, object->name);
    pgp_emit(emitter, '-', object, pgp_printf(emitter->arena, "schema %s", name),
             pgp_printf(emitter->arena, "DROP SCHEMA %s", name));
}

const pgp_kind pgp_kind_schema = {
    .name = "schema",
    .title = "schemas",
    .sql = "SCHEMA",
    .space = PGP_SPACE_SCHEMA,
    .size = sizeof(pgp_schema),
    .order = 10,
    .query = schema_query,
    .row = schema_row,
    .create = create_schema,
    .drop = drop_schema,
};

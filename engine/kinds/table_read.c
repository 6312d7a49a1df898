/*
 * CREATE TABLE.
 */
#include "kinds/foreign_options.h"
#include "kinds/table.h"

#include <string.h>
#include <strings.h>

typedef struct creating {
    pgp_parser *parser;
    const PgQuery__CreateStmt *statement;
    const PgQuery__CreateForeignTableStmt *foreign; /* NULL: it is none */
    pgp_table *table;
    pgp_table_constraints constraints;
} creating;

/* -- what has to be there first -------------------------------------------------------------------------------------- */

static const char *given(const char *text) {
    return text && *text ? text : NULL;
}

pgp_status pgp_find_relation(pgp_parser *parser, const PgQuery__RangeVar *name, pgp_object **out) {
    *out = pgp_lookup_range_var(parser, name);
    return *out ? PGP_OK
                : pgp_parse_later(parser, name->location, "relation", given(name->schemaname), name->relname);
}

static pgp_status find_type(pgp_parser *parser, const PgQuery__TypeName *type, pgp_object **out) {
    const char *schema, *name;
    pgp_name_of_list(type->n_names, type->names, &schema, &name);
    *out = pgp_lookup(parser, PGP_SPACE_RELATION, schema, name);
    return *out ? PGP_OK : pgp_parse_later(parser, type->location, "type", schema, name);
}

/* Looked up before anything is made: the statement may have to wait. */
static pgp_status check_needs(pgp_parser *parser, const PgQuery__CreateStmt *statement,
                              const PgQuery__CreateForeignTableStmt *foreign) {
    pgp_object *found;
    if (foreign)
        PGP_TRY(pgp_find_server(parser, foreign->servername));
    for (size_t i = 0; i < statement->n_inh_relations; i++)
        PGP_TRY(pgp_find_relation(parser, statement->inh_relations[i]->range_var, &found));
    if (statement->of_typename)
        PGP_TRY(find_type(parser, statement->of_typename, &found));
    for (size_t i = 0; i < statement->n_table_elts; i++) {
        const PgQuery__Node *element = statement->table_elts[i];
        if (element->node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE)
            PGP_TRY(pgp_find_relation(parser, element->table_like_clause->relation, &found));
    }
    return PGP_OK;
}

/* -- parents and types --------------------------------------------------------------------------------------------------- */

static pgp_status inherit(creating *c, const PgQuery__RangeVar *name) {
    pgp_parser *parser = c->parser;
    pgp_object *parent;
    PGP_TRY(pgp_find_relation(parser, name, &parent));
    if (parent->kind != &pgp_kind_table)
        return pgp_parse_fail(parser, PGP_INPUT, name->location, "%s is not a table",
                              pgp_label_of(parser, parent));
    if (c->statement->partbound)
        c->table->partition_of = pgp_label_of(parser, parent);
    else
        pgp_names_add(parser->arena, &c->table->inherits, pgp_label_of(parser, parent));
    pgp_refer(parser, &c->table->object, PGP_REF_RELATION, parent->schema, parent->name, true,
              name->location);
    return pgp_inherit(parser, c->table, (pgp_table *)parent);
}

static pgp_status take_type(creating *c) {
    pgp_parser *parser = c->parser;
    pgp_object *type;
    if (!c->statement->of_typename)
        return PGP_OK;
    PGP_TRY(find_type(parser, c->statement->of_typename, &type));
    c->table->of_type = pgp_label_of(parser, type);
    pgp_refer(parser, &c->table->object, PGP_REF_TYPE, type->schema, type->name, true,
              c->statement->of_typename->location);
    for (const pgp_object *part = type->children; part; part = part->sibling)
        if (part->kind == &pgp_kind_column)
            pgp_model_add(parser->model,
                          &pgp_column_copy(parser, &c->table->object, (const pgp_column *)part)->object);
    return PGP_OK;
}

/* -- elements ------------------------------------------------------------------------------------------------------------- */

static pgp_status read_element(creating *c, const PgQuery__Node *element) {
    pgp_table_constraint constraint = {0};
    switch (element->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_DEF:
        return pgp_read_column(c->parser, c->table, element->column_def, &c->constraints);
    case PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE:
        return pgp_read_like(c->parser, c->table, element->table_like_clause);
    case PG_QUERY__NODE__NODE_CONSTRAINT:
        constraint.node = element->constraint;
        PGP_PUSH(c->parser->arena, c->constraints.items, c->constraints.count, c->constraints.capacity,
                 constraint);
        return PGP_OK;
    default:
        return pgp_parse_unknown(c->parser, c->statement->relation->location, "this element of CREATE TABLE");
    }
}

static pgp_status read_elements(creating *c) {
    const PgQuery__CreateStmt *statement = c->statement;
    for (size_t i = 0; i < statement->n_inh_relations; i++)
        PGP_TRY(inherit(c, statement->inh_relations[i]->range_var));
    PGP_TRY(take_type(c));
    for (size_t i = 0; i < statement->n_table_elts; i++)
        PGP_TRY(read_element(c, statement->table_elts[i]));
    PGP_TRY(pgp_read_table_constraints(c->parser, c->table, &c->constraints, true));
    for (size_t i = 0; i < statement->n_table_elts; i++)
        if (statement->table_elts[i]->node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE)
            PGP_TRY(pgp_read_like_indexes(c->parser, c->table, statement->table_elts[i]->table_like_clause));
    return PGP_OK;
}

/* -- the table ------------------------------------------------------------------------------------------------------------- */

const char *pgp_tablespace_name(pgp_parser *parser, const char *name) {
    return !name || !*name || strcmp(name, "pg_default") == 0 ? NULL : pgp_intern(parser->model, name);
}

const char *pgp_access_method_name(pgp_parser *parser, const char *name) {
    return !name || !*name || strcmp(name, "heap") == 0 ? NULL : pgp_intern(parser->model, name);
}

static pgp_status read_server(creating *c) {
    pgp_table *table = c->table;
    pgp_refer_kind(c->parser, &table->object, &pgp_kind_server, table->server, false, 0);
    return pgp_read_foreign_options(c->parser, c->foreign->n_options, c->foreign->options,
                                    &table->foreign_options);
}

/* Where and how its rows are kept. */
static pgp_status read_storage(creating *c) {
    const PgQuery__CreateStmt *statement = c->statement;
    pgp_parser *parser = c->parser;
    pgp_table *table = c->table;
    const pgp_table *parent = table->partition_of ? table->parents.items[0] : NULL;
    if (*statement->tablespacename)
        table->tablespace = pgp_tablespace_name(parser, statement->tablespacename);
    else
        table->tablespace = parent && parent->tablespace ? parent->tablespace
                                                         : pgp_tablespace_name(parser, parser->tablespace);
    const char *method = given(statement->access_method);
    if (method || !statement->partspec)
        table->access_method = pgp_access_method_name(parser, method ? method : parser->access_method);
    if (table->access_method)
        pgp_refer_kind(parser, &table->object, &pgp_kind_access_method, table->access_method, false, 0);
    return pgp_read_options(parser, statement->n_options, statement->options, false, &table->options);
}

static pgp_status read_clauses(creating *c) {
    const PgQuery__CreateStmt *statement = c->statement;
    if (statement->partbound)
        pgp_read_partition_bound(c->parser, c->table, statement->partbound);
    if (statement->partspec)
        PGP_TRY(pgp_read_partition_key(c->parser, c->table, statement->partspec));
    return c->foreign ? read_server(c) : read_storage(c);
}

static pgp_status read_table(creating *c) {
    PGP_TRY(read_elements(c));
    return read_clauses(c);
}

/* Takes back what an attempt has made that has to wait: the table, and the sequences of its columns. */
static void take_back(pgp_parser *parser, const pgp_object *last_before, pgp_table *table) {
    pgp_object *made = last_before ? last_before->sibling : parser->model->objects;
    while (table->parents.count)
        pgp_detach(parser, table, table->parents.items[0]);
    for (pgp_object *next; made; made = next) {
        next = made->sibling;
        pgp_model_remove(parser->model, made);
    }
}

static pgp_table *add_table(pgp_parser *parser, const PgQuery__RangeVar *name, const char *schema) {
    pgp_table *table = pgp_object_new(parser->model, &pgp_kind_table, schema, name->relname);
    table->object.where = pgp_parse_where(parser, name->location);
    table->persistence = *name->relpersistence == 'u' ? "unlogged" : "permanent";
    table->replica_identity = "default";
    table->rows = -1;
    pgp_model_add(parser->model, &table->object);
    return table;
}

static pgp_status create_table(pgp_parser *parser, const PgQuery__CreateStmt *statement,
                               const PgQuery__CreateForeignTableStmt *foreign) {
    const PgQuery__RangeVar *name = statement->relation;
    const char *schema = pgp_creation_schema(parser, given(name->schemaname));
    const pgp_object *existing =
        pgp_model_find(parser->model, PGP_SPACE_RELATION, schema, name->relname, NULL);
    if (existing)
        return statement->if_not_exists ? PGP_OK : pgp_parse_exists(parser, existing, name->location);
    PGP_TRY(check_needs(parser, statement, foreign));
    const pgp_object *last_before = parser->model->last_object;
    creating c = {.parser = parser,
                  .statement = statement,
                  .foreign = foreign,
                  .table = add_table(parser, name, schema)};
    if (foreign) /* said before its parents are: what it takes from them depends on it */
        c.table->server = pgp_intern(parser->model, foreign->servername);
    pgp_status status = read_table(&c);
    if (status != PGP_OK)
        take_back(parser, last_before, c.table);
    return status;
}

pgp_status pgp_read_create_table(pgp_parser *parser, const PgQuery__Node *node) {
    return create_table(parser, node->create_stmt, NULL);
}

pgp_status pgp_read_create_foreign_table(pgp_parser *parser, const PgQuery__Node *node) {
    return create_table(parser, node->create_foreign_table_stmt->base_stmt, node->create_foreign_table_stmt);
}

pgp_status pgp_read_import_foreign_schema(pgp_parser *parser, const PgQuery__Node *node) {
    (void)node;
    pgp_parse_fail(parser, PGP_UNKNOWN, 0,
                   "IMPORT FOREIGN SCHEMA makes what another server has at the moment");
    return pgp_hint(
        parser->context,
        "Write the CREATE FOREIGN TABLE statements, which inspect prints for a database that has them.");
}

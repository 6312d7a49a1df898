/*
 * CREATE TABLE AS: only where the columns' types can be told without asking a server. The rows are data.
 */
#include "kinds/reading.h"
#include "kinds/table.h"

#include <string.h>

typedef struct outputs {
    pgp_parser *parser;
    const PgQuery__IntoClause *into;
    const pgp_table *from; /* NULL: constants only */
    pgp_text columns;      /* "a integer, b text" */
    size_t count;
} outputs;

/* INTO … (a, b) renames the first columns. */
static const char *name_of(const outputs *o, const char *name) {
    return o->count < o->into->n_col_names ? pgp_string_of(o->into->col_names[o->count]) : name;
}

static void add(outputs *o, const char *name, const char *type, const char *collation) {
    pgp_text_next(&o->columns, ", ");
    pgp_sql_name(&o->columns, name_of(o, name));
    pgp_text_addf(&o->columns, " %s", type);
    if (collation)
        pgp_text_addf(&o->columns, " COLLATE %s", collation);
    o->count++;
}

static void add_column(outputs *o, const char *name, const pgp_column *column) {
    add(o, name, column->type, column->collation);
}

static const char *constant_type(const PgQuery__AConst *constant) {
    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL: return "integer";
    case PG_QUERY__A__CONST__VAL_BOOLVAL: return "boolean";
    case PG_QUERY__A__CONST__VAL_SVAL: return "text";
    default: return NULL; /* a number's type depends on its size */
    }
}

static const pgp_column *column_named(const outputs *o, const PgQuery__ColumnRef *reference) {
    const char *name = pgp_string_of(reference->fields[reference->n_fields - 1]);
    return o->from && name ? pgp_table_column(o->from, name) : NULL;
}

static bool add_star(outputs *o, const PgQuery__ColumnRef *reference) {
    if (!o->from || reference->fields[reference->n_fields - 1]->node_case != PG_QUERY__NODE__NODE_A_STAR)
        return false;
    for (const pgp_object *child = o->from->object.children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column)
            add_column(o, child->name, (const pgp_column *)child);
    return true;
}

static bool add_reference(outputs *o, const char *name, const PgQuery__ColumnRef *reference) {
    const pgp_column *column = column_named(o, reference);
    if (!column)
        return add_star(o, reference);
    add_column(o, name ? name : column->object.name, column);
    return true;
}

static pgp_status add_target(outputs *o, const PgQuery__ResTarget *target, bool *known) {
    const PgQuery__Node *value = target->val;
    const char *name = *target->name ? target->name : NULL, *type = NULL;
    *known = false;
    if (value->node_case == PG_QUERY__NODE__NODE_COLUMN_REF) {
        *known = add_reference(o, name, value->column_ref);
        return PGP_OK;
    }
    if (value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        PGP_TRY(pgp_parse_type(o->parser, value->type_cast->type_name, NULL, &type));
    else if (value->node_case == PG_QUERY__NODE__NODE_A_CONST && !value->a_const->isnull)
        type = constant_type(value->a_const);
    *known = type && (name || o->count < o->into->n_col_names);
    if (*known)
        add(o, name, type, NULL);
    return PGP_OK;
}

/* Of one table the columns are known; of anything else nothing is, and nothing needs to be where every output has its type. */
static pgp_status find_table(outputs *o, const PgQuery__SelectStmt *select, bool *known) {
    pgp_object *relation = NULL;
    *known = select->op == PG_QUERY__SET_OPERATION__SETOP_NONE && !select->n_values_lists &&
             select->n_target_list && !select->with_clause;
    if (!*known || select->n_from_clause != 1 ||
        select->from_clause[0]->node_case != PG_QUERY__NODE__NODE_RANGE_VAR)
        return PGP_OK;
    PGP_TRY(pgp_find_relation(o->parser, select->from_clause[0]->range_var, &relation));
    o->from = relation->kind == &pgp_kind_table ? (const pgp_table *)relation : NULL;
    return PGP_OK;
}

static pgp_status list_outputs(outputs *o, const PgQuery__SelectStmt *select, bool *known) {
    PGP_TRY(find_table(o, select, known));
    for (size_t i = 0; *known && i < select->n_target_list; i++)
        PGP_TRY(add_target(o, select->target_list[i]->res_target, known));
    return PGP_OK;
}

static pgp_status create(pgp_parser *parser, const PgQuery__CreateTableAsStmt *as, const char *columns) {
    const char *sql = pgp_printf(parser->context->arena, "CREATE TABLE x (%s)", columns);
    pgp_tree tree = {0};
    pgp_syntax_error error;
    if (pgp_tree_parse(parser->context->arena, sql, &tree, &error) != 0)
        return pgp_parse_unknown(parser, 0, "CREATE TABLE AS");
    PgQuery__CreateStmt *statement = tree.result->stmts[0]->stmt->create_stmt;
    statement->relation = as->into->rel;
    statement->if_not_exists = as->if_not_exists;
    statement->n_options = as->into->n_options;
    statement->options = as->into->options;
    statement->tablespacename = as->into->table_space_name;
    statement->access_method = as->into->access_method;
    statement->oncommit = as->into->on_commit;
    pgp_status status = pgp_read_create_table(parser, tree.result->stmts[0]->stmt);
    pgp_tree_free(&tree);
    return status;
}

pgp_status pgp_read_table_as(pgp_parser *parser, const PgQuery__CreateTableAsStmt *as) {
    outputs o = {.parser = parser, .into = as->into, .columns = pgp_text_new(parser->context->arena)};
    bool known = as->query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT;
    if (known)
        PGP_TRY(list_outputs(&o, as->query->select_stmt, &known));
    if (known)
        return create(parser, as, o.columns.data);
    pgp_parse_unknown(parser, 0, "CREATE TABLE AS with outputs whose types only a server can tell");
    return pgp_hint(parser->context, "Write CREATE TABLE with its columns, or cast each output to its type.");
}

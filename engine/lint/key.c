/*
 * Foreign keys of tables that the files make: there an index may come after its key.
 */
#include "lint/linter.h"

#include <string.h>

#define NODE(name)   PG_QUERY__NODE__NODE_##name
#define CONSTR(name) PG_QUERY__CONSTR_TYPE__CONSTR_##name
#define AT(name)     PG_QUERY__ALTER_TABLE_TYPE__AT_##name

bool pgp_lint_leads(const pgp_names *index, const pgp_names *columns) {
    if (index->count < columns->count)
        return false;
    for (size_t i = 0; i < columns->count; i++) {
        const pgp_names head = {.items = index->items, .count = columns->count};
        if (!pgp_names_has(&head, columns->items[i]))
            return false;
    }
    return true;
}

static void remember(pgp_linter *l, pgp_lint_keys *list, const char *table, pgp_names columns, int location) {
    pgp_lint_key key = {.table = table,
                        .columns = columns,
                        .where = pgp_parse_where(&l->parser, location),
                        .from = l->from,
                        .to = l->to};
    PGP_PUSH(l->arena, list->items, list->count, list->capacity, key);
}

static pgp_names names_of(pgp_linter *l, size_t n, PgQuery__Node *const *nodes, const char *column) {
    pgp_names names = {.count = 0};
    for (size_t i = 0; i < n; i++)
        if (pgp_string_of(nodes[i]))
            pgp_names_add(l->arena, &names, pgp_strdup(l->arena, pgp_string_of(nodes[i])));
    if (column)
        pgp_names_add(l->arena, &names, pgp_strdup(l->arena, column));
    return names;
}

/* Of a table, or (`column`) of a column. */
static void see_constraint(pgp_linter *l, const char *table, const PgQuery__Constraint *node,
                           const char *column, bool fresh) {
    if (node->contype == CONSTR(PRIMARY) || node->contype == CONSTR(UNIQUE))
        remember(l, &l->indexes, table, names_of(l, node->n_keys, node->keys, column), node->location);
    else if (node->contype == CONSTR(FOREIGN) && fresh)
        remember(l, &l->keys, table, names_of(l, node->n_fk_attrs, node->fk_attrs, column), node->location);
}

static void see_column(pgp_linter *l, const char *table, const PgQuery__ColumnDef *column, bool fresh) {
    for (size_t i = 0; i < column->n_constraints; i++)
        see_constraint(l, table, column->constraints[i]->constraint, column->colname, fresh);
}

static void create_table(pgp_linter *l, const PgQuery__CreateStmt *stmt) {
    const char *table = pgp_lint_label(l, stmt->relation);
    for (size_t i = 0; i < stmt->n_table_elts; i++) {
        if (stmt->table_elts[i]->node_case == NODE(COLUMN_DEF))
            see_column(l, table, stmt->table_elts[i]->column_def, true);
        else if (stmt->table_elts[i]->node_case == NODE(CONSTRAINT))
            see_constraint(l, table, stmt->table_elts[i]->constraint, NULL, true);
    }
}

/* Keys of tables that were there before this file are the analyzer's, but for new columns of tables that nobody knows. */
static void alter_table(pgp_linter *l, const PgQuery__AlterTableStmt *stmt) {
    const char *table = pgp_lint_label(l, stmt->relation);
    bool fresh = pgp_lint_is_fresh(l, table), unknown = pgp_names_has(&l->unknown, table);
    for (size_t i = 0; i < stmt->n_cmds; i++) {
        const PgQuery__AlterTableCmd *command = stmt->cmds[i]->alter_table_cmd;
        if (command->subtype == AT(AddColumn))
            see_column(l, table, command->def->column_def, fresh || unknown);
        else if (command->subtype == AT(AddConstraint))
            see_constraint(l, table, command->def->constraint, NULL, fresh);
    }
}

static void create_index(pgp_linter *l, const PgQuery__IndexStmt *stmt) {
    pgp_names columns = {.count = 0};
    for (size_t i = 0; i < stmt->n_index_params && *stmt->index_params[i]->index_elem->name; i++)
        pgp_names_add(l->arena, &columns, pgp_strdup(l->arena, stmt->index_params[i]->index_elem->name));
    if (!stmt->where_clause)
        remember(l, &l->indexes, pgp_lint_label(l, stmt->relation), columns, -1);
}

void pgp_lint_remember_keys(pgp_linter *l, const PgQuery__Node *statement) {
    switch (statement->node_case) {
    case NODE(CREATE_STMT): create_table(l, statement->create_stmt); break;
    case NODE(ALTER_TABLE_STMT): alter_table(l, statement->alter_table_stmt); break;
    case NODE(INDEX_STMT): create_index(l, statement->index_stmt); break;
    default: break;
    }
}

static bool is_indexed(const pgp_linter *l, const pgp_lint_key *key) {
    for (size_t i = 0; i < l->indexes.count; i++)
        if (strcmp(l->indexes.items[i].table, key->table) == 0 &&
            pgp_lint_leads(&l->indexes.items[i].columns, &key->columns))
            return true;
    return false;
}

void pgp_lint_unindexed_keys(pgp_linter *l) {
    for (size_t i = 0; i < l->keys.count; i++) {
        const pgp_lint_key *key = &l->keys.items[i];
        if (is_indexed(l, key))
            continue;
        pgp_lint_finding *finding = pgp_lint_find(l, "unindexed-foreign-key", -1, key->table, NULL);
        finding->where = key->where;
        finding->from = key->from;
        finding->to = key->to;
    }
}

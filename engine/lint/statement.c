/*
 * What can be told from a statement's words, whatever the database is.
 */
#include "lint/linter.h"
#include "parse/lexer.h"
#include "parse/statements.h"

#include <string.h>

#define NODE(name)   PG_QUERY__NODE__NODE_##name
#define OBJECT(name) PG_QUERY__OBJECT_TYPE__OBJECT_##name
#define AT(name)     PG_QUERY__ALTER_TABLE_TYPE__AT_##name
#define CASCADE      PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE

/* -- names -------------------------------------------------------------------------------------------------------- */

enum { LONGEST_NAME = 63 };

static size_t name_size(const char *text, const pgp_token *token) {
    if (token->type == PGP_TOKEN_WORD)
        return token->end - token->start;
    return token->type == PGP_TOKEN_QUOTED && text[token->start] == '"' ? token->end - token->start - 2 : 0;
}

static void look_at_names(pgp_linter *l) {
    const char *text = l->parser.statement;
    size_t size = l->parser.statement_size;
    for (pgp_token t = pgp_lex(text, size, 0); t.type != PGP_TOKEN_END; t = pgp_lex(text, size, t.end))
        if (name_size(text, &t) > LONGEST_NAME)
            pgp_lint_find(l, "identifier-too-long", (int)t.start, NULL,
                          pgp_strndup(l->arena, text + t.start, t.end - t.start));
}

/* -- DROP, TRUNCATE ------------------------------------------------------------------------------------------------- */

/* An index of a table that this file has made is dropped for free. */
static bool is_index_in_use(pgp_linter *l, const PgQuery__Node *name, const char *label) {
    const char *schema, *plain;
    if (name->node_case != NODE(LIST) || pgp_lint_is_fresh(l, label))
        return false;
    pgp_name_of_list(name->list->n_items, name->list->items, &schema, &plain);
    const pgp_object *index = pgp_lookup(&l->parser, PGP_SPACE_RELATION, schema, plain);
    return !index || !index->parent || !pgp_lint_is_fresh(l, pgp_object_label(l->arena, index->parent));
}

static void drop(pgp_linter *l, const PgQuery__Node *statement) {
    const PgQuery__DropStmt *stmt = statement->drop_stmt;
    if (stmt->behavior == CASCADE)
        pgp_lint_find(l, "cascade", -1, NULL, NULL);
    for (size_t i = 0; i < stmt->n_objects && stmt->remove_type == OBJECT(INDEX) && !stmt->concurrent; i++) {
        const char *label = pgp_lint_list_label(l, stmt->objects[i]);
        if (label && is_index_in_use(l, stmt->objects[i], label))
            pgp_lint_find(l, "blocking-index-drop", -1, label, NULL);
    }
}

static void truncate_tables(pgp_linter *l, const PgQuery__Node *statement) {
    if (statement->truncate_stmt->behavior == CASCADE)
        pgp_lint_find(l, "cascade", -1, NULL, NULL);
}

static void drop_database(pgp_linter *l, const PgQuery__Node *statement) {
    pgp_lint_find(l, "data-loss", -1, statement->dropdb_stmt->dbname, "the whole database");
}

/* -- ALTER ------------------------------------------------------------------------------------------------------------ */

static void look_at_command(pgp_linter *l, const PgQuery__AlterTableCmd *command, const char *label) {
    bool fresh = pgp_lint_is_fresh(l, label);
    if (command->behavior == CASCADE)
        pgp_lint_find(l, "cascade", -1, label, NULL);
    if (command->subtype == AT(DropNotNull) && !fresh)
        pgp_lint_find(l, "drop-not-null", -1,
                      pgp_printf(l->arena, "%s.%s", label, pgp_quoted(l->arena, command->name)), NULL);
    if (command->subtype == AT(DetachPartition) && !fresh && !command->def->partition_cmd->concurrent)
        pgp_lint_find(l, "blocking-detach", -1, label, NULL);
}

static bool validates(const PgQuery__AlterTableStmt *stmt) {
    for (size_t i = 0; i < stmt->n_cmds; i++)
        if (stmt->cmds[i]->alter_table_cmd->subtype == AT(ValidateConstraint))
            return true;
    return false;
}

static void alter_table(pgp_linter *l, const PgQuery__Node *statement) {
    const PgQuery__AlterTableStmt *stmt = statement->alter_table_stmt;
    const char *label = pgp_lint_label(l, stmt->relation);
    for (size_t i = 0; i < stmt->n_cmds; i++)
        look_at_command(l, stmt->cmds[i]->alter_table_cmd, label);
    bool apart = validates(stmt); /* which does well not to run under the lock of the other actions */
    if (!apart && pgp_same(l->altered, label) && l->session.open && !pgp_lint_is_fresh(l, label))
        pgp_lint_find(l, "separate-alters", -1, label, NULL);
    l->altered = apart ? NULL : label;
}

/* Of a domain that nobody knows, the tables that use it cannot be named. */
static void alter_domain(pgp_linter *l, const PgQuery__Node *statement) {
    const PgQuery__AlterDomainStmt *stmt = statement->alter_domain_stmt;
    const char *schema, *name;
    pgp_name_of_list(stmt->n_type_name, stmt->type_name, &schema, &name);
    bool checks = strchr("OV", *stmt->subtype) ||
                  (*stmt->subtype == 'C' && stmt->def && !stmt->def->constraint->skip_validation);
    if (checks && !pgp_lookup(&l->parser, PGP_SPACE_TYPE, schema, name))
        pgp_lint_find(l, "domain-scan", -1, name, NULL);
}

/* -- RENAME ------------------------------------------------------------------------------------------------------------ */

static const char *renamed_label(pgp_linter *l, const PgQuery__RenameStmt *stmt) {
    switch (stmt->rename_type) {
    case OBJECT(SCHEMA): return pgp_quoted(l->arena, stmt->subname);
    case OBJECT(TYPE):
    case OBJECT(DOMAIN):
        return stmt->object->node_case == NODE(LIST) ? pgp_lint_list_label(l, stmt->object) : NULL;
    default: return NULL; /* of relations the analyzer says it */
    }
}

static void rename_object(pgp_linter *l, const PgQuery__Node *statement) {
    const char *label = renamed_label(l, statement->rename_stmt);
    if (label)
        pgp_lint_find(l, "breaks-old-application", -1, label,
                      pgp_printf(l->arena, "it is called %s", statement->rename_stmt->newname));
}

static void rename_value(pgp_linter *l, const PgQuery__Node *statement) {
    const PgQuery__AlterEnumStmt *stmt = statement->alter_enum_stmt;
    const char *schema, *name;
    pgp_name_of_list(stmt->n_type_name, stmt->type_name, &schema, &name);
    if (*stmt->old_val)
        pgp_lint_find(l, "breaks-old-application", -1, name,
                      pgp_printf(l->arena, "%s is called %s", stmt->old_val, stmt->new_val));
}

/* -- CREATE, REINDEX ----------------------------------------------------------------------------------------------------- */

static void create_index(pgp_linter *l, const PgQuery__Node *statement) {
    const PgQuery__IndexStmt *stmt = statement->index_stmt;
    if (stmt->if_not_exists && stmt->concurrent)
        pgp_lint_find(l, "index-if-not-exists", -1, stmt->idxname, NULL);
    if (!stmt->unique && stmt->n_index_params > PGP_LINT_WIDE)
        pgp_lint_find(l, "wide-index", -1, stmt->idxname, NULL);
}

/* Of an index that nobody knows, or of everything, the tables cannot be named. */
static void reindex(pgp_linter *l, const PgQuery__Node *statement) {
    const PgQuery__ReindexStmt *stmt = statement->reindex_stmt;
    if (!l->analysis.no_transaction && !l->analysis.findings.count && !l->analysis.effects.count)
        pgp_lint_find(l, "index-build", -1, stmt->relation ? pgp_lint_label(l, stmt->relation) : stmt->name,
                      NULL);
}

static void create_enum(pgp_linter *l, const PgQuery__Node *statement) {
    const PgQuery__CreateEnumStmt *stmt = statement->create_enum_stmt;
    const char *schema, *name;
    pgp_name_of_list(stmt->n_type_name, stmt->type_name, &schema, &name);
    pgp_lint_find(l, "enum-type", -1, name, NULL);
}

static void create_domain(pgp_linter *l, const PgQuery__Node *statement) {
    const PgQuery__CreateDomainStmt *stmt = statement->create_domain_stmt;
    const char *schema, *name;
    pgp_name_of_list(stmt->n_domainname, stmt->domainname, &schema, &name);
    for (size_t i = 0; i < stmt->n_constraints; i++) {
        PgQuery__ConstrType type = stmt->constraints[i]->constraint->contype;
        if (type != PG_QUERY__CONSTR_TYPE__CONSTR_CHECK && type != PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL)
            continue;
        pgp_lint_find(l, "domain-constraint", stmt->constraints[i]->constraint->location, name, NULL);
        return;
    }
}

/* -- the table -------------------------------------------------------------------------------------------------------------- */

static const struct {
    PgQuery__Node__NodeCase node;
    void (*look)(pgp_linter *l, const PgQuery__Node *statement);
} rules[] = {
    {NODE(DROP_STMT), drop},
    {NODE(TRUNCATE_STMT), truncate_tables},
    {NODE(DROPDB_STMT), drop_database},
    {NODE(ALTER_TABLE_STMT), alter_table},
    {NODE(ALTER_DOMAIN_STMT), alter_domain},
    {NODE(RENAME_STMT), rename_object},
    {NODE(ALTER_ENUM_STMT), rename_value},
    {NODE(INDEX_STMT), create_index},
    {NODE(REINDEX_STMT), reindex},
    {NODE(CREATE_ENUM_STMT), create_enum},
    {NODE(CREATE_DOMAIN_STMT), create_domain},
};

static bool is_understood(const pgp_linter *l, const PgQuery__Node *statement) {
    bool block = statement->node_case == NODE(DO_STMT) && !l->opaque;
    return l->analysis.understood || block || pgp_is_outside(statement) ||
           statement->node_case == NODE(REINDEX_STMT);
}

void pgp_lint_statement(pgp_linter *l, const PgQuery__Node *statement) {
    if (statement->node_case != NODE(ALTER_TABLE_STMT))
        l->altered = NULL;
    look_at_names(l);
    if (!is_understood(l, statement))
        pgp_lint_find(l, "not-analyzed", -1, NULL, NULL);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].node == statement->node_case)
            rules[i].look(l, statement);
}

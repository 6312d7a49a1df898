#include "parse/data.h"

#include "parse/grammar.h"

typedef struct question {
    const char *sql;
    bool yes;
} question;

static bool changes_rows(const PgQuery__Node *node) {
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_INSERT_STMT:
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
    case PG_QUERY__NODE__NODE_DELETE_STMT:
    case PG_QUERY__NODE__NODE_MERGE_STMT: return true;
    default: return false;
    }
}

static pgp_status look(pgp_context *context, void *argument) {
    question *q = argument;
    pgp_tree tree = {.result = NULL};
    pgp_syntax_error error;
    if (pgp_tree_parse(context->arena, q->sql, &tree, &error) != 0)
        return PGP_OK;
    q->yes = tree.result->n_stmts == 1 && changes_rows(tree.result->stmts[0]->stmt);
    pgp_tree_free(&tree);
    return PGP_OK;
}

pgp_status pgp_check_data_statement(pgp_context *context, const char *sql, bool *out) {
    question q = {.sql = sql};
    PGP_TRY(pgp_with_stack(context, look, &q));
    *out = q.yes;
    return PGP_OK;
}

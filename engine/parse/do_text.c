/*
 * EXECUTE in a DO block: what the expression makes of constants, and of names and literals that are not known.
 */
#include "parse/do_block.h"

#include <string.h>

typedef struct writing {
    pgp_text sql;
    bool exact;
    int location;
} writing;

static bool write_value(writing *w, const PgQuery__Node *node);

/* Quoted as a name or a literal; some other where it is not known. */
static void write_quoted(writing *w, char how, const PgQuery__Node *value) {
    const char *known = value ? pgp_constant_text(value) : NULL;
    w->exact &= known != NULL;
    known = known ? known : "x";
    if (how == 'I')
        pgp_sql_name(&w->sql, known);
    else
        pgp_sql_literal(&w->sql, known);
}

/* format('… %I …', …) */
static bool write_format(writing *w, const PgQuery__FuncCall *call) {
    const char *format = pgp_constant_text(call->args[0]);
    size_t next = 1;
    if (!format)
        return false;
    if (w->location < 0)
        w->location = call->args[0]->a_const->location;
    for (const char *at = format; *at; at++) {
        if (*at != '%' || *++at == '%') {
            pgp_text_addn(&w->sql, at, 1);
            continue;
        }
        const PgQuery__Node *value = next < call->n_args ? call->args[next++] : NULL;
        if (*at == 's' && value && write_value(w, value))
            continue;
        if (*at != 'I' && *at != 'L')
            return false;
        write_quoted(w, *at, value);
    }
    return true;
}

static bool write_call(writing *w, const PgQuery__FuncCall *call) {
    const char *schema, *name;
    pgp_name_of_list(call->n_funcname, call->funcname, &schema, &name);
    if (!call->n_args)
        return false;
    if (strcmp(name, "format") == 0)
        return write_format(w, call);
    bool literal = strcmp(name, "quote_literal") == 0;
    if (!literal && strcmp(name, "quote_ident") != 0)
        return false;
    write_quoted(w, literal ? 'L' : 'I', call->args[0]);
    return true;
}

static bool write_value(writing *w, const PgQuery__Node *node) {
    const char *literal = pgp_constant_text(node);
    if (literal && w->location < 0)
        w->location = node->a_const->location;
    if (literal)
        pgp_text_add(&w->sql, literal);
    if (literal || node->node_case == PG_QUERY__NODE__NODE_FUNC_CALL)
        return literal || write_call(w, node->func_call);
    if (node->node_case != PG_QUERY__NODE__NODE_A_EXPR || !node->a_expr->lexpr)
        return false;
    return pgp_same(pgp_string_of(node->a_expr->name[node->a_expr->n_name - 1]), "||") &&
           write_value(w, node->a_expr->lexpr) && write_value(w, node->a_expr->rexpr);
}

pgp_do_text pgp_do_executed(pgp_arena *arena, const char *expression) {
    static const char before[] = "SELECT ";
    pgp_do_text text = {.sql = NULL};
    pgp_tree tree = {0};
    pgp_syntax_error error;
    if (expression &&
        pgp_tree_parse(arena, pgp_printf(arena, "%s%s", before, expression), &tree, &error) == 0) {
        const PgQuery__SelectStmt *select = tree.result->stmts[0]->stmt->select_stmt;
        writing w = {.sql = pgp_text_new(arena), .exact = true, .location = -1};
        if (select->n_target_list == 1 && write_value(&w, select->target_list[0]->res_target->val))
            text.sql = w.sql.data;
        text.exact = w.exact;
        text.location = w.location < 0 ? 0 : w.location - (int)sizeof before + 1;
    }
    pgp_tree_free(&tree);
    return text;
}

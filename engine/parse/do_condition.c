/*
 * The condition of an IF in a DO block, as far as it can be told without running it: the server's version against constants, whether
 * something is in the catalogs, and what AND, OR and NOT make of these.
 */
#include "parse/do_block.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define EXPRESSION(kind) PG_QUERY__A__EXPR__KIND__AEXPR_##kind

typedef struct evaluation {
    pgp_arena *arena;
    int version;
    bool in_settings; /* in a query of pg_settings about the version */
} evaluation;

/* -- trees ---------------------------------------------------------------------------------------------------------- */

static bool is_text(const PgQuery__Node *node, const char *text) {
    return pgp_same(pgp_constant_text(node), text);
}

static bool is_column(const PgQuery__Node *node, const char *name) {
    if (!node || node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return false;
    const PgQuery__ColumnRef *column = node->column_ref;
    return pgp_same(pgp_string_of(column->fields[column->n_fields - 1]), name);
}

static const char *function_of(const PgQuery__Node *node) {
    const char *schema, *name = NULL;
    if (node && node->node_case == PG_QUERY__NODE__NODE_FUNC_CALL)
        pgp_name_of_list(node->func_call->n_funcname, node->func_call->funcname, &schema, &name);
    return name ? name : "";
}

static const char *operator_of(const PgQuery__AExpr *expression) {
    return pgp_string_of(expression->name[expression->n_name - 1]);
}

/* (SELECT …) as a value; NULL: node is none, or gives more than one. */
static const PgQuery__SelectStmt *scalar(const PgQuery__Node *node) {
    bool is_scalar = node && node->node_case == PG_QUERY__NODE__NODE_SUB_LINK &&
                     node->sub_link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK;
    const PgQuery__SelectStmt *select = is_scalar ? node->sub_link->subselect->select_stmt : NULL;
    bool plain = select && select->op == PG_QUERY__SET_OPERATION__SETOP_NONE && select->n_target_list == 1 &&
                 !select->with_clause && !select->n_group_clause && !select->having_clause &&
                 !select->limit_offset;
    return plain ? select : NULL;
}

static const PgQuery__Node *target_of(const PgQuery__SelectStmt *select) {
    return select->target_list[0]->res_target->val;
}

/* (SELECT value): the value; else the node itself. */
static const PgQuery__Node *unwrapped(const PgQuery__Node *node) {
    const PgQuery__SelectStmt *select = scalar(node);
    return select && !select->n_from_clause && !select->where_clause ? unwrapped(target_of(select)) : node;
}

/* -- numbers ---------------------------------------------------------------------------------------------------------- */

/* FROM pg_settings WHERE name = 'server_version_num' */
static bool is_version_row(const PgQuery__SelectStmt *select) {
    const PgQuery__Node *from = select->n_from_clause == 1 ? select->from_clause[0] : NULL,
                        *where = select->where_clause;
    return from && from->node_case == PG_QUERY__NODE__NODE_RANGE_VAR &&
           strcmp(from->range_var->relname, "pg_settings") == 0 && where &&
           where->node_case == PG_QUERY__NODE__NODE_A_EXPR && where->a_expr->kind == EXPRESSION(OP) &&
           strcmp(operator_of(where->a_expr), "=") == 0 && is_column(where->a_expr->lexpr, "name") &&
           is_text(where->a_expr->rexpr, "server_version_num");
}

/* server_version_num, as text. */
static bool is_version(const evaluation *e, const PgQuery__Node *node) {
    node = unwrapped(node);
    const PgQuery__SelectStmt *select = scalar(node);
    if (select)
        return is_version_row(select) && is_column(target_of(select), "setting");
    if (e->in_settings && is_column(node, "setting"))
        return true;
    return strcmp(function_of(node), "current_setting") == 0 && node->func_call->n_args &&
           is_text(node->func_call->args[0], "server_version_num");
}

static bool number_of(const evaluation *e, const PgQuery__Node *node, long *out);

static bool cast_of(const evaluation *e, const PgQuery__TypeCast *cast, long *out) {
    static const char *const whole[] = {"int2", "int4", "int8", NULL};
    const char *schema, *type, *text = pgp_constant_text(cast->arg);
    pgp_name_of_list(cast->type_name->n_names, cast->type_name->names, &schema, &type);
    bool is_whole = false;
    for (const char *const *name = whole; *name; name++)
        is_whole |= pgp_same(type, *name);
    if (!is_whole || cast->type_name->n_array_bounds)
        return false;
    if (is_version(e, cast->arg)) {
        *out = e->version;
        return true;
    }
    char *end = NULL;
    *out = text ? strtol(text, &end, 10) : 0;
    return text ? end != text && !*end : number_of(e, cast->arg, out);
}

static bool arithmetic(const evaluation *e, const PgQuery__AExpr *expression, long *out) {
    enum { LARGEST = 1000000000 }; /* an integer has room for it, and a product for two of them */
    long a, b;
    if (expression->kind != EXPRESSION(OP) || !expression->lexpr || !number_of(e, expression->lexpr, &a) ||
        !number_of(e, expression->rexpr, &b) || labs(a) > LARGEST || labs(b) > LARGEST)
        return false;
    const char *name = operator_of(expression);
    switch (name[1] ? '\0' : name[0]) {
    case '+': *out = a + b; break;
    case '-': *out = a - b; break;
    case '*': *out = a * b; break;
    case '/': *out = b ? a / b : LONG_MAX; break;
    case '%': *out = b ? a % b : LONG_MAX; break;
    default: return false;
    }
    return labs(*out) <= LARGEST;
}

/* A whole number, of constants and the server's version. */
static bool number_of(const evaluation *e, const PgQuery__Node *node, long *out) {
    node = unwrapped(node);
    const PgQuery__SelectStmt *select = scalar(node);
    if (select) {
        evaluation inside = {.arena = e->arena, .version = e->version, .in_settings = true};
        return is_version_row(select) && number_of(&inside, target_of(select), out);
    }
    if (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        return cast_of(e, node->type_cast, out);
    if (node->node_case == PG_QUERY__NODE__NODE_A_EXPR)
        return arithmetic(e, node->a_expr, out);
    if (node->node_case != PG_QUERY__NODE__NODE_A_CONST ||
        node->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
        return false;
    *out = node->a_const->ival->ival;
    return true;
}

static bool compares(const char *name, long a, long b, bool *out) {
    const struct {
        const char *name;
        bool holds;
    } operators[] = {{"=", a == b},  {"<>", a != b}, {"!=", a != b}, {"<", a < b},
                     {"<=", a <= b}, {">", a > b},   {">=", a >= b}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (strcmp(operators[i].name, name) == 0) {
            *out = operators[i].holds;
            return true;
        }
    return false;
}

/* -- comparisons ------------------------------------------------------------------------------------------------------- */

static pgp_condition known(bool holds) {
    return (pgp_condition){.verdict = holds ? PGP_TRUE : PGP_FALSE};
}

static const pgp_condition undecided = {.verdict = PGP_UNDECIDED};

pgp_condition pgp_condition_not(pgp_condition condition) {
    static const pgp_verdict opposite[] = {[PGP_UNDECIDED] = PGP_UNDECIDED,
                                           [PGP_TRUE] = PGP_FALSE,
                                           [PGP_FALSE] = PGP_TRUE,
                                           [PGP_ABSENT] = PGP_PRESENT,
                                           [PGP_PRESENT] = PGP_ABSENT};
    condition.verdict = opposite[condition.verdict];
    return condition;
}

/* number BETWEEN a AND b, number IN (a, b) */
static pgp_condition listed(const evaluation *e, const PgQuery__AExpr *expression, long number) {
    const PgQuery__List *list =
        expression->rexpr->node_case == PG_QUERY__NODE__NODE_LIST ? expression->rexpr->list : NULL;
    bool between = expression->kind != EXPRESSION(IN), among = false;
    long first = 0, item = 0;
    for (size_t i = 0; list && i < list->n_items; i++) {
        if (!number_of(e, list->items[i], &item))
            return undecided;
        first = i ? first : item;
        among |= item == number;
    }
    if (!list)
        return undecided;
    bool negative =
        between ? expression->kind == EXPRESSION(NOT_BETWEEN) : strcmp(operator_of(expression), "<>") == 0;
    return known((between ? first <= number && number <= item : among) != negative);
}

/* (SELECT count(*) FROM …) = 0 and the like */
static pgp_condition counted(const evaluation *e, const PgQuery__AExpr *expression) {
    enum { MANY = 1000000 };
    const PgQuery__SelectStmt *select = scalar(expression->lexpr);
    pgp_condition condition = {.verdict = PGP_UNDECIDED};
    bool none, one, many;
    long number;
    if (!select || strcmp(function_of(target_of(select)), "count") != 0 ||
        !number_of(e, expression->rexpr, &number) || !compares(operator_of(expression), 0, number, &none) ||
        !compares(operator_of(expression), 1, number, &one) ||
        !compares(operator_of(expression), MANY, number, &many) || none == one || one != many ||
        !pgp_do_looks_for(e->arena, expression->lexpr, &condition.names))
        return undecided;
    condition.verdict = none ? PGP_ABSENT : PGP_PRESENT;
    return condition;
}

static pgp_condition compared(const evaluation *e, const PgQuery__AExpr *expression) {
    long left, right;
    bool holds;
    if (!expression->lexpr || !number_of(e, expression->lexpr, &left))
        return expression->kind == EXPRESSION(OP) && expression->lexpr ? counted(e, expression) : undecided;
    switch (expression->kind) {
    case EXPRESSION(BETWEEN):
    case EXPRESSION(NOT_BETWEEN):
    case EXPRESSION(IN): return listed(e, expression, left);
    case EXPRESSION(OP):
        return number_of(e, expression->rexpr, &right) &&
                       compares(operator_of(expression), left, right, &holds)
                   ? known(holds)
                   : undecided;
    default: return undecided;
    }
}

/* to_regclass('name') IS NULL, (SELECT … FROM …) IS NULL */
static pgp_condition tested_for_null(const evaluation *e, const PgQuery__NullTest *test) {
    const PgQuery__Node *value = unwrapped(test->arg);
    pgp_condition condition = {.verdict = PGP_ABSENT};
    if (!pgp_do_resolves(e->arena, value, &condition.names) &&
        !(scalar(value) && pgp_do_looks_for(e->arena, value, &condition.names)))
        return undecided;
    return test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL ? condition : pgp_condition_not(condition);
}

/* -- conditions ------------------------------------------------------------------------------------------------------- */

static pgp_condition evaluate(const evaluation *e, const PgQuery__Node *node);

/* Several things that have to be there, or not to be there, are one guard. */
static void add_names(pgp_arena *arena, pgp_names *names, const pgp_names *more) {
    pgp_names both = {.items = pgp_alloc(arena, (names->count + more->count + 1) * sizeof *both.items)};
    for (size_t i = 0; i < names->count; i++)
        both.items[both.count++] = names->items[i];
    for (size_t i = 0; i < more->count; i++)
        both.items[both.count++] = more->items[i];
    *names = both;
}

pgp_condition pgp_condition_both(pgp_arena *arena, pgp_condition a, pgp_condition b) {
    if (a.verdict == PGP_FALSE || b.verdict == PGP_TRUE)
        return a;
    if (b.verdict == PGP_FALSE || a.verdict == PGP_TRUE)
        return b;
    if (a.verdict != b.verdict)
        return undecided;
    add_names(arena, &a.names, &b.names);
    return a;
}

static pgp_condition combined(const evaluation *e, const PgQuery__BoolExpr *expression) {
    if (expression->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR)
        return pgp_condition_not(evaluate(e, expression->args[0]));
    bool either = expression->boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR;
    pgp_condition all = {.verdict = PGP_TRUE};
    for (size_t i = 0; i < expression->n_args; i++) {
        pgp_condition part = evaluate(e, expression->args[i]);
        all = pgp_condition_both(e->arena, all, either ? pgp_condition_not(part) : part);
    }
    return either ? pgp_condition_not(all) : all;
}

static pgp_condition evaluate(const evaluation *e, const PgQuery__Node *node) {
    pgp_condition condition = {.verdict = PGP_PRESENT};
    node = unwrapped(node);
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_BOOL_EXPR: return combined(e, node->bool_expr);
    case PG_QUERY__NODE__NODE_A_EXPR: return compared(e, node->a_expr);
    case PG_QUERY__NODE__NODE_NULL_TEST: return tested_for_null(e, node->null_test);
    case PG_QUERY__NODE__NODE_SUB_LINK:
        return node->sub_link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK &&
                       pgp_do_looks_for(e->arena, node, &condition.names)
                   ? condition
                   : undecided;
    default: return undecided;
    }
}

pgp_condition pgp_do_condition(pgp_arena *arena, const char *text, int version) {
    pgp_condition condition = undecided;
    evaluation e = {.arena = arena, .version = version};
    pgp_tree tree = {0};
    pgp_syntax_error error;
    if (text && pgp_tree_parse(arena, pgp_printf(arena, "SELECT %s", text), &tree, &error) == 0 &&
        tree.result->n_stmts == 1) {
        const PgQuery__SelectStmt *select = tree.result->stmts[0]->stmt->select_stmt;
        if (select->n_target_list == 1)
            condition = evaluate(&e, target_of(select));
    }
    pgp_tree_free(&tree);
    return condition;
}

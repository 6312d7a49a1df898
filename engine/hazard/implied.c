/*
 * Whether a table's checks say already what a partition's bound would have to verify: the part of
 * PartConstraintImpliedByRelConstraint() that people can rely on. One key column, compared with constants: numbers by value,
 * anything else by its text. What is not understood counts as not implied, and is scanned.
 */
#include "hazard/analysis.h"

#include <stdlib.h>
#include <string.h>

#define NODE(name) PG_QUERY__NODE__NODE_##name

/* -- constants ----------------------------------------------------------------------------------------------------------- */

static const char *constant_text(pgp_arena *arena, const PgQuery__Node *node) {
    if (node->node_case == NODE(TYPE_CAST))
        return constant_text(arena, node->type_cast->arg);
    if (node->node_case == NODE(A_EXPR) && !node->a_expr->lexpr && node->a_expr->rexpr) {
        const char *number = constant_text(arena, node->a_expr->rexpr);
        return number ? pgp_printf(arena, "-%s", number) : NULL;
    }
    if (node->node_case != NODE(A_CONST))
        return NULL;
    switch (node->a_const->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL: return pgp_printf(arena, "%d", node->a_const->ival->ival);
    case PG_QUERY__A__CONST__VAL_FVAL: return pgp_strdup(arena, node->a_const->fval->fval);
    case PG_QUERY__A__CONST__VAL_SVAL: return pgp_strdup(arena, node->a_const->sval->sval);
    case PG_QUERY__A__CONST__VAL_BOOLVAL: return node->a_const->boolval->boolval ? "true" : "false";
    default: return NULL;
    }
}

enum { UNORDERED = 2 };

/* -1, 0, 1; UNORDERED when only the server could tell. */
static int compare(const char *a, const char *b) {
    char *a_end, *b_end;
    long long x = strtoll(a, &a_end, 10), y = strtoll(b, &b_end, 10);
    if (strcmp(a, b) == 0)
        return 0;
    if (*a_end || *b_end || !*a || !*b)
        return UNORDERED;
    return x < y ? -1 : x > y;
}

/* -- the bound ------------------------------------------------------------------------------------------------------------- */

typedef struct bound {
    pgp_analyzer *a;
    const char *column;
    const char *low, *high; /* RANGE: NULL is MINVALUE, MAXVALUE */
    pgp_names values;       /* LIST */
    bool null;              /* … with NULL among them */
} bound;

static const char *key_column(pgp_analyzer *a, const pgp_table *parent) {
    const char *key = pgp_now(a, parent)->partition_key.text, *open = key ? strchr(key, '(') : NULL;
    if (!open || strchr(open, ',') || strncmp(key, "HASH", 4) == 0)
        return NULL;
    char *element = pgp_strndup(a->arena, open + 1, strlen(open + 1) - 1);
    return element[strcspn(element, " (")] ? NULL : pgp_label_names(a->arena, element).items[0];
}

static bool range_datum(bound *b, const PgQuery__Node *node, const char **out) {
    *out = NULL;
    if (node->node_case == NODE(COLUMN_REF)) /* MINVALUE, MAXVALUE */
        return true;
    *out = constant_text(b->a->arena, node);
    return *out;
}

static bool list_datum(bound *b, const PgQuery__Node *node) {
    if (node->node_case == NODE(A_CONST) && node->a_const->isnull) {
        b->null = true;
        return true;
    }
    const char *text = constant_text(b->a->arena, node);
    if (text)
        pgp_names_add(b->a->arena, &b->values, text);
    return text;
}

static bool read_bound(bound *b, const pgp_table *parent, const PgQuery__PartitionBoundSpec *spec) {
    b->column = key_column(b->a, parent);
    if (!b->column || spec->is_default)
        return false;
    if (spec->n_lowerdatums == 1 && spec->n_upperdatums == 1)
        return range_datum(b, spec->lowerdatums[0], &b->low) &&
               range_datum(b, spec->upperdatums[0], &b->high);
    for (size_t i = 0; i < spec->n_listdatums; i++)
        if (!list_datum(b, spec->listdatums[i]))
            return false;
    return spec->n_listdatums > 0;
}

/* -- clauses of checks ------------------------------------------------------------------------------------------------------- */

typedef enum side { LOW, HIGH, VALUE } side;

/* column OPERATOR constant */
static bool read_comparison(const bound *b, const PgQuery__Node *node, const char **operator_,
                            const char **constant) {
    if (node->node_case != NODE(A_EXPR) || node->a_expr->n_name != 1 || !node->a_expr->lexpr ||
        !node->a_expr->rexpr || node->a_expr->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP ||
        !pgp_is_column(node->a_expr->lexpr, b->column))
        return false;
    *operator_ = pgp_string_of(node->a_expr->name[0]);
    *constant = constant_text(b->a->arena, node->a_expr->rexpr);
    return *constant;
}

static bool all_listed(const bound *b, size_t n, PgQuery__Node *const *nodes) {
    for (size_t i = 0; i < n; i++) {
        const char *value = constant_text(b->a->arena, nodes[i]);
        if (!value || !pgp_names_has(&b->values, value))
            return false;
    }
    return n > 0;
}

/* column IN (…) as people write it, column = ANY (ARRAY[…]) as the server prints it. */
static bool is_listed(const bound *b, const PgQuery__Node *node) {
    if (node->node_case != NODE(A_EXPR) || !node->a_expr->lexpr ||
        !pgp_is_column(node->a_expr->lexpr, b->column) || node->a_expr->n_name != 1 ||
        !pgp_same(pgp_string_of(node->a_expr->name[0]), "="))
        return false;
    const PgQuery__Node *right = node->a_expr->rexpr;
    if (right->node_case == NODE(LIST))
        return all_listed(b, right->list->n_items, right->list->items);
    if (right->node_case == NODE(A_ARRAY_EXPR))
        return all_listed(b, right->a_array_expr->n_elements, right->a_array_expr->elements);
    return all_listed(b, 1, &node->a_expr->rexpr);
}

static bool is_junction(const PgQuery__Node *node, PgQuery__BoolExprType type) {
    return node->node_case == NODE(BOOL_EXPR) && node->bool_expr->boolop == type;
}

/* A clause implies one side of the bound. */
static bool implies(const bound *b, const PgQuery__Node *clause, side which) {
    const char *op, *constant;
    if (is_junction(clause, PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)) {
        for (size_t i = 0; i < clause->bool_expr->n_args; i++)
            if (implies(b, clause->bool_expr->args[i], which))
                return true;
        return false;
    }
    if (which == VALUE)
        return is_listed(b, clause);
    if (!read_comparison(b, clause, &op, &constant))
        return false;
    int order = compare(constant, which == LOW ? b->low : b->high);
    if (which == LOW)
        return (strcmp(op, ">=") == 0 || strcmp(op, ">") == 0) && (order == 0 || order == 1);
    return (strcmp(op, "<") == 0 && (order == 0 || order == -1)) || (strcmp(op, "<=") == 0 && order == -1);
}

/* An arm of a disjunction says that the row is outside the bound. `negated`: below NOT. */
static bool excludes(const bound *b, const PgQuery__Node *clause, bool negated);

static bool excludes_junction(const bound *b, const PgQuery__BoolExpr *junction, bool all, bool negated) {
    for (size_t i = 0; i < junction->n_args; i++)
        if (excludes(b, junction->args[i], negated) != all)
            return !all;
    return all;
}

/* c < 1 is NOT (c >= 1). */
static const char *negation(const char *op) {
    static const char *const pairs[][2] = {{"<", ">="}, {">=", "<"}, {">", "<="},
                                           {"<=", ">"}, {"=", "<>"}, {"<>", "="}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(pairs[i][0], op) == 0)
            return pairs[i][1];
    return "";
}

static bool is_outside(const bound *b, const char *op, const char *constant) {
    if (b->values.count)
        return strcmp(op, "<>") == 0 && b->values.count == 1 && strcmp(constant, b->values.items[0]) == 0;
    int low = b->low ? compare(constant, b->low) : UNORDERED,
        high = b->high ? compare(constant, b->high) : UNORDERED;
    if (strcmp(op, "<") == 0)
        return low == 0 || low == -1;
    if (strcmp(op, "<=") == 0)
        return low == -1;
    return (strcmp(op, ">=") == 0 || strcmp(op, ">") == 0) && (high == 0 || high == 1);
}

static bool excludes(const bound *b, const PgQuery__Node *clause, bool negated) {
    const char *op, *constant;
    if (is_junction(clause, PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR))
        return excludes(b, clause->bool_expr->args[0], !negated);
    if (is_junction(clause, PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR))
        return excludes_junction(b, clause->bool_expr, !negated, negated);
    if (is_junction(clause, PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR))
        return excludes_junction(b, clause->bool_expr, negated, negated);
    if (clause->node_case == NODE(NULL_TEST)) {
        bool says_null = (clause->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL) != negated;
        return says_null && !b->null && pgp_is_column(clause->null_test->arg, b->column);
    }
    return read_comparison(b, clause, &op, &constant) && is_outside(b, negated ? negation(op) : op, constant);
}

/* -- tables ------------------------------------------------------------------------------------------------------------------- */

static bool some_check(const bound *b, const pgp_table *table,
                       bool (*says)(const bound *, const PgQuery__Node *, side), side which) {
    for (const pgp_object *o = pgp_now(b->a, table)->object.children; o; o = o->sibling) {
        const pgp_constraint *check = (const pgp_constraint *)o;
        if (!pgp_is_constraint(o, "check") || check->not_valid || check->not_enforced)
            continue;
        const PgQuery__Node *clause = pgp_parse_expression(b->a, check->expression.text);
        if (clause && says(b, clause, which))
            return true;
    }
    return false;
}

bool pgp_bound_is_implied(pgp_analyzer *a, const pgp_table *table, const pgp_table *parent,
                          const PgQuery__PartitionBoundSpec *spec) {
    bound b = {.a = a};
    if (!read_bound(&b, parent, spec))
        return false;
    if (!b.null && pgp_needs_null_scan(a, table, b.column))
        return false;
    if (b.values.count)
        return some_check(&b, table, implies, VALUE);
    return (!b.low || some_check(&b, table, implies, LOW)) &&
           (!b.high || some_check(&b, table, implies, HIGH));
}

static bool excludes_all(const bound *b, const PgQuery__Node *clause, side which) {
    (void)which;
    return excludes(b, clause, false);
}

bool pgp_bound_is_excluded(pgp_analyzer *a, const pgp_table *table, const pgp_table *parent,
                           const PgQuery__PartitionBoundSpec *spec) {
    bound b = {.a = a};
    return read_bound(&b, parent, spec) && some_check(&b, table, excludes_all, LOW);
}

/*
 * What types the server gives to literals, where the neighbours' types are plain to see: a column's, a
 * cast's, a known function's (oper() and select_common_type() of src/backend/parser). Where they are not,
 * a literal stays without one, and the judge decides.
 */
#include "equal/tree.h"

#include <string.h>

enum { MAX_TYPE_DEPTH = 12 }; /* every operator asks for the types of what is below it */

static bool is_one_of(const char *word, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

#define ONE_OF(word, ...)                                 \
    is_one_of((word), (const char *const[]){__VA_ARGS__}, \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* -- constants ---------------------------------------------------------------------------------------------
 */

static const PgQuery__AConst *constant_of(const PgQuery__Node *node) {
    return node && node->node_case == PG_QUERY__NODE__NODE_A_CONST && !node->a_const->isnull ? node->a_const
                                                                                             : NULL;
}

const char *pgp_literal_of(const PgQuery__Node *node) {
    const PgQuery__AConst *constant = constant_of(node);
    return constant && constant->val_case == PG_QUERY__A__CONST__VAL_SVAL ? constant->sval->sval : NULL;
}

bool pgp_is_integer(const PgQuery__Node *node) {
    const PgQuery__AConst *constant = constant_of(node);
    return constant && constant->val_case == PG_QUERY__A__CONST__VAL_IVAL;
}

static bool is_null(const PgQuery__Node *node) {
    return node && node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->isnull;
}

static bool is_decimal(const PgQuery__Node *node) {
    const PgQuery__AConst *constant = constant_of(node);
    return constant && constant->val_case == PG_QUERY__A__CONST__VAL_FVAL &&
           strchr(constant->fval->fval, '.');
}

/* -- types of expressions
 * ------------------------------------------------------------------------------------ */

static bool is_text(const char *type) {
    return type && ONE_OF(type, "text", "varchar");
}

const char *pgp_element_of(pgp_arena *arena, const char *type) {
    size_t size = type ? strlen(type) : 0;
    return size > 2 && strcmp(type + size - 2, "[]") == 0 ? pgp_strndup(arena, type, size - 2) : NULL;
}

/* Types that have an operator of their own for each comparison, so that a literal beside one becomes one. */
static bool compares_as_itself(pgp_tree_writer *writer, const char *type) {
    if (pgp_element_of(writer->arena, type))
        return true;
    if (ONE_OF(type, "bool", "bpchar", "bytea", "date", "float4", "float8", "inet", "int2", "int4", "int8",
               "interval", "jsonb", "numeric", "text", "time", "timestamp", "timestamptz", "timetz", "uuid"))
        return true;
    const pgp_object *found = strchr(type, '.') ? pgp_tree_type(writer, type) : NULL;
    return found && found->kind == &pgp_kind_enum;
}

/* Functions whose first argument is a text: then literals among their arguments are, and a varchar is taken
 * as one. */
static const struct {
    const char *name, *result;
} text_functions[] = {
    {"btrim", "text"},      {"char_length", "int4"},   {"character_length", "int4"},
    {"initcap", "text"},    {"left", "text"},          {"length", "int4"},
    {"lower", "text"},      {"lpad", "text"},          {"ltrim", "text"},
    {"md5", "text"},        {"octet_length", "int4"},  {"overlay", "text"},
    {"position", "int4"},   {"regexp_match", NULL},    {"regexp_replace", "text"},
    {"repeat", "text"},     {"replace", "text"},       {"reverse", "text"},
    {"right", "text"},      {"rpad", "text"},          {"rtrim", "text"},
    {"split_part", "text"}, {"string_to_array", NULL}, {"strpos", "int4"},
    {"substr", "text"},     {"substring", "text"},     {"to_date", "date"},
    {"translate", "text"},  {"upper", "text"},
};

/* What a function of text takes as one. Some have a form of their own for bpchar. */
static bool is_taken_as_text(const char *type, const char *function) {
    return is_text(type) || (pgp_same(type, "bpchar") &&
                             !ONE_OF(function, "length", "char_length", "character_length", "octet_length"));
}

/* The index in text_functions; -1: none, or its first argument is nothing like a text. */
static int text_function(pgp_tree_writer *writer, const PgQuery__FuncCall *call, const char *name) {
    for (size_t i = 0; i < sizeof text_functions / sizeof *text_functions; i++)
        if (strcmp(text_functions[i].name, name) == 0)
            return call->n_args && is_taken_as_text(pgp_type_of(writer, call->args[0]), name) ? (int)i : -1;
    return -1;
}

static const char *type_of_call(pgp_tree_writer *writer, const PgQuery__FuncCall *call) {
    const char *name = pgp_canonical_function(writer, call->n_funcname, call->funcname);
    int index = text_function(writer, call, name);
    if (index >= 0)
        return text_functions[index].result;
    if (ONE_OF(name, "now", "clock_timestamp", "statement_timestamp", "transaction_timestamp"))
        return "timestamptz";
    if (ONE_OF(name, "array_length", "cardinality", "num_nonnulls", "num_nulls", "jsonb_array_length"))
        return "int4";
    if (ONE_OF(name, "jsonb_typeof", "json_typeof", "to_char"))
        return "text";
    if (ONE_OF(name, "extract"))
        return "numeric";
    return ONE_OF(name, "date_part") ? "float8" : NULL;
}

static const char *type_of_operator(pgp_tree_writer *writer, const PgQuery__AExpr *expression) {
    if (expression->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || !expression->lexpr)
        return NULL;
    const char *operator_ = pgp_canonical_operator(writer, expression->n_name, expression->name);
    const char *left = pgp_type_of(writer, expression->lexpr);
    bool json = left && ONE_OF(left, "json", "jsonb");
    if (json && ONE_OF(operator_, "->>", "#>>"))
        return "text";
    if (json && ONE_OF(operator_, "->", "#>"))
        return left;
    if (strcmp(operator_, "||") == 0 && is_text(left) &&
        (pgp_literal_of(expression->rexpr) || is_text(pgp_type_of(writer, expression->rexpr))))
        return "text";
    return NULL;
}

static const char *type_of_column(pgp_tree_writer *writer, const PgQuery__ColumnRef *ref) {
    const pgp_column *column = NULL;
    const char *qualifier, *name;
    pgp_name_of_list(ref->n_fields, ref->fields, &qualifier, &name);
    if (name && ref->n_fields == 1) {
        column = pgp_scope_column(writer, name).column;
    } else if (name && qualifier && ref->n_fields == 2) {
        const pgp_from_item *item = pgp_scope_item(writer, NULL, qualifier);
        if (item && item->relation)
            column = (const pgp_column *)pgp_former_column(item->relation, name);
    }
    return column && column->type ? pgp_canonical_type_text(writer->arena, column->type) : NULL;
}

static const char *type_of_node(pgp_tree_writer *writer, const PgQuery__Node *node) {
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_A_CONST:
        if (constant_of(node) && node->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL)
            return "bool";
        return is_decimal(node) ? "numeric" : NULL;
    case PG_QUERY__NODE__NODE_COLUMN_REF: return type_of_column(writer, node->column_ref);
    case PG_QUERY__NODE__NODE_TYPE_CAST: return pgp_canonical_type(writer, node->type_cast->type_name, false);
    case PG_QUERY__NODE__NODE_FUNC_CALL: return type_of_call(writer, node->func_call);
    case PG_QUERY__NODE__NODE_A_EXPR: return type_of_operator(writer, node->a_expr);
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE: return pgp_type_of(writer, node->collate_clause->arg);
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
        return pgp_common_type(writer, node->coalesce_expr->n_args, node->coalesce_expr->args);
    case PG_QUERY__NODE__NODE_CASE_EXPR: return pgp_case_type(writer, node->case_expr);
    default: return NULL;
    }
}

const char *pgp_type_of(pgp_tree_writer *writer, const PgQuery__Node *node) {
    if (!node || writer->type_depth == MAX_TYPE_DEPTH)
        return NULL;
    writer->type_depth++;
    const char *type = type_of_node(writer, node);
    writer->type_depth--;
    return type;
}

/* Integers give way to a larger type of number. */
static const char *wider(const char *type, const char *other) {
    if (!type || strcmp(type, other) == 0)
        return other;
    bool widens = strcmp(type, "int4") == 0 && ONE_OF(other, "int8", "numeric", "float8");
    bool wide = strcmp(other, "int4") == 0 && ONE_OF(type, "int8", "numeric", "float8");
    return widens ? other : wide ? type : NULL;
}

const char *pgp_common_type(pgp_tree_writer *writer, size_t n, PgQuery__Node *const *args) {
    const char *type = NULL;
    size_t literals = 0;
    for (size_t i = 0; i < n; i++) {
        if (pgp_literal_of(args[i]) || is_null(args[i])) {
            literals++;
            continue;
        }
        const char *other = pgp_is_integer(args[i]) ? "int4" : pgp_type_of(writer, args[i]);
        type = other ? wider(type, other) : NULL;
        if (!type)
            return NULL;
    }
    return literals == n ? "text" : type;
}

const char *pgp_case_type(pgp_tree_writer *writer, const PgQuery__CaseExpr *expression) {
    size_t count = 0;
    PgQuery__Node **results = pgp_alloc(writer->arena, (expression->n_args + 1) * sizeof *results);
    for (; count < expression->n_args; count++)
        results[count] = expression->args[count]->case_when->result;
    if (expression->defresult)
        results[count++] = expression->defresult;
    return pgp_common_type(writer, count, results);
}

/* -- operators ---------------------------------------------------------------------------------------------
 */

static bool is_comparison(const char *operator_) {
    return ONE_OF(operator_, "=", "<>", "<", "<=", ">", ">=");
}

static bool is_text_operator(const char *operator_) {
    return is_comparison(operator_) ||
           ONE_OF(operator_, "~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*", "||");
}

/* What a literal to the right of a value of this type becomes; NULL: cannot be told. */
static const char *right_literal(pgp_tree_writer *writer, const char *operator_, const char *left) {
    bool json = ONE_OF(left, "json", "jsonb");
    if (json && ONE_OF(operator_, "->", "->>", "?"))
        return "text";
    if (json && ONE_OF(operator_, "#>", "#>>", "?|", "?&"))
        return "text[]";
    if (ONE_OF(operator_, "@>", "<@", "&&") &&
        (strcmp(left, "jsonb") == 0 || pgp_element_of(writer->arena, left)))
        return left;
    return NULL;
}

static bool settle_beside(pgp_tree_writer *writer, const char *operator_, pgp_operand *typed,
                          pgp_operand *constant) {
    bool literal = pgp_literal_of(constant->node) != NULL;
    const char *type = literal || pgp_is_integer(constant->node) || is_decimal(constant->node)
                           ? pgp_type_of(writer, typed->node)
                           : NULL;
    if (!type)
        return false;
    if (literal && is_text(type) && is_text_operator(operator_)) { /* varchar has no operators of its own */
        typed->type = strcmp(type, "varchar") == 0 ? "text" : NULL;
        constant->type = "text";
    } else if (is_comparison(operator_) && literal && compares_as_itself(writer, type)) {
        constant->type = type;
    } else if (is_comparison(operator_) && pgp_is_integer(constant->node) &&
               ONE_OF(type, "numeric", "float8")) {
        constant->type = type;
    } else if (is_comparison(operator_) && is_decimal(constant->node) && ONE_OF(type, "float8")) {
        constant->type = type;
    }
    return constant->type;
}

/* Two texts of which one is a varchar. */
static void settle_texts(pgp_tree_writer *writer, const char *operator_, pgp_operand *left,
                         pgp_operand *right) {
    const char *a = pgp_type_of(writer, left->node), *b = pgp_type_of(writer, right->node);
    if (!is_text(a) || !is_text(b) || !is_text_operator(operator_))
        return;
    if (strcmp(a, "varchar") == 0)
        left->type = "text";
    if (strcmp(b, "varchar") == 0)
        right->type = "text";
}

void pgp_settle_operator(pgp_tree_writer *writer, const char *operator_, pgp_operand *left,
                         pgp_operand *right) {
    if (!left->node || settle_beside(writer, operator_, left, right) ||
        settle_beside(writer, operator_, right, left))
        return;
    const char *type = pgp_literal_of(right->node) ? pgp_type_of(writer, left->node) : NULL;
    if (type)
        right->type = right_literal(writer, operator_, type);
    else
        settle_texts(writer, operator_, left, right);
}

/* -- arrays ------------------------------------------------------------------------------------------------
 */

bool pgp_settle_in(pgp_tree_writer *writer, const PgQuery__AExpr *expression, pgp_in_types *types) {
    const PgQuery__List *list = expression->rexpr->list;
    const char *type = pgp_type_of(writer, expression->lexpr);
    bool literals = true, integers = true;
    for (size_t i = 0; i < list->n_items; i++) {
        literals = literals && pgp_literal_of(list->items[i]);
        integers = integers && pgp_is_integer(list->items[i]);
    }
    *types = (pgp_in_types){0};
    if (!type || (!literals && !integers))
        return false;
    if (literals && strcmp(type, "varchar") == 0)
        *types = (pgp_in_types){.value = "text", .item = "varchar", .element = "text"};
    else if (literals && compares_as_itself(writer, type))
        types->item = type;
    else if (integers && ONE_OF(type, "int8", "numeric", "float8"))
        types->item = type;
    else
        return integers && ONE_OF(type, "int4", "int2");
    return true;
}

static bool is_array_of_literals(const PgQuery__Node *node) {
    if (!node || node->node_case != PG_QUERY__NODE__NODE_A_ARRAY_EXPR)
        return false;
    for (size_t i = 0; i < node->a_array_expr->n_elements; i++)
        if (!pgp_literal_of(node->a_array_expr->elements[i]))
            return false;
    return node->a_array_expr->n_elements > 0;
}

void pgp_settle_any(pgp_tree_writer *writer, const char *operator_, pgp_operand *value, pgp_operand *array,
                    pgp_in_types *types) {
    const char *type = pgp_type_of(writer, value->node);
    const char *element = pgp_element_of(writer->arena, pgp_type_of(writer, array->node));
    *types = (pgp_in_types){0};
    if (pgp_literal_of(value->node) && element && is_comparison(operator_) &&
        compares_as_itself(writer, element)) {
        value->type = element;
    } else if (is_text(type) && is_text_operator(operator_) &&
               (is_array_of_literals(array->node) || pgp_literal_of(array->node))) {
        value->type = strcmp(type, "varchar") == 0 ? "text" : NULL;
        types->item = "text";
        array->type = pgp_literal_of(array->node) ? "text[]" : NULL;
    } else if (type && pgp_literal_of(array->node) && is_comparison(operator_) &&
               compares_as_itself(writer, type)) {
        array->type = pgp_printf(writer->arena, "%s[]", type);
    }
    if (pgp_same(type, "varchar") && pgp_same(pgp_type_of(writer, array->node), "text[]"))
        value->type = "text";
}

/* -- arguments ---------------------------------------------------------------------------------------------
 */

/* Literals of these arguments can only be of this type, whatever the others are. */
static const struct {
    const char *function;
    size_t index;
    const char *type;
} literal_arguments[] = {
    {"nextval", 0, "regclass"},       {"currval", 0, "regclass"},
    {"setval", 0, "regclass"},        {"date_trunc", 0, "text"},
    {"date_part", 0, "text"},         {"timezone", 0, "text"},
    {"similar_to_escape", 0, "text"}, {"current_setting", 0, "text"},
    {"to_char", 1, "text"},           {"xpath", 0, "text"},
    {"xpath", 2, "text[]"},
};

static const char *literal_argument(const char *function, size_t index) {
    for (size_t i = 0; i < sizeof literal_arguments / sizeof *literal_arguments; i++)
        if (literal_arguments[i].index == index && strcmp(literal_arguments[i].function, function) == 0)
            return literal_arguments[i].type;
    return NULL;
}

const char *pgp_argument_type(pgp_tree_writer *writer, const PgQuery__FuncCall *call, const char *name,
                              size_t index) {
    const PgQuery__Node *argument = call->args[index];
    bool literal = pgp_literal_of(argument) != NULL;
    const char *type = literal ? literal_argument(name, index) : NULL;
    if (type || text_function(writer, call, name) < 0)
        return type;
    const char *own = literal ? NULL : pgp_type_of(writer, argument);
    return literal || pgp_same(own, "varchar") || pgp_same(own, "bpchar") ? "text" : NULL;
}

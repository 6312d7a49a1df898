/*
 * Expressions in canonical form: the keywords that the server turns into operators, and literals whose type a column tells.
 */
#include "equal/tree.h"

#include <string.h>

static bool is_constant(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_A_CONST;
}

/* The text of a literal without a type; NULL when the node is none. */
static const char *literal_of(const PgQuery__Node *node)
{
    if (!is_constant(node) || node->a_const->isnull || node->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return NULL;
    return node->a_const->sval->sval;
}

static bool is_integer(const PgQuery__Node *node)
{
    return is_constant(node) && !node->a_const->isnull && node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL;
}

static bool is_decimal(const PgQuery__Node *node)
{
    return is_constant(node) && !node->a_const->isnull && node->a_const->val_case == PG_QUERY__A__CONST__VAL_FVAL &&
           strchr(node->a_const->fval->fval, '.');
}

/* -- types ----------------------------------------------------------------------------------------------- */

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

#define ONE_OF(word, words) is_one_of((word), (words), sizeof(words) / sizeof *(words))

/* Types that have an operator of their own for each comparison, so that a literal beside one becomes one. */
static bool compares_as_itself(pgp_tree_writer *writer, const char *type)
{
    static const char *const types[] = {"bool", "bpchar", "bytea", "date", "float4", "float8", "inet", "int2",
                                        "int4", "int8", "interval", "jsonb", "numeric", "text", "time", "timestamp",
                                        "timestamptz", "timetz", "uuid"};
    if (ONE_OF(type, types))
        return true;
    const pgp_object *found = strchr(type, '.') ? pgp_tree_type(writer, type) : NULL;
    return found && found->kind == &pgp_kind_enum;
}

static bool is_comparison(const char *operator_)
{
    static const char *const comparisons[] = {"=", "<>", "<", "<=", ">", ">="};
    return ONE_OF(operator_, comparisons);
}

static bool is_pattern_match(const char *operator_)
{
    static const char *const matches[] = {"~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*"};
    return ONE_OF(operator_, matches);
}

static const char *column_type(pgp_tree_writer *writer, const PgQuery__ColumnRef *ref)
{
    const pgp_column *column = NULL;
    const char *qualifier, *name;
    pgp_name_of_list(ref->n_fields, ref->fields, &qualifier, &name);
    if (name && ref->n_fields == 1) {
        column = pgp_scope_column(writer, name).column;
    } else if (name && qualifier && ref->n_fields == 2) {
        const pgp_from_item *item = pgp_scope_item(writer, NULL, qualifier);
        if (item && item->relation)
            column = (const pgp_column *)pgp_child(item->relation, &pgp_kind_column, name);
    }
    return column && column->type ? pgp_canonical_type_text(writer->arena, column->type) : NULL;
}

/* The type where it is plain to see, without modifiers; NULL: unknown. */
static const char *type_of(pgp_tree_writer *writer, const PgQuery__Node *node)
{
    if (!node)
        return NULL;
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_REF: return column_type(writer, node->column_ref);
    case PG_QUERY__NODE__NODE_TYPE_CAST: return pgp_canonical_type(writer, node->type_cast->type_name, false);
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
        return node->coalesce_expr->n_args ? type_of(writer, node->coalesce_expr->args[0]) : NULL;
    default: return NULL;
    }
}

/* -- constants and casts --------------------------------------------------------------------------------- */

/* "0", "42", "-1", as int4out prints what fits in 4 bytes. */
static bool is_int4_text(const char *text)
{
    const char *digits = text + (*text == '-');
    size_t size = strspn(digits, "0123456789");
    bool plain = *digits != '0' || (size == 1 && digits == text);
    return size > 0 && size <= 9 && !digits[size] && plain;
}

/* A literal of a type that the server prints as a constant without one. */
static bool write_plain(pgp_tree_writer *writer, const char *literal, const char *type)
{
    static const char *const yes[] = {"t", "true"}, *const no[] = {"f", "false"};
    if (strcmp(type, "int4") == 0 && is_int4_text(literal))
        pgp_write(writer, literal);
    else if (strcmp(type, "bool") == 0 && ONE_OF(literal, yes))
        pgp_write(writer, "true");
    else if (strcmp(type, "bool") == 0 && ONE_OF(literal, no))
        pgp_write(writer, "false");
    else
        return false;
    return true;
}

/* 'public.orders_id_seq'::regclass names a relation, not a text. */
static void write_regclass(pgp_tree_writer *writer, const char *literal)
{
    pgp_names parts = pgp_split_names(writer->arena, literal, '.');
    const char *name = NULL;
    if (parts.count == 1 || parts.count == 2)
        name = pgp_canonical_relation(writer, parts.count == 2 ? parts.items[0] : NULL, parts.items[parts.count - 1]);
    pgp_write(writer, "(relation ");
    pgp_write_string(writer, name ? name : literal);
    pgp_write(writer, ")");
}

void pgp_write_cast(pgp_tree_writer *writer, const PgQuery__Node *node, const char *type)
{
    const char *literal = literal_of(node);
    if (literal && strcmp(type, "regclass") == 0) {
        write_regclass(writer, literal);
    } else if (!literal || !write_plain(writer, literal, type)) {
        pgp_write(writer, "(cast ");
        pgp_write_node(writer, node);
        pgp_write(writer, pgp_printf(writer->arena, " %s)", type));
    }
}

static void write_type_cast(pgp_tree_writer *writer, const PgQuery__TypeCast *cast)
{
    pgp_write_cast(writer, cast->arg, pgp_canonical_type(writer, cast->type_name, true));
}

static void write_constant(pgp_tree_writer *writer, const PgQuery__AConst *constant)
{
    if (constant->isnull) {
        pgp_write(writer, "null");
        return;
    }
    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        pgp_write(writer, pgp_printf(writer->arena, "%d", constant->ival->ival));
        break;
    case PG_QUERY__A__CONST__VAL_FVAL: pgp_write(writer, constant->fval->fval); break;
    case PG_QUERY__A__CONST__VAL_BOOLVAL: pgp_write(writer, constant->boolval->boolval ? "true" : "false"); break;
    case PG_QUERY__A__CONST__VAL_SVAL: pgp_write_string(writer, constant->sval->sval); break;
    case PG_QUERY__A__CONST__VAL_BSVAL:
        pgp_write(writer, "(bits ");
        pgp_write_string(writer, constant->bsval->bsval);
        pgp_write(writer, ")");
        break;
    default: pgp_write(writer, "0"); /* the integer 0 has no field in some versions */
    }
}

/* -- operators ------------------------------------------------------------------------------------------- */

/* An operand, cast when `type` is set. */
typedef struct operand {
    const PgQuery__Node *node;
    const char *type;
} operand;

static void write_operand(pgp_tree_writer *writer, operand what)
{
    pgp_write(writer, " ");
    if (what.type && what.node)
        pgp_write_cast(writer, what.node, what.type);
    else
        pgp_write_node(writer, what.node);
}

/* What the server makes of a constant beside a typed value: both sides' casts. */
static void settle_types(pgp_tree_writer *writer, const char *operator_, operand *typed, operand *constant)
{
    bool comparison = is_comparison(operator_), literal = literal_of(constant->node) != NULL;
    if (!literal && !is_integer(constant->node) && !is_decimal(constant->node))
        return;
    const char *type = type_of(writer, typed->node);
    if (!type)
        return;
    if (literal && strcmp(type, "varchar") == 0 && (comparison || is_pattern_match(operator_)))
        typed->type = constant->type = "text"; /* varchar has no operators of its own */
    else if (literal && strcmp(type, "text") == 0 && (comparison || is_pattern_match(operator_)))
        constant->type = "text";
    else if (literal && comparison && compares_as_itself(writer, type))
        constant->type = type;
    else if (comparison && is_integer(constant->node) && (strcmp(type, "numeric") == 0 || strcmp(type, "float8") == 0))
        constant->type = type;
    else if (comparison && is_decimal(constant->node) && strcmp(type, "float8") == 0)
        constant->type = type;
}

static void write_operator(pgp_tree_writer *writer, const char *operator_, const PgQuery__Node *left,
                           const PgQuery__Node *right)
{
    operand a = {.node = left}, b = {.node = right};
    settle_types(writer, operator_, &a, &b);
    if (!a.type && !b.type)
        settle_types(writer, operator_, &b, &a);
    pgp_write(writer, "(op ");
    pgp_write_string(writer, operator_);
    write_operand(writer, a);
    write_operand(writer, b);
    pgp_write(writer, ")");
}

static void write_pair(pgp_tree_writer *writer, const char *word, const char *first, const char *second,
                       const PgQuery__Node *value, PgQuery__Node *const *bounds)
{
    pgp_write(writer, pgp_printf(writer->arena, "(%s ", word));
    write_operator(writer, first, value, bounds[0]);
    pgp_write(writer, " ");
    write_operator(writer, second, value, bounds[1]);
    pgp_write(writer, ")");
}

/* transformAExprBetween() of src/backend/parser/parse_expr.c. */
static void write_between(pgp_tree_writer *writer, const PgQuery__AExpr *expression)
{
    bool not_ = expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN ||
                expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;
    bool symmetric = expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM ||
                     expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;
    const char *low = not_ ? "<" : ">=", *high = not_ ? ">" : "<=";
    const char *inner = not_ ? "or" : "and", *outer = not_ ? "and" : "or";
    PgQuery__Node *const *bounds = expression->rexpr->list->items;
    if (!symmetric) {
        write_pair(writer, inner, low, high, expression->lexpr, bounds);
        return;
    }
    PgQuery__Node *const swapped[] = {bounds[1], bounds[0]};
    pgp_write(writer, pgp_printf(writer->arena, "(%s ", outer));
    write_pair(writer, inner, low, high, expression->lexpr, bounds);
    pgp_write(writer, " ");
    write_pair(writer, inner, low, high, expression->lexpr, swapped);
    pgp_write(writer, ")");
}

/* -- IN ---------------------------------------------------------------------------------------------------- */

/* How the server casts the value, each item and the array of an IN list; false: cannot be told. */
typedef struct in_types {
    const char *value, *item, *array;
} in_types;

static bool settle_in(pgp_tree_writer *writer, const PgQuery__AExpr *expression, in_types *types)
{
    const PgQuery__List *list = expression->rexpr->list;
    const char *type = type_of(writer, expression->lexpr);
    bool literals = true, integers = true;
    for (size_t i = 0; i < list->n_items; i++) {
        literals = literals && literal_of(list->items[i]);
        integers = integers && is_integer(list->items[i]);
    }
    if (!type || (!literals && !integers))
        return false;
    *types = (in_types){0};
    if (literals && strcmp(type, "varchar") == 0)
        *types = (in_types){.value = "text", .item = "varchar", .array = "text[]"};
    else if (literals && compares_as_itself(writer, type))
        types->item = type;
    else if (integers && (strcmp(type, "int8") == 0 || strcmp(type, "numeric") == 0 || strcmp(type, "float8") == 0))
        types->item = type;
    else
        return integers && (strcmp(type, "int4") == 0 || strcmp(type, "int2") == 0);
    return true;
}

/* transformAExprIn(): more than one constant become an array. */
static void write_in_array(pgp_tree_writer *writer, const PgQuery__AExpr *expression, const char *operator_, in_types types)
{
    const PgQuery__List *list = expression->rexpr->list;
    bool all = strcmp(operator_, "<>") == 0;
    pgp_write(writer, all ? "(all " : "(any ");
    pgp_write_string(writer, operator_);
    write_operand(writer, (operand){expression->lexpr, types.value});
    pgp_write(writer, types.array ? " (cast (array" : " (array");
    for (size_t i = 0; i < list->n_items; i++)
        write_operand(writer, (operand){list->items[i], types.item});
    pgp_write(writer, types.array ? pgp_printf(writer->arena, ") %s))", types.array) : "))");
}

static void write_in(pgp_tree_writer *writer, const PgQuery__AExpr *expression)
{
    const char *operator_ = pgp_canonical_operator(writer, expression->n_name, expression->name);
    const PgQuery__List *list = expression->rexpr->list;
    in_types types;
    if (list->n_items == 1) {
        write_operator(writer, operator_, expression->lexpr, list->items[0]);
    } else if (settle_in(writer, expression, &types)) {
        write_in_array(writer, expression, operator_, types);
    } else {
        pgp_write(writer, "(in ");
        pgp_write_string(writer, operator_);
        write_operand(writer, (operand){.node = expression->lexpr});
        pgp_write_list(writer, list->n_items, list->items);
        pgp_write(writer, ")");
    }
}

static void write_distinct(pgp_tree_writer *writer, const PgQuery__AExpr *expression)
{
    bool not_ = expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT;
    pgp_write(writer, not_ ? "(not (distinct" : "(distinct");
    operand a = {.node = expression->lexpr}, b = {.node = expression->rexpr};
    settle_types(writer, "=", &a, &b);
    write_operand(writer, a);
    write_operand(writer, b);
    pgp_write(writer, not_ ? "))" : ")");
}

static void write_quantified(pgp_tree_writer *writer, const PgQuery__AExpr *expression)
{
    pgp_write(writer, expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL ? "(all " : "(any ");
    pgp_write_string(writer, pgp_canonical_operator(writer, expression->n_name, expression->name));
    write_operand(writer, (operand){.node = expression->lexpr});
    write_operand(writer, (operand){.node = expression->rexpr});
    pgp_write(writer, ")");
}

static bool write_a_expr(pgp_tree_writer *writer, const PgQuery__AExpr *expression)
{
    switch (expression->kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR:
        write_operator(writer, pgp_canonical_operator(writer, expression->n_name, expression->name), expression->lexpr,
                       expression->rexpr);
        return true;
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM: write_between(writer, expression); return true;
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN: write_in(writer, expression); return true;
    case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT: write_distinct(writer, expression); return true;
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL: write_quantified(writer, expression); return true;
    default: return false;
    }
}

/* -- AND, OR, NOT ------------------------------------------------------------------------------------------ */

static void write_bool_args(pgp_tree_writer *writer, const PgQuery__BoolExpr *expression);

/* What becomes (word …) by itself, so that a chain of the same word takes its parts in. */
static bool write_spliced(pgp_tree_writer *writer, const PgQuery__BoolExpr *expression)
{
    bool and_ = expression->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
    const PgQuery__Node *first = expression->args[0];
    if (first->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR && first->bool_expr->boolop == expression->boolop &&
        expression->boolop != PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        write_bool_args(writer, first->bool_expr);
        return true;
    }
    if (first->node_case != PG_QUERY__NODE__NODE_A_EXPR ||
        first->a_expr->kind != (and_ ? PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN : PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN))
        return false;
    const PgQuery__AExpr *between = first->a_expr;
    write_operator(writer, and_ ? ">=" : "<", between->lexpr, between->rexpr->list->items[0]);
    pgp_write(writer, " ");
    write_operator(writer, and_ ? "<=" : ">", between->lexpr, between->rexpr->list->items[1]);
    return true;
}

static void write_bool_args(pgp_tree_writer *writer, const PgQuery__BoolExpr *expression)
{
    bool spliced = expression->boolop != PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR && write_spliced(writer, expression);
    for (size_t i = spliced ? 1 : 0; i < expression->n_args; i++) {
        if (i)
            pgp_write(writer, " ");
        pgp_write_node(writer, expression->args[i]);
    }
}

static void write_bool(pgp_tree_writer *writer, const PgQuery__BoolExpr *expression)
{
    static const char *const words[] = {"", "(and ", "(or ", "(not "};
    pgp_write(writer, words[expression->boolop]);
    write_bool_args(writer, expression);
    pgp_write(writer, ")");
}

/* -- functions ------------------------------------------------------------------------------------------- */

/* Functions of sequences take regclass only, so a literal names a relation. */
static bool takes_relation(const char *function)
{
    static const char *const functions[] = {"nextval", "currval", "setval"};
    return ONE_OF(function, functions);
}

/* Functions of one text: there is no other candidate for a varchar. */
static bool takes_text(const char *function, const char *type)
{
    static const char *const functions[] = {"lower", "upper", "btrim", "ltrim", "rtrim", "length", "char_length",
                                            "character_length", "octet_length", "md5", "initcap", "reverse"};
    return type && strcmp(type, "varchar") == 0 && ONE_OF(function, functions);
}

static void write_call(pgp_tree_writer *writer, const PgQuery__FuncCall *call)
{
    const char *name = pgp_canonical_function(writer, call->n_funcname, call->funcname);
    pgp_write(writer, "(call ");
    pgp_write_string(writer, name);
    for (size_t i = 0; i < call->n_args; i++) {
        operand argument = {.node = call->args[i]};
        if (i == 0 && literal_of(argument.node) && takes_relation(name))
            argument.type = "regclass";
        else if (call->n_args == 1 && takes_text(name, type_of(writer, argument.node)))
            argument.type = "text";
        write_operand(writer, argument);
    }
}

static bool write_call_field(pgp_tree_writer *writer, const ProtobufCMessage *message, const char *field)
{
    (void)writer, (void)message;
    return strcmp(field, "funcname") == 0 || strcmp(field, "args") == 0;
}

/* COALESCE, GREATEST, LEAST: literals take the type of the first argument when all others are literals or have it, too. */
static void write_common(pgp_tree_writer *writer, const char *word, size_t n, PgQuery__Node *const *args)
{
    const char *type = n ? type_of(writer, args[0]) : NULL;
    for (size_t i = 1; type && i < n; i++)
        if (!literal_of(args[i]) && !pgp_same(type_of(writer, args[i]), type))
            type = NULL;
    pgp_write(writer, pgp_printf(writer->arena, "(%s", word));
    for (size_t i = 0; i < n; i++)
        write_operand(writer, (operand){args[i], literal_of(args[i]) ? type : NULL});
    pgp_write(writer, ")");
}

/* -- columns --------------------------------------------------------------------------------------------- */

static bool is_star(const PgQuery__Node *node)
{
    return node->node_case == PG_QUERY__NODE__NODE_A_STAR;
}

static void write_column_of(pgp_tree_writer *writer, const char *qualifier, const char *name)
{
    pgp_write(writer, "(column ");
    pgp_write_string(writer, qualifier);
    pgp_write(writer, " ");
    if (name)
        pgp_write_string(writer, name);
    else
        pgp_write(writer, "*");
    pgp_write(writer, ")");
}

/* Three parts are schema.relation.column, two relation.column; one is a column or, when there is none, a whole row. */
static void write_column(pgp_tree_writer *writer, const PgQuery__ColumnRef *ref)
{
    size_t n = ref->n_fields;
    bool star = n > 0 && is_star(ref->fields[n - 1]);
    const char *last = star ? NULL : pgp_string_of(ref->fields[n - 1]);
    const pgp_from_item *item = NULL;
    if (n == 3)
        item = pgp_scope_item(writer, pgp_string_of(ref->fields[0]), pgp_string_of(ref->fields[1]));
    else if (n == 2)
        item = pgp_scope_item(writer, NULL, pgp_string_of(ref->fields[0]));
    else if (n == 1 && last && !(item = pgp_scope_column(writer, last).item) &&
             (item = pgp_scope_item(writer, NULL, last)))
        last = item->known ? NULL : last;
    if (item && item->name && (last || star || n == 1)) {
        write_column_of(writer, item->name, last);
        return;
    }
    pgp_write(writer, "(column");
    pgp_write_list(writer, n, ref->fields);
    pgp_write(writer, ")");
}

/* -- the rules by node ------------------------------------------------------------------------------------- */

static void write_array(pgp_tree_writer *writer, const PgQuery__AArrayExpr *array)
{
    pgp_write(writer, "(array");
    pgp_write_list(writer, array->n_elements, array->elements);
    pgp_write(writer, ")");
}

static void write_function(pgp_tree_writer *writer, const PgQuery__FuncCall *call)
{
    write_call(writer, call);
    pgp_write_fields(writer, &call->base, write_call_field);
    pgp_write(writer, ")");
}

/* Values of a partition's bound are printed without types: 10 and '10' are the same. */
static void write_bound_values(pgp_tree_writer *writer, size_t n, PgQuery__Node *const *values)
{
    pgp_write(writer, " (");
    for (size_t i = 0; i < n; i++) {
        pgp_write(writer, " ");
        if (is_integer(values[i]))
            pgp_write_string(writer, pgp_printf(writer->arena, "%d", values[i]->a_const->ival->ival));
        else if (is_constant(values[i]) && !values[i]->a_const->isnull &&
                 values[i]->a_const->val_case == PG_QUERY__A__CONST__VAL_FVAL)
            pgp_write_string(writer, values[i]->a_const->fval->fval);
        else
            pgp_write_node(writer, values[i]);
    }
    pgp_write(writer, ")");
}

static bool write_bound_field(pgp_tree_writer *writer, const ProtobufCMessage *message, const char *field)
{
    const PgQuery__PartitionBoundSpec *bound = (const PgQuery__PartitionBoundSpec *)message;
    if (strcmp(field, "listdatums") == 0)
        write_bound_values(writer, bound->n_listdatums, bound->listdatums);
    else if (strcmp(field, "lowerdatums") == 0)
        write_bound_values(writer, bound->n_lowerdatums, bound->lowerdatums);
    else if (strcmp(field, "upperdatums") == 0)
        write_bound_values(writer, bound->n_upperdatums, bound->upperdatums);
    else
        return false;
    return true;
}

static void write_bound(pgp_tree_writer *writer, const ProtobufCMessage *bound)
{
    pgp_write(writer, "(bound");
    pgp_write_fields(writer, bound, write_bound_field);
    pgp_write(writer, ")");
}

bool pgp_write_expression(pgp_tree_writer *writer, const ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    if (type == &pg_query__a__expr__descriptor)
        return write_a_expr(writer, (const PgQuery__AExpr *)message);
    if (type == &pg_query__column_ref__descriptor)
        write_column(writer, (const PgQuery__ColumnRef *)message);
    else if (type == &pg_query__a__const__descriptor)
        write_constant(writer, (const PgQuery__AConst *)message);
    else if (type == &pg_query__string__descriptor)
        pgp_write_string(writer, ((const PgQuery__String *)message)->sval);
    else if (type == &pg_query__type_cast__descriptor)
        write_type_cast(writer, (const PgQuery__TypeCast *)message);
    else if (type == &pg_query__type_name__descriptor)
        pgp_write(writer, pgp_canonical_type(writer, (const PgQuery__TypeName *)message, true));
    else if (type == &pg_query__func_call__descriptor)
        write_function(writer, (const PgQuery__FuncCall *)message);
    else if (type == &pg_query__bool_expr__descriptor)
        write_bool(writer, (const PgQuery__BoolExpr *)message);
    else if (type == &pg_query__a__array_expr__descriptor)
        write_array(writer, (const PgQuery__AArrayExpr *)message);
    else if (type == &pg_query__coalesce_expr__descriptor)
        write_common(writer, "coalesce", ((const PgQuery__CoalesceExpr *)message)->n_args,
                     ((const PgQuery__CoalesceExpr *)message)->args);
    else if (type == &pg_query__partition_bound_spec__descriptor)
        write_bound(writer, message);
    else
        return false;
    return true;
}

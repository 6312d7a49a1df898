/*
 * Expressions in canonical form: the keywords that the server turns into operators, and literals whose
 * type a column tells.
 */
#include "equal/tree.h"

#include <string.h>
#include <strings.h>

/* -- constants and casts --------------------------------------------------------------------------------- */

/* "0", "42", "-1", as int4out prints what fits in 4 bytes. */
static bool is_int4_text(const char *text) {
    const char *digits = text + (*text == '-');
    size_t size = strspn(digits, "0123456789");
    bool plain = *digits != '0' || (size == 1 && digits == text);
    return size > 0 && size <= 9 && !digits[size] && plain;
}

/* "1.50", "-0.5", as numeric_out prints it again. */
static bool is_numeric_text(const char *text) {
    const char *digits = text + (*text == '-');
    size_t whole = strspn(digits, "0123456789");
    size_t fraction = digits[whole] == '.' ? strspn(digits + whole + 1, "0123456789") : 0;
    return whole > 0 && fraction > 0 && !digits[whole + 1 + fraction] && (*digits != '0' || whole == 1);
}

/* boolin() of src/backend/utils/adt/bool.c takes more. */
static bool is_one_of(const char *text, const char *const *words) {
    while (*words && strcasecmp(text, *words) != 0)
        words++;
    return *words != NULL;
}

/* A literal of a type that the server prints as a constant without one. */
static bool write_plain(pgp_tree_writer *writer, const char *literal, const char *type) {
    static const char *const yes[] = {"t", "true", "y", "yes", "on", "1", NULL};
    static const char *const no[] = {"f", "false", "n", "no", "off", "0", NULL};
    if ((strcmp(type, "int4") == 0 && is_int4_text(literal)) ||
        (strcmp(type, "numeric") == 0 && is_numeric_text(literal)))
        pgp_write(writer, literal);
    else if (strcmp(type, "bool") == 0 && is_one_of(literal, yes))
        pgp_write(writer, "true");
    else if (strcmp(type, "bool") == 0 && is_one_of(literal, no))
        pgp_write(writer, "false");
    else
        return false;
    return true;
}

/* 'public.orders_id_seq'::regclass names a relation, not a text. */
static void write_regclass(pgp_tree_writer *writer, const char *literal) {
    pgp_names parts = pgp_split_names(writer->arena, literal, '.');
    const char *name = NULL;
    if (parts.count == 1 || parts.count == 2)
        name = pgp_canonical_relation(writer, parts.count == 2 ? parts.items[0] : NULL,
                                      parts.items[parts.count - 1]);
    pgp_write(writer, "(relation ");
    pgp_write_string(writer, name ? name : literal);
    pgp_write(writer, ")");
}

/* A label that the plan renames; NULL: it is none. */
static const char *renamed_label(pgp_tree_writer *writer, const char *literal, const char *type) {
    const pgp_enum *found = (const pgp_enum *)pgp_tree_type(writer, type);
    if (!found || found->object.kind != &pgp_kind_enum)
        return NULL;
    for (size_t i = 0; i < found->former_labels.count; i++)
        if (strcmp(found->former_labels.items[i], literal) == 0)
            return found->labels.items[i];
    return NULL;
}

/* A constant is of this type without a cast. */
static bool is_constant_of(const PgQuery__Node *node, const char *type) {
    const PgQuery__AConst *constant =
        node && node->node_case == PG_QUERY__NODE__NODE_A_CONST ? node->a_const : NULL;
    if (!constant || constant->isnull)
        return false;
    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL: return strcmp(type, "int4") == 0;
    case PG_QUERY__A__CONST__VAL_FVAL:
        return strcmp(type, "numeric") == 0 && strchr(constant->fval->fval, '.');
    case PG_QUERY__A__CONST__VAL_BOOLVAL: return strcmp(type, "bool") == 0;
    default: return false;
    }
}

/* transformTypeCast(): of an array that is spelled out, each element is cast; servers print it either way. */
static bool write_array_cast(pgp_tree_writer *writer, const PgQuery__Node *node, const char *type) {
    const char *element = pgp_element_of(writer->arena, type);
    if (!element || !node || node->node_case != PG_QUERY__NODE__NODE_A_ARRAY_EXPR ||
        !node->a_array_expr->n_elements)
        return false;
    pgp_write(writer, "(array");
    for (size_t i = 0; i < node->a_array_expr->n_elements; i++) {
        const PgQuery__Node *item = node->a_array_expr->elements[i];
        pgp_write(writer, " ");
        pgp_write_cast(writer, item, item->node_case == PG_QUERY__NODE__NODE_A_ARRAY_EXPR ? type : element);
    }
    pgp_write(writer, ")");
    return true;
}

void pgp_write_cast(pgp_tree_writer *writer, const PgQuery__Node *node, const char *type) {
    if (write_array_cast(writer, node, type))
        return;
    const char *literal = pgp_literal_of(node);
    const char *label = literal ? renamed_label(writer, literal, type) : NULL;
    if (label) {
        pgp_write(writer, "(cast ");
        pgp_write_string(writer, label);
        pgp_write(writer, pgp_printf(writer->arena, " %s)", type));
    } else if (literal && strcmp(type, "regclass") == 0) {
        write_regclass(writer, literal);
    } else if (is_constant_of(node, type)) {
        pgp_write_node(writer, node);
    } else if (!literal || !write_plain(writer, literal, type)) {
        pgp_write(writer, "(cast ");
        pgp_write_node(writer, node);
        pgp_write(writer, pgp_printf(writer->arena, " %s)", type));
    }
}

static void write_type_cast(pgp_tree_writer *writer, const PgQuery__TypeCast *cast) {
    pgp_write_cast(writer, cast->arg, pgp_canonical_type(writer, cast->type_name, true));
}

/* A number too large for 4 bytes is a bigint when it fits. */
static void write_number(pgp_tree_writer *writer, const char *number) {
    const char *digits = number + (*number == '-');
    size_t size = strlen(digits);
    if (size <= 18 && strspn(digits, "0123456789") == size)
        pgp_write(writer, pgp_printf(writer->arena, "(cast '%s' int8)", number));
    else
        pgp_write(writer, number);
}

static void write_constant(pgp_tree_writer *writer, const PgQuery__AConst *constant) {
    if (constant->isnull) {
        pgp_write(writer, "null");
        return;
    }
    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        pgp_write(writer, pgp_printf(writer->arena, "%d", constant->ival->ival));
        break;
    case PG_QUERY__A__CONST__VAL_FVAL: write_number(writer, constant->fval->fval); break;
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        pgp_write(writer, constant->boolval->boolval ? "true" : "false");
        break;
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

static void write_operand(pgp_tree_writer *writer, pgp_operand what) {
    pgp_write(writer, " ");
    if (what.type && what.node)
        pgp_write_cast(writer, what.node, what.type);
    else
        pgp_write_node(writer, what.node);
}

static void write_operator(pgp_tree_writer *writer, const char *operator_, const PgQuery__Node *left,
                           const PgQuery__Node *right) {
    pgp_operand a = {.node = left}, b = {.node = right};
    pgp_settle_operator(writer, operator_, &a, &b);
    pgp_write(writer, "(op ");
    pgp_write_string(writer, operator_);
    write_operand(writer, a);
    write_operand(writer, b);
    pgp_write(writer, ")");
}

static void write_pair(pgp_tree_writer *writer, const char *word, const char *first, const char *second,
                       const PgQuery__Node *value, PgQuery__Node *const *bounds) {
    pgp_write(writer, pgp_printf(writer->arena, "(%s ", word));
    write_operator(writer, first, value, bounds[0]);
    pgp_write(writer, " ");
    write_operator(writer, second, value, bounds[1]);
    pgp_write(writer, ")");
}

/* transformAExprBetween() of src/backend/parser/parse_expr.c. */
static void write_between(pgp_tree_writer *writer, const PgQuery__AExpr *expression) {
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

/* -- IN ----------------------------------------------------------------------------------------------------
 */

static void write_items(pgp_tree_writer *writer, size_t n, PgQuery__Node *const *items, const char *type) {
    pgp_write(writer, "(array");
    for (size_t i = 0; i < n; i++)
        write_operand(writer, (pgp_operand){items[i], type});
    pgp_write(writer, ")");
}

static void write_cast_items(pgp_tree_writer *writer, const PgQuery__List *list, pgp_in_types types) {
    pgp_write(writer, "(array");
    for (size_t i = 0; i < list->n_items; i++) {
        pgp_write(writer, " (cast ");
        pgp_write_cast(writer, list->items[i], types.item);
        pgp_write(writer, pgp_printf(writer->arena, " %s)", types.element));
    }
    pgp_write(writer, ")");
}

/* transformAExprIn(): more than one constant become an array. */
static void write_in_array(pgp_tree_writer *writer, const PgQuery__AExpr *expression, const char *operator_,
                           pgp_in_types types) {
    const PgQuery__List *list = expression->rexpr->list;
    bool all = strcmp(operator_, "<>") == 0;
    pgp_write(writer, all ? "(all " : "(any ");
    pgp_write_string(writer, operator_);
    write_operand(writer, (pgp_operand){expression->lexpr, types.value});
    pgp_write(writer, " ");
    if (types.element)
        write_cast_items(writer, list, types);
    else
        write_items(writer, list->n_items, list->items, types.item);
    pgp_write(writer, ")");
}

static void write_in(pgp_tree_writer *writer, const PgQuery__AExpr *expression) {
    const char *operator_ = pgp_canonical_operator(writer, expression->n_name, expression->name);
    const PgQuery__List *list = expression->rexpr->list;
    pgp_in_types types;
    if (list->n_items == 1) {
        write_operator(writer, operator_, expression->lexpr, list->items[0]);
    } else if (pgp_settle_in(writer, expression, &types)) {
        write_in_array(writer, expression, operator_, types);
    } else {
        pgp_write(writer, "(in ");
        pgp_write_string(writer, operator_);
        write_operand(writer, (pgp_operand){.node = expression->lexpr});
        pgp_write_list(writer, list->n_items, list->items);
        pgp_write(writer, ")");
    }
}

static void write_distinct(pgp_tree_writer *writer, const PgQuery__AExpr *expression) {
    bool not_ = expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT;
    pgp_write(writer, not_ ? "(not (distinct" : "(distinct");
    pgp_operand a = {.node = expression->lexpr}, b = {.node = expression->rexpr};
    pgp_settle_operator(writer, "=", &a, &b);
    write_operand(writer, a);
    write_operand(writer, b);
    pgp_write(writer, not_ ? "))" : ")");
}

static void write_quantified(pgp_tree_writer *writer, const PgQuery__AExpr *expression) {
    const char *operator_ = pgp_canonical_operator(writer, expression->n_name, expression->name);
    pgp_operand value = {.node = expression->lexpr}, array = {.node = expression->rexpr};
    pgp_in_types types;
    pgp_settle_any(writer, operator_, &value, &array, &types);
    pgp_write(writer, expression->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL ? "(all " : "(any ");
    pgp_write_string(writer, operator_);
    write_operand(writer, value);
    if (types.item && !array.type) {
        pgp_write(writer, " ");
        write_items(writer, array.node->a_array_expr->n_elements, array.node->a_array_expr->elements,
                    types.item);
    } else {
        write_operand(writer, array);
    }
    pgp_write(writer, ")");
}

static bool write_a_expr(pgp_tree_writer *writer, const PgQuery__AExpr *expression) {
    switch (expression->kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR:
        write_operator(writer, pgp_canonical_operator(writer, expression->n_name, expression->name),
                       expression->lexpr, expression->rexpr);
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

/* -- AND, OR, NOT ------------------------------------------------------------------------------------------
 */

static void write_bool_args(pgp_tree_writer *writer, const PgQuery__BoolExpr *expression);

/* What becomes (word …) by itself, so that a chain of the same word takes its parts in. */
static bool write_spliced(pgp_tree_writer *writer, const PgQuery__BoolExpr *expression) {
    bool and_ = expression->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
    const PgQuery__Node *first = expression->args[0];
    if (first->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR &&
        first->bool_expr->boolop == expression->boolop &&
        expression->boolop != PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        write_bool_args(writer, first->bool_expr);
        return true;
    }
    if (first->node_case != PG_QUERY__NODE__NODE_A_EXPR ||
        first->a_expr->kind !=
            (and_ ? PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN : PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN))
        return false;
    const PgQuery__AExpr *between = first->a_expr;
    write_operator(writer, and_ ? ">=" : "<", between->lexpr, between->rexpr->list->items[0]);
    pgp_write(writer, " ");
    write_operator(writer, and_ ? "<=" : ">", between->lexpr, between->rexpr->list->items[1]);
    return true;
}

static void write_bool_args(pgp_tree_writer *writer, const PgQuery__BoolExpr *expression) {
    bool spliced =
        expression->boolop != PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR && write_spliced(writer, expression);
    for (size_t i = spliced ? 1 : 0; i < expression->n_args; i++) {
        if (i)
            pgp_write(writer, " ");
        pgp_write_node(writer, expression->args[i]);
    }
}

static void write_bool(pgp_tree_writer *writer, const PgQuery__BoolExpr *expression) {
    static const char *const words[] = {"", "(and ", "(or ", "(not "};
    pgp_write(writer, words[expression->boolop]);
    write_bool_args(writer, expression);
    pgp_write(writer, ")");
}

/* -- functions ------------------------------------------------------------------------------------------- */

static void write_call(pgp_tree_writer *writer, const PgQuery__FuncCall *call) {
    const char *name = pgp_canonical_function(writer, call->n_funcname, call->funcname);
    pgp_write(writer, "(call ");
    pgp_write_string(writer, name);
    for (size_t i = 0; i < call->n_args; i++)
        write_operand(writer, (pgp_operand){call->args[i], pgp_argument_type(writer, call, name, i)});
}

static bool write_call_field(pgp_tree_writer *writer, const ProtobufCMessage *message, const char *field) {
    (void)writer, (void)message;
    return strcmp(field, "funcname") == 0 || strcmp(field, "args") == 0;
}

/* A value among others that have one type: literals, NULL and integers take it. */
static void write_common(pgp_tree_writer *writer, const PgQuery__Node *node, const char *type) {
    bool untyped = pgp_literal_of(node) ||
                   (node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->isnull) ||
                   (type && pgp_is_integer(node) && strcmp(type, "int4") != 0);
    write_operand(writer, (pgp_operand){node, untyped ? type : NULL});
}

static void write_coalesce(pgp_tree_writer *writer, const PgQuery__CoalesceExpr *coalesce) {
    const char *type = pgp_common_type(writer, coalesce->n_args, coalesce->args);
    pgp_write(writer, "(coalesce");
    for (size_t i = 0; i < coalesce->n_args; i++)
        write_common(writer, coalesce->args[i], type);
    pgp_write(writer, ")");
}

/* Without ELSE the server says ELSE NULL::type. */
static void write_case(pgp_tree_writer *writer, const PgQuery__CaseExpr *expression) {
    const char *type = pgp_case_type(writer, expression);
    pgp_write(writer, "(case ");
    pgp_write_node(writer, expression->arg);
    for (size_t i = 0; i < expression->n_args; i++) {
        const PgQuery__CaseWhen *when = expression->args[i]->case_when;
        pgp_write(writer, " (when ");
        pgp_write_node(writer, when->expr);
        write_common(writer, when->result, type);
        pgp_write(writer, ")");
    }
    if (expression->defresult)
        write_common(writer, expression->defresult, type);
    else if (type)
        pgp_write(writer, pgp_printf(writer->arena, " (cast null %s)", type));
    pgp_write(writer, ")");
}

/* -- columns --------------------------------------------------------------------------------------------- */

static bool is_star(const PgQuery__Node *node) {
    return node->node_case == PG_QUERY__NODE__NODE_A_STAR;
}

static void write_column_of(pgp_tree_writer *writer, const char *qualifier, const char *name) {
    pgp_write(writer, "(column ");
    pgp_write_string(writer, qualifier);
    pgp_write(writer, " ");
    if (name)
        pgp_write_string(writer, name);
    else
        pgp_write(writer, "*");
    pgp_write(writer, ")");
}

/* NEW and OLD of a trigger's condition or a rule. */
static const char *row_variable(const char *name) {
    return name && (strcmp(name, "new") == 0 || strcmp(name, "old") == 0) ? name : NULL;
}

/* Of a column that the plan renames. */
static const char *present_name(const pgp_object *relation, const char *name) {
    const pgp_object *column = relation ? pgp_former_column(relation, name) : NULL;
    return column ? column->name : name;
}

/* Three parts are schema.relation.column, two relation.column; one is a column or, when there is none, a
 * whole row. */
static void write_column(pgp_tree_writer *writer, const PgQuery__ColumnRef *ref) {
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
    const char *row = !item && n == 2 ? row_variable(pgp_string_of(ref->fields[0])) : NULL;
    if (row && last && writer->about->relation) {
        write_column_of(writer, row, present_name(writer->about->relation, last));
        return;
    }
    if (item && item->name && (last || star || n == 1)) {
        write_column_of(writer, item->name, last ? present_name(item->relation, last) : NULL);
        return;
    }
    pgp_write(writer, "(column");
    pgp_write_list(writer, n, ref->fields);
    pgp_write(writer, ")");
}

/* -- the rules by node -------------------------------------------------------------------------------------
 */

static void write_array(pgp_tree_writer *writer, const PgQuery__AArrayExpr *array) {
    write_items(writer, array->n_elements, array->elements, NULL);
}

static void write_function(pgp_tree_writer *writer, const PgQuery__FuncCall *call) {
    write_call(writer, call);
    pgp_write_fields(writer, &call->base, write_call_field);
    pgp_write(writer, ")");
}

/* COLLATE pg_catalog."C" is COLLATE "C". */
static void write_collate(pgp_tree_writer *writer, const PgQuery__CollateClause *clause) {
    pgp_write(writer, "(collate ");
    pgp_write_node(writer, clause->arg);
    pgp_write(writer, " ");
    pgp_write_string(writer, pgp_canonical_operator(writer, clause->n_collname, clause->collname));
    pgp_write(writer, ")");
}

/* Values of a partition's bound are printed without types: 10 and '10' are the same. */
static void write_bound_values(pgp_tree_writer *writer, size_t n, PgQuery__Node *const *values) {
    pgp_write(writer, " (");
    for (size_t i = 0; i < n; i++) {
        pgp_write(writer, " ");
        if (pgp_is_integer(values[i]))
            pgp_write_string(writer, pgp_printf(writer->arena, "%d", values[i]->a_const->ival->ival));
        else if (values[i]->node_case == PG_QUERY__NODE__NODE_A_CONST && !values[i]->a_const->isnull &&
                 values[i]->a_const->val_case == PG_QUERY__A__CONST__VAL_FVAL)
            pgp_write_string(writer, values[i]->a_const->fval->fval);
        else
            pgp_write_node(writer, values[i]);
    }
    pgp_write(writer, ")");
}

static bool write_bound_field(pgp_tree_writer *writer, const ProtobufCMessage *message, const char *field) {
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

static void write_bound(pgp_tree_writer *writer, const ProtobufCMessage *bound) {
    pgp_write(writer, "(bound");
    pgp_write_fields(writer, bound, write_bound_field);
    pgp_write(writer, ")");
}

bool pgp_write_expression(pgp_tree_writer *writer, const ProtobufCMessage *message) {
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
    else if (type == &pg_query__collate_clause__descriptor)
        write_collate(writer, (const PgQuery__CollateClause *)message);
    else if (type == &pg_query__coalesce_expr__descriptor)
        write_coalesce(writer, (const PgQuery__CoalesceExpr *)message);
    else if (type == &pg_query__case_expr__descriptor)
        write_case(writer, (const PgQuery__CaseExpr *)message);
    else if (type == &pg_query__partition_bound_spec__descriptor)
        write_bound(writer, message);
    else
        return false;
    return true;
}

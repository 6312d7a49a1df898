/*
 * Elements of indexes and exclusion constraints: read from statements, written again.
 */
#include "kinds/index.h"
#include "parse/lexer.h"

#include <string.h>

/* -- what the server calls a column of an index ------------------------------------------------------------------ */

static const char *figure_name(const PgQuery__Node *node, int *strength);

static const char *last_string(size_t n, PgQuery__Node *const *list, int *strength) {
    const char *name = n ? pgp_string_of(list[n - 1]) : NULL;
    *strength = name ? 2 : 0;
    return name;
}

static const char *figure_indirection(const PgQuery__AIndirection *indirection, int *strength) {
    for (size_t i = indirection->n_indirection; i-- > 0;)
        if (pgp_string_of(indirection->indirection[i]))
            return last_string(1, &indirection->indirection[i], strength);
    return figure_name(indirection->arg, strength);
}

static const char *figure_cast(const PgQuery__TypeCast *cast, int *strength) {
    const char *name = figure_name(cast->arg, strength);
    if (*strength > 1 || !cast->type_name)
        return name;
    name = last_string(cast->type_name->n_names, cast->type_name->names, strength);
    *strength = 1;
    return name;
}

static const char *figure_case(const PgQuery__CaseExpr *expression, int *strength) {
    const char *name = figure_name(expression->defresult, strength);
    if (*strength > 1)
        return name;
    *strength = 1;
    return "case";
}

/* FigureColnameInternal() of src/backend/parser/parse_target.c, for what can stand in an index. */
static const char *figure_name(const PgQuery__Node *node, int *strength) {
    *strength = 2;
    switch (node ? node->node_case : PG_QUERY__NODE__NODE__NOT_SET) {
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return last_string(node->column_ref->n_fields, node->column_ref->fields, strength);
    case PG_QUERY__NODE__NODE_A_INDIRECTION: return figure_indirection(node->a_indirection, strength);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return last_string(node->func_call->n_funcname, node->func_call->funcname, strength);
    case PG_QUERY__NODE__NODE_TYPE_CAST: return figure_cast(node->type_cast, strength);
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE: return figure_name(node->collate_clause->arg, strength);
    case PG_QUERY__NODE__NODE_CASE_EXPR: return figure_case(node->case_expr, strength);
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR: return "array";
    case PG_QUERY__NODE__NODE_ROW_EXPR: return "row";
    case PG_QUERY__NODE__NODE_COALESCE_EXPR: return "coalesce";
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
        return node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_LEAST ? "least" : "greatest";
    case PG_QUERY__NODE__NODE_A_EXPR:
        if (node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF)
            return "nullif";
        break;
    default: break;
    }
    *strength = 0;
    return NULL;
}

/* -- reading -------------------------------------------------------------------------------------------------------- */

static pgp_token token_at(const pgp_parser *parser, size_t from) {
    return pgp_lex(parser->statement, parser->statement_size, from);
}

static bool is_byte(const pgp_parser *parser, const pgp_token *token, char byte) {
    return token->type == PGP_TOKEN_OTHER && parser->statement[token->start] == byte;
}

/* Behind the bracket that opens at or after `from`. */
static size_t open_bracket(const pgp_parser *parser, size_t from) {
    pgp_token token = token_at(parser, from);
    while (token.type != PGP_TOKEN_END && !is_byte(parser, &token, '('))
        token = token_at(parser, token.end);
    return token.end;
}

/* Behind the bracket that closes the one before `from`. */
static size_t close_bracket(const pgp_parser *parser, size_t from) {
    int depth = 1;
    pgp_token token = token_at(parser, from);
    for (; token.type != PGP_TOKEN_END; token = token_at(parser, token.end)) {
        depth += is_byte(parser, &token, '(') - is_byte(parser, &token, ')');
        if (depth == 0)
            break;
    }
    return token.end;
}

/* Behind the comma that ends the element at `from`, or the bracket that ends the list. */
static size_t next_element(const pgp_parser *parser, size_t from) {
    int depth = 0;
    pgp_token token = token_at(parser, from);
    for (; token.type != PGP_TOKEN_END; token = token_at(parser, token.end)) {
        if (depth == 0 && (is_byte(parser, &token, ',') || is_byte(parser, &token, ')')))
            break;
        depth += is_byte(parser, &token, '(') + is_byte(parser, &token, '[') - is_byte(parser, &token, ')') -
                 is_byte(parser, &token, ']');
    }
    return token.end;
}

/* An expression of an index is a call or stands in brackets: both end where their first bracket closes. */
static pgp_sql read_expression(pgp_parser *parser, size_t from) {
    size_t end = close_bracket(parser, open_bracket(parser, from));
    return pgp_parse_sql(parser, pgp_slice(parser, (int)from, (int)end), (int)token_at(parser, from).start);
}

const char *pgp_read_opclass(pgp_parser *parser, size_t n, PgQuery__Node *const *names, pgp_object *user) {
    const char *schema, *name;
    if (!n)
        return NULL;
    pgp_name_of_list(n, names, &schema, &name);
    pgp_refer_named(parser, user, &pgp_kind_operator_class, schema, name, 0);
    if (schema && strcmp(schema, "pg_catalog") == 0)
        schema = NULL;
    return pgp_intern(parser->model, pgp_quoted2(parser->arena, schema, name));
}

static void read_order(const PgQuery__IndexElem *element, pgp_key *key) {
    key->descending = element->ordering == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;
    if (element->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_DEFAULT)
        key->nulls_first = key->descending;
    else
        key->nulls_first = element->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST;
}

/* (a) and (a COLLATE "C") are plain columns (ComputeIndexAttrs() of src/backend/commands/indexcmds.c). */
static pgp_status read_column(pgp_parser *parser, const PgQuery__Node *expression, pgp_object *user,
                              pgp_key *key) {
    const PgQuery__Node *node = expression;
    while (node->node_case == PG_QUERY__NODE__NODE_COLLATE_CLAUSE)
        node = node->collate_clause->arg;
    const char *name = node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF
                           ? pgp_string_of(node->column_ref->fields[node->column_ref->n_fields - 1])
                           : NULL;
    if (!name)
        return PGP_OK;
    if (node != expression) {
        const PgQuery__CollateClause *collate = expression->collate_clause;
        PGP_TRY(pgp_parse_collation(parser, collate->n_collname, collate->collname, user, &key->collation));
    }
    key->column = pgp_intern(parser->model, name);
    return PGP_OK;
}

static pgp_status read_element(pgp_parser *parser, pgp_object *user, const PgQuery__IndexElem *element,
                               size_t from, pgp_key *key) {
    int strength;
    if (!element->expr) {
        key->column = pgp_intern(parser->model, element->name);
        return PGP_OK;
    }
    PGP_TRY(read_column(parser, element->expr, user, key));
    if (key->column)
        return PGP_OK;
    const char *name = figure_name(element->expr, &strength);
    key->name = pgp_intern(parser->model, name ? name : "expr");
    key->expression = read_expression(parser, from);
    pgp_refer_all(parser, user, &element->expr->base);
    return PGP_OK;
}

static pgp_status read_key(pgp_parser *parser, pgp_object *user, const PgQuery__IndexElem *element,
                           size_t from, pgp_key *key) {
    *key = (pgp_key){.path = parser->path};
    PGP_TRY(read_element(parser, user, element, from, key));
    if (element->n_collation)
        PGP_TRY(pgp_parse_collation(parser, element->n_collation, element->collation, user, &key->collation));
    key->opclass = pgp_read_opclass(parser, element->n_opclass, element->opclass, user);
    read_order(element, key);
    return pgp_read_options(parser, element->n_opclassopts, element->opclassopts, false,
                            &key->opclass_options);
}

pgp_status pgp_read_keys(pgp_parser *parser, pgp_object *user, size_t n, PgQuery__Node *const *elements,
                         int location, pgp_keys *out) {
    size_t at = open_bracket(parser, location < 0 ? 0 : (size_t)location);
    return pgp_read_keys_at(parser, user, n, elements, (int)at, out);
}

pgp_status pgp_read_keys_at(pgp_parser *parser, pgp_object *user, size_t n, PgQuery__Node *const *elements,
                            int location, pgp_keys *out) {
    size_t at = location < 0 ? 0 : (size_t)location;
    *out = (pgp_keys){.items = pgp_alloc(parser->arena, n * sizeof *out->items), .count = n};
    for (size_t i = 0; i < n; i++) {
        PGP_TRY(read_key(parser, user, elements[i]->index_elem, at, &out->items[i]));
        at = next_element(parser, at);
    }
    return PGP_OK;
}

/* -- writing ---------------------------------------------------------------------------------------------------------- */

static void add_opclass(pgp_text *text, const pgp_key *key) {
    const char *opclass = key->opclass ? key->opclass : key->opclass_options.count ? key->opclass_name : NULL;
    if (opclass)
        pgp_text_addf(text, " %s", opclass);
    if (key->opclass_options.count)
        pgp_text_addf(text, " (%s)", pgp_options_set(text->arena, NULL, &key->opclass_options));
}

static void add_order(pgp_text *text, const pgp_key *key) {
    if (key->descending)
        pgp_text_add(text, " DESC");
    if (key->nulls_first != key->descending)
        pgp_text_add(text, key->nulls_first ? " NULLS FIRST" : " NULLS LAST");
}

void pgp_keys_sql(pgp_text *text, const pgp_keys *keys) {
    for (size_t i = 0; i < keys->count; i++) {
        const pgp_key *key = &keys->items[i];
        if (i)
            pgp_text_add(text, ", ");
        if (key->column)
            pgp_sql_name(text, key->column);
        else
            pgp_text_add(text, key->expression.text);
        if (key->collation)
            pgp_text_addf(text, " COLLATE %s", key->collation);
        add_opclass(text, key);
        add_order(text, key);
        if (key->operator_)
            pgp_text_addf(text, " WITH %s", key->operator_);
    }
}

static bool has_path(const pgp_sql *sql) {
    return sql->text && sql->path && *sql->path;
}

/* Names in what a server prints are whole, but not those in the functions that it calls: then the key says where to look. */
pgp_sql pgp_keys_path(const pgp_keys *keys, const pgp_sql *predicate) {
    pgp_sql printed = *predicate;
    if (has_path(predicate))
        return *predicate;
    for (size_t i = 0; i < keys->count; i++) {
        const pgp_key *key = &keys->items[i];
        if (has_path(&key->expression))
            return key->expression;
        if (key->path && (key->expression.text || predicate->text || key->opclass || key->operator_))
            return (pgp_sql){.text = "", .path = key->path};
        if (!printed.text)
            printed = key->expression;
    }
    return printed;
}

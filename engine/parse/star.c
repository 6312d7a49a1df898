/*
 * Writing out what a query means before a relation that it names gets another column (parse/star.h).
 */
#include "parse/star.h"

#include "base/splice.h"
#include "kinds/table.h"
#include "kinds/view.h"
#include "parse/lexer.h"
#include "parse/statements.h"
#include "parse/uses.h"
#include "parse/visit.h"

#include <string.h>

typedef struct settling {
    pgp_star_names names;
    pgp_arena *arena;
    const pgp_object *user; /* that has the query */
    const char *column;     /* that comes; NULL: any */
    const char *text;
    size_t size;
    pgp_star_scope *scope;
    const PgQuery__ColumnRef *output; /* in ORDER BY: an output, whatever columns there are */
    pgp_splices splices;
    bool failed;
} settling;

static pgp_token token_at(const settling *s, size_t offset) {
    return pgp_lex(s->text, s->size, offset);
}

static bool is_char(const settling *s, const pgp_token *token, char c) {
    return token->type == PGP_TOKEN_OTHER && s->text[token->start] == c;
}

/* -- `*` ------------------------------------------------------------------------------------------------- */

static void add_column(pgp_text *text, const char *qualifier, const char *name) {
    pgp_text_next(text, ", ");
    if (qualifier)
        pgp_text_addf(text, "%s.", qualifier);
    if (name)
        pgp_sql_name(text, name);
    else
        pgp_text_add(text, "*");
}

/* The last one before `end`. */
static pgp_token word_before(const settling *s, const char *word, size_t end) {
    pgp_token found = {.type = PGP_TOKEN_END};
    for (pgp_token t = token_at(s, 0); t.type != PGP_TOKEN_END && t.start < end; t = token_at(s, t.end))
        if (pgp_token_is(s->text, &t, word))
            found = t;
    return found;
}

/* TABLE t. */
static void replace_table(settling *s, const char *columns) {
    const PgQuery__Node *from = s->scope->select ? s->scope->select->from_clause[0] : NULL;
    pgp_token word = {.type = PGP_TOKEN_END};
    if (from && from->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
        word = word_before(s, "table", (size_t)from->range_var->location);
    s->failed |= word.type == PGP_TOKEN_END;
    pgp_splice_add(s->arena, &s->splices, word.start, word.end,
                   pgp_printf(s->arena, "SELECT %s FROM", columns));
}

static void replace_star(settling *s, const PgQuery__ColumnRef *star, const char *columns) {
    if (star->location < 0) {
        replace_table(s, columns);
        return;
    }
    pgp_token token = token_at(s, (size_t)star->location);
    while (token.type != PGP_TOKEN_END && !is_char(s, &token, '*'))
        token = token_at(s, token.end);
    s->failed |= !*columns || token.type == PGP_TOKEN_END;
    pgp_splice_add(s->arena, &s->splices, (size_t)star->location, token.end, columns);
}

/* SELECT * of several. */
static void settle_all(settling *s, const PgQuery__ColumnRef *star) {
    const pgp_star_outputs *outputs = &s->scope->outputs;
    pgp_text columns = pgp_text_new(s->arena);
    if (!s->scope->changes)
        return;
    s->failed |= s->scope->failed;
    for (size_t i = 0; i < outputs->count; i++)
        add_column(&columns, outputs->items[i].qualifier, outputs->items[i].name);
    replace_star(s, star, columns.data);
}

static const pgp_star_entry *find_entry(const settling *s, const char *schema, const char *name) {
    for (const pgp_star_scope *scope = s->scope; scope; scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++)
            if (pgp_same(scope->entries[i].name, name) &&
                (!schema || !scope->entries[i].schema || pgp_same(scope->entries[i].schema, schema)))
                return &scope->entries[i];
    return NULL;
}

static bool is_own_row(const settling *s, const char *name) {
    return s->user->kind == &pgp_kind_rule && s->user->parent == s->names.relation &&
           (pgp_same(name, "new") || pgp_same(name, "old"));
}

static void add_own_columns(const settling *s, const char *qualifier, pgp_text *columns) {
    for (const pgp_object *child = s->names.relation->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column)
            add_column(columns, qualifier, child->name);
}

/* t.*, and NEW.* in a rule. */
static void settle_qualified(settling *s, const PgQuery__ColumnRef *star) {
    const char *name = pgp_string_of(star->fields[star->n_fields - 2]);
    const char *schema = star->n_fields > 2 ? pgp_string_of(star->fields[star->n_fields - 3]) : NULL;
    const pgp_star_entry *entry = find_entry(s, schema, name);
    pgp_text columns = pgp_text_new(s->arena);
    if (entry ? !entry->changes : !is_own_row(s, name))
        return;
    if (!entry)
        add_own_columns(s, name, &columns);
    for (size_t i = 0; entry && i < entry->columns.count; i++)
        add_column(&columns, pgp_quoted2(s->arena, schema, name), entry->columns.items[i]);
    s->failed |= entry && !entry->known;
    replace_star(s, star, columns.data);
}

/* Where `*` is columns; in an expression it is the row. */
static void settle_star(settling *s, const PgQuery__Node *node) {
    if (!pgp_is_star(node))
        return;
    if (node->column_ref->n_fields == 1)
        settle_all(s, node->column_ref);
    else
        settle_qualified(s, node->column_ref);
}

static void settle_list(settling *s, size_t n, PgQuery__Node *const *nodes) {
    for (size_t i = 0; i < n; i++)
        settle_star(s, nodes[i]);
}

/* -- names without a relation ---------------------------------------------------------------------------- */

/* The entry of this level that has the column, or the only one of which nobody knows; *found: how many have it. */
static const pgp_star_entry *owner_in(const pgp_star_scope *scope, const char *name, size_t *found) {
    const pgp_star_entry *owner = NULL, *unknown = NULL;
    size_t unknowns = 0;
    *found = 0;
    for (size_t i = 0; i < scope->count; i++) {
        const pgp_star_entry *entry = &scope->entries[i];
        if (scope->inside && entry->subquery == scope->inside)
            break; /* LATERAL sees what is before it */
        if (!entry->known) {
            unknown = entry;
            unknowns++;
        } else if (pgp_names_has(&entry->columns, name)) {
            owner = entry;
            ++*found;
        }
    }
    if (owner || !unknowns)
        return owner;
    *found = unknowns;
    return unknown;
}

static bool is_output_name(const PgQuery__SelectStmt *select, const char *name) {
    for (size_t i = 0; i < select->n_target_list; i++)
        if (pgp_same(select->target_list[i]->res_target->name, name))
            return true;
    return false;
}

/* A new column comes before an output of that name in GROUP BY. */
static void settle_group(settling *s, const PgQuery__ColumnRef *ref, const char *name) {
    const PgQuery__SelectStmt *select = s->scope->select;
    size_t end = token_at(s, (size_t)ref->location).end;
    bool grouped = false;
    for (size_t i = 0; select && i < select->n_group_clause; i++)
        grouped |= select->group_clause[i]->column_ref == ref;
    s->failed |= !grouped;
    for (size_t i = 0; grouped && i < select->n_target_list; i++) {
        const PgQuery__ResTarget *target = select->target_list[i]->res_target;
        s->failed |= pgp_is_star(target->val);
        if (strcmp(target->name, name) != 0)
            continue;
        pgp_splice_add(s->arena, &s->splices, (size_t)ref->location, end, pgp_printf(s->arena, "%zu", i + 1));
        return;
    }
    s->failed = true;
}

static void qualify(settling *s, const PgQuery__ColumnRef *ref, const pgp_star_entry *owner) {
    s->failed |= !owner->name;
    if (owner->name)
        pgp_splice_add(s->arena, &s->splices, (size_t)ref->location, (size_t)ref->location,
                       pgp_printf(s->arena, "%s.", pgp_quoted2(s->arena, owner->schema, owner->name)));
}

/* The relation's new column would be in sight before, or beside, what the name means. */
static void settle_name(settling *s, const PgQuery__ColumnRef *ref) {
    const char *name = ref->n_fields == 1 ? pgp_string_of(ref->fields[0]) : NULL;
    bool changes = false;
    if (!name || !s->column || strcmp(name, s->column) != 0 || ref == s->output)
        return;
    for (const pgp_star_scope *scope = s->scope; scope; scope = scope->outer) {
        size_t found;
        if (scope->inside && !scope->inside->lateral)
            continue;
        const pgp_star_entry *owner = owner_in(scope, name, &found);
        changes |= scope->changes;
        if (changes && owner && found == 1 && !pgp_names_has(&scope->merged, name))
            qualify(s, ref, owner);
        else if (changes && owner)
            s->failed = true;
        if (owner)
            return;
    }
    if (changes)
        settle_group(s, ref, name);
}

static void note_order(settling *s, const PgQuery__SortBy *sort) {
    const PgQuery__SelectStmt *select = s->scope->select;
    const PgQuery__ColumnRef *ref =
        sort->node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF ? sort->node->column_ref : NULL;
    const char *name = ref && ref->n_fields == 1 ? pgp_string_of(ref->fields[0]) : NULL;
    if (name && select && (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE || is_output_name(select, name)))
        s->output = ref;
}

/* -- NATURAL --------------------------------------------------------------------------------------------- */

/* Where the table that begins at `start` ends, with its alias. */
static size_t end_of_table(const settling *s, const PgQuery__RangeVar *var) {
    pgp_token token = token_at(s, (size_t)var->location), next;
    for (int dots = (*var->catalogname != '\0') + (*var->schemaname != '\0'); dots > 0; dots--)
        token = token_at(s, token_at(s, token.end).end);
    if (!var->alias)
        return token.end;
    next = token_at(s, token.end);
    token = pgp_token_is(s->text, &next, "as") ? token_at(s, next.end) : next;
    if (!var->alias->n_colnames)
        return token.end;
    while (token.type != PGP_TOKEN_END && !is_char(s, &token, ')'))
        token = token_at(s, token.end);
    return token.end;
}

/* A new column that both sides have would be joined on, too. */
static void settle_natural(settling *s, const PgQuery__JoinExpr *join) {
    pgp_names left = {0}, right = {0};
    bool known = pgp_star_from_names(&s->names, join->larg, &left) &&
                 pgp_star_from_names(&s->names, join->rarg, &right);
    bool table = join->rarg->node_case == PG_QUERY__NODE__NODE_RANGE_VAR;
    if (!join->is_natural ||
        (known && s->column && !pgp_names_has(&left, s->column) && !pgp_names_has(&right, s->column)))
        return;
    s->failed |= !known || !table;
    if (s->failed)
        return;
    pgp_names common = pgp_star_common(s->arena, &left, &right);
    pgp_text columns = pgp_text_new(s->arena);
    size_t end = end_of_table(s, join->rarg->range_var);
    pgp_token natural = word_before(s, "natural", (size_t)join->rarg->range_var->location);
    pgp_sql_names(&columns, common.items, common.count);
    pgp_splice_add(s->arena, &s->splices, natural.start, token_at(s, natural.end).start, "");
    pgp_splice_add(s->arena, &s->splices, end, end,
                   common.count ? pgp_printf(s->arena, " USING (%s)", columns.data) : " ON true");
}

/* -- visiting -------------------------------------------------------------------------------------------- */

static pgp_star_scope *enter_scope(settling *s) {
    pgp_star_scope *scope = PGP_NEW(s->arena, pgp_star_scope);
    scope->outer = s->scope;
    return s->scope = scope;
}

static void enter_select(settling *s, const PgQuery__SelectStmt *select) {
    pgp_star_scope *scope = enter_scope(s);
    scope->select = select;
    for (size_t i = 0; i < select->n_from_clause; i++)
        pgp_star_scope_add(&s->names, scope, select->from_clause[i]);
}

static void enter_change(settling *s, const PgQuery__RangeVar *relation, size_t n,
                         PgQuery__Node *const *from) {
    pgp_star_scope *scope = enter_scope(s);
    pgp_star_scope_add_relation(&s->names, scope, relation);
    for (size_t i = 0; i < n; i++)
        pgp_star_scope_add(&s->names, scope, from[i]);
}

static bool enter_statement(settling *s, const ProtobufCMessage *message) {
    const ProtobufCMessageDescriptor *type = message->descriptor;
    const PgQuery__InsertStmt *insert = (const PgQuery__InsertStmt *)message;
    const PgQuery__UpdateStmt *update = (const PgQuery__UpdateStmt *)message;
    const PgQuery__DeleteStmt *delete = (const PgQuery__DeleteStmt *)message;
    const PgQuery__MergeStmt *merge = (const PgQuery__MergeStmt *)message;
    if (type == &pg_query__select_stmt__descriptor)
        enter_select(s, (const PgQuery__SelectStmt *)message);
    else if (type == &pg_query__insert_stmt__descriptor)
        enter_change(s, insert->relation, 0, NULL);
    else if (type == &pg_query__update_stmt__descriptor)
        enter_change(s, update->relation, update->n_from_clause, update->from_clause);
    else if (type == &pg_query__delete_stmt__descriptor)
        enter_change(s, delete->relation, delete->n_using_clause, delete->using_clause);
    else if (type == &pg_query__merge_stmt__descriptor)
        enter_change(s, merge->relation, 1, &merge->source_relation);
    else
        return false;
    return true;
}

static void enter(void *argument, const ProtobufCMessage *message) {
    settling *s = argument;
    const ProtobufCMessageDescriptor *type = message->descriptor;
    const PgQuery__RowExpr *row = (const PgQuery__RowExpr *)message;
    const PgQuery__List *list = (const PgQuery__List *)message;
    if (enter_statement(s, message))
        return;
    if (type == &pg_query__range_subselect__descriptor)
        s->scope->inside = (const PgQuery__RangeSubselect *)message;
    if (type == &pg_query__res_target__descriptor)
        settle_star(s, ((const PgQuery__ResTarget *)message)->val);
    else if (type == &pg_query__row_expr__descriptor)
        settle_list(s, row->n_args, row->args);
    else if (type == &pg_query__list__descriptor)
        settle_list(s, list->n_items, list->items);
    else if (type == &pg_query__sort_by__descriptor)
        note_order(s, (const PgQuery__SortBy *)message);
    else if (type == &pg_query__join_expr__descriptor)
        settle_natural(s, (const PgQuery__JoinExpr *)message);
    else if (type == &pg_query__column_ref__descriptor)
        settle_name(s, (const PgQuery__ColumnRef *)message);
}

static bool has_scope(const ProtobufCMessageDescriptor *type) {
    return type == &pg_query__select_stmt__descriptor || type == &pg_query__insert_stmt__descriptor ||
           type == &pg_query__update_stmt__descriptor || type == &pg_query__delete_stmt__descriptor ||
           type == &pg_query__merge_stmt__descriptor;
}

static void leave(void *argument, const ProtobufCMessage *message) {
    settling *s = argument;
    if (has_scope(message->descriptor))
        s->scope = s->scope->outer;
    else if (message->descriptor == &pg_query__range_subselect__descriptor)
        s->scope->inside = NULL;
}

static void collect_with(void *argument, const ProtobufCMessage *message) {
    settling *s = argument;
    if (message->descriptor != &pg_query__common_table_expr__descriptor)
        return;
    pgp_star_with *with = PGP_NEW(s->arena, pgp_star_with);
    *with = (pgp_star_with){s->names.with, (const PgQuery__CommonTableExpr *)message};
    s->names.with = with;
}

/* -- users ----------------------------------------------------------------------------------------------- */

/* What makes a statement of the text. */
static const char *statement_around(const pgp_object *user) {
    if (pgp_is_view(user))
        return "";
    if (user->kind == &pgp_kind_rule)
        return "CREATE RULE r AS ";
    if (user->kind == &pgp_kind_policy)
        return "SELECT ";
    return "CREATE FUNCTION f() RETURNS void LANGUAGE sql ";
}

/* What is in sight outside of every query: a policy's table, a function's parameters. */
static pgp_star_scope own_scope(const pgp_star_names *names, const pgp_object *user) {
    pgp_arena *arena = names->parser->arena;
    pgp_star_scope scope = {0};
    pgp_star_entry own = {.known = true};
    if (user->kind == &pgp_kind_policy) {
        own.name = user->parent->name;
        own.changes = scope.changes = user->parent == names->relation;
        for (const pgp_object *child = user->parent->children; child; child = child->sibling)
            if (child->kind == &pgp_kind_column)
                pgp_names_add(arena, &own.columns, child->name);
    } else if (user->kind == &pgp_kind_function || user->kind == &pgp_kind_procedure) {
        const pgp_arguments *arguments = &((const pgp_function *)user)->arguments;
        own.name = user->name;
        for (size_t i = 0; i < arguments->count; i++)
            if (arguments->items[i].name)
                pgp_names_add(arena, &own.columns, arguments->items[i].name);
    }
    PGP_PUSH(arena, scope.entries, scope.count, scope.capacity, own);
    return scope;
}

/* The text as it is to be from now on; NULL: that cannot be told. */
static const char *settled_text(pgp_star_names names, const pgp_object *user, const pgp_sql *sql,
                                const char *column) {
    pgp_arena *arena = names.parser->arena;
    const char *around = statement_around(user);
    pgp_star_scope own = own_scope(&names, user);
    settling s = {.names = names, .arena = arena, .user = user, .column = column, .scope = &own};
    pgp_tree tree = {0};
    pgp_syntax_error error;
    s.names.path = pgp_path_schemas(names.parser, sql->path);
    s.text = pgp_printf(arena, "%s%s", around, sql->text);
    s.size = strlen(s.text);
    if (pgp_tree_parse(arena, s.text, &tree, &error) != 0)
        return NULL;
    pgp_visit(&tree.result->base, collect_with, &s);
    pgp_visit_around(&tree.result->base, enter, leave, &s);
    pgp_tree_free(&tree);
    if (s.failed || s.names.numbered)
        return NULL;
    return s.splices.count ? pgp_spliced(arena, &s.splices, s.text) + strlen(around) : sql->text;
}

static bool may_depend(const pgp_sql *sql, const char *column) {
    return strchr(sql->text, '*') || pgp_text_mentions(sql->text, "table") ||
           (column && (pgp_text_mentions(sql->text, column) || pgp_text_mentions(sql->text, "join")));
}

static pgp_status settle_user(const pgp_star_names *names, pgp_object *user, const char *column) {
    pgp_parser *parser = names->parser;
    pgp_location here = pgp_parse_where(parser, 0);
    for (size_t i = 0; i < user->kind->property_count; i++) {
        const pgp_property *property = &user->kind->properties[i];
        pgp_sql *sql = (pgp_sql *)(void *)((char *)user + property->offset);
        if ((property->type != PGP_VALUE_EXPRESSION && property->type != PGP_VALUE_QUERY) || !sql->text ||
            !pgp_comes_before(&sql->where, &here) || pgp_comes_before(&sql->where, &names->relation->where) ||
            !may_depend(sql, column))
            continue;
        const char *text = settled_text(*names, user, sql, column);
        if (!text)
            return pgp_parse_unknown(parser, 0,
                                     pgp_printf(parser->arena, "another column of %s, which %s %s reads,",
                                                pgp_label_of(parser, names->relation), user->kind->name,
                                                pgp_object_label(parser->arena, user)));
        sql->text = text;
    }
    return PGP_OK;
}

bool pgp_has_query(const pgp_object *object) {
    return pgp_is_view(object) || object->kind == &pgp_kind_rule || object->kind == &pgp_kind_policy ||
           object->kind == &pgp_kind_function || object->kind == &pgp_kind_procedure;
}

/* What has queries, as of the last that was read: a file may add thousands of columns. */
struct pgp_readers {
    size_t queries;
    pgp_object **items;
    size_t count, capacity;
};

static const struct pgp_readers *readers_of(pgp_parser *parser) {
    if (parser->readers && parser->readers->queries == parser->queries)
        return parser->readers;
    struct pgp_readers *readers = parser->readers = PGP_NEW(parser->context->arena, struct pgp_readers);
    readers->queries = parser->queries;
    pgp_walk walk = pgp_walk_start(parser->model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        if (pgp_has_query(o))
            PGP_PUSH(parser->context->arena, readers->items, readers->count, readers->capacity, o);
    return readers;
}

static bool reads(const pgp_star_names *names, const pgp_object *user) {
    if (pgp_refers(names->parser, user, names->relation) ||
        (user->kind == &pgp_kind_rule && user->parent == names->relation))
        return true;
    for (const pgp_reference *r = user->references; names->functions.count && r; r = r->next)
        if (r->type == PGP_REF_FUNCTION && pgp_names_has(&names->functions, r->name))
            return true;
    return false;
}

/* Functions that give rows of it. */
static pgp_names functions_of(pgp_parser *parser, const pgp_object *relation) {
    const char *row = pgp_label_of(parser, relation);
    const char *rows = pgp_printf(parser->arena, "SETOF %s", row);
    pgp_names functions = {0};
    for (const pgp_object *o = parser->model->objects; o; o = o->sibling) {
        if (o->kind != &pgp_kind_function)
            continue;
        const char *returns = ((const pgp_function *)o)->returns;
        if (pgp_same(returns, row) || pgp_same(returns, rows))
            pgp_names_add(parser->arena, &functions, o->name);
    }
    return functions;
}

static pgp_status settle_heirs(pgp_parser *parser, const pgp_table *table, const char *column) {
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_table *heir = table->heirs.items[i];
        if (!(heir->object.flags & PGP_OBJECT_DROPPED) && !pgp_table_column(heir, column))
            PGP_TRY(pgp_settle_stars(parser, &heir->object, column));
    }
    return PGP_OK;
}

pgp_status pgp_settle_stars(pgp_parser *parser, const pgp_object *relation, const char *column) {
    if (!parser->queries)
        return PGP_OK;
    const struct pgp_readers *readers = readers_of(parser);
    pgp_star_names names = {
        .parser = parser, .relation = relation, .functions = functions_of(parser, relation)};
    for (size_t i = 0; i < readers->count; i++) {
        pgp_object *reader = readers->items[i];
        bool gone = reader->flags & PGP_OBJECT_DROPPED;
        if (reader != relation && !gone && reads(&names, reader))
            PGP_TRY(settle_user(&names, reader, column));
    }
    return relation->kind == &pgp_kind_table ? settle_heirs(parser, (const pgp_table *)relation, column)
                                             : PGP_OK;
}

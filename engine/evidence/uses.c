/*
 * What a statement uses. Names of columns belong to the rows that are in sight where they stand; one that several tables in
 * sight have counts for each.
 */
#include "evidence/uses.h"
#include "kinds/reading.h"
#include "kinds/view.h"
#include "parse/visit.h"

#include <string.h>

#define NODE(name) PG_QUERY__NODE__NODE_##name

/* A name for rows. */
typedef struct source {
    const char *name;
    pgp_object *relation; /* NULL: its columns are not those of a relation */
} source;

/* A SELECT, INSERT, UPDATE, DELETE or MERGE. */
typedef struct scope {
    struct scope *outer;
    source *sources;
    size_t count, capacity;
    const PgQuery__WithClause *with;
    const ProtobufCMessage
        *within; /* the query of `with` that is being looked at; NULL: the statement itself */
} scope;

typedef struct walk {
    pgp_evidence_reader *reader;
    pgp_parser *parser;
    pgp_arena *arena;
    pgp_evidence_statement *out;
    scope *scope;
    pgp_names literals;
} walk;

static void add_use(walk *w, pgp_evidence_use use) {
    pgp_evidence_statement *out = w->out;
    for (size_t i = 0; i < out->use_count; i++) {
        const pgp_evidence_use *known = &out->uses[i];
        if (known->object == use.object && known->how == use.how && pgp_same(known->part, use.part) &&
            pgp_same_set(&known->filled, &use.filled))
            return;
    }
    PGP_PUSH(w->arena, out->uses, out->use_count, out->use_capacity, use);
}

static void add(walk *w, pgp_object *object, pgp_evidence_how how, const char *part) {
    if (object)
        add_use(w, (pgp_evidence_use){.object = object, .how = how, .part = pgp_strdup(w->arena, part)});
}

/* -- rows in sight -------------------------------------------------------------------------------------------------- */

/* A query of WITH sees those before it, and itself when they are recursive. */
static bool is_local(const walk *w, const char *name) {
    for (const scope *s = w->scope; s; s = s->outer)
        for (size_t i = 0; s->with && i < s->with->n_ctes; i++) {
            const PgQuery__CommonTableExpr *query = s->with->ctes[i]->common_table_expr;
            if (s->within == (const ProtobufCMessage *)query && !s->with->recursive)
                break;
            if (strcmp(query->ctename, name) == 0)
                return true;
        }
    return false;
}

static pgp_object *relation_of(walk *w, const PgQuery__RangeVar *range) {
    if (!range || (!*range->schemaname && is_local(w, range->relname)))
        return NULL;
    return pgp_lookup_range_var(w->parser, range);
}

static void add_source(walk *w, const char *name, pgp_object *relation) {
    source s = {.name = name, .relation = relation};
    PGP_PUSH(w->arena, w->scope->sources, w->scope->count, w->scope->capacity, s);
}

/* Where an alias names the columns anew, all of them are taken to be used. */
static void add_range(walk *w, const PgQuery__RangeVar *range) {
    pgp_object *relation = relation_of(w, range);
    if (range->alias && range->alias->n_colnames)
        add(w, relation, PGP_USED_BY_STAR, NULL);
    add_source(w, range->alias ? range->alias->aliasname : range->relname, relation);
}

static void add_item(walk *w, const PgQuery__Node *item) {
    const PgQuery__Alias *alias = NULL;
    switch (item->node_case) {
    case NODE(RANGE_VAR): add_range(w, item->range_var); break;
    case NODE(JOIN_EXPR):
        add_item(w, item->join_expr->larg);
        add_item(w, item->join_expr->rarg);
        break;
    case NODE(RANGE_SUBSELECT): alias = item->range_subselect->alias; break;
    case NODE(RANGE_FUNCTION): alias = item->range_function->alias; break;
    case NODE(RANGE_TABLE_FUNC): alias = item->range_table_func->alias; break;
    case NODE(RANGE_TABLE_SAMPLE): add_item(w, item->range_table_sample->relation); break;
    default: break;
    }
    if (alias)
        add_source(w, alias->aliasname, NULL);
}

static void add_items(walk *w, size_t n, PgQuery__Node *const *items) {
    for (size_t i = 0; i < n; i++)
        add_item(w, items[i]);
}

/* -- columns ---------------------------------------------------------------------------------------------------------- */

/* Of the nearest rows that have it. */
static bool use_plain(walk *w, const char *name) {
    bool found = false;
    for (const scope *s = w->scope; s && !found; s = s->outer)
        for (size_t i = 0; i < s->count; i++)
            if (s->sources[i].relation && pgp_has_column(s->sources[i].relation, name)) {
                add(w, s->sources[i].relation, PGP_USED_BY_NAME, name);
                found = true;
            }
    return found;
}

static const source *source_named(const walk *w, const char *name) {
    for (const scope *s = w->scope; s; s = s->outer)
        for (size_t i = 0; i < s->count; i++)
            if (strcmp(s->sources[i].name, name) == 0)
                return &s->sources[i];
    return NULL;
}

static void use_star(walk *w) {
    for (size_t i = 0; w->scope && i < w->scope->count; i++)
        add(w, w->scope->sources[i].relation, PGP_USED_BY_STAR, NULL);
}

/* a, t.a, s.t.a, t.*, and a whole row: t. */
static void use_reference(walk *w, const PgQuery__ColumnRef *reference) {
    size_t n = reference->n_fields;
    const char *name = pgp_string_of(reference->fields[n - 1]);
    const char *row = n > 1 ? pgp_string_of(reference->fields[n - 2]) : NULL;
    if (n == 1 && !name) {
        use_star(w);
    } else if (n == 1) {
        const source *whole = use_plain(w, name) ? NULL : source_named(w, name);
        add(w, whole ? whole->relation : NULL, PGP_USED_BY_STAR, NULL);
    } else if (row) {
        const source *found = source_named(w, row);
        const char *schema = n > 2 ? pgp_string_of(reference->fields[n - 3]) : NULL;
        pgp_object *relation = schema  ? pgp_lookup(w->parser, PGP_SPACE_RELATION, schema, row)
                               : found ? found->relation
                                       : NULL;
        add(w, relation, name ? PGP_USED_BY_NAME : PGP_USED_BY_STAR, name);
    }
}

static void use_targets(walk *w, pgp_object *relation, size_t n, PgQuery__Node *const *targets) {
    for (size_t i = 0; i < n; i++)
        if (targets[i]->node_case == NODE(RES_TARGET) && *targets[i]->res_target->name)
            add(w, relation, PGP_USED_BY_NAME, targets[i]->res_target->name);
}

static void use_strings(walk *w, pgp_object *relation, size_t n, PgQuery__Node *const *names) {
    for (size_t i = 0; i < n; i++)
        if (pgp_string_of(names[i]))
            add(w, relation, PGP_USED_BY_NAME, pgp_string_of(names[i]));
}

/* JOIN … USING: on both sides. */
static void use_using(walk *w, const PgQuery__JoinExpr *join) {
    for (size_t i = 0; i < join->n_using_clause; i++)
        if (pgp_string_of(join->using_clause[i]))
            use_plain(w, pgp_string_of(join->using_clause[i]));
}

/* -- rows that are made -------------------------------------------------------------------------------------------------- */

/* Without a list the values go to the first columns. `values` -1: to all, as far as anybody knows. */
static void use_insert(walk *w, pgp_object *relation, const pgp_names *listed, int values) {
    pgp_evidence_use use = {.object = relation, .how = PGP_USED_TO_INSERT, .filled = *listed};
    for (const pgp_object *child = relation->children; child && !listed->count; child = child->sibling) {
        if (child->kind != &pgp_kind_column || values == 0)
            continue;
        add(w, relation, PGP_USED_BY_POSITION, child->name);
        pgp_names_add(w->arena, &use.filled, child->name);
        values -= values > 0;
    }
    add_use(w, use);
}

static int count_values(const PgQuery__Node *query) {
    const PgQuery__SelectStmt *select =
        query && query->node_case == NODE(SELECT_STMT) ? query->select_stmt : NULL;
    if (!query)
        return 0; /* DEFAULT VALUES */
    if (select && select->n_values_lists)
        return (int)select->values_lists[0]->list->n_items;
    for (size_t i = 0; select && i < select->n_target_list; i++) {
        const PgQuery__Node *value = select->target_list[i]->res_target->val;
        const PgQuery__ColumnRef *column =
            value && value->node_case == NODE(COLUMN_REF) ? value->column_ref : NULL;
        if (column && !pgp_string_of(column->fields[column->n_fields - 1]))
            return -1;
    }
    return select && select->n_target_list ? (int)select->n_target_list : -1;
}

static pgp_names target_names(walk *w, size_t n, PgQuery__Node *const *targets) {
    pgp_names names = {.count = 0};
    for (size_t i = 0; i < n; i++)
        pgp_names_add(w->arena, &names, pgp_strdup(w->arena, targets[i]->res_target->name));
    return names;
}

/* ON CONFLICT (a, b) takes whatever index makes them unique; ON CONSTRAINT takes the one of that name. */
static void use_conflict(walk *w, const pgp_object *relation, const PgQuery__InferClause *infer) {
    pgp_names columns = {.count = 0};
    for (size_t i = 0; i < infer->n_index_elems; i++) {
        const PgQuery__IndexElem *element = infer->index_elems[i]->index_elem;
        pgp_names_add(w->arena, &columns, pgp_strdup(w->arena, element->name));
    }
    for (pgp_object *child = relation->children; child; child = child->sibling) {
        pgp_names own = pgp_unique_columns(w->arena, child);
        if (*infer->conname && child->kind == &pgp_kind_constraint &&
            strcmp(child->name, infer->conname) == 0)
            add(w, child, PGP_USED_BY_NAME, NULL);
        else if (own.count && pgp_same_set(&own, &columns))
            add(w, child, PGP_USED_TO_CONFLICT, NULL);
    }
    for (size_t i = 0; i < columns.count; i++)
        if (*columns.items[i])
            add(w, (pgp_object *)(uintptr_t)relation, PGP_USED_BY_NAME, columns.items[i]);
}

static void enter_insert(walk *w, const PgQuery__InsertStmt *insert) {
    pgp_object *relation = relation_of(w, insert->relation);
    pgp_names listed = target_names(w, insert->n_cols, insert->cols);
    const PgQuery__OnConflictClause *conflict = insert->on_conflict_clause;
    add_range(w, insert->relation);
    if (!relation)
        return;
    use_targets(w, relation, insert->n_cols, insert->cols);
    use_insert(w, relation, &listed, count_values(insert->select_stmt));
    if (!conflict)
        return;
    add_source(w, "excluded", relation);
    use_targets(w, relation, conflict->n_target_list, conflict->target_list);
    if (conflict->infer)
        use_conflict(w, relation, conflict->infer);
}

static void enter_update(walk *w, const PgQuery__UpdateStmt *update) {
    add_range(w, update->relation);
    add_items(w, update->n_from_clause, update->from_clause);
    use_targets(w, relation_of(w, update->relation), update->n_target_list, update->target_list);
}

static void enter_merge(walk *w, const PgQuery__MergeStmt *merge) {
    add_range(w, merge->relation);
    add_item(w, merge->source_relation);
}

static void use_when(walk *w, const PgQuery__MergeWhenClause *when) {
    pgp_object *relation = w->scope->sources[0].relation;
    pgp_names listed = target_names(w, when->n_target_list, when->target_list);
    if (!relation)
        return;
    use_targets(w, relation, when->n_target_list, when->target_list);
    if (when->command_type == PG_QUERY__CMD_TYPE__CMD_INSERT)
        use_insert(w, relation, &listed, (int)when->n_values);
}

static void use_copy(walk *w, const PgQuery__CopyStmt *copy) {
    pgp_object *relation = copy->relation ? relation_of(w, copy->relation) : NULL;
    pgp_names listed = {.count = 0};
    for (size_t i = 0; i < copy->n_attlist; i++)
        pgp_names_add(w->arena, &listed, pgp_strdup(w->arena, pgp_string_of(copy->attlist[i])));
    if (!relation)
        return;
    use_strings(w, relation, copy->n_attlist, copy->attlist);
    if (copy->is_from)
        use_insert(w, relation, &listed, -1);
    else if (!listed.count)
        add(w, relation, PGP_USED_BY_STAR, NULL);
}

/* -- functions, types, labels ------------------------------------------------------------------------------------------ */

static bool takes(const pgp_object *routine, size_t n) {
    if (routine->kind == &pgp_kind_aggregate)
        return true;
    const pgp_arguments *arguments = &((const pgp_function *)routine)->arguments;
    size_t most = 0, least = 0;
    for (size_t i = 0; i < arguments->count; i++) {
        const pgp_argument *argument = &arguments->items[i];
        if (argument->mode == 'v')
            return true;
        bool given = argument->mode == 'i' || argument->mode == 'b' || routine->kind == &pgp_kind_procedure;
        most += given;
        least += given && !argument->default_value.text;
    }
    return n >= least && n <= most;
}

static void use_call(walk *w, const PgQuery__FuncCall *call) {
    const char *schema, *name;
    const pgp_evidence_objects *routines = &w->reader->routines;
    pgp_name_of_list(call->n_funcname, call->funcname, &schema, &name);
    for (size_t i = 0; name && i < routines->count; i++) {
        pgp_object *routine = routines->items[i];
        bool in_sight = schema ? strcmp(routine->schema, schema) == 0
                               : pgp_names_has(&w->parser->path_schemas, routine->schema);
        if (in_sight && strcmp(routine->name, name) == 0 && takes(routine, call->n_args))
            add(w, routine, PGP_USED_BY_NAME, NULL);
    }
}

/* Types and sequences, which need no scope, are found as those of a view are. */
static void use_references(walk *w, const ProtobufCMessage *statement) {
    pgp_object user = {.kind = &pgp_kind_view};
    pgp_refer_all(w->parser, &user, statement);
    for (const pgp_reference *r = user.references; r; r = r->next) {
        pgp_object *type =
            r->type == PGP_REF_TYPE ? pgp_lookup(w->parser, PGP_SPACE_TYPE, r->schema, r->name) : NULL;
        bool in_text = r->type == PGP_REF_RELATION && !r->required; /* nextval('orders_id_seq') */
        add(w, type, PGP_USED_BY_NAME, NULL);
        if (in_text || (r->type == PGP_REF_TYPE && !type))
            add(w, pgp_lookup(w->parser, PGP_SPACE_RELATION, r->schema, r->name), PGP_USED_BY_NAME, NULL);
    }
}

static const char *type_of(const pgp_object *relation, const char *column) {
    if (relation->kind == &pgp_kind_table) {
        const pgp_object *found = pgp_child(relation, &pgp_kind_column, column);
        return found ? ((const pgp_column *)found)->type : NULL;
    }
    const pgp_view *view = pgp_is_view(relation) ? (const pgp_view *)relation : NULL;
    for (size_t i = 0; view && i < view->columns.count && i < view->column_types.count; i++)
        if (strcmp(view->columns.items[i], column) == 0)
            return view->column_types.items[i];
    return NULL;
}

static bool is_of_type(walk *w, const pgp_evidence_use *use, const pgp_object *type) {
    const char *name = use->part ? type_of(use->object, use->part) : NULL;
    const char *label = pgp_quoted2(w->arena, type->schema, type->name);
    return use->object == type ||
           (name && strncmp(name, label, strlen(label)) == 0 && strchr("[", name[strlen(label)]));
}

/* A literal that is a label, in a statement that uses the type or a column of it. */
static void use_labels(walk *w) {
    for (size_t e = 0; w->literals.count && e < w->reader->enums.count; e++) {
        pgp_object *type = w->reader->enums.items[e];
        size_t used = 0;
        while (used < w->out->use_count && !is_of_type(w, &w->out->uses[used], type))
            used++;
        for (size_t i = 0; used < w->out->use_count && i < w->literals.count; i++)
            if (pgp_names_has(&((const pgp_enum *)type)->labels, w->literals.items[i]))
                add(w, type, PGP_USED_BY_NAME, w->literals.items[i]);
    }
}

/* -- the walk ------------------------------------------------------------------------------------------------------------ */

static void push(walk *w, const PgQuery__WithClause *with) {
    scope *inner = PGP_NEW(w->arena, scope);
    *inner = (scope){.outer = w->scope, .with = with};
    w->scope = inner;
}

/* true: the message was a statement with rows of its own. */
static bool enter_statement(walk *w, const ProtobufCMessage *message) {
    const ProtobufCMessageDescriptor *type = message->descriptor;
    if (type == &pg_query__select_stmt__descriptor) {
        const PgQuery__SelectStmt *select = (const PgQuery__SelectStmt *)message;
        push(w, select->with_clause);
        add_items(w, select->n_from_clause, select->from_clause);
    } else if (type == &pg_query__insert_stmt__descriptor) {
        push(w, ((const PgQuery__InsertStmt *)message)->with_clause);
        enter_insert(w, (const PgQuery__InsertStmt *)message);
    } else if (type == &pg_query__update_stmt__descriptor) {
        push(w, ((const PgQuery__UpdateStmt *)message)->with_clause);
        enter_update(w, (const PgQuery__UpdateStmt *)message);
    } else if (type == &pg_query__delete_stmt__descriptor) {
        const PgQuery__DeleteStmt *delete = (const PgQuery__DeleteStmt *)message;
        push(w, delete->with_clause);
        add_range(w, delete->relation);
        add_items(w, delete->n_using_clause, delete->using_clause);
    } else if (type == &pg_query__merge_stmt__descriptor) {
        push(w, ((const PgQuery__MergeStmt *)message)->with_clause);
        enter_merge(w, (const PgQuery__MergeStmt *)message);
    } else {
        return false;
    }
    return true;
}

static void enter(void *argument, const ProtobufCMessage *message) {
    walk *w = argument;
    const ProtobufCMessageDescriptor *type = message->descriptor;
    if (enter_statement(w, message))
        return;
    if (type == &pg_query__common_table_expr__descriptor)
        w->scope->within = message;
    else if (type == &pg_query__range_var__descriptor)
        add(w, relation_of(w, (const PgQuery__RangeVar *)message), PGP_USED_BY_NAME, NULL);
    else if (type == &pg_query__column_ref__descriptor)
        use_reference(w, (const PgQuery__ColumnRef *)message);
    else if (type == &pg_query__join_expr__descriptor)
        use_using(w, (const PgQuery__JoinExpr *)message);
    else if (type == &pg_query__func_call__descriptor)
        use_call(w, (const PgQuery__FuncCall *)message);
    else if (type == &pg_query__merge_when_clause__descriptor)
        use_when(w, (const PgQuery__MergeWhenClause *)message);
    else if (type == &pg_query__copy_stmt__descriptor)
        use_copy(w, (const PgQuery__CopyStmt *)message);
    else if (type == &pg_query__a__const__descriptor &&
             ((const PgQuery__AConst *)message)->val_case == PG_QUERY__A__CONST__VAL_SVAL)
        pgp_names_add(w->arena, &w->literals,
                      pgp_strdup(w->arena, ((const PgQuery__AConst *)message)->sval->sval));
}

static void leave(void *argument, const ProtobufCMessage *message) {
    static const ProtobufCMessageDescriptor *const statements[] = {
        &pg_query__select_stmt__descriptor, &pg_query__insert_stmt__descriptor,
        &pg_query__update_stmt__descriptor, &pg_query__delete_stmt__descriptor,
        &pg_query__merge_stmt__descriptor};
    walk *w = argument;
    if (message->descriptor == &pg_query__common_table_expr__descriptor)
        w->scope->within = NULL;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (message->descriptor == statements[i])
            w->scope = w->scope->outer;
}

/* What makes or alters objects is somebody's migration. */
static bool is_sent(const PgQuery__Node *statement) {
    switch (statement->node_case) {
    case NODE(SELECT_STMT):
    case NODE(INSERT_STMT):
    case NODE(UPDATE_STMT):
    case NODE(DELETE_STMT):
    case NODE(MERGE_STMT):
    case NODE(CALL_STMT):
    case NODE(COPY_STMT):
    case NODE(TRUNCATE_STMT):
    case NODE(LOCK_STMT):
    case NODE(EXPLAIN_STMT):
    case NODE(PREPARE_STMT):
    case NODE(EXECUTE_STMT):
    case NODE(DECLARE_CURSOR_STMT):
    case NODE(REFRESH_MAT_VIEW_STMT):
    case NODE(CREATE_TABLE_AS_STMT): return true;
    default: return false;
    }
}

void pgp_evidence_uses(pgp_evidence_reader *reader, pgp_evidence_statement *out,
                       const PgQuery__Node *statement) {
    walk w = {.reader = reader, .parser = &reader->parser, .arena = reader->context->arena, .out = out};
    if (!is_sent(statement))
        return;
    pgp_visit_around((const ProtobufCMessage *)statement, enter, leave, &w);
    use_references(&w, (const ProtobufCMessage *)statement);
    use_labels(&w);
}

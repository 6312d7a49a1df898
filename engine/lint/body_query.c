/*
 * The names in one query of a body.
 */
#include "kinds/view.h"
#include "lint/body.h"
#include "parse/extensions.h"
#include "parse/visit.h"

#include <string.h>

#define NODE(name) PG_QUERY__NODE__NODE_##name

/* A name of the query for rows. */
typedef struct source {
    const char *name;
    const pgp_object *relation; /* NULL: its columns are not known */
} source;

typedef struct query {
    pgp_body_reader *r;
    pgp_names local, outputs; /* WITH names; AS names */
    source *sources;
    size_t count, capacity;
    bool open; /* it has rows whose columns are not known */
} query;

/* -- columns ---------------------------------------------------------------------------------------------------------- */

static bool has_known_columns(const pgp_object *relation) {
    if (relation->kind == &pgp_kind_table)
        return !((const pgp_table *)relation)->of_type;
    bool view = relation->kind == &pgp_kind_view || relation->kind == &pgp_kind_materialized_view;
    return view && ((const pgp_view *)relation)->columns.count &&
           (((const pgp_view *)relation)->named || ((const pgp_view *)relation)->column_types.count);
}

/* -- relations ---------------------------------------------------------------------------------------------------------- */

static bool is_system(const char *schema, const char *name) {
    return schema ? strncmp(schema, "pg_", 3) == 0 || strcmp(schema, "information_schema") == 0
                  : strncmp(name, "pg_", 3) == 0;
}

static const pgp_object *anywhere(const pgp_model *model, const char *name) {
    for (const pgp_object *o = model->objects; o; o = o->sibling)
        if (o->kind->space == PGP_SPACE_RELATION && strcmp(o->name, name) == 0)
            return o;
    return NULL;
}

/* NULL: it is not there, or its columns are not known; then *missing says which. */
static const pgp_object *relation_of(query *q, const PgQuery__RangeVar *range, bool *missing) {
    pgp_parser *parser = &q->r->l->parser;
    const char *schema = *range->schemaname ? range->schemaname : NULL;
    *missing = false;
    if (!schema &&
        (pgp_names_has(&q->local, range->relname) || pgp_names_has(&q->r->passing, range->relname)))
        return NULL;
    const pgp_object *found = pgp_lookup(parser, PGP_SPACE_RELATION, schema, range->relname);
    if (!found && !schema && !q->r->fixed_path)
        found = anywhere(parser->model, range->relname);
    if (found)
        return has_known_columns(found) ? found : NULL;
    *missing = !is_system(schema, range->relname) && !pgp_names_has(&q->r->variables, range->relname) &&
               !pgp_extension_provides(parser, PGP_MEMBER_RELATION, schema, range->relname) &&
               !pgp_extension_is_opaque(parser);
    return NULL;
}

static void add_source(query *q, const char *name, const pgp_object *relation) {
    source s = {.name = name, .relation = relation};
    PGP_PUSH(q->r->l->arena, q->sources, q->count, q->capacity, s);
    q->open |= !relation;
}

static void see_relation(query *q, const PgQuery__RangeVar *range) {
    bool missing;
    const pgp_object *relation = relation_of(q, range, &missing);
    if (missing)
        pgp_body_find(
            q->r, "body-relation", range->relname,
            pgp_quoted2(q->r->l->arena, *range->schemaname ? range->schemaname : NULL, range->relname));
    bool renamed = range->alias && range->alias->n_colnames;
    add_source(q, range->alias ? range->alias->aliasname : range->relname, renamed ? NULL : relation);
}

/* EXCLUDED of ON CONFLICT has the columns of the table. */
static void see_insert(query *q, const PgQuery__InsertStmt *insert) {
    bool missing;
    if (insert->relation)
        add_source(q, "excluded", relation_of(q, insert->relation, &missing));
}

static void see_local(void *argument, const ProtobufCMessage *message) {
    query *q = argument;
    if (message->descriptor != &pg_query__common_table_expr__descriptor)
        return;
    pgp_names_add(q->r->l->arena, &q->local, ((const PgQuery__CommonTableExpr *)message)->ctename);
    q->open = true;
}

static void see_source(void *argument, const ProtobufCMessage *message) {
    query *q = argument;
    const ProtobufCMessageDescriptor *type = message->descriptor;
    if (type == &pg_query__range_var__descriptor)
        see_relation(q, (const PgQuery__RangeVar *)message);
    else if (type == &pg_query__insert_stmt__descriptor)
        see_insert(q, (const PgQuery__InsertStmt *)message);
    else if (type == &pg_query__range_subselect__descriptor ||
             type == &pg_query__range_function__descriptor || type == &pg_query__range_table_func__descriptor)
        q->open = true;
    else if (type == &pg_query__join_expr__descriptor && ((const PgQuery__JoinExpr *)message)->alias)
        q->open = true;
    else if (type == &pg_query__res_target__descriptor && *((const PgQuery__ResTarget *)message)->name)
        pgp_names_add(q->r->l->arena, &q->outputs, ((const PgQuery__ResTarget *)message)->name);
}

/* -- references to columns ------------------------------------------------------------------------------------------------- */

static void report_column(query *q, const char *name, const char *of) {
    pgp_arena *arena = q->r->l->arena;
    pgp_body_find(q->r, "body-column", name,
                  of ? pgp_printf(arena, "%s of %s", pgp_quoted(arena, name), of)
                     : pgp_printf(arena, "%s, of no table of the query", pgp_quoted(arena, name)));
}

static void check_plain(query *q, const char *name) {
    if (q->open || !q->count || pgp_names_has(&q->r->variables, name) || pgp_names_has(&q->outputs, name) ||
        strncmp(name, "tg_", 3) == 0)
        return;
    for (size_t i = 0; i < q->count; i++)
        if (pgp_has_column(q->sources[i].relation, name) || strcmp(q->sources[i].name, name) == 0)
            return;
    report_column(q, name, NULL);
}

/* A trigger of statements has no rows for it. */
static bool gives_rows(const pgp_object *o, const char *function) {
    const pgp_trigger *trigger = (const pgp_trigger *)o;
    return o->kind == &pgp_kind_trigger && strcmp(trigger->level, "row") == 0 &&
           pgp_same(trigger->function, function);
}

/* NEW and OLD are rows of the tables whose triggers call the function. */
static void check_row(query *q, const char *name) {
    pgp_linter *l = q->r->l;
    const char *label = pgp_quoted2(l->arena, q->r->function->object.schema, q->r->function->object.name);
    const char *of = NULL;
    pgp_walk walk = pgp_walk_start(l->parser.model);
    for (const pgp_object *o; (o = pgp_walk_next(&walk));) {
        if (!gives_rows(o, label))
            continue;
        if (!o->parent || !has_known_columns(o->parent) || pgp_has_column(o->parent, name))
            return;
        of = of ? of : pgp_object_label(l->arena, o->parent);
    }
    if (of)
        report_column(q, name, of);
}

static void check_qualified(query *q, const char *row, const char *name) {
    bool named = false;
    for (size_t i = 0; i < q->count; i++) {
        if (strcmp(q->sources[i].name, row) != 0)
            continue;
        if (!q->sources[i].relation || pgp_has_column(q->sources[i].relation, name))
            return;
        named = true;
    }
    if (named && !pgp_names_has(&q->local, row) && !pgp_names_has(&q->r->variables, row))
        report_column(q, name, row);
    else if (!named && (strcmp(row, "new") == 0 || strcmp(row, "old") == 0))
        check_row(q, name);
}

static void check_reference(query *q, const PgQuery__ColumnRef *reference) {
    const char *first = pgp_string_of(reference->fields[0]);
    if (reference->n_fields == 1 && first)
        check_plain(q, first);
    else if (reference->n_fields == 2 && first && pgp_string_of(reference->fields[1]))
        check_qualified(q, first, pgp_string_of(reference->fields[1]));
}

/* INSERT INTO t (a, b), UPDATE t SET a = … */
static void check_targets(query *q, const PgQuery__RangeVar *range, size_t n, PgQuery__Node *const *targets) {
    bool missing;
    const pgp_object *relation = range ? relation_of(q, range, &missing) : NULL;
    for (size_t i = 0; relation && i < n; i++)
        if (targets[i]->node_case == NODE(RES_TARGET) && *targets[i]->res_target->name &&
            !pgp_has_column(relation, targets[i]->res_target->name))
            report_column(q, targets[i]->res_target->name, pgp_object_label(q->r->l->arena, relation));
}

static void check_call(query *q, const PgQuery__FuncCall *call) {
    const char *schema, *name;
    pgp_name_of_list(call->n_funcname, call->funcname, &schema, &name);
    if (name && call->n_funcname <= 2 && !pgp_body_knows_function(q->r, schema, name))
        pgp_body_find(q->r, "body-function", name, pgp_quoted2(q->r->l->arena, schema, name));
}

static void check(void *argument, const ProtobufCMessage *message) {
    query *q = argument;
    const ProtobufCMessageDescriptor *type = message->descriptor;
    if (type == &pg_query__column_ref__descriptor) {
        check_reference(q, (const PgQuery__ColumnRef *)message);
    } else if (type == &pg_query__func_call__descriptor) {
        check_call(q, (const PgQuery__FuncCall *)message);
    } else if (type == &pg_query__insert_stmt__descriptor) {
        const PgQuery__InsertStmt *insert = (const PgQuery__InsertStmt *)message;
        check_targets(q, insert->relation, insert->n_cols, insert->cols);
    } else if (type == &pg_query__update_stmt__descriptor) {
        const PgQuery__UpdateStmt *update = (const PgQuery__UpdateStmt *)message;
        check_targets(q, update->relation, update->n_target_list, update->target_list);
    }
}

/* What makes, alters or drops something names what may not be there yet. */
static bool is_query(const PgQuery__Node *statement) {
    switch (statement->node_case) {
    case NODE(SELECT_STMT):
    case NODE(INSERT_STMT):
    case NODE(UPDATE_STMT):
    case NODE(DELETE_STMT):
    case NODE(MERGE_STMT):
    case NODE(CALL_STMT): return true;
    default: return false;
    }
}

void pgp_body_look(pgp_body_reader *r, const PgQuery__Node *statement) {
    query q = {.r = r};
    if (!is_query(statement))
        return;
    pgp_visit(&statement->base, see_local, &q);
    pgp_visit(&statement->base, see_source, &q);
    pgp_visit(&statement->base, check, &q);
}

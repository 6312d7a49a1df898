#include "hazard/statement.h"

#include <string.h>
#include <strings.h>

#define NODE(name) PG_QUERY__NODE__NODE_##name

/* The relation that a list of names ends in, `skip` names before its end. */
static const pgp_object *relation_of(pgp_analyzer *a, const PgQuery__Node *node, size_t skip) {
    const char *schema, *name;
    if (!node || node->node_case != NODE(LIST) || node->list->n_items <= skip)
        return NULL;
    pgp_name_of_list(node->list->n_items - skip, node->list->items, &schema, &name);
    return name ? pgp_state_named(a, schema, name) : NULL;
}

static bool has_option(size_t n, PgQuery__Node *const *options, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (options[i]->node_case == NODE(DEF_ELEM) && strcasecmp(options[i]->def_elem->defname, name) == 0)
            return pgp_truthy(options[i]->def_elem->arg);
    return false;
}

/* Written anew as a whole. */
static void rewrite(pgp_analyzer *a, const pgp_object *relation) {
    pgp_effect *effect = pgp_touch(a, relation, PGP_LOCK_ACCESS_EXCLUSIVE);
    effect->rewritten = true;
    if (relation && relation->kind == &pgp_kind_table)
        effect->indexes_built = pgp_has_indexes(a, (const pgp_table *)relation);
    for (const pgp_object *o = relation ? relation->children : NULL; o; o = o->sibling)
        effect->indexes_built |= o->kind == &pgp_kind_index;
}

/* -- indexes ------------------------------------------------------------------------------------------------------- */

static void remember_index(pgp_analyzer *a, const PgQuery__IndexStmt *stmt, const pgp_table *table) {
    if (!*stmt->idxname)
        return;
    pgp_index *index = pgp_state_add(a, table, &pgp_kind_index, stmt->idxname);
    int where = stmt->where_clause ? pgp_find_word(&a->parser, 0, "where", false) : -1;
    index->unique = stmt->unique;
    index->method = stmt->access_method;
    if (where >= 0)
        index->predicate.text = pgp_slice(&a->parser, where, (int)a->parser.statement_size);
    for (size_t i = 0; i < stmt->n_index_params; i++) {
        const PgQuery__IndexElem *element = stmt->index_params[i]->index_elem;
        pgp_key key = {.column = *element->name ? pgp_strdup(a->arena, element->name) : NULL};
        if (!key.column)
            key.expression.text = a->parser.statement; /* somewhere in it */
        index->keys.items = pgp_grow(a->arena, index->keys.items, i * sizeof key, (i + 1) * sizeof key);
        index->keys.items[index->keys.count++] = key;
    }
}

/* Only partitions get a parent's index: heirs by INHERITS do not. */
static void create_index(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__IndexStmt *stmt = statement->index_stmt;
    const pgp_object *relation = pgp_state_relation(a, stmt->relation);
    pgp_lock lock = stmt->concurrent ? PGP_LOCK_SHARE_UPDATE_EXCLUSIVE : PGP_LOCK_SHARE;
    a->out->no_transaction = stmt->concurrent;
    if (!relation || relation->kind != &pgp_kind_table) {
        pgp_touch(a, relation, lock)->indexes_built = true;
        return;
    }
    const pgp_table *table = (const pgp_table *)relation;
    pgp_tables tree = pgp_table_tree(a, table, !stmt->relation->inh || pgp_has_storage(a, table));
    for (size_t i = 0; i < tree.count; i++)
        pgp_touch(a, tree.items[i], lock)->indexes_built = pgp_has_storage(a, tree.items[i]);
    remember_index(a, stmt, table);
}

static void reindex(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__ReindexStmt *stmt = statement->reindex_stmt;
    bool concurrently = has_option(stmt->n_params, stmt->params, "concurrently");
    const pgp_object *relation = stmt->relation ? pgp_state_relation(a, stmt->relation) : NULL;
    a->out->understood = stmt->relation;
    a->out->no_transaction = concurrently;
    if (relation && relation->parent)
        relation = relation->parent;
    pgp_touch(a, relation, concurrently ? PGP_LOCK_SHARE_UPDATE_EXCLUSIVE : PGP_LOCK_SHARE)->indexes_built =
        true;
}

/* -- whole relations ------------------------------------------------------------------------------------------------ */

static void refresh(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__RefreshMatViewStmt *stmt = statement->refresh_mat_view_stmt;
    const pgp_object *view = pgp_state_relation(a, stmt->relation);
    if (stmt->concurrent)
        pgp_touch(a, view, PGP_LOCK_EXCLUSIVE);
    else
        rewrite(a, view);
}

static void cluster(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__ClusterStmt *stmt = statement->cluster_stmt;
    a->out->understood = stmt->relation;
    if (stmt->relation)
        rewrite(a, pgp_state_relation(a, stmt->relation));
}

static void vacuum(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__VacuumStmt *stmt = statement->vacuum_stmt;
    bool full = has_option(stmt->n_options, stmt->options, "full");
    a->out->understood = stmt->n_rels > 0;
    a->out->no_transaction = stmt->is_vacuumcmd;
    for (size_t i = 0; i < stmt->n_rels; i++) {
        const pgp_object *relation = pgp_state_relation(a, stmt->rels[i]->vacuum_relation->relation);
        if (full)
            rewrite(a, relation);
        else
            pgp_touch(a, relation, PGP_LOCK_SHARE_UPDATE_EXCLUSIVE);
    }
}

static void truncate_one(pgp_analyzer *a, const pgp_object *relation) {
    if (!relation)
        return;
    pgp_tables tree = pgp_table_tree(a, (const pgp_table *)relation, false);
    for (size_t i = 0; i < tree.count; i++)
        pgp_touch(a, tree.items[i], PGP_LOCK_ACCESS_EXCLUSIVE);
    pgp_find_hazard(a, "data-loss", pgp_object_label(a->arena, relation), "every row of it");
}

static void truncate_tables(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__TruncateStmt *stmt = statement->truncate_stmt;
    for (size_t i = 0; i < stmt->n_relations; i++)
        truncate_one(a, pgp_state_relation(a, stmt->relations[i]->range_var));
}

static void lock_tables(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__LockStmt *stmt = statement->lock_stmt;
    for (size_t i = 0; i < stmt->n_relations; i++)
        pgp_touch(a, pgp_state_relation(a, stmt->relations[i]->range_var), (pgp_lock)stmt->mode);
}

static void alter_sequence(pgp_analyzer *a, const PgQuery__Node *statement) {
    pgp_touch(a, pgp_state_relation(a, statement->alter_seq_stmt->sequence), PGP_LOCK_SHARE_ROW_EXCLUSIVE);
}

static void create_view(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__ViewStmt *stmt = statement->view_stmt;
    if (stmt->replace)
        pgp_touch(a, pgp_state_relation(a, stmt->view), PGP_LOCK_ACCESS_EXCLUSIVE);
}

static void create_statistics(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__CreateStatsStmt *stmt = statement->create_stats_stmt;
    for (size_t i = 0; i < stmt->n_relations; i++)
        if (stmt->relations[i]->node_case == NODE(RANGE_VAR))
            pgp_touch(a, pgp_state_relation(a, stmt->relations[i]->range_var),
                      PGP_LOCK_SHARE_UPDATE_EXCLUSIVE);
}

/* -- parts of tables -------------------------------------------------------------------------------------------------- */

static void create_trigger(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__CreateTrigStmt *stmt = statement->create_trig_stmt;
    const pgp_object *relation = pgp_state_relation(a, stmt->relation);
    pgp_touch(a, relation, PGP_LOCK_SHARE_ROW_EXCLUSIVE);
    if (stmt->row && relation && relation->kind == &pgp_kind_table &&
        !pgp_has_storage(a, (const pgp_table *)relation))
        pgp_touch_tree(a, (const pgp_table *)relation, PGP_LOCK_SHARE_ROW_EXCLUSIVE);
}

static void create_rule(pgp_analyzer *a, const PgQuery__Node *statement) {
    pgp_touch(a, pgp_state_relation(a, statement->rule_stmt->relation), PGP_LOCK_ACCESS_EXCLUSIVE);
}

static void create_policy(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__CreatePolicyStmt *stmt = statement->create_policy_stmt;
    const pgp_object *relation = pgp_state_relation(a, stmt->table);
    pgp_touch(a, relation, PGP_LOCK_ACCESS_EXCLUSIVE);
    if (relation && relation->kind == &pgp_kind_table)
        pgp_state_add(a, (const pgp_table *)relation, &pgp_kind_policy, stmt->policy_name);
}

static void alter_policy(pgp_analyzer *a, const PgQuery__Node *statement) {
    pgp_touch(a, pgp_state_relation(a, statement->alter_policy_stmt->table), PGP_LOCK_ACCESS_EXCLUSIVE);
}

static void comment(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__CommentStmt *stmt = statement->comment_stmt;
    switch (stmt->objtype) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
        pgp_touch(a, relation_of(a, stmt->object, 0), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE);
        break;
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
        pgp_touch(a, relation_of(a, stmt->object, 1), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE);
        break;
    default: break;
    }
}

/* -- rows, and the session ---------------------------------------------------------------------------------------------- */

static void write_rows(pgp_analyzer *a, const PgQuery__RangeVar *name) {
    pgp_touch(a, name ? pgp_state_relation(a, name) : NULL, PGP_LOCK_ROW_EXCLUSIVE);
}

static void insert(pgp_analyzer *a, const PgQuery__Node *statement) {
    write_rows(a, statement->insert_stmt->relation);
}

static void update(pgp_analyzer *a, const PgQuery__Node *statement) {
    write_rows(a, statement->update_stmt->relation);
}

static void delete_rows(pgp_analyzer *a, const PgQuery__Node *statement) {
    write_rows(a, statement->delete_stmt->relation);
}

static void set(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__VariableSetStmt *stmt = statement->variable_set_stmt;
    if (strcasecmp(stmt->name, "timezone") != 0)
        return;
    const PgQuery__Node *value = stmt->n_args == 1 ? stmt->args[0] : NULL;
    bool text = value && value->node_case == NODE(A_CONST) &&
                value->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL;
    a->zone = text ? pgp_strdup(a->arena, value->a_const->sval->sval) : NULL;
}

/* Locks nothing that is there. */
static void nothing(pgp_analyzer *a, const PgQuery__Node *statement) {
    (void)a;
    (void)statement;
}

/* -- the table ----------------------------------------------------------------------------------------------------------- */

static const struct {
    PgQuery__Node__NodeCase node;
    pgp_statement_analysis analyze;
} rules[] = {
    {NODE(ALTER_TABLE_STMT), pgp_analyze_alter_table},
    {NODE(CREATE_STMT), pgp_analyze_create_table},
    {NODE(INDEX_STMT), create_index},
    {NODE(DROP_STMT), pgp_analyze_drop},
    {NODE(RENAME_STMT), pgp_analyze_rename},
    {NODE(ALTER_OBJECT_SCHEMA_STMT), pgp_analyze_set_schema},
    {NODE(ALTER_DOMAIN_STMT), pgp_analyze_alter_domain},
    {NODE(REINDEX_STMT), reindex},
    {NODE(REFRESH_MAT_VIEW_STMT), refresh},
    {NODE(CLUSTER_STMT), cluster},
    {NODE(VACUUM_STMT), vacuum},
    {NODE(TRUNCATE_STMT), truncate_tables},
    {NODE(LOCK_STMT), lock_tables},
    {NODE(ALTER_SEQ_STMT), alter_sequence},
    {NODE(VIEW_STMT), create_view},
    {NODE(CREATE_STATS_STMT), create_statistics},
    {NODE(CREATE_TRIG_STMT), create_trigger},
    {NODE(RULE_STMT), create_rule},
    {NODE(CREATE_POLICY_STMT), create_policy},
    {NODE(ALTER_POLICY_STMT), alter_policy},
    {NODE(COMMENT_STMT), comment},
    {NODE(INSERT_STMT), insert},
    {NODE(UPDATE_STMT), update},
    {NODE(DELETE_STMT), delete_rows},
    {NODE(VARIABLE_SET_STMT), set},
    {NODE(VARIABLE_SHOW_STMT), nothing},
    {NODE(SELECT_STMT), nothing},
    {NODE(TRANSACTION_STMT), nothing},
    {NODE(CREATE_SCHEMA_STMT), nothing},
    {NODE(CREATE_EXTENSION_STMT), nothing},
    {NODE(CREATE_ENUM_STMT), nothing},
    {NODE(ALTER_ENUM_STMT), nothing},
    {NODE(CREATE_DOMAIN_STMT), nothing},
    {NODE(COMPOSITE_TYPE_STMT), nothing},
    {NODE(CREATE_RANGE_STMT), nothing},
    {NODE(CREATE_FUNCTION_STMT), nothing},
    {NODE(ALTER_FUNCTION_STMT), nothing},
    {NODE(DEFINE_STMT), nothing},
    {NODE(CREATE_SEQ_STMT), nothing},
    {NODE(CREATE_TABLE_AS_STMT), nothing},
    {NODE(GRANT_STMT), nothing},
    {NODE(ALTER_DEFAULT_PRIVILEGES_STMT), nothing},
    {NODE(ALTER_OWNER_STMT), nothing},
    {NODE(ALTER_OBJECT_DEPENDS_STMT), nothing},
};

void pgp_analyze_statement(pgp_analyzer *a, const PgQuery__Node *statement) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].node == statement->node_case) {
            a->out->understood = true;
            rules[i].analyze(a, statement);
            return;
        }
}

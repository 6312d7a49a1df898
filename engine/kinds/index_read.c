/*
 * CREATE INDEX, ALTER INDEX and CLUSTER in a file.
 */
#include "kinds/index.h"
#include "kinds/table.h"

#include <string.h>

/* -- CREATE INDEX ------------------------------------------------------------------------------------------------ */

static pgp_status find_relation(pgp_parser *parser, const PgQuery__RangeVar *name, pgp_object **out) {
    *out = pgp_lookup_range_var(parser, name);
    if (!*out)
        return pgp_parse_later(parser, name->location, "relation",
                               *name->schemaname ? name->schemaname : NULL, name->relname);
    if ((*out)->kind == &pgp_kind_table || (*out)->kind == &pgp_kind_materialized_view)
        return PGP_OK;
    return pgp_parse_fail(parser, PGP_INPUT, name->location, "a %s cannot have indexes", (*out)->kind->name);
}

static void read_include(pgp_parser *parser, const PgQuery__IndexStmt *create, pgp_names *include) {
    for (size_t i = 0; i < create->n_index_including_params; i++) {
        const char *name = create->index_including_params[i]->index_elem->name;
        pgp_names_add(parser->arena, include, pgp_intern(parser->model, name));
    }
}

static void read_predicate(pgp_parser *parser, const PgQuery__IndexStmt *create, pgp_index *index) {
    if (!create->where_clause)
        return;
    int start = pgp_find_word(parser, create->relation->location, "where", false);
    index->predicate = pgp_parse_sql(parser, pgp_slice(parser, start, (int)parser->statement_size), start);
    pgp_refer_all(parser, &index->object, &create->where_clause->base);
}

static pgp_status read_clauses(pgp_parser *parser, const PgQuery__IndexStmt *create, pgp_index *index) {
    index->unique = create->unique;
    index->method = pgp_intern(parser->model, *create->access_method ? create->access_method : "btree");
    index->nulls_not_distinct = create->nulls_not_distinct;
    index->tablespace =
        *create->table_space ? pgp_intern(parser->model, create->table_space) : parser->tablespace;
    index->only = !create->relation->inh && pgp_is_partitioned(index->object.parent);
    read_include(parser, create, &index->include);
    read_predicate(parser, create, index);
    PGP_TRY(pgp_read_options_in_order(parser, create->n_options, create->options, false, &index->options));
    return pgp_read_keys(parser, &index->object, create->n_index_params, create->index_params,
                         create->relation->location, &index->keys);
}

/* `inspect --split` says of a partition's index what it is, whether or not its parent's, in another file, has made it by then. */
static bool is_said_again(const pgp_parser *parser, const pgp_object *existing, const pgp_index *index) {
    return (existing->flags & PGP_OBJECT_IMPLIED) && existing->parent == index->object.parent &&
           pgp_is_index(existing) && pgp_index_serves(parser->model, existing, &index->object);
}

pgp_status pgp_read_create_index(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__IndexStmt *create = statement->index_stmt;
    const char *name = *create->idxname ? create->idxname : NULL;
    pgp_object *relation;
    PGP_TRY(find_relation(parser, create->relation, &relation));
    const pgp_object *existing =
        name ? pgp_model_find(parser->model, PGP_SPACE_RELATION, relation->schema, name, NULL) : NULL;
    if (existing && create->if_not_exists)
        return PGP_OK;
    pgp_index *index = pgp_object_new(parser->model, &pgp_kind_index, relation->schema, name ? name : "");
    index->object.parent = relation;
    index->object.where = pgp_parse_where(parser, 0);
    PGP_TRY(read_clauses(parser, create, index));
    if (existing)
        return is_said_again(parser, existing, index) ? PGP_OK : pgp_parse_exists(parser, existing, 0);
    if (!name)
        index->object.name = pgp_index_name(parser, relation, &index->object);
    pgp_model_add(parser->model, &index->object);
    pgp_partitions_take_index(parser, &index->object);
    return PGP_OK;
}

/* -- CLUSTER -------------------------------------------------------------------------------------------------------- */

static bool *clustered_of(pgp_object *object) {
    if (object->kind == &pgp_kind_index)
        return &((pgp_index *)object)->clustered;
    bool is_index = object->kind == &pgp_kind_constraint && pgp_has_index((pgp_constraint *)object);
    return is_index ? &((pgp_constraint *)object)->clustered : NULL;
}

static bool set_clustered(pgp_object *relation, const char *name) {
    bool found = false;
    for (pgp_object *child = relation->children; child; child = child->sibling)
        found = found || (clustered_of(child) && strcmp(child->name, name) == 0);
    for (pgp_object *child = relation->children; found && child; child = child->sibling)
        if (clustered_of(child))
            *clustered_of(child) = strcmp(child->name, name) == 0;
    return found;
}

/* Without USING it only sorts rows again. */
pgp_status pgp_read_cluster(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__ClusterStmt *cluster = statement->cluster_stmt;
    pgp_object *relation;
    if (!cluster->relation || !*cluster->indexname)
        return PGP_OK;
    PGP_TRY(find_relation(parser, cluster->relation, &relation));
    if (set_clustered(relation, cluster->indexname))
        return PGP_OK;
    return pgp_parse_later(parser, cluster->relation->location, "index", NULL, cluster->indexname);
}

/* -- ALTER INDEX ------------------------------------------------------------------------------------------------------ */

static pgp_status attach(pgp_parser *parser, const pgp_object *parent, const PgQuery__RangeVar *name) {
    pgp_object *child = pgp_lookup_range_var(parser, name);
    if (!child)
        return pgp_parse_later(parser, name->location, "index", *name->schemaname ? name->schemaname : NULL,
                               name->relname);
    if (child->kind != &pgp_kind_index && child->kind != &pgp_kind_constraint)
        return pgp_parse_fail(parser, PGP_INPUT, name->location, "\"%s\" is not an index", name->relname);
    pgp_index_attach_to(parser, child, parent);
    return PGP_OK;
}

/* "2=100": the targets stay sorted, and -1 is the default. What is attached by now gets the same. */
static void set_target(pgp_parser *parser, pgp_index *index, const char *column, int target) {
    const pgp_object *table = index->object.parent;
    const char *label = pgp_index_label(parser->arena, &index->object);
    pgp_names targets = {0};
    for (size_t i = 0; i < index->statistics.count; i++)
        if (strncmp(index->statistics.items[i], column, strlen(column)) != 0)
            pgp_names_add(parser->arena, &targets, index->statistics.items[i]);
    if (target >= 0)
        pgp_names_add(parser->arena, &targets, pgp_printf(parser->arena, "%s%d", column, target));
    index->statistics = pgp_names_sorted(parser->arena, targets);
    const pgp_tables heirs =
        table->kind == &pgp_kind_table ? ((const pgp_table *)table)->heirs : (pgp_tables){0};
    for (size_t i = 0; i < heirs.count; i++) {
        pgp_object *child = pgp_index_attached(&heirs.items[i]->object, label);
        if (child && child->kind == &pgp_kind_index)
            set_target(parser, (pgp_index *)child, column, target);
    }
}

static pgp_status set_statistics(pgp_parser *parser, pgp_object *object,
                                 const PgQuery__AlterTableCmd *command) {
    if (object->kind != &pgp_kind_index)
        return pgp_parse_unknown(parser, 0, "statistics of a constraint's index");
    int target = command->def && command->def->node_case == PG_QUERY__NODE__NODE_INTEGER
                     ? command->def->integer->ival
                     : -1;
    set_target(parser, (pgp_index *)object, pgp_printf(parser->arena, "%d=", command->num), target);
    return PGP_OK;
}

static pgp_status set_options(pgp_parser *parser, pgp_object *object, const PgQuery__AlterTableCmd *command,
                              bool reset) {
    const PgQuery__List *options = command->def->list;
    pgp_names *out = object->kind == &pgp_kind_index ? &((pgp_index *)object)->options
                                                     : &((pgp_constraint *)object)->options;
    return pgp_read_options_in_order(parser, options->n_items, options->items, reset, out);
}

static void set_tablespace(pgp_parser *parser, pgp_object *object, const char *name) {
    const char *tablespace = strcmp(name, "pg_default") == 0 ? NULL : pgp_intern(parser->model, name);
    if (object->kind == &pgp_kind_index)
        ((pgp_index *)object)->tablespace = tablespace;
    else
        ((pgp_constraint *)object)->tablespace = tablespace;
}

pgp_status pgp_alter_index_command(pgp_parser *parser, pgp_object *index,
                                   const PgQuery__AlterTableCmd *command) {
    if (index->kind != &pgp_kind_index && index->kind != &pgp_kind_constraint)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "%s is not an index", pgp_label_of(parser, index));
    switch (command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetRelOptions: return set_options(parser, index, command, false);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ResetRelOptions: return set_options(parser, index, command, true);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetTableSpace:
        set_tablespace(parser, index, command->name);
        return PGP_OK;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetStatistics: return set_statistics(parser, index, command);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition:
        return attach(parser, index, command->def->partition_cmd->name);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ChangeOwner: return PGP_OK; /* always its table's */
    default: return pgp_parse_unknown(parser, 0, "this form of ALTER INDEX");
    }
}

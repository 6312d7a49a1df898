/*
 * CREATE and ALTER STATISTICS in files.
 */
#include "kinds/index.h"
#include "kinds/statistics.h"
#include "kinds/table.h"

#include <string.h>

/* ChooseExtendedStatisticName() of src/backend/commands/statscmds.c. */
static const char *choose_name(pgp_parser *parser, const pgp_object *relation, const pgp_names *elements) {
    const char *addition = pgp_index_name_addition(parser->arena, elements), *label = "stat";
    for (int pass = 1;; pass++) {
        const char *name = pgp_object_name(parser->arena, relation->name, addition, label);
        if (!pgp_model_find_kind(parser->model, &pgp_kind_statistics, relation->schema, name, NULL))
            return pgp_intern(parser->model, name);
        label = pgp_printf(parser->arena, "stat%d", pass);
    }
}

static size_t element_count(const pgp_statistics *statistics) {
    return statistics->columns.count + statistics->expressions.count;
}

/* -- CREATE ------------------------------------------------------------------------------------------------- */

static void read_kinds(pgp_parser *parser, const PgQuery__CreateStatsStmt *create,
                       pgp_statistics *statistics) {
    static const char *const all[] = {"dependencies", "mcv", "ndistinct"};
    pgp_names kinds = {0};
    for (size_t i = 0; i < create->n_stat_types; i++)
        pgp_names_add(parser->arena, &kinds, pgp_intern(parser->model, pgp_string_of(create->stat_types[i])));
    for (size_t i = 0; kinds.count < 3 && !create->n_stat_types && element_count(statistics) > 1 && i < 3;
         i++)
        pgp_names_add(parser->arena, &kinds, all[i]);
    statistics->kinds = pgp_names_sorted(parser->arena, kinds);
}

/* Elements are like those of an index, without its options. */
static pgp_status read_elements(pgp_parser *parser, const PgQuery__CreateStatsStmt *create,
                                pgp_statistics *statistics, pgp_names *names) {
    size_t n = create->n_exprs;
    PgQuery__IndexElem *elements = pgp_alloc(parser->arena, n * sizeof *elements);
    PgQuery__Node *nodes = pgp_alloc(parser->arena, n * sizeof *nodes),
                  **list = pgp_alloc(parser->arena, n * sizeof *list);
    pgp_keys keys;
    for (size_t i = 0; i < n; i++) {
        pg_query__index_elem__init(&elements[i]);
        pg_query__node__init(&nodes[i]);
        elements[i].name = create->exprs[i]->stats_elem->name;
        elements[i].expr = create->exprs[i]->stats_elem->expr;
        nodes[i].node_case = PG_QUERY__NODE__NODE_INDEX_ELEM;
        nodes[i].index_elem = &elements[i];
        list[i] = &nodes[i];
    }
    PGP_TRY(
        pgp_read_keys_at(parser, &statistics->object, n, list, pgp_find_word(parser, 0, "on", false), &keys));
    statistics->expressions.items = pgp_alloc(parser->arena, n * sizeof *keys.items);
    for (size_t i = 0; i < keys.count; i++) {
        if (keys.items[i].column)
            pgp_names_add(parser->arena, &statistics->columns, keys.items[i].column);
        else
            statistics->expressions.items[statistics->expressions.count++] = keys.items[i];
        pgp_names_add(parser->arena, names, keys.items[i].column ? keys.items[i].column : "expr");
    }
    statistics->columns = pgp_names_sorted(parser->arena, statistics->columns);
    return PGP_OK;
}

pgp_status pgp_read_create_statistics(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateStatsStmt *create = statement->create_stats_stmt;
    const PgQuery__Node *from = create->n_relations == 1 ? create->relations[0] : NULL;
    const char *schema, *name;
    pgp_names names = {0};
    if (!from || from->node_case != PG_QUERY__NODE__NODE_RANGE_VAR)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "extended statistics are about one relation");
    pgp_object *relation = pgp_lookup_range_var(parser, from->range_var);
    if (!relation)
        return pgp_parse_later(parser, from->range_var->location, "relation", NULL, from->range_var->relname);
    pgp_name_of_list(create->n_defnames, create->defnames, &schema, &name);
    schema = name ? pgp_creation_schema(parser, schema) : relation->schema;
    pgp_statistics *statistics =
        pgp_object_new(parser->model, &pgp_kind_statistics, schema, name ? name : "");
    statistics->object.parent = relation;
    statistics->object.where = pgp_parse_where(parser, 0);
    statistics->target = -1;
    PGP_TRY(read_elements(parser, create, statistics, &names));
    read_kinds(parser, create, statistics);
    if (!name)
        statistics->object.name = choose_name(parser, relation, &names);
    return pgp_definition_add(parser, &statistics->object, create->if_not_exists);
}

/* -- ALTER -------------------------------------------------------------------------------------------------- */

static int64_t target_of(const PgQuery__AlterStatsStmt *alter) {
#if PGP_GRAMMAR >= 17
    const PgQuery__Node *target = alter->stxstattarget;
    return target && target->node_case == PG_QUERY__NODE__NODE_INTEGER ? target->integer->ival : -1;
#else
    return alter->stxstattarget;
#endif
}

pgp_status pgp_read_alter_statistics(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterStatsStmt *alter = statement->alter_stats_stmt;
    const char *schema, *name;
    pgp_name_of_list(alter->n_defnames, alter->defnames, &schema, &name);
    pgp_statistics *statistics =
        (pgp_statistics *)pgp_lookup_kind(parser, &pgp_kind_statistics, schema, name, NULL);
    if (!statistics && alter->missing_ok && parser->last_chance)
        return PGP_OK;
    if (!statistics)
        return pgp_parse_later(parser, 0, "statistics", schema, name);
    statistics->target = target_of(alter);
    return PGP_OK;
}

/* -- LIKE --------------------------------------------------------------------------------------------------- */

pgp_object *pgp_statistics_copy(pgp_parser *parser, pgp_object *table, const pgp_object *from) {
    const pgp_statistics *source = (const pgp_statistics *)from;
    pgp_names names = {0};
    for (const pgp_object *child = table->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_column && pgp_names_has(&source->columns, child->name))
            pgp_names_add(parser->arena, &names, child->name);
    for (size_t i = 0; i < source->expressions.count; i++)
        pgp_names_add(parser->arena, &names, "expr");
    const char *name = choose_name(parser, table, &names);
    pgp_statistics *copy = pgp_object_new(parser->model, &pgp_kind_statistics, table->schema, name);
    pgp_object object = copy->object;
    *copy = *source;
    copy->object = object;
    copy->object.parent = table;
    copy->object.where = table->where;
    copy->target = -1;
    pgp_copy_references(parser->arena, &copy->object, from);
    return &copy->object;
}

/*
 * Extended statistics: children of their relation, though their names are in a schema of their own choice.
 */
#include "kinds/statistics.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_statistics, kinds, PGP_VALUE_SET, 0),
    PGP_PROPERTY(pgp_statistics, columns, PGP_VALUE_SET, 0),
    PGP_PROPERTY(pgp_statistics, expressions, PGP_VALUE_KEYS, 0),
    PGP_PROPERTY(pgp_statistics, target, PGP_VALUE_INT, 0),
};
enum { TARGET = 3, ALL_KINDS = 3 };

/* -- catalogs --------------------------------------------------------------------------------------------- */

static const char *statistics_query(int server_version) {
    (void)server_version;
    return "SELECT s.oid, s.stxnamespace, s.stxname, s.stxowner, s.stxrelid, s.stxkind::text[],"
           " ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = s.stxrelid AND a.attnum = ANY "
           "(s.stxkeys)),"
           " pg_get_statisticsobjdef_expressions(s.oid), coalesce(s.stxstattarget, -1) FROM pg_statistic_ext "
           "s"
           " WHERE s.oid >= 16384";
}

/* Letters of pg_statistic_ext.stxkind; e, for expressions, goes without saying. */
static const char *kind_word(char letter) {
    switch (letter) {
    case 'd': return "ndistinct";
    case 'f': return "dependencies";
    case 'm': return "mcv";
    default: return NULL;
    }
}

static pgp_keys read_expressions(pgp_arena *arena, pgp_names texts) {
    pgp_keys keys = {.items = pgp_alloc(arena, (texts.count + 1) * sizeof *keys.items), .count = texts.count};
    for (size_t i = 0; i < texts.count; i++)
        keys.items[i].expression = (pgp_sql){.text = pgp_printf(arena, "(%s)", texts.items[i]), .path = ""};
    return keys;
}

static pgp_status statistics_row(pgp_catalog *catalog, const pgp_row *row) {
    enum { OID, NAMESPACE, NAME, OWNER, RELATION, KINDS, COLUMNS, EXPRESSIONS, STATISTICS_TARGET };
    pgp_model *model = catalog->model;
    pgp_object *relation = pgp_catalog_object(catalog, PGP_CLASS_RELATION, pgp_row_oid(row, RELATION), 0);
    const pgp_object *schema =
        pgp_catalog_object(catalog, PGP_CLASS_NAMESPACE, pgp_row_oid(row, NAMESPACE), 0);
    Oid oid = pgp_row_oid(row, OID);
    if (!relation || !schema || pgp_catalog_is_member(catalog, PGP_CLASS_STATISTICS, oid))
        return PGP_OK;
    pgp_statistics *statistics =
        pgp_object_new(model, &pgp_kind_statistics, schema->name, pgp_row_text(row, NAME));
    pgp_names letters = pgp_row_names(row, KINDS), kinds = {0};
    for (size_t i = 0; i < letters.count; i++)
        if (kind_word(*letters.items[i]))
            pgp_names_add(model->arena, &kinds, kind_word(*letters.items[i]));
    statistics->object.parent = relation;
    statistics->kinds = pgp_names_sorted(model->arena, kinds);
    statistics->columns = pgp_names_sorted(model->arena, pgp_row_names(row, COLUMNS));
    statistics->expressions = read_expressions(model->arena, pgp_row_names(row, EXPRESSIONS));
    statistics->target = pgp_row_int(row, STATISTICS_TARGET);
    pgp_model_add(model, &statistics->object);
    pgp_catalog_register(catalog, PGP_CLASS_STATISTICS, oid, 0, &statistics->object);
    pgp_catalog_owner(catalog, &statistics->object, pgp_row_oid(row, OWNER));
    return PGP_OK;
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void emit_target(pgp_emitter *emitter, const pgp_object *object) {
    const pgp_statistics *statistics = (const pgp_statistics *)object;
    pgp_definition_emit(emitter, '~', object,
                        pgp_printf(emitter->arena, "ALTER STATISTICS %s SET STATISTICS %lld",
                                   pgp_sql_object(emitter->arena, object), (long long)statistics->target));
}

static void add_list(pgp_text *sql, const char *element) {
    pgp_text_next(sql, ", ");
    pgp_text_add(sql, element);
}

static void create_statistics(pgp_emitter *emitter, pgp_object *object) {
    const pgp_statistics *statistics = (const pgp_statistics *)object;
    pgp_text kinds = pgp_text_new(emitter->arena), elements = pgp_text_new(emitter->arena);
    pgp_text sql = pgp_definition_sql(emitter, object);
    for (size_t i = 0; statistics->kinds.count < ALL_KINDS && i < statistics->kinds.count; i++)
        add_list(&kinds, statistics->kinds.items[i]);
    for (size_t i = 0; i < statistics->columns.count; i++)
        add_list(&elements, pgp_quoted(emitter->arena, statistics->columns.items[i]));
    for (size_t i = 0; i < statistics->expressions.count; i++)
        add_list(&elements, statistics->expressions.items[i].expression.text);
    if (kinds.size)
        pgp_text_addf(&sql, " (%s)", kinds.data);
    pgp_text_addf(&sql, " ON %s FROM %s", elements.data, pgp_sql_object(emitter->arena, object->parent));
    pgp_step *step = pgp_definition_emit(emitter, '+', object, sql.data);
    if (statistics->expressions.count)
        pgp_emit_path(step, &statistics->expressions.items[0].expression);
    if (statistics->target >= 0)
        emit_target(emitter, object);
}

static void alter_statistics(pgp_emitter *emitter, pgp_change *change) {
    emit_target(emitter, change->desired);
}

static pgp_way statistics_way(const pgp_change *change) {
    return change->changed == (uint64_t)1 << TARGET ? PGP_IN_PLACE : PGP_REBUILD;
}

const pgp_kind pgp_kind_statistics = {
    .name = "statistics",
    .title = "extended statistics",
    .sql = "STATISTICS",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_statistics),
    .order = 72,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = statistics_query,
    .presence = "pg_statistic_ext WHERE oid >= 16384",
    .row = statistics_row,
    .way = statistics_way,
    .create = create_statistics,
    .alter = alter_statistics,
    .drop = pgp_definition_drop,
};

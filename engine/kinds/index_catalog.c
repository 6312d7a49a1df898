/*
 * Indexes from pg_index: objects of their own, and what constraints have of theirs.
 *
 * Only what is not plain is asked of ruleutils: pg_get_indexdef() of everything would be half of the cost of reading a
 * large catalog.
 */
#include "kinds/index.h"

#include <stdlib.h>
#include <string.h>

enum {
    OID,
    RELATION,
    SCHEMA,
    NAME,
    CONSTRAINT,
    PARTITIONED,
    UNIQUE,
    METHOD,
    KEY_COUNT,
    KEYS,
    KEY_OPTIONS,
    VALID,
    CLUSTERED,
    NULLS_NOT_DISTINCT,
    OPTIONS,
    TABLESPACE,
    PARENT,
    PREDICATE,
    EXPRESSIONS,
    EXPRESSION_NAMES,
    COLUMNS,
    COLLATIONS,
    OPERATORS,
    OPCLASSES,
    OPCLASS_OPTIONS,
    STATISTICS,
    FUNCTIONS
};

/* The elements of an index's arrays, in order. */
#define EACH_KEY(value) \
    "ARRAY(SELECT " value " FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, n) ORDER BY k.n)"

/* A materialized view's columns are no objects. */
#define VIEW_COLUMNS                                                                                        \
    " CASE WHEN t.relkind = 'm' THEN ARRAY(SELECT a.attname FROM unnest(i.indkey::int2[]) WITH ORDINALITY " \
    "k (attnum, n)"                                                                                         \
    "  LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum ORDER BY k.n) END,"

/* Whether an expression has that collation anyway only ruleutils can say. */
#define KEY_COLLATIONS                                                                                       \
    " CASE WHEN NOT (i.indcollation::oid[] <@ '{0,100}') THEN"                                               \
    " ARRAY(SELECT CASE WHEN k.attnum <> 0 OR position(pg_get_indexdef(i.indexrelid, k.n::int, false) || ' " \
    "COLLATE '"                                                                                              \
    "   IN pg_get_indexdef(i.indexrelid)) > 0 THEN quote_ident(cn.nspname) || '.' || "                       \
    "quote_ident(co.collname) END"                                                                           \
    "  FROM unnest(i.indkey::int2[], i.indcollation::oid[]) WITH ORDINALITY k (attnum, coll, n)    "         \
    "  LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum <> 0"        \
    "  LEFT JOIN pg_collation co ON co.oid = k.coll AND a.attcollation IS DISTINCT FROM co.oid"              \
    "  LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE k.n <= i.indnkeyatts ORDER BY k.n) END,"

#define OPERATORS_OF                                                                                      \
    " CASE c.contype WHEN 'x' THEN ARRAY(SELECT CASE q.nspname WHEN 'pg_catalog' THEN o.oprname::text"    \
    "   ELSE 'OPERATOR(' || quote_ident(q.nspname) || '.' || o.oprname || ')' END"                        \
    "  FROM unnest(c.conexclop) WITH ORDINALITY k (operator, n) JOIN pg_operator o ON o.oid = k.operator" \
    "  JOIN pg_namespace q ON q.oid = o.oprnamespace ORDER BY k.n) END,"

/* Few attributes of indexes carry anything. The groups have an order that no index has: along an index all of pg_attribute would be
 * looked up row by row. */
#define ATTRIBUTES                                                                                         \
    " LEFT JOIN (SELECT a.attrelid, array_agg(a.attnum || '=' || o.option) FILTER (WHERE o.option IS NOT " \
    "NULL) AS options,"                                                                                    \
    "   array_agg(a.attnum || '=' || a.attstattarget) FILTER (WHERE a.attstattarget >= 0) AS statistics"   \
    "  FROM pg_attribute a LEFT JOIN LATERAL unnest(a.attoptions) o (option) ON true"                      \
    "  WHERE a.attnum > 0 AND (a.attoptions IS NOT NULL OR a.attstattarget >= 0)"                          \
    "  GROUP BY 1 ORDER BY count(*)) att"                                                                  \
    " ON att.attrelid = i.indexrelid"

/* What is rarely there is looked up where it is: the time to plan a join grows with each relation in it. */
#define METHOD_NAME \
    "CASE x.relam WHEN 403 THEN 'btree' ELSE (SELECT amname FROM pg_am WHERE oid = x.relam) END"
#define TABLESPACE_NAME                                                                                    \
    "CASE WHEN x.reltablespace <> 0 THEN (SELECT spcname FROM pg_tablespace WHERE oid = x.reltablespace) " \
    "END"
#define PARENT_INDEX \
    "CASE WHEN x.relispartition THEN (SELECT inhparent FROM pg_inherits WHERE inhrelid = i.indexrelid) END"

/* Parents come before what is attached to them. */
#define ORDER                                                                      \
    " ORDER BY x.relkind <> 'I', CASE WHEN x.relkind = 'I' AND x.relispartition"   \
    "  THEN (SELECT count(*) FROM pg_partition_ancestors(x.oid)) END NULLS FIRST," \
    " n.nspname COLLATE \"C\", t.relname COLLATE \"C\", x.relname COLLATE \"C\""

#define KEY_EXPRESSIONS                                 \
    " CASE WHEN i.indexprs IS NOT NULL THEN " EACH_KEY( \
        "CASE k.attnum WHEN 0 THEN pg_get_indexdef(i.indexrelid, k.n::int, false) END") " END,"
#define KEY_NAMES                                                   \
    " CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(SELECT a.attname" \
    "  FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attnum > 0 ORDER BY a.attnum) END,"

#define RELATIONS                                                                                         \
    " FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"      \
    " JOIN pg_namespace n ON n.oid = x.relnamespace"                                                      \
    " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')" ATTRIBUTES \
    " WHERE t.relkind IN ('r', 'p', 'm') AND " PGP_USER_SCHEMA

/* An SQL function whose body is text looks for names along the search_path, and the server looks into it for an index. */
#define FUNCTIONS_PATH                                                                             \
    " CASE WHEN i.indexprs IS NOT NULL OR i.indpred IS NOT NULL THEN"                              \
    " (SELECT string_agg(DISTINCT quote_ident(fn.nspname), ', ' ORDER BY quote_ident(fn.nspname))" \
    "  FROM pg_depend d JOIN pg_proc f ON f.oid = d.refobjid JOIN pg_namespace fn ON fn.oid = "    \
    "f.pronamespace"                                                                               \
    "  WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid"                          \
    "  AND d.refclassid = 'pg_proc'::regclass AND f.prolang = 14 AND f.prosqlbody IS NULL"         \
    "  AND f.proconfig IS NULL) END"

#define QUERY(nulls_not_distinct)                                                                   \
    "SELECT i.indexrelid, i.indrelid, n.nspname, x.relname, c.oid, x.relkind = 'I', "               \
    "i.indisunique, " METHOD_NAME                                                                   \
    ", i.indnkeyatts, i.indkey, i.indoption, i.indisvalid, i.indisclustered, " nulls_not_distinct   \
    ", x.reloptions, " TABLESPACE_NAME ", " PARENT_INDEX ","                                        \
    " CASE WHEN i.indpred IS NOT NULL THEN pg_get_expr(i.indpred, i.indrelid) END," KEY_EXPRESSIONS \
        KEY_NAMES VIEW_COLUMNS KEY_COLLATIONS OPERATORS_OF                                          \
    " i.indclass, att.options, att.statistics," FUNCTIONS_PATH RELATIONS ORDER

const char *pgp_index_query(int server_version) {
    return server_version < 150000 ? QUERY("false") : QUERY("i.indnullsnotdistinct");
}

/* -- keys --------------------------------------------------------------------------------------------------------- */

/* What a row says about its columns; the arrays may be empty. */
typedef struct key_row {
    const pgp_row *row;
    pgp_names expressions, expression_names, columns, collations, operators, opclass_options;
} key_row;

/* The column of the table that is number `number` of the index; NULL: an expression. */
static const char *column_name(const key_row *r, int attnum, size_t number) {
    if (attnum == 0)
        return NULL;
    if (r->columns.count > number)
        return pgp_intern(r->row->catalog->model, r->columns.items[number]);
    const pgp_object *column =
        pgp_catalog_object(r->row->catalog, PGP_CLASS_RELATION, pgp_row_oid(r->row, RELATION), attnum);
    return column ? column->name : "";
}

static pgp_names options_of(const key_row *r, size_t number) {
    pgp_arena *arena = r->row->catalog->model->arena;
    const char *prefix = pgp_printf(arena, "%zu=", number + 1);
    pgp_names options = {0};
    for (size_t i = 0; i < r->opclass_options.count; i++)
        if (strncmp(r->opclass_options.items[i], prefix, strlen(prefix)) == 0)
            pgp_names_add(arena, &options, r->opclass_options.items[i] + strlen(prefix));
    return pgp_names_sorted(arena, options);
}

static const char *interned(const key_row *r, const pgp_names *names, size_t number) {
    return number < names->count ? pgp_intern(r->row->catalog->model, names->items[number]) : NULL;
}

/* Bits of indoption: INDOPTION_DESC, INDOPTION_NULLS_FIRST. */
enum { DESCENDING = 1, NULLS_FIRST = 2 };

/* A class that is a default of its access method is taken for the default of the key's type. */
static void set_opclass(const key_row *r, pgp_key *key, Oid oid) {
    const pgp_opclass *opclass = pgp_catalog_opclass(r->row->catalog, oid);
    key->opclass_name = opclass ? opclass->name : NULL;
    key->opclass = opclass && !opclass->is_default ? opclass->name : NULL;
}

static pgp_key key_of(const key_row *r, int attnum, int option, size_t number) {
    pgp_key key = {.column = column_name(r, attnum, number),
                   .collation = interned(r, &r->collations, number),
                   .operator_ = interned(r, &r->operators, number),
                   .descending = option & DESCENDING,
                   .nulls_first = option & NULLS_FIRST};
    if (r->opclass_options.count)
        key.opclass_options = options_of(r, number);
    if (!key.column && number < r->expressions.count) {
        key.expression = (pgp_sql){.text = r->expressions.items[number], .path = ""};
        key.name = interned(r, &r->expression_names, number);
    }
    return key;
}

static key_row key_row_of(const pgp_row *row) {
    return (key_row){.row = row,
                     .expressions = pgp_row_names(row, EXPRESSIONS),
                     .expression_names = pgp_row_names(row, EXPRESSION_NAMES),
                     .columns = pgp_row_names(row, COLUMNS),
                     .collations = pgp_row_names(row, COLLATIONS),
                     .operators = pgp_row_names(row, OPERATORS),
                     .opclass_options = pgp_row_names(row, OPCLASS_OPTIONS)};
}

static void read_keys(const pgp_row *row, pgp_keys *keys, pgp_names *include) {
    key_row r = key_row_of(row);
    pgp_arena *arena = row->catalog->model->arena;
    const char *path = pgp_row_text(row, FUNCTIONS);
    size_t key_count = (size_t)pgp_row_int(row, KEY_COUNT), number = 0;
    const char *at = PQgetvalue(row->result, row->number, KEYS);
    const char *options = PQgetvalue(row->result, row->number, KEY_OPTIONS);
    const char *opclasses = PQgetvalue(row->result, row->number, OPCLASSES);
    *keys = (pgp_keys){.items = pgp_alloc(arena, key_count * sizeof *keys->items), .count = key_count};
    for (char *next; *at; at = next, number++) {
        int attnum = (int)strtol(at, &next, 10);
        if (number >= key_count) {
            pgp_names_add(arena, include, column_name(&r, attnum, number));
            continue;
        }
        char *next_option, *next_opclass;
        keys->items[number] = key_of(&r, attnum, (int)strtol(options, &next_option, 10), number);
        keys->items[number].path = path;
        set_opclass(&r, &keys->items[number], (Oid)strtoul(opclasses, &next_opclass, 10));
        options = next_option;
        opclasses = next_opclass;
    }
}

/* -- partitions ------------------------------------------------------------------------------------------------------ */

static const char *parent_label(pgp_catalog *catalog, const pgp_row *row) {
    const pgp_object *parent = pgp_catalog_object(catalog, PGP_CLASS_RELATION, pgp_row_oid(row, PARENT), 0);
    return parent ? pgp_intern(catalog->model, pgp_index_label(catalog->model->arena, parent)) : NULL;
}

/* -- rows ------------------------------------------------------------------------------------------------------------- */

static void read_constraint(pgp_catalog *catalog, const pgp_row *row, pgp_constraint *constraint) {
    pgp_keys keys;
    read_keys(row, &keys, &constraint->include);
    if (pgp_constraint_is(constraint, "exclude")) {
        constraint->elements = keys;
        constraint->method = pgp_row_text(row, METHOD);
        constraint->predicate = pgp_row_sql(row, PREDICATE);
    } else {
        for (size_t i = 0; i < keys.count; i++)
            pgp_names_add(catalog->model->arena, &constraint->columns, keys.items[i].column);
    }
    constraint->nulls_not_distinct = pgp_row_bool(row, NULLS_NOT_DISTINCT);
    constraint->options = pgp_row_names(row, OPTIONS);
    constraint->tablespace = pgp_row_text(row, TABLESPACE);
    constraint->clustered = pgp_row_bool(row, CLUSTERED);
    constraint->incomplete = !pgp_row_bool(row, VALID) && pgp_row_bool(row, PARTITIONED);
    constraint->attached_to = parent_label(catalog, row);
}

static pgp_object *read_index(pgp_catalog *catalog, const pgp_row *row, pgp_object *relation) {
    pgp_model *model = catalog->model;
    pgp_index *index =
        pgp_object_new(model, &pgp_kind_index, pgp_row_text(row, SCHEMA), pgp_row_text(row, NAME));
    index->object.parent = relation;
    index->unique = pgp_row_bool(row, UNIQUE);
    index->method = pgp_row_text(row, METHOD);
    read_keys(row, &index->keys, &index->include);
    index->predicate = pgp_row_sql(row, PREDICATE);
    index->nulls_not_distinct = pgp_row_bool(row, NULLS_NOT_DISTINCT);
    index->options = pgp_row_names(row, OPTIONS);
    index->tablespace = pgp_row_text(row, TABLESPACE);
    index->clustered = pgp_row_bool(row, CLUSTERED);
    index->statistics = pgp_names_sorted(model->arena, pgp_row_names(row, STATISTICS));
    /* A partitioned one is not valid until every partition has its own. */
    index->invalid = !pgp_row_bool(row, VALID) && !pgp_row_bool(row, PARTITIONED);
    index->incomplete = !pgp_row_bool(row, VALID) && pgp_row_bool(row, PARTITIONED);
    index->attached_to = parent_label(catalog, row);
    pgp_model_add(model, &index->object);
    return &index->object;
}

pgp_status pgp_index_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_object *relation = pgp_catalog_object(catalog, PGP_CLASS_RELATION, pgp_row_oid(row, RELATION), 0);
    if (!relation || relation->flags & PGP_OBJECT_MEMBER)
        return PGP_OK;
    pgp_object *object = NULL;
    if (pgp_row_null(row, CONSTRAINT))
        object = read_index(catalog, row, relation);
    else if ((object = pgp_catalog_object(catalog, PGP_CLASS_CONSTRAINT, pgp_row_oid(row, CONSTRAINT), 0)))
        read_constraint(catalog, row, (pgp_constraint *)object);
    if (object)
        pgp_catalog_register(catalog, PGP_CLASS_RELATION, pgp_row_oid(row, OID), 0, object);
    return PGP_OK;
}

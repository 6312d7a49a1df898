/*
 * What needs what in the live database: pg_depend, told in terms of the model's objects.
 *
 * pg_depend speaks of parts that are no objects of ours (a view's rewrite rule, a default's pg_attrdef row, a
 * constraint's index, row and array types, a range's constructors): each is first made an alias of the object
 * that it belongs to. Columns of views are the view; members of extensions that no kind reads are the
 * extension.
 */
#include "introspect/catalog.h"
#include "introspect/oid_map.h"

/* (class, oid) is a part of (class, oid, sub). Row types come before their arrays. OIDs from 16384 on are the
 * users'. */
static const char aliases_sql[] =
    "SELECT 1247, t.oid, 1259, t.typrelid, 0 FROM pg_catalog.pg_type t"
    " WHERE t.typrelid <> 0 AND t.oid >= 16384"
    " UNION ALL SELECT 1247, t.typarray, 1247, t.oid, 0 FROM pg_catalog.pg_type t"
    " WHERE t.typarray <> 0 AND t.oid >= 16384"
    " UNION ALL SELECT 1247, r.rngmultitypid, 1247, r.rngtypid, 0 FROM pg_catalog.pg_range r"
    " WHERE r.rngtypid >= 16384"
    " UNION ALL SELECT 1255, d.objid, 1247, d.refobjid, 0 FROM pg_catalog.pg_depend d"
    " WHERE d.classid = 1255 AND d.refclassid = 1247 AND d.deptype = 'i' AND d.objid >= 16384"
    " UNION ALL SELECT 2604, d.oid, 1259, d.adrelid, d.adnum FROM pg_catalog.pg_attrdef d"
    " UNION ALL SELECT 2618, r.oid, 1259, r.ev_class, 0 FROM pg_catalog.pg_rewrite r"
    " WHERE r.rulename = '_RETURN' AND r.oid >= 16384"
    " UNION ALL SELECT 1259, c.conindid, 2606, c.oid, 0 FROM pg_catalog.pg_constraint c"
    " WHERE c.conindid <> 0 AND c.contype IN ('p', 'u', 'x')"
    " UNION ALL SELECT d.classid, d.objid, d.refclassid, d.refobjid, 0 FROM pg_catalog.pg_depend d"
    " WHERE d.classid IN (2602, 2603) AND d.refclassid IN (2616, 2753) AND d.objid >= 16384"
    " UNION ALL SELECT 2606, c.oid, 2606, c.conparentid, 0 FROM pg_catalog.pg_constraint c"
    " JOIN pg_catalog.pg_constraint p ON p.oid = c.conparentid WHERE c.contype = 'f' AND c.conrelid = "
    "p.conrelid";

/* Schema public has an OID below 16384. */
static const char depend_sql[] =
    "SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype"
    " FROM pg_catalog.pg_depend d WHERE d.deptype IN ('n', 'a', 'i', 'e', 'P', 'S') AND d.objid >= 16384"
    " AND (d.refobjid >= 16384 OR d.refclassid = 2615)";

static pgp_object *find(const pgp_catalog *catalog, pgp_class class_, Oid oid, int sub) {
    pgp_object *object = pgp_catalog_object(catalog, class_, oid, sub);
    return object || !sub ? object : pgp_catalog_object(catalog, class_, oid, 0);
}

static pgp_object *find_extension_of(const pgp_catalog *catalog, pgp_class class_, Oid oid) {
    uintptr_t extension = (uintptr_t)pgp_oid_map_get(catalog->members, class_, oid, 0);
    return extension ? pgp_catalog_object(catalog, PGP_CLASS_EXTENSION, (Oid)extension, 0) : NULL;
}

static void take_alias(pgp_catalog *catalog, const pgp_row *row) {
    pgp_class class_ = pgp_catalog_class(pgp_row_oid(row, 0)),
              class_of = pgp_catalog_class(pgp_row_oid(row, 2));
    Oid oid = pgp_row_oid(row, 1), oid_of = pgp_row_oid(row, 3);
    pgp_object *part = pgp_catalog_object(catalog, class_, oid, 0);
    pgp_object *whole = find(catalog, class_of, oid_of, (int)pgp_row_int(row, 4));
    if (whole && !part)
        pgp_catalog_register(catalog, class_, oid, 0, whole);
    else if (part && !whole)
        pgp_catalog_register(catalog, class_of, oid_of, 0,
                             part); /* a composite type known by its pg_type row */
}

static bool is_ancestor(const pgp_object *ancestor, const pgp_object *object) {
    while (object && object != ancestor)
        object = object->parent;
    return object != NULL;
}

/* An owned sequence goes with its column but does not need it: the column's default needs the sequence. */
static bool is_ownership(const pgp_object *object, const pgp_object *needed, char type) {
    return type == 'a' && object->kind == &pgp_kind_sequence && needed->kind == &pgp_kind_column;
}

static void take_dependency(pgp_catalog *catalog, const pgp_row *row) {
    pgp_class class_ = pgp_catalog_class(pgp_row_oid(row, 0)),
              class_of = pgp_catalog_class(pgp_row_oid(row, 3));
    Oid oid_of = pgp_row_oid(row, 4);
    pgp_object *object = find(catalog, class_, pgp_row_oid(row, 1), (int)pgp_row_int(row, 2));
    pgp_object *needed = find(catalog, class_of, oid_of, (int)pgp_row_int(row, 5));
    char type = pgp_row_char(row, 6);
    if (!needed)
        needed = find_extension_of(catalog, class_of, oid_of);
    if (!object || !needed || is_ancestor(needed, object) || is_ancestor(object, needed))
        return;
    if (!is_ownership(object, needed, type))
        pgp_object_need(catalog->model, object, needed);
}

static pgp_status read_rows(pgp_catalog *catalog, const char *sql,
                            void (*take)(pgp_catalog *, const pgp_row *)) {
    PGP_TRY(pgp_query(catalog->context, catalog->connection, sql, &catalog->result));
    pgp_row row = {.result = catalog->result, .catalog = catalog};
    for (int count = PQntuples(row.result); row.number < count; row.number++)
        take(catalog, &row);
    PQclear(catalog->result);
    catalog->result = NULL;
    return PGP_OK;
}

pgp_status pgp_catalog_dependencies(pgp_catalog *catalog) {
    if (!catalog->in_snapshot)
        PGP_TRY(pgp_query(catalog->context, catalog->connection,
                          "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL));
    catalog->in_snapshot = true;
    PGP_TRY(read_rows(catalog, aliases_sql, take_alias));
    return read_rows(catalog, depend_sql, take_dependency);
}

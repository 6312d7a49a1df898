#include "introspect/unsupported.h"

/* A kind that gets its own file in engine/kinds loses its line here. `name` and `where` are about the
 * catalog's alias x. */
typedef struct unsupported {
    const char *title, *catalog, *name, *where;
} unsupported;

static const unsupported table[] = {
    {"base type", "pg_type", "format_type(x.oid, NULL)", "x.typtype IN ('b', 'p') AND x.typcategory <> 'A'"},
};

/* Objects that initdb made have OIDs below 16384 (FirstNormalObjectId). */
static void add_select(pgp_text *sql, const unsupported *kind) {
    pgp_text_next(sql, " UNION ALL ");
    pgp_text_addf(
        sql,
        "SELECT 'pg_catalog.%s'::regclass, x.oid, '%s', %s FROM pg_catalog.%s x WHERE x.oid >= 16384%s%s",
        kind->catalog, kind->title, kind->name, kind->catalog, kind->where ? " AND " : "",
        kind->where ? kind->where : "");
}

/* One look for all of them whether they belong to an extension or come with another object: planning one for
 * each takes longer than everything else here. */
const char *pgp_unsupported_query(pgp_arena *arena) {
    pgp_text sql = pgp_text_new(arena);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        add_select(&sql, &table[i]);
    return pgp_printf(
        arena,
        "SELECT kind, name, count(*) OVER () FROM (%s) o (class, oid, kind, name)"
        " WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid"
        " AND d.deptype IN ('e', 'i')) ORDER BY kind COLLATE \"C\", name COLLATE \"C\" LIMIT 5",
        sql.data);
}

pgp_status pgp_unsupported_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_text *objects = catalog->unsupported_objects;
    pgp_text_next(objects, ", ");
    pgp_text_addf(objects, "%s %s", pgp_row_string(row, 0), pgp_row_string(row, 1));
    catalog->unsupported = pgp_row_int(row, 2);
    return PGP_OK;
}

pgp_status pgp_unsupported_check(pgp_catalog *catalog) {
    enum { SHOWN = 5 };
    if (!catalog->unsupported)
        return PGP_OK;
    return pgp_fail(catalog->context, PGP_UNKNOWN, NULL,
                    "the database has %lld object%s of kinds that pgplumb does not handle yet: %s%s",
                    (long long)catalog->unsupported, catalog->unsupported == 1 ? "" : "s",
                    catalog->unsupported_objects->data, catalog->unsupported > SHOWN ? ", …" : "");
}

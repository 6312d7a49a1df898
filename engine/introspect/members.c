/*
 * Extensions' members: what they are is for the catalog's rows, what their names are for the files, which cannot be parsed
 * before: this is at the head of the batch.
 */
#include "introspect/catalog.h"
#include "introspect/oid_map.h"

/* The settings of the batch come later, so everything is qualified. The last column is a pgp_member_type. */
const char pgp_members_query[] =
    "SELECT d.classid, d.objid, d.refobjid, n.nspname, coalesce(c.relname, t.typname, p.proname,"
    " o.oprname), CASE WHEN c.oid IS NOT NULL THEN 0 WHEN t.oid IS NOT NULL THEN 1 WHEN p.oid IS NOT NULL"
    " THEN 2 ELSE 3 END"
    " FROM pg_catalog.pg_depend d"
    " LEFT JOIN pg_catalog.pg_type t ON t.oid = d.objid AND t.typtype <> 'p'"
    " AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass"
    " LEFT JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind <> 'i'"
    " AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
    " LEFT JOIN pg_catalog.pg_proc p ON p.oid = d.objid"
    " AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass"
    " LEFT JOIN pg_catalog.pg_operator o ON o.oid = d.objid"
    " AND d.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass"
    " LEFT JOIN pg_catalog.pg_namespace n"
    " ON n.oid = coalesce(c.relnamespace, t.typnamespace, p.pronamespace, o.oprnamespace)"
    " WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'";

enum { CLASS, OID, EXTENSION, SCHEMA, NAME, TYPE };

pgp_status pgp_members_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_model *model = catalog->model;
    /* Dependencies on a member that no kind registers go to its extension. */
    uintptr_t extension = pgp_row_oid(row, EXTENSION);
    pgp_oid_map_put(catalog->members, pgp_catalog_class(pgp_row_oid(row, CLASS)), pgp_row_oid(row, OID), 0,
                    (void *)extension);
    if (pgp_row_null(row, SCHEMA))
        return PGP_OK;
    pgp_member member = {.schema = pgp_row_text(row, SCHEMA),
                         .name = pgp_row_text(row, NAME),
                         .type = (pgp_member_type)pgp_row_int(row, TYPE)};
    PGP_PUSH(model->arena, catalog->member_names, model->member_count, catalog->member_capacity, member);
    model->members = catalog->member_names;
    return PGP_OK;
}

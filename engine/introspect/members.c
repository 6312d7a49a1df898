/*
 * What a file's names may mean in this database, asked before the batch: parsing starts while the server
 * works on that.
 */
#include "introspect/catalog.h"

static const char members_query[] =
    "SELECT n.nspname, t.typname, true FROM pg_catalog.pg_depend d"
    " JOIN pg_catalog.pg_type t ON t.oid = d.objid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
    " WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'"
    " AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.typtype <> 'p'"
    " UNION ALL SELECT n.nspname, c.relname, false FROM pg_catalog.pg_depend d"
    " JOIN pg_catalog.pg_class c ON c.oid = d.objid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'"
    " AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.relkind <> 'i'";

pgp_status pgp_catalog_members(pgp_catalog *catalog) {
    pgp_model *model = catalog->model;
    PGresult *result;
    PGP_TRY(pgp_query(catalog->context, catalog->connection,
                      "SELECT pg_catalog.current_setting('search_path')", &result));
    model->default_path = pgp_strdup(model->arena, PQgetvalue(result, 0, 0));
    PQclear(result);
    PGP_TRY(pgp_query(catalog->context, catalog->connection, members_query, &result));
    model->member_count = (size_t)PQntuples(result);
    pgp_member *members = pgp_alloc(model->arena, model->member_count * sizeof *members);
    for (int i = 0; i < PQntuples(result); i++)
        members[i] = (pgp_member){.schema = pgp_intern(model, PQgetvalue(result, i, 0)),
                                  .name = pgp_intern(model, PQgetvalue(result, i, 1)),
                                  .is_type = *PQgetvalue(result, i, 2) == 't'};
    model->members = members;
    PQclear(result);
    return PGP_OK;
}

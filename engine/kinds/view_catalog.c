/*
 * Views and materialized views of a live database.
 */
#include "kinds/reading.h"
#include "kinds/table.h"
#include "kinds/view.h"

#include <string.h>

/*
 * Relations first ('r'), then the columns that carry something ('c'). Extensions' views are only names: their
 * queries are not asked for.
 */
static const char view_query[] =
    "SELECT 'r' AS row, c.oid, 0 AS attnum, n.nspname AS parent, c.relname AS name, c.relowner AS owner,"
    " c.relacl::text AS acl, rtrim(CASE WHEN NOT EXISTS (SELECT FROM pg_depend e"
    "  WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')"
    " THEN pg_get_viewdef(c.oid) END, ';') AS sql,"
    " ARRAY(SELECT o FROM unnest(c.reloptions) o"
    " UNION ALL SELECT 'toast.' || o FROM pg_class x, unnest(x.reloptions) o WHERE x.oid = c.reltoastrelid)"
    " AS options, c.relkind AS relkind, rw.oid AS rule, CASE WHEN c.reltablespace <> 0 THEN"
    " (SELECT s.spcname FROM pg_tablespace s WHERE s.oid = c.reltablespace) END AS tablespace,"
    " (SELECT am.amname FROM pg_am am WHERE am.oid = c.relam AND am.amname <> 'heap') AS access_method, NOT "
    "c.relispopulated AS unpopulated,"
    " ARRAY(SELECT a.attname FROM pg_attribute a"
    " WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns,"
    " ARRAY(SELECT " PGP_VIEW_COLUMN_TYPE " FROM pg_attribute a JOIN pg_type ty ON ty.oid = a.atttypid"
    " WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS types,"
    " NULL AS statistics, NULL AS storage, CASE WHEN c.relkind = 'm' THEN"
    " (SELECT string_agg(ty.typstorage::text, '' ORDER BY a.attnum) FROM pg_attribute a"
    " JOIN pg_type ty ON ty.oid = a.atttypid"
    " WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END AS type_storage,"
    " NULL AS compression"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_rewrite rw ON rw.ev_class = c.oid AND rw.rulename = '_RETURN'"
    " WHERE c.relkind IN ('v', 'm') AND " PGP_USER_SCHEMA " UNION ALL "
    "SELECT 'c', c.oid, a.attnum, c.relname, a.attname, c.relowner, a.attacl::text,"
    " pg_get_expr(d.adbin, d.adrelid),"
    " a.attoptions, c.relkind, NULL, NULL, NULL, NULL, NULL, NULL,"
    " CASE WHEN c.relkind = 'm' AND a.attstattarget >= 0 THEN a.attstattarget END,"
    " CASE WHEN c.relkind = 'm' AND a.attstorage <> ty.typstorage THEN a.attstorage END,"
    " CASE WHEN c.relkind = 'm' THEN ty.typstorage::text END,"
    " CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END"
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_type ty ON ty.oid = a.atttypid"
    " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
    " WHERE c.relkind IN ('v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND " PGP_USER_SCHEMA
    " AND (a.attacl IS NOT NULL OR d.oid IS NOT NULL OR a.attoptions IS NOT NULL OR c.relkind = 'm' AND"
    " (a.attstattarget >= 0 OR a.attstorage <> ty.typstorage OR a.attcompression <> '')"
    " OR EXISTS (SELECT FROM pg_description cm WHERE cm.classoid = 'pg_class'::regclass"
    " AND cm.objoid = a.attrelid AND cm.objsubid = a.attnum))"
    " ORDER BY 1 DESC, 4, 5, 2";

enum {
    ROW,
    OID,
    ATTNUM,
    PARENT,
    NAME,
    OWNER,
    ACL,
    SQL,
    OPTIONS,
    RELKIND,
    RULE,
    TABLESPACE,
    ACCESS_METHOD,
    UNPOPULATED,
    COLUMNS,
    TYPES,
    STATISTICS,
    STORAGE,
    TYPE_STORAGE,
    COMPRESSION
};

const char *pgp_view_query(int server_version) {
    (void)server_version;
    return view_query;
}

static void read_column(pgp_catalog *catalog, const pgp_row *row) {
    Oid oid = pgp_row_oid(row, OID);
    pgp_object *view = pgp_catalog_object(catalog, PGP_CLASS_RELATION, oid, 0);
    if (!view || (view->flags & PGP_OBJECT_MEMBER))
        return;
    pgp_object *object = pgp_view_column(catalog->model, view, pgp_row_text(row, NAME));
    pgp_column *column = (pgp_column *)object;
    column->default_value = pgp_row_sql(row, SQL);
    column->options = pgp_names_sorted(catalog->model->arena, pgp_row_names(row, OPTIONS));
    column->storage = pgp_storage_of(pgp_row_char(row, STORAGE));
    column->type_storage = pgp_storage_of(pgp_row_char(row, TYPE_STORAGE));
    column->compression = pgp_row_text(row, COMPRESSION);
    if (!pgp_row_null(row, STATISTICS))
        column->statistics = pgp_row_int(row, STATISTICS);
    pgp_catalog_register(catalog, PGP_CLASS_RELATION, oid, (int)pgp_row_int(row, ATTNUM), object);
    pgp_catalog_acl(catalog, object, 'c', pgp_row_oid(row, OWNER), pgp_row_string(row, ACL));
}

static void read_definition(pgp_catalog *catalog, const pgp_row *row, pgp_view *view) {
    Oid owner = pgp_row_oid(row, OWNER);
    view->query = pgp_row_sql(row, SQL);
    view->options = pgp_names_sorted(catalog->model->arena, pgp_row_names(row, OPTIONS));
    view->tablespace = pgp_row_text(row, TABLESPACE);
    view->access_method = pgp_row_text(row, ACCESS_METHOD);
    view->unpopulated = pgp_row_bool(row, UNPOPULATED);
    view->bytes = -1;
    view->columns = pgp_row_names(row, COLUMNS);
    view->column_types = pgp_row_names(row, TYPES);
    view->type_storages = pgp_row_text(row, TYPE_STORAGE);
    pgp_catalog_owner(catalog, &view->object, owner);
    pgp_catalog_acl(catalog, &view->object, 'r', owner, pgp_row_string(row, ACL));
}

static void read_relation(pgp_catalog *catalog, const pgp_row *row) {
    Oid oid = pgp_row_oid(row, OID);
    const pgp_kind *kind = pgp_row_char(row, RELKIND) == 'm' ? &pgp_kind_materialized_view : &pgp_kind_view;
    pgp_view *view = pgp_object_new(catalog->model, kind, pgp_row_text(row, PARENT), pgp_row_text(row, NAME));
    pgp_model_add(catalog->model, &view->object);
    pgp_catalog_register(catalog, PGP_CLASS_RELATION, oid, 0, &view->object);
    if (pgp_catalog_is_member(catalog, PGP_CLASS_RELATION, oid)) {
        view->object.flags |= PGP_OBJECT_MEMBER;
        return;
    }
    /* pg_depend: the rule that is the view depends on what the query uses. */
    pgp_catalog_register(catalog, PGP_CLASS_REWRITE, pgp_row_oid(row, RULE), 0, &view->object);
    read_definition(catalog, row, view);
}

pgp_status pgp_view_row(pgp_catalog *catalog, const pgp_row *row) {
    if (pgp_row_char(row, ROW) == 'r')
        read_relation(catalog, row);
    else
        read_column(catalog, row);
    return PGP_OK;
}

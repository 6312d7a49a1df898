/*
 * Tables from pg_class.
 */
#include "kinds/table.h"

#include <string.h>

const char *pgp_table_query(int server_version) {
    (void)server_version;
    return "SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relowner, c.relacl,"
           " CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END, c.relispartition,"
           " CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,"
           " p.schemas, p.names, CASE WHEN c.reloftype <> 0 THEN (SELECT ARRAY[tn.nspname, t.typname]"
           "  FROM pg_type t JOIN pg_namespace tn ON tn.oid = t.typnamespace WHERE t.oid = c.reloftype) END,"
           " c.reloptions, (SELECT toast.reloptions FROM pg_class toast WHERE toast.oid = c.reltoastrelid),"
           " CASE WHEN c.reltablespace <> 0 THEN"
           "  (SELECT s.spcname FROM pg_tablespace s WHERE s.oid = c.reltablespace) END, am.amname,"
           " c.relreplident, CASE c.relreplident WHEN 'i' THEN (SELECT x.relname FROM pg_index i"
           "  JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid AND i.indisreplident) END,"
           " c.relrowsecurity, c.relforcerowsecurity, c.relpages, c.reltuples,"
           " c.reltoastrelid <> 0, fs.srvname, ft.ftoptions"
           " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
           " LEFT JOIN pg_am am ON am.oid = c.relam"
           "  AND am.amname <> current_setting('default_table_access_method')"
           " LEFT JOIN (SELECT i.inhrelid, array_agg(pn.nspname ORDER BY i.inhseqno) AS schemas,"
           "   array_agg(pc.relname ORDER BY i.inhseqno) AS names"
           "  FROM pg_inherits i JOIN pg_class pc ON pc.oid = i.inhparent AND pc.relkind IN ('r', 'p', 'f')"
           "  JOIN pg_namespace pn ON pn.oid = pc.relnamespace GROUP BY i.inhrelid) p ON p.inhrelid = c.oid"
           " LEFT JOIN pg_foreign_table ft ON ft.ftrelid = c.oid LEFT JOIN pg_foreign_server fs ON fs.oid = "
           "ft.ftserver"
           " WHERE c.relkind IN ('r', 'p', 'f') AND " PGP_USER_SCHEMA
           " ORDER BY n.nspname COLLATE \"C\", c.relname COLLATE \"C\"";
}

enum {
    OID,
    SCHEMA,
    NAME,
    RELKIND,
    PERSISTENCE,
    OWNER,
    ACL,
    PARTITION_KEY,
    IS_PARTITION,
    PARTITION_BOUND,
    PARENT_SCHEMAS,
    PARENT_NAMES,
    OF_TYPE,
    OPTIONS,
    TOAST_OPTIONS,
    TABLESPACE,
    ACCESS_METHOD,
    REPLICA_IDENTITY,
    REPLICA_INDEX,
    ROW_SECURITY,
    FORCE_ROW_SECURITY,
    PAGES,
    ROWS,
    HAS_TOAST,
    SERVER,
    FOREIGN_OPTIONS
};

static const char *label(pgp_model *model, const char *schema, const char *name) {
    return pgp_intern(model, pgp_quoted2(model->arena, schema, name));
}

static void set_parents(pgp_model *model, const pgp_row *row, pgp_table *table) {
    if (pgp_row_null(row, PARENT_NAMES))
        return;
    pgp_names schemas = pgp_row_names(row, PARENT_SCHEMAS), names = pgp_row_names(row, PARENT_NAMES);
    if (pgp_row_bool(row, IS_PARTITION)) {
        table->partition_of = label(model, schemas.items[0], names.items[0]);
        return;
    }
    for (size_t i = 0; i < names.count; i++)
        pgp_names_add(model->arena, &table->inherits, label(model, schemas.items[i], names.items[i]));
}

static void set_options(pgp_model *model, const pgp_row *row, pgp_table *table) {
    pgp_names options = pgp_row_names(row, OPTIONS), toast = pgp_row_names(row, TOAST_OPTIONS);
    for (size_t i = 0; i < toast.count; i++)
        pgp_names_add(model->arena, &options, pgp_printf(model->arena, "toast.%s", toast.items[i]));
    table->options = pgp_names_sorted(model->arena, options);
}

static const char *replica_identity(pgp_model *model, const pgp_row *row) {
    switch (pgp_row_char(row, REPLICA_IDENTITY)) {
    /* A foreign table can have none. */
    case 'n': return pgp_row_char(row, RELKIND) == 'f' ? "default" : "nothing";
    case 'f': return "full";
    case 'i': break;
    default: return "default";
    }
    const char *index = pgp_row_text(row, REPLICA_INDEX);
    /* The index was dropped: then there is nothing that identifies a row. */
    return index ? pgp_printf(model->arena, "index %s", pgp_quoted(model->arena, index)) : "nothing";
}

static void set_properties(pgp_model *model, const pgp_row *row, pgp_table *table) {
    table->persistence = pgp_row_char(row, PERSISTENCE) == 'u' ? "unlogged" : "permanent";
    table->partition_key = pgp_row_sql(row, PARTITION_KEY);
    table->partition_bound = pgp_row_sql(row, PARTITION_BOUND);
    set_parents(model, row, table);
    pgp_names of_type = pgp_row_names(row, OF_TYPE);
    if (of_type.count == 2)
        table->of_type = label(model, of_type.items[0], of_type.items[1]);
    set_options(model, row, table);
    table->tablespace = pgp_row_text(row, TABLESPACE);
    table->access_method = pgp_row_text(row, ACCESS_METHOD);
    table->replica_identity = replica_identity(model, row);
    table->row_security = pgp_row_bool(row, ROW_SECURITY);
    table->force_row_security = pgp_row_bool(row, FORCE_ROW_SECURITY);
    table->pages = pgp_row_int(row, PAGES);
    table->rows = pgp_row_int(row, ROWS);
    table->bytes = -1;
    table->has_toast = pgp_row_bool(row, HAS_TOAST);
    table->server = pgp_row_text(row, SERVER);
    table->foreign_options = pgp_row_names(row, FOREIGN_OPTIONS);
}

pgp_status pgp_table_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_model *model = catalog->model;
    Oid oid = pgp_row_oid(row, OID), owner = pgp_row_oid(row, OWNER);
    bool member = pgp_catalog_is_member(catalog, PGP_CLASS_RELATION, oid);
    const char *schema = pgp_row_text(row, SCHEMA), *name = pgp_row_text(row, NAME);
    pgp_table *table = pgp_object_new(model, &pgp_kind_table, schema, name);
    pgp_model_add(model, &table->object);
    pgp_catalog_register(catalog, PGP_CLASS_RELATION, oid, 0, &table->object);
    if (member) {
        table->object.flags |= PGP_OBJECT_MEMBER;
        return PGP_OK;
    }
    set_properties(model, row, table);
    pgp_catalog_owner(catalog, &table->object, owner);
    pgp_catalog_acl(catalog, &table->object, 'r', owner, pgp_row_string(row, ACL));
    return PGP_OK;
}

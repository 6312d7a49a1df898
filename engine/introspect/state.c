#include "introspect/state.h"

#include <string.h>

/* A relation's share: a row of what tells one version of its rows from another. */
typedef struct share {
    const char *relation; /* as t */
    const char *row;
    const char *where; /* NULL: all */
    int since;         /* server version; 0: always there */
} share;

/* A table's toast table changes with every REFRESH MATERIALIZED VIEW; schema pg_toast has this OID in every version
 * (pg_namespace.dat). Only its storage parameters mean something. */
#define NO_TOAST(relation) \
    relation " NOT IN (SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relnamespace = 99)"

#define VERSION_OF(oid) "t.xmin, t." oid

/* What the judge and the pg_get_… functions look up is here, too. An acl is told as text: as a value its hash is a sum without grant
 * options (src/backend/utils/adt/acl.c). */
static const share shares[] = {
    {"pg_class",
     "t.oid, t.relname, t.relnamespace, t.reltype, t.reloftype, t.relowner, t.relam, t.reltablespace,"
     " t.relpersistence, t.relkind, t.relnatts, t.relchecks, t.relrowsecurity, t.relforcerowsecurity,"
     " t.relispopulated, t.relreplident, t.relispartition, t.relacl::text, t.reloptions, t.relpartbound",
     "t.relnamespace <> 99 OR t.reloptions IS NOT NULL", 0},
    {"pg_attribute", "t.xmin, t.attrelid, t.attnum, t.attname", NO_TOAST("t.attrelid"), 0},
    {"pg_index", VERSION_OF("indexrelid"), NO_TOAST("t.indexrelid"), 0},
    {"pg_depend", "t.xmin", NO_TOAST("t.objid"), 0},
    {"pg_aggregate", VERSION_OF("aggfnoid"), NULL, 0},
    {"pg_am", VERSION_OF("oid"), NULL, 0},
    {"pg_amop", VERSION_OF("oid"), NULL, 0},
    {"pg_amproc", VERSION_OF("oid"), NULL, 0},
    {"pg_attrdef", VERSION_OF("oid"), NULL, 0},
    {"pg_auth_members", VERSION_OF("roleid"), NULL, 0},
    {"pg_cast", VERSION_OF("oid"), NULL, 0},
    {"pg_collation", VERSION_OF("oid"), NULL, 0},
    {"pg_constraint", VERSION_OF("oid"), NULL, 0},
    {"pg_conversion", VERSION_OF("oid"), NULL, 0},
    {"pg_database", "t.oid, t.datname", "t.datname = pg_catalog.current_database()", 0},
    {"pg_default_acl", VERSION_OF("oid"), NULL, 0},
    {"pg_description", "t.xmin", NULL, 0},
    {"pg_enum", VERSION_OF("oid"), NULL, 0},
    {"pg_event_trigger", VERSION_OF("oid"), NULL, 0},
    {"pg_extension", VERSION_OF("oid"), NULL, 0},
    {"pg_foreign_data_wrapper", VERSION_OF("oid"), NULL, 0},
    {"pg_foreign_server", VERSION_OF("oid"), NULL, 0},
    {"pg_foreign_table", VERSION_OF("ftrelid"), NULL, 0},
    {"pg_inherits", VERSION_OF("inhrelid"), NULL, 0},
    {"pg_init_privs", VERSION_OF("objoid"), NULL, 0},
    {"pg_language", VERSION_OF("oid"), NULL, 0},
    /* A session's first temporary table makes it a schema, which stays. */
    {"pg_namespace", VERSION_OF("oid"), "t.nspname !~ '^pg_(toast_)?temp_'", 0},
    {"pg_opclass", VERSION_OF("oid"), NULL, 0},
    {"pg_operator", VERSION_OF("oid"), NULL, 0},
    {"pg_opfamily", VERSION_OF("oid"), NULL, 0},
    {"pg_partitioned_table", VERSION_OF("partrelid"), NULL, 0},
    {"pg_policy", VERSION_OF("oid"), NULL, 0},
    {"pg_proc", VERSION_OF("oid"), NULL, 0},
    {"pg_publication", VERSION_OF("oid"), NULL, 0},
    {"pg_publication_namespace", VERSION_OF("oid"), NULL, 150000},
    {"pg_publication_rel", VERSION_OF("oid"), NULL, 0},
    {"pg_range", VERSION_OF("rngtypid"), NULL, 0},
    {"pg_rewrite", VERSION_OF("oid"), NULL, 0},
    /* What everybody may read of pg_authid and pg_user_mapping. */
    {"pg_roles", "t.oid, t.rolname, t.rolsuper", NULL, 0},
    {"pg_user_mappings", "t.*", NULL, 0},
    {"pg_seclabel", VERSION_OF("objoid"), NULL, 0},
    {"pg_sequence", VERSION_OF("seqrelid"), NULL, 0},
    {"pg_statistic_ext", VERSION_OF("oid"), NULL, 0},
    {"pg_tablespace", VERSION_OF("oid"), NULL, 0},
    {"pg_transform", VERSION_OF("oid"), NULL, 0},
    {"pg_trigger", VERSION_OF("oid"), NULL, 0},
    {"pg_ts_config", VERSION_OF("oid"), NULL, 0},
    {"pg_ts_config_map", VERSION_OF("mapcfg"), NULL, 0},
    {"pg_ts_dict", VERSION_OF("oid"), NULL, 0},
    {"pg_ts_parser", VERSION_OF("oid"), NULL, 0},
    {"pg_ts_template", VERSION_OF("oid"), NULL, 0},
    {"pg_type", VERSION_OF("oid"), NULL, 0},
};

enum { SHARE_COUNT = sizeof shares / sizeof *shares };

/* What else says how the server reads and prints; search_path and TimeZone are added as they were before reading. */
static const char *const settings[] = {
    "array_nulls",
    "backslash_quote",
    "default_table_access_method",
    "default_tablespace",
    "default_text_search_config",
    "default_toast_compression",
    "lc_monetary",
    "role",
    "server_version_num",
    "standard_conforming_strings",
    "timezone_abbreviations",
    "transform_null_equals",
    "xmlbinary",
    "xmloption",
};

enum { SETTING_COUNT = sizeof settings / sizeof *settings };

/* Of pg_subscription not everybody may read all. */
static const char subscription_relation[] = "pg_subscription";

bool pgp_state_covers(const char *relation) {
    bool found = strcmp(relation, subscription_relation) == 0;
    for (size_t i = 0; i < SHARE_COUNT; i++)
        found |= strcmp(shares[i].relation, relation) == 0;
    return found;
}

#define HASH "SELECT pg_catalog.hash_record_extended(ROW(%s), %zu) AS hash FROM "

const char *pgp_state_query(pgp_arena *arena, int server_version) {
    pgp_text sql = pgp_text_new(arena);
    pgp_text_add(&sql, "SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.sum(s.hash),"
                       " pg_catalog.pg_postmaster_start_time(), current_user");
    for (size_t i = 0; i < SETTING_COUNT; i++)
        pgp_text_addf(&sql, ", pg_catalog.current_setting('%s', true)", settings[i]);
    pgp_text_add(&sql, ") FROM (");
    for (size_t i = 0; i < SHARE_COUNT; i++) {
        const share *s = &shares[i];
        if (s->since > server_version)
            continue;
        pgp_text_addf(&sql, HASH "pg_catalog.%s t%s%s UNION ALL ", s->row, i, s->relation,
                      s->where ? " WHERE " : "", s->where ? s->where : "");
    }
    pgp_text_addf(&sql, HASH "(%s) t) s", "t.*", (size_t)SHARE_COUNT,
                  pgp_kind_subscription.query(server_version));
    return sql.data;
}

/*
 * Rights on objects of the system, read from the catalogs.
 */
#include "kinds/system_catalog.h"

#include "introspect/state.h"
#include "kinds/system_privileges.h"

#include <string.h>

/* Each catalog is read once, and names are made of what is left in the end. With an empty search_path regclass and regprocedure
 * print all but pg_catalog's names qualified, as GRANT takes them. */
#define SYSTEM(namespace) \
    namespace " IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema'))"
#define IS_OTHER(namespace) namespace " <> 'pg_catalog'::regnamespace"

/* Each with what it takes of its catalog. `other`: of information_schema. */
#define RELATIONS(taken)                                                                               \
    "SELECT 'r'::\"char\" AS type, 'pg_class'::regclass AS class, c.oid, 0 AS sub, c.relname AS name," \
    " c.relowner AS owner, coalesce(c.relacl, acldefault('r', c.relowner)) AS acl,"                    \
    " " IS_OTHER(                                                                                      \
        "c.relnamespace") " AS other"                                                                  \
                          " FROM pg_class c WHERE " SYSTEM(                                            \
                              "c.relnamespace") " AND c.relkind IN ('r', 'v', 'm', 'f', 'p') AND " taken
#define COLUMNS(taken)                                                                         \
    " UNION ALL SELECT 'c', 'pg_class'::regclass, a.attrelid, a.attnum, a.attname,"            \
    " (SELECT c.relowner FROM pg_class c WHERE c.oid = a.attrelid), coalesce(a.attacl, '{}')," \
    " a.attrelid::regclass::text LIKE 'information_schema.%' FROM pg_attribute a " taken
#define SYSTEM_COLUMNS "WHERE a.attrelid < 16384 AND NOT a.attisdropped AND "
/* Nobody's rights on a column are no list at all. */
#define BARE_COLUMNS                                                          \
    "JOIN pg_init_privs i ON i.objoid = a.attrelid AND i.objsubid = a.attnum" \
    " WHERE i.classoid = 'pg_class'::regclass AND i.objsubid > 0 AND a.attacl IS NULL"
#define FUNCTIONS(taken)                                                           \
    " UNION ALL SELECT 'f', 'pg_proc'::regclass, p.oid, 0, p.proname, p.proowner," \
    " coalesce(p.proacl, acldefault('f', p.proowner)), " IS_OTHER(                 \
        "p.pronamespace") " FROM pg_proc p WHERE " SYSTEM("p.pronamespace") " AND " taken
#define TYPES(taken)                                                               \
    " UNION ALL SELECT 'T', 'pg_type'::regclass, t.oid, 0, t.typname, t.typowner," \
    " coalesce(t.typacl, acldefault('T', t.typowner)), " IS_OTHER(                 \
        "t.typnamespace") " FROM pg_type t WHERE " SYSTEM("t.typnamespace") " AND " taken
#define SCHEMAS(taken)                                                                  \
    " UNION ALL SELECT 'n', 'pg_namespace'::regclass, n.oid, 0, n.nspname, n.nspowner," \
    " coalesce(n.nspacl, acldefault('n', n.nspowner)), " IS_OTHER(                      \
        "n.oid") " FROM pg_namespace n WHERE n.nspname IN ('pg_catalog', 'information_schema') AND " taken
#define LANGUAGES(taken)                                                               \
    " UNION ALL SELECT 'l', 'pg_language'::regclass, l.oid, 0, l.lanname, l.lanowner," \
    " coalesce(l.lanacl, acldefault('l', l.lanowner)), false"                          \
    " FROM pg_language l WHERE l.lanname IN ('internal', 'c', 'sql', 'plpgsql') AND " taken

#define IN_SCHEMA "CASE WHEN o.other THEN '' ELSE 'pg_catalog.' END || "
#define TARGET_OF                                                                                          \
    "CASE o.type WHEN 'f' THEN 'FUNCTION ' || " IN_SCHEMA "replace(o.oid::regprocedure::text, ',', ', ')"  \
    " WHEN 'T' THEN 'TYPE ' || CASE WHEN o.other THEN 'information_schema' ELSE 'pg_catalog' END"          \
    " || '.' || quote_ident(o.name) WHEN 'n' THEN 'SCHEMA ' || o.name WHEN 'l' THEN 'LANGUAGE ' || o.name" \
    " ELSE 'TABLE ' || " IN_SCHEMA "o.oid::regclass END"

/* What is not in pg_init_privs was made with acldefault(); but information_schema's come after initdb has filled that, with
 * grants of their own (information_schema.sql), except what is called "_…". */
#define UNSAID                                                                                      \
    "CASE WHEN o.type = 'c' THEN '{}' WHEN NOT o.other OR o.type IN ('f', 'T') OR o.name ~ '^_'"    \
    " THEN acldefault(o.type, o.owner) ELSE acldefault(o.type, o.owner) || makeaclitem(0, o.owner," \
    " CASE o.type WHEN 'n' THEN 'USAGE' ELSE 'SELECT' END, false) END"
#define HEAD                                                                                             \
    "SELECT " TARGET_OF " AS target, CASE o.type WHEN 'c' THEN o.name END AS part, o.owner, o.acl,"      \
    " coalesce((SELECT i.initprivs FROM pg_init_privs i WHERE i.classoid = o.class AND i.objoid = o.oid" \
    " AND i.objsubid = o.sub), " UNSAID ") FROM ("

enum { TARGET, PART, OWNER, ACL, INITIALLY };

/* Most of what has rights of its own has those of pg_init_privs: that is found out by one hash table. */
const char *pgp_system_privileges_query(int server_version) {
    (void)server_version;
    return HEAD RELATIONS("c.relacl IS NOT NULL") COLUMNS(SYSTEM_COLUMNS "a.attacl IS NOT NULL")
        COLUMNS(BARE_COLUMNS) FUNCTIONS("p.proacl IS NOT NULL") TYPES("t.typacl IS NOT NULL")
            SCHEMAS("n.nspacl IS NOT NULL")
                LANGUAGES("l.lanacl IS NOT NULL") ") o WHERE (o.class, o.oid, o.sub, o.acl) NOT IN"
                                                  " (SELECT i.classoid, i.objoid, i.objsubid, i.initprivs"
                                                  " FROM pg_init_privs i)"
                                                  " AND (NOT o.other OR o.acl <> " UNSAID ")";
}

static void take_row(pgp_catalog *catalog, const pgp_row *row, bool changed) {
    pgp_model *model = catalog->model;
    const char *owner = pgp_catalog_role(catalog, pgp_row_oid(row, OWNER));
    pgp_acl from = pgp_acl_parse(model->arena, pgp_row_string(row, INITIALLY), owner);
    pgp_acl to = pgp_acl_parse(model->arena, pgp_row_string(row, ACL), owner);
    pgp_names items = {0};
    pgp_acl_add_delta(model, &from, &to, '+', &items);
    pgp_acl_add_delta(model, &from, &to, '-', &items);
    if (changed && !items.count)
        return;
    pgp_system_privileges *privileges =
        pgp_system_privileges_of(model, pgp_row_text(row, TARGET), pgp_row_text(row, PART));
    privileges->items = pgp_names_sorted(model->arena, items);
    privileges->known = true;
    privileges->initial = pgp_acl_items(model, &from);
    privileges->owner = owner;
}

/* Lists that mean the same may differ. */
pgp_status pgp_system_privileges_row(pgp_catalog *catalog, const pgp_row *row) {
    take_row(catalog, row, true);
    return PGP_OK;
}

/* -- what a file mentions -------------------------------------------------------------------------------------- */

/* Of a table with all columns that have rights: a REVOKE on it takes those, too. */
#define QUESTION                                                                                             \
    "SELECT q.* FROM (" HEAD RELATIONS("c.relname IN (SELECT name FROM asked)")                              \
        COLUMNS(SYSTEM_COLUMNS "(a.attacl IS NOT NULL OR a.attname IN (SELECT part FROM asked))") FUNCTIONS( \
            "p.proname IN (SELECT name FROM asked)") TYPES("t.typname IN (SELECT name FROM asked)")          \
            SCHEMAS("n.nspname IN (SELECT name FROM asked)") LANGUAGES(                                      \
                "l.lanname IN (SELECT name FROM asked)") ") o) q WHERE EXISTS (SELECT FROM asked a WHERE "   \
                                                         "a.target = q.target"                               \
                                                         " AND coalesce(a.part = q.part, a.part IS NULL))"

static bool is_missing(const pgp_catalog *catalog, const pgp_object *object) {
    return object->kind == &pgp_kind_system_privileges && ((const pgp_system_privileges *)object)->grants &&
           !pgp_model_counterpart(catalog->model, object);
}

static bool is_asked(const pgp_catalog *catalog, const pgp_object *object) {
    bool is_table = object->kind == &pgp_kind_system_privileges && pgp_system_acl_type(object) == 'r';
    return is_table || is_missing(catalog, object);
}

static const char *question(const pgp_catalog *catalog, const pgp_model *desired) {
    pgp_arena *arena = catalog->context->arena;
    pgp_text sql = pgp_text_new(arena);
    for (const pgp_object *o = desired->objects; o; o = o->sibling)
        if (is_asked(catalog, o))
            pgp_text_addf(&sql, "%s(%s, %s, %s)",
                          *sql.data ? ", " : "WITH asked (name, target, part) AS (VALUES ",
                          pgp_literal(arena, ((const pgp_system_privileges *)o)->called),
                          pgp_literal(arena, o->name), o->args ? pgp_literal(arena, o->args) : "NULL");
    if (!*sql.data)
        return NULL;
    pgp_text_add(&sql, ") " QUESTION);
    return sql.data;
}

static pgp_status ask(pgp_catalog *catalog, const char *sql) {
    PGP_TRY(pgp_catalog_settle(catalog));
    PGP_TRY(pgp_query(catalog->context, catalog->connection, sql, &catalog->result));
    pgp_row row = {.result = catalog->result, .catalog = catalog};
    for (int rows = PQntuples(row.result); row.number < rows; row.number++)
        take_row(catalog, &row, false);
    PQclear(catalog->result);
    catalog->result = NULL;
    return PGP_OK;
}

pgp_status pgp_catalog_system_privileges(pgp_catalog *catalog, const pgp_model *desired) {
    const char *sql = question(catalog, desired);
    if (!sql)
        return PGP_OK;
    PGP_TRY(ask(catalog, sql));
    for (const pgp_object *o = desired->objects; o; o = o->sibling)
        if (is_missing(catalog, o))
            return pgp_fail(catalog->context, PGP_INPUT, &o->where, "%s does not exist in %s",
                            pgp_object_label(catalog->context->arena, o), catalog->model->label);
    return PGP_OK;
}

/*
 * Constraints from pg_constraint. What the index of a primary key, unique or exclusion constraint says comes with
 * pg_index (kinds/index_catalog.c), NOT NULL with its column (kinds/column_catalog.c).
 */
#include "kinds/constraint.h"

#include <stdlib.h>
#include <string.h>

enum {
    OID,
    RELATION,
    DOMAIN,
    NAME,
    TYPE,
    DEFERRABLE,
    DEFERRED,
    VALID,
    LOCAL,
    NO_INHERIT,
    EXPRESSION,
    COLUMNS,
    REFERENCED,
    REFERENCED_COLUMNS,
    MATCH,
    ON_UPDATE,
    ON_DELETE,
    DELETE_COLUMNS,
    NOT_ENFORCED,
    PERIOD,
    COPY_OF
};

/* Foreign keys of partitions that their parent's brings are left to the server, as are constraint triggers. Where they have names of
 * their own, these are read. */
#define QUERY(delete_columns, not_enforced, period)                                                      \
    "SELECT c.oid, c.conrelid, c.contypid, c.conname, c.contype, c.condeferrable, c.condeferred, "       \
    "c.convalidated,"                                                                                    \
    " c.conislocal, c.connoinherit, CASE c.contype WHEN 'c' THEN pg_get_expr(c.conbin, c.conrelid) END," \
    " c.conkey, c.confrelid, c.confkey, c.confmatchtype, c.confupdtype, c.confdeltype,"                  \
    " " delete_columns ", " not_enforced ", " period ", p.conname"                                       \
    " FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace"                                \
    " LEFT JOIN pg_constraint p ON c.contype = 'f' AND p.oid = c.conparentid"                            \
    " WHERE c.contype IN ('c', 'p', 'u', 'f', 'x')"                                                      \
    " AND (p.oid IS NULL OR (c.conrelid <> p.conrelid AND c.conname <> p.conname))"                      \
    " AND " PGP_USER_SCHEMA " ORDER BY n.nspname COLLATE \"C\", c.conrelid, c.conname COLLATE \"C\""

const char *pgp_constraint_query(int server_version) {
    if (server_version < 150000)
        return QUERY("NULL", "false", "false");
    if (server_version < 180000)
        return QUERY("c.confdelsetcols", "false", "false");
    return QUERY("c.confdelsetcols", "NOT c.conenforced", "c.conperiod");
}

static const char *type_name(char type) {
    switch (type) {
    case 'p': return "primary key";
    case 'u': return "unique";
    case 'f': return "foreign key";
    case 'x': return "exclude";
    default: return "check";
    }
}

/* src/include/nodes/parsenodes.h: FKCONSTR_ACTION_… */
static const char *action_name(char action) {
    switch (action) {
    case 'r': return "restrict";
    case 'c': return "cascade";
    case 'n': return "set null";
    case 'd': return "set default";
    default: return "no action";
    }
}

static pgp_names columns_of(const pgp_row *row, Oid relation, int numbers) {
    pgp_names names = {0};
    const pgp_names list = pgp_row_names(row, numbers);
    for (size_t i = 0; i < list.count; i++) {
        const pgp_object *column =
            pgp_catalog_object(row->catalog, PGP_CLASS_RELATION, relation, atoi(list.items[i]));
        pgp_names_add(row->catalog->model->arena, &names, column ? column->name : "");
    }
    return names;
}

static void read_foreign_key(pgp_catalog *catalog, const pgp_row *row, pgp_constraint *constraint) {
    Oid relation = pgp_row_oid(row, RELATION), referenced = pgp_row_oid(row, REFERENCED);
    const pgp_object *table = pgp_catalog_object(catalog, PGP_CLASS_RELATION, referenced, 0);
    constraint->columns = columns_of(row, relation, COLUMNS);
    constraint->referenced =
        table ? pgp_intern(catalog->model, pgp_quoted2(catalog->model->arena, table->schema, table->name))
              : NULL;
    constraint->referenced_columns = columns_of(row, referenced, REFERENCED_COLUMNS);
    constraint->match = pgp_row_char(row, MATCH) == 'f' ? "full" : "simple";
    constraint->on_update = action_name(pgp_row_char(row, ON_UPDATE));
    constraint->on_delete = action_name(pgp_row_char(row, ON_DELETE));
    constraint->delete_columns = columns_of(row, relation, DELETE_COLUMNS);
    constraint->period = pgp_row_bool(row, PERIOD);
}

static void read_properties(pgp_catalog *catalog, const pgp_row *row, pgp_constraint *constraint) {
    constraint->type = type_name(pgp_row_char(row, TYPE));
    constraint->deferrable = pgp_row_bool(row, DEFERRABLE);
    constraint->initially_deferred = pgp_row_bool(row, DEFERRED);
    constraint->not_valid = !pgp_row_bool(row, VALID);
    constraint->not_enforced = pgp_row_bool(row, NOT_ENFORCED);
    constraint->local = pgp_row_bool(row, LOCAL);
    if (pgp_constraint_is(constraint, "foreign key"))
        read_foreign_key(catalog, row, constraint);
    else if (pgp_has_index(constraint))
        constraint->without_overlaps = pgp_row_bool(row, PERIOD);
    else {
        constraint->expression = pgp_row_sql(row, EXPRESSION);
        constraint->no_inherit = pgp_row_bool(row, NO_INHERIT);
    }
}

static pgp_object *owner_of(const pgp_catalog *catalog, const pgp_row *row) {
    Oid relation = pgp_row_oid(row, RELATION);
    return relation ? pgp_catalog_object(catalog, PGP_CLASS_RELATION, relation, 0)
                    : pgp_catalog_object(catalog, PGP_CLASS_TYPE, pgp_row_oid(row, DOMAIN), 0);
}

pgp_status pgp_constraint_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_object *owner = owner_of(catalog, row);
    if (!owner || owner->flags & PGP_OBJECT_MEMBER)
        return PGP_OK;
    if (!pgp_row_null(row, COPY_OF)) {
        pgp_name_key_copy(catalog->model, (pgp_table *)owner, pgp_row_text(row, COPY_OF),
                          pgp_row_text(row, NAME));
        return PGP_OK;
    }
    pgp_constraint *constraint =
        pgp_object_new(catalog->model, &pgp_kind_constraint, NULL, pgp_row_text(row, NAME));
    constraint->object.parent = owner;
    read_properties(catalog, row, constraint);
    pgp_model_add(catalog->model, &constraint->object);
    pgp_catalog_register(catalog, PGP_CLASS_CONSTRAINT, pgp_row_oid(row, OID), 0, &constraint->object);
    return PGP_OK;
}

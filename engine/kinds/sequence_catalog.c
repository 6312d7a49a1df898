/*
 * Sequences from pg_sequence.
 */
#include "kinds/sequence.h"

enum {
    OID,
    SCHEMA,
    NAME,
    PERSISTENCE,
    OWNER,
    ACL,
    DATA_TYPE,
    START,
    INCREMENT,
    MAXIMUM,
    MINIMUM,
    CACHE,
    CYCLE,
    OWNED_TABLE,
    OWNED_COLUMN,
    DEPENDENCY
};

const char *pgp_sequence_query(int server_version) {
    (void)server_version;
    return "SELECT c.oid, n.nspname, c.relname, c.relpersistence, c.relowner, c.relacl, "
           "format_type(s.seqtypid, NULL),"
           " s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcache, s.seqcycle, d.refobjid, "
           "d.refobjsubid, d.deptype"
           " FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = "
           "c.relnamespace"
           " LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0"
           "  AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')"
           " WHERE " PGP_USER_SCHEMA " ORDER BY n.nspname COLLATE \"C\", c.relname COLLATE \"C\"";
}

static void read_values(const pgp_row *row, pgp_sequence *sequence) {
    sequence->data_type = pgp_row_text(row, DATA_TYPE);
    sequence->start = pgp_row_int(row, START);
    sequence->increment = pgp_row_int(row, INCREMENT);
    sequence->maximum = pgp_row_int(row, MAXIMUM);
    sequence->minimum = pgp_row_int(row, MINIMUM);
    sequence->cache = pgp_row_int(row, CACHE);
    sequence->cycle = pgp_row_bool(row, CYCLE);
    sequence->persistence = pgp_row_char(row, PERSISTENCE) == 'u' ? "unlogged" : "permanent";
}

static void read_ownership(pgp_catalog *catalog, const pgp_row *row, pgp_sequence *sequence) {
    pgp_arena *arena = catalog->model->arena;
    const pgp_object *column = pgp_catalog_object(catalog, PGP_CLASS_RELATION, pgp_row_oid(row, OWNED_TABLE),
                                                  (int)pgp_row_int(row, OWNED_COLUMN));
    if (!column)
        return;
    const pgp_object *table = column->parent;
    sequence->owned_by =
        pgp_intern(catalog->model, pgp_printf(arena, "%s.%s", pgp_quoted2(arena, table->schema, table->name),
                                              pgp_quoted(arena, column->name)));
    sequence->identity = pgp_row_char(row, DEPENDENCY) == 'i';
    if (sequence->identity) {
        sequence->object.flags |= PGP_OBJECT_IMPLIED;
        sequence->object.origin = column;
    }
}

pgp_status pgp_sequence_row(pgp_catalog *catalog, const pgp_row *row) {
    Oid oid = pgp_row_oid(row, OID), owner = pgp_row_oid(row, OWNER);
    pgp_sequence *sequence = pgp_object_new(catalog->model, &pgp_kind_sequence, pgp_row_text(row, SCHEMA),
                                            pgp_row_text(row, NAME));
    pgp_model_add(catalog->model, &sequence->object);
    pgp_catalog_register(catalog, PGP_CLASS_RELATION, oid, 0, &sequence->object);
    if (pgp_catalog_is_member(catalog, PGP_CLASS_RELATION, oid)) {
        sequence->object.flags |= PGP_OBJECT_MEMBER;
        return PGP_OK;
    }
    read_values(row, sequence);
    read_ownership(catalog, row, sequence);
    /* An identity column's sequence is always its table's owner's. */
    if (!sequence->identity)
        pgp_catalog_owner(catalog, &sequence->object, owner);
    pgp_catalog_acl(catalog, &sequence->object, 's', owner, pgp_row_string(row, ACL));
    return PGP_OK;
}

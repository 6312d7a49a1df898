/*
 * Reading a live database: one connection, one READ ONLY REPEATABLE READ snapshot, one pipelined batch.
 *
 * pgp_catalog_connect() connects; pgp_catalog_start() sends everything, and the server works while the caller parses the desired
 * files; pgp_catalog_finish() takes the rows in the order of pgp_kinds and builds the model. The connection
 * stays open and inside the snapshot for dependencies and the judge.
 */
#ifndef PGP_INTROSPECT_CATALOG_H
#define PGP_INTROSPECT_CATALOG_H

#include "kinds/kinds.h"

#include <libpq-fe.h>

/* Catalog classes that rows refer to each other by. */
typedef enum pgp_class {
    PGP_CLASS_NAMESPACE,
    PGP_CLASS_RELATION, /* sub = attnum for columns */
    PGP_CLASS_TYPE,
    PGP_CLASS_FUNCTION,
    PGP_CLASS_CONSTRAINT,
    PGP_CLASS_TRIGGER,
    PGP_CLASS_REWRITE, /* a view's _RETURN rule registers the view itself */
    PGP_CLASS_POLICY,
    PGP_CLASS_ATTRDEF, /* registers the column */
    PGP_CLASS_EXTENSION,
    PGP_CLASS_ACCESS_METHOD,
    PGP_CLASS_LANGUAGE,
    PGP_CLASS_TRANSFORM,
    PGP_CLASS_WRAPPER,
    PGP_CLASS_SERVER,
    PGP_CLASS_USER_MAPPING,
    PGP_CLASS_EVENT_TRIGGER,
    PGP_CLASS_PUBLICATION,
    PGP_CLASS_PUBLICATION_TABLE,
    PGP_CLASS_PUBLICATION_SCHEMA,
    PGP_CLASS_SUBSCRIPTION,
    PGP_CLASS_COLLATION,
    PGP_CLASS_CONVERSION,
    PGP_CLASS_CAST,
    PGP_CLASS_OPERATOR,
    PGP_CLASS_OPERATOR_CLASS,
    PGP_CLASS_OPERATOR_FAMILY,
    PGP_CLASS_FAMILY_OPERATOR, /* registers the class or family that it hangs on */
    PGP_CLASS_FAMILY_FUNCTION,
    PGP_CLASS_STATISTICS,
    PGP_CLASS_TS_PARSER,
    PGP_CLASS_TS_TEMPLATE,
    PGP_CLASS_TS_DICTIONARY,
    PGP_CLASS_TS_CONFIGURATION,
    PGP_CLASS_OTHER, /* of no kind here */
} pgp_class;

/* The class of an OID of a system catalog, as pg_depend and pg_description have it. */
pgp_class pgp_catalog_class(Oid catalog);

/* An operator class as an index's key names it. */
typedef struct pgp_opclass {
    const char *name; /* qualified and quoted */
    bool is_default;  /* of its access method, for some type */
} pgp_opclass;

struct pgp_catalog {
    pgp_context *context;
    PGconn *connection;
    PGresult *result; /* being read; cleared with the connection when reading ends early */
    pgp_model *model;
    int server_version;
    struct pgp_oid_map *objects, *members, *roles, *opclasses; /* introspect/oid_map.h */
    pgp_member *member_names;                                  /* model->members while it grows */
    size_t member_capacity;
    const pgp_kind **kinds; /* those that are read: the database may have some; ends in NULL */
    size_t readings_done;   /* of what is read before any kind */
    bool in_snapshot;
    bool all_rights;      /* set before it is started: reads kinds/system_privileges.h, too */
    const char *state;    /* introspect/state.h; NULL: not known */
    bool state_behind;    /* is asked for behind the batch */
    bool state_comes;     /* is asked for and not taken */
    const char *timezone; /* of the session; while reading it is UTC */
};

/* A row of the current result; columns by number. */
struct pgp_row {
    PGresult *result;
    int number;
    pgp_catalog *catalog;
};

/* Accessors copy into the model's arena. NULL gives NULL, false, 0. */
bool pgp_row_null(const pgp_row *row, int column);
const char *pgp_row_text(const pgp_row *row, int column);   /* interned: names, types */
const char *pgp_row_string(const pgp_row *row, int column); /* copied, not interned: bodies, expressions */
bool pgp_row_bool(const pgp_row *row, int column);
int64_t pgp_row_int(const pgp_row *row, int column);
Oid pgp_row_oid(const pgp_row *row, int column);
char pgp_row_char(const pgp_row *row, int column);       /* first character, '\0' for NULL */
pgp_names pgp_row_names(const pgp_row *row, int column); /* text[] or name[] literal */
pgp_sql pgp_row_sql(const pgp_row *row, int column);     /* path "" */
/* Of an array of schema and name the qualified and quoted name. */
const char *pgp_row_label(const pgp_row *row, int column);

/* Objects by OID, so that later rows find their parents and pg_depend rows find both ends. */
void pgp_catalog_register(pgp_catalog *catalog, pgp_class class_, Oid oid, int sub, pgp_object *object);
pgp_object *pgp_catalog_object(const pgp_catalog *catalog, pgp_class class_, Oid oid, int sub);
/* Marks and tells whether (class, oid) belongs to an extension; the list is read before any kind. */
bool pgp_catalog_is_member(const pgp_catalog *catalog, pgp_class class_, Oid oid);

/* Read before any kind, too. */
const pgp_opclass *pgp_catalog_opclass(const pgp_catalog *catalog, Oid opclass);
/* Roles are read before any kind; "PUBLIC" for 0. */
const char *pgp_catalog_role(const pgp_catalog *catalog, Oid role);
/* Adds the child `owner` (kinds/owner.c). Every row of an owned kind calls it. */
void pgp_catalog_owner(pgp_catalog *catalog, pgp_object *object, Oid owner);
/* Adds the child `privileges` from an acl column's text ("{alice=r/bob,=r/bob}"; NULL: nothing was ever
 * granted, the built-in rights hold) (kinds/privileges.c). `type` as in acldefault(): r table, s sequence, f
 * function, T type, n schema, c column. */
void pgp_catalog_acl(pgp_catalog *catalog, pgp_object *object, char type, Oid owner, const char *acl);
/* Comments come in one query of their own and find their objects by class and OID (kinds/comment.c): register
 * objects. */

/* The SQL expression that excludes system schemas, and pgplumb's own, for a pg_namespace alias n. The batch's preamble looks for
 * the latter and keeps their OIDs in a setting of the transaction. */
#define PGP_USER_SCHEMA                                         \
    "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'" \
    " AND n.oid <> ALL (current_setting('pgplumb.journals')::oid[])"

/* The SELECT that makes the server print everything alike, whatever the role, database and client say; for
 * the transaction. */
extern const char pgp_catalog_settings[];

/* Sets *out only on success. The model is told where it is from. */
pgp_status pgp_catalog_connect(pgp_context *context, const char *conninfo, pgp_model *model,
                               pgp_catalog **out);
pgp_status pgp_catalog_start(pgp_catalog *catalog);
pgp_status pgp_catalog_finish(pgp_catalog *catalog);
/* What a file's names may mean in this database: extensions' members (introspect/members.c). Part of start, so that a file
 * can be parsed while the server works: hand model->members and default_path on to the desired model before. */
extern const char pgp_members_query[];
pgp_status pgp_members_row(pgp_catalog *catalog, const pgp_row *row);
/* Fills needs of every object from pg_depend (a second round trip in the same snapshot): only when there is
 * something to plan. */
pgp_status pgp_catalog_dependencies(pgp_catalog *catalog);
/* Fills the bytes of these tables and materialized views, in the same snapshot. (introspect/sizes.c) */
pgp_status pgp_catalog_sizes(pgp_catalog *catalog, pgp_object *const *relations, size_t count);
/* Those that are larger than so many bytes, qualified and quoted, by name. */
pgp_status pgp_catalog_large(pgp_catalog *catalog, int64_t above, pgp_names *out);
void pgp_catalog_close(pgp_catalog *catalog); /* also deferred on the context's arena */

/* Connects as libpq does (URL, conninfo, service, PG* variables, .pgpass). Sets *out only on success. */
pgp_status pgp_connect(pgp_context *context, const char *conninfo, PGconn **out);
/* Runs one statement; fills the context's error from the server's (SQLSTATE, status by class: 08, 53, 55P03,
 * 57P → RETRY). */
pgp_status pgp_query(pgp_context *context, PGconn *connection, const char *sql,
                     PGresult **out /* NULL: discard */);
pgp_status pgp_server_error(pgp_context *context, PGconn *connection, const PGresult *result,
                            const char *doing);

#endif

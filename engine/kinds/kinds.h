/*
 * The structs of every kind: the shared vocabulary of parsing, reading catalogs, comparing and planning.
 * What each property means is said here once; the property tables are in kinds/NAME.c.
 */
#ifndef PGP_KINDS_KINDS_H
#define PGP_KINDS_KINDS_H

#include "model/kind.h"

extern const pgp_kind pgp_kind_schema, pgp_kind_extension, pgp_kind_enum, pgp_kind_domain, pgp_kind_composite,
    pgp_kind_range, pgp_kind_base_type, pgp_kind_function, pgp_kind_procedure, pgp_kind_aggregate,
    pgp_kind_sequence, pgp_kind_table, pgp_kind_column, pgp_kind_constraint, pgp_kind_index, pgp_kind_view,
    pgp_kind_materialized_view, pgp_kind_trigger, pgp_kind_rule, pgp_kind_policy, pgp_kind_owner,
    pgp_kind_privileges, pgp_kind_default_privileges, pgp_kind_system_privileges, pgp_kind_comment,
    pgp_kind_security_label, pgp_kind_access_method, pgp_kind_language, pgp_kind_transform, pgp_kind_wrapper,
    pgp_kind_server, pgp_kind_user_mapping, pgp_kind_event_trigger, pgp_kind_publication,
    pgp_kind_publication_table, pgp_kind_publication_schema, pgp_kind_subscription, pgp_kind_collation,
    pgp_kind_conversion, pgp_kind_cast, pgp_kind_operator, pgp_kind_operator_family, pgp_kind_operator_class,
    pgp_kind_text_search_parser, pgp_kind_text_search_template, pgp_kind_text_search_dictionary,
    pgp_kind_text_search_configuration, pgp_kind_statistics;

typedef struct pgp_schema {
    pgp_object object;
    bool *elements_read; /* while its file is read: which of CREATE SCHEMA's own statements are done */
} pgp_schema;

typedef struct pgp_extension {
    pgp_object object;
    const char *in_schema; /* NULL in a file: wherever it is */
    const char *version;   /* NULL in a file: any, or the server's default one (PGP_MANAGE_VERSIONS) */
    const char *path;      /* search_path of CREATE EXTENSION without SCHEMA: where it goes when it is new */
    pgp_names requires;    /* other extensions; of a file as far as they are known */
    bool cascade;          /* brings those that it requires */
    bool fixed;            /* live only: it cannot be moved to another schema */
    bool unreachable;      /* desired only: no script of the server leads from the live version to this one */
} pgp_extension;

/* An extension that a desired one brings by CASCADE. (kinds/extension.c) */
bool pgp_extension_comes_along(const pgp_model *live, const pgp_model *desired, const char *name);

/* -- of the database: in no schema ------------------------------------------------------------------ */

typedef struct pgp_access_method {
    pgp_object object;
    const char *type;    /* "index", "table" */
    const char *handler; /* functions here and below: qualified, quoted */
} pgp_access_method;

typedef struct pgp_language {
    pgp_object object;
    bool trusted;
    const char *handler, *inline_handler, *validator; /* NULL: none */
} pgp_language;

/* object.name = the type as format_type() prints it, object.args = the language. */
typedef struct pgp_transform {
    pgp_object object;
    const char *from_sql, *to_sql; /* functions of (internal); NULL: none */
} pgp_transform;

typedef struct pgp_event_trigger {
    pgp_object object;
    const char *event; /* "ddl_command_end" … */
    pgp_names tags;    /* in capitals; none: all */
    const char *function;
    const char *enabled; /* as pgp_trigger */
} pgp_event_trigger;

/* -- foreign data: options are "name=value", in order; secrets among them: model/secret.h ------------ */

typedef struct pgp_wrapper {
    pgp_object object;
    const char *handler, *validator; /* NULL: none */
    pgp_names options;
} pgp_wrapper;

/* User mappings are its children. */
typedef struct pgp_server {
    pgp_object object;
    const char *wrapper;
    const char *type, *version; /* NULL: none */
    pgp_names options;
} pgp_server;

/* object.name = role, "PUBLIC" or, in a file, "CURRENT_USER". */
typedef struct pgp_user_mapping {
    pgp_object object;
    pgp_names options;
    bool unreadable; /* live only: the server does not show us its options */
} pgp_user_mapping;

/* -- replication ---------------------------------------------------------------------------------- */

/* Tables and schemas are its children. */
typedef struct pgp_publication {
    pgp_object object;
    bool all_tables;
    pgp_names publish; /* "delete", "insert", "truncate", "update": sorted */
    bool via_partition_root;
    const char *generated_columns; /* "stored"; NULL: none, or a server before 18 */
} pgp_publication;

/* object.name = the table, qualified and quoted. */
typedef struct pgp_publication_table {
    pgp_object object;
    pgp_names columns; /* sorted; none: all */
    pgp_sql condition; /* WHERE */
} pgp_publication_table;

/* object.name = the schema */
typedef struct pgp_publication_schema {
    pgp_object object;
} pgp_publication_schema;

/* What only a superuser may read, the connection, is what a file says; it is not compared. */
typedef struct pgp_subscription {
    pgp_object object;
    const char *connection; /* NULL: live, or masked */
    pgp_names publications; /* sorted */
    const char *enabled;    /* "true", "false"; NULL: a file leaves it to CREATE, which would connect */
    const char *slot_name;  /* NULL: NONE */
    pgp_names options;      /* "binary=true" …: those that are not the default, sorted */
} pgp_subscription;

/* -- types ------------------------------------------------------------------------------------- */

typedef struct pgp_enum {
    pgp_object object;
    pgp_names labels;        /* in sort order */
    pgp_names former_labels; /* what a plan renames them from, one for one; none: nothing is renamed */
} pgp_enum;

/* Its CHECK constraints are children of kind constraint. */
typedef struct pgp_domain {
    pgp_object object;
    const char *base_type;
    bool not_null;
    const char *not_null_name; /* NULL: the derived name DOMAIN_not_null, or a server before 17 */
    pgp_sql default_value;
    const char *collation; /* qualified and quoted; NULL: the base type's */
} pgp_domain;

/* CREATE TYPE … AS (…): attributes are children of kind column (type and collation only). */
typedef struct pgp_composite {
    pgp_object object;
    pgp_names attributes; /* in order */
} pgp_composite;

typedef struct pgp_range {
    pgp_object object;
    const char *subtype;
    const char *subtype_opclass;      /* qualified unless pg_catalog; NULL: the default one */
    const char *subtype_opclass_name; /* live only: the real one even when it is the default */
    const char *collation;            /* qualified and quoted; NULL: the subtype's */
    const char *canonical;            /* function name, qualified unless pg_catalog; NULL: none */
    const char *subtype_diff;
    const char *multirange_type; /* name only, in the same schema; an implied object of its own as well */
} pgp_range;

/* Types whose functions are written in C, and types known by name only: those of extensions, and multirange types, which come
 * with range types. A shell has no input function. Function names as everywhere. */
typedef struct pgp_base_type {
    pgp_object object;
    const char *input, *output, *receive, *send, *typmod_in, *typmod_out, *analyze, *subscript;
    int64_t length; /* -1: variable */
    bool by_value;
    const char *alignment; /* "char", "int2", "int4", "double" */
    const char *storage;   /* "plain", "external", "extended", "main" */
    const char *category;  /* a letter */
    bool preferred;
    const char *default_value;
    const char *element; /* NULL: not subscripted */
    const char *delimiter;
    bool collatable;
} pgp_base_type;

/* -- functions ----------------------------------------------------------------------------------- */

typedef struct pgp_argument {
    const char *name; /* NULL: none */
    char mode;        /* i in, o out, b inout, v variadic, t table (pg_proc.proargmodes) */
    const char *type;
    pgp_sql default_value;
} pgp_argument;

typedef struct pgp_arguments {
    pgp_argument *items;
    size_t count;
} pgp_arguments;

/* Functions and procedures. object.args: identity argument types (in, inout, variadic) "integer, text". */
typedef struct pgp_function {
    pgp_object object;
    bool window;
    pgp_arguments arguments;
    const char *returns; /* "integer", "SETOF public.t", NULL for procedures and for TABLE(…) use "TABLE" */
    const char *language;
    const char *body;       /* prosrc: as stored; NULL when sql_body is set */
    const char *library;    /* probin of C functions */
    pgp_sql sql_body;       /* RETURN … or BEGIN ATOMIC … END */
    const char *volatility; /* "volatile", "stable", "immutable" */
    const char *parallel;   /* "unsafe", "restricted", "safe" */
    bool strict, leakproof, security_definer;
    const char *cost, *rows; /* as printed; defaults filled in */
    const char *support;
    pgp_names config;     /* "search_path=…" in the order they were set, as pg_proc.proconfig */
    pgp_names transforms; /* types */
} pgp_function;

/* Function names are qualified unless they are in pg_catalog; NULL: none. object.args as for functions. */
typedef struct pgp_aggregate {
    pgp_object object;
    const char *aggregate_kind; /* "normal", "ordered-set", "hypothetical-set" */
    pgp_arguments arguments;
    int64_t direct_arguments; /* how many of them come before ORDER BY */
    const char *state_function, *state_type;
    int64_t state_size;
    const char *final_function;
    bool final_extra;
    const char *final_modify; /* "read_only", "shareable", "read_write" */
    const char *combine_function, *serial_function, *deserial_function;
    const char *initial_value;
    const char *moving_state_function, *moving_inverse_function, *moving_state_type;
    int64_t moving_state_size;
    const char *moving_final_function;
    bool moving_final_extra;
    const char *moving_final_modify;
    const char *moving_initial_value;
    const char *sort_operator; /* "<" or "OPERATOR(public.<)" */
    const char *parallel;
} pgp_aggregate;

/* -- what types and functions are put to: names are qualified unless they are in pg_catalog ------------------ */

/* The version that the library reports is no property: it says nothing about the schema. */
typedef struct pgp_collation {
    pgp_object object;
    const char *provider; /* "libc", "icu", "builtin" */
    bool deterministic;
    const char *locale;                /* icu, builtin */
    const char *lc_collate, *lc_ctype; /* libc */
    const char *rules;                 /* icu; NULL: none */
} pgp_collation;

typedef struct pgp_conversion {
    pgp_object object;
    const char *source, *target; /* encodings: "LATIN1", "UTF8" */
    const char *function;
    bool is_default;
} pgp_conversion;

/* object.name "", object.args "integer AS text". */
typedef struct pgp_cast {
    pgp_object object;
    const char *method;   /* "function", "inout", "binary" */
    const char *function; /* with its arguments: "public.f(integer)"; NULL: none */
    const char *context;  /* "explicit", "assignment", "implicit" */
} pgp_cast;

/* object.args: "integer, integer", "NONE, integer". */
typedef struct pgp_operator {
    pgp_object object;
    const char *function;             /* NULL: a shell that another operator's commutator or negator made */
    const char *commutator, *negator; /* qualified unless pg_catalog: "public.>" */
    const char *restrict_function, *join_function;
    bool hashes, merges;
} pgp_operator;

/* object.args: the access method. Members as kinds/operator_member.h writes them: here those that hang on no class. */
typedef struct pgp_operator_family {
    pgp_object object;
    pgp_names members;
} pgp_operator_family;

typedef struct pgp_operator_class {
    pgp_object object;
    const char *type;
    const char *family;
    bool is_default;
    const char *storage; /* NULL: the type itself */
    pgp_names members;
} pgp_operator_class;

typedef struct pgp_text_search_parser {
    pgp_object object;
    const char *start, *gettoken, *end, *lextypes, *headline;
} pgp_text_search_parser;

typedef struct pgp_text_search_template {
    pgp_object object;
    const char *init, *lexize;
} pgp_text_search_template;

typedef struct pgp_text_search_dictionary {
    pgp_object object;
    const char *template_;
    pgp_names options; /* "language = 'english'" in order, as pg_ts_dict.dictinitoption has them */
} pgp_text_search_dictionary;

typedef struct pgp_text_search_configuration {
    pgp_object object;
    const char *parser;
    pgp_names mappings; /* "asciiword WITH public.d, simple": sorted */
} pgp_text_search_configuration;

/* -- relations ------------------------------------------------------------------------------------- */

typedef struct pgp_sequence {
    pgp_object object;
    const char *data_type;
    int64_t start, increment, minimum, maximum, cache;
    bool cycle;
    const char *persistence; /* "permanent", "unlogged" */
    const char *owned_by;    /* label "schema.table.column", quoted; NULL: none */
    bool identity;           /* made by an identity column (object is PGP_OBJECT_IMPLIED) */
} pgp_sequence;

typedef struct pgp_tables {
    struct pgp_table **items;
    size_t count, capacity;
} pgp_tables;

/* Columns, constraints, indexes, triggers, rules, policies are its children. */
typedef struct pgp_table {
    pgp_object object;
    const char *persistence; /* "permanent", "unlogged" */
    pgp_sql partition_key; /* "RANGE (a, lower(b))" as pg_get_partkeydef prints; NULL text: not partitioned */
    const char *partition_of;               /* qualified, quoted; NULL: no partition */
    pgp_sql partition_bound;                /* "FOR VALUES FROM (1) TO (10)", "DEFAULT" */
    pgp_names inherits;                     /* qualified, quoted, in order */
    const char *of_type;                    /* qualified, quoted */
    pgp_names options;                      /* "fillfactor=70", "toast.autovacuum_enabled=false": sorted */
    const char *tablespace, *access_method; /* NULL: the default */
    const char
        *replica_identity; /* "default", "nothing", "full", or the index's name quoted after "index " */
    bool row_security, force_row_security;
    const char *server;        /* of a foreign table; NULL: it is none */
    pgp_names foreign_options; /* OPTIONS of a foreign table */
    pgp_names
        trigger_states; /* "audit=disabled": copies of parents' triggers that fire otherwise than those; sorted */
    pgp_names
        key_copies; /* of parents' foreign keys, where they have other names: that one's name, its own, and so on */
    bool has_toast;      /* live only */
    int64_t pages, rows; /* live only: relpages, reltuples (-1 unknown) */
    int64_t bytes;       /* live only, where there is something to plan (introspect/sizes.c); -1: not known */
    /* The tables that partition_of or inherits name, and the tables that name this one (kinds/inherit.h). */
    struct pgp_tables parents, heirs;
    bool released, unlogged;     /* it has left its parents, is unlogged: in the plan at hand */
    bool between_parents;        /* and has a passing one (table_parents.c) */
    bool is_referenced;          /* by a foreign key (pgp_link_tables) */
    bool rows_wait;              /* to come back (table_rows.c) */
    struct pgp_waiting *waiting; /* ALTER statements of the file that are half done (kinds/alter_table.c) */
} pgp_table;

/* What becomes of an heir's NOT NULL when its parent's is dropped (18): pg_constraint.conislocal, which files cannot tell. */
typedef enum pgp_when_dropped_above { PGP_MAY_STAY, PGP_STAYS, PGP_GOES } pgp_when_dropped_above;

/* Of tables and composite types; views have none (but a comment's parent may be a stand-in, see view.c). */
typedef struct pgp_column {
    pgp_object object;
    int64_t position; /* attnum or order in the file */
    const char *type;
    const char *collation;     /* qualified, quoted; NULL: the type's */
    const char *not_null_name; /* NULL: the derived name TABLE_COLUMN_not_null, or a server before 18 */
    bool not_null, not_null_no_inherit, not_null_unvalidated;
    bool local;              /* declared here */
    bool inherited;          /* comes (also) from a parent */
    uint8_t not_null_then;   /* pgp_when_dropped_above */
    bool says_not_null_name; /* though it is the derived one: in the plan at hand (not_null_names.c) */
    pgp_sql default_value;   /* also the generation expression */
    const char *generated;   /* NULL, "stored", "virtual" */
    const char *
        identity; /* NULL, "always", "by default"; its sequence is the child-free object that owned_by names */
    const char *storage;      /* "plain" … ; NULL: the type's default */
    const char *type_storage; /* live only: the type's default */
    const char *compression;
    int64_t statistics; /* -1: default */
    pgp_names options;  /* n_distinct=… */
    pgp_names foreign_options;
} pgp_column;

typedef struct pgp_key {
    const char *column; /* NULL: expression */
    pgp_sql expression; /* with its brackets, unless it is a call */
    const char *
        name; /* what the server calls the index's column when it derives the index's name: "lower", "expr" */
    const char *collation;     /* NULL: the column's own */
    const char *opclass;       /* qualified unless pg_catalog; NULL: the default for the type */
    const char *opclass_name;  /* live only: the real one even when it is the default */
    pgp_names opclass_options; /* "siglen=32" */
    bool descending, nulls_first;
    const char *operator_; /* exclusion constraints: "&&" or "OPERATOR(public.=)" */
    const char *path;      /* along which a file's unqualified opclass and operator are found; NULL: live */
} pgp_key;

typedef struct pgp_keys {
    pgp_key *items;
    size_t count;
} pgp_keys;

/* Child of a table or domain. */
typedef struct pgp_constraint {
    pgp_object object;
    const char *type;   /* "primary key", "unique", "foreign key", "check", "exclude" */
    pgp_names columns;  /* keys of primary key, unique, foreign key */
    pgp_sql expression; /* check */
    bool no_inherit;
    bool not_valid, not_enforced;
    bool deferrable, initially_deferred;
    bool without_overlaps, nulls_not_distinct, clustered; /* index-backed, as what follows */
    pgp_names include;
    pgp_names options; /* index storage parameters */
    const char *tablespace;
    const char *method; /* exclude */
    pgp_keys elements;  /* exclude */
    pgp_sql predicate;  /* exclude */
    /* foreign key */
    const char *referenced; /* qualified, quoted table */
    pgp_names referenced_columns;
    const char *match, *on_update, *on_delete; /* "simple", "full"; "no action", "cascade", … */
    pgp_names delete_columns;
    struct pgp_met_keys {
        const struct pgp_constraint **items;
        size_t count, capacity;
    } met; /* in a file, of a partition: its parents' that came, or that it joined, after this one */
    bool period;
    /* partitions and inheritance */
    bool local;      /* declared here, not only inherited */
    bool only;       /* of a partitioned table: partitions' ones are attached one by one */
    bool incomplete; /* some partition has none attached */
    const char
        *attached_to; /* the parent table's constraint index this one is attached to: qualified, quoted */
} pgp_constraint;

/* Child of a table or materialized view; its name lives in the schema's space. Constraint indexes are not among them. */
typedef struct pgp_index {
    pgp_object object;
    bool unique, nulls_not_distinct, clustered;
    bool only;          /* of a partitioned table: children are attached one by one */
    bool incomplete;    /* some partition has none attached */
    bool invalid;       /* live only: indisvalid is false */
    const char *method; /* "btree" … */
    pgp_keys keys;
    pgp_names include;
    pgp_sql predicate;
    pgp_names options;
    const char *tablespace;
    const char *attached_to; /* parent index: qualified, quoted */
    pgp_names statistics;    /* "2=100" */
} pgp_index;

/* Extended statistics: a child of the relation, with a name in a schema of its own choice. */
typedef struct pgp_statistics {
    pgp_object object;
    pgp_names kinds;      /* "dependencies", "mcv", "ndistinct": sorted; none for a single expression */
    pgp_names columns;    /* sorted */
    pgp_keys expressions; /* in order */
    int64_t target;       /* -1: the default */
} pgp_statistics;

/* -- queries -------------------------------------------------------------------------------------- */

typedef struct pgp_view {
    pgp_object object;
    pgp_sql query;
    bool named;             /* columns are named before the query: CREATE VIEW v (a, b) */
    pgp_names columns;      /* those names; all output names when a server told them */
    pgp_names column_types; /* of all; only when a server told them */
    pgp_names options;      /* security_barrier=true, check_option=local: sorted */
    /* materialized views */
    const char *tablespace, *access_method;
    bool unpopulated; /* WITH NO DATA */
    int64_t bytes;    /* as a table's */
    const char
        *type_storages; /* pg_type.typstorage of all columns, a letter each; only when a server told them */
} pgp_view;

typedef struct pgp_trigger {
    pgp_object object;
    const char *timing;   /* "before", "after", "instead of" */
    const char *events;   /* "INSERT OR UPDATE OF a, b OR TRUNCATE", in the server's order */
    const char *level;    /* "row", "statement" */
    pgp_sql condition;    /* WHEN */
    const char *function; /* qualified, quoted */
    pgp_names arguments;
    bool constraint, deferrable, initially_deferred;
    const char *referenced; /* constraint trigger's FROM table */
    const char *old_table, *new_table;
    const char *enabled; /* "origin", "disabled", "replica", "always" */
} pgp_trigger;

typedef struct pgp_rule {
    pgp_object object;
    pgp_sql definition; /* "ON INSERT TO public.v WHERE … DO INSTEAD …" after CREATE RULE name AS */
    const char *enabled;
} pgp_rule;

typedef struct pgp_policy {
    pgp_object object;
    const char *command; /* "all", "select", … */
    bool restrictive;
    pgp_names roles; /* sorted; PUBLIC */
    pgp_sql using_, check;
} pgp_policy;

/* -- what is said about other objects: children named "" ------------------------------------------- */

/* Schema public, which a new database has with an owner, a right and a comment of its own; not one that a file dropped and made again. */
bool pgp_is_stock_schema(const pgp_object *object);

typedef struct pgp_owner {
    pgp_object object;
    const char *role;
} pgp_owner;

/* A GRANT or REVOKE of a file. What it comes to depends on who owns the object and on the server's version: it is kept and
 * folded into items whenever more is known (kinds/acl.h). */
typedef struct pgp_grant {
    struct pgp_grant *next;
    pgp_location where;
    bool grant, option;   /* GRANT or REVOKE; WITH GRANT OPTION or GRANT OPTION FOR */
    pgp_names privileges; /* in capitals; none: ALL */
    pgp_names grantees;   /* "alice", "PUBLIC", "CURRENT_USER" */
} pgp_grant;

/* What is said about rights on the parent. Items "grantee=PRIVILEGE" or "grantee=PRIVILEGE*" (grant option), one
 * privilege each, sorted, as aclexplode(coalesce(acl, acldefault())) would list them; the owner is "@owner". */
typedef struct pgp_privileges {
    pgp_object object;
    pgp_names items;
    pgp_grant *grants; /* of a file, in its order */
    bool derived;      /* only of ALTER DEFAULT PRIVILEGES in the same file */
} pgp_privileges;

/* object.name = role, object.schema = schema or NULL, object.args = "tables", "sequences", "functions", "types", "schemas".
 * Of a schema only what is added to the rights that hold everywhere. */
typedef struct pgp_default_privileges {
    pgp_object object;
    pgp_names items; /* the role itself is "@owner" */
    pgp_grant *grants;
} pgp_default_privileges;

/* Rights on what every database has: object.name is what GRANT calls it, "FUNCTION pg_catalog.lo_import(text)", object.args the
 * column. Only what is other than initdb left it, as pg_dump has it: "+bob=SELECT", "+bob=SELECT*", "-PUBLIC=EXECUTE". */
typedef struct pgp_system_privileges {
    pgp_object object;
    pgp_names items;
    bool known;        /* what follows is: a database told it */
    pgp_names initial; /* as items of pgp_privileges */
    const char *owner;
    const char *called; /* of a file: its name without schema and arguments */
    pgp_grant *grants;  /* of a file, in its order */
} pgp_system_privileges;

typedef struct pgp_comment {
    pgp_object object;
    const char *text;
} pgp_comment;

/* object.name = provider */
typedef struct pgp_security_label {
    pgp_object object;
    const char *text;
} pgp_security_label;

#endif

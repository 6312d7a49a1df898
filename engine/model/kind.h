/*
 * A kind of object: its properties as data and what only that kind knows.
 *
 * The table of kinds (kinds/table_of_kinds.c) is the one list of what pgplumb understands. Comparing,
 * hashing, JSON and descriptions are generic over the properties; a kind adds how it is read from
 * statements (kinds/NAME.c registers parse handlers), from catalogs (a query per server version) and
 * how it is created, altered and dropped.
 */
#ifndef PGP_MODEL_KIND_H
#define PGP_MODEL_KIND_H

#include "model/model.h"

typedef enum pgp_value_type {
    PGP_VALUE_BOOL,       /* bool */
    PGP_VALUE_INT,        /* int64_t */
    PGP_VALUE_TEXT,       /* const char *, NULL allowed; exact */
    PGP_VALUE_NAMES,      /* pgp_names, exact and ordered */
    PGP_VALUE_SET,        /* pgp_names, sorted when stored */
    PGP_VALUE_EXPRESSION, /* pgp_sql: a scalar expression */
    PGP_VALUE_QUERY,      /* pgp_sql: a SELECT, or a rule's action */
    PGP_VALUE_KEYS,       /* pgp_keys: elements of an index or an exclusion constraint (kinds/index.h) */
    PGP_VALUE_ARGUMENTS,  /* pgp_arguments (kinds/function.h) */
} pgp_value_type;

enum {
    PGP_PROPERTY_OPTIONAL = 1 << 0, /* desired "not said" (NULL) equals anything live */
    PGP_PROPERTY_HIDDEN = 1 << 1,   /* neither compared nor hashed (positions, live-only facts) */
    PGP_PROPERTY_SECRET =
        1 << 2, /* a text, or options "name=value", that may hold secrets (model/secret.h) */
};

typedef struct pgp_property {
    const char *name; /* in JSON, reports and docs: "not_null" */
    pgp_value_type type;
    uint32_t flags;
    size_t offset;
} pgp_property;

#define PGP_PROPERTY(type_, member_, value_, flags_) \
    { .name = #member_, .type = (value_), .flags = (flags_), .offset = offsetof(type_, member_) }

typedef struct pgp_comparison pgp_comparison; /* equal/compare.h */
typedef struct pgp_emitter pgp_emitter;       /* plan/emit.h */
typedef struct pgp_catalog pgp_catalog;       /* introspect/catalog.h */
typedef struct pgp_row pgp_row;

/* How a difference can be made to go away. */
typedef enum pgp_way {
    PGP_IN_PLACE, /* ALTER, or CREATE OR REPLACE */
    PGP_REBUILD,  /* drop and create again, dependents too */
} pgp_way;

struct pgp_kind {
    const char *name;  /* "table", also in --allow KIND:NAME and JSON */
    const char *title; /* for people, plural: "tables" */
    const char *sql;   /* after ALTER, DROP, COMMENT ON: "TABLE", "FOREIGN TABLE" */
    pgp_space space;
    bool symbol;           /* its name is an operator's, or SQL already: never quoted */
    const char *args_word; /* before object.args in its name: "USING"; NULL: they stand in brackets */
    size_t size;           /* of the struct whose first member is pgp_object */
    int order;       /* creation order between objects that do not need each other, as in pg_dump_sort.c */
    bool holds_data; /* dropping it destroys data: blocked until permitted */
    const pgp_property *properties;
    size_t property_count;

    /* Reading catalogs. The query for this server version (PG_VERSION_NUM); NULL: nothing to read. A row arrives in the
     * query's order; kinds are read in the order of the table, so that tables exist when columns arrive. */
    const char *(*query)(int server_version);
    /* "CATALOG WHERE …" that has a row when there may be any: then alone is the query sent, since planning the queries of rare
     * kinds takes longer than everything else. NULL: it always is. */
    const char *presence;
    pgp_status (*row)(pgp_catalog *catalog, const pgp_row *row);

    /* Compare `property` of two objects where the generic rule is not the truth; NULL: generic. */
    bool (*same)(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                 const pgp_object *desired);
    /* `changed`: bit i is property i. NULL: always PGP_REBUILD. */
    pgp_way (*way)(const pgp_change *change);

    /* Steps (plan/emit.h). An object's own children are created by their own kinds unless the parent's create
     * includes them and marks them as included (pgp_emit_included). */
    void (*create)(pgp_emitter *emitter, pgp_object *object);
    /* Before what the object needs, when that needs its name (a type's functions); may be NULL. */
    void (*announce)(pgp_emitter *emitter, const pgp_object *object);
    void (*alter)(pgp_emitter *emitter, pgp_change *change);
    void (*drop)(pgp_emitter *emitter, const pgp_object *object);
    /* Steps that need everything created (a sequence's OWNED BY); for CREATE, ALTER and REPLACE; may be NULL. */
    void (*finish)(pgp_emitter *emitter, pgp_change *change);
    /* Last of all, dependents first: what a REPLACE left behind under another name; may be NULL. */
    void (*retire)(pgp_emitter *emitter, pgp_change *change);
};

extern const pgp_kind *const pgp_kinds[]; /* ends in NULL */
const pgp_kind *pgp_kind_named(const char *name);

#endif

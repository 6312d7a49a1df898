/*
 * The model: what a schema is, wherever it came from.
 *
 * A model is a set of objects. Each object has a kind, a name, perhaps a schema, perhaps a parent
 * (a column's table), and the properties its kind declares (model/kind.h). Nothing after the model
 * knows whether it was parsed from a file, read from a server or loaded from a snapshot.
 *
 * Owners, privileges and comments are objects too: children of what they describe (kinds owner, privileges,
 * comment). What a source never mentions has no such child and, unless asked for, is left alone.
 *
 * Strings are borrowed from the model's arena. Types are canonical strings as format_type() prints them with an empty
 * search_path ("integer", "character varying(20)", "public.money_eur[]").
 */
#ifndef PGP_MODEL_MODEL_H
#define PGP_MODEL_MODEL_H

#include "base/context.h"
#include "base/hash.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* The servers whose catalogs and rules are known, PG_VERSION_NUM of their first releases; the newest also stands for no server. */
enum { PGP_OLDEST_SERVER = 140000, PGP_NEWEST_SERVER = 180000, PGP_SERVER_STEP = 10000 };

typedef struct pgp_kind pgp_kind;
typedef struct pgp_object pgp_object;
typedef struct pgp_change pgp_change;
typedef struct pgp_directive pgp_directive; /* parse/directives.h */

/* Names share a space when the server keeps them unique together (pg_class, pg_type, pg_proc …). */
typedef enum pgp_space {
    PGP_SPACE_CHILD, /* unique per parent and kind; not in the model's index */
    PGP_SPACE_SCHEMA,
    PGP_SPACE_EXTENSION,
    PGP_SPACE_RELATION, /* tables, views, sequences, indexes, foreign tables; composite types live here too */
    PGP_SPACE_TYPE,     /* enums, domains, ranges, base types */
    PGP_SPACE_FUNCTION, /* by name and identity arguments */
    PGP_SPACE_DEFAULT_PRIVILEGES,
    PGP_SPACE_CONSTRAINT, /* names of tables' constraints: taken or not, per schema (several objects may share one) */
    PGP_SPACE_OTHER, /* unique per kind (operators, casts, publications …) */
} pgp_space;

/* An array of strings; items may be NULL only where a property says so. */
typedef struct pgp_names {
    const char **items;
    size_t count;
} pgp_names;

/*
 * SQL text whose spelling is not its meaning: an expression, a query, a rule's action.
 * `text` is the source slice or what the server printed; names in it resolve along `path`
 * (a comma-separated list of quoted schema names as search_path takes it; "" is what the server prints with).
 */
typedef struct pgp_sql {
    const char *text; /* NULL: none */
    const char *path;
    pgp_location where;
    /* What the live server prints for `text`, when it was asked (equal/judge.c): for comparing only. Statements are made with
     * `text`, since the server does not always print again what it read from its own print. */
    const char *printed;
} pgp_sql;

/* A name that something uses and that is to be resolved once everything is read. */
typedef enum pgp_reference_type {
    PGP_REF_RELATION, /* table, view, sequence, index */
    PGP_REF_TYPE,
    PGP_REF_FUNCTION, /* by name: every overload counts */
    PGP_REF_SCHEMA,
    PGP_REF_COLUMN, /* name = column, of the relation `relation` */
    PGP_REF_OTHER,  /* an object of another space: kind_name says which */
} pgp_reference_type;

typedef struct pgp_reference {
    struct pgp_reference *next;
    pgp_reference_type type;
    bool required; /* false: found or not, it is only an order (a name in an expression may be built in) */
    bool of_value; /* a column's: its default or generation expression names it, not its type or collation */
    const char *schema;   /* NULL: along `path` */
    const char *relation; /* PGP_REF_COLUMN */
    const char *name;
    const char *kind_name; /* PGP_REF_OTHER: the kind's own name; every overload counts */
    const char *path;
    pgp_location where;
} pgp_reference;

enum {
    PGP_OBJECT_MEMBER = 1 << 0, /* belongs to an extension: resolves names, is never compared */
    PGP_OBJECT_IMPLIED =
        1 << 1, /* the server makes it with another object (identity sequence, partition's index) */
    PGP_OBJECT_BUILTIN = 1 << 2, /* there in every database: schema public until a file says otherwise */
    PGP_OBJECT_DROPPED = 1 << 3, /* removed again by a later statement of the file */
    PGP_OBJECT_RENAMED = 1 << 4, /* by the plan, itself or a column of it (diff/rename.h) */
};

struct pgp_object {
    const pgp_kind *kind;
    const char *schema; /* NULL: not in a schema, or a child */
    const char *name;   /* "" for owner, privileges, comment */
    const char *args;   /* functions and the like: identity argument types "integer, text"; else NULL */
    pgp_object *parent, *children, *last_child, *sibling;
    const pgp_object
        *origin; /* PGP_OBJECT_IMPLIED: the object that brings it (parent's index …); may be NULL */
    pgp_location where;
    pgp_reference *references;
    pgp_object **needs; /* what must exist before it: set by resolving references, or from pg_depend */
    uint32_t need_count, need_capacity;
    uint32_t flags;
    uint32_t number;    /* in a walk: set by whoever needs arrays over all objects */
    pgp_change *change; /* set by the diff; NULL: nothing to do */
    const struct pgp_former
        *former; /* while a plan has it renamed in the model; NULL: it is not (pgp_former_name) */
};

/* An entry of a model's index: identity to object. */
typedef struct pgp_entry {
    UT_hash_handle hh;
    pgp_object *object;
    char key[];
} pgp_entry;

typedef struct pgp_model {
    pgp_arena *arena;
    const char *label;  /* for people: "shop@db.example.com (PostgreSQL 17.10)", "db/ at 3f2c91a (4 files)" */
    int server_version; /* PG_VERSION_NUM; 0: not from a server */
    int target_version; /* of a file: that of the server that it is held against; 0: none, as the newest */
    pgp_object *objects, *last_object; /* top-level objects through `sibling`, in the order they were added */
    pgp_entry *index;                  /* uthash by key */
    pgp_entry *formers;                /* by the key that they had: what pgp_model_move gave another name */
    struct pgp_strings *strings;       /* interned; models that are compared share them */
    const char *default_path;          /* search_path in effect for unqualified names: '"$user", public' */
    const char *current_user;          /* role that would own new objects; NULL: unknown */
    size_t count;
    const struct pgp_member
        *members; /* what the live database's extensions provide: resolves names of a file */
    size_t member_count;
    pgp_directive *directives, **last_directive; /* what comments of the file say to pgplumb */
} pgp_model;

typedef enum pgp_member_type {
    PGP_MEMBER_RELATION, /* whose row type is a type, too */
    PGP_MEMBER_TYPE,
    PGP_MEMBER_FUNCTION,
    PGP_MEMBER_OPERATOR,
} pgp_member_type;

/* What belongs to an extension and files may name. */
typedef struct pgp_member {
    const char *schema, *name;
    pgp_member_type type;
} pgp_member;

pgp_model *pgp_model_new(pgp_arena *arena);
/* Whose interned texts are those of `other`, when that is of the same arena; NULL: there is none. */
pgp_model *pgp_model_beside(pgp_arena *arena, const pgp_model *other);

/* One copy per text. */
const char *pgp_intern(pgp_model *model, const char *text);

/* A zeroed object of `kind->size` bytes, not yet in the model. */
void *pgp_object_new(pgp_model *model, const pgp_kind *kind, const char *schema, const char *name);
/* Puts it into the model: under its parent when that is set, else at the top. For kinds with a space its identity
 * must be free (pgp_model_find first). A table's constraint also takes its name in PGP_SPACE_CONSTRAINT and, when an index
 * backs it, in PGP_SPACE_RELATION: set its type before. */
void pgp_model_add(pgp_model *model, pgp_object *object);
/* Takes it out again, children with it. */
void pgp_model_remove(pgp_model *model, pgp_object *object);
/* An object that is in the model becomes what another of its kind is, which is not: properties, references, where. Its name and
 * children stay. */
void pgp_model_replace(pgp_object *existing, const pgp_object *with);
/* Changes schema, name or args of an object that is in the model. */
void pgp_model_rename(pgp_model *model, pgp_object *object, const char *schema, const char *name,
                      const char *args);

/* The same in a plan: texts of the model go on naming it as before, and pgp_model_former knows what they mean. */
void pgp_model_move(pgp_model *model, pgp_object *object, const char *schema, const char *name,
                    const char *args);
/* What texts of the model call so; NULL: nothing that moved. Functions by name alone. */
pgp_object *pgp_model_former(const pgp_model *model, pgp_space space, const char *schema, const char *name);
/* Its names in the database, and in the model's texts: its own ones, unless it has moved. */
const char *pgp_former_name(const pgp_object *object);
const char *pgp_former_schema(const pgp_object *object);
/* The column that texts of the model call so; NULL: there is none. */
pgp_object *pgp_former_column(const pgp_object *relation, const char *name);

pgp_object *pgp_model_find(const pgp_model *model, pgp_space space, const char *schema, const char *name,
                           const char *args);
/* PGP_SPACE_OTHER needs the kind as well. */
pgp_object *pgp_model_find_kind(const pgp_model *model, const pgp_kind *kind, const char *schema,
                                const char *name, const char *args);
/* A child by kind and name; NULL when there is none. */
pgp_object *pgp_child(const pgp_object *parent, const pgp_kind *kind, const char *name);

/* The same object in another model (by kind, names and, for children, parent); NULL when it is not there. */
pgp_object *pgp_model_counterpart(const pgp_model *model, const pgp_object *object);
/* What has a top-level object's name there, whatever its kind: a view where this is a table. */
pgp_object *pgp_model_namesake(const pgp_model *model, const pgp_object *object);

void pgp_object_need(pgp_model *model, pgp_object *object,
                     pgp_object *needed); /* ignores duplicates and itself */

/* Every object, parents before children, in stable order. */
typedef struct pgp_walk {
    pgp_object *next;
} pgp_walk;
pgp_walk pgp_walk_start(const pgp_model *model);
pgp_object *pgp_walk_next(pgp_walk *walk);
/* Sets `number` of every object of the model, from 0 in the order of a walk; returns how many there are. What is in the model no more
 * (PGP_OBJECT_DROPPED) keeps whatever number it had. */
size_t pgp_number_objects(const pgp_model *model);

/* The name of a top-level object as SQL, with its arguments: "public.total(bigint)", "public.@@(a, b)", "public.c USING gist",
 * "(a AS b)" for a cast. */
void pgp_sql_identity(pgp_text *text, const pgp_object *object);
/* "public.orders", "public.total(bigint)", "orders.total" for a child; quoted where SQL would quote. For people and --allow. */
char *pgp_object_label(pgp_arena *arena, const pgp_object *object);
/* The nearest ancestor without a parent: a column's table; the object itself when it has none. */
const pgp_object *pgp_object_top(const pgp_object *object);

#endif

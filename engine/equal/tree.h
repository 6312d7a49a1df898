/*
 * Writing a syntax tree in its canonical form: what equal/canonical.c and its parts (names, expressions,
 * queries) share.
 *
 * The form is an S-expression. A node without a rule is written by reflection over its protobuf fields:
 * (TypeName field:value …), without locations and without fields that hold their default.
 */
#ifndef PGP_EQUAL_TREE_H
#define PGP_EQUAL_TREE_H

#include "equal/canonical.h"
#include "parse/parse.h"

/* One entry of a FROM list. */
typedef struct pgp_from_item {
    const char *schema;         /* NULL: has an alias, or is no relation */
    const char *name;           /* qualifies its columns; NULL: nothing can */
    const char *said;           /* the same as the text says it */
    const pgp_object *relation; /* a table of the model; NULL: none */
    bool known;                 /* all its columns are: the relation's, or `columns` */
    pgp_names columns;
} pgp_from_item;

/* What a query level can name. */
typedef struct pgp_scope {
    struct pgp_scope *outer;
    pgp_from_item *items;
    size_t count, capacity;
    pgp_names merged; /* columns of JOIN … USING: of no single entry */
    bool opaque;      /* may also name what nobody knows here: parameters, NEW and OLD */
} pgp_scope;

/* WITH queries in sight, innermost first. */
typedef struct pgp_cte {
    struct pgp_cte *next;
    const char *name;
    bool known;
    pgp_names columns;
} pgp_cte;

typedef struct pgp_tree_writer {
    pgp_arena *arena;
    const pgp_canonical_about *about;
    pgp_names path;   /* schemas to look names up in */
    pgp_scope *scope; /* NULL: no columns in sight */
    pgp_cte *ctes;
    pgp_text out;
    size_t limit; /* of the text: BETWEEN writes its operand twice */
    int depth, type_depth;
    bool failed;
} pgp_tree_writer;

/* A column found in scope. */
typedef struct pgp_found_column {
    const pgp_from_item *item;
    const pgp_column *column; /* NULL: a column of a query */
} pgp_found_column;

/* -- canonical.c ----------------------------------------------------------------------------------------- */
void pgp_write_node(pgp_tree_writer *writer, const PgQuery__Node *node); /* NULL: "_" */
void pgp_write_message(pgp_tree_writer *writer, const ProtobufCMessage *message);
void pgp_write_list(pgp_tree_writer *writer, size_t n, PgQuery__Node *const *nodes);
/* Every field that holds something, each by `special` first (NULL: none), which says whether it wrote the
 * field. */
typedef bool (*pgp_field_writer)(pgp_tree_writer *writer, const ProtobufCMessage *message, const char *field);
void pgp_write_fields(pgp_tree_writer *writer, const ProtobufCMessage *message, pgp_field_writer special);
void pgp_write(pgp_tree_writer *writer, const char *text);
/* The node as a value of this canonical type. */
void pgp_write_cast(pgp_tree_writer *writer, const PgQuery__Node *node,
                    const char *type);                            /* canonical_expression.c */
void pgp_write_string(pgp_tree_writer *writer, const char *text); /* quoted */

/* -- canonical_name.c ------------------------------------------------------------------------------------ */
/* Items of "a, b" or "a.b" as SplitIdentifierString reads them: lower case unless quoted. */
pgp_names pgp_split_names(pgp_arena *arena, const char *text, char separator);
/* The qualified, quoted name; builtin ones and unknown ones as they are. */
const char *pgp_canonical_type(pgp_tree_writer *writer, const PgQuery__TypeName *type, bool with_modifiers);
/* "int4" for "integer", "public.mood[]" for itself, without modifiers: what format_type() prints as
 * pgp_canonical_type says it. */
const char *pgp_canonical_type_text(pgp_arena *arena, const char *type);
const char *pgp_canonical_relation(pgp_tree_writer *writer, const char *schema, const char *name);
const char *pgp_canonical_function(pgp_tree_writer *writer, size_t n, PgQuery__Node *const *name);
const char *pgp_canonical_operator(pgp_tree_writer *writer, size_t n, PgQuery__Node *const *name);
/* A relation of the model by perhaps unqualified name; NULL: not there. */
const pgp_object *pgp_tree_relation(pgp_tree_writer *writer, const char *schema, const char *name);
const pgp_object *pgp_tree_type(pgp_tree_writer *writer, const char *qualified);

/* -- canonical_expression.c, canonical_query.c: the rules for their nodes; false: there is none
 * ---------------- */
bool pgp_write_expression(pgp_tree_writer *writer, const ProtobufCMessage *message);
bool pgp_write_query(pgp_tree_writer *writer, const ProtobufCMessage *message);

/* -- canonical_type.c ------------------------------------------------------------------------------------ */
/* An operand or argument, to be cast when `type` is set. */
typedef struct pgp_operand {
    const PgQuery__Node *node;
    const char *type;
} pgp_operand;

/* Casts of the value and of each item in "value = ANY (ARRAY[item, …])", and of the array, which comes to one of its elements. */
typedef struct pgp_in_types {
    const char *value, *item, *element;
} pgp_in_types;

/* "text" of "text[]"; NULL: no array. */
const char *pgp_element_of(pgp_arena *arena, const char *type);

/* The type where it is plain to see, in canonical form without modifiers; NULL: unknown. */
const char *pgp_type_of(pgp_tree_writer *writer, const PgQuery__Node *node);
/* Of arguments that all have it, or are literals, which take it; literals alone become text. NULL: cannot be
 * told. */
const char *pgp_common_type(pgp_tree_writer *writer, size_t n, PgQuery__Node *const *args);
const char *pgp_case_type(pgp_tree_writer *writer, const PgQuery__CaseExpr *expression); /* of its results */
const char *pgp_literal_of(const PgQuery__Node *node); /* the text of a literal without a type; NULL: none */
bool pgp_is_integer(const PgQuery__Node *node);
/* Fill in the casts that the server adds. */
void pgp_settle_operator(pgp_tree_writer *writer, const char *operator_, pgp_operand *left,
                         pgp_operand *right);
void pgp_settle_any(pgp_tree_writer *writer, const char *operator_, pgp_operand *value, pgp_operand *array,
                    pgp_in_types *types);
bool pgp_settle_in(pgp_tree_writer *writer, const PgQuery__AExpr *expression,
                   pgp_in_types *types); /* false: unknown */
const char *pgp_argument_type(pgp_tree_writer *writer, const PgQuery__FuncCall *call, const char *name,
                              size_t index);

/* -- canonical_scope.c ----------------------------------------------------------------------------------- */
void pgp_scope_add(pgp_tree_writer *writer, pgp_scope *scope, const PgQuery__Node *from);
/* At this level alone. 1: found; 0: not here; -1: cannot be told. */
int pgp_scope_find(const pgp_scope *scope, const char *name, pgp_found_column *out);
/* The column that an unqualified name means; item NULL: cannot be told. */
pgp_found_column pgp_scope_column(const pgp_tree_writer *writer, const char *name);
/* The entry that qualifies a column: "orders" of orders.id; NULL: none in sight. */
const pgp_from_item *pgp_scope_item(const pgp_tree_writer *writer, const char *schema, const char *name);
bool pgp_item_columns(pgp_arena *arena, const pgp_from_item *item, pgp_names *out);
/* Names of a query's columns; false: not all are known. */
bool pgp_output_names(pgp_tree_writer *writer, const PgQuery__SelectStmt *select, pgp_names *out);
/* Other names for the first of them, as an alias gives. */
void pgp_rename_first(pgp_arena *arena, pgp_names *columns, size_t n, PgQuery__Node *const *given);
/* The name that the server gives an expression without AS (FigureColname() of parse_target.c). */
const char *pgp_implied_name(const PgQuery__Node *value);

#endif

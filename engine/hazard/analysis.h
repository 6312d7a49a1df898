/*
 * What the analyzer's files share.
 */
#ifndef PGP_HAZARD_ANALYSIS_H
#define PGP_HAZARD_ANALYSIS_H

#include "hazard/analyze.h"
#include "kinds/table.h"

/* Syntax that the packaged grammar may not read, told apart before parsing (newer.c). */
enum {
    PGP_NEWER_VIRTUAL = 1 << 0,      /* GENERATED … VIRTUAL, read as STORED */
    PGP_NEWER_NOT_ENFORCED = 1 << 1, /* left out */
    PGP_NEWER_NOT_NULL = 1 << 2,     /* NOT NULL c as a table's constraint, read as CHECK (c IS NOT NULL) */
    PGP_NEWER_EXPRESSION = 1 << 3,   /* SET EXPRESSION AS (…), read as SET DEFAULT (…) */
    PGP_NEWER_ENFORCED = 1 << 4,     /* left out */
};

struct pgp_analyzer {
    pgp_context *context;
    pgp_arena *arena;
    pgp_model *model;
    int version;
    const char *zone;
    pgp_parser parser;         /* resolves names and types of the statement at hand */
    pgp_tree tree, expression; /* the statement at hand; the expression that was looked at last */
    unsigned newer;            /* PGP_NEWER_* of the statement at hand */
    pgp_analysis *out;
    struct pgp_edited *edited;   /* tables that earlier statements changed */
    struct pgp_linked *linked;   /* by table */
    struct pgp_renamed *renamed; /* names that earlier statements gave or took */
};

/* -- effects (analyze.c) --------------------------------------------------------------------------------------- */
/* The relation's effect with at least this lock. A relation that the statements made themselves (NULL) gets one that nobody sees. */
pgp_effect *pgp_touch(pgp_analyzer *a, const void *relation, pgp_lock lock);
/* Adds a finding about `label`; `what` may be NULL. */
void pgp_find_hazard(pgp_analyzer *a, const char *code, const char *label, const char *what);

/* -- the database as the statements before left it (state.c) ------------------------------------------------------ */
/* Tables are named by the object they were before the first statement; NULL: not there then. */
const pgp_object *pgp_state_relation(pgp_analyzer *a, const PgQuery__RangeVar *name);
const pgp_object *pgp_state_named(pgp_analyzer *a, const char *schema, const char *name);
const pgp_table *pgp_state_by_label(pgp_analyzer *a, const char *label);
/* What a table is now. */
const pgp_table *pgp_now(const pgp_analyzer *a, const pgp_table *table);
/* The same to be changed. */
pgp_table *pgp_state_edit(pgp_analyzer *a, const pgp_table *table);
void *pgp_state_add(pgp_analyzer *a, const pgp_table *table, const pgp_kind *kind, const char *name);
void pgp_state_remove(pgp_analyzer *a, const pgp_table *table, const pgp_object *child);
void pgp_state_drop(pgp_analyzer *a, const pgp_object *relation);
void pgp_state_rename(pgp_analyzer *a, const pgp_object *relation, const char *schema, const char *name);
/* Takes stock of foreign keys and sequences; a foreign key that comes later. */
void pgp_state_link(pgp_analyzer *a);
void pgp_state_link_key(pgp_analyzer *a, const pgp_table *child, const pgp_constraint *key);
/* A child of the table as it is now. */
void *pgp_now_child(const pgp_analyzer *a, const pgp_table *table, const pgp_kind *kind, const char *name);
/* The table and, unless `only`, everything below it; in order. */
pgp_tables pgp_table_tree(const pgp_analyzer *a, const pgp_table *table, bool only);
bool pgp_has_storage(const pgp_analyzer *a, const pgp_table *table);
bool pgp_has_indexes(const pgp_analyzer *a, const pgp_table *table);
bool pgp_is_constraint(const pgp_object *child, const char *type);

/* -- ALTER TABLE (alter.c) ------------------------------------------------------------------------------------------ */
typedef struct pgp_altering {
    pgp_analyzer *a;
    const pgp_table *table; /* NULL: made by an earlier statement */
    pgp_tables tree;        /* what the subcommand reaches */
    const PgQuery__AlterTableCmd *command;
    pgp_lock lock; /* of the whole statement */
} pgp_altering;

void pgp_analyze_alter_table(pgp_analyzer *a, const PgQuery__Node *statement);

/* Subcommands of their own files. */
void pgp_analyze_add_column(pgp_altering *at);
void pgp_analyze_column_type(pgp_altering *at);
void pgp_analyze_set_expression(pgp_altering *at);
void pgp_analyze_drop_column(pgp_altering *at);
void pgp_analyze_set_not_null(pgp_altering *at);
void pgp_analyze_drop_not_null(pgp_altering *at);
void pgp_analyze_add_constraint(pgp_altering *at);
void pgp_analyze_drop_constraint(pgp_altering *at);
void pgp_analyze_validate(pgp_altering *at);
void pgp_analyze_alter_constraint(pgp_altering *at);
void pgp_analyze_attach(pgp_altering *at);
void pgp_analyze_detach(pgp_altering *at);

/* -- parts that several statements have ------------------------------------------------------------------------------ */
/* A column's constraint, or a table's (`column` NULL). `fresh`: the column is new; `filled`: and has a value in every row. (constraint.c) */
typedef struct pgp_new_column {
    const char *name;
    bool filled;
} pgp_new_column;
void pgp_analyze_constraint(pgp_altering *at, const PgQuery__Constraint *node, const pgp_new_column *column);
/* Locks a referenced table and what is below it. */
void pgp_touch_tree(pgp_analyzer *a, const pgp_table *table, pgp_lock lock);
/* Locks the sequences of a column, of all its columns for NULL. (state.c) */
void pgp_touch_sequences(pgp_analyzer *a, const pgp_table *table, const char *column, pgp_lock lock);
/* Foreign keys of tables that refer to this one: calls use(a, table, foreign key) for each. (state.c) */
void pgp_each_referring(pgp_analyzer *a, const pgp_table *table,
                        void (*use)(pgp_analyzer *a, const pgp_table *child, const pgp_constraint *key,
                                    void *argument),
                        void *argument);
/* Someone has to look whether the column holds NULL before it can be NOT NULL. (constraint.c) */
bool pgp_needs_null_scan(pgp_analyzer *a, const pgp_table *table, const char *column);
/* What the table's checks say of the column, they say of its new name. (constraint.c) */
void pgp_rename_in_checks(pgp_analyzer *a, const pgp_table *table, const char *old, const char *new);
/* A column of this type needs its rows written, when it is added without a default, or with a constant one: its domain checks. (retype.c) */
bool pgp_type_has_checks(const pgp_analyzer *a, const char *type);
/* A change of type writes the rows; `using_` may be NULL. (retype.c) */
bool pgp_retype_rewrites(pgp_analyzer *a, const char *from, const char *to, const char *column,
                         const PgQuery__Node *using_);
/* An index on a column of one type serves for the other as it is. (retype.c) */
bool pgp_same_index_family(const pgp_analyzer *a, const char *from, const char *to);
/* The expression can give another value for each row. (volatile.c) */
bool pgp_is_volatile(pgp_analyzer *a, const PgQuery__Node *expression);
/* The table's valid checks say that all of its rows fit this bound of a partition of `parent` (implied.c) … */
bool pgp_bound_is_implied(pgp_analyzer *a, const pgp_table *table, const pgp_table *parent,
                          const PgQuery__PartitionBoundSpec *bound);
/* … or that none does: what a default partition needs. */
bool pgp_bound_is_excluded(pgp_analyzer *a, const pgp_table *table, const pgp_table *parent,
                           const PgQuery__PartitionBoundSpec *bound);
/* Tables with a column of this domain, or of one over it. (domain.c) */
bool pgp_is_column(const PgQuery__Node *node, const char *column);
void pgp_analyze_alter_domain(pgp_analyzer *a, const PgQuery__Node *statement);
void pgp_analyze_create_table(pgp_analyzer *a, const PgQuery__Node *statement);
/* A partition comes or leaves: what its parent's other partitions have to do with it. (partition.c) */
const pgp_table *pgp_default_partition(pgp_analyzer *a, const pgp_table *parent);

/* The tree of an expression's text, until the next one is parsed; NULL: the grammar cannot read it. (analyze.c) */
const PgQuery__Node *pgp_parse_expression(pgp_analyzer *a, const char *text);
/* The text with newer syntax put in words that the grammar reads. (newer.c) */
const char *pgp_downgrade(pgp_arena *arena, const char *sql, unsigned *newer);

/* What the effects together with the findings come to. (judge.c) */
void pgp_judge_effects(pgp_analyzer *a);

/* Statements other than ALTER TABLE (statement.c). */
typedef void (*pgp_statement_analysis)(pgp_analyzer *a, const PgQuery__Node *statement);

#endif

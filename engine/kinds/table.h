/*
 * What the files of tables and columns share: reading, inheritance, statements.
 */
#ifndef PGP_KINDS_TABLE_H
#define PGP_KINDS_TABLE_H

#include "kinds/ddl.h"
#include "kinds/reading.h"

/* -- catalogs (table_catalog.c, column_catalog.c) ----------------------------------------------------------- */
const char *pgp_table_query(int server_version);
pgp_status pgp_table_row(pgp_catalog *catalog, const pgp_row *row);
const char *pgp_column_query(int server_version);
pgp_status pgp_column_row(pgp_catalog *catalog, const pgp_row *row);

/* -- inheritance (inherit.c) ---------------------------------------------------------------------------------- */
/* What a label ("schema.name", quoted) names. */
pgp_object *pgp_object_named(const pgp_model *model, pgp_space space, const char *label);
/* The table with this label ("schema.name", quoted); NULL when there is none. */
pgp_table *pgp_table_named(const pgp_model *model, const char *label);
bool pgp_is_heir(const pgp_table *child, const pgp_table *parent);
/* The same column of the first parent that has it; NULL: none. */
pgp_column *pgp_inherited_from(const pgp_column *column);
/* That of the first parent whose NOT NULL it inherits; NULL: none. */
pgp_column *pgp_not_null_above(const pgp_column *column);
pgp_column *pgp_table_column(const pgp_table *table, const char *name);

/* CREATE TABLE … INHERITS / PARTITION OF: the child takes the parent's columns and constraints. */
pgp_status pgp_inherit(pgp_parser *parser, pgp_table *child, pgp_table *parent);
/* ALTER TABLE … INHERIT / ATTACH PARTITION: the child has them already. */
pgp_status pgp_attach(pgp_parser *parser, pgp_table *child, pgp_table *parent, int location);
/* What a partition gets of its parent's indexes when it becomes one. (partition_index.c) */
void pgp_partition_take_indexes(pgp_parser *parser, pgp_table *partition, const pgp_table *parent);
/* When it is one no longer, they are its own. (partition_index.c) */
void pgp_partition_keep_indexes(pgp_table *partition);
/* What its copies of triggers have of the parent's, and their partitions'; parent NULL: none. (trigger_copies.c) */
void pgp_partition_take_states(pgp_parser *parser, pgp_table *partition, const pgp_table *parent);
/* NO INHERIT / DETACH PARTITION. */
void pgp_detach(pgp_parser *parser, pgp_table *child, pgp_table *parent);
/* What ALTER TABLE of a parent does to its heirs. */
void pgp_spread_column(pgp_parser *parser, pgp_column *column);
void pgp_spread_constraint(pgp_parser *parser, pgp_constraint *constraint);
void pgp_spread_not_null(pgp_parser *parser, pgp_column *column);
/* Calls change(same, what) for the column in every heir, theirs too. */
void pgp_for_heirs(pgp_column *column, void (*change)(pgp_column *same, const void *what), const void *what);
/* An identifier of this name is in the SQL text; a table's rule, trigger, policy or generated column may name the column. (column_named.c) */
bool pgp_text_mentions(const char *text, const char *name);
bool pgp_part_names_column(const pgp_object *part, const char *column);
/* Constraints and indexes of its table that go with the column, as the server's dependencies have it. (column_named.c) */
bool pgp_part_goes_with_column(const pgp_object *part, const char *column);
/* Those that have it in an expression. */
bool pgp_part_computes_with_column(const pgp_object *part, const char *column);
/* The column and, in heirs, what only came from it; with it the constraints, indexes and sequences that need it. */
void pgp_drop_column(pgp_parser *parser, pgp_column *column, bool only);
void pgp_drop_constraint(pgp_parser *parser, pgp_constraint *constraint, bool only);
/* What CASCADE takes along: foreign keys, and views that name the column. (parse/drop.c) */
void pgp_drop_key_users(pgp_parser *parser, const pgp_constraint *key);
void pgp_drop_column_users(pgp_parser *parser, const pgp_column *column);
/* Whether another table than `child` gives it this constraint. */
bool pgp_constraint_is_inherited(const pgp_constraint *constraint);

/* -- columns (column.c, column_read.c) ----------------------------------------------------------------------------- */
/* The name of its NOT NULL constraint on servers from 18 on. */
const char *pgp_not_null_name(pgp_arena *arena, const pgp_column *column);
/* Of tables to be made, where others have the names that the server would derive. (not_null_names.c) */
void pgp_say_not_null_names(pgp_plan *plan, pgp_arena *arena);
/* RENAME CONSTRAINT of columns that go, where one that comes has its name. Before that. (not_null_names.c) */
void pgp_free_not_null_names(pgp_emitter *emitter);
/* RENAME CONSTRAINT. Before everything else: where tables have to leave their parents for it. (not_null_rename.c) */
void pgp_not_null_rename(pgp_emitter *emitter, const pgp_column *live, const pgp_column *to);
void pgp_not_null_prepare(pgp_emitter *emitter, pgp_change *change);
/* Of a table that is made LIKE its parent before it is attached. */
void pgp_not_null_rename_copies(pgp_emitter *emitter, const pgp_table *table);
/* The heir's gets the same new name with its parent's. */
bool pgp_not_null_follows(const pgp_emitter *emitter, const pgp_column *live, const pgp_column *live_above);
/* No statement gives it another one: it is inherited, and its table cannot leave its parents for that. */
bool pgp_not_null_keeps_name(const pgp_comparison *comparison, const pgp_column *live,
                             const pgp_column *desired);
void pgp_set_not_null_name(pgp_parser *parser, pgp_column *column, const char *name);
/* The sequence behind an identity column; NULL: not in the model. */
pgp_sequence *pgp_identity_sequence(const pgp_model *model, const pgp_column *column);
/* Before everything else: a sequence that stays is no more the column's that goes early. (sequence.c) */
void pgp_sequence_prepare(pgp_emitter *emitter, const pgp_change *change);
/* A copy for another table: type, collation, default … and what they refer to; not yet in the model. */
pgp_column *pgp_column_copy(pgp_parser *parser, pgp_object *table, const pgp_column *from);
void pgp_copy_references(pgp_arena *arena, pgp_object *to, const pgp_object *from);
const char *pgp_storage_of(char storage); /* pg_attribute.attstorage, pg_type.typstorage; NULL: neither */
const char *pgp_storage_name(pgp_parser *parser, const pgp_column *column, const char *given);
const char *pgp_compression_name(pgp_parser *parser, const char *given);
const char *pgp_tablespace_name(pgp_parser *parser, const char *name);
const char *pgp_access_method_name(pgp_parser *parser, const char *name);
/* The relation, or "try again later". */
pgp_status pgp_find_relation(pgp_parser *parser, const PgQuery__RangeVar *name, pgp_object **out);

/* A constraint of a column or table that is read once the table's columns are there. */
typedef struct pgp_table_constraint {
    const PgQuery__Constraint *node;
    pgp_column *column;                                /* NULL: of the table */
    bool deferrable, initially_deferred, not_enforced; /* from the words that follow it */
    bool only;                                         /* ALTER TABLE ONLY */
} pgp_table_constraint;

typedef struct pgp_table_constraints {
    pgp_table_constraint *items;
    size_t count, capacity;
} pgp_table_constraints;

/* A column definition: its own constraints go to `later`. */
pgp_status pgp_read_column(pgp_parser *parser, pgp_table *table, const PgQuery__ColumnDef *definition,
                           pgp_table_constraints *later);
/* Adds them to the table in the server's order: checks, indexes (the primary key first), foreign keys. `creating`: with the
 * table, so that there is nothing to validate. */
pgp_status pgp_read_table_constraints(pgp_parser *parser, pgp_table *table, const pgp_table_constraints *list,
                                      bool creating);
/* NOT NULL that the statement which makes the table says, or implies: one that only comes from a parent gets a name of its own. */
void pgp_own_not_null(pgp_parser *parser, pgp_column *column, const char *name);
/* The columns of a primary key, here and in heirs. */
void pgp_primary_key_not_null(pgp_parser *parser, pgp_table *table, const pgp_names *columns);
/* A column's NOT NULL, here and in heirs. */
void pgp_column_set_not_null(pgp_parser *parser, pgp_column *column, const char *name);

/* -- partitions (partition.c) -------------------------------------------------------------------------------------- */
pgp_status pgp_read_partition_key(pgp_parser *parser, pgp_table *table, const PgQuery__PartitionSpec *key);
void pgp_read_partition_bound(pgp_parser *parser, pgp_table *table, const PgQuery__PartitionBoundSpec *bound);
/* What stands in the brackets of "RANGE (a, lower(b))", or one after the other of "FOR VALUES FROM (1) TO (2)". */
pgp_names pgp_partition_items(pgp_arena *arena, const char *text);
bool pgp_is_partitioned(const pgp_object *relation);
/* The column is in the table's partition key, by itself or in an expression; all that are have the same types: the server gives them
 * no others. */
bool pgp_partition_key_has(const pgp_table *table, const char *column);
bool pgp_same_partition_columns(const pgp_table *live, const pgp_table *desired);
/* The condition for rows of this partition, with those of the tables above it; NULL: there is no saying it. (partition_check.c) */
const char *pgp_partition_check(pgp_arena *arena, const pgp_model *model, const pgp_table *partition);
/* ATTACH PARTITION and DETACH PARTITION; `for_good`: it does not come back in the same plan. (partition_online.c) */
/* At this point of the plan. One that is made, or attached, later gets then what its parent has. */
bool pgp_partition_is_there(const pgp_emitter *emitter, const pgp_table *partition);
void pgp_partition_attach(pgp_emitter *emitter, const pgp_table *partition);
void pgp_partition_detach(pgp_emitter *emitter, const pgp_table *partition, bool for_good);
/* DROP TABLE locks the parent, too, unless the partition has left it. */
void pgp_partition_leave_before_drop(pgp_emitter *emitter, pgp_table *partition);
/* Its parents' foreign keys, checked before it joins them: ATTACH PARTITION takes those over (constraint_online.c). */
void pgp_partition_take_keys(pgp_emitter *emitter, const pgp_table *partition);
bool pgp_same_partition_key(pgp_comparison *comparison, const pgp_table *live, const pgp_table *desired);
bool pgp_same_partition_bound(const pgp_sql *live, const pgp_sql *desired);

/* -- LIKE (table_like.c) ---------------------------------------------------------------------------------------------- */
pgp_status pgp_read_like(pgp_parser *parser, pgp_table *table, const PgQuery__TableLikeClause *like);
/* What LIKE copies after the table's own constraints are there: its indexes and comments on them. */
pgp_status pgp_read_like_indexes(pgp_parser *parser, pgp_table *table, const PgQuery__TableLikeClause *like);

/* -- statements (table_create.c, table_alter.c, column.c, column_alter.c) ------------------------------------------------ */
void pgp_table_create(pgp_emitter *emitter, pgp_object *object);
void pgp_table_alter(pgp_emitter *emitter, pgp_change *change);
void pgp_table_finish(pgp_emitter *emitter, pgp_change *change);
/* A policy of the table was made: row security that waited for it is switched on. */
void pgp_table_policy_made(pgp_emitter *emitter, const pgp_object *table);
/* It leaves this parent in the plan, perhaps to come back: the parent's changes do not reach it. */
bool pgp_table_leaves(const pgp_emitter *emitter, const pgp_object *heir, const pgp_object *parent);
/* Of a partition that is there: it is attached (again) in the plan, once everything is made. */
bool pgp_table_is_attached_late(const pgp_plan *plan, const pgp_object *desired);
/* Joining and leaving the parents of INHERITS, where they are others; `desired` NULL: all are left; `live` NULL: none was there.
 * (table_parents.c) */
bool pgp_leaves_parent(const pgp_table *live, const pgp_table *desired, const char *parent);
void pgp_leave_parents(pgp_emitter *emitter, pgp_table *live, const pgp_table *desired);
void pgp_join_parents(pgp_emitter *emitter, const pgp_table *live, const pgp_table *desired);
/* Says of which columns the plan makes their parents' that they stay the heirs' own, which the files do not want. */
void pgp_note_own_columns(pgp_context *context, const pgp_plan *plan);
/* Statements about the table mean something else before its heirs are made than after. (heir_order.c) */
bool pgp_heirs_have_order(const pgp_model *model, const pgp_table *table);
/* Before a table changes, the heirs that leave it are let go: what it does next is not for them. */
void pgp_release_heirs(pgp_emitter *emitter, const pgp_object *table);
/* An heir leaves all its parents for a moment, and comes back as it is. */
void pgp_table_step_aside(pgp_emitter *emitter, pgp_table *live);
void pgp_table_step_back(pgp_emitter *emitter, pgp_table *live);
/* Before a table is dropped. */
void pgp_let_heirs_go(pgp_emitter *emitter, const pgp_table *live);
/* Detaches a partition that is about to be dropped, when a foreign key that stays refers to it through its parent. */
void pgp_take_leave(pgp_emitter *emitter, pgp_table *partition);
/* A table that moves (kinds/ddl.h) says so now, unless it has: what came from its parents can be dropped then. */
void pgp_table_leave(pgp_emitter *emitter, const pgp_object *table);
/* Rows of a table that is made again, unless they are in partitions that stay (table_rows.c): whether there are any that can come back; whether
 * those of a table that goes away do, as its own or as its parent's; and the columns that do not, NULL: none. */
bool pgp_rows_come_back(const pgp_object *live);
bool pgp_rows_are_kept(const pgp_table *live);
const char *pgp_rows_lost_columns(pgp_arena *arena, const pgp_table *live);
/* Of a partition that is there before and after, by another key of `live` above it: no row need stay in it. */
bool pgp_rows_change_partition(const pgp_plan *plan, const pgp_table *live, const pgp_table *partition);
/* Before the first of them is dropped; when all partitions are there again. */
void pgp_rows_save(pgp_emitter *emitter, pgp_table *live);
void pgp_rows_return(pgp_emitter *emitter, const pgp_change *change);
/* Around a table that is made again: its columns' sequences stay (table_sequences.c). */
void pgp_keep_sequences(pgp_emitter *emitter, const pgp_object *live);
void pgp_return_sequences(pgp_emitter *emitter, const pgp_object *desired);
/* After SET LOGGED or SET UNLOGGED. */
void pgp_settle_sequences(pgp_emitter *emitter, const pgp_table *desired);
/* Without a column that can be large there is no TOAST table, and its options were never kept. (table_toast.c) */
bool pgp_same_table_options(const pgp_table *live, const pgp_table *desired, bool from_server);
/* ALTER TABLE name ACTION */
pgp_step *pgp_table_emit(pgp_emitter *emitter, const pgp_table *table, const char *action);
void pgp_column_alter(pgp_emitter *emitter, pgp_change *change);
/* "name type …" as CREATE TABLE and ADD COLUMN take it; `shown`: which of the two texts of secrets (kinds/foreign_options.h). */
void pgp_column_sql(pgp_emitter *emitter, pgp_text *text, const pgp_column *column, bool with_default,
                    bool shown);
/* Its parts: " DEFAULT …", " GENERATED …"; "GENERATED … AS IDENTITY (…)"; " CONSTRAINT n NOT NULL"; "(a + b)". */
void pgp_column_value_sql(pgp_emitter *emitter, pgp_text *text, const pgp_column *column, bool with_default);
void pgp_identity_sql(pgp_emitter *emitter, pgp_text *text, const pgp_column *column);
void pgp_not_null_sql(pgp_text *text, const pgp_column *column);
void pgp_bracketed_sql(pgp_text *text, const char *expression);
/* "column public.orders.note" */
const char *pgp_column_summary(const pgp_emitter *emitter, const pgp_column *column);
/* Statements that turn a column which is as `from` says into `to`; bits as in PGP_COLUMN_…; `from` NULL: as pgp_column_sql makes it. */
/* A column that has an expression becomes a plain one, with those of its heirs (column_expression.c). */
void pgp_column_drop_expression(pgp_emitter *emitter, const pgp_column *live);
/* The steps from this one on are one change of the column: rows are missing meanwhile. */
void pgp_hold_together(pgp_emitter *emitter, size_t from, const pgp_object *column);
void pgp_column_fit(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to, uint64_t bits);
/* A new column, NOT NULL, without keeping anybody waiting; false: the plain form will do. (column_online.c) */
bool pgp_column_add_online(pgp_emitter *emitter, const pgp_column *column);
/* A new identity column where ADD COLUMN cannot say so; false: it can. (column_online.c) */
bool pgp_column_add_identity(pgp_emitter *emitter, const pgp_column *column);
/* The server, or the newest where none is known, has constraints for it. */
bool pgp_knows_not_null_constraints(const pgp_emitter *emitter);
bool pgp_column_not_null_online(pgp_emitter *emitter, const pgp_column *to);
/* Its identity's sequence goes on behind the values that are there. (column_alter.c) */
void pgp_column_skip_values(pgp_emitter *emitter, const pgp_column *column);
/* "TYPE …" as ALTER COLUMN takes it. (column_alter.c) */
const char *pgp_column_type_sql(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to);
/* A table's column gets another type; no other table has to follow; every row is written for it. (column_retype.c) */
bool pgp_column_is_retyped(const pgp_change *change);
bool pgp_column_stands_alone(const pgp_column *column);
bool pgp_column_writes_rows(pgp_emitter *emitter, pgp_change *change);
/* Adding it makes the server write every row. (column_online.c) */
bool pgp_column_is_added_with_values(pgp_emitter *emitter, const pgp_object *column);
/* A new type through a second column, where that was asked for: what comes before everything else, the
 * change itself, and what is checked at the end.
 * (column_shadow.c) */
void pgp_column_prepare(pgp_emitter *emitter, pgp_change *change);
void pgp_column_take_shadow(pgp_emitter *emitter, const pgp_change *change);
void pgp_column_finish(pgp_emitter *emitter, pgp_change *change);
/* UPDATE is not refused for want of a replica identity, of partitions neither. (replica.c) */
bool pgp_table_takes_updates(const pgp_plan *plan, const pgp_object *table);
/* Values for the rows that are there, in batches: "c = DEFAULT" where "c IS NULL". (column_online.c) */
void pgp_column_fill(pgp_emitter *emitter, const pgp_column *column, const char *set, const char *where);
/* A column of a table in use gets a type that its rows need not be written for: whether this constraint or index of it would be
 * checked or built again meanwhile. It goes before, and comes again after. (column_retype.c) */
bool pgp_column_is_retyped_apart(pgp_emitter *emitter, pgp_change *change, const pgp_object *dependent);
/* What USING has to say when a column gets another type; NULL: nothing. (column_cast.c) */
const char *pgp_column_using(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to);
/* Its own storage and compression, once it has the type. (column_alter.c) */
void pgp_column_fit_after_type(pgp_emitter *emitter, const pgp_column *to);
/* Bits in which two columns differ, by text. */
uint64_t pgp_column_differences(const pgp_column *a, const pgp_column *b);

/* Typed tables (table_typed.c): whether the type is the same, with the same columns; whether the columns can get its order. */
bool pgp_same_table_type(const pgp_table *live, const pgp_table *desired);
bool pgp_table_can_be_of(const pgp_table *live, const pgp_table *desired);

/* Positions of properties in their tables. */
enum {
    PGP_TABLE_PERSISTENCE,
    PGP_TABLE_PARTITION_KEY,
    PGP_TABLE_PARTITION_OF,
    PGP_TABLE_PARTITION_BOUND,
    PGP_TABLE_INHERITS,
    PGP_TABLE_OF_TYPE,
    PGP_TABLE_OPTIONS,
    PGP_TABLE_TABLESPACE,
    PGP_TABLE_ACCESS_METHOD,
    PGP_TABLE_REPLICA_IDENTITY,
    PGP_TABLE_ROW_SECURITY,
    PGP_TABLE_FORCE_ROW_SECURITY,
    PGP_TABLE_SERVER,
    PGP_TABLE_FOREIGN_OPTIONS,
    PGP_TABLE_TRIGGER_STATES,
};

enum {
    PGP_COLUMN_TYPE,
    PGP_COLUMN_COLLATION,
    PGP_COLUMN_NOT_NULL,
    PGP_COLUMN_NOT_NULL_NAME,
    PGP_COLUMN_NOT_NULL_NO_INHERIT,
    PGP_COLUMN_NOT_NULL_UNVALIDATED,
    PGP_COLUMN_DEFAULT,
    PGP_COLUMN_GENERATED,
    PGP_COLUMN_IDENTITY,
    PGP_COLUMN_STORAGE,
    PGP_COLUMN_COMPRESSION,
    PGP_COLUMN_STATISTICS,
    PGP_COLUMN_OPTIONS,
    PGP_COLUMN_FOREIGN_OPTIONS,
};

#define PGP_BIT(index) ((uint64_t)1 << (index))

/* CREATE TABLE AS (table_as.c). */
pgp_status pgp_read_table_as(pgp_parser *parser, const PgQuery__CreateTableAsStmt *as);

#endif

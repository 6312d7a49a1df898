/*
 * What the files of indexes and of constraints with an index share.
 */
#ifndef PGP_KINDS_INDEX_H
#define PGP_KINDS_INDEX_H

#include "kinds/ddl.h"
#include "kinds/reading.h"

/* -- catalogs (index_catalog.c) -------------------------------------------------------------------------------- */
const char *pgp_index_query(int server_version);
pgp_status pgp_index_row(pgp_catalog *catalog, const pgp_row *row);
const char *pgp_constraint_query(int server_version); /* constraint_catalog.c */
pgp_status pgp_constraint_row(pgp_catalog *catalog, const pgp_row *row);

/* -- names (index_name.c) --------------------------------------------------------------------------------------- */
/* "a_b" of the columns' names, cut where the server cuts. */
const char *pgp_index_name_addition(pgp_arena *arena, const pgp_names *columns);
/* The derived name of an index, or of a constraint with one: the first that is still free. */
const char *pgp_index_name(pgp_parser *parser, const pgp_object *relation, const pgp_object *index);
/* How the server calls it when the name is free, and whether it is called so. */
const char *pgp_index_usual_name(pgp_arena *arena, const pgp_object *relation, const pgp_object *index);
bool pgp_index_has_usual_name(pgp_arena *arena, const pgp_object *index);
/* "schema.name", quoted; a constraint's index is in the schema of its table. */
const char *pgp_index_label(pgp_arena *arena, const pgp_object *index);

/* A copy for another table with what it refers to; not in the model yet, and without a name. (partition_index.c) */
pgp_object *pgp_index_copy(pgp_parser *parser, pgp_object *table, const pgp_object *index);
/* A partition's index will do for its parent's. (index_serves.c) */
bool pgp_index_serves(const pgp_model *model, const pgp_object *parent, const pgp_object *child);
/* Of two that serve each other: whether neither is a primary key and the other a unique one. (index_serves.c) */
bool pgp_index_same_type(const pgp_object *a, const pgp_object *b);
/* Keys are checked at the end of the statement or of the transaction. */
bool pgp_index_same_timing(const pgp_object *a, const pgp_object *b);
/* Of two that serve each other: whether their columns are sorted alike, too. (index_serves.c) */
bool pgp_index_same_order(const pgp_object *a, const pgp_object *b);
/* Who makes which partition's index, by whichever source: sets PGP_OBJECT_IMPLIED, `origin` and `only`. (index_settle.c) */
void pgp_settle_partition_indexes(pgp_model *model);
/* What this partition has attached to the index with this label; NULL: nothing. (index_settle.c) */
pgp_object *pgp_index_attached(const pgp_object *partition, const char *label);
/* It stands alone, but the server would attach it when the partition or its parent's index came after it. (index_settle.c) */
bool pgp_index_is_double(const pgp_model *model, const pgp_object *index);
/* A partition that is detached and attached again has this index where it had it before. (index_settle.c) */
bool pgp_index_is_found_again(const pgp_model *model, const pgp_object *index);
bool pgp_indexes_are_found_again(const pgp_model *model, const pgp_object *partition);
/* Primary key, unique or exclude. (constraint.c) */
bool pgp_has_index(const pgp_constraint *constraint);
/* An index, or a constraint with one. (constraint.c) */
bool pgp_is_index(const pgp_object *object);
bool pgp_constraint_is(const pgp_constraint *constraint, const char *type);

/* Storage parameters in whatever order. (index_alter.c) */
bool pgp_same_options(pgp_arena *arena, const pgp_names *a, const pgp_names *b);

/* -- statements ---------------------------------------------------------------------------------------------------- */
/* "a, lower(b) DESC": what stands in an index's brackets. (keys.c) */
void pgp_keys_sql(pgp_text *text, const pgp_keys *keys);
/* The search_path that the slices in it need; NULL text: none. (keys.c) */
pgp_sql pgp_keys_path(const pgp_keys *keys, const pgp_sql *predicate);
/* "index public.orders_a_idx" */
const char *pgp_index_summary(pgp_emitter *emitter, const pgp_object *index);
/* What an index and a constraint with one have in common. (index_alter.c) */
typedef struct pgp_index_storage {
    const pgp_names *options, *statistics; /* NULL: a constraint has none of its own */
    const char *tablespace, *attached_to;
    bool clustered, only, incomplete;
} pgp_index_storage;

pgp_index_storage pgp_index_storage_of(const pgp_object *index);
/* It is to have other options than that one, and ALTER INDEX takes none of a partitioned one. */
bool pgp_index_has_fixed_options(pgp_arena *arena, const pgp_object *from, const pgp_object *index);
/* The server would make the partition's index just so. */
bool pgp_index_is_usual(pgp_arena *arena, const pgp_object *parent, const pgp_object *index);

enum {
    PGP_STORAGE_OPTIONS = 1,
    PGP_STORAGE_TABLESPACE = 2,
    PGP_STORAGE_CLUSTERED = 4,
    PGP_STORAGE_ATTACHED_TO = 8
};

/* Brings the live index to what the desired one says; bits tell what is different. */
void pgp_index_alter_storage(pgp_emitter *emitter, const pgp_change *change, unsigned bits);
/* The same for one that the server makes as its parent is. */
void pgp_index_fit_storage(pgp_emitter *emitter, const pgp_object *parent, const pgp_object *index);
/* CLUSTER ON for an index that has just been made. */
void pgp_index_finish(pgp_emitter *emitter, pgp_change *change);

/* ADD CONSTRAINT. (constraint.c) */
void pgp_constraint_make(pgp_emitter *emitter, const pgp_constraint *constraint, bool only, bool not_valid);
/* CREATE INDEX, under a name of its own. (index.c) */
const char *pgp_index_sql(pgp_arena *arena, const pgp_index *index, const char *name, bool concurrently,
                          bool only);
void pgp_index_make(pgp_emitter *emitter, const pgp_index *index, bool only);

/* -- while the table is in use (index_online.c) ------------------------------------------------------------------------ */
/* Makes an index, or a key with its index, without keeping anybody waiting; false: the plain form will do, or is all there is. */
bool pgp_index_make_online(pgp_emitter *emitter, pgp_object *index);
/* The old one stays until the new one takes its name: it is not dropped before. */
bool pgp_index_is_swapped(const pgp_emitter *emitter, const pgp_change *change);
/* USING INDEX takes no exclusion constraints, and no keys that are like them. */
bool pgp_index_is_concurrent(const pgp_object *index);
/* Its parts: CREATE INDEX CONCURRENTLY under this name, also of a key; ADD CONSTRAINT … USING INDEX, `swapped` after dropping
 * the key of that name; ALTER INDEX … RENAME. */
void pgp_index_build(pgp_emitter *emitter, const pgp_object *index, const char *name);
void pgp_key_use_index(pgp_emitter *emitter, const pgp_object *object, const char *name, bool swapped);
void pgp_index_rename(pgp_emitter *emitter, const pgp_object *index, const char *from, const char *to);
/* Drops the old one after that. */
void pgp_index_retire(pgp_emitter *emitter, const pgp_object *index);
bool pgp_index_drop_online(pgp_emitter *emitter, const pgp_object *index);
const char *pgp_index_drop_sql(pgp_arena *arena, const pgp_object *index, const char *name,
                               bool concurrently);

/* -- partitions' indexes in a plan (index_partition.c) --------------------------------------------------------------- */
/* The server makes the partition's index, or has made it under another name: then it is renamed. */
bool pgp_index_comes_with_partition(pgp_emitter *emitter, const pgp_object *index);
/* It has to be there before its new partition is attached: the server would make another, or under a name that no model knows. */
bool pgp_index_precedes_attach(const pgp_plan *plan, const pgp_object *index);
/* ALTER INDEX … ATTACH PARTITION unless the server does that by itself. */
void pgp_index_attach(pgp_emitter *emitter, const pgp_object *index);
/* Constraints of partitions are attached to the plain index: they go with it by CASCADE only. */
bool pgp_index_has_keys(const pgp_emitter *emitter, const pgp_object *live);
/* It goes with its parent's index, or lives on under another name. */
bool pgp_index_goes_with_parent(pgp_emitter *emitter, const pgp_object *index);
/* The live index, if any, that has to be made again with all that are attached to it, since the server lets none of them go or
 * come alone as the change wants. */
pgp_object *pgp_index_in_the_way(const pgp_plan *plan, const pgp_change *change);
/* What has to go for it to go: itself, or the index above that it is attached to. */
pgp_object *pgp_index_held_by(const pgp_plan *plan, pgp_object *live);
/* A live index that has to be made again since ATTACH would not give it back: partitions with partitions leave for a moment when their
 * column stops being generated (column_expression.c). NULL: none any more. */
pgp_object *pgp_index_lost_aside(const pgp_plan *plan, const pgp_change *change);
/* It has to be made after a partition is attached: a double (see above) there, which the server would take, or an index that
 * this partition is to have none for. */
bool pgp_index_comes_late(const pgp_plan *plan, const pgp_object *desired);
/* The index of a partition that is attached late, to its parent's that is there by then: it is not made with that. */
bool pgp_index_is_found_late(const pgp_emitter *emitter, const pgp_object *index);
/* An index ON ONLY a partitioned table, which does not count before partitions are there that come late. */
bool pgp_index_counts_late(const pgp_plan *plan, const pgp_object *index);
/* Before it is dropped: partitions that leave their table do so now, and keep their indexes. */
void pgp_index_let_go(pgp_emitter *emitter, const pgp_object *index);

#endif

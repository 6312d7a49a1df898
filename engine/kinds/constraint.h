/*
 * What the files of constraints share.
 */
#ifndef PGP_KINDS_CONSTRAINT_H
#define PGP_KINDS_CONSTRAINT_H

#include "kinds/index.h"

/* -- reading ---------------------------------------------------------------------------------------------------- */
/* A list of String nodes, interned. (constraint_read.c) */
pgp_names pgp_string_names(pgp_parser *parser, size_t n, PgQuery__Node *const *list);

/* REFERENCES …: what it refers to may come later in the files. (foreign_key.c) */
pgp_status pgp_read_foreign_key(pgp_parser *parser, pgp_constraint *constraint,
                                const PgQuery__Constraint *node);

/* -- foreign keys of partitions and their parents' (partition_foreign_key.c) --------------------------------------------------- */
/* A file's statement has given the table this one, or has attached the partition: what partitions have by then may be taken. */
void pgp_partitions_meet_key(pgp_parser *parser, const pgp_table *table, const pgp_constraint *key);
void pgp_partition_meets_keys(pgp_parser *parser, pgp_table *partition);
/* The partition's own that becomes the copy of this one; NULL: none. */
pgp_constraint *pgp_partition_key_taken(const pgp_model *model, const pgp_table *partition,
                                        const pgp_constraint *key);
/* Takes those out of the model. */
void pgp_derive_partition_keys(pgp_parser *parser);
/* One that stays apart needs its parent's equal one to be there first. */
void pgp_settle_partition_keys(pgp_model *model);
/* How the partition's copy of a parent's is called. */
void pgp_name_key_copy(pgp_model *model, pgp_table *partition, const char *above, const char *name);
const char *pgp_key_copy_name(const pgp_table *partition, const pgp_constraint *key);
/* Before a partition gets one of its own: a copy that has its name gets another. */
void pgp_partition_free_key_name(pgp_emitter *emitter, const pgp_constraint *own);
/* Before and after a foreign key of its parents comes, or the partition is attached: those that are to stay apart are not like it
 * meanwhile. */
void pgp_partition_keep_keys(pgp_emitter *emitter, const pgp_table *partition, bool before);
void pgp_partitions_keep_keys(pgp_emitter *emitter, const pgp_constraint *key, bool before);

/* -- while the table is in use (constraint_online.c) ---------------------------------------------------------------------- */
/* Added without looking at the rows that are there, which are looked at in a transaction of its own. */
bool pgp_constraint_is_validated_later(const pgp_emitter *emitter, const pgp_constraint *constraint);
/* A foreign key of a partitioned table, where the server knows no NOT VALID for it: made on each partition first. */
bool pgp_constraint_goes_by_partition(const pgp_emitter *emitter, const pgp_constraint *constraint);
void pgp_constraint_make_by_partition(pgp_emitter *emitter, const pgp_constraint *constraint);

#endif

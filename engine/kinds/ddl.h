/*
 * What the kinds' statements (create, alter, drop) share with each other.
 */
#ifndef PGP_KINDS_DDL_H
#define PGP_KINDS_DDL_H

#include "kinds/kinds.h"
#include "plan/emit.h"

/* "CONSTRAINT name PRIMARY KEY (a, b) …" as CREATE TABLE and ADD CONSTRAINT take it, without NOT VALID. (kinds/constraint.c) */
void pgp_constraint_sql(pgp_text *text, const pgp_constraint *constraint);

/* "START WITH 100 INCREMENT BY 2": the options that are not the defaults of its data type; nothing when there are
 * none. (kinds/sequence.c) */
void pgp_sequence_options_sql(pgp_text *text, const pgp_sequence *sequence);

/* Options ("a=1") for SET (…): "a=1, b='x y'" of those that are not in `from` (may be NULL); for RESET (…): "a, b" of those
 * that are only in `from`. NULL: none. (kinds/options.c) */
const char *pgp_options_set(pgp_arena *arena, const pgp_names *from, const pgp_names *to);
const char *pgp_options_reset(pgp_arena *arena, const pgp_names *from, const pgp_names *to);

/* A foreign table. (kinds/table.c) */
bool pgp_is_foreign(const pgp_object *object);

/* Fills parents and heirs of every table from partition_of and inherits; before a diff. (kinds/inherit.c) */
void pgp_link_tables(pgp_model *model);
/* Operators are made after those that name them as commutator or negator, when they do not name these. (kinds/operator.c) */
void pgp_order_operators(pgp_model *model);
/* A base type and its functions need each other. From here on only the type needs its functions: a shell comes before them, and
 * its drop takes them along. (kinds/base_type.c) */
void pgp_untie_types(pgp_model *model);
/* It leaves parents in this plan, perhaps to join them or others again: what it has from them does not go with them.
 * (kinds/table_alter.c) */
bool pgp_table_moves(const pgp_object *table);
/* So it does, or its parent goes away while it stays. (kinds/table_alter.c) */
bool pgp_table_is_let_go(const pgp_object *live);

/* Typed tables: those whose type is made again change it too; the first and the last steps of a plan, NOT OF and OF, for all that
 * change theirs. (kinds/table_typed.c) */
void pgp_retype_tables(pgp_plan *plan, pgp_arena *arena);
void pgp_unbind_tables(pgp_emitter *emitter);
void pgp_bind_tables(pgp_emitter *emitter);

/* The last steps: options of TOAST tables that are gone with those in between. (kinds/table_toast.c) */
void pgp_set_forgotten_options(pgp_emitter *emitter);

/* ALTER TABLE … REPLICA IDENTITY USING INDEX when the table wants this index, which has just been made. An index and a
 * constraint with one call it after their own statement. (kinds/table.c) */
void pgp_emit_replica_identity(pgp_emitter *emitter, const pgp_object *index);

/* The column's type is that type or an array of it. (kinds/type_replace.c) */
bool pgp_is_of_type(pgp_arena *arena, const pgp_column *column, const pgp_object *type);

/* "(IN integer, INOUT text)": without modes the server also looks for a procedure whose output arguments would fit.
 * (kinds/routine.c) */
void pgp_procedure_signature(pgp_text *sql, const pgp_object *procedure);

/* Makes the language again as it is to be, but TRUSTED or not. (kinds/language.c) */
void pgp_language_trust(pgp_emitter *emitter, const pgp_language *language, bool trusted);

#endif

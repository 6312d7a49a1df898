/*
 * What columns that have a type keep it from.
 */
#ifndef PGP_PLAN_REBUILD_TYPES_H
#define PGP_PLAN_REBUILD_TYPES_H

#include "plan/rebuild.h"

/* The server lets no attribute of a composite type change its type while columns have it. */
bool pgp_attribute_is_held(const pgp_dependents *dependents, const pgp_object *column);
/* Nothing that stays reads this attribute of a composite type, nor has it as a column; for dependents that a server told. It can go early: as long as
 * it is there, values of the type may have no order (one of json), which statistics and queries want. */
bool pgp_attribute_is_unused(const pgp_dependents *dependents, const pgp_object *column);
/* The live domain that is to reject more values than before. */
pgp_object *pgp_stricter_domain(const pgp_plan *plan, const pgp_change *change);
/* Columns of tables have values of the domain inside of others. The server checks those in plain columns only: the others need a new domain. */
bool pgp_domain_is_contained(pgp_arena *arena, const pgp_dependents *dependents, const pgp_object *domain);
/* Columns that have a type move over to what takes its name, though that is another kind of type: one REPLACE of both changes. */
void pgp_pair_types(pgp_plan *plan);
/* The dependent is, or is part of, a composite type or domain that is dropped, but may have columns till late, which get other types: a type below it
 * that is made again waits for that under another name. */
bool pgp_type_is_dropped_late(const pgp_dependents *dependents, const pgp_object *gone,
                              const pgp_object *dependent);
/* A column gets another type or collation, or its type another meaning. */
bool pgp_changes_type(const pgp_change *change);
/* It computes with several columns of its table that change their types. The server reads its print again after each of them, and keeps the
 * casts that it put in while only some were changed. */
bool pgp_computes_with_retyped(const pgp_object *part);

#endif

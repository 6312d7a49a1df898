/*
 * Attributes of composite types: what kind column does when its parent is one.
 */
#ifndef PGP_KINDS_COMPOSITE_H
#define PGP_KINDS_COMPOSITE_H

#include "plan/emit.h"

/* After its columns have changed: the list of their names. */
void pgp_composite_settle(pgp_arena *arena, pgp_object *type);

void pgp_attribute_create(pgp_emitter *emitter, const pgp_object *attribute);
void pgp_attribute_alter(pgp_emitter *emitter, const pgp_change *change);
void pgp_attribute_drop(pgp_emitter *emitter, const pgp_object *attribute);

#endif

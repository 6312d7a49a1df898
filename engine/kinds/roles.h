/*
 * The roles that a schema speaks of: owners, who was granted something, whom a policy is for. They are of the server, no part of it.
 */
#ifndef PGP_KINDS_ROLES_H
#define PGP_KINDS_ROLES_H

#include "kinds/kinds.h"

/* Adds those of the model's objects that are not there yet; neither PUBLIC nor CURRENT_USER is one. */
void pgp_add_roles(pgp_arena *arena, const pgp_model *model, pgp_names *roles);

#endif

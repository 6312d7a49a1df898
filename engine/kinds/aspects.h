/*
 * Owners, privileges and comments: what is said about an object, kept as its children named "".
 */
#ifndef PGP_KINDS_ASPECTS_H
#define PGP_KINDS_ASPECTS_H

#include "kinds/acl.h"

/* A comment on the index behind a constraint is a child of the constraint with this name. */
#define PGP_INDEX_COMMENT "index"

/* What initdb says of schema public. */
#define PGP_PUBLIC_COMMENT "standard public schema"

/* How COMMENT ON and ALTER name it: "TABLE public.orders", "COLUMN public.orders.id", "CONSTRAINT positive
 * ON DOMAIN public.price". */
const char *pgp_sql_target(pgp_arena *arena, const pgp_object *object);

/* Makes what a file says comparable with what a database has: CURRENT_USER is the role that connects,
 * grants are folded for the live owners, a child stands on both sides where one side says something that
 * is otherwise the built-in state, and what --manage asks for beyond the file's mentions becomes a
 * mention. Before a diff; changes both models. */
void pgp_settle_aspects(pgp_model *live, pgp_model *desired, const pgp_options *options);
/* The same for the versions of extensions, of which only the server knows the default one and the ways between them. `catalog`
 * NULL: nobody can be asked. (kinds/extension_version.c) */
pgp_status pgp_settle_extensions(pgp_catalog *catalog, const pgp_model *live, pgp_model *desired,
                                 const pgp_options *options);

#endif

/*
 * GRANT statements, of privileges and of default privileges.
 */
#ifndef PGP_KINDS_GRANT_H
#define PGP_KINDS_GRANT_H

#include "kinds/acl.h"
#include "kinds/reading.h"

/* Who gets or loses which rights on objects of an acldefault type; column privileges are left out. Not yet
 * in any list. */
pgp_status pgp_read_grant_of(pgp_parser *parser, const PgQuery__GrantStmt *said, char type, pgp_grant **out);

#endif

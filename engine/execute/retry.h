/*
 * Trying again what could not get its locks, later and later.
 */
#ifndef PGP_EXECUTE_RETRY_H
#define PGP_EXECUTE_RETRY_H

#include "execute/session.h"

/* Calls attempt(argument, what) until it succeeds, fails for another reason than locks, or how->lock_tries are used up (PGP_RETRY,
 * and the error names who held them). A failed attempt must have left nothing behind. `place` is for the observer. */
pgp_status pgp_retry_locks(pgp_session *session, const pgp_place *place,
                           pgp_status (*attempt)(void *, const void *), void *argument, const void *what);

#endif

/*
 * What this was built from (version.sh).
 */
#ifndef PGP_BASE_VERSION_H
#define PGP_BASE_VERSION_H

#include <stdbool.h>

extern const char pgp_version[]; /* semantic: "0.1.0"; "0.2.0-dev.12": the twelfth commit on the way to it */
extern const char pgp_commit[];  /* the full hash; "": not from a repository */
extern const bool pgp_dirty;     /* files were not as the commit has them */

#endif

/*
 * What the files of publications share.
 */
#ifndef PGP_KINDS_PUBLICATION_H
#define PGP_KINDS_PUBLICATION_H

#include "kinds/database_object.h"

/* pg_publication's four flags in this order, which is that of their names. */
enum { PGP_PUBLISH_COUNT = 4 };
extern const char *const pgp_publish_words[PGP_PUBLISH_COUNT];

/* ALTER PUBLICATION name ADD or DROP what; the step is the member's. */
pgp_step *pgp_publication_emit(pgp_emitter *emitter, char sign, const pgp_object *member, const char *action);

/* Whether the publication cannot become like this while it has the member: lists of columns and whole schemas go not together, nor
 * do columns or rows of a partitioned table with publishing by partition. */
bool pgp_publication_excludes(const pgp_object *publication, const pgp_object *member);

#endif

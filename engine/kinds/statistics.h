/*
 * What the files of extended statistics share.
 */
#ifndef PGP_KINDS_STATISTICS_H
#define PGP_KINDS_STATISTICS_H

#include "kinds/definition.h"

/* CREATE TABLE … (LIKE …): the copy's name is derived. (statistics_read.c) */
pgp_object *pgp_statistics_copy(pgp_parser *parser, pgp_object *table, const pgp_object *statistics);

#endif

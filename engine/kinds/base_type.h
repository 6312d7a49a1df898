/*
 * What the files of base types share.
 */
#ifndef PGP_KINDS_BASE_TYPE_H
#define PGP_KINDS_BASE_TYPE_H

#include "kinds/definition.h"

/* Of CREATE TYPE; INTERNALLENGTH, ELEMENT and LIKE are read apart. (base_type_read.c) */
extern const pgp_definition_option pgp_base_type_options[];
extern const size_t pgp_base_type_option_count;

#endif

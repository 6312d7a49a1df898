/*
 * Which texts are read, and which part of them: what takes a migration back is no part of the schema.
 */
#ifndef PGP_PARSE_INPUTS_H
#define PGP_PARSE_INPUTS_H

#include "parse/parse.h"

typedef struct pgp_inputs {
    pgp_input
        *items; /* their names stand in memory in their order, so that two locations tell which comes first */
    size_t count;
} pgp_inputs;

/* Without files and sections that take back what others make; a note says which. */
pgp_inputs pgp_inputs_read(pgp_context *context, pgp_arena *arena, const pgp_input *inputs, size_t count);
/* Another one of them is the file that psql's \i names from `input`. */
bool pgp_inputs_include(const pgp_inputs *inputs, const pgp_input *input, const char *name, size_t size);

#endif

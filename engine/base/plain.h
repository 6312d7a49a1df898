/*
 * Text from outside, made harmless for terminals, logs and the comments of scripts.
 */
#ifndef PGP_BASE_PLAIN_H
#define PGP_BASE_PLAIN_H

#include "base/text.h"

/* Adds it on one line: control characters and what changes the direction of text become spaces. */
void pgp_add_plain(pgp_text *text, const char *outside);
const char *pgp_plain(pgp_arena *arena, const char *outside);

#endif

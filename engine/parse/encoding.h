/*
 * Text of files: UTF-8, or what SET client_encoding in the file says.
 */
#ifndef PGP_PARSE_ENCODING_H
#define PGP_PARSE_ENCODING_H

#include "base/arena.h"

#include <stdbool.h>

/* The offset of the first byte that is not UTF-8 as the server accepts it (pg_utf8_islegal), or NUL; `size` when all is well. */
size_t pgp_utf8_valid(const char *text, size_t size);

/* iconv's name of a client_encoding; "" for UTF-8 itself; NULL: none that can be converted. */
const char *pgp_encoding_named(pgp_arena *arena, const char *client_encoding);

/* UTF-8 of `text`; NULL when it is not valid in that encoding. */
char *pgp_to_utf8(pgp_arena *arena, const char *encoding, const char *text, size_t size, size_t *out_size);

#endif

/*
 * The canonical layout of schema files: keywords in capitals, types in small letters, one column a line, and everything that is an author's
 * choice (line breaks in queries and expressions, names, comments, bodies) as the author left it.
 *
 * What comes out says the same. That is proven each time: the tokens are the same but for the case of keywords, the comments are the same
 * in the same order, every statement has the same syntax tree, and formatting it again changes nothing.
 */
#ifndef PGP_FORMAT_FORMAT_H
#define PGP_FORMAT_FORMAT_H

#include "base/text.h"
#include "parse/parse.h"

/* Adds the text of `input` in that layout to `out`. PGP_INPUT or PGP_UNKNOWN with the place of what cannot be read: then nothing is added. */
pgp_status pgp_format(pgp_context *context, const pgp_input *input, pgp_text *out);

#endif

/*
 * Statements that change rows: what people may put into a saved plan.
 */
#ifndef PGP_PARSE_DATA_H
#define PGP_PARSE_DATA_H

#include "base/context.h"

#include <stdbool.h>

/* One INSERT, UPDATE, DELETE or MERGE, and nothing else. */
pgp_status pgp_check_data_statement(pgp_context *context, const char *sql, bool *out);

#endif

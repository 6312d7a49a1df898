/*
 * What the files of functions and procedures share.
 */
#ifndef PGP_KINDS_FUNCTION_H
#define PGP_KINDS_FUNCTION_H

#include "introspect/catalog.h"

bool pgp_is_set_returning(const pgp_function *function);
/* What the server assumes when nothing is said (CreateFunction() of src/backend/commands/functioncmds.c). */
const char *pgp_default_cost(const pgp_function *function);
const char *pgp_default_rows(const pgp_function *function);
/* A float4 in its shortest spelling: "100", "0.5", "1e+06". */
const char *pgp_short_number(pgp_model *model, const char *number);
/* Settings whose value is a list of quoted names, as search_path. */
bool pgp_is_list_setting(const char *setting);
/* "name=value" of pg_proc.proconfig with the name as people write it. */
const char *pgp_setting(pgp_model *model, const char *name, const char *value);

/* Functions and procedures are read together (kinds/function_catalog.c). */
const char *pgp_function_query(int server_version);
pgp_status pgp_function_row(pgp_catalog *catalog, const pgp_row *row);

#endif

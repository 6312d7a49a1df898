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

/* The body in SQL of pg_proc p. The server prints an argument without a name, beside others with names, as "": its number is in the
 * tree that the print was made of. Where there are several, they have to be printed in the tree's order, as plain expressions are.
 */
#define PGP_FUNCTION_SQL_BODY                                                                                \
    "CASE WHEN p.prosqlbody IS NULL THEN NULL"                                                               \
    " WHEN NOT coalesce('' = ANY (p.proargnames), false) OR NOT coalesce(p.proargmodes <@ '{i,v,t}', true)"  \
    " THEN pg_get_function_sqlbody(p.oid) ELSE"                                                              \
    " (SELECT string_agg(CASE WHEN part = '\"\"' AND in_order AND nameless = cardinality(numbers)"           \
    "   THEN '$' || numbers[nth] ELSE part END, '' ORDER BY place)"                                          \
    "  FROM (SELECT pg_get_function_sqlbody(p.oid) AS printed, p.prosqlbody::text AS tree) AS body,"         \
    "  LATERAL (SELECT array_agg(m[1] ORDER BY n) AS numbers, count(DISTINCT m[1]) AS different"             \
    "   FROM regexp_matches(tree, $$\\{PARAM :paramkind 0 :paramid (\\d+)$$, 'g') WITH ORDINALITY AS x (m, " \
    "n)"                                                                                                     \
    "   WHERE p.proargnames[m[1]::int] = '') AS arguments,"                                                  \
    "  LATERAL (SELECT different = 1 OR (tree !~ ':quals \\{|:funcformat 3' AND NOT EXISTS ("                \
    "   SELECT FROM regexp_matches(tree, $$\\{([A-Z]+)$$, 'g') AS y (m) WHERE m[1] <> ALL ("                 \
    "'{QUERY,FROMEXPR,TARGETENTRY,PARAM,CONST,OPEXPR,FUNCEXPR,RELABELTYPE,COERCEVIAIO,ARRAYCOERCEEXPR,"      \
    "BOOLEXPR,NULLTEST,BOOLEANTEST,NULLIFEXPR,DISTINCTEXPR,SCALARARRAYOPEXPR,CASETESTEXPR,CASE,CASEEXPR,"    \
    "WHEN,CASEWHEN,COALESCE,COALESCEEXPR,COLLATE,COLLATEEXPR,MINMAX,MINMAXEXPR,ARRAY,ARRAYEXPR}'::text[])))" \
    "   AS in_order) AS expressions,"                                                                        \
    "  LATERAL (SELECT m[1] AS part, n AS place, count(*) FILTER (WHERE m[1] = '\"\"') OVER (ORDER BY n) "   \
    "AS nth,"                                                                                                \
    "   count(*) FILTER (WHERE m[1] = '\"\"') OVER () AS nameless"                                           \
    "   FROM regexp_matches(printed, $$([^'\"]+|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")$$, 'g')"                 \
    "   WITH ORDINALITY AS z (m, n)) AS parts) END"

#endif

/*
 * Which rule analyses which statement: the one table from AST node to rule.
 */
#ifndef PGP_HAZARD_STATEMENT_H
#define PGP_HAZARD_STATEMENT_H

#include "hazard/analysis.h"

void pgp_analyze_statement(pgp_analyzer *a, const PgQuery__Node *statement);

/* DROP (drop.c). */
void pgp_analyze_drop(pgp_analyzer *a, const PgQuery__Node *statement);
/* RENAME and SET SCHEMA (name.c). */
void pgp_analyze_rename(pgp_analyzer *a, const PgQuery__Node *statement);
void pgp_analyze_set_schema(pgp_analyzer *a, const PgQuery__Node *statement);

#endif

/*
 * A plan as a script for psql -v ON_ERROR_STOP=1 -f.
 */
#ifndef PGP_PLAN_SCRIPT_H
#define PGP_PLAN_SCRIPT_H

#include "plan/plan.h"

typedef struct pgp_script {
    const char *source, *target; /* labels: the database, what it shall become */
    const pgp_step *steps;
    size_t step_count;
} pgp_script;

/* Blocked steps are comments. Secrets are psql's variables. */
void pgp_add_script(pgp_text *out, const pgp_script *script);

/* One statement with its semicolon. */
void pgp_add_statement(pgp_text *out, const char *sql);
/* One line, whatever is in the text. */
void pgp_add_comment(pgp_text *out, const char *text);

#endif

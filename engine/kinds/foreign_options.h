/*
 * OPTIONS (…) of foreign data: "name=value" in the order that the server keeps.
 *
 * Statements that set secrets come in two texts: one to show, which names a psql variable for each, and one to run.
 */
#ifndef PGP_KINDS_FOREIGN_OPTIONS_H
#define PGP_KINDS_FOREIGN_OPTIONS_H

#include "kinds/reading.h"
#include "plan/emit.h"

/* There is such a server, or an extension may bring it; else "try again later". (kinds/server.c) */
pgp_status pgp_find_server(pgp_parser *parser, const char *name);
/* CREATE's list and ALTER's ADD, SET, DROP, folded into *out. */
pgp_status pgp_read_foreign_options(pgp_parser *parser, size_t n, PgQuery__Node *const *options,
                                    pgp_names *out);
/* Whatever their order; a masked one is equal to anything. */
bool pgp_same_foreign_options(const pgp_names *live, const pgp_names *desired);

/* The desired ones, where they are masked with what the database says. */
pgp_names pgp_known_options(pgp_arena *arena, const pgp_names *live, const pgp_names *desired);

/* Whose options they are, and which of the two texts is wanted. */
typedef struct pgp_option_text {
    pgp_emitter *emitter;
    const pgp_object *object;
    bool shown;
} pgp_option_text;

/* " OPTIONS (a 'x', b 'y')"; nothing when there are none. */
void pgp_foreign_options_sql(pgp_text *text, const pgp_option_text *how, const pgp_names *options);
/* " OPTIONS (ADD a 'x', SET b 'y', DROP c)"; nothing when there is nothing to do. */
void pgp_foreign_options_change(pgp_text *text, const pgp_option_text *how, const pgp_names *from,
                                const pgp_names *to);
/* A value that is a secret: a psql variable to show, a literal to run. */
void pgp_secret_sql(pgp_text *text, const pgp_option_text *how, const char *name, const char *value);
/* A step of two texts. */
pgp_step *pgp_emit_secret(pgp_emitter *emitter, char sign, const pgp_object *object, const char *shown,
                          const char *run);

#endif

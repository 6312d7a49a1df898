/*
 * Who uses an object of a file, and how what uses it follows when it gets another name.
 *
 * The server keeps expressions and queries by OID; a file's model keeps their text. Statements that rename
 * or drop something after it was used are few in schema files, so they pay: every object is looked at.
 */
#ifndef PGP_PARSE_USES_H
#define PGP_PARSE_USES_H

#include "kinds/reading.h"

typedef enum pgp_use {
    PGP_USE_COLUMN,   /* a bare identifier, or after a dot */
    PGP_USE_RELATION, /* before a dot, or the text of a regclass */
    PGP_USE_TYPE,     /* after :: or AS */
    PGP_USE_FUNCTION, /* before an opening bracket */
    PGP_USE_SCHEMA,   /* before a dot */
    PGP_USE_LABEL,    /* in properties only, never in an expression */
} pgp_use;

/* SQL text with every such use of `old` (a plain name) replaced by `label` (SQL); the text itself when
 * there is none. */
const char *pgp_text_replace(pgp_arena *arena, const char *text, pgp_use use, const char *old,
                             const char *label);
/* The same for all expressions and queries of an object. */
void pgp_object_replace(pgp_arena *arena, pgp_object *object, pgp_use use, const char *old,
                        const char *label);

/* An expression, query or definition of `user` names `object`. */
bool pgp_refers(pgp_parser *parser, const pgp_object *user, const pgp_object *object);
/* References of `user` to `object` name it anew. Before the object changes its name. */
void pgp_refer_anew(pgp_parser *parser, pgp_object *user, const pgp_object *object, const char *schema,
                    const char *name);

/* A label in labels and types of properties: "public.t" in "public.t[]", "SETOF public.t", "public.t.id". */
bool pgp_names_label(const pgp_object *user, const char *label);
void pgp_relabel(pgp_model *model, pgp_object *user, const char *from, const char *to);
/* What `user` calls by the name of an object that lives in no schema (LANGUAGE, SERVER …) follows. */
void pgp_rename_plainly(pgp_model *model, pgp_object *user, const pgp_object *object, const char *name);

#endif

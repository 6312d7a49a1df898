/*
 * What the files of this room share.
 */
#ifndef PGP_EVIDENCE_USES_H
#define PGP_EVIDENCE_USES_H

#include "evidence/evidence.h"

/* Functions, procedures and aggregates, and enums of the model, to be found without their arguments. */
typedef struct pgp_evidence_objects {
    pgp_object **items;
    size_t count, capacity;
} pgp_evidence_objects;

typedef struct pgp_evidence_reader {
    pgp_context *context;
    pgp_evidence *evidence;
    pgp_parser parser; /* resolves names in the live model */
    pgp_evidence_objects routines, enums;
    const pgp_catalog *source; /* whose rows are read; NULL: a file is */
    pgp_tree tree;
} pgp_evidence_reader;

/* Adds the uses of a statement; none of one that no application sends. Needs a large stack. (uses.c) */
void pgp_evidence_uses(pgp_evidence_reader *reader, pgp_evidence_statement *out,
                       const PgQuery__Node *statement);

/* One text, perhaps of many statements. Needs a large stack. (read.c) */
pgp_status pgp_evidence_take(pgp_evidence_reader *reader, const char *text, size_t size);
void pgp_evidence_start(pgp_evidence_reader *reader, pgp_context *context, pgp_model *live);
void pgp_evidence_say(const pgp_evidence_reader *reader, const char *source);

/* `text` on one line, with ? for literals and without comments. (shown.c) */
const char *pgp_evidence_key(pgp_arena *arena, const char *text, size_t size);
const char *pgp_evidence_shown(pgp_arena *arena, const char *key);

/* The columns of a primary key, unique constraint or plain unique index; none: it is nothing of that. (broken.c) */
pgp_names pgp_unique_columns(pgp_arena *arena, const pgp_object *object);
bool pgp_same_set(const pgp_names *a, const pgp_names *b);

#endif

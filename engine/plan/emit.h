/*
 * What a kind's create, alter and drop say: statements with what is known about them.
 */
#ifndef PGP_PLAN_EMIT_H
#define PGP_PLAN_EMIT_H

#include "plan/plan.h"

struct pgp_emitter {
    pgp_context *context;
    pgp_arena *arena;
    pgp_plan *plan;
    const pgp_options *options;
    const pgp_change *change;      /* what is being emitted; NULL: renames */
    bool contract;                 /* those wait */
    int server_version;            /* of the target; 0: unknown, then the newest is assumed */
    bool rendering;                /* `inspect`: everything is created from nothing */
    const char *zone;              /* TimeZone of the session; NULL: unknown */
    struct pgp_analyzer *analyzer; /* for pgp_plain_cost, once it was asked */
    pgp_status status;             /* of what went wrong on the way */
    bool commit_next; /* the step before reads a whole table: the next one does not wait in its transaction */
};

/* Adds a step for `object`. `sql` is complete, without semicolon. Returned so that flags can be set. */
pgp_step *pgp_emit(pgp_emitter *emitter, char sign, const pgp_object *object, const char *summary,
                   const char *sql);
/* VALIDATE CONSTRAINT, in a transaction of its own. */
void pgp_emit_validate(pgp_emitter *emitter, const pgp_object *object, const char *summary, const char *table,
                       const char *constraint);
/* The step runs with this search_path: the SQL holds a slice of the user's text. Steps with two slices of different paths
 * do not happen: one object is written in one place. */
void pgp_emit_path(pgp_step *step, const pgp_sql *slice);
/* The same for a step that also runs what the slice calls: a function whose body is text looks for names along the path, and would find
 * none along the empty one of a dump. It gets the path that the database has, with the functions' own schemas. */
void pgp_emit_running_path(pgp_emitter *emitter, pgp_step *step, const pgp_sql *slice);
/* Marks the step as destroying something unless the options allow KIND:LABEL. */
void pgp_emit_destroys(pgp_emitter *emitter, pgp_step *step, const char *what);
/* The options permit what the step destroys. */
bool pgp_is_allowed(const pgp_options *options, const pgp_step *step);
/* A child that its parent's statement already makes: its own create is skipped. */
void pgp_emit_included(pgp_object *child);
/* true when the child was included or is created by the server with its origin. */
bool pgp_emit_is_included(const pgp_object *child);

/* "ALTER TABLE schema.name" with the parent's kind and ONLY where it matters; for children. */
char *pgp_alter_parent(pgp_emitter *emitter, const pgp_object *child);
/* Qualified and quoted name of a top-level object; of a function with its arguments. */
char *pgp_sql_object(pgp_arena *arena, const pgp_object *object);

#endif

/*
 * Differences and the plan that makes them go away.
 */
#ifndef PGP_PLAN_PLAN_H
#define PGP_PLAN_PLAN_H

#include "equal/compare.h"
#include "hazard/hazards.h"

typedef enum pgp_action {
    PGP_CREATE,  /* desired only */
    PGP_ALTER,   /* in both; changed in place */
    PGP_REPLACE, /* dropped and created again, because it changed or because something it needs does */
    PGP_DROP,    /* live only */
} pgp_action;

/* Objects without a change stay as they are. */
struct pgp_change {
    pgp_action action;
    pgp_object *live; /* NULL for CREATE */
    pgp_object
        *desired; /* NULL for DROP; for REPLACE of what only the database mentions (a comment …) = live */
    uint64_t changed;   /* ALTER, REPLACE: properties that differ (bit i is property i of the kind) */
    bool because;       /* REPLACE, though itself unchanged: something it needs is replaced */
    bool early;         /* its drop comes before anything is created */
    bool ahead;         /* its parent goes too late for what it needs: dropped by itself before */
    bool included;      /* another statement creates or drops it */
    bool dropped;       /* another statement has dropped it */
    int server_version; /* of the live side, for kind->way; 0: none */
    bool
        release_default; /* a column's default is in the way of something: dropped first, set again when altered */
    bool filled;         /* a column that gets its NOT NULL once it is filled (plan/data.h) */
    bool contract;       /* waits until the old application version is gone (plan/phase.h) */
    /* A column's new type: whether the server writes every row for it, once it was asked (kinds/column_retype.c). */
    enum { PGP_NOT_ASKED, PGP_FREE, PGP_WRITES_ROWS } retyping;
    size_t last_step; /* of those about it, counted from 1 (plan/units.c) */
    bool shadowed;    /* a column gets its type through a second one (kinds/column_shadow.c) */
    bool retyped;     /* a column's type is replaced by another of the same name (kinds/type_replace.c) */
    uint32_t
        step_count; /* how many steps it came to, and whether one of them says how to take it back (plan/undo.c) */
    bool has_undo;
};

#define PGP_CHANGED(change, index) (((change)->changed >> (index)) & 1)

typedef struct pgp_step {
    const char *sql; /* one statement, without semicolon */
    bool secret;     /* `sql` is for showing: psql variables stand where secrets are set */
    const char
        *secret_sql; /* what is run instead; NULL: no secret, or the plan is one that was written down */
    const char *search_path;          /* to be in effect; NULL: any (every name is qualified) */
    const char *action;               /* "create", "alter", "drop" */
    const pgp_object *object;         /* what it is about */
    const char *kind, *label;         /* of the object: for --allow KIND:NAME, JSON */
    const char *top_kind, *top_label; /* of the table, view … that it is a part of; of itself when of none */
    const char *summary;              /* for people: "+ column delivery_note text" without the sign */
    char sign;                        /* '+', '~', '-' */
    bool destructive;                 /* loses data or rights */
    const char *destroys;             /* what: "data of column orders.legacy_ref"; NULL */
    bool allowed;                     /* destructive and permitted */
    bool rewrites;                    /* a table goes whose rows are put into another */
    bool no_transaction;              /* must run outside a transaction block */
    bool commit_before;    /* what an earlier step made must be committed first (new enum values) */
    bool together;         /* nothing is committed between it and the change's last step */
    const char *new_label; /* ALTER TYPE … ADD VALUE: the label as a literal; NULL */
    const char *phase;     /* "expand", "contract" */
    bool
        data; /* changes rows: of a directive (plan/data.h), or put into a saved plan. A transaction of its own */
    /* For steps outside a transaction, which a crash can leave half done (those inside are recorded with their transaction): */
    const char *check; /* a query of one boolean: the step has taken effect; NULL: it may simply run again */
    const char
        *cleanup; /* removes what a broken-off try left, or brings it to its end; NULL: nothing is left */
    /* What it does to relations that are there before the plan, and what that endangers (plan/hazards.h). */
    const pgp_effect *effects;
    size_t effect_count;
    pgp_finding *findings;
    size_t finding_count;
    /* What applications send and the step breaks, as it may be shown: the first few of them, and how many there are
     * (evidence/evidence.h). */
    pgp_names statements;
    size_t statement_count;
    /* One statement that takes the step back where nothing is lost by it, run with an empty search_path; "": an earlier step's undo
     * takes this one back as well; NULL: none. */
    const char *undo;
} pgp_step;

/* Which half of an expand and contract change (docs/PHASES.md). */
typedef enum pgp_phase { PGP_PHASE_ALL, PGP_PHASE_EXPAND, PGP_PHASE_CONTRACT } pgp_phase;

typedef struct pgp_evidence pgp_evidence; /* evidence/evidence.h */

typedef struct pgp_options {
    pgp_phase phase;
    const pgp_evidence *evidence; /* what applications send; NULL: nobody said */
    bool allow_destructive;
    const char *const *allowed; /* "KIND:NAME", "HAZARD", "HAZARD:NAME" */
    size_t allowed_count;
    unsigned manage; /* PGP_MANAGE_*: even where the file never mentions them */
    bool rendering;  /* `inspect`: everything is created from nothing */
    unsigned ignore; /* PGP_MANAGE_*: not even where it mentions them (--manage none) */
    int64_t
        online_above; /* bytes: tables larger than this are changed without stopping their users (plan/online.h) */
    bool
        rewrite_online; /* types that every row is written for: through a second column (kinds/column_shadow.c) */
} pgp_options;

enum {
    PGP_MANAGE_OWNERS = 1 << 0,
    PGP_MANAGE_PRIVILEGES = 1 << 1,
    PGP_MANAGE_DEFAULT_PRIVILEGES = 1 << 2,
    PGP_MANAGE_COMMENTS = 1 << 3,
    PGP_MANAGE_SECURITY_LABELS = 1 << 4,
    PGP_MANAGE_VERSIONS = 1 << 5,
    PGP_MANAGE_ALL = 63,
};

typedef struct pgp_rename pgp_rename; /* diff/rename.h */
typedef struct pgp_helper pgp_helper; /* diff/helper.h */

typedef struct pgp_plan {
    pgp_model *live, *desired;
    pgp_change **changes;
    size_t change_count, change_capacity;
    pgp_rename **renames; /* before everything else, in this order */
    size_t rename_count, rename_capacity;
    pgp_rename **
        renamed; /* directives of renames that the database has been through: `live` is what has the new name */
    size_t renamed_count, renamed_capacity;
    pgp_helper *helpers; /* what an expand phase left in the database, in no model */
    size_t helper_count, helper_capacity;
    size_t waiting;    /* changes and renames of the phase that was not asked for */
    pgp_names between; /* sentences: what applications may do between the phases */
    pgp_step *steps;
    size_t step_count, step_capacity;
    size_t blocked; /* steps that destroy something or have a hazard that blocks, and are not allowed */
    bool undecided; /* some pair could only be called possibly equal */
} pgp_plan;

/* It destroys something, or has a hazard that blocks, and that was not permitted. (plan/hazards.c) */
bool pgp_step_is_blocked(const pgp_step *step);

/* Adds a change and points both objects at it. */
pgp_change *pgp_change_add(pgp_plan *plan, pgp_arena *arena, pgp_action action, pgp_object *live,
                           pgp_object *desired);
/* What the change is about: the desired object, the live one where there is none. */
const pgp_object *pgp_change_object(const pgp_change *change);
/* The object comes into being in this plan: it is created, or made again. */
bool pgp_is_made(const pgp_object *object);

/* diff/diff.c: sets object->change on both sides. `catalog` NULL: offline. */
pgp_status pgp_diff(pgp_context *context, pgp_model *live, pgp_model *desired, pgp_catalog *catalog,
                    const pgp_options *options, pgp_plan **out);
/* plan/order.c, plan/plan.c: orders the changes and fills the steps. */
pgp_status pgp_plan_steps(pgp_context *context, pgp_plan *plan, pgp_catalog *catalog,
                          const pgp_options *options);

#endif

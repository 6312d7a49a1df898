/*
 * Asking the server how it would print what a file says (equal/judge*.c).
 *
 * A question is one statement with the user's text that makes a temporary object, and a SELECT that prints
 * what the server made of it. Questions about one table share a stand-in: a temporary table with its name and
 * the desired columns.
 */
#ifndef PGP_EQUAL_JUDGE_H
#define PGP_EQUAL_JUDGE_H

#include "plan/plan.h"

/* A statement before the question's own, with the search_path that it is read with. */
typedef struct pgp_setup {
    const char *path, *sql;
} pgp_setup;

typedef struct pgp_question {
    struct pgp_question *next;
    pgp_change *change;
    const char *path;      /* search_path for the statement */
    const char *statement; /* makes pgp_question, or changes the stand-in */
    const char *answer;    /* one row: a text for each target */
    pgp_sql **targets;
    size_t target_count, target_capacity;
    pgp_setup *setup; /* stand-ins of relations that change in the same plan */
    size_t setup_count, setup_capacity;
    struct pgp_stand_ins *stand_ins; /* NULL: none */
    pgp_view *view;                  /* gets two more values: its columns' names and types; NULL: none */
} pgp_question;

typedef struct pgp_question_group {
    struct pgp_question_group *next;
    const pgp_object *relation; /* NULL: these questions need no stand-in */
    bool partitioned;
    const char *stand_in;
    pgp_question *questions, **end;
} pgp_question_group;

typedef struct pgp_judging {
    pgp_comparison *comparison;
    pgp_context *context;
    pgp_arena *arena;
    PGconn *connection;
    pgp_question_group *groups, *last_group;
    struct pgp_settled *settled; /* uthash: what is known of relations in this round */
} pgp_judging;

/* A question in the group of `relation` (NULL: of none); the caller fills statement and answer. `sql` is the
 * first target. */
pgp_question *pgp_question_new(pgp_judging *judging, pgp_change *change, const pgp_object *relation,
                               bool partitioned, pgp_sql *sql);
void pgp_question_target(pgp_judging *judging, pgp_question *question, pgp_sql *sql);
/* Says PGP_CHANGED of the property with this name. */
bool pgp_property_changed(const pgp_change *change, const char *property);

/* The questions that a change raises: judge_table.c, judge_query.c. */
void pgp_ask_column(pgp_judging *judging, pgp_change *change);
void pgp_ask_constraint(pgp_judging *judging, pgp_change *change);
void pgp_ask_index(pgp_judging *judging, pgp_change *change);
void pgp_ask_statistics(pgp_judging *judging, pgp_change *change);
void pgp_ask_publication_table(pgp_judging *judging, pgp_change *change);
void pgp_ask_policy(pgp_judging *judging, pgp_change *change);
void pgp_ask_trigger(pgp_judging *judging, pgp_change *change);
void pgp_ask_table(pgp_judging *judging, pgp_change *change);
void pgp_ask_domain(pgp_judging *judging, pgp_change *change);
void pgp_ask_view(pgp_judging *judging, pgp_change *change);
void pgp_ask_rule(pgp_judging *judging, pgp_change *change);
void pgp_ask_function(pgp_judging *judging, pgp_change *change);

/* What an object means in the live database is not what it will mean: it is new, or changes for those that
 * use it. */
bool pgp_is_unsettled(pgp_judging *judging, const pgp_object *object);

/* CREATE TEMP TABLE `name` with the relation's desired columns. (judge_table.c) */
const char *pgp_stand_in(pgp_judging *judging, const pgp_object *relation, const char *name,
                         bool partitioned);
/* The text of an expression without the schema where it says schema.relation.column of this relation.
 * (judge_table.c) */
char *pgp_own_text(pgp_judging *judging, const pgp_object *relation, const pgp_sql *sql);

/* CREATE TEMP VIEW `name` AS query, with the view's column names. (judge_query.c) */
char *pgp_temporary_view(pgp_arena *arena, const pgp_view *view, const char *name, const char *query);
/* The view's query over stand-ins of the relations that change, which it adds to the question's setup; NULL:
 * cannot be asked. (judge_stand_in.c) */
const char *pgp_query_over_stand_ins(pgp_judging *judging, pgp_question *question, const pgp_view *view);
/* The server's answer with the relations instead of their stand-ins. */
const char *pgp_without_stand_ins(pgp_arena *arena, const pgp_question *question, const char *text);

/* Sends every group in one pipeline and writes the answers into the questions' targets. (judge_session.c) */
pgp_status pgp_put_questions(pgp_judging *judging);
/* Begins the transaction; *able is false when the server lets nothing be made in it. */
pgp_status pgp_judging_begin(pgp_judging *judging, bool *able);
/* The plan's renames of what nobody locks by using it: types, functions, schemas. Relations have stand-ins. */
pgp_status pgp_judging_rename(pgp_judging *judging);
pgp_status pgp_judging_end(pgp_judging *judging);

#endif

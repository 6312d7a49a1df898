/*
 * What the files of triggers, rules and policies share.
 */
#ifndef PGP_KINDS_TRIGGER_H
#define PGP_KINDS_TRIGGER_H

#include "kinds/reading.h"
#include "plan/emit.h"

/* pg_trigger.tgtype, which is also what the grammar hands out (src/include/catalog/pg_trigger.h). */
enum {
    PGP_TRIGGER_ROW = 1 << 0,
    PGP_TRIGGER_BEFORE = 1 << 1,
    PGP_TRIGGER_INSERT = 1 << 2,
    PGP_TRIGGER_DELETE = 1 << 3,
    PGP_TRIGGER_UPDATE = 1 << 4,
    PGP_TRIGGER_TRUNCATE = 1 << 5,
    PGP_TRIGGER_INSTEAD = 1 << 6,
};

const char *pgp_trigger_timing(int type);
/* "INSERT OR DELETE OR UPDATE OF a, b OR TRUNCATE": as pg_get_triggerdef prints them. */
const char *pgp_trigger_events(pgp_arena *arena, int type, const pgp_names *columns);

const char *pgp_trigger_query(int server_version); /* kinds/trigger_catalog.c */
pgp_status pgp_trigger_row(pgp_catalog *catalog, const pgp_row *row);

/* pg_trigger.tgenabled and pg_rewrite.ev_enabled as the property `enabled`. */
const char *pgp_enabled_text(char code);
/* "ENABLE REPLICA" */
const char *pgp_enabling(const char *enabled);
/* ALTER TABLE … ENABLE REPLICA TRIGGER name; `what` is "TRIGGER" or "RULE". */
void pgp_emit_enabled(pgp_emitter *emitter, const pgp_object *object, const char *what, const char *enabled);

/* -- partitions' copies (trigger_copies.c) ------------------------------------------------------------------------- */
/* The trigger that gives the partition its copy of this name; NULL: none. */
const pgp_trigger *pgp_trigger_above(const pgp_table *table, const char *name);
/* What is known of one copy, before it is settled. */
void pgp_trigger_copy_state(pgp_arena *arena, pgp_table *partition, const char *name, const char *enabled);
/* Forgets those that fire as their original does; when everything is read. */
void pgp_settle_trigger_copies(pgp_model *model);
/* ALTER TABLE … ENABLE or DISABLE TRIGGER name; false: there is none. And ALL, USER. */
bool pgp_trigger_enable(pgp_parser *parser, pgp_table *table, const char *name, const char *enabled,
                        bool only);
void pgp_triggers_enable(pgp_parser *parser, pgp_table *table, const char *enabled, bool only);
/* The server renames copies with the trigger. */
void pgp_trigger_copies_renamed(pgp_parser *parser, const pgp_object *table, const char *from,
                                const char *to);
/* Statements: of a partition that has just been attached, of a table that is made or altered (live NULL: made), of a trigger
 * that was. */
void pgp_trigger_copies_attached(pgp_emitter *emitter, const pgp_table *partition);
void pgp_trigger_copies_alter(pgp_emitter *emitter, const pgp_table *live, const pgp_table *desired);
void pgp_trigger_finish(pgp_emitter *emitter, pgp_change *change);

/* What follows the first `word` outside quotes and brackets in a text that the server printed; NULL: not there. */
const char *pgp_after_word(const char *text, const char *word);

#endif

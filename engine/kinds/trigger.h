/*
 * What the files of triggers, rules and policies share.
 */
#ifndef PGP_KINDS_TRIGGER_H
#define PGP_KINDS_TRIGGER_H

#include "kinds/kinds.h"
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

/* What follows the first `word` outside quotes and brackets in a text that the server printed; NULL: not there. */
const char *pgp_after_word(const char *text, const char *word);

#endif

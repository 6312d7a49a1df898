/*
 * Event triggers. Only whether they are enabled can be altered.
 */
#include "kinds/database_object.h"
#include "kinds/trigger.h"

#include <ctype.h>
#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum { EVENT_TRIGGER_ENABLED };

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_event_trigger, enabled, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_event_trigger, event, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_event_trigger, tags, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_event_trigger, function, PGP_VALUE_TEXT, 0),
};

/* -- catalogs -------------------------------------------------------------------------------------------- */

static const char *event_trigger_query(int server_version) {
    (void)server_version;
    return "SELECT e.oid, e.evtname, e.evtowner, e.evtevent, e.evttags, " PGP_FUNCTION_NAME(
        "e.evtfoid") ", e.evtenabled FROM pg_event_trigger e WHERE " PGP_NO_MEMBER("pg_event_trigger",
                                                                                   "e.oid");
}

enum { OID, NAME, OWNER, EVENT, TAGS, FUNCTION, ENABLED };

static pgp_status event_trigger_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_event_trigger *trigger =
        pgp_database_object_row(catalog, &pgp_kind_event_trigger, PGP_CLASS_EVENT_TRIGGER,
                                pgp_row_oid(row, OID), pgp_row_text(row, NAME));
    trigger->event = pgp_row_text(row, EVENT);
    trigger->tags = pgp_row_names(row, TAGS);
    trigger->function = pgp_row_label(row, FUNCTION);
    trigger->enabled = pgp_enabled_text(pgp_row_char(row, ENABLED));
    pgp_catalog_owner(catalog, &trigger->object, pgp_row_oid(row, OWNER));
    return PGP_OK;
}

/* -- statements of a file -------------------------------------------------------------------------------- */

/* As filter_list_to_array() keeps them. */
static const char *in_capitals(pgp_parser *parser, const char *tag) {
    char *capitals = pgp_strdup(parser->arena, tag);
    for (char *c = capitals; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return capitals;
}

static pgp_status read_filter(pgp_parser *parser, pgp_event_trigger *trigger,
                              const PgQuery__DefElem *filter) {
    if (strcmp(filter->defname, "tag") != 0)
        return pgp_parse_fail(parser, PGP_INPUT, filter->location, "unrecognized filter variable \"%s\"",
                              filter->defname);
    const PgQuery__List *list = filter->arg->list;
    for (size_t i = 0; i < list->n_items; i++)
        pgp_names_add(parser->arena, &trigger->tags, in_capitals(parser, pgp_string_of(list->items[i])));
    return PGP_OK;
}

pgp_status pgp_read_create_event_trigger(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateEventTrigStmt *create = statement->create_event_trig_stmt;
    pgp_event_trigger *trigger;
    PGP_TRY(pgp_database_object_new(parser, &pgp_kind_event_trigger, create->trigname, &trigger));
    PGP_TRY(pgp_read_handler(parser, &trigger->object, create->n_funcname, create->funcname, "",
                             &trigger->function));
    for (size_t i = 0; i < create->n_whenclause; i++)
        PGP_TRY(read_filter(parser, trigger, create->whenclause[i]->def_elem));
    trigger->event = pgp_intern(parser->model, create->eventname);
    trigger->enabled = "origin";
    pgp_model_add(parser->model, &trigger->object);
    return PGP_OK;
}

pgp_status pgp_read_alter_event_trigger(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterEventTrigStmt *alter = statement->alter_event_trig_stmt;
    pgp_event_trigger *trigger;
    PGP_TRY(pgp_database_object_find(parser, &pgp_kind_event_trigger, alter->trigname, &trigger));
    trigger->enabled = pgp_enabled_text(*alter->tgenabled);
    return PGP_OK;
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static void emit_state(pgp_emitter *emitter, const pgp_event_trigger *trigger) {
    pgp_database_object_alter(emitter, &trigger->object, pgp_enabling(trigger->enabled));
}

static void create_event_trigger(pgp_emitter *emitter, pgp_object *object) {
    const pgp_event_trigger *trigger = (const pgp_event_trigger *)object;
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE EVENT TRIGGER %s ON %s", pgp_quoted(emitter->arena, object->name),
                  pgp_quoted(emitter->arena, trigger->event));
    for (size_t i = 0; i < trigger->tags.count; i++) {
        pgp_text_add(&sql, i ? ", " : " WHEN TAG IN (");
        pgp_sql_literal(&sql, trigger->tags.items[i]);
    }
    pgp_text_addf(&sql, "%s EXECUTE FUNCTION %s()", trigger->tags.count ? ")" : "", trigger->function);
    pgp_emit(emitter, '+', object, pgp_database_object_summary(emitter, object), sql.data);
    if (strcmp(trigger->enabled, "origin") != 0)
        emit_state(emitter, trigger);
}

static void alter_event_trigger(pgp_emitter *emitter, pgp_change *change) {
    emit_state(emitter, (const pgp_event_trigger *)change->desired);
}

static pgp_way way(const pgp_change *change) {
    return change->changed == 1u << EVENT_TRIGGER_ENABLED ? PGP_IN_PLACE : PGP_REBUILD;
}

const pgp_kind pgp_kind_event_trigger = {
    .name = "event_trigger",
    .title = "event triggers",
    .sql = "EVENT TRIGGER",
    .space = PGP_SPACE_OTHER,
    .size = sizeof(pgp_event_trigger),
    .order = 95,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = event_trigger_query,
    .presence = "pg_event_trigger",
    .row = event_trigger_row,
    .way = way,
    .create = create_event_trigger,
    .alter = alter_event_trigger,
    .drop = pgp_database_object_drop,
};

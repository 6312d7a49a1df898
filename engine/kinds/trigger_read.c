/*
 * CREATE TRIGGER and CREATE CONSTRAINT TRIGGER.
 */
#include "kinds/reading.h"
#include "kinds/trigger.h"
#include "parse/extensions.h"

#include <string.h>

/* Trigger functions that every database has. */
static const char *const builtin_functions[] = {
    "suppress_redundant_updates_trigger", "tsvector_update_trigger", "tsvector_update_trigger_column", NULL};

static bool is_builtin(const char *schema, const char *name) {
    if (schema && strcmp(schema, "pg_catalog") != 0)
        return false;
    for (const char *const *builtin = builtin_functions; *builtin; builtin++)
        if (strcmp(*builtin, name) == 0)
            return true;
    return false;
}

/* The schema of the trigger function: it takes no arguments, whatever the trigger passes. NULL: not there. */
static const char *function_schema(pgp_parser *parser, const char *schema, const char *name) {
    if (schema && pgp_model_find(parser->model, PGP_SPACE_FUNCTION, schema, name, ""))
        return schema;
    for (size_t i = 0; !schema && i < parser->path_schemas.count; i++)
        if (pgp_model_find(parser->model, PGP_SPACE_FUNCTION, parser->path_schemas.items[i], name, ""))
            return parser->path_schemas.items[i];
    return is_builtin(schema, name) ? "pg_catalog" : NULL;
}

/* Where an extension of the file may provide the function; NULL: there is none. */
static const char *extension_schema(pgp_parser *parser, const char *schema, const char *name) {
    const char *found = pgp_extension_provides(parser, PGP_MEMBER_FUNCTION, schema, name);
    for (const pgp_object *o = parser->model->objects; !found && o; o = o->sibling)
        if (o->kind == &pgp_kind_extension && strcmp(o->name, "plpgsql") != 0)
            found = pgp_creation_schema(parser, schema);
    return found;
}

static pgp_status read_function(pgp_parser *parser, const PgQuery__CreateTrigStmt *stmt,
                                pgp_trigger *trigger) {
    const char *schema, *name;
    pgp_name_of_list(stmt->n_funcname, stmt->funcname, &schema, &name);
    const char *found = function_schema(parser, schema, name);
    if (!found && parser->last_chance)
        found = extension_schema(parser, schema, name);
    if (!found)
        return pgp_parse_later(parser, stmt->relation->location, "function", schema, name);
    trigger->function = pgp_intern(parser->model, pgp_quoted2(parser->arena, found, name));
    pgp_refer(parser, &trigger->object, PGP_REF_FUNCTION, found, name, false, stmt->relation->location);
    return PGP_OK;
}

static pgp_status read_referenced(pgp_parser *parser, const PgQuery__CreateTrigStmt *stmt,
                                  pgp_trigger *trigger) {
    if (!stmt->constrrel)
        return PGP_OK;
    const pgp_object *table = pgp_lookup_range_var(parser, stmt->constrrel);
    if (!table)
        return pgp_parse_later(parser, stmt->constrrel->location, "relation", NULL, stmt->constrrel->relname);
    trigger->referenced = pgp_label_of(parser, table);
    pgp_refer(parser, &trigger->object, PGP_REF_RELATION, table->schema, table->name, true,
              stmt->constrrel->location);
    return PGP_OK;
}

static void read_events(pgp_parser *parser, const PgQuery__CreateTrigStmt *stmt, pgp_trigger *trigger) {
    int type = stmt->timing | stmt->events;
    pgp_names columns = {0};
    for (size_t i = 0; i < stmt->n_columns; i++) {
        const char *column = pgp_intern(parser->model, pgp_string_of(stmt->columns[i]));
        pgp_names_add(parser->arena, &columns, column);
    }
    trigger->timing = pgp_trigger_timing(type);
    trigger->events = pgp_intern(parser->model, pgp_trigger_events(parser->arena, type, &columns));
    trigger->level = stmt->row ? "row" : "statement";
}

static void read_transition_tables(pgp_parser *parser, const PgQuery__CreateTrigStmt *stmt,
                                   pgp_trigger *trigger) {
    for (size_t i = 0; i < stmt->n_transition_rels; i++) {
        const PgQuery__TriggerTransition *table = stmt->transition_rels[i]->trigger_transition;
        const char *name = pgp_intern(parser->model, table->name);
        if (table->is_new)
            trigger->new_table = name;
        else
            trigger->old_table = name;
    }
}

static void read_condition(pgp_parser *parser, const PgQuery__CreateTrigStmt *stmt, pgp_trigger *trigger) {
    if (!stmt->when_clause)
        return;
    int when = pgp_find_word(parser, stmt->relation->location, "when", false);
    trigger->condition = pgp_parse_sql(parser, pgp_slice_parens(parser, when), when);
    pgp_refer_all(parser, &trigger->object, (const ProtobufCMessage *)stmt->when_clause);
}

static void read_call(pgp_parser *parser, const PgQuery__CreateTrigStmt *stmt, pgp_trigger *trigger) {
    for (size_t i = 0; i < stmt->n_args; i++)
        pgp_names_add(parser->arena, &trigger->arguments,
                      pgp_strdup(parser->arena, pgp_string_of(stmt->args[i])));
    trigger->constraint = stmt->isconstraint;
    trigger->deferrable = stmt->deferrable;
    trigger->initially_deferred = stmt->initdeferred;
    trigger->enabled = "origin";
}

pgp_status pgp_read_create_trigger(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateTrigStmt *stmt = statement->create_trig_stmt;
    pgp_object *relation = pgp_lookup_range_var(parser, stmt->relation);
    if (!relation)
        return pgp_parse_later(parser, stmt->relation->location, "relation", NULL, stmt->relation->relname);
    pgp_object *before = pgp_child(relation, &pgp_kind_trigger, stmt->trigname);
    if (before && !stmt->replace)
        return pgp_parse_exists(parser, before, 0);
    pgp_trigger *trigger = pgp_object_new(parser->model, &pgp_kind_trigger, NULL, stmt->trigname);
    trigger->object.parent = relation;
    trigger->object.where = pgp_parse_where(parser, 0);
    PGP_TRY(read_function(parser, stmt, trigger));
    PGP_TRY(read_referenced(parser, stmt, trigger));
    read_events(parser, stmt, trigger);
    read_transition_tables(parser, stmt, trigger);
    read_condition(parser, stmt, trigger);
    read_call(parser, stmt, trigger);
    if (before)
        pgp_model_remove(parser->model, before);
    pgp_model_add(parser->model, &trigger->object);
    return PGP_OK;
}

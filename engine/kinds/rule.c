/*
 * Rules other than those that make a view. A rule is kept as the text after CREATE RULE name AS.
 */
#include "kinds/reading.h"
#include "kinds/trigger.h"

#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum { RULE_DEFINITION, RULE_ENABLED };

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_rule, definition, PGP_VALUE_QUERY, 0),
    PGP_PROPERTY(pgp_rule, enabled, PGP_VALUE_TEXT, 0),
};

/* -- catalogs -------------------------------------------------------------------------------------------- */

static const char query[] =
    "SELECT r.oid, r.ev_class, r.rulename, r.ev_enabled, rtrim(pg_get_ruledef(r.oid), ';')"
    " FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE r.rulename <> '_RETURN' AND " PGP_USER_SCHEMA " ORDER BY n.nspname, c.relname, r.rulename";

enum { OID, RELATION, NAME, ENABLED, DEFINITION };

static const char *rule_query(int server_version) {
    (void)server_version;
    return query;
}

static pgp_status rule_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_object *relation = pgp_catalog_object(catalog, PGP_CLASS_RELATION, pgp_row_oid(row, RELATION), 0);
    if (!relation || (relation->flags & PGP_OBJECT_MEMBER))
        return PGP_OK;
    pgp_rule *rule = pgp_object_new(catalog->model, &pgp_kind_rule, NULL, pgp_row_text(row, NAME));
    rule->object.parent = relation;
    rule->definition = pgp_row_sql(row, DEFINITION);
    rule->definition.text = pgp_after_word(rule->definition.text, "as");
    rule->enabled = pgp_enabled_text(pgp_row_char(row, ENABLED));
    pgp_model_add(catalog->model, &rule->object);
    pgp_catalog_register(catalog, PGP_CLASS_REWRITE, pgp_row_oid(row, OID), 0, &rule->object);
    return PGP_OK;
}

/* -- files ----------------------------------------------------------------------------------------------- */

static const char *event_name(PgQuery__CmdType event) {
    switch (event) {
    case PG_QUERY__CMD_TYPE__CMD_INSERT: return "INSERT";
    case PG_QUERY__CMD_TYPE__CMD_UPDATE: return "UPDATE";
    case PG_QUERY__CMD_TYPE__CMD_DELETE: return "DELETE";
    default: return NULL;
    }
}

/* "ON event TO relation" as the server says it, then the user's own text from WHERE or DO on: both words are reserved, so no
 * relation can be called so. */
static pgp_sql slice_definition(pgp_parser *parser, const PgQuery__RuleStmt *stmt,
                                const pgp_object *relation) {
    int location = stmt->relation->location;
    int start = pgp_find_word(parser, location, "do", false) - (int)strlen("do");
    int where =
        stmt->where_clause ? pgp_find_word(parser, location, "where", false) - (int)strlen("where") : start;
    if (where < start)
        start = where;
    const char *rest = pgp_slice(parser, start, (int)parser->statement_size);
    const char *text = pgp_printf(parser->arena, "ON %s TO %s %s", event_name(stmt->event),
                                  pgp_label_of(parser, relation), rest);
    return pgp_parse_sql(parser, text, start);
}

static void refer_actions(pgp_parser *parser, const PgQuery__RuleStmt *stmt, pgp_object *rule) {
    if (stmt->where_clause)
        pgp_refer_all(parser, rule, (const ProtobufCMessage *)stmt->where_clause);
    for (size_t i = 0; i < stmt->n_actions; i++)
        pgp_refer_all(parser, rule, (const ProtobufCMessage *)stmt->actions[i]);
}

pgp_status pgp_read_create_rule(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__RuleStmt *stmt = statement->rule_stmt;
    if (!event_name(stmt->event))
        return pgp_parse_unknown(parser, 0, "CREATE RULE … ON SELECT");
    pgp_object *relation = pgp_lookup_range_var(parser, stmt->relation);
    if (!relation)
        return pgp_parse_later(parser, stmt->relation->location, "relation", NULL, stmt->relation->relname);
    pgp_object *before = pgp_child(relation, &pgp_kind_rule, stmt->rulename);
    if (before && !stmt->replace)
        return pgp_parse_exists(parser, before, 0);
    pgp_rule *rule =
        before ? (pgp_rule *)before : pgp_object_new(parser->model, &pgp_kind_rule, NULL, stmt->rulename);
    rule->object.parent = relation;
    rule->object.where = pgp_parse_where(parser, 0);
    rule->object.references = NULL; /* those of the definition that is replaced */
    rule->definition = slice_definition(parser, stmt, relation);
    if (!before)
        rule->enabled = "origin";
    refer_actions(parser, stmt, &rule->object);
    if (!before)
        pgp_model_add(parser->model, &rule->object);
    return PGP_OK;
}

/* -- statements ---------------------------------------------------------------------------------------- */

static const char *summary_of(pgp_emitter *emitter, const pgp_object *object) {
    return pgp_printf(emitter->arena, "rule %s", pgp_quoted(emitter->arena, object->name));
}

static void emit_definition(pgp_emitter *emitter, const pgp_rule *rule, char sign, const char *start) {
    char *sql = pgp_printf(emitter->arena, "%s %s AS %s", start,
                           pgp_quoted(emitter->arena, rule->object.name), rule->definition.text);
    pgp_emit_path(pgp_emit(emitter, sign, &rule->object, summary_of(emitter, &rule->object), sql),
                  &rule->definition);
}

static void rule_create(pgp_emitter *emitter, pgp_object *object) {
    const pgp_rule *rule = (const pgp_rule *)object;
    emit_definition(emitter, rule, '+', "CREATE RULE");
    if (strcmp(rule->enabled, "origin") != 0)
        pgp_emit_enabled(emitter, object, "RULE", rule->enabled);
}

static pgp_way rule_way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

static void rule_alter(pgp_emitter *emitter, pgp_change *change) {
    const pgp_rule *desired = (const pgp_rule *)change->desired;
    if (PGP_CHANGED(change, RULE_DEFINITION)) /* it keeps the enabled state */
        emit_definition(emitter, desired, '~', "CREATE OR REPLACE RULE");
    if (PGP_CHANGED(change, RULE_ENABLED))
        pgp_emit_enabled(emitter, &desired->object, "RULE", desired->enabled);
}

static void rule_drop(pgp_emitter *emitter, const pgp_object *object) {
    char *sql = pgp_printf(emitter->arena, "DROP RULE %s ON %s", pgp_quoted(emitter->arena, object->name),
                           pgp_sql_object(emitter->arena, object->parent));
    pgp_emit(emitter, '-', object, summary_of(emitter, object), sql);
}

const pgp_kind pgp_kind_rule = {
    .name = "rule",
    .title = "rules",
    .sql = "RULE",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_rule),
    .order = 81,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = rule_query,
    .presence = "pg_rewrite WHERE rulename <> '_RETURN' AND oid >= 16384",
    .row = rule_row,
    .way = rule_way,
    .create = rule_create,
    .alter = rule_alter,
    .drop = rule_drop,
};

/*
 * Security labels: one a provider. IS NULL in a file says that there is to be none; a file that is silent leaves the label alone.
 */
#include "kinds/aspects.h"
#include "kinds/reading.h"
#include "plan/order.h"

/* -- catalogs -------------------------------------------------------------------------------------------- */

static const char *security_label_query(int server_version) {
    (void)server_version;
    return "SELECT l.classoid, l.objoid, l.objsubid, l.provider, l.label FROM pg_catalog.pg_seclabel l";
}

static pgp_status security_label_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_class class_ = pgp_catalog_class(pgp_row_oid(row, 0));
    Oid oid = pgp_row_oid(row, 1);
    pgp_object *object = pgp_catalog_object(catalog, class_, oid, (int)pgp_row_int(row, 2));
    if (!object || pgp_object_top(object)->flags & PGP_OBJECT_MEMBER ||
        pgp_catalog_is_member(catalog, class_, oid))
        return PGP_OK;
    pgp_security_label *label =
        pgp_object_new(catalog->model, &pgp_kind_security_label, NULL, pgp_row_text(row, 3));
    label->object.parent = object;
    label->text = pgp_row_string(row, 4);
    pgp_model_add(catalog->model, &label->object);
    return PGP_OK;
}

/* -- statements of a file -------------------------------------------------------------------------------- */

static pgp_status set_label(pgp_parser *parser, pgp_object *object, const PgQuery__SecLabelStmt *said) {
    pgp_object *label = pgp_child(object, &pgp_kind_security_label, said->provider);
    if (!label) {
        label = pgp_object_new(parser->model, &pgp_kind_security_label, NULL, said->provider);
        label->parent = object;
        pgp_model_add(parser->model, label);
    }
    label->where = pgp_parse_where(parser, 0);
    ((pgp_security_label *)label)->text = *said->label ? pgp_strdup(parser->arena, said->label) : NULL;
    return PGP_OK;
}

pgp_status pgp_read_security_label(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__SecLabelStmt *said = statement->sec_label_stmt;
    if (pgp_is_of_cluster(said->objtype)) {
        pgp_location where = pgp_parse_where(parser, 0);
        pgp_note_add(parser->context, &where,
                     "a security label on a database, role or tablespace is not schema: left out");
        return PGP_OK;
    }
    if (!*said->provider) {
        pgp_parse_fail(parser, PGP_UNKNOWN, 0,
                       "SECURITY LABEL without FOR is that of whatever the server has loaded");
        return pgp_hint(parser->context, "Name the provider: SECURITY LABEL FOR provider ON …");
    }
    pgp_object *object;
    PGP_TRY(pgp_find_target(parser, said->objtype, said->object, 0, &object));
    return object ? set_label(parser, object, said) : PGP_OK;
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static void emit_label(pgp_emitter *emitter, const pgp_object *object, const char *text) {
    const char *target = pgp_sql_target(emitter->arena, object->parent);
    const char *provider = pgp_quoted(emitter->arena, object->name);
    pgp_emit(emitter, '~', object, pgp_printf(emitter->arena, "security label of %s on %s", provider, target),
             pgp_printf(emitter->arena, "SECURITY LABEL FOR %s ON %s IS %s", provider, target,
                        text ? pgp_literal(emitter->arena, text) : "NULL"));
}

static void create_label(pgp_emitter *emitter, pgp_object *object) {
    const char *text = ((const pgp_security_label *)object)->text;
    if (text)
        emit_label(emitter, object, text);
}

static void alter_label(pgp_emitter *emitter, pgp_change *change) {
    emit_label(emitter, change->desired, ((const pgp_security_label *)change->desired)->text);
}

static void drop_label(pgp_emitter *emitter, const pgp_object *object) {
    if (!pgp_goes_with_parent(object))
        emit_label(emitter, object, NULL);
}

static pgp_way way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_security_label, text, PGP_VALUE_TEXT, 0),
};

const pgp_kind pgp_kind_security_label = {
    .name = "security_label",
    .title = "security labels",
    .sql = "SECURITY LABEL",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_security_label),
    .order = 930,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = security_label_query,
    .presence = "pg_seclabel",
    .row = security_label_row,
    .way = way,
    .create = create_label,
    .alter = alter_label,
    .drop = drop_label,
};

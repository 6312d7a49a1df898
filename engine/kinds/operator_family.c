/*
 * Operator families with the members that hang on no class.
 */
#include "kinds/operator.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_operator_family, members, PGP_VALUE_SET, 0),
};

/* -- catalogs --------------------------------------------------------------------------------------------- */

static const char *family_query(int server_version) {
    (void)server_version;
    return "SELECT f.oid, f.opfnamespace, f.opfname, f.opfowner, m.amname, " PGP_MEMBER_QUERY(
        "2753", "f.oid") " FROM pg_opfamily f JOIN pg_am m ON m.oid = f.opfmethod WHERE f.oid >= 16384";
}

static pgp_status family_row(pgp_catalog *catalog, const pgp_row *row) {
    enum { METHOD = PGP_DEFINITION_COLUMNS, MEMBERS };
    pgp_operator_family *family = pgp_definition_row(catalog, row, &pgp_kind_operator_family,
                                                     PGP_CLASS_OPERATOR_FAMILY, pgp_row_text(row, METHOD));
    if (family)
        family->members = pgp_names_sorted(catalog->model->arena, pgp_row_names(row, MEMBERS));
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

pgp_operator_family *pgp_family_labeled(const pgp_model *model, const char *label, const char *method) {
    pgp_names names = pgp_label_names(model->arena, label);
    if (names.count != 2)
        return NULL;
    return (pgp_operator_family *)pgp_model_find_kind(model, &pgp_kind_operator_family, names.items[0],
                                                      names.items[1], method);
}

pgp_status pgp_family_label(pgp_parser *parser, size_t n, PgQuery__Node *const *names, const char *method,
                            pgp_object *user, const char **out) {
    const char *schema, *name;
    pgp_name_of_list(n, names, &schema, &name);
    const pgp_object *found = pgp_lookup_kind(parser, &pgp_kind_operator_family, schema, name, method);
    bool builtin = schema && strcmp(schema, "pg_catalog") == 0;
    if (found)
        pgp_refer_named(parser, user, &pgp_kind_operator_family, found->schema, found->name, 0);
    else if (!builtin && !parser->last_chance)
        return pgp_parse_later(parser, 0, "operator family", schema, name);
    schema = found ? found->schema : builtin ? NULL : schema;
    *out = pgp_intern(parser->model, pgp_quoted2(parser->arena, schema, name));
    return PGP_OK;
}

pgp_status pgp_read_create_operator_family(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateOpFamilyStmt *create = statement->create_op_family_stmt;
    pgp_object *family =
        pgp_definition_new(parser, &pgp_kind_operator_family, create->n_opfamilyname, create->opfamilyname);
    family->args = pgp_intern(parser->model, create->amname);
    return pgp_definition_add(parser, family, false);
}

/* A member that hangs on a class goes all the same when the access method lets it. */
static pgp_status drop_member(pgp_parser *parser, pgp_operator_family *family,
                              const PgQuery__CreateOpClassItem *item) {
    const char *types, *label = pgp_label_of(parser, &family->object);
    PGP_TRY(pgp_read_member_types(parser, item->n_class_args, item->class_args, NULL, &types));
    const char *key = pgp_printf(parser->arena, "%s %d (%s)", item->itemtype == 1 ? "OPERATOR" : "FUNCTION",
                                 item->number, types);
    pgp_member_remove(parser->arena, &family->members, key);
    for (pgp_object *o = parser->model->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_operator_class && strcmp(o->args, family->object.args) == 0 &&
            strcmp(((pgp_operator_class *)o)->family, label) == 0)
            pgp_member_remove(parser->arena, &((pgp_operator_class *)o)->members, key);
    return PGP_OK;
}

pgp_status pgp_read_alter_operator_family(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterOpFamilyStmt *alter = statement->alter_op_family_stmt;
    const char *schema, *name;
    pgp_name_of_list(alter->n_opfamilyname, alter->opfamilyname, &schema, &name);
    if (pgp_same(schema, "pg_catalog"))
        return pgp_parse_unknown(parser, 0, "a statement about an object of the system");
    pgp_operator_family *family = (pgp_operator_family *)pgp_lookup_kind(parser, &pgp_kind_operator_family,
                                                                         schema, name, alter->amname);
    if (!family)
        return pgp_parse_later(parser, 0, "operator family", schema, name);
    for (size_t i = 0; i < alter->n_items; i++) {
        const PgQuery__CreateOpClassItem *item = alter->items[i]->create_op_class_item;
        PGP_TRY(alter->is_drop ? drop_member(parser, family, item)
                               : pgp_read_member(parser, item, NULL, family));
    }
    return PGP_OK;
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void emit_members(pgp_emitter *emitter, const pgp_object *family, const char *verb,
                         const pgp_names *members) {
    pgp_text list = pgp_text_new(emitter->arena);
    for (size_t i = 0; i < members->count; i++) {
        pgp_text_next(&list, ",");
        pgp_text_addf(&list, "\n    %s", members->items[i]);
    }
    if (members->count)
        pgp_definition_emit(emitter, '~', family,
                            pgp_printf(emitter->arena, "ALTER OPERATOR FAMILY %s %s%s",
                                       pgp_sql_object(emitter->arena, family), verb, list.data));
}

static void create_family(pgp_emitter *emitter, pgp_object *object) {
    pgp_definition_emit(
        emitter, '+', object,
        pgp_printf(emitter->arena, "CREATE OPERATOR FAMILY %s", pgp_sql_object(emitter->arena, object)));
    emit_members(emitter, object, "ADD", &((const pgp_operator_family *)object)->members);
}

static void alter_family(pgp_emitter *emitter, pgp_change *change) {
    const pgp_names *live = &((const pgp_operator_family *)change->live)->members;
    const pgp_names *desired = &((const pgp_operator_family *)change->desired)->members;
    pgp_names dropped = {0}, added = {0};
    for (size_t i = 0; i < live->count; i++)
        if (!pgp_names_has(desired, live->items[i]))
            pgp_names_add(emitter->arena, &dropped, pgp_member_key(emitter->arena, live->items[i]));
    for (size_t i = 0; i < desired->count; i++)
        if (!pgp_names_has(live, desired->items[i]))
            pgp_names_add(emitter->arena, &added, desired->items[i]);
    emit_members(emitter, change->desired, "DROP", &dropped);
    emit_members(emitter, change->desired, "ADD", &added);
}

static pgp_way family_way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

const pgp_kind pgp_kind_operator_family = {
    .name = "operator_family",
    .title = "operator families",
    .sql = "OPERATOR FAMILY",
    .space = PGP_SPACE_OTHER,
    .args_word = "USING",
    .size = sizeof(pgp_operator_family),
    .order = 38,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = family_query,
    .presence = PGP_PRESENT_OWN("pg_opfamily"),
    .row = family_row,
    .way = family_way,
    .create = create_family,
    .alter = alter_family,
    .drop = pgp_definition_drop,
};

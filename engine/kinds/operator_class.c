/*
 * Operator classes with the members that hang on them.
 */
#include "kinds/operator.h"

#include <string.h>

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_operator_class, type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_operator_class, family, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_operator_class, is_default, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_operator_class, storage, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_operator_class, members, PGP_VALUE_SET, 0),
};

/* -- catalogs --------------------------------------------------------------------------------------------- */

static const char *class_query(int server_version) {
    (void)server_version;
    return "SELECT o.oid, o.opcnamespace, o.opcname, o.opcowner, m.amname, format_type(o.opcintype, NULL),"
           " (SELECT " PGP_BARE_NAME(
               "f.opfnamespace",
               "quote_ident(f.opfname)") " FROM pg_opfamily f"
                                         " WHERE f.oid = o.opcfamily), o.opcdefault,"
                                         " CASE WHEN o.opckeytype <> 0 THEN format_type(o.opckeytype, NULL) "
                                         "END, " PGP_MEMBER_QUERY(
                                             "2616", "o.oid") " FROM pg_opclass o JOIN pg_am m ON m.oid = "
                                                              "o.opcmethod WHERE o.oid >= 16384";
}

static pgp_status class_row(pgp_catalog *catalog, const pgp_row *row) {
    enum { METHOD = PGP_DEFINITION_COLUMNS, TYPE, FAMILY, DEFAULT, STORAGE, MEMBERS };
    pgp_operator_class *class_ = pgp_definition_row(catalog, row, &pgp_kind_operator_class,
                                                    PGP_CLASS_OPERATOR_CLASS, pgp_row_text(row, METHOD));
    if (!class_)
        return PGP_OK;
    class_->type = pgp_row_text(row, TYPE);
    class_->family = pgp_row_text(row, FAMILY);
    class_->is_default = pgp_row_bool(row, DEFAULT);
    class_->storage = pgp_row_text(row, STORAGE);
    class_->members = pgp_names_sorted(catalog->model->arena, pgp_row_names(row, MEMBERS));
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

/* Without FAMILY it is the one of the class's name, which is made when it is not there. */
static pgp_status read_family(pgp_parser *parser, pgp_operator_class *class_,
                              const PgQuery__CreateOpClassStmt *create, pgp_operator_family **out) {
    pgp_object *object = &class_->object;
    if (create->n_opfamilyname) {
        PGP_TRY(pgp_family_label(parser, create->n_opfamilyname, create->opfamilyname, object->args, object,
                                 &class_->family));
        *out = pgp_family_labeled(parser->model, class_->family, object->args);
        return *out ? PGP_OK : pgp_parse_unknown(parser, 0, "an operator class in a family of the system");
    }
    pgp_object *family = pgp_model_find_kind(parser->model, &pgp_kind_operator_family, object->schema,
                                             object->name, object->args);
    if (!family) {
        family = pgp_object_new(parser->model, &pgp_kind_operator_family, object->schema, object->name);
        family->args = object->args;
        family->where = object->where;
        pgp_refer(parser, family, PGP_REF_SCHEMA, NULL, family->schema, true, 0);
        pgp_model_add(parser->model, family);
    }
    pgp_refer_named(parser, object, &pgp_kind_operator_family, family->schema, family->name, 0);
    class_->family = pgp_label_of(parser, family);
    *out = (pgp_operator_family *)family;
    return PGP_OK;
}

static pgp_status read_items(pgp_parser *parser, pgp_operator_class *class_, pgp_operator_family *family,
                             const PgQuery__CreateOpClassStmt *create) {
    for (size_t i = 0; i < create->n_items; i++) {
        const PgQuery__CreateOpClassItem *item = create->items[i]->create_op_class_item;
        if (!item->storedtype) {
            PGP_TRY(pgp_read_member(parser, item, class_, family));
            continue;
        }
        PGP_TRY(pgp_read_argument_type(parser, item->storedtype, &class_->object, &class_->storage));
        if (strcmp(class_->storage, class_->type) == 0)
            class_->storage = NULL;
    }
    return PGP_OK;
}

pgp_status pgp_read_create_operator_class(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateOpClassStmt *create = statement->create_op_class_stmt;
    pgp_operator_class *class_ =
        pgp_definition_new(parser, &pgp_kind_operator_class, create->n_opclassname, create->opclassname);
    pgp_operator_family *family;
    class_->object.args = pgp_intern(parser->model, create->amname);
    class_->is_default = create->is_default;
    PGP_TRY(pgp_read_argument_type(parser, create->datatype, &class_->object, &class_->type));
    PGP_TRY(read_family(parser, class_, create, &family));
    PGP_TRY(read_items(parser, class_, family, create));
    return pgp_definition_add(parser, &class_->object, false);
}

/* -- steps -------------------------------------------------------------------------------------------------- */

static void create_class(pgp_emitter *emitter, pgp_object *object) {
    const pgp_operator_class *class_ = (const pgp_operator_class *)object;
    pgp_text sql = pgp_definition_sql(emitter, object), list = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "%s FOR TYPE %s USING %s FAMILY %s AS", class_->is_default ? " DEFAULT" : "",
                  class_->type, pgp_quoted(emitter->arena, object->args), class_->family);
    for (size_t i = 0; i < class_->members.count; i++) {
        pgp_text_next(&list, ",");
        pgp_text_addf(&list, "\n    %s", class_->members.items[i]);
    }
    if (class_->storage || !list.size) { /* something must stand there */
        pgp_text_next(&list, ",");
        pgp_text_addf(&list, "\n    STORAGE %s", class_->storage ? class_->storage : class_->type);
    }
    pgp_text_add(&sql, list.data);
    pgp_definition_emit(emitter, '+', object, sql.data);
}

const pgp_kind pgp_kind_operator_class = {
    .name = "operator_class",
    .title = "operator classes",
    .sql = "OPERATOR CLASS",
    .space = PGP_SPACE_OTHER,
    .args_word = "USING",
    .size = sizeof(pgp_operator_class),
    .order = 39,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = class_query,
    .presence = PGP_PRESENT_OWN("pg_opclass"),
    .row = class_row,
    .create = create_class,
    .drop = pgp_definition_drop,
};

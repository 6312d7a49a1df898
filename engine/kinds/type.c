#include "kinds/type.h"

#include "kinds/table.h"

#include <string.h>

/* -- catalogs ------------------------------------------------------------------------------------------ */

void *pgp_type_row(pgp_catalog *catalog, const pgp_row *row, const pgp_kind *kind) {
    Oid oid = pgp_row_oid(row, 0), array = pgp_row_oid(row, 1), owner = pgp_row_oid(row, 4);
    if (pgp_catalog_is_member(catalog, PGP_CLASS_TYPE, oid))
        return NULL;
    pgp_object *type = pgp_object_new(catalog->model, kind, pgp_row_text(row, 2), pgp_row_text(row, 3));
    pgp_model_add(catalog->model, type);
    pgp_catalog_register(catalog, PGP_CLASS_TYPE, oid, 0, type);
    if (array)
        pgp_catalog_register(catalog, PGP_CLASS_TYPE, array, 0, type);
    pgp_catalog_owner(catalog, type, owner);
    pgp_catalog_acl(catalog, type, 'T', owner, pgp_row_string(row, 5));
    return type;
}

const char *pgp_row_qualified(const pgp_row *row, int column) {
    if (pgp_row_null(row, column + 1))
        return NULL;
    pgp_model *model = row->catalog->model;
    return pgp_intern(model,
                      pgp_quoted2(model->arena, pgp_row_text(row, column), pgp_row_text(row, column + 1)));
}

/* -- statements of a file ------------------------------------------------------------------------------------ */

pgp_status pgp_parse_exists(pgp_parser *parser, const pgp_object *existing, int location) {
    parser->found_existing = true;
    pgp_parse_fail(parser, PGP_INPUT, location, "%s %s exists already", existing->kind->name,
                   pgp_object_label(parser->arena, existing));
    if (!existing->where.file)
        return PGP_INPUT;
    return pgp_hint(parser->context, "It was made at %s:%d:%d.", existing->where.file, existing->where.line,
                    existing->where.column);
}

/* Only an interval takes its length before a null is found to be one. */
bool pgp_keeps_null(const pgp_model *model, const char *type) {
    bool interval = strncmp(type, "interval", strlen("interval")) == 0 && !strchr(type, '[');
    const pgp_object *found = pgp_object_named(model, PGP_SPACE_TYPE, type);
    return (strchr(type, '(') && !interval) || (found && found->kind == &pgp_kind_domain);
}

const char *pgp_read_name(pgp_parser *parser, const char *name) {
    return name && *name ? pgp_intern(parser->model, name) : NULL;
}

pgp_status pgp_type_new(pgp_parser *parser, const pgp_kind *kind, const char *schema, const char *name,
                        void *out) {
    schema = pgp_creation_schema(parser, schema);
    /* pg_type holds the row types of relations, too. */
    pgp_object *existing = pgp_model_find(parser->model, PGP_SPACE_TYPE, schema, name, NULL);
    if (!existing)
        existing = pgp_model_find(parser->model, PGP_SPACE_RELATION, schema, name, NULL);
    if (existing && existing->kind != &pgp_kind_index && existing->kind != &pgp_kind_constraint)
        return pgp_parse_exists(parser, existing, 0);
    pgp_object *type = pgp_object_new(parser->model, kind, schema, name);
    type->where = pgp_parse_where(parser, 0);
    pgp_refer(parser, type, PGP_REF_SCHEMA, NULL, schema, true, 0);
    *(pgp_object **)out = type;
    return PGP_OK;
}

pgp_status pgp_type_find(pgp_parser *parser, const pgp_kind *kind, size_t n, PgQuery__Node *const *names,
                         void *out) {
    const char *schema, *name;
    pgp_name_of_list(n, names, &schema, &name);
    pgp_object *type = pgp_lookup(parser, kind->space, schema, name);
    if (!type)
        return pgp_parse_later(parser, 0, "type", schema, name);
    if (type->kind != kind)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "%s is not of kind %s but %s",
                              pgp_object_label(parser->arena, type), kind->name, type->kind->name);
    *(pgp_object **)out = type;
    return PGP_OK;
}

/* -- steps ---------------------------------------------------------------------------------------------------- */

const char *pgp_type_summary(pgp_emitter *emitter, const pgp_object *type) {
    const char *word = type->kind == &pgp_kind_domain      ? "domain"
                       : type->kind == &pgp_kind_collation ? "collation"
                                                           : "type";
    return pgp_printf(emitter->arena, "%s %s", word, pgp_object_label(emitter->arena, type));
}

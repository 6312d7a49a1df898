/*
 * The object that COMMENT, ALTER, GRANT and DROP name: what the grammar makes of its name differs from type
 * to type.
 */
#include "kinds/database_object.h"
#include "kinds/definition.h"
#include "kinds/system_privileges.h"
#include "kinds/view.h"
#include "parse/extensions.h"

#include <string.h>

/* A name list, whatever node the grammar put it in. */
typedef struct name_list {
    size_t count;
    PgQuery__Node *const *items;
} name_list;

static name_list list_of(const PgQuery__Node *const *node) {
    switch ((*node)->node_case) {
    case PG_QUERY__NODE__NODE_LIST: return (name_list){(*node)->list->n_items, (*node)->list->items};
    case PG_QUERY__NODE__NODE_TYPE_NAME:
        return (name_list){(*node)->type_name->n_names, (*node)->type_name->names};
    default: return (name_list){1, (PgQuery__Node *const *)(const void *)node};
    }
}

static const char *last_of(name_list names) {
    return pgp_string_of(names.items[names.count - 1]);
}

/* Members of extensions are nobody's business here: *out stays NULL. That is only known for types and
 * relations. */
static pgp_status missing(pgp_parser *parser, int location, const char *what, pgp_member_type type,
                          const char *schema, const char *name) {
    if (pgp_is_system_schema(schema))
        return pgp_parse_unknown(parser, location, "a statement about an object of the system");
    if (pgp_extension_provides(parser, type, schema, name))
        return PGP_OK;
    if (parser->last_chance && pgp_extension_is_opaque(parser)) {
        pgp_location where = pgp_parse_where(parser, location);
        pgp_note_add(parser->context, &where, "%s \"%s\" is taken to be an extension's: left out", what,
                     name);
        return PGP_OK;
    }
    return pgp_parse_later(parser, location, what, schema, name);
}

static pgp_status find_named(pgp_parser *parser, name_list names, int location, pgp_object **out) {
    const char *schema, *name;
    pgp_name_of_list(names.count, names.items, &schema, &name);
    *out = pgp_lookup(parser, PGP_SPACE_RELATION, schema, name);
    return *out ? PGP_OK : missing(parser, location, "relation", PGP_MEMBER_RELATION, schema, name);
}

pgp_status pgp_find_target_relation(pgp_parser *parser, const PgQuery__RangeVar *relation, pgp_object **out) {
    const char *schema = relation->schemaname && *relation->schemaname ? relation->schemaname : NULL;
    *out = pgp_lookup(parser, PGP_SPACE_RELATION, schema, relation->relname);
    return *out ? PGP_OK
                : missing(parser, relation->location, "relation", PGP_MEMBER_RELATION, schema,
                          relation->relname);
}

/* Composite types are relations. */
static pgp_status find_type(pgp_parser *parser, name_list names, int location, pgp_object **out) {
    const char *schema, *name;
    pgp_name_of_list(names.count, names.items, &schema, &name);
    *out = pgp_lookup(parser, PGP_SPACE_TYPE, schema, name);
    if (!*out)
        *out = pgp_lookup(parser, PGP_SPACE_RELATION, schema, name);
    return *out ? PGP_OK : missing(parser, location, "type", PGP_MEMBER_TYPE, schema, name);
}

static pgp_status find_column(pgp_parser *parser, name_list names, int location, pgp_object **out) {
    pgp_object *relation = NULL;
    if (names.count < 2)
        return pgp_parse_fail(parser, PGP_INPUT, location, "column name must be qualified");
    const char *name = last_of(names);
    PGP_TRY(find_named(parser, (name_list){names.count - 1, names.items}, location, &relation));
    if (!relation)
        return PGP_OK;
    *out = pgp_is_view(relation) ? pgp_view_column(parser->model, relation, name)
                                 : pgp_child(relation, &pgp_kind_column, name);
    return *out ? PGP_OK : pgp_parse_later(parser, location, "column", relation->name, name);
}

/* CONSTRAINT, TRIGGER, RULE, POLICY name ON relation: the name is last in the list. */
static pgp_status find_part(pgp_parser *parser, const pgp_kind *kind, name_list names, int location,
                            pgp_object **out) {
    pgp_object *relation = NULL;
    const char *name = last_of(names);
    PGP_TRY(find_named(parser, (name_list){names.count - 1, names.items}, location, &relation));
    if (!relation)
        return PGP_OK;
    *out = pgp_child(relation, kind, name);
    return *out ? PGP_OK : pgp_parse_later(parser, location, kind->name, NULL, name);
}

static pgp_status find_domain_constraint(pgp_parser *parser, name_list names, int location,
                                         pgp_object **out) {
    pgp_object *domain = NULL;
    const PgQuery__Node *type = names.items[0];
    const char *name = last_of(names);
    PGP_TRY(find_type(parser, list_of(&type), location, &domain));
    if (!domain)
        return PGP_OK;
    *out = pgp_child(domain, &pgp_kind_constraint, name);
    return *out ? PGP_OK : pgp_parse_later(parser, location, "constraint", NULL, name);
}

/* initdb installs plpgsql: a file may speak of it without CREATE EXTENSION. */
static pgp_status find_extension(pgp_parser *parser, const char *name, int location, pgp_object **out) {
    *out = pgp_model_find(parser->model, PGP_SPACE_EXTENSION, NULL, name, NULL);
    if (*out)
        return PGP_OK;
    if (strcmp(name, "plpgsql") != 0 || !parser->last_chance)
        return pgp_parse_later(parser, location, "extension", NULL, name);
    *out = pgp_object_new(parser->model, &pgp_kind_extension, NULL, name);
    (*out)->flags |= PGP_OBJECT_BUILTIN;
    pgp_model_add(parser->model, *out);
    return PGP_OK;
}

static pgp_status find_schema(pgp_parser *parser, const char *name, int location, pgp_object **out) {
    *out = pgp_model_find(parser->model, PGP_SPACE_SCHEMA, NULL, name, NULL);
    return *out ? PGP_OK : pgp_parse_later(parser, location, "schema", NULL, name);
}

static bool has_extensions(const pgp_model *model) {
    for (const pgp_object *o = model->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_extension && !(o->flags & PGP_OBJECT_BUILTIN))
            return true;
    return false;
}

/* Without a live database nobody lists the functions of extensions: one that no file makes is taken to be theirs
 * where there are any. */
static pgp_status find_function(pgp_parser *parser, const PgQuery__ObjectWithArgs *name, int location,
                                pgp_object **out) {
    const char *schema, *base;
    pgp_name_of_list(name->n_objname, name->objname, &schema, &base);
    if (pgp_same(schema, "pg_catalog"))
        return pgp_parse_unknown(parser, location, "a statement about an object of the system");
    pgp_status status = pgp_find_function(parser, name, location, out);
    if (status == PGP_LATER && pgp_extension_provides(parser, PGP_MEMBER_FUNCTION, schema, base))
        return PGP_OK;
    if (status != PGP_INPUT || !parser->last_chance || !has_extensions(parser->model))
        return status;
    pgp_location where = pgp_parse_where(parser, location);
    pgp_note_add(parser->context, &where, "function \"%s\" is taken to be an extension's: left out", base);
    parser->context->error = (pgp_error){.status = PGP_OK};
    *out = NULL;
    return PGP_OK;
}

static const pgp_kind *database_kind(PgQuery__ObjectType type) {
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_LANGUAGE: return &pgp_kind_language;
    case PG_QUERY__OBJECT_TYPE__OBJECT_ACCESS_METHOD: return &pgp_kind_access_method;
    case PG_QUERY__OBJECT_TYPE__OBJECT_FDW: return &pgp_kind_wrapper;
    case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_SERVER: return &pgp_kind_server;
    case PG_QUERY__OBJECT_TYPE__OBJECT_EVENT_TRIGGER: return &pgp_kind_event_trigger;
    case PG_QUERY__OBJECT_TYPE__OBJECT_PUBLICATION: return &pgp_kind_publication;
    case PG_QUERY__OBJECT_TYPE__OBJECT_SUBSCRIPTION: return &pgp_kind_subscription;
    default: return NULL;
    }
}

/* An object in no schema. One that no file makes is taken to be an extension's where there is one. */
static pgp_status find_in_database(pgp_parser *parser, const pgp_kind *kind, const char *name, int location,
                                   pgp_object **out) {
    *out = pgp_model_find_kind(parser->model, kind, NULL, name, NULL);
    if (*out)
        return PGP_OK;
    bool builtin = kind == &pgp_kind_language && pgp_is_system_language(name);
    if (!builtin && !(parser->last_chance && has_extensions(parser->model)))
        return pgp_parse_later(parser, location, pgp_kind_words(parser->arena, kind), NULL, name);
    pgp_location where = pgp_parse_where(parser, location);
    pgp_note_add(parser->context, &where, "%s \"%s\" %s: left out", pgp_kind_words(parser->arena, kind), name,
                 builtin ? "comes with every database" : "is taken to be an extension's");
    return PGP_OK;
}

static const struct {
    PgQuery__ObjectType type;
    const pgp_kind *kind;
} others[] = {
    {PG_QUERY__OBJECT_TYPE__OBJECT_COLLATION, &pgp_kind_collation},
    {PG_QUERY__OBJECT_TYPE__OBJECT_CONVERSION, &pgp_kind_conversion},
    {PG_QUERY__OBJECT_TYPE__OBJECT_OPCLASS, &pgp_kind_operator_class},
    {PG_QUERY__OBJECT_TYPE__OBJECT_OPFAMILY, &pgp_kind_operator_family},
    {PG_QUERY__OBJECT_TYPE__OBJECT_STATISTIC_EXT, &pgp_kind_statistics},
    {PG_QUERY__OBJECT_TYPE__OBJECT_TSPARSER, &pgp_kind_text_search_parser},
    {PG_QUERY__OBJECT_TYPE__OBJECT_TSTEMPLATE, &pgp_kind_text_search_template},
    {PG_QUERY__OBJECT_TYPE__OBJECT_TSDICTIONARY, &pgp_kind_text_search_dictionary},
    {PG_QUERY__OBJECT_TYPE__OBJECT_TSCONFIGURATION, &pgp_kind_text_search_configuration},
};

/* Kinds with a name in a schema; before that of an operator class or family stands its access method. */
static pgp_status find_other(pgp_parser *parser, PgQuery__ObjectType type, name_list names, int location,
                             pgp_object **out) {
    const pgp_kind *kind = NULL;
    const char *schema, *name, *method = NULL;
    for (size_t i = 0; i < sizeof others / sizeof *others && !kind; i++)
        if (others[i].type == type)
            kind = others[i].kind;
    if (!kind)
        return pgp_parse_unknown(parser, location, "a statement about this type of object");
    if (kind == &pgp_kind_operator_class || kind == &pgp_kind_operator_family) {
        method = pgp_string_of(names.items[0]);
        names = (name_list){names.count - 1, names.items + 1};
    }
    pgp_name_of_list(names.count, names.items, &schema, &name);
    *out = pgp_lookup_kind(parser, kind, schema, name, method);
    return *out ? PGP_OK : missing(parser, location, kind->name, PGP_MEMBER_RELATION, schema, name);
}

static pgp_status find_cast(pgp_parser *parser, name_list types, int location, pgp_object **out) {
    const char *args;
    PGP_TRY(pgp_cast_types(parser, types.items[0]->type_name, types.items[1]->type_name, NULL, &args));
    *out = pgp_model_find_kind(parser->model, &pgp_kind_cast, NULL, "", args);
    return *out ? PGP_OK : missing(parser, location, "cast", PGP_MEMBER_RELATION, NULL, args);
}

pgp_status pgp_find_target(pgp_parser *parser, PgQuery__ObjectType type, const PgQuery__Node *name,
                           int location, pgp_object **out) {
    *out = NULL;
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_INDEX: /* that of a primary key is the constraint */
        return find_named(parser, list_of(&name), location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN: return find_type(parser, list_of(&name), location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
    case PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE: return find_column(parser, list_of(&name), location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT:
        return find_part(parser, &pgp_kind_constraint, list_of(&name), location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER:
        return find_part(parser, &pgp_kind_trigger, list_of(&name), location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_RULE:
        return find_part(parser, &pgp_kind_rule, list_of(&name), location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_POLICY:
        return find_part(parser, &pgp_kind_policy, list_of(&name), location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT:
        return find_domain_constraint(parser, list_of(&name), location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA:
        return find_schema(parser, last_of(list_of(&name)), location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_EXTENSION:
        return find_extension(parser, last_of(list_of(&name)), location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_PROCEDURE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_ROUTINE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE:
        return find_function(parser, name->object_with_args, location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_LANGUAGE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_ACCESS_METHOD:
    case PG_QUERY__OBJECT_TYPE__OBJECT_FDW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_SERVER:
    case PG_QUERY__OBJECT_TYPE__OBJECT_EVENT_TRIGGER:
    case PG_QUERY__OBJECT_TYPE__OBJECT_PUBLICATION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_SUBSCRIPTION:
        return find_in_database(parser, database_kind(type), last_of(list_of(&name)), location, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TRANSFORM:
        return pgp_find_transform(parser, name->list->items[0]->type_name,
                                  pgp_string_of(name->list->items[1]), out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_OPERATOR:
        return pgp_find_operator(parser, name->object_with_args, out);
    case PG_QUERY__OBJECT_TYPE__OBJECT_CAST: return find_cast(parser, list_of(&name), location, out);
    default: return find_other(parser, type, list_of(&name), location, out);
    }
}

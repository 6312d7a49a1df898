/*
 * ALTER DEFAULT PRIVILEGES: one object for each role, schema (or none) and type of object.
 */
#include "kinds/grant.h"

#include <string.h>

static const struct {
    const char *objects, *sql;
    char type, letter; /* of acldefault(), of pg_default_acl */
    PgQuery__ObjectType grammar;
} types[] = {
    {"tables", "TABLES", 'r', 'r', PG_QUERY__OBJECT_TYPE__OBJECT_TABLE},
    {"sequences", "SEQUENCES", 's', 'S', PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE},
    {"functions", "FUNCTIONS", 'f', 'f', PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION},
    {"types", "TYPES", 'T', 'T', PG_QUERY__OBJECT_TYPE__OBJECT_TYPE},
    {"schemas", "SCHEMAS", 'n', 'n', PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA},
    {"large objects", "LARGE OBJECTS", 'L', 'L', PG_QUERY__OBJECT_TYPE__OBJECT_LARGEOBJECT},
};

enum { TYPE_COUNT = sizeof types / sizeof *types };

char pgp_default_type(const char *objects) {
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (strcmp(types[i].objects, objects) == 0)
            return types[i].type;
    return '\0';
}

const char *pgp_default_objects(char type) {
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (types[i].type == type)
            return types[i].objects;
    return NULL;
}

static pgp_default_privileges *find_or_add(pgp_model *model, const char *schema, const char *role,
                                           const char *objects) {
    pgp_object *found = pgp_model_find_kind(model, &pgp_kind_default_privileges, schema, role, objects);
    if (!found) {
        found = pgp_object_new(model, &pgp_kind_default_privileges, schema, role);
        found->args = pgp_intern(model, objects);
        pgp_model_add(model, found);
    }
    return (pgp_default_privileges *)found;
}

/* -- catalogs -------------------------------------------------------------------------------------------- */

static const char *default_privileges_query(int server_version) {
    (void)server_version;
    return "SELECT d.defaclrole, n.nspname, d.defaclobjtype, d.defaclacl FROM pg_catalog.pg_default_acl d"
           " LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace";
}

static const char *objects_of_letter(char letter) {
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (types[i].letter == letter)
            return types[i].objects;
    return NULL;
}

static pgp_status default_privileges_row(pgp_catalog *catalog, const pgp_row *row) {
    const char *role = pgp_catalog_role(catalog, pgp_row_oid(row, 0));
    const char *objects = objects_of_letter(pgp_row_char(row, 2));
    if (!objects)
        return pgp_fail(catalog->context, PGP_UNKNOWN, NULL,
                        "default privileges of role \"%s\" for objects of type \"%c\" are not supported yet",
                        role, pgp_row_char(row, 2));
    pgp_default_privileges *found = find_or_add(catalog->model, pgp_row_text(row, 1), role, objects);
    const pgp_acl acl = pgp_acl_parse(catalog->model->arena, pgp_row_string(row, 3), role);
    found->items = pgp_acl_items(catalog->model, &acl);
    return PGP_OK;
}

/* -- statements of a file -------------------------------------------------------------------------------- */

typedef struct scope {
    pgp_names roles, schemas;
} scope;

static void read_option(pgp_parser *parser, const PgQuery__DefElem *option, scope *out) {
    const PgQuery__List *list = option->arg->list;
    for (size_t i = 0; i < list->n_items; i++) {
        if (strcmp(option->defname, "roles") == 0)
            pgp_names_add(parser->arena, &out->roles, pgp_role_name(parser, list->items[i]->role_spec));
        else if (strcmp(option->defname, "schemas") == 0)
            pgp_names_add(parser->arena, &out->schemas,
                          pgp_intern(parser->model, pgp_string_of(list->items[i])));
    }
}

static scope read_scope(pgp_parser *parser, const PgQuery__AlterDefaultPrivilegesStmt *alter) {
    scope s = {.roles = {.count = 0}};
    for (size_t i = 0; i < alter->n_options; i++)
        read_option(parser, alter->options[i]->def_elem, &s);
    if (s.roles.count == 0)
        pgp_names_add(parser->arena, &s.roles, parser->role ? parser->role : "CURRENT_USER");
    return s;
}

static void add_grant(pgp_parser *parser, const char *schema, const char *role, char type,
                      const pgp_grant *grant) {
    pgp_grant *copy = memcpy(PGP_NEW(parser->arena, pgp_grant), grant, sizeof *grant);
    pgp_default_privileges *object = find_or_add(parser->model, schema, role, pgp_default_objects(type));
    if (!object->object.where.file)
        object->object.where = copy->where;
    pgp_grant_insert(&object->grants, copy);
}

pgp_status pgp_read_default_privileges(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterDefaultPrivilegesStmt *alter = statement->alter_default_privileges_stmt;
    scope s = read_scope(parser, alter);
    char type = '\0';
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (types[i].grammar == alter->action->objtype)
            type = types[i].type;
    if (!type)
        return pgp_parse_unknown(parser, 0, "ALTER DEFAULT PRIVILEGES for this type of object");
    for (size_t i = 0; i < s.schemas.count; i++)
        if (!pgp_model_find(parser->model, PGP_SPACE_SCHEMA, NULL, s.schemas.items[i], NULL))
            return pgp_parse_later(parser, 0, "schema", NULL, s.schemas.items[i]);
    pgp_grant *grant;
    PGP_TRY(pgp_read_grant_of(parser, alter->action, type, &grant));
    for (size_t r = 0; r < s.roles.count; r++) {
        if (s.schemas.count == 0)
            add_grant(parser, NULL, s.roles.items[r], type, grant);
        for (size_t i = 0; i < s.schemas.count; i++)
            add_grant(parser, s.schemas.items[i], s.roles.items[r], type, grant);
    }
    return PGP_OK;
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static int version_of(const pgp_emitter *emitter) {
    return emitter->server_version ? emitter->server_version : PGP_NEWEST_SERVER;
}

static pgp_acl_target target_of(pgp_emitter *emitter, const pgp_object *object) {
    pgp_text prefix = pgp_text_new(emitter->arena), role = pgp_text_new(emitter->arena);
    pgp_sql_role(&role, object->name);
    pgp_text_addf(&prefix, "ALTER DEFAULT PRIVILEGES FOR ROLE %s ", role.data);
    if (object->schema)
        pgp_text_addf(&prefix, "IN SCHEMA %s ", pgp_quoted(emitter->arena, object->schema));
    pgp_acl_target target = {.object = object, .prefix = prefix.data, .owner = object->name};
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (strcmp(types[i].objects, object->args) == 0) {
            target.on = types[i].sql;
            target.type = types[i].type;
        }
    return target;
}

/* What holds when no entry of pg_default_acl says otherwise. */
static pgp_acl unsaid(pgp_emitter *emitter, const pgp_object *object) {
    if (object->schema)
        return (pgp_acl){.count = 0};
    return pgp_acl_default(emitter->arena, pgp_default_type(object->args), version_of(emitter));
}

static pgp_acl said(pgp_emitter *emitter, const pgp_object *object) {
    return pgp_acl_of_items(emitter->arena, &((const pgp_default_privileges *)object)->items);
}

static void create_default_privileges(pgp_emitter *emitter, pgp_object *object) {
    pgp_acl_target target = target_of(emitter, object);
    target.fresh = true;
    pgp_acl from = unsaid(emitter, object), to = said(emitter, object);
    pgp_acl_emit(emitter, &target, &from, &to);
}

static void alter_default_privileges(pgp_emitter *emitter, pgp_change *change) {
    pgp_acl_target target = target_of(emitter, change->desired);
    pgp_acl from = said(emitter, change->live), to = said(emitter, change->desired);
    pgp_acl_emit(emitter, &target, &from, &to);
}

static bool schema_goes(const pgp_emitter *emitter, const pgp_object *object) {
    const pgp_object *schema =
        object->schema ? pgp_model_find(emitter->plan->live, PGP_SPACE_SCHEMA, NULL, object->schema, NULL)
                       : NULL;
    return schema && schema->change && schema->change->action == PGP_DROP;
}

static void drop_default_privileges(pgp_emitter *emitter, const pgp_object *object) {
    if (schema_goes(emitter, object))
        return;
    pgp_acl_target target = target_of(emitter, object);
    pgp_acl from = said(emitter, object), to = unsaid(emitter, object);
    pgp_acl_emit(emitter, &target, &from, &to);
}

static pgp_way way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_default_privileges, items, PGP_VALUE_SET, 0),
};

/* Last of all: what a plan creates is created with the default privileges of before. */
const pgp_kind pgp_kind_default_privileges = {
    .name = "default_privileges",
    .title = "default privileges",
    .sql = "DEFAULT PRIVILEGES",
    .space = PGP_SPACE_DEFAULT_PRIVILEGES,
    .size = sizeof(pgp_default_privileges),
    .order = 990,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = default_privileges_query,
    .presence = "pg_default_acl",
    .row = default_privileges_row,
    .way = way,
    .create = create_default_privileges,
    .alter = alter_default_privileges,
    .drop = drop_default_privileges,
};

/*
 * GRANT and REVOKE of a file: looked up here, folded by kinds/acl_fold.c.
 */
#include "kinds/grant.h"

#include "kinds/system_privileges.h"
#include "kinds/view.h"

#include <ctype.h>
#include <string.h>

/* -- who and what ---------------------------------------------------------------------------------------- */

static const char *in_capitals(pgp_parser *parser, const char *name) {
    char *capitals = pgp_strdup(parser->arena, name);
    for (char *c = capitals; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return pgp_intern(parser->model, capitals);
}

static pgp_status read_privilege(pgp_parser *parser, const char *name, char type, pgp_names *out) {
    const char *privilege = in_capitals(parser, name);
    unsigned right = pgp_acl_right(privilege);
    if (!right)
        return pgp_parse_fail(parser, PGP_INPUT, 0, "unrecognized privilege type \"%s\"", name);
    if (!(right & pgp_acl_all(type, PGP_NEWEST_SERVER)))
        return pgp_parse_fail(parser, PGP_INPUT, 0, "invalid privilege type %s for this type of object",
                              privilege);
    pgp_names_add(parser->arena, out, privilege);
    return PGP_OK;
}

static pgp_grant *new_grant(pgp_parser *parser, const PgQuery__GrantStmt *said) {
    pgp_grant *grant = PGP_NEW(parser->arena, pgp_grant);
    grant->where = pgp_parse_where(parser, 0);
    grant->grant = said->is_grant;
    grant->option = said->grant_option;
    for (size_t i = 0; i < said->n_grantees; i++)
        pgp_names_add(parser->arena, &grant->grantees, pgp_role_name(parser, said->grantees[i]->role_spec));
    return grant;
}

pgp_status pgp_read_grant_of(pgp_parser *parser, const PgQuery__GrantStmt *said, char type, pgp_grant **out) {
    pgp_grant *grant = new_grant(parser, said);
    for (size_t i = 0; i < said->n_privileges; i++) {
        const PgQuery__AccessPriv *privilege = said->privileges[i]->access_priv;
        if (privilege->n_cols == 0)
            PGP_TRY(read_privilege(parser, privilege->priv_name, type, &grant->privileges));
    }
    *out = grant;
    return PGP_OK;
}

/* -- on objects ------------------------------------------------------------------------------------------ */

typedef struct object_list {
    pgp_object **items;
    size_t count, capacity;
} object_list;

/* Nothing is changed before everything has been found: the statement may be read again. */
typedef struct granting {
    pgp_parser *parser;
    const PgQuery__GrantStmt *said;
    object_list objects;
} granting;

static void collect(granting *g, pgp_object *object) {
    PGP_PUSH(g->parser->arena, g->objects.items, g->objects.count, g->objects.capacity, object);
}

/* An object of the system is one that is not in the model: what is said of it will be. */
static bool is_of_system(const pgp_object *object) {
    return object->kind == &pgp_kind_system_privileges;
}

static char type_of(const pgp_object *object) {
    return is_of_system(object) ? pgp_system_acl_type(object) : pgp_acl_type(object);
}

/* A file's function may have the name of one of the system. */
static void prefer_own(granting *g, const PgQuery__Node *name, pgp_object **out) {
    pgp_object *own = NULL;
    pgp_error before = g->parser->context->error;
    if (name->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS &&
        pgp_find_function(g->parser, name->object_with_args, 0, &own) == PGP_OK && own)
        *out = own;
    g->parser->context->error = before;
}

static pgp_status find_object(granting *g, const PgQuery__Node *name, pgp_object **out) {
    pgp_system_privileges *system;
    PGP_TRY(pgp_find_system_target(g->parser, g->said->objtype, name, &system));
    if (system) {
        *out = &system->object;
        prefer_own(g, name, out);
        return PGP_OK;
    }
    return name->node_case == PG_QUERY__NODE__NODE_RANGE_VAR
               ? pgp_find_target_relation(g->parser, name->range_var, out)
               : pgp_find_target(g->parser, g->said->objtype, name, 0, out);
}

static pgp_status find_objects(granting *g) {
    for (size_t i = 0; i < g->said->n_objects; i++) {
        pgp_object *object = NULL;
        PGP_TRY(find_object(g, g->said->objects[i], &object));
        if (object && !type_of(object))
            return pgp_parse_fail(g->parser, PGP_INPUT, 0, "nothing can be granted on %s",
                                  pgp_object_label(g->parser->arena, object));
        if (object)
            collect(g, object);
    }
    return PGP_OK;
}

static bool is_of_type(const pgp_object *object, PgQuery__ObjectType type) {
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE: return pgp_acl_type(object) == 'r';
    case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE: return pgp_acl_type(object) == 's';
    case PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION:
        return object->kind == &pgp_kind_function || object->kind == &pgp_kind_aggregate;
    case PG_QUERY__OBJECT_TYPE__OBJECT_PROCEDURE: return object->kind == &pgp_kind_procedure;
    case PG_QUERY__OBJECT_TYPE__OBJECT_ROUTINE: return pgp_acl_type(object) == 'f';
    default: return false;
    }
}

/* ALL TABLES IN SCHEMA: what is written before it in the same file, as when psql runs it, and all of other
 * files. */
static pgp_status find_all_in_schemas(granting *g) {
    pgp_parser *parser = g->parser;
    const pgp_location here = pgp_parse_where(parser, 0);
    if (!parser->last_chance)
        return PGP_LATER;
    for (size_t i = 0; i < g->said->n_objects; i++) {
        const char *schema = pgp_string_of(g->said->objects[i]);
        if (pgp_is_system_schema(schema))
            return pgp_parse_unknown(parser, 0, "GRANT on all objects of a schema of the system");
        if (!pgp_model_find(parser->model, PGP_SPACE_SCHEMA, NULL, schema, NULL))
            return pgp_parse_later(parser, 0, "schema", NULL, schema);
        for (pgp_object *o = parser->model->objects; o; o = o->sibling)
            if (pgp_same(o->schema, schema) && is_of_type(o, g->said->objtype) &&
                !pgp_is_before(&here, &o->where))
                collect(g, o);
    }
    return PGP_OK;
}

static pgp_status find_column(pgp_parser *parser, pgp_object *relation, const PgQuery__Node *name,
                              pgp_object **out) {
    const char *column = pgp_string_of(name);
    if (is_of_system(relation)) {
        const pgp_system_privileges *table = (const pgp_system_privileges *)relation;
        pgp_system_privileges *part =
            memcpy(pgp_object_new(parser->model, &pgp_kind_system_privileges, NULL, relation->name), table,
                   sizeof *table);
        part->object.args = pgp_intern(parser->model, column);
        *out = &part->object;
        return PGP_OK;
    }
    *out = pgp_is_view(relation) ? pgp_view_column(parser->model, relation, column)
                                 : pgp_child(relation, &pgp_kind_column, column);
    return *out ? PGP_OK : pgp_parse_later(parser, 0, "column", relation->name, column);
}

static pgp_status check_columns(granting *g, const PgQuery__AccessPriv *privilege) {
    pgp_object *column;
    for (size_t o = 0; o < g->objects.count; o++)
        for (size_t c = 0; c < privilege->n_cols; c++) {
            if (type_of(g->objects.items[o]) != 'r')
                return pgp_parse_fail(g->parser, PGP_INPUT, 0, "column privileges are only of relations");
            PGP_TRY(find_column(g->parser, g->objects.items[o], privilege->cols[c], &column));
        }
    return PGP_OK;
}

static pgp_grant **grants_of(pgp_model *model, pgp_object *object) {
    if (!is_of_system(object))
        return &pgp_privileges_of(model, object)->grants;
    pgp_system_privileges *said = pgp_system_privileges_of(model, object->name, object->args);
    said->called = ((const pgp_system_privileges *)object)->called;
    if (!said->object.where.file)
        said->object.where = object->where;
    return &said->grants;
}

static void add_grant(granting *g, pgp_object *object, pgp_grant *grant) {
    pgp_grant *copy = memcpy(PGP_NEW(g->parser->arena, pgp_grant), grant, sizeof *grant);
    pgp_grant_insert(grants_of(g->parser->model, object), copy);
}

static pgp_status grant_columns(granting *g, const PgQuery__AccessPriv *privilege) {
    pgp_grant *grant = new_grant(g->parser, g->said);
    if (privilege->priv_name && *privilege->priv_name)
        PGP_TRY(read_privilege(g->parser, privilege->priv_name, 'c', &grant->privileges));
    for (size_t o = 0; o < g->objects.count; o++)
        for (size_t c = 0; c < privilege->n_cols; c++) {
            pgp_object *column;
            PGP_TRY(find_column(g->parser, g->objects.items[o], privilege->cols[c], &column));
            add_grant(g, column, grant);
        }
    return PGP_OK;
}

static pgp_status grant_objects(granting *g) {
    for (size_t o = 0; o < g->objects.count; o++) {
        pgp_grant *grant;
        PGP_TRY(pgp_read_grant_of(g->parser, g->said, type_of(g->objects.items[o]), &grant));
        if (g->said->n_privileges == 0 || grant->privileges.count)
            add_grant(g, g->objects.items[o], grant);
    }
    return PGP_OK;
}

static bool is_outside(PgQuery__ObjectType type) {
    return type == PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE ||
           type == PG_QUERY__OBJECT_TYPE__OBJECT_TABLESPACE ||
           type == PG_QUERY__OBJECT_TYPE__OBJECT_PARAMETER_ACL;
}

pgp_status pgp_read_grant(pgp_parser *parser, const PgQuery__Node *statement) {
    granting g = {.parser = parser, .said = statement->grant_stmt};
    if (is_outside(g.said->objtype)) {
        pgp_location where = pgp_parse_where(parser, 0);
        pgp_note_add(parser->context, &where,
                     "rights on a database, tablespace or parameter are not schema: left out");
        return PGP_OK;
    }
    bool all = g.said->targtype == PG_QUERY__GRANT_TARGET_TYPE__ACL_TARGET_ALL_IN_SCHEMA;
    PGP_TRY(all ? find_all_in_schemas(&g) : find_objects(&g));
    for (size_t i = 0; i < g.said->n_privileges; i++)
        PGP_TRY(check_columns(&g, g.said->privileges[i]->access_priv));
    for (size_t i = 0; i < g.said->n_privileges; i++)
        if (g.said->privileges[i]->access_priv->n_cols)
            PGP_TRY(grant_columns(&g, g.said->privileges[i]->access_priv));
    return grant_objects(&g);
}

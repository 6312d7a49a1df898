/*
 * Owners. Indexes, constraints and the like have the owner of their table; sequences that a column owns
 * follow it.
 */
#include "kinds/aspects.h"
#include "kinds/reading.h"

#include <string.h>

/* -- catalogs -------------------------------------------------------------------------------------------- */

void pgp_catalog_owner(pgp_catalog *catalog, pgp_object *object, Oid owner) {
    pgp_owner *child = pgp_object_new(catalog->model, &pgp_kind_owner, NULL, "");
    child->object.parent = object;
    child->role = pgp_catalog_role(catalog, owner);
    pgp_model_add(catalog->model, &child->object);
}

/* -- statements of a file -------------------------------------------------------------------------------- */

/* After SET ROLE the current user is that role; otherwise it is whoever connects. */
const char *pgp_role_name(pgp_parser *parser, const PgQuery__RoleSpec *role) {
    switch (role->roletype) {
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_PUBLIC: return PGP_EVERYBODY;
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CSTRING: return pgp_intern(parser->model, role->rolename);
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_SESSION_USER: return "CURRENT_USER";
    default: return parser->role ? parser->role : "CURRENT_USER";
    }
}

pgp_status pgp_set_owner(pgp_parser *parser, pgp_object *object, const PgQuery__RoleSpec *role) {
    pgp_object *child = pgp_child(object, &pgp_kind_owner, "");
    if (!child) {
        child = pgp_object_new(parser->model, &pgp_kind_owner, NULL, "");
        child->parent = object;
        pgp_model_add(parser->model, child);
    }
    child->where = pgp_parse_where(parser, 0);
    ((pgp_owner *)child)->role = pgp_role_name(parser, role);
    return PGP_OK;
}

pgp_status pgp_read_alter_owner(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterOwnerStmt *alter = statement->alter_owner_stmt;
    pgp_object *object;
    PGP_TRY(pgp_find_target(parser, alter->object_type, alter->object, 0, &object));
    return object ? pgp_set_owner(parser, object, alter->newowner) : PGP_OK;
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static void emit_owner(pgp_emitter *emitter, const pgp_object *object, char sign) {
    const pgp_object *owned = object->parent;
    const char *target = pgp_sql_target(emitter->arena, owned);
    pgp_text role = pgp_text_new(emitter->arena);
    pgp_sql_role(&role, ((const pgp_owner *)object)->role);
    pgp_emit(emitter, sign, object, pgp_printf(emitter->arena, "owner of %s: %s", target, role.data),
             pgp_printf(emitter->arena, "ALTER %s OWNER TO %s", target, role.data));
}

/* The role that connects owns what it creates, and an identity column's sequence goes with its table. */
static void create_owner(pgp_emitter *emitter, pgp_object *object) {
    const char *role = ((const pgp_owner *)object)->role;
    bool own = !emitter->rendering && pgp_same(role, emitter->plan->live->current_user);
    if (!own && !(object->parent->flags & PGP_OBJECT_IMPLIED))
        emit_owner(emitter, object, '~');
}

static void alter_owner(pgp_emitter *emitter, pgp_change *change) {
    emit_owner(emitter, change->desired, '~');
}

/* Somebody always owns an object: that a file says nothing changes nothing. */
static void drop_owner(pgp_emitter *emitter, const pgp_object *object) {
    (void)emitter;
    (void)object;
}

static pgp_way way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_owner, role, PGP_VALUE_TEXT, 0),
};

const pgp_kind pgp_kind_owner = {
    .name = "owner",
    .title = "owners",
    .sql = "OWNER",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_owner),
    .order = 900,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .way = way,
    .create = create_owner,
    .alter = alter_owner,
    .drop = drop_owner,
};

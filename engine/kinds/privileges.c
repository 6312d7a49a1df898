/*
 * Privileges. A live object without this child has the rights that CREATE gives; one with it has others.
 */
#include "kinds/aspects.h"
#include "kinds/ddl.h"
#include "kinds/reading.h"
#include "plan/order.h"

#include <string.h>

/* -- catalogs -------------------------------------------------------------------------------------------- */

/* Two lists that mean the same must not differ: {owner=arwdDxt/owner} is what no list says, too. */
void pgp_catalog_acl(pgp_catalog *catalog, pgp_object *object, char type, Oid owner, const char *acl) {
    pgp_model *model = catalog->model;
    if (!acl && !pgp_is_stock_schema(object))
        return;
    pgp_acl builtin = pgp_acl_builtin(model->arena, object, catalog->server_version);
    pgp_acl list = acl ? pgp_acl_parse(model->arena, acl, pgp_catalog_role(catalog, owner))
                       : pgp_acl_default(model->arena, type, catalog->server_version);
    if (pgp_acl_same(&list, &builtin))
        return;
    pgp_privileges *child = pgp_object_new(model, &pgp_kind_privileges, NULL, "");
    child->object.parent = object;
    child->items = pgp_acl_items(model, &list);
    pgp_model_add(model, &child->object);
}

/* -- steps ----------------------------------------------------------------------------------------------- */

static const char *on(pgp_arena *arena, const pgp_object *object) {
    const pgp_object *named = object->kind == &pgp_kind_column ? object->parent : object;
    char type = pgp_acl_type(named);
    const char *what = type == 'r'                           ? "TABLE"
                       : type == 'S'                         ? "FOREIGN SERVER"
                       : object->kind == &pgp_kind_aggregate ? "FUNCTION"
                                                             : named->kind->sql;
    return pgp_printf(arena, "%s %s", what, pgp_sql_object(arena, named));
}

/* What is made again with rights that only the database mentions may get another owner. */
static const char *next_owner(const pgp_plan *plan, const pgp_object *object) {
    const pgp_object *desired = pgp_model_counterpart(plan->desired, object);
    return pgp_owner_of(plan->desired, desired ? desired : object, plan->live);
}

static pgp_acl_target target_of(pgp_emitter *emitter, const pgp_object *privileges) {
    const pgp_object *object = privileges->parent;
    pgp_acl_target target = {
        .object = privileges, .prefix = "", .on = on(emitter->arena, object), .type = pgp_acl_type(object)};
    target.owner = next_owner(emitter->plan, object);
    if (object->kind == &pgp_kind_column)
        target.column = pgp_quoted(emitter->arena, object->name);
    return target;
}

static int version_of(const pgp_emitter *emitter) {
    return emitter->server_version ? emitter->server_version : PGP_NEWEST_SERVER;
}

static bool is_made(const pgp_object *object) {
    return object->change && (object->change->action == PGP_CREATE || object->change->action == PGP_REPLACE);
}

/* GRANT and REVOKE take trusted languages only, though one that is trusted no longer keeps its rights: so it is, meanwhile. */
static void emit_rights(pgp_emitter *emitter, const pgp_acl_target *target, const pgp_acl *from,
                        const pgp_acl *to) {
    const pgp_object *object = target->object->parent;
    const pgp_language *language = object->kind == &pgp_kind_language ? (const pgp_language *)object : NULL;
    bool untrusted = language && !language->trusted && !pgp_acl_same(from, to);
    if (untrusted)
        pgp_language_trust(emitter, language, true);
    pgp_acl_emit(emitter, target, from, to);
    if (untrusted)
        pgp_language_trust(emitter, language, false);
}

/* REVOKE on a table takes the rights on its columns along: those that are to stay are granted again. */
static void grant_columns_again(pgp_emitter *emitter, const pgp_object *table, const pgp_acl *from,
                                const pgp_acl *to) {
    for (const pgp_object *column = table->children; column; column = column->sibling) {
        const pgp_object *child =
            column->kind == &pgp_kind_column ? pgp_child(column, &pgp_kind_privileges, "") : NULL;
        if (!child)
            continue;
        pgp_acl kept = pgp_acl_of_items(emitter->arena, &((const pgp_privileges *)child)->items);
        pgp_acl left = pgp_acl_of_items(emitter->arena, &((const pgp_privileges *)child)->items);
        for (size_t i = 0; i < from->count; i++) {
            unsigned lost = from->items[i].rights & ~pgp_acl_entry_of(to, from->items[i].grantee).rights;
            pgp_acl_revoke(&left, from->items[i].grantee, lost, false);
        }
        pgp_acl_target target = target_of(emitter, child);
        pgp_acl_emit(emitter, &target, &left, &kept);
    }
}

static void create_privileges(pgp_emitter *emitter, pgp_object *object) {
    pgp_acl_target target = target_of(emitter, object);
    pgp_acl to = pgp_acl_of_items(emitter->arena, &((const pgp_privileges *)object)->items);
    bool made = !emitter->rendering && is_made(object->parent);
    target.fresh = made || emitter->rendering;
    pgp_acl from =
        made ? pgp_acl_fresh(emitter->arena, emitter->plan->live, object->parent, version_of(emitter))
             : pgp_acl_builtin(emitter->arena, object->parent, version_of(emitter));
    pgp_acl_rename(emitter->arena, &from, target.owner, PGP_OWNER);
    emit_rights(emitter, &target, &from, &to);
    /* What only the database knows comes back late. */
    const pgp_object *again =
        target.type == 'r' && made ? pgp_model_counterpart(emitter->plan->desired, object->parent) : NULL;
    if (again && again != object->parent)
        grant_columns_again(emitter, again, &from, &to);
}

static void alter_privileges(pgp_emitter *emitter, pgp_change *change) {
    pgp_acl_target target = target_of(emitter, change->desired);
    pgp_acl from = pgp_acl_of_items(emitter->arena, &((const pgp_privileges *)change->live)->items);
    pgp_acl to = pgp_acl_of_items(emitter->arena, &((const pgp_privileges *)change->desired)->items);
    emit_rights(emitter, &target, &from, &to);
    if (target.type == 'r')
        grant_columns_again(emitter, change->desired->parent, &from, &to);
}

static void drop_privileges(pgp_emitter *emitter, const pgp_object *object) {
    if (pgp_goes_with_parent(object))
        return;
    pgp_acl_target target = target_of(emitter, object);
    pgp_acl from = pgp_acl_of_items(emitter->arena, &((const pgp_privileges *)object)->items);
    pgp_acl to = pgp_acl_builtin(emitter->arena, object->parent, version_of(emitter));
    emit_rights(emitter, &target, &from, &to);
}

static pgp_way way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_privileges, items, PGP_VALUE_SET, 0),
};

const pgp_kind pgp_kind_privileges = {
    .name = "privileges",
    .title = "privileges",
    .sql = "PRIVILEGES",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_privileges),
    .order = 910,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .way = way,
    .create = create_privileges,
    .alter = alter_privileges,
    .drop = drop_privileges,
};

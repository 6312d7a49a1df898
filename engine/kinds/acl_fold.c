/*
 * What a file's GRANT, REVOKE and ALTER DEFAULT PRIVILEGES come to.
 *
 * The owner of an object is the one the file names; where it names none, the live object's; for an object
 * that is to be created, the role that connects. A grant to that role is a grant to "@owner", and so is one
 * to CURRENT_USER when that role connects. As long as nothing is known about the owner, names stay what
 * they are.
 */
#include "kinds/acl.h"

#include "kinds/reading.h"
#include "kinds/system_privileges.h"

#include <string.h>

typedef struct folder {
    pgp_model *model;
    const pgp_model *live;
    pgp_arena *arena;
    int version;
    pgp_default_privileges **defaults; /* those that statements of the file made */
    size_t default_count, default_capacity;
} folder;

/* -- lists ------------------------------------------------------------------------------------ */

/* A statement that had to wait comes late. */
void pgp_grant_insert(pgp_grant **list, pgp_grant *grant) {
    while (*list && !pgp_comes_before(&grant->where, &(*list)->where))
        list = &(*list)->next;
    grant->next = *list;
    *list = grant;
}

pgp_privileges *pgp_privileges_of(pgp_model *model, pgp_object *object) {
    pgp_object *found = pgp_child(object, &pgp_kind_privileges, "");
    if (!found) {
        found = pgp_object_new(model, &pgp_kind_privileges, NULL, "");
        found->parent = object;
        found->where = object->where;
        pgp_model_add(model, found);
    }
    return (pgp_privileges *)found;
}

/* -- owners ---------------------------------------------------------------------------------------------- */

const char *pgp_actual_role(const char *role, const pgp_model *live) {
    bool current = role && strcmp(role, "CURRENT_USER") == 0;
    return current && live && live->current_user ? live->current_user : role;
}

pgp_object *pgp_owning_table(const pgp_model *model, const pgp_object *object) {
    const char *owned_by =
        object->kind == &pgp_kind_sequence ? ((const pgp_sequence *)object)->owned_by : NULL;
    if (!owned_by)
        return NULL;
    pgp_names names = pgp_label_names(model->arena, owned_by);
    return names.count == 3 ? pgp_model_find(model, PGP_SPACE_RELATION, names.items[0], names.items[1], NULL)
                            : NULL;
}

/* A sequence that a column owns has the owner of its table. */
static const pgp_object *owned_object(const pgp_model *model, const pgp_object *object) {
    const pgp_object *top = pgp_object_top(object), *table = pgp_owning_table(model, top);
    return table ? table : top;
}

static const pgp_owner *owner_said(const pgp_model *model, const pgp_object *object) {
    return (const pgp_owner *)pgp_child(owned_object(model, object), &pgp_kind_owner, "");
}

static const char *owner_in(const pgp_model *model, const pgp_object *object) {
    const pgp_owner *owner = owner_said(model, object);
    return owner ? owner->role : NULL;
}

const char *pgp_owner_of(const pgp_model *model, const pgp_object *object, const pgp_model *live) {
    const char *role = owner_in(model, object);
    if (role)
        return pgp_actual_role(role, live);
    const pgp_object *there = live ? pgp_model_counterpart(live, owned_object(model, object)) : NULL;
    if (there && owner_in(live, there))
        return owner_in(live, there);
    return live ? live->current_user : NULL;
}

/* -- folding --------------------------------------------------------------------------------------------- */

static unsigned rights_of(const pgp_grant *grant, unsigned all) {
    unsigned rights = 0;
    for (size_t i = 0; i < grant->privileges.count; i++)
        rights |= pgp_acl_right(grant->privileges.items[i]);
    return grant->privileges.count ? rights : all;
}

static void apply(const folder *f, const pgp_grant *grant, char type, const char *owner, pgp_acl *acl) {
    unsigned rights = rights_of(grant, pgp_acl_all(type, f->version));
    for (size_t i = 0; i < grant->grantees.count; i++) {
        const char *role = pgp_actual_role(grant->grantees.items[i], f->live);
        if (owner && strcmp(role, owner) == 0)
            role = PGP_OWNER;
        if (grant->grant)
            pgp_acl_grant(f->arena, acl, role, rights, grant->option ? rights : 0);
        else
            pgp_acl_revoke(acl, role, rights, grant->option);
    }
}

static void apply_until(const folder *f, const pgp_grant *grants, const pgp_location *until, char type,
                        const char *owner, pgp_acl *acl) {
    for (const pgp_grant *grant = grants; grant; grant = grant->next)
        if (!until || pgp_is_before(&grant->where, until))
            apply(f, grant, type, owner, acl);
}

static void add_all(const folder *f, const pgp_acl *more, pgp_acl *acl) {
    for (size_t i = 0; i < more->count; i++)
        pgp_acl_grant(f->arena, acl, more->items[i].grantee, more->items[i].rights, more->items[i].options);
}

/* Rights that objects of this type get when `creator` makes them at `where` in the file. */
static pgp_acl creation_rights(const folder *f, const pgp_object *object, const char *creator) {
    char type = pgp_acl_type(object);
    pgp_acl everywhere = pgp_acl_default(f->arena, type, f->version), here = {.count = 0};
    for (size_t i = 0; i < f->default_count; i++) {
        const pgp_default_privileges *d = f->defaults[i];
        const char *role = d->object.name;
        if (pgp_default_type(d->object.args) != type || strcmp(role, creator ? creator : "CURRENT_USER") != 0)
            continue;
        if (!d->object.schema)
            apply_until(f, d->grants, &object->where, type, role, &everywhere);
        else if (pgp_same(d->object.schema, object->schema))
            apply_until(f, d->grants, &object->where, type, role, &here);
    }
    add_all(f, &here, &everywhere);
    return everywhere;
}

/* What is revoked on a table is revoked on its columns (ExecGrant_Relation in
 * src/backend/catalog/aclchk.c). */
static const pgp_grant *column_grants(const folder *f, const pgp_grant *column, const pgp_grant *table) {
    pgp_grant *list = NULL;
    for (const pgp_grant *grant = column; grant; grant = grant->next)
        pgp_grant_insert(&list, memcpy(PGP_NEW(f->arena, pgp_grant), grant, sizeof *grant));
    for (const pgp_grant *grant = table; grant; grant = grant->next)
        if (!grant->grant)
            pgp_grant_insert(&list, memcpy(PGP_NEW(f->arena, pgp_grant), grant, sizeof *grant));
    return list;
}

static const pgp_grant *grants_of(const folder *f, const pgp_object *object,
                                  const pgp_privileges *privileges) {
    const pgp_object *table =
        pgp_acl_type(object) == 'c' ? pgp_child(object->parent, &pgp_kind_privileges, "") : NULL;
    return table ? column_grants(f, privileges->grants, ((const pgp_privileges *)table)->grants)
                 : privileges->grants;
}

/* Until the file gives the object to someone, it is its maker's; then what that role had is the owner's. */
static void apply_all(const folder *f, const pgp_object *object, const pgp_grant *grants, const char *owner,
                      pgp_acl *acl) {
    const pgp_owner *said = owner_said(f->model, object);
    const char *maker = pgp_actual_role("CURRENT_USER", f->live);
    for (const pgp_grant *grant = grants; grant; grant = grant->next) {
        bool early = said && pgp_comes_before(&grant->where, &said->object.where);
        if (!early)
            pgp_acl_rename(f->arena, acl, owner, PGP_OWNER);
        apply(f, grant, pgp_acl_type(object), early ? maker : owner, acl);
    }
}

static void fold_object(const folder *f, pgp_object *object) {
    char type = pgp_acl_type(object);
    pgp_privileges *privileges = (pgp_privileges *)pgp_child(object, &pgp_kind_privileges, "");
    bool created = type != 'c' && f->default_count && object->where.file;
    if (privileges ? !privileges->grants && !privileges->derived : !created)
        return;
    const char *owner = pgp_owner_of(f->model, object, f->live);
    pgp_acl builtin = pgp_acl_builtin(f->arena, object, f->version), acl = builtin;
    if (created)
        acl = creation_rights(f, object, f->live ? f->live->current_user : NULL);
    bool granted = privileges && privileges->grants;
    if (!granted && pgp_acl_same(&acl, &builtin)) {
        if (privileges)
            pgp_model_remove(f->model, &privileges->object);
        return;
    }
    if (granted)
        apply_all(f, object, grants_of(f, object, privileges), owner, &acl);
    pgp_acl_rename(f->arena, &acl, owner, PGP_OWNER);
    privileges = pgp_privileges_of(f->model, object);
    privileges->derived = !granted;
    privileges->items = pgp_acl_items(f->model, &acl);
}

/* -- objects of the system --------------------------------------------------------------------------------- */

/* Without a database nobody knows what initdb left: a grant counts as if nothing, a REVOKE as if everything was granted. */
static pgp_acl everything(const folder *f, const pgp_grant *grants, char type) {
    pgp_acl acl = {.count = 0};
    unsigned all = pgp_acl_all(type, f->version);
    for (const pgp_grant *grant = grants; grant; grant = grant->next)
        for (size_t i = 0; i < grant->grantees.count; i++)
            pgp_acl_grant(f->arena, &acl, pgp_actual_role(grant->grantees.items[i], f->live), all, all);
    return acl;
}

static void add_folded(const folder *f, const pgp_grant *grants, char type, const char *owner,
                       const pgp_acl *from, char sign, pgp_names *out) {
    const pgp_names start = pgp_acl_items(f->model, from);
    pgp_acl acl = pgp_acl_of_items(f->arena, &start);
    apply_until(f, grants, NULL, type, owner, &acl);
    pgp_acl_add_delta(f->model, from, &acl, sign, out);
}

static void fold_system(const folder *f, pgp_object *object) {
    pgp_system_privileges *said = (pgp_system_privileges *)object;
    const pgp_system_privileges *there =
        f->live ? (const pgp_system_privileges *)pgp_model_counterpart(f->live, object) : NULL;
    const pgp_system_privileges *table = object->args ? pgp_system_table(f->model, object) : NULL;
    const pgp_grant *grants = table ? column_grants(f, said->grants, table->grants) : said->grants;
    if (!grants)
        return;
    char type = pgp_system_acl_type(object);
    pgp_acl least = {.count = 0}, most = everything(f, grants, type);
    if (there && there->known) {
        least = most = pgp_acl_of_items(f->arena, &there->initial);
        said->known = true;
        said->initial = there->initial;
        said->owner = there->owner;
    }
    pgp_names items = {.count = 0};
    add_folded(f, grants, type, said->owner, &least, '+', &items);
    add_folded(f, grants, type, said->owner, &most, '-', &items);
    said->items = pgp_names_sorted(f->arena, items);
}

/* What a REVOKE on a table takes from its columns is said, too. */
static void mention_columns(const folder *f) {
    for (const pgp_object *o = f->live ? f->live->objects : NULL; o; o = o->sibling) {
        bool is_column = o->kind == &pgp_kind_system_privileges && o->args;
        const pgp_system_privileges *table = is_column ? pgp_system_table(f->model, o) : NULL;
        if (table && column_grants(f, NULL, table->grants))
            pgp_system_privileges_of(f->model, o->name, o->args);
    }
}

static void fold_systems(const folder *f) {
    mention_columns(f);
    for (pgp_object *o = f->model->objects, *next; o; o = next) {
        next = o->sibling;
        if (o->kind == &pgp_kind_system_privileges)
            fold_system(f, o);
    }
}

static void fold_defaults(folder *f, pgp_default_privileges *defaults) {
    char type = pgp_default_type(defaults->object.args);
    pgp_acl acl = {.count = 0};
    if (!defaults->object.schema)
        acl = pgp_acl_default(f->arena, type, f->version);
    apply_until(f, defaults->grants, NULL, type, defaults->object.name, &acl);
    defaults->items = pgp_acl_items(f->model, &acl);
    PGP_PUSH(f->arena, f->defaults, f->default_count, f->default_capacity, defaults);
}

void pgp_fold_privileges(pgp_model *model, const pgp_model *live) {
    int version = live && live->server_version ? live->server_version : PGP_NEWEST_SERVER;
    folder f = {.model = model, .live = live, .arena = model->arena, .version = version};
    for (pgp_object *o = model->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_default_privileges && ((pgp_default_privileges *)o)->grants)
            fold_defaults(&f, (pgp_default_privileges *)o);
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        if (pgp_acl_type(o) && !(o->flags & PGP_OBJECT_MEMBER))
            fold_object(&f, o);
    fold_systems(&f);
}

/* -- what CREATE gives in a live database ---------------------------------------------------------------- */

static const pgp_default_privileges *live_defaults(const pgp_model *live, const char *schema, char type) {
    if (!live->current_user || !pgp_default_objects(type))
        return NULL;
    return (const pgp_default_privileges *)pgp_model_find_kind(live, &pgp_kind_default_privileges, schema,
                                                               live->current_user, pgp_default_objects(type));
}

pgp_acl pgp_acl_fresh(pgp_arena *arena, const pgp_model *live, const pgp_object *object, int server_version) {
    char type = pgp_acl_type(object);
    pgp_acl acl = pgp_acl_default(arena, type, server_version);
    const pgp_default_privileges *everywhere = live ? live_defaults(live, NULL, type) : NULL;
    const pgp_default_privileges *here =
        live && object->schema ? live_defaults(live, object->schema, type) : NULL;
    if (everywhere)
        acl = pgp_acl_of_items(arena, &everywhere->items);
    if (here) {
        folder f = {.arena = arena};
        pgp_acl more = pgp_acl_of_items(arena, &here->items);
        add_all(&f, &more, &acl);
    }
    return acl;
}

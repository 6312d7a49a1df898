/*
 * Two models made comparable in what they say about owners, privileges and comments (kinds/aspects.h).
 */
#include "kinds/aspects.h"

#include "kinds/reading.h"

#include <string.h>

typedef struct settler {
    pgp_model *live, *desired;
    pgp_arena *arena;
    unsigned manage;
    int version; /* of the live server, else the newest */
} settler;

static bool is_managed(const settler *s, unsigned aspect) {
    return (s->manage & aspect) != 0;
}

/* The object of the other model when it is the same kind of thing. */
static pgp_object *twin(const pgp_model *model, const pgp_object *object) {
    pgp_object *found = pgp_model_counterpart(model, object);
    return found && found->kind == object->kind ? found : NULL;
}

static pgp_object *add_child(pgp_model *model, pgp_object *parent, const pgp_kind *kind, const char *name) {
    pgp_object *child = pgp_object_new(model, kind, NULL, name);
    child->parent = parent;
    pgp_model_add(model, child);
    return child;
}

static pgp_object *add_privileges(pgp_model *model, pgp_object *object, const pgp_acl *acl) {
    pgp_object *child = add_child(model, object, &pgp_kind_privileges, "");
    ((pgp_privileges *)child)->items = pgp_acl_items(model, acl);
    return child;
}

/* -- owners ---------------------------------------------------------------------------------------------- */

/* ALTER TABLE … OWNER takes the sequences of its columns along, and the server refuses to change them
 * alone. */
static bool follows_table(const pgp_object *object) {
    return object->kind == &pgp_kind_sequence && ((const pgp_sequence *)object)->owned_by;
}

/* OWNED BY wants one owner for both, so a sequence that is to be owned gets its table's first. */
static void take_owner_of_table(const settler *s, pgp_object *sequence) {
    const pgp_object *table = pgp_owning_table(s->desired, sequence);
    const char *role = table ? pgp_owner_of(s->desired, table, s->live) : NULL;
    if (!role || sequence->flags & PGP_OBJECT_IMPLIED)
        return;
    pgp_object *owner = pgp_child(sequence, &pgp_kind_owner, "");
    if (!owner)
        owner = add_child(s->desired, sequence, &pgp_kind_owner, "");
    ((pgp_owner *)owner)->role = pgp_intern(s->desired, role);
}

static void settle_desired_owner(const settler *s, pgp_object *object, const pgp_object *there) {
    pgp_owner *owner = (pgp_owner *)pgp_child(object, &pgp_kind_owner, "");
    if (follows_table(object) && (!there || !follows_table(there)))
        take_owner_of_table(s, object);
    else if (owner && there && follows_table(object))
        pgp_model_remove(s->desired, &owner->object);
    else if (owner)
        owner->role = pgp_intern(s->desired, pgp_actual_role(owner->role, s->live));
}

/* What a database has when nobody changes anything: schema public has belonged to pg_database_owner since
 * 15. */
static const char *default_owner(const settler *s, const pgp_object *object) {
    bool is_public = pgp_is_stock_schema(object);
    if (!is_public)
        return s->live->current_user;
    return s->version >= 150000 ? "pg_database_owner" : NULL;
}

static void mention_owner(const settler *s, const pgp_object *live, pgp_object *object) {
    const pgp_object *owner = pgp_child(live, &pgp_kind_owner, "");
    const char *role = default_owner(s, object);
    if (!owner || owner->flags & PGP_OBJECT_BUILTIN || pgp_child(object, &pgp_kind_owner, "") || !role)
        return;
    if (object->kind != &pgp_kind_extension)
        ((pgp_owner *)add_child(s->desired, object, &pgp_kind_owner, ""))->role =
            pgp_intern(s->desired, role);
}

/* -- privileges ------------------------------------------------------------------------------------------ */

/* Of a snapshot or another server: all rights of a table there are all rights here, as pg_dump has it. */
static void translate_version(const settler *s, pgp_privileges *privileges, char type) {
    int from = s->desired->server_version;
    unsigned old = pgp_acl_all(type, from), new = pgp_acl_all(type, s->version);
    if (!from || privileges->grants || old == new)
        return;
    pgp_acl acl = pgp_acl_of_items(s->arena, &privileges->items);
    for (size_t i = 0; i < acl.count; i++) {
        pgp_acl_entry *entry = &acl.items[i];
        bool all = entry->rights == old, all_options = entry->options == old;
        entry->rights = all ? new : entry->rights &new;
        entry->options = all_options ? new : entry->options &new;
    }
    privileges->items = pgp_acl_items(s->desired, &acl);
}

static void name_owner(const settler *s, pgp_model *model, pgp_object *privileges, const char *owner) {
    pgp_names *items = &((pgp_privileges *)privileges)->items;
    pgp_acl acl = pgp_acl_of_items(s->arena, items);
    if (!owner || !pgp_acl_entry_of(&acl, owner).rights)
        return;
    pgp_acl_rename(s->arena, &acl, owner, PGP_OWNER);
    *items = pgp_acl_items(model, &acl);
}

/* A new owner of a table takes over what the old one was granted on its columns and their sequences: they
 * come after it. */
static void come_after_owner(const settler *s, const pgp_object *object) {
    pgp_object *privileges = pgp_child(object, &pgp_kind_privileges, "");
    const pgp_object *table =
        object->kind == &pgp_kind_column ? object->parent : pgp_owning_table(s->desired, object);
    pgp_object *owner = table && privileges ? pgp_child(table, &pgp_kind_owner, "") : NULL;
    if (owner)
        pgp_object_need(s->desired, privileges, owner);
}

/* A new owner who had rights as somebody else keeps them as the owner. */
static void settle_privileges(const settler *s, pgp_object *live, pgp_object *object) {
    pgp_object *said = pgp_child(object, &pgp_kind_privileges, "");
    pgp_object *there = pgp_child(live, &pgp_kind_privileges, "");
    pgp_acl builtin = pgp_acl_builtin(s->arena, live, s->version);
    pgp_acl unsaid = pgp_acl_builtin(s->arena, object, s->version);
    bool has_others = there ? !(there->flags & PGP_OBJECT_BUILTIN) : !pgp_acl_same(&builtin, &unsaid);
    if (!said && has_others && is_managed(s, PGP_MANAGE_PRIVILEGES))
        said = add_privileges(s->desired, object, &unsaid);
    if (!said)
        return;
    translate_version(s, (pgp_privileges *)said, pgp_acl_type(object));
    const char *owner = pgp_owner_of(s->desired, object, s->live);
    name_owner(s, s->desired, said, owner);
    if (there)
        name_owner(s, s->live, there, owner);
    else
        add_privileges(s->live, live, &builtin);
}

/* Default privileges of the role that connects reach whatever a plan creates, also again: what is to keep
 * the built-in rights says so. */
static void withstand_defaults(const settler *s, pgp_model *model, pgp_object *object) {
    if (!pgp_acl_type(object) || object->flags & PGP_OBJECT_MEMBER ||
        pgp_child(object, &pgp_kind_privileges, ""))
        return;
    pgp_acl builtin = pgp_acl_builtin(s->arena, object, s->version);
    pgp_acl fresh = pgp_acl_fresh(s->arena, s->live, object, s->version);
    if (pgp_acl_type(object) != 'n' && !pgp_acl_same(&builtin, &fresh))
        add_privileges(model, object, &builtin);
}

static bool has_defaults(const settler *s) {
    for (const pgp_object *o = s->live->objects; o; o = o->sibling)
        if (o->kind == &pgp_kind_default_privileges && pgp_same(o->name, s->live->current_user))
            return true;
    return false;
}

/* -- comments -------------------------------------------------------------------------------------------- */

/* CREATE EXTENSION brings a comment: what a file does not mention stays. */
static void mention_comment(const settler *s, const pgp_object *live, pgp_object *object) {
    if (object->kind == &pgp_kind_extension)
        return;
    bool is_public = pgp_is_stock_schema(object);
    const char *unsaid = is_public ? PGP_PUBLIC_COMMENT : NULL;
    for (const pgp_object *child = live->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_comment && !(child->flags & PGP_OBJECT_BUILTIN) &&
            !pgp_child(object, &pgp_kind_comment, child->name))
            ((pgp_comment *)add_child(s->desired, object, &pgp_kind_comment, child->name))->text = unsaid;
}

static void mention_labels(const settler *s, const pgp_object *live, pgp_object *object) {
    for (const pgp_object *child = live->children; child; child = child->sibling)
        if (child->kind == &pgp_kind_security_label &&
            !pgp_child(object, &pgp_kind_security_label, child->name))
            add_child(s->desired, object, &pgp_kind_security_label, child->name); /* without a text: none */
}

/* -- default privileges ---------------------------------------------------------------------------------- */

/* FOR ROLE CURRENT_USER, and the same role by name, are one. */
static void settle_default_role(const settler *s, pgp_object *object) {
    const char *role = pgp_actual_role(object->name, s->live);
    if (strcmp(role, object->name) == 0)
        return;
    pgp_default_privileges *other = (pgp_default_privileges *)pgp_model_find_kind(
        s->desired, &pgp_kind_default_privileges, object->schema, role, object->args);
    if (!other) {
        pgp_model_rename(s->desired, object, object->schema, role, object->args);
        return;
    }
    for (pgp_grant *grant = ((pgp_default_privileges *)object)->grants, *next; grant; grant = next) {
        next = grant->next;
        pgp_grant_insert(&other->grants, grant);
    }
    pgp_model_remove(s->desired, object);
}

/* The server keeps no entry that says what holds anyway. */
static void settle_default(const settler *s, pgp_object *object) {
    char type = pgp_default_type(object->args);
    pgp_acl unsaid = {.count = 0};
    if (!object->schema)
        unsaid = pgp_acl_default(s->arena, type, s->version);
    pgp_acl said = pgp_acl_of_items(s->arena, &((pgp_default_privileges *)object)->items);
    if (!twin(s->live, object) && pgp_acl_same(&said, &unsaid))
        pgp_model_remove(s->desired, object);
}

static void each_default(const settler *s, void (*settle)(const settler *s, pgp_object *object)) {
    for (pgp_object *o = s->desired->objects, *next; o; o = next) {
        next = o->sibling;
        if (o->kind == &pgp_kind_default_privileges)
            settle(s, o);
    }
}

/* -- user mappings ----------------------------------------------------------------------------------------- */

/* FOR CURRENT_USER, and the same role by name, are one. */
static void settle_mapping(const settler *s, pgp_object *mapping) {
    const char *role = pgp_actual_role(mapping->name, s->live);
    if (strcmp(role, mapping->name) == 0)
        return;
    if (pgp_child(mapping->parent, &pgp_kind_user_mapping, role))
        pgp_model_remove(s->desired, mapping);
    else
        pgp_model_rename(s->desired, mapping, NULL, role, NULL);
}

static void settle_mappings(const settler *s) {
    for (pgp_object *o = s->desired->objects; o; o = o->sibling)
        for (pgp_object *child = o->kind == &pgp_kind_server ? o->children : NULL, *next; child;
             child = next) {
            next = child->sibling;
            if (child->kind == &pgp_kind_user_mapping)
                settle_mapping(s, child);
        }
}

/* -- policies ---------------------------------------------------------------------------------------------- */

static void settle_policies(const settler *s) {
    pgp_walk walk = pgp_walk_start(s->desired);
    for (pgp_object *o; (o = pgp_walk_next(&walk));) {
        if (o->kind != &pgp_kind_policy)
            continue;
        pgp_policy *policy = (pgp_policy *)o;
        pgp_names roles = {0};
        for (size_t i = 0; i < policy->roles.count; i++) {
            const char *role = pgp_intern(s->desired, pgp_actual_role(policy->roles.items[i], s->live));
            if (!pgp_names_has(&roles, role))
                pgp_names_add(s->desired->arena, &roles, role);
        }
        policy->roles = pgp_names_sorted(s->desired->arena, roles);
    }
}

/* -- everything ------------------------------------------------------------------------------------------ */

static bool has_aspects(const pgp_object *object) {
    const pgp_kind *kind = object->kind;
    return kind != &pgp_kind_owner && kind != &pgp_kind_privileges && kind != &pgp_kind_comment &&
           kind != &pgp_kind_security_label && kind != &pgp_kind_default_privileges &&
           !(object->flags & PGP_OBJECT_MEMBER);
}

/* Most objects are columns of which nobody says anything. */
static bool is_concerned(const settler *s, const pgp_object *object) {
    return has_aspects(object) && (s->manage || object->children || object->kind == &pgp_kind_sequence);
}

/* Children come and go meanwhile, so the objects are listed first. */
static void each_desired(const settler *s,
                         void (*settle)(const settler *s, pgp_object *live, pgp_object *object)) {
    pgp_object **objects = NULL;
    size_t count = 0, capacity = 0;
    pgp_walk walk = pgp_walk_start(s->desired);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        if (is_concerned(s, o))
            PGP_PUSH(s->arena, objects, count, capacity, o);
    for (size_t i = 0; i < count; i++)
        settle(s, twin(s->live, objects[i]), objects[i]);
}

static void settle_owner(const settler *s, pgp_object *live, pgp_object *object) {
    if (follows_table(object))
        return;
    settle_desired_owner(s, object, live);
    if (live && is_managed(s, PGP_MANAGE_OWNERS))
        mention_owner(s, live, object);
}

/* Once owners of tables are known. */
static void settle_follower(const settler *s, pgp_object *live, pgp_object *object) {
    if (follows_table(object))
        settle_desired_owner(s, object, live);
}

static void settle_rest(const settler *s, pgp_object *live, pgp_object *object) {
    if (live && pgp_acl_type(object))
        settle_privileges(s, live, object);
    if (live && is_managed(s, PGP_MANAGE_COMMENTS))
        mention_comment(s, live, object);
    if (live && is_managed(s, PGP_MANAGE_SECURITY_LABELS))
        mention_labels(s, live, object);
    if (!live && is_managed(s, PGP_MANAGE_PRIVILEGES))
        withstand_defaults(s, s->desired, object);
    come_after_owner(s, object);
}

void pgp_settle_aspects(pgp_model *live, pgp_model *desired, const pgp_options *options) {
    settler s = {.live = live,
                 .desired = desired,
                 .arena = desired->arena,
                 .manage = options->manage & ~options->ignore,
                 .version = live->server_version ? live->server_version : PGP_NEWEST_SERVER};
    settle_mappings(&s);
    settle_policies(&s);
    each_default(&s, settle_default_role);
    each_desired(&s, settle_owner);
    each_desired(&s, settle_follower);
    pgp_fold_privileges(desired, live);
    each_default(&s, settle_default);
    each_desired(&s, settle_rest);
    if (!has_defaults(&s))
        return;
    pgp_walk walk = pgp_walk_start(live);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        withstand_defaults(&s, live, o);
}

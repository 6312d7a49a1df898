#include "kinds/roles.h"

#include "kinds/acl.h"
#include "kinds/reading.h"

#include <string.h>

static void add(pgp_arena *arena, pgp_names *roles, const char *role) {
    static const char *const words[] = {PGP_EVERYBODY, PGP_OWNER, "CURRENT_USER"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!role || strcmp(role, words[i]) == 0)
            return;
    if (!pgp_names_has(roles, role))
        pgp_names_add(arena, roles, role);
}

static void add_names(pgp_arena *arena, pgp_names *roles, const pgp_names *names) {
    for (size_t i = 0; i < names->count; i++)
        add(arena, roles, names->items[i]);
}

/* A file's are still grants, a database's are items. */
static void add_grantees(pgp_arena *arena, pgp_names *roles, const pgp_names *items,
                         const pgp_grant *grants) {
    pgp_acl acl = pgp_acl_of_items(arena, items);
    for (size_t i = 0; i < acl.count; i++)
        add(arena, roles, acl.items[i].grantee);
    for (; grants; grants = grants->next)
        add_names(arena, roles, &grants->grantees);
}

static void add_of(pgp_arena *arena, pgp_names *roles, const pgp_object *object) {
    if (object->kind == &pgp_kind_owner)
        add(arena, roles, ((const pgp_owner *)object)->role);
    else if (object->kind == &pgp_kind_policy)
        add_names(arena, roles, &((const pgp_policy *)object)->roles);
    else if (object->kind == &pgp_kind_user_mapping)
        add(arena, roles, object->name);
    else if (object->kind == &pgp_kind_privileges) {
        const pgp_privileges *privileges = (const pgp_privileges *)object;
        add_grantees(arena, roles, &privileges->items, privileges->grants);
    } else if (object->kind == &pgp_kind_default_privileges) {
        const pgp_default_privileges *privileges = (const pgp_default_privileges *)object;
        add(arena, roles, object->name);
        add_grantees(arena, roles, &privileges->items, privileges->grants);
    } else if (object->kind == &pgp_kind_system_privileges) {
        const pgp_system_privileges *privileges = (const pgp_system_privileges *)object;
        pgp_names signless = {0};
        for (size_t i = 0; i < privileges->items.count; i++)
            pgp_names_add(arena, &signless, privileges->items.items[i] + 1);
        add_grantees(arena, roles, &signless, privileges->grants);
    }
}

void pgp_add_roles(pgp_arena *arena, const pgp_model *model, pgp_names *roles) {
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *object; (object = pgp_walk_next(&walk));)
        add_of(arena, roles, object);
}

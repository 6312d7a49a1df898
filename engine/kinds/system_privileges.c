/*
 * Rights on objects of the system (kinds/system_privileges.h): the kind and its steps.
 */
#include "kinds/system_privileges.h"

#include "kinds/system_catalog.h"

#include <string.h>

static const struct {
    const char *word;
    char type; /* of acldefault() */
} types[] = {{"TABLE", 'r'}, {"FUNCTION", 'f'}, {"TYPE", 'T'}, {"SCHEMA", 'n'}, {"LANGUAGE", 'l'}};

enum { TYPE_COUNT = sizeof types / sizeof *types };

char pgp_system_acl_type(const pgp_object *privileges) {
    size_t size = strcspn(privileges->name, " ");
    for (size_t i = 0; i < TYPE_COUNT && !privileges->args; i++)
        if (strlen(types[i].word) == size && strncmp(types[i].word, privileges->name, size) == 0)
            return types[i].type;
    return privileges->args ? 'c' : '\0';
}

pgp_system_privileges *pgp_system_privileges_of(pgp_model *model, const char *target, const char *column) {
    pgp_object *found = pgp_model_find_kind(model, &pgp_kind_system_privileges, NULL, target, column);
    if (!found) {
        found = pgp_object_new(model, &pgp_kind_system_privileges, NULL, target);
        found->args = column ? pgp_intern(model, column) : NULL;
        pgp_model_add(model, found);
    }
    return (pgp_system_privileges *)found;
}

pgp_system_privileges *pgp_system_table(const pgp_model *model, const pgp_object *column) {
    return (pgp_system_privileges *)pgp_model_find_kind(model, &pgp_kind_system_privileges, NULL,
                                                        column->name, NULL);
}

/* -- steps ------------------------------------------------------------------------------------------------- */

/* What initdb left, as far as it is known: whatever is said to be revoked was there. */
static pgp_acl initial(pgp_arena *arena, const pgp_system_privileges *live,
                       const pgp_system_privileges *desired) {
    const pgp_system_privileges *told = live && live->known ? live : desired ? desired : live;
    const pgp_system_privileges *const both[] = {live, desired};
    pgp_acl acl = pgp_acl_of_items(arena, &told->initial);
    for (size_t b = 0; b < 2; b++)
        for (size_t i = 0; both[b] && i < both[b]->items.count; i++) {
            const pgp_names one = {.items = (const char *[]){both[b]->items.items[i] + 1}, .count = 1};
            const pgp_acl said = pgp_acl_of_items(arena, &one);
            unsigned known = pgp_acl_entry_of(&acl, said.items->grantee).rights;
            if (*both[b]->items.items[i] == '-' && !(known & said.items->rights))
                pgp_acl_grant(arena, &acl, said.items->grantee, said.items->rights, 0);
        }
    return acl;
}

static pgp_acl state(pgp_arena *arena, const pgp_system_privileges *live,
                     const pgp_system_privileges *desired, const pgp_system_privileges *which) {
    pgp_acl acl = initial(arena, live, desired);
    if (which)
        pgp_acl_apply_delta(arena, &acl, &which->items);
    return acl;
}

static pgp_acl_target target_of(pgp_emitter *emitter, const pgp_system_privileges *privileges) {
    const pgp_object *object = &privileges->object;
    pgp_acl_target target = {.object = object,
                             .prefix = "",
                             .on = object->name,
                             .owner = privileges->owner,
                             .type = pgp_system_acl_type(object),
                             .fresh = emitter->rendering};
    if (object->args)
        target.column = pgp_quoted(emitter->arena, object->args);
    return target;
}

/* REVOKE on a table takes the rights on its columns along: those that are to stay are granted again. */
static void grant_columns_again(pgp_emitter *emitter, const pgp_object *table, const pgp_acl *from,
                                const pgp_acl *to) {
    for (const pgp_object *o = emitter->plan->desired->objects; o; o = o->sibling) {
        if (o->kind != &pgp_kind_system_privileges || !o->args || strcmp(o->name, table->name) != 0)
            continue;
        const pgp_system_privileges *column = (const pgp_system_privileges *)o;
        pgp_acl kept = state(emitter->arena, NULL, column, column);
        pgp_acl left = state(emitter->arena, NULL, column, column);
        for (size_t i = 0; i < from->count; i++) {
            unsigned lost = from->items[i].rights & ~pgp_acl_entry_of(to, from->items[i].grantee).rights;
            pgp_acl_revoke(&left, from->items[i].grantee, lost, false);
        }
        pgp_acl_target target = target_of(emitter, column);
        pgp_acl_emit(emitter, &target, &left, &kept);
    }
}

static void emit(pgp_emitter *emitter, const pgp_system_privileges *live,
                 const pgp_system_privileges *desired) {
    pgp_acl from = state(emitter->arena, live, desired, live);
    pgp_acl to = state(emitter->arena, live, desired, desired);
    pgp_acl_target target = target_of(emitter, desired ? desired : live);
    if (live && live->owner)
        target.owner = live->owner;
    pgp_acl_emit(emitter, &target, &from, &to);
    if (target.type == 'r' && !emitter->rendering)
        grant_columns_again(emitter, target.object, &from, &to);
}

static void create_system_privileges(pgp_emitter *emitter, pgp_object *object) {
    emit(emitter, NULL, (const pgp_system_privileges *)object);
}

static void alter_system_privileges(pgp_emitter *emitter, pgp_change *change) {
    emit(emitter, (const pgp_system_privileges *)change->live,
         (const pgp_system_privileges *)change->desired);
}

static void drop_system_privileges(pgp_emitter *emitter, const pgp_object *object) {
    emit(emitter, (const pgp_system_privileges *)object, NULL);
}

static pgp_way way(const pgp_change *change) {
    (void)change;
    return PGP_IN_PLACE;
}

pgp_status pgp_check_system_privileges(pgp_context *context, const pgp_model *live,
                                       const pgp_model *desired) {
    for (const pgp_object *o = live->objects; o; o = o->sibling) {
        const pgp_system_privileges *there = (const pgp_system_privileges *)o;
        const pgp_system_privileges *said =
            o->kind == &pgp_kind_system_privileges && !there->known
                ? (const pgp_system_privileges *)pgp_model_counterpart(desired, o)
                : NULL;
        for (size_t i = 0; said && i < there->items.count; i++)
            if (*there->items.items[i] == '-' && !pgp_names_has(&said->items, there->items.items[i]))
                return pgp_fail(context, PGP_UNKNOWN, &o->where,
                                "what this REVOKE on %s took away is only known of a database: plan from one",
                                o->name);
    }
    return PGP_OK;
}

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_system_privileges, items, PGP_VALUE_SET, 0),
    PGP_PROPERTY(pgp_system_privileges, known, PGP_VALUE_BOOL, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_system_privileges, initial, PGP_VALUE_SET, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_system_privileges, owner, PGP_VALUE_TEXT, PGP_PROPERTY_HIDDEN),
};

const pgp_kind pgp_kind_system_privileges = {
    .name = "system_privileges",
    .title = "privileges on objects of the system",
    .sql = "PRIVILEGES",
    .space = PGP_SPACE_OTHER,
    .symbol = true,
    .size = sizeof(pgp_system_privileges),
    .order = 980,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = pgp_system_privileges_query,
    .row = pgp_system_privileges_row,
    .way = way,
    .create = create_system_privileges,
    .alter = alter_system_privileges,
    .drop = drop_system_privileges,
};

/*
 * From one list of rights to another in GRANT and REVOKE.
 */
#include "kinds/acl.h"

#include <string.h>

typedef enum verb { GRANT, GRANT_WITH_OPTION, REVOKE, REVOKE_OPTION } verb;

typedef struct change {
    const char *grantee;
    unsigned rights[4]; /* by verb */
} change;

typedef struct changes {
    change *items;
    size_t count, capacity;
} changes;

static void add_change(pgp_arena *arena, changes *all, const pgp_acl *from, const pgp_acl *to,
                       const char *grantee) {
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].grantee, grantee) == 0)
            return;
    pgp_acl_entry old = pgp_acl_entry_of(from, grantee), new = pgp_acl_entry_of(to, grantee);
    change c = {.grantee = grantee};
    c.rights[GRANT_WITH_OPTION] = new.options & ~old.options;
    c.rights[GRANT] = new.rights & ~old.rights & ~c.rights[GRANT_WITH_OPTION];
    c.rights[REVOKE] = old.rights & ~new.rights;
    c.rights[REVOKE_OPTION] = old.options & ~new.options &new.rights;
    PGP_PUSH(arena, all->items, all->count, all->capacity, c);
}

/* "ALL", "SELECT, UPDATE", and for a column "SELECT (a), UPDATE (a)". */
static const char *rights_of(pgp_emitter *emitter, const pgp_acl_target *target, unsigned rights) {
    int version = emitter->server_version ? emitter->server_version : PGP_NEWEST_SERVER;
    const char *text = pgp_acl_rights_text(emitter->arena, target->type, version, rights);
    if (!target->column)
        return text;
    pgp_text list = pgp_text_new(emitter->arena);
    while (*text) {
        size_t size = strcspn(text, ",");
        pgp_text_next(&list, ", ");
        pgp_text_addf(&list, "%.*s (%s)", (int)size, text, target->column);
        text += size + strspn(text + size, ", ");
    }
    return list.data;
}

static const char *role_of(const pgp_acl_target *target, const char *grantee) {
    if (strcmp(grantee, PGP_OWNER) != 0)
        return grantee;
    return target->owner ? target->owner : "CURRENT_USER";
}

/* Everybody who gets, or loses, just the same; they are marked as done. */
static const char *take_grantees(pgp_emitter *emitter, const pgp_acl_target *target, changes *all,
                                 size_t first, verb v) {
    pgp_text grantees = pgp_text_new(emitter->arena);
    unsigned rights = all->items[first].rights[v];
    for (size_t i = first; i < all->count; i++) {
        if (all->items[i].rights[v] != rights)
            continue;
        pgp_text_next(&grantees, ", ");
        pgp_sql_role(&grantees, role_of(target, all->items[i].grantee));
        all->items[i].rights[v] = 0;
    }
    return grantees.data;
}

static void emit_one(pgp_emitter *emitter, const pgp_acl_target *target, changes *all, size_t first, verb v) {
    bool grants = v == GRANT || v == GRANT_WITH_OPTION;
    const char *rights = rights_of(emitter, target, all->items[first].rights[v]);
    const char *grantees = take_grantees(emitter, target, all, first, v);
    const char *head = v == REVOKE_OPTION ? "GRANT OPTION FOR " : "";
    const char *tail = v == GRANT_WITH_OPTION ? " WITH GRANT OPTION" : "";
    const char *sql =
        pgp_printf(emitter->arena, "%s%s %s%s ON %s %s %s%s", target->prefix, grants ? "GRANT" : "REVOKE",
                   head, rights, target->on, grants ? "TO" : "FROM", grantees, tail);
    const char *summary = pgp_printf(emitter->arena, "%s %s%s on %s %s %s%s", grants ? "grant" : "revoke",
                                     head, rights, target->on, grants ? "to" : "from", grantees, tail);
    pgp_step *step = pgp_emit(emitter,
                              grants          ? '+'
                              : target->fresh ? '~'
                                              : '-',
                              target->object, summary, sql);
    if (!grants && !target->fresh)
        pgp_emit_destroys(emitter, step,
                          pgp_printf(emitter->arena, "%s%s of %s on %s", head, rights, grantees, target->on));
}

void pgp_acl_emit(pgp_emitter *emitter, const pgp_acl_target *target, const pgp_acl *from,
                  const pgp_acl *to) {
    changes all = {.count = 0};
    for (size_t i = 0; i < to->count; i++)
        add_change(emitter->arena, &all, from, to, to->items[i].grantee);
    for (size_t i = 0; i < from->count; i++)
        add_change(emitter->arena, &all, from, to, from->items[i].grantee);
    for (verb v = GRANT; v <= REVOKE_OPTION; v++)
        for (size_t i = 0; i < all.count; i++)
            if (all.items[i].rights[v])
                emit_one(emitter, target, &all, i, v);
}

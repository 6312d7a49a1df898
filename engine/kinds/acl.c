/*
 * Access control lists (kinds/acl.h): reading, changing and comparing them.
 */
#include "kinds/acl.h"

#include "kinds/reading.h"

#include <string.h>

enum {
    SELECT = 1,
    INSERT = 2,
    UPDATE = 4,
    DELETE = 8,
    TRUNCATE = 16,
    REFERENCES = 32,
    TRIGGER = 64,
    EXECUTE = 128,
    USAGE = 256,
    CREATE = 512,
    MAINTAIN = 1024
};

/* In the order in which people write them; the letters are those of aclitemout(). */
static const struct {
    const char *name;
    char letter;
    unsigned right;
} privileges[] = {
    {"SELECT", 'r', SELECT},   {"INSERT", 'a', INSERT},     {"UPDATE", 'w', UPDATE},
    {"DELETE", 'd', DELETE},   {"TRUNCATE", 'D', TRUNCATE}, {"REFERENCES", 'x', REFERENCES},
    {"TRIGGER", 't', TRIGGER}, {"MAINTAIN", 'm', MAINTAIN}, {"EXECUTE", 'X', EXECUTE},
    {"USAGE", 'U', USAGE},     {"CREATE", 'C', CREATE},
};

enum { PRIVILEGE_COUNT = sizeof privileges / sizeof *privileges };

char pgp_acl_type(const pgp_object *object) {
    const pgp_kind *kind = object->kind;
    if (kind == &pgp_kind_table || kind == &pgp_kind_view || kind == &pgp_kind_materialized_view)
        return 'r';
    if (kind == &pgp_kind_column)
        return 'c';
    if (kind == &pgp_kind_sequence)
        return 's';
    if (kind == &pgp_kind_function || kind == &pgp_kind_procedure || kind == &pgp_kind_aggregate)
        return 'f';
    if (kind == &pgp_kind_schema)
        return 'n';
    if (kind == &pgp_kind_base_type && object->flags & PGP_OBJECT_IMPLIED)
        return '\0'; /* a multirange type: the rights of its range type are its own */
    if (kind == &pgp_kind_enum || kind == &pgp_kind_domain || kind == &pgp_kind_composite ||
        kind == &pgp_kind_range || kind == &pgp_kind_base_type)
        return 'T';
    if (kind == &pgp_kind_wrapper)
        return 'F';
    if (kind == &pgp_kind_server)
        return 'S';
    if (kind == &pgp_kind_language)
        return 'l';
    return '\0';
}

unsigned pgp_acl_all(char type, int server_version) {
    switch (type) {
    case 'r':
        return SELECT | INSERT | UPDATE | DELETE | TRUNCATE | REFERENCES | TRIGGER |
               (server_version >= 170000 ? MAINTAIN : 0);
    case 'c': return SELECT | INSERT | UPDATE | REFERENCES;
    case 's': return SELECT | UPDATE | USAGE;
    case 'L': return SELECT | UPDATE;
    case 'f': return EXECUTE;
    case 'n': return USAGE | CREATE;
    case 'T':
    case 'F':
    case 'S':
    case 'l': return USAGE;
    }
    return 0;
}

unsigned pgp_acl_right(const char *name) {
    for (size_t i = 0; i < PRIVILEGE_COUNT; i++)
        if (strcmp(privileges[i].name, name) == 0)
            return privileges[i].right;
    return 0;
}

const char *pgp_acl_rights_text(pgp_arena *arena, char type, int server_version, unsigned rights) {
    if (rights == pgp_acl_all(type, server_version))
        return "ALL";
    pgp_text text = pgp_text_new(arena);
    for (size_t i = 0; i < PRIVILEGE_COUNT; i++) {
        if (!(rights & privileges[i].right))
            continue;
        pgp_text_next(&text, ", ");
        pgp_text_add(&text, privileges[i].name);
    }
    return text.data;
}

/* -- changing -------------------------------------------------------------------------------------------- */

static pgp_acl_entry *find(const pgp_acl *acl, const char *grantee) {
    for (size_t i = 0; i < acl->count; i++)
        if (strcmp(acl->items[i].grantee, grantee) == 0)
            return &acl->items[i];
    return NULL;
}

void pgp_acl_grant(pgp_arena *arena, pgp_acl *acl, const char *grantee, unsigned rights, unsigned options) {
    pgp_acl_entry *entry = find(acl, grantee);
    if (!entry) {
        pgp_acl_entry fresh = {.grantee = grantee};
        PGP_PUSH(arena, acl->items, acl->count, acl->capacity, fresh);
        entry = &acl->items[acl->count - 1];
    }
    entry->rights |= rights | options;
    entry->options |= options;
}

void pgp_acl_revoke(pgp_acl *acl, const char *grantee, unsigned rights, bool only_option) {
    pgp_acl_entry *entry = find(acl, grantee);
    if (!entry)
        return;
    entry->options &= ~rights;
    if (!only_option)
        entry->rights &= ~rights;
}

pgp_acl_entry pgp_acl_entry_of(const pgp_acl *acl, const char *grantee) {
    const pgp_acl_entry *entry = find(acl, grantee);
    return entry ? *entry : (pgp_acl_entry){.grantee = grantee};
}

void pgp_acl_rename(pgp_arena *arena, pgp_acl *acl, const char *from, const char *to) {
    pgp_acl_entry *entry = from ? find(acl, from) : NULL;
    if (!entry)
        return;
    pgp_acl_entry moved = *entry;
    entry->rights = entry->options = 0;
    pgp_acl_grant(arena, acl, to, moved.rights, moved.options);
}

pgp_acl pgp_acl_default(pgp_arena *arena, char type, int server_version) {
    pgp_acl acl = {.count = 0};
    if (type != 'c')
        pgp_acl_grant(arena, &acl, PGP_OWNER, pgp_acl_all(type, server_version), 0);
    if (type == 'f')
        pgp_acl_grant(arena, &acl, PGP_EVERYBODY, EXECUTE, 0);
    if (type == 'T' || type == 'l')
        pgp_acl_grant(arena, &acl, PGP_EVERYBODY, USAGE, 0);
    return acl;
}

pgp_acl pgp_acl_builtin(pgp_arena *arena, const pgp_object *object, int server_version) {
    pgp_acl acl = pgp_acl_default(arena, pgp_acl_type(object), server_version);
    if (pgp_is_stock_schema(object))
        pgp_acl_grant(arena, &acl, PGP_EVERYBODY, server_version < 150000 ? USAGE | CREATE : USAGE, 0);
    return acl;
}

/* -- the server's text ----------------------------------------------------------------------------------- */

/* Takes the quotes of an array element away: {a=r/b,"\"x y\"=r/b"}. */
static const char *next_element(pgp_arena *arena, const char **rest) {
    const char *c = *rest + strspn(*rest, "{,");
    if (*c == '\0' || *c == '}')
        return NULL;
    pgp_text element = pgp_text_new(arena);
    bool quoted = *c == '"';
    if (quoted)
        c++;
    while (*c && (quoted ? *c != '"' : *c != ',' && *c != '}')) {
        if (*c == '\\' && c[1])
            c++;
        pgp_text_addn(&element, c++, 1);
    }
    *rest = quoted && *c ? c + 1 : c;
    return element.data;
}

/* A role as putid() writes it: in double quotes, doubled inside, when it is not plain. *rest goes after
 * it. */
static const char *next_role(pgp_arena *arena, const char **rest) {
    pgp_text role = pgp_text_new(arena);
    const char *c = *rest;
    bool quoted = false;
    for (; *c && (quoted || (*c != '=' && *c != '/')); c++) {
        if (*c != '"') {
            pgp_text_addn(&role, c, 1);
        } else if (quoted && c[1] == '"') {
            pgp_text_add(&role, "\"");
            c++;
        } else {
            quoted = !quoted;
        }
    }
    *rest = c;
    return role.data;
}

static unsigned right_of(char letter) {
    for (size_t i = 0; i < PRIVILEGE_COUNT; i++)
        if (privileges[i].letter == letter)
            return privileges[i].right;
    return 0;
}

pgp_acl pgp_acl_parse(pgp_arena *arena, const char *text, const char *owner) {
    pgp_acl acl = {.count = 0};
    for (const char *element; (element = next_element(arena, &text));) {
        const char *grantee = next_role(arena, &element);
        unsigned rights = 0, options = 0;
        for (const char *c = *element == '=' ? element + 1 : element; *c && *c != '/'; c++) {
            rights |= right_of(*c);
            if (c[1] == '*')
                options |= right_of(*c);
        }
        bool owned = strcmp(grantee, owner) == 0;
        pgp_acl_grant(arena, &acl, owned ? PGP_OWNER : *grantee ? grantee : PGP_EVERYBODY, rights, options);
    }
    return acl;
}

/* -- items of the model ---------------------------------------------------------------------------------- */

pgp_acl pgp_acl_of_items(pgp_arena *arena, const pgp_names *items) {
    pgp_acl acl = {.count = 0};
    for (size_t i = 0; i < items->count; i++) {
        const char *equals = strrchr(items->items[i], '=');
        if (!equals)
            continue;
        size_t size = strcspn(equals + 1, "*");
        unsigned right = pgp_acl_right(pgp_strndup(arena, equals + 1, size));
        pgp_acl_grant(arena, &acl, pgp_strndup(arena, items->items[i], (size_t)(equals - items->items[i])),
                      right, equals[1 + size] ? right : 0);
    }
    return acl;
}

pgp_names pgp_acl_items(pgp_model *model, const pgp_acl *acl) {
    pgp_names items = {.count = 0};
    for (size_t i = 0; i < acl->count; i++)
        for (size_t p = 0; p < PRIVILEGE_COUNT; p++) {
            const pgp_acl_entry *entry = &acl->items[i];
            if (!(entry->rights & privileges[p].right))
                continue;
            const char *item = pgp_printf(model->arena, "%s=%s%s", entry->grantee, privileges[p].name,
                                          entry->options & privileges[p].right ? "*" : "");
            pgp_names_add(model->arena, &items, pgp_intern(model, item));
        }
    return pgp_names_sorted(model->arena, items);
}

static void add_delta_of(pgp_model *model, pgp_acl_entry old, pgp_acl_entry new, char sign, pgp_names *out) {
    for (size_t p = 0; p < PRIVILEGE_COUNT; p++) {
        unsigned right = privileges[p].right;
        bool has = new.rights &right, option = new.options &right;
        if (has == !!(old.rights & right) && option == !!(old.options & right))
            continue;
        if (has != (sign == '+'))
            continue;
        const char *item =
            pgp_printf(model->arena, "%c%s=%s%s", sign, new.grantee, privileges[p].name, option ? "*" : "");
        pgp_names_add(model->arena, out, pgp_intern(model, item));
    }
}

void pgp_acl_add_delta(pgp_model *model, const pgp_acl *from, const pgp_acl *to, char sign, pgp_names *out) {
    for (size_t i = 0; i < to->count; i++)
        add_delta_of(model, pgp_acl_entry_of(from, to->items[i].grantee), to->items[i], sign, out);
    for (size_t i = 0; i < from->count; i++)
        if (!find(to, from->items[i].grantee))
            add_delta_of(model, from->items[i], pgp_acl_entry_of(to, from->items[i].grantee), sign, out);
}

void pgp_acl_apply_delta(pgp_arena *arena, pgp_acl *acl, const pgp_names *delta) {
    for (size_t i = 0; i < delta->count; i++) {
        const char *item = delta->items[i];
        const pgp_names one = {.items = (const char *[]){item + 1}, .count = 1};
        const pgp_acl said = pgp_acl_of_items(arena, &one);
        pgp_acl_revoke(acl, said.items->grantee, said.items->rights, false);
        if (*item == '+')
            pgp_acl_grant(arena, acl, said.items->grantee, said.items->rights, said.items->options);
    }
}

static bool contains(const pgp_acl *all, const pgp_acl *some) {
    for (size_t i = 0; i < some->count; i++) {
        pgp_acl_entry entry = pgp_acl_entry_of(all, some->items[i].grantee);
        if (entry.rights != some->items[i].rights || entry.options != some->items[i].options)
            return false;
    }
    return true;
}

bool pgp_acl_same(const pgp_acl *a, const pgp_acl *b) {
    return contains(a, b) && contains(b, a);
}

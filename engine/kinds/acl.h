/*
 * Access control lists: rights as the server counts them, one entry a grantee.
 *
 * The owner of an object is called "@owner", so that lists stay comparable when it changes; everybody is
 * "PUBLIC". Who granted a right is not kept.
 */
#ifndef PGP_KINDS_ACL_H
#define PGP_KINDS_ACL_H

#include "kinds/kinds.h"
#include "plan/emit.h"

#define PGP_OWNER     "@owner"
#define PGP_EVERYBODY "PUBLIC"

typedef struct pgp_acl_entry {
    const char *grantee;
    unsigned rights, options; /* bits; options: those with grant option */
} pgp_acl_entry;

typedef struct pgp_acl {
    pgp_acl_entry *items;
    size_t count, capacity;
} pgp_acl;

/* -- lists (kinds/acl.c) --------------------------------------------------------------------------------- */
/* `type` is acldefault()'s: r relation, s sequence, f function, T type, n schema, F wrapper, S server, l language, L large
 * object, and c column. */
char pgp_acl_type(const pgp_object *object); /* '\0': nobody can be granted anything on it */
unsigned pgp_acl_all(char type, int server_version);
unsigned pgp_acl_right(const char *name); /* "SELECT"; 0: there is no such right */
/* "SELECT, INSERT"; ALL when it is all of them. */
const char *pgp_acl_rights_text(pgp_arena *arena, char type, int server_version, unsigned rights);

void pgp_acl_grant(pgp_arena *arena, pgp_acl *acl, const char *grantee, unsigned rights, unsigned options);
void pgp_acl_revoke(pgp_acl *acl, const char *grantee, unsigned rights, bool only_option);
pgp_acl_entry pgp_acl_entry_of(const pgp_acl *acl,
                               const char *grantee); /* without rights when it is not there */
/* Rights of `from` go to `to`: ALTER … OWNER does that. */
void pgp_acl_rename(pgp_arena *arena, pgp_acl *acl, const char *from, const char *to);
/* acldefault(): what CREATE gives. */
pgp_acl pgp_acl_default(pgp_arena *arena, char type, int server_version);
/* What an object has in a fresh database when nobody says anything: acldefault(), and for schema public
 * what initdb granted. */
pgp_acl pgp_acl_builtin(pgp_arena *arena, const pgp_object *object, int server_version);
/* An aclitem[] as the server prints it; `owner` becomes "@owner". */
pgp_acl pgp_acl_parse(pgp_arena *arena, const char *text, const char *owner);

pgp_acl pgp_acl_of_items(pgp_arena *arena, const pgp_names *items);
pgp_names pgp_acl_items(pgp_model *model, const pgp_acl *acl); /* sorted, interned */
bool pgp_acl_same(const pgp_acl *a, const pgp_acl *b);
/* Items with a sign (pgp_system_privileges): what `to` has otherwise than `from`, or, with '-', has not. */
void pgp_acl_add_delta(pgp_model *model, const pgp_acl *from, const pgp_acl *to, char sign, pgp_names *out);
void pgp_acl_apply_delta(pgp_arena *arena, pgp_acl *acl, const pgp_names *delta);

/* -- what a file's statements come to (kinds/acl_fold.c) ------------------------------------------------- */
/* Adds the grant to the list at its place in the file. */
void pgp_grant_insert(pgp_grant **list, pgp_grant *grant);
/* Folds every GRANT, REVOKE and ALTER DEFAULT PRIVILEGES of a parsed model into items. `live` (may be
 * NULL) tells owners, the connecting role and the server's version. Default privileges reach what the same
 * file creates after them. */
void pgp_fold_privileges(pgp_model *model, const pgp_model *live);
/* The privileges child of an object, made when it is not there. */
pgp_privileges *pgp_privileges_of(pgp_model *model, pgp_object *object);
/* Who owns it: as `model` says, else as its counterpart in `live` (may be NULL) has it, else who would
 * create it; NULL: unknown. */
const char *pgp_owner_of(const pgp_model *model, const pgp_object *object, const pgp_model *live);
/* The table whose column owns the sequence; NULL: none does, or the object is no sequence. */
pgp_object *pgp_owning_table(const pgp_model *model, const pgp_object *object);
/* The role that connects, where a file says CURRENT_USER. */
const char *pgp_actual_role(const char *role, const pgp_model *live);
/* What an object has right after CREATE in the live database: built-in rights and the connecting role's
 * default privileges. */
pgp_acl pgp_acl_fresh(pgp_arena *arena, const pgp_model *live, const pgp_object *object, int server_version);
/* acldefault type of "tables" …, and back; NULL and '\0': none. */
char pgp_default_type(const char *objects);
const char *pgp_default_objects(char type);

/* -- steps (kinds/acl_emit.c) ---------------------------------------------------------------------------- */
typedef struct pgp_acl_target {
    const pgp_object *object; /* whose step it is: privileges, default privileges */
    const char *prefix;       /* "", or "ALTER DEFAULT PRIVILEGES … " */
    const char *on;           /* "TABLE public.orders", "TABLES" */
    const char *column;       /* quoted; NULL: the whole */
    const char *owner;        /* the role behind "@owner" */
    char type;
    bool fresh; /* nobody has used these rights yet: revoking takes nothing away */
} pgp_acl_target;

/* As few GRANT and REVOKE as make `to` of `from`: grants first. */
void pgp_acl_emit(pgp_emitter *emitter, const pgp_acl_target *target, const pgp_acl *from, const pgp_acl *to);

#endif

/*
 * ALTER DOMAIN: what it verifies is in every table that has a column of the domain (validateDomainConstraint() of
 * src/backend/commands/typecmds.c), under a lock that keeps writers out.
 */
#include "hazard/analysis.h"

#include <string.h>

static bool is_of(const pgp_analyzer *a, const char *type, const pgp_object *domain) {
    const pgp_object *found;
    while ((found = type ? pgp_object_named(a->model, PGP_SPACE_TYPE, type) : NULL)) {
        if (found == domain)
            return true;
        type = found->kind == &pgp_kind_domain ? ((const pgp_domain *)found)->base_type : NULL;
    }
    return false;
}

static bool uses(pgp_analyzer *a, const pgp_table *table, const pgp_object *domain) {
    for (const pgp_object *o = pgp_now(a, table)->object.children; o; o = o->sibling)
        if (o->kind == &pgp_kind_column && is_of(a, ((const pgp_column *)o)->type, domain))
            return true;
    return false;
}

static void scan_users(pgp_analyzer *a, const pgp_object *domain) {
    for (const pgp_object *o = a->model->objects; o; o = o->sibling) {
        const pgp_table *table = (const pgp_table *)o;
        if (o->kind != &pgp_kind_table || pgp_now(a, table)->object.flags & PGP_OBJECT_DROPPED ||
            !uses(a, table, domain))
            continue;
        pgp_touch(a, table, PGP_LOCK_SHARE)->scanned |= pgp_has_storage(a, table);
        pgp_find_hazard(a, "domain-scan", pgp_object_label(a->arena, o), NULL);
    }
}

/* T default, N drop and O set NOT NULL, C add, X drop and V validate a constraint (gram.y). */
static bool verifies(const pgp_analyzer *a, const PgQuery__AlterDomainStmt *stmt) {
    switch (*stmt->subtype) {
    case 'O':
    case 'V': return true;
    case 'C':
        return stmt->def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT &&
               !stmt->def->constraint->skip_validation && !(a->newer & PGP_NEWER_NOT_ENFORCED);
    default: return false;
    }
}

void pgp_analyze_alter_domain(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__AlterDomainStmt *stmt = statement->alter_domain_stmt;
    const char *schema, *name;
    pgp_name_of_list(stmt->n_type_name, stmt->type_name, &schema, &name);
    const pgp_object *domain = name ? pgp_lookup(&a->parser, PGP_SPACE_TYPE, schema, name) : NULL;
    if (domain && verifies(a, stmt))
        scan_users(a, domain);
}

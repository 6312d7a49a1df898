/*
 * Domains. Their CHECK constraints are children of kind constraint.
 */
#include "kinds/ddl.h"
#include "kinds/table.h"
#include "kinds/type.h"

#include <string.h>

enum { DOMAIN_BASE_TYPE, DOMAIN_NOT_NULL, DOMAIN_DEFAULT, DOMAIN_COLLATION };

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_domain, base_type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_domain, not_null, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_domain, default_value, PGP_VALUE_EXPRESSION, 0),
    PGP_PROPERTY(pgp_domain, collation, PGP_VALUE_TEXT, 0),
    /* Before 17 it is forgotten, so it is no difference; what makes the domain says it all the same. */
    PGP_PROPERTY(pgp_domain, not_null_name, PGP_VALUE_TEXT, PGP_PROPERTY_HIDDEN),
};

/* -- catalogs --------------------------------------------------------------------------------------------- */

#define DOMAIN_QUERY(not_null_name)                                                                    \
    PGP_TYPE_SELECT                                                                                    \
    ", format_type(t.typbasetype, t.typtypmod), t.typnotnull,"                                         \
    " CASE WHEN t.typdefaultbin IS NOT NULL THEN pg_get_expr(t.typdefaultbin, 0) END,"                 \
    " cn.nspname, c.collname, " not_null_name PGP_TYPE_FROM " JOIN pg_type b ON b.oid = t.typbasetype" \
    " LEFT JOIN pg_collation c ON c.oid = t.typcollation AND t.typcollation <> b.typcollation"         \
    " LEFT JOIN pg_namespace cn ON cn.oid = c.collnamespace WHERE t.typtype = 'd' AND " PGP_USER_SCHEMA

static const char *domain_query(int server_version) {
    if (server_version < 170000)
        return DOMAIN_QUERY("NULL");
    return DOMAIN_QUERY(
        "(SELECT k.conname FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'n')");
}

static const char *derived_not_null_name(pgp_arena *arena, const pgp_object *domain) {
    return pgp_object_name(arena, domain->name, NULL, "not_null");
}

static pgp_status domain_row(pgp_catalog *catalog, const pgp_row *row) {
    enum { BASE = PGP_TYPE_COLUMNS, NOT_NULL, DEFAULT, COLLATION, NOT_NULL_NAME = COLLATION + 2 };
    pgp_domain *domain = pgp_type_row(catalog, row, &pgp_kind_domain);
    if (!domain)
        return PGP_OK;
    domain->base_type = pgp_row_text(row, BASE);
    domain->not_null = pgp_row_bool(row, NOT_NULL);
    domain->default_value = pgp_row_sql(row, DEFAULT);
    domain->collation = pgp_row_qualified(row, COLLATION);
    domain->not_null_name = pgp_row_text(row, NOT_NULL_NAME);
    if (pgp_same(domain->not_null_name, derived_not_null_name(catalog->model->arena, &domain->object)))
        domain->not_null_name = NULL;
    return PGP_OK;
}

/* -- statements of a file --------------------------------------------------------------------------------- */

/* Whose default a new domain takes, unless it says another one (DefineDomain). */
static const pgp_domain *domain_below(const pgp_model *model, const pgp_domain *domain) {
    const pgp_object *found = pgp_object_named(model, PGP_SPACE_TYPE, domain->base_type);
    return found && found->kind == &pgp_kind_domain ? (const pgp_domain *)found : NULL;
}

static bool is_null_constant(const PgQuery__Node *node) {
    return node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->isnull;
}

/* The text after the next DEFAULT at or after `location`, up to `end` (the statement's end for < 0). */
static void read_default(pgp_parser *parser, pgp_domain *domain, const PgQuery__Node *value, int location,
                         int end) {
    domain->default_value = (pgp_sql){0};
    if (!value || (is_null_constant(value) && !pgp_keeps_null(parser->model, domain->base_type)))
        return;
    int start = pgp_find_word(parser, location, "default", false);
    const char *text = pgp_slice(parser, start, end < 0 ? (int)parser->statement_size : end);
    domain->default_value = pgp_parse_sql(parser, text, start);
    pgp_refer_all(parser, &domain->object, &value->base);
}

/* Where the clause after `location` begins; -1: it is the last one. */
static int next_clause(const PgQuery__CreateDomainStmt *create, int location) {
    int next = -1;
    for (size_t i = 0; i < create->n_constraints; i++) {
        int other = create->constraints[i]->constraint->location;
        if (other > location && (next < 0 || other < next))
            next = other;
    }
    int collate = create->coll_clause ? create->coll_clause->location : -1;
    return collate > location && (next < 0 || collate < next) ? collate : next;
}

static pgp_status add_constraint(pgp_parser *parser, pgp_domain *domain,
                                 const PgQuery__Constraint *constraint) {
    pgp_constraint *added;
    if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL) {
        domain->not_null = true;
        domain->not_null_name = pgp_read_name(parser, constraint->conname);
    } else if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK) {
        return pgp_read_constraint(parser, &domain->object, NULL, constraint, &added);
    } else if (constraint->contype != PG_QUERY__CONSTR_TYPE__CONSTR_NULL) {
        return pgp_parse_fail(parser, PGP_INPUT, constraint->location,
                              "constraint of a kind that domains cannot have");
    }
    return PGP_OK;
}

static pgp_status read_clauses(pgp_parser *parser, pgp_domain *domain,
                               const PgQuery__CreateDomainStmt *create) {
    for (size_t i = 0; i < create->n_constraints; i++) {
        const PgQuery__Constraint *constraint = create->constraints[i]->constraint;
        int location = constraint->location;
        if (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT)
            read_default(parser, domain, constraint->raw_expr, location, next_clause(create, location));
        else
            PGP_TRY(add_constraint(parser, domain, constraint));
    }
    return PGP_OK;
}

pgp_status pgp_read_create_domain(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreateDomainStmt *create = statement->create_domain_stmt;
    const PgQuery__CollateClause *collate = create->coll_clause;
    const char *schema, *name;
    pgp_domain *domain;
    pgp_name_of_list(create->n_domainname, create->domainname, &schema, &name);
    PGP_TRY(pgp_type_new(parser, &pgp_kind_domain, schema, name, &domain));
    PGP_TRY(pgp_parse_type(parser, create->type_name, &domain->object, &domain->base_type));
    if (collate)
        PGP_TRY(pgp_parse_collation(parser, collate->n_collname, collate->collname, &domain->object,
                                    &domain->collation));
    const pgp_domain *below = domain_below(parser->model, domain);
    if (below && below->default_value.text) {
        domain->default_value = below->default_value;
        pgp_copy_references(parser->arena, &domain->object, &below->object);
    }
    PGP_TRY(read_clauses(parser, domain, create));
    pgp_model_add(parser->model, &domain->object);
    return PGP_OK;
}

static pgp_status find_constraint(pgp_parser *parser, const pgp_domain *domain,
                                  const PgQuery__AlterDomainStmt *alter, pgp_constraint **out) {
    *out = (pgp_constraint *)pgp_child(&domain->object, &pgp_kind_constraint, alter->name);
    return *out || alter->missing_ok ? PGP_OK : pgp_parse_later(parser, 0, "constraint", NULL, alter->name);
}

pgp_status pgp_read_alter_domain(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterDomainStmt *alter = statement->alter_domain_stmt;
    pgp_domain *domain;
    pgp_constraint *constraint;
    PGP_TRY(pgp_type_find(parser, &pgp_kind_domain, alter->n_type_name, alter->type_name, &domain));
    switch (alter->subtype[0]) { /* as in parsenodes.h */
    case 'T': read_default(parser, domain, alter->def, 0, -1); return PGP_OK;
    case 'N': domain->not_null = false; return PGP_OK;
    case 'O': domain->not_null = true; return PGP_OK;
    case 'C': return add_constraint(parser, domain, alter->def->constraint);
    case 'X':
        PGP_TRY(find_constraint(parser, domain, alter, &constraint));
        if (constraint)
            pgp_model_remove(parser->model, &constraint->object);
        return PGP_OK;
    case 'V':
        PGP_TRY(find_constraint(parser, domain, alter, &constraint));
        if (constraint)
            constraint->not_valid = false;
        return PGP_OK;
    default: return pgp_parse_unknown(parser, 0, "this form of ALTER DOMAIN");
    }
}

/* -- steps -------------------------------------------------------------------------------------------------- */

/* Constraints whose names resolve along the statement's path; the others follow with ALTER DOMAIN. */
static void add_constraints(pgp_text *sql, pgp_object *domain, pgp_sql *slice) {
    for (pgp_object *child = domain->children; child; child = child->sibling) {
        const pgp_constraint *constraint = (const pgp_constraint *)child;
        if (child->kind != &pgp_kind_constraint || constraint->not_valid)
            continue;
        if (!slice->text)
            *slice = constraint->expression;
        if (!pgp_same(slice->path, constraint->expression.path))
            continue;
        pgp_text_add(sql, "\n    ");
        pgp_constraint_sql(sql, constraint);
        pgp_emit_included(child);
    }
}

/* From 17 on it is a constraint with a name, which the domain that is replaced still has: an explicit one may be taken. */
static void add_not_null(const pgp_emitter *emitter, pgp_text *sql, const pgp_domain *domain) {
    const char *name = domain->not_null_name;
    if (!name && emitter->change && emitter->change->action == PGP_REPLACE)
        name = derived_not_null_name(emitter->arena, &domain->object);
    if (name)
        pgp_text_addf(sql, " CONSTRAINT %s", pgp_quoted(emitter->arena, name));
    pgp_text_add(sql, " NOT NULL");
}

static pgp_step *alter(pgp_emitter *emitter, const pgp_object *object, const char *action) {
    return pgp_emit(
        emitter, '~', object, pgp_type_summary(emitter, object),
        pgp_printf(emitter->arena, "ALTER DOMAIN %s %s", pgp_sql_object(emitter->arena, object), action));
}

static void create_domain(pgp_emitter *emitter, pgp_object *object) {
    const pgp_domain *domain = (const pgp_domain *)object;
    pgp_sql slice = domain->default_value;
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE DOMAIN %s AS %s", pgp_sql_object(emitter->arena, object), domain->base_type);
    if (domain->collation)
        pgp_text_addf(&sql, " COLLATE %s", domain->collation);
    if (slice.text)
        pgp_text_addf(&sql, " DEFAULT %s", slice.text);
    if (domain->not_null)
        add_not_null(emitter, &sql, domain);
    add_constraints(&sql, object, &slice);
    pgp_step *step = pgp_emit(emitter, '+', object, pgp_type_summary(emitter, object), sql.data);
    pgp_emit_path(step, &slice);
    const pgp_domain *below = domain_below(emitter->plan->desired, domain);
    if (below && below->default_value.text && !domain->default_value.text)
        alter(emitter, object, "DROP DEFAULT");
    pgp_type_adopt(emitter, object);
}

static pgp_way domain_way(const pgp_change *change) {
    bool rebuild = PGP_CHANGED(change, DOMAIN_BASE_TYPE) || PGP_CHANGED(change, DOMAIN_COLLATION);
    return rebuild ? PGP_REBUILD : PGP_IN_PLACE;
}

static const char *not_null_action(const pgp_emitter *emitter, const pgp_domain *domain) {
    bool named = emitter->server_version >= 170000 && domain->not_null_name;
    if (domain->not_null && named)
        return pgp_printf(emitter->arena, "ADD CONSTRAINT %s NOT NULL",
                          pgp_quoted(emitter->arena, domain->not_null_name));
    return domain->not_null ? "SET NOT NULL" : "DROP NOT NULL";
}

static void alter_domain(pgp_emitter *emitter, pgp_change *change) {
    const pgp_domain *domain = (const pgp_domain *)change->desired;
    const pgp_sql *value = &domain->default_value;
    if (PGP_CHANGED(change, DOMAIN_DEFAULT) && value->text)
        pgp_emit_path(
            alter(emitter, &domain->object, pgp_printf(emitter->arena, "SET DEFAULT %s", value->text)),
            value);
    else if (PGP_CHANGED(change, DOMAIN_DEFAULT))
        alter(emitter, &domain->object, "DROP DEFAULT");
    if (PGP_CHANGED(change, DOMAIN_NOT_NULL))
        alter(emitter, &domain->object, not_null_action(emitter, domain));
}

const pgp_kind pgp_kind_domain = {
    .name = "domain",
    .title = "domains",
    .sql = "DOMAIN",
    .space = PGP_SPACE_TYPE,
    .size = sizeof(pgp_domain),
    .order = 31,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = domain_query,
    .presence = "pg_type WHERE typtype = 'd' AND oid >= 16384",
    .row = domain_row,
    .way = domain_way,
    .create = create_domain,
    .alter = alter_domain,
    .drop = pgp_type_drop,
    .retire = pgp_type_retire,
};

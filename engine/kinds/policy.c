/*
 * Row-level security policies. Whether they apply is a property of their table.
 */
#include "kinds/reading.h"
#include "kinds/table.h"

#include <ctype.h>
#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum { POLICY_COMMAND, POLICY_RESTRICTIVE, POLICY_ROLES, POLICY_USING, POLICY_CHECK };

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_policy, command, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_policy, restrictive, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_policy, roles, PGP_VALUE_SET, 0),
    {.name = "using", .type = PGP_VALUE_EXPRESSION, .offset = offsetof(pgp_policy, using_)},
    PGP_PROPERTY(pgp_policy, check, PGP_VALUE_EXPRESSION, 0),
};

/* -- catalogs -------------------------------------------------------------------------------------------- */

static const char query[] =
    "SELECT p.oid, p.polrelid, p.polname, CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert'"
    " WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END, NOT p.polpermissive,"
    " ARRAY(SELECT coalesce(r.rolname, 'PUBLIC') FROM unnest(p.polroles) u (role)"
    " LEFT JOIN pg_roles r ON r.oid = u.role),"
    " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)"
    " FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE " PGP_USER_SCHEMA " ORDER BY n.nspname, c.relname, p.polname";

enum { OID, RELATION, NAME, COMMAND, RESTRICTIVE, ROLES, USING, CHECK };

static const char *policy_query(int server_version) {
    (void)server_version;
    return query;
}

static pgp_status policy_row(pgp_catalog *catalog, const pgp_row *row) {
    pgp_object *relation = pgp_catalog_object(catalog, PGP_CLASS_RELATION, pgp_row_oid(row, RELATION), 0);
    if (!relation || (relation->flags & PGP_OBJECT_MEMBER))
        return PGP_OK;
    pgp_policy *policy = pgp_object_new(catalog->model, &pgp_kind_policy, NULL, pgp_row_text(row, NAME));
    policy->object.parent = relation;
    policy->command = pgp_row_text(row, COMMAND);
    policy->restrictive = pgp_row_bool(row, RESTRICTIVE);
    policy->roles = pgp_names_sorted(catalog->model->arena, pgp_row_names(row, ROLES));
    policy->using_ = pgp_row_sql(row, USING);
    policy->check = pgp_row_sql(row, CHECK);
    pgp_model_add(catalog->model, &policy->object);
    pgp_catalog_register(catalog, PGP_CLASS_POLICY, pgp_row_oid(row, OID), 0, &policy->object);
    return PGP_OK;
}

/* -- files ----------------------------------------------------------------------------------------------- */

/* PUBLIC swallows all other roles, as policy_role_list_to_array has it. */
static pgp_names read_roles(pgp_parser *parser, size_t n, PgQuery__Node *const *list) {
    pgp_names roles = {0};
    for (size_t i = 0; i < n; i++)
        pgp_names_add(parser->arena, &roles, pgp_role_name(parser, list[i]->role_spec));
    if (n == 0 || pgp_names_has(&roles, "PUBLIC")) {
        roles = (pgp_names){0};
        pgp_names_add(parser->arena, &roles, "PUBLIC");
    }
    return pgp_names_sorted(parser->arena, roles);
}

/* The expression in brackets after `word`, which is reserved: no name before it can be called so. */
static pgp_sql read_expression(pgp_parser *parser, pgp_object *policy, int location, const char *word,
                               const PgQuery__Node *expression) {
    int start = pgp_find_word(parser, location, word, false);
    pgp_refer_all(parser, policy, (const ProtobufCMessage *)expression);
    return pgp_parse_sql(parser, pgp_slice_parens(parser, start), start);
}

static void read_expressions(pgp_parser *parser, pgp_policy *policy, int location, const PgQuery__Node *using,
                             const PgQuery__Node *check) {
    if (using)
        policy->using_ = read_expression(parser, &policy->object, location, "using", using);
    if (check)
        policy->check = read_expression(parser, &policy->object, location, "check", check);
}

pgp_status pgp_read_create_policy(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CreatePolicyStmt *stmt = statement->create_policy_stmt;
    pgp_object *table = pgp_lookup_range_var(parser, stmt->table);
    if (!table)
        return pgp_parse_later(parser, stmt->table->location, "relation", NULL, stmt->table->relname);
    const pgp_object *before = pgp_child(table, &pgp_kind_policy, stmt->policy_name);
    if (before)
        return pgp_parse_exists(parser, before, 0);
    pgp_policy *policy = pgp_object_new(parser->model, &pgp_kind_policy, NULL, stmt->policy_name);
    policy->object.parent = table;
    policy->object.where = pgp_parse_where(parser, 0);
    policy->command = pgp_intern(parser->model, stmt->cmd_name);
    policy->restrictive = !stmt->permissive;
    policy->roles = read_roles(parser, stmt->n_roles, stmt->roles);
    read_expressions(parser, policy, stmt->table->location, stmt->qual, stmt->with_check);
    pgp_model_add(parser->model, &policy->object);
    return PGP_OK;
}

pgp_status pgp_read_alter_policy(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__AlterPolicyStmt *stmt = statement->alter_policy_stmt;
    pgp_object *table = pgp_lookup_range_var(parser, stmt->table);
    pgp_object *found = table ? pgp_child(table, &pgp_kind_policy, stmt->policy_name) : NULL;
    if (!found)
        return pgp_parse_later(parser, stmt->table->location, "policy", NULL, stmt->policy_name);
    pgp_policy *policy = (pgp_policy *)found;
    if (stmt->n_roles)
        policy->roles = read_roles(parser, stmt->n_roles, stmt->roles);
    read_expressions(parser, policy, stmt->table->location, stmt->qual, stmt->with_check);
    return PGP_OK;
}

/* -- statements ---------------------------------------------------------------------------------------- */

static const char *summary_of(pgp_emitter *emitter, const pgp_object *object) {
    return pgp_printf(emitter->arena, "policy %s", pgp_quoted(emitter->arena, object->name));
}

/* "CREATE POLICY name ON table" and the like. */
static pgp_text start_statement(pgp_emitter *emitter, const char *verb, const pgp_object *object) {
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "%s POLICY %s ON %s", verb, pgp_quoted(emitter->arena, object->name),
                  pgp_sql_object(emitter->arena, object->parent));
    return sql;
}

static void add_roles(pgp_text *sql, const pgp_names *roles) {
    pgp_text_add(sql, " TO ");
    for (size_t i = 0; i < roles->count; i++) {
        if (i)
            pgp_text_add(sql, ", ");
        pgp_sql_role(sql, roles->items[i]);
    }
}

static void add_expression(pgp_text *sql, const char *clause, const pgp_sql *expression) {
    if (!expression->text)
        return;
    pgp_text_addf(sql, " %s ", clause);
    pgp_bracketed_sql(sql, expression->text);
}

/* What the server printed resolves along any path; the user's own text only along its own. */
static const pgp_sql *user_text(const pgp_policy *policy) {
    return policy->using_.path && *policy->using_.path ? &policy->using_ : &policy->check;
}

static void finish_statement(pgp_emitter *emitter, const pgp_policy *policy, char sign, const pgp_text *sql) {
    const pgp_object *object = &policy->object;
    pgp_step *step = pgp_emit(emitter, sign, object, summary_of(emitter, object), sql->data);
    pgp_emit_path(step, user_text(policy));
}

static void policy_create(pgp_emitter *emitter, pgp_object *object) {
    const pgp_policy *policy = (const pgp_policy *)object;
    pgp_text sql = start_statement(emitter, "CREATE", object);
    if (policy->restrictive)
        pgp_text_add(&sql, " AS RESTRICTIVE");
    if (strcmp(policy->command, "all") != 0) {
        pgp_text_add(&sql, " FOR ");
        for (const char *c = policy->command; *c; c++)
            pgp_text_addf(&sql, "%c", toupper((unsigned char)*c));
    }
    if (policy->roles.count != 1 || strcmp(policy->roles.items[0], "PUBLIC") != 0)
        add_roles(&sql, &policy->roles);
    add_expression(&sql, "USING", &policy->using_);
    add_expression(&sql, "WITH CHECK", &policy->check);
    finish_statement(emitter, policy, '+', &sql);
    pgp_table_policy_made(emitter, object->parent);
}

/* ALTER POLICY can give an expression but not take it away, and knows nothing of the command. */
static pgp_way policy_way(const pgp_change *change) {
    const pgp_policy *live = (const pgp_policy *)change->live, *desired = (const pgp_policy *)change->desired;
    bool takes = (live->using_.text && !desired->using_.text) || (live->check.text && !desired->check.text);
    return takes || PGP_CHANGED(change, POLICY_COMMAND) || PGP_CHANGED(change, POLICY_RESTRICTIVE)
               ? PGP_REBUILD
               : PGP_IN_PLACE;
}

static void policy_alter(pgp_emitter *emitter, pgp_change *change) {
    const pgp_policy *desired = (const pgp_policy *)change->desired;
    pgp_text sql = start_statement(emitter, "ALTER", change->desired);
    if (PGP_CHANGED(change, POLICY_ROLES))
        add_roles(&sql, &desired->roles);
    if (PGP_CHANGED(change, POLICY_USING))
        add_expression(&sql, "USING", &desired->using_);
    if (PGP_CHANGED(change, POLICY_CHECK))
        add_expression(&sql, "WITH CHECK", &desired->check);
    finish_statement(emitter, desired, '~', &sql);
}

static void policy_drop(pgp_emitter *emitter, const pgp_object *object) {
    pgp_text sql = start_statement(emitter, "DROP", object);
    pgp_emit(emitter, '-', object, summary_of(emitter, object), sql.data);
}

const pgp_kind pgp_kind_policy = {
    .name = "policy",
    .title = "policies",
    .sql = "POLICY",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_policy),
    .order = 82,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = policy_query,
    .presence = "pg_policy",
    .row = policy_row,
    .way = policy_way,
    .create = policy_create,
    .alter = policy_alter,
    .drop = policy_drop,
};

#include "parse/temporary.h"

#include "kinds/reading.h"

#include <string.h>
#include <strings.h>

static bool is_temporary_schema(const char *schema) {
    return schema && strncasecmp(schema, "pg_temp", strlen("pg_temp")) == 0;
}

/* -- names of the session ----------------------------------------------------------------------------------- */

static void remember(pgp_parser *parser, const char *name) {
    if (name && *name)
        pgp_names_add(parser->context->arena, &parser->temporary, pgp_strdup(parser->context->arena, name));
}

static void forget(pgp_parser *parser, const char *name) {
    pgp_names kept = {0};
    for (size_t i = 0; i < parser->temporary.count; i++)
        if (strcmp(parser->temporary.items[i], name) != 0)
            pgp_names_add(parser->context->arena, &kept, parser->temporary.items[i]);
    parser->temporary = kept;
}

static bool is_name(const pgp_parser *parser, const char *schema, const char *name) {
    return schema && *schema ? is_temporary_schema(schema) : pgp_names_has(&parser->temporary, name);
}

static bool is_relation(const pgp_parser *parser, const PgQuery__RangeVar *relation) {
    return relation && is_name(parser, relation->schemaname, relation->relname);
}

/* -- what makes something ------------------------------------------------------------------------------------- */

static const PgQuery__RangeVar *into(const PgQuery__IntoClause *clause) {
    return clause ? clause->rel : NULL;
}

static const PgQuery__RangeVar *made_by(const PgQuery__Node *statement) {
    switch (statement->node_case) {
    case PG_QUERY__NODE__NODE_CREATE_STMT: return statement->create_stmt->relation;
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT: return into(statement->create_table_as_stmt->into);
    case PG_QUERY__NODE__NODE_SELECT_STMT: return into(statement->select_stmt->into_clause);
    case PG_QUERY__NODE__NODE_VIEW_STMT: return statement->view_stmt->view;
    case PG_QUERY__NODE__NODE_CREATE_SEQ_STMT: return statement->create_seq_stmt->sequence;
    case PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT: return statement->composite_type_stmt->typevar;
    default: return NULL;
    }
}

static bool makes_relation(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__RangeVar *made = made_by(statement);
    if (!made || (*made->relpersistence != 't' && !is_temporary_schema(made->schemaname)))
        return false;
    pgp_location where = pgp_parse_where(parser, 0);
    pgp_note_add(parser->context, &where, "\"%s\" is temporary: left out", made->relname);
    remember(parser, made->relname);
    return true;
}

static bool is_listed(const pgp_parser *parser, size_t n, PgQuery__Node *const *list) {
    const char *schema, *name;
    pgp_name_of_list(n, list, &schema, &name);
    return is_name(parser, schema, name);
}

/* Functions and types are only found in pg_temp by that name. */
static bool makes_other(const PgQuery__Node *statement) {
    const char *schema = NULL, *name;
    if (statement->node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
        pgp_name_of_list(statement->create_function_stmt->n_funcname,
                         statement->create_function_stmt->funcname, &schema, &name);
    else if (statement->node_case == PG_QUERY__NODE__NODE_CREATE_ENUM_STMT)
        pgp_name_of_list(statement->create_enum_stmt->n_type_name, statement->create_enum_stmt->type_name,
                         &schema, &name);
    else if (statement->node_case == PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT)
        pgp_name_of_list(statement->create_domain_stmt->n_domainname,
                         statement->create_domain_stmt->domainname, &schema, &name);
    return is_temporary_schema(schema);
}

/* -- what is about something ---------------------------------------------------------------------------------- */

static const PgQuery__RangeVar *relation_of(const PgQuery__Node *statement) {
    switch (statement->node_case) {
    case PG_QUERY__NODE__NODE_INDEX_STMT: return statement->index_stmt->relation;
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT: return statement->alter_table_stmt->relation;
    case PG_QUERY__NODE__NODE_RENAME_STMT: return statement->rename_stmt->relation;
    case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT: return statement->alter_object_schema_stmt->relation;
    case PG_QUERY__NODE__NODE_ALTER_OWNER_STMT: return statement->alter_owner_stmt->relation;
    case PG_QUERY__NODE__NODE_ALTER_SEQ_STMT: return statement->alter_seq_stmt->sequence;
    case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT: return statement->create_trig_stmt->relation;
    case PG_QUERY__NODE__NODE_RULE_STMT: return statement->rule_stmt->relation;
    case PG_QUERY__NODE__NODE_CREATE_POLICY_STMT: return statement->create_policy_stmt->table;
    case PG_QUERY__NODE__NODE_CLUSTER_STMT: return statement->cluster_stmt->relation;
    case PG_QUERY__NODE__NODE_CREATE_STATS_STMT:
        return statement->create_stats_stmt->n_relations == 1
                   ? statement->create_stats_stmt->relations[0]->range_var
                   : NULL;
    default: return NULL;
    }
}

/* What it makes on the relation, or calls it from now on, is found by name, too. */
static void remember_parts(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__RenameStmt *rename = statement->rename_stmt;
    if (statement->node_case == PG_QUERY__NODE__NODE_INDEX_STMT)
        remember(parser, statement->index_stmt->idxname);
    else if (statement->node_case == PG_QUERY__NODE__NODE_RENAME_STMT &&
             (rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_TABLE ||
              rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX ||
              rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_VIEW ||
              rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE)) {
        forget(parser, rename->relation->relname);
        remember(parser, rename->newname);
    }
}

/* A part of a relation is named behind it. */
static bool is_part(PgQuery__ObjectType type) {
    return type == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN || type == PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER ||
           type == PG_QUERY__OBJECT_TYPE__OBJECT_RULE || type == PG_QUERY__OBJECT_TYPE__OBJECT_POLICY ||
           type == PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT;
}

static bool is_object(const pgp_parser *parser, PgQuery__ObjectType type, const PgQuery__Node *object) {
    const char *schema = NULL, *name;
    if (object->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
        return is_relation(parser, object->range_var);
    if (object->node_case == PG_QUERY__NODE__NODE_LIST && object->list->n_items > is_part(type))
        return is_listed(parser, object->list->n_items - is_part(type), object->list->items);
    if (object->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS)
        pgp_name_of_list(object->object_with_args->n_objname, object->object_with_args->objname, &schema,
                         &name);
    else if (object->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
        pgp_name_of_list(object->type_name->n_names, object->type_name->names, &schema, &name);
    return is_temporary_schema(schema);
}

static bool are_objects(const pgp_parser *parser, PgQuery__ObjectType type, size_t n,
                        PgQuery__Node *const *objects) {
    for (size_t i = 0; i < n; i++)
        if (!is_object(parser, type, objects[i]))
            return false;
    return n > 0;
}

static bool is_dropped(pgp_parser *parser, const PgQuery__DropStmt *drop) {
    const char *schema, *name;
    if (!are_objects(parser, drop->remove_type, drop->n_objects, drop->objects))
        return false;
    for (size_t i = 0; i < drop->n_objects; i++) {
        const PgQuery__Node *object = drop->objects[i];
        if (is_part(drop->remove_type) || object->node_case != PG_QUERY__NODE__NODE_LIST)
            continue;
        pgp_name_of_list(object->list->n_items, object->list->items, &schema, &name);
        forget(parser, name);
    }
    return true;
}

static bool is_about(pgp_parser *parser, const PgQuery__Node *statement) {
    switch (statement->node_case) {
    case PG_QUERY__NODE__NODE_DROP_STMT: return is_dropped(parser, statement->drop_stmt);
    case PG_QUERY__NODE__NODE_COMMENT_STMT:
        return is_object(parser, statement->comment_stmt->objtype, statement->comment_stmt->object);
    case PG_QUERY__NODE__NODE_GRANT_STMT:
        return are_objects(parser, statement->grant_stmt->objtype, statement->grant_stmt->n_objects,
                           statement->grant_stmt->objects);
    default: break;
    }
    if (!is_relation(parser, relation_of(statement)))
        return false;
    remember_parts(parser, statement);
    return true;
}

bool pgp_is_temporary(pgp_parser *parser, const PgQuery__Node *statement) {
    return makes_relation(parser, statement) || makes_other(statement) || is_about(parser, statement);
}

/* -- transactions ------------------------------------------------------------------------------------------------ */

static bool takes_back(PgQuery__TransactionStmtKind kind) {
    return kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK ||
           kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO;
}

static bool is_of_savepoint(PgQuery__TransactionStmtKind kind) {
    return kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT ||
           kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE ||
           kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO;
}

pgp_status pgp_read_transaction(pgp_parser *parser, const PgQuery__Node *statement) {
    PgQuery__TransactionStmtKind kind = statement->transaction_stmt->kind;
    if (takes_back(kind) && parser->uncommitted) {
        pgp_parse_unknown(parser, 0, "ROLLBACK of statements that make schema");
        return pgp_hint(parser->context,
                        "Leave out what is taken back, or keep this file out of the schema.");
    }
    if (is_of_savepoint(kind))
        return PGP_OK;
    parser->in_transaction = kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN ||
                             kind == PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START ||
                             statement->transaction_stmt->chain;
    parser->uncommitted = false;
    return PGP_OK;
}

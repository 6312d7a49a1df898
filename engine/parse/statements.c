#include "parse/statements.h"

#include "kinds/reading.h"
#include "parse/lexer.h"
#include "parse/split.h"
#include "parse/temporary.h"

#include <string.h>

typedef enum outcome {
    READ,    /* by its handler */
    SESSION, /* the same; what it says is about the rest of the file */
    IGNORE,  /* says nothing about the schema */
    DATA,    /* rows, not schema: noted */
    OUTSIDE, /* of the whole cluster or another tool's concern: noted */
} outcome;

typedef struct statement_rule {
    PgQuery__Node__NodeCase node;
    outcome outcome;
    pgp_handler handler;
    const char *what; /* for notes */
} statement_rule;

#define NODE(name) PG_QUERY__NODE__NODE_##name

static pgp_status read_copy(pgp_parser *parser, const PgQuery__Node *statement) {
    const PgQuery__CopyStmt *copy = statement->copy_stmt;
    pgp_location where = pgp_parse_where(parser, 0);
    parser->rows_follow = pgp_rows_follow(copy);
    pgp_note_add(parser->context, &where, "COPY is data, not schema: left out");
    return PGP_OK;
}

static const statement_rule rules[] = {
    {NODE(CREATE_SCHEMA_STMT), READ, pgp_read_create_schema, NULL},
    {NODE(CREATE_EXTENSION_STMT), READ, pgp_read_create_extension, NULL},
    {NODE(ALTER_EXTENSION_STMT), READ, pgp_read_alter_extension, NULL},
    {NODE(CREATE_ENUM_STMT), READ, pgp_read_create_enum, NULL},
    {NODE(ALTER_ENUM_STMT), READ, pgp_read_alter_enum, NULL},
    {NODE(CREATE_DOMAIN_STMT), READ, pgp_read_create_domain, NULL},
    {NODE(ALTER_DOMAIN_STMT), READ, pgp_read_alter_domain, NULL},
    {NODE(COMPOSITE_TYPE_STMT), READ, pgp_read_create_composite, NULL},
    {NODE(CREATE_RANGE_STMT), READ, pgp_read_create_range, NULL},
    {NODE(CREATE_FUNCTION_STMT), READ, pgp_read_create_function, NULL},
    {NODE(ALTER_FUNCTION_STMT), READ, pgp_read_alter_function, NULL},
    {NODE(DEFINE_STMT), READ, pgp_read_define, NULL},
    {NODE(CREATE_SEQ_STMT), READ, pgp_read_create_sequence, NULL},
    {NODE(ALTER_SEQ_STMT), READ, pgp_read_alter_sequence, NULL},
    {NODE(CREATE_STMT), READ, pgp_read_create_table, NULL},
    {NODE(ALTER_TABLE_STMT), READ, pgp_read_alter_table, NULL},
    {NODE(INDEX_STMT), READ, pgp_read_create_index, NULL},
    {NODE(CLUSTER_STMT), READ, pgp_read_cluster, NULL},
    {NODE(VIEW_STMT), READ, pgp_read_create_view, NULL},
    {NODE(CREATE_TABLE_AS_STMT), READ, pgp_read_create_table_as, NULL},
    {NODE(CREATE_TRIG_STMT), READ, pgp_read_create_trigger, NULL},
    {NODE(RULE_STMT), READ, pgp_read_create_rule, NULL},
    {NODE(CREATE_POLICY_STMT), READ, pgp_read_create_policy, NULL},
    {NODE(ALTER_POLICY_STMT), READ, pgp_read_alter_policy, NULL},
    {NODE(CREATE_PLANG_STMT), READ, pgp_read_create_language, NULL},
    {NODE(CREATE_AM_STMT), READ, pgp_read_create_access_method, NULL},
    {NODE(CREATE_TRANSFORM_STMT), READ, pgp_read_create_transform, NULL},
    {NODE(CREATE_FDW_STMT), READ, pgp_read_create_wrapper, NULL},
    {NODE(ALTER_FDW_STMT), READ, pgp_read_alter_wrapper, NULL},
    {NODE(CREATE_FOREIGN_SERVER_STMT), READ, pgp_read_create_server, NULL},
    {NODE(ALTER_FOREIGN_SERVER_STMT), READ, pgp_read_alter_server, NULL},
    {NODE(CREATE_USER_MAPPING_STMT), READ, pgp_read_create_user_mapping, NULL},
    {NODE(ALTER_USER_MAPPING_STMT), READ, pgp_read_alter_user_mapping, NULL},
    {NODE(DROP_USER_MAPPING_STMT), READ, pgp_read_drop_user_mapping, NULL},
    {NODE(CREATE_FOREIGN_TABLE_STMT), READ, pgp_read_create_foreign_table, NULL},
    {NODE(IMPORT_FOREIGN_SCHEMA_STMT), READ, pgp_read_import_foreign_schema, NULL},
    {NODE(CREATE_PUBLICATION_STMT), READ, pgp_read_create_publication, NULL},
    {NODE(ALTER_PUBLICATION_STMT), READ, pgp_read_alter_publication, NULL},
    {NODE(CREATE_SUBSCRIPTION_STMT), READ, pgp_read_create_subscription, NULL},
    {NODE(ALTER_SUBSCRIPTION_STMT), READ, pgp_read_alter_subscription, NULL},
    {NODE(DROP_SUBSCRIPTION_STMT), READ, pgp_read_drop_subscription, NULL},
    {NODE(CREATE_EVENT_TRIG_STMT), READ, pgp_read_create_event_trigger, NULL},
    {NODE(ALTER_EVENT_TRIG_STMT), READ, pgp_read_alter_event_trigger, NULL},
    {NODE(SEC_LABEL_STMT), READ, pgp_read_security_label, NULL},
    {NODE(COMMENT_STMT), READ, pgp_read_comment, NULL},
    {NODE(GRANT_STMT), READ, pgp_read_grant, NULL},
    {NODE(ALTER_DEFAULT_PRIVILEGES_STMT), READ, pgp_read_default_privileges, NULL},
    {NODE(ALTER_OWNER_STMT), READ, pgp_read_alter_owner, NULL},
    {NODE(RENAME_STMT), READ, pgp_read_rename, NULL},
    {NODE(ALTER_OBJECT_SCHEMA_STMT), READ, pgp_read_set_schema, NULL},
    {NODE(ALTER_OBJECT_DEPENDS_STMT), READ, pgp_read_depends, NULL},
    {NODE(DROP_STMT), READ, pgp_read_drop, NULL},
    {NODE(ALTER_TYPE_STMT), READ, pgp_read_alter_type, NULL},
    {NODE(ALTER_COLLATION_STMT), READ, pgp_read_alter_collation, NULL},
    {NODE(CREATE_CONVERSION_STMT), READ, pgp_read_create_conversion, NULL},
    {NODE(CREATE_CAST_STMT), READ, pgp_read_create_cast, NULL},
    {NODE(ALTER_OPERATOR_STMT), READ, pgp_read_alter_operator, NULL},
    {NODE(CREATE_OP_FAMILY_STMT), READ, pgp_read_create_operator_family, NULL},
    {NODE(ALTER_OP_FAMILY_STMT), READ, pgp_read_alter_operator_family, NULL},
    {NODE(CREATE_OP_CLASS_STMT), READ, pgp_read_create_operator_class, NULL},
    {NODE(ALTER_TSDICTIONARY_STMT), READ, pgp_read_alter_text_search_dictionary, NULL},
    {NODE(ALTER_TSCONFIGURATION_STMT), READ, pgp_read_alter_text_search_configuration, NULL},
    {NODE(CREATE_STATS_STMT), READ, pgp_read_create_statistics, NULL},
    {NODE(ALTER_STATS_STMT), READ, pgp_read_alter_statistics, NULL},
    {NODE(VARIABLE_SET_STMT), SESSION, pgp_read_set, NULL},
    {NODE(SELECT_STMT), SESSION, pgp_read_select, NULL},
    {NODE(DO_STMT), SESSION, pgp_read_do, NULL},
    {NODE(COPY_STMT), SESSION, read_copy, NULL},
    {NODE(TRANSACTION_STMT), SESSION, pgp_read_transaction, NULL},
    {NODE(VARIABLE_SHOW_STMT), IGNORE, NULL, NULL},
    {NODE(VACUUM_STMT), IGNORE, NULL, NULL},
    {NODE(REINDEX_STMT), IGNORE, NULL, NULL},
    {NODE(CHECK_POINT_STMT), IGNORE, NULL, NULL},
    {NODE(DISCARD_STMT), IGNORE, NULL, NULL},
    {NODE(LOCK_STMT), IGNORE, NULL, NULL},
    {NODE(CONSTRAINTS_SET_STMT), IGNORE, NULL, NULL},
    {NODE(LISTEN_STMT), IGNORE, NULL, NULL},
    {NODE(UNLISTEN_STMT), IGNORE, NULL, NULL},
    {NODE(NOTIFY_STMT), IGNORE, NULL, NULL},
    {NODE(LOAD_STMT), IGNORE, NULL, NULL},
    {NODE(DECLARE_CURSOR_STMT), IGNORE, NULL, NULL},
    {NODE(FETCH_STMT), IGNORE, NULL, NULL}, /* and MOVE */
    {NODE(CLOSE_PORTAL_STMT), IGNORE, NULL, NULL},
    {NODE(PREPARE_STMT), IGNORE, NULL, NULL},
    {NODE(DEALLOCATE_STMT), IGNORE, NULL, NULL},
    {NODE(EXECUTE_STMT), DATA, NULL, "EXECUTE"},
    {NODE(CALL_STMT), DATA, NULL, "CALL"},
    {NODE(REFRESH_MAT_VIEW_STMT), DATA, NULL, "REFRESH MATERIALIZED VIEW"},
    {NODE(INSERT_STMT), DATA, NULL, "INSERT"},
    {NODE(UPDATE_STMT), DATA, NULL, "UPDATE"},
    {NODE(DELETE_STMT), DATA, NULL, "DELETE"},
    {NODE(TRUNCATE_STMT), DATA, NULL, "TRUNCATE"},
    {NODE(MERGE_STMT), DATA, NULL, "MERGE"},
    {NODE(CREATE_ROLE_STMT), OUTSIDE, NULL, "CREATE ROLE"},
    {NODE(ALTER_ROLE_STMT), OUTSIDE, NULL, "ALTER ROLE"},
    {NODE(ALTER_ROLE_SET_STMT), OUTSIDE, NULL, "ALTER ROLE SET"},
    {NODE(DROP_ROLE_STMT), OUTSIDE, NULL, "DROP ROLE"},
    {NODE(GRANT_ROLE_STMT), OUTSIDE, NULL, "GRANT of a role"},
    {NODE(CREATEDB_STMT), OUTSIDE, NULL, "CREATE DATABASE"},
    {NODE(ALTER_DATABASE_STMT), OUTSIDE, NULL, "ALTER DATABASE"},
    {NODE(ALTER_DATABASE_SET_STMT), OUTSIDE, NULL, "ALTER DATABASE SET"},
    {NODE(DROPDB_STMT), OUTSIDE, NULL, "DROP DATABASE"},
    {NODE(CREATE_TABLE_SPACE_STMT), OUTSIDE, NULL, "CREATE TABLESPACE"},
    {NODE(ALTER_TABLE_SPACE_OPTIONS_STMT), OUTSIDE, NULL, "ALTER TABLESPACE"},
    {NODE(DROP_TABLE_SPACE_STMT), OUTSIDE, NULL, "DROP TABLESPACE"},
    {NODE(ALTER_SYSTEM_STMT), OUTSIDE, NULL, "ALTER SYSTEM"},
};

static const statement_rule *rule_for(PgQuery__Node__NodeCase node) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].node == node)
            return &rules[i];
    return NULL;
}

/* The statement's first words in capitals: what people call it. */
static const char *statement_name(const pgp_parser *parser) {
    pgp_text name = pgp_text_new(parser->context->arena);
    pgp_token token = pgp_lex(parser->statement, parser->statement_size, 0);
    for (int i = 0; i < 3 && token.type == PGP_TOKEN_WORD; i++) {
        if (i)
            pgp_text_add(&name, " ");
        pgp_text_addn(&name, parser->statement + token.start, token.end - token.start);
        token = pgp_lex(parser->statement, parser->statement_size, token.end);
    }
    for (char *c = name.data; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    return name.data;
}

bool pgp_is_outside(const PgQuery__Node *statement) {
    const statement_rule *rule = rule_for(statement->node_case);
    return rule &&
           (rule->outcome == OUTSIDE || rule->outcome == IGNORE || rule->handler == pgp_read_transaction);
}

/* Rows are asked for; SELECT … INTO makes a table. */
static bool is_query(const PgQuery__Node *statement) {
    return statement->node_case == PG_QUERY__NODE__NODE_SELECT_STMT && !statement->select_stmt->into_clause;
}

bool pgp_is_no_schema(const PgQuery__Node *statement) {
    const statement_rule *rule = rule_for(statement->node_case);
    return rule && rule->outcome != READ && (rule->outcome != SESSION || is_query(statement));
}

static pgp_status unknown_statement(pgp_parser *parser) {
    pgp_parse_unknown(parser, 0, statement_name(parser));
    return pgp_hint(parser->context,
                    "Which schema it leaves is not told by the statement: write what it makes, "
                    "or keep it out of the files that are read.");
}

pgp_status pgp_read_statement(pgp_parser *parser, const PgQuery__Node *statement) {
    const statement_rule *rule = rule_for(statement->node_case);
    if (pgp_is_temporary(parser, statement))
        return PGP_OK;
    if (!rule)
        return unknown_statement(parser);
    parser->uncommitted |= parser->in_transaction && rule->outcome == READ;
    if (rule->handler)
        return rule->handler(parser, statement);
    pgp_location where = pgp_parse_where(parser, 0);
    if (rule->outcome == DATA)
        pgp_note_add(parser->context, &where, "%s is data, not schema: left out", rule->what);
    else if (rule->outcome == OUTSIDE)
        pgp_note_add(parser->context, &where, "%s is not part of a database's schema: left out", rule->what);
    return PGP_OK;
}

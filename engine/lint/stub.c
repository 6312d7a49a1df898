/*
 * What the files mention and nobody knows: a stand-in, as large as can be. Tables that the files make get what their statement says;
 * later files find them as they left them.
 */
#include "lint/linter.h"
#include "parse/statements.h"
#include "parse/visit.h"

#include <string.h>

#define NODE(name)   PG_QUERY__NODE__NODE_##name
#define OBJECT(name) PG_QUERY__OBJECT_TYPE__OBJECT_##name
#define AT(name)     PG_QUERY__ALTER_TABLE_TYPE__AT_##name

/* -- names ------------------------------------------------------------------------------------------------------------ */

static const char *schema_of(pgp_linter *l, const char *given) {
    return pgp_creation_schema(&l->parser, given && *given ? given : NULL);
}

static const char *label_of(pgp_linter *l, const char *schema, const char *name) {
    const pgp_object *found = pgp_lookup(&l->parser, PGP_SPACE_RELATION, schema, name);
    return found && !found->parent ? pgp_object_label(l->arena, found)
                                   : pgp_quoted2(l->arena, schema_of(l, schema), name);
}

const char *pgp_lint_label(pgp_linter *l, const PgQuery__RangeVar *name) {
    return label_of(l, *name->schemaname ? name->schemaname : NULL, name->relname);
}

const char *pgp_lint_list_label(pgp_linter *l, const PgQuery__Node *list) {
    const char *schema, *name;
    if (list->node_case != NODE(LIST))
        return NULL;
    pgp_name_of_list(list->list->n_items, list->list->items, &schema, &name);
    return name ? label_of(l, schema, name) : NULL;
}

/* -- stand-ins ------------------------------------------------------------------------------------------------------------ */

static pgp_object *stand_in(pgp_linter *l, const pgp_kind *kind, const char *schema, const char *name) {
    pgp_object *found = pgp_lookup(&l->parser, PGP_SPACE_RELATION, schema, name);
    if (found)
        return found;
    pgp_object *object =
        pgp_object_new(l->parser.model, kind, schema_of(l, schema), pgp_strdup(l->arena, name));
    if (kind == &pgp_kind_table) {
        pgp_table *table = (pgp_table *)object;
        table->rows = table->bytes = -1;
        table->persistence = "permanent";
        table->replica_identity = "default";
    }
    pgp_model_add(l->parser.model, object);
    pgp_names_add(l->arena, &l->unknown, pgp_object_label(l->arena, object));
    if (l->expects)
        pgp_lint_find(l, "missing-relation", -1, pgp_object_label(l->arena, object), NULL);
    return object;
}

static pgp_object *stand_in_for(pgp_linter *l, const pgp_kind *kind, const PgQuery__RangeVar *name) {
    return stand_in(l, kind, *name->schemaname ? name->schemaname : NULL, name->relname);
}

/* Of a type that nobody knows: it is changed to no other for free. */
static void stand_in_column(pgp_linter *l, pgp_object *table, const char *name) {
    if (!*name || table->kind != &pgp_kind_table || pgp_child(table, &pgp_kind_column, name))
        return;
    pgp_column *column = pgp_object_new(l->parser.model, &pgp_kind_column, NULL, pgp_strdup(l->arena, name));
    column->type = "";
    column->object.parent = table;
    pgp_model_add(l->parser.model, &column->object);
}

/* -- what statements mention ----------------------------------------------------------------------------------------------- */

static const pgp_kind *kind_of(PgQuery__ObjectType type) {
    switch (type) {
    case OBJECT(TABLE):
    case OBJECT(FOREIGN_TABLE):
    case OBJECT(COLUMN):
    case OBJECT(TABCONSTRAINT):
    case OBJECT(TRIGGER):
    case OBJECT(POLICY): return &pgp_kind_table;
    case OBJECT(VIEW): return &pgp_kind_view;
    case OBJECT(MATVIEW): return &pgp_kind_materialized_view;
    case OBJECT(SEQUENCE): return &pgp_kind_sequence;
    default: return NULL;
    }
}

/* Of what the names in a statement are; NULL: nothing that others wait for. */
static const pgp_kind *kind_in(const PgQuery__Node *statement) {
    switch (statement->node_case) {
    case NODE(CREATE_STMT):
    case NODE(INDEX_STMT):
    case NODE(CREATE_TRIG_STMT):
    case NODE(CREATE_POLICY_STMT):
    case NODE(ALTER_POLICY_STMT):
    case NODE(TRUNCATE_STMT):
    case NODE(LOCK_STMT):
    case NODE(VACUUM_STMT):
    case NODE(CLUSTER_STMT):
    case NODE(CREATE_STATS_STMT): return &pgp_kind_table;
    case NODE(REFRESH_MAT_VIEW_STMT): return &pgp_kind_materialized_view;
    case NODE(ALTER_SEQ_STMT): return &pgp_kind_sequence;
    case NODE(ALTER_TABLE_STMT): return kind_of(statement->alter_table_stmt->objtype);
    case NODE(RENAME_STMT):
        return kind_of(statement->rename_stmt->rename_type == OBJECT(COLUMN)
                           ? statement->rename_stmt->relation_type
                           : statement->rename_stmt->rename_type);
    case NODE(ALTER_OBJECT_SCHEMA_STMT): return kind_of(statement->alter_object_schema_stmt->object_type);
    case NODE(REINDEX_STMT):
        return statement->reindex_stmt->kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_TABLE
                   ? &pgp_kind_table
                   : NULL;
    default: return NULL;
    }
}

typedef struct mentions {
    pgp_linter *l;
    const pgp_kind *kind;
    pgp_object *table; /* whose columns are mentioned */
} mentions;

static void mention_keys(mentions *m, size_t n, PgQuery__Node *const *keys) {
    for (size_t i = 0; m->table && i < n; i++)
        if (pgp_string_of(keys[i]))
            stand_in_column(m->l, m->table, pgp_string_of(keys[i]));
}

static bool names_column(PgQuery__AlterTableType type) {
    return type == AT(AlterColumnType) || type == AT(SetNotNull) || type == AT(DropNotNull) ||
           type == AT(DropColumn) || type == AT(ColumnDefault);
}

static void mention(void *argument, const ProtobufCMessage *message) {
    mentions *m = argument;
    if (message->descriptor == &pg_query__range_var__descriptor) {
        stand_in_for(m->l, m->kind, (const PgQuery__RangeVar *)message);
    } else if (m->table && message->descriptor == &pg_query__alter_table_cmd__descriptor) {
        const PgQuery__AlterTableCmd *command = (const PgQuery__AlterTableCmd *)message;
        if (names_column(command->subtype))
            stand_in_column(m->l, m->table, command->name);
    } else if (m->table && message->descriptor == &pg_query__constraint__descriptor) {
        const PgQuery__Constraint *constraint = (const PgQuery__Constraint *)message;
        mention_keys(m, constraint->n_keys, constraint->keys);
    }
}

static void mention_dropped(pgp_linter *l, const PgQuery__DropStmt *drop) {
    const pgp_kind *kind = kind_of(drop->remove_type);
    bool part = drop->remove_type == OBJECT(TRIGGER) || drop->remove_type == OBJECT(POLICY);
    for (size_t i = 0; kind && i < drop->n_objects; i++) {
        const char *schema, *name;
        const PgQuery__Node *object = drop->objects[i];
        if (object->node_case != NODE(LIST) || object->list->n_items <= part)
            continue;
        pgp_name_of_list(object->list->n_items - part, object->list->items, &schema, &name);
        if (name)
            stand_in(l, kind, schema, name);
    }
}

/* The columns that an earlier statement adds are the analyzer's to know. */
static void forget_added(pgp_linter *l, const PgQuery__AlterTableStmt *alter) {
    const char *label = pgp_lint_label(l, alter->relation);
    for (size_t i = 0; i < alter->n_cmds; i++) {
        const PgQuery__AlterTableCmd *command = alter->cmds[i]->alter_table_cmd;
        if (command->subtype == AT(AddColumn))
            pgp_names_add(l->arena, &l->fresh,
                          pgp_printf(l->arena, "%s %s", label, command->def->column_def->colname));
    }
}

static bool is_added(pgp_linter *l, const char *label, const char *column) {
    return pgp_names_has(&l->fresh, pgp_printf(l->arena, "%s %s", label, column));
}

static void mention_altered(mentions *m, const PgQuery__AlterTableStmt *alter) {
    pgp_object *table = stand_in_for(m->l, m->kind, alter->relation);
    const char *label = pgp_lint_label(m->l, alter->relation);
    for (size_t i = 0; i < alter->n_cmds; i++) {
        const PgQuery__AlterTableCmd *command = alter->cmds[i]->alter_table_cmd;
        bool added = names_column(command->subtype) && is_added(m->l, label, command->name);
        m->table = added ? NULL : table;
        pgp_visit(&command->base, mention, m);
    }
    forget_added(m->l, alter);
}

static void mention_renamed(mentions *m, const PgQuery__RenameStmt *rename) {
    pgp_object *relation = rename->relation ? stand_in_for(m->l, m->kind, rename->relation) : NULL;
    if (relation && rename->rename_type == OBJECT(COLUMN) &&
        !is_added(m->l, pgp_lint_label(m->l, rename->relation), rename->subname))
        stand_in_column(m->l, relation, rename->subname);
}

/* Whether the statement does nothing where what it names is not there. */
static bool is_guarded(const PgQuery__Node *statement) {
    switch (statement->node_case) {
    case NODE(DROP_STMT): return statement->drop_stmt->missing_ok;
    case NODE(ALTER_TABLE_STMT): return statement->alter_table_stmt->missing_ok;
    case NODE(RENAME_STMT): return statement->rename_stmt->missing_ok;
    case NODE(ALTER_OBJECT_SCHEMA_STMT): return statement->alter_object_schema_stmt->missing_ok;
    case NODE(ALTER_SEQ_STMT): return statement->alter_seq_stmt->missing_ok;
    default: return false;
    }
}

static void mention_all(pgp_linter *l, const PgQuery__Node *statement) {
    mentions m = {.l = l, .kind = kind_in(statement)};
    l->expects = l->knows_before && !is_guarded(statement);
    if (statement->node_case == NODE(DROP_STMT))
        mention_dropped(l, statement->drop_stmt);
    else if (statement->node_case == NODE(ALTER_TABLE_STMT) && m.kind == &pgp_kind_table)
        mention_altered(&m, statement->alter_table_stmt);
    else if (statement->node_case == NODE(RENAME_STMT) && m.kind)
        mention_renamed(&m, statement->rename_stmt);
    else if (m.kind)
        pgp_visit(&statement->base, mention, &m);
    l->expects = false;
}

/* -- what statements make ------------------------------------------------------------------------------------------------- */

/* A statement that says all about what it makes is read like a schema's; when it needs what nobody knows, a stand-in has to do. */
static pgp_status make(pgp_linter *l, const PgQuery__Node *statement, const pgp_kind *kind,
                       const PgQuery__RangeVar *name) {
    bool known = name && pgp_lookup_range_var(&l->parser, name);
    pgp_status status = known ? PGP_OK : pgp_read_statement(&l->parser, statement);
    if (status == PGP_RETRY)
        return status;
    if (status != PGP_OK)
        l->context->error = (pgp_error){.status = PGP_OK};
    if (name)
        stand_in_for(l, kind, name);
    return PGP_OK;
}

static pgp_status see(pgp_linter *l, const PgQuery__Node *statement) {
    switch (statement->node_case) {
    case NODE(VARIABLE_SET_STMT): return pgp_read_set(&l->parser, statement);
    case NODE(CREATE_SCHEMA_STMT):
    case NODE(CREATE_ENUM_STMT):
    case NODE(CREATE_DOMAIN_STMT):
    case NODE(COMPOSITE_TYPE_STMT): return make(l, statement, NULL, NULL);
    case NODE(CREATE_STMT): mention_all(l, statement); return PGP_OK;
    case NODE(CREATE_SEQ_STMT):
        return make(l, statement, &pgp_kind_sequence, statement->create_seq_stmt->sequence);
    case NODE(VIEW_STMT): stand_in_for(l, &pgp_kind_view, statement->view_stmt->view); return PGP_OK;
    case NODE(CREATE_TABLE_AS_STMT):
        stand_in_for(l,
                     statement->create_table_as_stmt->objtype == OBJECT(MATVIEW) ? &pgp_kind_materialized_view
                                                                                 : &pgp_kind_table,
                     statement->create_table_as_stmt->into->rel);
        return PGP_OK;
    default: mention_all(l, statement); return PGP_OK;
    }
}

static pgp_status see_and_make(pgp_linter *l, const PgQuery__Node *statement) {
    if (statement->node_case == NODE(CREATE_STMT))
        PGP_TRY(make(l, statement, &pgp_kind_table, statement->create_stmt->relation));
    return see(l, statement);
}

pgp_status pgp_lint_stand_in(pgp_linter *l, const pgp_input *inputs, size_t count) {
    static const pgp_lint_pass pass = {.read = see_and_make};
    PGP_TRY(pgp_lint_each(l, &pass, inputs, count));
    l->fresh = (pgp_names){.count = 0};
    return PGP_OK;
}

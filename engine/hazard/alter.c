/*
 * ALTER TABLE, and ALTER INDEX, SEQUENCE, VIEW … that share its statement: the lock of each subcommand as
 * AlterTableGetLockLevel() of src/backend/commands/tablecmds.c has it, and whether ATPrepCmd() takes it to heirs.
 */
#include "hazard/analysis.h"
#include "kinds/alter_table.h"

#include <string.h>

typedef struct alter_rule {
    PgQuery__AlterTableType type;
    pgp_lock lock;
    bool recurses; /* to heirs, unless ONLY */
    void (*analyze)(pgp_altering *at);
} alter_rule;

/* -- subcommands that are said in a few lines ------------------------------------------------------------------------- */

static void rewrite_tree(pgp_altering *at) {
    for (size_t i = 0; i < at->tree.count; i++) {
        if (!pgp_has_storage(at->a, at->tree.items[i]))
            continue;
        pgp_effect *effect = pgp_touch(at->a, at->tree.items[i], at->lock);
        effect->rewritten = true;
        effect->indexes_built = pgp_has_indexes(at->a, at->tree.items[i]);
    }
}

static void set_persistence(pgp_altering *at) {
    const char *to = at->command->subtype == PGP_AT(SetUnLogged) ? "unlogged" : "permanent";
    if (!at->table || strcmp(pgp_now(at->a, at->table)->persistence, to) == 0)
        return;
    rewrite_tree(at);
    if (at->a->version >= 150000)
        pgp_touch_sequences(at->a, at->table, NULL, at->lock);
    pgp_state_edit(at->a, at->table)->persistence = to;
}

/* A copy of the files: nobody reads or writes meanwhile. Indexes stay where they are. */
static void set_tablespace(pgp_altering *at) {
    const pgp_table *now = at->table ? pgp_now(at->a, at->table) : NULL;
    const char *to = strcmp(at->command->name, "pg_default") == 0 ? NULL : at->command->name;
    if (now && pgp_has_storage(at->a, at->table) && !pgp_same(now->tablespace, to))
        pgp_touch(at->a, at->table, at->lock)->rewritten = true;
}

static void set_access_method(pgp_altering *at) {
    const pgp_table *now = at->table ? pgp_now(at->a, at->table) : NULL;
    const char *from = now && now->access_method ? now->access_method : "heap";
    if (now && strcmp(from, at->command->name) != 0)
        rewrite_tree(at);
}

static const pgp_table *table_of(pgp_altering *at, const PgQuery__RangeVar *name) {
    const pgp_object *found = pgp_state_relation(at->a, name);
    return found && found->kind == &pgp_kind_table ? (const pgp_table *)found : NULL;
}

static void inherit(pgp_altering *at) {
    const pgp_table *parent = table_of(at, at->command->def->range_var);
    pgp_touch(at->a, parent, PGP_LOCK_SHARE_UPDATE_EXCLUSIVE);
    if (!parent || !at->table)
        return;
    pgp_tables *heirs = &pgp_state_edit(at->a, parent)->heirs;
    PGP_PUSH(at->a->arena, heirs->items, heirs->count, heirs->capacity, (pgp_table *)(uintptr_t)at->table);
}

/* Without a policy everything is denied to all but the owner. */
static void enable_row_security(pgp_altering *at) {
    if (!at->table)
        return;
    for (const pgp_object *o = pgp_now(at->a, at->table)->object.children; o; o = o->sibling)
        if (o->kind == &pgp_kind_policy)
            return;
    pgp_find_hazard(at->a, "deny-all", pgp_object_label(at->a->arena, &at->table->object), NULL);
}

static void change_owner(pgp_altering *at) {
    if (at->table)
        pgp_touch_sequences(at->a, at->table, NULL, at->lock);
}

static void drop_identity(pgp_altering *at) {
    if (at->table)
        pgp_touch_sequences(at->a, at->table, at->command->name, at->lock);
}

static void column_default(pgp_altering *at) {
    if (at->a->newer & PGP_NEWER_EXPRESSION)
        pgp_analyze_set_expression(at);
}

/* -- the table --------------------------------------------------------------------------------------------------------- */

static const alter_rule rules[] = {
    {PGP_AT(AddColumn), PGP_LOCK_ACCESS_EXCLUSIVE, true, pgp_analyze_add_column},
    {PGP_AT(DropColumn), PGP_LOCK_ACCESS_EXCLUSIVE, true, pgp_analyze_drop_column},
    {PGP_AT(AlterColumnType), PGP_LOCK_ACCESS_EXCLUSIVE, true, pgp_analyze_column_type},
    {PGP_AT(ColumnDefault), PGP_LOCK_ACCESS_EXCLUSIVE, true, column_default},
    {PGP_AT(SetNotNull), PGP_LOCK_ACCESS_EXCLUSIVE, true, pgp_analyze_set_not_null},
    {PGP_AT(DropNotNull), PGP_LOCK_ACCESS_EXCLUSIVE, true, pgp_analyze_drop_not_null},
    {PGP_AT(DropExpression), PGP_LOCK_ACCESS_EXCLUSIVE, true, NULL},
    {PGP_AT(AddIdentity), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(SetIdentity), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(DropIdentity), PGP_LOCK_ACCESS_EXCLUSIVE, false, drop_identity},
    {PGP_AT(SetStatistics), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE, true, NULL},
    {PGP_AT(SetOptions), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE, false, NULL},
    {PGP_AT(ResetOptions), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE, false, NULL},
    {PGP_AT(SetStorage), PGP_LOCK_ACCESS_EXCLUSIVE, true, NULL},
    {PGP_AT(SetCompression), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(AddConstraint), PGP_LOCK_ACCESS_EXCLUSIVE, true, pgp_analyze_add_constraint},
    {PGP_AT(DropConstraint), PGP_LOCK_ACCESS_EXCLUSIVE, true, pgp_analyze_drop_constraint},
    {PGP_AT(AlterConstraint), PGP_LOCK_ACCESS_EXCLUSIVE, false, pgp_analyze_alter_constraint},
    {PGP_AT(ValidateConstraint), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE, true, pgp_analyze_validate},
    {PGP_AT(ChangeOwner), PGP_LOCK_ACCESS_EXCLUSIVE, false, change_owner},
    {PGP_AT(ClusterOn), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE, false, NULL},
    {PGP_AT(DropCluster), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE, false, NULL},
    {PGP_AT(SetLogged), PGP_LOCK_ACCESS_EXCLUSIVE, false, set_persistence},
    {PGP_AT(SetUnLogged), PGP_LOCK_ACCESS_EXCLUSIVE, false, set_persistence},
    {PGP_AT(SetAccessMethod), PGP_LOCK_ACCESS_EXCLUSIVE, false, set_access_method},
    {PGP_AT(SetTableSpace), PGP_LOCK_ACCESS_EXCLUSIVE, false, set_tablespace},
    {PGP_AT(SetRelOptions), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE, false, NULL},
    {PGP_AT(ResetRelOptions), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE, false, NULL},
    {PGP_AT(EnableTrig), PGP_LOCK_SHARE_ROW_EXCLUSIVE, false, NULL},
    {PGP_AT(EnableAlwaysTrig), PGP_LOCK_SHARE_ROW_EXCLUSIVE, false, NULL},
    {PGP_AT(EnableReplicaTrig), PGP_LOCK_SHARE_ROW_EXCLUSIVE, false, NULL},
    {PGP_AT(EnableTrigAll), PGP_LOCK_SHARE_ROW_EXCLUSIVE, false, NULL},
    {PGP_AT(EnableTrigUser), PGP_LOCK_SHARE_ROW_EXCLUSIVE, false, NULL},
    {PGP_AT(DisableTrig), PGP_LOCK_SHARE_ROW_EXCLUSIVE, false, NULL},
    {PGP_AT(DisableTrigAll), PGP_LOCK_SHARE_ROW_EXCLUSIVE, false, NULL},
    {PGP_AT(DisableTrigUser), PGP_LOCK_SHARE_ROW_EXCLUSIVE, false, NULL},
    {PGP_AT(EnableRule), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(EnableAlwaysRule), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(EnableReplicaRule), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(DisableRule), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(AddInherit), PGP_LOCK_ACCESS_EXCLUSIVE, false, inherit},
    {PGP_AT(DropInherit), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(AddOf), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(DropOf), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(ReplicaIdentity), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(EnableRowSecurity), PGP_LOCK_ACCESS_EXCLUSIVE, false, enable_row_security},
    {PGP_AT(DisableRowSecurity), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(ForceRowSecurity), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(NoForceRowSecurity), PGP_LOCK_ACCESS_EXCLUSIVE, false, NULL},
    {PGP_AT(AttachPartition), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE, false, pgp_analyze_attach},
    {PGP_AT(DetachPartition), PGP_LOCK_ACCESS_EXCLUSIVE, false, pgp_analyze_detach},
    {PGP_AT(DetachPartitionFinalize), PGP_LOCK_SHARE_UPDATE_EXCLUSIVE, false, NULL},
};

static const alter_rule *rule_for(PgQuery__AlterTableType type) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].type == type)
            return &rules[i];
    return NULL;
}

/* Options whose change has to keep everybody out: AccessExclusiveLock in src/backend/access/common/reloptions.c. */
static bool is_exclusive_option(const char *name) {
    static const char *const names[] = {"autosummarize",
                                        "buffering",
                                        "check_option",
                                        "fastupdate",
                                        "length",
                                        "pages_per_range",
                                        "gin_pending_list_limit",
                                        "security_barrier",
                                        "security_invoker",
                                        "user_catalog_table",
                                        NULL};
    for (const char *const *n = names; *n; n++)
        if (strcmp(*n, name) == 0)
            return true;
    return strncmp(name, "col", 3) == 0; /* bloom's col1, col2 … */
}

static pgp_lock options_lock(const PgQuery__AlterTableCmd *command) {
    const PgQuery__List *list = command->def->list;
    for (size_t i = 0; i < list->n_items; i++)
        if (is_exclusive_option(list->items[i]->def_elem->defname))
            return PGP_LOCK_ACCESS_EXCLUSIVE;
    return PGP_LOCK_SHARE_UPDATE_EXCLUSIVE;
}

static pgp_lock lock_of(const alter_rule *rule, const PgQuery__AlterTableCmd *command) {
    switch (command->subtype) {
    case PGP_AT(SetRelOptions):
    case PGP_AT(ResetRelOptions): return options_lock(command);
    case PGP_AT(AddConstraint):
        return command->def->constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN
                   ? PGP_LOCK_SHARE_ROW_EXCLUSIVE
                   : rule->lock;
    case PGP_AT(DetachPartition):
        return command->def->partition_cmd->concurrent ? PGP_LOCK_SHARE_UPDATE_EXCLUSIVE : rule->lock;
    default: return rule->lock;
    }
}

static pgp_lock strongest(pgp_analyzer *a, const PgQuery__AlterTableStmt *stmt) {
    pgp_lock strongest = PGP_LOCK_NONE;
    for (size_t i = 0; i < stmt->n_cmds; i++) {
        const alter_rule *rule = rule_for(stmt->cmds[i]->alter_table_cmd->subtype);
        pgp_lock lock = rule ? lock_of(rule, stmt->cmds[i]->alter_table_cmd) : PGP_LOCK_ACCESS_EXCLUSIVE;
        a->out->understood &= rule != NULL;
        strongest = lock > strongest ? lock : strongest;
    }
    return strongest;
}

/* Partitions' indexes are made one by one: their tables get CREATE INDEX's lock. */
static bool brings_index(const PgQuery__AlterTableCmd *command) {
    return command->subtype == PGP_AT(AddConstraint) &&
           (command->def->constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY ||
            command->def->constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE);
}

static bool is_not_inherited(const PgQuery__AlterTableCmd *command) {
    return command->subtype == PGP_AT(AddConstraint) && command->def->constraint->is_no_inherit;
}

/* Before 18 adding a constraint looks at heirs only when they get it. */
static bool locks_heirs(const pgp_analyzer *a, const PgQuery__AlterTableCmd *command) {
    return a->version >= 180000 || !(brings_index(command) || is_not_inherited(command));
}

static void analyze_command(pgp_altering *at, const pgp_tables *all) {
    const alter_rule *rule = rule_for(at->command->subtype);
    at->tree = *all;
    if (!rule)
        return;
    if (!rule->recurses && at->tree.count)
        at->tree.count = 1; /* the table itself comes first */
    for (size_t i = 0; i < at->tree.count && locks_heirs(at->a, at->command); i++)
        pgp_touch(at->a, at->tree.items[i], at->lock);
    if (is_not_inherited(at->command) && at->tree.count)
        at->tree.count = 1;
    if (rule->analyze)
        rule->analyze(at);
}

void pgp_analyze_alter_table(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__AlterTableStmt *stmt = statement->alter_table_stmt;
    const pgp_object *relation = pgp_state_relation(a, stmt->relation);
    pgp_altering at = {.a = a, .lock = strongest(a, stmt)};
    if (relation && relation->kind == &pgp_kind_composite)
        return; /* no rows of its own */
    pgp_touch(a, relation, at.lock);
    if (relation && relation->kind == &pgp_kind_table)
        at.table = (const pgp_table *)relation;
    if (relation && !at.table)
        return;
    pgp_tables all = pgp_table_tree(a, at.table, !stmt->relation->inh);
    for (size_t i = 0; i < stmt->n_cmds; i++) {
        at.command = stmt->cmds[i]->alter_table_cmd;
        analyze_command(&at, &all);
    }
}

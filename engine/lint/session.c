/*
 * Transactions, timeouts, and who waits for what a transaction holds.
 */
#include "lint/linter.h"
#include "parse/visit.h"

#include <string.h>
#include <strings.h>

#define NODE(name)  PG_QUERY__NODE__NODE_##name
#define TRANS(name) PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_##name

void pgp_lint_begin(pgp_linter *l) {
    bool outer = l->options->in_transaction;
    l->session = (pgp_lint_session){.open = outer, .outer = outer};
    l->fresh = (pgp_names){.count = 0};
    l->told_timeout = false;
    l->altered = NULL;
}

/* -- transactions ---------------------------------------------------------------------------------------------------- */

void pgp_lint_leave(pgp_linter *l) {
    l->session.open = l->session.outer = l->session.told_work = l->session.told_second = false;
    l->session.lock.has_local = l->session.statement.has_local = false;
    l->session.locked = l->session.values = (pgp_names){.count = 0};
}

static void follow_transaction(pgp_linter *l, const PgQuery__TransactionStmt *stmt) {
    pgp_lint_session *s = &l->session;
    switch (stmt->kind) {
    case TRANS(BEGIN):
    case TRANS(START):
        if (s->open)
            pgp_lint_find(l, "nested-transaction", -1, NULL, "a transaction is open already");
        s->open = true;
        s->begun = l->from;
        break;
    case TRANS(COMMIT):
    case TRANS(ROLLBACK):
    case TRANS(PREPARE):
        if (!s->open)
            pgp_lint_find(l, "nested-transaction", -1, NULL, "no transaction is open");
        else if (s->outer)
            pgp_lint_find(l, "nested-transaction", -1, NULL, "it ends the transaction that the file runs in");
        pgp_lint_leave(l);
        break;
    default: break;
    }
}

void pgp_lint_end(pgp_linter *l) {
    if (l->session.open && !l->session.outer)
        pgp_lint_find(l, "unfinished-transaction", -1, NULL, NULL)->where = l->session.begun;
}

/* -- timeouts ----------------------------------------------------------------------------------------------------------- */

static pgp_lint_timeout *timeout_named(pgp_linter *l, const char *name) {
    if (strcasecmp(name, "lock_timeout") == 0)
        return &l->session.lock;
    return strcasecmp(name, "statement_timeout") == 0 ? &l->session.statement : NULL;
}

static bool is_in_effect(const pgp_lint_timeout *timeout) {
    return timeout->has_local ? timeout->local : timeout->session;
}

/* "0", "0s" and nothing at all switch it off. */
static bool is_time(const PgQuery__Node *value) {
    if (!value || value->node_case != NODE(A_CONST))
        return false;
    const PgQuery__AConst *constant = value->a_const;
    if (constant->val_case == PG_QUERY__A__CONST__VAL_IVAL)
        return constant->ival->ival != 0;
    if (constant->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return true;
    const char *text = constant->sval->sval + strspn(constant->sval->sval, " 0");
    return *text >= '1' && *text <= '9';
}

static void set_timeout(pgp_linter *l, pgp_lint_timeout *timeout, bool is_local, bool on) {
    if (!is_local) {
        timeout->session = on;
        timeout->has_local = false;
        return;
    }
    timeout->has_local = l->session.open;
    timeout->local = on;
}

static void follow_set(pgp_linter *l, const PgQuery__VariableSetStmt *stmt) {
    bool on = stmt->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE && stmt->n_args == 1 &&
              is_time(stmt->args[0]);
    pgp_lint_timeout *timeout = timeout_named(l, stmt->name);
    if (stmt->is_local && !l->session.open)
        pgp_lint_find(l, "set-local-outside-transaction", -1, NULL, stmt->name);
    if (stmt->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL)
        l->session.lock = l->session.statement = (pgp_lint_timeout){.session = false};
    else if (timeout)
        set_timeout(l, timeout, stmt->is_local, on);
}

static bool is_true(const PgQuery__Node *node) {
    return node->node_case == NODE(A_CONST) && node->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL &&
           node->a_const->boolval->boolval;
}

/* SELECT set_config('lock_timeout', '2s', false) */
static void follow_call(void *argument, const ProtobufCMessage *message) {
    pgp_linter *l = argument;
    if (message->descriptor != &pg_query__func_call__descriptor)
        return;
    const PgQuery__FuncCall *call = (const PgQuery__FuncCall *)message;
    const char *schema, *name;
    pgp_name_of_list(call->n_funcname, call->funcname, &schema, &name);
    if (!name || strcmp(name, "set_config") != 0 || call->n_args != 3 ||
        call->args[0]->node_case != NODE(A_CONST) ||
        call->args[0]->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return;
    pgp_lint_timeout *timeout = timeout_named(l, call->args[0]->a_const->sval->sval);
    if (timeout)
        set_timeout(l, timeout, is_true(call->args[2]), is_time(call->args[1]));
}

/* -- values of enums ------------------------------------------------------------------------------------------------------ */

static void find_value(void *argument, const ProtobufCMessage *message) {
    pgp_linter *l = argument;
    if (message->descriptor != &pg_query__a__const__descriptor)
        return;
    const PgQuery__AConst *constant = (const PgQuery__AConst *)message;
    if (constant->val_case == PG_QUERY__A__CONST__VAL_SVAL &&
        pgp_names_has(&l->session.values, constant->sval->sval))
        pgp_lint_find(l, "enum-value-in-transaction", constant->location, NULL, constant->sval->sval);
}

static void follow_enum(pgp_linter *l, const PgQuery__AlterEnumStmt *stmt) {
    if (l->session.open && *stmt->new_val && !*stmt->old_val)
        pgp_names_add(l->arena, &l->session.values, pgp_strdup(l->arena, stmt->new_val));
}

void pgp_lint_follow(pgp_linter *l, const PgQuery__Node *statement) {
    if (l->session.values.count)
        pgp_visit(&statement->base, find_value, l);
    switch (statement->node_case) {
    case NODE(TRANSACTION_STMT): follow_transaction(l, statement->transaction_stmt); break;
    case NODE(VARIABLE_SET_STMT): follow_set(l, statement->variable_set_stmt); break;
    case NODE(SELECT_STMT): pgp_visit(&statement->base, follow_call, l); break;
    case NODE(ALTER_ENUM_STMT): follow_enum(l, statement->alter_enum_stmt); break;
    default: break;
    }
}

/* -- locks ------------------------------------------------------------------------------------------------------------------ */

static bool is_concurrent_build(const PgQuery__Node *statement) {
    return statement->node_case == NODE(INDEX_STMT) || statement->node_case == NODE(REINDEX_STMT);
}

static bool is_work(const PgQuery__Node *statement) {
    switch (statement->node_case) {
    case NODE(INSERT_STMT):
    case NODE(UPDATE_STMT):
    case NODE(DELETE_STMT):
    case NODE(MERGE_STMT):
    case NODE(COPY_STMT):
    case NODE(CREATE_TABLE_AS_STMT):
    case NODE(REFRESH_MAT_VIEW_STMT): return true;
    case NODE(SELECT_STMT): return statement->select_stmt->n_from_clause > 0;
    default: return false;
    }
}

static bool is_slow(const pgp_analysis *analysis) {
    for (size_t i = 0; i < analysis->effects.count; i++) {
        const pgp_effect *effect = &analysis->effects.items[i];
        if (effect->rewritten || effect->scanned || effect->indexes_built)
            return true;
    }
    return false;
}

static bool is_strong(const pgp_linter *l, const pgp_effect *effect) {
    return pgp_lock_blocks_writes(effect->lock) && !pgp_lint_is_fresh(l, effect->label);
}

/* Once in a transaction: it is the transaction that has to be split. */
static void find_second_table(pgp_linter *l) {
    const pgp_effects *effects = &l->analysis.effects;
    size_t before = l->session.locked.count;
    for (size_t i = 0; i < effects->count; i++) {
        const pgp_effect *effect = &effects->items[i];
        if (!is_strong(l, effect) || pgp_names_has(&l->session.locked, effect->label))
            continue;
        if (before && !l->session.told_second)
            pgp_lint_find(l, "several-locks", -1, effect->label,
                          pgp_printf(l->arena, "while it holds %s", l->session.locked.items[0]));
        l->session.told_second |= before > 0;
        pgp_names_add(l->arena, &l->session.locked, effect->label);
    }
}

/* An index that nobody knows is still one of a table. */
static bool locks_unknown(pgp_linter *l, const PgQuery__Node *statement) {
    if (l->analysis.effects.count)
        return false;
    return statement->node_case == NODE(REINDEX_STMT) ||
           (statement->node_case == NODE(DROP_STMT) &&
            statement->drop_stmt->remove_type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX &&
            !pgp_lint_is_fresh(l, pgp_lint_list_label(l, statement->drop_stmt->objects[0])));
}

static void find_missing_timeout(pgp_linter *l, const PgQuery__Node *statement) {
    const pgp_effects *effects = &l->analysis.effects;
    if (!l->told_timeout && locks_unknown(l, statement)) {
        pgp_lint_find(l, "missing-lock-timeout", -1, NULL, NULL);
        l->told_timeout = true;
    }
    for (size_t i = 0; i < effects->count && !l->told_timeout; i++) {
        if (!is_strong(l, &effects->items[i]))
            continue;
        pgp_lint_find(l, "missing-lock-timeout", -1, effects->items[i].label,
                      pgp_lock_words(effects->items[i].lock));
        l->told_timeout = true;
    }
}

static void look_inside_transaction(pgp_linter *l, const PgQuery__Node *statement) {
    pgp_lint_session *s = &l->session;
    if (l->analysis.no_transaction)
        pgp_lint_find(l, "concurrently-in-transaction", -1, NULL, NULL);
    if (s->locked.count && !s->told_work && (is_work(statement) || is_slow(&l->analysis))) {
        pgp_lint_find(l, "work-under-lock", -1, NULL, pgp_printf(l->arena, "for %s", s->locked.items[0]));
        s->told_work = true;
    }
    find_second_table(l);
}

void pgp_lint_locks(pgp_linter *l, const PgQuery__Node *statement) {
    const pgp_lint_session *s = &l->session;
    bool timeout = is_in_effect(&s->lock);
    if (!timeout && !l->analysis.no_transaction)
        find_missing_timeout(l, statement);
    if (l->analysis.no_transaction && is_concurrent_build(statement) &&
        (timeout || is_in_effect(&s->statement)))
        pgp_lint_find(l, "concurrent-build-timeout", -1, NULL,
                      timeout ? "lock_timeout" : "statement_timeout");
    if (s->open)
        look_inside_transaction(l, statement);
}

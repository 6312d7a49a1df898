/*
 * ALTER TABLE in a file, and ALTER INDEX, SEQUENCE, VIEW and TYPE, which share its statement.
 */
#include "kinds/alter_table.h"
#include "kinds/foreign_options.h"
#include "kinds/trigger.h"
#include "parse/lexer.h"

#include <string.h>

bool pgp_drops_nothing(const pgp_alteration *a, const pgp_object *found) {
    const pgp_location here = pgp_parse_where(a->parser, 0);
    bool nothing = found ? pgp_comes_before(&here, &found->where)
                         : a->parser->last_chance || !pgp_may_come(a->parser, a->table->object.name);
    return a->command->missing_ok && nothing;
}

/* -- parents ----------------------------------------------------------------------------------------------------- */

static pgp_status find_table(const pgp_alteration *a, const PgQuery__RangeVar *name, pgp_table **out) {
    pgp_object *found;
    PGP_TRY(pgp_find_relation(a->parser, name, &found));
    if (found->kind != &pgp_kind_table)
        return pgp_parse_fail(a->parser, PGP_INPUT, name->location, "%s is not a table",
                              pgp_label_of(a->parser, found));
    *out = (pgp_table *)found;
    return PGP_OK;
}

static void refer_to(const pgp_alteration *a, pgp_table *child, const pgp_table *parent, int location) {
    pgp_refer(a->parser, &child->object, PGP_REF_RELATION, parent->object.schema, parent->object.name, true,
              location);
}

static pgp_status inherit(pgp_alteration *a) {
    const PgQuery__RangeVar *name = a->command->def->range_var;
    pgp_table *parent;
    PGP_TRY(find_table(a, name, &parent));
    PGP_TRY(pgp_attach(a->parser, a->table, parent, name->location));
    pgp_names_add(a->parser->arena, &a->table->inherits, pgp_label_of(a->parser, &parent->object));
    refer_to(a, a->table, parent, name->location);
    return PGP_OK;
}

static void remove_name(pgp_names *names, const char *name) {
    size_t kept = 0;
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) != 0)
            names->items[kept++] = names->items[i];
    names->count = kept;
}

static pgp_status no_inherit(pgp_alteration *a) {
    pgp_table *parent;
    PGP_TRY(find_table(a, a->command->def->range_var, &parent));
    remove_name(&a->table->inherits, pgp_label_of(a->parser, &parent->object));
    pgp_detach(a->parser, a->table, parent);
    return PGP_OK;
}

static pgp_status attach(pgp_alteration *a) {
    const PgQuery__PartitionCmd *command = a->command->def->partition_cmd;
    pgp_table *child;
    PGP_TRY(find_table(a, command->name, &child));
    const char *before = child->partition_of;
    child->partition_of = pgp_label_of(a->parser, &a->table->object);
    pgp_status status = pgp_attach(a->parser, child, a->table, command->name->location);
    if (status != PGP_OK) {
        child->partition_of = before;
        return status;
    }
    pgp_read_partition_bound(a->parser, child, command->bound);
    refer_to(a, child, a->table, command->name->location);
    return PGP_OK;
}

static pgp_status detach(pgp_alteration *a) {
    pgp_table *child;
    PGP_TRY(find_table(a, a->command->def->partition_cmd->name, &child));
    pgp_detach(a->parser, child, a->table);
    child->partition_of = NULL;
    child->partition_bound = (pgp_sql){0};
    return PGP_OK;
}

static pgp_status of_type(pgp_alteration *a) {
    const PgQuery__TypeName *type = a->command->def->type_name;
    const char *schema, *name;
    pgp_name_of_list(type->n_names, type->names, &schema, &name);
    const pgp_object *found = pgp_lookup(a->parser, PGP_SPACE_RELATION, schema, name);
    if (!found)
        return pgp_parse_later(a->parser, type->location, "type", schema, name);
    a->table->of_type = pgp_label_of(a->parser, found);
    pgp_refer(a->parser, &a->table->object, PGP_REF_TYPE, found->schema, found->name, true, type->location);
    return PGP_OK;
}

static pgp_status not_of_type(pgp_alteration *a) {
    a->table->of_type = NULL;
    return PGP_OK;
}

/* -- properties ------------------------------------------------------------------------------------------------------ */

static pgp_status owner(pgp_alteration *a) {
    return pgp_set_owner(a->parser, &a->table->object, a->command->newowner);
}

static pgp_status persistence(pgp_alteration *a) {
    a->table->persistence = a->command->subtype == PGP_AT(SetUnLogged) ? "unlogged" : "permanent";
    return PGP_OK;
}

static pgp_status tablespace(pgp_alteration *a) {
    a->table->tablespace = pgp_tablespace_name(a->parser, a->command->name);
    return PGP_OK;
}

static pgp_status access_method(pgp_alteration *a) {
    a->table->access_method = pgp_access_method_name(a->parser, a->command->name);
    return PGP_OK;
}

static pgp_status options(pgp_alteration *a) {
    const PgQuery__List *list = a->command->def->list;
    return pgp_read_options(a->parser, list->n_items, list->items,
                            a->command->subtype == PGP_AT(ResetRelOptions), &a->table->options);
}

static pgp_status foreign_options(pgp_alteration *a) {
    const PgQuery__List *list = a->command->def->list;
    return pgp_read_foreign_options(a->parser, list->n_items, list->items, &a->table->foreign_options);
}

static pgp_status row_security(pgp_alteration *a) {
    switch (a->command->subtype) {
    case PGP_AT(EnableRowSecurity): a->table->row_security = true; break;
    case PGP_AT(DisableRowSecurity): a->table->row_security = false; break;
    case PGP_AT(ForceRowSecurity): a->table->force_row_security = true; break;
    default: a->table->force_row_security = false; break;
    }
    return PGP_OK;
}

static pgp_status replica_identity(pgp_alteration *a) {
    const PgQuery__ReplicaIdentityStmt *identity = a->command->def->replica_identity_stmt;
    pgp_parser *parser = a->parser;
    switch (*identity->identity_type) {
    case 'n': a->table->replica_identity = "nothing"; break;
    case 'f': a->table->replica_identity = "full"; break;
    case 'i':
        a->table->replica_identity = pgp_intern(
            parser->model, pgp_printf(parser->arena, "index %s", pgp_quoted(parser->arena, identity->name)));
        break;
    default: a->table->replica_identity = "default"; break;
    }
    return PGP_OK;
}

/* -- CLUSTER ON ---------------------------------------------------------------------------------------------------------- */

static void cluster_on(pgp_table *table, const char *name) {
    for (pgp_object *part = table->object.children; part; part = part->sibling) {
        if (part->kind == &pgp_kind_index)
            ((pgp_index *)part)->clustered = pgp_same(part->name, name);
        else if (part->kind == &pgp_kind_constraint)
            ((pgp_constraint *)part)->clustered = pgp_same(part->name, name);
    }
}

static pgp_status cluster(pgp_alteration *a) {
    const char *name = a->command->name;
    if (!pgp_child(&a->table->object, &pgp_kind_index, name) &&
        !pgp_child(&a->table->object, &pgp_kind_constraint, name))
        return pgp_parse_later(a->parser, a->start, "index", NULL, name);
    cluster_on(a->table, name);
    return PGP_OK;
}

static pgp_status drop_cluster(pgp_alteration *a) {
    cluster_on(a->table, NULL);
    return PGP_OK;
}

/* -- triggers and rules --------------------------------------------------------------------------------------------------- */

static const char *state(PgQuery__AlterTableType type) {
    switch (type) {
    case PGP_AT(EnableAlwaysTrig):
    case PGP_AT(EnableAlwaysRule): return "always";
    case PGP_AT(EnableReplicaTrig):
    case PGP_AT(EnableReplicaRule): return "replica";
    case PGP_AT(EnableTrig):
    case PGP_AT(EnableTrigAll):
    case PGP_AT(EnableTrigUser):
    case PGP_AT(EnableRule): return "origin";
    default: return "disabled";
    }
}

static pgp_status trigger(pgp_alteration *a) {
    const char *name = *a->command->name ? a->command->name : NULL, *enabled = state(a->command->subtype);
    if (!name)
        pgp_triggers_enable(a->parser, a->table, enabled, a->only);
    else if (!pgp_trigger_enable(a->parser, a->table, name, enabled, a->only))
        return pgp_parse_later(a->parser, a->start, "trigger", NULL, name);
    return PGP_OK;
}

static pgp_status rule(pgp_alteration *a) {
    pgp_rule *found = (pgp_rule *)pgp_child(&a->table->object, &pgp_kind_rule, a->command->name);
    if (!found)
        return pgp_parse_later(a->parser, a->start, "rule", NULL, a->command->name);
    found->enabled = state(a->command->subtype);
    return PGP_OK;
}

/* -- dispatch -------------------------------------------------------------------------------------------------------------- */

static pgp_alter_command table_command(PgQuery__AlterTableType type) {
    switch (type) {
    case PGP_AT(AddInherit): return inherit;
    case PGP_AT(DropInherit): return no_inherit;
    case PGP_AT(AttachPartition): return attach;
    case PGP_AT(DetachPartition):
    case PGP_AT(DetachPartitionFinalize): return detach;
    case PGP_AT(AddOf): return of_type;
    case PGP_AT(DropOf): return not_of_type;
    case PGP_AT(ChangeOwner): return owner;
    case PGP_AT(SetLogged):
    case PGP_AT(SetUnLogged): return persistence;
    case PGP_AT(SetTableSpace): return tablespace;
    case PGP_AT(SetAccessMethod): return access_method;
    case PGP_AT(SetRelOptions):
    case PGP_AT(ResetRelOptions): return options;
    case PGP_AT(GenericOptions): return foreign_options;
    case PGP_AT(EnableRowSecurity):
    case PGP_AT(DisableRowSecurity):
    case PGP_AT(ForceRowSecurity):
    case PGP_AT(NoForceRowSecurity): return row_security;
    case PGP_AT(ReplicaIdentity): return replica_identity;
    case PGP_AT(ClusterOn): return cluster;
    case PGP_AT(DropCluster): return drop_cluster;
    case PGP_AT(EnableTrig):
    case PGP_AT(EnableAlwaysTrig):
    case PGP_AT(EnableReplicaTrig):
    case PGP_AT(DisableTrig):
    case PGP_AT(EnableTrigAll):
    case PGP_AT(DisableTrigAll):
    case PGP_AT(EnableTrigUser):
    case PGP_AT(DisableTrigUser): return trigger;
    case PGP_AT(EnableRule):
    case PGP_AT(EnableAlwaysRule):
    case PGP_AT(EnableReplicaRule):
    case PGP_AT(DisableRule): return rule;
    default: return NULL;
    }
}

static pgp_status alter_table(pgp_alteration *a) {
    PgQuery__AlterTableType type = a->command->subtype;
    pgp_alter_command command = pgp_alter_column_command(type);
    if (!command)
        command = pgp_alter_constraint_command(type);
    if (!command)
        command = table_command(type);
    /* WITHOUT OIDS: nothing has had any since 12. */
    if (type == PGP_AT(DropOids))
        return PGP_OK;
    return command ? command(a) : pgp_parse_unknown(a->parser, a->start, "this form of ALTER TABLE");
}

static pgp_status alter_object(pgp_alteration *a, pgp_object *object) {
    const pgp_kind *kind = object->kind;
    if (kind == &pgp_kind_table) {
        a->table = (pgp_table *)object;
        return alter_table(a);
    }
    if (a->command->subtype == PGP_AT(ChangeOwner) && kind != &pgp_kind_index && kind != &pgp_kind_constraint)
        return pgp_set_owner(a->parser, object, a->command->newowner);
    if (kind == &pgp_kind_index || kind == &pgp_kind_constraint)
        return pgp_alter_index_command(a->parser, object, a->command);
    if (kind == &pgp_kind_sequence)
        return pgp_alter_sequence_command(a->parser, object, a->command);
    if (kind == &pgp_kind_view || kind == &pgp_kind_materialized_view)
        return pgp_alter_view_command(a->parser, object, a->command);
    if (kind == &pgp_kind_composite)
        return pgp_alter_composite_command(a->parser, object, a->command);
    return pgp_parse_unknown(a->parser, a->start,
                             pgp_printf(a->parser->arena, "ALTER TABLE of a %s", kind->name));
}

/* Subcommands are separated by commas outside brackets. */
static int next_command(const pgp_parser *parser, int from) {
    int depth = 0;
    pgp_token t = pgp_lex(parser->statement, parser->statement_size, (size_t)from);
    for (; t.type != PGP_TOKEN_END; t = pgp_lex(parser->statement, parser->statement_size, t.end)) {
        char c = t.type == PGP_TOKEN_OTHER ? parser->statement[t.start] : '\0';
        if (c == '(' || c == '[')
            depth++;
        else if (c == ')' || c == ']')
            depth--;
        else if (c == ',' && depth == 0)
            return (int)t.end;
    }
    return from;
}

/* A statement that waits in the middle: what it has done is not done again. */
typedef struct pgp_waiting {
    struct pgp_waiting *next;
    pgp_location where;
    size_t done;
} pgp_waiting;

static pgp_waiting *waiting_at(const pgp_object *object, const pgp_location *where) {
    pgp_waiting *waiting = object->kind == &pgp_kind_table ? ((const pgp_table *)object)->waiting : NULL;
    while (waiting && (waiting->where.file != where->file || waiting->where.line != where->line ||
                       waiting->where.column != where->column))
        waiting = waiting->next;
    return waiting;
}

static void wait_at(pgp_parser *parser, pgp_object *object, const pgp_location *where, size_t done) {
    pgp_waiting *waiting = waiting_at(object, where);
    if (!waiting && object->kind == &pgp_kind_table) {
        pgp_table *table = (pgp_table *)object;
        waiting = PGP_NEW(parser->arena, pgp_waiting);
        *waiting = (pgp_waiting){.next = table->waiting, .where = *where};
        table->waiting = waiting;
    }
    if (waiting)
        waiting->done = done;
}

static pgp_status alter(pgp_parser *parser, const PgQuery__AlterTableStmt *statement, pgp_object *object) {
    pgp_alteration a = {
        .parser = parser, .start = statement->relation->location, .only = !statement->relation->inh};
    pgp_location where = pgp_parse_where(parser, a.start);
    const pgp_waiting *waiting = waiting_at(object, &where);
    size_t done = waiting ? waiting->done : 0;
    for (size_t i = 0; i < statement->n_cmds; i++) {
        a.command = statement->cmds[i]->alter_table_cmd;
        pgp_status status = i < done ? PGP_OK : alter_object(&a, object);
        if (status == PGP_LATER && i > 0)
            wait_at(parser, object, &where, i);
        PGP_TRY(status);
        a.start = next_command(parser, a.start);
    }
    return PGP_OK;
}

pgp_status pgp_read_alter_table(pgp_parser *parser, const PgQuery__Node *node) {
    const PgQuery__AlterTableStmt *statement = node->alter_table_stmt;
    pgp_object *object = pgp_lookup_range_var(parser, statement->relation);
    if (!object && statement->missing_ok && parser->last_chance)
        return PGP_OK;
    if (!object)
        PGP_TRY(pgp_find_relation(parser, statement->relation, &object));
    return alter(parser, statement, object);
}

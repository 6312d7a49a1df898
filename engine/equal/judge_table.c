/*
 * Questions about expressions of tables and domains: asked of a temporary table with the desired columns.
 */
#include "equal/judge.h"
#include "kinds/table.h"
#include "parse/lexer.h"

#include <string.h>

#define QUESTION "pg_temp.pgp_question"

/* -- questions and their groups -------------------------------------------------------------------------- */

static pgp_question_group *group_for(pgp_judging *judging, const pgp_object *relation, bool partitioned) {
    pgp_question_group *last = judging->last_group;
    if (last && last->relation == relation && last->partitioned == partitioned)
        return last;
    pgp_question_group *group = PGP_NEW(judging->arena, pgp_question_group);
    group->relation = relation;
    group->partitioned = partitioned;
    group->stand_in = relation ? pgp_stand_in(judging, relation, relation->name, partitioned) : NULL;
    group->end = &group->questions;
    if (last)
        last->next = group;
    else
        judging->groups = group;
    return judging->last_group = group;
}

void pgp_question_target(pgp_judging *judging, pgp_question *question, pgp_sql *sql) {
    PGP_PUSH(judging->arena, question->targets, question->target_count, question->target_capacity, sql);
}

pgp_question *pgp_question_new(pgp_judging *judging, pgp_change *change, const pgp_object *relation,
                               bool partitioned, pgp_sql *sql) {
    pgp_question_group *group = group_for(judging, relation, partitioned);
    pgp_question *question = PGP_NEW(judging->arena, pgp_question);
    question->change = change;
    question->path = sql->path;
    pgp_question_target(judging, question, sql);
    *group->end = question;
    group->end = &question->next;
    return question;
}

/* -- stand-ins ------------------------------------------------------------------------------------------- */

/* Its type comes with this plan: no live object can have it yet. */
static bool has_new_type(const pgp_object *column) {
    for (uint32_t i = 0; i < column->need_count; i++) {
        const pgp_object *needed = column->needs[i];
        if (needed->change && needed->change->action == PGP_CREATE)
            return true;
    }
    return false;
}

static void add_columns(pgp_text *sql, const pgp_object *table) {
    bool first = true;
    for (const pgp_object *child = table->children; child; child = child->sibling) {
        const pgp_column *column = (const pgp_column *)child;
        if (child->kind != &pgp_kind_column || has_new_type(child))
            continue;
        pgp_text_add(sql, first ? "" : ", ");
        pgp_sql_name(sql, child->name);
        pgp_text_addf(sql, " %s", column->type);
        if (column->collation)
            pgp_text_addf(sql, " COLLATE %s", column->collation);
        first = false;
    }
}

const char *pgp_stand_in(pgp_judging *judging, const pgp_object *relation, const char *name,
                         bool partitioned) {
    pgp_text sql = pgp_text_new(judging->arena);
    pgp_text_add(&sql, "CREATE TEMP TABLE ");
    pgp_sql_name(&sql, name);
    pgp_text_add(&sql, " (");
    if (relation->kind == &pgp_kind_table)
        add_columns(&sql, relation);
    else
        pgp_text_addf(&sql, "LIKE %s", pgp_quoted2(judging->arena, relation->schema, relation->name));
    pgp_text_add(&sql, ")");
    if (partitioned)
        pgp_text_addf(&sql, " PARTITION BY %s", ((const pgp_table *)relation)->partition_key.text);
    return sql.data;
}

static char *stand_in_name(pgp_judging *judging, const pgp_object *relation) {
    return pgp_quoted2(judging->arena, "pg_temp", relation->name);
}

/* "'pg_temp.orders'::regclass" */
static char *stand_in_oid(pgp_judging *judging, const pgp_object *relation) {
    char *name = pgp_literal(judging->arena, stand_in_name(judging, relation));
    return pgp_printf(judging->arena, "%s::regclass", name);
}

/*
 * An expression may name its own table with the schema, schema.table.column, and that is not the stand-in: so
 * the schema is left out where two dots follow each other. The newline ends a comment at the end of the text.
 */
char *pgp_own_text(pgp_judging *judging, const pgp_object *relation, const pgp_sql *sql) {
    const char *text = sql->text, *kept = text;
    size_t size = strlen(text);
    pgp_text out = pgp_text_new(judging->arena);
    for (pgp_token token = pgp_lex(text, size, 0); token.type != PGP_TOKEN_END;
         token = pgp_lex(text, size, token.end)) {
        char *name =
            pgp_printf(judging->arena, "%s.", pgp_quoted2(judging->arena, relation->schema, relation->name));
        bool after_dot = token.start > 0 && text[token.start - 1] == '.';
        if (after_dot || !relation->schema || strncmp(text + token.start, name, strlen(name)) != 0)
            continue;
        pgp_text_addn(&out, kept, (size_t)(text + token.start - kept));
        kept = text + token.start + strlen(pgp_quoted(judging->arena, relation->schema)) + 1;
    }
    pgp_text_addf(&out, "%s\n", kept);
    return out.data;
}

/* -- columns --------------------------------------------------------------------------------------------- */

void pgp_ask_column(pgp_judging *judging, pgp_change *change) {
    pgp_object *desired = change->desired;
    pgp_column *column = (pgp_column *)desired;
    if (!pgp_property_changed(change, "default_value") || !column->default_value.text)
        return;
    const pgp_object *relation = desired->parent;
    pgp_question *question = pgp_question_new(judging, change, relation, false, &column->default_value);
    const char *name = stand_in_name(judging, relation);
    const char *text = pgp_own_text(judging, relation, &column->default_value);
    if (column->generated)
        question->statement =
            pgp_printf(judging->arena, "ALTER TABLE %s ADD pgp_question %s GENERATED ALWAYS AS (%s) STORED",
                       name, column->type, text);
    else
        question->statement = pgp_printf(judging->arena, "ALTER TABLE %s ALTER %s SET DEFAULT %s", name,
                                         pgp_quoted(judging->arena, desired->name), text);
    question->answer = pgp_printf(
        judging->arena, "SELECT (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = %s)",
        stand_in_oid(judging, relation));
}

/* -- indexes and exclusion constraints ------------------------------------------------------------------- */

static bool has_expression(const pgp_keys *keys) {
    for (size_t i = 0; i < keys->count; i++) {
        if (keys->items[i].expression.text)
            return true;
    }
    return false;
}

static void add_key(pgp_judging *judging, pgp_text *sql, const pgp_object *relation, const pgp_key *key) {
    if (key->column)
        pgp_sql_name(sql, key->column);
    else
        pgp_text_addf(sql, "(%s)", pgp_own_text(judging, relation, &key->expression));
    if (key->collation)
        pgp_text_addf(sql, " COLLATE %s", key->collation);
    if (key->opclass)
        pgp_text_addf(sql, " %s", key->opclass);
}

static const char *create_index(pgp_judging *judging, const pgp_object *relation, const char *method,
                                const pgp_keys *keys, const pgp_sql *predicate) {
    pgp_text sql = pgp_text_new(judging->arena);
    pgp_text_addf(&sql, "CREATE INDEX pgp_question ON %s USING %s (", stand_in_name(judging, relation),
                  pgp_quoted(judging->arena, method));
    for (size_t i = 0; i < keys->count; i++) {
        pgp_text_add(&sql, i ? ", " : "");
        add_key(judging, &sql, relation, &keys->items[i]);
    }
    pgp_text_add(&sql, ")");
    if (predicate->text)
        pgp_text_addf(&sql, " WHERE (%s)", pgp_own_text(judging, relation, predicate));
    return sql.data;
}

/* Every expression of the index in one statement, as they stand in one statement of the file. */
static void ask_keys(pgp_judging *judging, pgp_change *change, const char *method, pgp_keys *keys,
                     pgp_sql *predicate) {
    const pgp_object *relation = change->desired->parent;
    pgp_text answer = pgp_text_new(judging->arena);
    pgp_question *question = NULL;
    for (size_t i = 0; i < keys->count; i++) {
        pgp_sql *sql = &keys->items[i].expression;
        if (!sql->text)
            continue;
        if (question)
            pgp_question_target(judging, question, sql);
        else
            question = pgp_question_new(judging, change, relation, false, sql);
        pgp_text_next(&answer, ", ");
        pgp_text_addf(&answer, "pg_get_indexdef(indexrelid, %zu, false)", i + 1);
    }
    if (predicate->text) {
        if (question)
            pgp_question_target(judging, question, predicate);
        else
            question = pgp_question_new(judging, change, relation, false, predicate);
        pgp_text_next(&answer, ", ");
        pgp_text_add(&answer, "pg_get_expr(indpred, indrelid)");
    }
    question->statement = create_index(judging, relation, method, keys, predicate);
    question->answer = pgp_printf(
        judging->arena, "SELECT %s FROM pg_index WHERE indexrelid = '" QUESTION "'::regclass", answer.data);
}

void pgp_ask_index(pgp_judging *judging, pgp_change *change) {
    pgp_index *index = (pgp_index *)change->desired;
    if (has_expression(&index->keys) || index->predicate.text)
        ask_keys(judging, change, index->method, &index->keys, &index->predicate);
}

/* -- extended statistics ----------------------------------------------------------------------------------- */

void pgp_ask_statistics(pgp_judging *judging, pgp_change *change) {
    pgp_keys *keys = &((pgp_statistics *)change->desired)->expressions;
    const pgp_object *relation = change->desired->parent;
    pgp_text list = pgp_text_new(judging->arena), answer = pgp_text_new(judging->arena);
    pgp_question *question = NULL;
    for (size_t i = 0; i < keys->count; i++) {
        pgp_sql *sql = &keys->items[i].expression;
        if (question)
            pgp_question_target(judging, question, sql);
        else
            question = pgp_question_new(judging, change, relation, false, sql);
        pgp_text_next(&list, ", ");
        pgp_text_addf(&list, "(%s)", pgp_own_text(judging, relation, sql));
        pgp_text_next(&answer, ", ");
        pgp_text_addf(&answer, "e[%zu]", i + 1);
    }
    if (!question)
        return;
    question->statement = pgp_printf(judging->arena, "CREATE STATISTICS pg_temp.pgp_question ON %s FROM %s",
                                     list.data, stand_in_name(judging, relation));
    question->answer =
        pgp_printf(judging->arena,
                   "SELECT %s FROM pg_statistic_ext, pg_get_statisticsobjdef_expressions(oid) AS e"
                   " WHERE stxname = 'pgp_question' AND stxnamespace = pg_my_temp_schema()",
                   answer.data);
}

/* -- constraints ----------------------------------------------------------------------------------------- */

static void ask_domain_check(pgp_judging *judging, pgp_change *change, pgp_sql *sql) {
    const pgp_domain *domain = (const pgp_domain *)change->desired->parent;
    pgp_question *question = pgp_question_new(judging, change, NULL, false, sql);
    question->statement = pgp_printf(judging->arena, "CREATE DOMAIN " QUESTION " AS %s CHECK (%s\n)",
                                     domain->base_type, sql->text);
    question->answer =
        "SELECT pg_get_expr(conbin, 0) FROM pg_constraint WHERE contypid = '" QUESTION "'::regtype";
}

static void ask_table_check(pgp_judging *judging, pgp_change *change, const pgp_object *relation,
                            pgp_sql *sql) {
    pgp_question *question = pgp_question_new(judging, change, relation, false, sql);
    question->statement = pgp_printf(judging->arena, "ALTER TABLE %s ADD CONSTRAINT pgp_question CHECK (%s)",
                                     stand_in_name(judging, relation), pgp_own_text(judging, relation, sql));
    question->answer = pgp_printf(judging->arena,
                                  "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint"
                                  " WHERE conrelid = %s AND conname = 'pgp_question'",
                                  stand_in_oid(judging, relation));
}

void pgp_ask_constraint(pgp_judging *judging, pgp_change *change) {
    pgp_constraint *constraint = (pgp_constraint *)change->desired;
    if (has_expression(&constraint->elements) || constraint->predicate.text)
        ask_keys(judging, change, constraint->method, &constraint->elements, &constraint->predicate);
    else if (constraint->expression.text && constraint->object.parent->kind == &pgp_kind_domain)
        ask_domain_check(judging, change, &constraint->expression);
    else if (constraint->expression.text)
        ask_table_check(judging, change, change->desired->parent, &constraint->expression);
}

/* Which rows are published is a condition like a CHECK; no temporary table can be published. */
void pgp_ask_publication_table(pgp_judging *judging, pgp_change *change) {
    pgp_sql *condition = &((pgp_publication_table *)change->desired)->condition;
    const pgp_object *table =
        pgp_object_named(judging->comparison->desired, PGP_SPACE_RELATION, change->desired->name);
    if (table && condition->text)
        ask_table_check(judging, change, table, condition);
}

void pgp_ask_domain(pgp_judging *judging, pgp_change *change) {
    pgp_domain *domain = (pgp_domain *)change->desired;
    if (!domain->default_value.text)
        return;
    pgp_question *question = pgp_question_new(judging, change, NULL, false, &domain->default_value);
    question->statement = pgp_printf(judging->arena, "CREATE DOMAIN " QUESTION " AS %s DEFAULT %s",
                                     domain->base_type, domain->default_value.text);
    question->answer =
        "SELECT pg_get_expr(typdefaultbin, 0) FROM pg_type WHERE oid = '" QUESTION "'::regtype";
}

/* -- policies and triggers ------------------------------------------------------------------------------- */

/* One question for each half: a file may have written them in two statements along two paths. */
static void ask_policy(pgp_judging *judging, pgp_change *change, pgp_sql *sql, const char *clause,
                       const char *column) {
    if (!sql->text)
        return;
    const pgp_object *relation = change->desired->parent;
    pgp_question *question = pgp_question_new(judging, change, relation, false, sql);
    question->statement =
        pgp_printf(judging->arena, "CREATE POLICY pgp_question ON %s %s (%s)",
                   stand_in_name(judging, relation), clause, pgp_own_text(judging, relation, sql));
    question->answer =
        pgp_printf(judging->arena, "SELECT pg_get_expr(%s, polrelid) FROM pg_policy WHERE polrelid = %s",
                   column, stand_in_oid(judging, relation));
}

void pgp_ask_policy(pgp_judging *judging, pgp_change *change) {
    pgp_policy *policy = (pgp_policy *)change->desired;
    ask_policy(judging, change, &policy->using_, "USING", "polqual");
    ask_policy(judging, change, &policy->check, "WITH CHECK", "polwithcheck");
}

/* The function is one that every server has: the trigger's own may be new, and the condition does not depend
 * on it. */
void pgp_ask_trigger(pgp_judging *judging, pgp_change *change) {
    pgp_trigger *trigger = (pgp_trigger *)change->desired;
    if (!trigger->condition.text)
        return;
    const pgp_object *relation = change->desired->parent;
    pgp_question *question = pgp_question_new(judging, change, relation, false, &trigger->condition);
    question->statement =
        pgp_printf(judging->arena,
                   "CREATE TRIGGER pgp_question %s %s ON %s FOR EACH %s WHEN (%s) EXECUTE FUNCTION"
                   " pg_catalog.suppress_redundant_updates_trigger()",
                   trigger->timing, trigger->events, stand_in_name(judging, relation), trigger->level,
                   pgp_own_text(judging, relation, &trigger->condition));
    question->answer =
        pgp_printf(judging->arena,
                   "SELECT substring(pg_get_triggerdef(oid) FROM ' WHEN \\((.*)\\) EXECUTE FUNCTION ')"
                   " FROM pg_trigger WHERE tgrelid = %s",
                   stand_in_oid(judging, relation));
}

/* -- partitions ------------------------------------------------------------------------------------------ */

static void ask_partition_key(pgp_judging *judging, pgp_change *change, pgp_table *table) {
    pgp_question *question = pgp_question_new(judging, change, NULL, false, &table->partition_key);
    pgp_text sql = pgp_text_new(judging->arena);
    pgp_text_add(&sql, "CREATE TEMP TABLE pgp_question (");
    add_columns(&sql, change->desired);
    pgp_text_addf(&sql, ") PARTITION BY %s", table->partition_key.text);
    question->statement = sql.data;
    question->answer = "SELECT pg_get_partkeydef('" QUESTION "'::regclass)";
}

static const pgp_object *partitioned_parent(pgp_judging *judging, const pgp_table *table) {
    for (uint32_t i = 0; i < table->object.need_count; i++) {
        const pgp_object *needed = table->object.needs[i];
        if (needed->kind == &pgp_kind_table &&
            strcmp(pgp_quoted2(judging->arena, needed->schema, needed->name), table->partition_of) == 0)
            return needed;
    }
    return NULL;
}

static void ask_partition_bound(pgp_judging *judging, pgp_change *change, pgp_table *table) {
    const pgp_object *parent = table->partition_of ? partitioned_parent(judging, table) : NULL;
    if (!parent || !((const pgp_table *)parent)->partition_key.text)
        return;
    pgp_question *question = pgp_question_new(judging, change, parent, true, &table->partition_bound);
    question->statement = pgp_printf(judging->arena, "CREATE TEMP TABLE pgp_question PARTITION OF %s %s",
                                     stand_in_name(judging, parent), table->partition_bound.text);
    question->answer =
        "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = '" QUESTION "'::regclass";
}

void pgp_ask_table(pgp_judging *judging, pgp_change *change) {
    pgp_table *table = (pgp_table *)change->desired;
    if (pgp_property_changed(change, "partition_key") && table->partition_key.text)
        ask_partition_key(judging, change, table);
    if (pgp_property_changed(change, "partition_bound") && table->partition_bound.text)
        ask_partition_bound(judging, change, table);
}

/*
 * A schema as it shall be: what its tables and types will cost later.
 */
#include "kinds/index.h"
#include "lint/linter.h"

#include <string.h>

static bool is_foreign_to_us(const pgp_object *object) {
    return object->flags & (PGP_OBJECT_MEMBER | PGP_OBJECT_IMPLIED | PGP_OBJECT_BUILTIN);
}

/* -- keys ----------------------------------------------------------------------------------------------------------- */

static const pgp_constraint *primary_key(const pgp_object *table) {
    for (const pgp_object *o = table->children; o; o = o->sibling)
        if (o->kind == &pgp_kind_constraint && pgp_constraint_is((const pgp_constraint *)o, "primary key"))
            return (const pgp_constraint *)o;
    return NULL;
}

static void look_at_primary_key(pgp_linter *l, const pgp_table *table) {
    const pgp_constraint *key = primary_key(&table->object);
    if (!key && !table->partition_of && !table->inherits.count && !table->server)
        pgp_lint_find_object(l, "missing-primary-key", &table->object, NULL);
    if (!key || key->columns.count != 1 || table->partition_of)
        return;
    const pgp_column *column = pgp_table_column(table, key->columns.items[0]);
    if (column && column->local && pgp_lint_is_small(column->type))
        pgp_lint_find_object(l, "small-primary-key", &column->object, column->type);
}

/* The columns of a plain btree index, or of a key; none for any other. */
static pgp_names sorted_columns(pgp_arena *arena, const pgp_object *index) {
    pgp_names names = {.count = 0};
    if (index->kind == &pgp_kind_constraint) {
        const pgp_constraint *key = (const pgp_constraint *)index;
        return pgp_has_index(key) && !pgp_constraint_is(key, "exclude") ? key->columns : names;
    }
    const pgp_index *plain = (const pgp_index *)index;
    if (index->kind != &pgp_kind_index || plain->predicate.text || plain->invalid ||
        !pgp_same(plain->method, "btree"))
        return names;
    for (size_t i = 0; i < plain->keys.count; i++) {
        const pgp_key *key = &plain->keys.items[i];
        if (!key->column || key->collation || key->opclass || key->descending)
            return (pgp_names){.count = 0};
        pgp_names_add(arena, &names, key->column);
    }
    return names;
}

static void look_at_foreign_key(pgp_linter *l, const pgp_object *table, const pgp_constraint *key) {
    for (const pgp_object *o = table->children; o; o = o->sibling) {
        const pgp_names columns = sorted_columns(l->arena, o);
        if (columns.count && pgp_lint_leads(&columns, &key->columns))
            return;
    }
    pgp_lint_find_object(l, "unindexed-foreign-key", &key->object, NULL);
}

/* -- indexes ---------------------------------------------------------------------------------------------------------- */

static bool is_head(const pgp_names *head, const pgp_names *names) {
    if (head->count > names->count)
        return false;
    for (size_t i = 0; i < head->count; i++)
        if (strcmp(head->items[i], names->items[i]) != 0)
            return false;
    return true;
}

/* One that only makes reading fast, and that covers nothing beside. */
static bool is_dispensable(const pgp_object *object) {
    const pgp_index *index = (const pgp_index *)object;
    return object->kind == &pgp_kind_index && !index->unique && !index->include.count && !index->clustered;
}

static void look_at_index(pgp_linter *l, const pgp_object *table, const pgp_object *index) {
    const pgp_names columns = sorted_columns(l->arena, index);
    bool after = false;
    if (!((const pgp_index *)index)->unique && ((const pgp_index *)index)->keys.count > PGP_LINT_WIDE)
        pgp_lint_find_object(l, "wide-index", index, NULL);
    if (!columns.count || !is_dispensable(index))
        return;
    for (const pgp_object *o = table->children; o; o = o->sibling) {
        after |= o == index;
        const pgp_names other = sorted_columns(l->arena, o);
        bool equal = other.count == columns.count && is_dispensable(o);
        if (o == index || !other.count || !is_head(&columns, &other) || (equal && after))
            continue; /* of two equal ones the later is too many */
        pgp_lint_find_object(l, "duplicate-index", index,
                             pgp_printf(l->arena, "%s serves as well", pgp_quoted(l->arena, o->name)));
        return;
    }
}

/* -- tables ------------------------------------------------------------------------------------------------------------- */

static void look_at_column(pgp_linter *l, const pgp_column *column) {
    const char *code = column->local ? pgp_lint_type(l->arena, column->type) : NULL;
    if (code)
        pgp_lint_find_object(l, code, &column->object, column->type);
}

static void look_at_table(pgp_linter *l, const pgp_table *table) {
    look_at_primary_key(l, table);
    for (const pgp_object *o = table->object.children; o; o = o->sibling) {
        if (is_foreign_to_us(o))
            continue;
        if (o->kind == &pgp_kind_column)
            look_at_column(l, (const pgp_column *)o);
        else if (o->kind == &pgp_kind_index)
            look_at_index(l, &table->object, o);
        else if (o->kind == &pgp_kind_constraint && ((const pgp_constraint *)o)->local &&
                 pgp_constraint_is((const pgp_constraint *)o, "foreign key"))
            look_at_foreign_key(l, &table->object, (const pgp_constraint *)o);
    }
}

/* -- other objects --------------------------------------------------------------------------------------------------------- */

static void look_at_sequence(pgp_linter *l, const pgp_sequence *sequence) {
    pgp_names owner = sequence->owned_by && !sequence->identity
                          ? pgp_label_names(l->arena, sequence->owned_by)
                          : (pgp_names){.count = 0};
    if (owner.count != 3)
        return;
    const pgp_object *table =
        pgp_model_find(l->parser.model, PGP_SPACE_RELATION, owner.items[0], owner.items[1], NULL);
    const pgp_object *column = table ? pgp_child(table, &pgp_kind_column, owner.items[2]) : NULL;
    if (column)
        pgp_lint_find_object(l, "serial-column", column, NULL);
}

static void look_at_domain(pgp_linter *l, const pgp_domain *domain) {
    bool checks = domain->not_null;
    for (const pgp_object *o = domain->object.children; o; o = o->sibling)
        checks |= o->kind == &pgp_kind_constraint;
    if (checks)
        pgp_lint_find_object(l, "domain-constraint", &domain->object, NULL);
}

static void look_at(pgp_linter *l, const pgp_object *object) {
    if (is_foreign_to_us(object))
        return;
    if (object->kind == &pgp_kind_table)
        look_at_table(l, (const pgp_table *)object);
    else if (object->kind == &pgp_kind_sequence)
        look_at_sequence(l, (const pgp_sequence *)object);
    else if (object->kind == &pgp_kind_domain)
        look_at_domain(l, (const pgp_domain *)object);
    else if (object->kind == &pgp_kind_enum)
        pgp_lint_find_object(l, "enum-type", object, NULL);
}

/* -- everything ------------------------------------------------------------------------------------------------------------- */

typedef struct task {
    pgp_linter *l;
    const pgp_input *inputs;
    size_t count;
} task;

static pgp_status lint(pgp_context *context, void *argument) {
    task *t = argument;
    (void)context;
    for (const pgp_object *o = t->l->parser.model->objects; o; o = o->sibling)
        look_at(t->l, o);
    PGP_TRY(pgp_lint_bodies(t->l, t->inputs, t->count));
    pgp_lint_settle(t->l, PGP_LINT_SCHEMA);
    t->l->out->files = t->count;
    return PGP_OK;
}

pgp_status pgp_lint_schema(pgp_context *context, pgp_model *model, const pgp_input *inputs, size_t count,
                           const pgp_lint_options *options, pgp_lint_findings *out) {
    pgp_linter *l = PGP_NEW(context->arena, pgp_linter);
    *out = (pgp_lint_findings){.count = 0};
    *l = (pgp_linter){.context = context,
                      .arena = context->arena,
                      .options = options,
                      .out = out,
                      .parser = {.context = context, .model = model, .arena = model->arena, .encoding = ""},
                      .comments = model};
    task t = {.l = l, .inputs = inputs, .count = count};
    return pgp_with_stack(context, lint, &t);
}

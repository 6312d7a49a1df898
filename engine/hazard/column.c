/*
 * Columns that come, go or change.
 */
#include "hazard/analysis.h"

#include <string.h>

#define NODE(name)   PG_QUERY__NODE__NODE_##name
#define CONSTR(name) PG_QUERY__CONSTR_TYPE__CONSTR_##name

static const char *column_label(pgp_altering *at, const char *column) {
    return pgp_printf(at->a->arena, "%s.%s", pgp_object_label(at->a->arena, &at->table->object),
                      pgp_quoted(at->a->arena, column));
}

/* -- ADD COLUMN ---------------------------------------------------------------------------------------------------- */

/* What the definition says about the values that the rows that are there get. */
typedef struct filling {
    bool rewrites; /* each its own */
    bool filled;   /* not NULL */
    bool required; /* NOT NULL */
} filling;

static const char *const serial_names[] = {"serial",    "serial2",     "serial4", "serial8",
                                           "bigserial", "smallserial", NULL};

static bool is_serial(const PgQuery__TypeName *type) {
    const char *schema, *name;
    pgp_name_of_list(type->n_names, type->names, &schema, &name);
    for (const char *const *serial = serial_names; *serial && !schema && name; serial++)
        if (strcmp(*serial, name) == 0)
            return true;
    return false;
}

static void see_constraint(pgp_analyzer *a, const PgQuery__Constraint *node, filling *out) {
    switch (node->contype) {
    case CONSTR(DEFAULT):
        out->filled = true;
        out->rewrites |= pgp_is_volatile(a, node->raw_expr);
        break;
    case CONSTR(IDENTITY): out->filled = out->rewrites = out->required = true; break;
    case CONSTR(GENERATED):
        out->filled = true;
        out->rewrites |= !(a->newer & PGP_NEWER_VIRTUAL);
        break;
    case CONSTR(NOTNULL):
    case CONSTR(PRIMARY): out->required = true; break;
    default: break;
    }
}

static filling filling_of(pgp_analyzer *a, const PgQuery__ColumnDef *def, const char *type) {
    filling f = {.rewrites = pgp_type_has_checks(a, type)};
    for (size_t i = 0; i < def->n_constraints; i++)
        see_constraint(a, def->constraints[i]->constraint, &f);
    if (is_serial(def->type_name))
        f = (filling){.rewrites = true, .filled = true, .required = true};
    return f;
}

static const char *type_of(pgp_analyzer *a, const PgQuery__TypeName *name) {
    const char *type;
    if (pgp_serial_type(name, &type))
        return type;
    if (pgp_parse_type(&a->parser, name, NULL, &type) == PGP_OK)
        return type;
    a->context->error = (pgp_error){.status = PGP_OK}; /* made by an earlier statement */
    return "";
}

static void remember_column(pgp_altering *at, const PgQuery__ColumnDef *def, const char *type,
                            const filling *f) {
    if (!at->table)
        return;
    pgp_column *column =
        pgp_state_add(at->a, at->table, &pgp_kind_column, pgp_strdup(at->a->arena, def->colname));
    column->type = type;
    column->not_null = f->required;
}

void pgp_analyze_add_column(pgp_altering *at) {
    const PgQuery__ColumnDef *def = at->command->def->column_def;
    const char *type = type_of(at->a, def->type_name);
    filling f = filling_of(at->a, def, type);
    pgp_new_column column = {.name = pgp_strdup(at->a->arena, def->colname), .filled = f.filled};
    for (size_t i = 0; i < at->tree.count; i++) {
        if (!pgp_has_storage(at->a, at->tree.items[i]))
            continue;
        pgp_effect *effect = pgp_touch(at->a, at->tree.items[i], at->lock);
        effect->rewritten |= f.rewrites;
        effect->indexes_built |= f.rewrites && pgp_has_indexes(at->a, at->tree.items[i]);
        effect->scanned |= f.required && !f.filled;
    }
    if (at->table && f.required && !f.filled)
        pgp_find_hazard(at->a, "breaks-old-application", column_label(at, def->colname),
                        "it needs a value that the old version does not give");
    remember_column(at, def, type, &f);
    for (size_t i = 0; i < def->n_constraints; i++)
        pgp_analyze_constraint(at, def->constraints[i]->constraint, &column);
}

/* -- what depends on a column ------------------------------------------------------------------------------------------ */

static bool names_column(const pgp_names *names, const char *column) {
    return pgp_names_has(names, column);
}

static bool keys_name(const pgp_keys *keys, const char *column) {
    for (size_t i = 0; i < keys->count; i++)
        if (pgp_same(keys->items[i].column, column) ||
            pgp_text_mentions(keys->items[i].expression.text, column))
            return true;
    return false;
}

static bool index_uses(const pgp_object *child, const char *column) {
    if (child->kind == &pgp_kind_index) {
        const pgp_index *index = (const pgp_index *)child;
        return keys_name(&index->keys, column) || names_column(&index->include, column) ||
               pgp_text_mentions(index->predicate.text, column);
    }
    const pgp_constraint *constraint = (const pgp_constraint *)child;
    if (child->kind != &pgp_kind_constraint || pgp_is_constraint(child, "check") ||
        pgp_is_constraint(child, "foreign key"))
        return false;
    return names_column(&constraint->columns, column) || names_column(&constraint->include, column) ||
           keys_name(&constraint->elements, column) || pgp_text_mentions(constraint->predicate.text, column);
}

static bool key_uses(const pgp_object *child, const char *column) {
    return pgp_is_constraint(child, "foreign key") &&
           names_column(&((const pgp_constraint *)child)->columns, column);
}

static bool check_uses(const pgp_object *child, const char *column) {
    return pgp_is_constraint(child, "check") &&
           pgp_text_mentions(((const pgp_constraint *)child)->expression.text, column);
}

static void lock_referenced(pgp_altering *at, const pgp_object *key, pgp_lock lock) {
    const pgp_table *referenced = pgp_state_by_label(at->a, ((const pgp_constraint *)key)->referenced);
    if (referenced)
        pgp_touch_tree(at->a, referenced, lock);
}

/* -- DROP COLUMN ---------------------------------------------------------------------------------------------------------- */

/* The foreign key needs a unique index on the column. */
static void drop_referring(pgp_analyzer *a, const pgp_table *child, const pgp_constraint *key, void *column) {
    if (!names_column(&key->referenced_columns, column))
        return;
    pgp_touch(a, child, PGP_LOCK_ACCESS_EXCLUSIVE);
    pgp_state_remove(a, child, &key->object);
}

static void drop_column_of(pgp_altering *at, const pgp_table *table, const char *column) {
    for (const pgp_object *o = pgp_now(at->a, table)->object.children, *next; o; o = next) {
        next = o->sibling;
        if (key_uses(o, column))
            lock_referenced(at, o, PGP_LOCK_ACCESS_EXCLUSIVE);
        else if (index_uses(o, column))
            pgp_touch(at->a, table, at->lock)->indexes_dropped |= pgp_has_storage(at->a, table);
        else if (!check_uses(o, column) && !(o->kind == &pgp_kind_column && strcmp(o->name, column) == 0))
            continue;
        pgp_state_remove(at->a, table, o);
    }
    pgp_each_referring(at->a, table, drop_referring, (void *)(uintptr_t)column);
    pgp_touch_sequences(at->a, table, column, PGP_LOCK_ACCESS_EXCLUSIVE);
}

void pgp_analyze_drop_column(pgp_altering *at) {
    const char *column = at->command->name;
    if (at->table && pgp_now_child(at->a, at->table, &pgp_kind_column, column)) {
        const char *label = column_label(at, column);
        pgp_find_hazard(at->a, "data-loss", label, "its value in every row");
        pgp_find_hazard(at->a, "breaks-old-application", label, "it is gone");
    }
    for (size_t i = 0; i < at->tree.count; i++)
        drop_column_of(at, at->tree.items[i], column);
}

/* -- ALTER COLUMN … TYPE ------------------------------------------------------------------------------------------------------ */

/* A change of a column's type as far as rows and indexes are concerned. */
typedef struct retyping {
    pgp_altering *at;
    const char *column, *from, *to;
    bool rewrites, same_family, same_collation;
} retyping;

/* CheckIndexCompatible() of src/backend/commands/indexcmds.c: expressions and predicates never pass. */
static bool serves_as_it_is(const retyping *r, const pgp_object *index) {
    bool included = false;
    if (index->kind == &pgp_kind_index) {
        const pgp_index *i = (const pgp_index *)index;
        for (size_t k = 0; k < i->keys.count; k++)
            if (!i->keys.items[k].column)
                return false;
        if (i->predicate.text)
            return false;
        included = !keys_name(&i->keys, r->column);
    }
    return included || (r->same_family && r->same_collation);
}

/* The foreign key is made again: without its triggers for a moment, on either side. */
static void retype_foreign_key(const retyping *r, const pgp_table *table, const pgp_object *key) {
    lock_referenced(r->at, key, PGP_LOCK_ACCESS_EXCLUSIVE);
    if (r->rewrites || !r->same_family)
        pgp_touch(r->at->a, table, r->at->lock)->scanned = true;
}

static void retype_referring(pgp_analyzer *a, const pgp_table *child, const pgp_constraint *key,
                             void *argument) {
    const retyping *r = argument;
    if (!names_column(&key->referenced_columns, r->column))
        return;
    pgp_effect *effect = pgp_touch(a, child, PGP_LOCK_ACCESS_EXCLUSIVE);
    effect->scanned |= r->rewrites || !r->same_family;
}

static void retype_in(const retyping *r, const pgp_table *table) {
    pgp_analyzer *a = r->at->a;
    pgp_effect *effect = pgp_touch(a, table, r->at->lock);
    bool stored = pgp_has_storage(a, table);
    effect->rewritten |= r->rewrites && stored;
    effect->indexes_built |= r->rewrites && stored && pgp_has_indexes(a, table);
    for (const pgp_object *o = pgp_now(a, table)->object.children; o; o = o->sibling) {
        if (check_uses(o, r->column))
            pgp_touch(a, table, r->at->lock)->scanned |= stored;
        else if (key_uses(o, r->column))
            retype_foreign_key(r, table, o);
        else if (index_uses(o, r->column) && stored && !serves_as_it_is(r, o))
            pgp_touch(a, table, r->at->lock)->indexes_built = true;
    }
    pgp_each_referring(a, table, retype_referring, (void *)(uintptr_t)r);
}

static const char *collation_of(pgp_analyzer *a, const PgQuery__ColumnDef *def) {
    const PgQuery__CollateClause *clause = def->coll_clause;
    const char *collation = NULL;
    if (clause &&
        pgp_parse_collation(&a->parser, clause->n_collname, clause->collname, NULL, &collation) != PGP_OK)
        a->context->error = (pgp_error){.status = PGP_OK}; /* made by an earlier statement */
    return collation;
}

void pgp_analyze_column_type(pgp_altering *at) {
    const PgQuery__ColumnDef *def = at->command->def->column_def;
    const pgp_column *column =
        at->table ? pgp_now_child(at->a, at->table, &pgp_kind_column, at->command->name) : NULL;
    if (!column)
        return;
    retyping r = {.at = at, .column = column->object.name, .from = column->type};
    const char *collation = collation_of(at->a, def);
    r.to = type_of(at->a, def->type_name);
    r.rewrites = pgp_retype_rewrites(at->a, r.from, r.to, r.column, def->raw_default);
    r.same_family = pgp_same_index_family(at->a, r.from, r.to);
    r.same_collation = pgp_same(column->collation, collation);
    if (column->identity)
        pgp_touch_sequences(at->a, at->table, r.column, PGP_LOCK_SHARE_ROW_EXCLUSIVE);
    for (size_t i = 0; i < at->tree.count; i++)
        retype_in(&r, at->tree.items[i]);
    for (size_t i = 0; i < at->tree.count; i++) {
        pgp_state_edit(at->a, at->tree.items[i]);
        pgp_column *changed = pgp_now_child(at->a, at->tree.items[i], &pgp_kind_column, r.column);
        if (changed) {
            changed->type = r.to;
            changed->collation = collation;
        }
    }
}

/* SET EXPRESSION (17): of a stored column every row is computed again. */
void pgp_analyze_set_expression(pgp_altering *at) {
    const pgp_column *column =
        at->table ? pgp_now_child(at->a, at->table, &pgp_kind_column, at->command->name) : NULL;
    if (!column)
        return;
    retyping r = {.at = at,
                  .column = column->object.name,
                  .rewrites = !pgp_same(column->generated, "virtual"),
                  .same_family = true,
                  .same_collation = true};
    for (size_t i = 0; i < at->tree.count; i++)
        retype_in(&r, at->tree.items[i]);
}

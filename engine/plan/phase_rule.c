/*
 * What the old application version can live with.
 */
#include "kinds/table.h"
#include "kinds/view.h"
#include "plan/phase.h"

#include <stdlib.h>
#include <string.h>

static uint64_t bit_of(const pgp_kind *kind, const char *property) {
    for (size_t i = 0; i < kind->property_count; i++)
        if (strcmp(kind->properties[i].name, property) == 0)
            return PGP_BIT(i);
    return 0;
}

/* -- types ------------------------------------------------------------------------------------------------- */

/* Each type holds every value of those before it. */
static const char *const widenings[][5] = {
    {"smallint", "integer", "bigint", "numeric"},
    {"real", "double precision"},
    {"character varying", "text"},
    {"cidr", "inet"},
    {"macaddr", "macaddr8"},
};

/* "20" of "character varying(20)", "10,2" of "numeric(10,2)"; 0: no limit. */
static void modifiers(const char *type, long out[2]) {
    const char *open = strchr(type, '(');
    char *rest = NULL;
    out[0] = open ? strtol(open + 1, &rest, 10) : 0;
    out[1] = open && *rest == ',' ? strtol(rest + 1, NULL, 10) : 0;
}

static bool holds_modifiers(const char *bare, const char *from, const char *to) {
    long old[2], new[2];
    modifiers(from, old);
    modifiers(to, new);
    if (!new[0])
        return true;
    bool numeric = strcmp(bare, "numeric") == 0;
    return old[0] && new[1] >= old[1] && new[0] - (numeric ? new[1] : 0) >= old[0] - (numeric ? old[1] : 0);
}

static bool holds_all_of(pgp_arena *arena, const char *to, const char *from) {
    const char *bare_from = pgp_type_bare(arena, from), *bare_to = pgp_type_bare(arena, to);
    if (strcmp(bare_from, bare_to) == 0)
        return holds_modifiers(bare_to, from, to);
    for (size_t i = 0; i < sizeof widenings / sizeof *widenings; i++) {
        bool found = false;
        for (size_t j = 0; widenings[i][j]; j++) {
            if (found && strcmp(widenings[i][j], bare_to) == 0)
                return !strchr(to, '(');
            found = found || strcmp(widenings[i][j], bare_from) == 0;
        }
    }
    return false;
}

/* -- columns ---------------------------------------------------------------------------------------------------- */

static uint64_t identity_bits(const pgp_column *from, const pgp_column *to) {
    bool strict = to->identity && strcmp(to->identity, "always") == 0;
    return strict || (from->identity && !to->identity) ? PGP_BIT(PGP_COLUMN_IDENTITY) : 0;
}

static uint64_t column_bits(const pgp_plan *plan, const pgp_change *change) {
    const pgp_column *from = (const pgp_column *)change->live, *to = (const pgp_column *)change->desired;
    uint64_t bits = PGP_BIT(PGP_COLUMN_COLLATION) | PGP_BIT(PGP_COLUMN_GENERATED);
    if (from->type && to->type && !holds_all_of(plan->desired->arena, to->type, from->type))
        bits |= PGP_BIT(PGP_COLUMN_TYPE);
    if (to->not_null)
        bits |= PGP_BIT(PGP_COLUMN_NOT_NULL);
    if (!to->default_value.text || to->generated)
        bits |= PGP_BIT(PGP_COLUMN_DEFAULT);
    bits |= identity_bits(from, to);
    bits &= change->changed;
    /* Another type takes its default with it, a generated value what it is made of. */
    return bits & (PGP_BIT(PGP_COLUMN_TYPE) | PGP_BIT(PGP_COLUMN_GENERATED)) ? change->changed : bits;
}

bool pgp_is_required(const pgp_change *change) {
    if (change->action != PGP_CREATE || change->desired->kind != &pgp_kind_column ||
        !change->desired->parent || change->desired->parent->kind != &pgp_kind_table ||
        pgp_is_made(change->desired->parent))
        return false;
    const pgp_column *column = (const pgp_column *)change->desired;
    return column->not_null && !column->default_value.text && !column->identity && !column->generated;
}

/* -- demands: constraints, unique indexes, policies --------------------------------------------------------- */

static bool is_new_and_empty(const pgp_object *table, const char *column) {
    const pgp_object *found = pgp_child(table, &pgp_kind_column, column);
    return found && found->change && found->change->action == PGP_CREATE &&
           !((const pgp_column *)found)->default_value.text;
}

static bool are_new_and_empty(const pgp_object *table, const pgp_names *columns) {
    for (size_t i = 0; i < columns->count; i++)
        if (!is_new_and_empty(table, columns->items[i]))
            return false;
    return columns->count > 0;
}

static bool says_null(const char *expression) {
    return pgp_text_mentions(expression, "null") || pgp_text_mentions(expression, "coalesce");
}

/* What the old version leaves empty breaks no rule about values. */
static bool is_about_new_columns(const pgp_object *table, const char *expression) {
    bool any = false;
    for (const pgp_object *child = table->children; child; child = child->sibling) {
        if (child->kind != &pgp_kind_column || !pgp_text_mentions(expression, child->name))
            continue;
        if (!is_new_and_empty(table, child->name))
            return false;
        any = true;
    }
    return any && !says_null(expression);
}

static bool demands(const pgp_object *object) {
    const pgp_object *whole = object->parent;
    if (pgp_is_made(whole))
        return false;
    if (object->kind == &pgp_kind_index) {
        const pgp_index *index = (const pgp_index *)object;
        pgp_names columns = {0};
        const char *names[64];
        columns.items = names;
        for (size_t i = 0; i < index->keys.count && i < 64; i++)
            names[columns.count++] = index->keys.items[i].column ? index->keys.items[i].column : "";
        return index->unique && !are_new_and_empty(whole, &columns);
    }
    const pgp_constraint *constraint = (const pgp_constraint *)object;
    if (strcmp(constraint->type, "check") == 0)
        return !is_about_new_columns(whole, constraint->expression.text);
    return strcmp(constraint->type, "primary key") == 0 || !are_new_and_empty(whole, &constraint->columns);
}

/* CHECK and foreign keys only forbid; others, such as unique ones, are also relied on (ON CONFLICT). */
static bool only_forbids(const pgp_object *object) {
    if (object->kind == &pgp_kind_policy)
        return ((const pgp_policy *)object)->restrictive;
    if (object->kind != &pgp_kind_constraint)
        return false;
    const char *type = ((const pgp_constraint *)object)->type;
    return strcmp(type, "check") == 0 || strcmp(type, "foreign key") == 0;
}

/* -- tables ------------------------------------------------------------------------------------------------------- */

static uint64_t table_bits(const pgp_change *change) {
    const pgp_table *to = (const pgp_table *)change->desired;
    uint64_t bits = PGP_BIT(PGP_TABLE_PARTITION_KEY) | PGP_BIT(PGP_TABLE_PARTITION_OF) |
                    PGP_BIT(PGP_TABLE_PARTITION_BOUND) | PGP_BIT(PGP_TABLE_INHERITS) |
                    PGP_BIT(PGP_TABLE_OF_TYPE);
    if (to->row_security)
        bits |= PGP_BIT(PGP_TABLE_ROW_SECURITY);
    if (to->force_row_security)
        bits |= PGP_BIT(PGP_TABLE_FORCE_ROW_SECURITY);
    return bits;
}

/* -- views -------------------------------------------------------------------------------------------------------- */

/* Every column is still there, with its type where both sides know it. */
static bool keeps_columns(const pgp_view *live, const pgp_view *desired) {
    if (!live->columns.count || !desired->columns.count)
        return false;
    for (size_t i = 0; i < live->columns.count; i++) {
        size_t at = 0;
        while (at < desired->columns.count && strcmp(desired->columns.items[at], live->columns.items[i]) != 0)
            at++;
        bool typed = at < desired->column_types.count && i < live->column_types.count;
        if (at == desired->columns.count ||
            (typed && strcmp(desired->column_types.items[at], live->column_types.items[i]) != 0))
            return false;
    }
    return true;
}

/* -- rights ---------------------------------------------------------------------------------------------------------- */

static bool keeps_items(const pgp_names *live, const pgp_names *desired) {
    for (size_t i = 0; i < live->count; i++)
        if (!pgp_names_has(desired, live->items[i]))
            return false;
    return true;
}

/* Items of an object of the system have a sign: what is there no more, and what is taken. */
static bool takes_system_rights(const pgp_change *change) {
    const pgp_names none = {0}, *live = &((const pgp_system_privileges *)change->live)->items;
    const pgp_names *desired =
        change->desired ? &((const pgp_system_privileges *)change->desired)->items : &none;
    for (size_t i = 0; i < live->count; i++)
        if (*live->items[i] == '+' && !pgp_names_has(desired, live->items[i]))
            return true;
    for (size_t i = 0; i < desired->count; i++)
        if (*desired->items[i] == '-' && !pgp_names_has(live, desired->items[i]))
            return true;
    return false;
}

static bool takes_rights(const pgp_change *change) {
    if (change->live->kind == &pgp_kind_system_privileges)
        return takes_system_rights(change);
    const pgp_names none = {0};
    bool default_ = change->live->kind == &pgp_kind_default_privileges;
    const pgp_names *live = default_ ? &((const pgp_default_privileges *)change->live)->items
                                     : &((const pgp_privileges *)change->live)->items;
    const pgp_names *desired = !change->desired ? &none
                               : default_       ? &((const pgp_default_privileges *)change->desired)->items
                                                : &((const pgp_privileges *)change->desired)->items;
    return !keeps_items(live, desired);
}

static bool is_about_rights(const pgp_object *object) {
    return object->kind == &pgp_kind_privileges || object->kind == &pgp_kind_default_privileges ||
           object->kind == &pgp_kind_system_privileges;
}

/* -- the rules ------------------------------------------------------------------------------------------------------- */

uint64_t pgp_contract_bits(const pgp_plan *plan, const pgp_change *change) {
    const pgp_kind *kind = change->live->kind;
    if (kind == &pgp_kind_column && ((const pgp_column *)change->desired)->type)
        return column_bits(plan, change);
    if (kind == &pgp_kind_table)
        return table_bits(change) & change->changed;
    if (kind == &pgp_kind_constraint)
        return ((const pgp_constraint *)change->desired)->not_enforced
                   ? 0
                   : change->changed & bit_of(kind, "not_enforced");
    if (kind == &pgp_kind_domain)
        return ((const pgp_domain *)change->desired)->not_null ? change->changed & bit_of(kind, "not_null")
                                                               : 0;
    if (kind == &pgp_kind_policy)
        return change->changed;
    return is_about_rights(change->live) && takes_rights(change) ? change->changed : 0;
}

static bool drop_waits(const pgp_change *change) {
    const pgp_object *live = change->live;
    if (live->kind == &pgp_kind_comment || live->kind == &pgp_kind_owner)
        return false;
    return is_about_rights(live) ? takes_rights(change) : !only_forbids(live);
}

static bool create_waits(const pgp_change *change) {
    const pgp_object *desired = change->desired;
    if (desired->kind == &pgp_kind_policy)
        return ((const pgp_policy *)desired)->restrictive && !pgp_is_made(desired->parent);
    return (desired->kind == &pgp_kind_constraint || desired->kind == &pgp_kind_index) && demands(desired);
}

static bool replace_waits(const pgp_change *change) {
    const pgp_object *live = change->live;
    if (live->kind == &pgp_kind_index)
        return ((const pgp_index *)change->desired)->unique || ((const pgp_index *)live)->unique;
    if (pgp_is_view(live))
        return !keeps_columns((const pgp_view *)live, (const pgp_view *)change->desired);
    return live->kind != &pgp_kind_trigger && live->kind != &pgp_kind_rule &&
           live->kind != &pgp_kind_comment && live->kind != &pgp_kind_owner;
}

bool pgp_is_contract(const pgp_plan *plan, const pgp_change *change) {
    switch (change->action) {
    case PGP_CREATE: return create_waits(change);
    case PGP_DROP: return drop_waits(change);
    case PGP_REPLACE: return replace_waits(change);
    case PGP_ALTER: return pgp_contract_bits(plan, change) != 0;
    }
    return true;
}

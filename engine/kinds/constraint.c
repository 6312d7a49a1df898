/*
 * Constraints of tables and domains: their properties, and the statements that make, change and drop them.
 */
#include "kinds/constraint.h"
#include "kinds/table.h"
#include "plan/online.h"

#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum {
    CONSTRAINT_OPTIONS,
    CONSTRAINT_TABLESPACE,
    CONSTRAINT_CLUSTERED,
    CONSTRAINT_ATTACHED_TO,
    CONSTRAINT_INCOMPLETE,
    CONSTRAINT_NOT_VALID,
    CONSTRAINT_NOT_ENFORCED,
    CONSTRAINT_DEFERRABLE,
    CONSTRAINT_INITIALLY_DEFERRED,
    CONSTRAINT_IN_PLACE
};

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_constraint, options, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_constraint, tablespace, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_constraint, clustered, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_constraint, attached_to, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_constraint, incomplete, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_constraint, not_valid, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_constraint, not_enforced, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_constraint, deferrable, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_constraint, initially_deferred, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_constraint, type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_constraint, columns, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_constraint, without_overlaps, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_constraint, expression, PGP_VALUE_EXPRESSION, 0),
    PGP_PROPERTY(pgp_constraint, no_inherit, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_constraint, include, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_constraint, nulls_not_distinct, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_constraint, method, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_constraint, elements, PGP_VALUE_KEYS, 0),
    PGP_PROPERTY(pgp_constraint, predicate, PGP_VALUE_EXPRESSION, 0),
    PGP_PROPERTY(pgp_constraint, referenced, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_constraint, referenced_columns, PGP_VALUE_NAMES, 0),
    PGP_PROPERTY(pgp_constraint, period, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_constraint, match, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_constraint, on_update, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_constraint, on_delete, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_constraint, delete_columns, PGP_VALUE_NAMES, 0),
    /* No statement sets it, and only what a later DROP CONSTRAINT of a parent does depends on it. */
    PGP_PROPERTY(pgp_constraint, local, PGP_VALUE_BOOL, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_constraint, only, PGP_VALUE_BOOL, PGP_PROPERTY_HIDDEN),
};

bool pgp_constraint_is(const pgp_constraint *constraint, const char *type) {
    return strcmp(constraint->type, type) == 0;
}

bool pgp_has_index(const pgp_constraint *constraint) {
    return pgp_constraint_is(constraint, "primary key") || pgp_constraint_is(constraint, "unique") ||
           pgp_constraint_is(constraint, "exclude");
}

bool pgp_is_index(const pgp_object *object) {
    return object->kind == &pgp_kind_index ||
           (object->kind == &pgp_kind_constraint && pgp_has_index((const pgp_constraint *)object));
}

static bool is_of_domain(const pgp_constraint *constraint) {
    return constraint->object.parent->kind == &pgp_kind_domain;
}

/* -- inheritance -------------------------------------------------------------------------------------------------- */

static const pgp_object *same_of_parent(const pgp_object *object) {
    const pgp_tables *parents = &((const pgp_table *)object->parent)->parents;
    for (size_t i = 0; i < parents->count; i++) {
        const pgp_object *above = pgp_child(&parents->items[i]->object, &pgp_kind_constraint, object->name);
        if (above)
            return above;
    }
    return NULL;
}

static const pgp_object *inherited_from(const pgp_constraint *constraint) {
    bool inheritable =
        !is_of_domain(constraint) && pgp_constraint_is(constraint, "check") && !constraint->local;
    return inheritable ? same_of_parent(&constraint->object) : NULL;
}

/* One that is checked and comes from a parent cannot be made unchecked again, unless the parent's is. */
static bool stays_checked(const pgp_constraint *live, const pgp_constraint *desired) {
    if (live->local || desired->local || live->not_valid)
        return false;
    const pgp_constraint *before = (const pgp_constraint *)inherited_from(live),
                         *after = (const pgp_constraint *)inherited_from(desired);
    return !before || !after || before->not_valid || !after->not_valid;
}

/* Options are printed in the order in which they were set, which means nothing. */
static bool same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                 const pgp_object *desired) {
    const pgp_constraint *a = (const pgp_constraint *)live, *b = (const pgp_constraint *)desired;
    if (property - properties == CONSTRAINT_OPTIONS)
        return pgp_same_options(comparison->arena, &a->options, &b->options);
    if (property - properties == CONSTRAINT_NOT_VALID && stays_checked(a, b))
        return true;
    return pgp_same_property(comparison, property, live, desired);
}

static bool is_made(const pgp_object *object) {
    return object->change && (object->change->action == PGP_CREATE || object->change->action == PGP_REPLACE);
}

static bool goes_away(const pgp_object *object) {
    return object->change && (object->change->action == PGP_DROP || object->change->action == PGP_REPLACE);
}

/* ADD CONSTRAINT of a parent reaches this table, which was its heir before and still is. */
static bool comes_with_parent(const pgp_emitter *emitter, const pgp_constraint *constraint) {
    const pgp_object *above = inherited_from(constraint);
    if (!above || !is_made(above) || is_made(above->parent))
        return false;
    const pgp_object *child = pgp_model_counterpart(emitter->plan->live, constraint->object.parent);
    const pgp_object *parent = pgp_model_counterpart(emitter->plan->live, above->parent);
    return child && parent && pgp_is_heir((const pgp_table *)child, (const pgp_table *)parent) &&
           !pgp_table_leaves(emitter, child, parent);
}

static bool goes_with_parent(const pgp_emitter *emitter, const pgp_constraint *constraint) {
    const pgp_object *above = inherited_from(constraint);
    return above && goes_away(above) && !goes_away(above->parent) &&
           !pgp_table_leaves(emitter, constraint->object.parent, above->parent);
}

/* -- ADD CONSTRAINT ------------------------------------------------------------------------------------------------- */

static void emit_action(pgp_emitter *emitter, char sign, const pgp_object *object, const char *verb,
                        const char *clause) {
    const char *sql = pgp_printf(emitter->arena, "%s %s CONSTRAINT %s%s", pgp_alter_parent(emitter, object),
                                 verb, pgp_quoted(emitter->arena, object->name), clause);
    pgp_emit(emitter, sign, object, pgp_index_summary(emitter, object), sql);
}

/* ADD CONSTRAINT … NOT VALID of a parent leaves this one unchecked, too. */
static void validate_by_itself(pgp_emitter *emitter, const pgp_constraint *constraint) {
    const pgp_constraint *above = (const pgp_constraint *)inherited_from(constraint);
    if (above && is_made(&above->object) && above->not_valid && !constraint->not_valid)
        emit_action(emitter, '~', &constraint->object, "VALIDATE", "");
}

static void validate(pgp_emitter *emitter, const pgp_object *constraint) {
    if (constraint->parent->kind != &pgp_kind_table)
        emit_action(emitter, '~', constraint, "VALIDATE", "");
    else
        pgp_emit_validate(emitter, constraint, pgp_index_summary(emitter, constraint),
                          pgp_sql_object(emitter->arena, constraint->parent),
                          pgp_quoted(emitter->arena, constraint->name));
}

static void finish(pgp_emitter *emitter, pgp_change *change) {
    const pgp_constraint *constraint = (const pgp_constraint *)change->desired;
    if (pgp_has_index(constraint)) {
        pgp_index_finish(emitter, change);
    } else if (is_made(change->desired)) {
        if (pgp_constraint_is_validated_later(emitter, constraint) && !comes_with_parent(emitter, constraint))
            validate(emitter, change->desired);
        else
            validate_by_itself(emitter, constraint);
    }
}

void pgp_constraint_make(pgp_emitter *emitter, const pgp_constraint *constraint, bool only, bool not_valid) {
    const pgp_object *object = &constraint->object;
    const char *alter = pgp_printf(emitter->arena, "ALTER %s %s%s", object->parent->kind->sql,
                                   only ? "ONLY " : "", pgp_sql_object(emitter->arena, object->parent));
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "%s ADD ", alter);
    pgp_constraint_sql(&sql, constraint);
    pgp_text_add(&sql, not_valid ? " NOT VALID" : "");
    pgp_partitions_keep_keys(emitter, constraint, true);
    pgp_step *step = pgp_emit(emitter, '+', object, pgp_index_summary(emitter, object), sql.data);
    const pgp_sql path = pgp_keys_path(&constraint->elements, &constraint->predicate);
    pgp_emit_running_path(emitter, step, constraint->expression.text ? &constraint->expression : &path);
    step->undo =
        pgp_printf(emitter->arena, "%s DROP CONSTRAINT %s", alter, pgp_quoted(emitter->arena, object->name));
    pgp_partitions_keep_keys(emitter, constraint, false);
}

static void create(pgp_emitter *emitter, pgp_object *object) {
    const pgp_constraint *constraint = (const pgp_constraint *)object;
    bool has_index = pgp_has_index(constraint);
    pgp_release_heirs(emitter, object->parent);
    if (comes_with_parent(emitter, constraint) ||
        (has_index && pgp_index_comes_with_partition(emitter, object)))
        return;
    if (pgp_constraint_is(constraint, "foreign key"))
        pgp_partition_free_key_name(emitter, constraint);
    if (pgp_constraint_goes_by_partition(emitter, constraint))
        pgp_constraint_make_by_partition(emitter, constraint);
    else if (!has_index || !pgp_index_make_online(emitter, object))
        pgp_constraint_make(
            emitter, constraint, constraint->only,
            !constraint->not_enforced &&
                (constraint->not_valid || pgp_constraint_is_validated_later(emitter, constraint)));
    if (has_index) {
        pgp_index_attach(emitter, object);
        pgp_emit_replica_identity(emitter, object);
    }
}

/* -- alter, drop ------------------------------------------------------------------------------------------------------ */

/* Only foreign keys can change how they are enforced, and when. */
static pgp_way way(const pgp_change *change) {
    const pgp_constraint *desired = (const pgp_constraint *)change->desired;
    bool foreign_key = pgp_constraint_is(desired, "foreign key");
    bool enforced = PGP_CHANGED(change, CONSTRAINT_NOT_ENFORCED);
    bool deferred =
        PGP_CHANGED(change, CONSTRAINT_DEFERRABLE) || PGP_CHANGED(change, CONSTRAINT_INITIALLY_DEFERRED);
    if (change->changed >> CONSTRAINT_IN_PLACE || ((enforced || deferred) && !foreign_key))
        return PGP_REBUILD;
    bool forgets = PGP_CHANGED(change, CONSTRAINT_NOT_VALID) && desired->not_valid && !enforced;
    /* What is attached cannot be detached. */
    bool loses = PGP_CHANGED(change, CONSTRAINT_INCOMPLETE) && desired->incomplete;
    /* ALTER INDEX takes no options of a partitioned one. */
    bool fixed = PGP_CHANGED(change, CONSTRAINT_OPTIONS) && pgp_is_partitioned(desired->object.parent);
    return forgets || loses || fixed ? PGP_REBUILD : PGP_IN_PLACE;
}

static unsigned storage_bits(const pgp_change *change) {
    return (PGP_CHANGED(change, CONSTRAINT_OPTIONS) ? PGP_STORAGE_OPTIONS : 0u) |
           (PGP_CHANGED(change, CONSTRAINT_TABLESPACE) ? PGP_STORAGE_TABLESPACE : 0u) |
           (PGP_CHANGED(change, CONSTRAINT_CLUSTERED) ? PGP_STORAGE_CLUSTERED : 0u) |
           (PGP_CHANGED(change, CONSTRAINT_ATTACHED_TO) ? PGP_STORAGE_ATTACHED_TO : 0u);
}

static const char *deferrability(const pgp_constraint *constraint) {
    if (!constraint->deferrable)
        return " NOT DEFERRABLE";
    return constraint->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED"
                                          : " DEFERRABLE INITIALLY IMMEDIATE";
}

static void alter(pgp_emitter *emitter, pgp_change *change) {
    const pgp_object *object = change->desired;
    const pgp_constraint *constraint = (const pgp_constraint *)object;
    if (PGP_CHANGED(change, CONSTRAINT_DEFERRABLE) || PGP_CHANGED(change, CONSTRAINT_INITIALLY_DEFERRED))
        emit_action(emitter, '~', object, "ALTER", deferrability(constraint));
    if (PGP_CHANGED(change, CONSTRAINT_NOT_ENFORCED))
        emit_action(emitter, '~', object, "ALTER", constraint->not_enforced ? " NOT ENFORCED" : " ENFORCED");
    else if (PGP_CHANGED(change, CONSTRAINT_NOT_VALID))
        validate(emitter, object);
    if (pgp_has_index(constraint))
        pgp_index_alter_storage(emitter, change, storage_bits(change));
}

static void drop(pgp_emitter *emitter, const pgp_object *object) {
    const pgp_constraint *constraint = (const pgp_constraint *)object;
    bool has_index = pgp_has_index(constraint);
    if (goes_with_parent(emitter, constraint) ||
        (has_index &&
         (pgp_index_goes_with_parent(emitter, object) || pgp_index_is_swapped(emitter, emitter->change))))
        return;
    if (has_index)
        pgp_index_let_go(emitter, object);
    else if (inherited_from(constraint))
        pgp_table_leave(emitter, object->parent);
    if (!has_index)
        pgp_release_heirs(emitter, object->parent);
    emit_action(emitter, '-', object, "DROP", "");
}

const pgp_kind pgp_kind_constraint = {
    .name = "constraint",
    .title = "constraints",
    .sql = "CONSTRAINT",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_constraint),
    .order = 71,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = pgp_constraint_query,
    .row = pgp_constraint_row,
    .same = same,
    .way = way,
    .create = create,
    .alter = alter,
    .drop = drop,
    .finish = finish,
};

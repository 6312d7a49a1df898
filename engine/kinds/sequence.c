/*
 * Sequences: their properties, and the statements that make, change and drop them. Those of identity columns are made and
 * dropped with the column, and changed like any other.
 */
#include "kinds/sequence.h"
#include "kinds/acl.h"
#include "kinds/table.h"

#include <inttypes.h>
#include <string.h>

/* Bits of pgp_change.changed: positions in the table below. */
enum {
    SEQUENCE_DATA_TYPE,
    SEQUENCE_INCREMENT,
    SEQUENCE_MINIMUM,
    SEQUENCE_MAXIMUM,
    SEQUENCE_START,
    SEQUENCE_CACHE,
    SEQUENCE_CYCLE,
    SEQUENCE_PERSISTENCE,
    SEQUENCE_OWNED_BY,
    SEQUENCE_IDENTITY
};

static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_sequence, data_type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_sequence, increment, PGP_VALUE_INT, 0),
    PGP_PROPERTY(pgp_sequence, minimum, PGP_VALUE_INT, 0),
    PGP_PROPERTY(pgp_sequence, maximum, PGP_VALUE_INT, 0),
    PGP_PROPERTY(pgp_sequence, start, PGP_VALUE_INT, 0),
    PGP_PROPERTY(pgp_sequence, cache, PGP_VALUE_INT, 0),
    PGP_PROPERTY(pgp_sequence, cycle, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_sequence, persistence, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_sequence, owned_by, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_sequence, identity, PGP_VALUE_BOOL, 0),
};

pgp_sequence_limits pgp_sequence_limits_of(const char *data_type) {
    if (strcmp(data_type, "smallint") == 0)
        return (pgp_sequence_limits){INT16_MIN, INT16_MAX};
    if (strcmp(data_type, "integer") == 0)
        return (pgp_sequence_limits){INT32_MIN, INT32_MAX};
    return (pgp_sequence_limits){INT64_MIN, INT64_MAX};
}

void pgp_sequence_set_defaults(pgp_sequence *sequence, const char *data_type) {
    sequence->data_type = data_type;
    sequence->start = sequence->increment = sequence->minimum = sequence->cache = 1;
    sequence->maximum = pgp_sequence_limits_of(data_type).maximum;
}

/* Before 15 there are no unlogged sequences: those of unlogged tables are permanent. */
static bool same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                 const pgp_object *desired) {
    int version = comparison->live->server_version;
    if (property - properties == SEQUENCE_PERSISTENCE && version && version < 150000)
        return true;
    return pgp_same_property(comparison, property, live, desired);
}

/* -- create ----------------------------------------------------------------------------------------------------------- */

void pgp_sequence_options_sql(pgp_text *text, const pgp_sequence *sequence) {
    const pgp_sequence_limits limits = pgp_sequence_limits_of(sequence->data_type);
    bool ascending = sequence->increment > 0;
    int64_t minimum = ascending ? 1 : limits.minimum, maximum = ascending ? limits.maximum : -1;
    if (sequence->start != (ascending ? sequence->minimum : sequence->maximum))
        pgp_text_addf(text, " START WITH %" PRId64, sequence->start);
    if (sequence->increment != 1)
        pgp_text_addf(text, " INCREMENT BY %" PRId64, sequence->increment);
    if (sequence->minimum != minimum)
        pgp_text_addf(text, " MINVALUE %" PRId64, sequence->minimum);
    if (sequence->maximum != maximum)
        pgp_text_addf(text, " MAXVALUE %" PRId64, sequence->maximum);
    if (sequence->cache != 1)
        pgp_text_addf(text, " CACHE %" PRId64, sequence->cache);
    if (sequence->cycle)
        pgp_text_add(text, " CYCLE");
}

static const char *summary_of(pgp_emitter *emitter, const pgp_object *sequence) {
    return pgp_printf(emitter->arena, "sequence %s", pgp_object_label(emitter->arena, sequence));
}

static void emit_alter(pgp_emitter *emitter, const pgp_object *sequence, const char *action) {
    pgp_emit(
        emitter, '~', sequence, summary_of(emitter, sequence),
        pgp_printf(emitter->arena, "ALTER SEQUENCE %s %s", pgp_sql_object(emitter->arena, sequence), action));
}

const pgp_sequence *pgp_sequence_of_identity(const pgp_model *model, const pgp_object *column) {
    for (const pgp_object *object = model->objects; object; object = object->sibling)
        if (object->kind == &pgp_kind_sequence && object->origin == column)
            return (const pgp_sequence *)object;
    return NULL;
}

/* The sequence of the same identity column, which has another name. */
static const pgp_object *identity_counterpart(const pgp_model *model, const pgp_sequence *sequence) {
    const pgp_object *column = sequence->object.origin;
    const pgp_object *other = sequence->identity && column ? pgp_model_counterpart(model, column) : NULL;
    if (!other || !((const pgp_column *)other)->identity)
        return NULL;
    const pgp_sequence *found = pgp_sequence_of_identity(model, other);
    return found ? &found->object : NULL;
}

/* Made with its column, unless that has had an identity before. */
static void rename_identity(pgp_emitter *emitter, const pgp_sequence *sequence) {
    const pgp_object *live = identity_counterpart(emitter->plan->live, sequence);
    if (live && strcmp(live->name, sequence->object.name) != 0)
        pgp_emit(emitter, '~', &sequence->object, summary_of(emitter, &sequence->object),
                 pgp_printf(emitter->arena, "ALTER SEQUENCE %s RENAME TO %s",
                            pgp_sql_object(emitter->arena, live),
                            pgp_quoted(emitter->arena, sequence->object.name)));
}

static bool knows_unlogged(const pgp_emitter *emitter) {
    return !emitter->server_version || emitter->server_version >= 150000;
}

static void create(pgp_emitter *emitter, pgp_object *object) {
    const pgp_sequence *sequence = (const pgp_sequence *)object;
    if (sequence->identity) {
        rename_identity(emitter, sequence);
        return;
    }
    bool unlogged = strcmp(sequence->persistence, "unlogged") == 0 && knows_unlogged(emitter);
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "CREATE %sSEQUENCE %s", unlogged ? "UNLOGGED " : "",
                  pgp_sql_object(emitter->arena, object));
    if (strcmp(sequence->data_type, "bigint") != 0)
        pgp_text_addf(&sql, " AS %s", sequence->data_type);
    pgp_sequence_options_sql(&sql, sequence);
    pgp_emit(emitter, '+', object, summary_of(emitter, object), sql.data);
}

/* The column that it belongs to. */
static const pgp_object *owner_of(const pgp_model *model, const pgp_sequence *sequence) {
    pgp_names label = sequence->owned_by ? pgp_label_names(model->arena, sequence->owned_by) : (pgp_names){0};
    if (label.count != 3)
        return NULL;
    const pgp_object *table = pgp_model_find(model, PGP_SPACE_RELATION, label.items[0], label.items[1], NULL);
    return table ? pgp_child(table, &pgp_kind_column, label.items[2]) : NULL;
}

/* A new type brings new limits where the old ones were those of the old type. */
static pgp_sequence_limits limits_after_type(const pgp_sequence *live, const pgp_sequence *desired) {
    const pgp_sequence_limits old = pgp_sequence_limits_of(live->data_type);
    pgp_sequence_limits limits = {live->minimum, live->maximum};
    if (strcmp(live->data_type, desired->data_type) == 0)
        return limits;
    if (limits.minimum == old.minimum)
        limits.minimum = pgp_sequence_limits_of(desired->data_type).minimum;
    if (limits.maximum == old.maximum)
        limits.maximum = pgp_sequence_limits_of(desired->data_type).maximum;
    return limits;
}

static void add_limits(pgp_text *text, pgp_sequence_limits limits, const pgp_sequence *sequence) {
    if (sequence->minimum != limits.minimum)
        pgp_text_addf(text, " MINVALUE %" PRId64, sequence->minimum);
    if (sequence->maximum != limits.maximum)
        pgp_text_addf(text, " MAXVALUE %" PRId64, sequence->maximum);
}

/* Made with its column's type; LIKE gives it another. */
static void settle_type(pgp_emitter *emitter, const pgp_sequence *sequence) {
    const pgp_column *column = (const pgp_column *)owner_of(emitter->plan->desired, sequence);
    pgp_sequence made = *sequence;
    if (!column || strcmp(column->type, sequence->data_type) == 0)
        return;
    made.data_type = column->type;
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "AS %s", sequence->data_type);
    add_limits(&sql, limits_after_type(&made, sequence), sequence);
    emit_alter(emitter, &sequence->object, sql.data);
}

/* The column may be newer than the sequence that its default uses. */
static void finish(pgp_emitter *emitter, pgp_change *change) {
    const pgp_sequence *sequence = (const pgp_sequence *)change->desired;
    bool owned = sequence->owned_by && !sequence->identity;
    if (sequence->identity && change->action != PGP_ALTER)
        settle_type(emitter, sequence);
    if (!owned || (change->action == PGP_ALTER && !PGP_CHANGED(change, SEQUENCE_OWNED_BY)))
        return;
    emit_alter(emitter, change->desired, pgp_printf(emitter->arena, "OWNED BY %s", sequence->owned_by));
}

/* -- alter, drop --------------------------------------------------------------------------------------------------------- */

/* A column's own sequence is of another make than one that somebody created. */
static pgp_way way(const pgp_change *change) {
    return PGP_CHANGED(change, SEQUENCE_IDENTITY) ? PGP_REBUILD : PGP_IN_PLACE;
}

static void add_number(pgp_text *text, const pgp_change *change, int property, const char *words,
                       int64_t value) {
    if (PGP_CHANGED(change, property))
        pgp_text_addf(text, " %s %" PRId64, words, value);
}

/* A sequence that stands outside of its new limits has to be moved first: to its start, or as near as the old limits allow. */
static void move_inside(pgp_emitter *emitter, const pgp_sequence *live, const pgp_sequence *desired) {
    int64_t to = desired->start < live->minimum   ? live->minimum
                 : desired->start > live->maximum ? live->maximum
                                                  : desired->start;
    if (desired->minimum <= live->minimum && desired->maximum >= live->maximum)
        return;
    const char *name = pgp_sql_object(emitter->arena, &desired->object);
    const char *sql =
        pgp_printf(emitter->arena,
                   "SELECT pg_catalog.setval(%s, %" PRId64
                   ", false)\nFROM %s\nWHERE last_value NOT BETWEEN %" PRId64 " AND %" PRId64,
                   pgp_literal(emitter->arena, name), to, name, desired->minimum, desired->maximum);
    pgp_emit(emitter, '~', &desired->object, summary_of(emitter, &desired->object), sql);
}

static bool are_apart(const pgp_sequence *a, const pgp_sequence *b) {
    return a->minimum > b->maximum || a->maximum < b->minimum;
}

static void alter_values(pgp_emitter *emitter, const pgp_change *change, const pgp_sequence *sequence) {
    const pgp_sequence *live = (const pgp_sequence *)change->live;
    const pgp_sequence_limits limits = limits_after_type(live, sequence);
    pgp_text sql = pgp_text_new(emitter->arena);
    if (PGP_CHANGED(change, SEQUENCE_DATA_TYPE))
        pgp_text_addf(&sql, " AS %s", sequence->data_type);
    add_number(&sql, change, SEQUENCE_INCREMENT, "INCREMENT BY", sequence->increment);
    add_limits(&sql, limits, sequence);
    add_number(&sql, change, SEQUENCE_START, "START WITH", sequence->start);
    if (are_apart(live, sequence))
        pgp_text_addf(&sql, " RESTART WITH %" PRId64, sequence->start);
    else
        move_inside(emitter, live, sequence);
    add_number(&sql, change, SEQUENCE_CACHE, "CACHE", sequence->cache);
    if (PGP_CHANGED(change, SEQUENCE_CYCLE))
        pgp_text_add(&sql, sequence->cycle ? " CYCLE" : " NO CYCLE");
    if (sql.size)
        emit_alter(emitter, change->desired, sql.data + 1);
}

static bool goes_away(const pgp_object *object) {
    for (; object; object = object->parent)
        if (object->change && (object->change->action == PGP_DROP || object->change->action == PGP_REPLACE))
            return true;
    return false;
}

static bool goes_early(const pgp_object *object) {
    for (; object; object = object->parent)
        if (object->change && (object->change->action == PGP_REPLACE ||
                               (object->change->action == PGP_DROP && object->change->early)))
            return true;
    return false;
}

/* The column that it belongs to goes before anything is made, and would take it along. */
static bool is_released(const pgp_emitter *emitter, const pgp_change *change) {
    const pgp_sequence *live = (const pgp_sequence *)change->live;
    return change->action == PGP_ALTER && PGP_CHANGED(change, SEQUENCE_OWNED_BY) && live->owned_by &&
           goes_early(owner_of(emitter->plan->live, live));
}

void pgp_sequence_prepare(pgp_emitter *emitter, const pgp_change *change) {
    if (pgp_change_object(change)->kind == &pgp_kind_sequence && is_released(emitter, change))
        emit_alter(emitter, change->desired, "OWNED BY NONE");
}

/* One that another table's column owned has the owner of that table, perhaps since this plan, and cannot get another one before
 * it is let go. Its rights follow, which are the new owner's to have. */
static void take_other_owner(pgp_emitter *emitter, const pgp_change *change) {
    const pgp_model *desired = emitter->plan->desired, *live = emitter->plan->live;
    const pgp_object *left = pgp_owning_table(live, change->live);
    const pgp_object *table = pgp_owning_table(desired, change->desired);
    const pgp_object *stays = left ? pgp_model_counterpart(desired, left) : NULL;
    if (!left || !table || stays == table)
        return;
    const char *role = pgp_owner_of(desired, table, live), *was = pgp_owner_of(live, left, live);
    const char *is = stays ? pgp_owner_of(desired, stays, live) : was;
    if (!role || (pgp_same(role, was) && pgp_same(role, is)))
        return;
    pgp_text to = pgp_text_new(emitter->arena);
    pgp_text_add(&to, "OWNER TO ");
    pgp_sql_role(&to, role);
    if (!is_released(emitter, change))
        emit_alter(emitter, change->desired, "OWNED BY NONE");
    emit_alter(emitter, change->desired, to.data);
}

/* A table that changes takes its columns' sequences along. */
static bool follows_table(const pgp_sequence *sequence) {
    const pgp_object *table = sequence->object.origin ? sequence->object.origin->parent : NULL;
    return sequence->identity && table && table->change && PGP_CHANGED(table->change, PGP_TABLE_PERSISTENCE);
}

static void alter(pgp_emitter *emitter, pgp_change *change) {
    const pgp_sequence *sequence = (const pgp_sequence *)change->desired;
    alter_values(emitter, change, sequence);
    if (PGP_CHANGED(change, SEQUENCE_PERSISTENCE) && !follows_table(sequence))
        emit_alter(emitter, change->desired,
                   strcmp(sequence->persistence, "unlogged") == 0 ? "SET UNLOGGED" : "SET LOGGED");
    if (PGP_CHANGED(change, SEQUENCE_OWNED_BY) && !sequence->owned_by && !is_released(emitter, change))
        emit_alter(emitter, change->desired, "OWNED BY NONE");
    if (PGP_CHANGED(change, SEQUENCE_OWNED_BY) && sequence->owned_by && !sequence->identity)
        take_other_owner(emitter, change);
}

/* The column loses its identity before it gets the sequence of the same name that its default uses. */
static void drop_identity(pgp_emitter *emitter, const pgp_object *sequence, const pgp_object *column) {
    if (emitter->change->action == PGP_REPLACE && !goes_away(column))
        pgp_emit(emitter, '-', sequence, summary_of(emitter, sequence),
                 pgp_printf(emitter->arena, "%s ALTER COLUMN %s DROP IDENTITY",
                            pgp_alter_parent(emitter, column), pgp_quoted(emitter->arena, column->name)));
}

static void drop(pgp_emitter *emitter, const pgp_object *object) {
    const pgp_sequence *sequence = (const pgp_sequence *)object;
    const pgp_object *column = owner_of(emitter->plan->live, sequence);
    if (sequence->identity && column)
        drop_identity(emitter, object, column);
    if (sequence->identity || (column && goes_away(column)))
        return;
    pgp_step *step =
        pgp_emit(emitter, '-', object, summary_of(emitter, object),
                 pgp_printf(emitter->arena, "DROP SEQUENCE %s", pgp_sql_object(emitter->arena, object)));
    /* An identity that replaces it goes on after the values in use. */
    if (emitter->change->action == PGP_DROP)
        pgp_emit_destroys(
            emitter, step,
            pgp_printf(emitter->arena, "state of sequence %s", pgp_object_label(emitter->arena, object)));
}

const pgp_kind pgp_kind_sequence = {
    .name = "sequence",
    .title = "sequences",
    .sql = "SEQUENCE",
    .space = PGP_SPACE_RELATION,
    .size = sizeof(pgp_sequence),
    .order = 39,
    .holds_data = true,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = pgp_sequence_query,
    .presence = "pg_sequence",
    .row = pgp_sequence_row,
    .same = same,
    .way = way,
    .create = create,
    .alter = alter,
    .drop = drop,
    .finish = finish,
};

/*
 * Columns: their properties, how they compare, and the statements that add and drop them.
 */
#include "kinds/composite.h"
#include "kinds/foreign_options.h"
#include "kinds/table.h"
#include "kinds/view.h"

#include <string.h>

/* In the order of PGP_COLUMN_… */
static const pgp_property properties[] = {
    PGP_PROPERTY(pgp_column, type, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_column, collation, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_column, not_null, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_column, not_null_name, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_column, not_null_no_inherit, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_column, not_null_unvalidated, PGP_VALUE_BOOL, 0),
    PGP_PROPERTY(pgp_column, default_value, PGP_VALUE_EXPRESSION, 0),
    PGP_PROPERTY(pgp_column, generated, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_column, identity, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_column, storage, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_column, compression, PGP_VALUE_TEXT, 0),
    PGP_PROPERTY(pgp_column, statistics, PGP_VALUE_INT, 0),
    PGP_PROPERTY(pgp_column, options, PGP_VALUE_SET, 0),
    PGP_PROPERTY(pgp_column, foreign_options, PGP_VALUE_NAMES, PGP_PROPERTY_SECRET),
    PGP_PROPERTY(pgp_column, position, PGP_VALUE_INT, PGP_PROPERTY_HIDDEN),
    /* Only what a later DROP COLUMN of a parent does depends on it, and no statement can set it. */
    PGP_PROPERTY(pgp_column, local, PGP_VALUE_BOOL, PGP_PROPERTY_HIDDEN),
    PGP_PROPERTY(pgp_column, inherited, PGP_VALUE_BOOL, PGP_PROPERTY_HIDDEN),
};

const char *pgp_not_null_name(pgp_arena *arena, const pgp_column *column) {
    if (column->not_null_name)
        return column->not_null_name;
    return pgp_object_name(arena, column->object.parent->name, column->object.name, "not_null");
}

/* -- comparing ------------------------------------------------------------------------------------------------ */

static bool is_before(const pgp_model *model, int version) {
    return model->server_version && model->server_version < version;
}

static bool same_storage(const pgp_column *a, const pgp_column *b) {
    if (!b->storage || !a->type_storage)
        return pgp_same(a->storage, b->storage) || (b->type_storage && pgp_same(a->storage, b->type_storage));
    return strcmp(a->storage ? a->storage : a->type_storage, b->storage) == 0;
}

static bool is_partition(const pgp_column *column) {
    const pgp_object *table = column->object.parent;
    return table->kind == &pgp_kind_table && ((const pgp_table *)table)->partition_of;
}

/* The server numbers a derived name that another constraint of the schema has already (ChooseConstraintName). */
static bool is_numbered(pgp_arena *arena, const pgp_column *live) {
    const char *name = live->not_null_name, *end = name + strlen(name), *digits = end;
    while (digits > name && digits[-1] >= '0' && digits[-1] <= '9')
        digits--;
    const char *label = pgp_printf(arena, "not_null%s", digits);
    return digits < end &&
           strcmp(pgp_object_name(arena, live->object.parent->name, live->object.name, label), name) == 0;
}

static bool same_not_null_name(const pgp_comparison *comparison, const pgp_column *live,
                               const pgp_column *desired) {
    if (!desired->not_null_name && live->not_null_name)
        return is_numbered(comparison->arena, live);
    return pgp_same(live->not_null_name, desired->not_null_name);
}

/* Before 17 a partition's column did not share the identity of its parent's. */
static bool same_identity(const pgp_comparison *comparison, const pgp_column *a, const pgp_column *b) {
    if (is_partition(b) && (is_before(comparison->live, 170000) || is_before(comparison->desired, 170000)))
        return !a->identity || !b->identity || pgp_same(a->identity, b->identity);
    return pgp_same(a->identity, b->identity);
}

/* Before 18 NOT NULL was a mere flag. */
static bool has_not_null_constraints(const pgp_comparison *comparison) {
    return !is_before(comparison->live, 180000) && !is_before(comparison->desired, 180000);
}

static bool column_same(pgp_comparison *comparison, const pgp_property *property, const pgp_object *live,
                        const pgp_object *desired) {
    const pgp_column *a = (const pgp_column *)live, *b = (const pgp_column *)desired;
    switch (property - properties) {
    case PGP_COLUMN_NOT_NULL_NAME:
        return !has_not_null_constraints(comparison) || a->not_null != b->not_null ||
               same_not_null_name(comparison, a, b) || pgp_not_null_keeps_name(comparison, a, b);
    case PGP_COLUMN_NOT_NULL_NO_INHERIT:
    case PGP_COLUMN_NOT_NULL_UNVALIDATED:
        return !has_not_null_constraints(comparison) || a->not_null != b->not_null ||
               pgp_same_property(comparison, property, live, desired);
    case PGP_COLUMN_STORAGE: return same_storage(a, b);
    case PGP_COLUMN_FOREIGN_OPTIONS:
        return pgp_same_foreign_options(&a->foreign_options, &b->foreign_options);
    case PGP_COLUMN_IDENTITY: return same_identity(comparison, a, b);
    default: return pgp_same_property(comparison, property, live, desired);
    }
}

uint64_t pgp_column_differences(const pgp_column *a, const pgp_column *b) {
    uint64_t bits = 0;
    const bool differs[] = {
        [PGP_COLUMN_TYPE] = !pgp_same(a->type, b->type),
        [PGP_COLUMN_COLLATION] = !pgp_same(a->collation, b->collation),
        [PGP_COLUMN_NOT_NULL] = a->not_null != b->not_null,
        [PGP_COLUMN_DEFAULT] = !pgp_same(a->default_value.text, b->default_value.text),
        [PGP_COLUMN_GENERATED] = !pgp_same(a->generated, b->generated),
        [PGP_COLUMN_STORAGE] = !same_storage(a, b),
        [PGP_COLUMN_COMPRESSION] = !pgp_same(a->compression, b->compression),
        [PGP_COLUMN_STATISTICS] = a->statistics != b->statistics,
        [PGP_COLUMN_OPTIONS] = !pgp_same_names(&a->options, &b->options),
        [PGP_COLUMN_FOREIGN_OPTIONS] = !pgp_same_foreign_options(&a->foreign_options, &b->foreign_options),
    };
    for (size_t i = 0; i < sizeof differs / sizeof *differs; i++)
        bits |= (uint64_t)differs[i] << i;
    return bits;
}

/* No statement makes a plain column generated, or changes where generated values are; before 17 the expression was fixed too. */
static pgp_way column_way(const pgp_change *change) {
    const pgp_column *live = (const pgp_column *)change->live, *desired = (const pgp_column *)change->desired;
    bool virtual = live->generated && strcmp(live->generated, "virtual") == 0;
    if (PGP_CHANGED(change, PGP_COLUMN_GENERATED) && (desired->generated || virtual))
        return PGP_REBUILD;
    bool fixed = change->server_version && change->server_version < 170000;
    if (PGP_CHANGED(change, PGP_COLUMN_DEFAULT) && live->generated && desired->generated && fixed)
        return PGP_REBUILD;
    return PGP_IN_PLACE;
}

/* -- ADD COLUMN ----------------------------------------------------------------------------------------------- */

/* "(a + b)" as servers print it has its brackets already. */
static bool is_bracketed(const char *text) {
    size_t size = strlen(text);
    int depth = 0;
    char quote = 0;
    if (text[0] != '(' || text[size - 1] != ')')
        return false;
    for (size_t i = 0; i < size; i++) {
        if (quote)
            quote = text[i] == quote ? 0 : quote;
        else if (text[i] == '\'' || text[i] == '"')
            quote = text[i];
        else if (text[i] == '(')
            depth++;
        else if (text[i] == ')' && --depth == 0)
            return i == size - 1;
    }
    return false;
}

void pgp_bracketed_sql(pgp_text *text, const char *expression) {
    pgp_text_addf(text, is_bracketed(expression) ? "%s" : "(%s)", expression);
}

static bool is_sequence_of(const pgp_object *object, const char *owner) {
    const pgp_sequence *sequence = (const pgp_sequence *)object;
    return object->kind == &pgp_kind_sequence && sequence->identity && pgp_same(sequence->owned_by, owner);
}

/* Nearly always TABLE_COLUMN_seq. */
pgp_sequence *pgp_identity_sequence(const pgp_model *model, const pgp_column *column) {
    const pgp_object *table = column->object.parent;
    const char *owner =
        pgp_printf(model->arena, "%s.%s", pgp_quoted2(model->arena, table->schema, table->name),
                   pgp_quoted(model->arena, column->object.name));
    const char *usual = pgp_object_name(model->arena, table->name, column->object.name, "seq");
    pgp_object *found = pgp_model_find(model, PGP_SPACE_RELATION, table->schema, usual, NULL);
    if (found && is_sequence_of(found, owner))
        return (pgp_sequence *)found;
    for (pgp_object *object = model->objects; object; object = object->sibling)
        if (is_sequence_of(object, owner))
            return (pgp_sequence *)object;
    return NULL;
}

static bool has_usual_name(const pgp_emitter *emitter, const pgp_column *column,
                           const pgp_sequence *sequence) {
    const pgp_object *table = column->object.parent;
    const char *usual = pgp_object_name(emitter->arena, table->name, column->object.name, "seq");
    return strcmp(sequence->object.name, usual) == 0 && strcmp(sequence->object.schema, table->schema) == 0;
}

void pgp_identity_sql(pgp_emitter *emitter, pgp_text *text, const pgp_column *column) {
    const pgp_sequence *sequence = pgp_identity_sequence(emitter->plan->desired, column);
    pgp_text options = pgp_text_new(emitter->arena);
    if (sequence && !has_usual_name(emitter, column, sequence))
        pgp_text_addf(&options, "SEQUENCE NAME %s", pgp_sql_object(emitter->arena, &sequence->object));
    if (sequence) {
        pgp_text more = pgp_text_new(emitter->arena);
        pgp_sequence_options_sql(&more, sequence);
        if (more.size) {
            pgp_text_next(&options, " ");
            pgp_text_add(&options, more.data + strspn(more.data, " "));
        }
    }
    pgp_text_addf(text, "GENERATED %s AS IDENTITY",
                  strcmp(column->identity, "always") == 0 ? "ALWAYS" : "BY DEFAULT");
    if (options.size)
        pgp_text_addf(text, " (%s)", options.data);
}

/* Before 18 the name of a NOT NULL is read and forgotten. */
void pgp_not_null_sql(pgp_text *text, const pgp_column *column) {
    if (column->not_null_name || column->says_not_null_name) {
        pgp_text_add(text, " CONSTRAINT ");
        pgp_sql_name(text, pgp_not_null_name(text->arena, column));
    }
    pgp_text_add(text, column->not_null_no_inherit ? " NOT NULL NO INHERIT" : " NOT NULL");
}

void pgp_column_sql(pgp_emitter *emitter, pgp_text *text, const pgp_column *column, bool with_default,
                    bool shown) {
    pgp_option_text how = {emitter, &column->object, shown};
    pgp_sql_name(text, column->object.name);
    pgp_text_addf(text, " %s", column->type);
    if (column->compression)
        pgp_text_addf(text, " COMPRESSION %s", column->compression);
    pgp_foreign_options_sql(text, &how, &column->foreign_options);
    if (column->collation)
        pgp_text_addf(text, " COLLATE %s", column->collation);
    pgp_column_value_sql(emitter, text, column, with_default);
    if (column->not_null && !column->not_null_unvalidated)
        pgp_not_null_sql(text, column);
}

void pgp_column_value_sql(pgp_emitter *emitter, pgp_text *text, const pgp_column *column, bool with_default) {
    if (column->generated) {
        pgp_text_add(text, " GENERATED ALWAYS AS ");
        pgp_bracketed_sql(text, column->default_value.text);
        pgp_text_add(text, strcmp(column->generated, "virtual") == 0 ? " VIRTUAL" : " STORED");
    } else if (column->identity) {
        pgp_text_add(text, " ");
        pgp_identity_sql(emitter, text, column);
    } else if (column->default_value.text && with_default) {
        pgp_text_addf(text, " DEFAULT %s", column->default_value.text);
    }
}

const char *pgp_column_summary(const pgp_emitter *emitter, const pgp_column *column) {
    return pgp_printf(emitter->arena, "column %s", pgp_object_label(emitter->arena, &column->object));
}

static const char *add_column_sql(pgp_emitter *emitter, const pgp_column *column, bool shown) {
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "%s ADD COLUMN ", pgp_alter_parent(emitter, &column->object));
    pgp_column_sql(emitter, &sql, column, true, shown);
    return sql.data;
}

static void add_column(pgp_emitter *emitter, const pgp_column *column) {
    if (pgp_column_add_identity(emitter, column) || pgp_column_add_online(emitter, column))
        return;
    pgp_step *step = pgp_emit_secret(emitter, '+', &column->object, add_column_sql(emitter, column, true),
                                     add_column_sql(emitter, column, false));
    step->summary = pgp_printf(emitter->arena, "%s %s", pgp_column_summary(emitter, column), column->type);
    pgp_emit_running_path(emitter, step, &column->default_value);
    pgp_column_fit(emitter, NULL, column, 0);
}

/* ADD COLUMN of a parent has reached this table, which was its heir before. */
static const pgp_column *made_by_parent(const pgp_emitter *emitter, const pgp_column *column) {
    const pgp_column *above = column->inherited ? pgp_inherited_from(column) : NULL;
    const pgp_object *live = pgp_model_counterpart(emitter->plan->live, column->object.parent);
    const pgp_object *live_above =
        above ? pgp_model_counterpart(emitter->plan->live, above->object.parent) : NULL;
    if (!live || !live_above || !pgp_is_heir((const pgp_table *)live, (const pgp_table *)live_above))
        return NULL;
    const pgp_change *change = above->object.change, *parent = above->object.parent->change;
    bool apart = (parent && parent->action == PGP_REPLACE) || pgp_table_leaves(emitter, live, live_above);
    if (apart)
        return NULL;
    return change && (change->action == PGP_CREATE || change->action == PGP_REPLACE) ? above : NULL;
}

static void column_create(pgp_emitter *emitter, pgp_object *object) {
    const pgp_column *column = (const pgp_column *)object;
    if (pgp_is_view(object->parent)) {
        pgp_view_column_create(emitter, object);
        return;
    }
    if (object->parent->kind == &pgp_kind_composite) {
        pgp_attribute_create(emitter, object);
        return;
    }
    pgp_release_heirs(emitter, object->parent);
    const pgp_column *above = made_by_parent(emitter, column);
    if (above) {
        pgp_column made = *above;
        /* What ADD COLUMN does not say was set for its parent alone. */
        made.storage = NULL;
        made.statistics = -1;
        made.options = made.foreign_options = (pgp_names){0};
        pgp_column_fit(emitter, &made, column, pgp_column_differences(&made, column));
    } else {
        add_column(emitter, column);
    }
}

/* -- DROP COLUMN ---------------------------------------------------------------------------------------------- */

static bool is_going(const pgp_object *live) {
    return live->change && (live->change->action == PGP_DROP || live->change->action == PGP_REPLACE);
}

/* An heir keeps the column: then only the parent's own may go. */
static bool is_kept_below(const pgp_emitter *emitter, const pgp_column *column) {
    const pgp_table *table = (const pgp_table *)column->object.parent;
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_object *heir = &table->heirs.items[i]->object;
        const pgp_object *same = pgp_child(heir, &pgp_kind_column, column->object.name);
        if (same && !is_going(same) && !is_going(heir) && !pgp_table_leaves(emitter, heir, &table->object))
            return true;
    }
    return false;
}

/* The server drops no column while it is inherited: not before the parent's. */
static bool waits_for_parent(const pgp_emitter *emitter, const pgp_column *column) {
    const pgp_column *above = column->inherited ? pgp_inherited_from(column) : NULL;
    if (!above || is_going(above->object.parent) ||
        pgp_table_leaves(emitter, column->object.parent, above->object.parent))
        return false;
    return is_going(&above->object);
}

static bool is_replaced(const pgp_object *object) {
    return object->change && object->change->action == PGP_REPLACE;
}

static void emit_drop(pgp_emitter *emitter, const pgp_column *column, bool only) {
    const pgp_object *object = &column->object;
    const char *sql =
        pgp_printf(emitter->arena, "ALTER TABLE %s%s DROP COLUMN %s", only ? "ONLY " : "",
                   pgp_sql_object(emitter->arena, object->parent), pgp_quoted(emitter->arena, object->name));
    pgp_step *step = pgp_emit(emitter, '-', object, pgp_column_summary(emitter, column), sql);
    /* Generated values come back with the new expression. */
    const pgp_column *next = is_replaced(object) ? (const pgp_column *)object->change->desired : NULL;
    bool generated_again = column->generated && next && next->generated;
    if (!generated_again && !pgp_is_foreign(object->parent))
        pgp_emit_destroys(
            emitter, step,
            pgp_printf(emitter->arena, "data of column %s", pgp_object_label(emitter->arena, object)));
}

/* What the heirs have by themselves, too, is left to them, and where the parent's goes alone, all of it. */
static void drop_below(pgp_emitter *emitter, const pgp_column *column, bool left) {
    const pgp_table *table = (const pgp_table *)column->object.parent;
    bool only = left && is_kept_below(emitter, column);
    if (left)
        emit_drop(emitter, column, only);
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_column *same = pgp_table_column(table->heirs.items[i], column->object.name);
        if (same && is_going(&same->object) && !is_going(same->object.parent) &&
            waits_for_parent(emitter, same))
            drop_below(emitter, same, only || same->local);
    }
}

static void column_drop(pgp_emitter *emitter, const pgp_object *object) {
    const pgp_column *column = (const pgp_column *)object;
    if (object->parent->kind == &pgp_kind_composite) {
        pgp_attribute_drop(emitter, object);
        return;
    }
    if (pgp_is_view(object->parent) || waits_for_parent(emitter, column))
        return;
    pgp_table_leave(emitter, object->parent);
    pgp_release_heirs(emitter, object->parent);
    drop_below(emitter, column, true);
}

const pgp_kind pgp_kind_column = {
    .name = "column",
    .title = "columns",
    .sql = "COLUMN",
    .space = PGP_SPACE_CHILD,
    .size = sizeof(pgp_column),
    .order = 41,
    .holds_data = true,
    .properties = properties,
    .property_count = sizeof properties / sizeof *properties,
    .query = pgp_column_query,
    .row = pgp_column_row,
    .same = column_same,
    .way = column_way,
    .create = column_create,
    .alter = pgp_column_alter,
    .drop = column_drop,
    .finish = pgp_column_finish,
};

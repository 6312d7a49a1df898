/*
 * Changing columns in place.
 */
#include "hazard/analyze.h"
#include "kinds/composite.h"
#include "kinds/foreign_options.h"
#include "kinds/sequence.h"
#include "kinds/table.h"
#include "kinds/view.h"

#include <inttypes.h>
#include <string.h>

/* What the server does to heirs too, unless told otherwise, has to be said with ONLY: each column changes by itself. */
static bool has_heirs(const pgp_emitter *emitter, const pgp_object *table) {
    const pgp_object *live = pgp_model_counterpart(emitter->plan->live, table);
    return ((const pgp_table *)table)->heirs.count || (live && ((const pgp_table *)live)->heirs.count);
}

typedef enum reach { ALONE, WITH_HEIRS } reach;

static pgp_step *emit_table(pgp_emitter *emitter, const pgp_column *column, reach how, const char *action) {
    const pgp_object *table = column->object.parent;
    bool only = how == ALONE && has_heirs(emitter, table);
    return pgp_emit(emitter, '~', &column->object, pgp_column_summary(emitter, column),
                    pgp_printf(emitter->arena, "ALTER TABLE %s%s %s", only ? "ONLY " : "",
                               pgp_sql_object(emitter->arena, table), action));
}

static pgp_step *emit_column(pgp_emitter *emitter, const pgp_column *column, reach how, const char *action) {
    const char *name = pgp_quoted(emitter->arena, column->object.name);
    return emit_table(emitter, column, how, pgp_printf(emitter->arena, "ALTER COLUMN %s %s", name, action));
}

static bool has_bit(uint64_t bits, int bit) {
    return bits & PGP_BIT(bit);
}

/* -- type ----------------------------------------------------------------------------------------------------- */

const char *pgp_column_type_sql(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to) {
    pgp_text action = pgp_text_new(emitter->arena);
    pgp_text_addf(&action, "TYPE %s", to->type);
    if (to->collation)
        pgp_text_addf(&action, " COLLATE %s", to->collation);
    const char *using = pgp_column_using(emitter, from, to);
    if (using)
        pgp_text_addf(&action, " USING %s", using);
    return action.data;
}

/* The plan may run in a session with another zone than the one it was made for. */
static void hold_zone(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to) {
    if (!pgp_shifts_in_utc(emitter->arena, emitter->zone, from->type, to->type))
        return;
    const char *summary =
        pgp_printf(emitter->arena, "%s: its values are of UTC", pgp_column_summary(emitter, to));
    pgp_emit(emitter, '~', &to->object, summary, "SET LOCAL TimeZone = 'UTC'")->together = true;
}

/* -- default, generation, identity ----------------------------------------------------------------------------- */

static void set_default(pgp_emitter *emitter, const pgp_column *to) {
    if (!to->default_value.text || to->generated) {
        emit_column(emitter, to, ALONE, "DROP DEFAULT");
        return;
    }
    const char *action = pgp_printf(emitter->arena, "SET DEFAULT %s", to->default_value.text);
    pgp_emit_path(emit_column(emitter, to, ALONE, action), &to->default_value);
}

static void set_expression(pgp_emitter *emitter, const pgp_column *to) {
    pgp_text action = pgp_text_new(emitter->arena);
    pgp_text_add(&action, "SET EXPRESSION AS ");
    pgp_bracketed_sql(&action, to->default_value.text);
    pgp_emit_path(emit_column(emitter, to, WITH_HEIRS, action.data), &to->default_value);
}

/* A new sequence starts at 1; rows that are there have used some of it. */
void pgp_column_skip_values(pgp_emitter *emitter, const pgp_column *column) {
    pgp_arena *arena = emitter->arena;
    const char *table = pgp_sql_object(arena, column->object.parent);
    const char *name = pgp_quoted(arena, column->object.name);
    const char *sql =
        pgp_printf(arena,
                   "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(%s, %s), max(%s))\nFROM "
                   "%s\nHAVING max(%s) >= 1",
                   pgp_literal(arena, table), pgp_literal(arena, column->object.name), name, table, name);
    pgp_emit(emitter, '~', &column->object,
             pgp_printf(arena, "%s: values in use", pgp_column_summary(emitter, column)), sql);
}

static void add_identity(pgp_emitter *emitter, const pgp_column *to) {
    pgp_text action = pgp_text_new(emitter->arena);
    pgp_text_add(&action, "ADD ");
    pgp_identity_sql(emitter, &action, to);
    emit_column(emitter, to, WITH_HEIRS, action.data);
    pgp_column_skip_values(emitter, to);
}

static void set_identity(pgp_emitter *emitter, const pgp_column *to) {
    const char *action = pgp_printf(emitter->arena, "SET GENERATED %s",
                                    strcmp(to->identity, "always") == 0 ? "ALWAYS" : "BY DEFAULT");
    emit_column(emitter, to, WITH_HEIRS, action);
}

/* -- NOT NULL ----------------------------------------------------------------------------------------------------- */

bool pgp_knows_not_null_constraints(const pgp_emitter *emitter) {
    return !emitter->server_version || emitter->server_version >= 180000;
}

/* `named`: an heir has the usual name already, so that the server would choose another one. */
static void add_not_null(pgp_emitter *emitter, const pgp_column *to, bool named) {
    bool plain = !named && !to->not_null_name && !to->says_not_null_name && !to->not_null_no_inherit &&
                 !to->not_null_unvalidated;
    if (pgp_column_not_null_online(emitter, to))
        return;
    if (plain || !pgp_knows_not_null_constraints(emitter)) {
        emit_column(emitter, to, WITH_HEIRS, "SET NOT NULL");
        return;
    }
    pgp_arena *arena = emitter->arena;
    const char *name = pgp_quoted(arena, pgp_not_null_name(arena, to));
    const char *column = pgp_quoted(arena, to->object.name);
    emit_table(emitter, to, WITH_HEIRS,
               pgp_printf(arena, "ADD CONSTRAINT %s NOT NULL %s%s%s", name, column,
                          to->not_null_no_inherit ? " NO INHERIT" : "",
                          to->not_null_unvalidated ? " NOT VALID" : ""));
}

static void change_not_null_constraint(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to,
                                       uint64_t bits) {
    pgp_arena *arena = emitter->arena;
    const char *name = pgp_quoted(arena, pgp_not_null_name(arena, to));
    if (has_bit(bits, PGP_COLUMN_NOT_NULL_UNVALIDATED) && to->not_null_unvalidated) {
        emit_column(emitter, to, WITH_HEIRS, "DROP NOT NULL");
        add_not_null(emitter, to, false);
        return;
    }
    if (has_bit(bits, PGP_COLUMN_NOT_NULL_NAME))
        pgp_not_null_rename(emitter, from, to);
    if (has_bit(bits, PGP_COLUMN_NOT_NULL_NO_INHERIT))
        emit_table(
            emitter, to, WITH_HEIRS,
            pgp_printf(arena, "ALTER CONSTRAINT %s %sINHERIT", name, to->not_null_no_inherit ? "NO " : ""));
    if (has_bit(bits, PGP_COLUMN_NOT_NULL_UNVALIDATED))
        pgp_emit_validate(emitter, &to->object, pgp_column_summary(emitter, to),
                          pgp_sql_object(arena, to->object.parent), name);
}

/* The column of an heir that the parent's change reaches; NULL: it has left, or is not there yet. */
static const pgp_column *reached(const pgp_emitter *emitter, const pgp_table *table, const pgp_table *heir,
                                 const char *name) {
    const pgp_object *child = pgp_model_counterpart(emitter->plan->live, &heir->object);
    const pgp_object *parent = pgp_model_counterpart(emitter->plan->live, &table->object);
    bool is_heir = child && parent && pgp_is_heir((const pgp_table *)child, (const pgp_table *)parent);
    return is_heir && !pgp_table_leaves(emitter, child, parent) ? pgp_table_column(heir, name) : NULL;
}

static bool is_kept_below(const pgp_emitter *emitter, const pgp_column *to) {
    const pgp_table *table = (const pgp_table *)to->object.parent;
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_column *same = reached(emitter, table, table->heirs.items[i], to->object.name);
        if (same && (same->not_null || is_kept_below(emitter, same)))
            return true;
    }
    return false;
}

static pgp_when_dropped_above when_dropped_above(const pgp_emitter *emitter, const pgp_column *column) {
    const pgp_object *live = pgp_model_counterpart(emitter->plan->live, &column->object);
    if (!live || !((const pgp_column *)live)->not_null || !pgp_knows_not_null_constraints(emitter))
        return PGP_GOES;
    return ((const pgp_column *)live)->not_null_then;
}

static void drop_not_null(pgp_emitter *emitter, const pgp_column *to);

/* Of heirs, once the parent's is dropped: alone, or with what they have by it. */
static void fit_below(pgp_emitter *emitter, const pgp_column *to, reach how) {
    const pgp_table *table = (const pgp_table *)to->object.parent;
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_column *same = reached(emitter, table, table->heirs.items[i], to->object.name);
        if (!same)
            continue;
        pgp_when_dropped_above then = how == ALONE ? PGP_STAYS : when_dropped_above(emitter, same);
        if (same->not_null && then != PGP_STAYS)
            add_not_null(emitter, same, false);
        else if (!same->not_null && then != PGP_GOES)
            drop_not_null(emitter, same);
        else if (!same->not_null)
            fit_below(emitter, same, how);
    }
}

/* The server drops NOT NULL from heirs too: those that want it get it back. Where it is a mere flag they keep it when told ONLY, which
 * partitioned tables do not take: a primary key of an heir would not let it go. */
static void drop_not_null(pgp_emitter *emitter, const pgp_column *to) {
    const pgp_table *table = (const pgp_table *)to->object.parent;
    bool alone =
        !pgp_knows_not_null_constraints(emitter) && !table->partition_key.text && is_kept_below(emitter, to);
    reach how = alone ? ALONE : WITH_HEIRS;
    emit_column(emitter, to, how, "DROP NOT NULL");
    fit_below(emitter, to, how);
}

/* It gets NOT NULL in this plan, by another name than its parent's. */
static bool adds_by_own_name(pgp_emitter *emitter, const pgp_column *column, const pgp_column *above) {
    const pgp_change *change = column->object.change;
    return pgp_knows_not_null_constraints(emitter) && change && change->action == PGP_ALTER &&
           PGP_CHANGED(change, PGP_COLUMN_NOT_NULL) && column->not_null &&
           strcmp(pgp_not_null_name(emitter->arena, column), pgp_not_null_name(emitter->arena, above)) != 0;
}

/* Once a NOT NULL is inherited too, its name is fixed. */
static bool rename_below(pgp_emitter *emitter, const pgp_column *to) {
    const pgp_table *table = (const pgp_table *)to->object.parent;
    bool renamed = false;
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_column *same = reached(emitter, table, table->heirs.items[i], to->object.name);
        pgp_change *change = same ? same->object.change : NULL;
        renamed = (same && rename_below(emitter, same)) || renamed;
        if (same && adds_by_own_name(emitter, same, to))
            add_not_null(emitter, same, false);
        if (!change || change->action != PGP_ALTER || !PGP_CHANGED(change, PGP_COLUMN_NOT_NULL_NAME))
            continue;
        renamed = true;
        change->changed &= ~PGP_BIT(PGP_COLUMN_NOT_NULL_NAME);
        change_not_null_constraint(emitter, (const pgp_column *)change->live, same,
                                   PGP_BIT(PGP_COLUMN_NOT_NULL_NAME));
    }
    return renamed;
}

static void fit_not_null(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to, uint64_t bits) {
    const uint64_t constraint = PGP_BIT(PGP_COLUMN_NOT_NULL_NAME) | PGP_BIT(PGP_COLUMN_NOT_NULL_NO_INHERIT) |
                                PGP_BIT(PGP_COLUMN_NOT_NULL_UNVALIDATED);
    if (has_bit(bits, PGP_COLUMN_NOT_NULL) && to->not_null) {
        bool named = rename_below(emitter, to);
        add_not_null(emitter, to, named);
    } else if (has_bit(bits, PGP_COLUMN_NOT_NULL))
        drop_not_null(emitter, to);
    else if ((bits & constraint) && pgp_knows_not_null_constraints(emitter))
        change_not_null_constraint(emitter, from, to, bits);
}

/* -- storage and statistics -------------------------------------------------------------------------------------- */

/* What servers before 16 have no word for. */
static const char *usual_storage(const pgp_emitter *emitter, const pgp_column *column) {
    static const char *const main_types[] = {"numeric", "inet", "cidr"};
    const char *bare = pgp_type_bare(emitter->arena, column->type);
    pgp_walk walk = pgp_walk_start(emitter->plan->live);
    for (const pgp_object *o; (o = pgp_walk_next(&walk));)
        if (o->kind == &pgp_kind_column && ((const pgp_column *)o)->type_storage &&
            pgp_same(((const pgp_column *)o)->type, column->type))
            return ((const pgp_column *)o)->type_storage;
    for (size_t i = 0; i < sizeof main_types / sizeof *main_types; i++)
        if (strcmp(bare, main_types[i]) == 0)
            return "main";
    return "extended";
}

static void set_storage(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to) {
    bool has_word = !emitter->server_version || emitter->server_version >= 160000;
    const char *usual = from && from->type_storage ? from->type_storage
                        : has_word                 ? "DEFAULT"
                                                   : usual_storage(emitter, to);
    emit_column(emitter, to, ALONE,
                pgp_printf(emitter->arena, "SET STORAGE %s", to->storage ? to->storage : usual));
}

static void set_options(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to) {
    const pgp_names none = {0}, *old = from ? &from->options : &none;
    const char *reset = pgp_options_reset(emitter->arena, old, &to->options);
    const char *set = pgp_options_set(emitter->arena, old, &to->options);
    if (reset)
        emit_column(emitter, to, ALONE, pgp_printf(emitter->arena, "RESET (%s)", reset));
    if (set)
        emit_column(emitter, to, ALONE, pgp_printf(emitter->arena, "SET (%s)", set));
}

static const char *foreign_options_sql(pgp_emitter *emitter, const pgp_names *from, const pgp_column *to,
                                       bool shown) {
    pgp_option_text how = {emitter, &to->object, shown};
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "ALTER FOREIGN TABLE %s ALTER COLUMN %s",
                  pgp_sql_object(emitter->arena, to->object.parent),
                  pgp_quoted(emitter->arena, to->object.name));
    pgp_foreign_options_change(&sql, &how, from, &to->foreign_options);
    return sql.data;
}

static void set_foreign_options(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to) {
    const pgp_names none = {0}, *old = from ? &from->foreign_options : &none;
    pgp_emit_secret(emitter, '~', &to->object, foreign_options_sql(emitter, old, to, true),
                    foreign_options_sql(emitter, old, to, false));
}

static void fit_rest(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to, uint64_t bits) {
    if (has_bit(bits, PGP_COLUMN_STORAGE))
        set_storage(emitter, from, to);
    if (has_bit(bits, PGP_COLUMN_COMPRESSION))
        emit_column(
            emitter, to, ALONE,
            pgp_printf(emitter->arena, "SET COMPRESSION %s", to->compression ? to->compression : "default"));
    if (has_bit(bits, PGP_COLUMN_STATISTICS))
        emit_column(emitter, to, ALONE, pgp_printf(emitter->arena, "SET STATISTICS %d", (int)to->statistics));
    if (has_bit(bits, PGP_COLUMN_OPTIONS))
        set_options(emitter, from, to);
    if (has_bit(bits, PGP_COLUMN_FOREIGN_OPTIONS))
        set_foreign_options(emitter, from, to);
}

/* -- all of it, in an order in which each statement is allowed -------------------------------------------------------- */

/* What CREATE TABLE and ADD COLUMN could not say. */
static void fit_new(pgp_emitter *emitter, const pgp_column *to) {
    uint64_t bits = 0;
    if (to->storage)
        bits |= PGP_BIT(PGP_COLUMN_STORAGE);
    if (to->statistics >= 0)
        bits |= PGP_BIT(PGP_COLUMN_STATISTICS);
    if (to->options.count)
        bits |= PGP_BIT(PGP_COLUMN_OPTIONS);
    fit_rest(emitter, NULL, to, bits);
    if (to->not_null && to->not_null_unvalidated)
        add_not_null(emitter, to, false);
}

/* The type brings its own storage and forgets what the column had. */
static uint64_t bits_after_type(const pgp_column *to, uint64_t bits) {
    bits &= ~(PGP_BIT(PGP_COLUMN_STORAGE) | PGP_BIT(PGP_COLUMN_COMPRESSION));
    if (to->storage)
        bits |= PGP_BIT(PGP_COLUMN_STORAGE);
    if (to->compression)
        bits |= PGP_BIT(PGP_COLUMN_COMPRESSION);
    return bits;
}

/* Partitions and children get the type with it. */
void pgp_column_fit_after_type(pgp_emitter *emitter, const pgp_column *to) {
    const pgp_table *table = (const pgp_table *)to->object.parent;
    fit_rest(emitter, NULL, to, bits_after_type(to, 0));
    for (size_t i = 0; i < table->heirs.count; i++) {
        const pgp_column *same = reached(emitter, table, table->heirs.items[i], to->object.name);
        if (same)
            pgp_column_fit_after_type(emitter, same);
    }
}

static void fit_value(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to, uint64_t bits,
                      bool has_default) {
    bool new_default = has_bit(bits, PGP_COLUMN_DEFAULT);
    if (to->generated) {
        if (new_default)
            set_expression(emitter, to);
        return;
    }
    if (has_bit(bits, PGP_COLUMN_IDENTITY) && to->identity && from->identity)
        set_identity(emitter, to);
    else if (has_bit(bits, PGP_COLUMN_IDENTITY) && to->identity)
        add_identity(emitter, to);
    if (new_default && (to->default_value.text || has_default))
        set_default(emitter, to);
}

/* The sequence gets the column's new type, and new limits where it has those of the old type: others may be too wide. */
static void free_limits(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to) {
    const pgp_model *live = emitter->plan->live;
    const pgp_object *column =
        from->identity && to->identity ? pgp_model_counterpart(live, &to->object) : NULL;
    const pgp_sequence *sequence = column ? pgp_sequence_of_identity(live, column) : NULL;
    if (!sequence)
        return;
    const pgp_sequence_limits old = pgp_sequence_limits_of(from->type),
                              new = pgp_sequence_limits_of(to->type);
    if (sequence->maximum > new.maximum && sequence->maximum != old.maximum)
        emit_column(emitter, to, WITH_HEIRS,
                    pgp_printf(emitter->arena, "SET MAXVALUE %" PRId64, old.maximum));
    if (sequence->minimum < new.minimum && sequence->minimum != old.minimum)
        emit_column(emitter, to, WITH_HEIRS,
                    pgp_printf(emitter->arena, "SET MINVALUE %" PRId64, old.minimum));
}

void pgp_column_fit(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to, uint64_t bits) {
    if (!from) {
        fit_new(emitter, to);
        return;
    }
    bool typed = bits & (PGP_BIT(PGP_COLUMN_TYPE) | PGP_BIT(PGP_COLUMN_COLLATION));
    bool has_default = from->default_value.text && !from->generated;
    if (from->identity && !to->identity && has_bit(bits, PGP_COLUMN_IDENTITY))
        emit_column(emitter, to, WITH_HEIRS, "DROP IDENTITY IF EXISTS");
    if (has_default && (typed || to->identity)) {
        emit_column(emitter, to, typed ? WITH_HEIRS : ALONE, "DROP DEFAULT");
        has_default = false;
        if (to->default_value.text)
            bits |= PGP_BIT(PGP_COLUMN_DEFAULT);
    }
    if (typed) {
        hold_zone(emitter, from, to);
        free_limits(emitter, from, to);
        emit_column(emitter, to, WITH_HEIRS, pgp_column_type_sql(emitter, from, to));
        bits = bits_after_type(to, bits);
    }
    fit_not_null(emitter, from, to, bits);
    fit_value(emitter, from, to, bits, has_default);
    fit_rest(emitter, from, to, bits);
}

/* -- ALTER ------------------------------------------------------------------------------------------------------------ */

static bool same_value(int bit, const pgp_column *a, const pgp_column *b) {
    switch (bit) {
    case PGP_COLUMN_TYPE: return pgp_same(a->type, b->type);
    case PGP_COLUMN_COLLATION: return pgp_same(a->collation, b->collation);
    case PGP_COLUMN_NOT_NULL: return a->not_null == b->not_null;
    case PGP_COLUMN_NOT_NULL_UNVALIDATED: return a->not_null_unvalidated == b->not_null_unvalidated;
    case PGP_COLUMN_GENERATED: return pgp_same(a->generated, b->generated);
    case PGP_COLUMN_IDENTITY: return pgp_same(a->identity, b->identity);
    case PGP_COLUMN_DEFAULT:
        return a->generated && b->generated && pgp_same(a->default_value.text, b->default_value.text);
    default: return false;
    }
}

/* What the same change to the column of a parent has done to this one already. */
static uint64_t done_by_parent(const pgp_emitter *emitter, const pgp_change *change) {
    const pgp_column *live = (const pgp_column *)change->live, *to = (const pgp_column *)change->desired;
    const pgp_column *above = live->inherited && to->inherited ? pgp_inherited_from(to) : NULL;
    const pgp_change *changed = above ? above->object.change : NULL;
    if (!changed || changed->action != PGP_ALTER ||
        pgp_table_leaves(emitter, live->object.parent, above->object.parent))
        return 0;
    uint64_t done = 0;
    for (int bit = 0; bit <= PGP_COLUMN_IDENTITY; bit++)
        if (PGP_CHANGED(change, bit) && PGP_CHANGED(changed, bit) && same_value(bit, above, to))
            done |= PGP_BIT(bit);
    bool renamed = PGP_CHANGED(changed, PGP_COLUMN_NOT_NULL_NAME) &&
                   pgp_not_null_follows(emitter, live, (const pgp_column *)changed->live);
    if (renamed || (PGP_CHANGED(changed, PGP_COLUMN_NOT_NULL) && !above->not_null))
        done |= PGP_BIT(PGP_COLUMN_NOT_NULL_NAME);
    return done;
}

/* A table that becomes a partition gets its parent's identity then, and may have none before. */
static uint64_t done_by_attaching(const pgp_emitter *emitter, const pgp_change *change) {
    const pgp_column *from = (const pgp_column *)change->live, *to = (const pgp_column *)change->desired;
    bool gets =
        to->identity && !from->identity && pgp_table_is_attached_late(emitter->plan, change->desired->parent);
    return gets ? PGP_BIT(PGP_COLUMN_IDENTITY) : 0;
}

void pgp_column_alter(pgp_emitter *emitter, pgp_change *change) {
    if (pgp_is_view(change->live->parent)) {
        pgp_view_column_alter(emitter, change);
        return;
    }
    if (change->live->parent->kind == &pgp_kind_composite) {
        pgp_attribute_alter(emitter, change);
        return;
    }
    pgp_release_heirs(emitter, change->live->parent);
    if (change->shadowed) {
        pgp_column_take_shadow(emitter, change);
        return;
    }
    pgp_column from = *(const pgp_column *)change->live;
    const pgp_column *to = (const pgp_column *)change->desired;
    uint64_t done = done_by_parent(emitter, change) | done_by_attaching(emitter, change),
             bits = change->changed & ~done;
    bool typed = done & (PGP_BIT(PGP_COLUMN_TYPE) | PGP_BIT(PGP_COLUMN_COLLATION));
    if (change->release_default || typed)
        from.default_value.text = from.generated ? from.default_value.text : NULL;
    if (typed) {
        bits = bits_after_type(to, bits);
        if (to->default_value.text && !to->generated)
            bits |= PGP_BIT(PGP_COLUMN_DEFAULT);
    }
    if (from.generated && !to->generated) {
        if (!has_bit(done, PGP_COLUMN_GENERATED))
            pgp_column_drop_expression(emitter, (const pgp_column *)change->live);
        from.generated = from.default_value.text = NULL;
    }
    pgp_column_fit(emitter, &from, to, bits);
}

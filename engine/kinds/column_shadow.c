/*
 * A type that every row has to be written for, while the table is in use.
 *
 * A second column of the new type is kept in step by a trigger, and filled in batches. Its indexes are built beside those of the
 * first one. Then, in one transaction, it takes the first one's place. All but that transaction comes before everything else
 * in the plan, so that what has to go meanwhile (views, foreign keys) is not gone for long.
 */
#include "kinds/index.h"
#include "kinds/statistics.h"
#include "kinds/table.h"
#include "plan/online.h"

#include <string.h>

/* -- when ---------------------------------------------------------------------------------------------------------- */

static bool goes_away(const pgp_object *object) {
    return object->change && (object->change->action == PGP_DROP || object->change->action == PGP_REPLACE);
}

static bool mentions(const pgp_sql *slice, const char *column) {
    return slice->text && pgp_text_mentions(slice->text, column);
}

static bool has_key(const pgp_index *index, const char *column) {
    for (size_t i = 0; i < index->keys.count; i++)
        if (pgp_same(index->keys.items[i].column, column))
            return true;
    return pgp_names_has(&index->include, column);
}

static bool has_expression_of(const pgp_index *index, const char *column) {
    for (size_t i = 0; i < index->keys.count; i++)
        if (mentions(&index->keys.items[i].expression, column))
            return true;
    return mentions(&index->predicate, column);
}

/* A key or plain index of the column itself: built for the second one, too. */
static bool is_on_column(const pgp_object *part, const char *column) {
    if (goes_away(part))
        return false;
    if (part->kind == &pgp_kind_index)
        return has_key((const pgp_index *)part, column);
    const pgp_constraint *key = (const pgp_constraint *)part;
    return part->kind == &pgp_kind_constraint && pgp_has_index(key) &&
           (pgp_names_has(&key->columns, column) || pgp_names_has(&key->include, column));
}

static bool is_check_of(const pgp_object *part, const char *column) {
    const pgp_constraint *check = (const pgp_constraint *)part;
    return part->kind == &pgp_kind_constraint && !goes_away(part) && mentions(&check->expression, column);
}

static bool is_statistics_of(const pgp_object *part, const char *column) {
    const pgp_statistics *statistics = (const pgp_statistics *)part;
    if (part->kind != &pgp_kind_statistics || goes_away(part) || (part->change && !part->change->live))
        return false;
    for (size_t i = 0; i < statistics->expressions.count; i++)
        if (mentions(&statistics->expressions.items[i].expression, column))
            return true;
    return pgp_names_has(&statistics->columns, column);
}

/* Of two columns that change, each would take the other's index along. */
static bool follows_another(const pgp_object *part, const char *column) {
    for (const pgp_object *other = part->parent->children; other; other = other->sibling)
        if (other->kind == &pgp_kind_column && strcmp(other->name, column) != 0 &&
            pgp_column_is_retyped(other->change) && is_on_column(part, other->name))
            return true;
    return false;
}

static bool can_follow(const pgp_object *part, const char *column) {
    if (goes_away(part))
        return true;
    if (part->kind == &pgp_kind_index && has_expression_of((const pgp_index *)part, column))
        return false;
    const pgp_constraint *constraint = (const pgp_constraint *)part;
    if (part->kind == &pgp_kind_constraint && pgp_constraint_is(constraint, "exclude"))
        return false;
    if (!is_on_column(part, column))
        return true;
    pgp_index_storage storage = pgp_index_storage_of(part);
    return !part->change && !storage.clustered && !follows_another(part, column) &&
           pgp_index_is_concurrent(part) && !(storage.statistics && storage.statistics->count);
}

static bool all_can_follow(const pgp_column *column) {
    for (const pgp_object *part = column->object.parent->children; part; part = part->sibling)
        if (!can_follow(part, column->object.name))
            return false;
    for (const pgp_object *part = column->object.children; part; part = part->sibling)
        if (part->kind != &pgp_kind_comment)
            return false;
    return true;
}

/* Built in, or there as it is; not made, nor brought by an extension, in the same plan. */
static bool has_its_type(const pgp_emitter *emitter, const pgp_column *to) {
    const char *type = pgp_type_bare(emitter->arena, to->type);
    size_t size = strlen(type);
    if (size > 2 && strcmp(type + size - 2, "[]") == 0)
        type = pgp_strndup(emitter->arena, type, size - 2);
    const pgp_object *found = pgp_object_named(emitter->plan->live, PGP_SPACE_TYPE, type);
    return found ? !found->change : !strchr(type, '.');
}

static bool needs(const pgp_object *object, const pgp_object *needed) {
    for (uint32_t i = 0; i < object->need_count; i++)
        if (object->needs[i] == needed || object->needs[i]->parent == needed)
            return true;
    return false;
}

/* SELECT * sees that the column has become the table's last. */
static bool is_counted(const pgp_emitter *emitter, const pgp_object *table) {
    for (const pgp_object *object = emitter->plan->desired->objects; object; object = object->sibling) {
        bool is_view = object->kind == &pgp_kind_view || object->kind == &pgp_kind_materialized_view;
        const char *query = is_view ? ((const pgp_view *)object)->query.text : NULL;
        if (query && strchr(query, '*') && needs(object, table))
            return true;
    }
    return false;
}

static bool is_shadowed(pgp_emitter *emitter, pgp_change *change) {
    if (!emitter->options->rewrite_online || !pgp_column_is_retyped(change))
        return false;
    const pgp_column *from = (const pgp_column *)change->live, *to = (const pgp_column *)change->desired;
    bool plain = !from->generated && !to->generated && !from->identity && !to->identity;
    return plain && pgp_is_online(emitter, &from->object) && pgp_column_stands_alone(from) &&
           !((const pgp_table *)from->object.parent)->partition_key.text &&
           !((const pgp_table *)to->object.parent)->of_type && has_its_type(emitter, to) &&
           all_can_follow(from) && !is_counted(emitter, to->object.parent) &&
           pgp_table_takes_updates(emitter->plan, from->object.parent) &&
           pgp_column_writes_rows(emitter, change);
}

/* -- names ------------------------------------------------------------------------------------------------------------- */

static const char *shadow_name(pgp_arena *arena, const pgp_column *to) {
    return pgp_passing_name(arena, to->object.name, to->type);
}

/* Triggers of one event run in the order of their names: this one last. */
static const char *trigger_name(pgp_arena *arena, const pgp_column *to) {
    return pgp_passing_name(arena, "zzz",
                            pgp_printf(arena, "%s.%s", to->object.parent->name, to->object.name));
}

static const char *check_name(pgp_arena *arena, const pgp_column *to) {
    return pgp_passing_name(arena, to->object.parent->name, shadow_name(arena, to));
}

static const char *built_name(pgp_arena *arena, const pgp_object *index, const pgp_column *to) {
    return pgp_passing_name(arena, index->name, shadow_name(arena, to));
}

static pgp_step *alter(pgp_emitter *emitter, const pgp_column *to, const char *action) {
    return pgp_emit(emitter, '~', &to->object, pgp_column_summary(emitter, to),
                    pgp_printf(emitter->arena, "%s %s", pgp_alter_parent(emitter, &to->object), action));
}

static void emit(pgp_emitter *emitter, const pgp_column *to, const char *sql) {
    pgp_emit(emitter, '~', &to->object, pgp_column_summary(emitter, to), sql);
}

/* -- the second column --------------------------------------------------------------------------------------------------- */

static void add_column(pgp_emitter *emitter, const pgp_column *to) {
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_column second = *to;
    second.object.name = shadow_name(emitter->arena, to);
    second.default_value = (pgp_sql){0};
    second.not_null = false;
    pgp_text_add(&sql, "ADD COLUMN ");
    pgp_column_sql(emitter, &sql, &second, false, true);
    alter(emitter, to, sql.data);
}

static const char *conversion(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to) {
    const char *using = pgp_column_using(emitter, from, to);
    return using ? using : pgp_quoted(emitter->arena, from->object.name);
}

static void add_trigger(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to) {
    pgp_arena *arena = emitter->arena;
    const char *name = trigger_name(arena, to), *column = pgp_quoted(arena, from->object.name);
    const char *function = pgp_quoted2(arena, to->object.parent->schema, name);
    const char *body = pgp_printf(
        arena, "BEGIN\n    SELECT %s INTO NEW.%s FROM (SELECT NEW.%s) AS written (%s);\n    RETURN NEW;\nEND",
        conversion(emitter, from, to), pgp_quoted(arena, shadow_name(arena, to)), column, column);
    emit(emitter, to,
         pgp_printf(arena, "CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS %s", function,
                    pgp_literal(arena, body)));
    emit(emitter, to,
         pgp_printf(arena,
                    "CREATE TRIGGER %s BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION %s()",
                    pgp_quoted(arena, name), pgp_sql_object(arena, to->object.parent), function));
}

static void fill(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to) {
    pgp_arena *arena = emitter->arena;
    const char *second = pgp_quoted(arena, shadow_name(arena, to));
    pgp_column_fill(
        emitter, to, pgp_printf(arena, "%s = %s", second, conversion(emitter, from, to)),
        pgp_printf(arena, "%s IS NULL AND %s IS NOT NULL", second, pgp_quoted(arena, from->object.name)));
}

static void check_not_null(pgp_emitter *emitter, const pgp_column *to) {
    pgp_arena *arena = emitter->arena;
    const char *check = pgp_quoted(arena, check_name(arena, to));
    alter(emitter, to,
          pgp_printf(arena, "ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID", check,
                     pgp_quoted(arena, shadow_name(arena, to))));
    pgp_emit_validate(emitter, &to->object, pgp_column_summary(emitter, to),
                      pgp_sql_object(arena, to->object.parent), check);
}

/* -- its indexes --------------------------------------------------------------------------------------------------------- */

static pgp_names renamed(pgp_arena *arena, const pgp_names *names, const char *from, const char *to) {
    pgp_names copy = {0};
    for (size_t i = 0; i < names->count; i++)
        pgp_names_add(arena, &copy, strcmp(names->items[i], from) == 0 ? to : names->items[i]);
    return copy;
}

static pgp_keys renamed_keys(pgp_arena *arena, const pgp_keys *keys, const char *from, const char *to) {
    pgp_keys copy = {.items = pgp_alloc(arena, keys->count * sizeof *copy.items), .count = keys->count};
    for (size_t i = 0; i < keys->count; i++) {
        copy.items[i] = keys->items[i];
        if (pgp_same(copy.items[i].column, from))
            copy.items[i].column = to;
    }
    return copy;
}

static const pgp_object *on_second(pgp_arena *arena, const pgp_object *index, const char *from,
                                   const char *to) {
    if (index->kind == &pgp_kind_index) {
        pgp_index *copy = PGP_NEW(arena, pgp_index);
        *copy = *(const pgp_index *)index;
        copy->keys = renamed_keys(arena, &copy->keys, from, to);
        copy->include = renamed(arena, &copy->include, from, to);
        return &copy->object;
    }
    pgp_constraint *copy = PGP_NEW(arena, pgp_constraint);
    *copy = *(const pgp_constraint *)index;
    copy->columns = renamed(arena, &copy->columns, from, to);
    copy->include = renamed(arena, &copy->include, from, to);
    return &copy->object;
}

static void build_indexes(pgp_emitter *emitter, const pgp_column *to) {
    pgp_arena *arena = emitter->arena;
    for (const pgp_object *part = to->object.parent->children; part; part = part->sibling)
        if (is_on_column(part, to->object.name) && !part->change)
            pgp_index_build(emitter, on_second(arena, part, to->object.name, shadow_name(arena, to)),
                            built_name(arena, part, to));
}

void pgp_column_prepare(pgp_emitter *emitter, pgp_change *change) {
    change->shadowed = is_shadowed(emitter, change);
    if (!change->shadowed)
        return;
    const pgp_column *from = (const pgp_column *)change->live, *to = (const pgp_column *)change->desired;
    emitter->change = change;
    add_column(emitter, to);
    add_trigger(emitter, from, to);
    fill(emitter, from, to);
    if (to->not_null && !to->not_null_unvalidated)
        check_not_null(emitter, to);
    build_indexes(emitter, to);
}

/* -- taking the first one's place ------------------------------------------------------------------------------------------ */

static void own_sequences(pgp_emitter *emitter, const pgp_column *column, const pgp_model *model, bool own) {
    pgp_arena *arena = emitter->arena;
    const char *label = pgp_printf(arena, "%s.%s", pgp_sql_object(arena, column->object.parent),
                                   pgp_quoted(arena, column->object.name));
    for (const pgp_object *object = model->objects; object; object = object->sibling)
        if (object->kind == &pgp_kind_sequence && pgp_same(((const pgp_sequence *)object)->owned_by, label))
            pgp_emit(emitter, '~', object, pgp_printf(arena, "sequence %s", pgp_sql_object(arena, object)),
                     pgp_printf(arena, "ALTER SEQUENCE %s OWNED BY %s", pgp_sql_object(arena, object),
                                own ? label : "NONE"));
}

static void drop_first(pgp_emitter *emitter, const pgp_column *from, const pgp_column *to) {
    pgp_arena *arena = emitter->arena;
    const char *name = trigger_name(arena, to), *table = pgp_sql_object(arena, to->object.parent);
    emit(emitter, to, pgp_printf(arena, "DROP TRIGGER %s ON %s", pgp_quoted(arena, name), table));
    emit(emitter, to,
         pgp_printf(arena, "DROP FUNCTION %s()", pgp_quoted2(arena, to->object.parent->schema, name)));
    own_sequences(emitter, from, emitter->plan->live, false);
    alter(emitter, to, pgp_printf(arena, "DROP COLUMN %s", pgp_quoted(arena, from->object.name)));
}

static void require(pgp_emitter *emitter, const pgp_column *to) {
    pgp_arena *arena = emitter->arena;
    const char *column = pgp_quoted(arena, to->object.name);
    bool named = emitter->server_version >= 180000 &&
                 (to->not_null_name || to->says_not_null_name || to->not_null_no_inherit);
    if (named)
        alter(emitter, to,
              pgp_printf(arena, "ADD CONSTRAINT %s NOT NULL %s%s",
                         pgp_quoted(arena, pgp_not_null_name(arena, to)), column,
                         to->not_null_no_inherit ? " NO INHERIT" : ""));
    else
        alter(emitter, to, pgp_printf(arena, "ALTER COLUMN %s SET NOT NULL", column));
    alter(emitter, to, pgp_printf(arena, "DROP CONSTRAINT %s", pgp_quoted(arena, check_name(arena, to))));
}

/* Comments, owners: what only the database mentions stays, too. */
static void describe_again(pgp_emitter *emitter, const pgp_object *object) {
    const pgp_object *live = pgp_model_counterpart(emitter->plan->live, object);
    for (pgp_object *child = live ? live->children : NULL; child; child = child->sibling)
        if (!child->change)
            child->kind->create(emitter, child);
}

static void take_indexes(pgp_emitter *emitter, const pgp_column *to) {
    for (const pgp_object *part = to->object.parent->children; part; part = part->sibling) {
        if (part->change || !is_on_column(part, to->object.name))
            continue;
        const char *built = built_name(emitter->arena, part, to);
        if (part->kind == &pgp_kind_constraint)
            pgp_key_use_index(emitter, part, built, false);
        else
            pgp_index_rename(emitter, part, built, part->name);
        pgp_emit_replica_identity(emitter, part);
        describe_again(emitter, part);
    }
}

/* They went with the first column. */
static void take_checks(pgp_emitter *emitter, const pgp_column *to) {
    for (const pgp_object *part = to->object.parent->children; part; part = part->sibling)
        if (!part->change && is_check_of(part, to->object.name)) {
            pgp_constraint_make(emitter, (const pgp_constraint *)part, false,
                                !((const pgp_constraint *)part)->not_enforced);
            describe_again(emitter, part);
        }
}

static void take_statistics(pgp_emitter *emitter, const pgp_column *to) {
    for (pgp_object *part = to->object.parent->children; part; part = part->sibling)
        if (is_statistics_of(part, to->object.name)) {
            part->kind->create(emitter, part);
            describe_again(emitter, part);
        }
}

void pgp_column_take_shadow(pgp_emitter *emitter, const pgp_change *change) {
    const pgp_column *from = (const pgp_column *)change->live, *to = (const pgp_column *)change->desired;
    pgp_arena *arena = emitter->arena;
    const char *name = pgp_quoted(arena, to->object.name);
    size_t first = emitter->plan->step_count;
    drop_first(emitter, from, to);
    alter(emitter, to,
          pgp_printf(arena, "RENAME COLUMN %s TO %s", pgp_quoted(arena, shadow_name(arena, to)), name));
    if (to->default_value.text)
        pgp_emit_path(
            alter(emitter, to,
                  pgp_printf(arena, "ALTER COLUMN %s SET DEFAULT %s", name, to->default_value.text)),
            &to->default_value);
    if (to->not_null && !to->not_null_unvalidated)
        require(emitter, to);
    pgp_column_fit(emitter, NULL, to, 0);
    take_indexes(emitter, to);
    take_checks(emitter, to);
    take_statistics(emitter, to);
    describe_again(emitter, &to->object);
    own_sequences(emitter, to, emitter->plan->desired, true);
    for (size_t i = first; i < emitter->plan->step_count; i++)
        emitter->plan->steps[i].together = true;
}

/* Once everything is back. */
void pgp_column_finish(pgp_emitter *emitter, pgp_change *change) {
    const pgp_column *to = (const pgp_column *)change->desired;
    if (!change->shadowed)
        return;
    for (const pgp_object *part = to->object.parent->children; part; part = part->sibling) {
        const pgp_constraint *check = (const pgp_constraint *)part;
        if (!part->change && is_check_of(part, to->object.name) && !check->not_valid && !check->not_enforced)
            pgp_emit_validate(emitter, part, pgp_index_summary(emitter, part),
                              pgp_sql_object(emitter->arena, part->parent),
                              pgp_quoted(emitter->arena, part->name));
    }
}

/*
 * Changes of columns that would look at every row of a table in use, or write it, taken apart.
 */
#include "kinds/table.h"
#include "plan/online.h"

static pgp_step *alter(pgp_emitter *emitter, const pgp_column *column, const char *action) {
    return pgp_emit(emitter, '~', &column->object, pgp_column_summary(emitter, column),
                    pgp_printf(emitter->arena, "%s %s", pgp_alter_parent(emitter, &column->object), action));
}

static void validate(pgp_emitter *emitter, const pgp_column *column, const char *constraint) {
    pgp_emit_validate(emitter, &column->object, pgp_column_summary(emitter, column),
                      pgp_sql_object(emitter->arena, column->object.parent), constraint);
}

/* -- NOT NULL --------------------------------------------------------------------------------------------------------- */

/* From 18 on. */
static void add_unvalidated(pgp_emitter *emitter, const pgp_column *to) {
    pgp_arena *arena = emitter->arena;
    const char *name = pgp_quoted(arena, pgp_not_null_name(arena, to));
    alter(emitter, to,
          pgp_printf(arena, "ADD CONSTRAINT %s NOT NULL %s%s NOT VALID", name,
                     pgp_quoted(arena, to->object.name), to->not_null_no_inherit ? " NO INHERIT" : ""));
    validate(emitter, to, name);
}

/* SET NOT NULL takes a valid check's word for it. */
static void set_behind_check(pgp_emitter *emitter, const pgp_column *to) {
    pgp_arena *arena = emitter->arena;
    const char *column = pgp_quoted(arena, to->object.name);
    const char *check = pgp_quoted(
        arena, pgp_passing_name(arena, to->object.parent->name, pgp_printf(arena, "%s NOT NULL", column)));
    alter(emitter, to,
          pgp_printf(arena, "ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID", check, column));
    validate(emitter, to, check);
    alter(emitter, to, pgp_printf(arena, "ALTER COLUMN %s SET NOT NULL", column));
    alter(emitter, to, pgp_printf(arena, "DROP CONSTRAINT %s", check));
}

static bool is_taken(const pgp_emitter *emitter, const pgp_column *column, const char *name) {
    const char *schema = column->object.parent->schema;
    return pgp_model_find(emitter->plan->live, PGP_SPACE_CONSTRAINT, schema, name, NULL) ||
           pgp_model_find(emitter->plan->desired, PGP_SPACE_CONSTRAINT, schema, name, NULL);
}

bool pgp_column_not_null_online(pgp_emitter *emitter, const pgp_column *to) {
    if (to->not_null_unvalidated || !pgp_is_online(emitter, &to->object))
        return false;
    bool by_itself = emitter->server_version >= 180000 &&
                     (to->not_null_name || !is_taken(emitter, to, pgp_not_null_name(emitter->arena, to)));
    if (by_itself)
        add_unvalidated(emitter, to);
    else if (emitter->server_version >= 180000 && (to->not_null_name || to->not_null_no_inherit))
        return false;
    else
        set_behind_check(emitter, to);
    return true;
}

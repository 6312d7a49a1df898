/*
 * Changes of columns that would look at every row of a table in use, or write it, taken apart.
 */
#include "kinds/table.h"
#include "plan/online.h"

/* `what` is it that this of several steps does: "not null for new rows". */
static pgp_step *alter(pgp_emitter *emitter, const pgp_column *column, const char *what, const char *action) {
    const char *summary = pgp_printf(emitter->arena, "%s: %s", pgp_column_summary(emitter, column), what);
    return pgp_emit(emitter, '~', &column->object, summary,
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
    alter(emitter, to, "not null for new rows",
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
    alter(emitter, to, "not null for new rows",
          pgp_printf(arena, "ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID", check, column));
    validate(emitter, to, check);
    alter(emitter, to, "not null", pgp_printf(arena, "ALTER COLUMN %s SET NOT NULL", column));
    alter(emitter, to, "the check has served", pgp_printf(arena, "DROP CONSTRAINT %s", check));
}

static bool is_taken(const pgp_emitter *emitter, const pgp_column *column, const char *name) {
    const char *schema = column->object.parent->schema;
    return pgp_model_find(emitter->plan->live, PGP_SPACE_CONSTRAINT, schema, name, NULL) ||
           pgp_model_find(emitter->plan->desired, PGP_SPACE_CONSTRAINT, schema, name, NULL);
}

bool pgp_column_not_null_online(pgp_emitter *emitter, const pgp_column *to) {
    if (to->not_null_unvalidated || !pgp_is_online(emitter, &to->object))
        return false;
    bool by_itself =
        emitter->server_version >= 180000 && !is_taken(emitter, to, pgp_not_null_name(emitter->arena, to));
    bool by_name = pgp_knows_not_null_constraints(emitter) && (to->not_null_name || to->says_not_null_name);
    if (by_itself || by_name)
        add_unvalidated(emitter, to);
    else if (pgp_knows_not_null_constraints(emitter) && to->not_null_no_inherit)
        return false;
    else
        set_behind_check(emitter, to);
    return true;
}

/* -- values for the rows that are there ------------------------------------------------------------------------------- */

enum { BATCH_PAGES = 32 }; /* 256 kB */

/* Page by page, each batch in a transaction of its own. The first round waits for nobody; rows that it found locked, or that
 * were written meanwhile and have moved to where it had been, are for the next ones, which go on while they find less and less. */
static const char backfill[] =
    "DECLARE\n"
    "    part pg_catalog.regclass;\n"
    "    page bigint;\n"
    "    changed bigint;\n"
    "    filled bigint;\n"
    "    filled_before bigint;\n"
    "BEGIN\n"
    "    FOR part IN\n"
    "        WITH RECURSIVE tree (oid) AS (\n"
    "            SELECT %s::pg_catalog.regclass::oid\n"
    "            UNION ALL SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree ON i.inhparent = "
    "tree.oid)\n"
    "        SELECT c.oid FROM tree JOIN pg_catalog.pg_class c USING (oid) WHERE c.relkind = 'r'\n"
    "    LOOP\n"
    "        filled := NULL;\n"
    "        LOOP\n"
    "            filled_before := filled;\n"
    "            filled := 0;\n"
    "            page := 0;\n"
    "            WHILE page * pg_catalog.current_setting('block_size')::bigint < "
    "pg_catalog.pg_relation_size(part) LOOP\n"
    "                EXECUTE pg_catalog.format('UPDATE ONLY %%1$s SET %%2$s WHERE ctid = ANY (ARRAY("
    "SELECT ctid FROM ONLY %%1$s WHERE ctid >= %%3$L AND ctid < %%4$L AND %%5$s FOR NO KEY UPDATE%%6$s))',\n"
    "                    part, %s, '(' || page || ',0)', '(' || page + %d || ',0)', %s,\n"
    "                    CASE WHEN filled_before IS NULL THEN ' SKIP LOCKED' END);\n"
    "                GET DIAGNOSTICS changed = ROW_COUNT;\n"
    "                COMMIT;\n"
    "                filled := filled + changed;\n"
    "                page := page + %d;\n"
    "            END LOOP;\n"
    "            EXIT WHEN filled_before IS NOT NULL AND (filled = 0 OR filled >= filled_before);\n"
    "        END LOOP;\n"
    "    END LOOP;\n"
    "END";

void pgp_column_fill(pgp_emitter *emitter, const pgp_column *column, const char *set, const char *where) {
    pgp_arena *arena = emitter->arena;
    const char *table = pgp_sql_object(arena, column->object.parent);
    const char *body = pgp_printf(arena, backfill, pgp_literal(arena, table), pgp_literal(arena, set),
                                  BATCH_PAGES, pgp_literal(arena, where), BATCH_PAGES);
    pgp_emit_alone(emitter, '~', &column->object,
                   pgp_printf(arena, "%s: filled in batches", pgp_column_summary(emitter, column)),
                   pgp_printf(arena, "DO %s", pgp_literal(arena, body)),
                   pgp_printf(arena, "SELECT NOT EXISTS (SELECT FROM %s WHERE %s)", table, where), NULL);
}

static void fill(pgp_emitter *emitter, const pgp_column *column) {
    const char *name = pgp_quoted(emitter->arena, column->object.name);
    pgp_column_fill(emitter, column, pgp_printf(emitter->arena, "%s = DEFAULT", name),
                    pgp_printf(emitter->arena, "%s IS NULL", name));
}

/* -- ADD COLUMN ----------------------------------------------------------------------------------------------------------- */

static const char *add_sql(pgp_emitter *emitter, const pgp_column *column) {
    pgp_text sql = pgp_text_new(emitter->arena);
    pgp_text_addf(&sql, "%s ADD COLUMN ", pgp_alter_parent(emitter, &column->object));
    pgp_column_sql(emitter, &sql, column, true, true);
    return sql.data;
}

static pgp_column bare(const pgp_column *column) {
    pgp_column copy = *column;
    copy.identity = NULL;
    copy.default_value = (pgp_sql){0};
    copy.not_null = false;
    return copy;
}

static const char *search_path_of(const pgp_sql *slice) {
    return slice->text && slice->path ? slice->path : "";
}

bool pgp_column_is_added_with_values(pgp_emitter *emitter, const pgp_object *column) {
    const pgp_sql *value = &((const pgp_column *)column)->default_value;
    return pgp_plain_cost(emitter, add_sql(emitter, (const pgp_column *)column), search_path_of(value))
        .rewrites;
}

/* Only its values make the server write every row. */
static bool has_costly_values(pgp_emitter *emitter, const pgp_column *column) {
    const pgp_column without = bare(column);
    bool has_values = column->identity || (column->default_value.text && !column->generated);
    return has_values &&
           pgp_plain_cost(emitter, add_sql(emitter, column), search_path_of(&column->default_value))
               .rewrites &&
           !pgp_plain_cost(emitter, add_sql(emitter, &without), "").rewrites;
}

static void add_bare(pgp_emitter *emitter, const pgp_column *column) {
    const pgp_column without = bare(column);
    pgp_emit(emitter, '+', &column->object,
             pgp_printf(emitter->arena, "%s %s", pgp_column_summary(emitter, column), column->type),
             add_sql(emitter, &without));
    pgp_column_fit(emitter, NULL, column, 0);
}

static void require(pgp_emitter *emitter, const pgp_column *column) {
    if (column->not_null)
        pgp_column_not_null_online(emitter, column);
}

static void add_with_default(pgp_emitter *emitter, const pgp_column *column) {
    const char *action =
        pgp_printf(emitter->arena, "ALTER COLUMN %s SET DEFAULT %s",
                   pgp_quoted(emitter->arena, column->object.name), column->default_value.text);
    add_bare(emitter, column);
    pgp_emit_path(alter(emitter, column, "default", action), &column->default_value);
    fill(emitter, column);
    require(emitter, column);
}

/* -- identity ------------------------------------------------------------------------------------------------------------- */

/* Until all rows have a value it comes from a sequence that stands in for the one that the server makes. */
static const char *stand_in(pgp_emitter *emitter, const pgp_column *column) {
    pgp_arena *arena = emitter->arena;
    const pgp_sequence *sequence = pgp_identity_sequence(emitter->plan->desired, column);
    const char *name = pgp_passing_name(arena, column->object.parent->name, column->object.name);
    const char *label = pgp_quoted2(arena, column->object.parent->schema, name);
    pgp_text sql = pgp_text_new(arena);
    pgp_text_addf(&sql, "CREATE SEQUENCE %s AS %s", label, column->type);
    if (sequence)
        pgp_sequence_options_sql(&sql, sequence);
    pgp_emit(emitter, '~', &column->object, pgp_column_summary(emitter, column), sql.data);
    return label;
}

static void drop_default(pgp_emitter *emitter, const pgp_column *column, const char *why) {
    const char *name = pgp_quoted(emitter->arena, column->object.name);
    alter(emitter, column, why, pgp_printf(emitter->arena, "ALTER COLUMN %s DROP DEFAULT", name));
}

static void drop_stand_in(pgp_emitter *emitter, const pgp_column *column, const char *sequence) {
    pgp_emit(emitter, '~', &column->object, pgp_column_summary(emitter, column),
             pgp_printf(emitter->arena, "DROP SEQUENCE %s", sequence));
}

static void take_over(pgp_emitter *emitter, const pgp_column *column, const char *sequence) {
    pgp_arena *arena = emitter->arena;
    const char *name = pgp_quoted(arena, column->object.name), *summary = pgp_column_summary(emitter, column);
    const char *table = pgp_literal(arena, pgp_sql_object(arena, column->object.parent));
    pgp_text add = pgp_text_new(arena);
    pgp_text_addf(&add, "ALTER COLUMN %s ADD ", name);
    pgp_identity_sql(emitter, &add, column);
    drop_default(emitter, column, "identity for its default");
    alter(emitter, column, "identity", add.data);
    pgp_emit(emitter, '~', &column->object, summary,
             pgp_printf(arena,
                        "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(%s, %s), "
                        "pg_catalog.nextval(%s), false)",
                        table, pgp_literal(arena, column->object.name), pgp_literal(arena, sequence)));
    drop_stand_in(emitter, column, sequence);
}

static const char *next_value(pgp_arena *arena, const char *sequence) {
    return pgp_printf(arena, "pg_catalog.nextval(%s)", pgp_literal(arena, sequence));
}

static void add_with_identity(pgp_emitter *emitter, const pgp_column *column) {
    pgp_arena *arena = emitter->arena;
    add_bare(emitter, column);
    const char *sequence = stand_in(emitter, column);
    alter(emitter, column, "default",
          pgp_printf(arena, "ALTER COLUMN %s SET DEFAULT %s", pgp_quoted(arena, column->object.name),
                     next_value(arena, sequence)));
    fill(emitter, column);
    require(emitter, column);
    take_over(emitter, column, sequence);
}

/* ADD COLUMN with an identity reaches partitions from 17 on, and other heirs never. */
static bool is_refused_for_heirs(const pgp_emitter *emitter, const pgp_column *column) {
    const pgp_table *table = (const pgp_table *)column->object.parent;
    bool passed_on =
        table->partition_key.text && (!emitter->server_version || emitter->server_version >= 170000);
    return column->identity && table->heirs.count && !passed_on;
}

static const char *add_filled(pgp_emitter *emitter, const pgp_column *column) {
    const char *sequence = stand_in(emitter, column);
    pgp_column filled = bare(column);
    filled.default_value.text = next_value(emitter->arena, sequence);
    filled.not_null = column->not_null;
    pgp_emit(emitter, '+', &column->object,
             pgp_printf(emitter->arena, "%s %s", pgp_column_summary(emitter, column), column->type),
             add_sql(emitter, &filled));
    pgp_column_fit(emitter, NULL, column, 0);
    return sequence;
}

/* A table that becomes a partition gets its parent's identity then, from 17 on, and may have none before. */
static void add_before_attaching(pgp_emitter *emitter, const pgp_column *column) {
    const char *sequence = add_filled(emitter, column);
    drop_default(emitter, column, "its rows have values");
    drop_stand_in(emitter, column, sequence);
}

bool pgp_column_add_identity(pgp_emitter *emitter, const pgp_column *column) {
    if (column->identity && pgp_table_is_attached_late(emitter->plan, column->object.parent))
        add_before_attaching(emitter, column);
    else if (is_refused_for_heirs(emitter, column))
        take_over(emitter, column, add_filled(emitter, column));
    else
        return false;
    return true;
}

bool pgp_column_add_online(pgp_emitter *emitter, const pgp_column *column) {
    const pgp_object *table = column->object.parent;
    bool has_heirs = ((const pgp_table *)table)->heirs.count > 0;
    if (!pgp_is_online(emitter, table) || (column->identity && has_heirs) ||
        !has_costly_values(emitter, column) || !pgp_table_takes_updates(emitter->plan, table))
        return false;
    if (column->identity)
        add_with_identity(emitter, column);
    else
        add_with_default(emitter, column);
    return true;
}

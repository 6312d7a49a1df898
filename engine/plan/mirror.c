/*
 * A column under two names: beside it stands a copy, and triggers carry what is written to one into the other.
 *
 * The first trigger runs before the user's and lets the copy count where it was given; the last one runs after them and takes
 * over what they made of the column.
 */
#include "kinds/reading.h"
#include "kinds/table.h"
#include "plan/online.h"
#include "plan/two_names.h"

#include <string.h>

/* The values of a generated column are made after the triggers; heirs have triggers of their own; the copy is filled by UPDATE. */
bool pgp_can_mirror(const pgp_plan *plan, const pgp_rename *rename) {
    const pgp_object *table = rename->live->parent;
    const pgp_column *column = (const pgp_column *)rename->live;
    if (table->kind != &pgp_kind_table || column->generated || column->inherited)
        return false;
    const pgp_table *whole = (const pgp_table *)table;
    return !whole->partition_of && (whole->partition_key.text || !whole->heirs.count) &&
           pgp_table_takes_updates(plan, table);
}

typedef struct mirror {
    pgp_emitter *emitter;
    pgp_arena *arena;
    const pgp_rename *rename;
    const char *table;     /* as SQL */
    const char *old, *new; /* quoted: the column and its copy */
    const char *function;
} mirror;

static void emit(const mirror *m, char sign, const char *what, const char *sql) {
    pgp_emit(m->emitter, sign, m->rename->desired,
             pgp_printf(m->arena, "column %s: %s", m->rename->desired->name, what), sql);
}

static void helper_comment(const mirror *m, const char *target) {
    pgp_emit_helper_comment(
        m->emitter, m->rename->desired, target,
        pgp_printf(m->arena, "keeps %s and %s of %s in step until contract", m->old, m->new, m->table));
}

static void add_column(const mirror *m) {
    const pgp_column *column = (const pgp_column *)m->rename->live;
    pgp_text sql = pgp_text_new(m->arena);
    pgp_text_addf(&sql, "ALTER TABLE %s ADD COLUMN %s %s", m->table, m->new, column->type);
    if (column->collation)
        pgp_text_addf(&sql, " COLLATE %s", column->collation);
    emit(m, '+', pgp_printf(m->arena, "a copy of %s until contract", m->rename->name), sql.data);
    helper_comment(m, pgp_printf(m->arena, "COLUMN %s.%s", m->table, m->new));
}

/* *<> compares the bytes of rows, since there are types without "="; between two plain ROW(…) it would be one between columns. */
static void create_function(const mirror *m) {
    const char *old = m->old, *new = m->new;
    const char *body =
        pgp_printf(m->arena,
                   "BEGIN\n"
                   "    IF TG_ARGV[0] = 'last' THEN\n"
                   "        NEW.%s := NEW.%s;\n"
                   "    ELSIF TG_OP = 'INSERT' THEN\n"
                   "        IF NEW.%s IS NOT NULL THEN\n"
                   "            NEW.%s := NEW.%s;\n"
                   "        END IF;\n"
                   "    ELSIF ROW(NEW.%s)::record OPERATOR(pg_catalog.*<>) ROW(OLD.%s)::record THEN\n"
                   "        NEW.%s := NEW.%s;\n"
                   "    END IF;\n"
                   "    RETURN NEW;\n"
                   "END",
                   new, old, new, old, new, new, new, old, new);
    emit(m, '+', "what keeps it in step",
         pgp_printf(m->arena,
                    "CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS %s",
                    m->function, pgp_literal(m->arena, body)));
    helper_comment(m, pgp_printf(m->arena, "FUNCTION %s()", m->function));
}

/* Triggers fire in the order of their names: '!' comes before every letter, '~' after. */
static void create_trigger(const mirror *m, const char *prefix, const char *when) {
    const char *name =
        pgp_quoted(m->arena, pgp_object_name(m->arena, pgp_printf(m->arena, "%spgplumb", prefix),
                                             m->rename->desired->name, "mirror"));
    emit(m, '+', pgp_printf(m->arena, "the %s trigger of its row", when),
         pgp_printf(m->arena,
                    "CREATE TRIGGER %s BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION %s(%s)",
                    name, m->table, m->function, pgp_literal(m->arena, when)));
    helper_comment(m, pgp_printf(m->arena, "TRIGGER %s ON %s", name, m->table));
}

static const char *difference(const mirror *m) {
    return pgp_printf(m->arena, "ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record", m->new, m->old);
}

static void fill(const mirror *m) {
    const char *set = pgp_printf(m->arena, "%s = %s", m->new, m->old);
    if (pgp_is_online(m->emitter, m->rename->live->parent))
        pgp_column_fill(m->emitter, (const pgp_column *)m->rename->desired, set, difference(m));
    else
        emit(m, '~', "its values",
             pgp_printf(m->arena, "UPDATE %s SET %s WHERE %s", m->table, set, difference(m)));
}

void pgp_emit_mirror(pgp_emitter *emitter, const pgp_rename *rename) {
    const pgp_object *table = rename->live->parent;
    pgp_arena *arena = emitter->arena;
    const char *function = pgp_object_name(arena, table->name, rename->desired->name, "pgplumb_mirror");
    mirror m = {.emitter = emitter,
                .arena = arena,
                .rename = rename,
                .table = pgp_quoted2(arena, table->schema, table->name),
                .old = pgp_quoted(arena, rename->name),
                .new = pgp_quoted(arena, rename->desired->name),
                .function = pgp_quoted2(arena, table->schema, function)};
    add_column(&m);
    create_function(&m);
    create_trigger(&m, "!", "first");
    create_trigger(&m, "~", "last");
    fill(&m);
}

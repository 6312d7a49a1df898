/*
 * CREATE TABLE.
 */
#include "kinds/table.h"

#include "kinds/foreign_options.h"
#include "kinds/index.h"
#include "plan/online.h"

#include <string.h>

/* A statement that is being written: it can hold slices of one search_path only. */
typedef struct creation {
    pgp_emitter *emitter;
    const pgp_table *table;
    pgp_text sql;
    const pgp_sql *slice; /* the first one; NULL: none so far */
    size_t elements;
    bool shown; /* of the two texts that a statement with secrets has */
    bool joins; /* a partition that is made by itself, then attached: its parent's users are not locked out */
} creation;

/* What servers print resolves everywhere. */
static bool fits(const creation *c, const pgp_sql *slice) {
    if (!slice->text || !c->slice || !slice->path || !*slice->path || !c->slice->path)
        return true;
    return !*c->slice->path || strcmp(slice->path, c->slice->path) == 0;
}

static void take_slice(creation *c, const pgp_sql *slice) {
    bool says_more = !c->slice || !c->slice->path || !*c->slice->path;
    if (slice->text && says_more)
        c->slice = slice;
}

static void next_element(creation *c) {
    pgp_text_add(&c->sql, c->elements++ ? ",\n    " : " (\n    ");
}

/* -- columns ----------------------------------------------------------------------------------------------------- */

static const pgp_column *above(const pgp_column *column) {
    return column->inherited ? pgp_inherited_from(column) : NULL;
}

static bool has_own_not_null(const creation *c, const pgp_column *column, const pgp_column *from) {
    if (!column->not_null || column->not_null_unvalidated)
        return false;
    return !from->not_null || !pgp_same(pgp_not_null_name(c->emitter->arena, column),
                                        pgp_not_null_name(c->emitter->arena, from));
}

/* Of a column that comes from a parent or a type: only what is different. */
static void add_override(creation *c, const pgp_column *column, const pgp_column *from) {
    const pgp_sql *value = &column->default_value;
    bool own_value = value->text && !pgp_same(value->text, from->default_value.text) && !column->generated &&
                     fits(c, value);
    bool own_not_null = has_own_not_null(c, column, from);
    if (!own_value && !own_not_null)
        return;
    next_element(c);
    pgp_sql_name(&c->sql, column->object.name);
    if (own_value) {
        pgp_text_addf(&c->sql, " DEFAULT %s", value->text);
        take_slice(c, value);
    }
    if (own_not_null)
        pgp_not_null_sql(&c->sql, column);
}

static bool is_override(const pgp_table *table, const pgp_column *column) {
    return table->of_type || (table->partition_of && above(column));
}

/* Attributes of the type are no parents, but a typed table has their columns all the same. */
static const pgp_column none;

/* Their constraints keep the name that the server would derive for this table's. */
static bool is_made_again_for_heirs(const pgp_table *table) {
    return table->object.change && table->object.change->action == PGP_REPLACE && table->heirs.count;
}

static void add_column(creation *c, const pgp_column *column) {
    const pgp_column *from = above(column);
    if (is_override(c->table, column)) {
        add_override(c, column, from ? from : &none);
        return;
    }
    if (from && !column->local)
        return;
    bool with_default = fits(c, &column->default_value);
    pgp_column own = *column;
    own.not_null = from ? has_own_not_null(c, column, from) : column->not_null;
    own.says_not_null_name = own.says_not_null_name || is_made_again_for_heirs(c->table);
    next_element(c);
    pgp_column_sql(c->emitter, &c->sql, &own, with_default, c->shown);
    if (with_default)
        take_slice(c, &column->default_value);
}

/* -- constraints --------------------------------------------------------------------------------------------------- */

static bool is_foreign_key(const pgp_constraint *constraint) {
    return strcmp(constraint->type, "foreign key") == 0;
}

/* Made by the parent's: an inherited check, the copy of a partitioned table's key. */
static bool comes_from_parent(const creation *c, const pgp_constraint *constraint) {
    if (strcmp(constraint->type, "check") == 0)
        return !constraint->local && pgp_constraint_is_inherited(constraint);
    return c->table->partition_of &&
           (constraint->attached_to || constraint->object.flags & PGP_OBJECT_IMPLIED);
}

/* Of two keys over the same columns in one CREATE TABLE the server makes only the first (transformIndexConstraints). */
static bool doubles_another(const creation *c, const pgp_constraint *constraint) {
    const pgp_object *other = c->table->object.children;
    for (; other != &constraint->object; other = other->sibling) {
        const pgp_constraint *before = (const pgp_constraint *)other;
        if (other->kind == &pgp_kind_constraint && constraint->columns.count > 0 && pgp_has_index(before) &&
            pgp_has_index(constraint) && pgp_same_names(&before->columns, &constraint->columns))
            return true;
    }
    return false;
}

/* In the statement that makes an heir, a primary key names the NOT NULL itself (18), even of a column that has its parent's. */
static bool names_not_null(const creation *c, const pgp_constraint *constraint) {
    bool primary = c->table->parents.count && pgp_constraint_is(constraint, "primary key");
    for (size_t i = 0; primary && i < constraint->columns.count; i++) {
        const pgp_object *column =
            pgp_child(&c->table->object, &pgp_kind_column, constraint->columns.items[i]);
        if (column && ((const pgp_column *)column)->not_null_name)
            return true;
    }
    return false;
}

static void add_constraint(creation *c, pgp_constraint *constraint) {
    if (comes_from_parent(c, constraint)) {
        if (strcmp(constraint->type, "check") == 0)
            pgp_emit_included(&constraint->object);
        return;
    }
    if (constraint->not_valid || constraint->only || !fits(c, &constraint->expression) ||
        !fits(c, &constraint->predicate) || doubles_another(c, constraint) || names_not_null(c, constraint))
        return;
    next_element(c);
    pgp_constraint_sql(&c->sql, constraint);
    take_slice(c, &constraint->expression);
    take_slice(c, &constraint->predicate);
    pgp_emit_included(&constraint->object);
}

static void add_elements(creation *c) {
    if (c->joins) {
        next_element(c);
        pgp_text_addf(
            &c->sql,
            "LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE "
            "INCLUDING COMPRESSION",
            c->table->partition_of);
    }
    for (pgp_object *part = c->table->object.children; part && !c->joins; part = part->sibling)
        if (part->kind == &pgp_kind_column)
            add_column(c, (pgp_column *)part);
    for (pgp_object *part = c->table->object.children; part; part = part->sibling)
        if (part->kind == &pgp_kind_constraint && !is_foreign_key((pgp_constraint *)part))
            add_constraint(c, (pgp_constraint *)part);
    bool may_be_missing = c->table->partition_of || c->table->of_type;
    if (c->elements)
        pgp_text_add(&c->sql, "\n)");
    else if (!may_be_missing)
        pgp_text_add(&c->sql, " ()");
}

/* -- the rest --------------------------------------------------------------------------------------------------------- */

static void add_clauses(creation *c) {
    const pgp_table *table = c->table;
    if (table->partition_of && !c->joins)
        pgp_text_addf(&c->sql, "\n%s", table->partition_bound.text);
    if (table->inherits.count) {
        pgp_text_add(&c->sql, "\nINHERITS (");
        for (size_t i = 0; i < table->inherits.count; i++)
            pgp_text_addf(&c->sql, "%s%s", i ? ", " : "", table->inherits.items[i]);
        pgp_text_add(&c->sql, ")");
    }
    if (table->partition_key.text)
        pgp_text_addf(&c->sql, "\nPARTITION BY %s", table->partition_key.text);
    if (table->access_method)
        pgp_text_addf(&c->sql, "\nUSING %s", pgp_quoted(c->emitter->arena, table->access_method));
    const char *options = pgp_options_set(c->emitter->arena, NULL, &table->options);
    if (options)
        pgp_text_addf(&c->sql, "\nWITH (%s)", options);
    if (table->tablespace)
        pgp_text_addf(&c->sql, "\nTABLESPACE %s", pgp_quoted(c->emitter->arena, table->tablespace));
    if (table->server) {
        pgp_option_text how = {c->emitter, &table->object, c->shown};
        pgp_text_addf(&c->sql, "\nSERVER %s", pgp_quoted(c->emitter->arena, table->server));
        pgp_foreign_options_sql(&c->sql, &how, &table->foreign_options);
    }
}

static void add_head(creation *c) {
    const pgp_table *table = c->table;
    const char *unlogged = strcmp(table->persistence, "unlogged") == 0 ? "UNLOGGED " : "";
    pgp_text_addf(&c->sql, "CREATE %s%sTABLE %s", unlogged, table->server ? "FOREIGN " : "",
                  pgp_sql_object(c->emitter->arena, &table->object));
    if (table->of_type)
        pgp_text_addf(&c->sql, " OF %s", table->of_type);
    if (table->partition_of && !c->joins)
        pgp_text_addf(&c->sql, " PARTITION OF %s", table->partition_of);
}

/* -- what CREATE TABLE cannot say ------------------------------------------------------------------------------------- */

static bool wrote_default(const creation *c, const pgp_column *column) {
    return !c->joins && fits(c, &column->default_value);
}

static void fit_column(creation *c, const pgp_column *column) {
    const pgp_column *from = above(column);
    const uint64_t value = PGP_BIT(PGP_COLUMN_DEFAULT);
    bool declared = !from || (column->local && !c->table->partition_of);
    if (declared) {
        pgp_column_fit(c->emitter, NULL, column, 0);
        if (c->table->of_type && column->compression)
            pgp_column_fit(c->emitter, &none, column, PGP_BIT(PGP_COLUMN_COMPRESSION));
        if (!wrote_default(c, column))
            pgp_column_fit(c->emitter, &none, column, value);
        else if (from && from->default_value.text && !column->default_value.text && !column->identity)
            pgp_column_fit(c->emitter, from, column, value);
        return;
    }
    uint64_t bits = pgp_column_differences(from, column);
    if (c->table->partition_of) {
        if (!c->joins)
            bits &= ~PGP_BIT(PGP_COLUMN_NOT_NULL);
        if (column->default_value.text && wrote_default(c, column))
            bits &= ~value;
    }
    /* None of them is taken from a parent. */
    bits &=
        ~(PGP_BIT(PGP_COLUMN_STATISTICS) | PGP_BIT(PGP_COLUMN_OPTIONS) | PGP_BIT(PGP_COLUMN_FOREIGN_OPTIONS));
    pgp_column_fit(c->emitter, from, column, bits);
    pgp_column_fit(c->emitter, NULL, column, 0);
    if (column->foreign_options.count)
        pgp_column_fit(c->emitter, &none, column, PGP_BIT(PGP_COLUMN_FOREIGN_OPTIONS));
}

static void set_row_security(pgp_emitter *emitter, const pgp_table *table) {
    if (table->row_security)
        pgp_table_emit(emitter, table, "ENABLE ROW LEVEL SECURITY");
    if (table->force_row_security)
        pgp_table_emit(emitter, table, "FORCE ROW LEVEL SECURITY");
}

static bool has_early_index(const pgp_emitter *emitter, const pgp_table *table) {
    const pgp_object *part = table->object.children;
    while (part && !pgp_index_precedes_attach(emitter->plan, part))
        part = part->sibling;
    return part != NULL;
}

static void make_early_indexes(const creation *c) {
    for (const pgp_object *part = c->table->object.children; part; part = part->sibling)
        if (pgp_index_precedes_attach(c->emitter->plan, part)) {
            if (part->kind == &pgp_kind_index)
                pgp_index_make(c->emitter, (const pgp_index *)part, false);
            else
                pgp_constraint_make(c->emitter, (const pgp_constraint *)part, false, false);
        }
}

/* What LIKE does not copy is left to PARTITION OF. */
static bool joins_online(const pgp_emitter *emitter, const pgp_table *table) {
    const pgp_table *parent =
        table->partition_of ? pgp_table_named(emitter->plan->desired, table->partition_of) : NULL;
    return parent && !table->server && !parent->tablespace && !parent->access_method &&
           pgp_is_online(emitter, &parent->object);
}

static creation write_statement(pgp_emitter *emitter, pgp_object *object, bool shown) {
    creation c = {.emitter = emitter,
                  .table = (pgp_table *)object,
                  .sql = pgp_text_new(emitter->arena),
                  .shown = shown};
    c.joins = joins_online(emitter, c.table) || has_early_index(emitter, c.table);
    take_slice(&c, &c.table->partition_key);
    if (!c.joins)
        take_slice(&c, &c.table->partition_bound);
    add_head(&c);
    add_elements(&c);
    add_clauses(&c);
    return c;
}

static pgp_step *emit_statement(pgp_emitter *emitter, pgp_object *object, const creation *c) {
    if (pgp_is_foreign(object))
        return pgp_emit_secret(emitter, '+', object, c->sql.data,
                               write_statement(emitter, object, false).sql.data);
    const char *summary = pgp_printf(emitter->arena, "table %s", pgp_sql_object(emitter->arena, object));
    return pgp_emit(emitter, '+', object, summary, c->sql.data);
}

/* Its bound may be one that another partition has until it moves. */
static void make_room(pgp_emitter *emitter, const pgp_table *partition) {
    const pgp_table *parent = pgp_table_named(emitter->plan->desired, partition->partition_of);
    if (parent)
        pgp_release_heirs(emitter, &parent->object);
}

void pgp_table_create(pgp_emitter *emitter, pgp_object *object) {
    make_room(emitter, (const pgp_table *)object);
    creation c = write_statement(emitter, object, true);
    pgp_step *step = emit_statement(emitter, object, &c);
    if (c.slice)
        pgp_emit_path(step, c.slice);
    if (c.joins) {
        pgp_not_null_rename_copies(emitter, c.table);
        make_early_indexes(&c);
        pgp_partition_attach(emitter, c.table);
    }
    for (pgp_object *part = object->children; part; part = part->sibling) {
        if (part->kind != &pgp_kind_column)
            continue;
        fit_column(&c, (pgp_column *)part);
        pgp_emit_included(part);
    }
    set_row_security(emitter, c.table);
}

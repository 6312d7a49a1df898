/*
 * Tables and their heirs: partitions, and children by INHERITS.
 *
 * A statement that makes or changes a parent reaches the heirs that are there at that moment, as the server's does
 * (src/backend/commands/tablecmds.c: MergeAttributes, MergeAttributesIntoExisting, the AT_… recursion), so that a file which
 * loads gives the model that its database has. An heir that is read later takes what its parent has by then.
 */
#include "kinds/constraint.h"
#include "kinds/table.h"
#include "kinds/type.h"

#include <string.h>
#include <strings.h>

/* -- links ----------------------------------------------------------------------------------------------------- */

/* Reads one identifier, quoted or not, and moves *at behind it. */
static const char *read_identifier(pgp_arena *arena, const char **at) {
    const char *text = *at;
    pgp_text name = pgp_text_new(arena);
    if (*text != '"') {
        size_t size = strcspn(text, ".");
        pgp_text_addn(&name, text, size);
        *at = text + size;
        return name.data;
    }
    for (text++; *text && !(text[0] == '"' && text[1] != '"'); text++) {
        if (*text == '"')
            text++;
        pgp_text_addn(&name, text, 1);
    }
    *at = *text ? text + 1 : text;
    return name.data;
}

pgp_object *pgp_object_named(const pgp_model *model, pgp_space space, const char *label) {
    const char *schema = read_identifier(model->arena, &label);
    if (*label != '.')
        return NULL;
    label++;
    const char *name = read_identifier(model->arena, &label);
    return *label ? NULL : pgp_model_find(model, space, schema, name, NULL);
}

pgp_table *pgp_table_named(const pgp_model *model, const char *label) {
    pgp_object *found = label ? pgp_object_named(model, PGP_SPACE_RELATION, label) : NULL;
    return found && found->kind == &pgp_kind_table ? (pgp_table *)found : NULL;
}

static void link_tables(pgp_model *model, pgp_table *child, pgp_table *parent) {
    PGP_PUSH(model->arena, child->parents.items, child->parents.count, child->parents.capacity, parent);
    PGP_PUSH(model->arena, parent->heirs.items, parent->heirs.count, parent->heirs.capacity, child);
}

static void link_label(pgp_model *model, pgp_table *child, const char *label) {
    pgp_table *parent = pgp_table_named(model, label);
    if (parent)
        link_tables(model, child, parent);
}

static void note_keys(const pgp_model *model, const pgp_table *table) {
    for (const pgp_object *part = table->object.children; part; part = part->sibling) {
        const char *label =
            part->kind == &pgp_kind_constraint ? ((const pgp_constraint *)part)->referenced : NULL;
        pgp_table *referenced = pgp_table_named(model, label);
        if (referenced)
            referenced->is_referenced = true;
    }
}

void pgp_link_tables(pgp_model *model) {
    for (pgp_object *object = model->objects; object; object = object->sibling)
        if (object->kind == &pgp_kind_table)
            ((pgp_table *)object)->parents.count = ((pgp_table *)object)->heirs.count = 0;
    for (pgp_object *object = model->objects; object; object = object->sibling) {
        pgp_table *table = (pgp_table *)object;
        if (object->kind != &pgp_kind_table)
            continue;
        note_keys(model, table);
        link_label(model, table, table->partition_of);
        for (size_t i = 0; i < table->inherits.count; i++)
            link_label(model, table, table->inherits.items[i]);
    }
}

bool pgp_is_heir(const pgp_table *child, const pgp_table *parent) {
    for (size_t i = 0; i < child->parents.count; i++)
        if (child->parents.items[i] == parent)
            return true;
    return false;
}

static void remove_table(pgp_tables *tables, const pgp_table *table) {
    size_t kept = 0;
    for (size_t i = 0; i < tables->count; i++)
        if (tables->items[i] != table)
            tables->items[kept++] = tables->items[i];
    tables->count = kept;
}

static bool is_there(const pgp_table *table) {
    return !(table->object.flags & PGP_OBJECT_DROPPED);
}

pgp_column *pgp_table_column(const pgp_table *table, const char *name) {
    return (pgp_column *)pgp_child(&table->object, &pgp_kind_column, name);
}

/* The same column of an heir; NULL when it has none, or is gone. */
static pgp_column *column_below(const pgp_table *heir, const pgp_column *column) {
    return is_there(heir) ? pgp_table_column(heir, column->object.name) : NULL;
}

static pgp_constraint *table_constraint(const pgp_table *table, const char *name) {
    return (pgp_constraint *)pgp_child(&table->object, &pgp_kind_constraint, name);
}

pgp_column *pgp_inherited_from(const pgp_column *column) {
    if (column->object.parent->kind != &pgp_kind_table)
        return NULL;
    const pgp_tables *parents = &((const pgp_table *)column->object.parent)->parents;
    for (size_t i = 0; i < parents->count; i++) {
        pgp_column *above =
            is_there(parents->items[i]) ? pgp_table_column(parents->items[i], column->object.name) : NULL;
        if (above)
            return above;
    }
    return NULL;
}

pgp_column *pgp_not_null_above(const pgp_column *column) {
    const pgp_tables *parents = &((const pgp_table *)column->object.parent)->parents;
    for (size_t i = 0; i < parents->count; i++) {
        pgp_column *above =
            is_there(parents->items[i]) ? pgp_table_column(parents->items[i], column->object.name) : NULL;
        if (above && above->not_null && !above->not_null_no_inherit)
            return above;
    }
    return NULL;
}

static bool is_inheritable(const pgp_constraint *constraint) {
    return strcmp(constraint->type, "check") == 0 && !constraint->no_inherit;
}

bool pgp_constraint_is_inherited(const pgp_constraint *constraint) {
    const pgp_tables *parents = &((const pgp_table *)constraint->object.parent)->parents;
    for (size_t i = 0; i < parents->count; i++) {
        const pgp_constraint *above =
            is_there(parents->items[i]) ? table_constraint(parents->items[i], constraint->object.name) : NULL;
        if (above && is_inheritable(above))
            return true;
    }
    return false;
}

/* -- columns ------------------------------------------------------------------------------------------------------ */

static bool is_partition(const pgp_table *table) {
    return table->partition_of != NULL;
}

/* An inherited NOT NULL keeps its parent's name (servers from 18 on). */
static void inherit_not_null(pgp_parser *parser, pgp_column *column, const pgp_column *above) {
    if (column->not_null || !above->not_null || above->not_null_no_inherit)
        return;
    column->not_null = true;
    column->not_null_unvalidated = above->not_null_unvalidated;
    pgp_set_not_null_name(parser, column, pgp_not_null_name(parser->arena, above));
}

/* What one more parent adds to a column that is there. */
static void merge_column(pgp_parser *parser, pgp_column *column, const pgp_column *above) {
    inherit_not_null(parser, column, above);
    if (!column->default_value.text && above->default_value.text) {
        column->default_value = above->default_value;
        column->generated = above->generated;
    }
    if (!column->compression)
        column->compression = above->compression;
    column->inherited = true;
}

/* Identity belongs to a partition tree (from 17 on), not to children by INHERITS. */
static void take_identity(pgp_column *column, const pgp_column *above, const pgp_table *child) {
    column->identity = is_partition(child) ? above->identity : NULL;
}

static void take_column(pgp_parser *parser, pgp_table *child, const pgp_column *above) {
    pgp_column *column = pgp_column_copy(parser, &child->object, above);
    column->not_null = false;
    column->not_null_name = NULL;
    column->not_null_unvalidated = false;
    inherit_not_null(parser, column, above);
    take_identity(column, above, child);
    column->local = false;
    column->inherited = true;
    pgp_model_add(parser->model, &column->object);
}

static void inherit_column(pgp_parser *parser, pgp_table *child, const pgp_column *above) {
    pgp_column *column = pgp_table_column(child, above->object.name);
    if (column)
        merge_column(parser, column, above);
    else
        take_column(parser, child, above);
}

/* -- constraints ---------------------------------------------------------------------------------------------------- */

/* The child's constraint. */
static pgp_constraint *inherit_constraint(pgp_parser *parser, pgp_table *child, const pgp_constraint *above) {
    pgp_constraint *own = table_constraint(child, above->object.name);
    if (own) {
        own->local = own->local && !is_partition(child);
        return own;
    }
    pgp_constraint *copy = pgp_object_new(parser->model, &pgp_kind_constraint, NULL, above->object.name);
    pgp_object object = copy->object;
    *copy = *above;
    copy->object = object;
    copy->object.parent = &child->object;
    copy->object.where = child->object.where;
    copy->local = false;
    pgp_copy_references(parser->arena, &copy->object, &above->object);
    pgp_model_add(parser->model, &copy->object);
    return copy;
}

/* -- becoming an heir --------------------------------------------------------------------------------------------------- */

/* A new table has no rows that were not checked. */
static void inherit_checked(pgp_parser *parser, pgp_table *child, const pgp_constraint *above) {
    inherit_constraint(parser, child, above);
    pgp_constraint *own = table_constraint(child, above->object.name);
    own->not_valid = own->not_enforced;
}

pgp_status pgp_inherit(pgp_parser *parser, pgp_table *child, pgp_table *parent) {
    link_tables(parser->model, child, parent);
    for (pgp_object *part = parent->object.children; part; part = part->sibling) {
        if (part->kind == &pgp_kind_column)
            inherit_column(parser, child, (pgp_column *)part);
        else if (part->kind == &pgp_kind_constraint && is_inheritable((pgp_constraint *)part))
            inherit_checked(parser, child, (pgp_constraint *)part);
    }
    pgp_partition_take_indexes(parser, child, parent);
    pgp_partition_take_states(parser, child, is_partition(child) ? parent : NULL);
    return PGP_OK;
}

static pgp_status check_columns(pgp_parser *parser, const pgp_table *child, const pgp_table *parent,
                                int location) {
    for (const pgp_object *part = parent->object.children; part; part = part->sibling) {
        if (part->kind != &pgp_kind_column || pgp_table_column(child, part->name))
            continue;
        if (!parser->last_chance)
            return PGP_LATER;
        return pgp_parse_fail(
            parser, PGP_INPUT, location, "table %s has no column \"%s\", which its parent %s has",
            pgp_label_of(parser, &child->object), part->name, pgp_label_of(parser, &parent->object));
    }
    return PGP_OK;
}

static void attach_column(pgp_parser *parser, pgp_table *child, const pgp_column *above) {
    pgp_column *column = pgp_table_column(child, above->object.name);
    column->inherited = true;
    column->local = column->local && !is_partition(child);
    inherit_not_null(parser, column, above);
    if (is_partition(child))
        take_identity(column, above, child);
}

pgp_status pgp_attach(pgp_parser *parser, pgp_table *child, pgp_table *parent, int location) {
    PGP_TRY(check_columns(parser, child, parent, location));
    link_tables(parser->model, child, parent);
    for (pgp_object *part = parent->object.children; part; part = part->sibling) {
        if (part->kind == &pgp_kind_column)
            attach_column(parser, child, (pgp_column *)part);
        else if (part->kind == &pgp_kind_constraint && is_inheritable((pgp_constraint *)part))
            inherit_constraint(parser, child, (pgp_constraint *)part);
    }
    pgp_partition_take_indexes(parser, child, parent);
    pgp_partition_take_states(parser, child, is_partition(child) ? parent : NULL);
    if (is_partition(child))
        pgp_partition_meets_keys(parser, child);
    return PGP_OK;
}

/* A partition's copies of foreign keys become its own. */
static void keep_foreign_keys(pgp_parser *parser, pgp_table *child, const pgp_table *parent) {
    for (const pgp_object *part = parent->object.children; part; part = part->sibling) {
        const pgp_constraint *key = (const pgp_constraint *)part;
        if (part->kind != &pgp_kind_constraint || strcmp(key->type, "foreign key") != 0 ||
            table_constraint(child, part->name) || pgp_partition_key_taken(parser->model, child, key))
            continue;
        inherit_constraint(parser, child, key);
        table_constraint(child, part->name)->local = true;
    }
    if (parent->partition_of && parent->parents.count)
        keep_foreign_keys(parser, child, parent->parents.items[0]);
}

void pgp_detach(pgp_parser *parser, pgp_table *child, pgp_table *parent) {
    remove_table(&child->parents, parent);
    remove_table(&parent->heirs, child);
    if (is_partition(child)) {
        pgp_partition_keep_indexes(child);
        pgp_partition_take_states(parser, child, NULL);
        keep_foreign_keys(parser, child, parent);
    }
    for (pgp_object *part = child->object.children; part; part = part->sibling) {
        pgp_column *column = (pgp_column *)part;
        pgp_constraint *constraint = (pgp_constraint *)part;
        if (part->kind == &pgp_kind_column && column->inherited && !pgp_inherited_from(column)) {
            column->inherited = false;
            column->local = true;
            column->identity = is_partition(child) ? NULL : column->identity;
        } else if (part->kind == &pgp_kind_constraint && !constraint->local && is_inheritable(constraint) &&
                   !pgp_constraint_is_inherited(constraint)) {
            constraint->local = true;
        }
    }
}

/* -- changes of a parent ------------------------------------------------------------------------------------------------------ */

void pgp_spread_column(pgp_parser *parser, pgp_column *column) {
    pgp_table *table = (pgp_table *)column->object.parent;
    for (size_t i = 0; i < table->heirs.count; i++) {
        pgp_table *heir = table->heirs.items[i];
        pgp_column *same = column_below(heir, column);
        if (same)
            same->inherited = true;
        else if (is_there(heir)) {
            take_column(parser, heir, column);
            same = pgp_table_column(heir, column->object.name);
        }
        if (same)
            pgp_spread_column(parser, same);
    }
}

void pgp_spread_constraint(pgp_parser *parser, pgp_constraint *constraint) {
    const pgp_table *table = (pgp_table *)constraint->object.parent;
    for (size_t i = 0; is_inheritable(constraint) && i < table->heirs.count; i++) {
        pgp_table *heir = table->heirs.items[i];
        if (!is_there(heir))
            continue;
        inherit_constraint(parser, heir, constraint);
        pgp_spread_constraint(parser, table_constraint(heir, constraint->object.name));
    }
}

void pgp_spread_not_null(pgp_parser *parser, pgp_column *column) {
    const pgp_table *table = (pgp_table *)column->object.parent;
    for (size_t i = 0; !column->not_null_no_inherit && i < table->heirs.count; i++) {
        pgp_column *same = column_below(table->heirs.items[i], column);
        if (!same)
            continue;
        inherit_not_null(parser, same, column);
        pgp_spread_not_null(parser, same);
    }
}

void pgp_for_heirs(pgp_column *column, void (*change)(pgp_column *same, const void *what), const void *what) {
    const pgp_table *table = (pgp_table *)column->object.parent;
    for (size_t i = 0; i < table->heirs.count; i++) {
        pgp_column *same = column_below(table->heirs.items[i], column);
        if (!same)
            continue;
        change(same, what);
        pgp_for_heirs(same, change, what);
    }
}

/* -- removing ----------------------------------------------------------------------------------------------------------------- */

void pgp_drop_constraint(pgp_parser *parser, pgp_constraint *constraint, bool only) {
    const pgp_table *table = (pgp_table *)constraint->object.parent;
    bool inherited = is_inheritable(constraint);
    pgp_index_remove(parser, &constraint->object);
    for (size_t i = 0; inherited && i < table->heirs.count; i++) {
        pgp_constraint *same = is_there(table->heirs.items[i])
                                   ? table_constraint(table->heirs.items[i], constraint->object.name)
                                   : NULL;
        if (!same || pgp_constraint_is_inherited(same))
            continue;
        if (only)
            same->local = true;
        else if (!same->local)
            pgp_drop_constraint(parser, same, false);
    }
}

static void drop_users(pgp_parser *parser, pgp_object *table, const char *column) {
    for (pgp_object *part = table->children, *next; part; part = next) {
        next = part->sibling;
        if (pgp_part_goes_with_column(part, column))
            pgp_index_remove(parser, part);
    }
}

static void drop_sequences(pgp_parser *parser, const pgp_object *table, const char *column) {
    const char *owner =
        pgp_printf(parser->arena, "%s.%s", pgp_label_of(parser, table), pgp_quoted(parser->arena, column));
    for (pgp_object *object = parser->model->objects, *next; object; object = next) {
        next = object->sibling;
        if (object->kind == &pgp_kind_sequence && pgp_same(((pgp_sequence *)object)->owned_by, owner))
            pgp_model_remove(parser->model, object);
    }
}

void pgp_drop_column(pgp_parser *parser, pgp_column *column, bool only) {
    pgp_table *table = (pgp_table *)column->object.parent;
    drop_users(parser, &table->object, column->object.name);
    if (column->default_value.text || column->identity)
        drop_sequences(parser, &table->object, column->object.name);
    pgp_model_remove(parser->model, &column->object);
    for (size_t i = 0; i < table->heirs.count; i++) {
        pgp_column *same = column_below(table->heirs.items[i], column);
        if (!same || pgp_inherited_from(same))
            continue;
        same->inherited = false;
        if (only || same->local)
            same->local = true;
        else
            pgp_drop_column(parser, same, false);
    }
}

/* -- when everything is read ------------------------------------------------------------------------------------------------------ */

/* "NULL", and "NULL::type" of the column's own type: no default, unless a length or a domain has to look at it. */
static bool is_plain_null(const pgp_model *model, const pgp_column *column) {
    const char *text = column->default_value.text;
    if (!text || column->generated || strncasecmp(text, "null", 4) != 0)
        return false;
    const char *rest = text + 4 + strspn(text + 4, " \t\n");
    if (*rest && (strncmp(rest, "::", 2) != 0 || strcmp(rest + 2, column->type) != 0))
        return false;
    return !pgp_keeps_null(model, column->type);
}

pgp_status pgp_derive_inherited(pgp_parser *parser) {
    for (pgp_object *object = parser->model->objects; object; object = object->sibling) {
        if (object->kind != &pgp_kind_table)
            continue;
        for (pgp_object *part = object->children; part; part = part->sibling)
            if (part->kind == &pgp_kind_column && is_plain_null(parser->model, (pgp_column *)part))
                ((pgp_column *)part)->default_value = (pgp_sql){0};
    }
    return PGP_OK;
}

#include "render/diagram.h"

#include "kinds/kinds.h"
#include "kinds/reading.h"
#include "model/fingerprint.h"
#include "style.h"

#include <ctype.h>
#include <string.h>

typedef void (*each_part)(pgp_text *out, const pgp_object *table, const pgp_object *part);

static bool is_table(const pgp_object *object) {
    return object->kind == &pgp_kind_table && !(object->flags & PGP_OBJECT_MEMBER);
}

static const pgp_constraint *foreign_key(const pgp_object *part) {
    const pgp_constraint *constraint = (const pgp_constraint *)part;
    bool is_key = part->kind == &pgp_kind_constraint && strcmp(constraint->type, "foreign key") == 0;
    return is_key ? constraint : NULL;
}

/* Columns come in their own order, constraints by name. */
static void for_each(pgp_text *out, const pgp_object *table, const pgp_kind *kind, each_part add) {
    if (kind == &pgp_kind_column) {
        for (const pgp_object *part = table->children; part; part = part->sibling)
            if (part->kind == kind)
                add(out, table, part);
        return;
    }
    size_t count;
    const pgp_object **parts = pgp_objects_sorted(out->arena, table->children, &count);
    for (size_t i = 0; i < count; i++)
        if (parts[i]->kind == kind)
            add(out, table, parts[i]);
}

static void for_each_table(pgp_text *out, const pgp_model *model,
                           void (*add)(pgp_text *out, const pgp_object *table)) {
    size_t count;
    const pgp_object **objects = pgp_objects_sorted(out->arena, model->objects, &count);
    for (size_t i = 0; i < count; i++)
        if (is_table(objects[i]))
            add(out, objects[i]);
}

static bool is_in_key(const pgp_object *table, const char *column, const char *type) {
    for (const pgp_object *part = table->children; part; part = part->sibling) {
        const pgp_constraint *constraint = (const pgp_constraint *)part;
        if (part->kind == &pgp_kind_constraint && strcmp(constraint->type, type) == 0 &&
            pgp_names_has(&constraint->columns, column))
            return true;
    }
    return false;
}

static const char *table_label(pgp_arena *arena, const pgp_object *table) {
    return pgp_plain(arena, pgp_object_label(arena, table));
}

/* -- Mermaid ------------------------------------------------------------------------------------------------------- */

/* A quoted name has no escape for its own quote. */
static void add_mermaid_name(pgp_text *out, const char *name) {
    pgp_text_add(out, "\"");
    for (const char *c = name; *c; c++)
        pgp_text_addn(out, *c == '"' || *c == '\\' ? "'" : c, 1);
    pgp_text_add(out, "\"");
}

/* Types and columns are words: a letter, then letters, digits and a few signs. */
static void add_mermaid_word(pgp_text *out, const char *word) {
    if (!isalpha((unsigned char)*word))
        pgp_text_add(out, "_");
    for (const char *c = word; *c; c++)
        pgp_text_addn(out, isalnum((unsigned char)*c) || strchr("-_[]()", *c) ? c : "_", 1);
}

static void add_mermaid_column(pgp_text *out, const pgp_object *table, const pgp_object *part) {
    const pgp_column *column = (const pgp_column *)part;
    bool primary = is_in_key(table, part->name, "primary key");
    bool foreign = is_in_key(table, part->name, "foreign key");
    pgp_text_add(out, "        ");
    add_mermaid_word(out, column->type);
    pgp_text_add(out, " ");
    add_mermaid_word(out, part->name);
    if (primary || foreign)
        pgp_text_addf(out, " %s%s%s", primary ? "PK" : "", primary && foreign ? ", " : "",
                      foreign ? "FK" : "");
    pgp_text_add(out, column->not_null && !primary ? " \"not null\"\n" : "\n");
}

static void add_mermaid_table(pgp_text *out, const pgp_object *table) {
    pgp_text_add(out, "    ");
    add_mermaid_name(out, table_label(out->arena, table));
    pgp_text_add(out, " {\n");
    for_each(out, table, &pgp_kind_column, add_mermaid_column);
    pgp_text_add(out, "    }\n");
}

static const char *plain_reference(pgp_arena *arena, const pgp_constraint *key) {
    return pgp_plain(arena, key->referenced);
}

static bool is_required(const pgp_object *table, const pgp_constraint *key) {
    for (const pgp_object *part = table->children; part; part = part->sibling)
        if (part->kind == &pgp_kind_column && pgp_names_has(&key->columns, part->name) &&
            !((const pgp_column *)part)->not_null)
            return false;
    return true;
}

static void add_mermaid_key(pgp_text *out, const pgp_object *table, const pgp_object *part) {
    const pgp_constraint *key = foreign_key(part);
    if (!key)
        return;
    pgp_text_add(out, "    ");
    add_mermaid_name(out, plain_reference(out->arena, key));
    pgp_text_add(out, is_required(table, key) ? " ||--o{ " : " |o--o{ ");
    add_mermaid_name(out, table_label(out->arena, table));
    pgp_text_add(out, " : ");
    add_mermaid_name(out, pgp_plain(out->arena, part->name));
    pgp_text_add(out, "\n");
}

static void add_mermaid_keys(pgp_text *out, const pgp_object *table) {
    for_each(out, table, &pgp_kind_constraint, add_mermaid_key);
}

void cli_render_mermaid(pgp_text *out, const pgp_model *model) {
    pgp_text_add(out, "erDiagram\n");
    for_each_table(out, model, add_mermaid_table);
    for_each_table(out, model, add_mermaid_keys);
}

/* -- Graphviz ------------------------------------------------------------------------------------------------------ */

void cli_add_xml(pgp_text *out, const char *outside) {
    for (const char *c = pgp_plain(out->arena, outside); *c; c++) {
        if (strchr("&<>\"'", *c))
            pgp_text_addf(out, "&#%d;", *c);
        else
            pgp_text_addn(out, c, 1);
    }
}

static void add_dot_name(pgp_text *out, const char *name) {
    pgp_text_add(out, "\"");
    for (const char *c = name; *c; c++)
        pgp_text_addf(out, "%s%c", *c == '"' || *c == '\\' ? "\\" : "", *c);
    pgp_text_add(out, "\"");
}

static void add_dot_column(pgp_text *out, const pgp_object *table, const pgp_object *part) {
    const pgp_column *column = (const pgp_column *)part;
    bool primary = is_in_key(table, part->name, "primary key");
    pgp_text_addf(out, "<tr><td align=\"left\">%s", primary ? "<u>" : "");
    cli_add_xml(out, part->name);
    pgp_text_addf(out, "%s</td><td align=\"left\">", primary ? "</u>" : "");
    cli_add_xml(out, column->type);
    pgp_text_addf(out, "%s</td></tr>", column->not_null ? "" : " ?");
}

static void add_dot_table(pgp_text *out, const pgp_object *table) {
    const char *label = table_label(out->arena, table);
    pgp_text_add(out, "    ");
    add_dot_name(out, label);
    pgp_text_add(out,
                 " [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\"><tr><td colspan=\"2\"><b>");
    cli_add_xml(out, label);
    pgp_text_add(out, "</b></td></tr>");
    for_each(out, table, &pgp_kind_column, add_dot_column);
    pgp_text_add(out, "</table>>];\n");
}

static void add_dot_key(pgp_text *out, const pgp_object *table, const pgp_object *part) {
    const pgp_constraint *key = foreign_key(part);
    if (!key)
        return;
    pgp_text_add(out, "    ");
    add_dot_name(out, table_label(out->arena, table));
    pgp_text_add(out, " -> ");
    add_dot_name(out, plain_reference(out->arena, key));
    pgp_text_add(out, " [tooltip=");
    add_dot_name(out, pgp_plain(out->arena, part->name));
    pgp_text_add(out, is_required(table, key) ? "];\n" : ", style=dashed];\n");
}

static void add_dot_keys(pgp_text *out, const pgp_object *table) {
    for_each(out, table, &pgp_kind_constraint, add_dot_key);
}

void cli_render_dot(pgp_text *out, const pgp_model *model) {
    pgp_text_add(out, "digraph schema {\n    rankdir=LR;\n    node [shape=plain];\n");
    for_each_table(out, model, add_dot_table);
    for_each_table(out, model, add_dot_keys);
    pgp_text_add(out, "}\n");
}

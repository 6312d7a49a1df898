/*
 * A constraint as CREATE TABLE and ADD CONSTRAINT take it.
 */
#include "kinds/constraint.h"
#include "kinds/table.h"

#include <ctype.h>
#include <string.h>

static void add_upper(pgp_text *text, const char *words) {
    for (; *words; words++) {
        const char upper = (char)toupper((unsigned char)*words);
        pgp_text_addn(text, &upper, 1);
    }
}

/* "(a, b PERIOD)": `last` is said of the last one. */
static void add_columns(pgp_text *text, const pgp_names *columns, const char *before_last,
                        const char *after_last) {
    pgp_text_add(text, " (");
    for (size_t i = 0; i < columns->count; i++) {
        bool last = i + 1 == columns->count;
        pgp_text_add(text, i ? ", " : "");
        pgp_text_add(text, last ? before_last : "");
        pgp_sql_name(text, columns->items[i]);
        pgp_text_add(text, last ? after_last : "");
    }
    pgp_text_add(text, ")");
}

static void add_index_clauses(pgp_text *text, const pgp_constraint *constraint) {
    if (constraint->include.count) {
        pgp_text_add(text, " INCLUDE");
        add_columns(text, &constraint->include, "", "");
    }
    if (constraint->options.count)
        pgp_text_addf(text, " WITH (%s)", pgp_options_set(text->arena, NULL, &constraint->options));
    if (constraint->tablespace) {
        pgp_text_add(text, " USING INDEX TABLESPACE ");
        pgp_sql_name(text, constraint->tablespace);
    }
}

static void add_key(pgp_text *text, const pgp_constraint *constraint) {
    add_upper(text, constraint->type);
    if (constraint->nulls_not_distinct)
        pgp_text_add(text, " NULLS NOT DISTINCT");
    add_columns(text, &constraint->columns, "", constraint->without_overlaps ? " WITHOUT OVERLAPS" : "");
    add_index_clauses(text, constraint);
}

static void add_exclusion(pgp_text *text, const pgp_constraint *constraint) {
    pgp_text_add(text, "EXCLUDE USING ");
    pgp_sql_name(text, constraint->method);
    pgp_text_add(text, " (");
    pgp_keys_sql(text, &constraint->elements);
    pgp_text_add(text, ")");
    add_index_clauses(text, constraint);
    if (constraint->predicate.text) {
        pgp_text_add(text, " WHERE ");
        pgp_bracketed_sql(text, constraint->predicate.text);
    }
}

static void add_action(pgp_text *text, const char *event, const char *action) {
    if (strcmp(action, "no action") == 0)
        return;
    pgp_text_add(text, event);
    add_upper(text, action);
}

static void add_foreign_key(pgp_text *text, const pgp_constraint *constraint) {
    const char *period = constraint->period ? "PERIOD " : "";
    pgp_text_add(text, "FOREIGN KEY");
    add_columns(text, &constraint->columns, period, "");
    pgp_text_addf(text, " REFERENCES %s", constraint->referenced);
    add_columns(text, &constraint->referenced_columns, period, "");
    if (strcmp(constraint->match, "full") == 0)
        pgp_text_add(text, " MATCH FULL");
    add_action(text, " ON UPDATE ", constraint->on_update);
    add_action(text, " ON DELETE ", constraint->on_delete);
    if (constraint->delete_columns.count)
        add_columns(text, &constraint->delete_columns, "", "");
}

static void add_check(pgp_text *text, const pgp_constraint *constraint) {
    pgp_text_add(text, "CHECK ");
    pgp_bracketed_sql(text, constraint->expression.text);
    if (constraint->no_inherit)
        pgp_text_add(text, " NO INHERIT");
}

void pgp_constraint_sql(pgp_text *text, const pgp_constraint *constraint) {
    pgp_text_add(text, "CONSTRAINT ");
    pgp_sql_name(text, constraint->object.name);
    pgp_text_add(text, " ");
    if (pgp_constraint_is(constraint, "check"))
        add_check(text, constraint);
    else if (pgp_constraint_is(constraint, "foreign key"))
        add_foreign_key(text, constraint);
    else if (pgp_constraint_is(constraint, "exclude"))
        add_exclusion(text, constraint);
    else
        add_key(text, constraint);
    if (constraint->deferrable)
        pgp_text_add(text, constraint->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE");
    if (constraint->not_enforced)
        pgp_text_add(text, " NOT ENFORCED");
}

/*
 * Columns by their types: of statements, and of a schema's tables.
 */
#include "lint/linter.h"

#include <string.h>

#define NODE(name)   PG_QUERY__NODE__NODE_##name
#define CONSTR(name) PG_QUERY__CONSTR_TYPE__CONSTR_##name
#define AT(name)     PG_QUERY__ALTER_TABLE_TYPE__AT_##name

/* Types as the server prints them, without their modifiers; arrays of them count as well. */
static const struct {
    const char *type, *code;
    bool limited; /* only with a length */
} type_rules[] = {
    {"json", "json-column", false},     {"timestamp without time zone", "timestamp-without-time-zone", false},
    {"character", "char-column", true}, {"character varying", "varchar-limit", true},
    {"money", "money-column", false},
};

static const char *element_of(pgp_arena *arena, const char *type) {
    size_t size = strlen(type);
    while (size > 2 && strncmp(type + size - 2, "[]", 2) == 0)
        size -= 2;
    return pgp_strndup(arena, type, size);
}

const char *pgp_lint_type(pgp_arena *arena, const char *type) {
    const char *element = element_of(arena, type), *bare = pgp_type_bare(arena, element);
    for (size_t i = 0; i < sizeof type_rules / sizeof *type_rules; i++)
        if (strcmp(bare, type_rules[i].type) == 0 && (!type_rules[i].limited || strchr(element, '(')))
            return type_rules[i].code;
    return NULL;
}

bool pgp_lint_is_small(const char *type) {
    return strcmp(type, "integer") == 0 || strcmp(type, "smallint") == 0;
}

/* -- of statements ------------------------------------------------------------------------------------------------ */

typedef struct definition {
    pgp_linter *l;
    const char *table; /* its label */
    const PgQuery__ColumnDef *column;
    const char *type; /* NULL: nobody knows */
    bool serial;
} definition;

static definition definition_of(pgp_linter *l, const char *table, const PgQuery__ColumnDef *column) {
    definition d = {.l = l, .table = table, .column = column};
    if (!column->type_name)
        return d;
    d.serial = pgp_serial_type(column->type_name, &d.type);
    if (d.serial || pgp_parse_type(&l->parser, column->type_name, NULL, &d.type) == PGP_OK)
        return d;
    l->context->error = (pgp_error){.status = PGP_OK};
    d.type = NULL;
    return d;
}

static void find(const definition *d, const char *code) {
    pgp_lint_find(d->l, code, d->column->location,
                  pgp_printf(d->l->arena, "%s.%s", d->table, pgp_quoted(d->l->arena, d->column->colname)),
                  d->type);
}

static bool is_key(const definition *d) {
    for (size_t i = 0; i < d->column->n_constraints; i++)
        if (d->column->constraints[i]->constraint->contype == CONSTR(PRIMARY))
            return true;
    return false;
}

static void look_at_type(const definition *d) {
    const char *code = d->type ? pgp_lint_type(d->l->arena, d->type) : NULL;
    if (code)
        find(d, code);
}

static void look_at_definition(pgp_linter *l, const char *table, const PgQuery__ColumnDef *column) {
    definition d = definition_of(l, table, column);
    look_at_type(&d);
    if (d.serial)
        find(&d, "serial-column");
    if (d.type && is_key(&d) && pgp_lint_is_small(d.type))
        find(&d, "small-primary-key");
}

/* PRIMARY KEY (id), after the columns. */
static void look_at_key(pgp_linter *l, const char *table, const PgQuery__CreateStmt *stmt,
                        const PgQuery__Constraint *key) {
    const char *name =
        key->contype == CONSTR(PRIMARY) && key->n_keys == 1 ? pgp_string_of(key->keys[0]) : NULL;
    for (size_t i = 0; name && i < stmt->n_table_elts; i++) {
        if (stmt->table_elts[i]->node_case != NODE(COLUMN_DEF) ||
            strcmp(stmt->table_elts[i]->column_def->colname, name) != 0)
            continue;
        definition d = definition_of(l, table, stmt->table_elts[i]->column_def);
        if (d.type && pgp_lint_is_small(d.type))
            find(&d, "small-primary-key");
    }
}

static void create_table(pgp_linter *l, const PgQuery__CreateStmt *stmt) {
    const char *table = pgp_lint_label(l, stmt->relation);
    for (size_t i = 0; i < stmt->n_table_elts; i++) {
        const PgQuery__Node *element = stmt->table_elts[i];
        if (element->node_case == NODE(COLUMN_DEF))
            look_at_definition(l, table, element->column_def);
        else if (element->node_case == NODE(CONSTRAINT))
            look_at_key(l, table, stmt, element->constraint);
    }
}

static void alter_table(pgp_linter *l, const PgQuery__AlterTableStmt *stmt) {
    const char *table = pgp_lint_label(l, stmt->relation);
    for (size_t i = 0; i < stmt->n_cmds; i++) {
        const PgQuery__AlterTableCmd *command = stmt->cmds[i]->alter_table_cmd;
        if (command->subtype == AT(AddColumn)) {
            look_at_definition(l, table, command->def->column_def);
        } else if (command->subtype == AT(AlterColumnType)) {
            PgQuery__ColumnDef column = *command->def->column_def;
            column.colname = command->name;
            definition d = definition_of(l, table, &column);
            look_at_type(&d);
        }
    }
}

void pgp_lint_columns(pgp_linter *l, const PgQuery__Node *statement) {
    if (statement->node_case == NODE(CREATE_STMT))
        create_table(l, statement->create_stmt);
    else if (statement->node_case == NODE(ALTER_TABLE_STMT))
        alter_table(l, statement->alter_table_stmt);
}

/*
 * RENAME and SET SCHEMA: short, but whoever uses the old name fails.
 */
#include "hazard/statement.h"

#include <string.h>

#define OBJECT(name) PG_QUERY__OBJECT_TYPE__OBJECT_##name

static void touch_all(pgp_analyzer *a, const pgp_object *relation) {
    if (relation && relation->kind == &pgp_kind_table)
        pgp_touch_tree(a, (const pgp_table *)relation, PGP_LOCK_ACCESS_EXCLUSIVE);
    else
        pgp_touch(a, relation, PGP_LOCK_ACCESS_EXCLUSIVE);
}

static void rename_part(pgp_analyzer *a, const pgp_object *relation, const pgp_kind *kind, const char *old,
                        const char *new) {
    if (!relation || relation->kind != &pgp_kind_table)
        return;
    pgp_tables tree = pgp_table_tree(a, (const pgp_table *)relation, false);
    for (size_t i = 0; i < tree.count; i++) {
        pgp_state_edit(a, tree.items[i]);
        if (kind == &pgp_kind_column)
            pgp_rename_in_checks(a, tree.items[i], old, new);
        pgp_object *part = pgp_now_child(a, tree.items[i], kind, old);
        if (part)
            part->name = pgp_strdup(a->arena, new);
    }
}

static void rename_column(pgp_analyzer *a, const PgQuery__RenameStmt *stmt, const pgp_object *relation) {
    touch_all(a, relation);
    rename_part(a, relation, &pgp_kind_column, stmt->subname, stmt->newname);
    if (relation)
        pgp_find_hazard(a, "breaks-old-application",
                        pgp_printf(a->arena, "%s.%s", pgp_object_label(a->arena, relation),
                                   pgp_quoted(a->arena, stmt->subname)),
                        pgp_printf(a->arena, "it is called %s", stmt->newname));
}

/* Only the index: nobody has to wait (src/backend/commands/tablecmds.c, RenameRelation). */
static bool is_index(const pgp_object *relation) {
    return relation && relation->parent;
}

static void rename_relation(pgp_analyzer *a, const PgQuery__RenameStmt *stmt, const pgp_object *relation) {
    if (!relation)
        return;
    if (!is_index(relation)) {
        pgp_touch(a, relation, PGP_LOCK_ACCESS_EXCLUSIVE);
        if (relation->kind != &pgp_kind_sequence)
            pgp_find_hazard(a, "breaks-old-application", pgp_object_label(a->arena, relation),
                            pgp_printf(a->arena, "it is called %s", stmt->newname));
    }
    pgp_state_rename(a, relation, NULL, pgp_strdup(a->arena, stmt->newname));
}

void pgp_analyze_rename(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__RenameStmt *stmt = statement->rename_stmt;
    const pgp_object *relation = stmt->relation ? pgp_state_relation(a, stmt->relation) : NULL;
    switch (stmt->rename_type) {
    case OBJECT(COLUMN): rename_column(a, stmt, relation); break;
    case OBJECT(TABCONSTRAINT):
        touch_all(a, relation);
        rename_part(a, relation, &pgp_kind_constraint, stmt->subname, stmt->newname);
        break;
    case OBJECT(TRIGGER):
    case OBJECT(RULE):
    case OBJECT(POLICY): pgp_touch(a, relation, PGP_LOCK_ACCESS_EXCLUSIVE); break;
    case OBJECT(TABLE):
    case OBJECT(VIEW):
    case OBJECT(MATVIEW):
    case OBJECT(SEQUENCE):
    case OBJECT(INDEX):
    case OBJECT(FOREIGN_TABLE): rename_relation(a, stmt, relation); break;
    default: break;
    }
}

void pgp_analyze_set_schema(pgp_analyzer *a, const PgQuery__Node *statement) {
    const PgQuery__AlterObjectSchemaStmt *stmt = statement->alter_object_schema_stmt;
    const pgp_object *relation = stmt->relation ? pgp_state_relation(a, stmt->relation) : NULL;
    if (!relation)
        return;
    pgp_touch(a, relation, PGP_LOCK_ACCESS_EXCLUSIVE);
    pgp_find_hazard(a, "breaks-old-application", pgp_object_label(a->arena, relation),
                    pgp_printf(a->arena, "it moves to the schema %s", stmt->newschema));
    if (relation->kind == &pgp_kind_table)
        pgp_touch_sequences(a, (const pgp_table *)relation, NULL, PGP_LOCK_ACCESS_EXCLUSIVE);
    pgp_state_rename(a, relation, pgp_strdup(a->arena, stmt->newschema), NULL);
}

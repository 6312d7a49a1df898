/*
 * ALTER TABLE in a file: what its subcommands share.
 */
#ifndef PGP_KINDS_ALTER_TABLE_H
#define PGP_KINDS_ALTER_TABLE_H

#include "kinds/table.h"

typedef struct pgp_alteration {
    pgp_parser *parser;
    pgp_table *table;
    const PgQuery__AlterTableCmd *command;
    int start; /* offset of the subcommand in the statement; the first one's includes the table's name */
    bool only; /* ALTER TABLE ONLY */
} pgp_alteration;

typedef pgp_status (*pgp_alter_command)(pgp_alteration *alteration);

/* The reader of a column's subcommand (alter_column.c), a constraint's (alter_constraint.c); NULL: not one of them. */
pgp_alter_command pgp_alter_column_command(PgQuery__AlterTableType type);
pgp_alter_command pgp_alter_constraint_command(PgQuery__AlterTableType type);

/* DROP … IF EXISTS: there is nothing, or what further down makes under that name. */
bool pgp_drops_nothing(const pgp_alteration *alteration, const pgp_object *found);

#define PGP_AT(name) PG_QUERY__ALTER_TABLE_TYPE__AT_##name

#endif

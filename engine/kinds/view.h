/*
 * What the files of views and materialized views share.
 *
 * A view's columns follow from its query, so they are no objects of their own. Only a column that carries something
 * of its own (a default, a comment, privileges, a materialized view's statistics target …) gets a stand-in: a child of kind column
 * without type or position. A stand-in that only one side has means nothing; pgp_view_settle evens them out.
 */
#ifndef PGP_KINDS_VIEW_H
#define PGP_KINDS_VIEW_H

#include "kinds/kinds.h"
#include "plan/emit.h"

bool pgp_is_view(const pgp_object *object); /* plain or materialized */

/* A table's column, the system's own among them, or a view's as far as its columns are known. */
bool pgp_has_column(const pgp_object *relation, const char *name);

/* The stand-in for a column of a view, made when it is not there yet. */
pgp_object *pgp_view_column(pgp_model *model, pgp_object *view, const char *name);
/* It is materialized and has rows of the table as values, as far as a server told its columns' types. */
bool pgp_view_keeps_rows_of(pgp_arena *arena, const pgp_object *view, const pgp_object *table);
/* It is materialized and has values of the live domain inside of others (rows, arrays …), as far as a server told its columns' types. */
bool pgp_view_keeps_inside(const pgp_model *live, const pgp_object *view, const pgp_object *domain);
/* Gives each side the other's stand-ins, so that what hangs on them is compared one by one. Before a diff. */
void pgp_view_settle(pgp_model *live, pgp_model *desired);

/* After the server told the columns of changed views: what is said about one that goes, goes with it. */
void pgp_view_drop_columns(pgp_plan *plan, pgp_arena *arena);

/* What kind column does for stand-ins: its create, and its alter. (kinds/view_column.c) */
void pgp_view_column_create(pgp_emitter *emitter, pgp_object *object);
void pgp_view_column_alter(pgp_emitter *emitter, pgp_change *change);

/* Both relkinds are read by kind view. (kinds/view_catalog.c) */
const char *pgp_view_query(int server_version);
pgp_status pgp_view_row(pgp_catalog *catalog, const pgp_row *row);

/* SQL over pg_attribute a joined with pg_type ty: a column's type as pgp_view.column_types has it. CREATE OR REPLACE VIEW can
 * change neither type nor collation. */
#define PGP_VIEW_COLUMN_TYPE                                                                                 \
    "format_type(a.atttypid, a.atttypmod)"                                                                   \
    " || CASE WHEN a.attcollation <> ty.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE " \
    "'' END"

#endif

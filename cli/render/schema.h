/*
 * A model as the SQL that creates it: in one text, or in a file per object.
 */
#ifndef CLI_SCHEMA_H
#define CLI_SCHEMA_H

#include "render/render.h"

/* Loads as it is into an empty database. */
void cli_render_schema(pgp_text *out, const cli_report *report);

typedef struct cli_file {
    const char *path; /* below the directory: "schemas/public/tables/orders.sql" */
    pgp_text text;
} cli_file;

typedef struct cli_files {
    cli_file *items;
    size_t count, capacity;
} cli_files;

/* Every object of the model with what belongs to it in a file of its own, but for partitions and heirs where it matters what is first: they are in the
 * file of their table. Sorted by path. */
cli_files cli_split_schema(pgp_arena *arena, const pgp_model *model, const cli_report *report);

#endif

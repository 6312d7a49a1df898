/*
 * From opened sources to models: servers work while files are parsed.
 */
#ifndef PGP_SOURCE_LOAD_H
#define PGP_SOURCE_LOAD_H

#include "introspect/catalog.h"
#include "source/source.h"

typedef struct pgp_side {
    const pgp_source *source; /* to be read */
    pgp_model *model;
    pgp_catalog *catalog; /* of a database; NULL: not one */
    bool
        all_rights; /* also those on objects of the system that no file mentions; always where there is no file */
} pgp_side;

/* For what is to be asked of a database before it is read. */
pgp_status pgp_side_connect(pgp_context *context, pgp_side *side);
/* Fills model and catalog of all of them. Files are told what they leave to the database among them: extensions' members, the
 * search_path, the role. An error in a file comes with its line. */
pgp_status pgp_load(pgp_context *context, pgp_side *sides, size_t count);

#endif

/*
 * Sources: what people may write wherever pgplumb takes a schema, made ready to be read.
 *
 * Opening a source reads its files (from disk, or from a git revision without a checkout) but neither
 * parses them nor connects to a server. Messages name the source as it was written, never with a password
 * in it.
 */
#ifndef PGP_SOURCE_SOURCE_H
#define PGP_SOURCE_SOURCE_H

#include "parse/parse.h"

typedef enum pgp_source_type {
    PGP_SOURCE_DATABASE, /* postgresql://…, postgres://…, service=…, any conninfo */
    PGP_SOURCE_FILES,    /* .sql files, directories, git:REV:PATH */
    PGP_SOURCE_SNAPSHOT, /* one *.json file that `inspect --format json` wrote */
    PGP_SOURCE_EMPTY,    /* empty: */
} pgp_source_type;

typedef struct pgp_source {
    pgp_source_type type;
    const char *conninfo; /* DATABASE: as given, for libpq only: it may hold a password */
    pgp_input *inputs;    /* FILES: in the order of the command line, a directory's by path; SNAPSHOT: one */
    size_t input_count;
    const char *commit; /* the full hash, when every file is what that one commit holds; NULL */
    const char *label;  /* for people: "db/ at 3f2c91a (4 files)", "shop@db.example.com", "nothing" */
} pgp_source;

typedef struct pgp_source_options {
    /* Read git repositories of other users, too (git's safe.directory = *); holds for the whole process. */
    bool any_owner;
    /* Do not say at which commit a path of a worktree is: that starts libgit2, which loads every CA
     * certificate. */
    bool plain_label;
} pgp_source_options;

/* Opens `specs` as one schema: several are files and directories together, or exactly one of anything
 * else. `options` may be NULL. Texts live in the context's arena. PGP_INPUT with a message that names the
 * source when it cannot be read, is no text or holds no SQL file. */
pgp_status pgp_source_open(pgp_context *context, const pgp_source_options *options, const char *const *specs,
                           size_t count, pgp_source **out);

/* "database@host" of a conninfo or URL, completed from libpq's environment; no password, no query
 * parameters. */
const char *pgp_source_database_label(pgp_context *context, const char *conninfo);

/* One file, whatever its name; "-" is no stdin here. The text ends in NUL and belongs to the context. */
pgp_status pgp_read_file(pgp_context *context, const char *path, pgp_input *out);

#endif

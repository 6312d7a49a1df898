/*
 * What the readers of sources share: files on disk (files.c), blobs of git (git.c), the dispatcher
 * (source.c).
 */
#ifndef PGP_SOURCE_READING_H
#define PGP_SOURCE_READING_H

#include "source/source.h"

/* Inputs as they are collected. */
typedef struct pgp_input_list {
    pgp_input *items;
    size_t count, capacity;
} pgp_input_list;

/* Files of at most this size are read: libpg_query's offsets are 32 bits wide and its parse trees many
 * times larger. */
#define PGP_INPUT_LIMIT ((size_t)1 << 30)

/* Adds a text that is not over-large and not UTF-16. A byte order mark is skipped. */
pgp_status pgp_input_add(pgp_context *context, pgp_input_list *list, const char *name, const char *text,
                         size_t size);
/* Sorts from item `first` on by name, numbers as numbers and else bytewise, so that no locale changes the order. */
void pgp_input_sort(pgp_input_list *list, size_t first);
pgp_status pgp_too_large(pgp_context *context, const char *name);
/* ".sql" at the end of a name that is not hidden. */
bool pgp_is_sql_name(const char *name);

/* A file, or every *.sql file below a directory. (files.c) */
pgp_status pgp_read_path(pgp_context *context, const char *path, pgp_input_list *list);
/* Where files come from. */
typedef struct pgp_git_place {
    const char *label;  /* for people: "db/ at 3f2c91a" */
    const char *commit; /* the full hash; NULL: of no commit, or not as it holds them */
} pgp_git_place;

/* git:REV:PATH. (git.c) */
pgp_status pgp_read_git(pgp_context *context, const pgp_source_options *options, const char *spec,
                        pgp_input_list *list, pgp_git_place *place);
/* What git says about inputs `first`… that were read from `path` on disk: their label "3f2c91a", "3f2c91a + changes"
 * when they are not what that commit holds; NULL when they are in no worktree or git has nothing to say.
 * (worktree.c) */
pgp_git_place pgp_worktree_state(pgp_context *context, const pgp_source_options *options, const char *path,
                                 const pgp_input_list *list, size_t first);

struct git_tree;
struct git_repository;

/* Where `spec`, git:REV:PATH or a path on disk (at HEAD), is in git. The repository is closed with the context's arena. (git.c) */
pgp_status pgp_git_find(pgp_context *context, const pgp_source_options *options, const char *spec,
                        struct git_repository **repository, const char **revision, const char **path);
/* What a path of a repository holds at a revision. (git.c) */
pgp_status pgp_git_read_at(pgp_context *context, struct git_repository *repository, const char *revision,
                           const char *path, pgp_input_list *list, pgp_git_place *place);
/* The path inside the worktree of a path on disk; NULL: outside. (worktree.c) */
const char *pgp_git_inside(pgp_arena *arena, struct git_repository *repository, const char *path);

/* libgit2 for the life of the context's arena; PGP_INPUT where it is not installed. */
pgp_status pgp_git_start(pgp_context *context, const pgp_source_options *options);

typedef struct pgp_git_blob {
    const char *path; /* below the tree's root */
    unsigned char id[20];
    bool link; /* a symbolic link: its content is a path */
} pgp_git_blob;
typedef struct pgp_git_blobs {
    pgp_git_blob *items;
    size_t count, capacity;
} pgp_git_blobs;
/* Every *.sql blob of `tree`, whose own path is `prefix` ("" or "db/"); hidden names are skipped.
 * Negative: libgit2's error. */
int pgp_git_list(pgp_arena *arena, const struct git_tree *tree, const char *prefix, pgp_git_blobs *out);

#define PGP_SHORT_HASH 7

#endif

/*
 * Which commit files on disk belong to, for the label of a source. Git may be absent or silent: then there
 * is no label.
 */
#include "source/libgit2.h"
#include "source/reading.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Above this the hashing would be felt. */
#define HASHED_AT_MOST ((size_t)16 << 20)

typedef struct worktree {
    git_repository *repository;
    git_object *head, *tree;
} worktree;

static void close_worktree(void *what) {
    worktree *w = what;
    pgp_git()->object_free(w->tree);
    pgp_git()->object_free(w->head);
    pgp_git()->repository_free(w->repository);
    *w = (worktree){.repository = NULL};
}

static bool open_worktree(worktree *w, const char *path) {
    return pgp_git()->repository_open_ext(&w->repository, path, 0, NULL) == 0 &&
           !pgp_git()->repository_is_bare(w->repository) &&
           pgp_git()->revparse_single(&w->head, w->repository, "HEAD^{commit}") == 0 &&
           pgp_git()->object_peel(&w->tree, w->head, GIT_OBJECT_TREE) == 0;
}

const char *pgp_git_inside(pgp_arena *arena, git_repository *repository, const char *path) {
    char real[PATH_MAX], root[PATH_MAX];
    const char *workdir = pgp_git()->repository_workdir(repository);
    if (!workdir || !realpath(path, real) || !realpath(workdir, root))
        return NULL;
    size_t size = strlen(root);
    if (strncmp(real, root, size) != 0 || (real[size] != '/' && real[size] != '\0'))
        return NULL;
    return pgp_strdup(arena, real[size] ? real + size + 1 : "");
}

static bool is_committed(pgp_arena *arena, const worktree *w, const pgp_input *input) {
    const char *path = pgp_git_inside(arena, w->repository, input->name);
    git_tree_entry *entry = NULL;
    git_oid id;
    if (!path || pgp_git()->tree_entry_bypath(&entry, (const git_tree *)w->tree, path) != 0)
        return false;
    bool same = pgp_git()->odb_hash(&id, input->text, input->size, GIT_OBJECT_BLOB) == 0 &&
                pgp_git()->oid_equal(&id, pgp_git()->tree_entry_id(entry));
    pgp_git()->tree_entry_free(entry);
    return same;
}

/* How many SQL files the commit has at `path`. */
static size_t committed_count(pgp_arena *arena, const worktree *w, const char *path) {
    pgp_git_blobs blobs = {.count = 0};
    git_tree_entry *entry = NULL;
    git_object *below = NULL;
    if (*path == '\0') {
        pgp_git_list(arena, (const git_tree *)w->tree, "", &blobs);
    } else if (pgp_git()->tree_entry_bypath(&entry, (const git_tree *)w->tree, path) == 0) {
        if (pgp_git()->tree_entry_type(entry) != GIT_OBJECT_TREE)
            blobs.count = 1;
        else if (pgp_git()->tree_entry_to_object(&below, w->repository, entry) == 0)
            pgp_git_list(arena, (const git_tree *)below, "", &blobs);
    }
    pgp_git()->object_free(below);
    pgp_git()->tree_entry_free(entry);
    return blobs.count;
}

static bool has_changes(pgp_arena *arena, const worktree *w, const char *path, const pgp_input_list *list,
                        size_t first) {
    const char *below = pgp_git_inside(arena, w->repository, path);
    if (!below || committed_count(arena, w, below) != list->count - first)
        return true;
    for (size_t i = first; i < list->count; i++)
        if (!is_committed(arena, w, &list->items[i]))
            return true;
    return false;
}

pgp_git_place pgp_worktree_state(pgp_context *context, const pgp_source_options *options, const char *path,
                                 const pgp_input_list *list, size_t first) {
    const pgp_git_place nowhere = {.label = NULL};
    size_t total = 0;
    for (size_t i = first; i < list->count; i++)
        total += list->items[i].size;
    struct stat about;
    if ((options && options->plain_label) || total > HASHED_AT_MOST || stat(path, &about) != 0 ||
        !(S_ISREG(about.st_mode) || S_ISDIR(about.st_mode)))
        return nowhere;
    if (!pgp_git() || pgp_git_start(context, options) != PGP_OK)
        return nowhere;
    worktree *w = PGP_NEW(context->arena, worktree);
    pgp_defer(context->arena, close_worktree, w);
    if (!open_worktree(w, path) || !pgp_git_inside(context->arena, w->repository, path))
        return nowhere;
    char hash[GIT_OID_HEXSZ + 1];
    pgp_git()->oid_tostr(hash, sizeof hash, pgp_git()->object_id(w->head));
    bool changed = has_changes(context->arena, w, path, list, first);
    return (pgp_git_place){
        .label = pgp_printf(context->arena, "%.*s%s", PGP_SHORT_HASH, hash, changed ? " + changes" : ""),
        .commit = changed ? NULL : pgp_strdup(context->arena, hash)};
}

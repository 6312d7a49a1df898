/*
 * git:REV:PATH: files of a revision, read through libgit2 from the object database, without a checkout.
 *
 * The repository is the one of the current directory or of GIT_DIR; bare, shallow and linked worktrees are
 * all the same here.
 */
#include "source/libgit2.h"
#include "source/reading.h"

#include <string.h>

static void stop_git(void *what) {
    (void)what;
    pgp_git()->libgit2_shutdown();
}

/* It looks after most of its own allocations, not after all. */
enum { LIBGIT2_MEMORY = 32 * 1024 * 1024 };

pgp_status pgp_git_start(pgp_context *context, const pgp_source_options *options) {
    if (!pgp_git()) {
        pgp_fail(context, PGP_INPUT, NULL, "git cannot be read: there is no libgit2.so." LIBGIT2_SOVERSION);
        return pgp_hint(context, "Install libgit2 " LIBGIT2_SOVERSION ".");
    }
    pgp_make_sure_of(context->arena, LIBGIT2_MEMORY);
    if (pgp_git()->libgit2_init() < 0)
        return pgp_fail(context, PGP_RETRY, NULL, "git cannot be read: out of memory");
    pgp_defer(context->arena, stop_git, NULL);
    if (options && options->any_owner)
        pgp_git()->libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    return PGP_OK;
}

static void free_repository(void *what) {
    pgp_git()->repository_free(what);
}

static void free_object(void *what) {
    pgp_git()->object_free(what);
}

static pgp_status git_status(void) {
    const git_error *error = pgp_git()->error_last();
    return error && error->klass == GIT_ERROR_NOMEMORY ? PGP_RETRY : PGP_INPUT;
}

static const char *git_says(void) {
    const git_error *error = pgp_git()->error_last();
    return error && error->message ? error->message : "unknown trouble in git";
}

/* `path` NULL: the repository of the working directory, or of GIT_DIR. */
static int open_at(git_repository **out, const char *path) {
    return pgp_git()->repository_open_ext(out, path, path ? 0 : GIT_REPOSITORY_OPEN_FROM_ENV, NULL);
}

/* libgit2 1.5 reports a repository of another user as if it were not there, so ask once more without that
 * check. */
static bool is_of_another_user(const char *path) {
    git_repository *repository = NULL;
    int checking = 1;
    pgp_git()->libgit2_opts(GIT_OPT_GET_OWNER_VALIDATION, &checking);
    pgp_git()->libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    bool opens = open_at(&repository, path) == 0;
    pgp_git()->libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, checking);
    pgp_git()->repository_free(repository);
    return opens;
}

static pgp_status cannot_open(pgp_context *context, int code, const char *spec, const char *path) {
    const char *said = pgp_strdup(context->arena, git_says());
    if (git_status() == PGP_RETRY)
        return pgp_fail(context, PGP_RETRY, NULL, "cannot read \"%s\": %s", spec, said);
    if (is_of_another_user(path)) {
        pgp_fail(context, PGP_INPUT, NULL, "cannot read \"%s\": the git repository belongs to another user",
                 spec);
        return pgp_hint(
            context,
            "Trust it with: git config --global --add safe.directory DIRECTORY; or pass --any-owner.");
    }
    if (code == GIT_ENOTFOUND) {
        pgp_fail(context, PGP_INPUT, NULL, "cannot read \"%s\": not in a git repository", spec);
        return pgp_hint(context, "Run pgplumb inside the repository, or set GIT_DIR.");
    }
    return pgp_fail(context, PGP_INPUT, NULL, "cannot read \"%s\": %s", spec, said);
}

static pgp_status unknown_revision(pgp_context *context, git_repository *repository, const char *spec,
                                   const char *revision) {
    pgp_fail(context, PGP_INPUT, NULL, "cannot read \"%s\": git knows no revision \"%s\" here", spec,
             revision);
    if (pgp_git()->repository_is_shallow(repository) == 1)
        return pgp_hint(
            context,
            "This is a shallow clone; get more history with: git fetch --depth=1000 (or --unshallow).");
    return pgp_hint(context, "Fetch it first with: git fetch origin %s.", revision);
}

/* The commit's (or a plain tree's) root; *hash is the commit's. */
static pgp_status find_root(pgp_context *context, git_repository *repository, const char *spec,
                            const char *revision, git_tree **root, const char **hash) {
    git_object *named = NULL, *commit = NULL, *tree = NULL;
    if (pgp_git()->revparse_single(&named, repository, revision) != 0)
        return unknown_revision(context, repository, spec, revision);
    pgp_defer(context->arena, free_object, named);
    if (pgp_git()->object_peel(&commit, named, GIT_OBJECT_COMMIT) == 0)
        pgp_defer(context->arena, free_object, commit);
    if (pgp_git()->object_peel(&tree, named, GIT_OBJECT_TREE) != 0)
        return pgp_fail(context, git_status(), NULL, "cannot read \"%s\": %s", spec, git_says());
    pgp_defer(context->arena, free_object, tree);
    char text[GIT_OID_HEXSZ + 1];
    pgp_git()->oid_tostr(text, sizeof text, pgp_git()->object_id(commit ? commit : tree));
    *hash = pgp_strdup(context->arena, text);
    *root = (git_tree *)tree;
    return PGP_OK;
}

typedef struct listing {
    pgp_arena *arena;
    const char *prefix;
    pgp_git_blobs *blobs;
} listing;

static int list_entry(const char *directory, const git_tree_entry *entry, void *what) {
    const listing *l = what;
    const char *name = pgp_git()->tree_entry_name(entry);
    git_filemode_t mode = pgp_git()->tree_entry_filemode(entry);
    if (name[0] == '.')
        return 1;
    if (mode == GIT_FILEMODE_TREE || mode == GIT_FILEMODE_COMMIT || !pgp_is_sql_name(name))
        return 0;
    pgp_git_blob blob = {.path = pgp_printf(l->arena, "%s%s%s", l->prefix, directory, name),
                         .link = mode == GIT_FILEMODE_LINK};
    memcpy(blob.id, pgp_git()->tree_entry_id(entry)->id, sizeof blob.id);
    PGP_PUSH(l->arena, l->blobs->items, l->blobs->count, l->blobs->capacity, blob);
    return 0;
}

int pgp_git_list(pgp_arena *arena, const git_tree *tree, const char *prefix, pgp_git_blobs *out) {
    listing l = {.arena = arena, .prefix = prefix, .blobs = out};
    return pgp_git()->tree_walk(tree, GIT_TREEWALK_PRE, list_entry, &l);
}

static bool is_lfs_pointer(const char *text, size_t size) {
    static const char head[] = "version https://git-lfs.github.com/spec/";
    return size >= sizeof head - 1 && memcmp(text, head, sizeof head - 1) == 0;
}

static pgp_status add_blob(pgp_context *context, git_repository *repository, const char *revision,
                           const pgp_git_blob *blob, pgp_input_list *list) {
    const char *name = pgp_printf(context->arena, "git:%s:%s", revision, blob->path);
    if (blob->link)
        return pgp_fail(context, PGP_INPUT, NULL,
                        "\"%s\" is a symbolic link; name the file that it points to", name);
    git_oid id;
    memcpy(id.id, blob->id, sizeof id.id);
    git_blob *content = NULL;
    if (pgp_git()->blob_lookup(&content, repository, &id) != 0) {
        pgp_fail(context, git_status(), NULL, "cannot read \"%s\": %s", name, git_says());
        return pgp_hint(context, "In a partial clone, fetch it first: git cat-file -p %s:%s.", revision,
                        blob->path);
    }
    pgp_defer(context->arena, free_object, content);
    const char *text = pgp_git()->blob_rawcontent(content);
    size_t size = (size_t)pgp_git()->blob_rawsize(content);
    if (is_lfs_pointer(text, size))
        return pgp_fail(context, PGP_INPUT, NULL, "\"%s\" is a pointer of git LFS; its text is not in git",
                        name);
    if (size > PGP_INPUT_LIMIT)
        return pgp_too_large(context, name);
    return pgp_input_add(context, list, name, pgp_strndup(context->arena, size ? text : "", size), size);
}

/* PATH without the slashes and dots that git's trees do not know: "./db/" is "db". */
static const char *plain_path(pgp_arena *arena, const char *path) {
    while (path[0] == '/' || (path[0] == '.' && (path[1] == '/' || path[1] == '\0')))
        path++;
    size_t size = strlen(path);
    while (size && path[size - 1] == '/')
        size--;
    return pgp_strndup(arena, path, size);
}

static pgp_status list_path(pgp_context *context, git_repository *repository, git_tree *root,
                            const char *spec, const char *path, pgp_git_blobs *blobs, bool *directory) {
    git_tree *tree = root;
    const char *prefix = "";
    *directory = true;
    if (*path) {
        git_tree_entry *entry = NULL;
        if (pgp_git()->tree_entry_bypath(&entry, root, path) != 0)
            return pgp_fail(context, PGP_INPUT, NULL, "cannot read \"%s\": no \"%s\" in this revision", spec,
                            path);
        *directory = pgp_git()->tree_entry_type(entry) == GIT_OBJECT_TREE;
        git_object *object = NULL;
        if (!*directory) {
            pgp_git_blob blob = {.path = path,
                                 .link = pgp_git()->tree_entry_filemode(entry) == GIT_FILEMODE_LINK};
            memcpy(blob.id, pgp_git()->tree_entry_id(entry)->id, sizeof blob.id);
            PGP_PUSH(context->arena, blobs->items, blobs->count, blobs->capacity, blob);
        } else if (pgp_git()->tree_entry_to_object(&object, repository, entry) == 0) {
            pgp_defer(context->arena, free_object, object);
            tree = (git_tree *)object;
            prefix = pgp_printf(context->arena, "%s/", path);
        }
        pgp_git()->tree_entry_free(entry);
        if (!*directory)
            return PGP_OK;
    }
    if (pgp_git_list(context->arena, tree, prefix, blobs) < 0)
        return pgp_fail(context, git_status(), NULL, "cannot read \"%s\": %s", spec, git_says());
    return PGP_OK;
}

static pgp_status read_revision(pgp_context *context, git_repository *repository, const char *spec,
                                const char *revision, const char *path, pgp_input_list *list,
                                pgp_git_place *place) {
    git_tree *root = NULL;
    const char *hash = NULL;
    bool directory;
    pgp_git_blobs blobs = {.count = 0};
    PGP_TRY(find_root(context, repository, spec, revision, &root, &hash));
    PGP_TRY(list_path(context, repository, root, spec, path, &blobs, &directory));
    if (blobs.count == 0)
        return pgp_fail(context, PGP_INPUT, NULL, "no .sql file in \"%s\"", spec);
    size_t first = list->count;
    for (size_t i = 0; i < blobs.count; i++)
        PGP_TRY(add_blob(context, repository, revision, &blobs.items[i], list));
    pgp_input_sort(list, first);
    place->commit = hash;
    place->label = pgp_printf(context->arena, "%s%s at %.*s", *path ? path : ".", directory ? "/" : "",
                              PGP_SHORT_HASH, hash);
    return PGP_OK;
}

pgp_status pgp_git_read_at(pgp_context *context, git_repository *repository, const char *revision,
                           const char *path, pgp_input_list *list, pgp_git_place *place) {
    const char *spec = pgp_printf(context->arena, "git:%s:%s", revision, path);
    return read_revision(context, repository, spec, revision, path, list, place);
}

static pgp_status split_spec(pgp_context *context, const char *spec, const char **revision,
                             const char **path) {
    const char *start = spec + strlen("git:"), *colon = strchr(start, ':');
    if (!colon || colon == start) {
        pgp_fail(context, PGP_INPUT, NULL, "\"%s\" is not of the form git:REVISION:PATH", spec);
        return pgp_hint(context, "For example git:HEAD:db/ or git:v1.2:schema.sql.");
    }
    *revision = pgp_strndup(context->arena, start, (size_t)(colon - start));
    *path = plain_path(context->arena, colon + 1);
    return PGP_OK;
}

static pgp_status open_repository(pgp_context *context, const pgp_source_options *options, const char *spec,
                                  const char *path, git_repository **out) {
    git_repository *repository = NULL;
    PGP_TRY(pgp_git_start(context, options));
    int code = open_at(&repository, path);
    if (code != 0)
        return cannot_open(context, code, spec, path);
    pgp_defer(context->arena, free_repository, repository);
    *out = repository;
    return PGP_OK;
}

pgp_status pgp_git_find(pgp_context *context, const pgp_source_options *options, const char *spec,
                        git_repository **repository, const char **revision, const char **path) {
    if (strncmp(spec, "git:", 4) == 0) {
        PGP_TRY(split_spec(context, spec, revision, path));
        return open_repository(context, options, spec, NULL, repository);
    }
    PGP_TRY(open_repository(context, options, spec, spec, repository));
    *revision = "HEAD";
    *path = pgp_git_inside(context->arena, *repository, spec);
    return *path ? PGP_OK : pgp_fail(context, PGP_INPUT, NULL, "\"%s\" is not in a git worktree", spec);
}

pgp_status pgp_read_git(pgp_context *context, const pgp_source_options *options, const char *spec,
                        pgp_input_list *list, pgp_git_place *place) {
    git_repository *repository;
    const char *revision, *path;
    PGP_TRY(split_spec(context, spec, &revision, &path));
    PGP_TRY(open_repository(context, options, spec, NULL, &repository));
    return read_revision(context, repository, spec, revision, path, list, place);
}

/*
 * libgit2, loaded when something is looked for in git: with the libraries that it loads itself it would be a tenth of the memory of
 * every run.
 */
#ifndef PGP_SOURCE_LIBGIT2_H
#define PGP_SOURCE_LIBGIT2_H

#include <git2.h>

/* The functions that are used, without "git_". */
// clang-format off
#define PGP_LIBGIT2_FUNCTIONS(each) \
    each(blob_lookup) \
    each(blob_rawcontent) \
    each(blob_rawsize) \
    each(buf_dispose) \
    each(commit_author) \
    each(commit_free) \
    each(commit_id) \
    each(commit_lookup) \
    each(commit_parent) \
    each(commit_parentcount) \
    each(commit_summary) \
    each(commit_tree) \
    each(error_last) \
    each(libgit2_init) \
    each(libgit2_opts) \
    each(libgit2_shutdown) \
    each(libgit2_version) \
    each(object_free) \
    each(object_id) \
    each(object_peel) \
    each(odb_hash) \
    each(oid_cpy) \
    each(oid_equal) \
    each(oid_tostr) \
    each(patch_free) \
    each(patch_from_buffers) \
    each(patch_to_buf) \
    each(repository_free) \
    each(repository_is_bare) \
    each(repository_is_shallow) \
    each(repository_open_ext) \
    each(repository_workdir) \
    each(revparse_single) \
    each(revwalk_free) \
    each(revwalk_new) \
    each(revwalk_next) \
    each(revwalk_push) \
    each(revwalk_sorting) \
    each(tree_entry_bypath) \
    each(tree_entry_filemode) \
    each(tree_entry_free) \
    each(tree_entry_id) \
    each(tree_entry_name) \
    each(tree_entry_to_object) \
    each(tree_entry_type) \
    each(tree_free) \
    each(tree_id) \
    each(tree_walk)
// clang-format on

typedef struct pgp_libgit2 {
#define PGP_LIBGIT2_MEMBER(name) __typeof__(git_##name) *name;
    PGP_LIBGIT2_FUNCTIONS(PGP_LIBGIT2_MEMBER)
#undef PGP_LIBGIT2_MEMBER
} pgp_libgit2;

/* The same each time; NULL: it is not installed. */
const pgp_libgit2 *pgp_git(void);

#endif

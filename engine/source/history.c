#include "source/history.h"

#include "source/libgit2.h"
#include "source/reading.h"

#include <string.h>
#include <time.h>

typedef struct walk {
    pgp_context *context;
    const char *spec;
    pgp_history *history;
    git_revwalk *revisions;
    pgp_commit *commits;
    size_t capacity, limit;
} walk;

static void free_revisions(void *what) {
    walk *w = what;
    pgp_git()->revwalk_free(w->revisions);
}

static pgp_status cannot_walk(walk *w) {
    const git_error *error = pgp_git()->error_last();
    return pgp_fail(w->context, PGP_INPUT, NULL, "cannot read the history of \"%s\": %s", w->spec,
                    error && error->message ? error->message : "unknown trouble in git");
}

/* -- what a commit has at the path --------------------------------------------------------------------------------- */

/* false: nothing is there. */
static bool find_path(const walk *w, git_commit *commit, git_oid *out) {
    git_tree *tree = NULL;
    git_tree_entry *entry = NULL;
    bool whole = *w->history->path == '\0';
    bool found = pgp_git()->commit_tree(&tree, commit) == 0 &&
                 (whole || pgp_git()->tree_entry_bypath(&entry, tree, w->history->path) == 0);
    if (found)
        pgp_git()->oid_cpy(out, whole ? pgp_git()->tree_id(tree) : pgp_git()->tree_entry_id(entry));
    pgp_git()->tree_entry_free(entry);
    pgp_git()->tree_free(tree);
    return found;
}

/* Like git log: a merge that took the path from one of its parents is no change. */
static bool is_change(const walk *w, git_commit *commit, bool *absent) {
    git_oid here, there;
    unsigned parents = pgp_git()->commit_parentcount(commit);
    *absent = !find_path(w, commit, &here);
    for (unsigned i = 0; i < parents; i++) {
        git_commit *parent = NULL;
        if (pgp_git()->commit_parent(&parent, commit, i) != 0) {
            w->history->cut = true; /* a shallow clone ends here */
            continue;
        }
        bool same = find_path(w, parent, &there) ? !*absent && pgp_git()->oid_equal(&here, &there) : *absent;
        pgp_git()->commit_free(parent);
        if (same)
            return false;
    }
    return parents > 0 || !*absent;
}

/* -- the walk ------------------------------------------------------------------------------------------------------ */

static const char *date_of(pgp_arena *arena, const git_signature *who) {
    time_t when = (time_t)who->when.time;
    struct tm parts;
    char text[16] = "";
    if (gmtime_r(&when, &parts))
        strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return pgp_strdup(arena, text);
}

static void add_commit(walk *w, git_commit *commit, bool absent) {
    pgp_arena *arena = w->context->arena;
    const git_signature *who = pgp_git()->commit_author(commit);
    const char *subject = pgp_git()->commit_summary(commit);
    char hash[GIT_OID_HEXSZ + 1];
    pgp_git()->oid_tostr(hash, sizeof hash, pgp_git()->commit_id(commit));
    pgp_commit found = {.hash = pgp_strdup(arena, hash),
                        .date = date_of(arena, who),
                        .author = pgp_strdup(arena, who->name),
                        .subject = pgp_strdup(arena, subject ? subject : ""),
                        .absent = absent};
    PGP_PUSH(arena, w->commits, w->history->count, w->capacity, found);
}

static pgp_status walk_commits(walk *w) {
    git_oid id;
    while (pgp_git()->revwalk_next(&id, w->revisions) == 0) {
        git_commit *commit = NULL;
        bool absent;
        if (pgp_git()->commit_lookup(&commit, w->history->repository, &id) != 0)
            return cannot_walk(w);
        bool changed = is_change(w, commit, &absent);
        if (changed && w->history->count < w->limit)
            add_commit(w, commit, absent);
        else
            w->history->cut |= changed;
        pgp_git()->commit_free(commit);
        if (changed && w->history->cut && w->history->count == w->limit)
            break;
    }
    w->history->commits = w->commits;
    return PGP_OK;
}

static pgp_status start(walk *w, const char *revision) {
    git_object *named = NULL;
    if (pgp_git()->revwalk_new(&w->revisions, w->history->repository) != 0)
        return cannot_walk(w);
    pgp_defer(w->context->arena, free_revisions, w);
    if (pgp_git()->revparse_single(&named, w->history->repository, revision) != 0)
        return cannot_walk(w);
    pgp_git()->revwalk_sorting(w->revisions, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
    int pushed = pgp_git()->revwalk_push(w->revisions, pgp_git()->object_id(named));
    pgp_git()->object_free(named);
    return pushed == 0 ? PGP_OK : cannot_walk(w);
}

pgp_status pgp_history_open(pgp_context *context, const pgp_source_options *options, const char *spec,
                            size_t limit, pgp_history *out) {
    walk *w = PGP_NEW(context->arena, walk);
    const char *revision;
    *w = (walk){.context = context, .spec = spec, .history = out, .limit = limit};
    *out = (pgp_history){.count = 0};
    PGP_TRY(pgp_git_find(context, options, spec, &out->repository, &revision, &out->path));
    PGP_TRY(start(w, revision));
    PGP_TRY(walk_commits(w));
    if (!out->count)
        return pgp_fail(context, PGP_INPUT, NULL, "git has no commit with \"%s\"", spec);
    return PGP_OK;
}

pgp_status pgp_history_source(pgp_context *context, const pgp_history *history, const pgp_commit *commit,
                              pgp_source **out) {
    pgp_input_list list = {0};
    pgp_source *source = PGP_NEW(context->arena, pgp_source);
    source->type = PGP_SOURCE_FILES;
    pgp_git_place place = {.label = NULL};
    PGP_TRY(pgp_git_read_at(context, history->repository, commit->hash, history->path, &list, &place));
    source->label = place.label;
    source->commit = place.commit;
    source->inputs = list.items;
    source->input_count = list.count;
    *out = source;
    return PGP_OK;
}

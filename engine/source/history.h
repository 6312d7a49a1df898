/*
 * The history of a desired schema in git: the commits that changed it, and what it said at each.
 */
#ifndef PGP_SOURCE_HISTORY_H
#define PGP_SOURCE_HISTORY_H

#include "source/source.h"

typedef struct pgp_commit {
    const char *hash; /* all of it */
    const char *date; /* "2026-11-03", when it was written, in UTC */
    const char *author, *subject;
    bool absent; /* the path is not there: the commit removed it, or did not have it yet */
} pgp_commit;

typedef struct pgp_history {
    const pgp_commit *commits; /* newest first */
    size_t count;
    bool cut;         /* there are older ones: the limit was reached, or the clone is shallow */
    const char *path; /* in the repository */
    struct git_repository *repository; /* until the context's arena is freed */
} pgp_history;

/* Of `spec`, a path on disk (then from HEAD on) or git:REV:PATH. At most `limit` commits. PGP_INPUT when that is not in git. */
pgp_status pgp_history_open(pgp_context *context, const pgp_source_options *options, const char *spec,
                            size_t limit, pgp_history *out);
/* What the path holds at a commit that has it; everything lives in `context`, which may be one of its own. */
pgp_status pgp_history_source(pgp_context *context, const pgp_history *history, const pgp_commit *commit,
                              pgp_source **out);

#endif

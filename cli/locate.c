/*
 * pgplumb locate: which commit of the desired schema's history the live database is, or is nearest to.
 */
#include "load.h"
#include "memo.h"
#include "render/difference.h"
#include "render/json_text.h"
#include "source/history.h"
#include "style.h"
#include "talk.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL_LIMIT = 100 };

typedef struct search {
    const cli_arguments *arguments;
    const pgp_options *options;
    const pgp_history *history;
    const char *database; /* for people */
    cli_memo memo;
    json_t *
        kept; /* by a commit's hash: the number of its differences, or why it cannot be compared; NULL: nothing is kept */
    size_t at;          /* the commit that is compared */
    size_t differences; /* found there */
    size_t best, best_differences;
    size_t readable; /* commits that could be compared */
} search;

/* -- one commit ---------------------------------------------------------------------------------------------------- */

static pgp_status open_database(pgp_context *context, const search *s, cli_side *side) {
    return cli_open_database(context, s->arguments, "locate", "--database", s->arguments->database, side);
}

/* In another state than the one that is remembered everything may be different. */
static pgp_status connect_live(pgp_context *context, search *s, cli_side *live) {
    const char *state;
    PGP_TRY(open_database(context, s, live));
    if (!s->memo.state)
        return PGP_OK;
    PGP_TRY(cli_memo_connect(context, live, &state));
    if (!pgp_same(state, s->memo.state))
        s->memo.state = NULL;
    return PGP_OK;
}

static pgp_status compare(pgp_context *context, search *s, size_t at, cli_differences *out) {
    cli_side sides[2] = {{.plain_label = true}, {.plain_label = true}};
    pgp_source *source;
    pgp_plan *plan;
    PGP_TRY(connect_live(context, s, &sides[0]));
    PGP_TRY(pgp_history_source(context, s->history, &s->history->commits[at], &source));
    sides[1].source = source;
    sides[1].ignored = &s->arguments->ignored;
    PGP_TRY(cli_load(context, sides, 2));
    PGP_TRY(pgp_diff(context, sides[0].model, sides[1].model, sides[0].catalog, s->options, &plan));
    *out = cli_differences_of(context->arena, plan);
    return PGP_OK;
}

static pgp_status count_differences(pgp_context *context, void *argument) {
    search *s = argument;
    cli_differences differences;
    PGP_TRY(compare(context, s, s->at, &differences));
    s->differences = differences.count;
    return PGP_OK;
}

static const char *hash_of(const search *s) {
    return s->history->commits[s->at].hash;
}

static void keep(search *s, json_t *answer) {
    json_object_set_new(s->kept, hash_of(s), answer);
}

static void take(search *s, size_t differences) {
    if (!s->readable++ || differences < s->best_differences) {
        s->best = s->at;
        s->best_differences = differences;
    }
}

static void pass_over(pgp_context *context, const search *s, const char *why) {
    pgp_note_add(context, NULL, "%.7s is passed over: %s", hash_of(s), why);
}

/* An old file may be one that this pgplumb, or its grammar, cannot read: then that commit is passed over. */
static pgp_status take_failure(pgp_context *context, search *s, const pgp_context *failed) {
    const pgp_error *error = &failed->error;
    if (error->where.file) {
        pass_over(context, s, error->message);
        keep(s, json_string(error->message));
        return PGP_OK;
    }
    pgp_fail(context, error->status, NULL, "%s", error->message);
    return error->hint ? pgp_hint(context, "%s", error->hint) : error->status;
}

/* Each commit has memory of its own: histories are long. */
static pgp_status try_commit(pgp_context *context, search *s) {
    pgp_context *own = pgp_context_new();
    if (!own)
        return pgp_fail(context, PGP_RETRY, NULL, "out of memory");
    pgp_status status = pgp_guard(own, count_differences, s);
    if (status == PGP_OK) {
        take(s, s->differences);
        keep(s, json_integer((json_int_t)s->differences));
    } else {
        status = take_failure(context, s, own);
    }
    pgp_context_free(own);
    return status;
}

static bool is_known(pgp_context *context, search *s) {
    const json_t *known = json_object_get(json_object_get(s->memo.known, "commits"), hash_of(s));
    if (json_is_integer(known))
        take(s, (size_t)json_integer_value(known));
    else if (json_is_string(known))
        pass_over(context, s, json_string_value(known));
    return known;
}

static pgp_status search_history(pgp_context *context, search *s) {
    for (s->at = 0; s->at < s->history->count; s->at++) {
        if (s->history->commits[s->at].absent)
            continue;
        if (!is_known(context, s))
            PGP_TRY(try_commit(context, s));
        if (s->readable && !s->best_differences)
            break;
    }
    if (!s->readable)
        return pgp_fail(context, PGP_INPUT, NULL, "no commit could be compared");
    return PGP_OK;
}

/* -- the answer ---------------------------------------------------------------------------------------------------- */

static void add_commit(pgp_text *out, const pgp_commit *commit) {
    pgp_text_addf(out, "%.7s (%s, ", commit->hash, commit->date);
    pgp_add_plain(out, commit->author);
    pgp_text_add(out, ": ");
    pgp_add_plain(out, commit->subject);
    pgp_text_add(out, ")");
}

static const char *shown_path(const pgp_history *history) {
    return *history->path ? history->path : ".";
}

static void add_text(pgp_text *out, const search *s, const cli_differences *differences) {
    const pgp_commit *commit = &s->history->commits[s->best];
    pgp_add_plain(out, differences->source);
    pgp_text_addf(out, s->best_differences ? " is nearest to what " : " is what ");
    pgp_add_plain(out, shown_path(s->history));
    pgp_text_add(out, " was at ");
    add_commit(out, commit);
    if (s->best)
        pgp_text_addf(out, ", %zu change%s ago", s->best, s->best == 1 ? "" : "s");
    pgp_text_add(out, "\n");
    if (!s->best_differences)
        return;
    if (s->history->cut)
        pgp_text_addf(out, "Older commits were not looked at: --limit, or git fetch --unshallow.\n");
    cli_drift_text(out, differences, false);
}

static pgp_status add_json(pgp_context *context, pgp_text *out, const search *s,
                           const cli_differences *differences) {
    const pgp_commit *commit = &s->history->commits[s->best];
    cli_json json = {.context = context};
    json_t *root = cli_json_root(&json);
    cli_json_set(&json, root, "format", json_integer(1));
    cli_json_set_text(&json, root, "tool", "pgplumb");
    cli_json_set_text(&json, root, "type", "locate");
    cli_json_set_text(&json, root, "database", differences->source);
    cli_json_set_text(&json, root, "path", shown_path(s->history));
    cli_json_set(&json, root, "equal", json_boolean(!s->best_differences));
    cli_json_set(&json, root, "differences", json_integer((json_int_t)s->best_differences));
    cli_json_set(&json, root, "changes_since", json_integer((json_int_t)s->best));
    cli_json_set(&json, root, "all_commits_seen", json_boolean(!s->history->cut));
    cli_json_set(&json, root, "commit", cli_commit_json(&json, commit));
    return cli_json_finish(&json, root, out);
}

static pgp_status show(pgp_context *context, search *s) {
    cli_differences differences = {.source = s->database};
    pgp_text out = pgp_text_new(context->arena);
    if (s->best_differences)
        PGP_TRY(compare(context, s, s->best, &differences));
    cli_say_notes(context);
    if (s->arguments->format == CLI_JSON)
        PGP_TRY(add_json(context, &out, s, &differences));
    else
        add_text(&out, s, &differences);
    return cli_write(context, s->arguments->output, out.data, out.size);
}

static pgp_status read_limit(pgp_context *context, const char *text, size_t *out) {
    char *end = NULL;
    long number = text ? strtol(text, &end, 10) : USUAL_LIMIT;
    if (number < 1 || (end && *end))
        return cli_usage_error(context, "locate", "--limit takes a number of commits, not \"%s\"", text);
    *out = (size_t)number;
    return PGP_OK;
}

/* What is known already, and where more goes to. */
static pgp_status recall(pgp_context *context, search *s) {
    cli_side live = {.plain_label = true};
    PGP_TRY(open_database(context, s, &live));
    if (s->arguments->no_cache)
        PGP_TRY(cli_connect(context, &live));
    else
        PGP_TRY(cli_memo_recall(context, &cli_locate, s->arguments, &live, NULL, s->history->path, &s->memo));
    s->database = live.model->label;
    s->kept = json_deep_copy(json_object_get(s->memo.known, "commits"));
    s->kept = s->kept ? s->kept : json_object();
    cli_json_defer(context, s->kept);
    pgp_catalog_close(live.catalog);
    return PGP_OK;
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    pgp_source_options source_options = {.any_owner = arguments->any_owner};
    pgp_options options;
    pgp_history history;
    size_t limit;
    if (arguments->to.count != 1)
        return cli_usage_error(context, "locate",
                               "locate needs --to PATH: the schema in a git repository, one path");
    PGP_TRY(read_limit(context, arguments->limit, &limit));
    PGP_TRY(cli_plan_options(context, arguments, &options));
    PGP_TRY(pgp_history_open(context, &source_options, arguments->to.items[0], limit, &history));
    search s = {.arguments = arguments, .options = &options, .history = &history};
    PGP_TRY(recall(context, &s));
    PGP_TRY(search_history(context, &s));
    cli_memo_keep(context, &s.memo, "commits", json_incref(s.kept));
    PGP_TRY(show(context, &s));
    return s.best_differences ? PGP_DIFFERENT : PGP_OK;
}

static const cli_option options[] = {
    CLI_OPTION_TO("the schema in git: a path on disk, or git:REV:PATH"),
    CLI_OPTION_DATABASE,
    CLI_OPTION("limit", '\0', CLI_VALUE_TEXT, limit, "COUNT", "how many commits to look at (default: 100)"),
    CLI_OPTION_FORMAT("text|json"),
    CLI_OPTION_OUTPUT,
    CLI_OPTION_MANAGE,
    CLI_OPTION("no-cache", '\0', CLI_VALUE_NONE, no_cache, NULL,
               "compare even the commits that were compared with the same state of the database before"),
    CLI_OPTIONS_COMMON,
};

const cli_command cli_locate = {
    .name = "locate",
    .synopsis = "--to PATH [--database URL] [option]...",
    .summary = "find the commit of the schema that the live database is at",
    .about = "Compares the database with each commit that changed the schema, the newest first. The exit "
             "status is 0 "
             "when it is what\n"
             "one of them says, and 1 when it is only near to one. How near each is, is remembered in\n"
             "$XDG_CACHE_HOME/pgplumb (else ~/.cache/pgplumb) until the database changes.",
    .options = options,
    .run = run,
};

#include "plan/script.h"

#include "base/plain.h"
#include "execute/group.h"
#include "plan/summary.h"

#include <string.h>

void pgp_add_comment(pgp_text *out, const char *text) {
    pgp_text_add(out, "-- ");
    pgp_add_plain(out, text);
    pgp_text_add(out, "\n");
}

/* A comment at the end of the user's own text would swallow the semicolon. */
void pgp_add_statement(pgp_text *out, const char *sql) {
    const char *last_line = strrchr(sql, '\n');
    pgp_text_add(out, sql);
    pgp_text_add(out, strstr(last_line ? last_line : sql, "--") ? "\n;\n" : ";\n");
}

static void add_title(pgp_text *out, size_t number, const pgp_step *step) {
    pgp_add_comment(out, pgp_printf(out->arena, "%zu %c %s", number, step->sign, step->summary));
}

/* Every line of it a comment, so that nothing of it runs. */
static void add_blocked(pgp_text *out, size_t number, const pgp_step *step) {
    add_title(out, number, step);
    pgp_add_comment(out, pgp_printf(out->arena, "BLOCKED: %s; permit it with --allow %s",
                                    pgp_blocked_words(out->arena, step), pgp_allow_word(out->arena, step)));
    for (const char *line = step->sql; *line;) {
        size_t size = strcspn(line, "\r\n");
        pgp_add_comment(out, pgp_strndup(out->arena, line, size));
        line += size + (line[size] != '\0');
    }
}

static void add_step(pgp_text *out, size_t number, const pgp_step *step, const char **path) {
    if (pgp_step_is_blocked(step)) {
        add_blocked(out, number, step);
        return;
    }
    const char *set = pgp_step_set_path(out->arena, step, path);
    add_title(out, number, step);
    if (set)
        pgp_add_statement(out, set);
    pgp_add_statement(out, step->sql);
}

static void add_group(pgp_text *out, const pgp_script *script, const pgp_group *group, const char **path) {
    bool in_transaction = group->transaction && group->runs > 0;
    pgp_text_add(out, in_transaction ? "\nBEGIN;\n" : "\n");
    for (size_t i = group->first; i < group->first + group->count; i++)
        add_step(out, i + 1, &script->steps[i], path);
    if (in_transaction)
        pgp_text_add(out, "COMMIT;\n");
}

static bool sets_secrets(const pgp_script *script) {
    for (size_t i = 0; i < script->step_count; i++)
        if (script->steps[i].secret && !pgp_step_is_blocked(&script->steps[i]))
            return true;
    return false;
}

void pgp_add_script(pgp_text *out, const pgp_script *script) {
    if (!script->step_count) {
        pgp_add_comment(out, pgp_printf(out->arena, "%s is what %s says.", script->source, script->target));
        return;
    }
    const char *path = NULL;
    pgp_groups groups = pgp_group_steps(out->arena, script->steps, script->step_count);
    pgp_add_comment(out, pgp_printf(out->arena, "%s → %s", script->source, script->target));
    pgp_add_comment(out, pgp_summary_line(out->arena, script->steps, script->step_count));
    if (sets_secrets(script))
        pgp_add_comment(out, "Secrets are left out: psql -v NAME=VALUE gives them where :'NAME' stands.");
    pgp_text_add(out, "SET check_function_bodies = off;\nSET client_min_messages = warning;\n");
    for (size_t i = 0; i < groups.count; i++)
        add_group(out, script, &groups.items[i], &path);
}

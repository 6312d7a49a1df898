/*
 * The example of docs/LIBRARY.md: what makes one schema into another, as pgplumb plan --format shows it.
 */
#include <pgplumb/pgplumb.h>

#include <stdio.h>
#include <string.h>

static int complain(const pgplumb_session *session) {
    const pgplumb_error *error = pgplumb_last_error(session);
    if (error->file)
        fprintf(stderr, "%s:%d:%d: ", error->file, error->line, error->column);
    fprintf(stderr, "%s\n", error->message);
    if (error->hint)
        fprintf(stderr, "%s\n", error->hint);
    return (int)error->status;
}

static int format_named(const char *name) {
    static const char *const names[] = {"text", "sql", "json", "markdown", "html"};
    for (int i = 0; i <= PGPLUMB_HTML; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

static void show_notes(const pgplumb_plan *plan) {
    for (size_t i = 0; i < pgplumb_plan_note_count(plan); i++) {
        const pgplumb_note *note = pgplumb_plan_note(plan, i);
        if (note->file)
            fprintf(stderr, "%s:%d:%d: ", note->file, note->line, note->column);
        fprintf(stderr, "%s\n", note->message);
    }
}

static int show(pgplumb_session *session, const char *from, const char *to, pgplumb_format format) {
    pgplumb_plan *plan;
    const char *text;
    pgp_status status =
        pgplumb_plan_make(session, &(pgplumb_source){&from, 1}, &(pgplumb_source){&to, 1}, NULL, &plan);
    if (status != PGP_OK)
        return complain(session);
    show_notes(plan);
    status = pgplumb_plan_render(session, plan, format, &text);
    if (status == PGP_OK) {
        fputs(text, stdout);
        status = pgplumb_plan_blocked(plan) ? PGP_BLOCKED : PGP_OK;
    } else {
        complain(session);
    }
    pgplumb_plan_free(plan);
    return (int)status;
}

int main(int count, char **words) {
    int format = count == 4 ? format_named(words[3]) : PGPLUMB_SQL;
    pgplumb_session *session = count >= 3 && count <= 4 && format >= 0 ? pgplumb_session_new() : NULL;
    if (!session) {
        fputs("usage: example FROM TO [text|sql|json|markdown|html]\n", stderr);
        return PGP_INPUT;
    }
    int status = show(session, words[1], words[2], (pgplumb_format)format);
    pgplumb_session_free(session);
    return status;
}

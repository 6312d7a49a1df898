/*
 * The example of docs/LIBRARY.md: what makes one schema into another, as a script for psql.
 */
#include <pgplumb/pgplumb.h>

#include <stdio.h>

static int complain(const pgplumb_session *session) {
    const pgplumb_error *error = pgplumb_last_error(session);
    if (error->file)
        fprintf(stderr, "%s:%d:%d: ", error->file, error->line, error->column);
    fprintf(stderr, "%s\n", error->message);
    if (error->hint)
        fprintf(stderr, "%s\n", error->hint);
    return (int)error->status;
}

static int show(pgplumb_session *session, const char *from, const char *to) {
    pgplumb_plan *plan;
    pgp_status status =
        pgplumb_plan_make(session, &(pgplumb_source){&from, 1}, &(pgplumb_source){&to, 1}, NULL, &plan);
    if (status != PGP_OK)
        return complain(session);
    fputs(pgplumb_plan_script(plan), stdout);
    status = pgplumb_plan_blocked(plan) ? PGP_BLOCKED : PGP_OK;
    pgplumb_plan_free(plan);
    return (int)status;
}

int main(int count, char **words) {
    pgplumb_session *session = count == 3 ? pgplumb_session_new() : NULL;
    if (!session) {
        fputs("usage: example FROM TO\n", stderr);
        return PGP_INPUT;
    }
    int status = show(session, words[1], words[2]);
    pgplumb_session_free(session);
    return status;
}

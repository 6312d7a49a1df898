/*
 * What the analyzer claims of statements, for run.py:
 *
 *     claims URL SEARCH_PATH TIME_ZONE STATEMENT...
 *
 * reads the database and prints a line "effect LABEL LOCK FLAG…" for each relation, or "hazard CODE LABEL", separated by tabs; after each
 * statement a line "end", with "unknown" when no rule knows the statement.
 */
#include "hazard/analyze.h"
#include "introspect/catalog.h"
#include "parse/grammar.h"

#include <stdio.h>

typedef struct task {
    char **words; /* URL, search_path, time zone, statements, NULL */
} task;

static void print(const pgp_analysis *analysis) {
    for (size_t i = 0; i < analysis->effects.count; i++) {
        const pgp_effect *effect = &analysis->effects.items[i];
        printf("effect\t%s\t%s%s%s%s%s\n", effect->label, pgp_lock_name(effect->lock),
               effect->rewritten ? "\trewritten" : "", effect->scanned ? "\tscanned" : "",
               effect->indexes_built ? "\tbuilt" : "", effect->indexes_dropped ? "\tdropped" : "");
    }
    for (size_t i = 0; i < analysis->findings.count; i++)
        printf("hazard\t%s\t%s\n", analysis->findings.items[i].hazard->code,
               analysis->findings.items[i].label);
    printf("end%s\n", analysis->understood ? "" : "\tunknown");
}

static pgp_status work(pgp_context *context, void *argument) {
    char **words = ((task *)argument)->words;
    pgp_model *model = pgp_model_new(context->arena);
    pgp_catalog *catalog;
    PGP_TRY(pgp_catalog_connect(context, words[0], model, &catalog));
    PGP_TRY(pgp_catalog_start(catalog));
    pgp_status status = pgp_catalog_finish(catalog);
    if (status != PGP_OK &&
        status != PGP_UNKNOWN) /* what no plan handles yet is told last, after all is read */
        return status;
    pgp_catalog_close(catalog);
    pgp_analyzer *analyzer = pgp_analyzer_new(context, model, model->server_version);
    pgp_analyzer_set_zone(analyzer, words[2]);
    for (char **statement = words + 3; *statement; statement++) {
        pgp_analysis analysis;
        PGP_TRY(pgp_analyze(analyzer, *statement, words[1], &analysis));
        print(&analysis);
    }
    return PGP_OK;
}

int main(int count, char **words) {
    pgp_context *context = pgp_context_new();
    task t = {.words = words + 1};
    if (!context || count < 5)
        return 2;
    pgp_status status = pgp_with_stack(context, work, &t);
    if (status != PGP_OK)
        fprintf(stderr, "%s\n", context->error.message);
    pgp_context_free(context);
    return status;
}

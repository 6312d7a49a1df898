#include "unit.h"

#include "evidence/evidence.h"
#include "hazard/analyze.h"
#include "parse/grammar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- analysing ------------------------------------------------------------------------------------------------- */

typedef struct task {
    pgp_model *model;
    int version;
    const char *const *statements; /* NULL ends it */
    pgp_analysis analysis;         /* of the last one */
} task;

static pgp_status work(pgp_context *context, void *argument) {
    task *t = argument;
    pgp_analyzer *analyzer = pgp_analyzer_new(context, t->model, t->version);
    for (const char *const *statement = t->statements; *statement; statement++)
        PGP_TRY(pgp_analyze(analyzer, *statement, "public", &t->analysis));
    return PGP_OK;
}

/* What the last of the statements does to a database as `setup` makes it. */
static pgp_analysis analyze(pgp_context *context, const char *setup, int version,
                            const char *const *statements) {
    task t = {.model = unit_parse(context, setup), .version = version, .statements = statements};
    assert_int_equal(pgp_with_stack(context, work, &t), PGP_OK);
    return t.analysis;
}

static bool has(const pgp_analysis *analysis, const char *code) {
    for (size_t i = 0; i < analysis->findings.count; i++)
        if (strcmp(analysis->findings.items[i].hazard->code, code) == 0)
            return true;
    return false;
}

/* "public.t ACCESS EXCLUSIVE rewritten, public.p SHARE" */
static const char *effects_of(pgp_context *context, const char *setup, int version,
                              const char *const *statements) {
    pgp_analysis analysis = analyze(context, setup, version, statements);
    pgp_text text = pgp_text_new(context->arena);
    for (size_t i = 0; i < analysis.effects.count; i++) {
        const pgp_effect *effect = &analysis.effects.items[i];
        pgp_text_next(&text, ", ");
        pgp_text_addf(&text, "%s %s%s%s%s%s", effect->label, pgp_lock_words(effect->lock),
                      effect->rewritten ? " rewritten" : "", effect->scanned ? " scanned" : "",
                      effect->indexes_built ? " built" : "", effect->indexes_dropped ? " dropped" : "");
    }
    return text.data;
}

/* -- the table ------------------------------------------------------------------------------------------------------ */

static void bad_statements_carry_their_hazard_and_good_ones_do_not(void **state) {
    for (const pgp_hazard *hazard = pgp_hazards; hazard->code; hazard++) {
        if (hazard->sent)
            continue;
        const char *const bad[] = {hazard->bad, NULL}, *const good[] = {hazard->good, NULL};
        pgp_analysis analysis = analyze(*state, hazard->setup, 180000, bad);
        if (!analysis.understood || !has(&analysis, hazard->code))
            fail_msg("%s: not found in %s", hazard->code, hazard->bad);
        analysis = analyze(*state, hazard->setup, 180000, good);
        if (!analysis.understood || has(&analysis, hazard->code))
            fail_msg("%s: found in %s", hazard->code, hazard->good);
    }
}

/* What a plan from `setup` to `setup` and `change` finds when applications send `sent`. */
static bool plan_has(pgp_context *context, const char *setup, const char *change, const char *sent,
                     const char *code) {
    const pgp_input file = {.name = "sent.sql", .text = sent, .size = strlen(sent)};
    pgp_options options = {.allow_destructive = true};
    pgp_evidence *evidence;
    pgp_plan *plan;
    pgp_model *live = unit_parse(context, setup);
    pgp_model *desired = unit_parse(context, pgp_printf(context->arena, "%s %s;", setup, change));
    assert_int_equal(pgp_evidence_read(context, live, &file, &evidence), PGP_OK);
    options.evidence = evidence;
    assert_int_equal(pgp_diff(context, live, desired, NULL, &options, &plan), PGP_OK);
    assert_int_equal(pgp_plan_steps(context, plan, NULL, &options), PGP_OK);
    for (size_t i = 0; i < plan->step_count; i++)
        for (size_t j = 0; j < plan->steps[i].finding_count; j++)
            if (strcmp(plan->steps[i].findings[j].hazard->code, code) == 0)
                return true;
    return false;
}

static void plans_that_are_told_what_is_sent_have_their_hazard(void **state) {
    for (const pgp_hazard *hazard = pgp_hazards; hazard->code; hazard++) {
        if (!hazard->sent)
            continue;
        assert_true(plan_has(*state, hazard->setup, hazard->bad, hazard->sent, hazard->code));
        assert_false(plan_has(*state, hazard->setup, hazard->good, hazard->sent, hazard->code));
    }
}

static void codes_are_unique(void **state) {
    (void)state;
    for (const pgp_hazard *hazard = pgp_hazards; hazard->code; hazard++)
        assert_ptr_equal(pgp_hazard_named(hazard->code), hazard);
    assert_null(pgp_hazard_named("nonsense"));
}

/* -- statement after statement ---------------------------------------------------------------------------------------- */

static void what_a_statement_does_is_known_to_the_next(void **state) {
    static const struct {
        const char *setup, *statements[5], *effects;
    } cases[] = {
        {"CREATE TABLE t (c int);",
         {"ALTER TABLE t ADD CONSTRAINT n CHECK (c IS NOT NULL) NOT VALID",
          "ALTER TABLE t ALTER c SET NOT NULL"},
         "public.t ACCESS EXCLUSIVE scanned"},
        {"CREATE TABLE t (c int);",
         {"ALTER TABLE t ADD CONSTRAINT n CHECK (c IS NOT NULL) NOT VALID",
          "ALTER TABLE t VALIDATE CONSTRAINT n", "ALTER TABLE t ALTER c SET NOT NULL"},
         "public.t ACCESS EXCLUSIVE"},
        {"CREATE TABLE t (c int);",
         {"ALTER TABLE t ADD CONSTRAINT n CHECK (c IS NOT NULL) NOT VALID",
          "ALTER TABLE t VALIDATE CONSTRAINT n"},
         "public.t SHARE UPDATE EXCLUSIVE scanned"},
        {"CREATE TABLE t (c varchar(5) CONSTRAINT k CHECK (c <> ''));",
         {"ALTER TABLE t DROP CONSTRAINT k", "ALTER TABLE t ALTER c TYPE text"},
         "public.t ACCESS EXCLUSIVE"},
        {"CREATE TABLE t (c varchar(5)); CREATE INDEX i ON t (lower(c));",
         {"DROP INDEX CONCURRENTLY i", "ALTER TABLE t ALTER c TYPE text"},
         "public.t ACCESS EXCLUSIVE"},
        {"CREATE TABLE t (c varchar(5));",
         {"CREATE INDEX CONCURRENTLY i ON t (lower(c))", "ALTER TABLE t ALTER c TYPE text"},
         "public.t ACCESS EXCLUSIVE built"},
        {"CREATE TABLE t (c int NOT NULL);",
         {"CREATE UNIQUE INDEX CONCURRENTLY i ON t (c)", "ALTER TABLE t ADD PRIMARY KEY USING INDEX i"},
         "public.t ACCESS EXCLUSIVE"},
        {"CREATE TABLE t (c int);",
         {"DROP TABLE t", "CREATE TABLE t (d int)", "ALTER TABLE t ADD e int"},
         ""},
        {"CREATE TABLE t (c int);",
         {"ALTER TABLE t RENAME TO s", "CREATE TABLE t (d int)", "ALTER TABLE t ADD e int"},
         ""},
        {"CREATE TABLE t (c int);",
         {"ALTER TABLE t RENAME TO s", "ALTER TABLE s ADD e int"},
         "public.t ACCESS EXCLUSIVE"},
        {"CREATE TABLE t (c int);",
         {"ALTER TABLE t RENAME c TO d", "ALTER TABLE t ALTER d TYPE bigint"},
         "public.t ACCESS EXCLUSIVE rewritten"},
        {"CREATE TABLE t (c int);",
         {"CREATE TABLE p (id int PRIMARY KEY)", "ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES p"},
         "public.t SHARE ROW EXCLUSIVE scanned"},
        {"CREATE TABLE t (c int);", {"CREATE TABLE n (c int REFERENCES t)"}, "public.t SHARE ROW EXCLUSIVE"},
        {"CREATE TABLE t (c timestamp);",
         {"ALTER TABLE t ALTER c TYPE timestamptz"},
         "public.t ACCESS EXCLUSIVE rewritten"},
        {"CREATE TABLE t (c timestamp);",
         {"SET TimeZone = 'UTC'", "ALTER TABLE t ALTER c TYPE timestamptz"},
         "public.t ACCESS EXCLUSIVE"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(effects_of(*state, cases[i].setup, 170000, cases[i].statements),
                            cases[i].effects);
}

/* Whatever grammar this was built with. */
static void newer_syntax_is_understood(void **state) {
    static const char *const cases[][2] = {
        {"ALTER TABLE t ADD d int GENERATED ALWAYS AS (c + 1) VIRTUAL", "public.t ACCESS EXCLUSIVE"},
        {"ALTER TABLE t ADD CONSTRAINT n NOT NULL c NOT VALID", "public.t ACCESS EXCLUSIVE"},
        {"ALTER TABLE t ADD NOT NULL c", "public.t ACCESS EXCLUSIVE scanned"},
        {"ALTER TABLE t ADD CONSTRAINT k CHECK (c > 0) NOT ENFORCED", "public.t ACCESS EXCLUSIVE"},
        {"ALTER TABLE t ADD CONSTRAINT k CHECK (c > 0) ENFORCED", "public.t ACCESS EXCLUSIVE scanned"},
        {"ALTER TABLE t ALTER g SET EXPRESSION AS (c + 2)", "public.t ACCESS EXCLUSIVE rewritten"},
        {"ALTER TABLE t ADD d int CONSTRAINT n NOT NULL DEFAULT 5", "public.t ACCESS EXCLUSIVE"},
        {"ALTER TABLE t ADD enforced int", "public.t ACCESS EXCLUSIVE"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const statements[] = {cases[i][0], NULL};
        assert_string_equal(effects_of(*state,
                                       "CREATE TABLE t (c int, g int GENERATED ALWAYS AS (c + 1) STORED);",
                                       180000, statements),
                            cases[i][1]);
    }
}

static void what_no_rule_knows_is_said(void **state) {
    static const char *const statements[] = {"NOTIFY x", NULL}, *const broken[] = {"ALTER TABEL t", NULL};
    assert_false(analyze(*state, "CREATE TABLE t (c int);", 170000, statements).understood);
    assert_false(analyze(*state, "CREATE TABLE t (c int);", 170000, broken).understood);
}

/* -- docs/HAZARDS.md ------------------------------------------------------------------------------------------------------ */

static const char *document(pgp_context *context) {
    pgp_text text = pgp_text_new(context->arena);
    pgp_text_add(
        &text,
        "# Hazards\n\nWritten by `./dev docs` from the table in engine/hazard/hazards.c; the tests run every "
        "statement below.\n\nA plan names the hazards of each step. One that *blocks* stops the step (exit "
        "3) until it is "
        "permitted: by\n`--allow CODE` or `--allow CODE:NAME`, by `--allow-destructive`, or in the schema's "
        "file, beside the "
        "object:\n\n    -- pgplumb: allow CODE reason=\"why\"\n\nThose marked *by size* count only for "
        "tables larger "
        "than `--online-above`.\n");
    for (const pgp_hazard *hazard = pgp_hazards; hazard->code; hazard++) {
        pgp_text_addf(&text, "\n## %s\n\n*%s%s* · %s\n\n%s\n\n", hazard->code,
                      hazard->severity == PGP_BLOCKS ? "blocks" : pgp_severity_name(hazard->severity),
                      hazard->by_size ? ", by size" : "", hazard->title, hazard->happens);
        if (hazard->sent)
            pgp_text_addf(&text, "    %s; -- what applications send\n", hazard->sent);
        pgp_text_addf(&text, "    %s; -- %s\n    %s; -- instead\n\n", hazard->bad, hazard->code,
                      hazard->good);
        pgp_text_addf(&text, "%s\n\n[PostgreSQL's manual](https://www.postgresql.org/docs/current/%s)\n",
                      hazard->safe, hazard->page);
    }
    return text.data;
}

static void the_document_is_up_to_date(void **state) {
    pgp_context *context = *state;
    const char *expected = document(context), *path = getenv("HAZARDS_DOCUMENT");
    char *found = pgp_alloc(context->arena, strlen(expected) + 2);
    FILE *file = path ? fopen(path, "r") : NULL;
    assert_non_null(file);
    found[fread(found, 1, strlen(expected) + 1, file)] = '\0';
    fclose(file);
    if (strcmp(found, expected) != 0)
        fail_msg("%s is not what the table says: write it again with ./dev docs", path);
}

static int write_document(const char *path) {
    pgp_context *context = pgp_context_new();
    FILE *file = context ? fopen(path, "w") : NULL;
    if (!file)
        return 1;
    fputs(document(context), file);
    pgp_context_free(context);
    return fclose(file) ? 1 : 0;
}

int main(int count, char **words) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(bad_statements_carry_their_hazard_and_good_ones_do_not),
        UNIT_TEST(plans_that_are_told_what_is_sent_have_their_hazard),
        UNIT_TEST(codes_are_unique),
        UNIT_TEST(what_a_statement_does_is_known_to_the_next),
        UNIT_TEST(newer_syntax_is_understood),
        UNIT_TEST(what_no_rule_knows_is_said),
        UNIT_TEST(the_document_is_up_to_date),
    };
    return count > 1 ? write_document(words[1]) : cmocka_run_group_tests_name("hazards", tests, NULL, NULL);
}

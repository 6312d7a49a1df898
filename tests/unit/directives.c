#include "unit.h"

#include "parse/directives.h"

#include <string.h>

/* "label: directive" of each, in order. */
static const char *directives_of(pgp_context *context, const char *sql) {
    const pgp_model *model = unit_parse(context, sql);
    pgp_text all = pgp_text_new(context->arena);
    for (const pgp_directive *d = model->directives; d; d = d->next) {
        pgp_text_next(&all, "; ");
        pgp_text_addf(&all, "%s", pgp_object_label(context->arena, d->object));
        for (size_t i = 0; i < d->name.count; i++)
            pgp_text_addf(&all, " %s", d->name.items[i]);
        if (d->type == PGP_DIRECTIVE_ALLOW)
            pgp_text_addf(&all, " %s %s (%s)", d->code, d->label ? d->label : "-", d->reason);
    }
    return all.data;
}

static void a_directive_is_about_what_it_stands_beside(void **state) {
    static const char *const cases[][2] = {
        {"-- pgplumb: renamed from s\nCREATE TABLE t (a int);", "public.t s"},
        {"CREATE TABLE t ( -- pgplumb: renamed from s\na int);", "public.t s"},
        {"CREATE TABLE t (a int); -- pgplumb: renamed from s\nCREATE TABLE u ();", "public.t s"},
        {"CREATE TABLE t (a int) -- pgplumb: renamed from s\n;", "public.t s"},
        {"CREATE TABLE t (\na int, -- pgplumb: renamed from b\nc int);", "public.t.a b"},
        {"CREATE TABLE t (\na int CHECK (a > 0), -- pgplumb: renamed from b\nc int);", "public.t.a b"},
        {"CREATE TABLE t (\na int,\n-- pgplumb: renamed from b\nc int);", "public.t.c b"},
        {"CREATE TABLE t (\na int,\nc numeric(1,2) -- pgplumb: renamed from b\n);", "public.t.c b"},
        {"CREATE TABLE t (a int,\n-- pgplumb: renamed from b\nCONSTRAINT k CHECK (a > 0));", "public.t.k b"},
        {"CREATE TABLE t (a int);\nALTER TABLE t ADD c int, -- pgplumb: renamed from b\nADD d int;",
         "public.t.c b"},
        {"CREATE TABLE t (a int);\n-- why\n/* x -- y */ -- pgplumb: renamed from b\n\n-- how\nCREATE VIEW v "
         "AS SELECT 1 AS a;",
         "public.v b"},
        {"-- pgplumb: renamed from Old.\"A \"\"b\"\".c\"\nCREATE TABLE t (a int);", "public.t old A \"b\".c"},
        {"-- pgplumb: allow table-rewrite reason=\"small hours\"\nCREATE TABLE t (a int);",
         "public.t table-rewrite - (small hours)"},
        {"-- pgplumb: allow data-loss:T.Old reason=\"x\"\n--pgplumb: renamed from b\r\nCREATE TABLE t (a "
         "int);",
         "public.t data-loss t.old (x); public.t b"},
        {"SELECT 'pgplumb:' -- -- pgplumb: nothing\n;", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(directives_of(*state, cases[i][0]), cases[i][1]);
}

static void mistakes_are_told_with_their_place(void **state) {
    pgp_context *context = *state;
    static const char *const cases[][2] = {
        {"\n  -- pgplumb: alow x\nCREATE TABLE t ();", "unknown directive"},
        {"\n  -- pgplumb:\nCREATE TABLE t ();", "unknown directive"},
        {"\n  -- pgplumb: renamed from\nCREATE TABLE t ();", "the old name"},
        {"\n  -- pgplumb: renamed to b\nCREATE TABLE t ();", "the old name"},
        {"\n  -- pgplumb: renamed from b c\nCREATE TABLE t ();", "something follows"},
        {"\n  -- pgplumb: allow\nCREATE TABLE t ();", "needs the code"},
        {"\n  -- pgplumb: allow x\nCREATE TABLE t ();", "needs its reason"},
        {"\n  -- pgplumb: allow x reason=\"\"\nCREATE TABLE t ();", "needs its reason"},
        {"\n  -- pgplumb: allow x: reason=\"y\"\nCREATE TABLE t ();", "needs its reason"},
        {"\n  -- pgplumb: renamed from b\n", "stands beside nothing"},
        {"\n  -- pgplumb: renamed from b\nSET search_path = public; CREATE TABLE t ();",
         "stands beside nothing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unit_parse_fails(context, cases[i][0], PGP_INPUT, cases[i][1]);
        assert_int_equal(context->error.where.line, 2);
        assert_int_equal(context->error.where.column, 3);
    }
    unit_parse_fails(context, "CREATE TABLE t (a int CHECK (a > 0 AND -- pgplumb: renamed from b\na < 9));",
                     PGP_INPUT, "stands beside nothing");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_directive_is_about_what_it_stands_beside),
        UNIT_TEST(mistakes_are_told_with_their_place),
    };
    return cmocka_run_group_tests_name("directives", tests, NULL, NULL);
}

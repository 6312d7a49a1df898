/*
 * The statements that lead from one schema to another, without a server: what the kinds' create, alter and drop say.
 */
#include "unit.h"

#include "plan/plan.h"

#include <string.h>

typedef struct comparison {
    pgp_model *from, *to;
    pgp_plan *plan;
} comparison;

static pgp_status make_plan(pgp_context *context, void *argument) {
    static const pgp_options options = {.allow_destructive = true, .online_above = INT64_MAX};
    comparison *c = argument;
    PGP_TRY(pgp_diff(context, c->from, c->to, NULL, &options, &c->plan));
    return pgp_plan_steps(context, c->plan, NULL, &options);
}

/* All steps, a line each. */
static const char *steps(pgp_context *context, const char *from, const char *to) {
    comparison c = {.from = unit_parse(context, from), .to = unit_parse(context, to)};
    assert_int_equal(pgp_with_stack(context, make_plan, &c), PGP_OK);
    pgp_text all = pgp_text_new(context->arena);
    for (size_t i = 0; i < c.plan->step_count; i++)
        pgp_text_addf(&all, "%s;\n", c.plan->steps[i].sql);
    return all.data;
}

static void expect(void **state, const char *both, const char *from, const char *to, const char *sql) {
    pgp_context *context = *state;
    assert_string_equal(steps(context, pgp_printf(context->arena, "%s%s", both, from),
                              pgp_printf(context->arena, "%s%s", both, to)),
                        sql);
}

static void views(void **state) {
    expect(state, "", "", "CREATE VIEW v (a) WITH (security_barrier) AS SELECT 1",
           "CREATE VIEW public.v (a) WITH (security_barrier=true) AS\nSELECT 1;\n");
    expect(state, "", "CREATE VIEW v AS SELECT 1", "", "DROP VIEW public.v;\n");
    expect(state, "", "CREATE VIEW v WITH (security_barrier) AS SELECT 1",
           "CREATE VIEW v WITH (security_invoker = on) AS SELECT 1",
           "ALTER VIEW public.v RESET (security_barrier);\nALTER VIEW public.v SET (security_invoker=on);\n");
    /* Whether the columns stay the same, only a server can tell. */
    expect(state, "", "CREATE VIEW v AS SELECT 1", "CREATE VIEW v AS SELECT 2",
           "DROP VIEW public.v;\nCREATE VIEW public.v AS\nSELECT 2;\n");
    expect(state, "CREATE VIEW v AS SELECT 1 AS a;", "", "ALTER VIEW v ALTER a SET DEFAULT 2;",
           "ALTER VIEW public.v ALTER COLUMN a SET DEFAULT 2;\n");
}

static void materialized_views(void **state) {
    expect(state, "", "", "CREATE MATERIALIZED VIEW v WITH (fillfactor = 70) AS SELECT 1 WITH NO DATA",
           "CREATE MATERIALIZED VIEW public.v WITH (fillfactor=70) AS\nSELECT 1\nWITH NO DATA;\n");
    expect(state, "", "CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW v AS SELECT 2",
           "DROP MATERIALIZED VIEW public.v;\nCREATE MATERIALIZED VIEW public.v AS\nSELECT 2;\n");
    expect(state, "", "CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA",
           "CREATE MATERIALIZED VIEW v AS SELECT 1", "");
}

#define TABLE    "CREATE TABLE t (a integer);"
#define FUNCTION "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';"

static void triggers(void **state) {
    static const char both[] = TABLE FUNCTION;
    expect(state, both, "",
           "CREATE TRIGGER x BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (old.a > 1) EXECUTE FUNCTION f('y')",
           "CREATE TRIGGER x BEFORE UPDATE OF a ON public.t FOR EACH ROW WHEN (old.a > 1) EXECUTE FUNCTION "
           "public.f('y');\n");
    expect(state, both, "CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f()",
           "CREATE TRIGGER x AFTER DELETE ON t EXECUTE FUNCTION f(); ALTER TABLE t DISABLE TRIGGER x",
           "CREATE OR REPLACE TRIGGER x AFTER DELETE ON public.t FOR EACH STATEMENT EXECUTE FUNCTION "
           "public.f();\n"
           "ALTER TABLE public.t DISABLE TRIGGER x;\n");
    expect(state, both,
           "CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f(); ALTER TABLE t DISABLE TRIGGER x",
           "CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f(); ALTER TABLE t ENABLE ALWAYS TRIGGER x",
           "ALTER TABLE public.t ENABLE ALWAYS TRIGGER x;\n");
    expect(state, both, "CREATE CONSTRAINT TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
           "CREATE CONSTRAINT TRIGGER x AFTER INSERT ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION f()",
           "DROP TRIGGER x ON public.t;\n"
           "CREATE CONSTRAINT TRIGGER x AFTER INSERT ON public.t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION "
           "public.f();\n");
}

static void rules(void **state) {
    expect(state, TABLE, "", "CREATE RULE x AS ON DELETE TO t DO INSTEAD NOTHING",
           "CREATE RULE x AS ON DELETE TO public.t DO INSTEAD NOTHING;\n");
    expect(state, TABLE, "CREATE RULE x AS ON DELETE TO t DO INSTEAD NOTHING",
           "CREATE RULE x AS ON UPDATE TO t DO NOTHING",
           "CREATE OR REPLACE RULE x AS ON UPDATE TO public.t DO NOTHING;\n");
    expect(state, TABLE, "CREATE RULE x AS ON DELETE TO t DO NOTHING", "", "DROP RULE x ON public.t;\n");
}

static void policies(void **state) {
    expect(state, TABLE, "", "CREATE POLICY x ON t AS RESTRICTIVE FOR INSERT TO zoe WITH CHECK (a > 1)",
           "CREATE POLICY x ON public.t AS RESTRICTIVE FOR INSERT TO zoe WITH CHECK (a > 1);\n");
    expect(state, TABLE, "CREATE POLICY x ON t USING (a > 1)", "CREATE POLICY x ON t TO zoe USING (a > 2)",
           "ALTER POLICY x ON public.t TO zoe USING (a > 2);\n");
    expect(state, TABLE, "CREATE POLICY x ON t USING (a > 1)", "CREATE POLICY x ON t WITH CHECK (a > 1)",
           "DROP POLICY x ON public.t;\nCREATE POLICY x ON public.t WITH CHECK (a > 1);\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(views), UNIT_TEST(materialized_views), UNIT_TEST(triggers),
        UNIT_TEST(rules), UNIT_TEST(policies),
    };
    return cmocka_run_group_tests_name("statements", tests, NULL, NULL);
}

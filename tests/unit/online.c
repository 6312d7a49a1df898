/*
 * Which form a change takes, and where its transactions end. That the forms arrive is for the servers to say (tests/differential).
 */
#include "unit.h"

#include "plan/online.h"

#include <ctype.h>
#include <string.h>

typedef struct comparison {
    pgp_model *from, *to;
    pgp_options options;
    pgp_plan *plan;
} comparison;

static pgp_status make_plan(pgp_context *context, void *argument) {
    comparison *c = argument;
    PGP_TRY(pgp_diff(context, c->from, c->to, NULL, &c->options, &c->plan));
    return pgp_plan_steps(context, c->plan, NULL, &c->options);
}

/* The digits of passing names are nobody's business. */
static void add_sql(pgp_text *text, const char *sql) {
    static const char mark[] = "pgplumb_";
    for (const char *at = sql; *at;) {
        size_t size = strncmp(at, mark, sizeof mark - 1) == 0 ? sizeof mark - 1 : 1;
        pgp_text_addn(text, at, size);
        at += size;
        while (size > 1 && isxdigit((unsigned char)*at))
            at++;
    }
}

/* "! " runs alone, "| " begins a transaction. */
static const char *steps(pgp_context *context, int version, int64_t above, const char *from, const char *to) {
    comparison c = {.from = unit_parse(context, from),
                    .to = unit_parse(context, to),
                    .options = {.allow_destructive = true, .online_above = above, .rewrite_online = true}};
    c.from->server_version = version;
    assert_int_equal(pgp_with_stack(context, make_plan, &c), PGP_OK);
    pgp_text all = pgp_text_new(context->arena);
    for (size_t i = 0; i < c.plan->step_count; i++) {
        const pgp_step *step = &c.plan->steps[i];
        pgp_text_add(&all, step->no_transaction ? "! " : step->commit_before ? "| " : "");
        add_sql(&all, strncmp(step->sql, "DO ", 3) == 0 ? "DO" : step->sql);
        pgp_text_add(&all, ";\n");
        assert_true(!step->no_transaction || step->check);
    }
    return all.data;
}

static void expect(void **state, int version, const char *both, const char *from, const char *to,
                   const char *sql) {
    pgp_context *context = *state;
    assert_string_equal(steps(context, version, 0, pgp_printf(context->arena, "%s%s", both, from),
                              pgp_printf(context->arena, "%s%s", both, to)),
                        sql);
}

static const char table[] = "CREATE TABLE t (a int, b text);";

static void sizes(void **state) {
    pgp_context *context = *state;
    const char *to = "CREATE TABLE t (a int, b text); CREATE INDEX i ON t (a)";
    const char *plain = "CREATE INDEX i ON public.t USING btree (a);\n";
    assert_string_equal(steps(context, 170000, 1, table, to), plain);
    assert_string_equal(steps(context, 170000, 0, table, to),
                        "! CREATE INDEX CONCURRENTLY i ON public.t USING btree (a);\n");
    assert_string_equal(steps(context, 0, PGP_ONLINE_ABOVE, table, to),
                        "! CREATE INDEX CONCURRENTLY i ON public.t USING btree (a);\n");
    /* What is made in the same plan is nobody's yet. */
    assert_string_equal(
        steps(context, 170000, 0, "", to),
        pgp_printf(context->arena, "CREATE TABLE public.t (\n    a integer,\n    b text\n);\n%s", plain));
}

static void indexes(void **state) {
    expect(state, 170000, table, "CREATE INDEX i ON t (a)", "CREATE INDEX i ON t (b)",
           "! CREATE INDEX CONCURRENTLY i_pgplumb_ ON public.t USING btree (b);\n"
           "ALTER INDEX public.i RENAME TO i_pgplumb_;\n"
           "ALTER INDEX public.i_pgplumb_ RENAME TO i;\n"
           "! DROP INDEX CONCURRENTLY public.i_pgplumb_;\n");
    expect(state, 170000, table, "CREATE INDEX i ON t (a)", "", "! DROP INDEX CONCURRENTLY public.i;\n");
    expect(state, 170000,
           "CREATE TABLE p (a int) PARTITION BY RANGE (a);"
           "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9);",
           "", "CREATE INDEX i ON p (a)",
           "CREATE INDEX i ON ONLY public.p USING btree (a);\n"
           "! CREATE INDEX CONCURRENTLY p1_a_idx ON public.p1 USING btree (a);\n"
           "ALTER INDEX public.i ATTACH PARTITION public.p1_a_idx;\n");
}

static void keys(void **state) {
    expect(state, 170000, table, "", "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a) DEFERRABLE",
           "! CREATE UNIQUE INDEX CONCURRENTLY u ON public.t (a);\n"
           "ALTER TABLE public.t ADD CONSTRAINT u UNIQUE USING INDEX u DEFERRABLE;\n");
    expect(state, 170000, table, "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a);",
           "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a) INCLUDE (b)",
           "! CREATE UNIQUE INDEX CONCURRENTLY u_pgplumb_ ON public.t (a) INCLUDE (b);\n"
           "ALTER TABLE public.t DROP CONSTRAINT u;\n"
           "ALTER TABLE public.t ADD CONSTRAINT u UNIQUE USING INDEX u_pgplumb_;\n");
    expect(state, 170000, table, "", "ALTER TABLE t ADD EXCLUDE (a WITH =)",
           "ALTER TABLE public.t ADD CONSTRAINT t_a_excl EXCLUDE USING btree (a WITH =);\n");
}

static void checks(void **state) {
    expect(state, 170000, table, "", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
           "ALTER TABLE public.t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\n"
           "| ALTER TABLE public.t VALIDATE CONSTRAINT c;\n");
    expect(state, 170000, table, "", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
           "ALTER TABLE public.t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\n");
    expect(state, 170000, "CREATE TABLE r (a int PRIMARY KEY); CREATE TABLE t (a int);", "",
           "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES r",
           "ALTER TABLE public.t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r (a) NOT VALID;\n"
           "| ALTER TABLE public.t VALIDATE CONSTRAINT f;\n");
}

static void not_null(void **state) {
    const char *to = "ALTER TABLE t ALTER a SET NOT NULL";
    expect(state, 170000, table, "", to,
           "ALTER TABLE public.t ADD CONSTRAINT t_pgplumb_ CHECK (a IS NOT NULL) NOT VALID;\n"
           "| ALTER TABLE public.t VALIDATE CONSTRAINT t_pgplumb_;\n"
           "| ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;\n"
           "ALTER TABLE public.t DROP CONSTRAINT t_pgplumb_;\n");
    expect(state, 180000, table, "", to,
           "ALTER TABLE public.t ADD CONSTRAINT t_a_not_null NOT NULL a NOT VALID;\n"
           "| ALTER TABLE public.t VALIDATE CONSTRAINT t_a_not_null;\n");
}

static void columns(void **state) {
    expect(state, 170000, table, "", "ALTER TABLE t ADD c int NOT NULL DEFAULT 1",
           "ALTER TABLE public.t ADD COLUMN c integer DEFAULT 1 NOT NULL;\n");
    expect(state, 170000, table, "", "ALTER TABLE t ADD c float8 DEFAULT random()",
           "ALTER TABLE public.t ADD COLUMN c double precision;\n"
           "ALTER TABLE public.t ALTER COLUMN c SET DEFAULT random();\n"
           "! DO;\n");
    expect(state, 180000, table, "", "ALTER TABLE t ADD c int GENERATED ALWAYS AS IDENTITY",
           "ALTER TABLE public.t ADD COLUMN c integer;\n"
           "CREATE SEQUENCE public.t_pgplumb_ AS integer;\n"
           "ALTER TABLE public.t ALTER COLUMN c SET DEFAULT pg_catalog.nextval('public.t_pgplumb_');\n"
           "! DO;\n"
           "ALTER TABLE public.t ADD CONSTRAINT t_c_not_null NOT NULL c NOT VALID;\n"
           "| ALTER TABLE public.t VALIDATE CONSTRAINT t_c_not_null;\n"
           "| ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT;\n"
           "ALTER TABLE public.t ALTER COLUMN c ADD GENERATED ALWAYS AS IDENTITY;\n"
           "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence('public.t', 'c'), "
           "pg_catalog.nextval('public.t_pgplumb_'), false);\n"
           "DROP SEQUENCE public.t_pgplumb_;\n");
}

static void types(void **state) {
    expect(state, 170000, "", "CREATE TABLE t (a int UNIQUE)", "CREATE TABLE t (a bigint UNIQUE)",
           "ALTER TABLE public.t ADD COLUMN a_pgplumb_ bigint;\n"
           "CREATE FUNCTION public.zzz_pgplumb_() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN\n"
           "    SELECT a INTO NEW.a_pgplumb_ FROM (SELECT NEW.a) AS written (a);\n"
           "    RETURN NEW;\nEND';\n"
           "CREATE TRIGGER zzz_pgplumb_ BEFORE INSERT OR UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION "
           "public.zzz_pgplumb_();\n"
           "! DO;\n"
           "! CREATE UNIQUE INDEX CONCURRENTLY t_a_key_pgplumb_ ON public.t (a_pgplumb_);\n"
           "DROP TRIGGER zzz_pgplumb_ ON public.t;\n"
           "DROP FUNCTION public.zzz_pgplumb_();\n"
           "ALTER TABLE public.t DROP COLUMN a;\n"
           "ALTER TABLE public.t RENAME COLUMN a_pgplumb_ TO a;\n"
           "ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key_pgplumb_;\n");
}

static void partitions(void **state) {
    expect(state, 170000, "CREATE TABLE p (a int) PARTITION BY RANGE (a);", "CREATE TABLE p1 (a int)",
           "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (MAXVALUE)",
           "ALTER TABLE public.p1 ADD CONSTRAINT p1_pgplumb_ CHECK ((a IS NOT NULL AND ((a >= CAST(1 AS "
           "integer))))) NOT VALID;\n"
           "| ALTER TABLE public.p1 VALIDATE CONSTRAINT p1_pgplumb_;\n"
           "| ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES FROM (1) TO (MAXVALUE);\n"
           "ALTER TABLE public.p1 DROP CONSTRAINT p1_pgplumb_;\n");
    expect(state, 170000, "CREATE TABLE p (a int) PARTITION BY RANGE (a);",
           "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2)", "CREATE TABLE p1 (a int)",
           "! ALTER TABLE public.p DETACH PARTITION public.p1 CONCURRENTLY;\nDO;\n");
}

/* What its parents have is there before it joins; before it is dropped it leaves. */
static void joining(void **state) {
    expect(state, 170000,
           "CREATE TABLE r (a int PRIMARY KEY); CREATE TABLE p (a int REFERENCES r) PARTITION BY LIST (a); "
           "CREATE INDEX ON p (a);",
           "CREATE TABLE p1 (a int)", "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
           "! CREATE INDEX CONCURRENTLY p1_a_idx ON public.p1 USING btree (a);\n"
           "ALTER TABLE public.p1 ADD CONSTRAINT p_a_fkey FOREIGN KEY (a) REFERENCES public.r (a) NOT "
           "VALID;\n"
           "| ALTER TABLE public.p1 VALIDATE CONSTRAINT p_a_fkey;\n"
           "| ALTER TABLE public.p1 ADD CONSTRAINT p1_pgplumb_ CHECK ((a IS NOT NULL AND a IN (CAST(1 AS "
           "integer)))) NOT VALID;\n"
           "| ALTER TABLE public.p1 VALIDATE CONSTRAINT p1_pgplumb_;\n"
           "| ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN (1);\n"
           "ALTER TABLE public.p1 DROP CONSTRAINT p1_pgplumb_;\n");
    expect(state, 170000, "CREATE TABLE p (a int) PARTITION BY LIST (a);",
           "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)", "",
           "! ALTER TABLE public.p DETACH PARTITION public.p1 CONCURRENTLY;\nDROP TABLE public.p1;\n");
}

/* What is missed meanwhile goes and comes back in one transaction, beside no build. */
static void windows(void **state) {
    expect(state, 170000, "CREATE TABLE c (a int); CREATE TABLE t (a int, b int);",
           "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a); ALTER TABLE c ADD FOREIGN KEY (a) REFERENCES t (a);",
           "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a) INCLUDE (b); ALTER TABLE c ADD FOREIGN KEY (a) "
           "REFERENCES t (a);",
           "! CREATE UNIQUE INDEX CONCURRENTLY u_pgplumb_ ON public.t (a) INCLUDE (b);\n"
           "ALTER TABLE public.c DROP CONSTRAINT c_a_fkey;\n"
           "ALTER TABLE public.t DROP CONSTRAINT u;\n"
           "ALTER TABLE public.t ADD CONSTRAINT u UNIQUE USING INDEX u_pgplumb_;\n"
           "ALTER TABLE public.c ADD CONSTRAINT c_a_fkey FOREIGN KEY (a) REFERENCES public.t (a) NOT VALID;\n"
           "| ALTER TABLE public.c VALIDATE CONSTRAINT c_a_fkey;\n");
    expect(state, 170000, table, "",
           "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE INDEX i ON t (a); CREATE POLICY p ON t; "
           "CREATE POLICY q ON t;",
           "! CREATE INDEX CONCURRENTLY i ON public.t USING btree (a);\n"
           "CREATE POLICY p ON public.t;\n"
           "CREATE POLICY q ON public.t;\n"
           "ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(sizes),    UNIT_TEST(indexes), UNIT_TEST(keys),  UNIT_TEST(checks),
        UNIT_TEST(not_null), UNIT_TEST(columns), UNIT_TEST(types), UNIT_TEST(partitions),
        UNIT_TEST(joining),  UNIT_TEST(windows),
    };
    return cmocka_run_group_tests_name("online", tests, NULL, NULL);
}

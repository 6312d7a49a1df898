#include "unit.h"

#include "kinds/trigger.h"

#define TABLES   "CREATE TABLE t (a int, b int); CREATE TABLE u (a int);"
#define FUNCTION "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';"

static const pgp_trigger *trigger_of(void **state, const char *sql) {
    return unit_child(unit_relation(unit_parse(*state, sql), "public", "t"), &pgp_kind_trigger, "x");
}

static void events_come_in_the_servers_order(void **state) {
    const pgp_trigger *trigger =
        trigger_of(state, "CREATE TRIGGER x BEFORE TRUNCATE OR UPDATE OF b, a OR DELETE OR INSERT ON t"
                          " EXECUTE PROCEDURE f();" TABLES FUNCTION);
    assert_string_equal(trigger->timing, "before");
    assert_string_equal(trigger->events, "INSERT OR DELETE OR UPDATE OF b, a OR TRUNCATE");
    assert_string_equal(trigger->level, "statement");
    assert_string_equal(trigger->function, "public.f");
    assert_string_equal(trigger->enabled, "origin");
    assert_false(trigger->constraint);
}

static void condition_and_arguments_are_the_users(void **state) {
    const pgp_trigger *trigger = trigger_of(
        state, TABLES FUNCTION "CREATE TRIGGER x AFTER UPDATE ON t FOR EACH ROW"
                               " WHEN ( old.a > ((1)) /* ) */ ) EXECUTE FUNCTION f('it''s', 5, word)");
    assert_string_equal(trigger->condition.text, "old.a > ((1))");
    assert_string_equal(trigger->level, "row");
    assert_int_equal(trigger->arguments.count, 3);
    assert_string_equal(trigger->arguments.items[0], "it's");
    assert_string_equal(trigger->arguments.items[1], "5");
    assert_string_equal(trigger->arguments.items[2], "word");
}

static void constraint_triggers_say_when(void **state) {
    const pgp_trigger *trigger =
        trigger_of(state, TABLES FUNCTION "CREATE CONSTRAINT TRIGGER x AFTER INSERT ON t FROM u"
                                          " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()");
    assert_true(trigger->constraint);
    assert_true(trigger->deferrable);
    assert_true(trigger->initially_deferred);
    assert_string_equal(trigger->referenced, "public.u");
}

static void transition_tables_have_names(void **state) {
    const pgp_trigger *trigger = trigger_of(
        state, TABLES FUNCTION "CREATE TRIGGER x AFTER UPDATE ON t REFERENCING NEW TABLE AS n OLD TABLE AS o"
                               " FOR EACH STATEMENT EXECUTE FUNCTION f()");
    assert_string_equal(trigger->old_table, "o");
    assert_string_equal(trigger->new_table, "n");
}

static void builtin_functions_are_known(void **state) {
    const pgp_trigger *trigger =
        trigger_of(state, TABLES "CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW"
                                 " EXECUTE FUNCTION suppress_redundant_updates_trigger()");
    assert_string_equal(trigger->function, "pg_catalog.suppress_redundant_updates_trigger");
}

static void what_is_missing_is_named(void **state) {
    unit_parse_fails(*state, TABLES "CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f()", PGP_INPUT,
                     "\"f\"");
    unit_parse_fails(*state, FUNCTION "CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f()", PGP_INPUT,
                     "\"t\"");
    unit_parse_fails(*state,
                     TABLES FUNCTION "CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f();"
                                     "CREATE TRIGGER x AFTER DELETE ON t EXECUTE FUNCTION f()",
                     PGP_INPUT, "exists already");
}

static void rules_begin_as_the_server_begins_them(void **state) {
    pgp_model *model = unit_parse(*state, TABLES "CREATE RULE x AS ON INSERT TO t WHERE new.a > 0"
                                                 " DO ALSO (INSERT INTO u VALUES (new.a); NOTIFY u);"
                                                 "CREATE RULE y AS ON DELETE TO t DO INSTEAD NOTHING");
    const void *table = unit_relation(model, "public", "t");
    const pgp_rule *x = unit_child(table, &pgp_kind_rule, "x"), *y = unit_child(table, &pgp_kind_rule, "y");
    assert_string_equal(x->definition.text, "ON INSERT TO public.t WHERE new.a > 0"
                                            " DO ALSO (INSERT INTO u VALUES (new.a); NOTIFY u)");
    assert_string_equal(y->definition.text, "ON DELETE TO public.t DO INSTEAD NOTHING");
}

static void the_servers_text_is_cut_outside_quotes(void **state) {
    (void)state;
    assert_string_equal(pgp_after_word("CREATE TRIGGER \"a WHEN (b)\" ON t WHEN ((x > 1)) EXECUTE", "when"),
                        "((x > 1)) EXECUTE");
    assert_null(pgp_after_word("CREATE RULE \" AS \" ON (x AS y)", "as"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(events_come_in_the_servers_order),
        UNIT_TEST(condition_and_arguments_are_the_users),
        UNIT_TEST(constraint_triggers_say_when),
        UNIT_TEST(transition_tables_have_names),
        UNIT_TEST(builtin_functions_are_known),
        UNIT_TEST(what_is_missing_is_named),
        UNIT_TEST(rules_begin_as_the_server_begins_them),
        cmocka_unit_test(the_servers_text_is_cut_outside_quotes),
    };
    return cmocka_run_group_tests_name("triggers", tests, NULL, NULL);
}

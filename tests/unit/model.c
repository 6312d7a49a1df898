#include "unit.h"

#include <string.h>

static pgp_object *add(pgp_model *model, const pgp_kind *kind, const char *schema, const char *name) {
    pgp_object *object = pgp_object_new(model, kind, schema, name);
    pgp_model_add(model, object);
    return object;
}

static pgp_object *add_child(pgp_model *model, pgp_object *parent, const pgp_kind *kind, const char *name) {
    pgp_object *object = pgp_object_new(model, kind, NULL, name);
    object->parent = parent;
    pgp_model_add(model, object);
    return object;
}

static void one_copy_per_text(void **state) {
    pgp_context *context = *state;
    pgp_model *model = pgp_model_new(context->arena);
    char text[] = "orders";
    const char *first = pgp_intern(model, text);
    text[0] = 'X';
    assert_ptr_equal(first, pgp_intern(model, "orders"));
    assert_ptr_not_equal(first, pgp_intern(model, "order"));
    assert_null(pgp_intern(model, NULL));
}

static void objects_are_found_by_what_they_are_called(void **state) {
    pgp_context *context = *state;
    pgp_model *model = pgp_model_new(context->arena);
    pgp_object *table = add(model, &pgp_kind_table, "shop", "orders");
    pgp_object *column = add_child(model, table, &pgp_kind_column, "total");
    assert_ptr_equal(pgp_model_find(model, PGP_SPACE_RELATION, "shop", "orders", NULL), table);
    assert_null(pgp_model_find(model, PGP_SPACE_RELATION, "public", "orders", NULL));
    assert_null(pgp_model_find(model, PGP_SPACE_TYPE, "shop", "orders", NULL));
    assert_ptr_equal(pgp_child(table, &pgp_kind_column, "total"), column);
    assert_null(pgp_child(table, &pgp_kind_trigger, "total"));
    assert_ptr_equal(pgp_object_top(column), table);
}

static void a_new_name_is_the_only_one(void **state) {
    pgp_context *context = *state;
    pgp_model *model = pgp_model_new(context->arena);
    pgp_object *view = add(model, &pgp_kind_view, "shop", "old");
    pgp_model_rename(model, view, "shop", "new", NULL);
    assert_null(pgp_model_find(model, PGP_SPACE_RELATION, "shop", "old", NULL));
    assert_ptr_equal(pgp_model_find(model, PGP_SPACE_RELATION, "shop", "new", NULL), view);
}

static void removing_takes_the_children_along(void **state) {
    pgp_context *context = *state;
    pgp_model *model = pgp_model_new(context->arena);
    pgp_object *first = add(model, &pgp_kind_table, "shop", "a");
    pgp_object *second = add(model, &pgp_kind_table, "shop", "b");
    add_child(model, first, &pgp_kind_column, "x");
    assert_int_equal(model->count, 3);
    pgp_model_remove(model, first);
    assert_int_equal(model->count, 1);
    assert_null(pgp_model_find(model, PGP_SPACE_RELATION, "shop", "a", NULL));
    assert_ptr_equal(model->objects, second);
    pgp_model_remove(model, second);
    assert_null(model->objects);
    assert_null(model->last_object);
}

static void a_walk_sees_parents_first_and_everything_once(void **state) {
    pgp_context *context = *state;
    pgp_model *model = pgp_model_new(context->arena);
    pgp_object *table = add(model, &pgp_kind_table, "shop", "a");
    add(model, &pgp_kind_table, "shop", "b");
    pgp_object *column = add_child(model, table, &pgp_kind_column, "x");
    add_child(model, column, &pgp_kind_comment, "");
    pgp_text seen = pgp_text_new(context->arena);
    pgp_walk walk = pgp_walk_start(model);
    for (pgp_object *o; (o = pgp_walk_next(&walk));)
        pgp_text_addf(&seen, "%s;", pgp_object_label(context->arena, o));
    assert_string_equal(seen.data, "shop.a;shop.a.x;shop.a.x;shop.b;");
}

static void the_counterpart_has_the_same_place(void **state) {
    pgp_context *context = *state;
    pgp_model *one = pgp_model_new(context->arena), *other = pgp_model_new(context->arena);
    pgp_object *child = add_child(one, add(one, &pgp_kind_table, "shop", "a"), &pgp_kind_trigger, "t");
    pgp_object *twin = add(other, &pgp_kind_table, "shop", "a");
    assert_null(pgp_model_counterpart(other, child));
    pgp_object *found = add_child(other, twin, &pgp_kind_trigger, "t");
    assert_ptr_equal(pgp_model_counterpart(other, child), found);
}

static void needs_are_kept_once(void **state) {
    pgp_context *context = *state;
    pgp_model *model = pgp_model_new(context->arena);
    pgp_object *view = add(model, &pgp_kind_view, "shop", "v"),
               *table = add(model, &pgp_kind_table, "shop", "t");
    pgp_object_need(model, view, table);
    pgp_object_need(model, view, table);
    pgp_object_need(model, view, view);
    assert_int_equal(view->need_count, 1);
    assert_ptr_equal(view->needs[0], table);
}

static void labels_are_quoted_like_sql(void **state) {
    pgp_context *context = *state;
    pgp_model *model = pgp_model_new(context->arena);
    pgp_object *function = pgp_object_new(model, &pgp_kind_function, "Shop", "total");
    function->args = "bigint";
    pgp_model_add(model, function);
    assert_string_equal(pgp_object_label(context->arena, function), "\"Shop\".total(bigint)");
    pgp_object *table = add(model, &pgp_kind_table, "shop", "order");
    assert_string_equal(pgp_object_label(context->arena, add_child(model, table, &pgp_kind_column, "Id")),
                        "shop.\"order\".\"Id\"");
}

static void every_kind_has_a_name_and_room(void **state) {
    (void)state;
    for (const pgp_kind *const *kind = pgp_kinds; *kind; kind++) {
        assert_ptr_equal(pgp_kind_named((*kind)->name), *kind);
        assert_true((*kind)->size >= sizeof(pgp_object));
        assert_true((*kind)->property_count <= 64); /* bits of pgp_change.changed */
        for (size_t i = 0; i < (*kind)->property_count; i++) {
            assert_non_null((*kind)->properties[i].name);
            assert_true((*kind)->properties[i].offset >= sizeof(pgp_object));
            assert_true((*kind)->properties[i].offset < (*kind)->size);
        }
    }
    assert_null(pgp_kind_named("no such kind"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(one_copy_per_text),
        UNIT_TEST(objects_are_found_by_what_they_are_called),
        UNIT_TEST(a_new_name_is_the_only_one),
        UNIT_TEST(removing_takes_the_children_along),
        UNIT_TEST(a_walk_sees_parents_first_and_everything_once),
        UNIT_TEST(the_counterpart_has_the_same_place),
        UNIT_TEST(needs_are_kept_once),
        UNIT_TEST(labels_are_quoted_like_sql),
        cmocka_unit_test(every_kind_has_a_name_and_room),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
